//! Events: which reports tell of one happening.
//!
//! Takes the claims of one event kind that agree in their single-name slots, gives groups of claims, one per event.
//! Never judges values.
//!
//! A *report* is what one sentence says of one event: all claims of one article, sentence, identity and time. Reports
//! with a date become events, most names and narrowest date first; each further report joins the event whose first
//! report it fits best, so that a vague report never chains two events together. Two reports fit when
//!
//! - their names agree: one set contains the other, or they share two names;
//! - their date hulls lie within the kind's window;
//! - and, where the hulls do not meet but are only near, neither place nor number (an attribute without unit that
//!   never changes: the third meeting) tells them apart.
//!
//! A *vague* report (its hull is wider than the window and two days) is told apart by place and number in any case. It
//! joins the nearest fitting event before it was written and never opens a dated event.
//!
//! Once a report has found its event, the event's date narrows its own: when exactly one event fits and the report's
//! hull meets the narrowest date of that event, the report keeps the overlap. A vague report is narrowed only when its
//! own article dates the event. The laws of the ladder hold for the claims after this step: which event a report tells
//! of is settled before any two values are compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::claim::{Claim, Value};
use crate::rules::Names;
use crate::rules::kind::{Domain, Event, Evolves, Kind};
use crate::rules::names::{Containment, NameId};
use crate::value::time::DAY;
use crate::value::{Minute, Period, Time};

/// Events looked at in each direction of time per shared name, nearest first.
const LOOKED_AT: usize = 32;
/// Names of a report that are paired to look for events; further names still count when sets are compared.
const PAIRED: usize = 8;

/// One event: its claims, and what is known of its identity and date.
pub(super) struct Happening {
    /// The identity of the report that opened it.
    pub(super) identity: BTreeMap<String, Vec<NameId>>,
    /// Its narrowest date, unless all its reports are vague.
    pub(super) date: Option<Period>,
    /// Its claims, sorted.
    pub(super) claims: Vec<usize>,
}

/// What one sentence says of one event.
struct Report<'c> {
    identity: &'c BTreeMap<String, Vec<NameId>>,
    names: BTreeSet<&'c NameId>,
    time: Time,
    as_of: Option<Period>,
    article: u32,
    marks: BTreeMap<&'c str, &'c Value>,
    claims: Vec<usize>,
}

/// An event under construction. Everyone who joins is compared with its first report.
struct Opened {
    first: usize,
    members: Vec<Member>,
    vague: bool,
}

struct Member {
    report: usize,
    /// False when another event fitted as well.
    alone: bool,
}

