//! Names in a sentence: listed spellings, offices, short forms, and runs of capitals that no list holds.

use std::collections::BTreeSet;
use std::ops::Range;

use super::discourse::Discourse;
use super::listed::{self, Listed};
use super::mark::{Mark, Named, Reading};
use super::references::is_capitalised;
use super::unlisted::{self, Run};
use super::{Sentence, TokenKind, abbreviations, namesakes, runs};
use crate::problem::nearest;
use crate::rules::RulePack;
use crate::rules::language::Language;
use crate::rules::lexicon::Spelling;
use crate::rules::types::TypeId;
use crate::source::BlockKind;
use crate::value::Period;

/// A listed person's names before the surname may be so many tokens: "Abdel Fattah Al" before "Sisi".
const MIDDLE_NAMES: usize = 4;
/// A headline with this share of capitalised words tells nothing about names.
const TITLE_CASE: f64 = 0.6;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Names, sorted, not overlapping.
    pub(super) marks: Vec<Mark>,
    /// Offices: "the Russian president".
    pub(super) offices: Vec<Mark>,
}

/// Finds all names of `sentence`, of which these are `listed`, and remembers their short forms.
pub(super) fn find(
    sentence: &Sentence,
    text: &str,
    kind: BlockKind,
    listed: Vec<Listed<'_>>,
    pack: &RulePack,
    language: &Language,
    discourse: &mut Discourse,
) -> Found {
    let mut found = Found::default();
    for Listed {
        tokens,
        spelling,
        others,
    } in listed
    {
        if spelling.office.is_some() {
            // Of several who hold an office of that name, the one whom the text has named.
            let known = |one: &&Spelling| {
                let mut readings = one.readings.iter();
                readings.any(|reading| discourse.bearers.knows(&reading.id))
            };
            let all = || std::iter::once(spelling).chain(others.iter().copied());
            let is_one = || all().all(|one| one.readings == spelling.readings);
            // "The Polish leader" may be either of two.
            let only = all().find(known).or_else(|| is_one().then_some(spelling));
            found
                .offices
                .extend(only.map(|one| mark(tokens, one, listed::named(one))));
            continue;
        }
        if let Some(other) = namesakes::whom(spelling, sentence, &tokens, pack, language, discourse)
        {
            found
                .marks
                .extend(Mark::of_all(tokens, vec![other.clone()], pack));
            continue;
        }
        let chosen = choose(spelling, sentence, tokens.end, pack, discourse);
        let before = tokens.start.checked_sub(1);
        let mut name = mark(tokens, spelling, chosen);
        if let Some(before) = before {
            narrow(&mut name, sentence.word(before), pack, language);
        }
        found.marks.push(name);
    }
    guess(
        sentence,
        text,
        kind,
        pack,
        language,
        discourse,
        &mut found.marks,
    );
    abbreviations::fold(sentence, text, language, pack, discourse, &mut found.marks);
    remember(sentence, &found.marks, language, pack, discourse);
    found
}

fn mark(tokens: Range<usize>, spelling: &Spelling, named: Vec<Named>) -> Mark {
    Mark {
        tokens: tokens.clone(),
        head: tokens,
        letter: spelling.letter,
        reading: Reading::Name(named),
    }
}

/// A word before a name may settle which of its readings is meant: "in Moscow" is the city.
fn narrow(name: &mut Mark, before: &str, pack: &RulePack, language: &Language) {
    let Some(kind) = language.guess.before.get(before) else {
        return;
    };
    let Reading::Name(named) = &mut name.reading else {
        return;
    };
    let fits = |named: &Named| pack.names.is_a(&named.kind, kind);
    if named.iter().all(fits) || !named.iter().any(fits) {
        return;
    }
    named.retain(fits);
    let types: BTreeSet<TypeId> = named.iter().map(|named| named.kind.clone()).collect();
    if let Some(letter) = pack.alphabet.known(&types, &pack.names) {
        name.letter = letter;
    }
}

