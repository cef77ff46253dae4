//! Value marks of a sentence.

use super::mark::{Mark, Reading};
use super::{DateReading, Grain, Sentence, ValueMark, ValueReading};
use crate::rules::RulePack;
use crate::rules::glossary::Note;
use crate::rules::language::Language;
use crate::rules::language::values::{ValueWords, WordId};
use crate::value::Period;

/// The values of `sentence`, told from the day it was `published`.
///
/// ```
/// use atodds::problem::ByteSpan;
/// use atodds::rules::language::values::ValueWords;
/// let (text, words) = ("All 34 left.", ValueWords::default());
/// let sentences = atodds::text::split(text, ByteSpan::new(0, text.len()), 0, &words);
/// let marks = atodds::text::read_values(&sentences[0], &words, None);
/// assert_eq!(marks[0].tokens, 1..2);
/// ```
pub fn read_values(
    sentence: &Sentence,
    words: &ValueWords,
    published: Option<Period>,
) -> Vec<ValueMark> {
    let ids = ids(sentence, words);
    super::values::read(sentence, words, ids, published, None)
}

/// The vocabulary number of each token.
pub(super) fn ids(sentence: &Sentence, words: &ValueWords) -> Vec<WordId> {
    (0..sentence.tokens.len())
        .map(|at| words.vocabulary.get(sentence.word(at)))
        .collect()
}

/// How many sentences back the day lies that "that day" is told from.
const DATES: usize = 8;

/// The date told last, and how many sentences ago: "later that month", "the day before" are told from it.
#[derive(Debug, Default)]
pub(super) struct LastDate(Option<(Period, usize)>);

impl LastDate {
    /// The date that a phrase without one of its own is told from.
    fn period(&self) -> Option<Period> {
        let (period, _) = self.0.filter(|(_, ago)| *ago < DATES)?;
        Some(period)
    }

    /// Remembers the dates of a sentence. "This year" and "since May" are none that "hours later" is told from, nor is one
    /// that only names a thing.
    fn end_sentence(&mut self, values: &[ValueMark], published: Option<Period>) {
        let is_now = |date: &DateReading| {
            let holds_today = published.is_some_and(|today| date.period.meets(today));
            date.throughout || date.grain > Grain::Day && holds_today
        };
        let told = values.iter().rev().find_map(|mark| match &mark.reading {
            ValueReading::Date(date) if date.resolved && !date.names && !is_now(date) => {
                Some((date.period, 0))
            }
            _ => None,
        });
        let aged = self.0.map(|(period, ago)| (period, ago + 1));
        self.0 = told.or(aged);
    }
}

/// The values of `sentence` as marks; `notes` are those on its tokens, `last` is the date told before it and becomes
/// that told last in it.
pub(super) fn marks(
    sentence: &Sentence,
    pack: &RulePack,
    language: &Language,
    notes: &[Note],
    published: Option<Period>,
    last: &mut LastDate,
) -> Vec<Mark> {
    let ids = notes.iter().map(|note| note.value).collect();
    let values = super::values::read(sentence, &language.values, ids, published, last.period());
    last.end_sentence(&values, published);
    values
        .into_iter()
        .map(|value| Mark {
            tokens: value.tokens.clone(),
            head: value.tokens,
            letter: pack.value_letters[kind(&value.reading)],
            reading: Reading::Value(value.reading),
        })
        .collect()
}

/// The number of a value's type in `rules::check::VALUE_TYPES`.
fn kind(reading: &ValueReading) -> usize {
    match reading {
        ValueReading::Count(amount) if amount.is_none() => 7,
        ValueReading::Count(_) => 0,
        ValueReading::Duration(_) => 1,
        ValueReading::Money(_) => 2,
        ValueReading::Percent(_) => 3,
        ValueReading::Ordinal(_) => 4,
        ValueReading::Times(_) => 5,
        ValueReading::Date(_) => 6,
        ValueReading::Age(_) => 8,
    }
}
