//! From rule files as written to what runs: every problem of every file at once.

mod facts;
mod names;
mod rules;

pub use facts::kind;
pub use names::{ADJECTIVE, NameFiles, Offices, PEOPLE, VALUE_TYPES, WORD, names};
pub use rules::{RuleContext, rules};
