//! A finished run as `--format json` wrote it, read again.
//!
//! Takes JSON, gives owned structs. Never trusts it: the file may be hand-made, so every number in it is checked
//! where it is used, and fields that came later than the file are taken as empty.
//!
//! Reports for people are made from this alone, even in the run that found everything. So what a saved file shows
//! is, byte for byte, what the run itself would have shown.

use serde::Deserialize;

use crate::finding::{Between, Doubt, Verdict};
use crate::problem::{Level, Problem};
use crate::report::{Checked, Counts, LadderLine, StepView, record};

/// One whole run.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Run {
    /// Its paths.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// The date that stood for today.
    #[serde(default)]
    pub as_of: Option<String>,
    /// What it did.
    #[serde(default)]
    pub counts: Counts,
    /// Its findings in order.
    pub findings: Vec<Finding>,
}

/// One finding.
#[derive(Debug, Clone, Deserialize)]
pub struct Finding {
    pub(super) id: String,
    pub(super) level: Level,
    pub(super) kind: String,
    pub(super) question: String,
    pub(super) fact: String,
    pub(super) verdict: Verdict,
    pub(super) doubt: Option<Doubt>,
    pub(super) line: LadderLine,
    pub(super) between: Between,
    pub(super) why: String,
    pub(super) sides: Vec<Side>,
    pub(super) alone: Option<String>,
    #[serde(default)]
    pub(super) silent: Vec<String>,
    #[serde(default)]
    pub(super) history: Vec<Claim>,
    #[serde(default)]
    pub(super) steps: Vec<StepView>,
    #[serde(default)]
    pub(super) compatible: Vec<Claim>,
    #[serde(default)]
    pub(super) open: Vec<Claim>,
}

/// One side.
#[derive(Debug, Clone, Deserialize)]
pub struct Side {
    pub(super) label: String,
    pub(super) support: usize,
    pub(super) claims: Vec<Claim>,
}

/// One claim.
#[derive(Debug, Clone, Deserialize)]
pub struct Claim {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) start: usize,
    pub(super) text: String,
    #[serde(default)]
    pub(super) sentence: String,
    #[serde(default)]
    pub(super) sentence_start: usize,
    pub(super) reading: String,
    pub(super) outlet: String,
    #[serde(default)]
    pub(super) outlet_name: String,
    pub(super) speaker: Option<String>,
    pub(super) time: String,
    #[serde(default)]
    pub(super) as_of: Option<String>,
    #[serde(default)]
    pub(super) fits: Vec<usize>,
    pub(super) published: Option<String>,
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
}

impl Claim {
    /// The outlet's name for people.
    pub(super) fn outlet_for_people(&self) -> &str {
        if self.outlet_name.is_empty() {
            &self.outlet
        } else {
            &self.outlet_name
        }
    }

    /// When it was said, as text.
    pub(super) fn said(&self) -> Option<&str> {
        self.as_of.as_deref().or(self.published.as_deref())
    }
}

impl Finding {
    /// Every claim it holds.
    pub(super) fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.sides
            .iter()
            .flat_map(|side| &side.claims)
            .chain(&self.compatible)
            .chain(&self.open)
            .chain(&self.history)
    }
}

impl From<&Checked> for Run {
    fn from(checked: &Checked) -> Self {
        serde_json::to_value(record::Run::new(checked))
            .and_then(serde_json::from_value)
            .expect("a record holds every field that is read back, with the same types")
    }
}

/// What every version of the format has.
#[derive(Deserialize)]
struct Head {
    schema: u32,
}

/// Reads what `atodds check --format json` wrote to the file called `path`.
///
/// # Errors
/// A problem with the place, when the bytes are no JSON, not that of a run, or of a later format.
///
/// ```
/// use atodds::report::page::saved;
/// let problem = saved::read("findings.json", b"[1, 2").unwrap_err();
/// assert!(problem.message.starts_with("`findings.json` is not what `atodds check --format json` writes"));
/// ```
pub fn read(path: &str, bytes: &[u8]) -> Result<Run, Box<Problem>> {
    let bad = |error: &serde_json::Error| {
        let message = format!("`{path}` is not what `atodds check --format json` writes: {error}");
        Box::new(
            Problem::error("unreadable-findings", message)
                .help("make it with `atodds check PATHS --format json > findings.json`"),
        )
    };
    let head: Head = serde_json::from_slice(bytes).map_err(|error| bad(&error))?;
    if head.schema != record::SCHEMA {
        let message = format!(
            "`{path}` is of format {}, and this atodds reads format {}",
            head.schema,
            record::SCHEMA
        );
        return Err(Box::new(
            Problem::error("unreadable-findings", message)
                .help("make it again with this version of atodds"),
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| bad(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, json};

    #[test]
    fn what_was_written_is_read_back_whole() {
        let checked = fixture::hostile();
        let mut bytes = Vec::new();
        json::write(&mut bytes, &checked).expect("memory takes every byte");
        let read = read("findings.json", &bytes).expect("our own JSON is read");
        assert_eq!(read.counts, checked.counts);
        let finding = &read.findings[0];
        assert_eq!(finding.question, checked.findings[0].question);
        let claim = &finding.sides[0].claims[0];
        assert_eq!(claim.text, "nine\u{202e}enin");
        assert!(claim.sentence.contains(&claim.text));
        assert_eq!(claim.outlet_for_people(), "Harbor Post");
    }

    #[test]
    fn another_format_is_refused_by_its_number_and_not_by_its_fields() {
        let problem = read("x.json", br#"{"schema": 2, "findings": 7}"#).expect_err("2 is not 1");
        assert!(problem.message.contains("format 2"), "{}", problem.message);
    }

    #[test]
    fn a_wrong_type_is_told_with_its_line() {
        let problem =
            read("x.json", b"{\"schema\": 1,\n\"findings\": 7}").expect_err("7 is no list");
        assert!(problem.message.contains("line 2"), "{}", problem.message);
    }
}
