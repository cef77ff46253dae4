//! What fills the holes of a date phrase: words for the reader of phrases and for who knows the calendar.

use crate::rules::language::values::CalendarUnit;
use crate::value::Interval;

use super::DateReading;

/// What filled a hole of a template.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hole {
    /// Monday = 1.
    Weekday(i8),
    /// January = 1.
    Month(i8),
    /// 1 to 31.
    Day(i8),
    /// A year, or the first of a decade.
    Year(i16),
    /// Plain digits.
    Number(i8),
    /// How many.
    Many(Interval),
    /// Of what.
    Unit(CalendarUnit),
    /// Several of it.
    Units(CalendarUnit),
    /// Which one in a row.
    Nth(i64),
    /// First and last month.
    Season(i8, i8),
    /// A feast of the tables.
    Feast(u16),
    /// A relative day of the tables.
    Relative(u16),
    /// Part of a period.
    Share(f64, f64),
    /// Part of a day, in hours.
    Part(f64, f64),
    /// Minutes since midnight.
    Clock(i64),
    /// A date inside the date.
    Date(DateReading),
}
