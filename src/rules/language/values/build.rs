//! Checks the raw sections and builds the tables from them.
//!
//! Takes what the language file says, gives tables and complaints. Leaves out what is wrong and goes on, so that one
//! run shows every mistake. Never reads articles.

use std::collections::BTreeMap;

use crate::problem::{Problem, nearest};

use super::raw::{self, Form, Slot};
use super::{
    Complaint, FeastDay, FeastRule, Flags, Meaning, Opening, Part, Promise, Stop, Template,
    UnitWord, ValueSections, ValueWords, WordId, words_of,
};

/// The tables of the sections, and what is wrong with these.
pub(super) fn build(raw: &ValueSections) -> (ValueWords, Vec<Complaint>) {
    let mut builder = Builder::default();
    builder.sentences(&raw.sentences);
    builder.tokens(&raw.tokens);
    builder.units(&raw.units);
    builder.numbers(&raw.numbers);
    builder.bounds(&raw.bounds);
    builder.calendar(&raw.calendar);
    builder.finish();
    (builder.words, builder.complaints)
}

#[derive(Default)]
struct Builder {
    words: ValueWords,
    complaints: Vec<Complaint>,
    by_word: BTreeMap<WordId, Vec<Opening>>,
    by_slot: BTreeMap<Slot, Vec<Opening>>,
}

impl Builder {
    fn complain(&mut self, path: impl Into<String>, problem: Problem) {
        self.complaints.push(Complaint {
            path: path.into(),
            problem,
        });
    }

    fn phrase(&mut self, path: &str, text: &str, meaning: Meaning) {
        if !self.words.vocabulary.add(text, meaning) {
            self.complain(
                path,
                Problem::error("empty-phrase", "a phrase has no words"),
            );
        }
    }

    fn phrases(&mut self, path: &str, texts: &[String], meaning: Meaning) {
        for (at, text) in texts.iter().enumerate() {
            self.phrase(&format!("{path}[{at}]"), text, meaning);
        }
    }

    fn flag(&mut self, path: &str, texts: &[String], flag: Flags) {
        for (at, text) in texts.iter().enumerate() {
            let words = words_of(text);
            if let [word] = words.as_slice() {
                self.words.vocabulary.flag(word, flag);
            } else {
                self.complain(
                    format!("{path}[{at}]"),
                    Problem::error("not-one-word", format!("`{text}` is not one word"))
                        .help("this list takes single words"),
                );
            }
        }
    }

    fn number(&mut self, path: &str, value: f64) -> bool {
        let fine = value.is_finite() && value >= 0.0;
        if !fine {
            self.complain(
                path,
                Problem::error(
                    "bad-number",
                    format!("`{value}` is no number to count with"),
                ),
            );
        }
        fine
    }

    /// Turns the maps made while reading into tables by word id.
    fn finish(&mut self) {
        let words = &mut self.words;
        words.vocabulary.finish();
        words.by_slot = std::mem::take(&mut self.by_slot).into_iter().collect();
        let ids = words.vocabulary.len();
        words.by_word = (0..ids)
            .map(|id| self.by_word.remove(&(id as WordId)).unwrap_or_default())
            .collect();
        words.promises = (0..ids)
            .map(|id| Self::promise(words, id as WordId))
            .collect();
    }

    fn promise(words: &ValueWords, id: WordId) -> Promise {
        let article = words.vocabulary.flags(id).has(Flags::ARTICLE);
        let own = if article { Slot::N.bit() } else { 0 };
        let phrases = words.vocabulary.starting(id).iter();
        let fills = phrases.fold(own, |mask, phrase| mask | phrase.meaning.fills());
        let amount = words.vocabulary.starting(id).iter().any(|phrase| {
            matches!(
                phrase.meaning,
                Meaning::Small(_)
                    | Meaning::Multiplier(_)
                    | Meaning::Fraction(_)
                    | Meaning::Zero
                    | Meaning::Vague(..)
                    | Meaning::Ordinal(_)
                    | Meaning::Often(_)
                    | Meaning::Before(..)
                    | Meaning::Unit(..)
                    | Meaning::Sign(_)
            )
        });
        let pair = words.around.iter().any(|(open, _)| *open == id);
        let date = fills != 0 || !words.by_word[usize::from(id)].is_empty();
        let more = [
            (Promise::DATE, date),
            (Promise::AMOUNT, id != 0 && (amount || article || pair)),
            (Promise::VALUE, words.vocabulary.is_trigger(id)),
        ];
        let more = more.iter().filter(|(_, holds)| *holds);
        Promise(more.fold(fills, |all, (bit, _)| all | bit.0))
    }

