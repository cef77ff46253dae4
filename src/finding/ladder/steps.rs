//! Why each line of the ladder applied or did not, with both claims as they were read.
//!
//! Takes two claims of one fact, gives the lines in the order tried, the deciding one last. Never decides: it asks what
//! [`decide`] asks, and says what came out.

use super::once::{dated_twice, may_be_one_event};
use super::{Scopes, decide, is_one_day, order, possibly, scopes, stands, surely_of, why};
use crate::claim::Claim;
use crate::finding::describe::describe_claim;
use crate::finding::values::{hulls_meet, said_differs};
use crate::rules::Names;
use crate::rules::kind::{Attribute, Evolves, Kind, ScopeValue};
use crate::value::Time;

/// One line of the ladder, tried on two claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub line: u8,
    /// What it asks.
    pub why: &'static str,
    /// What the two claims answer.
    pub because: String,
}

/// The lines of the ladder up to the one that decides, each with what the claims answer to it.
///
/// Claims of different attributes are told apart by the first.
pub fn steps(a: &Claim, b: &Claim, kind: &Kind, names: &Names) -> Vec<Step> {
    let Some(attribute) = kind
        .attribute(&a.attribute)
        .filter(|_| a.attribute == b.attribute)
    else {
        return vec![Step {
            line: 0,
            why: why(0),
            because: format!("not one attribute: {}", both(&a.attribute, &b.attribute)),
        }];
    };
    let pair = Pair {
        a,
        b,
        kind,
        attribute,
        names,
    };
    (0..=decide(a, b, kind, names).line)
        .map(|line| Step {
            line,
            why: why(line),
            because: pair.because(line),
        })
        .collect()
}

fn both(one: &str, other: &str) -> String {
    format!("{one} / {other}")
}

/// Two claims of one attribute.
struct Pair<'c> {
    a: &'c Claim,
    b: &'c Claim,
    kind: &'c Kind,
    attribute: &'c Attribute,
    names: &'c Names,
}

