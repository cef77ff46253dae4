//! What the JSON formats write: versioned structs, one for each kind of record.
//!
//! Takes a check's views, gives serde structs that borrow from them. A field is added freely; renaming, removing or
//! giving one another meaning raises [`SCHEMA`].
//!
//! Paths, lines and columns are those that the text formats print; `start` and `end` are bytes of the article's text.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use super::{
    ArticleView, Checked, ClaimAt, ClaimView, Counts, FindingView, LadderLine, SideView,
    SkippedView, StaleView, StepView,
};
use crate::finding::{Between, Doubt, State, Verdict};
use crate::problem::{Level, Problem};

/// The version of all structs below.
pub const SCHEMA: u32 = 1;

/// One whole run: what `--format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Run<'a> {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// Which program wrote it.
    pub tool: Tool,
    /// The date that stood for today.
    pub as_of: Option<&'a str>,
    /// The paths as given.
    pub inputs: &'a [String],
    /// What the run did.
    pub counts: Counts,
    /// The findings in order.
    pub findings: Vec<Finding<'a>>,
    /// Findings that were accepted or known before.
    pub known: Vec<Finding<'a>>,
    /// Entries of the accepted file that hold nothing back.
    pub stale: &'a [StaleView],
    /// Complaints about the user's own files.
    pub problems: &'a [Problem],
    /// What was left out.
    pub skipped: &'a [SkippedView],
}

/// The JSON Schema of a whole run.
///
/// ```
/// let schema = atodds::report::record::schema();
/// assert_eq!(schema["properties"]["findings"]["description"], "The findings in order.");
/// ```
pub fn schema() -> serde_json::Value {
    SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Run<'_>>()
        .to_value()
}

/// The program.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tool {
    /// `atodds`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// One finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Finding<'a> {
    /// Short name.
    pub id: &'a str,
    /// Stable name of the fact.
    pub fingerprint: &'a str,
    /// `new`, `grew` or `known`.
    pub state: State,
    /// Why it may stand, when it was accepted.
    pub accepted: Option<&'a str>,
    /// How bad.
    pub level: Level,
    /// The fact kind.
    pub kind: &'a str,
    /// The attribute at odds.
    pub attribute: &'a str,
    /// The question the fact answers.
    pub question: &'a str,
    /// The fact in short.
    pub fact: &'a str,
    /// The hardest verdict.
    pub verdict: Verdict,
    /// Why it is only possible.
    pub doubt: Option<Doubt>,
    /// The line of the ladder that decided.
    pub line: &'a LadderLine,
    /// Who is at odds.
    pub between: Between,
    /// The line in plain words.
    pub why: &'a str,
    /// The two claims that decided, as places in `sides`.
    pub deciding: [ClaimAt; 2],
    /// The sides.
    pub sides: Vec<Side<'a>>,
    /// The outlet that stands against three or more.
    pub alone: Option<&'a str>,
    /// Outlets that say nothing of it, where the whole run is at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silent: Option<&'a [String]>,
    /// Earlier claims of the same holders.
    pub history: Vec<Claim<'a>>,
    /// What became of what, in the order of time.
    pub steps: &'a [StepView],
    /// Claims that fit several sides.
    pub compatible: Vec<Claim<'a>>,
    /// Claims that are not put as facts.
    pub open: Vec<Claim<'a>>,
}

/// One side.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Side<'a> {
    /// The value in words.
    pub label: &'a str,
    /// Stable name of the value.
    pub fingerprint: &'a str,
    /// Every value said on it, with its stable name.
    pub said: &'a BTreeMap<String, String>,
    /// Who says so.
    pub outlets: &'a [String],
    /// Independent origins.
    pub support: usize,
    /// The claims.
    pub claims: Vec<Claim<'a>>,
}

