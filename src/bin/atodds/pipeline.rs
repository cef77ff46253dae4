//! The edge between the command line and the library's stages: the only file of the binary that calls them.
//!
//! Takes paths and a selection, gives the plain views that reports print. Never prints and never decides an exit
//! code.
//!
//! The flow is `load` (rules and articles) and then one of `check`, `rows`, `graph` or an explanation, all of which
//! read what `load` gave.

use std::path::{Path, PathBuf};

use atodds::problem::Problem;
use atodds::report::dump::{GraphView, Row};
use atodds::report::explain::{LineTries, PairReading, RuleDoc};
use atodds::report::{ArticleView, Checked, Counts, SkippedView};
use atodds::source::Article;
use jiff::civil::Date;

use crate::args::Stage;
use crate::selection::{Known, Selection};
use crate::term::Progress;

/// What a run is to read.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Every finding touches one of these.
    pub(crate) focus: Vec<PathBuf>,
    /// What they are compared with.
    pub(crate) against: Vec<PathBuf>,
    /// The rule pack.
    pub(crate) rules: PathBuf,
    /// Today: undated articles are read as of this day, and articles published later are left out and counted.
    pub(crate) as_of: Option<Date>,
}

/// Rules and articles, read once.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// What `--only` and `--skip` may name.
    pub(crate) known: Known,
    /// Complaints about rules and articles.
    pub(crate) problems: Vec<Problem>,
    /// What was left out, and why.
    pub(crate) skipped: Vec<SkippedView>,
    /// How many articles and rules there are; the rest is for `check` to count.
    pub(crate) counts: Counts,
    as_of: Option<Date>,
    inputs: Vec<String>,
    articles: Vec<Article>,
}

/// Reads the rule pack and the articles, focus first.
pub(crate) fn load(request: &Request, progress: &mut Progress) -> Loaded {
    // WIRE: `atodds::rules::load(&request.rules)` and `atodds::source::load(focus, then against)`. Until then no
    // article is found, which every command reports and answers with exit code 2.
    let problems = progress.stage("reading articles", || missing(request));
    let articles: Vec<Article> = Vec::new();
    Loaded {
        known: Known::default(),
        problems,
        skipped: Vec::new(),
        counts: Counts {
            articles: articles.len(),
            ..Counts::default()
        },
        as_of: request.as_of,
        inputs: request
            .focus
            .iter()
            .chain(&request.against)
            .map(|path| path.to_string_lossy().into_owned())
            .collect(),
        articles,
    }
}

/// One problem for each path that is not there.
fn missing(request: &Request) -> Vec<Problem> {
    std::iter::once(&request.rules)
        .chain(&request.focus)
        .chain(&request.against)
        .filter(|path| path.as_os_str() != "-" && !path.exists())
        .map(|path| {
            Problem::error(
                "no-such-path",
                format!("`{}` does not exist", path.display()),
            )
        })
        .collect()
}

/// Extracts, links and compares; gives the findings that touch the focus.
pub(crate) fn check(loaded: Loaded, selection: &Selection, progress: &mut Progress) -> Checked {
    // WIRE: annotate and extract per article, `selection.keeps_claim` on every claim, then `graph::link` and
    // `finding::compare`; keep findings with a claim in one of the first `counts.articles` articles.
    let articles = progress.stage("comparing claims", || {
        loaded.articles.iter().map(article_view).collect()
    });
    let mut findings = Vec::new();
    findings.retain(|finding| selection.keeps_finding(finding));
    Checked {
        inputs: loaded.inputs,
        repeat: Vec::new(),
        as_of: loaded.as_of.map(|date| date.to_string()),
        articles,
        counts: Counts {
            findings: findings.len(),
            skipped: loaded.skipped.len(),
            ..loaded.counts
        },
        findings,
        problems: loaded.problems,
        skipped: loaded.skipped,
    }
}

/// What the rule called `id` is for.
pub(crate) fn rule(_loaded: &Loaded, _id: &str) -> Option<RuleDoc> {
    // WIRE: from the rule pack.
    None
}

/// What every rule tried on a line of a loaded article.
pub(crate) fn line(loaded: &Loaded, path: &Path, line: usize) -> Result<LineTries, Box<Problem>> {
    let article = article_at(loaded, path)?;
    // WIRE: `atodds::claim::explain`.
    Ok(LineTries {
        path: article.id.clone(),
        line,
        sentences: Vec::new(),
    })
}

/// How the claims of two lines relate.
pub(crate) fn pair(
    loaded: &Loaded,
    first: (&Path, usize),
    second: (&Path, usize),
) -> Result<PairReading, Box<Problem>> {
    article_at(loaded, first.0)?;
    article_at(loaded, second.0)?;
    // WIRE: the claims on both lines, and the ladder on the first two of one fact.
    Ok(PairReading {
        first: (
            format!("{}:{}", first.0.display(), first.1),
            "no claim".into(),
        ),
        second: (
            format!("{}:{}", second.0.display(), second.1),
            "no claim".into(),
        ),
        verdict: None,
        doubt: None,
        between: None,
        steps: Vec::new(),
    })
}

/// What `stage` gives, one row for each sentence, mark or claim.
pub(crate) fn rows(_loaded: &Loaded, _stage: Stage, _progress: &mut Progress) -> Vec<Row> {
    // WIRE: one row per sentence, mark or claim, in the order of the articles.
    Vec::new()
}

/// The fact graph.
pub(crate) fn graph(_loaded: &Loaded, _progress: &mut Progress) -> GraphView {
    // WIRE: nodes and edges of `graph::FactGraph` with their labels.
    GraphView::default()
}

fn article_at<'l>(loaded: &'l Loaded, path: &Path) -> Result<&'l Article, Box<Problem>> {
    let wanted = path.to_string_lossy();
    loaded
        .articles
        .iter()
        .find(|article| article.id == wanted || article.path == wanted)
        .ok_or_else(|| {
            Box::new(Problem::error(
                "no-such-article",
                format!("`{wanted}` is no article that could be read"),
            ))
        })
}

/// An article as reports show it.
fn article_view(article: &Article) -> ArticleView {
    ArticleView {
        id: article.id.clone(),
        path: article.path.clone(),
        outlet: article.outlet.as_ref().map(ToString::to_string),
        outlet_name: article.outlet_name.clone(),
        published: article.published.map(|period| period.to_string()),
        title: article.title.clone(),
        url: article.url.clone(),
        text: article.text.clone(),
        first_line: article.first_line,
    }
}
