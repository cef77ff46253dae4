//! Where an editor breaks its lines changes nothing: a draft wrapped at any width holds the claims of the same draft
//! with one line for each paragraph, and what was accepted of it stays accepted.

use std::path::Path;
use std::sync::LazyLock;

use atodds::claim::{self, Claim};
use atodds::finding::{Finding, compare};
use atodds::graph::{ArticleRef, link};
use atodds::rules::{self, RulePack};
use atodds::source::{Article, Metadata, OutletId, Outlets, text};
use proptest::prelude::*;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

static SHIPPED: LazyLock<RulePack> =
    LazyLock::new(|| rules::load(&Path::new(ROOT).join("rules")).0);

static OUTLETS: LazyLock<Outlets> = LazyLock::new(|| Outlets::new(&SHIPPED.outlets));

/// The seeds as drafts: of each its head and its paragraphs.
static DRAFTS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    [
        "axios-2025-04-18",
        "cnn-2025-04-17",
        "counters-2025-03-15",
        "newsweek-2025-04-13",
        "subheads-2025-03-16",
    ]
    .iter()
    .map(|name| {
        let path = Path::new(ROOT).join("seeds").join(format!("{name}.txt"));
        let page = std::fs::read_to_string(path).expect("the seeds are part of the repository");
        let paragraphs = page.lines().filter(|line| !line.trim().is_empty());
        let (outlet, day) = name.split_at(name.len() - 11);
        let head = format!("---\noutlet: {outlet}\npublished: {}\n---\n", &day[1..]);
        (head, paragraphs.map(str::to_owned).collect())
    })
    .collect()
});

/// Fills lines of `width` characters, as an editor does.
fn wrapped(paragraph: &str, width: usize, line_break: &str) -> String {
    let mut filled = String::new();
    let mut length = 0;
    for word in paragraph.split_whitespace() {
        let letters = word.chars().count();
        if length > 0 && length + 1 + letters > width {
            filled.push_str(line_break);
            length = 0;
        } else if length > 0 {
            filled.push(' ');
            length += 1;
        }
        filled.push_str(word);
        length += letters;
    }
    filled
}

/// True when the only break in a paragraph falls between two sentences: nothing then tells a wrap from a new paragraph,
/// and what a text says of a day it told before ends with the paragraph.
fn may_be_two_paragraphs(paragraph: &str, width: usize) -> bool {
    let laid = wrapped(paragraph, width, "\n");
    let lines: Vec<&str> = laid.lines().collect();
    lines.len() == 2
        && lines[0]
            .trim_end_matches(['"', '”', '’', ')'])
            .ends_with(['.', '?', '!'])
}

fn draft(head: &str, paragraphs: &[String], lay: impl Fn(&str) -> String) -> Article {
    let body: Vec<String> = paragraphs.iter().map(|paragraph| lay(paragraph)).collect();
    let page = format!("{head}{}\n", body.join("\n\n"));
    let mut problems = Vec::new();
    let article = text(
        "draft.txt",
        &page,
        &Metadata::default(),
        &OUTLETS,
        &mut problems,
    );
    assert!(problems.is_empty());
    article
}

fn claims(article: &Article, number: u32) -> Vec<Claim> {
    let outlet = article.outlet.as_ref().map(OutletId::as_str);
    let read = atodds::text::annotate(article, &SHIPPED);
    claim::extract(article, number, &read, &SHIPPED, &SHIPPED.readers(outlet))
}

/// Each claim, and the words it stands on with blanks for breaks.
fn said(article: &Article) -> Vec<String> {
    claims(article, 0)
        .into_iter()
        .map(|mut claim| {
            let words: Vec<&str> = claim.span.of(&article.text).split_whitespace().collect();
            let words = words.join(" ");
            // Offsets: a break may be two bytes.
            claim.span = atodds::problem::ByteSpan::new(0, 0);
            claim.time.anchor = None;
            let claim = serde_json::to_string(&claim).expect("a claim is JSON");
            format!("{words}: {claim}")
        })
        .collect()
}

fn findings(articles: &[Article]) -> Vec<Finding> {
    let claims = (0..)
        .zip(articles)
        .flat_map(|(number, article)| claims(article, number));
    let references: Vec<ArticleRef> = articles.iter().map(ArticleRef::from).collect();
    let graph = link(
        claims.collect(),
        &references,
        &SHIPPED.kinds,
        &SHIPPED.names,
    );
    compare(&graph, &SHIPPED.kinds, &SHIPPED.names)
}

/// The marks by which accepted findings and their sides are known again.
fn marks(findings: &[Finding]) -> Vec<String> {
    let sides = |finding: &Finding| {
        let sides = finding.sides.iter().map(|side| side.fingerprint.clone());
        sides.collect::<Vec<_>>().join(" ")
    };
    findings
        .iter()
        .map(|finding| format!("{}: {}", finding.fingerprint, sides(finding)))
        .collect()
}

/// Some paragraphs of one draft, in their order.
fn some_draft() -> impl Strategy<Value = (String, Vec<String>)> {
    (0..DRAFTS.len()).prop_flat_map(|at| {
        let (head, paragraphs) = &DRAFTS[at];
        let most = paragraphs.len();
        let some = prop::sample::subsequence(paragraphs.clone(), 1..=most);
        (Just(head.clone()), some)
    })
}

proptest! {
    // Failures are written down by hand, as tests.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_draft_wrapped_at_any_width_makes_the_same_claims(
        (head, paragraphs) in some_draft(),
        width in prop_oneof![40..=100_usize, 100..=400_usize],
        line_break in prop::sample::select(vec!["\n", "\r\n", "\n  "]),
    ) {
        prop_assume!(!paragraphs.iter().any(|paragraph| may_be_two_paragraphs(paragraph, width)));
        let flat = said(&draft(&head, &paragraphs, |paragraph| wrapped(paragraph, usize::MAX, "\n")));
        let broken = said(&draft(&head, &paragraphs, |paragraph| wrapped(paragraph, width, line_break)));
        prop_assert_eq!(flat, broken);
    }

    #[test]
    fn what_is_at_odds_is_known_again_at_any_width(widths in prop::collection::vec(40..=120_usize, DRAFTS.len())) {
        let lay = |width: Option<&usize>| {
            let width = width.copied().unwrap_or(usize::MAX);
            move |paragraph: &str| wrapped(paragraph, width, "\n")
        };
        let flat: Vec<Article> = DRAFTS.iter().map(|(head, paragraphs)| draft(head, paragraphs, lay(None))).collect();
        let broken: Vec<Article> =
            DRAFTS.iter().zip(&widths).map(|((head, paragraphs), width)| draft(head, paragraphs, lay(Some(width)))).collect();
        let flat = marks(&findings(&flat));
        prop_assert!(flat.len() >= 5);
        prop_assert_eq!(flat, marks(&findings(&broken)));
    }
}
