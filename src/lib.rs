//! atodds finds where news outlets are at odds about one fact.
//!
//! It reads articles, extracts claims with rules written in YAML, links the claims about one fact in a graph, and says
//! of each fact on which line of a ladder its sides part. It never says who is right. Equal input gives equal bytes:
//! nothing here knows the clock, the network or a random number.
//!
//! # The flow
//!
//! One direction, each stage a function from data to data; nothing imports from its right, which
//! `tests/architecture.rs` holds.
//!
//! ```text
//!              YAML pack ──► rules ────┬───────────┬─────────────────────┐
//!                                      ▼           ▼                     ▼
//!  files ──► source ──► Article ──► text ──► claim ──► Claim ──► graph ──► finding ──► report ──► bytes
//!            load,               sentences,   patterns,          one node   ladder,    full, JSON,
//!            clean               marks,       values,            per fact   sides,     SARIF, JUnit,
//!                                speakers     times                         accepted   Markdown, CSV
//! ```
//!
//! | stage | takes | gives |
//! |---|---|---|
//! | [`source`] | paths and outlet files | [`Article`](source::Article)s, cleaned of what is not the article |
//! | [`text`] | an article and a language | [`AnnotatedText`](text::AnnotatedText): sentences, marks, who says what |
//! | [`claim`] | an annotated article and rules | [`Claim`](claim::Claim)s |
//! | [`graph`] | all claims | a [`FactGraph`](graph::FactGraph): claims of one fact side by side, copies known as such |
//! | [`finding`] | the graph and the fact kinds | [`Finding`](finding::Finding)s in order of rank |
//! | [`survey`] | annotated articles and rules | counts: what held, what no rule read |
//! | [`report`] | plain views of all that | bytes, escaped for where they go |
//!
//! [`stream`] cuts the flow between claims and graph, where the claims of one key come together, so that both halves can
//! run as map and reduce.
//!
//! `index` keeps claims and texts in an embedded database by the same key, so that one new article meets only the facts
//! that it names.
//!
//! [`rules`] loads and checks the pack; [`value`] holds amounts, times and modality; [`problem`] is how any stage tells
//! users that a file of theirs is wrong; [`ruletest`] runs the examples that stand beside the
//! rules, and the stories under `tests/rules/`, whose records are kept as snapshots.
//!
//! # The words
//!
//! One word per idea, in code, YAML, messages and documentation.
//!
//! | word | means |
//! |---|---|
//! | outlet | who publishes |
//! | article | one text of one outlet |
//! | mark | a typed span of a sentence: a name, an amount, a date |
//! | rule | how a sentence becomes claims |
//! | fact kind | what can be claimed: identity slots, attributes, how values may change |
//! | claim | one reading of one span: holder, kind, identity, attribute, value, time, modality |
//! | holder | who stands behind a claim: the outlet itself, or the last speaker it commits to |
//! | fact | all claims of one kind, identity and, for events, happening |
//! | side | claims of one fact that one value satisfies together |
//! | verdict | how two claims relate, by the line of the ladder that decided |
//! | finding | a fact with two or more sides, and its hardest verdict; new, grew or [known](finding::past) |
//! | problem | a located complaint about the user's own files |
//!
//! # Why a graph
//!
//! "Which articles, speakers and names stand behind the two sides of this fact?" is a walk, in both directions, over
//! edges of several kinds; maps of maps would need one index for each question. petgraph keeps the nodes in one
//! vector, so that a claim costs a few words, and its indices are stable because we only ever add. It is named in
//! [`graph`] alone; nodes go in sorted by content, so the order of the input never shows. It is drawn when somebody
//! looks: findings need the facts alone.
//!
//! # Where to start reading
//!
//! [`finding::ladder`] is the heart: fourteen lines that decide. Then [`claim::extract`] for how a sentence becomes
//! claims, [`rules::pattern`] for how a template becomes a program over a sentence's shadow, and
//! [`rules::kind`] for what a rule author can say about a fact. [`scaffold`] writes first drafts of pack files, and
//! [`rules::schema`] tells editors what such a file may hold; [`rules::frozen`] keeps a compiled pack for the next run;
//! [`report::changes`] says what an edit of the rules changes in articles.
//!
//! # The whole pipeline
//!
//! ```
//! use atodds::rules::pack::PackFile;
//! use atodds::source::{self, Metadata, Outlets};
//!
//! let file = |pack: &str, yaml: &str| PackFile {
//!     path: format!("{pack}.yaml"),
//!     pack: pack.to_owned(),
//!     bytes: yaml.as_bytes().to_vec(),
//! };
//! let (pack, problems) = atodds::rules::build(&[
//!     file("language/en", "
//! language: en
//! guess: {otherwise: thing}
//! numbers: {small: {six: 6, nine: 9}}
//! "),
//!     file("names/all", "
//! types: {thing: [], place: []}
//! names: [{id: north-harbour, name: North Harbour, type: place}]
//! "),
//!     file("facts/berths", "
//! kind: berths
//! question: How many berths does {port} have?
//! identify_by: {port: place}
//! value: {is: amount, unit: berths}
//! "),
//!     file("claims/ports.en", "
//! rules:
//!   - id: has-berths
//!     fact: berths
//!     match: ['{port:place} has {value:count} berths']
//! "),
//! ]);
//! assert!(problems.is_empty(), "{problems:?}");
//!
//! let mut article = |path: &str, text: &str| {
//!     let head = Metadata::default();
//!     source::text(path, text, &head, &Outlets::default(), &mut Vec::new())
//! };
//! let articles = [
//!     article("a.txt", "---\noutlet: post\npublished: 2026-02-12\n---\nNorth Harbour has nine berths."),
//!     article("b.txt", "---\noutlet: news\npublished: 2026-02-12\n---\nNorth Harbour has six berths."),
//! ];
//!
//! let checked = atodds::check(&articles, &pack);
//! let finding = &checked.findings[0];
//! assert_eq!(finding.verdict, atodds::finding::Verdict::Conflict);
//! assert_eq!(finding.question, "How many berths does North Harbour have?");
//! let values: Vec<&str> = finding.sides.iter().map(|side| side.value_label.as_str()).collect();
//! assert_eq!(values, ["6 berths", "9 berths"]);
//! ```

