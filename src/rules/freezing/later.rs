//! A value that is thawed when somebody asks for it: most runs explain no pattern, and meet few names.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::store::{self, Store};

/// A value, or what it is made of when it is first asked for.
pub struct Later<T> {
    value: OnceLock<Box<T>>,
    /// Where it is frozen, and the number of its entry.
    frozen: Option<(Arc<Store>, u32)>,
}

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Self {
        Self {
            value: OnceLock::from(Box::new(value)),
            frozen: None,
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
        self.value.get_or_init(|| {
            // It could be thawed when it was frozen, and a pack with other bytes is none.
            let frozen = self.frozen.as_ref();
            let thawed = frozen.and_then(|(store, number)| store.later(*number));
            thawed.unwrap_or_default()
        })
    }
}

impl<T: DeserializeOwned + Default + fmt::Debug> fmt::Debug for Later<T> {
    /// The value: when somebody asked for it makes no difference.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Serialize + DeserializeOwned + Default + 'static> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return (**self).serialize(serializer);
        }
        let number = store::write_later(&**self);
        let number = number.ok_or_else(|| S::Error::custom("no pack is being frozen"))?;
        number.map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return T::deserialize(deserializer).map(Self::from);
        }
        let number = u32::deserialize(deserializer)?;
        let store = Store::current().ok_or_else(|| D::Error::custom("no pack is being thawed"))?;
        Ok(Self {
            value: OnceLock::new(),
            frozen: Some((store, number)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{freeze, shared, thaw};
    use super::*;

    #[test]
    fn what_was_frozen_is_thawed_and_can_be_changed() {
        let words = |all: &[&str]| -> Vec<String> { all.iter().map(|&one| one.into()).collect() };
        let frozen = |value: Vec<String>| freeze(&Later::from(value)).unwrap();
        let bytes = frozen(words(&["met", "saw"]));
        let mut read: Later<Vec<String>> = thaw(bytes.clone()).unwrap();
        assert!(read.value.get().is_none());
        assert_eq!(*read, words(&["met", "saw"]));
        assert_eq!(read, read.clone());
        read.get_mut().push("left".into());
        assert_eq!(
            freeze(&read).unwrap(),
            frozen(words(&["met", "saw", "left"]))
        );
        let mut untouched: Later<Vec<String>> = thaw(bytes).unwrap();
        untouched.get_mut().clear();
        assert!(untouched.is_empty() && untouched != read);
        let told = serde_json::to_string(&read).unwrap();
        assert_eq!(told, r#"["met","saw","left"]"#);
        assert_eq!(
            serde_json::from_str::<Later<Vec<String>>>(&told).unwrap(),
            read
        );
    }

    /// A word, and who else says it.
    #[derive(Default, Serialize, Deserialize)]
    struct Said {
        #[serde(with = "shared")]
        word: Arc<str>,
        #[serde(with = "shared")]
        others: Arc<[Later<Said>]>,
    }

    fn said(word: &Arc<str>, others: Vec<Said>) -> Said {
        Said {
            word: Arc::clone(word),
            others: others.into_iter().map(Later::from).collect(),
        }
    }

    #[test]
    fn what_is_thawed_later_shares_with_what_was_thawed_before_and_goes_with_it() {
        let word: Arc<str> = Arc::from("met");
        let bytes = freeze(&said(&word, vec![said(&word, Vec::new())])).unwrap();
        assert_eq!(bytes.windows(3).filter(|three| three == b"met").count(), 1);
        let read: Said = thaw(bytes).unwrap();
        assert!(Arc::ptr_eq(&read.word, &read.others[0].word));
        let store = Arc::downgrade(&read.others[0].frozen.as_ref().unwrap().0);
        assert!(store.upgrade().is_some());
        drop(read);
        assert!(store.upgrade().is_none());
    }
}
