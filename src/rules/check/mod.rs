//! From rule files as written to what runs: every problem of every file at once.

mod entries;
mod facts;
mod names;
mod rules;
mod spellings;

pub use facts::kind;
pub use names::{NONE, NameFiles, VALUE_TYPES, WORD, names};
pub use rules::{RuleContext, rules};
pub use spellings::{ADJECTIVE, Offices, PEOPLE};
