//! Events: which reports tell of one happening.
//!
//! Takes the claims of one event kind that agree in their single-name slots, gives groups of claims, one per event.
//! Never judges values.
//!
//! A *report* is what one sentence says of one event: all claims of one article, sentence, identity and time. Reports
//! that say the same go together, so that a copy never moves anything. Two reports fit when
//!
//! - their names agree: one set contains the other, or they share two names;
//! - their date hulls lie within the kind's window;
//! - and, where the hulls do not meet but are only near, neither place nor number (an attribute without unit that
//!   never changes: the third meeting) tells them apart.
//!
//! Grouping goes in three passes, each in an order that comes from what the reports say:
//!
//! 1. Dated reports whose hulls meet form *days*, most names and narrowest date first. Each report is compared with
//!    the first report of a day, so that a loose report never chains two days together.
//! 2. Days that are only near join, the earlier one first, unless a place or number of any report tells them apart.
//! 3. *Vague* reports (the hull is wider than the window and two days) join the nearest fitting event before they
//!    were written. Place and number tell them apart in any case. Those that fit none form events of their own.
//!
//! Once a report has found its day, the narrowest date of that day narrows its own: when exactly one day fits, the
//! report keeps the overlap. A vague report is narrowed only when its own article dates the event, or
//! both give it the same number in a row. The laws of the
//! ladder hold for the claims after this step: which event a report tells of is settled before values are compared.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

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
    pub(super) identity: Identity,
    /// Its narrowest date, unless all its reports are vague.
    pub(super) date: Option<Period>,
    /// Its claims, sorted.
    pub(super) claims: Vec<usize>,
}

/// What one sentence, or several that say the same, says of one event.
struct Report<'c> {
    identity: &'c Identity,
    /// Its place among all identities, since there are fewer of them than reports.
    rank: usize,
    /// Sorted, each once.
    names: Vec<&'c NameId>,
    hull: Period,
    has_core: bool,
    as_of: Option<Period>,
    marks: BTreeMap<&'c str, &'c Value>,
    /// The marks as text, to sort and compare by.
    marked: String,
    claims: Vec<usize>,
}

/// A group under construction. Everyone who joins is compared with its first report.
#[derive(Clone)]
struct Group {
    /// Reports; the first one opened it.
    members: Vec<usize>,
    date: Option<Period>,
}

/// How close a report must lie to a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The hulls meet.
    Meets,
    /// The hulls lie within the window.
    Near,
    /// As near, but a place or number tells apart even where the hulls meet.
    Vague,
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

type Identity = BTreeMap<String, Vec<NameId>>;

type Postings<'c> = FxHashMap<Key<'c>, BTreeSet<(Minute, usize)>>;

/// Groups `indices` into events; gives them with the narrowed times of single claims.
pub(super) fn happenings(
    indices: &[usize],
    claims: &[Claim],
    kind: &Kind,
    event: &Event,
    names: &Names,
) -> (Vec<Happening>, Vec<(usize, Time)>) {
    let mut sorting = Sorting {
        reports: reports(indices, claims, kind),
        window: event.window,
        names,
        narrowed: Vec::new(),
    };
    let widest = event.window.saturating_add(2 * DAY);
    let (dated, vague): (Vec<usize>, Vec<usize>) =
        (0..sorting.reports.len()).partition(|&at| sorting.reports[at].hull.minutes() <= widest);
    let days = sorting.days(&dated, claims);
    let mut events = sorting.join_near(days);
    sorting.add_vague(&mut events, &vague, claims);
    let happenings = events
        .iter()
        .map(|group| {
            let mut claims: Vec<usize> = group
                .members
                .iter()
                .flat_map(|&at| sorting.reports[at].claims.iter().copied())
                .collect();
            claims.sort_unstable();
            Happening {
                identity: sorting.first(group).identity.clone(),
                date: group.date,
                claims,
            }
        })
        .collect();
    (happenings, sorting.narrowed)
}

struct Sorting<'c> {
    /// Sorted by content, so that an index is a rank.
    reports: Vec<Report<'c>>,
    window: Minute,
    names: &'c Names,
    narrowed: Vec<(usize, Time)>,
}

