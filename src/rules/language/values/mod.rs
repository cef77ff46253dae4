//! Word tables for sentences, tokens, numbers and dates, checked and ready for look-up.
//!
//! Takes the raw sections of a language file, gives [`ValueWords`] and the complaints about them. Never reads
//! articles: the text stage does, with these tables.

mod build;
pub mod raw;
mod vocabulary;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

pub use raw::{BoundKind, CalendarUnit, Form, Slot, UnitKind, ValueSections};
pub use vocabulary::{Flags, Phrase, Vocabulary, WordId, words_of};

/// A complaint with the path of the key it is about, such as `calendar.forms.share[2]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Keys and indexes from the top of the file.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What a full stop after an abbreviation means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stop {
    /// It never ends a sentence.
    Never,
    /// It ends one before a word that opens sentences.
    BeforeStarter,
    /// It ends one before any capital, save a few words.
    BeforeCapital,
    /// It ends one unless a digit follows.
    UnlessNumber,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitWord {
    /// The unit amounts are given in.
    pub unit: String,
    /// What it measures.
    pub kind: UnitKind,
    /// How many of `unit` one of these is.
    pub factor: f64,
    /// The stretch of the calendar it names.
    pub calendar: Option<CalendarUnit>,
    /// Words after a hyphen that make a length of it.
    pub lasting: Vec<WordId>,
}

/// A day with a name, as the calendar finds it in any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeastRule {
    /// How its first day is found.
    pub day: FeastDay,
    /// How many days it lasts.
    pub days: i32,
}

/// How the day of a feast is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeastDay {
    /// The same month and day each year.
    On(i8, i8),
    /// Days after Western Easter Sunday.
    Easter(i32),
    /// Days after Orthodox Easter Sunday.
    OrthodoxEaster(i32),
    /// Month, weekday from Monday = 1, which one.
    Nth(i8, i8, i8),
}

/// What a phrase of the language means to the value readers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Meaning {
    /// A number below a hundred.
    Small(f64),
    /// A multiplier.
    Multiplier(f64),
    /// A part of one.
    Fraction(f64),
    /// "and a half".
    AddedFraction(f64),
    /// Between a fraction and its unit.
    FractionJoiner,
    /// Nothing at all.
    Zero,
    /// An unsure number.
    Vague(f64, f64),
    /// A place in a row.
    Ordinal(f64),
    /// How often.
    Often(f64),
    /// After a number: how often.
    Times,
    /// A bound before the number; true when it means "during" before days.
    Before(BoundKind, bool),
    /// A verb and its particle, which is no bound: "handed over".
    VerbAndParticle,
    /// A bound after the number.
    After(BoundKind),
    /// A unit, and whether the word stands for several.
    Unit(u16, bool),
    /// A sign of a unit before the number.
    Sign(u16),
    /// Monday = 1 … Sunday = 7.
    Weekday(i8),
    /// January = 1.
    Month(i8),
    /// First and last month.
    Season(i8, i8),
    /// Hours since midnight.
    DayPart(f64, f64),
    /// Share of a period.
    Share(f64, f64),
    /// Hours since midnight.
    ClockWord(f64),
    /// Hours to add to the hour before it: 0 or 12.
    HalfDay(i8),
    /// Index into `ValueWords::relative`.
    Relative(u16),
    /// Index into `ValueWords::feasts`.
    Feast(u16),
}

impl Meaning {
    /// The slots that a phrase of this meaning can fill or start to fill, as a bit mask.
    fn fills(self) -> u32 {
        let counts = Slot::N.bit();
        match self {
            // "twenty-first" is a place too.
            Meaning::Small(_) => counts | Slot::Day.bit() | Slot::Nth.bit(),
            Meaning::Multiplier(_)
            | Meaning::Fraction(_)
            | Meaning::Vague(..)
            | Meaning::Zero
            | Meaning::Before(..) => counts,
            Meaning::Ordinal(_) => Slot::Day.bit() | Slot::Nth.bit(),
            Meaning::Unit(..) => Slot::Unit.bit() | Slot::Units.bit(),
            Meaning::Weekday(_) => Slot::Weekday.bit(),
            Meaning::Month(_) => Slot::Month.bit(),
            Meaning::Season(..) => Slot::Season.bit(),
            Meaning::DayPart(..) => Slot::Part.bit(),
            Meaning::Share(..) => Slot::Share.bit(),
            Meaning::ClockWord(_) => Slot::Clock.bit(),
            Meaning::Relative(_) => Slot::Relative.bit(),
            Meaning::Feast(_) => Slot::Feast.bit(),
            Meaning::VerbAndParticle
            | Meaning::AddedFraction(_)
            | Meaning::FractionJoiner
            | Meaning::Often(_)
            | Meaning::Times
            | Meaning::After(_)
            | Meaning::Sign(_)
            | Meaning::HalfDay(_) => 0,
        }
    }
}