    fn sentences(&mut self, raw: &raw::Sentences) {
        for (list, stop) in [
            (&raw.before_number, Stop::UnlessNumber),
            (&raw.often_end, Stop::BeforeCapital),
            (&raw.may_end, Stop::BeforeStarter),
            (&raw.never_end, Stop::Never),
        ] {
            for word in list {
                let capital = word.chars().next().is_some_and(char::is_uppercase);
                let word = word.trim_end_matches('.').to_lowercase();
                // "No" beside "no" asks for no capital.
                let capital = capital && self.words.stops.get(&word).is_none_or(|known| known.1);
                self.words.stops.insert(word, (stop, capital));
            }
        }
        self.words.starters = raw
            .starters
            .iter()
            .map(|word| word.to_lowercase())
            .collect();
        self.words.going_on = raw
            .going_on
            .iter()
            .map(|word| word.to_lowercase())
            .collect();
    }

    fn tokens(&mut self, raw: &raw::Tokens) {
        self.words.contractions = raw
            .contractions
            .iter()
            .map(|(word, parts)| (word.to_lowercase(), parts.clone()))
            .collect();
        let solid = self.words.contractions.keys();
        self.words.solid = solid
            .filter(|word| !word.contains('\''))
            .filter_map(|word| word.bytes().next()?.checked_sub(b'a'))
            .filter(|letter| *letter < 26)
            .fold(0, |mask, letter| mask | 1 << letter);
        self.words.endings = raw.endings.clone().into_iter().collect();
        // "n't" must win over "'t".
        self.words
            .endings
            .sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        self.words.possessive.clone_from(&raw.possessive);
        self.words
            .possessive_after
            .clone_from(&raw.possessive_after);
        self.words.glued = raw.glued.iter().map(|unit| unit.to_lowercase()).collect();
    }

    fn units(&mut self, raw: &[raw::Unit]) {
        for (at, unit) in raw.iter().enumerate().take(usize::from(u16::MAX)) {
            let path = format!("units[{at}]");
            if !self.number(&format!("{path}.factor"), unit.factor) {
                continue;
            }
            let id = self.words.units.len() as u16;
            let lasting = unit
                .lasting
                .iter()
                .map(|word| self.words.vocabulary.id(word))
                .collect();
            self.words.units.push(UnitWord {
                unit: unit.unit.clone(),
                kind: unit.kind,
                factor: unit.factor,
                calendar: unit.calendar,
                lasting,
            });
            self.phrases(&format!("{path}.one"), &unit.one, Meaning::Unit(id, false));
            self.phrases(&format!("{path}.many"), &unit.many, Meaning::Unit(id, true));
            self.phrases(&format!("{path}.signs"), &unit.signs, Meaning::Sign(id));
        }
    }

