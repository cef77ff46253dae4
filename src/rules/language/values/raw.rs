//! The sections of a language file that concern sentences, tokens, numbers and dates, as written.
//!
//! Takes YAML through serde, gives plain data. Never checks: see the parent module.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rules::yaml;

/// The six sections together, for a reader that wants them in one go. Other keys of the file are left to others.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ValueSections {
    /// Where sentences end.
    pub sentences: Sentences,
    /// How words split into tokens.
    pub tokens: Tokens,
    /// Number words.
    pub numbers: Numbers,
    /// Words that bound a number.
    pub bounds: Bounds,
    /// Words for what is counted.
    pub units: Vec<Unit>,
    /// Words for dates.
    pub calendar: Calendar,
}

/// Where sentences end.
///
/// An abbreviation is written without its last full stop. One written with a capital is matched only with a
/// capital, so that `Sun` is an abbreviation and `sun` is not.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sentences {
    /// A full stop after these never ends a sentence: `Mr`, `Sen`.
    pub never_end: Vec<String>,
    /// A full stop after these ends one only before a word of `starters`: `Inc`, `Feb`.
    pub may_end: Vec<String>,
    /// A full stop after these ends one before any capital, unless a word of `going_on` follows: `p.m`.
    pub often_end: Vec<String>,
    /// A full stop after these ends one unless a digit follows: `No`.
    pub before_number: Vec<String>,
    /// Words that, with a capital, open a sentence: `The`, `He`.
    pub starters: Vec<String>,
    /// Words that go on after an abbreviation of `often_end`: `EST`, `Friday`.
    pub going_on: Vec<String>,
}

/// How words split into tokens.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tokens {
    /// Whole words that stand for two: `won't: [will, not]`.
    #[serde(deserialize_with = "yaml::unique")]
    pub contractions: BTreeMap<String, [String; 2]>,
    /// Endings that are a token of their own, and how that token reads: `n't: not`.
    #[serde(deserialize_with = "yaml::unique")]
    pub endings: BTreeMap<String, String>,
    /// The token a bare apostrophe after a plural stands for; empty when the language has none.
    pub possessive: String,
    /// Letters after which a bare apostrophe is that possessive.
    pub possessive_after: Vec<char>,
    /// Units that are written right behind their number: `km` in “200km”.
    pub glued: Vec<String>,
}

