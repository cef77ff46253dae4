//! The ladder: whether two claims are at odds, and by which line.
//!
//! Takes two claims of one fact and attribute, gives the first line that applies. Never looks at a third claim.
//!
//! | line | test | verdict |
//! |---|---|---|
//! | 0 | a scope dimension explicitly differs | unrelated |
//! | 1 | one speaker, one utterance, two outlets, hulls disjoint | conflict (misquote) |
//! | 2 | either is planned, possible, conditional, a question, or unknown | open |
//! | 3 | several values hold side by side, and neither is a denial or "only" | consistent |
//! | 4 | hulls meet, same moment, but what was said differs beyond tolerance | divergent |
//! | 5 | hulls meet | consistent |
//! | 6 | time hulls do not meet | change |
//! | 7 | time cores do not meet | possible (timing) |
//! | 8 | an unspecified scope or a declared sum covers the gap | possible (scope) |
//! | 9 | the value evolves and the as-of order is unknown | possible (timing) |
//! | 10 | the value evolves and the later one lies in the allowed direction | update |
//! | 11 | same holder or listed speaker, later, the other direction | correction |
//! | 12 | either is "likely" or "reportedly" | possible (hedged) |
//! | 13 | otherwise | conflict |
//!
//! What the lines leave open, decided here so that vagueness never creates a conflict ([`severity`]):
//!
//! - *Scope.* Words differ when they are not equal; names differ when they are listed as apart. A place inside another
//!   is another extent for amounts (a street's dead are not the city's) and no other extent for anything else. Names
//!   of unknown containment are neither: line 8 then covers any gap. A dimension is live
//!   but unspecified when exactly one claim names it: its `offset` then covers a gap, and `open` covers any. Were both
//!   silent claims covered too, no two tolls that differ by one would ever be at odds. Who denies that it was at all denies
//!   it of every extent of a dimension that the kind calls `nowhere`.
//! - *Vague names.* "The bill" of two articles may be two bills: line 8 covers any gap between what they say of it.
//! - *Same utterance* (line 1) is the same quote, or the same as-of day with times that surely meet. Without the last
//!   condition two dated halves of one speech would be a misquote, and a wider date would make one of a change.
//! - *Times of states* are widened: the hull ends `persists` later, the core grows by `stands` on both sides. Whether
//!   one claim's whole hull lies in the other's core is asked of the hull as said.
//! - *As-of order* needs both as-of times, one ending before the other starts. The time of the fact is no substitute: a
//!   lost as-of would otherwise turn an update round.
//! - *No stages.* Line 9 asks for the order only of figures that still move. Two reports of one day are at odds,
//!   whichever came first, where the kind says that its figures are final so long after an event; where two speakers lie
//!   further apart than the kind says that a count goes on; where both count as of one hour; or where one knows of nobody
//!   and the other of so many that it is rare. Two final figures always are.
//! - *Up and down* are about what is known of one moment: reports of a toll grow. *Free* values change with the moment
//!   itself, so lines 9 and 10 skip a free value when the times as said surely meet: nothing moves within a moment.
//! - *Events* do not change: two reports of one event whose dates lie apart by no more than its window are no change
//!   but doubtful (line 7), since they may tell of two events.
//! - *Denied figures.* Who denies a figure speaks of the report that gave it: neither line 7 nor line 9 asks when each
//!   was said, if the denial is not the earlier one.
//! - *Dates of what happens once.* Two dates are never of one moment. Where a kind names who does not come together twice
//!   within its window, or says within how many days something happens once (`once`), two articles that both look back
//!   and date it differently are at odds all the same.
//! - *A value that only flows on* (injured → dead) covers a loss, or any gap when the order is unknown (line 8).

use crate::claim::{Claim, Modality, Value};
use crate::graph::rare::counts;
use crate::rules::Names;
use crate::rules::kind::{Attribute, Dimension, Domain, Evolves, Kind, ScopeValue};
use crate::rules::names::Containment;
use crate::value::time::{DAY, HOUR};
use crate::value::{Minute, Period, Time};

