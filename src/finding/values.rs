//! Values as sets: whether two can both be so, whether their words differ, and which way one moved.
//!
//! Takes two claims of one attribute, gives yes, no or a number. Never looks at times, holders or modality.
//!
//! A claim's value is read as generously as its words allow. A denial leaves everything but what was *said*: "not
//! about 20" leaves 19 and 21, since widening what is denied would make the denial stronger, not vaguer.

use crate::claim::{Claim, Value};
use crate::rules::Names;
use crate::rules::kind::{Attribute, Domain, Evolves};
use crate::rules::names::{Containment, NameId};
use crate::value::{Amount, Interval, Period};

/// The share by which a measure may differ once it is told in another unit.
const ROUNDED: f64 = 0.02;

/// True when some value satisfies both claims. Values of different types or units are never told apart.
///
/// An attribute that is not functional holds several values side by side, so only a denial or "only" can clash.
pub fn hulls_meet(a: &Claim, b: &Claim, attribute: &Attribute, names: &Names) -> bool {
    if !attribute.functional && !a.denied && !b.denied && !a.only && !b.only {
        return true;
    }
    match (&a.value, &b.value) {
        (Value::Choice(x), Value::Choice(y)) => choices_meet((*x, a), (*y, b), attribute),
        (Value::Amount(x), Value::Amount(y)) => {
            amounts_meet((x, a.denied), (y, b.denied), attribute)
        }
        (Value::Names(x), Value::Names(y)) => names_meet((x, a), (y, b), attribute, names),
        (Value::Period(x), Value::Period(y)) => periods_meet((*x, a.denied), (*y, b.denied)),
        (Value::Text(x), Value::Text(y)) => a.denied == b.denied || x != y,
        _ => true,
    }
}

/// The values a choice claim leaves open, as a mask over the domain's list.
pub fn choices(mask: u16, denied: bool, attribute: &Attribute) -> u16 {
    let Domain::Choice { of, .. } = &attribute.domain else {
        return mask;
    };
    let all = u16::try_from((1_u32 << of.len().min(16)) - 1).unwrap_or(u16::MAX);
    if denied { all & !mask } else { all & mask }
}

fn choices_meet(a: (u16, &Claim), b: (u16, &Claim), attribute: &Attribute) -> bool {
    let Domain::Choice { together, .. } = &attribute.domain else {
        return true;
    };
    let x = choices(a.0, a.1.denied, attribute);
    let y = choices(b.0, b.1.denied, attribute);
    // A claim that leaves no value open is a slip of a rule, not something to be at odds with.
    if x & y != 0 || x == 0 || y == 0 {
        return true;
    }
    // What a denial leaves open was not said, so a group cannot vouch for it: "not X" and "X" stay apart.
    !a.1.denied
        && !b.1.denied
        && together
            .iter()
            .any(|group| x & group != 0 && y & group != 0)
}

fn amounts_meet(a: (&Amount, bool), b: (&Amount, bool), attribute: &Attribute) -> bool {
    if a.0.unit != b.0.unit {
        return true;
    }
    match (a.1, b.1) {
        // What is measured and not counted is never told to the end: "12 hours" may be a little more.
        (false, false) => {
            a.0.hull.meets(b.0.hull)
                || attribute.tolerance > 0.0 && say_the_same(a.0.said.closed(), b.0.said.closed())
        }
        (true, false) => !a.0.said.contains(b.0.hull),
        (false, true) => !b.0.said.contains(a.0.hull),
        // Two intervals never fill the line, unless each is a half of it.
        (true, true) => !covers_all(a.0.said, b.0.said),
    }
}

/// True for measures that meet, or would but for the unit they are told in: a month and 30 days, 100 miles and 160 km.
fn say_the_same(a: Interval, b: Interval) -> bool {
    let (less, more) = (a.high.min(b.high), a.low.max(b.low));
    less >= more * (1.0 - ROUNDED)
}

fn covers_all(a: Interval, b: Interval) -> bool {
    let halves = |low: Interval, high: Interval| {
        low.low == f64::NEG_INFINITY && high.high == f64::INFINITY && low.meets(high)
    };
    halves(a, b) || halves(b, a)
}

fn periods_meet(a: (Period, bool), b: (Period, bool)) -> bool {
    match (a.1, b.1) {
        (false, false) => a.0.meets(b.0),
        (true, false) => !a.0.contains(b.0),
        (false, true) => !b.0.contains(a.0),
        (true, true) => true,
    }
}

/// True unless the two names are listed as apart: unknown containment is unknown, not different.
fn may_be_one(a: &NameId, b: &NameId, names: &Names) -> bool {
    a == b || names.containment(a, b) != Containment::Apart
}

