//! Date phrases: templates of the language file matched against a sentence, longest first.
//!
//! Takes a sentence's words, the day of publication and the date told before; gives date readings. Never reads the
//! clock. What a phrase means in the calendar is in `resolve`.

use crate::rules::language::values::{CalendarUnit, Flags, Form, Meaning, Opening, Part, Slot};
use crate::value::Period;

use super::amount::bounded_number;
use super::hole::Hole;
use super::number::Words;
use super::resolve::{Context, resolve};
use super::{DateReading, Grain, TokenKind};

/// Date phrases inside date phrases go this deep: "since the end of | last | month".
const DEEPEST: u8 = 3;

fn keep_longer(best: &mut Option<(usize, DateReading)>, found: Option<(usize, DateReading)>) {
    if let Some((end, _)) = found
        && best.is_none_or(|(longest, _)| end > longest)
    {
        *best = found;
    }
}

/// Reads dates in one sentence.
pub(super) struct Dates<'w, 'a> {
    words: &'w Words<'a>,
    context: Context<'w>,
    /// Where the date told last ends.
    told: usize,
}

impl<'w, 'a> Dates<'w, 'a> {
    pub(super) fn new(
        words: &'w Words<'a>,
        published: Option<Period>,
        before: Option<Period>,
    ) -> Self {
        Self {
            words,
            context: Context {
                tables: words.tables,
                published,
                before,
                depth: 0,
            },
            told: 0,
        }
    }

    /// Remembers a date that ends before token `end`, for "later that month".
    pub(super) fn remember(&mut self, date: &DateReading, end: usize) {
        self.told = end;
        if date.resolved {
            self.context.before = Some(date.period);
        }
    }

    /// The longest date phrase at `at`, with the token after it.
    pub(super) fn date(&self, at: usize) -> Option<(usize, DateReading)> {
        let (end, mut reading) = self.inner(at, 0)?;
        if self.is_before_a_thing(end) {
            return None;
        }
        if self.words.before_has(at, Flags::FUTURE_AFTER)
            && let Some(future) = reading.future
        {
            reading.period = future;
        }
        if !reading.throughout {
            reading.since = self.since(at);
        }
        let names = self.names_a_thing(at, end);
        reading.names = names && !self.words.promise(at).fills(Slot::Weekday);
        if let Some(published) = self.context.published
            && reading.resolved
            && reading.period.end <= published.end
            // "The 2015 deal": of a year alone.
            && names
            && reading.grain == Grain::Year
            && end == at + 1
        {
            reading.period.end = published.end;
            reading.grain = Grain::Year;
        }
        Some((end, reading))
    }

    /// True for what stands between such words as "the" and the thing it tells: "the 2015 deal".
    fn names_a_thing(&self, at: usize, end: usize) -> bool {
        self.words.before_has(at, Flags::YEAR_NAMES_AFTER) && self.is_plain_word(end)
    }

    /// The word that opens the clause of a date, where that tells since when, and the date is its first: "since fighting
    /// erupted on Thursday". "They have since met" and "the deadliest raid since the war" tell of no such clause.
    fn since(&self, at: usize) -> Option<u32> {
        let clause = |at: &usize| self.words.kind(*at) != Some(TokenKind::Punct);
        let mut before = (self.told..at).rev().take_while(clause);
        let opens = before.find(|at| self.words.has(*at, Flags::SINCE_CLAUSE))?;
        let ranked = |at: usize| self.words.has(at, Flags::NO_SINCE_AFTER);
        let stands_for_it = self.words.before_has(opens, Flags::NO_SINCE_BEFORE)
            || (self.told..opens).rev().take_while(clause).any(ranked);
        (!stands_for_it).then(|| u32::try_from(opens).ok())?
    }

