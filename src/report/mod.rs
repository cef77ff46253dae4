//! Reports: one diagnostic model, and one pure writer per format.
//!
//! Takes a finished check as plain views (`Checked`), gives bytes to an `io::Write`. Never decides a verdict, an exit
//! code or a colour, and never reads the clock, the environment or a file.
//!
//! The views hold only what a reader may see, as text and spans. They own no stage's types besides the verdict's
//! names, so that every format, those to come included, prints the same thing.

pub mod changes;
pub mod concise;
pub mod coverage;
pub mod csv;
pub mod detail;
pub mod diff;
pub mod dump;
pub mod escape;
pub mod explain;
pub mod full;
pub mod github;
pub mod gitlab;
pub mod graphml;
pub mod json;
pub mod jsonl;
pub mod jsonld;
pub mod junit;
pub mod markdown;
pub mod outcomes;
pub mod page;
pub mod problems;
pub mod record;
pub mod region;
pub mod sarif;
pub mod words;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Between, Doubt, State, Verdict};
use crate::problem::{ByteSpan, Level, Place, Problem};

/// Everything one run found, ready for any writer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    /// The paths of the run as the user named them, focus first: what a follow-up command has to repeat.
    pub inputs: Vec<String>,
    /// Flags that a follow-up command has to repeat to see the same run: `--rules`, `house-rules`.
    pub repeat: Vec<String>,
    /// The date that stood for today, `2026-02-11`, when one was given.
    pub as_of: Option<String>,
    /// Every article that a claim below points into, by number.
    pub articles: Vec<ArticleView>,
    /// The lowest level that makes a run fail, when any does.
    pub fail_on: Option<Level>,
    /// The fact kinds of the rule pack, by id.
    pub kinds: Vec<KindView>,
    /// The findings in the order to print them: those that are new or grew.
    pub findings: Vec<FindingView>,
    /// Findings that were accepted, or found at an earlier state; only formats that can say so print them.
    pub known: Vec<FindingView>,
    /// Entries of the accepted file that hold nothing back.
    pub stale: Vec<StaleView>,
    /// Complaints about the user's own files.
    pub problems: Vec<Problem>,
    /// Files and records that were left out, and why.
    pub skipped: Vec<SkippedView>,
    /// What the run did.
    pub counts: Counts,
}

/// What a run did, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Counts {
    /// Articles in the focus.
    pub articles: usize,
    /// Articles they were compared with.
    pub against: usize,
    /// Rules in the pack.
    pub rules: usize,
    /// Claims read, focus and the rest together.
    pub claims: usize,
    /// Facts that at least two origins speak of.
    pub shared_facts: usize,
    /// Findings that touch the focus and are new or grew, before anything was hidden.
    pub findings: usize,
    /// Those of them that were known with fewer sides.
    pub grew: usize,
    /// Findings that the accepted file covers; they are not among `findings`.
    pub accepted: usize,
    /// Other findings that were there at the earlier state; they are not among `findings`.
    pub known: usize,
    /// Facts that were at odds at the earlier state and are no more.
    pub resolved: usize,
    /// Files and records left out.
    pub skipped: usize,
}

/// One article as reports show it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArticleView {
    /// Names the article in every output.
    pub id: String,
    /// The file it came from.
    pub path: String,
    /// The outlet's id.
    pub outlet: Option<String>,
    /// The outlet's name for people.
    pub outlet_name: Option<String>,
    /// When it was published, as text: `2026-02-11` or `2026-02-11T14:30`.
    pub published: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The whole text that spans refer to; empty when only `quoted` is at hand.
    pub text: String,
    /// Where the article itself is elsewhere: the words that its claims stand on, by their span in its text.
    pub quoted: BTreeMap<ByteSpan, QuotedView>,
    /// Line of the file at which `text` starts, from 1.
    pub first_line: usize,
}

impl ArticleView {
    /// Where `span` lies, with the name and line a reader can go to.
    ///
    /// An article that is its own file is placed by the file's lines. One record of several in a file (`news.jsonl#12`)
    /// is placed by the lines of its own text, because its line breaks are not those of the file.
    ///
    /// ```
    /// use atodds::{problem::ByteSpan, report::ArticleView};
    /// let article = ArticleView {
    ///     id: "a.txt".into(),
    ///     path: "a.txt".into(),
    ///     text: "Title\nNine died.".into(),
    ///     first_line: 4,
    ///     ..ArticleView::default()
    /// };
    /// let place = article.place(ByteSpan::new(6, 10));
    /// assert_eq!((place.path.as_str(), place.line, place.column), ("a.txt", 5, 1));
    /// ```
    pub fn place(&self, span: ByteSpan) -> Place {
        if let Some(quoted) = self.quoted.get(&span) {
            return Place {
                path: self.id.clone(),
                span,
                line: quoted.line,
                column: quoted.column,
                excerpt: quoted.text.clone(),
            };
        }
        if self.id == self.path {
            let mut place = Place::new(&self.path, &self.text, span);
            place.line += self.first_line.saturating_sub(1);
            place
        } else {
            Place::new(&self.id, &self.text, span)
        }
    }

