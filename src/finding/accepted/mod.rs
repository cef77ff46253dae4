//! The accepted file: findings that somebody has looked at and that may stand, each with a reason.
//!
//! Takes the file's bytes, gives entries or located problems; takes entries to add or drop, gives the file's new text.
//! Never opens the file itself, and never touches a line that an edit is not about: comments stay with the entry below
//! them.
//!
//! ```yaml
//! - fact: meeting/angela-merkel+emmanuel-macron/2026-02-09/place
//!   finding: F-200037e2b0c1d2e3
//!   sides:
//!     Geneva: "90ab12cd34ef5678"
//!     Lyon: "0123456789abcdef"
//!   reason: both towns hosted a round
//!   until: 2026-06-30
//! ```

mod edit;

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::problem::{ByteSpan, Place, Problem};
use crate::rules::yaml::{self, Document};

/// Letters of a fingerprint.
const FINGERPRINT: usize = 16;
/// What stands before the fingerprint of a finding.
const PREFIX: &str = "F-";

/// One finding that may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The fact in short, for readers and for the order of the file.
    pub fact: String,
    /// The finding's fingerprint.
    pub finding: String,
    /// The values that may stand, in words, with their fingerprints; any, when there are none.
    pub sides: Option<BTreeMap<String, String>>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
}

impl Entry {
    /// True when its last day lies before `today`.
    pub fn is_over(&self, today: Option<Date>) -> bool {
        matches!((self.until, today), (Some(until), Some(today)) if until < today)
    }

    fn key(&self) -> (&str, &str) {
        (&self.fact, &self.finding)
    }
}

/// The file as read.
#[derive(Debug, Clone, Default)]
pub struct Accepted {
    /// Its entries, in their order.
    pub entries: Vec<Entry>,
    path: String,
    text: String,
    document: Option<Document>,
}

/// A finding that may stand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Entry")]
struct Raw {
    /// The fact in short, for readers: `toll/arden`.
    fact: String,
    /// The finding's fingerprint, as `F-0123456789abcdef`.
    finding: String,
    /// The values that may stand, in words, with their fingerprints; left out, all of them may.
    sides: Option<BTreeMap<String, String>>,
    /// Why it may stand.
    reason: String,
    /// The last day on which it may, as `2026-06-30`.
    until: Option<String>,
}

/// The JSON Schema of the file.
///
/// ```
/// let schema = atodds::finding::accepted::schema();
/// assert_eq!(schema["type"], "array");
/// ```
pub fn schema() -> serde_json::Value {
    crate::rules::schema::generate::<Vec<Raw>>()
}

