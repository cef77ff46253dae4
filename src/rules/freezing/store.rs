//! The entries of a frozen value: what it shares, and what is thawed later.
//!
//! Takes a value, gives bytes: a checksum, how long each entry is, the entries, and the value itself, which knows them by
//! their numbers. Takes the bytes, gives the value. An entry is read when somebody asks for it, and one that is shared
//! only once for all who hold it.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::mem;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// So long is the checksum.
const SUM: usize = size_of::<u32>();

/// Frozen bytes, and where the entries are in them.
pub(super) struct Store {
    bytes: Vec<u8>,
    shared: Vec<Shared>,
    later: Vec<Range<usize>>,
}

/// What several owners share: its bytes, and the value while anybody holds it.
struct Shared {
    bytes: Range<usize>,
    value: Mutex<Option<Box<dyn Any + Send>>>,
}

/// How long the entries are.
#[derive(Serialize, Deserialize)]
struct Lengths {
    shared: Vec<usize>,
    later: Vec<usize>,
}

/// The entries written so far.
#[derive(Default)]
struct Writing {
    /// The numbers of what is shared, by its type and where it lies.
    numbers: FxHashMap<(TypeId, usize), u32>,
    shared: Vec<Vec<u8>>,
    /// The numbers of what is thawed later, by its type and bytes: much of it is nothing.
    same: FxHashMap<(TypeId, Vec<u8>), u32>,
    later: Vec<Vec<u8>>,
    /// What tells for each of the latter whether it can be thawed.
    checks: Vec<fn(&Arc<Store>, u32) -> bool>,
}

/// What is being read: shared values inside an entry come before it.
struct Reading {
    store: Arc<Store>,
    below: usize,
}

thread_local! {
    static WRITING: RefCell<Option<Writing>> = const { RefCell::new(None) };
    static READING: RefCell<Option<Reading>> = const { RefCell::new(None) };
}

/// The bytes of `value`.
///
/// # Errors
/// Says what cannot be written, or not be read again.
pub(in crate::rules) fn freeze<T: Serialize>(value: &T) -> Result<Vec<u8>, String> {
    let outer = WRITING.replace(Some(Writing::default()));
    let body = postcard::to_stdvec(value);
    let written = WRITING.replace(outer).unwrap_or_default();
    let told = |error: postcard::Error| error.to_string();
    let lengths = |all: &[Vec<u8>]| all.iter().map(Vec::len).collect();
    let lengths = Lengths {
        shared: lengths(&written.shared),
        later: lengths(&written.later),
    };
    let mut bytes = vec![0; SUM];
    bytes.extend(postcard::to_stdvec(&lengths).map_err(told)?);
    for entry in written.shared.iter().chain(&written.later) {
        bytes.extend_from_slice(entry);
    }
    bytes.extend(body.map_err(told)?);
    let sum = crc32fast::hash(&bytes[SUM..]);
    bytes[..SUM].copy_from_slice(&sum.to_le_bytes());
    // What cannot be read back would be missed by nobody.
    let store = Store::new(bytes.clone()).map(|(store, _)| Arc::new(store));
    let is_whole = |store: Arc<Store>| {
        let mut checks = (0..).zip(&written.checks);
        checks.all(|(number, check)| check(&store, number))
    };
    if store.is_none_or(|store| !is_whole(store)) {
        return Err("a value cannot be thawed again".to_owned());
    }
    Ok(bytes)
}

/// The value that was frozen as `bytes`; `None` when they are not all that was frozen.
pub(in crate::rules) fn thaw<T: DeserializeOwned>(bytes: Vec<u8>) -> Option<T> {
    let (store, body) = Store::new(bytes)?;
    let store = Arc::new(store);
    let below = store.shared.len();
    store.read(body, below)
}

impl Store {
    /// The entries of `bytes`, and where the value is; `None` when the bytes are not whole.
    fn new(bytes: Vec<u8>) -> Option<(Self, Range<usize>)> {
        let (sum, frozen) = bytes.split_first_chunk::<SUM>()?;
        if u32::from_le_bytes(*sum) != crc32fast::hash(frozen) {
            return None;
        }
        let (lengths, rest) = postcard::take_from_bytes::<Lengths>(frozen).ok()?;
        let mut at = bytes.len() - rest.len();
        let mut next = |length: usize| {
            let end = at.checked_add(length).filter(|end| *end <= bytes.len())?;
            Some(mem::replace(&mut at, end)..end)
        };
        let shared = lengths.shared.into_iter().map(|length| {
            Some(Shared {
                bytes: next(length)?,
                value: Mutex::new(None),
            })
        });
        let shared = shared.collect::<Option<Vec<Shared>>>()?;
        let later = lengths.later.into_iter().map(&mut next);
        let later = later.collect::<Option<Vec<Range<usize>>>>()?;
        let body = at..bytes.len();
        let store = Self {
            bytes,
            shared,
            later,
        };
        Some((store, body))
    }

