//! Sides: the fewest values that satisfy all claims of one attribute, and who stands for which.
//!
//! Takes standing claims of one fact and attribute, gives sides and the claims that fit several. Never compares claims
//! pair by pair.
//!
//! Amounts and dates are intervals: sorted by right end and stabbed greedily, which gives the fewest points in
//! n log n. Choices are a smallest set of values that hits every claim's mask. Names are taken most specific first and
//! join the sides that hold or lie in them. Where values hold side by side only denials, "only", and what they clash
//! with are sides. A claim that fits several sides takes none: it is compatible with them.

use std::cmp::Ordering;

use crate::claim::{Claim, Value};
use crate::rules::Names;
use crate::rules::kind::{Attribute, Domain};
use crate::rules::names::Containment;
use crate::value::Interval;

use super::describe::{describe, describe_claim};
use super::values::{choices, hulls_meet};

/// Sides of names and of clashing values kept; further values are still judged but take no side.
const MOST: usize = 64;
/// Steps in the search for the fewest choices before it settles for a good set.
const STEPS: usize = 20_000;

/// Claims split by value.
#[derive(Debug, Default)]
pub(super) struct Split {
    /// Each side's label and claims, unordered.
    pub(super) sides: Vec<(String, Vec<usize>)>,
    /// Claims that fit several sides, or perhaps one, with those sides.
    pub(super) compatible: Vec<(usize, Vec<usize>)>,
}

/// One value with all claims that make it.
pub(super) struct Stand<'c> {
    pub(super) claim: &'c Claim,
    claims: Vec<usize>,
}

/// Where a value belongs.
enum Place {
    Side(usize),
    Fits(Vec<usize>),
    Nowhere,
}

/// Splits `standing`, indices into `claims`, into sides.
pub(super) fn split(
    standing: &[usize],
    claims: &[Claim],
    attribute: &Attribute,
    names: &Names,
) -> Split {
    let stands = stands(standing, claims);
    let (labels, places) = if attribute.functional {
        match attribute.domain {
            Domain::Choice { .. } => by_choice(&stands, attribute, names),
            Domain::Amount { .. } | Domain::Date => by_interval(&stands, attribute, names),
            Domain::Place | Domain::Names => by_name(&stands, attribute, names),
            Domain::Text => by_clash(&stands, attribute, names),
        }
    } else {
        by_clash(&stands, attribute, names)
    };
    let mut split = Split {
        sides: labels
            .into_iter()
            .map(|label| (label, Vec::new()))
            .collect(),
        compatible: Vec::new(),
    };
    for (stand, place) in stands.into_iter().zip(places) {
        match place {
            Place::Side(side) => split.sides[side].1.extend(stand.claims),
            Place::Fits(sides) => split
                .compatible
                .extend(stand.claims.into_iter().map(|claim| (claim, sides.clone()))),
            Place::Nowhere => {}
        }
    }
    for (_, claims) in &mut split.sides {
        claims.sort_unstable();
    }
    split.sides.retain(|(_, claims)| !claims.is_empty());
    split.compatible.sort();
    split
}

/// True when all claims say the very same.
pub(super) fn is_one_value(standing: &[usize], claims: &[Claim]) -> bool {
    standing
        .windows(2)
        .all(|pair| stand_order(&claims[pair[0]], &claims[pair[1]]) == Ordering::Equal)
}

fn stand_order(a: &Claim, b: &Claim) -> Ordering {
    (a.denied, a.only)
        .cmp(&(b.denied, b.only))
        .then_with(|| a.value.order(&b.value))
}

/// The different values among `standing`, each with its claims.
pub(super) fn stands<'c>(standing: &[usize], claims: &'c [Claim]) -> Vec<Stand<'c>> {
    let mut sorted = standing.to_vec();
    sorted.sort_unstable_by(|&a, &b| stand_order(&claims[a], &claims[b]).then(a.cmp(&b)));
    let mut stands: Vec<Stand<'c>> = Vec::new();
    for index in sorted {
        let claim = &claims[index];
        match stands.last_mut() {
            Some(last) if stand_order(last.claim, claim) == Ordering::Equal => {
                last.claims.push(index);
            }
            _ => stands.push(Stand {
                claim,
                claims: vec![index],
            }),
        }
    }
    stands
}

