//! How the values of a pack are frozen: what several owners share is written once (`shared`), and what most runs do not
//! ask for is thawed when somebody does ([`Later`]). Both are entries of a `store`, beside the value that holds their
//! numbers.
//!
//! Stands below all that a pack holds; `frozen` puts a whole pack together.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

mod later;
pub(crate) mod shared;
mod store;

pub use later::Later;
pub(in crate::rules) use store::{freeze, thaw};

/// A map read in the order in which it was written: to put each entry in by itself takes ten times as long.
///
/// # Errors
/// When what is read is no map.
pub(in crate::rules) fn in_order<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    K: Ord + Deserialize<'de>,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct Entries<K, V>(PhantomData<(K, V)>);

    impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            std::iter::from_fn(|| map.next_entry().transpose()).collect()
        }
    }

    deserializer.deserialize_map(Entries(PhantomData))
}