    fn numbers(&mut self, raw: &raw::Numbers) {
        type Make = fn(f64) -> Meaning;
        let tables: [(&str, &BTreeMap<String, f64>, Make); 6] = [
            ("small", &raw.small, Meaning::Small),
            ("multipliers", &raw.multipliers, Meaning::Multiplier),
            ("fractions", &raw.fractions, Meaning::Fraction),
            (
                "added_fractions",
                &raw.added_fractions,
                Meaning::AddedFraction,
            ),
            ("ordinals", &raw.ordinals, Meaning::Ordinal),
            ("often", &raw.often, Meaning::Often),
        ];
        for (key, table, make) in tables {
            for (text, value) in table {
                let path = format!("numbers.{key}.{text}");
                if self.number(&path, *value) {
                    self.phrase(&path, text, make(*value));
                }
            }
        }
        for (text, [low, high]) in &raw.vague {
            let path = format!("numbers.vague.{text}");
            if self.number(&path, *low) && self.number(&path, *high) {
                if low > high {
                    self.complain(
                        path,
                        Problem::error("empty-range", format!("{low} is above {high}")),
                    );
                } else {
                    self.phrase(&path, text, Meaning::Vague(*low, *high));
                }
            }
        }
        self.phrases("numbers.zero", &raw.zero, Meaning::Zero);
        self.phrases("numbers.times", &raw.times, Meaning::Times);
        self.phrases(
            "numbers.fraction_joiners",
            &raw.fraction_joiners,
            Meaning::FractionJoiner,
        );
        for (key, list, flag) in [
            ("joiners", &raw.joiners, Flags::JOINER),
            ("articles", &raw.articles, Flags::ARTICLE),
            ("weak", &raw.weak, Flags::WEAK),
            ("weak_before", &raw.weak_before, Flags::WEAK_BEFORE),
            (
                "zero_not_before",
                &raw.zero_not_before,
                Flags::ZERO_NOT_BEFORE,
            ),
            ("denominators", &raw.denominators, Flags::DENOMINATOR),
            (
                "often_not_before",
                &raw.often_not_before,
                Flags::OFTEN_NOT_BEFORE,
            ),
            (
                "often_not_after",
                &raw.often_not_after,
                Flags::OFTEN_NOT_AFTER,
            ),
            (
                "times_not_before",
                &raw.times_not_before,
                Flags::TIMES_NOT_BEFORE,
            ),
            ("labels", &raw.labels, Flags::LABEL),
            ("divided", &raw.divided, Flags::DIVIDED),
            ("age_after", &raw.age_after, Flags::AGE_AFTER),
            ("age_before", &raw.age_before, Flags::AGE_BEFORE),
        ] {
            self.flag(&format!("numbers.{key}"), list, flag);
        }
        self.words.group = raw.group;
        self.words.decimal = raw.decimal;
        self.words.suffixes.clone_from(&raw.suffixes);
        self.words.money_suffixes.clone_from(&raw.money_suffixes);
        self.words
            .ordinal_suffixes
            .clone_from(&raw.ordinal_suffixes);
    }

    fn bounds(&mut self, raw: &raw::Bounds) {
        self.words.tolerance = if (0.0..1.0).contains(&raw.tolerance) {
            raw.tolerance
        } else {
            self.complain(
                "bounds.tolerance",
                Problem::error("bad-number", "the tolerance lies between 0 and 1"),
            );
            0.0
        };
        for (kind, list) in &raw.before {
            for text in list {
                let during = raw.not_before_days.contains(text);
                self.phrase("bounds.before", text, Meaning::Before(*kind, during));
            }
        }
        self.phrases("bounds.verbs", &raw.verbs, Meaning::VerbAndParticle);
        for (kind, list) in &raw.after {
            self.phrases("bounds.after", list, Meaning::After(*kind));
        }
        for [open, close] in &raw.around {
            let pair = (
                self.words.vocabulary.id(open),
                self.words.vocabulary.id(close),
            );
            self.words.around.push(pair);
        }
        self.flag("bounds.between", &raw.between, Flags::TO);
        self.flag("bounds.change", &raw.change, Flags::CHANGE);
    }

