//! Patterns to begin with: of a sentence, or of the words of a name.
//!
//! Takes the pack, a kind and what is to be read, gives candidates, best first. Never tries them.

use std::collections::BTreeMap;

use crate::rules::RulePack;
use crate::rules::kind::{Domain, Kind, Slot};
use crate::rules::names::Name;
use crate::rules::types::TypeId;
use crate::text::{self, AnnotatedSentence, Mark, Reading, TokenKind, ValueReading};

use super::Sample;

/// A pattern and a sentence it should read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The pattern.
    pub(super) pattern: String,
    /// Slots with a fixed value.
    pub(super) set: Option<(String, String)>,
    /// The sentence.
    pub(super) text: String,
    /// Its date.
    pub(super) published: Option<String>,
    /// Sentences that it should not read although they hold its words, the best first.
    pub(super) near_misses: Vec<String>,
    /// The language that reads it.
    pub(super) language: String,
}

/// Units between the first and the last mark of a pattern made of a sentence: a subject may have an aside behind it.
const WIDEST: usize = 24;
/// Words behind the last mark that make a pattern of a name alone.
const BEHIND: usize = 3;
/// Names tried for one slot.
const NAMES: usize = 3;

/// The type that most listed names have.
pub(super) fn commonest_type(pack: &RulePack) -> Option<TypeId> {
    let mut counts: BTreeMap<&TypeId, usize> = BTreeMap::new();
    for name in pack.names.by_id.values() {
        for kind in name.types.iter().take(1) {
            *counts.entry(kind).or_default() += 1;
        }
    }
    let (kind, _) = counts
        .into_iter()
        .max_by(|(a, few), (b, many)| few.cmp(many).then(b.cmp(a)))?;
    Some(kind.clone())
}

/// The sentence that the sample means: the first on its line that has a name, else the first.
fn sentence<'t>(
    text: &'t text::AnnotatedText,
    sample: &Sample<'_>,
) -> Option<&'t AnnotatedSentence> {
    let mut on_line = text
        .sentences
        .iter()
        .filter(|one| one.sentence.span.meets(sample.line));
    let named = |one: &&AnnotatedSentence| one.marks().iter().any(|mark| !mark.named().is_empty());
    on_line.clone().find(named).or_else(|| on_line.next())
}

/// What the sentence could be about and what it could say of it: the types of its names, the first before a value first.
pub(super) fn subjects(pack: &RulePack, sample: &Sample<'_>) -> Vec<(TypeId, Domain)> {
    let text = annotate(pack, sample);
    let Some(sentence) = sentence(&text, sample) else {
        return Vec::new();
    };
    let names = || {
        let marks = sentence.marks().iter().enumerate();
        marks.filter_map(|(at, mark)| Some((at, mark.named().first()?.kind.clone())))
    };
    let mut pairs: Vec<((bool, usize), TypeId, Domain)> = Vec::new();
    for (value, mark) in sentence.marks().iter().enumerate() {
        let Some(unit) = unit_of(sentence, mark) else {
            continue;
        };
        for (name, kind) in names() {
            // What a sentence is about mostly stands first in it.
            pairs.push((
                (name > value, name),
                kind,
                Domain::Amount { unit: unit.clone() },
            ));
        }
    }
    pairs.sort_by_key(|(order, ..)| *order);
    let mut all: Vec<(TypeId, Domain)> = pairs
        .into_iter()
        .map(|(_, kind, domain)| (kind, domain))
        .collect();
    all.extend(names().map(|(_, kind)| (kind, super::yes_or_no())));
    all.dedup();
    all
}