    /// The words at `span`.
    pub fn words(&self, span: ByteSpan) -> &str {
        self.quoted
            .get(&span)
            .map_or_else(|| span.of(&self.text), |quoted| &quoted.text)
    }

    /// The outlet's name for people, else its id, else the article's id.
    pub fn outlet_for_people(&self) -> &str {
        self.outlet_name
            .as_deref()
            .or(self.outlet.as_deref())
            .unwrap_or(&self.id)
    }
}

/// Words of an article that is not at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedView {
    /// Line of their first byte, as [`ArticleView::place`] counts.
    pub line: usize,
    /// Column of their first byte.
    pub column: usize,
    /// The words.
    pub text: String,
}

/// A fact kind, for formats that list what could have been found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindView {
    /// Its id.
    pub id: String,
    /// The question its facts answer, with its slots in braces.
    pub question: String,
}

/// An entry of the accepted file that holds nothing back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StaleView {
    /// The fact in short, as the entry has it.
    pub fact: String,
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// The day on which it ran out; none when it is merely unused.
    pub until: Option<String>,
}

/// A file or record that was left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct SkippedView {
    /// Which.
    pub path: String,
    /// Why, for people.
    pub reason: String,
}

/// One fact with two or more sides.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingView {
    /// Short name for people and commands: `F-7c21`.
    pub id: String,
    /// Stable name: the fact, whatever was said about it.
    pub fingerprint: String,
    /// Its place among all findings, as a word to sort by.
    pub rank: String,
    /// Whether it was known before.
    pub state: State,
    /// Why it may stand, when it was accepted.
    pub accepted: Option<String>,
    /// How bad; see [`level`].
    pub level: Level,
    /// The fact kind's id.
    pub kind: String,
    /// The attribute at odds.
    pub attribute: String,
    /// The question the fact answers, with its names filled in.
    pub question: String,
    /// The fact in short: `meeting/putin+witkoff/2025-04-11/place`.
    pub fact: String,
    /// The hardest verdict between two of its claims.
    pub verdict: Verdict,
    /// Why a possible verdict is only that.
    pub doubt: Option<Doubt>,
    /// The line of the ladder that decided.
    pub line: LadderLine,
    /// Who is at odds with whom.
    pub between: Between,
    /// That line in plain words, for these two claims.
    pub why: String,
    /// The sides, best supported first.
    pub sides: Vec<SideView>,
    /// The two claims that decided; the first is the one to point at.
    pub deciding: [ClaimAt; 2],
    /// Set when one outlet stands against three or more: its name.
    pub alone: Option<String>,
    /// Outlets of the run that wrote about the fact's subject and say nothing of this.
    pub silent: Vec<String>,
    /// Earlier claims of holders who have said something else since.
    pub history: Vec<ClaimView>,
    /// What became of what, in the order of time.
    pub steps: Vec<StepView>,
    /// Claims too vague to belong to one side.
    pub compatible: Vec<ClaimView>,
    /// Claims that are planned, possible, conditional, a question, or unknown.
    pub open: Vec<ClaimView>,
}

impl FindingView {
    /// The claim at `at`, when there is one.
    pub fn claim(&self, at: ClaimAt) -> Option<&ClaimView> {
        self.sides.get(at.side)?.claims.get(at.claim)
    }

    /// The claims to show beside each other: the deciding two, then the first of every other side.
    pub fn shown_claims(&self) -> Vec<&ClaimView> {
        let mut at: Vec<ClaimAt> = self.deciding.to_vec();
        at.extend(
            (0..self.sides.len())
                .filter(|side| self.deciding.iter().all(|decided| decided.side != *side))
                .map(|side| ClaimAt { side, claim: 0 }),
        );
        at.dedup();
        at.into_iter().filter_map(|at| self.claim(at)).collect()
    }

    /// Every claim the finding holds, in the order sides, compatible, open, history.
    pub fn all_claims(&self) -> impl Iterator<Item = &ClaimView> {
        self.sides
            .iter()
            .flat_map(|side| &side.claims)
            .chain(&self.compatible)
            .chain(&self.open)
            .chain(&self.history)
    }
}

/// A claim of a finding: side and number within it, both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct ClaimAt {
    /// Which side.
    pub side: usize,
    /// Which of its claims.
    pub claim: usize,
}

/// A line of the ladder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct LadderLine {
    /// Its number.
    pub number: u8,
    /// Its name.
    pub name: String,
}

/// Claims of one fact that one value satisfies together.
#[derive(Debug, Clone, PartialEq)]
pub struct SideView {
    /// The value in words: `9`, `St. Petersburg`, `rejected`.
    pub label: String,
    /// Stable name of the value.
    pub fingerprint: String,
    /// Every value said on it, in words, with its stable name.
    pub said: BTreeMap<String, String>,
    /// Who says so, as names for people, without repeats.
    pub outlets: Vec<String>,
    /// How many independent origins say so; copies count once.
    pub support: usize,
    /// The claims, the one to quote first.
    pub claims: Vec<ClaimView>,
}