/// One element of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// This word.
    Word(WordId),
    /// This word or nothing.
    Maybe(WordId),
    /// A hole.
    Slot(Slot),
}

/// A date phrase with holes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// What it means.
    pub form: Form,
    /// Its elements.
    pub parts: Vec<Part>,
}

/// What a token can be part of, told by its word alone: a bit for each slot of date phrases that it can fill or start
/// to fill, and a few more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Promise(pub(crate) u32);

impl Promise {
    /// A date can start with it.
    pub(crate) const DATE: Self = Self(1 << 29);
    /// An amount can start with it.
    pub(crate) const AMOUNT: Self = Self(1 << 30);
    /// Some value is told with it: a sentence without such a token has none.
    pub(crate) const VALUE: Self = Self(1 << 31);
    /// All that a token of digits can be.
    pub(crate) const DIGITS: Self =
        Self(Slot::OF_DIGITS | Self::DATE.0 | Self::AMOUNT.0 | Self::VALUE.0);

    /// True when it shares a bit with another.
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// True when it can fill `slot` or start to.
    pub(crate) fn fills(self, slot: Slot) -> bool {
        self.0 & slot.bit() != 0
    }
}

/// A template by how it begins, for passing over it without a look at the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opening {
    /// Its number.
    pub(crate) template: u32,
    /// How many of its parts the beginning was.
    pub(crate) begun: u32,
    /// The slots that some word must fill, dates inside it set aside, as a bit mask.
    pub(crate) needs: u32,
    /// The next word, where it is sure which.
    pub(crate) word: Option<WordId>,
    /// Slots of which the next token must fill one, as a bit mask; 0 where anything may follow.
    pub(crate) fills: u32,
}

/// The checked tables of one language.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ValueWords {
    /// Abbreviations by lower-case text without the last full stop; true when a capital is needed.
    pub(crate) stops: BTreeMap<String, (Stop, bool)>,
    pub(crate) starters: std::collections::BTreeSet<String>,
    pub(crate) going_on: std::collections::BTreeSet<String>,
    pub(crate) contractions: BTreeMap<String, [String; 2]>,
    /// First letters of those without an apostrophe, a bit for each from `a` on.
    pub(crate) solid: u32,
    pub(crate) endings: Vec<(String, String)>,
    pub(crate) possessive: String,
    pub(crate) possessive_after: Vec<char>,
    /// Units that are written right behind their number.
    pub(crate) glued: std::collections::BTreeSet<String>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) units: Vec<UnitWord>,
    pub(crate) group: Option<char>,
    pub(crate) decimal: Option<char>,
    pub(crate) suffixes: BTreeMap<String, f64>,
    pub(crate) money_suffixes: BTreeMap<String, f64>,
    pub(crate) ordinal_suffixes: Vec<String>,
    pub(crate) decade_suffix: Vec<String>,
    pub(crate) tolerance: f64,
    pub(crate) around: Vec<(WordId, WordId)>,
    pub(crate) capitalised: bool,
    pub(crate) relative: Vec<raw::Relative>,
    pub(crate) feasts: Vec<FeastRule>,
    pub(crate) bare_plural: [f64; 2],
    pub(crate) templates: Vec<Template>,
    /// Templates by their first word; by word id.
    pub(crate) by_word: Vec<Vec<Opening>>,
    /// Templates that start with a hole, by slot, with the hole left out.
    pub(crate) by_slot: Vec<(Slot, Vec<Opening>)>,
    /// What words promise, by word id.
    pub(crate) promises: Vec<Promise>,
}

