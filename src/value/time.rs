//! Stretches of time, to the minute, without zones: news gives local days.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// Minutes since 1970-01-01T00:00, civil time.
pub type Minute = i64;

/// Minutes in a day.
pub const DAY: Minute = 24 * HOUR;
/// Minutes of an hour.
pub const HOUR: Minute = 60;

/// A half-open stretch of time, `start..end`, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First minute.
    pub start: Minute,
    /// One past the last minute.
    pub end: Minute,
}

/// Minutes from the epoch to midnight of `date`.
pub fn midnight(date: Date) -> Minute {
    minute(date.at(0, 0, 0, 0))
}

/// Minutes from the epoch to `at`.
pub fn minute(at: DateTime) -> Minute {
    let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    at.duration_since(epoch).as_mins()
}

/// The day that holds `minute`; the calendar's first or last day when it lies outside the calendar.
pub fn date_of(minute: Minute) -> Date {
    let days = minute.div_euclid(DAY).clamp(-4_000_000, 2_900_000);
    jiff::civil::date(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days))
        .unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

impl Period {
    /// All of time: what is known of an event without a date.
    pub const ALWAYS: Self = Self {
        start: -4_000_000 * DAY,
        end: 2_900_000 * DAY,
    };

    /// The period `start..end`.
    pub fn new(start: Minute, end: Minute) -> Self {
        Self { start, end }
    }

    /// One whole day.
    pub fn day(date: Date) -> Self {
        Self::days(date, date)
    }

    /// The whole days `first..=last`.
    ///
    /// ```
    /// use atodds::value::Period;
    /// use jiff::civil::date;
    /// let week = Period::days(date(2025, 4, 7), date(2025, 4, 13));
    /// assert!(week.contains(Period::day(date(2025, 4, 11))));
    /// assert_eq!(week.to_string(), "2025-04-07..2025-04-13");
    /// ```
    pub fn days(first: Date, last: Date) -> Self {
        Self {
            start: midnight(first),
            end: midnight(last) + DAY,
        }
    }

    /// True when the two share a minute.
    pub fn meets(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True when `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The stretch both share.
    pub fn overlap(self, other: Self) -> Option<Self> {
        self.meets(other)
            .then(|| Self::new(self.start.max(other.start), self.end.min(other.end)))
    }

    /// The smallest stretch that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Length in minutes.
    pub fn minutes(self) -> Minute {
        self.end - self.start
    }

    /// Minutes between two periods, 0 when they meet or touch.
    pub fn gap(self, other: Self) -> Minute {
        (self.start - other.end).max(other.start - self.end).max(0)
    }

    /// First and last day touched.
    pub fn first_last(self) -> (Date, Date) {
        (date_of(self.start), date_of(self.end - 1))
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, last) = self.first_last();
        let open_start = self.start <= Self::ALWAYS.start;
        let open_end = self.end >= Self::ALWAYS.end;
        match (open_start, open_end) {
            (true, true) => f.write_str("any time"),
            (true, false) => write!(f, "until {last}"),
            (false, true) => write!(f, "from {first}"),
            _ if self.minutes() < DAY => {
                let clock =
                    |m: Minute| format!("{:02}:{:02}", m.rem_euclid(DAY) / 60, m.rem_euclid(60));
                write!(f, "{first}T{}", clock(self.start))?;
                if self.minutes() > 1 {
                    write!(f, "..{}", clock(self.end))
                } else {
                    Ok(())
                }
            }
            _ if first == last => write!(f, "{first}"),
            _ => write!(f, "{first}..{last}"),
        }
    }
}

/// When something was so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Time {
    /// Possibly: the most generous reading.
    pub hull: Period,
    /// Surely: the claim holds through all of it. `None` when no moment is sure, as in "some day last week".
    pub core: Option<Period>,
    /// The date phrase it was read from, as article number and byte offset: two claims that hang on the same
    /// phrase speak of the same moment, however vague.
    pub anchor: Option<(u32, u32)>,
}

impl Time {
    /// Surely and possibly the same stretch.
    pub fn surely(period: Period) -> Self {
        Self {
            hull: period,
            core: Some(period),
            anchor: None,
        }
    }

    /// Somewhere in `period`.
    pub fn within(period: Period) -> Self {
        Self {
            hull: period,
            core: None,
            anchor: None,
        }
    }

    /// Nothing known.
    pub fn unknown() -> Self {
        Self::within(Period::ALWAYS)
    }

    /// True when the two surely speak of one moment: their cores meet, or one lies wholly inside what the other
    /// surely covers, or both hang on one date phrase.
    pub fn surely_meets(&self, other: &Self) -> bool {
        if self.anchor.is_some() && self.anchor == other.anchor {
            return true;
        }
        let inside =
            |hull: Period, core: Option<Period>| core.is_some_and(|core| core.contains(hull));
        matches!((self.core, other.core), (Some(a), Some(b)) if a.meets(b))
            || inside(self.hull, other.core)
            || inside(other.hull, self.core)
    }
}