mod once;
mod steps;

pub use steps::{Step, steps};

use once::{dated_twice, may_be_one_event};

use super::describe::describe_claim;
use super::values::{gap, hulls_meet, moved_as_allowed, said_differs};
use super::{Doubt, Verdict};

/// How many sentences apart an article sets two speakers against each other.
const SIDE_BY_SIDE: u32 = 5;

/// How two claims relate, in short: enough to compare many pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is only possible.
    pub doubt: Option<Doubt>,
    /// The line of the ladder that decided, 0 to 13.
    pub line: u8,
}

/// How two claims relate, with both readings and the reason in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is only possible.
    pub doubt: Option<Doubt>,
    /// The line of the ladder that decided, 0 to 13.
    pub line: u8,
    /// The first claim's value and time as they were read.
    pub reading_a: String,
    /// The second claim's value and time as they were read.
    pub reading_b: String,
    /// The line in words.
    pub why: String,
}

/// How much a verdict asserts: 0 both can be so, 1 something differs, 2 the two cannot both be so.
///
/// The law "vagueness only softens" holds in this order. Within a step vagueness may move a verdict sideways: a wider
/// date turns a change into a possible clash of timing, and two consistent figures of different days into divergent
/// ones of what may be one day, because it takes away what kept the two apart.
pub fn severity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Consistent | Verdict::Divergent | Verdict::Unrelated | Verdict::Open => 0,
        Verdict::Change | Verdict::Update | Verdict::Correction | Verdict::Possible => 1,
        Verdict::Conflict => 2,
    }
}

/// Judges two claims of one fact. Claims of different attributes are unrelated.
pub fn judge(a: &Claim, b: &Claim, kind: &Kind, names: &Names) -> Judgement {
    let decision = decide(a, b, kind, names);
    let reading = |claim: &Claim| {
        let value = kind
            .attribute(&claim.attribute)
            .map_or_else(String::new, |attribute| {
                describe_claim(claim, attribute, names)
            });
        format!("{value}, {}", claim.time.hull)
    };
    Judgement {
        verdict: decision.verdict,
        doubt: decision.doubt,
        line: decision.line,
        reading_a: reading(a),
        reading_b: reading(b),
        why: why(decision.line).to_owned(),
    }
}

/// The line of the ladder in words.
pub fn why(line: u8) -> &'static str {
    match line {
        0 => "they speak of different extents",
        1 => "two outlets report one utterance of one speaker differently",
        2 => "one is planned, possible, conditional, asked or said to be unknown",
        3 => "several values hold side by side",
        4 => "both can be so, but what was said differs",
        5 => "both can be so",
        6 => "they speak of different times",
        7 => "they may speak of different moments",
        8 => "what is counted may differ",
        9 => "the value moves and which report is later is unknown",
        10 => "the later report moves the way this value can move",
        11 => "the same holder took it back later",
        12 => "one is hedged",
        _ => "no reading lets both be so",
    }
}

/// The line of the ladder by name, as messages cite it.
///
/// ```
/// assert_eq!(atodds::finding::ladder::line_name(10), "update");
/// ```
pub fn line_name(line: u8) -> &'static str {
    match line {
        0 => "other extent",
        1 => "misquote",
        2 => "open",
        3 => "side by side",
        4 => "said otherwise",
        5 => "both can be so",
        6 => "other time",
        7 => "moments may differ",
        8 => "extents may differ",
        9 => "order unknown",
        10 => "update",
        11 => "correction",
        12 => "hedged",
        _ => "otherwise",
    }
}

