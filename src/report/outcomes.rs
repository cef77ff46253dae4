//! How the tests of a rule pack came out, for programs: JSON, the XML of `JUnit`, annotations of `GitHub`, one line each.
//!
//! Takes plain outcomes, gives bytes. Never runs a test.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::junit::escaped;
use super::{json, problems};
use crate::problem::{ByteSpan, Place, Problem};

/// The version of the JSON.
const SCHEMA: u32 = 1;

/// What was tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tested {
    /// An example beside a rule.
    Example,
    /// A line of a story.
    Expectation,
    /// The record of a story.
    Snapshot,
    /// That a rule has a test.
    Rule,
}

/// How one test came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// What it is a test of.
    pub tested: Tested,
    /// The rule, or the story.
    pub name: String,
    /// What tells it from the others of that name: the number of an example, the heading and line of an expectation.
    pub test: String,
    /// How it came out: `ok`, `wrong`, `missing`, `noisy`, `todo`, `stale`; of snapshots also `new`, `changed`,
    /// `pending`.
    pub outcome: &'static str,
    /// True when nobody needs to do anything.
    pub fine: bool,
    /// The file to look at.
    pub path: String,
    /// Its line, from 1.
    pub line: usize,
    /// The text that was read, or the expectation.
    pub text: String,
    /// What was wanted, one line each.
    pub wanted: Vec<String>,
    /// What was found, one line each.
    pub found: Vec<String>,
    /// Why, where that can be said: the nearest miss, the line of the ladder, what is wrong with the test itself.
    pub why: Vec<String>,
}

impl Outcome {
    /// What is not fine as a problem of its file.
    fn problem(&self) -> Option<Problem> {
        let message = format!("{} of `{}`: {}", self.test, self.name, self.text);
        let code = match self.outcome {
            "wrong" => "test-wrong",
            "missing" => "test-missing",
            "noisy" => "test-noisy",
            "stale" => "test-stale",
            _ => "test-pending",
        };
        let start = ByteSpan::new(0, 0);
        let place = Place {
            path: self.path.clone(),
            line: self.line,
            ..Place::new(&self.path, "", start)
        };
        let help = [self.found.as_slice(), &self.why].concat().join(" · ");
        let problem = Problem::error(code, message).at(place);
        (!self.fine).then(|| {
            if help.is_empty() {
                problem
            } else {
                problem.help(help)
            }
        })
    }
}

fn failures(outcomes: &[Outcome]) -> Vec<Problem> {
    outcomes.iter().filter_map(Outcome::problem).collect()
}

/// Writes one object: the schema's version, how many came out how, and every test, those that hold too.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// let mut out = Vec::new();
/// atodds::report::outcomes::json(&mut out, &[], &[])?;
/// assert!(String::from_utf8_lossy(&out).contains("\"schema\": 1"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn json(out: &mut dyn Write, outcomes: &[Outcome], problems: &[Problem]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Run<'o> {
        schema: u32,
        counts: BTreeMap<&'static str, usize>,
        fine: bool,
        tests: &'o [Outcome],
        problems: &'o [Problem],
    }
    let mut counts = BTreeMap::new();
    for one in outcomes {
        *counts.entry(one.outcome).or_default() += 1;
    }
    let run = Run {
        schema: SCHEMA,
        counts,
        fine: outcomes.iter().all(|one| one.fine),
        tests: outcomes,
        problems,
    };
    json::pretty(out, &run)
}

/// Writes one line for each test that is not fine.
///
/// # Errors
/// When `out` cannot be written to.
pub fn concise(out: &mut dyn Write, outcomes: &[Outcome]) -> io::Result<()> {
    problems::concise(out, &failures(outcomes))
}

/// Writes an annotation for each test that is not fine.
///
/// # Errors
/// When `out` cannot be written to.
pub fn github(out: &mut dyn Write, outcomes: &[Outcome]) -> io::Result<()> {
    problems::github(out, &failures(outcomes))
}

