//! Fact kinds, checked: what can be claimed, what makes two claims one fact, and when its values can differ in peace.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::value::Minute;

use super::check::WORD;
use super::names::NameId;
use super::types::TypeId;

/// What can be claimed; one file each under `rules/facts/`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kind {
    /// Its id, kebab-case: `ceasefire-position`.
    pub id: String,
    /// The question a fact of this kind answers, with `{slot}` where an identity slot goes.
    pub question: String,
    /// One sentence for people.
    pub summary: String,
    /// False when a claim holds as of its article, whatever dates stand beside it: who holds an office.
    pub dated: bool,
    /// True when the kind takes only the amounts that no other kind reads: a count of anything.
    pub leftover: bool,
    /// True when a word or two are all that is known of what it tells of: what a side did, by a verb.
    pub loose: bool,
    /// Kinds that tell who denies what, of one whose claims stand only where another voice of their text denies them.
    pub denied_by: Vec<String>,
    /// Kinds that tell of the same with more about it.
    pub yields_to: Vec<String>,
    /// The slots that make two claims speak of one fact.
    pub identity: Vec<Slot>,
    /// Set when claims are of one fact only in articles that keep company: no more than so many minutes apart, and with
    /// names in common.
    pub company: Option<Minute>,
    /// When the figures of two speakers are no stages of one count, of an event or not.
    pub contested: Option<Contested>,
    /// Set when a fact of this kind is an event, told apart by time as well.
    pub event: Option<Event>,
    /// What can be said about the fact. The first is the base attribute: what a claim without captured attributes says.
    pub attributes: Vec<Attribute>,
    /// Dimensions of extent and inclusion; two claims that differ on one explicitly are unrelated.
    pub scope: Vec<Dimension>,
    /// Days a report without a date may lie back, in the lead of an article and further down.
    pub undated: Undated,
}

/// A slot of a fact's identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its name in rules: `party`.
    pub name: String,
    /// The types it accepts, best first.
    pub types: Vec<TypeId>,
    /// Types that stand for the name they belong to: with `via: [leader]`, "Putin" as a party means Russia.
    pub via: Vec<TypeId>,
    /// Types that tell of what happened in the place they belong to, and lend it: a health ministry its land.
    pub told_by: Vec<TypeId>,
    /// Words that mean another, each with the one that stands for it: "negotiations" for "talks".
    pub synonyms: BTreeMap<NameId, NameId>,
    /// True when the slot holds a set of names.
    pub many: bool,
    /// True when a claim without it makes no fact.
    pub required: bool,
    /// True when a claim that lacks it takes it from an earlier sentence of the article.
    pub inherit: bool,
    /// True when words are read by their base forms: "shelled" and "shelling" are one.
    pub lemmas: bool,
}

impl Slot {
    /// True for a slot that words fill: an office, a thing counted.
    pub fn takes_words(&self) -> bool {
        self.types.iter().any(|kind| kind.as_str() == WORD)
    }

    /// True for a slot that names fill: a place, a party.
    pub fn takes_names(&self) -> bool {
        self.types.iter().any(|kind| kind.as_str() != WORD)
    }

    /// The word that stands for `word` and all that mean the same.
    pub fn synonym(&self, word: NameId) -> NameId {
        self.synonyms.get(&word).cloned().unwrap_or(word)
    }

    /// True when it says who did what an event of this `kind` can be told without: "40 drones were fired".
    pub fn need_not_be(&self, kind: &Kind) -> bool {
        !self.required && self.inherit && kind.event.is_some()
    }
}

/// How events with the same names are told apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Two reports whose date hulls lie within this many minutes may tell of one event.
    pub window: Minute,
    /// Types of names that do not come together twice within the window: two dates of their event are at odds.
    pub once: Vec<TypeId>,
    /// So long after it nobody's figures change any more within a day.
    pub closes: Option<Minute>,
    /// What hardly happens twice within weeks, when something does.
    pub rare: Option<Rare>,
}

/// How far apart two speakers' figures of one event are more than a count that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Contested {
    /// The one is so many times the other.
    pub times: f64,
    /// Both are told so many minutes after the event at least; without it at any time.
    pub after: Option<Minute>,
}

/// A figure so high that two reports of it from one place tell of one happening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rare {
    /// Of which attribute.
    pub attribute: String,
    /// From which figure on.
    pub from: f64,
    /// Types of the places: a city, where a country sees many.
    pub of: Vec<TypeId>,
}