/// Judges two claims of one fact, without words.
pub fn decide(a: &Claim, b: &Claim, kind: &Kind, names: &Names) -> Decision {
    let attribute = kind.attribute(&a.attribute);
    match attribute.filter(|_| a.attribute == b.attribute) {
        Some(attribute) => decide_of(attribute, a, b, kind, names),
        None => Decision {
            verdict: Verdict::Unrelated,
            doubt: None,
            line: 0,
        },
    }
}

/// Judges two claims of `attribute`.
pub(super) fn decide_of(
    attribute: &Attribute,
    a: &Claim,
    b: &Claim,
    kind: &Kind,
    names: &Names,
) -> Decision {
    let of = |verdict, line| Decision {
        verdict,
        doubt: None,
        line,
    };
    let possible = |doubt, line| Decision {
        verdict: Verdict::Possible,
        doubt: Some(doubt),
        line,
    };
    let scope = scopes(a, b, kind, attribute, names);
    if scope == Scopes::Differ {
        return of(Verdict::Unrelated, 0);
    }
    let meet = hulls_meet(a, b, attribute, names);
    let (said_a, said_b) = (surely_of(a.time), surely_of(b.time));
    let at_once = said_a.surely_meets(&said_b);
    if !meet && is_one_utterance(a, b, at_once) {
        return of(Verdict::Conflict, 1);
    }
    if is_open(a.modality) || is_open(b.modality) {
        return of(Verdict::Open, 2);
    }
    if !attribute.functional && !a.denied && !b.denied && !a.only && !b.only {
        return of(Verdict::Consistent, 3);
    }
    let (hulls, together) = times_meet(a, b, kind, attribute);
    if meet {
        let same_moment = hulls && (together || is_one_day(a, b));
        return if same_moment && said_differs(a, b, attribute) {
            of(Verdict::Divergent, 4)
        } else {
            of(Verdict::Consistent, 5)
        };
    }
    let dated_twice = dated_twice(a, b, kind, attribute, names);
    if !hulls && !may_be_one_event(a, b, kind) && !dated_twice {
        return of(Verdict::Change, 6);
    }
    let in_reply = are_set_side_by_side(a, b) && a.time == b.time;
    let is_one = hulls && is_one_of_a_kind(a, b, kind);
    if !together && !dated_twice && !in_reply && !is_one && !denies_the_very_claim(a, b, kind) {
        return possible(Doubt::Timing, 7);
    }
    let order = order(a, b);
    if scope == Scopes::Unclear
        || may_mean_two(a, b, kind, names)
        || scope_covers(a, b, kind, attribute)
        || flow_covers(a, b, attribute, order)
    {
        return possible(Doubt::Scope, 8);
    }
    let evolves = match attribute.evolves {
        Evolves::No => false,
        Evolves::Up | Evolves::Down => true,
        Evolves::Free => !at_once,
    };
    if evolves && no_stages(a, b, kind, attribute).is_none() {
        let Some((earlier, later)) = order else {
            return possible(Doubt::Timing, 9);
        };
        if moved_as_allowed(earlier, later, attribute) {
            return of(Verdict::Update, 10);
        }
        if took_it_back(a, b, names) {
            return of(Verdict::Correction, 11);
        }
    }
    if a.modality == Modality::Likely || b.modality == Modality::Likely {
        return possible(Doubt::Hedged, 12);
    }
    of(Verdict::Conflict, 13)
}

/// True for what two articles have one of: it is one and the same, on whichever of the days that both leave open. Where
/// one has two of it, they are two.
fn is_one_of_a_kind(a: &Claim, b: &Claim, kind: &Kind) -> bool {
    kind.company.is_some() && a.article != b.article
}

/// True when one article sets two speakers against each other: "60 died, says one; 34, says the other". The article
/// carries both as of itself, so the order of two reports is no excuse. Further apart the order is unknown again: a
/// page kept up to date for hours tells of one toll many times.
fn are_set_side_by_side(a: &Claim, b: &Claim) -> bool {
    a.article == b.article
        && a.as_of.is_some()
        && a.as_of == b.as_of
        && a.sentence.abs_diff(b.sentence) <= SIDE_BY_SIDE
        && a.holder.speaker.is_some()
        && b.holder.speaker.is_some()
        && a.holder.speaker != b.holder.speaker
}

