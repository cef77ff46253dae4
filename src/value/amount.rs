//! Amounts: an interval of numbers in one unit, in two readings.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer, Serialize};

/// A set of numbers between two ends; an end may be open or infinite.
///
/// JSON has no word for infinity: an infinite end is `null` there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lowest number, `f64::NEG_INFINITY` when unbounded.
    #[serde(deserialize_with = "low_end")]
    pub low: f64,
    /// Highest number, `f64::INFINITY` when unbounded.
    #[serde(deserialize_with = "high_end")]
    pub high: f64,
    /// True when `low` itself is left out.
    pub low_open: bool,
    /// True when `high` itself is left out.
    pub high_open: bool,
}

#[expect(
    clippy::float_cmp,
    reason = "ends come from digits and constant factors: equal ends are equal bits"
)]
impl Interval {
    /// Just `n`.
    pub fn exactly(n: f64) -> Self {
        Self {
            low: n,
            high: n,
            low_open: false,
            high_open: false,
        }
    }

    /// `low..=high`.
    pub fn between(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            low_open: false,
            high_open: false,
        }
    }

    /// `n` and more; without `n` itself when `open`.
    pub fn from(n: f64, open: bool) -> Self {
        Self {
            low: n,
            high: f64::INFINITY,
            low_open: open,
            high_open: false,
        }
    }

    /// `n` and less; without `n` itself when `open`.
    pub fn up_to(n: f64, open: bool) -> Self {
        Self {
            low: f64::NEG_INFINITY,
            high: n,
            low_open: false,
            high_open: open,
        }
    }

    /// The same with its finite ends in it.
    #[must_use]
    pub fn closed(self) -> Self {
        Self {
            low_open: false,
            high_open: false,
            ..self
        }
    }

    /// True when some number lies in both.
    ///
    /// ```
    /// use atodds::value::Interval;
    /// assert!(Interval::from(4.0, true).meets(Interval::exactly(4.5)));
    /// assert!(!Interval::from(4.0, true).meets(Interval::exactly(4.0)));
    /// ```
    pub fn meets(self, other: Self) -> bool {
        let below =
            |a: Self, b: Self| a.low < b.high || (a.low == b.high && !a.low_open && !b.high_open);
        below(self, other) && below(other, self)
    }

    /// True when every number of `other` lies in this interval.
    pub fn contains(self, other: Self) -> bool {
        let low =
            self.low < other.low || (self.low == other.low && (!self.low_open || other.low_open));
        let high = self.high > other.high
            || (self.high == other.high && (!self.high_open || other.high_open));
        low && high
    }

    /// How far apart two intervals lie: 0 when they meet.
    pub fn gap(self, other: Self) -> f64 {
        (self.low - other.high).max(other.low - self.high).max(0.0)
    }

    /// Both ends multiplied by `factor` (> 0), as when hours become minutes. What is whole but for the last digits of a
    /// float is whole: an hour and 40 minutes are 100 minutes.
    ///
    /// ```
    /// # use atodds::value::Interval;
    /// assert_eq!(Interval::exactly(1.0 + 40.0 / 60.0).scaled(60.0), Interval::exactly(100.0));
    /// ```
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self {
            low: whole(self.low * factor),
            high: whole(self.high * factor),
            ..self
        }
    }
}

/// How far, as a share of itself, a number may be from a whole one that it was meant to be.
const FLOAT: f64 = 1e-12;

/// The whole number next to `x`, where rounding alone keeps them apart.
fn whole(x: f64) -> f64 {
    let near = x.round();
    if (x - near).abs() <= near.abs() * FLOAT {
        near
    } else {
        x
    }
}

fn low_end<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::NEG_INFINITY))
}

fn high_end<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::INFINITY))
}

/// A number as a text gives it. Durations are in minutes, shares in percent, money in units of its currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// The most generous reading: "about 20" with its tolerance, "dozens" as 24 to 99.
    pub hull: Interval,
    /// The literal reading: "about 20" as 20.
    pub said: Interval,
    /// The unit, a word of the language file: `people`, `minutes`, `percent`, `usd`; empty for a bare number.
    pub unit: String,
}

impl Interval {
    /// A total order, for sorting only.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.low
            .total_cmp(&other.low)
            .then_with(|| self.low_open.cmp(&other.low_open))
            .then_with(|| self.high.total_cmp(&other.high))
            .then_with(|| other.high_open.cmp(&self.high_open))
    }
}

impl Amount {
    /// True for none at all: "no", "not a single".
    pub fn is_none(&self) -> bool {
        self.said == Interval::exactly(0.0)
    }

    /// A total order, for sorting only.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.said
            .order(&other.said)
            .then_with(|| self.hull.order(&other.hull))
            .then_with(|| self.unit.cmp(&other.unit))
    }

    /// The same with nothing said of how many more: the third since March is at least the third.
    pub(crate) fn at_least(self) -> Self {
        let more = |of: Interval| Interval::from(of.low, of.low_open);
        Self {
            hull: more(self.hull),
            said: more(self.said),
            unit: self.unit,
        }
    }

    /// The same with nothing said of how many fewer.
    pub(crate) fn at_most(self) -> Self {
        let fewer = |of: Interval| Interval::up_to(of.high, of.high_open);
        Self {
            hull: fewer(self.hull),
            said: fewer(self.said),
            unit: self.unit,
        }
    }

    /// Exactly `n` of `unit`.
    pub fn exactly(n: f64, unit: &str) -> Self {
        Self {
            hull: Interval::exactly(n),
            said: Interval::exactly(n),
            unit: unit.to_owned(),
        }
    }
}