/// True when `part` surely is `whole` or lies in it.
fn lies_in(part: &NameId, whole: &NameId, names: &Names) -> bool {
    part == whole || names.lies_in(part, whole)
}

fn names_meet(
    a: (&[NameId], &Claim),
    b: (&[NameId], &Claim),
    attribute: &Attribute,
    names: &Names,
) -> bool {
    match (a.1.denied, b.1.denied) {
        (true, true) => true,
        (true, false) => !denies(a.0, b.0, names),
        (false, true) => !denies(b.0, a.0, names),
        (false, false) if a.0.is_empty() || b.0.is_empty() => true,
        (false, false) if attribute.domain == Domain::Place => {
            a.0.iter()
                .any(|x| b.0.iter().any(|y| may_be_one(x, y, names)))
        }
        (false, false) => {
            let within = |few: &[NameId], many: &[NameId]| {
                few.iter()
                    .all(|x| many.iter().any(|y| may_be_one(x, y, names)))
            };
            // A set stands for "at least these" unless the text says "only" these.
            let (a_in_b, b_in_a) = (within(a.0, b.0), within(b.0, a.0));
            match (a.1.only, b.1.only) {
                (true, true) => a_in_b && b_in_a,
                (true, false) => b_in_a,
                (false, true) => a_in_b,
                (false, false) => a_in_b || b_in_a,
            }
        }
    }
}

/// True when a denial of `denied` leaves no room for `said`.
fn denies(denied: &[NameId], said: &[NameId], names: &Names) -> bool {
    said.iter()
        .any(|name| denied.iter().any(|not| lies_in(name, not, names)))
}

/// True when the words differ beyond the attribute's tolerance although both can be so: "at least 58" and
/// "at least 100".
pub fn said_differs(a: &Claim, b: &Claim, attribute: &Attribute) -> bool {
    let (Value::Amount(x), Value::Amount(y)) = (&a.value, &b.value) else {
        return false;
    };
    if a.denied || b.denied || x.unit != y.unit {
        return false;
    }
    let beyond = |one: f64, other: f64| {
        (one - other).abs() > attribute.tolerance * one.abs().max(other.abs())
    };
    let rising = |said: Interval| said.high == f64::INFINITY && said.low.is_finite();
    let falling = |said: Interval| {
        said.high.is_finite()
            && (said.low == f64::NEG_INFINITY || said.low == 0.0)
            && said.low < said.high
    };
    let (first, second) = (x.said, y.said);
    if rising(first) && rising(second) {
        beyond(first.low, second.low)
    } else if falling(first) && falling(second) {
        beyond(first.high, second.high)
    } else if x.hull.contains(second) || y.hull.contains(first) || first.meets(second) {
        // "About 20" says 21, too.
        false
    } else if first.low > second.high {
        beyond(first.low, second.high)
    } else {
        beyond(second.low, first.high)
    }
}

/// True when some reading of `later` lies in the direction that `evolves` allows from some reading of `earlier`.
///
/// Choices move along the order of their list. Names, periods and texts have no direction.
pub fn moved_as_allowed(earlier: &Claim, later: &Claim, attribute: &Attribute) -> bool {
    let (rose, fell) = match (&earlier.value, &later.value) {
        (Value::Amount(x), Value::Amount(y)) => {
            let ends = |amount: &Amount, denied: bool| {
                if denied && amount.said.high == f64::INFINITY {
                    // "Not at least 22" is fewer than 22.
                    (f64::NEG_INFINITY, amount.said.low)
                } else if denied {
                    (f64::NEG_INFINITY, f64::INFINITY)
                } else {
                    (amount.hull.low, amount.hull.high)
                }
            };
            let ((x_low, x_high), (y_low, y_high)) =
                (ends(x, earlier.denied), ends(y, later.denied));
            (y_high > x_low, y_low < x_high)
        }
        (Value::Choice(x), Value::Choice(y)) => {
            let x = choices(*x, earlier.denied, attribute);
            let y = choices(*y, later.denied, attribute);
            if x == 0 || y == 0 {
                return false;
            }
            let highest = |mask: u16| mask.ilog2();
            (
                highest(y) > x.trailing_zeros(),
                y.trailing_zeros() < highest(x),
            )
        }
        _ => (true, true),
    };
    match attribute.evolves {
        Evolves::No => false,
        Evolves::Up => rose,
        Evolves::Down => fell,
        Evolves::Free => true,
    }
}

/// How far apart two amounts lie at least; `None` for values without distance.
pub fn gap(a: &Claim, b: &Claim) -> Option<f64> {
    match (&a.value, &b.value) {
        (Value::Amount(x), Value::Amount(y)) if x.unit == y.unit && !a.denied && !b.denied => {
            Some(x.hull.gap(y.hull))
        }
        _ => None,
    }
}
