//! Claims: one reading of one span, with holder, fact kind, identity, value, time and modality.
//!
//! Takes annotated articles and compiled rules, gives claims. Never looks at other articles.

pub mod explain;

mod accounts;
mod answer;
mod beside;
mod company;
mod coordination;
mod ended;
mod extract;
mod fill;
mod held;
mod hit;
mod identity;
mod leftovers;
mod lent;
mod modality;
mod narrated;
mod overlap;
mod speaker;
mod time;
mod together;
mod venue;

pub use extract::extract;
pub use held::{Held, held};

use std::cmp::Ordering;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::problem::ByteSpan;
use crate::rules::kind::{Attribute, Domain, ScopeValue};
use crate::rules::names::NameId;
use crate::source::OutletId;
pub use crate::value::Modality;
use crate::value::{Amount, Period, Slots, Time};

/// Who stands behind a claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Holder {
    /// The outlet, or the article's id when the outlet is unknown.
    pub outlet: OutletId,
    /// The last speaker the outlet commits to; `None` when it speaks in its own voice.
    pub speaker: Option<NameId>,
}

/// A normalised value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// A set of values of a choice domain, as a bit mask over its list.
    Choice(u16),
    /// A number with bounds.
    Amount(Amount),
    /// One place or a set of names.
    Names(Vec<NameId>),
    /// A stretch of time.
    Period(Period),
    /// Words.
    Text(String),
}

/// One reading of one span.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The article's number in the run, in the run's order. It means nothing to another run, so it is not written:
    /// whoever reads claims back calls [`Claim::set_article`].
    #[serde(skip)]
    pub article: u32,
    /// Who stands behind it.
    pub holder: Holder,
    /// The fact kind's id.
    pub kind: String,
    /// The identity slots; names sorted within a slot.
    pub identity: Slots<Vec<NameId>>,
    /// Which attribute of the fact.
    pub attribute: String,
    /// Its value.
    pub value: Value,
    /// True when the claim says that the value does not hold.
    pub denied: bool,
    /// True when the text says "only" this.
    pub only: bool,
    /// When it holds; for events, when it happened.
    pub time: Time,
    /// When it was said: the article's date, or the date of the statement it reports.
    pub as_of: Option<Period>,
    /// How firmly.
    pub modality: Modality,
    /// Explicit scope.
    pub scope: Slots<ScopeValue>,
    /// The words that carry the claim, in the article's text.
    pub span: ByteSpan,
    /// The number of the sentence in the article.
    pub sentence: u32,
    /// The rule that read it.
    pub rule: String,
    /// The pattern of the rule, from 0.
    pub pattern: u32,
    /// A stable hash of the quoted words, when the claim stands inside a quote.
    pub quote: Option<u64>,
    /// A stable hash of the words of its sentence: in a copy of the article a sentence with these words says nothing new.
    #[serde(default)]
    pub wording: Option<u64>,
    /// The names of its article, sorted, for a kind that asks for its company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Arc<[NameId]>>,
}

impl Claim {
    /// Says that the claim stands in article number `article` of this run.
    pub fn set_article(&mut self, article: u32) {
        self.article = article;
        if let Some((of, _)) = &mut self.time.anchor {
            *of = article;
        }
    }

    /// True when it says that it was not so, of what was so or was not: the first of two values is that it was.
    pub fn says_no(&self, attribute: &Attribute) -> bool {
        let whether = matches!(&attribute.domain, Domain::Choice { of, .. } if of.len() == 2);
        whether && (self.denied || self.value.is_no(attribute))
    }

    /// True when it is of something told in words, for which no list and no pattern has a name.
    pub fn is_told(&self) -> bool {
        let mut names = self.identity.iter().flat_map(|(_, names)| names);
        names.any(NameId::is_told)
    }

    /// True when it is of something that only its text means by these words: "the bill", "rebels".
    pub fn only_here(&self) -> bool {
        let mut names = self.identity.iter().flat_map(|(_, names)| names);
        names.any(NameId::is_local)
    }
}

impl Value {
    /// True for the second of two values, and for a figure of none.
    pub(crate) fn is_no(&self, attribute: &Attribute) -> bool {
        match (self, &attribute.domain) {
            (Value::Choice(mask), Domain::Choice { of, .. }) => of.len() == 2 && mask & 1 == 0,
            (Value::Amount(amount), _) => amount.is_none(),
            _ => false,
        }
    }

    /// A total order of values, for sorting only.
    ///
    /// ```
    /// use atodds::claim::Value;
    /// assert!(Value::Choice(2).order(&Value::Text("two".into())).is_lt());
    /// ```
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Value::Choice(x), Value::Choice(y)) => x.cmp(y),
            (Value::Amount(x), Value::Amount(y)) => x.order(y),
            (Value::Names(x), Value::Names(y)) => x.cmp(y),
            (Value::Period(x), Value::Period(y)) => x.cmp(y),
            (Value::Text(x), Value::Text(y)) => x.cmp(y),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Value::Choice(_) => 0,
            Value::Amount(_) => 1,
            Value::Names(_) => 2,
            Value::Period(_) => 3,
            Value::Text(_) => 4,
        }
    }
}
