//! An archive kept in one embedded database, so that checking one article touches only the facts it names.
//!
//! Takes articles with their claims, gives back the claims of the keys that are asked for, and what linking and reports
//! need of their articles. Never reads a rule or a text by itself: what is put in was extracted elsewhere.
//!
//! # What is kept
//!
//! | table | holds |
//! |---|---|
//! | `articles` | outlet, date, title, address, the sketch that tells copies, a hash of all that was loaded, a checksum |
//! | `texts` | text and blocks, deflated: reports quote lines, and only those of findings are ever read |
//! | `facts`, `claims` | the [key](crate::graph::fact_key) of each claim, and the claim as JSON |
//! | `subjects`, `named`, `bylines` | who wrote about which names, for "who is silent" |
//! | `rules` | the parts of each rule set that articles were read with ([`RuleSet`]) |
//! | `tallies`, `counts` | what a run counts without reading it all |
//!
//! Claims are linked, compared and counted as copies within one key alone (see [`stream`](crate::stream)), so the
//! claims of the keys that a new article names are all it can be at odds with.
//!
//! # Why `SQLite`
//!
//! One process writes while others read, each a state as of its start: the log of `SQLite` does that across processes,
//! a commit is on the disk when it returns, and what a killed process leaves behind is settled by whoever opens the
//! file next. redb (pure Rust) has let other processes read beside a writer since November 2026 only, and may panic on
//! a page that was changed from outside; LMDB asks for `unsafe`, which this crate forbids. The file opens in any tool
//! that speaks SQL.
//!
//! # When is an article read again
//!
//! When what was loaded differs (its hash holds outlet, date and cleaned blocks, so edits of an outlet file show
//! there), or when a part of the rules that changed since can touch it: see [`Change`].

mod bits;
mod fault;
mod kept;
mod look;
mod reach;
mod stats;
mod store;
mod verify;
mod write;

pub use kept::{content, hash_of};
pub use look::{Aside, Found, Keeps, Totals};
pub use reach::{Change, RuleSet};
pub use stats::{Stale, Stats};
pub use store::{Index, VERSION};
pub use verify::{Flaw, Verified};
pub use write::{State, Writer};

use crate::problem::Problem;

/// What an index answers, or in words why it cannot.
pub type Answer<T> = Result<T, Box<Problem>>;