pub mod claim;
pub mod finding;
pub mod graph;
#[cfg(feature = "index")]
pub mod index;
pub mod problem;
pub mod report;
pub mod rules;
pub mod ruletest;
pub mod scaffold;
pub mod source;
pub mod stream;
pub mod survey;
pub mod text;
pub mod value;

use rayon::prelude::*;

/// The facts of some articles, and where they are at odds.
#[derive(Debug)]
pub struct Compared {
    /// Every claim, linked with those about the same fact.
    pub graph: graph::FactGraph,
    /// Where they are at odds, in order of rank.
    pub findings: Vec<finding::Finding>,
}

/// Reads, links and compares `articles` with the rules of `pack`.
///
/// The short way from loaded articles to findings, for programs that need no selection, no progress and no report;
/// an example stands at the head of the crate.
pub fn check(articles: &[source::Article], pack: &rules::RulePack) -> Compared {
    let claims: Vec<claim::Claim> = articles
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, article)| {
            let outlet = article.outlet.as_ref().map(source::OutletId::as_str);
            let text = text::annotate(article, pack);
            claim::extract(article, at as u32, &text, pack, &pack.readers(outlet))
        })
        .collect();
    let references: Vec<graph::ArticleRef> =
        articles.par_iter().map(graph::ArticleRef::from).collect();
    let graph = graph::link(claims, references, &pack.kinds, &pack.names);
    let findings = finding::compare(&graph, &pack.kinds, &pack.names);
    Compared { graph, findings }
}