impl Pair<'_> {
    fn because(&self, line: u8) -> String {
        match line {
            0 => self.extents(),
            1 => self.utterance(),
            2 | 12 => format!(
                "said as {}",
                both(self.a.modality.name(), self.b.modality.name())
            ),
            3 => self.side_by_side(),
            4 => self.what_was_said(),
            5 => self.values(),
            6 => self.times(),
            7 => self.cores(),
            8 => self.cover(),
            9 => self.moves(),
            10 => self.direction(),
            11 => format!(
                "held by {}",
                both(&self.holder(self.a), &self.holder(self.b))
            ),
            _ => format!("{}, {}", self.values(), self.cores()),
        }
    }

    fn extents(&self) -> String {
        if self.kind.scope.is_empty() {
            return format!("`{}` knows no extent", self.kind.id);
        }
        let said = |claim: &Claim, dimension: &str| {
            claim
                .scope
                .get(dimension)
                .map_or_else(|| "not said".to_owned(), |value| self.extent(value))
        };
        let all: Vec<String> = self
            .kind
            .scope
            .iter()
            .filter(|one| {
                self.a.scope.contains_key(&one.name) || self.b.scope.contains_key(&one.name)
            })
            .map(|one| {
                let pair = both(&said(self.a, &one.name), &said(self.b, &one.name));
                format!("{} {pair}", one.name)
            })
            .collect();
        if all.is_empty() {
            "neither names an extent".to_owned()
        } else {
            all.join(", ")
        }
    }

    fn extent(&self, value: &ScopeValue) -> String {
        match value {
            ScopeValue::Word(word) => word.clone(),
            ScopeValue::Name(name) => self.names.display(name),
        }
    }

    fn utterance(&self) -> String {
        let speaker = |claim: &Claim| {
            claim
                .holder
                .speaker
                .as_ref()
                .map_or_else(|| "no speaker".to_owned(), |one| self.names.display(one))
        };
        let outlets = (&self.a.holder.outlet, &self.b.holder.outlet);
        if self.a.holder.speaker != self.b.holder.speaker || self.a.holder.speaker.is_none() {
            both(&speaker(self.a), &speaker(self.b))
        } else if outlets.0 == outlets.1 {
            format!("one outlet, {}", outlets.0)
        } else if hulls_meet(self.a, self.b, self.attribute, self.names) {
            format!("{} says one thing: {}", speaker(self.a), self.values())
        } else {
            let day = |claim: &Claim| {
                claim
                    .as_of
                    .map_or_else(|| "no day".to_owned(), |day| day.to_string())
            };
            let said = both(&day(self.a), &day(self.b));
            format!(
                "{} is quoted as of {said}, {}",
                speaker(self.a),
                self.values()
            )
        }
    }

    fn side_by_side(&self) -> String {
        if self.attribute.functional {
            return format!("one fact has one {}", self.attribute.name);
        }
        let bound = |claim: &Claim| match (claim.denied, claim.only) {
            (true, _) => "a denial",
            (_, true) => "only this",
            _ => "this among others",
        };
        both(bound(self.a), bound(self.b))
    }

    /// Both values, and whether some value satisfies the two.
    fn values(&self) -> String {
        let value = |claim: &Claim| describe_claim(claim, self.attribute, self.names);
        let pair = both(&value(self.a), &value(self.b));
        if hulls_meet(self.a, self.b, self.attribute, self.names) {
            format!("values meet: {pair}")
        } else {
            format!("values do not meet: {pair}")
        }
    }

    fn what_was_said(&self) -> String {
        if !hulls_meet(self.a, self.b, self.attribute, self.names) {
            return self.values();
        }
        if !said_differs(self.a, self.b, self.attribute) {
            return format!("{}, and say no more", self.values());
        }
        let one_day = is_one_day(self.a, self.b);
        let day = if one_day { ", said on one day" } else { "" };
        format!("{}, {}{day}", self.values(), self.cores())
    }

    /// Both times as they may be, and whether they meet.
    fn times(&self) -> String {
        let widened = |claim: &Claim| possibly(surely_of(claim.time), self.kind, self.attribute);
        let (x, y) = (widened(self.a), widened(self.b));
        let meet = x.meets(y) || self.are_at_once();
        let pair = both(&x.to_string(), &y.to_string());
        let one_event = may_be_one_event(self.a, self.b, self.kind) || self.is_dated_twice();
        match (meet, one_event) {
            (true, _) => format!("times meet: {pair}"),
            (false, true) => format!("times lie close enough for one event: {pair}"),
            (false, false) => format!("times do not meet: {pair}"),
        }
    }

    fn is_dated_twice(&self) -> bool {
        dated_twice(self.a, self.b, self.kind, self.attribute, self.names)
    }

    fn are_at_once(&self) -> bool {
        let standing = |claim: &Claim| stands(surely_of(claim.time), self.kind, self.attribute);
        standing(self.a).surely_meets(&standing(self.b))
    }

    fn meet_at_all(&self) -> bool {
        super::times_meet(self.a, self.b, self.kind, self.attribute).0
    }

    /// Both times as they surely are, and whether they meet.
    fn cores(&self) -> String {
        if self.is_dated_twice() {
            return "they look back on one day of what does not happen twice so soon".to_owned();
        }
        if super::denies_the_very_claim(self.a, self.b, self.kind) {
            return "one of them denies the very figure of the other".to_owned();
        }
        let sure = |claim: &Claim| {
            let time: Time = stands(surely_of(claim.time), self.kind, self.attribute);
            time.core.map_or_else(
                || format!("some moment of {}", time.hull),
                |core| core.to_string(),
            )
        };
        let pair = both(&sure(self.a), &sure(self.b));
        if self.are_at_once() {
            format!("surely of one moment: {pair}")
        } else if super::is_one_of_a_kind(self.a, self.b, self.kind) && self.meet_at_all() {
            format!("their articles have one of it, on whichever day: {pair}")
        } else {
            format!("not surely of one moment: {pair}")
        }
    }

    fn cover(&self) -> String {
        let unclear = scopes(self.a, self.b, self.kind, self.attribute, self.names);
        if unclear == Scopes::Unclear {
            return format!(
                "nothing says how they stand to each other: {}",
                self.extents()
            );
        }
        if super::may_mean_two(self.a, self.b, self.kind, self.names) {
            return "each may mean another one".to_owned();
        }
        let live = self.kind.scope.iter().any(|one| {
            self.a.scope.contains_key(&one.name) != self.b.scope.contains_key(&one.name)
        });
        if live {
            format!("{}, {}", self.extents(), self.values())
        } else if self.attribute.flows_to.is_empty() {
            format!("{}, and nothing flows on from it", self.extents())
        } else {
            let to = self.attribute.flows_to.join(", ");
            format!("it flows on to {to}, {}", self.reports())
        }
    }

    /// Which report is the later one.
    fn reports(&self) -> String {
        let day = |claim: &Claim| {
            claim
                .as_of
                .map_or_else(|| "no day".to_owned(), |day| day.to_string())
        };
        let pair = both(&day(self.a), &day(self.b));
        match order(self.a, self.b) {
            Some(_) => format!("one report is later: {pair}"),
            None => format!("no report is surely later: {pair}"),
        }
    }

    fn moves(&self) -> String {
        if let Some(why) = super::no_stages(self.a, self.b, self.kind, self.attribute) {
            return why.to_owned();
        }
        let moves = match self.attribute.evolves {
            Evolves::No => return format!("{} does not move", self.attribute.name),
            Evolves::Up => "goes up",
            Evolves::Down => "goes down",
            Evolves::Free if surely_of(self.a.time).surely_meets(&surely_of(self.b.time)) => {
                return format!(
                    "{} moves freely, but not within one moment: {}",
                    self.attribute.name,
                    both(&self.a.time.hull.to_string(), &self.b.time.hull.to_string())
                );
            }
            Evolves::Free => "moves freely",
        };
        format!("{} {moves}, {}", self.attribute.name, self.reports())
    }

    fn direction(&self) -> String {
        let Some((earlier, later)) = order(self.a, self.b) else {
            return self.moves();
        };
        if self.attribute.evolves == Evolves::No {
            return self.moves();
        }
        let value = |claim: &Claim| describe_claim(claim, self.attribute, self.names);
        format!(
            "{}, from {} to {}",
            self.moves(),
            value(earlier),
            value(later)
        )
    }

    fn holder(&self, claim: &Claim) -> String {
        let outlet = claim.holder.outlet.to_string();
        match &claim.holder.speaker {
            Some(speaker) => format!("{} in {outlet}", self.names.display(speaker)),
            None => outlet,
        }
    }
}
