//! The day that a text is telling of, for claims without a date of their own: "On Monday a bomb hit a market. At least
//! 18 people were killed." "He said on Friday that …, and rejected the plan."
//!
//! Takes the sentences before a hit, gives a past stretch of time. Never looks at other claims.

use std::ops::Range;

use super::hit::{Hit, Reader};
use crate::rules::kind::Kind;
use crate::rules::language::CueKind;
use crate::source::BlockKind;
use crate::text::{AnnotatedSentence, DateReading, Grain, Reading, Shadow, ValueReading};
use crate::value::{Minute, Period, Time};

/// How many sentences back the day of a state may have been told.
const STATE: usize = 4;
/// How many sentences back, in its own paragraph, the day of an event may have been told.
const EVENT: usize = 2;
/// How many sentences of a text tell of the event it is about; further down it tells of others as well.
const STORY: usize = 8;
/// How many units behind "he said" the day of saying it may stand.
const AFTER_SAID: usize = 4;

/// A date that an article has told, and the byte its phrase starts at.
type Told = (u32, DateReading);

/// When what `hit` claims was so, as the text tells it; `day` is the day of the article.
pub(super) fn time(
    hit: &Hit<'_>,
    shadow: &Shadow,
    reader: &Reader<'_>,
    at: usize,
    kind: &Kind,
    day: Period,
) -> Option<Time> {
    let here = &reader.text.sentences[at];
    if here.kind == BlockKind::Title || !kind.dated {
        return None;
    }
    // What an aside tells that the match passes over is of another time.
    let reads = |(byte, _): &Told| {
        let (byte, tokens) = (*byte as usize, &here.sentence.tokens);
        let mut units = shadow.units.iter().map(|unit| &unit.tokens);
        units.any(|own| own.clone().any(|at| tokens[at].start as usize == byte))
    };
    let own: Vec<Told> = dates(here).into_iter().filter(reads).collect();
    let (start, date) = if kind.event.is_some() {
        if body(reader, at) > STORY {
            return None;
        }
        let told = if own.is_empty() {
            told_before(reader, at, EVENT)
        } else {
            told_first(here, &shadow.tokens_of(&hit.units), &own, reader)
        };
        told.filter(|(_, date)| date.grain <= Grain::Day)
    } else {
        let tokens = shadow.tokens_of(&hit.predicate);
        said_on(here, &tokens, &own)
            .or_else(|| told_in(here, &tokens, &own, reader))
            .or_else(|| told_before(reader, at, STATE))
    }?;
    if date.period.start >= day.end {
        return None;
    }
    let sure = date.grain <= Grain::Day;
    Some(Time {
        // Surely the day the text tells of, possibly any until it was published.
        hull: if sure {
            date.period.join(day)
        } else {
            date.period
        },
        core: sure.then_some(date.period),
        anchor: Some((reader.number, start)),
    })
}

/// When the earliest of the dates begins that sentence `at` and those right before it name.
pub(super) fn earliest(reader: &Reader<'_>, at: usize) -> Option<Minute> {
    let near = &reader.text.sentences[at.saturating_sub(EVENT)..=at];
    let marks = near.iter().flat_map(AnnotatedSentence::marks);
    // "This year", "since May" and the day since when something is so are no time at which something else happened.
    let day = reader.article.published.map(|day| day.start);
    let is_over = |date: &DateReading| {
        let spans = date.throughout || date.since.is_some();
        !spans && day.is_none_or(|day| date.grain <= Grain::Day || date.period.end <= day)
    };
    let starts = marks.filter_map(|mark| match &mark.reading {
        Reading::Value(ValueReading::Date(date)) if date.resolved && is_over(date) => {
            Some(date.period.start)
        }
        _ => None,
    });
    starts.min()
}

/// How many sentences of the text stand before sentence `at`, its title aside.
fn body(reader: &Reader<'_>, at: usize) -> usize {
    reader.text.sentences[..at]
        .iter()
        .filter(|sentence| sentence.kind == BlockKind::Paragraph)
        .count()
}

