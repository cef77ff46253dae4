//! The land that an article is about, by the names in it: whose "the government" is.
//!
//! Takes the listed names of its sentences, gives a country, or nothing where two are named about as often.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::listed::Listed;
use crate::rules::lexicon::Reading;
use crate::rules::names::{NameId, Names};
use crate::rules::types::TypeId;

/// The type of a land.
const COUNTRY: &str = "country";
/// What an article is about stands in its first sentences.
const READ: usize = 40;
/// What the very first tell, the title among them, counts twice.
const FIRST: usize = 3;
/// A land that is named no oftener may be where somebody only comes from.
const ENOUGH: usize = 2;
/// How many times as often as any other it is named.
const TIMES: usize = 2;

/// The country that the names of the sentences belong to far more often than to any other.
pub(super) fn of(sentences: &[Vec<Listed<'_>>], names: &Names) -> Option<NameId> {
    let country = TypeId::new(COUNTRY);
    let mut known: FxHashMap<&NameId, Option<NameId>> = FxHashMap::default();
    let mut told: BTreeMap<NameId, usize> = BTreeMap::new();
    for (at, sentence) in sentences.iter().take(READ).enumerate() {
        let mut lands: BTreeSet<NameId> = BTreeSet::new();
        for one in sentence {
            let Some(reading) = one.spelling.readings.first() else {
                continue;
            };
            let land = known
                .entry(&reading.id)
                .or_insert_with(|| land(reading, &country, names));
            lands.extend(land.clone());
        }
        let weight = if at < FIRST { 2 } else { 1 };
        for land in lands {
            *told.entry(land).or_default() += weight;
        }
    }
    let (land, times) = told.iter().max_by_key(|(_, times)| **times)?;
    let others = told.iter().filter(|(other, _)| *other != land);
    let next = others.map(|(_, times)| *times).max().unwrap_or_default();
    (*times >= ENOUGH && *times >= next * TIMES).then(|| land.clone())
}

/// The country that a name is, speaks for or lies in, where it is one.
fn land(reading: &Reading, country: &TypeId, names: &Names) -> Option<NameId> {
    let is_land = |id: &NameId| {
        let name = names.by_id.get(id);
        name.is_some_and(|name| name.types.iter().any(|kind| names.is_a(kind, country)))
    };
    if is_land(&reading.id) {
        return Some(reading.id.clone());
    }
    if let Some(of) = names.spoken_for(&reading.id) {
        return Some(of.clone()).filter(is_land);
    }
    let mut wholes = names.wholes(&reading.id).into_iter().filter(is_land);
    wholes.next().filter(|_| wholes.next().is_none())
}
