//! Indexes that a run is compared with: what it looks up in them, and what it counts without looking.
//!
//! Takes the indexes of a request, gives claims, articles and counts. Never reads more than the facts of the focus need.
//! What cannot be read any more in the middle of a run is a problem of that run, told at its end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use atodds::claim::Claim;
use atodds::graph::ArticleRef;
use atodds::index::{Answer, Aside, Found, Index, Keeps, Totals};
use atodds::problem::Problem;
use atodds::rules::{NameId, RulePack};
use atodds::source::Article;
use atodds::value::Period;

use super::Request;
use crate::selection::Selection;

/// The indexes of a run.
#[derive(Debug, Default)]
pub(super) struct Archives {
    // A database is used by one thread at a time, and articles are read by several.
    open: Mutex<Vec<(Index, Aside)>>,
    problems: Mutex<Vec<Problem>>,
}

/// What was looked up in all of them.
#[derive(Debug, Default)]
pub(super) struct Older {
    /// For each index, in their order.
    found: Vec<Found>,
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Archives {
    /// Opens the indexes of `request`. The articles called `ids` are left aside: they stand in the run themselves.
    pub(super) fn open(
        request: &Request,
        pack: &RulePack,
        ids: &BTreeSet<&str>,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let archives = Self::default();
        if request.indexes.is_empty() {
            return archives;
        }
        let end = request.as_of.map(|today| Period::day(today).end);
        for path in &request.indexes {
            let opened = Index::open(path).and_then(|index| {
                let stale = index.read_otherwise(pack)?;
                if stale > 0 {
                    return Err(Box::new(stale_index(&index, stale)));
                }
                let aside = index.aside(ids.iter().copied(), end)?;
                Ok((index, aside))
            });
            match opened {
                Ok(open) => locked(&archives.open).push(open),
                Err(problem) => problems.push(*problem),
            }
        }
        archives
    }

    /// True when there is none.
    pub(super) fn is_empty(&self) -> bool {
        locked(&self.open).is_empty()
    }

    /// What went wrong since it was asked last.
    pub(super) fn take_problems(&self) -> Vec<Problem> {
        std::mem::take(&mut locked(&self.problems))
    }

    fn or_say<T: Default>(&self, answer: Answer<T>) -> T {
        answer.unwrap_or_else(|problem| {
            locked(&self.problems).push(*problem);
            T::default()
        })
    }

    /// Ids of their outlets.
    pub(super) fn outlets(&self) -> Vec<String> {
        let open = locked(&self.open);
        let outlets = open.iter().map(|(index, _)| self.or_say(index.outlets()));
        outlets.flatten().collect()
    }

    /// Articles and claims that the run has at hand in them.
    pub(super) fn totals(&self, selection: &Selection) -> Totals {
        let keeps =
            |rule: &str, kind: &str, outlet: &str| selection.keeps_claim(rule, kind, outlet);
        let keeps: Option<Keeps<'_>> = (!selection.keeps_all_claims()).then_some(&keeps);
        let mut all = Totals::default();
        for (index, aside) in locked(&self.open).iter() {
            let totals = self.or_say(index.totals(aside, keeps));
            all.articles += totals.articles;
            all.claims += totals.claims;
        }
        all
    }

    /// Claims of `keys`. Their articles are numbered behind those of `articles`, which they join.
    pub(super) fn look_up(
        &self,
        keys: &BTreeSet<String>,
        articles: &mut Vec<ArticleRef>,
        claims: &mut Vec<Claim>,
    ) -> Older {
        let mut older = Older::default();
        for (index, aside) in locked(&self.open).iter() {
            let mut found = self.or_say(index.look_up(keys, aside));
            let first = articles.len() as u32;
            articles.extend(found.articles.iter().cloned());
            claims.extend(found.claims.drain(..).map(|mut claim| {
                claim.set_article(first + claim.article);
                claim
            }));
            older.found.push(found);
        }
        older
    }

    /// Those of the articles that were looked up whose `numbers` are wanted, counted from the first of them.
    pub(super) fn articles(
        &self,
        older: &Older,
        numbers: &BTreeSet<usize>,
    ) -> BTreeMap<usize, Article> {
        let mut articles = BTreeMap::new();
        let mut first = 0;
        for ((index, _), found) in locked(&self.open).iter().zip(&older.found) {
            let here = numbers.range(first..first + found.articles.len());
            for &number in here {
                match index.article(found, number - first) {
                    Ok(article) => {
                        articles.insert(number, article);
                    }
                    Err(problem) => locked(&self.problems).push(*problem),
                }
            }
            first += found.articles.len();
        }
        articles
    }

    /// Articles of `keys`, which stand in the run itself from now on.
    pub(super) fn take_in(&self, keys: &BTreeSet<String>) -> Vec<Article> {
        let older = self.look_up(keys, &mut Vec::new(), &mut Vec::new());
        let articles = self.articles(&older, &(0..older.len()).collect());
        for ((_, aside), found) in locked(&self.open).iter_mut().zip(&older.found) {
            aside.take_in(found);
        }
        articles.into_values().collect()
    }

    /// Who wrote a claim that names all of `names`.
    pub(super) fn wrote_about(
        &self,
        names: &BTreeSet<&NameId>,
        selection: &Selection,
    ) -> BTreeSet<String> {
        let keeps =
            |rule: &str, kind: &str, outlet: &str| selection.keeps_claim(rule, kind, outlet);
        let keeps: Option<Keeps<'_>> = (!selection.keeps_all_claims()).then_some(&keeps);
        let open = locked(&self.open);
        let wrote = open
            .iter()
            .map(|(index, aside)| self.or_say(index.wrote_about(names, aside, keeps)));
        wrote.flatten().collect()
    }
}

impl Older {
    fn len(&self) -> usize {
        self.found.iter().map(|found| found.articles.len()).sum()
    }
}

fn stale_index(index: &Index, articles: usize) -> Problem {
    let (what, were) = if articles == 1 {
        ("article", "was")
    } else {
        ("articles", "were")
    };
    let message = format!(
        "{articles} {what} of the index `{}` {were} read with other rules than these",
        index.path()
    );
    Problem::error("index-stale", message).help(format!(
        "`atodds index add {} PATHS` reads again what the change can touch",
        index.path()
    ))
}