/// Why two figures that grow are no two stages of one count, when they are none: the order is no excuse then.
fn no_stages(a: &Claim, b: &Claim, kind: &Kind, attribute: &Attribute) -> Option<&'static str> {
    let counted = attribute.evolves == Evolves::Up;
    if are_set_side_by_side(a, b) {
        Some("one article sets the two speakers against each other")
    } else if denies_the_very_claim(a, b, kind) {
        Some("one of them denies the very figure of the other")
    } else if counted && a.only && b.only {
        Some("both are said to be final")
    } else if is_closed(a, b, kind) {
        Some("what is known of so old an event no longer moves within a day")
    } else if are_contested(a, b, kind) {
        Some("no count that goes on brings two speakers so far apart")
    } else if counted && is_one_hour(a, b) {
        Some("both count as of one hour")
    } else if counted && is_one_day(a, b) && are_none_and_many(a, b, kind) {
        Some("nobody within a day of so many is no stage of one count")
    } else {
        None
    }
}

/// True when one of two reports denies, at the same time or later, the very figure that the other gives of the event: who
/// denies it speaks of that report, however vaguely the event is dated.
fn denies_the_very_claim(a: &Claim, b: &Claim, kind: &Kind) -> bool {
    let very = match (&a.value, &b.value) {
        (Value::Amount(x), Value::Amount(y)) => {
            x.said == y.said && x.said.low.total_cmp(&x.said.high).is_eq()
        }
        _ => false,
    };
    let later = |denial: &Claim, other: &Claim| match (denial.as_of, other.as_of) {
        (Some(denied), Some(told)) => told.start <= denied.start,
        _ => false,
    };
    kind.event.is_some()
        && a.denied != b.denied
        && very
        && if a.denied { later(a, b) } else { later(b, a) }
}

/// True when two reports of one day give figures of an event that was closed before that day: how many were freed on
/// Wednesday no longer moves on Thursday.
fn is_closed(a: &Claim, b: &Claim, kind: &Kind) -> bool {
    let after = kind.event.as_ref().and_then(|event| event.closes);
    let past = |claim: &Claim| match (claim.as_of, after) {
        (Some(as_of), Some(after)) => claim.time.hull.end.saturating_add(after) <= as_of.start,
        _ => false,
    };
    is_one_day(a, b) && past(a) && past(b)
}

/// True when two speakers give figures of one event that lie further apart than those of one count that goes on.
fn are_contested(a: &Claim, b: &Claim, kind: &Kind) -> bool {
    let (Some(contested), Value::Amount(x), Value::Amount(y)) =
        (kind.contested, &a.value, &b.value)
    else {
        return false;
    };
    let told_late = |claim: &Claim| match (claim.as_of, contested.after) {
        (_, None) => true,
        (Some(as_of), Some(after)) => claim.time.hull.end.saturating_add(after) <= as_of.start,
        (None, Some(_)) => false,
    };
    let (less, more) = (x.hull.high.min(y.hull.high), x.hull.low.max(y.hull.low));
    let (first, second) = (&a.holder.speaker, &b.holder.speaker);
    first.is_some()
        && second.is_some()
        && first != second
        && !a.denied
        && !b.denied
        && more >= less * contested.times
        && told_late(a)
        && told_late(b)
}

/// True when both figures were counted within one and the same hour, as their texts say: an article of a minute may
/// carry what was counted long before.
fn is_one_hour(a: &Claim, b: &Claim) -> bool {
    let hour = |claim: &Claim| claim.as_of.filter(|as_of| as_of.minutes() == HOUR);
    hour(a).is_some_and(|first| hour(b) == Some(first))
}

