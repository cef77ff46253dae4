//! What changes between two readings of the same articles: claims and findings that appear, vanish or change.
//!
//! Takes the claims and findings of both readings as plain views, gives the changes, and writes them for people. Never
//! asks why they differ: `diff` and `watch` both compare two rule packs, and print the same.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::escape::{shortened, visible};
use super::record;
use super::words::counted;
use crate::problem::{Level, Place};

/// A claim as a diff sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ClaimLine {
    /// Where its words stand.
    #[serde(flatten)]
    pub at: At,
    /// The number of its sentence in the article.
    pub sentence: u32,
    /// The fact kind.
    pub kind: String,
    /// The attribute.
    pub attribute: String,
    /// Whom or what it is about, in words.
    pub about: String,
    /// The words.
    pub text: String,
    /// What they were read as.
    pub reading: String,
    /// The rule that read them.
    pub rule: String,
}

/// A finding as a diff sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FindingLine {
    /// Where the claim stands that it points at.
    #[serde(flatten)]
    pub at: At,
    /// Stable name of the fact.
    pub fingerprint: String,
    /// Short name for people and commands.
    pub id: String,
    /// How bad.
    pub level: Level,
    /// The fact kind.
    pub kind: String,
    /// The question.
    pub question: String,
    /// The sides, the verdict and who is at odds, in words.
    pub reading: String,
}

/// A place in an article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct At {
    /// The article's file or record.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// First byte in the article's text.
    pub start: usize,
}

impl From<Place> for At {
    fn from(place: Place) -> Self {
        Self {
            path: place.path,
            line: place.line,
            column: place.column,
            start: place.span.start,
        }
    }
}

/// Everything one reading gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Its claims.
    pub claims: Vec<ClaimLine>,
    /// Its findings.
    pub findings: Vec<FindingLine>,
}

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum Change<T> {
    /// Only the new reading has it.
    Appears {
        /// It.
        new: T,
    },
    /// Only the old reading has it.
    Vanishes {
        /// It.
        old: T,
    },
    /// Both have it, and it says something else.
    Changes {
        /// As it was.
        old: T,
        /// As it is.
        new: T,
    },
}

impl<T> Change<T> {
    /// The newest state there is.
    pub fn shown(&self) -> &T {
        match self {
            Change::Appears { new } | Change::Changes { new, .. } => new,
            Change::Vanishes { old } => old,
        }
    }
}

/// All that differs between two readings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// Changes among claims, by place.
    pub claims: Vec<Change<ClaimLine>>,
    /// Changes among findings, by place.
    pub findings: Vec<Change<FindingLine>>,
}

impl Diff {
    /// True when both readings say the same.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty() && self.findings.is_empty()
    }
}

/// A diff as JSON.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    /// Always [`record::SCHEMA`].
    pub schema: u32,
    /// Which program wrote it.
    pub tool: record::Tool,
    /// Changes among claims.
    pub claims: &'a [Change<ClaimLine>],
    /// Changes among findings.
    pub findings: &'a [Change<FindingLine>],
}

impl<'a> Record<'a> {
    /// The record of `diff`.
    pub fn new(diff: &'a Diff) -> Self {
        Self {
            schema: record::SCHEMA,
            tool: record::Tool::this(),
            claims: &diff.claims,
            findings: &diff.findings,
        }
    }
}

/// What differs between the `old` and the `new` reading.
///
/// A claim is the same one when it says something of the same fact in the same words; failing that, when its sentence
/// makes one claim of that kind and attribute before and after. A finding is the same one when it is about the same
/// fact. Lines that moved are no change: two readings are of the same articles.
///
/// ```
/// use atodds::report::changes::{Reading, diff};
/// assert!(diff(&Reading::default(), &Reading::default()).is_empty());
/// ```
pub fn diff(old: &Reading, new: &Reading) -> Diff {
    let exact = |claim: &ClaimLine| {
        let place = (claim.at.path.clone(), claim.at.start, claim.text.clone());
        let what = (claim.kind.clone(), claim.attribute.clone());
        (place, what, claim.about.clone())
    };
    let loose = |claim: &ClaimLine| {
        let place = (claim.at.path.clone(), claim.sentence);
        (place, claim.kind.clone(), claim.attribute.clone())
    };
    let (mut pairs, mut gone, mut come) = paired(&old.claims, &new.claims, exact, Group::InOrder);
    let (more, still_gone, still_come) = paired(&gone, &come, loose, Group::OnlyAlone);
    pairs.extend(more);
    (gone, come) = (still_gone, still_come);
    let claims = changes(pairs, gone, come, |old, new| {
        old.reading == new.reading && old.about == new.about && old.rule == new.rule
    });

    let fact = |finding: &FindingLine| finding.fingerprint.clone();
    let (pairs, gone, come) = paired(&old.findings, &new.findings, fact, Group::InOrder);
    let findings = changes(pairs, gone, come, |old, new| {
        old.reading == new.reading && old.level == new.level
    });
    Diff { claims, findings }
}

