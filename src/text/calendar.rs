//! The calendar: weeks, months, feasts and shares of them as periods.
//!
//! Takes civil dates, gives periods. Never reads words and never fails: a day that does not exist is `None`, and
//! arithmetic past the calendar's ends stops there.

use jiff::civil::{Date, Weekday, date};

use crate::rules::language::values::{CalendarUnit, FeastDay, FeastRule};
use crate::value::time::{DAY, date_of, midnight};
use crate::value::{Minute, Period};

/// A day of the calendar, when it exists.
pub(super) fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// `n` days later, stopping at the calendar's ends.
pub(super) fn plus(from: Date, n: i64) -> Date {
    date_of(midnight(from).saturating_add(n.clamp(-7_000_000, 7_000_000) * DAY))
}

/// The last year that months are counted in, either way: jiff knows one more.
const LAST_YEAR: i32 = 9998;

/// Whole months later, as a count from year 0.
fn month_count(at: Date) -> i32 {
    i32::from(at.year()) * 12 + i32::from(at.month()) - 1
}

fn month_start(count: i32) -> Date {
    // The month after the last one is still in the calendar.
    let count = count.clamp(-12 * LAST_YEAR, 12 * LAST_YEAR + 12);
    date(
        count.div_euclid(12) as i16,
        (count.rem_euclid(12) + 1) as i8,
        1,
    )
}

/// `n` months after the start of the month of `from`.
pub(super) fn plus_months(from: Date, n: i64) -> Date {
    let count = month_count(from).saturating_add(n.clamp(-120_000, 120_000) as i32);
    month_start(count.clamp(-12 * LAST_YEAR, 12 * LAST_YEAR + 11))
}

/// A whole month.
pub(super) fn month(year: i16, month: i8) -> Period {
    months(year, month, month)
}

/// Whole months from `first` to `last`, of which the last may lie in the next year.
pub(super) fn months(year: i16, first: i8, last: i8) -> Period {
    // What runs over the end of the year must not run over the end of the calendar.
    let year = i32::from(year).clamp(-LAST_YEAR, LAST_YEAR - 1);
    let start = year * 12 + i32::from(first) - 1;
    let length = (i32::from(last) - i32::from(first)).rem_euclid(12) + 1;
    Period::new(
        midnight(month_start(start)),
        midnight(month_start(start + length)),
    )
}

/// A whole year.
pub(super) fn year(year: i16) -> Period {
    months(year, 1, 12)
}

/// The stretch of `unit` that lies `n` after the one that holds `at`. The weekend of a day is the one of its week.
pub(super) fn stretch(at: Date, unit: CalendarUnit, n: i64) -> Period {
    match unit {
        CalendarUnit::Minute | CalendarUnit::Hour | CalendarUnit::Day => Period::day(plus(at, n)),
        CalendarUnit::Week => {
            let monday = plus(monday(at), n * 7);
            Period::days(monday, plus(monday, 6))
        }
        CalendarUnit::Weekend => {
            let monday = plus(monday(at), n * 7);
            Period::days(plus(monday, 5), plus(monday, 6))
        }
        CalendarUnit::Month => {
            let first = plus_months(at, n);
            month(first.year(), first.month())
        }
        CalendarUnit::Year => year((i64::from(at.year()) + n).clamp(-9000, 9000) as i16),
        CalendarUnit::Decade => {
            let first = ((i64::from(at.year()).div_euclid(10) + n) * 10).clamp(-8990, 8990) as i16;
            year(first).join(year(first + 9))
        }
    }
}

/// The Monday of the week that holds `at`.
pub(super) fn monday(at: Date) -> Date {
    plus(at, -i64::from(at.weekday().to_monday_zero_offset()))
}

/// Days from Monday, 0 to 6.
pub(super) fn weekday_number(at: Date) -> i64 {
    i64::from(at.weekday().to_monday_zero_offset())
}

/// About how many days a unit has, for spans told from another day.
pub(super) fn days_in(unit: CalendarUnit) -> f64 {
    match unit {
        CalendarUnit::Minute => 1.0 / 1440.0,
        CalendarUnit::Hour => 1.0 / 24.0,
        CalendarUnit::Day => 1.0,
        CalendarUnit::Week | CalendarUnit::Weekend => 7.0,
        CalendarUnit::Month => 30.436_875,
        CalendarUnit::Year => 365.2425,
        CalendarUnit::Decade => 3652.425,
    }
}