/// The date told last before sentence `at`, at most `back` sentences ago: a day in its paragraph or in the first one,
/// whose day is that of the whole story; else a week or month in its paragraph.
fn told_before(reader: &Reader<'_>, at: usize, back: usize) -> Option<Told> {
    let sentences = &reader.text.sentences;
    let block = sentences[at].sentence.block;
    let first = sentences
        .iter()
        .find(|sentence| sentence.kind == BlockKind::Paragraph)?
        .sentence
        .block;
    let told: Vec<(u32, Told)> = sentences[..at]
        .iter()
        .rev()
        .take(back)
        .take_while(|before| [block, first].contains(&before.sentence.block))
        .filter_map(|before| Some((before, *dates(before).last()?)))
        .filter(|(before, _)| !looks_ahead(before, reader))
        .map(|(before, told)| (before.sentence.block, told))
        .collect();
    let day = told.iter().find(|(_, (_, date))| date.grain <= Grain::Day);
    let near = || told.iter().find(|(its, _)| *its == block);
    day.or_else(near).map(|(_, told)| *told)
}

/// The days, weeks and months that a sentence names as points in time, in order.
fn dates(sentence: &AnnotatedSentence) -> Vec<Told> {
    sentence
        .marks()
        .iter()
        .filter_map(|mark| match &mark.reading {
            Reading::Value(ValueReading::Date(date))
                if date.resolved && !date.throughout && date.grain <= Grain::Month =>
            {
                Some((sentence.sentence.tokens[mark.tokens.start].start, *date))
            }
            _ => None,
        })
        .collect()
}

/// The day on which somebody said what stands at `tokens`.
fn said_on(sentence: &AnnotatedSentence, tokens: &Range<usize>, dates: &[Told]) -> Option<Told> {
    let shadow = sentence.shadow();
    let claimed = shadow.unit_at(tokens.start)?;
    sentence
        .said
        .iter()
        .filter(|said| said.covers.contains(&claimed))
        .find_map(|said| {
            let mut dates = dates.iter().copied();
            dates.find(|told| told.1.grain <= Grain::Day && is_beside(sentence, told, &said.phrase))
        })
}

/// The date told last in the sentence itself before `tokens`: "After talks last Friday the envoy left, but did not get …".
fn told_in(
    here: &AnnotatedSentence,
    tokens: &Range<usize>,
    dates: &[Told],
    reader: &Reader<'_>,
) -> Option<Told> {
    let start = here.sentence.tokens[tokens.start].start;
    let told = *dates.iter().rev().find(|(at, _)| *at < start)?;
    (told.1.future.is_none() || !looks_ahead(here, reader)).then_some(told)
}

/// The one date that the sentence itself names before `tokens`, those of saying so aside: "A bridge came down late on
/// Saturday; seven people died".
fn told_first(
    here: &AnnotatedSentence,
    tokens: &Range<usize>,
    dates: &[Told],
    reader: &Reader<'_>,
) -> Option<Told> {
    let start = here.sentence.tokens[tokens.start].start;
    let is_said = |told: &Told| {
        let mut said = here.said.iter();
        said.any(|said| is_beside(here, told, &said.phrase))
    };
    let mut told = dates.iter().filter(|told| !is_said(told));
    let one = told.next().filter(|_| told.next().is_none())?;
    (one.0 < start && !looks_ahead(here, reader)).then_some(*one)
}

/// True when a date stands in or right behind a phrase: "he said on Friday".
fn is_beside(sentence: &AnnotatedSentence, (start, _): &Told, phrase: &Range<usize>) -> bool {
    let mut tokens = sentence.sentence.tokens.iter();
    let token = tokens.position(|token| token.start == *start);
    let unit = token.and_then(|token| sentence.shadow().unit_at(token));
    unit.is_some_and(|unit| (phrase.start..phrase.end + AFTER_SAID).contains(&unit))
}

/// True when a sentence speaks of what is to come: its "on Thursday" is not a day that anything was told of.
fn looks_ahead(sentence: &AnnotatedSentence, reader: &Reader<'_>) -> bool {
    let shadow = sentence.shadow();
    reader.pack.languages[reader.text.language]
        .cues
        .iter()
        .filter(|cue| cue.kind == CueKind::Future)
        .flat_map(|cue| &cue.patterns)
        .any(|pattern| !shadow.matches(pattern).is_empty())
}
