//! Rules, checked and compiled: how a sentence becomes claims.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::freezing::Later;
use super::kind::ScopeValue;
use super::language::CueKind;
use super::pattern::{Pattern, Patterns};
use super::types::TypeId;
use super::yaml::Spot;
use crate::problem::Place;
use crate::value::{Modality, Slots};

/// A checked rule.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The file it stands in, relative to the pack: `claims/diplomacy.en`.
    pub pack: String,
    /// Where its id stands, for people.
    pub spot: Spot,
    /// Set when only this outlet uses it.
    pub outlet: Option<String>,
    /// The language it reads.
    pub language: String,
    /// The kind of its claims.
    pub kind: String,
    /// One sentence for people.
    pub summary: String,
    /// Its patterns, with the value of the base attribute that each stands for.
    pub patterns: Vec<(Option<u16>, Later<Pattern>)>,
    /// Slots with a fixed value.
    pub set: BTreeMap<String, String>,
    /// Attribute → the type of the whole that the fact's place lies in and that is the value: "the army holds it".
    pub home: BTreeMap<String, TypeId>,
    /// Scope dimensions with a fixed value.
    pub scope: Slots<ScopeValue>,
    /// Optional phrases: slot → patterns, which rules share.
    pub args: Vec<(String, Patterns)>,
    /// What makes it no match where it stands right behind one: "with" behind "held talks".
    pub unless_before: Patterns,
    /// What makes it no match where it stands right before one.
    pub unless_after: Patterns,
    /// Slots whose names are dealt out to identity slots by type.
    pub assign: BTreeMap<String, Vec<String>>,
    /// The identity slot that the first name of the sentence belongs to as well: "Smith left, having met Jones".
    pub subject: Option<String>,
    /// What cues do to the base value.
    pub shift: BTreeMap<CueKind, Shift>,
    /// True when titles are read word by word.
    pub plain: bool,
    /// A modality that the wording itself gives.
    pub modality: Option<Modality>,
    /// True when a date behind its verb is the day of what was done, though the event was to come.
    pub done: bool,
    /// How its amounts are read.
    pub bound: Option<Bound>,
    /// The least amount that it reads.
    pub least: Option<f64>,
    /// True when it reads only what no other rule tells of.
    pub leftover: bool,
    /// What a match denies that somebody else tells before it: "Norway rejected the figure".
    pub rebuts: Option<Rebuts>,
    /// True when a match gives another figure for what was counted right before: "Norway put the number at 90".
    pub restates: bool,
    /// True when a match tells of what somebody is accused, whoever accuses them.
    pub accuses: bool,
    /// True where a match stands beside what its sentence tells: outside quotes it is the outlet's own.
    pub aside: bool,
    /// Executed examples.
    pub tests: Later<Vec<super::raw::RuleTest>>,
}

impl Rule {
    /// Where its id stands.
    pub fn place(&self) -> Place {
        self.spot.place()
    }

    /// What may stand around a match, optional phrases and what makes it none, each with the key it is written under.
    pub fn around(&self) -> impl Iterator<Item = (String, &Patterns)> {
        let args = self.args.iter();
        let args = args.map(|(slot, patterns)| (format!("args.{slot}"), patterns));
        args.chain([
            ("unless_before".to_owned(), &self.unless_before),
            ("unless_after".to_owned(), &self.unless_after),
        ])
    }
}

/// What a cue turns a claim into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shift {
    /// Another value of the base attribute.
    Value(u16),
    /// The denial of its value.
    Deny,
    /// No claim at all.
    Drop,
    /// The same value, less firmly.
    Firmness(Modality),
    /// Nothing.
    Keep,
}

/// How much a denial without words of its own denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rebuts {
    /// What was told right before: "Norway denied it".
    Told,
    /// The same in its own sentence alone: "a charge that Norway denies", "Norway denied reports that it had".
    Here,
    /// The same where something was done, and no figure: "Norway denied any such attack".
    Deed,
    /// The same of whoever denies, and of nobody else: "Norway insists it never did".
    Own,
    /// All that others have just told of whoever denies: "Norway rejected the allegations".
    All,
}

/// How an amount is read that says less than it seems: "his third visit" is at least three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bound {
    /// So many or more.
    AtLeast,
    /// So many or fewer.
    AtMost,
}