/// One claim as reports show it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimView {
    /// The article's number in `Checked::articles`.
    pub article: usize,
    /// The words that carry it, in the article's text.
    pub span: ByteSpan,
    /// How it was read: `9, as of 2026-02-11, said by officials`.
    pub reading: String,
    /// The outlet's id.
    pub outlet: String,
    /// Who is quoted, for people; `None` when the outlet speaks in its own voice.
    pub speaker: Option<String>,
    /// The rule that read it.
    pub rule: String,
    /// When it holds, as text.
    pub time: String,
    /// The value alone, in a few words: `9`.
    pub label: String,
    /// When it was said, as text: the article's date, or the date of the statement it reports.
    pub as_of: Option<String>,
    /// The sentence that holds `span`, in the article's text.
    pub sentence: ByteSpan,
    /// The sides it may be on, by number, when it is too vague to take one.
    pub fits: Vec<usize>,
}

/// Two claims that time tells apart: what was said, and what is said since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepView {
    /// Update, correction or change.
    pub verdict: Verdict,
    /// What was said first.
    pub earlier: SaidView,
    /// What is said since.
    pub later: SaidView,
}

/// One value in the mouth of one outlet on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SaidView {
    /// The value in words.
    pub label: String,
    /// The outlet's name for people.
    pub outlet: String,
    /// When it was said, as text.
    pub as_of: Option<String>,
}

/// How bad a finding is, from its verdict and who is at odds.
///
/// An outlet that contradicts itself, another outlet, or the words of somebody it quotes is what an editor must look
/// at. Speakers who contradict each other are news that outlets carry, and a doubtful clash is for the curious.
///
/// ```
/// use atodds::{finding::{Between, Verdict}, problem::Level, report::level};
/// assert_eq!(level(Verdict::Conflict, Between::OutletOutlet), Level::Error);
/// assert_eq!(level(Verdict::Conflict, Between::SpeakerSpeaker), Level::Warning);
/// assert_eq!(level(Verdict::Possible, Between::Itself), Level::Note);
/// ```
pub fn level(verdict: Verdict, between: Between) -> Level {
    match (verdict, between) {
        (Verdict::Conflict, Between::Itself | Between::OutletOutlet | Between::Misquote) => {
            Level::Error
        }
        (Verdict::Conflict | Verdict::Divergent, _) => Level::Warning,
        _ => Level::Note,
    }
}

/// Claims shown for one finding in formats that quote them all.
const SHOWN: usize = 20;

/// A name for each finding that no other of the run has: two undated happenings can share a fingerprint.
fn fingerprints<'f>(findings: impl IntoIterator<Item = &'f FindingView>) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    findings
        .into_iter()
        .map(|finding| {
            let nth = seen.entry(&finding.fingerprint).or_default();
            *nth += 1;
            format!("{}:{nth}", finding.fingerprint)
        })
        .collect()
}

/// Whether text may carry colour. The caller decides; writers obey.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Paint {
    /// No escape sequence at all.
    #[default]
    Plain,
    /// ANSI colours.
    Styled,
}

/// What the text formats show besides the findings themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextLook {
    /// With colour or without.
    pub paint: Paint,
    /// Findings to print at most; what is left out is counted.
    pub max_shown: Option<usize>,
    /// Leave out the summary line.
    pub quiet: bool,
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod format_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_a_bigger_file_is_placed_by_its_own_lines() {
        let article = ArticleView {
            id: "news.jsonl#12".into(),
            path: "news.jsonl".into(),
            text: "one\ntwo".into(),
            first_line: 12,
            ..ArticleView::default()
        };
        let place = article.place(ByteSpan::new(4, 7));
        assert_eq!((place.path.as_str(), place.line), ("news.jsonl#12", 2));
    }

    #[test]
    fn shown_claims_lead_with_the_deciding_two_and_name_every_side_once() {
        let mut finding = fixture::two_articles().findings.remove(0);
        let mut third = finding.sides[0].clone();
        third.label = "7".into();
        third.claims[0].reading = "7".into();
        finding.sides.push(third);
        let readings: Vec<&str> = finding
            .shown_claims()
            .iter()
            .map(|claim| claim.reading.as_str())
            .collect();
        assert_eq!(
            readings,
            [
                "9, as of 2026-02-11, said by officials",
                "6, as of 2026-02-11, said by the fire service",
                "7"
            ]
        );
    }

    #[test]
    fn a_deciding_place_outside_the_sides_shows_nothing_instead_of_failing() {
        let mut finding = fixture::two_articles().findings.remove(0);
        finding.deciding = [ClaimAt { side: 9, claim: 0 }, ClaimAt { side: 0, claim: 9 }];
        assert_eq!(finding.shown_claims().len(), 1);
    }
}