impl<'c> Sorting<'c> {
    fn first(&self, group: &Group) -> &Report<'c> {
        &self.reports[group.members[0]]
    }

    /// Pass 1.
    fn days(&mut self, dated: &[usize], claims: &[Claim]) -> Vec<Group> {
        let mut days: Vec<Group> = Vec::new();
        let mut fitted: Vec<(usize, usize)> = Vec::new();
        let mut postings = Postings::default();
        for &at in dated {
            let fits = self.fitting(&[at], &postings, &days, Reach::Meets);
            if let Some(&best) = fits.first() {
                days[best].members.push(at);
                if fits.len() == 1 {
                    fitted.push((best, at));
                }
            } else {
                self.post(&mut postings, at, days.len());
                fitted.push((days.len(), at));
                days.push(Group {
                    members: vec![at],
                    date: None,
                });
            }
        }
        for day in &mut days {
            day.date = day
                .members
                .iter()
                .map(|&at| self.reports[at].hull)
                .min_by_key(|hull| (hull.minutes(), *hull));
        }
        for (day, at) in fitted {
            let all = self.reports[at].claims.clone();
            self.narrow(all.into_iter(), days[day].date, claims);
        }
        days
    }

    /// Pass 2.
    fn join_near(&self, mut days: Vec<Group>) -> Vec<Group> {
        days.sort_by_key(|day| (self.first(day).hull, day.members[0]));
        let mut events: Vec<Group> = Vec::new();
        let mut postings = Postings::default();
        for day in days {
            let fits = self.fitting(&day.members, &postings, &events, Reach::Near);
            if let Some(&best) = fits.first() {
                events[best].members.extend(day.members);
            } else {
                self.post(&mut postings, day.members[0], events.len());
                events.push(day);
            }
        }
        events
    }

    /// Pass 3.
    fn add_vague(&mut self, events: &mut Vec<Group>, vague: &[usize], claims: &[Claim]) {
        let (mut dated, mut undated) = (Postings::default(), Postings::default());
        for (at, event) in events.iter().enumerate() {
            self.post(&mut dated, event.members[0], at);
        }
        let mut dating: FxHashMap<usize, BTreeSet<u32>> = FxHashMap::default();
        for &at in vague {
            let mut fits = self.fitting(&[at], &dated, events, Reach::Vague);
            if fits.is_empty() {
                fits = self.fitting(&[at], &undated, events, Reach::Vague);
            }
            // The third meeting is the third, whatever else would fit.
            if let Some(&same) = fits
                .iter()
                .find(|&&event| self.shares_number(at, &events[event]))
            {
                fits = vec![same];
            }
            let Some(&best) = fits.first() else {
                self.post(&mut undated, at, events.len());
                events.push(Group {
                    members: vec![at],
                    date: None,
                });
                continue;
            };
            if fits.len() == 1 && events[best].date.is_some() {
                let articles = dating.entry(best).or_insert_with(|| {
                    let told = events[best]
                        .members
                        .iter()
                        .flat_map(|&at| &self.reports[at].claims);
                    told.map(|&claim| claims[claim].article).collect()
                });
                let all = self.reports[at].claims.clone();
                let numbered = self.shares_number(at, &events[best]);
                let dated = all
                    .into_iter()
                    .filter(|&claim| numbered || articles.contains(&claims[claim].article));
                self.narrow(dated, events[best].date, claims);
            }
            events[best].members.push(at);
        }
    }

    /// True when the report and one of the group give the event the same number: the third meeting is the third.
    fn shares_number(&self, report: usize, group: &Group) -> bool {
        let numbers = &self.reports[report].marks;
        group.members.iter().take(LOOKED_AT).any(|&other| {
            let theirs = &self.reports[other].marks;
            numbers.iter().any(|(attribute, value)| {
                matches!(value, Value::Amount(_))
                    && theirs.get(attribute).is_some_and(|other| other == value)
            })
        })
    }

    fn narrow(
        &mut self,
        told: impl Iterator<Item = usize>,
        date: Option<Period>,
        claims: &[Claim],
    ) {
        for claim in told {
            let time = claims[claim].time;
            if let Some(hull) = date
                .and_then(|date| time.hull.overlap(date))
                .filter(|hull| *hull != time.hull)
            {
                let core = time.core.and_then(|core| core.overlap(hull));
                self.narrowed.push((claim, Time { hull, core, ..time }));
            }
        }
    }

    fn post(&self, postings: &mut Postings<'c>, first: usize, group: usize) {
        let report = &self.reports[first];
        for key in keys_of_event(&report.names) {
            postings
                .entry(key)
                .or_default()
                .insert((report.hull.start, group));
        }
    }

    /// The groups that these reports fit, best first; the first report stands for all.
    fn fitting(
        &self,
        members: &[usize],
        postings: &Postings<'c>,
        groups: &[Group],
        reach: Reach,
    ) -> Vec<usize> {
        let report = &self.reports[members[0]];
        let hull = report.hull;
        // A dated report looks around its own date, a vague one around the day it was written.
        let pivot = match (reach, report.as_of) {
            (Reach::Vague, Some(as_of)) => as_of.end.min(hull.end),
            (Reach::Vague, None) => hull.end,
            _ => hull.start,
        };
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for key in keys_of_report(&report.names) {
            if let Some(posts) = postings.get(&key) {
                let before = posts.range(..(pivot, 0)).rev().take(LOOKED_AT);
                let after = posts.range((pivot, 0)..).take(LOOKED_AT);
                seen.extend(before.chain(after).map(|(_, group)| *group));
            }
        }
        let mut fits: Vec<_> = seen
            .into_iter()
            .filter(|&group| {
                let first = self.first(&groups[group]);
                let close = match reach {
                    Reach::Meets => hull.meets(first.hull),
                    Reach::Near | Reach::Vague => hull.gap(first.hull) <= self.window,
                };
                close
                    && names_agree(&report.names, &first.names)
                    && !self.is_told_apart(members, &groups[group], reach)
            })
            .map(|group| {
                let other = self.first(&groups[group]).hull;
                let rank = if reach == Reach::Vague {
                    (
                        Minute::from(other.start >= pivot),
                        other.start.saturating_sub(pivot).saturating_abs(),
                    )
                } else {
                    (
                        hull.gap(other),
                        other.start.saturating_sub(hull.start).saturating_abs(),
                    )
                };
                (rank, group)
            })
            .collect();
        fits.sort_unstable();
        fits.into_iter().map(|(_, group)| group).collect()
    }

    /// True when some report has another place or number, and the dates do not say that it is one event.
    fn is_told_apart(&self, members: &[usize], group: &Group, reach: Reach) -> bool {
        let marked = |members: &[usize]| -> Vec<usize> {
            let marked = members.iter().copied();
            marked
                .filter(|&at| !self.reports[at].marks.is_empty())
                .take(LOOKED_AT)
                .collect()
        };
        let theirs = marked(&group.members);
        marked(members).into_iter().any(|ours| {
            let ours = &self.reports[ours];
            theirs.iter().any(|&theirs| {
                let theirs = &self.reports[theirs];
                (reach == Reach::Vague || !theirs.hull.meets(ours.hull))
                    && ours.marks.iter().any(|(attribute, value)| {
                        theirs
                            .marks
                            .get(attribute)
                            .is_some_and(|other| differ(value, other, self.names))
                    })
            })
        })
    }
}

