//! Ranking: what a reader should see first, and how loud it is.
//!
//! Takes findings, gives levels and the words that order them. Never drops one.

use std::cmp::Reverse;

use crate::graph::FactGraph;
use crate::problem::Level;
use crate::value::{Minute, Period};

use super::values::gap;
use super::who::is_between_outlets;
use super::{Between, Finding, Verdict};

/// How hard a verdict is, for choosing the pair that stands for a finding and for the order of findings.
///
/// Words that differ (divergent) come before what time alone explains.
pub(super) fn hardness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Conflict => 6,
        Verdict::Possible => 5,
        Verdict::Divergent => 4,
        Verdict::Correction => 3,
        Verdict::Update => 2,
        Verdict::Change => 1,
        Verdict::Consistent | Verdict::Unrelated | Verdict::Open => 0,
    }
}

/// How bad a finding is: an error where outlets themselves are at odds, a warning where they carry a dispute.
pub(super) fn level(verdict: Verdict, between: Between) -> Level {
    match verdict {
        Verdict::Conflict if is_between_outlets(between) => Level::Error,
        Verdict::Conflict => Level::Warning,
        _ => Level::Note,
    }
}

/// The rank of a finding as a word: words sorted as bytes are findings in order of rank.
///
/// Verdict, who disagrees, explicit scope, smaller support of the two largest sides, gap, newest, fingerprint. All of
/// it comes from the finding's own fact, so findings of several runs over disjoint facts merge by sorting.
pub(super) fn key(finding: &Finding, graph: &FactGraph) -> String {
    let mut support: Vec<usize> = finding.sides.iter().map(|side| side.support).collect();
    support.sort_unstable_by_key(|support| Reverse(*support));
    let second = support.get(1).copied().unwrap_or(0);
    let newest = [finding.pair.0, finding.pair.1]
        .into_iter()
        .filter_map(|claim| graph.claims[claim].as_of)
        .max();
    let mut key = String::with_capacity(72);
    hex(&mut key, u64::from(u8::MAX - hardness(finding.verdict)), 2);
    hex(&mut key, finding.between as u64, 1);
    hex(&mut key, u64::from(finding.scope.is_empty()), 1);
    key.push('-');
    let second = u32::try_from(second).unwrap_or(u32::MAX);
    hex(&mut key, u64::from(u32::MAX - second), 8);
    key.push('-');
    // Shares are not negative, and the bits of such numbers are in the order of the numbers.
    let share = share(finding, graph).abs().to_bits();
    hex(&mut key, u64::MAX - share, 16);
    key.push('-');
    match newest {
        Some(newest) => [newest.start, newest.end]
            .into_iter()
            .for_each(|minute| hex(&mut key, falling(minute), MINUTE)),
        None => key.extend(std::iter::repeat_n('z', 2 * MINUTE)),
    }
    key.push('-');
    key.push_str(&finding.fingerprint);
    key
}

/// Hex digits of a minute in a rank.
const MINUTE: usize = 9;

/// A number that is the smaller the later the minute is, of as many digits for all.
fn falling(minute: Minute) -> u64 {
    let earliest = Period::ALWAYS.start * 2;
    let last = (1 << (4 * MINUTE)) - 1;
    (last - (minute - earliest).clamp(0, last)).unsigned_abs()
}

/// Writes the last `digits` hex digits of `number`. A million findings have five numbers each, and formatting takes
/// five times as long.
fn hex(to: &mut String, number: u64, digits: usize) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |place: usize| char::from(DIGITS[(number >> (4 * place)) as usize % 16]);
    to.extend((0..digits).rev().map(digit));
}

/// The gap between the deciding claims as a share of the larger; 1 for values without distance.
fn share(finding: &Finding, graph: &FactGraph) -> f64 {
    let (a, b) = (&graph.claims[finding.pair.0], &graph.claims[finding.pair.1]);
    gap(a, b).map_or(1.0, |gap| {
        let largest = [a, b]
            .into_iter()
            .filter_map(|claim| match &claim.value {
                crate::claim::Value::Amount(amount) => Some(amount.hull.low.abs()),
                _ => None,
            })
            .filter(|end| end.is_finite())
            .fold(1.0, f64::max);
        (gap / largest).min(1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn later_minutes_sort_first_as_words() {
        let minutes = [
            Period::ALWAYS.end,
            Period::day(date(2026, 2, 12)).start,
            Period::day(date(2026, 2, 11)).start,
            Period::day(date(1969, 2, 11)).start,
            Period::ALWAYS.start,
        ];
        let words: Vec<String> = minutes
            .iter()
            .map(|minute| {
                let mut word = String::new();
                hex(&mut word, falling(*minute), MINUTE);
                word
            })
            .collect();
        assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
        assert_eq!(words[1], format!("{:09x}", falling(minutes[1])));
    }
}
