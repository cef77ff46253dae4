//! Problems by themselves, as `lint` reports them: concise, JSON, GitHub annotations and SARIF; `full` writes the rest.
//!
//! Takes problems, gives bytes. Never decides which of them are shown.

mod sarif;

pub use super::github::problems as github;
pub use sarif::sarif;

use std::io::{self, Write};

use serde::Serialize;

use super::{concise, json};
use crate::problem::{Level, Problem};

/// The version of the JSON.
const SCHEMA: u32 = 1;

/// How many problems of each level there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Tally {
    /// Counts `problems`.
    pub fn of(problems: &[Problem]) -> Self {
        let count = |level| problems.iter().filter(|one| one.level == level).count();
        Self {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            notes: count(Level::Note),
        }
    }
}

/// Writes one line for each problem.
///
/// # Errors
/// When `out` cannot be written to.
pub fn concise(out: &mut dyn Write, problems: &[Problem]) -> io::Result<()> {
    problems
        .iter()
        .try_for_each(|problem| concise::write_problem(out, problem))
}

/// Writes one object: the schema's version, how many there are, the problems.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(out: &mut dyn Write, problems: &[Problem]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Run<'p> {
        schema: u32,
        counts: Tally,
        problems: &'p [Problem],
    }
    let run = Run {
        schema: SCHEMA,
        counts: Tally::of(problems),
        problems,
    };
    json::pretty(out, &run)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{ByteSpan, Place};

    pub(super) fn two() -> Vec<Problem> {
        let text = "words:\n  meet: [met, \"met\"]\n";
        let place = Place::new("rules/claims/a b.yaml", text, ByteSpan::new(21, 26));
        vec![
            Problem::lint(
                "dead-alternative",
                "`met` stands here twice: 50 % \u{1b}[31m\n::error::x",
            )
            .at(place)
            .help("delete `met`"),
            Problem::lint("never-fired", "`a` claimed nothing"),
        ]
    }

    fn text(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("memory takes every byte");
        String::from_utf8(out).expect("reports are UTF-8")
    }

    #[test]
    fn json_counts_levels_and_keeps_places() {
        let shown = text(|out| json(out, &two()));
        let value: serde_json::Value = serde_json::from_str(&shown).expect("it is JSON");
        assert_eq!(value["counts"]["warnings"], 1);
        assert_eq!(value["counts"]["notes"], 1);
        assert_eq!(value["problems"][0]["place"]["line"], 2);
        assert_eq!(value["problems"][0]["code"], "dead-alternative");
    }

    #[test]
    fn github_escapes_what_could_be_a_command() {
        let shown = text(|out| github(out, &two()));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines.len(), 2, "{shown}");
        assert!(
            lines[0].starts_with(
                "::warning file=rules/claims/a b.yaml,line=2,col=15,title=dead-alternative::"
            ),
            "{shown}"
        );
        assert!(
            lines[0].contains("50 %25") && !shown.contains('\u{1b}'),
            "{shown}"
        );
        assert_eq!(lines[1], "::notice title=never-fired::`a` claimed nothing");
    }

    #[test]
    fn github_shows_ten_of_a_level_and_counts_the_rest() {
        let many: Vec<Problem> = (0..13).flat_map(|_| two()).collect();
        let shown = text(|out| github(out, &many));
        assert_eq!(shown.matches("::warning ").count(), 10);
        assert!(
            shown.contains("::warning title=atodds::4 more of this level"),
            "{shown}"
        );
    }

    #[test]
    fn sarif_names_its_rules_and_encodes_paths() {
        let shown = text(|out| sarif(out, &two()));
        let value: serde_json::Value = serde_json::from_str(&shown).expect("it is JSON");
        let run = &value["runs"][0];
        assert_eq!(
            run["tool"]["driver"]["rules"].as_array().map(Vec::len),
            Some(2)
        );
        let result = &run["results"][0];
        assert_eq!(result["ruleId"], "dead-alternative");
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            location["artifactLocation"]["uri"],
            "rules/claims/a%20b.yaml"
        );
        assert_eq!(location["region"]["startLine"], 2);
        assert_eq!(location["region"]["endColumn"], 20);
        assert_eq!(run["results"][1].get("locations"), None);
        assert!(!shown.contains('\u{1b}'));
    }

    #[test]
    fn sarif_without_problems_has_an_empty_list() {
        let shown = text(|out| sarif(out, &[]));
        let value: serde_json::Value = serde_json::from_str(&shown).expect("it is JSON");
        assert_eq!(value["runs"][0]["results"], serde_json::json!([]));
        assert_eq!(
            value["runs"][0]["tool"]["driver"]["rules"],
            serde_json::json!([])
        );
    }
}
