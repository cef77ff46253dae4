//! The nearest miss: how far the patterns of some rules got in a text that gave no claim.
//!
//! Takes an annotated article and says of which rules to tell, gives the one try that got farthest. Never runs where
//! nothing is missing: explaining costs more than reading.

use std::fmt;

use crate::claim::{Claim, explain};
use crate::problem::Place;
use crate::rules::RulePack;
use crate::rules::rule::Rule;
use crate::source::Article;
use crate::text::AnnotatedText;

/// How far a rule got, and the element that stopped it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The rule.
    pub rule: String,
    /// Elements of its pattern that must hold and did.
    pub held: usize,
    /// Elements of its pattern that must hold.
    pub of: usize,
    /// The element that failed, as written.
    pub element: String,
    /// The words it looked at; empty when there were none.
    pub text: String,
    /// What it wanted instead.
    pub note: String,
    /// Line of the file on which the sentence stands.
    pub line: usize,
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, held, of, .. } = self;
        write!(
            f,
            "`{rule}`: {held} of {of} elements held; `{}` failed",
            self.element
        )?;
        if !self.text.is_empty() {
            write!(f, " at “{}”", self.text)?;
        }
        write!(f, ": {}", self.note)
    }
}

/// The try of a rule that `keeps` names that got farthest, over all sentences of `text`; the first of equals.
pub(super) fn nearest_miss(
    article: &Article,
    number: u32,
    text: &AnnotatedText,
    pack: &RulePack,
    readers: &[bool],
    claims: &[Claim],
    keeps: impl Fn(&Rule) -> bool,
) -> Option<Near> {
    let mut best: Option<Near> = None;
    for (at, one) in text.sentences.iter().enumerate() {
        let all = explain::tries(article, number, text, at, pack, readers, claims);
        let nearest = all.into_iter().find(|one| keeps(&pack.rules[one.rule]));
        let Some(tried) = nearest else { continue };
        let Some(failed) = tried.steps.iter().find(|step| !step.held) else {
            continue;
        };
        let rule = &pack.rules[tried.rule];
        let place = Place::new(&article.path, &article.text, one.sentence.span);
        let (held, of) = tried.held_of(pack);
        let near = Near {
            rule: rule.id.clone(),
            held,
            of,
            element: failed.element.clone(),
            text: failed
                .span
                .map_or_else(String::new, |span| span.of(&article.text).to_owned()),
            note: failed.note.clone().unwrap_or_default(),
            line: place.line + article.first_line.saturating_sub(1),
        };
        if best.as_ref().is_none_or(|best| near.is_nearer_than(best)) {
            best = Some(near);
        }
    }
    best
}

impl Near {
    /// By the share of the pattern that held, then by how many elements that is.
    pub(super) fn is_nearer_than(&self, other: &Self) -> bool {
        let share = |near: &Self| (near.held * 1000 / near.of.max(1), near.held);
        share(self) > share(other)
    }
}
