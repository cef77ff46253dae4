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
//!    were written. Place and number tell them apart in any case. Those that fit none form events of their own. A
//!    report of what is rare ([`rare`]) joins the only event of as much.
//!
//! Once a report has found its day, the narrowest date of that day narrows its own: when exactly one day fits, the
//! report keeps the overlap. A vague report is narrowed only when its own article dates the event, both give it the same
//! number in a row, or both tell of what is rare. The laws of the
//! ladder hold for the claims after this step: which event a report tells of is settled before values are compared.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::Happening;
use super::cast::{Cast, casts, names_agree};
use super::rare;
use super::subject::Subjects;
use crate::claim::{Claim, Value};
use crate::rules::Names;
use crate::rules::kind::{Domain, Event, Evolves, Kind};
use crate::rules::names::{Containment, NameId};
use crate::value::time::DAY;
use crate::value::{Minute, Period, Time};

/// Events looked at in each direction of time per shared name, nearest first.
const LOOKED_AT: usize = 32;
/// What one sentence, or several that say the same, says of one event.
struct Report<'c> {
    /// Its cast; casts are in the order of identities.
    cast: usize,
    hull: Period,
    /// Most names first, then the narrowest date, sure dates before others; the rest makes the order total.
    rank: (Reverse<usize>, Minute, bool, Period, usize),
    as_of: Option<Period>,
    /// What tells events apart, by attribute.
    marks: Vec<(&'c str, &'c Value)>,
    /// True when it tells of what hardly happens twice within weeks.
    rare: bool,
    claims: Vec<usize>,
}

