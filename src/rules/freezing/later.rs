//! A value that is thawed when somebody asks for it: most runs explain no pattern, and meet few names.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::{DeserializeOwned, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::shared;

/// A value, or what it is made of when it is first asked for. It shares nothing with what it stands in.
pub struct Later<T> {
    value: OnceLock<T>,
    frozen: Box<[u8]>,
}

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Self {
        Self {
            value: OnceLock::from(value),
            frozen: Box::default(),
        }
    }
}

impl<T: Default> Default for Later<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T: DeserializeOwned + Default + Clone> Clone for Later<T> {
    fn clone(&self) -> Self {
        Self::from((**self).clone())
    }
}

impl<T: DeserializeOwned + Default + PartialEq> PartialEq for Later<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: DeserializeOwned + Default + Eq> Eq for Later<T> {}

impl<T: DeserializeOwned + Default> Later<T> {
    /// The value, to be changed.
    #[expect(clippy::missing_panics_doc, reason = "the value is there by then")]
    pub fn get_mut(&mut self) -> &mut T {
        let _ = &**self;
        self.value.get_mut().expect("it was asked for")
    }
}

impl<T: DeserializeOwned + Default> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // It could be thawed when it was frozen, and a pack with other bytes is none.
        self.value
            .get_or_init(|| thawed(&self.frozen).unwrap_or_default())
    }
}

/// The value that was frozen as `bytes`.
fn thawed<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let read = shared::reading(|| postcard::take_from_bytes(bytes));
    read.ok()
        .and_then(|(value, rest)| rest.is_empty().then_some(value))
}

impl<T: DeserializeOwned + Default + fmt::Debug> fmt::Debug for Later<T> {
    /// The value: when somebody asked for it makes no difference.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Serialize + DeserializeOwned + Default> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return (**self).serialize(serializer);
        }
        let freeze = |value: &T| shared::writing(|| postcard::to_stdvec(value));
        let frozen = freeze(self).map_err(S::Error::custom)?;
        // Nothing is thawed from nothing.
        if freeze(&T::default()).is_ok_and(|nothing| nothing == frozen) {
            return serializer.serialize_bytes(&[]);
        }
        // What cannot be read back would be missed by nobody.
        if thawed::<T>(&frozen).is_none() {
            return Err(S::Error::custom("a value cannot be thawed again"));
        }
        serializer.serialize_bytes(&frozen)
    }
}

impl<'de, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let frozen = deserializer.deserialize_bytes(Bytes)?;
        Ok(Self {
            value: OnceLock::new(),
            frozen,
        })
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Box<[u8]>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_frozen_is_thawed_and_can_be_changed() {
        let words = |all: &[&str]| -> Vec<String> { all.iter().map(|&one| one.into()).collect() };
        let frozen = |value: Vec<String>| postcard::to_stdvec(&Later::from(value)).unwrap();
        // Nothing takes one byte: that there is nothing.
        assert_eq!(frozen(Vec::new()), [0]);
        let bytes = frozen(words(&["met", "saw"]));
        let mut read: Later<Vec<String>> = postcard::from_bytes(&bytes).unwrap();
        assert!(read.value.get().is_none());
        assert_eq!(*read, words(&["met", "saw"]));
        assert_eq!(read, read.clone());
        read.get_mut().push("left".into());
        assert_eq!(
            postcard::to_stdvec(&read).unwrap(),
            frozen(words(&["met", "saw", "left"]))
        );
        let mut untouched: Later<Vec<String>> = postcard::from_bytes(&bytes).unwrap();
        untouched.get_mut().clear();
        assert!(untouched.is_empty() && untouched != read);
        assert_eq!(
            serde_json::to_string(&read).unwrap(),
            r#"["met","saw","left"]"#
        );
    }
}
