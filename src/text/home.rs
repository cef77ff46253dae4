//! The land that an article is about, by the names in it: whose "the government" is.
//!
//! Takes the listed names of all its sentences, gives a country, or nothing where two are named about as often.

use std::collections::{BTreeMap, BTreeSet};

use super::listed::{Listed, named};
use super::mark::Named;
use crate::rules::names::{NameId, Names};
use crate::rules::types::TypeId;

/// The type of a land.
const COUNTRY: &str = "country";
/// What the first sentences tell, the title among them, counts twice.
const FIRST: usize = 3;
/// A land that is named no oftener may be where somebody only comes from.
const ENOUGH: usize = 2;
/// How many times as often as any other it is named.
const TIMES: usize = 2;

/// The country that the names of the sentences belong to far more often than to any other.
pub(super) fn of(listed: &[Vec<Listed<'_>>], names: &Names) -> Option<NameId> {
    let country = TypeId::new(COUNTRY);
    let mut told: BTreeMap<NameId, usize> = BTreeMap::new();
    for (at, sentence) in listed.iter().enumerate() {
        let lands = sentence.iter().filter_map(|one| {
            let readings = named(one.spelling);
            land(readings.first()?, &country, names)
        });
        let weight = if at < FIRST { 2 } else { 1 };
        for land in lands.collect::<BTreeSet<NameId>>() {
            *told.entry(land).or_default() += weight;
        }
    }
    let (land, times) = told.iter().max_by_key(|(_, times)| **times)?;
    let others = told.iter().filter(|(other, _)| *other != land);
    let next = others.map(|(_, times)| *times).max().unwrap_or_default();
    (*times >= ENOUGH && *times >= next * TIMES).then(|| land.clone())
}

/// The country that a name is, speaks for or lies in, where it is one.
fn land(named: &Named, country: &TypeId, names: &Names) -> Option<NameId> {
    let is_land = |id: &NameId| {
        let listed = names.by_id.get(id);
        listed.is_some_and(|name| name.types.iter().any(|kind| names.is_a(kind, country)))
    };
    if is_land(&named.id) {
        return Some(named.id.clone());
    }
    if let Some(of) = named.speaks_for(names) {
        return Some(of.clone()).filter(is_land);
    }
    let mut lands = names.wholes(&named.id).into_iter().filter(is_land);
    lands.next().filter(|_| lands.next().is_none())
}
