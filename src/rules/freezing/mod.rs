//! How the values of a pack are frozen: what several owners share is written once (`shared`), and what most runs do not
//! ask for is thawed when somebody does ([`Later`]).
//!
//! Stands below all that a pack holds; `frozen` puts a whole pack together.

mod later;
pub(crate) mod shared;

pub use later::Later;