    /// True where a phrase goes on with the thing that something was before: "the day before the vote".
    fn is_before_a_thing(&self, end: usize) -> bool {
        let open = end
            .checked_sub(1)
            .is_some_and(|last| self.words.has(last, Flags::THING_AFTER));
        open && (self.words.has(end, Flags::YEAR_NAMES_AFTER) || self.words.is_capital(end))
    }

    /// True for a word in small letters.
    fn is_plain_word(&self, at: usize) -> bool {
        let first = self.words.word(at).chars().next();
        first.is_some_and(char::is_alphabetic) && !self.words.is_capital(at)
    }

    /// A time of day alone: it names no date, but no count either.
    pub(super) fn clock(&self, at: usize) -> Option<usize> {
        self.clock_at(at).map(|(end, _)| end)
    }

    fn inner(&self, at: usize, depth: u8) -> Option<(usize, DateReading)> {
        if depth > DEEPEST || at >= self.words.len() {
            return None;
        }
        let tables = self.words.tables;
        let mut best: Option<(usize, DateReading)> = None;
        let id = usize::from(self.words.id(at));
        let mut holes = Vec::new();
        for opening in tables.by_word.get(id).into_iter().flatten() {
            // Most templates that begin with the word name a day or a month that the sentence has none of, or already
            // fail at the next word.
            if self.could(opening, at + 1) {
                holes.clear();
                let found = self.rest(opening, at, &mut holes, at, depth);
                keep_longer(&mut best, found);
            }
        }
        let promise = self.words.promise(at);
        for (slot, list) in &tables.by_slot {
            if !promise.fills(*slot) {
                continue;
            }
            if let Some((end, hole)) = self.slot(*slot, at, depth) {
                for opening in list {
                    if self.could(opening, end) {
                        holes.clear();
                        holes.push(hole);
                        let found = self.rest(opening, end, &mut holes, at, depth);
                        keep_longer(&mut best, found);
                    }
                }
            }
        }
        // "Tuesday" + "night", "May 9" + "at noon": phrases that start with a date.
        let mut grown = 0;
        while let Some((end, reading)) = best
            && grown < 3
        {
            let mut longer = best;
            let starting = tables.by_slot.iter().find(|(slot, _)| *slot == Slot::Date);
            for opening in starting.into_iter().flat_map(|(_, list)| list) {
                // Inside "from A to B", A must not swallow "to B".
                let form = tables.templates[opening.template as usize].form;
                if self.could(opening, end) && !(depth > 0 && form == Form::Through) {
                    holes.clear();
                    holes.push(Hole::Date(reading));
                    let found = self.rest(opening, end, &mut holes, at, depth);
                    keep_longer(&mut longer, found);
                }
            }
            if longer.is_none_or(|(longest, _)| longest <= end) {
                break;
            }
            best = longer;
            grown += 1;
        }
        best
    }

    /// False when the sentence lacks what the template needs, or what follows its opening surely does not hold at the
    /// token.
    fn could(&self, opening: &Opening, at: usize) -> bool {
        opening.needs & !self.words.together.0 == 0
            && opening.word.is_none_or(|word| word == self.words.id(at))
            && (opening.fills == 0 || opening.fills & self.words.promise(at).0 != 0)
    }

    /// Tries a template behind its opening, from a token on; `holes` has what filled the parts before.
    fn rest(
        &self,
        opening: &Opening,
        token: usize,
        holes: &mut Vec<Hole>,
        at: usize,
        depth: u8,
    ) -> Option<(usize, DateReading)> {
        let template = &self.words.tables.templates[opening.template as usize];
        let parts = &template.parts[opening.begun as usize..];
        let end = self.parts(parts, token, depth, holes)?;
        Some((end, self.resolve(template.form, holes, at, depth)?))
    }

    fn resolve(&self, form: Form, holes: &[Hole], at: usize, depth: u8) -> Option<DateReading> {
        let sure = match form {
            Form::Month => {
                !self.words.has(at, Flags::AMBIGUOUS)
                    || self.words.before_has(at, Flags::MONTH_AFTER)
            }
            Form::Year => self.is_year(at),
            _ => true,
        };
        let context = Context {
            depth,
            ..self.context
        };
        if sure {
            resolve(form, holes, &context)
        } else {
            None
        }
    }

