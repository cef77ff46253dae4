//! Who else bears the name of somebody listed: "Arbo" behind "Adam Arbo", "Arden Brul".
//!
//! Takes listed names and what the text has named before, tells them apart. Never guesses at a name that no list holds.

use std::ops::Range;

use super::discourse::Discourse;
use super::mark::{Mark, Named};
use super::{Sentence, abbreviations, listed};
use crate::rules::RulePack;
use crate::rules::language::Language;
use crate::rules::lexicon::Spelling;

/// Whom the text has named in full where a surname alone is also that of somebody listed whom it has not named: "Arbo"
/// behind "Adam Arbo".
pub(super) fn whom<'d>(
    spelling: &Spelling,
    sentence: &Sentence,
    tokens: &Range<usize>,
    pack: &RulePack,
    language: &Language,
    discourse: &'d Discourse,
) -> Option<&'d Named> {
    if tokens.len() > 1 {
        return None;
    }
    let other = discourse.short.get(sentence.word(tokens.start))?;
    // "President Arbo" is who has been one.
    let title = tokens.start.checked_sub(1).map(|at| sentence.word(at));
    let bears = |one: &Named| {
        let listed = pack.names.by_id.get(&one.id);
        listed.is_some_and(|name| {
            let mut titles = name.roles.iter().map(|role| role.title.as_str());
            titles.any(|own| own.split(' ').next_back() == title)
        })
    };
    let is_other = listed::named(spelling).iter().all(|one| {
        one.id != other.id
            && abbreviations::is_short(one, language, pack)
            && !discourse.bearers.knows(&one.id)
            && !bears(one)
    });
    is_other.then_some(other)
}

/// Two listed surnames in a row, the first of which is a given name as well, are somebody else: "Arden Brul".
pub(super) fn part(
    sentence: &Sentence,
    text: &str,
    pack: &RulePack,
    language: &Language,
    marks: &mut Vec<Mark>,
) {
    let Some(kind) = language.guess.short.first() else {
        return;
    };
    let is_surname = |mark: &Mark| mark.tokens.len() == 1 && mark.is_one(kind, pack);
    let mut at = 1;
    while at < marks.len() {
        let [given, family] = [&marks[at - 1], &marks[at]];
        let tokens = given.tokens.start..family.tokens.end;
        if given.tokens.end == family.tokens.start
            && is_surname(given)
            && is_surname(family)
            && language
                .guess
                .first
                .contains_key(sentence.word(tokens.start))
            && let Some(other) = Mark::run(sentence, text, tokens, kind.clone(), pack)
        {
            marks[at] = other;
            marks.remove(at - 1);
        }
        at += 1;
    }
}