/// How far back an undated report may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undated {
    /// In the title and first sentences.
    pub lead: Minute,
    /// Further down.
    pub body: Minute,
    /// Where it is said not to have happened: so far back it surely did not.
    pub denied: Minute,
}

/// Which way a value may move over time without anybody being wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evolves {
    /// It cannot change.
    No,
    /// It can only grow, as a death toll does.
    Up,
    /// It can only fall, as the number of missing does.
    Down,
    /// It can change freely, as a position does.
    Free,
}

/// One thing that can be said about a fact.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name in rules: `place`; `value` for kinds with one value.
    pub name: String,
    /// What values it takes.
    pub domain: Domain,
    /// False when several values hold side by side (who attended), so that only a denial or "only" can clash.
    pub functional: bool,
    /// Which way it may move.
    pub evolves: Evolves,
    /// How long, in minutes, a report without an end possibly speaks on.
    pub persists: Minute,
    /// How long, in minutes, a report without an end surely speaks for, before and after its date.
    pub stands: Minute,
    /// Within how many minutes what a date tells of happens no more than once: two dates so near are at odds.
    pub once: Option<Minute>,
    /// What is meant instead of the first value where lists say that an office is held no more, as a bit of the choice.
    pub ended: Option<u16>,
    /// The share by which two literal amounts may differ and still say the same.
    pub tolerance: f64,
    /// Types of names, not counting those below, that stand for whom they belong to: "Norwegian troops" for Norway.
    pub via: Vec<TypeId>,
    /// Attributes this one may lose to without error, as `injured` loses to `dead`.
    pub flows_to: Vec<String>,
    /// Attributes this one is a part of, as soldiers killed are part of `dead`: at least as many.
    pub part_of: Vec<String>,
}

/// What values an attribute takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Domain {
    /// One of a list; `together` names values that may be said of one moment, as bit masks over the list.
    Choice {
        /// The values in the file's order, 16 at most.
        of: Vec<String>,
        /// Groups of values that do not exclude each other.
        together: Vec<u16>,
    },
    /// An amount of this unit; empty for a bare number.
    Amount {
        /// The unit.
        unit: String,
    },
    /// A place, compared along `part_of`.
    Place,
    /// A set of names.
    Names,
    /// A stretch of time.
    Date,
    /// Free text, never at odds by itself: only a denial can clash with it.
    Text,
}

/// A dimension of scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// Its name in rules: `extent`, `by`.
    pub name: String,
    /// Types of names it takes; empty for plain words.
    pub types: Vec<TypeId>,
    /// The largest difference in amount that an unspecified side may explain, when there is one: one gunman counted or not.
    pub offset: Option<f64>,
    /// True when one side that leaves it open may explain any difference.
    pub open: bool,
    /// True when whoever says that it was not so, and leaves it open, says so of all: "denied using them" is nowhere.
    pub nowhere: bool,
    /// The identity slot whose name tells it by what it belongs to.
    pub of: Option<String>,
}

/// A value of a scope dimension.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ScopeValue {
    /// A name; places compare along `part_of`.
    Name(NameId),
    /// A plain word of the kind's file.
    Word(String),
}

impl Dimension {
    /// True when it is told by a length: that of "the 30-day truce".
    pub fn spans(&self) -> bool {
        self.types.iter().any(|kind| kind.as_str() == "duration")
    }
}

impl Kind {
    /// True for an event of which figures are told that grow.
    pub fn grows(&self) -> bool {
        let grows = |attribute: &Attribute| attribute.evolves == Evolves::Up;
        self.event.is_some() && self.attributes.iter().any(grows)
    }

    /// True for an event that is over once it has happened. A toll goes on growing.
    pub fn passes(&self) -> bool {
        self.event.is_some() && !self.grows()
    }

    /// True for what happens on a day: an event, or a state whose days are told.
    pub fn has_day(&self) -> bool {
        let day = |attribute: &Attribute| attribute.domain == Domain::Date;
        self.event.is_some() || self.attributes.iter().any(day)
    }

    /// The attribute called `name`.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }

    /// The attribute a claim makes when it captures none.
    pub fn base(&self) -> &Attribute {
        &self.attributes[0]
    }
}