    /// A bare number is a year when it looks like one and counts nothing.
    fn is_year(&self, at: usize) -> bool {
        let words = self.words;
        let Ok(year) = words.word(at).parse::<i16>() else {
            return false;
        };
        if !(1900..2100).contains(&year) || words.before_has(at, Flags::LABEL) {
            return false;
        }
        let named = words.before_has(at, Flags::YEAR_AFTER);
        named || !(year % 100 == 0 && self.is_plain_word(at + 1))
    }

    /// Matches the parts from `at` on; gives the token after them.
    fn parts(
        &self,
        mut parts: &[Part],
        mut at: usize,
        depth: u8,
        holes: &mut Vec<Hole>,
    ) -> Option<usize> {
        while let Some((first, rest)) = parts.split_first() {
            match first {
                Part::Word(id) if *id == self.words.id(at) => at += 1,
                Part::Word(_) => return None,
                Part::Maybe(id) => {
                    let filled = holes.len();
                    if *id == self.words.id(at)
                        && let Some(end) = self.parts(rest, at + 1, depth, holes)
                    {
                        return Some(end);
                    }
                    holes.truncate(filled);
                }
                Part::Slot(slot) => {
                    let (end, hole) = self.slot(*slot, at, depth)?;
                    holes.push(hole);
                    at = end;
                }
            }
            parts = rest;
        }
        Some(at)
    }

