//! The edge between the command line and the library's stages: the only folder of the binary that calls them.
//!
//! Takes paths and a selection, gives the plain views that reports print. Never prints and never decides an exit
//! code.
//!
//! The flow is [`load`] (rules and articles) and then one of [`check`], a dump or an explanation, all of which read
//! what `load` gave.

#[cfg(feature = "index")]
mod archives;
#[cfg(not(feature = "index"))]
#[path = "without_index.rs"]
mod archives;
mod dump;
mod explain;
#[cfg(feature = "index")]
mod index;
mod lacks;
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
use atodds::report::{Checked, Counts, FindingView, KindView, SkippedView, StaleView};
use atodds::rules::RulePack;
use atodds::source::{self, Article};
use atodds::text::{self, AnnotatedText};
use atodds::value::Period;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::cache::Cache;
use crate::selection::{Known, Selection};
use crate::term::Progress;

use archives::{Archives, Older};
use sentences::Sentences;
use tongues::Tongues;
use views::Viewer;

pub(crate) use dump::{claims, findings, rows};
pub(crate) use explain::{chains, line, pairs, rule};
#[cfg(feature = "index")]
pub(crate) use index::{Intake, add, remove, stats, verify};
pub(crate) use linked::graph;
pub(crate) use reading::reading;
pub(crate) use stream::{extract, judge};
pub(crate) use survey::{coverage, coverage_of_examples, lint};

/// What a run is to read.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Every finding touches one of these.
    pub(crate) focus: Vec<PathBuf>,
    /// What they are compared with.
    pub(crate) against: Vec<PathBuf>,
    /// Indexes that they are compared with as well.
    pub(crate) indexes: Vec<PathBuf>,
    /// The rule pack.
    pub(crate) rules: PathBuf,
    /// Where packs are kept from one run to the next.
    pub(crate) cache: Cache,
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
    archives: Archives,
    /// Keys to look up in them beside those of the focus.
    also: BTreeSet<String>,
    pack: Arc<RulePack>,
}