/// The reports among `indices`, sorted by what they say: vague ones last, most names and narrowest date first.
fn reports<'c>(indices: &[usize], claims: &'c [Claim], kind: &Kind) -> Vec<Report<'c>> {
    let ranks = ranks(indices.iter().map(|&index| &claims[index].identity));
    let mut at: FxHashMap<(u32, u32, usize, Time), usize> = FxHashMap::default();
    let mut reports: Vec<Report<'c>> = Vec::new();
    for (&index, &rank) in indices.iter().zip(&ranks) {
        let claim = &claims[index];
        let key = (claim.article, claim.sentence, rank, claim.time);
        let slot = *at.entry(key).or_insert(reports.len());
        if slot == reports.len() {
            let mut names: Vec<&NameId> = kind
                .identity
                .iter()
                .filter(|slot| slot.many)
                .filter_map(|slot| claim.identity.get(&slot.name))
                .flatten()
                .collect();
            names.sort_unstable();
            names.dedup();
            reports.push(Report {
                identity: &claim.identity,
                rank,
                names,
                hull: claim.time.hull,
                has_core: claim.time.core.is_some(),
                as_of: claim.as_of,
                marks: BTreeMap::new(),
                marked: String::new(),
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
    for report in &mut reports {
        if !report.marks.is_empty() {
            report.marked = format!("{:?}", report.marks);
        }
    }
    let key = |report: &Report<'c>| {
        (
            std::cmp::Reverse(report.names.len()),
            report.hull.minutes(),
            !report.has_core,
            report.hull,
        )
    };
    reports.par_sort_by(|a, b| {
        key(a)
            .cmp(&key(b))
            .then_with(|| a.rank.cmp(&b.rank))
            .then_with(|| a.marked.cmp(&b.marked))
            .then_with(|| a.as_of.cmp(&b.as_of))
    });
    reports.dedup_by(|next, kept| {
        let same = next.hull == kept.hull
            && next.has_core == kept.has_core
            && next.as_of == kept.as_of
            && next.rank == kept.rank
            && next.marked == kept.marked;
        if same {
            kept.claims.append(&mut next.claims);
        }
        same
    });
    reports
}

/// The rank of each identity among all that differ.
fn ranks<'c>(identities: impl Iterator<Item = &'c Identity>) -> Vec<usize> {
    let mut numbers: FxHashMap<&Identity, usize> = FxHashMap::default();
    let numbered: Vec<usize> = identities
        .map(|identity| {
            let next = numbers.len();
            *numbers.entry(identity).or_insert(next)
        })
        .collect();
    let mut sorted: Vec<(&Identity, usize)> = numbers.into_iter().collect();
    sorted.par_sort_unstable();
    let mut ranks = vec![0; sorted.len()];
    for (rank, (_, number)) in sorted.into_iter().enumerate() {
        ranks[number] = rank;
    }
    numbered.into_iter().map(|number| ranks[number]).collect()
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

fn names_agree(a: &[&NameId], b: &[&NameId]) -> bool {
    let shared = a
        .iter()
        .filter(|name| b.binary_search(name).is_ok())
        .count();
    shared >= 2 || shared == a.len() || shared == b.len()
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
fn keys_of_event<'c>(names: &[&'c NameId]) -> Vec<Key<'c>> {
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
fn keys_of_report<'c>(names: &[&'c NameId]) -> Vec<Key<'c>> {
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

fn pairs<'c>(names: &[&'c NameId]) -> Vec<Key<'c>> {
    let names = &names[..names.len().min(PAIRED)];
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