/// The days of a feast in `year`.
pub(super) fn feast(rule: FeastRule, year: i16) -> Option<Period> {
    let first = match rule.day {
        FeastDay::On(month, on) => day(year, month, on)?,
        FeastDay::Easter(after) => plus(easter(year)?, i64::from(after)),
        FeastDay::OrthodoxEaster(after) => plus(orthodox_easter(year)?, i64::from(after)),
        FeastDay::Nth(month, weekday, nth) => day(year, month, 1)?
            .nth_weekday_of_month(nth, Weekday::from_monday_one_offset(weekday).ok()?)
            .ok()?,
    };
    Some(Period::days(first, plus(first, i64::from(rule.days) - 1)))
}

/// Western Easter Sunday (the anonymous Gregorian computus).
#[expect(
    clippy::many_single_char_names,
    reason = "the letters of the published computus"
)]
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    day(year, (n / 31) as i8, (n % 31 + 1) as i8)
}

/// Orthodox Easter Sunday in the Gregorian calendar (Meeus's Julian computus).
#[expect(
    clippy::many_single_char_names,
    reason = "the letters of the published computus"
)]
fn orthodox_easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(4), y.rem_euclid(7), y.rem_euclid(19));
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34).rem_euclid(7);
    let n = d + e + 114;
    let julian = day(year, (n / 31) as i8, (n % 31 + 1) as i8)?;
    let shift = y.div_euclid(100) - y.div_euclid(400) - 2;
    Some(plus(julian, i64::from(shift)))
}

/// The part of a period between two shares of it, in whole days.
pub(super) fn share(of: Period, from: f64, to: f64) -> Period {
    let days = of.minutes() / DAY;
    if days < 2 {
        return of;
    }
    let at = |share: f64| of.start + (days as f64 * share).round() as Minute * DAY;
    let (start, end) = (at(from), at(to).min(of.end));
    if start < end {
        Period::new(start, end)
    } else {
        of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_on_the_known_days() {
        for (year, month, on) in [
            (2022, 4, 17),
            (2023, 4, 9),
            (2024, 3, 31),
            (2025, 4, 20),
            (1961, 4, 2),
        ] {
            assert_eq!(easter(year), day(year, month, on), "{year}");
        }
        for (year, month, on) in [(2022, 4, 24), (2023, 4, 16), (2024, 5, 5), (2025, 4, 20)] {
            assert_eq!(orthodox_easter(year), day(year, month, on), "{year}");
        }
    }

    #[test]
    fn weeks_start_on_monday() {
        let thursday = date(2025, 4, 17);
        assert_eq!(
            stretch(thursday, CalendarUnit::Week, -1).to_string(),
            "2025-04-07..2025-04-13"
        );
        assert_eq!(
            stretch(thursday, CalendarUnit::Weekend, 0).to_string(),
            "2025-04-19..2025-04-20"
        );
    }

    #[test]
    fn months_wrap_over_the_year() {
        assert_eq!(
            stretch(date(2025, 1, 5), CalendarUnit::Month, -1).to_string(),
            "2024-12-01..2024-12-31"
        );
        assert_eq!(months(2024, 12, 2).to_string(), "2024-12-01..2025-02-28");
    }

    #[test]
    fn shares_are_whole_days() {
        assert_eq!(
            share(month(2025, 3), 0.0, 0.33).to_string(),
            "2025-03-01..2025-03-10"
        );
        assert_eq!(
            share(month(2025, 2), 0.3, 0.65).to_string(),
            "2025-02-09..2025-02-18"
        );
    }

    #[test]
    fn far_dates_are_stretches_of_time() {
        for unit in [
            CalendarUnit::Day,
            CalendarUnit::Week,
            CalendarUnit::Month,
            CalendarUnit::Year,
            CalendarUnit::Decade,
        ] {
            for n in [i64::from(i32::MIN), -500_000, 500_000, i64::from(i32::MAX)] {
                for from in [Date::MIN, date(2025, 1, 1), Date::MAX] {
                    let period = stretch(from, unit, n);
                    assert!(period.start < period.end, "{from} {unit:?} {n}");
                }
            }
        }
        for year in [i16::MIN, -9999, 0, 9000, 9998, 9999, i16::MAX] {
            let _ = (easter(year), orthodox_easter(year));
            for (first, last) in [(1, 12), (12, 2), (12, 12)] {
                let period = months(year, first, last);
                assert!(period.start < period.end, "{year} {first} {last}");
            }
        }
    }
}
