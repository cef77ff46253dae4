//! The edge between the command line and the library's stages: the only folder of the binary that calls them.
//!
//! Takes paths and a selection, gives the plain views that reports print. Never prints and never decides an exit
//! code.
//!
//! The flow is [`load`] (rules and articles) and then one of [`check`], a dump or an explanation, all of which read
//! what `load` gave.

mod dump;
mod explain;
mod linked;
mod reading;
mod sentences;
mod stream;
mod survey;
mod tongues;
mod views;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use atodds::claim::{self, Claim};
use atodds::finding::past::{Baseline, Stale};
use atodds::finding::{self, Finding, Past, State};
use atodds::graph::{self, ArticleRef, FactGraph};
use atodds::problem::{ByteSpan, Place, Problem};
use atodds::report::escape::shortened;
use atodds::report::{ArticleView, Checked, Counts, FindingView, KindView, SkippedView, StaleView};
use atodds::rules::{self, RulePack};
use atodds::source::{self, Article};
use atodds::text::{self, AnnotatedText};
use atodds::value::Period;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::selection::{Known, Selection};
use crate::term::Progress;

use sentences::Sentences;
use tongues::Tongues;
use views::Viewer;

pub(crate) use dump::{claims, findings, rows};
pub(crate) use explain::{chains, line, pairs, rule};
pub(crate) use linked::graph;
pub(crate) use reading::reading;
pub(crate) use stream::{extract, judge};
pub(crate) use survey::{coverage, coverage_of_examples, lint};

/// Articles of unknown outlet or date that are named one by one; the rest are counted.
const NAMED: usize = 20;

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
    /// Those in focus come first: `counts.articles` of them.
    articles: Vec<Article>,
    pack: Arc<RulePack>,
}

/// Reads the rule pack and the articles, focus first.
pub(crate) fn load(request: &Request, progress: &mut Progress) -> Loaded {
    let (pack, problems) = progress.stage("reading rules", || rules::load(&request.rules));
    let pack = Arc::new(pack);
    // The process ends soon after, and freeing a hundred thousand names takes as long as reading some.
    std::mem::forget(Arc::clone(&pack));
    load_with(pack, problems, request, progress)
}