/// How several of one key are paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// First with first.
    InOrder,
    /// Only when there is one on either side: which of several became which nobody can tell.
    OnlyAlone,
}

type Pairs<T> = (Vec<(T, T)>, Vec<T>, Vec<T>);

/// Those of both lists that share a key, and the rest of either.
fn paired<T: Clone + Ord, K: Ord>(
    old: &[T],
    new: &[T],
    key: impl Fn(&T) -> K,
    group: Group,
) -> Pairs<T> {
    let mut by_key: BTreeMap<K, (Vec<T>, Vec<T>)> = BTreeMap::new();
    for one in old {
        by_key.entry(key(one)).or_default().0.push(one.clone());
    }
    for one in new {
        by_key.entry(key(one)).or_default().1.push(one.clone());
    }
    let (mut pairs, mut gone, mut come) = (Vec::new(), Vec::new(), Vec::new());
    for (mut old, mut new) in by_key.into_values() {
        old.sort();
        new.sort();
        let both = match group {
            Group::InOrder => old.len().min(new.len()),
            Group::OnlyAlone => usize::from(old.len() == 1 && new.len() == 1),
        };
        gone.extend(old.split_off(both));
        come.extend(new.split_off(both));
        pairs.extend(old.into_iter().zip(new));
    }
    (pairs, gone, come)
}

fn changes<T: Ord>(
    pairs: Vec<(T, T)>,
    gone: Vec<T>,
    come: Vec<T>,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<Change<T>> {
    let mut all: Vec<Change<T>> = pairs
        .into_iter()
        .filter(|(old, new)| !same(old, new))
        .map(|(old, new)| Change::Changes { old, new })
        .collect();
    all.extend(gone.into_iter().map(|old| Change::Vanishes { old }));
    all.extend(come.into_iter().map(|new| Change::Appears { new }));
    all.sort_by(|a, b| a.shown().cmp(b.shown()).then_with(|| a.cmp(b)));
    all
}

/// Writes the changes for people: findings first, then claims, then one line that counts both.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(out: &mut dyn Write, diff: &Diff) -> io::Result<()> {
    for change in &diff.findings {
        let sign = sign(change);
        let finding = change.shown();
        writeln!(
            out,
            "{sign} {} {} {}[{}] {}",
            position(&finding.at),
            visible(&finding.id),
            finding.level,
            visible(&finding.kind),
            visible(&finding.question),
        )?;
        write_reading(out, change, |finding| finding.reading.clone())?;
    }
    for change in &diff.claims {
        let sign = sign(change);
        let claim = change.shown();
        writeln!(
            out,
            "{sign} {} {}/{} “{}”",
            position(&claim.at),
            visible(&claim.kind),
            visible(&claim.attribute),
            shortened(&claim.text, 200),
        )?;
        write_reading(out, change, |claim| {
            format!("{}: {} [{}]", claim.about, claim.reading, claim.rule)
        })?;
    }
    writeln!(out, "{}", summary(diff))
}

/// The changes in one line: `2 findings appear; 1 claim changes`.
pub fn summary(diff: &Diff) -> String {
    let mut parts = counts(&diff.findings, "finding");
    parts.extend(counts(&diff.claims, "claim"));
    if parts.is_empty() {
        "no claim and no finding changes".to_owned()
    } else {
        parts.join("; ")
    }
}

fn counts<T>(changes: &[Change<T>], noun: &str) -> Vec<String> {
    let words = [("appear", '+'), ("vanish", '-'), ("change", '~')];
    words
        .into_iter()
        .filter_map(|(verb, of)| {
            let n = changes.iter().filter(|change| sign(change) == of).count();
            let ending = match (n, verb) {
                (1, "vanish") => "es",
                (1, _) => "s",
                _ => "",
            };
            (n > 0).then(|| format!("{} {verb}{ending}", counted(n, noun)))
        })
        .collect()
}

fn sign<T>(change: &Change<T>) -> char {
    match change {
        Change::Appears { .. } => '+',
        Change::Vanishes { .. } => '-',
        Change::Changes { .. } => '~',
    }
}

fn position(at: &At) -> String {
    format!("{}:{}:{}", visible(&at.path), at.line, at.column)
}

