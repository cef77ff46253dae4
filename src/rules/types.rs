//! Types of marks: `person`, `place`, `count`, and which of them are others as well.
//!
//! Takes types with their direct parents, gives everything above each. Never sees a name.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::freezing::shared;

/// The name of a type of mark: `person`, `place`, `country`, `count`, `duration`, `date` …
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TypeId(#[serde(with = "shared")] pub Arc<str>);

impl TypeId {
    /// The type called `name`.
    pub fn new(name: &str) -> Self {
        Self(Arc::from(name))
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for TypeId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// All types, each with its parents.
///
/// ```
/// use atodds::rules::{TypeId, Types};
/// let [city, place] = ["city", "place"].map(TypeId::new);
/// let mut types = Types::default();
/// types.add(city.clone(), vec![place.clone()]);
/// assert!(types.is_a(&city, &place) && !types.is_a(&place, &city));
/// ```
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Types {
    /// Direct parents only.
    parents: BTreeMap<TypeId, Vec<TypeId>>,
    /// All that is above each, near or far; made when first asked for, since it is asked for every mark.
    #[serde(skip)]
    above: OnceLock<FxHashMap<TypeId, Vec<TypeId>>>,
}

impl fmt::Debug for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parents.fmt(f)
    }
}

impl PartialEq for Types {
    fn eq(&self, other: &Self) -> bool {
        // All else follows from it.
        self.parents == other.parents
    }
}

impl Types {
    /// Adds a type, or gives one other parents.
    pub fn add(&mut self, kind: TypeId, parents: Vec<TypeId>) {
        self.parents.insert(kind, parents);
        self.above = OnceLock::new();
    }

    /// The type called `name`, when there is one.
    pub fn get(&self, name: &str) -> Option<&TypeId> {
        self.parents.get_key_value(name).map(|(kind, _)| kind)
    }

    /// The direct parents of `kind`.
    pub fn parents(&self, kind: &TypeId) -> &[TypeId] {
        self.parents.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Each type with its direct parents, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&TypeId, &[TypeId])> {
        let all = self.parents.iter();
        all.map(|(kind, parents)| (kind, parents.as_slice()))
    }

    /// Their names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parents.keys().map(TypeId::as_str)
    }

    /// `kind` and everything above it.
    pub fn ancestors(&self, kind: &TypeId) -> BTreeSet<TypeId> {
        let mut found = BTreeSet::new();
        let mut open = vec![kind.clone()];
        while let Some(next) = open.pop() {
            if found.insert(next.clone()) {
                open.extend_from_slice(self.parents(&next));
            }
        }
        found
    }

    /// True when `kind` is `wanted` or below it.
    pub fn is_a(&self, kind: &TypeId, wanted: &TypeId) -> bool {
        let same = |kind: &TypeId| Arc::ptr_eq(&kind.0, &wanted.0) || kind == wanted;
        let above = self.above.get_or_init(|| {
            let kinds = self.parents.keys();
            let with_all = |kind: &TypeId| {
                let all = self.ancestors(kind).into_iter();
                (kind.clone(), all.filter(|other| other != kind).collect())
            };
            kinds.map(with_all).collect()
        });
        same(kind) || above.get(kind).is_some_and(|all| all.iter().any(same))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_all_that_is_above_it_however_late_that_is_told() {
        let [capital, city, place] = ["capital", "city", "place"].map(TypeId::new);
        let mut types = Types::default();
        types.add(capital.clone(), vec![city.clone()]);
        assert!(types.is_a(&capital, &city) && !types.is_a(&capital, &place));
        types.add(city.clone(), vec![place.clone()]);
        assert!(types.is_a(&capital, &place) && types.is_a(&city, &place));
        assert!(!types.is_a(&place, &capital));
        let unknown = TypeId::new("harbour");
        assert!(types.is_a(&unknown, &unknown) && !types.is_a(&unknown, &place));
        let round = BTreeSet::from([capital.clone(), city.clone(), place.clone()]);
        assert_eq!(types.ancestors(&capital), round);
        // A circle is a problem of the file; it is no reason to hang.
        types.add(place.clone(), vec![capital.clone()]);
        assert!(types.is_a(&place, &city));
    }
}
