//! What held in an article beside what it claims: which patterns, with which of their alternatives.
//!
//! Takes what [`extract`](super::extract) takes, gives the same claims and every place where a pattern held. Never
//! counts: that is for whoever surveys many articles.

use super::hit::Hit;
use super::{Claim, extract};
use crate::rules::RulePack;
use crate::rules::language;
use crate::rules::pattern::{Choice, Meanings, choices};
use crate::source::Article;
use crate::text::{AnnotatedSentence, AnnotatedText};

/// A place where a pattern held, whatever came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The number of the sentence in the article.
    pub sentence: usize,
    /// The number of the rule in the pack.
    pub rule: usize,
    /// The number of the pattern in the rule.
    pub pattern: usize,
    /// The alternatives it took.
    pub choices: Vec<Choice>,
}

/// The claims of an article, and every place where a pattern held.
pub fn held(
    article: &Article,
    number: u32,
    text: &AnnotatedText,
    pack: &RulePack,
    readers: &[bool],
) -> (Vec<Claim>, Vec<Held>) {
    let mut all = Vec::new();
    let claims = extract::observed(article, number, text, pack, readers, |at, hit| {
        all.push(Held {
            sentence: at,
            rule: hit.number,
            pattern: hit.pattern as usize,
            choices: taken(hit, &text.sentences[at], pack),
        });
    });
    (claims, all)
}

fn taken(hit: &Hit<'_>, sentence: &AnnotatedSentence, pack: &RulePack) -> Vec<Choice> {
    let Some(language) = pack.language_called(&hit.rule.language) else {
        return Vec::new();
    };
    let (shadow, marks) = hit.view.of(sentence);
    let list = |name: &str| pack.list(hit.rule, name);
    let forms = |word: &str| language::forms(word, &language.inflect);
    let is_one_of =
        |letter: char, types: &[crate::rules::TypeId]| pack.alphabet.class(types).contains(letter);
    let meanings = Meanings {
        list: &list,
        forms: &forms,
        is_one_of: &is_one_of,
        joiners: &language.joiners,
    };
    let pattern = &hit.rule.patterns[hit.pattern as usize].1;
    choices(
        &pattern.parts.elements,
        &shadow.spelled(&hit.units, &sentence.sentence, marks),
        &meanings,
    )
}
