//! Publication dates as metadata gives them.
//!
//! Takes `2025-04-13` or an instant such as `2025-04-13T18:30:00Z`, gives a period. Never guesses a format: whether
//! `04/05/2025` is in April or May decides what "on Friday" means.

use jiff::civil::{Date, DateTime};

use crate::value::{Period, time};

/// The day, or the minute when a clock time is given. The zone is read and left out: news tells local days.
/// Midnight sharp is how systems that know only the day fill the clock, so it is read as the day.
///
/// ```
/// use atodds::source::published;
/// assert_eq!(published("2025-04-13").expect("a day").to_string(), "2025-04-13");
/// assert_eq!(published("2025-04-13T18:30:00Z").expect("a minute").to_string(), "2025-04-13T18:30");
/// assert!(published("13 April").is_none() && published("2025-02-30").is_none());
/// ```
pub fn published(given: &str) -> Option<Period> {
    let given = given.trim();
    let day = date(given.get(..10)?)?;
    let rest = &given[10..];
    if rest.is_empty() {
        return Some(Period::day(day));
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let (hour, clock) = two_digits(clock)?;
    let (minute, clock) = two_digits(clock.strip_prefix(':')?)?;
    let (second, zone) = match clock.strip_prefix(':') {
        Some(seconds) => two_digits(seconds)?,
        None => (0, clock),
    };
    let zone = match zone.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => zone,
    };
    if hour > 23 || minute > 59 || second > 60 || !is_zone(zone.trim()) {
        return None;
    }
    if (hour, minute, second) == (0, 0, 0) {
        return Some(Period::day(day));
    }
    let at = time::minute(DateTime::from_parts(
        day,
        jiff::civil::time(hour, minute, 0, 0),
    ));
    Some(Period::new(at, at + 1))
}

fn date(given: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| {
        let digits = given.get(range)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse::<i16>().ok())?
    };
    if given.as_bytes().get(4) != Some(&b'-') || given.as_bytes().get(7) != Some(&b'-') {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    Date::new(year, month as i8, day as i8).ok()
}

fn two_digits(text: &str) -> Option<(i8, &str)> {
    let digits = text.get(..2)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some((digits.parse().ok()?, &text[2..]))
}

fn is_zone(zone: &str) -> bool {
    match zone.strip_prefix(['+', '-']) {
        Some(offset) => {
            let digits = offset.bytes().filter(u8::is_ascii_digit).count();
            matches!(digits, 2 | 4) && offset.bytes().all(|b| b.is_ascii_digit() || b == b':')
        }
        // `Z`, `UTC`, `EST`: letters only.
        None => zone.len() <= 5 && zone.bytes().all(|byte| byte.is_ascii_alphabetic()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_minutes_are_read() {
        for (given, wanted) in [
            ("2025-04-13", "2025-04-13"),
            (" 2025-04-13 ", "2025-04-13"),
            ("2025-04-13T18:30:00Z", "2025-04-13T18:30"),
            ("2025-04-13 18:30", "2025-04-13T18:30"),
            ("2025-04-13T22:05:09.123-04:00", "2025-04-13T22:05"),
            ("2025-04-13T22:05:09+0200", "2025-04-13T22:05"),
            ("2025-04-13 22:05:09 UTC", "2025-04-13T22:05"),
            ("2025-04-13T00:00:00Z", "2025-04-13"),
        ] {
            let read = published(given).map(|period| period.to_string());
            assert_eq!(read.as_deref(), Some(wanted), "{given}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for given in [
            "",
            "2025",
            "2025-4-13",
            "2025-13-01",
            "2025-02-30",
            "04/05/2025",
            "2025-04-13T",
            "2025-04-13T25:00",
            "2025-04-13T10:61",
            "2025-04-13x",
            "20é5-04-13",
            "2025-04-1é",
            "yesterday",
            "2025-04-13 10:00 +1",
        ] {
            assert_eq!(published(given), None, "{given}");
        }
    }
}