/// Reads the rule pack and the articles, focus first.
pub(crate) fn load(request: &Request, progress: &mut Progress) -> Loaded {
    let (pack, problems) = progress.stage("reading rules", || request.cache.load(&request.rules));
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
    problems.extend(lacks::unknown(&articles, request.as_of));
    problems.extend(in_others);
    let names = ids.iter().chain(articles.iter().map(|one| &one.id));
    let names: BTreeSet<&str> = names.map(String::as_str).collect();
    let archives = Archives::open(request, &pack, &names, &mut problems);
    let mut known = known(&pack, &articles);
    known.outlets.extend(archives.outlets());

    Loaded {
        known,
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
            .chain(
                request
                    .indexes
                    .iter()
                    .map(|path| format!("index:{}", path.display())),
            )
            .collect(),
        articles,
        archives,
        also: BTreeSet::new(),
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
        archives: Archives::default(),
        also: BTreeSet::new(),
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
            archives: Archives::default(),
            also: BTreeSet::new(),
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

    /// Extracts, looks up, links and compares.
    fn compare(&self, selection: &Selection, progress: &mut Progress) -> Compared {
        let mut claims: Vec<Claim> = progress.stage("reading claims", || {
            let each = self.each(|_, _, claims| claims);
            let mut all = Vec::with_capacity(each.iter().map(Vec::len).sum());
            all.extend(each.into_iter().flatten());
            all
        });
        let mut articles = progress.stage("looking for copies", || {
            self.articles
                .par_iter()
                .map(ArticleRef::from)
                .collect::<Vec<_>>()
        });
        let older = progress.stage("looking up claims", || {
            if self.archives.is_empty() {
                return Older::default();
            }
            let keys = self.keys_of(&claims);
            self.archives.look_up(&keys, &mut articles, &mut claims)
        });
        claims.retain(|claim| {
            selection.keeps_claim(&claim.rule, &claim.kind, claim.holder.outlet.as_str())
        });
        let graph = progress.stage("linking claims", || {
            graph::link(claims, &articles, &self.pack.kinds, &self.pack.names)
        });
        let findings = progress.stage("comparing claims", || {
            finding::compare(&graph, &self.pack.kinds, &self.pack.names)
        });
        Compared {
            graph,
            findings,
            older,
        }
    }

    /// The keys that claims of the focus stand under.
    fn own_keys(&self) -> BTreeSet<String> {
        self.keys_of(&self.each(|_, _, claims| claims).concat())
    }

    /// The keys that claims of the focus stand under, and those that are wanted as well.
    fn keys_of(&self, claims: &[Claim]) -> BTreeSet<String> {
        let focus = claims
            .iter()
            .filter(|claim| (claim.article as usize) < self.counts.articles);
        focus
            .map(|claim| graph::fact_key(claim, &self.pack.kinds))
            .chain(self.also.iter().cloned())
            .collect()
    }
}

/// Makes two runs look up the same keys, so that their findings can be compared.
pub(crate) fn look_up_alike(one: &mut Loaded, other: &mut Loaded) {
    if one.archives.is_empty() && other.archives.is_empty() {
        return;
    }
    let mut keys = one.own_keys();
    keys.extend(other.own_keys());
    one.also.clone_from(&keys);
    other.also = keys;
}

/// Reads the articles of an index that speak of the facts of the focus, as if their files had been named.
pub(crate) fn take_in(loaded: &mut Loaded, progress: &mut Progress) {
    if loaded.archives.is_empty() {
        return;
    }
    let articles = progress.stage("looking up articles", || {
        loaded.archives.take_in(&loaded.own_keys())
    });
    loaded.problems.extend(loaded.archives.take_problems());
    loaded.counts.articles += articles.len();
    // Those in focus come first; an explanation has no others.
    loaded.articles.extend(articles);
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
    /// What was looked up; its articles stand behind those that were read.
    older: Older,
}

/// Extracts, links and compares; gives the findings that touch the focus, each with what the past makes of it.
pub(crate) fn check(
    loaded: &Loaded,
    selection: &Selection,
    past: &Past,
    progress: &mut Progress,
) -> Checked {
    let compared = loaded.compare(selection, progress);
    let findings = &compared.findings;
    let in_focus =
        |finding: &&Finding| views::touches(finding, &compared.graph, loaded.counts.articles);
    let touching: Vec<&Finding> = findings.iter().filter(in_focus).collect();
    let cited = cited(loaded, &compared, &touching);
    let viewer = viewer(loaded, &compared, &cited, selection);
    let views = touching
        .iter()
        .map(|finding| viewer.finding(finding, past.judge(finding)))
        .filter(|finding| selection.keeps_finding(finding))
        .collect();
    let mut checked = checked(loaded, viewer, views);
    let totals = loaded.archives.totals(selection);
    let looked_up = compared.graph.claims.iter();
    let looked_up = looked_up.filter(|claim| claim.article as usize >= loaded.articles.len());
    checked.counts.against += totals.articles;
    checked.counts.claims += totals.claims.saturating_sub(looked_up.count());
    checked.counts.resolved = past.resolved(findings);
    // A run that ignores some claims, or looks up some facts, cannot tell which entries hold nothing back.
    let sees_all = selection.keeps_all_claims() && loaded.archives.is_empty();
    let stale = past.stale(findings).into_iter();
    checked.stale = stale
        .filter(|stale| sees_all || (stale.expired && selection.keeps_all_claims()))
        .map(|stale| stale_view(&stale))
        .collect();
    checked.problems.extend(loaded.archives.take_problems());
    checked
}

/// The articles of an index that the findings cite, by their number.
fn cited(loaded: &Loaded, compared: &Compared, findings: &[&Finding]) -> BTreeMap<usize, Article> {
    let first = loaded.articles.len();
    let numbers: BTreeSet<usize> = findings
        .iter()
        .flat_map(|finding| finding.all_claims())
        .filter_map(|claim| (compared.graph.claims[claim].article as usize).checked_sub(first))
        .collect();
    let articles = loaded.archives.articles(&compared.older, &numbers);
    articles
        .into_iter()
        .map(|(number, article)| (first + number, article))
        .collect()
}

fn viewer<'l>(
    loaded: &'l Loaded,
    compared: &'l Compared,
    cited: &'l BTreeMap<usize, Article>,
    selection: &'l Selection,
) -> Viewer<'l> {
    let own = loaded.articles.iter().map(views::of_article);
    let older = loaded.articles.len()..compared.graph.articles.len();
    let older = older.map(|number| match cited.get(&number) {
        Some(article) => views::of_article(article),
        None => views::of_reference(&compared.graph.articles[number]),
    });
    let sentences = Sentences::default();
    let sentence_of = move |claim: &Claim| {
        let number = claim.article as usize;
        match loaded.articles.get(number).or_else(|| cited.get(&number)) {
            Some(article) => sentences.of(article, &loaded.pack, claim),
            None => claim.span,
        }
    };
    Viewer::new(
        &loaded.pack,
        &compared.graph,
        own.chain(older).collect(),
        loaded.counts.articles,
        Box::new(sentence_of),
    )
    .with_others(Box::new(|names| {
        loaded.archives.wrote_about(names, selection)
    }))
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