fn write_reading<T>(
    out: &mut dyn Write,
    change: &Change<T>,
    words: impl Fn(&T) -> String,
) -> io::Result<()> {
    match change {
        Change::Appears { new: one } | Change::Vanishes { old: one } => {
            writeln!(out, "      {}", visible(&words(one)))
        }
        Change::Changes { old, new } => {
            writeln!(out, "  was {}", visible(&words(old)))?;
            writeln!(out, "  now {}", visible(&words(new)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: usize) -> At {
        At {
            path: "a.txt".into(),
            line,
            column: 1,
            start: line * 100,
        }
    }

    fn claim(line: usize, about: &str, reading: &str) -> ClaimLine {
        ClaimLine {
            at: at(line),
            sentence: line as u32,
            kind: "berths".into(),
            attribute: "value".into(),
            about: about.into(),
            text: "nine berths".into(),
            reading: reading.into(),
            rule: "has-berths".into(),
        }
    }

    fn finding(fingerprint: &str, reading: &str) -> FindingLine {
        FindingLine {
            at: at(1),
            fingerprint: fingerprint.into(),
            id: format!("F-{fingerprint}"),
            level: Level::Error,
            kind: "berths".into(),
            question: "How many berths has Arden?".into(),
            reading: reading.into(),
        }
    }

    fn reading(claims: &[ClaimLine], findings: &[FindingLine]) -> Reading {
        Reading {
            claims: claims.to_vec(),
            findings: findings.to_vec(),
        }
    }

    #[test]
    fn equal_readings_in_any_order_do_not_differ() {
        let (a, b) = (claim(1, "arden", "9"), claim(2, "arden", "6"));
        let old = reading(&[a.clone(), b.clone()], &[finding("7c", "6 vs 9")]);
        let new = reading(&[b, a], &[finding("7c", "6 vs 9")]);
        assert!(diff(&old, &new).is_empty());
    }

    #[test]
    fn another_value_of_the_same_words_is_a_change() {
        let old = reading(&[claim(1, "arden", "9")], &[]);
        let new = reading(&[claim(1, "arden", "≥ 9")], &[]);
        let found = diff(&old, &new);
        assert!(
            matches!(&found.claims[..], [Change::Changes { old, new }] if old.reading == "9" && new.reading == "≥ 9")
        );
    }

    #[test]
    fn a_claim_about_somebody_else_is_a_change_when_it_is_the_only_one() {
        let old = reading(&[claim(1, "arden", "9")], &[]);
        let new = reading(&[claim(1, "brul", "9")], &[]);
        assert!(matches!(
            &diff(&old, &new).claims[..],
            [Change::Changes { .. }]
        ));
        // Which of two became the third nobody can tell.
        let old = reading(&[claim(1, "arden", "9"), claim(1, "cor", "9")], &[]);
        let signs: Vec<char> = diff(&old, &new).claims.iter().map(sign).collect();
        assert_eq!(signs, ['-', '+', '-']);
    }

    #[test]
    fn a_finding_is_told_by_its_fact() {
        let old = reading(&[], &[finding("aa", "6 vs 9"), finding("bb", "x")]);
        let new = reading(&[], &[finding("aa", "6 vs 8"), finding("cc", "x")]);
        let found = diff(&old, &new);
        let told: Vec<(char, &str)> = found
            .findings
            .iter()
            .map(|change| (sign(change), change.shown().fingerprint.as_str()))
            .collect();
        assert_eq!(told, [('~', "aa"), ('-', "bb"), ('+', "cc")]);
        assert_eq!(
            summary(&found),
            "1 finding appears; 1 finding vanishes; 1 finding changes"
        );
    }

    #[test]
    fn the_inverse_of_a_diff_is_the_diff_of_the_inverse() {
        let old = reading(
            &[claim(1, "arden", "9"), claim(3, "x", "1")],
            &[finding("aa", "6 vs 9")],
        );
        let new = reading(&[claim(1, "brul", "9"), claim(2, "y", "2")], &[]);
        let (there, back) = (diff(&old, &new), diff(&new, &old));
        let flipped = |sign: char| match sign {
            '+' => '-',
            '-' => '+',
            other => other,
        };
        let mut a: Vec<char> = there.claims.iter().map(sign).map(flipped).collect();
        let mut b: Vec<char> = back.claims.iter().map(sign).collect();
        a.sort_unstable();
        b.sort_unstable();
        assert_eq!(a, b);
    }

    #[test]
    fn people_see_both_states_and_no_escape_of_an_article() {
        let old = reading(&[claim(1, "arden", "9")], &[]);
        let new = reading(
            &[claim(1, "arden", "\u{1b}[31m8")],
            &[finding("aa", "8 vs 9")],
        );
        let mut out = Vec::new();
        write(&mut out, &diff(&old, &new)).expect("memory takes every byte");
        let said = String::from_utf8_lossy(&out);
        for part in [
            "+ a.txt:1:1 F-aa error[berths] How many berths has Arden?",
            "~ a.txt:1:1 berths/value “nine berths”",
            "  was arden: 9 [has-berths]",
            "1 finding appears; 1 claim changes",
        ] {
            assert!(said.contains(part), "{said}");
        }
        assert!(!said.contains('\u{1b}'), "{said}");
    }
}