/// Number words.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Numbers {
    /// The mark between groups of three digits.
    pub group: Option<char>,
    /// The mark before decimals.
    pub decimal: Option<char>,
    /// Words below a hundred.
    #[serde(deserialize_with = "yaml::unique")]
    pub small: BTreeMap<String, f64>,
    /// Words that multiply what stands before them: `hundred`, `million`, `dozen`.
    #[serde(deserialize_with = "yaml::unique")]
    pub multipliers: BTreeMap<String, f64>,
    /// Letters directly after digits that multiply: `5bn`.
    #[serde(deserialize_with = "yaml::unique")]
    pub suffixes: BTreeMap<String, f64>,
    /// The same, for money only: `$5m`.
    #[serde(deserialize_with = "yaml::unique")]
    pub money_suffixes: BTreeMap<String, f64>,
    /// Words between a hundred and the rest: `and`.
    pub joiners: Vec<String>,
    /// Words that mean one before a multiplier or unit: `a`.
    pub articles: Vec<String>,
    /// Number words that are often no number, marked only with a bound, a unit, or before a word of `weak_before`.
    pub weak: Vec<String>,
    /// Words that make a weak number word a count: `person`.
    pub weak_before: Vec<String>,
    /// Words for nothing at all: `no`.
    pub zero: Vec<String>,
    /// Words before which a word for nothing is no count: `longer`.
    pub zero_not_before: Vec<String>,
    /// Words for a part of one: `half: 0.5`.
    #[serde(deserialize_with = "yaml::unique")]
    pub fractions: BTreeMap<String, f64>,
    /// Words between a fraction and its unit: `an`, `of an`.
    pub fraction_joiners: Vec<String>,
    /// Phrases that add a fraction: `and a half: 0.5`.
    #[serde(deserialize_with = "yaml::unique")]
    pub added_fractions: BTreeMap<String, f64>,
    /// Words for an unsure number, with its lowest and highest reading: `dozens: [24, 99]`.
    #[serde(deserialize_with = "yaml::unique")]
    pub vague: BTreeMap<String, [f64; 2]>,
    /// Words for a place in a row: `third: 3`.
    #[serde(deserialize_with = "yaml::unique")]
    pub ordinals: BTreeMap<String, f64>,
    /// Letters after digits that make a place in a row: `nd`.
    pub ordinal_suffixes: Vec<String>,
    /// Words after a number that make it part of a fraction: `thirds`.
    pub denominators: Vec<String>,
    /// Words for how often: `twice: 2`.
    #[serde(deserialize_with = "yaml::unique")]
    pub often: BTreeMap<String, f64>,
    /// Words before which those say something else: `once again`.
    pub often_not_before: Vec<String>,
    /// Words after which those say something else: `at once`.
    pub often_not_after: Vec<String>,
    /// Words after a number that make it how often: `times`.
    pub times: Vec<String>,
    /// Words after `times` that make a ratio of it: `as`, `more`.
    pub times_not_before: Vec<String>,
    /// Words before a number that only labels: `article`, `no.`.
    pub labels: Vec<String>,
    /// Words beside a score that make two counts of it: `vote`, as in “a 57-43 vote”.
    pub divided: Vec<String>,
    /// Words after a length of time that make it an age: `old`.
    pub age_after: Vec<String>,
    /// Words before a number that make it an age: `aged`.
    pub age_before: Vec<String>,
}

/// Words that bound a number.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Bounds {
    /// The share by which an approximate number may be off.
    pub tolerance: f64,
    /// Phrases before the number.
    #[serde(deserialize_with = "yaml::unique")]
    pub before: BTreeMap<BoundKind, Vec<String>>,
    /// Verbs whose last word would else be such a phrase: `handed over`.
    pub verbs: Vec<String>,
    /// Phrases after it.
    #[serde(deserialize_with = "yaml::unique")]
    pub after: BTreeMap<BoundKind, Vec<String>>,
    /// Phrases of `before` that mean "during" before a length of a day or more: `over two weeks`.
    pub not_before_days: Vec<String>,
    /// Pairs around the two ends of a range: `[between, and]`.
    pub around: Vec<[String; 2]>,
    /// Words between the two ends of a range: `to`.
    pub between: Vec<String>,
    /// Words before two numbers that make them a change, not a range: `from`.
    pub change: Vec<String>,
}

/// What a bound does to its number.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, schemars::JsonSchema, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum BoundKind {
    /// Above it.
    MoreThan,
    /// It or above.
    AtLeast,
    /// Below it.
    LessThan,
    /// It or below.
    AtMost,
    /// A little below it.
    Nearly,
    /// A little above it.
    JustOver,
    /// Near it.
    About,
    /// Itself.
    Exactly,
}

/// A word for what is counted.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The unit amounts are given in: `minutes`, `usd`.
    pub unit: String,
    /// What it measures.
    pub kind: UnitKind,
    /// How many of `unit` one of these is.
    #[serde(default = "one")]
    pub factor: f64,
    /// Words for one.
    #[serde(default)]
    pub one: Vec<String>,
    /// Words for several.
    #[serde(default)]
    pub many: Vec<String>,
    /// Signs before the number: `$`.
    #[serde(default)]
    pub signs: Vec<String>,
    /// Words after a hyphen that make a length of the unit before it: `long`.
    #[serde(default)]
    pub lasting: Vec<String>,
    /// The stretch of the calendar it names.
    #[serde(default)]
    pub calendar: Option<CalendarUnit>,
}

