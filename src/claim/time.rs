//! When a claim holds.

use std::ops::Range;

use super::Claim;
use super::hit::{Hit, Reader};
use super::modality::{Twists, drops};
use super::narrated;
use crate::rules::kind::{Domain, Kind};
use crate::rules::language::CueKind;
use crate::source::BlockKind;
use crate::text::{DateReading, Grain, Mark, Reading, Shadow, ValueReading};
use crate::value::{Modality, Period, Time};

/// The slot that every rule knows.
const DATE: &str = "date";
/// How many sentences of the text are its lead.
const LEAD: usize = 2;

/// How many units behind "he said" a date still belongs to it.
const AFTER_SAID: usize = 2;
/// How many words before a date "said" may stand, whoever says it: "said late on Tuesday".
const BEFORE_SAID: usize = 3;
/// With a date among so many units a sentence opens: "In May".
const OPENING: usize = 3;
/// How many units from a state its date may stand, unless it dates who says so.
const NEAR: usize = 6;

/// A claim's time, and the phrase it was read from.
#[derive(Debug, Clone)]
pub(super) struct When {
    /// When it holds.
    pub(super) time: Time,
    /// The date phrase, when there is one, with its first token.
    pub(super) phrase: Option<(DateReading, usize)>,
    /// Its units.
    pub(super) units: Option<Range<usize>>,
}