/// True when one of them counts nobody and the other so many that the kind calls it rare.
fn are_none_and_many(a: &Claim, b: &Claim, kind: &Kind) -> bool {
    let rare = kind.event.as_ref().and_then(|event| event.rare.as_ref());
    let none = |claim: &Claim| matches!(&claim.value, Value::Amount(amount) if !claim.denied && amount.hull.high <= 0.0);
    rare.is_some_and(|rare| none(a) && counts(rare, b) || none(b) && counts(rare, a))
}

/// True when one holder, or one listed speaker in whatever outlet, says otherwise later. "Officials" of two texts may be
/// others.
fn took_it_back(a: &Claim, b: &Claim, names: &Names) -> bool {
    let speaker = a.holder.speaker.as_ref();
    let is_listed = || speaker.is_some_and(|one| names.by_id.contains_key(one));
    a.holder == b.holder || (a.holder.speaker == b.holder.speaker && is_listed())
}

/// True for claims that assert nothing yet.
pub fn is_open(modality: Modality) -> bool {
    !matches!(modality, Modality::Actual | Modality::Likely)
}

/// A core outside its hull would let a claim hold where it possibly does not: keep what both share.
fn surely_of(time: Time) -> Time {
    Time {
        core: time.core.and_then(|core| core.overlap(time.hull)),
        ..time
    }
}

fn is_one_utterance(a: &Claim, b: &Claim, at_once: bool) -> bool {
    a.holder.speaker.is_some()
        && a.holder.speaker == b.holder.speaker
        && a.holder.outlet != b.holder.outlet
        && ((a.quote.is_some() && a.quote == b.quote) || (at_once && is_one_day(a, b)))
}

/// True when both were said within one and the same day.
fn is_one_day(a: &Claim, b: &Claim) -> bool {
    let day = |claim: &Claim| {
        claim
            .as_of
            .filter(|as_of| {
                as_of.start < as_of.end
                    && as_of.start.div_euclid(DAY) == (as_of.end - 1).div_euclid(DAY)
            })
            .map(|as_of| as_of.start.div_euclid(DAY))
    };
    day(a).is_some_and(|first| day(b) == Some(first))
}

/// Earlier and later, when the as-of times tell.
pub fn order<'c>(a: &'c Claim, b: &'c Claim) -> Option<(&'c Claim, &'c Claim)> {
    let (x, y) = (a.as_of?, b.as_of?);
    if x.end <= y.start {
        Some((a, b))
    } else if y.end <= x.start {
        Some((b, a))
    } else {
        None
    }
}

/// Whether the time hulls meet, and whether the cores do, with states widened.
fn times_meet(a: &Claim, b: &Claim, kind: &Kind, attribute: &Attribute) -> (bool, bool) {
    let (a, b) = (surely_of(a.time), surely_of(b.time));
    // Two claims that hang on one date phrase meet, whatever else was made of it.
    let at_once = stands(a, kind, attribute).surely_meets(&stands(b, kind, attribute));
    let meet = possibly(a, kind, attribute).meets(possibly(b, kind, attribute));
    (at_once || meet, at_once)
}

/// When a claim surely holds: a report of a state speaks for some time around it, one of an event does not.
fn stands(time: Time, kind: &Kind, attribute: &Attribute) -> Time {
    let by = if kind.event.is_some() {
        0
    } else {
        attribute.stands
    };
    Time {
        core: time.core.map(|core| grown(core, by, by)),
        ..time
    }
}

/// When a claim possibly holds.
fn possibly(time: Time, kind: &Kind, attribute: &Attribute) -> Period {
    if kind.event.is_some() || (attribute.persists == 0 && attribute.stands == 0) {
        return time.hull;
    }
    let hull = grown(time.hull, 0, attribute.persists);
    let core = stands(time, kind, attribute).core;
    core.map_or(hull, |core| hull.join(core))
}

