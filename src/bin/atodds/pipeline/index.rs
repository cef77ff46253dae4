//! Articles into an index, and what is said of one.
//!
//! Takes a request and the path of an index, gives counts and problems. Holds a batch of articles; what a batch changes
//! stands together, so that whatever ends the process, no article is in it by half.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use atodds::claim::Claim;
use atodds::index::{self, Answer, Change, Index, RuleSet, State, Stats, Verified, Writer};
use atodds::problem::{Level, Problem, has_errors};
use atodds::report::SkippedView;
use atodds::rules::RulePack;
use atodds::source::{self, Article, Met, Tongue};
use rayon::prelude::*;
use serde::Serialize;

use super::tongues::{self, Tongues};
use super::{Request, is_later, outlet_of, stream};
use crate::term::Progress;

/// Problems kept; the rest are counted.
const PROBLEMS: usize = 200;

/// What came of adding articles.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Intake {
    /// New ones.
    pub(crate) added: usize,
    /// Those that had changed.
    pub(crate) changed: usize,
    /// Unchanged ones that were read again, because rules that changed can touch them.
    pub(crate) read_again: usize,
    /// Unchanged ones that no change of the rules can touch.
    pub(crate) untouched: usize,
    /// Those that are in it as they are.
    pub(crate) unchanged: usize,
    /// Those that are no more what the rules read, and went out.
    pub(crate) removed: usize,
    /// What was left out.
    pub(crate) skipped: usize,
    #[serde(skip)]
    pub(crate) left_out: Vec<SkippedView>,
    #[serde(skip)]
    pub(crate) problems: Vec<Problem>,
    #[serde(skip)]
    untold: Option<(usize, Level)>,
}

impl Intake {
    /// Articles that came along.
    pub(crate) fn articles(&self) -> usize {
        self.added + self.changed + self.read_again + self.untouched + self.unchanged + self.removed
    }

    fn skip(&mut self, id: String, reason: &str) {
        self.skipped += 1;
        self.left_out.push(SkippedView {
            path: id,
            reason: reason.to_owned(),
        });
    }

    fn say(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(problem);
        } else {
            let (count, worst) = self.untold.unwrap_or((0, problem.level));
            self.untold = Some((count + 1, worst.max(problem.level)));
        }
    }
}

/// Puts the articles of `request` into the index at `path`.
///
/// `committed` is told how many articles stand after each commit.
pub(crate) fn add(
    request: &Request,
    path: &Path,
    committed: &mut dyn FnMut(usize),
    progress: &mut Progress,
) -> Intake {
    let (pack, problems) = progress.stage("reading rules", || request.cache.load(&request.rules));
    let mut added = Intake {
        problems,
        ..Intake::default()
    };
    // What broken rules leave unread would look as if nothing were there.
    if has_errors(&added.problems) {
        return added;
    }
    progress.stage("adding articles", || {
        let done = Index::write(path)
            .and_then(|index| add_all(request, &index, &pack, committed, &mut added));
        if let Err(problem) = done {
            added.problems.push(*problem);
        }
    });
    if let Some((count, level)) = added.untold.take() {
        let message = format!("{count} more problems with articles");
        added.problems.push(Problem {
            level,
            ..Problem::warning("more-problems", message)
        });
    }
    added
}

fn add_all(
    request: &Request,
    index: &Index,
    pack: &RulePack,
    committed: &mut dyn FnMut(usize),
    added: &mut Intake,
) -> Answer<()> {
    let rules = RuleSet::new(pack);
    let known = index.known_rules()?;
    let (same, others): (Vec<_>, Vec<_>) = known
        .iter()
        .partition(|(_, old)| old.hash() == rules.hash());
    let changes = others
        .into_iter()
        .map(|(number, old)| (*number, Change::between(old, &rules)));
    let mut desk = Desk {
        writer: index.writer()?,
        changes: changes.collect(),
        rules: &rules,
        own: same.first().map(|(number, _)| *number),
        pack,
        waiting: Vec::new(),
        bytes: 0,
        tongues: Tongues::default(),
        committed,
    };
    let mut names: BTreeSet<[u8; 32]> = BTreeSet::new();
    let mut failed = None;
    source::read(
        &request.focus,
        &pack.outlets,
        &mut io::stdin().lock(),
        &mut |met| {
            match met {
                Met::Article(article) if is_later(&article, request.as_of) => {
                    added.skip(article.id, "published after today");
                }
                Met::Article(mut article) => {
                    stream::name(&mut article);
                    if names.insert(index::hash_of(&article.id)) {
                        desk.bytes += article.text.len();
                        desk.waiting.push(*article);
                    } else {
                        let message =
                            format!("two articles are called `{}`; the first stays", article.id);
                        let problem = Problem::warning("same-name", message);
                        added.say(problem.help("give each record a name of its own as `article`"));
                        added.skipped += 1;
                    }
                }
                Met::Problem(problem) => added.say(problem),
                Met::Skipped(skipped) => added.skip(skipped.id, skipped.reason),
            }
            if desk.is_full() {
                failed = desk.write(added).err();
            }
            match failed {
                None => ControlFlow::Continue(()),
                Some(_) => ControlFlow::Break(()),
            }
        },
    );
    if let Some(problem) = failed {
        return Err(problem);
    }
    desk.write(added)?;
    // Files that say the same in other words are quicker to tell by name.
    if desk.own.is_some() && !desk.writer.knows(&rules)? {
        desk.writer.begin()?;
        desk.writer.rules(&rules)?;
        desk.writer.commit()?;
    }
    added.problems.extend(desk.tongues.problems());
    Ok(())
}

