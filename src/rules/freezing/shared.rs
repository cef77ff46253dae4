//! What several owners share, written once in a frozen pack and shared again when it is thawed.
//!
//! Takes an [`Arc`], gives its number, and what it holds where the number is new. Formats for people hold no numbers: in
//! JSON and YAML a shared value stands as often as it is meant. For `#[serde(with = "shared")]`.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::sync::Arc;
use std::thread::LocalKey;

use rustc_hash::FxHashMap;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The numbers of what was written so far, by its type and where it lies.
type Written = FxHashMap<(TypeId, usize), u32>;
/// What was read so far, by its number: each an [`Arc`] in a box.
type Read = Vec<Option<Box<dyn Any>>>;

thread_local! {
    static WRITTEN: RefCell<Option<Written>> = const { RefCell::new(None) };
    static READ: RefCell<Option<Read>> = const { RefCell::new(None) };
}

/// Puts a table back, however what uses another one ends.
struct Around<T: 'static>(&'static LocalKey<RefCell<Option<T>>>, Option<T>);

impl<T> Around<T> {
    fn new(table: &'static LocalKey<RefCell<Option<T>>>, own: T) -> Self {
        Self(table, table.replace(Some(own)))
    }
}

impl<T> Drop for Around<T> {
    fn drop(&mut self) {
        self.0.set(self.1.take());
    }
}

/// Does `write`, within which the numbers of shared values mean the same.
pub(in crate::rules) fn writing<R>(write: impl FnOnce() -> R) -> R {
    let _around = Around::new(&WRITTEN, Written::default());
    write()
}

/// Does `read`, within which the numbers of shared values mean the same.
pub(in crate::rules) fn reading<R>(read: impl FnOnce() -> R) -> R {
    let _around = Around::new(&READ, Read::default());
    read()
}

/// Writes a shared value, or its number where it was written before.
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
    let place = Arc::as_ptr(value).cast::<()>() as usize;
    let number = WRITTEN.with_borrow_mut(|written| {
        let written = written.as_mut()?;
        let next = written.len() as u32;
        let mut new = false;
        let key = (TypeId::of::<Arc<T>>(), place);
        let number = *written.entry(key).or_insert_with(|| {
            new = true;
            next
        });
        Some((number, new))
    });
    let (number, new) = number.ok_or_else(|| S::Error::custom("no pack is being frozen"))?;
    (number, new.then_some(&**value)).serialize(serializer)
}

/// Reads a shared value, or finds it by its number.
///
/// # Errors
/// When nothing with that number was read before, or outside of a frozen pack.
pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<Arc<T>, D::Error>
where
    T: ?Sized + 'static,
    Arc<T>: Deserialize<'de>,
    D: Deserializer<'de>,
{
    if deserializer.is_human_readable() {
        return Arc::deserialize(deserializer);
    }
    let (number, new) = <(u32, Option<Arc<T>>)>::deserialize(deserializer)?;
    let at = number as usize;
    READ.with_borrow_mut(|read| {
        let read = read.as_mut()?;
        if let Some(value) = new {
            // Numbers are dealt out in the order in which values begin: those inside one end before it.
            if read.len() <= at && at < read.len() + DEEPEST {
                read.resize_with(at + 1, || None);
            }
            *read.get_mut(at)? = Some(Box::new(Arc::clone(&value)));
            return Some(value);
        }
        read.get(at)?.as_ref()?.downcast_ref::<Arc<T>>().cloned()
    })
    .ok_or_else(|| D::Error::custom("a shared value is missing"))
}

/// So many shared values may be inside each other: patterns hold letters and classes, and these nothing shared.
const DEEPEST: usize = 64;
