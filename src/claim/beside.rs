//! Two events of one kind in a sentence: "met Brown on Monday, a day after seeing Smith in Arden".
//!
//! Takes the hits of a sentence, gives them without the phrases that belong to the event beside: a pattern finds a place or
//! a day near its match, and cannot tell whose it is.

use std::ops::Range;

use super::hit::Hit;
use super::modality::inside;
use crate::rules::RulePack;
use crate::rules::kind::Kind;

/// Takes from each of `found` what another event of its kind tells in its own words, or stands nearer to in front.
pub(super) fn part(found: &mut [Hit<'_>], pack: &RulePack) {
    if found.len() < 2 {
        return;
    }
    let tellers: Vec<Option<Teller<'_>>> = found.iter().map(|hit| Teller::of(hit, pack)).collect();
    for (own, hit) in tellers.iter().zip(found) {
        let Some(own) = own else { continue };
        let others = tellers.iter().flatten();
        let others: Vec<&Teller<'_>> = others.filter(|other| own.is_beside(other)).collect();
        hit.slots.retain(|slot| {
            let mut others = others.iter();
            inside(&slot.units, &own.units)
                || !others.any(|other| other.has(&slot.units, &own.units))
        });
    }
}

/// A match that names whom its event is of.
struct Teller<'p> {
    kind: &'p str,
    plain: bool,
    units: Range<usize>,
}

impl<'p> Teller<'p> {
    /// The teller that `hit` is, if its event passes and it names anybody.
    fn of(hit: &Hit<'p>, pack: &RulePack) -> Option<Self> {
        let kind = pack
            .kinds
            .get(&hit.rule.kind)
            .filter(|kind| kind.passes())?;
        let names = |kind: &Kind| {
            let mut whose = kind.identity.iter();
            whose.any(|wanted| hit.slots.iter().any(|slot| slot.name == wanted.name))
        };
        names(kind).then(|| Self {
            kind: &hit.rule.kind,
            plain: hit.rule.plain,
            units: hit.units.clone(),
        })
    }

    /// True when `other` tells of another event of this kind, in other words.
    fn is_beside(&self, other: &Self) -> bool {
        let apart = self.units.end <= other.units.start || other.units.end <= self.units.start;
        apart && self.kind == other.kind && self.plain == other.plain
    }

    /// True when the phrase at `units` is this one's, and not that of the match at `own`.
    fn has(&self, units: &Range<usize>, own: &Range<usize>) -> bool {
        let between = own.end <= self.units.start && self.units.start <= units.start;
        inside(units, &self.units) || between
    }
}