fn one() -> f64 {
    1.0
}

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// A length of time.
    Duration,
    /// Money.
    Money,
    /// A share.
    Percent,
    /// Anything else that is measured: a count with a unit.
    Measure,
    /// A stretch of the calendar that is no length: `weekend`.
    Span,
}

/// A stretch of the calendar.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, schemars::JsonSchema, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarUnit {
    /// Sixty seconds.
    Minute,
    /// Sixty minutes.
    Hour,
    /// Midnight to midnight.
    Day,
    /// Monday to Sunday.
    Week,
    /// Saturday and Sunday.
    Weekend,
    /// A month of the calendar.
    Month,
    /// A year of the calendar.
    Year,
    /// Ten years.
    Decade,
}

/// Words for dates.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Calendar {
    /// True when weekdays and months are written with a capital.
    pub capitalised: bool,
    /// Words for Monday to Sunday.
    pub weekdays: Vec<Vec<String>>,
    /// Words for January to December.
    pub months: Vec<Vec<String>>,
    /// Names of months that are also other words: alone, they need a word of `month_after` before them.
    pub ambiguous: Vec<String>,
    /// Words before a month that make it sure: `in`.
    pub month_after: Vec<String>,
    /// Words before a round number such as 2000 that make it a year: `in`.
    pub year_after: Vec<String>,
    /// Letters after the digits of a decade: `s`.
    pub decade_suffix: Vec<String>,
    /// Seasons with their first and last month: `summer: [6, 8]`.
    #[serde(deserialize_with = "yaml::unique")]
    pub seasons: BTreeMap<String, [i8; 2]>,
    /// Parts of the day, in hours since midnight; past 24 is the next day: `night: [18, 30]`.
    #[serde(deserialize_with = "yaml::unique")]
    pub day_parts: BTreeMap<String, [f64; 2]>,
    /// Parts of a week, month or year, as shares: `early: [0, 0.33]`.
    #[serde(deserialize_with = "yaml::unique")]
    pub shares: BTreeMap<String, [f64; 2]>,
    /// Words for a time of day: `noon: 12`.
    #[serde(deserialize_with = "yaml::unique")]
    pub clock_words: BTreeMap<String, f64>,
    /// Words after an hour before noon.
    pub before_noon: Vec<String>,
    /// Words after an hour after noon.
    pub after_noon: Vec<String>,
    /// Time zones, left out of account.
    pub zones: Vec<String>,
    /// Days told from the day of publication.
    pub relative: Vec<Relative>,
    /// Days with a name.
    pub feasts: Vec<Feast>,
    /// Words that a day before them names instead of dating: "the Easter truce".
    pub feast_not_before: Vec<String>,
    /// How many a bare plural stands for: "weeks ago".
    pub bare_plural: Option<[f64; 2]>,
    /// Words directly before a date that put it in the coming time: `by`.
    pub future_after: Vec<String>,
    /// Words between which and a thing a year tells which thing is meant: "the 2015 deal".
    pub year_names_after: Vec<String>,
    /// Words that open a clause with the day when a stretch of time began: "since fighting erupted on Thursday".
    pub since_clause: Vec<String>,
    /// Words right before one of those that make it tell of no clause: "they have since met".
    pub no_since_before: Vec<String>,
    /// Words before one of those that rank what is told among all of a stretch: "the deadliest raid since the war".
    pub no_since_after: Vec<String>,
    /// Words at the end of a phrase that a thing may follow, and then tells what the day was before: "the day before the vote".
    pub thing_after: Vec<String>,
    /// How phrases are built, by what they mean.
    #[serde(deserialize_with = "yaml::unique")]
    pub forms: BTreeMap<Form, Vec<String>>,
}

/// Days told from the day of publication.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Relative {
    /// The phrases.
    pub words: Vec<String>,
    /// First and last day, 0 being the day of publication.
    pub days: [i32; 2],
    /// Hour at which the first day starts and hour at which the last ends.
    #[serde(default)]
    pub hours: Option<[f64; 2]>,
    /// How finely it tells: a day unless said.
    #[serde(default)]
    pub grain: Option<CalendarUnit>,
}

