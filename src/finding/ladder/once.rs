//! What happens once: when two days given for it are at odds, and when two reports may be of one event.
//!
//! Takes two claims of one fact, gives whether their days can be those of two happenings. Never looks at other values.

use crate::claim::{Claim, Value};
use crate::rules::Names;
use crate::rules::kind::{Attribute, Domain, Kind, Slot};
use crate::rules::names::NameId;
use crate::rules::types::TypeId;
use crate::value::Period;
use crate::value::time::DAY;

/// True when their times lie no further apart than two reports of one event.
pub(super) fn may_be_one_event(a: &Claim, b: &Claim, kind: &Kind) -> bool {
    kind.event
        .as_ref()
        .is_some_and(|event| a.time.hull.gap(b.time.hull) <= event.window)
}

/// True when two articles that look back on what happens once, within the kind's window or that of its date, give it two
/// days.
pub(super) fn dated_twice(
    a: &Claim,
    b: &Claim,
    kind: &Kind,
    attribute: &Attribute,
    names: &Names,
) -> bool {
    let (Some(x), Some(y)) = (day(a), day(b)) else {
        return false;
    };
    let looks_back =
        |claim: &Claim| (claim.as_of).is_some_and(|as_of| as_of.start >= x.end.max(y.end));
    attribute.domain == Domain::Date
        && a.article != b.article
        && a.identity == b.identity
        && looks_back(a)
        && looks_back(b)
        && (attribute.once.is_some_and(|within| x.gap(y) <= within) || come_once(a, kind, names))
}

/// The day that a claim gives.
fn day(claim: &Claim) -> Option<Period> {
    match claim.value {
        Value::Period(day) if !claim.denied && day.end - day.start <= DAY => Some(day),
        _ => None,
    }
}

/// True when all whose event it is do not come together twice within its window.
fn come_once(claim: &Claim, kind: &Kind, names: &Names) -> bool {
    let Some(event) = &kind.event else {
        return false;
    };
    let is_once = |own: &TypeId| event.once.iter().any(|kind| names.is_a(own, kind));
    let of = |name: &NameId| {
        let listed = names.by_id.get(name);
        listed.is_some_and(|one| one.types.iter().any(is_once))
    };
    let held = |slot: &Slot| claim.identity.get(&slot.name).into_iter().flatten().all(of);
    kind.identity.iter().all(held)
}
