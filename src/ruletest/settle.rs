//! What becomes of a story's record: nothing, a pending snapshot, or the accepted one.
//!
//! Takes a story that was run, what lies on the shelf for it, and whether it may be written to; gives what was done.
//! Never accepts a record while an expectation of its story fails: snapshots record, people judge.

use std::io;

use super::shelf::{Kept, Shelf};
use super::snapshot::{Snapshot, State};
use super::story::StoryRun;

/// Whether, and how, snapshots are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing is written; what is pending fails.
    Check,
    /// What changed is laid down for review.
    Propose,
    /// What changed is accepted, where every expectation holds.
    Accept,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It is what is kept, and nothing is pending.
    Kept,
    /// It is what is kept, but an older one is still pending.
    StillPending,
    /// It is not what is kept, and nothing was written.
    Differs,
    /// It is pending now.
    Proposed,
    /// It is what is kept from now on.
    Accepted,
    /// It would have been accepted, but an expectation fails; it is pending now.
    Refused,
}

/// A record and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The story.
    pub name: String,
    /// How its record stands to what was kept.
    pub state: State,
    /// What was kept; empty when nothing was.
    pub before: String,
    /// The record.
    pub after: String,
    /// What was done.
    pub deed: Deed,
}

impl Settled {
    /// True when nobody needs to do anything.
    pub fn is_fine(&self) -> bool {
        matches!(self.deed, Deed::Kept | Deed::Accepted)
    }
}

/// Compares the record of `run` with what is kept, and writes what `mode` allows.
///
/// # Errors
/// When a snapshot cannot be written or taken away.
pub fn settle(run: &StoryRun, kept: &Kept, mode: Mode, shelf: &Shelf) -> io::Result<Settled> {
    let state = State::of(&run.record, kept.accepted.as_ref());
    let record = Snapshot::of_story(&run.name, &run.record);
    let deed = match (state, mode) {
        (State::Same, Mode::Check) if kept.pending.is_some() => Deed::StillPending,
        (State::Same, Mode::Check) => Deed::Kept,
        (State::Same, Mode::Propose | Mode::Accept) => {
            if kept.pending.is_some() {
                shelf.drop_pending(&run.name)?;
            }
            Deed::Kept
        }
        (_, Mode::Check) => Deed::Differs,
        (_, Mode::Accept) if run.is_fine() => {
            shelf.accept(&run.name, &record)?;
            Deed::Accepted
        }
        (_, Mode::Propose | Mode::Accept) => {
            shelf.put_pending(&run.name, &record)?;
            if mode == Mode::Accept {
                Deed::Refused
            } else {
                Deed::Proposed
            }
        }
    };
    let before = kept.accepted.as_ref().map_or("", Snapshot::record);
    Ok(Settled {
        name: run.name.clone(),
        state,
        before: before.to_owned(),
        after: record.record().to_owned(),
        deed,
    })
}
