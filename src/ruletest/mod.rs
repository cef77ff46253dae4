//! Tests of rules: the examples that stand beside them, and stories of several articles with what they must give.
//!
//! Takes a rule pack and the text of story files, gives how every example and every expectation came out, and a record
//! of all claims and findings of a story that is kept as a snapshot. Never prints and never stops at the first failure.
//! Only [`shelf`] touches files; all else is from data to data, for the command line, an editor and `cargo test` alike.
//!
//! | part | job |
//! |---|---|
//! | [`run`] | the examples under `tests:` of every rule |
//! | [`story`] | `tests/rules/*.md`: articles and hand-written expectations, read and run |
//! | [`snapshot`] | the files of insta: head and body, what changed |
//! | [`settle`] | whether a record is kept, pending or accepted |
//! | [`shelf`] | where stories and snapshots lie, and the only way to them |

mod example;
mod near;
pub mod settle;
pub mod shelf;
pub mod snapshot;
pub mod story;
mod wanted;

pub use example::{Example, Tried, examples, read, run, run_some, sets_off, try_one};
pub use near::Near;

use crate::problem::Problem;
use crate::rules::RulePack;
use shelf::Shelf;
use story::Story;

/// All stories on the shelf, read with `pack`, in the order of their names; and what is wrong with them.
///
/// A story with a problem is among them, with what could be read of it: its name is taken all the same.
pub fn stories(shelf: &Shelf, pack: &RulePack) -> (Vec<Story>, Vec<Problem>) {
    let (files, mut problems) = shelf.stories();
    let stories = files
        .iter()
        .map(|file| {
            let (story, more) = story::parse(&file.name, &file.path, &file.text, pack);
            problems.extend(more);
            story
        })
        .collect();
    (stories, problems)
}

/// How a test came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It gives what the test says, and nothing else.
    Ok,
    /// It gives something else than the test says.
    Wrong,
    /// It gives less than the test says.
    Missing,
    /// It gives more than the test says.
    Noisy,
    /// It fails, as its `todo` says.
    Todo,
    /// It holds, although its `todo` says that it fails.
    Stale,
}

impl Outcome {
    /// Every outcome, in the order in which they are counted for people.
    pub const ALL: [Outcome; 6] = [
        Outcome::Ok,
        Outcome::Wrong,
        Outcome::Missing,
        Outcome::Noisy,
        Outcome::Todo,
        Outcome::Stale,
    ];

    /// The outcome in one word.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::Wrong => "wrong",
            Outcome::Missing => "missing",
            Outcome::Noisy => "noisy",
            Outcome::Todo => "todo",
            Outcome::Stale => "stale",
        }
    }

    /// True when nobody needs to do anything: it holds, or is known to fail.
    pub fn is_fine(self) -> bool {
        matches!(self, Outcome::Ok | Outcome::Todo)
    }

    fn code(self) -> &'static str {
        match self {
            Outcome::Ok => "test-ok",
            Outcome::Wrong => "test-wrong",
            Outcome::Missing => "test-missing",
            Outcome::Noisy => "test-noisy",
            Outcome::Todo => "test-todo",
            Outcome::Stale => "test-stale",
        }
    }

    /// The outcome where `todo` says that a failure is known.
    fn known(self, todo: bool) -> Self {
        match (self, todo) {
            (Outcome::Ok, true) => Outcome::Stale,
            (_, true) => Outcome::Todo,
            (outcome, false) => outcome,
        }
    }
}