/// Reads the time of a hit; `earlier` is the claim its identity was taken from, and `may_be_told` says whether the day
/// that the text is telling of may date it.
#[expect(clippy::too_many_arguments, reason = "time hangs on all of them")]
pub(super) fn read(
    hit: &Hit<'_>,
    twists: &Twists,
    shadow: &Shadow,
    marks: &[Mark],
    reader: &Reader<'_>,
    at: usize,
    kind: &Kind,
    earlier: Option<&Claim>,
    may_be_told: bool,
) -> When {
    let published = reader.article.published;
    let ahead = is_ahead(twists);
    // A state is dated by what stands next to it or by when it was said; an event by any date in its clause but that.
    // "Killed nine, hours after their first talks since 2022": a count that goes on says so beside it.
    let far_since = |reading: &DateReading, units: &Range<usize>| {
        kind.grows() && reading.throughout && distance(units, &hit.units) > NEAR
    };
    let sentence = &reader.text.sentences[at].sentence;
    let language = &reader.pack.languages[reader.text.language];
    let phrase = hit
        .slots
        .iter()
        .filter(|slot| {
            slot.name == DATE && kind.dated && {
                let said = || dates_a_statement(&slot.units, hit, shadow, reader, at);
                if kind.event.is_some() {
                    !said()
                } else {
                    distance(&slot.units, &hit.units) <= NEAR || said()
                }
            }
        })
        .find_map(|slot| {
            shadow
                .marks_in(&slot.units)
                .find_map(|mark| match &marks[mark].reading {
                    Reading::Value(ValueReading::Date(reading)) if reading.resolved => {
                        let mut reading = *reading;
                        let mut units = slot.units.clone();
                        let own = hit.predicate.start;
                        if let Some(since) =
                            shadow.since_when(&reading, &units, own, sentence, language)
                        {
                            reading = reading.until(published?.end)?;
                            units.start = since;
                        }
                        // What is said, thought or counted today is so today: a day to come stands in what is said.
                        let another = !ahead
                            && !kind.has_day()
                            && published.is_some_and(|today| today.end <= reading.period.start);
                        (!another && !far_since(&reading, &units)).then(|| {
                            let reading =
                                chosen(reading, ahead && !dates_the_deed(hit, twists, &slot.units));
                            (reading, marks[mark].tokens.start, slot.units.clone())
                        })
                    }
                    _ => None,
                })
        });
    // "Met for the first time since March": at some moment, and not all through.
    let since = phrase
        .as_ref()
        .filter(|(reading, ..)| kind.passes() && goes_on(*reading, published))
        .map(|(reading, ..)| reading.period.start);
    let phrase = phrase.filter(|_| since.is_none());
    if let Some((reading, token, units)) = phrase {
        let anchor = Some((reader.number, sentence.tokens[token].start));
        // What did not happen in March happened on no day of March.
        let sure = reading.throughout || reading.grain <= Grain::Day || never(hit, twists, kind);
        if let Some(time) = denied_of(hit, twists, kind, reading.period) {
            return When {
                time,
                phrase: Some((reading, token)),
                units: Some(units),
            };
        }
        let mut time = Time {
            hull: reading.period,
            core: sure.then_some(reading.period),
            anchor,
        };
        if twists.so_far {
            // What was denied on Friday stands denied when the article carries it; what was still held then may be lost.
            let later = published.filter(|_| !twists.still);
            let until = later.map_or(reading.period, |day| reading.period.join(day));
            time = so_far(until, kind);
        }
        return When {
            time,
            phrase: Some((reading, token)),
            units: Some(units),
        };
    }
    let nothing = |time: Time| When {
        time,
        phrase: None,
        units: None,
    };
    let Some(published) = published else {
        return nothing(earlier.map_or_else(Time::unknown, |claim| claim.time));
    };
    if twists.so_far {
        // "In May Chad turned it down, and Norway never accepted it": in May. "Has never" is so until today.
        let opening = (!twists.now).then(|| opening_day(hit, shadow, marks, published));
        return nothing(match opening.flatten() {
            Some(period) => Time::within(period),
            None => so_far(published, kind),
        });
    }
    // What is to come is not what was told to have happened.
    let is_over = |claim: &Claim| {
        ahead && claim.modality <= Modality::Likely && claim.time.hull.end <= published.end
    };
    let another = kind.event.is_some() && twists.cues.contains(&CueKind::Another);
    let meant = earlier.filter(|claim| kind.event.is_some() && !another && !is_over(claim));
    if let Some(earlier) = meant {
        return nothing(earlier.time);
    }
    let day = Period::day(published.first_last().0);
    if let Some(time) = denied_of(hit, twists, kind, day) {
        return nothing(time);
    }
    // "At first it had turned the offer down": on that day or before.
    if twists.cues.contains(&CueKind::Before) && kind.event.is_none() {
        let since = day.start - kind.undated.body;
        return nothing(Time::within(Period::new(since, day.end)));
    }
    // What did not happen did not happen on any day, whichever the text tells of.
    let ever = never(hit, twists, kind) && kind.undated.denied > 0;
    // "They met again": on another day than the one told. How things stood at Easter was so at Easter.
    let told = !ahead && !twists.now && !ever && !another;
    if told
        && may_be_told
        && let Some(time) = narrated::time(hit, shadow, reader, at, kind, day)
    {
        return nothing(time);
    }
    if ahead && kind.event.is_some() {
        return nothing(Time::within(Period::new(day.start, Period::ALWAYS.end)));
    }
    if kind.event.is_some() {
        let sentence = &reader.text.sentences[at];
        let body = reader.text.sentences[..at]
            .iter()
            .filter(|sentence| sentence.kind == BlockKind::Paragraph)
            .count();
        let lead = sentence.kind == BlockKind::Title
            || (sentence.kind == BlockKind::Paragraph && body < LEAD);
        // "Ten days earlier", before a day that the text does not tell.
        let some_day = hit.slots.iter().any(|slot| {
            let mut dates = shadow.marks_in(&slot.units);
            slot.name == DATE && dates.any(|mark| is_some_day(&marks[mark].reading))
        });
        let back = if lead && !some_day {
            kind.undated.lead
        } else {
            kind.undated.body
        };
        let start = day.start - back;
        let start = since.map_or(start, |since| since.min(start));
        // Beside "in 2011" it may have happened then as well.
        let start = narrated::earliest(reader, at).map_or(start, |told| told.min(start));
        // "There was no call" speaks of all the days on which one may have been reported.
        if ever {
            let start = start.min(day.start - kind.undated.denied);
            return nothing(Time::surely(Period::new(start, day.end)));
        }
        return nothing(Time::within(Period::new(start, day.end)));
    }
    nothing(Time::surely(day))
}

/// True for a date that is told from another, which nobody knows.
fn is_some_day(reading: &Reading) -> bool {
    matches!(reading, Reading::Value(ValueReading::Date(date)) if !date.resolved)
}

/// When a state is denied: "Chad denied that it had accepted" speaks of the days before the denial as well.
fn denied_of(hit: &Hit<'_>, twists: &Twists, kind: &Kind, said: Period) -> Option<Time> {
    let denied = twists.denies || twists.cues.contains(&CueKind::Denial);
    let back = kind.undated.denied;
    (denied && back > 0 && kind.event.is_none() && !drops(hit.rule, CueKind::Denial))
        .then(|| Time::surely(Period::new(said.start.saturating_sub(back), said.end)))
}

