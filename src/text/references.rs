//! Light co-reference: "he", "the two presidents" — only when one reading is left.

use std::collections::BTreeSet;
use std::ops::Range;

use super::discourse::Discourse;
use super::mark::{Mark, Named, Reading};
use super::shadow::Shadow;
use super::{Sentence, TokenKind};
use crate::rules::RulePack;
use crate::rules::glossary::Note;
use crate::rules::language::{Language, Reference};
use crate::rules::names::NameId;
use crate::rules::types::TypeId;

/// Marks for the words of `sentence` that point back at names; `quoted` are its tokens inside quotes.
pub(super) fn find(
    sentence: &Sentence,
    quoted: &[Range<usize>],
    marks: &[Mark],
    shadow: &Shadow,
    language: &Language,
    pack: &RulePack,
    discourse: &Discourse,
) -> Vec<Mark> {
    let mut found = Vec::new();
    let notes = shadow.notes();
    let mut at = 0;
    while let Some(next) = notes[at..].iter().position(|note| note.refers) {
        at += next;
        if let Some(mark) = marks.iter().find(|mark| mark.tokens.contains(&at)) {
            at = mark.tokens.end;
            continue;
        }
        let word = sentence.word(at);
        let heads = language.reference_heads.get(word);
        // "The" begins dozens of them, most of its next words none.
        let second = notes.get(at + 1).filter(|note| note.refers_on);
        let longer = second
            .zip(heads)
            .and_then(|(_, heads)| heads.with.get(sentence.word(at + 1)));
        let hit = (longer.into_iter())
            .chain(heads.map(|heads| &heads.alone))
            .flatten()
            .find_map(|number| {
                let reference = &language.references[*number];
                let end = at + reference.words.len();
                let behind = sentence.tokens.get(end).map(|_| sentence.word(end));
                let is_other = |word: &str| reference.unless_before.iter().any(|one| one == word);
                let holds = end <= sentence.tokens.len()
                    && !behind.is_some_and(is_other)
                    && reference
                        .words
                        .iter()
                        .enumerate()
                        .skip(2)
                        .all(|(n, word)| sentence.word(at + n) == word)
                    && marks.iter().all(|mark| {
                        mark.tokens.end <= at
                            || end <= mark.tokens.start
                            || at <= mark.tokens.start && says_nothing(mark, end, pack)
                    });
                if !holds {
                    return None;
                }
                let named = match &reference.title {
                    Some(title) => {
                        let only = discourse.bearers.only(title);
                        only.map(|one| vec![one.clone()])
                    }
                    None if looks_on(reference, at, sentence, marks, language, pack) => None,
                    None => {
                        // Whom a quote calls "he" is not who says it.
                        let quoted = quoted.iter().any(|range| range.contains(&at));
                        let speaker = discourse.speaker.as_ref();
                        let speaker = speaker.filter(|_| quoted && reference.count == 1);
                        resolve(reference, at, marks, notes, speaker, pack, discourse)
                    }
                };
                Some((end, named?))
            });
        if let Some((end, named)) = hit {
            found.extend(Mark::of_all(at..end, named, pack));
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Who goes on speaking in the aside that begins at token `at`: of those its "he" or "she" can mean whom the sentence begins
/// with, else whoever spoke last. "Arbo called Brul a liar: the order, he said, was another one."
pub(super) fn teller(
    sentence: &Sentence,
    at: usize,
    marks: &[Mark],
    language: &Language,
    pack: &RulePack,
    discourse: &Discourse,
) -> Option<NameId> {
    let last = discourse.speaker.as_ref();
    let heads = language.reference_heads.get(sentence.word(at));
    let alone = heads.into_iter().flat_map(|heads| &heads.alone);
    let Some(one) = alone
        .map(|number| &language.references[*number])
        .find(|reference| reference.count == 1)
    else {
        return last.cloned();
    };
    let may_be = |id: &NameId| !one.unless_called.contains(given_name(id));
    let before = marks.iter().filter(|mark| mark.tokens.end <= at);
    let mut named = before.filter_map(|mark| mark.named().first());
    let begins = named.find(|named| pack.names.is_a(&named.kind, &one.kind) && may_be(&named.id));
    begins
        .map(|named| &named.id)
        .or_else(|| last.filter(|id| may_be(id)))
        .cloned()
}

/// True for a mark within the words of a reference that tells no more than they do: the "two" of "the two leaders", and
/// leaders of nothing in particular.
fn says_nothing(mark: &Mark, end: usize, pack: &RulePack) -> bool {
    mark.tokens.end <= end
        && match &mark.reading {
            Reading::Value(_) => true,
            Reading::Name(all) | Reading::Names(all) => all
                .iter()
                .all(|named| named.of.is_none() && !pack.names.by_id.contains_key(&named.id)),
        }
}

/// True for "he" in a clause that opens a sentence and names nobody, where behind its comma somebody is named: "Before he
/// left, Arbo spoke" is most often of Arbo, and not of whoever was named before.
fn looks_on(
    reference: &Reference,
    at: usize,
    sentence: &Sentence,
    marks: &[Mark],
    language: &Language,
    pack: &RulePack,
) -> bool {
    let fits = |mark: &&Mark| {
        let mut named = mark.named().iter();
        named.any(|one| pack.names.is_a(&one.kind, &reference.kind))
    };
    let opens = || (0..at).any(|before| language.openers.contains(sentence.word(before)));
    let comma = || (at..sentence.tokens.len()).find(|comma| sentence.word(*comma) == ",");
    let follows = |comma: usize| {
        marks
            .iter()
            .any(|mark| mark.tokens.start == comma + 1 && fits(&mark))
    };
    reference.count == 1
        && !marks
            .iter()
            .filter(|mark| mark.tokens.start < at)
            .any(|mark| fits(&mark))
        && opens()
        && comma().is_some_and(follows)
}

/// The names but that of the `speaker` that `reference` at token `at` points back at, when exactly as many as it wants
/// are left: those that the text names, else those that its people speak for.
fn resolve(
    reference: &Reference,
    at: usize,
    marks: &[Mark],
    notes: &[Note],
    speaker: Option<&NameId>,
    pack: &RulePack,
    discourse: &Discourse,
) -> Option<Vec<Named>> {
    let spoken_for = |named: &Named| -> Option<Named> {
        let owner = pack.names.by_id.get(named.speaks_for(&pack.names)?)?;
        let is = |kind: &&TypeId| pack.names.is_a(kind, &reference.kind);
        let kind = owner.types.iter().find(is)?.clone();
        Some(Named {
            id: owner.id.clone(),
            kind,
            of: None,
        })
    };
    let fits = |named: &Named| {
        pack.names.is_a(&named.kind, &reference.kind)
            && speaker != Some(&named.id)
            && (reference.unless_called.is_empty()
                || !reference.unless_called.contains(given_name(&named.id)))
    };
    let named = |named: &Named| fits(named).then(|| named.clone());
    resolve_as(reference, at, marks, notes, discourse, &named).or_else(|| {
        let either = |one: &Named| named(one).or_else(|| spoken_for(one));
        let as_well = reference.spoken_for.then_some(&either)?;
        resolve_as(reference, at, marks, notes, discourse, as_well)
    })
}

/// The first word of a name.
fn given_name(id: &NameId) -> &str {
    let id = id.as_str();
    id.split_once(['-', '~']).map_or(id, |(first, _)| first)
}

fn resolve_as(
    reference: &Reference,
    at: usize,
    marks: &[Mark],
    notes: &[Note],
    discourse: &Discourse,
    meant: &dyn Fn(&Named) -> Option<Named>,
) -> Option<Vec<Named>> {
    // Whoever called "both leaders" is neither of them; who came "and the two dined" is.
    let apart = |mark: &Mark| {
        let mut between = notes[mark.tokens.end..at].iter();
        reference.count == 1 || between.any(|note| note.clause_mark)
    };
    let here: Vec<Named> = marks
        .iter()
        .filter(|mark| mark.tokens.end <= at && apart(mark))
        .flat_map(|mark| match &mark.reading {
            Reading::Name(named) => named.iter().filter_map(meant).take(1).collect::<Vec<_>>(),
            Reading::Names(named) => named.iter().filter_map(meant).collect(),
            Reading::Value(_) => Vec::new(),
        })
        .collect();
    let before = discourse
        .recent
        .iter()
        .rev()
        .map(|names| names.iter().filter_map(meant).collect::<Vec<_>>());
    let mut left: Vec<Named> = Vec::new();
    for (distance, names) in std::iter::once(here).chain(before).enumerate() {
        if reference.count == 1 {
            let distinct: BTreeSet<&NameId> = names.iter().map(|named| &named.id).collect();
            let mut sure = distinct
                .iter()
                .filter(|id| reference.called.contains(given_name(id)));
            if let (Some(only), None) = (sure.next(), sure.next()) {
                let mut names = names.iter();
                return names
                    .find(|named| named.id == **only)
                    .map(|named| vec![named.clone()]);
            }
            match distinct.len() {
                0 => {}
                1 => return Some(vec![names[0].clone()]),
                // Of several people in the sentence before, the one who spoke is meant; else a sentence that begins
                // with "he" goes on about the one whom that before began with.
                _ if distance == 1 => {
                    let began = || discourse.began.as_ref().filter(|_| at == 0);
                    let speaker = discourse.last_said.as_ref().or_else(began)?;
                    return names
                        .into_iter()
                        .find(|named| named.id == *speaker)
                        .map(|named| vec![named]);
                }
                _ => return None,
            }
            if distance == 2 {
                return None;
            }
            continue;
        }
        let own: BTreeSet<&NameId> = names.iter().map(|named| &named.id).collect();
        for named in names.iter().rev() {
            if !left.iter().any(|other| other.id == named.id) {
                left.push(named.clone());
            }
        }
        if left.len() > reference.count && own.len() == reference.count {
            // As many as wanted in one sentence; who spoke of them since is none of them.
            left.retain(|named| own.contains(&named.id));
        }
        if left.len() >= reference.count {
            // More than wanted in one sentence leaves more than one reading.
            return (left.len() == reference.count).then(|| {
                left.sort();
                left
            });
        }
    }
    None
}

/// True when the token can start a name: a word with a capital.
pub(super) fn is_capitalised(sentence: &Sentence, at: usize) -> bool {
    let token = &sentence.tokens[at];
    token.kind == TokenKind::Word && token.capital
}
