//! A few things kept by name.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// What is kept under a few names, sorted by name: who fills which slot of a fact.
///
/// A claim has two or three of them, and a run has a million claims: a row takes a tenth of the memory of a tree.
///
/// ```
/// use atodds::value::Slots;
/// let mut slots = Slots::from([("who".to_owned(), "ann"), ("host".to_owned(), "bo")]);
/// assert_eq!(slots.get("who"), Some(&"ann"));
/// assert_eq!(slots.insert("who".to_owned(), "cy"), Some("ann"));
/// assert_eq!(slots.keys().collect::<Vec<_>>(), ["host", "who"]);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slots<V>(Vec<(String, V)>);

/// A name and what is kept under it.
type Kept<'s, V> = fn(&'s (String, V)) -> (&'s String, &'s V);

impl<V> Slots<V> {
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(own, _)| own.as_str().cmp(name))
    }

    /// What is kept under `name`.
    pub fn get(&self, name: impl AsRef<str>) -> Option<&V> {
        self.find(name.as_ref()).ok().map(|at| &self.0[at].1)
    }

    /// True when something is kept under `name`.
    pub fn contains_key(&self, name: impl AsRef<str>) -> bool {
        self.find(name.as_ref()).is_ok()
    }

    /// Keeps `value` under `name`, and gives what was kept there.
    pub fn insert(&mut self, name: String, value: V) -> Option<V> {
        match self.find(&name) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (name, value));
                None
            }
        }
    }

    /// What is kept under `name`, to be changed; when nothing is, what is there by default.
    pub fn or_default(&mut self, name: &str) -> &mut V
    where
        V: Default,
    {
        let at = self.find(name).unwrap_or_else(|at| {
            self.0.insert(at, (name.to_owned(), V::default()));
            at
        });
        &mut self.0[at].1
    }

    /// Names with what is kept under them, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&String, &V)> + Clone {
        self.into_iter()
    }

    /// The names in order.
    pub fn keys(&self) -> impl Iterator<Item = &String> + Clone {
        self.0.iter().map(|(name, _)| name)
    }

    /// What is kept, in the order of the names.
    pub fn values(&self) -> impl Iterator<Item = &V> + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    /// What is kept, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<V> Default for Slots<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V: fmt::Debug> fmt::Debug for Slots<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<V> FromIterator<(String, V)> for Slots<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(pairs: I) -> Self {
        let mut slots = Self::default();
        for (name, value) in pairs {
            slots.insert(name, value);
        }
        slots
    }
}

impl<V, const N: usize> From<[(String, V); N]> for Slots<V> {
    fn from(pairs: [(String, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<V> IntoIterator for Slots<V> {
    type Item = (String, V);
    type IntoIter = std::vec::IntoIter<(String, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'s, V> IntoIterator for &'s Slots<V> {
    type Item = (&'s String, &'s V);
    type IntoIter = std::iter::Map<std::slice::Iter<'s, (String, V)>, Kept<'s, V>>;

    fn into_iter(self) -> Self::IntoIter {
        let kept: Kept<'s, V> = |(name, value)| (name, value);
        self.0.iter().map(kept)
    }
}

impl<V: Serialize> Serialize for Slots<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Slots<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Written by hand or by another program, the names may stand in any order.
        let pairs = std::collections::BTreeMap::<String, V>::deserialize(deserializer)?;
        Ok(Self(pairs.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_written_and_read_as_a_map_in_order() {
        let told = r#"{"who":[1],"host":[2,3]}"#;
        let slots: Slots<Vec<u8>> = serde_json::from_str(told).unwrap();
        assert_eq!(
            slots,
            Slots::from([("who".to_owned(), vec![1]), ("host".to_owned(), vec![2, 3])])
        );
        assert_eq!(
            serde_json::to_string(&slots).unwrap(),
            r#"{"host":[2,3],"who":[1]}"#
        );
    }

    #[test]
    fn what_is_not_there_is_made_by_default() {
        let mut slots: Slots<Vec<u8>> = Slots::default();
        slots.or_default("b").push(1);
        slots.or_default("a").push(2);
        slots.or_default("b").push(3);
        assert_eq!(slots.values().flatten().collect::<Vec<_>>(), [&2, &1, &3]);
        assert!(slots.contains_key("a") && !slots.contains_key("c"));
    }
}