/// Why no pattern could be made of the sample's sentence.
pub(super) fn why_none(pack: &RulePack, sample: &Sample<'_>) -> &'static str {
    let text = annotate(pack, sample);
    match sentence(&text, sample) {
        None => "no sentence of the article stands on that line",
        Some(one) if one.marks().iter().all(|mark| mark.named().is_empty()) => {
            "the sentence holds no name, and a fact is about somebody or something; list one under `names/`"
        }
        Some(_) => "between and behind its names stand no words to go by, or too many of them",
    }
}

/// The unit of an amount: its own, or the word behind a bare number.
fn unit_of(sentence: &AnnotatedSentence, mark: &Mark) -> Option<String> {
    match &mark.reading {
        Reading::Value(ValueReading::Count(_)) => {
            Some(plain_word(sentence, mark.tokens.end).map_or_else(String::new, ToOwned::to_owned))
        }
        Reading::Value(
            ValueReading::Duration(amount)
            | ValueReading::Money(amount)
            | ValueReading::Percent(amount),
        ) => Some(amount.unit.clone()),
        Reading::Value(ValueReading::Times(_)) => Some(String::new()),
        _ => None,
    }
}

/// A word that can stand in a template as it is.
fn plain_word(sentence: &AnnotatedSentence, at: usize) -> Option<&str> {
    let inside = at < sentence.sentence.tokens.len();
    if !inside || sentence.sentence.tokens[at].kind != TokenKind::Word {
        return None;
    }
    if sentence
        .marks()
        .iter()
        .any(|mark| mark.tokens.contains(&at))
    {
        return None;
    }
    let word = sentence.sentence.word(at);
    word.chars().all(char::is_alphanumeric).then_some(word)
}

/// A comma, as a template names it.
fn comma(sentence: &AnnotatedSentence, at: usize) -> Option<&str> {
    let inside = at < sentence.sentence.tokens.len();
    let word = inside.then(|| sentence.sentence.word(at))?;
    (word == ",").then_some(word)
}

fn annotate(pack: &RulePack, sample: &Sample<'_>) -> text::AnnotatedText {
    text::annotate(sample.article, pack)
}

/// Patterns that read the sample's sentence as a fact of `kind`.
pub(super) fn of_sentence(pack: &RulePack, kind: &Kind, sample: &Sample<'_>) -> Vec<Candidate> {
    let text = annotate(pack, sample);
    let Some(sentence) = sentence(&text, sample) else {
        return Vec::new();
    };
    let marks = sentence.marks();
    let mut slots: BTreeMap<usize, String> = BTreeMap::new();
    for slot in kind.identity.iter().filter(|slot| slot.required) {
        let several = if slot.many { 2 } else { 1 };
        let fitting = (0..marks.len())
            .filter(|at| marks[*at].as_any(&slot.types, &pack.names).is_some())
            .filter(|at| !slots.contains_key(at))
            .take(several)
            .collect::<Vec<_>>();
        if fitting.is_empty() {
            return Vec::new();
        }
        for at in fitting {
            slots.insert(at, written(slot));
        }
    }
    let mut candidates = Vec::new();
    for attribute in &kind.attributes {
        match &attribute.domain {
            Domain::Amount { unit } => {
                for (at, mark) in marks.iter().enumerate() {
                    let fits = unit_of(sentence, mark);
                    if fits.as_ref() != Some(unit) {
                        continue;
                    }
                    let mut slots = slots.clone();
                    slots.insert(at, format!("{}:{}", attribute.name, mark.type_name()));
                    candidates.extend(across(pack, sample, &text, sentence, &slots, None));
                }
            }
            Domain::Choice { of, .. } => {
                let set = of
                    .first()
                    .map(|first| (attribute.name.clone(), first.clone()));
                candidates.extend(across(pack, sample, &text, sentence, &slots, set));
            }
            Domain::Place | Domain::Names | Domain::Date | Domain::Text => {}
        }
    }
    candidates
}

/// `{slot:type}` without its braces.
fn written(slot: &Slot) -> String {
    let types: Vec<&str> = slot.types.iter().map(TypeId::as_str).collect();
    let many = if slot.many { "+" } else { "" };
    format!("{}:{}{many}", slot.name, types.join("|"))
}

/// A pattern from the first to the last of the marks that fill `slots`.
fn across(
    pack: &RulePack,
    sample: &Sample<'_>,
    text: &text::AnnotatedText,
    sentence: &AnnotatedSentence,
    slots: &BTreeMap<usize, String>,
    set: Option<(String, String)>,
) -> Option<Candidate> {
    let units = &sentence.shadow().units;
    let of_slot = |unit: &text::shadow::Unit| unit.mark.and_then(|mark| slots.get(&mark));
    let first = units.iter().position(|unit| of_slot(unit).is_some())?;
    let last = units.iter().rposition(|unit| of_slot(unit).is_some())?;
    if last - first > WIDEST {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    let (mut words, mut words_behind) = (0, 0);
    for (at, unit) in units.iter().enumerate().skip(first) {
        let behind = at > last;
        let mark = unit.mark.map(|mark| &sentence.marks()[mark]);
        match (of_slot(unit), mark, plain_word(sentence, unit.tokens.start)) {
            (Some(slot), ..) => parts.push(format!("{{{slot}}}")),
            (None, Some(_), _) | (None, None, None) if behind => break,
            (None, Some(mark), _) => parts.push(format!("{{{}}}", mark.type_name())),
            (None, None, Some(word)) => {
                // One word behind the last mark says what was counted; a name alone needs more to go by.
                if behind && words_behind == if first == last { BEHIND } else { 1 } {
                    break;
                }
                words += 1;
                words_behind += usize::from(behind);
                parts.push(word.to_owned());
            }
            // No gap runs across a comma, but a pattern may name it.
            (None, None, None) => parts.push(
                comma(sentence, unit.tokens.start)
                    .unwrap_or("..1")
                    .to_owned(),
            ),
        }
    }
    let span = sentence.sentence.span;
    let language = pack.languages.get(text.language)?.id.clone();
    (words > 0).then(|| Candidate {
        pattern: parts.join(" "),
        set,
        text: in_one_line(span.of(&sample.article.text)),
        published: sample
            .article
            .published
            .map(|period| period.to_string())
            .filter(|day| crate::source::published(day).is_some()),
        near_misses: slots
            .keys()
            .rev()
            .map(|mark| without(sentence, *mark, &sample.article.text))
            .collect(),
        language,
    })
}

/// The sentence without one of its marks, so that the words of its pattern find nothing to speak of: the last mark is
/// what the rest of the sentence can best do without.
fn without(sentence: &AnnotatedSentence, mark: usize, text: &str) -> String {
    let whole = sentence.sentence.span;
    let gone = sentence.sentence.bytes(&sentence.marks()[mark].tokens);
    let (before, after) = (&text[whole.start..gone.start], &text[gone.end..whole.end]);
    let parts = |c: char| c.is_whitespace() || ",.;:!?".contains(c);
    // What is glued to the mark, an ending or a quote, goes with it.
    let after = after.trim_start_matches(|c: char| !parts(c));
    let rest = in_one_line(&format!("{before} {after}"));
    let rest = rest.replace(" ,", ",").replace(" .", ".");
    capitalised(rest.trim_start_matches(parts))
}

fn in_one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Patterns of the words of `id`, with sentences made of the pack's own names; `own` is a name to come, tried first.
pub(super) fn of_words(
    pack: &RulePack,
    id: &str,
    kind: &Kind,
    own: Option<(&str, &str)>,
) -> Vec<Candidate> {
    let Some(language) = pack.languages.first() else {
        return Vec::new();
    };
    let words = id.replace('-', " ");
    let mut candidates = Vec::new();
    for attribute in &kind.attributes {
        let (set, slot, value) = match &attribute.domain {
            Domain::Choice { of, .. } => {
                let set = of
                    .first()
                    .map(|first| (attribute.name.clone(), first.clone()));
                (set, None, String::new())
            }
            Domain::Amount { .. } => (
                None,
                Some(format!("{{{}:count}}", attribute.name)),
                " 9".to_owned(),
            ),
            Domain::Text => {
                let slot = format!("{{{}:..4}}", attribute.name);
                (None, Some(slot), format!(" {words}"))
            }
            Domain::Place | Domain::Names | Domain::Date => continue,
        };
        for shift in 0..NAMES {
            let Some((slots, names)) = filled(pack, kind, shift, own.filter(|_| shift == 0)) else {
                continue;
            };
            let mut parts = vec![slots[0].clone(), words.clone()];
            parts.extend(slots.iter().skip(1).cloned());
            parts.extend(slot.clone());
            let mut rest = String::new();
            for name in names.iter().skip(1) {
                rest.push(' ');
                rest.push_str(name);
            }
            candidates.push(Candidate {
                pattern: parts.join(" "),
                set: set.clone(),
                text: format!("{} {words}{rest}{value}.", names[0]),
                published: None,
                near_misses: [
                    format!("{} {words}{value}.", names[0]),
                    capitalised(&format!("{words}{rest}{value}.")),
                ]
                .into_iter()
                // One name and nothing else to leave out: then the words stand before it.
                .skip(usize::from(names.len() == 1))
                .collect(),
                language: language.id.clone(),
            });
        }
    }
    // A choice needs no value in the sentence, so it is the surest.
    candidates.sort_by_key(|candidate| candidate.set.is_none());
    candidates
}

/// Each required slot as a template writes it, twice when it holds several, and a listed name for each.
fn filled(
    pack: &RulePack,
    kind: &Kind,
    shift: usize,
    own: Option<(&str, &str)>,
) -> Option<(Vec<String>, Vec<String>)> {
    let mut slots = Vec::new();
    let mut names: Vec<String> = own.map(|(_, name)| name.to_owned()).into_iter().collect();
    for slot in kind.identity.iter().filter(|slot| slot.required) {
        let several = if slot.many { 2 } else { 1 };
        let fits = |name: &Name| {
            let is = |one: &TypeId| slot.types.iter().any(|wanted| pack.names.is_a(one, wanted));
            name.types.iter().any(is)
        };
        let mut fitting = pack
            .names
            .by_id
            .values()
            .filter(|name| fits(name))
            .skip(shift);
        for _ in 0..several {
            slots.push(format!("{{{}}}", written(slot)));
            if names.len() < slots.len() {
                let name = fitting.by_ref().find(|name| !names.contains(&name.name))?;
                names.push(name.name.clone());
            }
        }
    }
    (!slots.is_empty()).then_some((slots, names))
}