impl Accepted {
    /// Reads the file called `path`. Nothing but comments is no entry.
    ///
    /// # Errors
    ///
    /// Gives every problem of the file with its place: a reason that is empty, a day that is none, an unknown key.
    ///
    /// ```
    /// use atodds::finding::accepted::Accepted;
    /// let text = "- fact: toll/arden\n  finding: F-0123456789abcdef\n  reason: one count was early\n";
    /// let accepted = Accepted::read("accepted.yaml", text.as_bytes()).expect("it is valid");
    /// assert_eq!(accepted.entries[0].reason, "one count was early");
    ///
    /// let text = text.replace("one count was early", "\"\"");
    /// let problems = Accepted::read("accepted.yaml", text.as_bytes()).expect_err("it gives no reason");
    /// assert_eq!(problems[0].code, "empty-reason");
    /// ```
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let (raws, document) = match yaml::load::<Vec<Raw>>(path, bytes) {
            Err(problems) if problems.iter().all(|one| one.code == "yaml-empty") => {
                return Ok(Self {
                    path: path.to_owned(),
                    text: String::from_utf8_lossy(bytes).into_owned(),
                    ..Self::default()
                });
            }
            read => read?,
        };
        let mut problems = Vec::new();
        let entries = raws
            .into_iter()
            .enumerate()
            .map(|(at, raw)| entry(at, raw, &document, &mut problems))
            .collect();
        if problems.is_empty() {
            Ok(Self {
                entries,
                path: path.to_owned(),
                text: document.text.to_string(),
                document: Some(document),
            })
        } else {
            Err(problems)
        }
    }

    /// The file's text with `entries` in it, each at its place in the order. One whose finding is there already takes
    /// the place of the old.
    ///
    /// # Errors
    ///
    /// A problem when the file is not written as a list with one `-` for each entry, or could not be read with the
    /// entries in it.
    pub fn with(&self, entries: &[Entry]) -> Result<String, Box<Problem>> {
        self.readable(edit::with(self, entries)?)
    }

    /// The file's text without the entries for which `gone` is true, and without the comments above them.
    ///
    /// # Errors
    ///
    /// As [`Accepted::with`].
    pub fn without(&self, gone: impl Fn(&Entry) -> bool) -> Result<String, Box<Problem>> {
        self.readable(edit::without(self, gone)?)
    }

    /// The new text of the file, when it reads: a line that is a comment alone may be none with an entry below it.
    fn readable(&self, text: String) -> Result<String, Box<Problem>> {
        let Err(problems) = Self::read(&self.path, text.as_bytes()) else {
            return Ok(text);
        };
        let why = problems.first().map_or("", |first| &first.message);
        let message = format!("with the edit in it the file could not be read: {why}");
        let place = Place::new(&self.path, &self.text, ByteSpan::new(0, 0));
        let problem = Problem::error("accepted-form", message).at(place);
        Err(Box::new(problem.help(
            "write comments without anything before their `#`, and one entry on each line that begins with `- `",
        )))
    }
}

fn entry(at: usize, raw: Raw, document: &Document, problems: &mut Vec<Problem>) -> Entry {
    let path = |key: &str| format!("[{at}].{key}");
    if raw.reason.trim().is_empty() {
        let problem = document.problem("empty-reason", &path("reason"), "the reason is empty");
        problems.push(problem.help("say why the finding may stand"));
    }
    let until = raw.until.and_then(|given| {
        let read = given.parse::<Date>().ok();
        if read.is_none() {
            let shown: String = given.chars().take(40).collect();
            let message = format!("`{shown}` is not a date");
            let problem = document.problem("bad-date", &path("until"), message);
            problems.push(problem.help("write it as 2026-06-30"));
        }
        read
    });
    let finding = raw.finding.strip_prefix(PREFIX).unwrap_or(&raw.finding);
    if !is_fingerprint(finding) {
        let problem = document.problem(
            "bad-fingerprint",
            &path("finding"),
            "this is no finding's fingerprint",
        );
        problems.push(problem.help(format!(
            "`atodds accept` writes it: {PREFIX} and {FINGERPRINT} letters of 0-9 and a-f"
        )));
    }
    for (label, side) in raw.sides.iter().flatten() {
        if !is_fingerprint(side) {
            let problem = document.problem(
                "bad-fingerprint",
                &format!("{}.{label}", path("sides")),
                "this is no side's fingerprint",
            );
            problems
                .push(problem.help("`atodds accept` writes it; drop `sides` to accept any value"));
        }
    }
    Entry {
        fact: raw.fact,
        finding: finding.to_owned(),
        sides: raw.sides,
        reason: raw.reason,
        until,
    }
}