/// A day with a name.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feast {
    /// The phrases.
    pub words: Vec<String>,
    /// Month and day.
    #[serde(default)]
    pub on: Option<[i8; 2]>,
    /// Days after Western Easter Sunday.
    #[serde(default)]
    pub easter: Option<i32>,
    /// Days after Orthodox Easter Sunday.
    #[serde(default)]
    pub orthodox_easter: Option<i32>,
    /// Month, weekday from Monday = 1, and which one of them in the month (-1 the last).
    #[serde(default)]
    pub nth: Option<[i8; 3]>,
    /// How many days it lasts.
    #[serde(default)]
    pub days: Option<i32>,
}

/// What a date phrase means; the slots its templates must hold are told in [`Form::slots`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, schemars::JsonSchema, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// "Friday".
    Weekday,
    /// "last Friday".
    WeekdayLast,
    /// "next Friday": of next week.
    WeekdayNext,
    /// "this Friday": of this week.
    WeekdayThis,
    /// "Friday last week", "Friday, April 11".
    WeekdayIn,
    /// "April 13".
    MonthDay,
    /// "April 13, 2025".
    MonthDayYear,
    /// "April 13-15".
    MonthDays,
    /// "April 13-15, 2025".
    MonthDaysYear,
    /// "2025-04-13": year, month and day as numbers.
    Numeric,
    /// "March".
    Month,
    /// "April 2022".
    MonthYear,
    /// "last March".
    MonthLast,
    /// "next March".
    MonthNext,
    /// "this March".
    MonthThis,
    /// "March last year".
    MonthIn,
    /// "2014".
    Year,
    /// "the 1990s".
    Decade,
    /// "last week".
    UnitLast,
    /// "this week".
    UnitThis,
    /// "next week".
    UnitNext,
    /// "the weekend": the latest one.
    UnitLatest,
    /// "earlier this month".
    UnitEarlier,
    /// "later this month".
    UnitLater,
    /// "later that month": of the date told before.
    UnitLaterThat,
    /// "that month": of the date told before.
    UnitThat,
    /// "the previous day": before the date told before.
    UnitBefore,
    /// "the following day": after the date told before.
    UnitFollowing,
    /// "the past two weeks".
    UnitsPast,
    /// "the coming days".
    UnitsComing,
    /// "two weeks ago".
    UnitsAgo,
    /// "two days earlier": before the date told before.
    UnitsEarlier,
    /// "two days later": after the date told before.
    UnitsAfter,
    /// "the first week of April".
    UnitNth,
    /// "spring 2022".
    SeasonYear,
    /// "last spring".
    SeasonLast,
    /// "this spring".
    SeasonThis,
    /// "next spring".
    SeasonNext,
    /// "Easter".
    Feast,
    /// "Easter 2022".
    FeastYear,
    /// "today".
    Relative,
    /// "early March".
    Share,
    /// "Tuesday night".
    DayPart,
    /// "that night": of the date told before.
    PartThat,
    /// "the evening before": before the date told before.
    PartBefore,
    /// "6 p.m. on Friday".
    Clock,
    /// "since January".
    Since,
    /// "from Saturday to Sunday": all through.
    Through,
    /// "between Saturday and Sunday": at some point.
    Between,
    /// "three days either side of May 9".
    Around,
}

/// A hole in a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Slot {
    /// `{weekday}`
    Weekday,
    /// `{month}`
    Month,
    /// `{day}`: 1 to 31, also "13th".
    Day,
    /// `{year}`: four digits.
    Year,
    /// `{decade}`: "1990s".
    Decade,
    /// `{number}`: digits.
    Number,
    /// `{n}`: a number with bounds; left out before a bare plural.
    N,
    /// `{unit}`: a stretch of the calendar.
    Unit,
    /// `{units}`: several of one, without a number.
    Units,
    /// `{nth}`: a place in a row.
    Nth,
    /// `{season}`
    Season,
    /// `{feast}`
    Feast,
    /// `{relative}`
    Relative,
    /// `{share}`
    Share,
    /// `{part}`
    Part,
    /// `{clock}`
    Clock,
    /// `{date}`: any date phrase.
    Date,
}

