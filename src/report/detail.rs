//! Claims and pairs in full, for programs: what `dump --json` writes.
//!
//! Takes nothing, gives serde structs that own their text. Never shortens and never escapes: JSON does that.
//!
//! Ends of numbers that are infinite are `null`; times are civil days, with `null` where a stretch has no end.

use std::collections::BTreeMap;

use serde::Serialize;

use super::record;
use crate::finding::{Between, Doubt, Verdict};
use crate::value::{Amount, Period, Time};

/// A name with its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NameRow {
    /// Its id: `st-petersburg`.
    pub id: String,
    /// How reports print it: `St. Petersburg`.
    pub name: String,
}

/// A value, normalised.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueRow {
    /// The chosen ones of a list.
    Choice(Vec<String>),
    /// A number with bounds.
    Amount(Amount),
    /// A place or a set of names.
    Names(Vec<NameRow>),
    /// A stretch of time.
    Period(PeriodRow),
    /// Words.
    Text(String),
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodRow {
    /// The first day, `null` when it has no beginning.
    pub first: Option<String>,
    /// The last day, `null` when it has no end.
    pub last: Option<String>,
    /// The stretch as reports print it, to the minute.
    pub text: String,
}

impl From<Period> for PeriodRow {
    fn from(period: Period) -> Self {
        let (first, last) = period.first_last();
        Self {
            first: (period.start > Period::ALWAYS.start).then(|| first.to_string()),
            last: (period.end < Period::ALWAYS.end).then(|| last.to_string()),
            text: period.to_string(),
        }
    }
}

/// When a claim holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimeRow {
    /// Possibly.
    pub hull: PeriodRow,
    /// Surely; `null` when no moment is sure.
    pub core: Option<PeriodRow>,
    /// True when a date phrase of the text gave it.
    pub told: bool,
}

impl From<Time> for TimeRow {
    fn from(time: Time) -> Self {
        Self {
            hull: time.hull.into(),
            core: time.core.map(PeriodRow::from),
            told: time.anchor.is_some(),
        }
    }
}

/// One claim in full.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent yes-or-no answers about a claim"
)]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimRow {
    /// The article's id.
    pub article: String,
    /// The file or record, for people.
    pub path: String,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Column of the first byte, from 1, in characters.
    pub column: usize,
    /// First byte in the article's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// First code point in the article's text.
    pub char_start: usize,
    /// One past the last code point.
    pub char_end: usize,
    /// The words that carry it.
    pub text: String,
    /// The number of its sentence in the article, from 0.
    pub sentence: u32,
    /// The outlet's id, or the article's id when nobody is known to have published it.
    pub outlet: String,
    /// When the article was published, as reports print it.
    pub published: Option<String>,
    /// The last speaker the outlet commits to; `null` for the outlet's own voice.
    pub speaker: Option<NameRow>,
    /// The fact kind.
    pub kind: String,
    /// Whom or what it is about.
    pub identity: BTreeMap<String, Vec<NameRow>>,
    /// The attribute.
    pub attribute: String,
    /// True for the attribute that a claim of this kind makes by itself.
    pub base: bool,
    /// The value.
    pub value: ValueRow,
    /// The value in a few words, with denial and "only".
    pub label: String,
    /// True when the value is said not to hold.
    pub denied: bool,
    /// True when the text says "only" this.
    pub only: bool,
    /// How firmly.
    pub modality: &'static str,
    /// When it holds.
    pub time: TimeRow,
    /// When it was said.
    pub as_of: Option<PeriodRow>,
    /// Explicit scope, in words.
    pub scope: BTreeMap<String, String>,
    /// True when the words stand inside a quote.
    pub quoted: bool,
    /// The rule that read it.
    pub rule: String,
    /// Its pattern, from 0.
    pub pattern: u32,
}

/// Two claims of a finding and how they relate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairRow {
    /// The first claim, as a place in [`FindingRow::claims`].
    pub a: usize,
    /// The second claim.
    pub b: usize,
    /// The sides the two stand on, from 0; `null` for a claim that takes no side.
    pub sides: [Option<usize>; 2],
    /// How they relate.
    pub verdict: Verdict,
    /// Why that is only possible.
    pub doubt: Option<Doubt>,
    /// The line of the ladder that decided.
    pub line: u8,
    /// Who is at odds.
    pub between: Between,
}

/// A finding with every pair of its claims that is not simply consistent.
#[derive(Debug, Serialize)]
pub struct FindingRow<'a> {
    /// The finding as `check --format json` gives it.
    pub finding: record::Finding<'a>,
    /// The claims that pairs name.
    pub claims: Vec<ClaimRow>,
    /// The pairs.
    pub pairs: Vec<PairRow>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_stretch_without_an_end_has_no_last_day() {
        let day = Period::day(date(2025, 4, 11));
        let open = PeriodRow::from(Period::new(day.start, Period::ALWAYS.end));
        assert_eq!(open.first.as_deref(), Some("2025-04-11"));
        assert_eq!(open.last, None);
        let json = serde_json::to_value(TimeRow::from(Time::surely(day))).expect("it is plain");
        assert_eq!(json["core"]["last"], "2025-04-11");
        assert_eq!(json["told"], false);
    }

    #[test]
    fn an_infinite_end_of_an_amount_is_null() {
        let open = crate::value::Interval::from(4.0, true);
        let value = ValueRow::Amount(Amount {
            hull: open,
            said: open,
            unit: "people".into(),
        });
        let json = serde_json::to_value(value).expect("it is plain");
        assert!(json["amount"]["said"]["high"].is_null());
        assert_eq!(json["amount"]["said"]["low"], 4.0);
    }
}
