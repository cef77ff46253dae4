//! How drafts are written down: YAML with the line that gives editors the schema, and a word on what to change.
//!
//! Takes what a draft says, gives its text. Never checks it.

use std::fmt::Write;

use crate::rules::kind::{Domain, Evolves, Kind};
use crate::rules::raw::RuleTest;
use crate::rules::schema::File;
use crate::rules::types::TypeId;

use super::pattern::Candidate;

/// Where schemas lie, as seen from a file of a pack.
fn head(file: File) -> String {
    format!(
        "# yaml-language-server: $schema=../schema/{}.json\n",
        file.name()
    )
}

/// Text that is itself to YAML, whatever it holds: a JSON string is a YAML one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

pub(super) fn outlet(id: &str, name: &str) -> String {
    format!(
        "{}outlet: {id}\nname: {}\nidentify:\n  host: {id}.example # of its addresses; edit this\n\
         # What on its pages is not the article; `*` stands for any text, `#` for a number:\n\
         # clean: {{drop_lines: [\"*/Getty Images\"], drop_after: [\"Read more*\"]}}\n",
        head(File::Outlet),
        quoted(name),
    )
}

pub(super) fn names(id: &str, name: &str, kind: &str) -> String {
    format!(
        "{}# Who and what the story is about; other spellings go under `also:`.\nnames:\n  - {{id: {id}, name: {}, type: {kind}}}\n",
        head(File::Names),
        quoted(name),
    )
}

pub(super) fn fact(kind: &Kind) -> String {
    let mut text = format!(
        "{}kind: {}\nquestion: {}\nidentify_by:\n",
        head(File::Fact),
        kind.id,
        quoted(&kind.question),
    );
    for slot in &kind.identity {
        let types: Vec<&str> = slot.types.iter().map(TypeId::as_str).collect();
        let _ = writeln!(text, "  {}: {}", slot.name, types.join(", "));
    }
    for attribute in &kind.attributes {
        let domain = match &attribute.domain {
            Domain::Choice { of, .. } => format!("one_of: [{}]", of.join(", ")),
            Domain::Amount { unit } if unit.is_empty() => "is: amount".to_owned(),
            Domain::Amount { unit } => format!("is: amount, unit: {}", quoted(unit)),
            Domain::Place => "is: place".to_owned(),
            Domain::Names => "is: names".to_owned(),
            Domain::Date => "is: date".to_owned(),
            Domain::Text => "is: text".to_owned(),
        };
        let _ = writeln!(text, "{}: {{{domain}}}", attribute.name);
    }
    let evolves = match kind.base().evolves {
        Evolves::No => "no",
        Evolves::Up => "up",
        Evolves::Down => "down",
        Evolves::Free => "free",
    };
    let _ = writeln!(
        text,
        "evolves: {evolves} # how the value may move in peace: no, up, down, free"
    );
    text
}

pub(super) fn rule(id: &str, kind: &Kind, candidate: &Candidate, tests: &[RuleTest]) -> String {
    let mut text = format!(
        "{}rules:\n  - id: {id}\n    fact: {}\n    summary: \"\" # what it reads, in one sentence\n    match:\n      - {}\n",
        head(File::Rules),
        kind.id,
        quoted(&candidate.pattern),
    );
    if let Some((slot, value)) = &candidate.set {
        let _ = writeln!(text, "    set: {{{slot}: {value}}}");
    }
    if tests.is_empty() {
        return text;
    }
    text.push_str("    tests:\n");
    for test in tests {
        let _ = writeln!(text, "      - text: {}", quoted(&test.text));
        if let Some(day) = &test.published {
            let _ = writeln!(text, "        published: {}", quoted(day));
        }
        let gives: Vec<String> = test
            .gives
            .iter()
            .map(|entry| {
                let slots: Vec<String> = entry
                    .iter()
                    .map(|(slot, words)| format!("{slot}: {}", value(&words.0)))
                    .collect();
                format!("{{{}}}", slots.join(", "))
            })
            .collect();
        let _ = writeln!(text, "        gives: [{}]", gives.join(", "));
    }
    text
}

fn value(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| bare_or_quoted(word)).collect();
    match quoted.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// Ids stand bare, as people write them.
fn bare_or_quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c == '-';
    let reserved = ["true", "false", "null"];
    if word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(plain)
        && !reserved.contains(&word)
    {
        word.to_owned()
    } else {
        quoted(word)
    }
}
