//! Patterns: templates over one sentence, compiled to regular expressions over its shadow.
//!
//! A *shadow* is the sentence with every unit followed by one space: words in their normalised form, each mark as
//! ONE private-use character that stands for the set of types it can be, clause marks behind `\u{1}`. Who the marks
//! are sits in a side table by offset, so fifty thousand names cost the patterns nothing.
//!
//! Takes templates, word lists and types, gives compiled patterns. Never sees an article.

mod alphabet;
mod choices;
mod compile;
mod gates;
mod groups;
mod matches;
mod outline;
mod presence;
mod template;

pub use alphabet::Alphabet;
pub use choices::{Choice, Meanings, choices, groups_in};
pub use compile::{Compiler, Memo};
pub use groups::alternatives;
pub use matches::{Capture, Match, Pattern};
pub use presence::{Bits, Code, Presence};
pub use template::{Element, TemplateError, parse};

/// Precedes every clause mark in a shadow, so that no gap runs across one.
pub const CLAUSE_MARK: char = '\u{1}';

/// What may stand between coordinated names beside the joiners of the language.
pub(super) const COORDINATES: [&str; 2] = [",", "the"];