/// True when an event is said not to have happened: by a cue, or by the rule, whose value is not the first of its kind.
pub(super) fn never(hit: &Hit<'_>, twists: &Twists, kind: &Kind) -> bool {
    let base = kind.base();
    let set = hit.rule.set.get(&base.name);
    let other = match &base.domain {
        Domain::Choice { of, .. } => set.is_some_and(|value| of.first() != Some(value)),
        _ => false,
    };
    kind.event.is_some() && (twists.denied || twists.value.is_some() || other)
}

/// True for "since March", told until the day of the article.
fn goes_on(reading: DateReading, published: Option<Period>) -> bool {
    reading.throughout && published.is_some_and(|day| day.end == reading.period.end)
}

/// The month or year with which the sentence opens, when it was over on the day it was `published`.
fn opening_day(
    hit: &Hit<'_>,
    shadow: &Shadow,
    marks: &[Mark],
    published: Period,
) -> Option<Period> {
    let opening = 0..OPENING.min(hit.units.start);
    let mut dates = shadow.marks_in(&opening).map(|mark| &marks[mark].reading);
    dates.find_map(|reading| match reading {
        Reading::Value(ValueReading::Date(date))
            // "On Friday Lee said that she had never": that day is told of what she said.
            if date.resolved
                && !date.throughout
                && date.grain >= Grain::Month
                && date.period.end < published.start =>
        {
            Some(date.period)
        }
        _ => None,
    })
}

/// From the beginning until the end of `until`: "has yet to", "never". Of a state no more is sure than the time that a
/// text without a date looks back on: what Chad never accepted may not have been on offer before.
fn so_far(until: Period, kind: &Kind) -> Time {
    let ever = Period::new(Period::ALWAYS.start, until.end);
    let surely = Period::new(until.start.saturating_sub(kind.undated.body), until.end);
    Time {
        core: Some(if kind.event.is_some() { ever } else { surely }),
        ..Time::surely(ever)
    }
}

/// True when the date at `units` is the day of what was done, though the event was to come: "called off the talks on
/// Monday" does not say when the talks were to be.
pub(super) fn dates_the_deed(hit: &Hit<'_>, twists: &Twists, units: &Range<usize>) -> bool {
    hit.rule.done && !twists.to_come && units.start >= hit.predicate.end
}

/// True when what is claimed has not happened yet.
pub(super) fn is_ahead(twists: &Twists) -> bool {
    matches!(
        twists.modality,
        Modality::Planned | Modality::Possible | Modality::Conditional
    )
}

/// The reading in the coming time for what lies ahead, when the phrase has one.
pub(super) fn chosen(reading: DateReading, ahead: bool) -> DateReading {
    match reading.future {
        Some(period) if ahead => DateReading { period, ..reading },
        _ => reading,
    }
}

/// Units between two stretches, 0 when they touch or overlap.
fn distance(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.start
        .saturating_sub(b.end)
        .max(b.start.saturating_sub(a.end))
}

/// True when the date belongs to "the ministry said on Sunday" and not to what was said.
pub(super) fn dates_a_statement(
    date: &Range<usize>,
    hit: &Hit<'_>,
    shadow: &Shadow,
    reader: &Reader<'_>,
    at: usize,
) -> bool {
    let sentence = &reader.text.sentences[at];
    let language = &reader.pack.languages[reader.text.language];
    let folded = sentence.shadow();
    let token = shadow.units[date.start].tokens.start;
    let Some(unit) = folded.unit_at(token) else {
        return false;
    };
    // "The ministry said Monday's attack …": the day is that of the attack.
    let behind = shadow.units.get(date.end).map(|unit| unit.tokens.start);
    if behind.is_some_and(|token| sentence.sentence.word(token) == language.values.possessive) {
        return false;
    }
    let own = shadow.tokens_of(&hit.units);
    // "The mayor said on Tuesday": whoever that is.
    let mut before = (token.saturating_sub(BEFORE_SAID)..token).rev();
    if before.any(|at| at >= own.end && language.saying.contains(sentence.sentence.word(at))) {
        return true;
    }
    sentence.said.iter().any(|said| {
        let phrase = folded.tokens_of(&said.phrase);
        let apart = own.end <= phrase.start || phrase.end <= own.start;
        apart
            && said.phrase.start <= unit
            && unit < said.phrase.end + AFTER_SAID
            // "Said that on Sunday …" dates what was said.
            && !folded.units[said.phrase.start..unit].iter().any(|unit| unit.parts_clauses)
    })
}