fn grown(period: Period, before: Minute, after: Minute) -> Period {
    Period::new(
        period.start.saturating_sub(before.max(0)),
        period.end.saturating_add(after.max(0)),
    )
}

/// How the explicit scopes of two claims stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scopes {
    /// No dimension differs.
    Agree,
    /// Some dimension names two things of which nothing says whether they are one.
    Unclear,
    /// Some dimension differs.
    Differ,
}

/// Compares the explicit scopes of two claims of `attribute`.
pub fn scopes(a: &Claim, b: &Claim, kind: &Kind, attribute: &Attribute, names: &Names) -> Scopes {
    let mut unclear = false;
    for dimension in &kind.scope {
        if let (Some(x), Some(y)) = (a.scope.get(&dimension.name), b.scope.get(&dimension.name)) {
            match dimension_stands(x, y, attribute, names) {
                Scopes::Differ => return Scopes::Differ,
                Scopes::Unclear => unclear = true,
                Scopes::Agree => {}
            }
        }
    }
    if unclear {
        Scopes::Unclear
    } else {
        Scopes::Agree
    }
}

fn dimension_stands(
    x: &ScopeValue,
    y: &ScopeValue,
    attribute: &Attribute,
    names: &Names,
) -> Scopes {
    if x == y {
        return Scopes::Agree;
    }
    let (ScopeValue::Name(x), ScopeValue::Name(y)) = (x, y) else {
        return Scopes::Differ;
    };
    let is_counted = matches!(attribute.domain, Domain::Amount { .. });
    match names.containment(x, y) {
        Containment::Same => Scopes::Agree,
        // What was counted in a part is not what was counted in the whole.
        Containment::Inside if !is_counted => Scopes::Agree,
        Containment::Inside | Containment::Apart => Scopes::Differ,
        Containment::Unknown => Scopes::Unclear,
    }
}

/// True when a dimension that exactly one claim settles explains their difference.
fn scope_covers(a: &Claim, b: &Claim, kind: &Kind, attribute: &Attribute) -> bool {
    let is_live = |dimension: &Dimension| {
        let named = |claim: &Claim| claim.scope.contains_key(&dimension.name);
        named(a) != named(b) && {
            let silent = if named(a) { b } else { a };
            !(dimension.nowhere && silent.says_no(attribute))
        }
    };
    kind.scope
        .iter()
        .filter(|&dimension| is_live(dimension))
        .any(|dimension| {
            dimension.open
                || dimension
                    .offset
                    .is_some_and(|offset| gap(a, b).is_some_and(|gap| gap <= offset))
        })
}

/// True when two articles name what they speak of so vaguely that each may mean another one: "the bill"; or when nobody
/// says who did it, nor where, of what can be told without: "40 drones were fired".
fn may_mean_two(a: &Claim, b: &Claim, kind: &Kind, names: &Names) -> bool {
    let mut of = a.identity.values().flatten();
    let mut doers = kind.identity.iter().filter(|slot| slot.need_not_be(kind));
    a.article != b.article && of.any(|name| names.vague.contains(name))
        || doers.any(|slot| !a.identity.contains_key(&slot.name)) && !share_a_scope(a, b)
}

/// True when both name one and the same extent.
fn share_a_scope(a: &Claim, b: &Claim) -> bool {
    let mut named = a.scope.iter();
    named.any(|(dimension, value)| b.scope.get(dimension) == Some(value))
}

/// True when part of the value may have flowed into another attribute between the two claims.
fn flow_covers(
    a: &Claim,
    b: &Claim,
    attribute: &Attribute,
    order: Option<(&Claim, &Claim)>,
) -> bool {
    if attribute.flows_to.is_empty() || gap(a, b).is_none() {
        return false;
    }
    order.is_none_or(|(earlier, later)| {
        let falls = Attribute {
            evolves: Evolves::Down,
            ..attribute.clone()
        };
        moved_as_allowed(earlier, later, &falls)
    })
}
