//! The `github` format: the plain list for the log, and annotations that GitHub shows beside the lines of a change.
//!
//! Takes a check, gives workflow commands of ours alone: the list stands between a pair of commands that switch all
//! others off, under a word that no article can contain, and every value within a command is escaped.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::region::Region;
use super::{Checked, FindingView, SHOWN, concise, words};
use crate::problem::{Level, Problem};

/// Annotations of one level that GitHub shows for one step; it drops the rest without a word.
const CAP: usize = 10;

/// Writes the list, then at most ten annotations of each level, the tenth counting what is left out.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, github};
/// let mut out = Vec::new();
/// github::write(&mut out, &Checked::default())?;
/// let text = String::from_utf8_lossy(&out);
/// assert!(text.starts_with("::stop-commands::") && !text.contains("::error"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let mut list = Vec::new();
    concise::write(&mut list, checked, None)?;
    writeln!(list, "{}", words::summary(checked))?;
    for line in words::stale(checked) {
        writeln!(list, "{line}")?;
    }
    // A text cannot contain its own hash, so nothing in the list can switch commands on again.
    let word = blake3::hash(&list).to_hex();
    writeln!(out, "::stop-commands::{word}")?;
    out.write_all(&list)?;
    writeln!(out, "::{word}::")?;
    for level in [Level::Error, Level::Warning, Level::Note] {
        write_level(out, checked, level)?;
    }
    Ok(())
}

/// Writes an annotation for each problem, with the same cap of each level.
///
/// # Errors
/// When `out` cannot be written to.
pub fn problems(out: &mut dyn Write, problems: &[Problem]) -> io::Result<()> {
    let checked = Checked {
        problems: problems.to_vec(),
        ..Checked::default()
    };
    for level in [Level::Error, Level::Warning, Level::Note] {
        write_level(out, &checked, level)?;
    }
    Ok(())
}

fn write_level(out: &mut dyn Write, checked: &Checked, level: Level) -> io::Result<()> {
    let problems = checked
        .problems
        .iter()
        .filter(|problem| problem.level == level);
    let findings = checked
        .findings
        .iter()
        .filter(|finding| finding.level == level);
    let all = problems.clone().count() + findings.clone().count();
    let shown = if all > CAP { CAP - 1 } else { all };
    let commands = problems
        .map(of_problem)
        .chain(findings.map(|finding| of_finding(checked, finding)));
    for command in commands.take(shown) {
        writeln!(out, "{command}")?;
    }
    if all > shown {
        let more = format!("{} more of this level; the log has them all", all - shown);
        writeln!(out, "{}", command(level, None, "atodds", &more))?;
    }
    Ok(())
}

fn of_problem(problem: &Problem) -> String {
    let region = problem.place.as_ref().map(Region::at);
    command(
        problem.level,
        region.as_ref(),
        problem.code,
        &words::complaint(problem),
    )
}

fn of_finding(checked: &Checked, finding: &FindingView) -> String {
    let mut text = words::message(finding);
    for claim in finding.shown_claims().into_iter().skip(1).take(SHOWN) {
        if let Some(region) = Region::of(checked, claim) {
            let place = format!("{}:{}", region.path, region.line);
            let _ = write!(text, "\n{place}: {}", words::quoted(checked, claim));
        }
    }
    let _ = write!(text, "\n{}", words::explain_command(checked, finding));
    let region = finding
        .claim(finding.deciding[0])
        .and_then(|claim| Region::of(checked, claim));
    command(finding.level, region.as_ref(), &finding.kind, &text)
}

fn command(level: Level, region: Option<&Region>, title: &str, text: &str) -> String {
    let name = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut given = format!("::{name} ");
    if let Some(region) = region {
        let _ = write!(
            given,
            "file={},line={},col={},",
            property(&region.path),
            region.line,
            region.column
        );
        if let Some((line, column)) = region.end {
            let _ = write!(given, "endLine={line},");
            // GitHub takes an end column only on the line where the annotation begins.
            if line == region.line {
                let _ = write!(given, "endColumn={column},");
            }
        }
    }
    let _ = write!(given, "title={}::{}", property(title), value(text));
    given
}

/// The text of a command: on one line, and no sign that the runner would read as an escape.
fn value(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| super::escape::visible(line).replace('%', "%25"))
        .collect();
    lines.join("%0A")
}

/// A property of a command, which also must not hold the signs that end one.
fn property(text: &str) -> String {
    value(&text.replace('\n', " "))
        .replace(':', "%3A")
        .replace(',', "%2C")
}
