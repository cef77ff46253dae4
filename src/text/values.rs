//! Value marks: every amount and date of a sentence, each word in at most one.
//!
//! Takes a sentence and the day of publication, gives marks in order. From left to right the longest reading wins,
//! a date before an amount. Never marks names or what is counted.

use crate::rules::language::values::ValueWords;
use crate::value::Period;

use super::amount::{Found, amount};
use super::date::Dates;
use super::number::Words;
use super::{Sentence, ValueMark, ValueReading};

/// The values of `sentence`, which stands in `text`, told from the day it was `published`.
///
/// ```
/// use atodds::problem::ByteSpan;
/// use atodds::rules::language::values::ValueWords;
/// let (text, words) = ("All 34 left.", ValueWords::default());
/// let sentences = atodds::text::split(text, ByteSpan::new(0, text.len()), 0, &words);
/// let marks = atodds::text::read_values(&sentences[0], text, &words, None);
/// assert_eq!(marks[0].tokens, 1..2);
/// ```
pub fn read_values(
    sentence: &Sentence,
    text: &str,
    words: &ValueWords,
    published: Option<Period>,
) -> Vec<ValueMark> {
    let mut marks: Vec<ValueMark> = Vec::new();
    let Some(words) = Words::new(sentence, text, words) else {
        return marks;
    };
    let mut dates = Dates::new(&words, published);
    let mut at = 0;
    while at < words.len() {
        let digit = words
            .word(at)
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_digit);
        if words.id(at) == 0 && !digit {
            at += 1;
            continue;
        }
        let rate = marks.last().is_some_and(|mark| mark.tokens.end == at);
        let date = dates.date(at);
        let number = amount(&words, at, rate);
        let (end, found) = match (date, number) {
            (Some((date_end, date)), Some((end, _))) if date_end >= end => {
                (date_end, Found::Value(ValueReading::Date(date)))
            }
            (Some((end, date)), None) => (end, Found::Value(ValueReading::Date(date))),
            (_, Some(found)) => found,
            (None, None) => {
                at = dates.clock(at).unwrap_or(at + 1);
                continue;
            }
        };
        // A time of day alone is no count: "6 p.m.".
        if let Some(clock_end) = dates.clock(at)
            && clock_end > end
        {
            at = clock_end;
            continue;
        }
        let end = end.max(at + 1);
        if let Found::Value(reading) = found {
            if let ValueReading::Date(date) = &reading {
                dates.remember(date);
            }
            marks.push(ValueMark {
                tokens: at..end,
                reading,
            });
        }
        at = end;
    }
    marks
}