/// Writes every test as a test case, for CI servers that show results. One case stands for the reading of rules and
/// stories.
///
/// # Errors
/// When `out` cannot be written to.
pub fn junit(out: &mut dyn Write, outcomes: &[Outcome], problems: &[Problem]) -> io::Result<()> {
    let failed = outcomes.iter().filter(|one| !one.fine).count();
    let known = outcomes.iter().filter(|one| one.outcome == "todo").count();
    let broken = usize::from(!problems.is_empty());
    let counts = format!(
        "tests=\"{}\" failures=\"{failed}\" errors=\"{broken}\"",
        outcomes.len() + 1
    );
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"atodds test\" {counts}>")?;
    writeln!(
        out,
        "  <testsuite name=\"atodds test\" {counts} skipped=\"{known}\">"
    )?;
    write!(
        out,
        "    <testcase classname=\"atodds\" name=\"rules and stories can be read\">"
    )?;
    if broken > 0 {
        let mut told = Vec::new();
        problems::concise(&mut told, problems)?;
        let told = String::from_utf8_lossy(&told);
        write!(
            out,
            "<error type=\"problem\" message=\"{} of them\">{}</error>",
            problems.len(),
            escaped(told.trim_end())
        )?;
    }
    writeln!(out, "</testcase>")?;
    for one in outcomes {
        let name = format!("{}: {}", one.test, one.text);
        write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\">",
            escaped(&one.name),
            escaped(&name)
        )?;
        let place = format!("{}:{}", one.path, one.line);
        let wanted = one.wanted.iter().map(|line| format!("wanted {line}"));
        let found = one.found.iter().map(|line| format!("found {line}"));
        let lines: Vec<String> = std::iter::once(place)
            .chain(wanted)
            .chain(found)
            .chain(one.why.iter().cloned())
            .collect();
        if !one.fine {
            write!(
                out,
                "<failure type=\"{0}\" message=\"{0}\">{1}</failure>",
                one.outcome,
                escaped(&lines.join("\n"))
            )?;
        } else if one.outcome == "todo" {
            write!(out, "<skipped message=\"known not to hold\"/>")?;
        }
        writeln!(out, "</testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Vec<Outcome> {
        let ok = Outcome {
            tested: Tested::Example,
            name: "met".into(),
            test: "test 1".into(),
            outcome: "ok",
            fine: true,
            path: "rules/claims/a.yaml".into(),
            line: 4,
            text: "Ann met Ben.".into(),
            wanted: vec!["who: ann".into()],
            found: vec!["who: ann".into()],
            why: Vec::new(),
        };
        let missing = Outcome {
            test: "test 2".into(),
            outcome: "missing",
            fine: false,
            text: "Ann & <Ben>\u{1b}[31m 50 %::error::x".into(),
            found: Vec::new(),
            why: vec!["`met`: 1 of 3 elements held".into()],
            ..ok.clone()
        };
        vec![ok, missing]
    }

    fn text(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("memory takes every byte");
        String::from_utf8(out).expect("reports are UTF-8")
    }

    #[test]
    fn json_holds_every_test_and_counts_them() {
        let shown = text(|out| json(out, &two(), &[]));
        let value: serde_json::Value = serde_json::from_str(&shown).expect("it is JSON");
        assert_eq!(value["counts"]["missing"], 1);
        assert_eq!(value["fine"], false);
        assert_eq!(value["tests"][1]["line"], 4);
        assert_eq!(value["tests"][1]["why"][0], "`met`: 1 of 3 elements held");
    }

    #[test]
    fn junit_fails_what_is_not_fine_and_says_where() {
        let shown = text(|out| junit(out, &two(), &[]));
        assert!(
            shown.contains("tests=\"3\" failures=\"1\" errors=\"0\""),
            "{shown}"
        );
        assert!(shown.contains("<failure type=\"missing\""), "{shown}");
        assert!(shown.contains("rules/claims/a.yaml:4"), "{shown}");
        assert!(shown.contains("Ann &amp; &lt;Ben&gt;"), "{shown}");
        let mut reader = quick_xml::Reader::from_str(&shown);
        while !matches!(
            reader.read_event().expect("it is XML"),
            quick_xml::events::Event::Eof
        ) {}
    }

    #[test]
    fn only_what_is_not_fine_becomes_a_line_or_an_annotation() {
        let shown = text(|out| concise(out, &two()));
        assert!(
            shown.starts_with("rules/claims/a.yaml:4:1: error[test-missing] test 2 of `met`"),
            "{shown}"
        );
        assert_eq!(shown.lines().count(), 1);
        let shown = text(|out| github(out, &two()));
        assert!(
            shown.starts_with("::error file=rules/claims/a.yaml,line=4,"),
            "{shown}"
        );
        assert_eq!(shown.lines().count(), 1);
        assert!(!shown.contains('\u{1b}'));
    }
}