fn is_fingerprint(text: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == FINGERPRINT && text.bytes().all(hex)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TWO: &str = "\
# Looked at by the desk.

# The harbour office counts twice a day.
- fact: berths/rotterdam/value
  finding: F-00000000000000b1
  reason: two counts of one day
- fact: toll/arden
  finding: F-00000000000000a1
  sides:
    \"6\": \"0000000000000006\"
    \"9\": \"0000000000000009\"
  reason: an early count   # corrected since
  until: 2026-03-01
";

    fn read(text: &str) -> Accepted {
        Accepted::read("accepted.yaml", text.as_bytes()).expect("the text is valid")
    }

    fn new(fact: &str, finding: &str, reason: &str) -> Entry {
        Entry {
            fact: fact.into(),
            finding: finding.into(),
            sides: Some(BTreeMap::from([("at: \"6\"\u{1b}".into(), "0".repeat(16))])),
            reason: reason.into(),
            until: None,
        }
    }

    #[test]
    fn an_entry_holds_through_its_last_day() {
        let entry = &read(TWO).entries[1];
        let day = |text: &str| Some(text.parse::<Date>().expect("a date"));
        assert!(!entry.is_over(day("2026-03-01")));
        assert!(entry.is_over(day("2026-03-02")));
        assert!(!entry.is_over(None));
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let text = "\
- fact: a
  finding: F-xyz
  reason: ' '
  until: soon
- fact: b
  finding: F-00000000000000a1
  sides: {six: 6}
  reason: fine
";
        let problems = Accepted::read("a.yaml", text.as_bytes()).expect_err("it has mistakes");
        let mut shown: Vec<(usize, &str)> = problems
            .iter()
            .map(|problem| {
                (
                    problem.place.as_ref().map_or(0, |place| place.line),
                    problem.code,
                )
            })
            .collect();
        shown.sort_unstable();
        assert_eq!(
            shown,
            [
                (2, "bad-fingerprint"),
                (3, "empty-reason"),
                (4, "bad-date"),
                (7, "bad-fingerprint")
            ]
        );
    }

    #[test]
    fn comments_alone_are_no_entry_and_still_have_to_be_yaml() {
        for text in ["", "\n", "# none yet\n", "# none\n\n  # yet"] {
            let one = new("a", "00000000000000a1", "x");
            let with = read(text).with(std::slice::from_ref(&one));
            assert_eq!(read(&with.expect("a list")).entries, [one], "{text:?}");
        }
        for bytes in [
            &b"# a NUL: \0"[..],
            b"# no UTF-8: \xff\n",
            b"# a line\rends",
        ] {
            let problems = Accepted::read("a.yaml", bytes).expect_err("nothing can be added to it");
            assert!(problems[0].place.is_some(), "{problems:?}");
        }
    }

    /// Found by fuzzing: the blanks went behind the new entry, and the reason was another.
    #[test]
    fn a_reason_in_lines_of_its_own_keeps_the_blanks_at_its_end() {
        let one = new("b", "00000000000000b1", "x");
        for block in [
            "|\n   two\n\n    \n",
            "|+\n   two\n\n\n",
            ">2+\n    two\n\n",
        ] {
            let text = format!("- fact: a\n  finding: F-00000000000000a1\n  reason: {block}");
            let with = read(&text).with(std::slice::from_ref(&one));
            let with = read(&with.expect("a list")).entries;
            let [before, added] = with.as_slice() else {
                panic!("{with:?}");
            };
            assert_eq!((before, added), (&read(&text).entries[0], &one), "{text}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_known_one() {
        let text = "- {fact: a, finding: F-00000000000000a1, reson: x}";
        let problems = Accepted::read("a.yaml", text.as_bytes()).expect_err("it has mistakes");
        assert_eq!(problems[0].help.as_deref(), Some("did you mean `reason`?"));
    }

    #[test]
    fn a_new_entry_stands_in_order_and_every_other_line_stays() {
        let text = read(TWO)
            .with(&[new(
                "meeting/ann+ben",
                "00000000000000c1",
                "said: \"yes\" # no\n- x",
            )])
            .expect("the file can be edited");
        let kept: Vec<&str> = TWO.lines().filter(|line| !text.contains(line)).collect();
        assert!(kept.is_empty(), "{kept:?} in {text}");
        let again = read(&text);
        let facts: Vec<&str> = again.entries.iter().map(|one| one.fact.as_str()).collect();
        assert_eq!(
            facts,
            ["berths/rotterdam/value", "meeting/ann+ben", "toll/arden"]
        );
        assert_eq!(again.entries[1].reason, "said: \"yes\" # no\n- x");
        assert!(!text.contains('\u{1b}'));
        let back = again
            .without(|entry| entry.fact.starts_with("meeting"))
            .expect("the file can be edited");
        assert_eq!(back, TWO);
    }

    #[test]
    fn an_entry_accepted_again_is_replaced_and_keeps_its_comment() {
        let text = read(TWO)
            .with(&[new("berths/rotterdam/value", "00000000000000b1", "again")])
            .expect("the file can be edited");
        let again = read(&text);
        assert_eq!(again.entries.len(), 2);
        assert_eq!(again.entries[0].reason, "again");
        assert!(text.contains("# The harbour office counts twice a day.\n- fact: berths"));
    }

    #[test]
    fn pruning_takes_the_entry_and_the_comment_above_it() {
        let text = read(TWO)
            .without(|entry| entry.fact.starts_with("berths"))
            .expect("the file can be edited");
        assert!(
            text.starts_with("# Looked at by the desk.\n\n- fact: toll/arden\n"),
            "{text}"
        );
        let none = read(TWO).without(|_| true).expect("the file can be edited");
        assert!(read(&none).entries.is_empty());
        assert!(none.contains("Looked at by the desk"));
    }

    #[test]
    fn an_entry_without_any_value_that_may_stand_stays_one() {
        let entry = Entry {
            sides: Some(BTreeMap::new()),
            ..new("a", "00000000000000a1", "x")
        };
        let text = Accepted::default().with(std::slice::from_ref(&entry));
        assert_eq!(read(&text.expect("an empty file")).entries, [entry]);
    }

    fn any_entry() -> impl Strategy<Value = Entry> {
        // Words that YAML takes for something else, and letters that it, a terminal or an editor minds.
        let words = r#"(no|~|null|[0-9]{1,3}|[a-z]{1,4}|[-:#'"\\{}\[\],&*!|>%@`? \t\n]|\PC|\p{Cc}|\p{Zl}){1,8}"#;
        let fingerprint = "[0-9a-f]{16}";
        let sides = prop::option::of(prop::collection::btree_map(words, fingerprint, 0..3));
        let until = prop::option::of((0_i16..9999, 1_i8..=12, 1_i8..=28));
        (words, fingerprint, sides, words, until).prop_filter_map(
            "a reason says something",
            |(fact, finding, sides, reason, until)| {
                let until = until.map(|(year, month, day)| jiff::civil::date(year, month, day));
                (!reason.trim().is_empty()).then_some(Entry {
                    fact,
                    finding,
                    sides,
                    reason,
                    until,
                })
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(entries in prop::collection::vec(any_entry(), 0..4)) {
            let text = Accepted::default().with(&entries).expect("an empty file");
            let mut wanted = entries;
            wanted.sort_by(|a, b| a.key().cmp(&b.key()));
            prop_assert_eq!(&read(&text).entries, &wanted, "{}", text);
            let again = read(&text).with(&wanted).expect("a file of our own");
            prop_assert_eq!(again, text);
        }
    }

    #[test]
    fn a_file_of_another_form_is_not_mangled() {
        for text in [
            "[{fact: a, finding: F-00000000000000a1, reason: x}]\n",
            "[]\n",
            "&none\n",
            "\t# nothing yet\n",
        ] {
            let problem = read(text)
                .with(&[new("b", "00000000000000b1", "y")])
                .expect_err("a flow list has no lines to insert");
            assert_eq!(problem.code, "accepted-form", "{text}");
            assert!(problem.place.is_some(), "{text}");
        }
    }

    #[test]
    fn any_order_of_accepting_gives_one_file() {
        let (a, b) = (
            new("a", "00000000000000a1", "x"),
            new("b", "00000000000000b1", "y"),
        );
        let once = Accepted::default()
            .with(&[b.clone(), a.clone()])
            .expect("an empty file");
        let first = Accepted::default().with(&[b]).expect("an empty file");
        let twice = read(&first).with(&[a]).expect("a file of our own");
        assert_eq!(once, twice);
        assert!(once.starts_with('#'));
    }
}