impl Slot {
    /// The slots that a token of digits can fill or start to fill.
    pub(crate) const OF_DIGITS: u32 = Slot::Day.bit()
        | Slot::Year.bit()
        | Slot::Decade.bit()
        | Slot::Number.bit()
        | Slot::N.bit()
        | Slot::Nth.bit()
        | Slot::Clock.bit();

    /// The slot as a bit of a mask.
    pub(crate) const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Every slot with its name in templates.
    pub const ALL: [(&'static str, Slot); 17] = [
        ("weekday", Slot::Weekday),
        ("month", Slot::Month),
        ("day", Slot::Day),
        ("year", Slot::Year),
        ("decade", Slot::Decade),
        ("number", Slot::Number),
        ("n", Slot::N),
        ("unit", Slot::Unit),
        ("units", Slot::Units),
        ("nth", Slot::Nth),
        ("season", Slot::Season),
        ("feast", Slot::Feast),
        ("relative", Slot::Relative),
        ("share", Slot::Share),
        ("part", Slot::Part),
        ("clock", Slot::Clock),
        ("date", Slot::Date),
    ];
}

impl Form {
    /// The slots a template of this form may hold, one list per way; order is free.
    pub fn slots(self) -> &'static [&'static [Slot]] {
        use Slot::{
            Clock, Date, Day, Decade, Feast, Month, N, Nth, Number, Part, Relative, Season, Share,
            Unit, Units, Weekday, Year,
        };
        match self {
            Form::Weekday | Form::WeekdayLast | Form::WeekdayNext | Form::WeekdayThis => {
                &[&[Weekday]]
            }
            Form::WeekdayIn => &[&[Weekday, Date]],
            Form::MonthDay => &[&[Month, Day]],
            Form::MonthDayYear => &[&[Month, Day, Year]],
            Form::MonthDays => &[&[Month, Day, Day]],
            Form::MonthDaysYear => &[&[Month, Day, Day, Year]],
            Form::Numeric => &[&[Year, Number, Number]],
            Form::Month | Form::MonthLast | Form::MonthNext | Form::MonthThis => &[&[Month]],
            Form::MonthYear => &[&[Month, Year]],
            Form::MonthIn => &[&[Month, Date]],
            Form::Year => &[&[Year]],
            Form::Decade => &[&[Decade]],
            Form::UnitLast
            | Form::UnitThis
            | Form::UnitNext
            | Form::UnitLatest
            | Form::UnitEarlier
            | Form::UnitLater
            | Form::UnitLaterThat
            | Form::UnitThat
            | Form::UnitBefore
            | Form::UnitFollowing => &[&[Unit]],
            Form::UnitsPast | Form::UnitsComing => &[&[N, Unit], &[Units], &[Unit]],
            Form::UnitsAgo | Form::UnitsEarlier | Form::UnitsAfter => &[&[N, Unit], &[Units]],
            Form::UnitNth => &[&[Nth, Unit, Date]],
            Form::SeasonYear => &[&[Season, Year]],
            Form::SeasonLast | Form::SeasonThis | Form::SeasonNext => &[&[Season]],
            Form::Feast => &[&[Feast]],
            Form::FeastYear => &[&[Feast, Year]],
            Form::Relative => &[&[Relative]],
            Form::Share => &[&[Share, Date]],
            Form::DayPart => &[&[Part, Date]],
            Form::PartThat | Form::PartBefore => &[&[Part]],
            Form::Clock => &[&[Clock, Date]],
            Form::Since => &[&[Date]],
            Form::Through | Form::Between => &[&[Date, Date]],
            Form::Around => &[&[N, Unit, Date]],
        }
    }
}