/// One claim with its place and its article.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Claim<'a> {
    /// The article's file or record.
    pub path: String,
    /// Line of the first byte.
    pub line: usize,
    /// Column of the first byte, in characters.
    pub column: usize,
    /// First byte in the article's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words that carry it.
    pub text: &'a str,
    /// The sentence it stands in.
    pub sentence: &'a str,
    /// First byte of the sentence in the article's text.
    pub sentence_start: usize,
    /// How it was read.
    pub reading: &'a str,
    /// The value alone.
    pub label: &'a str,
    /// The outlet's id.
    pub outlet: &'a str,
    /// The outlet's name for people.
    pub outlet_name: &'a str,
    /// Who is quoted.
    pub speaker: Option<&'a str>,
    /// The rule that read it.
    pub rule: &'a str,
    /// When it holds.
    pub time: &'a str,
    /// When it was said.
    pub as_of: Option<&'a str>,
    /// The sides that a vague claim may be on, by number.
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    pub fits: &'a [usize],
    /// When the article was published.
    pub published: Option<&'a str>,
    /// The article's title.
    pub title: Option<&'a str>,
    /// The article's address.
    pub url: Option<&'a str>,
}

impl<'a> Run<'a> {
    /// The record of a whole run.
    pub fn new(checked: &'a Checked) -> Self {
        Self {
            schema: SCHEMA,
            tool: Tool::this(),
            as_of: checked.as_of.as_deref(),
            inputs: &checked.inputs,
            counts: checked.counts,
            findings: findings(checked, &checked.findings),
            known: findings(checked, &checked.known),
            stale: &checked.stale,
            problems: &checked.problems,
            skipped: &checked.skipped,
        }
    }
}

fn findings<'a>(checked: &'a Checked, views: &'a [FindingView]) -> Vec<Finding<'a>> {
    views
        .iter()
        .map(|finding| Finding::new(&checked.articles, finding))
        .collect()
}

impl Tool {
    /// This program.
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

impl<'a> Finding<'a> {
    /// The record of one finding whose claims point into `articles`.
    pub fn new(articles: &'a [ArticleView], finding: &'a FindingView) -> Self {
        let claims = |views: &'a [ClaimView]| claims(articles, views);
        Self {
            id: &finding.id,
            fingerprint: &finding.fingerprint,
            state: finding.state,
            accepted: finding.accepted.as_deref(),
            level: finding.level,
            kind: &finding.kind,
            attribute: &finding.attribute,
            question: &finding.question,
            fact: &finding.fact,
            verdict: finding.verdict,
            doubt: finding.doubt,
            line: &finding.line,
            between: finding.between,
            why: &finding.why,
            deciding: finding.deciding,
            sides: finding
                .sides
                .iter()
                .map(|side| Side::new(articles, side))
                .collect(),
            alone: finding.alone.as_deref(),
            silent: Some(&finding.silent),
            history: claims(&finding.history),
            steps: &finding.steps,
            compatible: claims(&finding.compatible),
            open: claims(&finding.open),
        }
    }
}

impl<'a> Side<'a> {
    fn new(articles: &'a [ArticleView], side: &'a SideView) -> Self {
        Self {
            label: &side.label,
            fingerprint: &side.fingerprint,
            said: &side.said,
            outlets: &side.outlets,
            support: side.support,
            claims: claims(articles, &side.claims),
        }
    }
}

fn claims<'a>(articles: &'a [ArticleView], views: &'a [ClaimView]) -> Vec<Claim<'a>> {
    views
        .iter()
        .filter_map(|view| Claim::new(articles, view))
        .collect()
}

impl<'a> Claim<'a> {
    /// The record of one claim; `None` when it names none of `articles`.
    pub fn new(articles: &'a [ArticleView], claim: &'a ClaimView) -> Option<Self> {
        let article = articles.get(claim.article)?;
        let place = article.place(claim.span);
        Some(Self {
            path: place.path,
            line: place.line,
            column: place.column,
            start: claim.span.start,
            end: claim.span.end,
            text: article.words(claim.span),
            sentence: article.words(claim.sentence),
            sentence_start: claim.sentence.start,
            reading: &claim.reading,
            label: &claim.label,
            outlet: &claim.outlet,
            outlet_name: article.outlet_for_people(),
            speaker: claim.speaker.as_deref(),
            rule: &claim.rule,
            time: &claim.time,
            as_of: claim.as_of.as_deref(),
            fits: &claim.fits,
            published: article.published.as_deref(),
            title: article.title.as_deref(),
            url: article.url.as_deref(),
        })
    }
}
