//! Mappings that refuse a key given twice.
//!
//! Takes what the YAML gives, gives a map. Without it the later of two equal keys would win in silence where the
//! events of the file are not read first.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// For `#[serde(deserialize_with = "yaml::unique")]` on a map.
///
/// # Errors
/// When a key is there already, and what the values say.
pub fn unique<'de, D, K, T>(deserializer: D) -> Result<BTreeMap<K, T>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord,
    T: Deserialize<'de>,
{
    deserializer.deserialize_map(Unique(PhantomData))
}

/// For `#[serde(deserialize_with = "yaml::each_unique")]` on a list of maps.
///
/// # Errors
/// As [`unique`].
pub fn each_unique<'de, D, T>(deserializer: D) -> Result<Vec<BTreeMap<String, T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    #[derive(serde::Deserialize)]
    #[serde(transparent, bound = "T: Deserialize<'de>")]
    struct One<T>(#[serde(deserialize_with = "unique")] BTreeMap<String, T>);

    let all: Vec<One<T>> = Vec::deserialize(deserializer)?;
    Ok(all.into_iter().map(|One(map)| map).collect())
}

struct Unique<K, T>(PhantomData<(K, T)>);

impl<'de, K: Deserialize<'de> + Ord, T: Deserialize<'de>> Visitor<'de> for Unique<K, T> {
    type Value = BTreeMap<K, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut unique = BTreeMap::new();
        while let Some((key, value)) = map.next_entry::<K, T>()? {
            if unique.insert(key, value).is_some() {
                return Err(A::Error::custom("a key is given twice"));
            }
        }
        Ok(unique)
    }
}