/// One side is a stand; two or more, or an unsure one, leave it between them.
fn placed(fits: Vec<usize>) -> Place {
    match fits.as_slice() {
        [] => Place::Nowhere,
        [side] => Place::Side(*side),
        _ => Place::Fits(fits),
    }
}

fn by_choice(
    stands: &[Stand<'_>],
    attribute: &Attribute,
    names: &Names,
) -> (Vec<String>, Vec<Place>) {
    let Domain::Choice { of, together } = &attribute.domain else {
        return (Vec::new(), Vec::new());
    };
    let mut points: Vec<u16> = (0..of.len().min(16)).map(|at| 1 << at).collect();
    points.extend(
        together
            .iter()
            .copied()
            .filter(|group| group.count_ones() > 1)
            .take(MOST),
    );
    let masks: Vec<Option<(u16, bool)>> = stands
        .iter()
        .map(|stand| match stand.claim.value {
            Value::Choice(mask) => {
                let open = choices(mask, stand.claim.denied, attribute);
                (open != 0).then_some((open, stand.claim.denied))
            }
            _ => None,
        })
        .collect();
    let hits = |(mask, denied): (u16, bool), point: u16| {
        // A denial fits a group only if it denies none of it.
        if denied {
            mask & point == point
        } else {
            mask & point != 0
        }
    };
    let chosen = fewest(&masks, &points, hits);
    let places: Vec<Place> = masks
        .iter()
        .map(|mask| {
            placed(mask.map_or_else(Vec::new, |mask| {
                (0..chosen.len())
                    .filter(|&side| hits(mask, chosen[side]))
                    .collect()
            }))
        })
        .collect();
    let labels = chosen
        .iter()
        .enumerate()
        .map(|(side, &point)| {
            let said = masks
                .iter()
                .zip(&places)
                .filter(|(_, place)| matches!(place, Place::Side(at) if *at == side))
                .filter_map(|(mask, _)| *mask)
                .fold(0, |all, (mask, _)| all | mask);
            // A side of denials alone says what it denies, not which of the other values happened to be picked.
            let members = stands
                .iter()
                .zip(&places)
                .filter(|(_, place)| matches!(place, Place::Side(at) if *at == side));
            let denials: Vec<&Claim> = members.map(|(stand, _)| stand.claim).collect();
            match denials.first() {
                Some(first)
                    if denials
                        .iter()
                        .all(|claim| claim.denied && claim.value == first.value) =>
                {
                    describe_claim(first, attribute, names)
                }
                _ => describe(&Value::Choice(said & point), attribute, names),
            }
        })
        .collect();
    (labels, places)
}

/// A smallest set of points that hits every mask; on too many steps a good one.
fn fewest(
    masks: &[Option<(u16, bool)>],
    points: &[u16],
    hits: impl Fn((u16, bool), u16) -> bool + Copy,
) -> Vec<u16> {
    fn search(
        masks: &[(u16, bool)],
        points: &[u16],
        hits: impl Fn((u16, bool), u16) -> bool + Copy,
        left: usize,
        steps: &mut usize,
        chosen: &mut Vec<u16>,
    ) -> bool {
        *steps += 1;
        let Some(&open) = masks
            .iter()
            .find(|mask| !chosen.iter().any(|&point| hits(**mask, point)))
        else {
            return true;
        };
        if left == 0 || *steps > STEPS {
            return false;
        }
        for &point in points.iter().filter(|&&point| hits(open, point)) {
            chosen.push(point);
            if search(masks, points, hits, left - 1, steps, chosen) {
                return true;
            }
            chosen.pop();
        }
        false
    }
    let mut masks: Vec<(u16, bool)> = masks.iter().copied().flatten().collect();
    // Masks with few values decide most, so they come first.
    masks.sort_unstable_by_key(|mask| (mask.0.count_ones(), *mask));
    masks.dedup();
    let (mut steps, mut chosen) = (0, Vec::new());
    for size in 0..=points.len() {
        if search(&masks, points, hits, size, &mut steps, &mut chosen) {
            return chosen;
        }
        if steps > STEPS {
            break;
        }
    }
    chosen.clear();
    for mask in masks {
        if !chosen.iter().any(|&point| hits(mask, point)) {
            chosen.extend(points.iter().copied().find(|&point| hits(mask, point)));
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// The generous interval of a value that has one.
fn interval(claim: &Claim) -> Option<Interval> {
    match &claim.value {
        Value::Amount(amount) => Some(amount.hull),
        Value::Period(period) => Some(Interval {
            high_open: true,
            ..Interval::between(period.start as f64, period.end as f64)
        }),
        _ => None,
    }
}

/// The unit of an amount; nothing for other values.
fn unit(claim: &Claim) -> &str {
    match &claim.value {
        Value::Amount(amount) => &amount.unit,
        _ => "",
    }
}

fn by_interval(
    stands: &[Stand<'_>],
    attribute: &Attribute,
    names: &Names,
) -> (Vec<String>, Vec<Place>) {
    // Amounts of another unit cannot be told apart from these, so they take no side.
    let expected = match &attribute.domain {
        Domain::Amount { unit } => unit.as_str(),
        _ => "",
    };
    let ours = if stands.iter().any(|stand| unit(stand.claim) == expected) {
        expected
    } else {
        stands.first().map_or("", |stand| unit(stand.claim))
    };
    let spans: Vec<Option<Interval>> = stands
        .iter()
        .map(|stand| {
            interval(stand.claim).filter(|span| {
                unit(stand.claim) == ours && span.meets(*span) && !stand.claim.denied
            })
        })
        .collect();
    let mut by_end: Vec<usize> = (0..stands.len())
        .filter(|&at| spans[at].is_some())
        .collect();
    let end = |at: usize| spans[at].map_or((0.0, false), |span| (span.high, span.high_open));
    by_end.sort_by(|&a, &b| {
        let (a, b) = (end(a), end(b));
        a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))
    });
    let mut stabs: Vec<(f64, bool)> = Vec::new();
    let mut labels: Vec<(usize, usize)> = Vec::new();
    let mut places: Vec<Place> = stands.iter().map(|_| Place::Nowhere).collect();
    for &at in &by_end {
        let span = spans[at].unwrap_or(Interval::exactly(0.0));
        if stabs.last().is_none_or(|stab| !starts_before(span, *stab)) {
            stabs.push(end(at));
        }
    }
    for &at in &by_end {
        let span = spans[at].unwrap_or(Interval::exactly(0.0));
        let first = stabs.partition_point(|stab| !starts_before(span, *stab));
        let last = stabs.partition_point(|stab| ends_after(span, *stab));
        if last == first + 1 {
            places[at] = Place::Side(first);
            labels.push((first, at));
        } else {
            places[at] = placed((first..last).take(MOST).collect());
        }
    }
    // A side is named by its most precise claim.
    labels.sort_by(|&(side_a, a), &(side_b, b)| {
        let width = |at: usize| said_width(stands[at].claim);
        side_a
            .cmp(&side_b)
            .then_with(|| width(a).total_cmp(&width(b)))
            .then(a.cmp(&b))
    });
    labels.dedup_by_key(|(side, _)| *side);
    let mut cores: Vec<&Claim> = Vec::with_capacity(stabs.len());
    cores.extend(labels.iter().map(|&(_, at)| stands[at].claim));
    let labels = cores
        .iter()
        .map(|core| describe(&core.value, attribute, names))
        .collect();
    with_denials(stands, labels, places, &cores, attribute, names)
}

/// True when the span reaches down to the point just at, or just below, `stab`.
fn starts_before(span: Interval, (at, below): (f64, bool)) -> bool {
    match span.low.total_cmp(&at) {
        Ordering::Less => true,
        Ordering::Equal => !span.low_open && !below,
        Ordering::Greater => false,
    }
}

/// True when the span reaches up to the point just at, or just below, `stab`.
fn ends_after(span: Interval, (at, below): (f64, bool)) -> bool {
    match span.high.total_cmp(&at) {
        Ordering::Greater => true,
        Ordering::Equal => !span.high_open || below,
        Ordering::Less => false,
    }
}

fn said_width(claim: &Claim) -> f64 {
    match &claim.value {
        Value::Amount(amount) => amount.said.high - amount.said.low,
        Value::Period(period) => period.minutes() as f64,
        _ => 0.0,
    }
}

fn by_name(
    stands: &[Stand<'_>],
    attribute: &Attribute,
    names: &Names,
) -> (Vec<String>, Vec<Place>) {
    let ids = |claim: &Claim| match &claim.value {
        Value::Names(ids) => ids.clone(),
        _ => Vec::new(),
    };
    let mut order: Vec<usize> = (0..stands.len())
        .filter(|&at| !stands[at].claim.denied && !ids(stands[at].claim).is_empty())
        .collect();
    order.sort_by_cached_key(|&at| {
        let ids = ids(stands[at].claim);
        let depth: usize = ids.iter().map(|id| names.wholes(id).len()).sum();
        let listed = ids.iter().any(|id| names.by_id.contains_key(id));
        (!listed, std::cmp::Reverse((depth, ids.len())), at)
    });
    let mut cores: Vec<&Claim> = Vec::new();
    let mut places: Vec<Place> = stands.iter().map(|_| Place::Nowhere).collect();
    for at in order {
        let claim = stands[at].claim;
        let fits: Vec<usize> = (0..cores.len())
            .filter(|&side| hulls_meet(claim, cores[side], attribute, names))
            .collect();
        let surely = |side: usize| {
            ids(claim).iter().any(|x| {
                ids(cores[side]).iter().any(|y| {
                    matches!(
                        names.containment(x, y),
                        Containment::Same | Containment::Inside
                    )
                })
            })
        };
        places[at] = match fits.as_slice() {
            [] if cores.len() < MOST => {
                cores.push(claim);
                Place::Side(cores.len() - 1)
            }
            [] => Place::Nowhere,
            [side] if surely(*side) => Place::Side(*side),
            _ => Place::Fits(fits),
        };
    }
    let labels = cores
        .iter()
        .map(|core| describe(&core.value, attribute, names))
        .collect();
    with_denials(stands, labels, places, &cores, attribute, names)
}

/// Places the denials: compatible with the sides whose value they leave open, else a side of their own.
fn with_denials(
    stands: &[Stand<'_>],
    mut labels: Vec<String>,
    mut places: Vec<Place>,
    cores: &[&Claim],
    attribute: &Attribute,
    names: &Names,
) -> (Vec<String>, Vec<Place>) {
    let mut against = None;
    for (at, stand) in stands
        .iter()
        .enumerate()
        .filter(|(_, stand)| stand.claim.denied)
    {
        let fits: Vec<usize> = (0..cores.len().min(MOST))
            .filter(|&side| hulls_meet(stand.claim, cores[side], attribute, names))
            .collect();
        places[at] = if fits.is_empty() {
            let side = *against.get_or_insert_with(|| {
                labels.push(describe_claim(stand.claim, attribute, names));
                labels.len() - 1
            });
            Place::Side(side)
        } else {
            Place::Fits(fits)
        };
    }
    (labels, places)
}

/// Sides where values hold side by side: denials and "only" on the one hand, what they exclude on the other.
fn by_clash(
    stands: &[Stand<'_>],
    attribute: &Attribute,
    names: &Names,
) -> (Vec<String>, Vec<Place>) {
    let strict = |stand: &&Stand<'_>| stand.claim.denied || stand.claim.only;
    let clashes: Vec<bool> = stands
        .iter()
        .map(|stand| {
            let clash = |other: &Stand<'_>| !hulls_meet(stand.claim, other.claim, attribute, names);
            if strict(&stand) {
                stands.iter().take(MOST * 4).any(clash)
            } else {
                stands.iter().filter(strict).take(MOST).any(clash)
            }
        })
        .collect();
    let mut labels = Vec::new();
    let places = stands
        .iter()
        .zip(clashes)
        .map(|(stand, clashes)| {
            if clashes && labels.len() < MOST {
                labels.push(describe_claim(stand.claim, attribute, names));
                Place::Side(labels.len() - 1)
            } else {
                Place::Nowhere
            }
        })
        .collect();
    (labels, places)
}