/// Where to look for events that may fit.
#[derive(PartialEq, Eq, Hash)]
enum Key<'c> {
    Any,
    Nameless,
    One(&'c NameId),
    Alone(&'c NameId),
    Pair(&'c NameId, &'c NameId),
}

type Postings<'c> = HashMap<Key<'c>, BTreeSet<(Minute, usize)>>;

/// Groups `indices` into events; gives them with the narrowed times of single claims.
pub(super) fn happenings(
    indices: &[usize],
    claims: &[Claim],
    kind: &Kind,
    event: &Event,
    names: &Names,
) -> (Vec<Happening>, Vec<(usize, Time)>) {
    let reports = reports(indices, claims, kind);
    let widest = event.window.saturating_add(2 * DAY);
    let is_vague = |report: &Report<'_>| report.time.hull.minutes() > widest;
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by_key(|&at| {
        let report = &reports[at];
        (
            is_vague(report),
            std::cmp::Reverse(report.names.len()),
            report.time.hull.minutes(),
            report.time.core.is_none(),
            report.time.hull,
            report.claims.first().copied(),
        )
    });
    let mut opened: Vec<Opened> = Vec::new();
    let (mut dated, mut vague) = (Postings::new(), Postings::new());
    for at in order {
        let report = &reports[at];
        let weak = is_vague(report);
        let fitting = fitting(report, &dated, &opened, &reports, event.window, weak, names);
        let fitting = if weak && fitting.is_empty() {
            self::fitting(report, &vague, &opened, &reports, event.window, weak, names)
        } else {
            fitting
        };
        if let Some(&best) = fitting.first() {
            opened[best].members.push(Member {
                report: at,
                alone: fitting.len() == 1,
            });
        } else {
            let postings = if weak { &mut vague } else { &mut dated };
            for key in keys_of_event(&report.names) {
                postings
                    .entry(key)
                    .or_default()
                    .insert((report.time.hull.start, opened.len()));
            }
            opened.push(Opened {
                first: at,
                members: vec![Member {
                    report: at,
                    alone: true,
                }],
                vague: weak,
            });
        }
    }
    close(&opened, &reports, widest)
}

/// The reports among `indices`, in the order of their first claims.
fn reports<'c>(indices: &[usize], claims: &'c [Claim], kind: &Kind) -> Vec<Report<'c>> {
    let mut at: HashMap<(u32, u32, &BTreeMap<String, Vec<NameId>>, Time), usize> = HashMap::new();
    let mut reports: Vec<Report<'c>> = Vec::new();
    for &index in indices {
        let claim = &claims[index];
        let key = (claim.article, claim.sentence, &claim.identity, claim.time);
        let slot = *at.entry(key).or_insert(reports.len());
        if slot == reports.len() {
            reports.push(Report {
                identity: &claim.identity,
                names: kind
                    .identity
                    .iter()
                    .filter(|slot| slot.many)
                    .filter_map(|slot| claim.identity.get(&slot.name))
                    .flatten()
                    .collect(),
                time: claim.time,
                as_of: claim.as_of,
                article: claim.article,
                marks: BTreeMap::new(),
                claims: Vec::new(),
            });
        }
        let report = &mut reports[slot];
        report.claims.push(index);
        if tells_apart(claim, kind) {
            report
                .marks
                .entry(claim.attribute.as_str())
                .or_insert(&claim.value);
        }
    }
    reports
}

/// True for claims that tell one event from another: where it was, and which in a row.
fn tells_apart(claim: &Claim, kind: &Kind) -> bool {
    !claim.denied
        && kind.attribute(&claim.attribute).is_some_and(|attribute| {
            attribute.functional
                && match &attribute.domain {
                    Domain::Place => true,
                    Domain::Amount { unit } => unit.is_empty() && attribute.evolves == Evolves::No,
                    _ => false,
                }
        })
}

/// The events that `report` fits, best first.
fn fitting<'c>(
    report: &Report<'c>,
    postings: &Postings<'c>,
    opened: &[Opened],
    reports: &[Report<'c>],
    window: Minute,
    weak: bool,
    names: &Names,
) -> Vec<usize> {
    let hull = report.time.hull;
    // A dated report looks around its own date, a vague one around the day it was written.
    let pivot = if weak {
        report
            .as_of
            .map_or(hull.end, |as_of| as_of.end.min(hull.end))
    } else {
        hull.start
    };
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for key in keys_of_report(&report.names) {
        if let Some(posts) = postings.get(&key) {
            let before = posts.range(..(pivot, 0)).rev().take(LOOKED_AT);
            let after = posts.range((pivot, 0)..).take(LOOKED_AT);
            seen.extend(before.chain(after).map(|(_, event)| *event));
        }
    }
    let mut fits: Vec<_> = seen
        .into_iter()
        .filter(|&event| {
            let first = &reports[opened[event].first];
            hull.gap(first.time.hull) <= window
                && names_agree(&report.names, &first.names)
                && !is_told_apart(report, &opened[event], reports, weak, names)
        })
        .map(|event| {
            let other = reports[opened[event].first].time.hull;
            let rank = if weak {
                (
                    Minute::from(other.start >= pivot),
                    (other.start - pivot).abs(),
                )
            } else {
                (hull.gap(other), (other.start - hull.start).abs())
            };
            (rank, event)
        })
        .collect();
    fits.sort_unstable();
    fits.into_iter().map(|(_, event)| event).collect()
}

fn names_agree(a: &BTreeSet<&NameId>, b: &BTreeSet<&NameId>) -> bool {
    a.is_subset(b) || b.is_subset(a) || a.intersection(b).nth(1).is_some()
}