/// Of several people with one short form: who was named in full before, or who holds an office that day; else the first.
fn choose(
    spelling: &Spelling,
    sentence: &Sentence,
    end: usize,
    pack: &RulePack,
    discourse: &Discourse,
) -> Vec<Named> {
    let all = listed::named(spelling);
    if all.len() < 2 {
        return all;
    }
    let word = sentence.word(end - 1);
    if let Some(known) = discourse.short.get(word)
        && all.iter().any(|named| named.id == known.id)
    {
        let (mut first, rest): (Vec<Named>, Vec<Named>) =
            all.into_iter().partition(|named| named.id == known.id);
        first.extend(rest);
        return first;
    }
    let Some(day) = discourse.published.map(Period::first_last) else {
        return all;
    };
    let active = |named: &Named| {
        pack.names.by_id.get(&named.id).is_some_and(|name| {
            let mut roles = name.roles.iter();
            roles.any(|role| role.is_dated() && role.is_held(Some(day)))
        })
    };
    let (mut first, rest): (Vec<Named>, Vec<Named>) = all.into_iter().partition(active);
    first.extend(rest);
    first
}

/// Runs of capitals that no list holds, typed by the words in and around them.
fn guess(
    sentence: &Sentence,
    text: &str,
    kind: BlockKind,
    pack: &RulePack,
    language: &Language,
    discourse: &Discourse,
    marks: &mut Vec<Mark>,
) {
    let table = &language.guess;
    let count = sentence.tokens.len();
    if kind != BlockKind::Paragraph {
        let capitals = (0..count)
            .filter(|at| is_capitalised(sentence, *at))
            .count();
        let words = (0..count)
            .filter(|at| sentence.tokens[*at].kind == TokenKind::Word)
            .count();
        if capitals as f64 > TITLE_CASE * words as f64 {
            return;
        }
    }
    namesakes::part(sentence, text, pack, language, marks);
    let mut covered = vec![false; count];
    for mark in marks.iter() {
        covered[mark.tokens.clone()].fill(true);
    }
    let free = |at: usize| !covered[at] && is_capitalised(sentence, at);
    let mut at = 0;
    let mut added = Vec::new();
    while at < count {
        if !free(at) || table.never.contains(sentence.word(at)) {
            at += 1;
            continue;
        }
        let mut end = runs::end(sentence, at, &covered, table);
        let start = runs::portfolio(sentence, &(at..end), table);
        at = end;
        if start == end {
            continue;
        }
        // "The University of Arden" is no more Arden than Arden University is.
        if table.with_place.contains(sentence.word(start))
            && end == start + 1
            && runs::is_body(sentence, start, table)
            && let Some(place) = marks.iter().position(|mark| mark.tokens.start == end + 1)
            && let Some(kind) = table.last.get(sentence.word(start))
        {
            at = marks.remove(place).tokens.end;
            added.extend(Mark::run(sentence, text, start..at, kind.clone(), pack));
            continue;
        }
        // The stop of an initial right before a listed surname belongs to the name: "Petro O. Poroshenko". So does "al-".
        let initial = end + 1 < count && sentence.word(end) == "." && runs::touches(sentence, end);
        let particle = end + 2 < count
            && table.inside.contains(sentence.word(end))
            && sentence.word(end + 1) == "-"
            && runs::touches(sentence, end + 1);
        let surname = match (initial, particle) {
            (true, _) => end + 1,
            (false, true) => end + 2,
            (false, false) => end,
        };
        // Titles at the start of a run give its type and are no part of the name.
        let mut first = start;
        let mut given = None;
        for title in start..end {
            if let Some(kind) = table.before.get(sentence.word(title))
                && title + 1 < end
                && !table.last.contains_key(sentence.word(title + 1))
            {
                given = Some(kind.clone());
                first = title + 1;
                if first < end && matches!(sentence.word(first), "." | "-") {
                    first += 1;
                }
            }
        }
        // A first name spelt a little otherwise is still the listed person's, whatever names stand between: "Emanuel
        // Macron", "Petro O. Poroshenko".
        if surname < count
            && covered[surname]
            && end - first <= MIDDLE_NAMES
            && let Some(listed) = marks
                .iter()
                .position(|mark| is_surname(mark, surname, sentence))
            && first_name_of(&marks[listed], pack).is_some_and(|own| {
                let name = sentence.word(first);
                own == name || end == first + 1 && nearest(name, [own.as_str()]).is_some()
            })
        {
            marks[listed].tokens.start = first;
            marks[listed].head.start = first;
            at = marks[listed].tokens.end;
            continue;
        }
        // A listed surname behind a given name is somebody else: "Mary Trump", "Mary L. Trump". So it is behind a capital
        // that nothing else explains: "Adel Mansour".
        if surname < count
            && covered[surname]
            && end - first
                == 1 + usize::from(sentence.word(end - 1).trim_end_matches('.').len() == 1)
            && let Some(kind) = given_name(sentence, text, first, language)
            && let Some(listed) = marks
                .iter()
                .position(|mark| mark.tokens == (surname..surname + 1))
            && marks[listed].is_one(kind, pack)
        {
            let kind = kind.clone();
            marks.remove(listed);
            // "Ellen Johnson Sirleaf" is not an Ellen Johnson.
            at = surname + 1;
            let goes_on =
                |at: usize| at < count && free(at) && !table.never.contains(sentence.word(at));
            while at - start < runs::LONGEST {
                let hyphen =
                    at + 1 < count && sentence.word(at) == "-" && runs::touches(sentence, at);
                let next = at + usize::from(hyphen);
                if !goes_on(next) {
                    break;
                }
                at = next + 1;
            }
            added.extend(Mark::run(sentence, text, first..at, kind, pack));
            continue;
        }
        if let Some(listed) = marks.iter().position(|mark| mark.tokens.end == start) {
            // What is called after somebody is not that person: "the Lee Foundation". Nor is what is called after a town
            // always where something was: "researchers at Arden University".
            let is_person =
                (table.short.first()).is_some_and(|person| marks[listed].is_one(person, pack));
            let called_after = (start..end).find_map(|last| {
                let word = sentence.word(last);
                let kind = table.last.get(word)?;
                let is_so = if is_person {
                    table.called_after.contains(kind)
                } else {
                    table.with_place.contains(word)
                };
                is_so.then_some((last + 1, kind))
            });
            if let Some((last, kind)) = called_after {
                let name = marks[listed].tokens.start..last;
                marks.remove(listed);
                added.extend(Mark::run(sentence, text, name, kind.clone(), pack));
                at = last;
                continue;
            }
            // More of the name that a listed person bears in full: "Tedros" before "Adhanom".
            if bears(&marks[listed], sentence, start..end, pack) {
                marks[listed].tokens.end = end;
                marks[listed].head.end = end;
                continue;
            }
            // Where the family's name comes first, another given name behind it is somebody else: "Li Chenggang".
            let family = marks[listed].tokens.clone();
            let explained = |word: &str| {
                table.last.contains_key(word)
                    || table.before.contains_key(word)
                    || table.after.contains_key(word)
            };
            // So is one whose given name is a listed one's surname: "Arden G. Hill", "Arden Hill".
            let own = sentence.word(family.start);
            let initial = end > start + 1 && sentence.word(start).trim_end_matches('.').len() == 1;
            let is_given = |first: Option<String>| {
                first.as_deref() == Some(own) || initial || table.first.contains_key(own)
            };
            if family.len() == 1
                && let Some(kind) = table.short.first()
                && marks[listed].is_one(kind, pack)
                && is_given(first_name_of(&marks[listed], pack))
                && !explained(sentence.word(start))
            {
                // "Kim Yo-jong".
                if end + 1 < count
                    && sentence.word(end) == "-"
                    && runs::touches(sentence, end)
                    && !covered[end + 1]
                {
                    at = end + 2;
                }
                marks.remove(listed);
                added.extend(Mark::run(
                    sentence,
                    text,
                    family.start..at,
                    kind.clone(),
                    pack,
                ));
                continue;
            }
        }
        if let Some(other) =
            namesakes::behind_a_place(sentence, text, first..end, pack, table, marks)
        {
            marks.retain(|mark| mark.tokens.end != start);
            added.push(other);
            continue;
        }
        if first >= end {
            continue;
        }
        let single = end - first == 1;
        // "State" in "Secretary of State", "the County": a word that ends names is none by itself, nor is a title before
        // another or before somebody: "Major General", "Chief Justice Ann Lee".
        let is_title = |at: usize| table.before.contains_key(sentence.word(at));
        let person = table.short.first();
        let before_title = || {
            let titled = |mark: &Mark| {
                mark.tokens.start == end && person.is_some_and(|kind| mark.is_one(kind, pack))
            };
            is_title(first) && end < count && (is_title(end) || marks.iter().any(titled))
        };
        if single && (table.last.contains_key(sentence.word(first)) || before_title()) {
            continue;
        }
        let short = single
            .then(|| {
                let word = sentence.word(first);
                let given = || discourse.given.get(word)?.as_ref();
                discourse.short.get(word).or_else(given)
            })
            .flatten();
        if let Some(known) = short {
            added.extend(Mark::of_all(first..end, vec![known.clone()], pack));
            continue;
        }
        let run = Run {
            start,
            name: first..end,
            given,
        };
        let kind = unlisted::kind(sentence, text, &run, table);
        let kind = match kind {
            Some(kind) => kind,
            None if single && unlisted::opens(sentence, start) => continue,
            None => match &table.otherwise {
                Some(kind) => kind.clone(),
                None => continue,
            },
        };
        // "Ben Arden airport" is called that, whether it has a capital or not.
        let whole = unlisted::called_so(sentence, end, table) == Some(&kind);
        end += usize::from(whole);
        at = end;
        added.extend(Mark::run(sentence, text, first..end, kind, pack));
    }
    if !added.is_empty() {
        marks.extend(added);
        marks.sort_by_key(|mark| mark.tokens.start);
    }
}

