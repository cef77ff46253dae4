//! SARIF 2.1.0, as code scanning reads it.
//!
//! Takes problems, gives one run. Never writes line 0, an absolute path or an unescaped address.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::problem::{Level, Place, Problem, codes};
use crate::report::json;
use crate::report::region::Region;
use crate::report::sarif::{SCHEMA, message, uri};

/// Writes one run with a rule for each code that occurs.
///
/// # Errors
/// When `out` cannot be written to.
pub fn sarif(out: &mut dyn Write, problems: &[Problem]) -> io::Result<()> {
    let names: BTreeSet<&str> = problems.iter().map(|problem| problem.code).collect();
    let rules: Vec<Value> = names.iter().map(|name| rule(name)).collect();
    let results: Vec<Value> = problems.iter().map(result).collect();
    let run = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "atodds",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    json::pretty(out, &run)
}

fn rule(name: &str) -> Value {
    match codes::find(name) {
        Some(code) => json!({
            "id": name,
            "shortDescription": message(code.about),
            "help": message(code.help),
            "defaultConfiguration": {"level": level(code.level)},
        }),
        None => json!({"id": name}),
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn result(problem: &Problem) -> Value {
    let help = problem.help.as_ref();
    let help = help.map_or_else(String::new, |help| format!("; {help}"));
    let mut result = json!({
        "ruleId": problem.code,
        "level": level(problem.level),
        "message": message(&format!("{}{help}", problem.message)),
        "partialFingerprints": {"problem/v1": fingerprint(problem)},
    });
    if let Some(place) = &problem.place {
        result["locations"] = json!([{"physicalLocation": {
            "artifactLocation": {"uri": uri(&Region::at(place).path)},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endColumn": place.column + characters(place),
            },
        }}]);
    }
    result
}

/// What the problem says, not where: it stays the same when lines move.
fn fingerprint(problem: &Problem) -> String {
    let path = problem.place.as_ref().map_or("", |place| &place.path);
    let mut hasher = blake3::Hasher::new();
    for part in [problem.code, path, &problem.message] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Characters of the span, as far as the excerpt shows them.
fn characters(place: &Place) -> usize {
    let behind: String = place.excerpt.chars().skip(place.column - 1).collect();
    let mut end = place.span.len().min(behind.len());
    while !behind.is_char_boundary(end) {
        end -= 1;
    }
    behind[..end].chars().count().max(1)
}