/// Reads the articles, focus first, for a pack that is there already, with the `problems` it had.
pub(crate) fn load_with(
    pack: impl Into<Arc<RulePack>>,
    mut problems: Vec<Problem>,
    request: &Request,
    progress: &mut Progress,
) -> Loaded {
    let pack = pack.into();
    let read = progress.stage("reading articles", || {
        let mut stdin = io::stdin().lock();
        let focus = source::load(&request.focus, &pack.outlets, &mut stdin);
        let against = source::load(&request.against, &pack.outlets, &mut stdin);
        (focus, against)
    });
    let (focus, against) = read;
    problems.extend(focus.problems);
    problems.extend(against.problems);
    let mut skipped: Vec<SkippedView> = focus
        .skipped
        .into_iter()
        .chain(against.skipped)
        .map(|skipped| SkippedView {
            path: skipped.id,
            reason: skipped.reason.to_owned(),
        })
        .collect();

    let ids: BTreeSet<String> = focus.articles.iter().map(|one| one.id.clone()).collect();
    let mut articles = focus.articles;
    let mut tongues = Tongues::default();
    retain_until(&mut articles, request.as_of, &mut skipped);
    tongues.retain(&mut articles, &pack, &mut skipped);
    let in_focus = articles.len();
    // What stands in the focus is not compared with itself.
    let mut others = against.articles;
    others.retain(|article| !ids.contains(&article.id));
    retain_until(&mut others, request.as_of, &mut skipped);
    tongues.retain(&mut others, &pack, &mut skipped);
    let in_others = tongues.problems();
    articles.append(&mut others);
    skipped.sort();
    skipped.dedup();
    problems.extend(unknown(&articles, request.as_of));
    problems.extend(in_others);

    Loaded {
        known: known(&pack, &articles),
        problems,
        skipped,
        counts: Counts {
            articles: in_focus,
            against: articles.len() - in_focus,
            rules: pack.rules.len(),
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
        pack,
    }
}

/// Articles that are in memory already, focus first.
#[cfg(any(feature = "lsp", feature = "watch"))]
pub(crate) fn of_articles(
    pack: Arc<RulePack>,
    focus: Vec<Article>,
    against: impl IntoIterator<Item = Article>,
) -> Loaded {
    let in_focus = focus.len();
    let mut articles = focus;
    articles.extend(against);
    Loaded {
        known: known(&pack, &articles),
        problems: Vec::new(),
        skipped: Vec::new(),
        counts: Counts {
            articles: in_focus,
            against: articles.len() - in_focus,
            rules: pack.rules.len(),
            ..Counts::default()
        },
        as_of: None,
        inputs: Vec::new(),
        articles,
        pack,
    }
}

/// Leaves out what was published after today. What has no date stays: nothing says it is later.
fn retain_until(articles: &mut Vec<Article>, today: Option<Date>, skipped: &mut Vec<SkippedView>) {
    let Some(today) = today else { return };
    articles.retain(|article| {
        let later = is_later(article, Some(today));
        if later {
            skipped.push(SkippedView {
                path: article.id.clone(),
                reason: format!("published after {today}"),
            });
        }
        !later
    });
}

/// True when the article was published after today.
fn is_later(article: &Article, today: Option<Date>) -> bool {
    let end = today.map(|today| Period::day(today).end);
    end.zip(article.published)
        .is_some_and(|(end, period)| period.start >= end)
}

/// The claims of one article by itself.
#[cfg(feature = "lsp")]
pub(crate) fn claims_of(pack: &RulePack, article: &Article) -> Vec<Claim> {
    let text = text::annotate(article, pack);
    claim::extract(article, 0, &text, pack, &pack.readers(outlet_of(article)))
}

fn known(pack: &RulePack, articles: &[Article]) -> Known {
    Known {
        rules: pack.rules.iter().map(|rule| rule.id.clone()).collect(),
        kinds: pack.kinds.keys().cloned().collect(),
        outlets: pack
            .outlets
            .iter()
            .map(|outlet| outlet.id.clone())
            .chain(
                articles
                    .iter()
                    .filter_map(|article| article.outlet.as_ref())
                    .map(ToString::to_string),
            )
            .collect(),
    }
}

/// Something that articles may lack.
struct Lack {
    code: &'static str,
    message: String,
    lacking: fn(&Article) -> bool,
    /// What to write.
    key: &'static str,
}

/// A warning for each article whose outlet or date nobody knows. It is checked all the same, but less can be said:
/// without an outlet it speaks for itself alone, without a date "on Friday" is no day.
fn unknown(articles: &[Article], as_of: Option<Date>) -> Vec<Problem> {
    let undated = match as_of {
        Some(date) => format!("no date: its days are read as of {date}, its order stays open"),
        None => "no date: its days and its order stay open".to_owned(),
    };
    let outlet_missing = Lack {
        code: "unknown-outlet",
        message: "no outlet: its claims stand for this article alone".to_owned(),
        lacking: |article| article.outlet.is_none(),
        key: "outlet: NAME",
    };
    let date_missing = Lack {
        code: "unknown-date",
        message: undated,
        lacking: |article| article.published.is_none(),
        key: "published: YYYY-MM-DD",
    };
    let mut problems = Vec::new();
    for lack in [outlet_missing, date_missing] {
        let Lack {
            code, message, key, ..
        } = &lack;
        let lacking = articles.iter().filter(|article| (lack.lacking)(article));
        let found: Vec<&Article> = lacking.collect();
        for article in found.iter().take(NAMED) {
            let start = article.blocks.first().map_or(0, |block| block.span.start);
            let place = place_of(article, ByteSpan::new(start, start));
            let problem = Problem::warning(code, format!("{}: {message}", article.id));
            let help = format!(
                "write `{key}` between two lines of `---` at its head, or in `articles.yaml` beside it"
            );
            problems.push(problem.at(place).help(help));
        }
        if found.len() > NAMED {
            let more = found.len() - NAMED;
            let plural = if more == 1 { "" } else { "s" };
            let message = format!("{more} more article{plural} of this kind");
            problems.push(Problem::warning(code, message));
        }
    }
    problems
}

impl Loaded {
    /// The same articles under another pack; `None` when their own problems have to be told again.
    #[cfg(feature = "watch")]
    pub(crate) fn with_pack(&self, pack: &Arc<RulePack>) -> Option<Self> {
        self.problems.is_empty().then(|| Self {
            known: known(pack, &self.articles),
            problems: Vec::new(),
            skipped: self.skipped.clone(),
            counts: self.counts,
            as_of: self.as_of,
            inputs: self.inputs.clone(),
            articles: self.articles.clone(),
            pack: Arc::clone(pack),
        })
    }

    fn annotate(&self, article: &Article) -> AnnotatedText {
        text::annotate(&as_read(article, self.as_of), &self.pack)
    }

    /// The claims of article number `at`.
    fn extract(&self, at: usize, text: &AnnotatedText, readers: &[bool]) -> Vec<Claim> {
        claim::extract(&self.articles[at], at as u32, text, &self.pack, readers)
    }

    /// Which rules read which outlet, for the outlets of the run.
    fn readers(&self) -> BTreeMap<Option<&str>, Vec<bool>> {
        let mut readers = BTreeMap::new();
        for article in &self.articles {
            let outlet = outlet_of(article);
            readers
                .entry(outlet)
                .or_insert_with(|| self.pack.readers(outlet));
        }
        readers
    }

    /// Runs `read` on every article and its claims, in parallel; the results keep the order of the articles.
    fn each<T: Send>(
        &self,
        read: impl Fn(usize, &AnnotatedText, Vec<Claim>) -> T + Sync,
    ) -> Vec<T> {
        let readers = self.readers();
        self.articles
            .par_iter()
            .enumerate()
            .map(|(at, article)| {
                let text = self.annotate(article);
                let claims = self.extract(at, &text, &readers[&outlet_of(article)]);
                read(at, &text, claims)
            })
            .collect()
    }

    /// Extracts, links and compares.
    fn compare(&self, selection: &Selection, progress: &mut Progress) -> Compared {
        let claims: Vec<Claim> = progress.stage("reading claims", || {
            self.each(|_, _, claims| claims)
                .into_iter()
                .flatten()
                .filter(|claim| {
                    selection.keeps_claim(&claim.rule, &claim.kind, claim.holder.outlet.as_str())
                })
                .collect()
        });
        let articles = progress.stage("looking for copies", || {
            self.articles
                .par_iter()
                .map(ArticleRef::from)
                .collect::<Vec<_>>()
        });
        let graph = progress.stage("linking claims", || {
            graph::link(claims, &articles, &self.pack.kinds, &self.pack.names)
        });
        let findings = progress.stage("comparing claims", || {
            finding::compare(&graph, &self.pack.kinds, &self.pack.names)
        });
        Compared { graph, findings }
    }
}

/// The article as its dates are read: an undated one as of today.
///
/// Only for the days its text names. Its claims stay undated, because nothing says that it was written today;
/// their order against others stays open, which can only soften a verdict.
fn as_read(article: &Article, today: Option<Date>) -> Cow<'_, Article> {
    match (article.published, today) {
        (None, Some(today)) => Cow::Owned(Article {
            published: Some(Period::day(today)),
            ..article.clone()
        }),
        _ => Cow::Borrowed(article),
    }
}

