//! Indexes in a program that was built without them: there is none, and who names one is told.

#![expect(
    clippy::unused_self,
    reason = "what stands in its place with the feature asks an index"
)]

use std::collections::{BTreeMap, BTreeSet};

use atodds::claim::Claim;
use atodds::graph::ArticleRef;
use atodds::problem::Problem;
use atodds::rules::{NameId, RulePack};
use atodds::source::Article;

use super::Request;
use crate::selection::Selection;

/// No index.
#[derive(Debug, Default)]
pub(super) struct Archives {}

/// Nothing.
#[derive(Debug, Default)]
pub(super) struct Older {}

/// No articles, no claims.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) articles: usize,
    pub(super) claims: usize,
}

impl Archives {
    pub(super) fn open(
        request: &Request,
        _: &RulePack,
        _: &BTreeSet<&str>,
        problems: &mut Vec<Problem>,
    ) -> Self {
        if !request.indexes.is_empty() {
            let what = "this atodds was built without indexes";
            problems
                .push(Problem::error("no-index", what).help("build it with the feature `index`"));
        }
        Self {}
    }

    pub(super) fn is_empty(&self) -> bool {
        true
    }

    pub(super) fn take_problems(&self) -> Vec<Problem> {
        Vec::new()
    }

    pub(super) fn outlets(&self) -> Vec<String> {
        Vec::new()
    }

    pub(super) fn totals(&self, _: &Selection) -> Totals {
        Totals::default()
    }

    pub(super) fn look_up(
        &self,
        _: &BTreeSet<String>,
        _: &mut Vec<ArticleRef>,
        _: &mut Vec<Claim>,
    ) -> Older {
        Older::default()
    }

    pub(super) fn articles(&self, _: &Older, _: &BTreeSet<usize>) -> BTreeMap<usize, Article> {
        BTreeMap::new()
    }

    pub(super) fn take_in(&self, _: &BTreeSet<String>) -> Vec<Article> {
        Vec::new()
    }

    pub(super) fn wrote_about(&self, _: &BTreeSet<&NameId>, _: &Selection) -> BTreeSet<String> {
        BTreeSet::new()
    }
}
