//! Findings: facts with two or more sides, each with the line of the ladder that decided.
//!
//! Takes the fact graph and the fact kinds, gives findings in a total order. Never reads text.

pub mod ladder;
pub mod values;

mod describe;
mod who;

use serde::Serialize;

pub use describe::{describe, describe_claim};
pub use ladder::{Decision, Judgement, judge};
pub use who::between;

/// How two claims of one fact relate: the named line of the ladder that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Both can be so.
    Consistent,
    /// Not about the same extent.
    Unrelated,
    /// One is planned, possible, conditional, a question, or unknown.
    Open,
    /// Both can be so, but what was said differs beyond tolerance.
    Divergent,
    /// It was so then and is so now.
    Change,
    /// A later value in the direction the kind allows.
    Update,
    /// The same holder, later, the other direction.
    Correction,
    /// Perhaps at odds.
    Possible,
    /// At odds.
    Conflict,
}

/// Why a `Possible` verdict is only that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Doubt {
    /// The moments may differ, or which came later is unknown.
    Timing,
    /// What is counted may differ.
    Scope,
    /// One side says "likely" or "reportedly".
    Hedged,
}

/// Who is at odds with whom, from the two holder paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Between {
    /// One outlet, in its own voice, with itself.
    #[serde(rename = "self")]
    Itself,
    /// Two outlets, each in its own voice.
    OutletOutlet,
    /// One speaker, reported differently by two outlets.
    Misquote,
    /// Two speakers whom outlets merely carry.
    SpeakerSpeaker,
    /// An outlet in its own voice and a speaker.
    OutletSpeaker,
}
