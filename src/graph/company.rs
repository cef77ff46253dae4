//! Company: which articles tell of one thing, by whom and what they name.
//!
//! Takes the claims of one key, gives groups of them. For kinds whose words alone do not tell their fact ("the talks took
//! nine days"), and only for those. Never judges values.
//!
//! Articles are gone through by date. Each joins the nearest group whose first article it keeps company with: they lie
//! no further apart than the kind says, and the one names enough of whom and what the other names. Every article is
//! compared with the first of a group alone, so that a war's coverage does not chain into one group.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::claim::{Claim, Value};
use crate::rules::names::NameId;
use crate::value::{Minute, Period};

/// So many names two articles share at least.
const FEWEST: usize = 3;
/// And so large a part of the names of the one that has fewer: one in five.
const PART: usize = 5;
/// Groups looked at, latest first.
const LOOKED_AT: usize = 256;

/// An article as its claims tell of it.
type Told<'c> = (Option<Period>, &'c [NameId]);

/// Groups `indices` by the company of their articles, each article in one group; groups and claims in a total order.
pub(super) fn groups(indices: &[usize], claims: &[Claim], within: Minute) -> Vec<Vec<usize>> {
    let mut articles: FxHashMap<u32, (Told<'_>, Vec<usize>)> = FxHashMap::default();
    for &index in indices {
        let claim = &claims[index];
        let (told, held) = articles.entry(claim.article).or_default();
        // What a claim counts as of a day before is older than its article.
        told.0 = told.0.max(claim.as_of);
        told.1 = claim.company.as_ref().map_or(&[], Arc::as_ref);
        held.push(index);
    }
    let mut articles: Vec<(Told<'_>, Vec<usize>)> = articles.into_values().collect();
    articles.sort_unstable();
    let mut groups: Vec<(Told<'_>, Vec<usize>)> = Vec::new();
    let mut apart: Vec<Vec<usize>> = Vec::new();
    for (told, held) in articles {
        if tells_of_two(&held, claims) {
            apart.extend(held.into_iter().map(|claim| vec![claim]));
            continue;
        }
        let mut latest = groups.iter_mut().rev().take(LOOKED_AT);
        match latest.find(|(first, _)| keep_company(*first, told, within)) {
            Some((_, group)) => group.extend(held),
            None => groups.push((told, held)),
        }
    }
    let groups = groups.into_iter().map(|(_, group)| group);
    let mut groups: Vec<Vec<usize>> = groups.chain(apart).collect();
    for group in &mut groups {
        group.sort_unstable();
    }
    groups
}

/// True for two articles near each other in time that name the same people and places.
fn keep_company((day, names): Told<'_>, (other_day, other): Told<'_>, within: Minute) -> bool {
    let near = match (day, other_day) {
        (Some(day), Some(other)) => day.gap(other) <= within,
        (None, None) => true,
        _ => false,
    };
    near && {
        let shared = names
            .iter()
            .filter(|name| other.binary_search(name).is_ok())
            .count();
        shared >= FEWEST && shared * PART >= names.len().min(other.len())
    }
}

/// True for an article that gives two figures in one voice for the same words: it tells of two things.
fn tells_of_two(held: &[usize], claims: &[Claim]) -> bool {
    let pairs = held
        .iter()
        .enumerate()
        .flat_map(|(at, &a)| held[at + 1..].iter().map(move |&b| (a, b)));
    let mut pairs = pairs.map(|(a, b)| (&claims[a], &claims[b]));
    pairs.any(|(a, b)| {
        let apart = match (&a.value, &b.value) {
            (Value::Amount(x), Value::Amount(y)) => !x.hull.meets(y.hull),
            (x, y) => x != y,
        };
        apart
            && a.attribute == b.attribute
            && a.holder == b.holder
            && a.scope == b.scope
            && a.denied == b.denied
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn told(day: i8, names: &[NameId]) -> Told<'_> {
        (Some(Period::day(date(2026, 3, day))), names)
    }

    fn ids(names: &str) -> Vec<NameId> {
        names.split(' ').map(NameId::new).collect()
    }

    #[test]
    fn articles_keep_company_by_three_names_that_are_a_fifth_of_the_shorter_list() {
        let within = 10 * crate::value::time::DAY;
        let (few, same, two) = (ids("a b c d"), ids("a b c x y z"), ids("a b x y z"));
        assert!(keep_company(told(1, &few), told(2, &same), within));
        assert!(keep_company(told(2, &same), told(1, &few), within));
        assert!(!keep_company(told(1, &few), told(2, &two), within));
        assert!(!keep_company(told(1, &few), told(20, &same), within));
        assert!(!keep_company((None, &few), told(2, &same), within));
        let long = |first: &str, from: char| {
            let more = (0..16).map(|at| NameId::new(&format!("{from}{at:02}")));
            ids(first).into_iter().chain(more).collect::<Vec<_>>()
        };
        let (left, right) = (long("a b c", 'm'), long("a b c", 'n'));
        assert!(!keep_company(told(1, &left), told(1, &right), within));
    }
}
