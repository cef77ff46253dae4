//! Numbers that count nothing: labels, scores, names of things, and how old somebody is.
//!
//! Takes a number that was read, tells where to go on when it counts nothing, and of an age how many years it is. Never reads a
//! number itself.

use super::amount::{Found, Quantity};
use super::number::{NumberForm, Words};
use super::{TokenKind, ValueReading};
use crate::rules::language::values::{Flags, Meaning, UnitKind};
use crate::value::{Amount, Interval};

/// Nobody is older, in years.
const OLDEST: f64 = 120.0;
/// Minutes in a year, as amounts count them.
const YEAR: f64 = 525_600.0;

/// So many words before a score may stand what makes a division of it: "a vote of just 57-43".
const BEFORE: usize = 4;

/// Where to go on when the number is a label, an age, a score or part of a name, and what of it is read.
pub(super) fn found(
    words: &Words<'_>,
    start: usize,
    quantity: &Quantity<'_>,
    bounded: bool,
) -> Option<(usize, Found)> {
    let age = age(words, start, quantity, bounded);
    age.or_else(|| Some((end(words, start, quantity, bounded)?, Found::Nothing)))
}

/// How old somebody is, in years: "34-year-old", "34 years old", "aged 34", "Roe, 34, said".
fn age(
    words: &Words<'_>,
    start: usize,
    quantity: &Quantity<'_>,
    bounded: bool,
) -> Option<(usize, Found)> {
    let (end, years) = match quantity.unit {
        Some(unit) => {
            let hyphen = usize::from(words.is(quantity.end, "-") && words.is_joined(quantity.end));
            let old = quantity.end + hyphen;
            let is_age = words.has(old, Flags::AGE_AFTER);
            let factor = Some(unit.factor / YEAR).filter(|_| unit.kind == UnitKind::Duration);
            (is_age.then_some(old + 1)?, factor)
        }
        None if words.before_has(start, Flags::AGE_BEFORE) => (quantity.end, Some(1.0)),
        None => (apart(words, start, quantity, bounded)?, Some(1.0)),
    };
    let is_told = quantity.form != NumberForm::Vague && !bounded && quantity.after.is_none();
    let said = years
        .filter(|_| is_told)
        .map(|years| quantity.range.scaled(years));
    let said = said.filter(|said| said.high <= OLDEST);
    let found = said.map_or(Found::Nothing, |said| {
        Found::Value(ValueReading::Age(Amount {
            // A birthday may lie between the day it was learnt and the day it is told.
            hull: Interval {
                low: (said.low - 1.0).max(0.0),
                high: said.high + 1.0,
                low_open: said.low >= 1.0,
                high_open: true,
            },
            said,
            unit: "years".to_owned(),
        }))
    });
    Some((end, found))
}

/// Where an age ends that stands apart behind a name: "Roe, 34, said".
fn apart(words: &Words<'_>, start: usize, quantity: &Quantity<'_>, bounded: bool) -> Option<usize> {
    let plain = words.word(start).bytes().all(|byte| byte.is_ascii_digit());
    (quantity.form == NumberForm::Digits
        && !bounded
        && plain
        && start >= 2
        && words.is(start - 1, ",")
        && words.is_capital(start - 2)
        && words.kind(start - 2) == Some(TokenKind::Word)
        && quantity.range.high <= OLDEST
        && matches!(
            words.word(quantity.end),
            "," | ")" | "." | ";" | "—" | "?" | "!" | ""
        ))
    .then_some(quantity.end)
}

/// Where to go on when the number is a label, a score or part of a name.
fn end(words: &Words<'_>, start: usize, quantity: &Quantity<'_>, bounded: bool) -> Option<usize> {
    let end = quantity.end;
    if quantity.unit.is_some() {
        return None;
    }
    let hyphen = usize::from(words.is(end, "-") && words.is_joined(end));
    let digits = quantity.form == NumberForm::Digits;
    // "KN-23": a hyphen that hangs on the word before it.
    if start >= 2
        && words.is(start - 1, "-")
        && words.is_joined(start)
        && words.is_joined(start - 1)
        && !divides(words, start - 2)
    {
        return Some(end);
    }
    if words.has(end + hyphen, Flags::DENOMINATOR) && quantity.form != NumberForm::Vague && !bounded
    {
        return Some(end + hyphen + 1);
    }
    // "two-state", "3-1", "24/7"
    if quantity.after.is_none() && hyphen == 1 && words.is_joined(end + 1) && !divides(words, start)
    {
        let mut last = end + 1;
        while words.is(last, "-") || words.kind(last) == Some(TokenKind::Number) {
            last += 1;
        }
        return Some(last.max(end));
    }
    if digits && (words.is(end, "/") || start > 0 && words.is(start - 1, "/")) {
        return Some(end);
    }
    if !digits || bounded {
        return None;
    }
    if words.before_has(start, Flags::LABEL) {
        return Some(end);
    }
    let plain = words.word(start).bytes().all(|byte| byte.is_ascii_digit());
    // "Boeing 737" names a thing; no weekday or month does, nor how often, nor "in Dnipro 14 people".
    (plain
        && start >= 2
        && words.is_capital(start - 1)
        && words.kind(start - 1) == Some(TokenKind::Word)
        && words.phrase(start - 1, is_calendar).is_none()
        && !words.has(end, Flags::WEAK_BEFORE)
        && super::amount::times(words, end).is_none())
    .then_some(end)
}

fn is_calendar(meaning: &Meaning) -> Option<()> {
    matches!(
        meaning,
        Meaning::Weekday(_) | Meaning::Month(_) | Meaning::Feast(_) | Meaning::Relative(_)
    )
    .then_some(())
}

/// True for a score that tells how those divided who voted: "voted 57-43", "a 57-43 vote".
fn divides(words: &Words<'_>, at: usize) -> bool {
    let number = |at: usize| words.kind(at) == Some(TokenKind::Number);
    let score = number(at) && words.is(at + 1, "-") && number(at + 2) && !words.is(at + 3, "-");
    let mut before = at.saturating_sub(BEFORE)..at;
    score && (words.has(at + 3, Flags::DIVIDED) || before.any(|at| words.has(at, Flags::DIVIDED)))
}
