//! Streams: articles to claims line by line, and claims to findings fact by fact, so that a distributed engine can run
//! the two as map and reduce.
//!
//! Takes an article and its claims, gives lines; takes lines sorted by key, gives all claims of one key at a time.
//! Never holds more than one key, and never opens a stream itself.
//!
//! # The form of a line
//!
//! Three fields with a tab between: the [key](crate::graph::fact_key), the article, and one JSON object, a
//! [`ClaimLine`]. The first two stand there for the engine, to group and to look at; everything `judge` needs is in the
//! third. Lines of one key must stand together, keys in the order of their bytes: `LC_ALL=C sort`, or `DISTRIBUTE BY`
//! and `SORT BY` the first field. The order within a key is free, and a line that comes twice counts once, so that an
//! engine may deliver it again.
//!
//! ```text
//! berths|port=rotterdam ⇥ archive/monday.txt ⇥ {"schema":1,"article":{"id":"archive/monday.txt", …},"words":{"line":5, …}, …}
//! ```
//!
//! # Why a key is enough
//!
//! Claims are linked, compared, counted as copies and ranked within one key alone; [`link`](crate::graph::link) does
//! the same with all of them at hand. What "an article copies another" needs travels as the sketch of its text. What
//! only a whole run can know (which outlets are silent) is no part of a finding's line.

mod facts;
mod line;

pub use facts::{Facts, OneKey};
pub use line::{ClaimLine, SCHEMA, Words};
