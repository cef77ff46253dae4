//! Whom "they" means: those whom the sentence has named side by side, "Lee and Stone agreed to a truce when they met".
//!
//! Takes a match with nobody in a slot for several, gives the names that stand together before it.

use std::collections::BTreeSet;

use super::fill::Filler;
use crate::rules::kind;
use crate::rules::language::Language;
use crate::rules::names::NameId;
use crate::text::{AnnotatedSentence, Mark, Reading};

/// Between two names that stand side by side there are so many words at most: ", and also the".
const BETWEEN: usize = 4;

impl Filler<'_> {
    /// Who came together as this sentence has told by then, or else all whom it names side by side before the match, the
    /// only two people there are in it, or those side by side in the sentence before.
    pub(super) fn side_by_side(&self, wanted: &kind::Slot) -> Option<Vec<NameId>> {
        let told = |from: usize| {
            let mut told = self.earlier().filter(|claim| claim.kind == self.kind.id);
            let here = told.find(|claim| claim.sentence as usize >= from);
            here.and_then(|claim| claim.identity.get(&wanted.name).cloned())
        };
        let start = self.shadow.tokens_of(&self.hit.units).start;
        let here = told(self.at)
            .or_else(|| self.last_group(self.sentence, start, wanted))
            .or_else(|| self.only_two(start, wanted));
        here.or_else(|| {
            let before = self.at.checked_sub(1)?;
            let sentence = &self.reader.text.sentences[before];
            told(before).or_else(|| self.last_group(sentence, usize::MAX, wanted))
        })
    }

    /// The last people that stand side by side before token `end`, or else the last others.
    fn last_group(
        &self,
        sentence: &AnnotatedSentence,
        end: usize,
        wanted: &kind::Slot,
    ) -> Option<Vec<NameId>> {
        let pack = self.reader.pack;
        let language = &pack.languages[self.reader.text.language];
        let kind_of = |mark: &Mark| {
            let mut types = wanted.types.iter();
            types.position(|kind| mark.is_one(kind, pack))
        };
        let mut groups: Vec<(usize, BTreeSet<NameId>)> = Vec::new();
        let mut before: Option<(&Mark, usize)> = None;
        let marks = sentence.marks().iter();
        for mark in marks.filter(|mark| mark.tokens.end <= end) {
            // "Both sides" are all who were named, wherever.
            let kind = kind_of(mark).filter(|_| matches!(mark.reading, Reading::Name(_)));
            let joined = before.is_some_and(|(before, other)| {
                kind == Some(other) && are_joined(sentence, before, mark, language)
            });
            before = kind.map(|kind| (mark, kind));
            let Some(kind) = kind else { continue };
            let names = self.resolve_in(&sentence.sentence, mark, &[], wanted);
            match groups.last_mut().filter(|_| joined) {
                Some((_, group)) => group.extend(names),
                None => groups.push((kind, names.into_iter().collect())),
            }
        }
        groups.retain(|(_, group)| group.len() > 1);
        let people = groups.iter().rev().find(|(kind, _)| *kind == 0);
        let (_, group) = people.or(groups.last())?;
        Some(group.iter().cloned().collect())
    }

    /// The two people whom the sentence names before token `end`, if they are two.
    fn only_two(&self, end: usize, wanted: &kind::Slot) -> Option<Vec<NameId>> {
        let best = wanted.types.first()?;
        let marks = self.sentence.marks().iter();
        let people = marks
            .filter(|mark| mark.tokens.end <= end && mark.is_one(best, self.reader.pack))
            .flat_map(|mark| {
                let kinds = std::slice::from_ref(best);
                self.resolve_in(&self.sentence.sentence, mark, kinds, wanted)
            });
        let people: BTreeSet<NameId> = people.collect();
        (people.len() == 2).then(|| people.into_iter().collect())
    }
}

/// True when only commas and words that join names stand between the two.
fn are_joined(
    sentence: &AnnotatedSentence,
    before: &Mark,
    mark: &Mark,
    language: &Language,
) -> bool {
    let (start, end) = (before.tokens.end, mark.tokens.start);
    let sentence = &sentence.sentence;
    let joins = |at: usize| {
        let word = sentence.word(at);
        let phrases = language.joiners.iter().chain(&language.articles);
        word == ","
            || phrases
                .flat_map(|phrase| phrase.split(' '))
                .any(|one| one == word)
    };
    start < end && end - start <= BETWEEN && (start..end).all(joins)
}
