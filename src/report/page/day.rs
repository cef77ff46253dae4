//! Days as pages print them.
//!
//! Takes text, gives civil days and words. Never knows what day it is.

use jiff::civil::Date;

/// The day that `text` starts with: `2026-02-11`, `2026-02-11T14:30`, `2026-02-11..2026-02-13`.
pub(super) fn of(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// `11 February 2026`.
pub(super) fn words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// `11 Feb`.
pub(super) fn short(day: Date) -> String {
    day.strftime("%-d %b").to_string()
}

/// `11 to 13 February 2026`, as short as the two allow.
pub(super) fn range(first: Date, last: Date) -> String {
    if first == last {
        words(first)
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{} to {}", first.day(), words(last))
    } else if first.year() == last.year() {
        format!("{} to {}", first.strftime("%-d %B"), words(last))
    } else {
        format!("{} to {}", words(first), words(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_read_off_instants_and_ranges_too() {
        let eleventh = Some(date(2026, 2, 11));
        assert_eq!(of("2026-02-11T14:30"), eleventh);
        assert_eq!(of("2026-02-11..2026-02-13"), eleventh);
        assert_eq!(of("from 2026-02-11"), None);
        assert_eq!(of("2026-02-1é"), None);
    }

    #[test]
    fn a_range_repeats_nothing() {
        let day = |month, day| date(2026, month, day);
        assert_eq!(range(day(2, 11), day(2, 11)), "11 February 2026");
        assert_eq!(range(day(2, 11), day(2, 13)), "11 to 13 February 2026");
        assert_eq!(range(day(2, 27), day(3, 1)), "27 February to 1 March 2026");
    }
}
