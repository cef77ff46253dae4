//! Which private-use character stands for which set of mark types.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::rules::names::{Names, TypeId};

/// First and last character in use: U+E000..=U+EFFF, whose UTF-8 form starts with one byte, 0xEE.
const FIRST: u32 = 0xE000;
const LAST: u32 = 0xEFFF;

/// Sets of types and the characters that stand for them in shadows.
#[derive(Debug, Clone, Default)]
pub struct Alphabet {
    sets: Vec<BTreeSet<TypeId>>,
    index: BTreeMap<BTreeSet<TypeId>, usize>,
    /// The characters of single types: asked for every name that no list holds.
    single: FxHashMap<TypeId, char>,
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
        let closed: BTreeSet<TypeId> = set.iter().flat_map(|kind| names.ancestors(kind)).collect();
        let next = self.sets.len();
        let at = *self.index.entry(closed.clone()).or_insert(next);
        if at == next {
            self.sets.push(closed);
        }
        let letter = char::from_u32((FIRST + at as u32).min(LAST))
            .expect("the private-use area holds only characters");
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
        let closed: BTreeSet<TypeId> = set.iter().flat_map(|kind| names.ancestors(kind)).collect();
        self.index
            .get(&closed)
            .and_then(|at| char::from_u32((FIRST + *at as u32).min(LAST)))
    }

    /// All characters that can be one of `wanted`, as the inside of a regex class.
    pub fn class(&self, wanted: &[TypeId]) -> String {
        self.sets
            .iter()
            .enumerate()
            .filter(|(_, set)| wanted.iter().any(|kind| set.contains(kind)))
            .filter_map(|(at, _)| char::from_u32((FIRST + at as u32).min(LAST)))
            .collect()
    }

    /// True when `c` stands for a mark.
    pub fn is_mark(c: char) -> bool {
        (FIRST..=LAST).contains(&(c as u32))
    }
}