/// Articles on their way into an index.
struct Desk<'d> {
    writer: Writer<'d>,
    /// What changed since each other rule set that articles were read with.
    changes: BTreeMap<i64, Change<'d>>,
    rules: &'d RuleSet,
    /// The number of the rules of today, once they have one.
    own: Option<i64>,
    pack: &'d RulePack,
    waiting: Vec<Article>,
    bytes: usize,
    tongues: Tongues,
    committed: &'d mut dyn FnMut(usize),
}

/// The hash of an article, what is to be done about it, and its claims when it was read.
type Read = ([u8; 32], Need, Result<Vec<Claim>, Tongue>);

/// What is to be done about one article.
enum Need {
    Nothing,
    /// Note that today's rules read the same in it.
    Confirm(State),
    /// Read it; it was there before.
    Read(Option<State>),
}

impl Desk<'_> {
    fn is_full(&self) -> bool {
        self.waiting.len() >= stream::BATCH.0 || self.bytes >= stream::BATCH.1
    }

    fn write(&mut self, added: &mut Intake) -> Answer<()> {
        let articles = std::mem::take(&mut self.waiting);
        self.bytes = 0;
        let states = articles
            .iter()
            .map(|article| self.writer.state(&article.id))
            .collect::<Answer<Vec<Option<State>>>>()?;
        let (pack, since, own) = (self.pack, &self.changes, self.own);
        let read: Vec<Read> = articles
            .par_iter()
            .zip(states)
            .map(|(article, state)| {
                let content = index::content(article);
                let need = match state {
                    Some(state) if state.content == content && Some(state.rules) == own => {
                        Need::Nothing
                    }
                    Some(state)
                        if state.content == content
                            && since
                                .get(&state.rules)
                                .is_some_and(|change| !change.touches(article, pack)) =>
                    {
                        Need::Confirm(state)
                    }
                    state => Need::Read(state),
                };
                let claims = match need {
                    Need::Read(_) => claims(article, pack),
                    _ => Ok(Vec::new()),
                };
                (content, need, claims)
            })
            .collect();
        if read
            .iter()
            .all(|(_, need, _)| matches!(need, Need::Nothing))
        {
            added.unchanged += read.len();
            return Ok(());
        }
        // Counted only when it stands.
        let mut counts = [0_usize; 6];
        self.writer.begin()?;
        let rules = self.writer.rules(self.rules)?;
        self.own = Some(rules);
        for (article, (content, need, claims)) in articles.iter().zip(read) {
            let count = match (need, claims) {
                (Need::Nothing, _) => 4,
                (Need::Confirm(state), _) => {
                    self.writer.confirm(&state, rules)?;
                    3
                }
                (Need::Read(before), Ok(claims)) => {
                    self.writer.put(article, content, &claims, pack, rules)?;
                    match before {
                        None => 0,
                        Some(state) if state.content != content => 1,
                        Some(_) => 2,
                    }
                }
                (Need::Read(before), Err(tongue)) => {
                    self.tongues.add(tongue);
                    let reason = format!("in {}, which the rules do not read", tongue.name);
                    added.skip(article.id.clone(), &reason);
                    match before {
                        None => continue,
                        Some(state) => {
                            self.writer.remove(&state)?;
                            5
                        }
                    }
                }
            };
            counts[count] += 1;
        }
        self.writer.commit()?;
        let [new, changed, read_again, untouched, unchanged, removed] = counts;
        added.added += new;
        added.changed += changed;
        added.read_again += read_again;
        added.untouched += untouched;
        added.unchanged += unchanged;
        added.removed += removed;
        (self.committed)(added.articles());
        Ok(())
    }
}

/// What the rules read in an article, as if nobody knew what day it is: an index is read on many days.
fn claims(article: &Article, pack: &RulePack) -> Result<Vec<Claim>, Tongue> {
    if let Some(tongue) = tongues::unread(article, pack) {
        return Err(tongue);
    }
    let text = atodds::text::annotate(article, pack);
    let readers = pack.readers(outlet_of(article));
    Ok(atodds::claim::extract(article, 0, &text, pack, &readers))
}

/// Takes articles out of the index at `path`, by the names they were added under; says how many.
pub(crate) fn remove(path: &Path, names: &[PathBuf]) -> Answer<usize> {
    // One that is not there is not to be made.
    drop(Index::open(path)?);
    let index = Index::write(path)?;
    let mut writer = index.writer()?;
    let mut removed = 0;
    writer.begin()?;
    for name in names {
        let id = source::id_of(name);
        let here = writer.remove_named(&id)?;
        if here == 0 {
            let message = format!(
                "no article of the index `{}` is called `{id}`",
                index.path()
            );
            let problem = Problem::error("no-such-article", message);
            let help = "name it as it was named when it was added; nothing was taken out";
            return Err(Box::new(problem.help(help)));
        }
        removed += here;
    }
    writer.commit()?;
    Ok(removed)
}

/// What the index at `path` holds.
pub(crate) fn stats(
    request: &Request,
    path: &Path,
    progress: &mut Progress,
) -> Answer<(Stats, Vec<Problem>)> {
    let (pack, problems) = progress.stage("reading rules", || request.cache.load(&request.rules));
    let index = Index::open(path)?;
    let stats = progress.stage("counting", || index.stats(&RuleSet::new(&pack)))?;
    Ok((stats, problems))
}

/// What a look at everything in the index at `path` finds.
pub(crate) fn verify(
    request: &Request,
    path: &Path,
    progress: &mut Progress,
) -> Answer<(Verified, Vec<Problem>)> {
    let (pack, problems) = progress.stage("reading rules", || request.cache.load(&request.rules));
    let index = Index::open(path)?;
    let verified = progress.stage("looking at everything", || {
        index.verify(&pack, &RuleSet::new(&pack))
    })?;
    Ok((verified, problems))
}
