//! Numbers that count nothing: labels, ages, scores, names of things.
//!
//! Takes a number that was read, tells where to go on when it counts nothing. Never reads a number itself.

use super::TokenKind;
use super::amount::Quantity;
use super::number::{NumberForm, Words};
use crate::rules::language::values::{Flags, Meaning};

/// So many words before a score may stand what makes a division of it: "a vote of just 57-43".
const BEFORE: usize = 4;

/// Where to go on when the number is a label, an age, a score or part of a name.
pub(super) fn end(
    words: &Words<'_>,
    start: usize,
    quantity: &Quantity<'_>,
    bounded: bool,
) -> Option<usize> {
    let end = quantity.end;
    let hyphen = usize::from(words.is(end, "-") && words.is_joined(end));
    if quantity.unit.is_some() {
        // "34-year-old", "34 years old"
        return words
            .has(end + hyphen, Flags::AGE_AFTER)
            .then_some(end + hyphen + 1);
    }
    if words.before_has(start, Flags::AGE_BEFORE) {
        return Some(end);
    }
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
    // "Roe, 34, said"
    if plain
        && start >= 2
        && words.is(start - 1, ",")
        && words.is_capital(start - 2)
        && words.kind(start - 2) == Some(TokenKind::Word)
        && quantity.range.high <= 120.0
        && matches!(words.word(end), "," | ")" | "")
    {
        return Some(end);
    }
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
