//! Which private-use character stands for which set of mark types.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use serde::{Deserialize, Serialize};

use crate::rules::names::Names;
use crate::rules::types::TypeId;

/// First and last character in use: U+E000..=U+EFFF, whose UTF-8 form starts with one byte, 0xEE.
const FIRST: u32 = 0xE000;
const LAST: u32 = 0xEFFF;

/// Sets of types and the characters that stand for them in shadows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alphabet {
    /// How many sets have a character.
    sets: usize,
    index: BTreeMap<BTreeSet<TypeId>, usize>,
    /// The characters of single types: asked for every name that no list holds.
    single: FxHashMap<TypeId, char>,
    /// The sets that hold each type, in their order: patterns ask for them again and again.
    holding: BTreeMap<TypeId, Vec<usize>>,
}

impl Alphabet {
    /// The character for the types `set` with all their parents; a new one when the set is new.
    ///
    /// # Panics
    /// Never: every number in the private-use area is a character.
    ///
    /// When all 4,096 characters are taken, the last one is shared: patterns may then try marks in vain, and the
    /// side table still decides.
    pub fn letter(&mut self, set: &BTreeSet<TypeId>, names: &Names) -> char {
        let closed: BTreeSet<TypeId> = set
            .iter()
            .flat_map(|kind| names.types.ancestors(kind))
            .collect();
        let at = if let Some(at) = self.index.get(&closed) {
            *at
        } else {
            let at = self.sets;
            for kind in &closed {
                self.holding.entry(kind.clone()).or_default().push(at);
            }
            self.index.insert(closed, at);
            self.sets += 1;
            at
        };
        let letter = character(at).expect("the private-use area holds only characters");
        if let (Some(kind), 1) = (set.first(), set.len()) {
            self.single.insert(kind.clone(), letter);
        }
        letter
    }

    /// The character for the one type `kind` when it is known already.
    pub fn known_one(&self, kind: &TypeId, names: &Names) -> Option<char> {
        let single = self.single.get(kind).copied();
        single.or_else(|| self.known(&BTreeSet::from([kind.clone()]), names))
    }

    /// The character for `set` when it is known already.
    pub fn known(&self, set: &BTreeSet<TypeId>, names: &Names) -> Option<char> {
        let closed: BTreeSet<TypeId> = set
            .iter()
            .flat_map(|kind| names.types.ancestors(kind))
            .collect();
        self.index.get(&closed).and_then(|at| character(*at))
    }

    /// All characters that can be one of `wanted`, in their order.
    pub fn class(&self, wanted: &[TypeId]) -> String {
        let holding = wanted.iter().filter_map(|kind| self.holding.get(kind));
        let mut sets: Vec<usize> = holding.flatten().copied().collect();
        sets.sort_unstable();
        sets.dedup();
        sets.into_iter().filter_map(character).collect()
    }

    /// True when `c` stands for a mark.
    pub fn is_mark(c: char) -> bool {
        (FIRST..=LAST).contains(&(c as u32))
    }
}

/// The character of set number `at`.
fn character(at: usize) -> Option<char> {
    char::from_u32((FIRST + at as u32).min(LAST))
}
