//! Sentences with their tokens and marks: names, values, dates, quotes, and who said what.
//!
//! Takes articles and a language, gives annotated articles. Knows no fact kinds and no claims.

mod abbreviations;
mod abridged;
mod amount;
mod annotate;
mod attribution;
mod bearers;
mod calendar;
mod date;
mod discourse;
mod fold;
mod holders;
mod hole;
mod home;
mod listed;
#[cfg(test)]
pub(crate) mod made_up;
mod mark;
mod names;
mod namesakes;
mod number;
mod quotes;
mod references;
mod resolve;
mod runs;
mod sentence;
pub mod shadow;
mod token;
mod uncounted;
mod unlisted;
mod value_marks;
mod values;

pub use abridged::Abridged;
pub use annotate::{AnnotatedSentence, annotate, annotate_in};
pub use mark::{Mark, Named, Reading, Said};
pub use shadow::Shadow;

use std::ops::Range;

use crate::problem::ByteSpan;
use crate::rules::names::Beginning;
use crate::value::{Amount, Minute, Period};

pub use sentence::{LONGEST, split};
pub use token::tokenise;
pub use value_marks::read_values;

/// One token of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the article's text.
    pub start: u32,
    /// One past the last byte in the article's text.
    pub end: u32,
    /// Where its normalised form starts in `Sentence::lower`.
    pub lower_start: u32,
    /// Where its normalised form ends in `Sentence::lower`.
    pub lower_end: u32,
    /// What it is.
    pub kind: TokenKind,
    /// Whether the article writes it with a capital.
    pub capital: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, inner dots and apostrophes included: `U.S.`, `O'Brien`, `'s`, `not` (from `n't`).
    Word,
    /// Digits with separators: `2,935`, `2.5`, `14:30`.
    Number,
    /// One punctuation mark; all kinds of quotes are `"`, all dashes between spaces `—`, hyphens inside words `-`.
    Punct,
}

/// One sentence of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands in the article's text.
    pub span: ByteSpan,
    /// The number of its block in the article.
    pub block: u32,
    /// Its tokens in order.
    pub tokens: Vec<Token>,
    /// The normalised forms of all tokens, each followed by one space: lower case, straight quotes, composed letters.
    pub lower: String,
}

impl Sentence {
    /// The normalised form of token `at`.
    pub fn word(&self, at: usize) -> &str {
        let token = &self.tokens[at];
        &self.lower[token.lower_start as usize..token.lower_end as usize]
    }

    /// Token `at` as the article writes it.
    pub fn surface<'t>(&self, text: &'t str, at: usize) -> &'t str {
        let token = &self.tokens[at];
        &text[token.start as usize..token.end as usize]
    }

    /// True when a quote ends inside `tokens` that has begun before, and they go on behind its comma.
    pub(crate) fn leaves_a_quote(&self, tokens: &Range<usize>) -> bool {
        let is = |at: usize, mark: &str| tokens.contains(&at) && self.word(at) == mark;
        let mut quotes = tokens.clone().filter(|at| is(*at, "\""));
        let first = quotes.next();
        let comma = |at: usize| is(at - 1, ",") || is(at + 1, ",");
        quotes.count() % 2 == 0 && first.is_some_and(|at| at > tokens.start && comma(at))
    }

    /// The bytes in the article that `tokens` cover.
    pub fn bytes(&self, tokens: &Range<usize>) -> ByteSpan {
        ByteSpan::new(
            self.tokens[tokens.start].start as usize,
            self.tokens[tokens.end - 1].end as usize,
        )
    }
}

/// A value found in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueMark {
    /// The tokens it covers, bounds included: "more than four hours".
    pub tokens: Range<usize>,
    /// What it says.
    pub reading: ValueReading,
}

/// What a value mark says.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueReading {
    /// A bare number: "34", "at least 20", "dozens", "no". Unit empty.
    Count(Amount),
    /// A length of time, in `minutes`: "roughly four and a half hours", "90-minute", "30-day".
    Duration(Amount),
    /// Money, in units of its currency.
    Money(Amount),
    /// A share, in `percent`.
    Percent(Amount),
    /// A place in a row: "third", "2nd". The amount is the number.
    Ordinal(Amount),
    /// How often: "twice", "three times", "once".
    Times(Amount),
    /// How old somebody is, in `years`: "34-year-old", "aged 34", "Roe, 34,".
    Age(Amount),
    /// A day, week, month, year or range.
    Date(DateReading),
}

/// A resolved date phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateReading {
    /// The stretch of time it names.
    pub period: Period,
    /// How finely it names it.
    pub grain: Grain,
    /// Whether something is so all through the period ("since January", "from Saturday to Sunday") or at some
    /// point in it ("last week", "in March").
    pub throughout: bool,
    /// False when it could not be resolved for want of a publication date; `period` is then all of time.
    pub resolved: bool,
    /// The reading in the coming time, where the words allow one: "on Thursday" of a meeting that will be held. A
    /// weekday told on that weekday is that day in both readings.
    pub future: Option<Period>,
    /// The token of the word that opens its clause, where that tells since when: "since fighting erupted on Thursday".
    /// What the clause tells was then, and what is told around it has been so from then on.
    pub since: Option<u32>,
    /// Whether it only tells which thing is meant: "the March 28 earthquake". "Its Friday session" was on Friday.
    pub names: bool,
}

impl DateReading {
    /// All through from the date on until the minute `end`; `None` of a date that begins no earlier.
    #[must_use]
    pub fn until(self, end: Minute) -> Option<Self> {
        let start = self.period.start;
        (start < end).then(|| Self {
            period: Period::new(start, end),
            throughout: true,
            future: None,
            since: None,
            ..self
        })
    }
}

/// How finely a date phrase names a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// To the minute or hour: "at 06:00".
    Minute,
    /// A day or part of a day.
    Day,
    /// A week or weekend.
    Week,
    /// A month or a part of one.
    Month,
    /// A year or more.
    Year,
}

/// An article, read.
#[derive(Debug, Clone)]
pub struct AnnotatedText {
    /// The number of its language in the pack.
    pub language: usize,
    /// Its sentences in order.
    pub sentences: Vec<AnnotatedSentence>,
    /// What tells it from other texts.
    pub beginning: Beginning,
}

/// The shadow characters of `marks`, each once.
pub(crate) fn letters(marks: &[Mark]) -> String {
    let mut letters: Vec<char> = marks.iter().map(|mark| mark.letter).collect();
    letters.sort_unstable();
    letters.dedup();
    letters.into_iter().collect()
}
