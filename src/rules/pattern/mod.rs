//! Patterns: templates over one sentence, compiled to programs over its shadow.
//!
//! A *shadow* is the sentence as units: words in their normalised form, and marks, each ONE private-use character that
//! stands for the set of types it can be. Who the marks are sits in a side table, so fifty thousand names cost the
//! patterns nothing. A program reads one character a unit, for words as well.
//!
//! Most patterns hold in few sentences, so a [`Presence`] knows where each set of words that any template asks for
//! stands in a sentence, before a pattern is asked. A pattern walks these places first ([`Pattern::matches`]) and tries
//! its program only where a match can begin. `regex` says the same of each (`law`), but its engines take longer to build
//! than most runs take to read.
//!
//! Takes templates, word lists and types, gives compiled patterns. Never sees an article.

mod alphabet;
mod choices;
mod compile;
mod groups;
#[cfg(test)]
mod law;
mod letters;
mod matches;
mod memo;
mod outline;
mod presence;
mod program;
mod template;
mod trial;

pub use alphabet::Alphabet;
pub use choices::{Choice, Meanings, choices, groups_in};
pub use compile::Compiler;
pub use groups::alternatives;
pub use letters::{Code, Holding, Letters, SetId};
pub use matches::{Capture, Match, Parts, Pattern, Patterns};
pub use memo::Memo;
pub use presence::Presence;
pub use template::{Element, TemplateError, parse, parted};

/// Word lists and groups inside each other are followed so deep.
const DEEPEST: usize = 8;

/// What may stand between coordinated names beside the joiners and articles of the language.
pub const COMMA: &str = ",";
