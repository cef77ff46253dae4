//! Short forms of names: those in brackets behind what they abbreviate, "the Rapid Support Forces (RSF)", and last words.
//!
//! Takes the names of a sentence, folds the one in brackets into the one before it and remembers it. Never looks for
//! names itself.

use super::Sentence;
use super::discourse::Discourse;
use super::mark::{Mark, Named};
use crate::rules::RulePack;
use crate::rules::language::Language;

/// A name in brackets right behind another is the same once more: "the Rapid Support Forces (RSF)". Capitals alone that
/// begin as the name does stand for it from there on.
pub(super) fn fold(
    sentence: &Sentence,
    text: &str,
    language: &Language,
    pack: &RulePack,
    discourse: &mut Discourse,
    marks: &mut Vec<Mark>,
) {
    let count = sentence.tokens.len();
    let mut at = 0;
    while at < marks.len() {
        let end = marks[at].tokens.end;
        // One word, or a listed name however long: "the Democratic Republic of the Congo (DR Congo)".
        let after = marks.get(at + 1).map(|mark| &mark.tokens);
        let close = after
            .filter(|tokens| tokens.start == end + 1)
            .map_or(end + 2, |tokens| tokens.end);
        let bracketed = close < count && sentence.word(end) == "(" && sentence.word(close) == ")";
        let Some(named) = marks[at].named().first().cloned().filter(|_| bracketed) else {
            at += 1;
            continue;
        };
        let inner = marks
            .get(at + 1)
            .filter(|mark| mark.tokens == (end + 1..close));
        let listed = inner
            .and_then(|mark| mark.named().first())
            .filter(|inner| pack.names.by_id.contains_key(&inner.id));
        let again = listed.map_or_else(
            || {
                close == end + 2
                    && !is_short(&named, language, pack)
                    && stands_for(
                        sentence.bytes(&(end + 1..end + 2)).of(text),
                        sentence.word(marks[at].head.start),
                    )
            },
            |inner| inner.id == named.id,
        );
        if again {
            if listed.is_none() {
                discourse
                    .short
                    .insert(sentence.word(end + 1).to_owned(), named);
            }
            if inner.is_some() {
                marks.remove(at + 1);
            }
            marks[at].tokens.end = close + 1;
        }
        at += 1;
    }
}

/// True for capitals that begin with the letter `first` begins with: "RSF" for "rapid".
fn stands_for(capitals: &str, first: &str) -> bool {
    capitals.len() > 1
        && capitals.chars().all(char::is_uppercase)
        && capitals.to_lowercase().chars().next() == first.chars().next()
}

/// True for a name that its last word stands for later on.
pub(super) fn is_short(named: &Named, language: &Language, pack: &RulePack) -> bool {
    let short = &language.guess.short;
    short.iter().any(|kind| pack.names.is_a(&named.kind, kind))
}