impl ValueWords {
    /// The two words that a contraction stands for, and how many of its letters are those of the second; `None` for
    /// any other word. It is given in lower case, with straight apostrophes.
    ///
    /// ```
    /// use atodds::rules::language::values::{ValueSections, ValueWords};
    /// let tokens = "tokens: {contractions: {\"won't\": [will, not]}, endings: {\"n't\": not}}";
    /// let (sections, _) = atodds::rules::yaml::load::<ValueSections>("xx.yaml", tokens.as_bytes()).expect("it loads");
    /// let (words, _) = ValueWords::new(&sections);
    /// assert_eq!(words.parts("won't"), Some((["will", "not"], 3)));
    /// assert_eq!(words.parts("didn't"), Some((["did", "not"], 3)));
    /// assert_eq!(words.parts("did"), None);
    /// ```
    pub fn parts<'w>(&'w self, word: &'w str) -> Option<([&'w str; 2], usize)> {
        if let Some([first, second]) = self.contractions.get(word) {
            let endings = self.endings.iter().map(|(ending, _)| ending);
            let tail = endings
                .into_iter()
                .find(|ending| word.ends_with(ending.as_str()));
            let letters = tail.unwrap_or(second).chars().count();
            return Some(([first, second], letters));
        }
        if !word.contains('\'') {
            return None;
        }
        self.endings.iter().find_map(|(ending, reads)| {
            let base = word.strip_suffix(ending.as_str())?;
            (!base.is_empty()).then(|| ([base, reads.as_str()], ending.chars().count()))
        })
    }

    /// False when no contraction without an apostrophe begins with this letter, in any case.
    pub(crate) fn may_contract(&self, letter: u8) -> bool {
        let letter = letter.to_ascii_lowercase().wrapping_sub(b'a');
        letter < 26 && self.solid & 1 << letter != 0
    }

    /// Checks the raw sections. Whatever is wrong is left out and complained about; the rest works.
    ///
    /// ```
    /// use atodds::rules::language::values::{ValueSections, ValueWords};
    /// let (_, complaints) = ValueWords::new(&ValueSections::default());
    /// assert!(complaints.is_empty());
    /// ```
    pub fn new(raw: &ValueSections) -> (Self, Vec<Complaint>) {
        build::build(raw)
    }
}

/// The English tables of this repository, for tests of the text stage.
#[cfg(test)]
pub(crate) fn english() -> &'static ValueWords {
    static WORDS: std::sync::OnceLock<ValueWords> = std::sync::OnceLock::new();
    WORDS.get_or_init(|| {
        let text = include_str!("../../../../rules/language/en.yaml");
        let (sections, _) = crate::rules::yaml::load::<ValueSections>("en.yaml", text.as_bytes())
            .expect("en.yaml loads");
        let (words, complaints) = ValueWords::new(&sections);
        let said: Vec<String> = complaints
            .iter()
            .map(|complaint| format!("{}: {}", complaint.path, complaint.problem.message))
            .collect();
        assert!(said.is_empty(), "{}", said.join("\n"));
        words
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(yaml: &str) -> Vec<Complaint> {
        let (sections, _) =
            crate::rules::yaml::load::<ValueSections>("a.yaml", yaml.as_bytes()).expect("loads");
        ValueWords::new(&sections).1
    }

    #[test]
    fn an_unknown_slot_is_located_and_a_near_one_proposed() {
        let found = complaints("calendar: {forms: {weekday: ['{wekday}']}}");
        assert_eq!(found[0].path, "calendar.forms[0] `{wekday}`");
        assert_eq!(
            found[0].problem.help.as_deref(),
            Some("did you mean `{weekday}`?")
        );
    }

    #[test]
    fn a_form_must_hold_its_slots() {
        let found = complaints("calendar: {forms: {month-day: ['{month}']}}");
        assert_eq!(found[0].problem.code, "wrong-slots");
    }

    #[test]
    fn a_feast_needs_exactly_one_way_to_find_its_day() {
        let found = complaints("calendar: {feasts: [{words: [feast], on: [5, 1], easter: 0}]}");
        assert_eq!(found[0].problem.code, "bad-feast");
    }

    #[test]
    fn a_range_upside_down_is_refused() {
        assert_eq!(
            complaints("numbers: {vague: {some: [9, 3]}}")[0]
                .problem
                .code,
            "empty-range"
        );
        assert_eq!(
            complaints("bounds: {tolerance: 2}")[0].problem.code,
            "bad-number"
        );
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(
            crate::rules::yaml::load::<ValueSections>("a.yaml", b"numbers: {smal: {}}").is_err()
        );
    }

    #[test]
    fn english_has_no_complaint() {
        assert!(!english().templates.is_empty());
    }
}
