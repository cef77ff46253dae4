//! Value marks of a sentence.

use super::mark::{Mark, Reading};
use super::{Sentence, ValueReading};
use crate::rules::RulePack;
use crate::rules::language::Language;
use crate::value::Period;

/// The values of `sentence` as marks.
pub(super) fn marks(
    sentence: &Sentence,
    text: &str,
    pack: &RulePack,
    language: &Language,
    published: Option<Period>,
) -> Vec<Mark> {
    super::read_values(sentence, text, &language.values, published)
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
        ValueReading::Count(_) => 0,
        ValueReading::Duration(_) => 1,
        ValueReading::Money(_) => 2,
        ValueReading::Percent(_) => 3,
        ValueReading::Ordinal(_) => 4,
        ValueReading::Times(_) => 5,
        ValueReading::Date(_) => 6,
    }
}
