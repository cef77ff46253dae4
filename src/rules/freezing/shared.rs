//! What several owners share, written once in a frozen pack and shared again when it is thawed.
//!
//! Takes an [`Arc`], gives its number among the entries of a store. Formats for people hold no numbers: in JSON and YAML
//! a shared value stands as often as it is meant. For `#[serde(with = "shared")]`.

use std::sync::Arc;

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::store;

/// Writes the number of a shared value.
///
/// # Errors
/// When a format for programs is written outside of a frozen pack, where numbers mean nothing.
pub(crate) fn serialize<T, S>(value: &Arc<T>, serializer: S) -> Result<S::Ok, S::Error>
where
    T: ?Sized + Serialize + 'static,
    S: Serializer,
{
    if serializer.is_human_readable() {
        return value.serialize(serializer);
    }
    let number = store::write_shared(value);
    let number = number.ok_or_else(|| S::Error::custom("no pack is being frozen"))?;
    number.map_err(S::Error::custom)?.serialize(serializer)
}

/// Finds a shared value by its number.
///
/// # Errors
/// When there is none with that number, or outside of a frozen pack.
pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<Arc<T>, D::Error>
where
    T: ?Sized + Send + Sync + 'static,
    Arc<T>: DeserializeOwned,
    D: Deserializer<'de>,
{
    if deserializer.is_human_readable() {
        return Arc::deserialize(deserializer);
    }
    let value = store::read_shared(u32::deserialize(deserializer)?);
    value.ok_or_else(|| D::Error::custom("a shared value is missing"))
}