    fn slot(&self, slot: Slot, at: usize, depth: u8) -> Option<(usize, Hole)> {
        let words = self.words;
        // What a date can start with is what its forms begin with, and only `inner` knows those.
        if at >= words.len() || slot != Slot::Date && !words.promise(at).fills(slot) {
            return None;
        }
        match slot {
            Slot::Weekday => self.named(at, |meaning| match meaning {
                Meaning::Weekday(n) => Some(Hole::Weekday(*n)),
                _ => None,
            }),
            Slot::Month => self.named(at, |meaning| match meaning {
                Meaning::Month(n) => Some(Hole::Month(*n)),
                _ => None,
            }),
            Slot::Feast => self
                .named(at, |meaning| match meaning {
                    Meaning::Feast(n) => Some(Hole::Feast(*n)),
                    _ => None,
                })
                .filter(|(end, _)| !words.has(*end, Flags::FEAST_NOT_BEFORE)),
            Slot::Day => self.day(at),
            Slot::Year => {
                let word = words.word(at);
                (word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))
                    .then(|| word.parse().ok())
                    .flatten()
                    .map(|year| (at + 1, Hole::Year(year)))
            }
            Slot::Decade => {
                let (digits, letters) = words.digits_and_letters(at);
                (digits.len() == 4 && words.tables.decade_suffix.iter().any(|s| s == letters))
                    .then(|| digits.parse().ok())
                    .flatten()
                    .map(|year| (at + 1, Hole::Year(year)))
            }
            Slot::Number => {
                let word = words.word(at);
                (word.len() <= 2)
                    .then(|| word.parse().ok())
                    .flatten()
                    .map(|number| (at + 1, Hole::Number(number)))
            }
            Slot::N => bounded_number(words, at).map(|(end, range)| (end, Hole::Many(range))),
            Slot::Unit => self
                .unit(at, false)
                .map(|(end, unit)| (end, Hole::Unit(unit))),
            Slot::Units => self
                .unit(at, true)
                .map(|(end, unit)| (end, Hole::Units(unit))),
            Slot::Nth => words
                .ordinal(at)
                .map(|(end, place)| (end, Hole::Nth(place as i64))),
            Slot::Season => words.phrase(at, |meaning| match meaning {
                Meaning::Season(first, last) => Some(Hole::Season(*first, *last)),
                _ => None,
            }),
            Slot::Relative => words.phrase(at, |meaning| match meaning {
                Meaning::Relative(n) => Some(Hole::Relative(*n)),
                _ => None,
            }),
            Slot::Share => words.phrase(at, |meaning| match meaning {
                Meaning::Share(from, to) => Some(Hole::Share(*from, *to)),
                _ => None,
            }),
            Slot::Part => words.phrase(at, |meaning| match meaning {
                Meaning::DayPart(from, to) => Some(Hole::Part(*from, *to)),
                _ => None,
            }),
            Slot::Clock => self
                .clock_at(at)
                .map(|(end, minutes)| (end, Hole::Clock(minutes))),
            Slot::Date => self
                .inner(at, depth + 1)
                .map(|(end, date)| (end, Hole::Date(date))),
        }
    }

    /// A weekday, month or feast, with a capital where the language writes one.
    fn named(&self, at: usize, wanted: impl Fn(&Meaning) -> Option<Hole>) -> Option<(usize, Hole)> {
        let found = self.words.phrase(at, wanted)?;
        let capital =
            !self.words.tables.capitalised || (at..found.0).any(|word| self.words.is_capital(word));
        capital.then_some(found)
    }

    fn day(&self, at: usize) -> Option<(usize, Hole)> {
        let word = self.words.word(at);
        let (end, day) = if word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()) {
            (at + 1, word.parse::<i8>().ok()?)
        } else {
            let (end, place) = self.words.ordinal(at)?;
            (end, if place <= 31.0 { place as i8 } else { 0 })
        };
        (1..=31).contains(&day).then_some((end, Hole::Day(day)))
    }

    fn unit(&self, at: usize, several: bool) -> Option<(usize, CalendarUnit)> {
        self.words.phrase(at, |meaning| match meaning {
            Meaning::Unit(id, many) if *many || !several => self
                .words
                .tables
                .units
                .get(usize::from(*id))
                .and_then(|unit| unit.calendar),
            _ => None,
        })
    }

    /// "06:00", "6 p.m.", "1.30am", "noon"; the time zone after it goes with it.
    fn clock_at(&self, at: usize) -> Option<(usize, i64)> {
        let words = self.words;
        if let Some((end, hour)) = words.phrase(at, |meaning| match meaning {
            Meaning::ClockWord(hour) => Some(*hour),
            _ => None,
        }) {
            return Some((end, (hour * 60.0) as i64));
        }
        let (digits, letters) = words.digits_and_letters(at);
        if digits.is_empty() || digits.len() > 5 {
            return None;
        }
        let half = |id| {
            words
                .tables
                .vocabulary
                .starting(id)
                .iter()
                .find_map(|phrase| match (phrase.meaning, phrase.words.len()) {
                    (Meaning::HalfDay(add), 1) => Some(i64::from(add)),
                    _ => None,
                })
        };
        let (mut end, half) = if letters.is_empty() {
            match half(words.id(at + 1)) {
                Some(add) => (at + 2, Some(add)),
                None => (at + 1, None),
            }
        } else {
            (at + 1, Some(half(words.tables.vocabulary.get(letters))?))
        };
        let (hours, minutes) = match digits.split_once([':', '.']) {
            Some((hours, minutes)) if minutes.len() == 2 => {
                (hours.parse::<i64>().ok()?, minutes.parse::<i64>().ok()?)
            }
            Some(_) => return None,
            None => (digits.parse::<i64>().ok()?, 0),
        };
        let told = half.is_some() || digits.contains(':');
        if !told || minutes > 59 || hours > 24 || (half.is_some() && !(1..=12).contains(&hours)) {
            return None;
        }
        if words.has(end, Flags::ZONE) {
            end += 1;
        }
        let hours = half.map_or(hours, |add| hours % 12 + add);
        Some((end, hours * 60 + minutes))
    }
}