/// The fact graph and all findings, whatever they touch.
#[derive(Debug)]
struct Compared {
    graph: FactGraph,
    findings: Vec<Finding>,
}

/// Extracts, links and compares; gives the findings that touch the focus, each with what the past makes of it.
pub(crate) fn check(
    loaded: &Loaded,
    selection: &Selection,
    past: &Past,
    progress: &mut Progress,
) -> Checked {
    let Compared { graph, findings } = loaded.compare(selection, progress);
    let viewer = viewer(loaded, &graph);
    let views = findings
        .iter()
        .filter(|finding| viewer.touches_focus(finding))
        .map(|finding| viewer.finding(finding, past.judge(finding)))
        .filter(|finding| selection.keeps_finding(finding))
        .collect();
    let mut checked = checked(loaded, viewer, views);
    checked.counts.resolved = past.resolved(&findings);
    // A run that ignores some claims cannot tell which entries hold nothing back.
    if selection.keeps_all_claims() {
        checked.stale = past
            .stale(&findings)
            .into_iter()
            .map(|stale| stale_view(&stale))
            .collect();
    }
    checked
}

fn viewer<'l>(loaded: &'l Loaded, graph: &'l FactGraph) -> Viewer<'l> {
    let articles = loaded.articles.iter().map(article_view).collect();
    let sentences = Sentences::default();
    let sentence_of = move |claim: &Claim| {
        let article = &loaded.articles[claim.article as usize];
        sentences.of(article, &loaded.pack, claim)
    };
    let in_focus = loaded.counts.articles;
    Viewer::new(
        &loaded.pack,
        graph,
        articles,
        in_focus,
        Box::new(sentence_of),
    )
}

