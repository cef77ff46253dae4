//! atodds finds where news outlets are at odds.
//!
//! One direction of flow: `source → text → claim → graph → finding → report`; `rules` feeds text, claim and finding.

pub mod claim;
pub mod finding;
pub mod graph;
pub mod problem;
pub mod report;
pub mod rules;
pub mod ruletest;
pub mod source;
pub mod text;
pub mod value;