/// True for a listed surname that ends with token `at`, alone or behind its particle: "al-Hill".
fn is_surname(mark: &Mark, at: usize, sentence: &Sentence) -> bool {
    let tokens = &mark.tokens;
    let with_particle = || tokens.len() == 3 && sentence.word(tokens.start + 1) == "-";
    tokens.end == at + 1 && (tokens.len() == 1 || with_particle())
}

/// The type of whom the capital at `at` may be the given name of: a listed one's, or that which short names have where
/// the word is no title, ends no name and does not begin the sentence.
fn given_name<'l>(
    sentence: &Sentence,
    text: &str,
    at: usize,
    language: &'l Language,
) -> Option<&'l TypeId> {
    let table = &language.guess;
    let word = sentence.word(at);
    table.first.get(word).or_else(|| {
        let shouted = || sentence.surface(text, at).chars().all(char::is_uppercase);
        let explained = at == 0
            || word.len() < 3
            || language.glossary.note(word).clause_mark
            || shouted()
            || table.before.contains_key(word)
            || table.last.contains_key(word)
            || table.inside.contains(word);
        table.short.first().filter(|_| !explained)
    })
}

/// The first word of a listed person's name, in lower case.
fn first_name_of(mark: &Mark, pack: &RulePack) -> Option<String> {
    let named = mark.named().first()?;
    let short = pack.names.by_id.get(&named.id)?.name.split_once(' ')?.0;
    Some(short.to_lowercase())
}

