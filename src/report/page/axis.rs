//! The time axis of one fact: when which value was said, in one lane for each side.
//!
//! Takes the claims of a finding, gives positions in a drawing of fixed width. Never draws: templates do.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::saved::Finding;
use super::{day, letter};
use crate::report::escape::shortened;

/// Where time starts and ends in the drawing, and how high a lane is.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 388.0;
const LANE: f64 = 26.0;
const TOP: f64 = 18.0;

/// Sides drawn at most; a fact with more of them is no longer one.
pub(super) const SIDES: usize = 26;

/// A drawing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Axis {
    /// Its height; it is 400 wide.
    pub height: f64,
    /// Where the line of days stands.
    pub base: f64,
    /// One for each side, and one for what takes none.
    pub lanes: Vec<Lane>,
    /// Days written below.
    pub ticks: Vec<Tick>,
    /// The same in words.
    pub words: String,
}

/// One lane.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lane {
    /// The side's letter; `–` for earlier claims that take no side.
    pub letter: String,
    /// The side's number; `None` as above.
    pub side: Option<usize>,
    /// Height of its middle.
    pub y: f64,
    /// Its points.
    pub points: Vec<Point>,
}

/// The claims of one day in one lane.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Where.
    pub x: f64,
    /// How many claims.
    pub count: usize,
}

/// A day on the line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// `11 Feb`.
    pub label: String,
    /// `start`, `middle` or `end`: which part of the words stands there.
    pub anchor: &'static str,
}

impl Axis {
    /// The axis of a finding whose claims were said on two days or more.
    pub(super) fn new(finding: &Finding) -> Option<Self> {
        let mut lanes: Vec<(Option<usize>, BTreeMap<Date, usize>)> = Vec::new();
        let sides = finding.sides.iter().take(SIDES);
        let all = sides
            .enumerate()
            .map(|(at, side)| (Some(at), side.claims.as_slice()))
            .chain([(None, finding.history.as_slice())]);
        for (side, claims) in all {
            let mut days = BTreeMap::new();
            for said in claims.iter().filter_map(|claim| day::of(claim.said()?)) {
                *days.entry(said).or_insert(0) += 1;
            }
            if !days.is_empty() {
                lanes.push((side, days));
            }
        }
        let days = || lanes.iter().flat_map(|(_, days)| days.keys().copied());
        let (first, last) = (days().min()?, days().max()?);
        if first == last {
            return None;
        }
        let length = f64::from(between(first, last));
        let x = |day: Date| {
            let x = LEFT + (RIGHT - LEFT) * f64::from(between(first, day)) / length;
            (x * 10.0).round() / 10.0
        };
        let base = TOP + LANE * lanes.len() as f64 - 4.0;
        let words = spoken(&lanes, finding);
        let lanes = lanes
            .into_iter()
            .enumerate()
            .map(|(at, (side, days))| Lane {
                letter: side.map_or_else(|| "–".to_owned(), letter),
                side,
                y: TOP + LANE * at as f64,
                points: days
                    .into_iter()
                    .map(|(day, count)| Point { x: x(day), count })
                    .collect(),
            })
            .collect();
        Some(Self {
            height: base + 22.0,
            base,
            lanes,
            ticks: ticks(first, last, x),
            words,
        })
    }
}

/// Days from one to the other.
fn between(first: Date, last: Date) -> i32 {
    last.since(first).map_or(0, |span| span.get_days())
}

/// First and last day, and the middle where there is room.
fn ticks(first: Date, last: Date, x: impl Fn(Date) -> f64) -> Vec<Tick> {
    let one_year = first.year() == last.year();
    let label = |day: Date| {
        if one_year {
            day::short(day)
        } else {
            day::words(day)
        }
    };
    let tick = |day: Date, anchor| Tick {
        x: x(day),
        label: label(day),
        anchor,
    };
    let half = between(first, last) / 2;
    let middle = first
        .checked_add(jiff::Span::new().days(half))
        .ok()
        .filter(|_| half >= 2 && one_year);
    [tick(first, "start")]
        .into_iter()
        .chain(middle.map(|day| tick(day, "middle")))
        .chain([tick(last, "end")])
        .collect()
}

/// What the drawing shows, for those who do not see it.
fn spoken(lanes: &[(Option<usize>, BTreeMap<Date, usize>)], finding: &Finding) -> String {
    let lane = |(side, days): &(Option<usize>, BTreeMap<Date, usize>)| {
        let who = side.map_or_else(
            || "earlier claims".to_owned(),
            |at| {
                format!(
                    "side {}, {}",
                    letter(at),
                    shortened(&finding.sides[at].label, 60)
                )
            },
        );
        let (first, last) = (days.keys().next(), days.keys().next_back());
        let when = match (first, last) {
            (Some(first), Some(last)) => day::range(*first, *last),
            _ => String::new(),
        };
        format!("{who}: {when}")
    };
    let lanes: Vec<String> = lanes.iter().map(lane).collect();
    format!("When it was said. {}.", lanes.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::page::saved::Run;

    fn finding(days: [&str; 2]) -> Finding {
        let mut finding = Run::from(&fixture::two_articles()).findings.remove(0);
        for (side, day) in finding.sides.iter_mut().zip(days) {
            side.claims[0].as_of = Some(day.to_owned());
        }
        finding
    }

    #[test]
    fn one_day_needs_no_axis() {
        assert_eq!(Axis::new(&finding(["2026-02-11"; 2])), None);
        assert_eq!(Axis::new(&finding(["no day"; 2])), None);
    }

    #[test]
    fn the_first_day_stands_left_and_the_last_right() {
        let axis = Axis::new(&finding(["2026-02-21", "2026-02-11"])).expect("two days");
        let xs: Vec<f64> = axis.lanes.iter().map(|lane| lane.points[0].x).collect();
        assert_eq!(xs, [RIGHT, LEFT]);
        let labels: Vec<&str> = axis.ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(labels, ["11 Feb", "16 Feb", "21 Feb"]);
        assert_eq!(
            axis.words,
            "When it was said. side A, 9: 21 February 2026; side B, 6: 11 February 2026."
        );
    }

    #[test]
    fn the_ends_of_the_calendar_break_nothing() {
        let axis = Axis::new(&finding(["-009999-01", "9999-12-30"]));
        assert!(axis.is_none());
        assert!(Axis::new(&finding(["0001-01-01", "9999-12-30"])).is_some());
    }
}
