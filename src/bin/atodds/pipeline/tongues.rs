//! Articles in languages that the rules do not read: left out, counted and named, never misread.
//!
//! Takes articles and the rule pack, gives a warning for each such language. Never guesses where the text leaves doubt.

use std::collections::BTreeMap;

use atodds::problem::Problem;
use atodds::report::SkippedView;
use atodds::rules::RulePack;
use atodds::source::{Article, Tongue};
use rayon::prelude::*;

/// How many articles are in which language that is not read.
#[derive(Debug, Default)]
pub(super) struct Tongues(BTreeMap<Tongue, usize>);

/// The language of an article, when the pack does not read it.
pub(super) fn unread(article: &Article, pack: &RulePack) -> Option<Tongue> {
    // Titles are full of names.
    let body = article.blocks.get(1).or(article.blocks.first())?.span.start;
    if pack.surely_reads(&article.text[body..]) {
        return None;
    }
    article
        .tongue()
        .filter(|tongue| pack.cannot_read(tongue.code))
}

impl Tongues {
    /// Counts one article.
    pub(super) fn add(&mut self, tongue: Tongue) {
        *self.0.entry(tongue).or_default() += 1;
    }

    /// Leaves out the articles that the pack cannot read.
    pub(super) fn retain(
        &mut self,
        articles: &mut Vec<Article>,
        pack: &RulePack,
        skipped: &mut Vec<SkippedView>,
    ) {
        let found: Vec<Option<Tongue>> = articles
            .par_iter()
            .map(|article| unread(article, pack))
            .collect();
        let mut found = found.into_iter();
        articles.retain(|article| {
            let Some(tongue) = found.next().flatten() else {
                return true;
            };
            self.add(tongue);
            skipped.push(SkippedView {
                path: article.id.clone(),
                reason: format!("in {}, which the rules do not read", tongue.name),
            });
            false
        });
    }

    /// A warning for each language.
    pub(super) fn problems(self) -> Vec<Problem> {
        self.0
            .into_iter()
            .map(|(tongue, count)| {
                let what = if count == 1 { "article is" } else { "articles are" };
                let message = format!("{count} {what} in {}, which the rules do not read", tongue.name);
                let help = format!(
                    "a file under `language/` with `detected_as: {}` makes them read; `-v` names them",
                    tongue.code
                );
                Problem::warning("unread-language", message).help(help)
            })
            .collect()
    }
}
