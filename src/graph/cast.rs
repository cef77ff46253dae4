//! Casts: who took part in an event, and where events lie that may fit.
//!
//! Takes the subjects of some claims, gives their names and numbered shelves: what is looked up for every report is a
//! number, and names are read once.

use rustc_hash::FxHashMap;

use super::subject::Subjects;
use crate::rules::kind::Kind;
use crate::rules::names::NameId;

/// Names of a report that are paired to look for events; further names still count when sets are compared.
const PAIRED: usize = 8;

/// Who took part: one for all reports with the same identity, since there are fewer of them than reports.
pub(super) struct Cast<'c> {
    /// Its number among all subjects.
    pub(super) subject: u32,
    /// Sorted, each once.
    pub(super) names: Vec<&'c NameId>,
    /// The shelves on which an event with this cast can be found.
    pub(super) stands_on: Vec<usize>,
    /// The shelves on which the events lie that agree with a report with this cast.
    pub(super) looks_on: Vec<usize>,
}

/// Where to look for events that may fit.
#[derive(PartialEq, Eq, Hash)]
enum Key<'c> {
    Any,
    Nameless,
    One(&'c NameId),
    Alone(&'c NameId),
    Pair(&'c NameId, &'c NameId),
}

/// The casts of the claims `indices`, in the order of their identities, and how many shelves they need.
pub(super) fn casts<'c>(
    indices: &[usize],
    subjects: &Subjects<'c>,
    kind: &Kind,
) -> (Vec<Cast<'c>>, usize) {
    let mut of: Vec<u32> = indices.iter().map(|&index| subjects.of[index]).collect();
    of.sort_unstable();
    of.dedup();
    let mut shelves: FxHashMap<Key<'c>, usize> = FxHashMap::default();
    let mut casts: Vec<Cast<'c>> = of
        .into_iter()
        .map(|subject| {
            let identity = &subjects.claim(subject).identity;
            let slots = kind.identity.iter().filter(|slot| slot.many);
            let mut names: Vec<&NameId> = slots
                .filter_map(|slot| identity.get(&slot.name))
                .flatten()
                .collect();
            names.sort_unstable();
            names.dedup();
            let looks_on = keys_of_report(&names).into_iter().map(|key| {
                let next = shelves.len();
                *shelves.entry(key).or_insert(next)
            });
            Cast {
                subject,
                looks_on: looks_on.collect(),
                stands_on: Vec::new(),
                names,
            }
        })
        .collect();
    for cast in &mut casts {
        // Where nobody looks nothing need stand.
        let keys = keys_of_event(&cast.names).into_iter();
        cast.stands_on = keys.filter_map(|key| shelves.get(&key).copied()).collect();
    }
    (casts, shelves.len())
}

/// True when one cast contains the other, or they share two names.
pub(super) fn names_agree(a: &[&NameId], b: &[&NameId]) -> bool {
    let shared = a
        .iter()
        .filter(|name| b.binary_search(name).is_ok())
        .count();
    shared >= 2 || shared == a.len() || shared == b.len()
}

/// Under which keys an event can be found.
fn keys_of_event<'c>(names: &[&'c NameId]) -> Vec<Key<'c>> {
    let mut keys = vec![Key::Any];
    keys.extend(names.iter().map(|name| Key::One(name)));
    keys.extend(pairs(names));
    match (names.len(), names.first()) {
        (0, _) => keys.push(Key::Nameless),
        (1, Some(name)) => keys.push(Key::Alone(name)),
        _ => {}
    }
    keys
}

/// Under which keys the events lie that agree with a report of these names.
fn keys_of_report<'c>(names: &[&'c NameId]) -> Vec<Key<'c>> {
    match (names.len(), names.first()) {
        (0, _) => vec![Key::Any],
        (1, Some(name)) => vec![Key::One(name), Key::Nameless],
        _ => names
            .iter()
            .map(|name| Key::Alone(name))
            .chain(pairs(names))
            .chain([Key::Nameless])
            .collect(),
    }
}

fn pairs<'c>(names: &[&'c NameId]) -> Vec<Key<'c>> {
    let names = &names[..names.len().min(PAIRED)];
    let mut pairs = Vec::new();
    for (at, first) in names.iter().enumerate() {
        pairs.extend(
            names[at + 1..]
                .iter()
                .map(|second| Key::Pair(first, second)),
        );
    }
    pairs
}
