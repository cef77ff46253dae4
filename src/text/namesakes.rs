//! Who else bears the name of somebody listed: "Arbo" behind "Adam Arbo", "Arden Brul".
//!
//! Takes listed names and what the text has named before, tells them apart. Never guesses at a name that no list holds.

use std::ops::Range;

use super::discourse::Discourse;
use super::mark::{Mark, Named};
use super::{Sentence, abbreviations, listed};
use crate::rules::RulePack;
use crate::rules::language::{Guess, Language};
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

/// Somebody whose given name is also that of a listed place, where a capital that nothing explains stands right behind it:
/// "Arden Hill" behind the town of Arden, but not "in Arden Hill met them".
pub(super) fn behind_a_place(
    sentence: &Sentence,
    text: &str,
    run: Range<usize>,
    pack: &RulePack,
    table: &Guess,
    marks: &[Mark],
) -> Option<Mark> {
    let place = marks.iter().find(|mark| mark.tokens.end == run.start)?;
    let (given, person) = (place.tokens.start, table.short.first()?);
    let explained = |at: usize| {
        let word = sentence.word(at);
        table.last.contains_key(word) || table.before.contains_key(word)
    };
    let told = given.checked_sub(1).map(|before| sentence.word(before));
    let is_where = told
        .and_then(|word| table.before.get(word))
        .is_some_and(|kind| kind != person);
    (place.tokens.len() == 1
        && !place.is_one(person, pack)
        && table.first.get(sentence.word(given)) == Some(person)
        && !is_where
        && !run.clone().any(explained))
    .then(|| Mark::run(sentence, text, given..run.end, person.clone(), pack))
    .flatten()
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