    fn calendar(&mut self, raw: &raw::Calendar) {
        self.words.capitalised = raw.capitalised;
        for (key, list, want) in [("weekdays", &raw.weekdays, 7), ("months", &raw.months, 12)] {
            if !list.is_empty() && list.len() != want {
                self.complain(
                    format!("calendar.{key}"),
                    Problem::error(
                        "wrong-length",
                        format!("`{key}` has {} entries, not {want}", list.len()),
                    ),
                );
            }
            for (at, texts) in list.iter().enumerate().take(want) {
                let number = at as i8 + 1;
                let meaning = if want == 7 {
                    Meaning::Weekday(number)
                } else {
                    Meaning::Month(number)
                };
                self.phrases(&format!("calendar.{key}[{at}]"), texts, meaning);
            }
        }
        for (key, list, flag) in [
            ("ambiguous", &raw.ambiguous, Flags::AMBIGUOUS),
            ("month_after", &raw.month_after, Flags::MONTH_AFTER),
            ("year_after", &raw.year_after, Flags::YEAR_AFTER),
            ("zones", &raw.zones, Flags::ZONE),
            ("future_after", &raw.future_after, Flags::FUTURE_AFTER),
            ("since_clause", &raw.since_clause, Flags::SINCE_CLAUSE),
            (
                "no_since_before",
                &raw.no_since_before,
                Flags::NO_SINCE_BEFORE,
            ),
            ("no_since_after", &raw.no_since_after, Flags::NO_SINCE_AFTER),
            ("thing_after", &raw.thing_after, Flags::THING_AFTER),
            (
                "year_names_after",
                &raw.year_names_after,
                Flags::YEAR_NAMES_AFTER,
            ),
            (
                "feast_not_before",
                &raw.feast_not_before,
                Flags::FEAST_NOT_BEFORE,
            ),
        ] {
            self.flag(&format!("calendar.{key}"), list, flag);
        }
        self.words.decade_suffix.clone_from(&raw.decade_suffix);
        for (text, [first, last]) in &raw.seasons {
            let path = format!("calendar.seasons.{text}");
            if (1..=12).contains(first) && (1..=12).contains(last) {
                self.phrase(&path, text, Meaning::Season(*first, *last));
            } else {
                self.complain(path, Problem::error("bad-month", "months are 1 to 12"));
            }
        }
        for (text, [from, to]) in &raw.day_parts {
            let path = format!("calendar.day_parts.{text}");
            if self.number(&path, *from) && self.number(&path, *to) && to > from && *to <= 72.0 {
                self.phrase(&path, text, Meaning::DayPart(*from, *to));
            }
        }
        for (text, [from, to]) in &raw.shares {
            let path = format!("calendar.shares.{text}");
            if self.number(&path, *from) && from < to && *to <= 1.0 {
                self.phrase(&path, text, Meaning::Share(*from, *to));
            } else {
                self.complain(
                    path,
                    Problem::error(
                        "bad-share",
                        "a share runs from a lower to a higher number up to 1",
                    ),
                );
            }
        }
        for (text, hour) in &raw.clock_words {
            let path = format!("calendar.clock_words.{text}");
            if self.number(&path, *hour) && *hour <= 24.0 {
                self.phrase(&path, text, Meaning::ClockWord(*hour));
            }
        }
        self.phrases(
            "calendar.before_noon",
            &raw.before_noon,
            Meaning::HalfDay(0),
        );
        self.phrases("calendar.after_noon", &raw.after_noon, Meaning::HalfDay(12));
        for (at, relative) in raw.relative.iter().enumerate().take(usize::from(u16::MAX)) {
            let path = format!("calendar.relative[{at}]");
            let days_fine = relative.days[0] <= relative.days[1]
                && relative.days.iter().all(|day| day.abs() <= 100_000);
            let hours_fine = relative
                .hours
                .is_none_or(|hours| hours.iter().all(|hour| (0.0..=48.0).contains(hour)));
            if !days_fine || !hours_fine {
                self.complain(
                    path,
                    Problem::error(
                        "empty-range",
                        "days run from earlier to later, hours from 0 to 48",
                    ),
                );
                continue;
            }
            let meaning = Meaning::Relative(self.words.relative.len() as u16);
            self.words.relative.push(relative.clone());
            self.phrases(&format!("{path}.words"), &relative.words, meaning);
        }
        for (at, feast) in raw.feasts.iter().enumerate().take(usize::from(u16::MAX)) {
            self.feast(at, feast);
        }
        self.words.bare_plural = raw.bare_plural.unwrap_or([2.0, 10.0]);
        for (form, list) in &raw.forms {
            for (at, text) in list.iter().enumerate() {
                self.template(*form, text, at);
            }
        }
    }