/// True when some report of the event has another place or number, and the dates do not say that it is one event.
fn is_told_apart(
    report: &Report<'_>,
    event: &Opened,
    reports: &[Report<'_>],
    weak: bool,
    names: &Names,
) -> bool {
    if report.marks.is_empty() {
        return false;
    }
    event.members.iter().take(LOOKED_AT).any(|member| {
        let member = &reports[member.report];
        (weak || !member.time.hull.meets(report.time.hull))
            && report.marks.iter().any(|(attribute, value)| {
                member
                    .marks
                    .get(attribute)
                    .is_some_and(|other| differ(value, other, names))
            })
    })
}

fn differ(a: &Value, b: &Value, names: &Names) -> bool {
    match (a, b) {
        (Value::Amount(x), Value::Amount(y)) => x.unit == y.unit && !x.hull.meets(y.hull),
        (Value::Names(x), Value::Names(y)) => {
            let apart = |x: &NameId, y: &NameId| names.containment(x, y) == Containment::Apart;
            !x.is_empty() && !y.is_empty() && x.iter().all(|x| y.iter().all(|y| apart(x, y)))
        }
        _ => false,
    }
}

/// Under which keys an event can be found.
fn keys_of_event<'c>(names: &BTreeSet<&'c NameId>) -> Vec<Key<'c>> {
    let mut keys = vec![Key::Any];
    keys.extend(names.iter().map(|name| Key::One(name)));
    keys.extend(pairs(names));
    match (names.len(), names.first()) {
        (0, _) => keys.push(Key::Nameless),
        (1, Some(name)) => keys.push(Key::Alone(name)),
        _ => {}
    }
    keys
}

/// Under which keys the events lie that agree with a report of these names.
fn keys_of_report<'c>(names: &BTreeSet<&'c NameId>) -> Vec<Key<'c>> {
    match (names.len(), names.first()) {
        (0, _) => vec![Key::Any],
        (1, Some(name)) => vec![Key::One(name), Key::Nameless],
        _ => names
            .iter()
            .map(|name| Key::Alone(name))
            .chain(pairs(names))
            .chain([Key::Nameless])
            .collect(),
    }
}

fn pairs<'c>(names: &BTreeSet<&'c NameId>) -> Vec<Key<'c>> {
    let names: Vec<&NameId> = names.iter().copied().take(PAIRED).collect();
    let mut pairs = Vec::new();
    for (at, first) in names.iter().enumerate() {
        pairs.extend(
            names[at + 1..]
                .iter()
                .map(|second| Key::Pair(first, second)),
        );
    }
    pairs
}

/// Finished events, and the times that they narrow.
fn close(
    opened: &[Opened],
    reports: &[Report<'_>],
    widest: Minute,
) -> (Vec<Happening>, Vec<(usize, Time)>) {
    let mut happenings = Vec::with_capacity(opened.len());
    let mut narrowed = Vec::new();
    for event in opened {
        let members = || {
            event
                .members
                .iter()
                .map(|member| (member, &reports[member.report]))
        };
        let date = members()
            .map(|(_, report)| report.time.hull)
            .filter(|hull| !event.vague && hull.minutes() <= widest)
            .min_by_key(|hull| (hull.minutes(), *hull));
        let dating: BTreeSet<u32> = members()
            .filter(|(_, report)| report.time.hull.minutes() <= widest)
            .map(|(_, report)| report.article)
            .collect();
        for (member, report) in members() {
            let vague = report.time.hull.minutes() > widest;
            let overlap = date.and_then(|date| report.time.hull.overlap(date));
            if let Some(hull) = overlap.filter(|hull| {
                member.alone
                    && *hull != report.time.hull
                    && (!vague || dating.contains(&report.article))
            }) {
                let time = Time {
                    hull,
                    core: report.time.core.and_then(|core| core.overlap(hull)),
                    ..report.time
                };
                narrowed.extend(report.claims.iter().map(|&claim| (claim, time)));
            }
        }
        let mut claims: Vec<usize> = members()
            .flat_map(|(_, report)| report.claims.iter().copied())
            .collect();
        claims.sort_unstable();
        happenings.push(Happening {
            identity: reports[event.first].identity.clone(),
            date,
            claims,
        });
    }
    (happenings, narrowed)
}
