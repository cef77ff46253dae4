//! The `gitlab` format: a code quality report, one issue per finding and per located problem.
//!
//! Takes a check, gives a JSON array, empty when nothing is at odds. Never an absolute path of our own making, and never
//! the same fingerprint twice: GitLab drops the second.

use std::io::{self, Write};

use serde::Serialize;

use super::region::Region;
use super::{Checked, fingerprints, json, words};
use crate::problem::{Level, Problem};

/// One issue, with the fields that GitLab's documentation names.
#[derive(Debug, Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Debug, Serialize)]
struct Lines {
    begin: usize,
}

/// Writes the report.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, gitlab};
/// let mut out = Vec::new();
/// gitlab::write(&mut out, &Checked::default())?;
/// assert_eq!(out, b"[]\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let names = fingerprints(&checked.findings);
    let problems = checked
        .problems
        .iter()
        .map(|problem| of_problem(checked, problem));
    let findings = checked
        .findings
        .iter()
        .zip(names)
        .map(|(finding, fingerprint)| Issue {
            description: words::message(finding),
            check_name: &finding.kind,
            fingerprint,
            severity: severity(finding.level),
            location: location(
                finding
                    .claim(finding.deciding[0])
                    .and_then(|claim| Region::of(checked, claim)),
                checked,
            ),
        });
    let issues: Vec<Issue<'_>> = problems.chain(findings).collect();
    json::pretty(out, &issues)
}

fn of_problem<'a>(checked: &Checked, problem: &'a Problem) -> Issue<'a> {
    let description = words::complaint(problem);
    let location = location(problem.place.as_ref().map(Region::at), checked);
    let mut hash = blake3::Hasher::new();
    for part in [problem.code, &location.path, &description] {
        hash.update(part.as_bytes()).update(&[0]);
    }
    Issue {
        description,
        check_name: problem.code,
        fingerprint: hash.finalize().to_hex()[..16].to_owned(),
        severity: severity(problem.level),
        location,
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Note => "info",
    }
}

/// An issue must have a place. What has none is put at the first path of the run.
fn location(region: Option<Region>, checked: &Checked) -> Location {
    let (path, begin) = match region {
        Some(region) => (region.path, region.line),
        None => (checked.inputs.first().map_or(".".into(), Clone::clone), 1),
    };
    Location {
        path,
        lines: Lines { begin },
    }
}