/// The whole run, with the findings that touch the focus.
fn checked(loaded: &Loaded, viewer: Viewer<'_>, findings: Vec<FindingView>) -> Checked {
    let (known, findings): (Vec<_>, Vec<_>) = findings
        .into_iter()
        .partition(|finding| finding.state == State::Known);
    let count = |of: &[FindingView], counts: fn(&FindingView) -> bool| {
        of.iter().filter(|finding| counts(finding)).count()
    };
    Checked {
        inputs: loaded.inputs.clone(),
        repeat: Vec::new(),
        as_of: loaded.as_of.map(|date| date.to_string()),
        counts: Counts {
            claims: viewer.claims(),
            shared_facts: viewer.shared_facts(),
            findings: findings.len(),
            grew: count(&findings, |finding| finding.state == State::Grew),
            accepted: count(&known, |finding| finding.accepted.is_some()),
            known: count(&known, |finding| finding.accepted.is_none()),
            skipped: loaded.skipped.len(),
            ..loaded.counts
        },
        findings,
        known,
        stale: Vec::new(),
        fail_on: None,
        kinds: loaded
            .pack
            .kinds
            .values()
            .map(|kind| KindView {
                id: kind.id.clone(),
                question: kind.question.clone(),
            })
            .collect(),
        problems: loaded.problems.clone(),
        skipped: loaded.skipped.clone(),
        articles: viewer.into_articles(),
    }
}

/// What the articles are at odds about, as something for a later state to be compared with.
pub(crate) fn baseline(
    loaded: &Loaded,
    selection: &Selection,
    progress: &mut Progress,
) -> Baseline {
    Baseline::of(&loaded.compare(selection, progress).findings)
}

fn stale_view(stale: &Stale<'_>) -> StaleView {
    let until = stale.entry.until.filter(|_| stale.expired);
    StaleView {
        fact: stale.entry.fact.clone(),
        fingerprint: stale.entry.finding.clone(),
        until: until.map(|date| date.to_string()),
    }
}

fn outlet_of(article: &Article) -> Option<&str> {
    article.outlet.as_ref().map(source::OutletId::as_str)
}

fn article_at(loaded: &Loaded, path: &Path) -> Result<usize, Box<Problem>> {
    let wanted = path.to_string_lossy();
    let plain = wanted.trim_start_matches("./");
    loaded
        .articles
        .iter()
        .position(|article| article.id == plain || article.path == wanted)
        .ok_or_else(|| {
            Box::new(Problem::error(
                "no-such-article",
                format!("`{wanted}` is no article that could be read"),
            ))
        })
}

/// Where `span` of an article lies, as a reader can go to it.
fn place_of(article: &Article, span: ByteSpan) -> Place {
    // As `ArticleView::place`, without a copy of the text.
    if article.id == article.path {
        let mut place = Place::new(&article.path, &article.text, span);
        place.line += article.first_line.saturating_sub(1);
        place
    } else {
        Place::new(&article.id, &article.text, span)
    }
}

/// Characters of an outlet's name or a title: a megabyte of it, said again with every claim, is no title.
const NAME: usize = 500;

/// `text` as it came while it is short.
fn bounded(text: &str) -> String {
    if text.chars().nth(NAME).is_some() {
        shortened(text, NAME)
    } else {
        text.to_owned()
    }
}

/// An article as reports show it.
fn article_view(article: &Article) -> ArticleView {
    ArticleView {
        id: article.id.clone(),
        path: article.path.clone(),
        outlet: article
            .outlet
            .as_ref()
            .map(|outlet| bounded(outlet.as_str())),
        outlet_name: article.outlet_name.as_deref().map(bounded),
        published: article.published.map(|period| period.to_string()),
        title: article.title.as_deref().map(bounded),
        url: article.url.clone(),
        text: article.text.clone(),
        quoted: BTreeMap::new(),
        first_line: article.first_line,
    }
}