    fn feast(&mut self, at: usize, feast: &raw::Feast) {
        let path = format!("calendar.feasts[{at}]");
        let ways = [
            feast
                .on
                .filter(|[month, day]| (1..=12).contains(month) && (1..=31).contains(day))
                .map(|[month, day]| FeastDay::On(month, day)),
            feast.easter.filter(|n| n.abs() < 400).map(FeastDay::Easter),
            feast
                .orthodox_easter
                .filter(|n| n.abs() < 400)
                .map(FeastDay::OrthodoxEaster),
            feast
                .nth
                .filter(|[month, weekday, nth]| {
                    (1..=12).contains(month)
                        && (1..=7).contains(weekday)
                        && (-5..=5).contains(nth)
                        && *nth != 0
                })
                .map(|[month, weekday, nth]| FeastDay::Nth(month, weekday, nth)),
        ];
        let mut given = ways.into_iter().flatten();
        let (Some(day), None) = (given.next(), given.next()) else {
            self.complain(
                path,
                Problem::error(
                    "bad-feast",
                    "a feast has exactly one valid `on`, `easter`, `orthodox_easter` or `nth`",
                ),
            );
            return;
        };
        let meaning = Meaning::Feast(self.words.feasts.len() as u16);
        self.words.feasts.push(FeastRule {
            day,
            days: feast.days.unwrap_or(1).clamp(1, 60),
        });
        self.phrases(&format!("{path}.words"), &feast.words, meaning);
    }

    fn template(&mut self, form: Form, text: &str, at: usize) {
        let path = format!("calendar.forms[{at}] `{text}`");
        let mut parts = Vec::new();
        let mut slots = Vec::new();
        for piece in text.split_whitespace() {
            if let Some(name) = piece
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            {
                let Some((_, slot)) = Slot::ALL.iter().find(|(known, _)| *known == name) else {
                    let mut problem =
                        Problem::error("unknown-slot", format!("unknown slot `{{{name}}}`"));
                    if let Some(near) = nearest(name, Slot::ALL.iter().map(|(known, _)| *known)) {
                        problem = problem.help(format!("did you mean `{{{near}}}`?"));
                    }
                    self.complain(path, problem);
                    return;
                };
                slots.push(*slot);
                parts.push(Part::Slot(*slot));
            } else if let Some(word) = piece.strip_suffix('?').filter(|word| !word.is_empty()) {
                parts.push(Part::Maybe(self.words.vocabulary.id(word)));
            } else {
                parts.push(Part::Word(self.words.vocabulary.id(piece)));
            }
        }
        slots.sort_unstable();
        let fits = form.slots().iter().any(|way| {
            let mut way = way.to_vec();
            way.sort_unstable();
            way == slots
        });
        if !fits {
            self.complain(
                path,
                Problem::error("wrong-slots", "these slots do not make such a date"),
            );
            return;
        }
        if parts.len() > 12 {
            self.complain(
                path,
                Problem::error("too-long", "a template has twelve parts at most"),
            );
            return;
        }
        // A template with leading optional words is filed under each way it can start.
        let needs = slots.iter().filter(|slot| **slot != Slot::Date);
        let needs = needs.fold(0, |needs, slot| needs | slot.bit());
        let opening = |begun: usize, next: Option<&Part>| Opening {
            template: self.words.templates.len() as u32,
            begun: begun as u32,
            needs,
            word: match next {
                Some(Part::Word(id)) => Some(*id),
                _ => None,
            },
            fills: match next {
                Some(Part::Slot(slot)) if *slot != Slot::Date => slot.bit(),
                _ => 0,
            },
        };
        for (skipped, part) in parts.iter().enumerate() {
            match part {
                Part::Word(id) | Part::Maybe(id) => {
                    // What may be missing says nothing of what follows.
                    let sure = matches!(parts[0], Part::Word(_));
                    let opening = opening(0, parts.get(1).filter(|_| sure));
                    self.by_word.entry(*id).or_default().push(opening);
                }
                Part::Slot(slot) => {
                    let opening = opening(skipped + 1, parts.get(skipped + 1));
                    self.by_slot.entry(*slot).or_default().push(opening);
                }
            }
            if !matches!(part, Part::Maybe(_)) {
                break;
            }
        }
        self.words.templates.push(Template { form, parts });
    }
}