/// A group under construction. Everyone who joins is compared with its first report.
struct Group {
    /// Reports; the first one opened it.
    members: Vec<usize>,
    /// The first of them with marks, [`LOOKED_AT`] at most.
    marked: Vec<usize>,
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

/// On each shelf the groups that may fit those who look there, in the order of their first report's start.
type Shelves = Vec<BTreeSet<(Minute, usize)>>;

/// Groups `indices` into events; gives them with the narrowed times of single claims.
pub(super) fn happenings(
    indices: &[usize],
    claims: &[Claim],
    subjects: &Subjects<'_>,
    kind: &Kind,
    event: &Event,
    names: &Names,
) -> (Vec<Happening>, Vec<(usize, Time)>) {
    let (casts, shelves) = casts(indices, subjects, kind);
    let mut sorting = Sorting {
        reports: reports(indices, claims, subjects, &casts, kind, names),
        casts,
        shelves,
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
            let members = group.members.iter();
            let mut claims: Vec<usize> = members
                .flat_map(|&at| sorting.reports[at].claims.iter().copied())
                .collect();
            claims.sort_unstable();
            Happening {
                subject: sorting.cast(sorting.first(group)).subject,
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
    casts: Vec<Cast<'c>>,
    /// How many shelves there are.
    shelves: usize,
    window: Minute,
    names: &'c Names,
    narrowed: Vec<(usize, Time)>,
}

impl Group {
    fn new(at: usize, report: &Report<'_>) -> Self {
        let mut group = Self {
            members: Vec::new(),
            marked: Vec::new(),
            date: None,
        };
        group.push(at, report);
        group
    }

    fn push(&mut self, at: usize, report: &Report<'_>) {
        self.members.push(at);
        if !report.marks.is_empty() && self.marked.len() < LOOKED_AT {
            self.marked.push(at);
        }
    }

    fn append(&mut self, mut other: Self) {
        self.members.append(&mut other.members);
        let room = LOOKED_AT - self.marked.len();
        self.marked.extend(other.marked.into_iter().take(room));
    }
}

impl<'c> Sorting<'c> {
    fn first(&self, group: &Group) -> &Report<'c> {
        &self.reports[group.members[0]]
    }

    fn cast(&self, report: &Report<'c>) -> &Cast<'c> {
        &self.casts[report.cast]
    }

    fn empty_shelves(&self) -> Shelves {
        vec![BTreeSet::new(); self.shelves]
    }

    /// Pass 1.
    fn days(&mut self, dated: &[usize], claims: &[Claim]) -> Vec<Group> {
        let mut days: Vec<Group> = Vec::new();
        let mut fitted: Vec<(usize, usize)> = Vec::new();
        let mut shelves = self.empty_shelves();
        for &at in dated {
            let report = &self.reports[at];
            let fits = self.fitting(report, self.marked(&at), &shelves, &days, Reach::Meets);
            if let Some(&best) = fits.first() {
                days[best].push(at, report);
                if fits.len() == 1 {
                    fitted.push((best, at));
                }
            } else {
                self.shelve(&mut shelves, report, days.len());
                fitted.push((days.len(), at));
                days.push(Group::new(at, report));
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
            self.narrow(at, days[day].date, claims, |_| true);
        }
        days
    }

    /// Pass 2.
    fn join_near(&self, mut days: Vec<Group>) -> Vec<Group> {
        days.sort_by_key(|day| (self.first(day).hull, day.members[0]));
        let mut events: Vec<Group> = Vec::new();
        let mut shelves = self.empty_shelves();
        for day in days {
            let first = self.first(&day);
            let fits = self.fitting(first, &day.marked, &shelves, &events, Reach::Near);
            if let Some(&best) = fits.first() {
                events[best].append(day);
            } else {
                self.shelve(&mut shelves, first, events.len());
                events.push(day);
            }
        }
        events
    }

    /// Pass 3.
    fn add_vague(&mut self, events: &mut Vec<Group>, vague: &[usize], claims: &[Claim]) {
        if vague.is_empty() {
            return;
        }
        let (mut dated, mut undated) = (self.empty_shelves(), self.empty_shelves());
        for (at, event) in events.iter().enumerate() {
            self.shelve(&mut dated, self.first(event), at);
        }
        let mut dating: FxHashMap<usize, BTreeSet<u32>> = FxHashMap::default();
        for &at in vague {
            let (report, marked) = (&self.reports[at], self.marked(&at));
            let mut fits = self.fitting(report, marked, &dated, events, Reach::Vague);
            if fits.is_empty() {
                fits = self.fitting(report, marked, &undated, events, Reach::Vague);
            }
            // The third meeting is the third, whatever else would fit.
            if let Some(&same) = fits
                .iter()
                .find(|&&event| self.shares_number(at, &events[event]))
            {
                fits = vec![same];
            }
            let rare = self.as_rare(at, &fits, events);
            fits = rare.map_or(fits, |only| vec![only]);
            let Some(&best) = fits.first() else {
                self.shelve(&mut undated, report, events.len());
                events.push(Group::new(at, report));
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
                let told = rare.is_some() || self.shares_number(at, &events[best]);
                self.narrow(at, events[best].date, claims, |claim| {
                    told || articles.contains(&claim.article)
                });
            }
            events[best].push(at, &self.reports[at]);
        }
    }

    /// The only event among `fits` that is as rare as what the report tells of.
    fn as_rare(&self, report: usize, fits: &[usize], events: &[Group]) -> Option<usize> {
        if !self.reports[report].rare {
            return None;
        }
        let is_rare = |event: &&usize| {
            let mut told = events[**event].members.iter().take(LOOKED_AT);
            told.any(|&at| self.reports[at].rare)
        };
        let mut such = fits.iter().filter(is_rare);
        such.next().filter(|_| such.next().is_none()).copied()
    }

    /// True when the report and one of the group give the event the same number: the third meeting is the third.
    fn shares_number(&self, report: usize, group: &Group) -> bool {
        let numbers = &self.reports[report].marks;
        group.members.iter().take(LOOKED_AT).any(|&other| {
            let theirs = &self.reports[other].marks;
            numbers.iter().any(|(attribute, value)| {
                matches!(value, Value::Amount(_))
                    && mark(theirs, attribute).is_some_and(|other| other == *value)
            })
        })
    }

    /// Narrows the times of those claims of the report that are `meant` to what they share with `date`.
    fn narrow(
        &mut self,
        report: usize,
        date: Option<Period>,
        claims: &[Claim],
        meant: impl Fn(&Claim) -> bool,
    ) {
        let report = &self.reports[report];
        let Some(hull) = date
            .and_then(|date| report.hull.overlap(date))
            .filter(|hull| *hull != report.hull)
        else {
            return;
        };
        for &claim in report.claims.iter().filter(|&&claim| meant(&claims[claim])) {
            let time = claims[claim].time;
            let core = time.core.and_then(|core| core.overlap(hull));
            self.narrowed.push((claim, Time { hull, core, ..time }));
        }
    }

    fn shelve(&self, shelves: &mut Shelves, first: &Report<'c>, group: usize) {
        for &shelf in &self.cast(first).stands_on {
            shelves[shelf].insert((first.hull.start, group));
        }
    }

    /// The report alone, if it has marks.
    fn marked<'a>(&self, report: &'a usize) -> &'a [usize] {
        if self.reports[*report].marks.is_empty() {
            &[]
        } else {
            std::slice::from_ref(report)
        }
    }

    /// The groups that reports fit, best first. The first report stands for all but for the marks of those `marked`.
    fn fitting(
        &self,
        report: &Report<'c>,
        marked: &[usize],
        shelves: &Shelves,
        groups: &[Group],
        reach: Reach,
    ) -> Vec<usize> {
        let hull = report.hull;
        // A dated report looks around its own date, a vague one around the day it was written.
        let pivot = match (reach, report.as_of) {
            (Reach::Vague, Some(as_of)) => as_of.end.min(hull.end),
            (Reach::Vague, None) => hull.end,
            _ => hull.start,
        };
        let cast = self.cast(report);
        let mut seen: Vec<usize> = Vec::new();
        for &shelf in &cast.looks_on {
            let before = shelves[shelf].range(..(pivot, 0)).rev().take(LOOKED_AT);
            let after = shelves[shelf].range((pivot, 0)..).take(LOOKED_AT);
            seen.extend(before.chain(after).map(|(_, group)| *group));
        }
        seen.sort_unstable();
        seen.dedup();
        let mut fits: Vec<_> = seen
            .into_iter()
            .filter(|&group| {
                let first = self.first(&groups[group]);
                let close = match reach {
                    Reach::Meets => hull.meets(first.hull),
                    Reach::Near | Reach::Vague => hull.gap(first.hull) <= self.window,
                };
                close
                    && names_agree(&cast.names, &self.cast(first).names)
                    && !self.are_told_apart(marked, &groups[group].marked, reach)
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
    fn are_told_apart(&self, ours: &[usize], theirs: &[usize], reach: Reach) -> bool {
        ours.iter().any(|&ours| {
            let ours = &self.reports[ours];
            theirs.iter().any(|&theirs| {
                let theirs = &self.reports[theirs];
                (reach == Reach::Vague || !theirs.hull.meets(ours.hull))
                    && ours.marks.iter().any(|(attribute, value)| {
                        mark(&theirs.marks, attribute)
                            .is_some_and(|other| differ(value, other, self.names))
                    })
            })
        })
    }
}

/// The reports among `indices`, sorted by what they say: vague ones last, most names and narrowest date first.
fn reports<'c>(
    indices: &[usize],
    claims: &'c [Claim],
    subjects: &Subjects<'_>,
    casts: &[Cast<'_>],
    kind: &Kind,
    names: &Names,
) -> Vec<Report<'c>> {
    let mut met: FxHashMap<(u32, u32, usize, Time), usize> = FxHashMap::default();
    met.reserve(indices.len());
    let mut reports: Vec<Report<'c>> = Vec::with_capacity(indices.len());
    for &index in indices {
        let claim = &claims[index];
        let cast = casts.partition_point(|cast| cast.subject < subjects.of[index]);
        let key = (claim.article, claim.sentence, cast, claim.time);
        let slot = *met.entry(key).or_insert(reports.len());
        if slot == reports.len() {
            reports.push(Report {
                cast,
                hull: claim.time.hull,
                rank: (
                    Reverse(casts[cast].names.len()),
                    claim.time.hull.minutes(),
                    claim.time.core.is_none(),
                    claim.time.hull,
                    cast,
                ),
                as_of: claim.as_of,
                marks: Vec::new(),
                rare: false,
                claims: Vec::new(),
            });
        }
        let report = &mut reports[slot];
        report.claims.push(index);
        let rare = kind.event.as_ref().and_then(|event| event.rare.as_ref());
        report.rare |= rare.is_some_and(|rare| rare::is_told_by(rare, claim, names));
        if tells_apart(claim, kind) && mark(&report.marks, &claim.attribute).is_none() {
            report.marks.push((&claim.attribute, &claim.value));
        }
    }
    for report in &mut reports {
        report.marks.sort_unstable_by_key(|mark| mark.0);
    }
    let order = |a: &Report<'c>, b: &Report<'c>| {
        a.rank
            .cmp(&b.rank)
            .then_with(|| order_of_marks(&a.marks, &b.marks))
            .then_with(|| a.as_of.cmp(&b.as_of))
            .then_with(|| a.rare.cmp(&b.rare))
    };
    reports.sort_by(order);
    reports.dedup_by(|next, kept| {
        let same = order(next, kept) == Ordering::Equal;
        if same {
            kept.claims.append(&mut next.claims);
        }
        same
    });
    reports
}

/// What the marks say of an attribute.
fn mark<'c>(marks: &[(&str, &'c Value)], attribute: &str) -> Option<&'c Value> {
    let found = marks.iter().find(|(of, _)| *of == attribute);
    found.map(|(_, value)| *value)
}

fn order_of_marks(a: &[(&str, &Value)], b: &[(&str, &Value)]) -> Ordering {
    let differ = a
        .iter()
        .zip(b)
        .map(|((of, value), (other, against))| of.cmp(other).then_with(|| value.order(against)));
    let first = differ.into_iter().find(|order| order.is_ne());
    first.unwrap_or_else(|| a.len().cmp(&b.len()))
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