/// True when every word of `tokens` is one of the name of the listed person.
fn bears(mark: &Mark, sentence: &Sentence, tokens: Range<usize>, pack: &RulePack) -> bool {
    let listed = mark
        .named()
        .first()
        .and_then(|named| pack.names.by_id.get(&named.id));
    listed.is_some_and(|listed| {
        let name = listed.name.to_lowercase();
        let own = |word: &str| name.split([' ', '-']).any(|own| own == word);
        tokens
            .clone()
            .all(|at| sentence.word(at) == "-" || own(sentence.word(at)))
    })
}

/// Remembers full names by their last word, and by their first while nobody else has it.
pub(super) fn remember(
    sentence: &Sentence,
    marks: &[Mark],
    language: &Language,
    pack: &RulePack,
    discourse: &mut Discourse,
) {
    for mark in marks {
        let Some(named) = mark.named().first() else {
            continue;
        };
        if mark.head.len() > 1 && abbreviations::is_short(named, language, pack) {
            discourse
                .short
                .insert(sentence.word(mark.head.end - 1).to_owned(), named.clone());
            let given = sentence.word(mark.head.start).to_owned();
            let only = discourse.given.entry(given);
            let only = only.or_insert_with(|| Some(named.clone()));
            if only.as_ref().is_some_and(|only| only.id != named.id) {
                *only = None;
            }
        }
    }
}