    /// What was frozen as the `bytes`, in which shared values are numbered `below` that.
    fn read<T: DeserializeOwned>(self: &Arc<Self>, bytes: Range<usize>, below: usize) -> Option<T> {
        let bytes = self.bytes.get(bytes)?;
        let reading = Reading {
            store: Arc::clone(self),
            below,
        };
        let outer = READING.replace(Some(reading));
        let read = postcard::take_from_bytes(bytes);
        READING.set(outer);
        let (value, rest) = read.ok()?;
        rest.is_empty().then_some(value)
    }

    /// What was written as the later entry `number`.
    pub(super) fn later<T: DeserializeOwned>(self: &Arc<Self>, number: u32) -> Option<T> {
        let bytes = self.later.get(number as usize)?;
        self.read(bytes.clone(), self.shared.len())
    }

    /// The store whose value is being read.
    pub(super) fn current() -> Option<Arc<Self>> {
        READING.with_borrow(|reading| Some(Arc::clone(&reading.as_ref()?.store)))
    }
}

impl Shared {
    fn held<T: ?Sized + 'static>(&self) -> Option<Arc<T>> {
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        value.as_ref()?.downcast_ref::<Weak<T>>()?.upgrade()
    }

    /// Keeps what was just read, unless somebody else has been faster.
    fn keep<T: ?Sized + Send + Sync + 'static>(&self, read: Arc<T>) -> Arc<T> {
        let mut value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        let held = value.as_ref().and_then(|value| value.downcast_ref());
        if let Some(held) = held.and_then(Weak::<T>::upgrade) {
            return held;
        }
        *value = Some(Box::new(Arc::downgrade(&read)));
        read
    }
}

/// The number of a shared value, which is written when it is new; `None` while nothing is being frozen.
pub(super) fn write_shared<T>(value: &Arc<T>) -> Option<Result<u32, postcard::Error>>
where
    T: ?Sized + Serialize + 'static,
{
    let place = Arc::as_ptr(value).cast::<()>() as usize;
    let key = (TypeId::of::<Arc<T>>(), place);
    let known =
        WRITING.with_borrow(|writing| Some(writing.as_ref()?.numbers.get(&key).copied()))?;
    if let Some(number) = known {
        return Some(Ok(number));
    }
    // What it shares itself is written before it.
    let bytes = match postcard::to_stdvec(&**value) {
        Ok(bytes) => bytes,
        Err(error) => return Some(Err(error)),
    };
    WRITING.with_borrow_mut(|writing| {
        let writing = writing.as_mut()?;
        let number = writing.shared.len() as u32;
        writing.shared.push(bytes);
        writing.numbers.insert(key, number);
        Some(Ok(number))
    })
}

/// The shared value with this number; `None` when there is none, or nothing is being read.
pub(super) fn read_shared<T>(number: u32) -> Option<Arc<T>>
where
    T: ?Sized + Send + Sync + 'static,
    Arc<T>: DeserializeOwned,
{
    let number = number as usize;
    let (held, store) = READING.with_borrow(|reading| {
        let reading = reading.as_ref().filter(|reading| number < reading.below)?;
        let held = reading.store.shared.get(number)?.held::<T>();
        let store = held.is_none().then(|| Arc::clone(&reading.store));
        Some((held, store))
    })?;
    held.or_else(|| {
        let store = store?;
        let entry = &store.shared[number];
        let read = store.read::<Arc<T>>(entry.bytes.clone(), number)?;
        Some(entry.keep(read))
    })
}

/// The number of a value that is thawed later; `None` while nothing is being frozen.
pub(super) fn write_later<T>(value: &T) -> Option<Result<u32, postcard::Error>>
where
    T: Serialize + DeserializeOwned + 'static,
{
    WRITING.with_borrow(|writing| writing.as_ref().map(drop))?;
    let bytes = match postcard::to_stdvec(value) {
        Ok(bytes) => bytes,
        Err(error) => return Some(Err(error)),
    };
    WRITING.with_borrow_mut(|writing| {
        let writing = writing.as_mut()?;
        let next = writing.later.len() as u32;
        let key = (TypeId::of::<T>(), bytes);
        if let Some(known) = writing.same.get(&key) {
            return Some(Ok(*known));
        }
        writing.later.push(key.1.clone());
        writing.same.insert(key, next);
        let check = |store: &Arc<Store>, number| store.later::<T>(number).is_some();
        writing.checks.push(check);
        Some(Ok(next))
    })
}
