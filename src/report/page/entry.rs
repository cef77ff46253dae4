//! One finding on a page: question, sides, who is silent, what came before.
//!
//! Takes a saved finding, gives what templates print. Never leaves anything out without counting it.

use serde::Serialize;

use super::axis::{Axis, SIDES};
use super::quote::{NAME, Quote};
use super::saved::{Claim, Finding};
use super::{day, letter};
use crate::report::escape::shortened;
use crate::report::{SaidView, words};

/// Quotes that a side shows at once, and those behind "more".
const SHOWN: usize = 3;
const MORE: usize = 12;
/// Vague, open and earlier claims, and steps, shown at most.
const ASIDE: usize = 12;

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Short name: `F-7c21`.
    pub id: String,
    /// `error`, `warning`, `note`.
    pub level: &'static str,
    /// The question the fact answers.
    pub question: String,
    /// `conflict`, `possible (timing)`.
    pub verdict: &'static str,
    /// Who is at odds, in words.
    pub between: &'static str,
    /// The ladder's line in plain words.
    pub why: String,
    /// Its number.
    pub line: u8,
    /// The fact kind.
    pub kind: String,
    /// The sides, best supported first.
    pub sides: Vec<Side>,
    /// Sides beyond those.
    pub more_sides: usize,
    /// The outlet that stands against three or more.
    pub alone: Option<String>,
    /// Outlets that wrote about the subject and not of this.
    pub silent: Vec<String>,
    /// Claims that fit several sides.
    pub compatible: Aside,
    /// Claims that assert nothing yet.
    pub open: Aside,
    /// Earlier claims that nobody stands by any more.
    pub history: Aside,
    /// What became of what, in words.
    pub steps: Vec<Step>,
    /// When it was said.
    pub axis: Option<Axis>,
    /// What each outlet of the overview says, in its order.
    pub row: Vec<Cell>,
}

/// One side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// `A`.
    pub letter: String,
    /// Its place among the shapes and shades that tell sides apart, 0 to 5.
    pub shape: usize,
    /// The value in words.
    pub label: String,
    /// Who says so, without repeats.
    pub outlets: Vec<String>,
    /// `2 independent reports`.
    pub support: String,
    /// What is quoted at once.
    pub quotes: Vec<Quote>,
    /// What is quoted on demand.
    pub further: Vec<Quote>,
    /// What is only counted.
    pub uncounted: usize,
}

/// Claims beside the sides.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Aside {
    /// Those shown.
    pub quotes: Vec<Quote>,
    /// How many more there are.
    pub more: usize,
}

/// One step of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// `update`.
    pub verdict: &'static str,
    /// What was said first.
    pub earlier: Said,
    /// What is said since.
    pub later: Said,
}

/// One value in one mouth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The value.
    pub label: String,
    /// The outlet.
    pub outlet: String,
    /// The day, for people.
    pub day: Option<String>,
}

/// What one outlet says of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Cell {
    /// It takes these sides.
    Sides {
        /// Letters and shapes.
        sides: Vec<(String, usize)>,
    },
    /// What it says fits several sides, or asserts nothing yet.
    Vague,
    /// It wrote about the subject and says nothing of this.
    Silent,
    /// It did not write about the subject.
    Nothing,
}

impl Entry {
    /// The finding for readers; `columns` are the outlets of the overview.
    pub(super) fn new(finding: &Finding, columns: &[&str]) -> Self {
        Self {
            id: slug(&finding.id),
            level: match finding.level {
                crate::problem::Level::Error => "error",
                crate::problem::Level::Warning => "warning",
                crate::problem::Level::Note => "note",
            },
            question: shortened(&finding.question, 240),
            verdict: words::verdict(finding.verdict, finding.doubt),
            between: words::between(finding.between),
            why: shortened(&finding.why, 240),
            line: finding.line.number,
            kind: shortened(&finding.kind, NAME),
            sides: finding
                .sides
                .iter()
                .take(SIDES)
                .enumerate()
                .map(|(at, side)| Side::new(at, &side.label, side.support, &side.claims))
                .collect(),
            more_sides: finding.sides.len().saturating_sub(SIDES),
            alone: finding.alone.as_deref().map(|name| shortened(name, NAME)),
            silent: finding
                .silent
                .iter()
                .take(40)
                .map(|name| shortened(name, NAME))
                .collect(),
            compatible: Aside::new(&finding.compatible),
            open: Aside::new(&finding.open),
            history: Aside::new(&finding.history),
            steps: finding
                .steps
                .iter()
                .take(ASIDE)
                .map(|step| Step {
                    verdict: words::verdict(step.verdict, None),
                    earlier: Said::new(&step.earlier),
                    later: Said::new(&step.later),
                })
                .collect(),
            axis: Axis::new(finding),
            row: row(finding, columns),
        }
    }
}

impl Side {
    fn new(at: usize, label: &str, support: usize, claims: &[Claim]) -> Self {
        let quotes = |claims: &[Claim]| claims.iter().map(Quote::new).collect::<Vec<_>>();
        let shown = claims.len().min(SHOWN);
        let further = claims.len().min(SHOWN + MORE);
        Self {
            letter: letter(at),
            shape: at % 6,
            label: shortened(label, 120),
            outlets: names(claims),
            support: words::counted(support, "independent report"),
            quotes: quotes(&claims[..shown]),
            further: quotes(&claims[shown..further]),
            uncounted: claims.len() - further,
        }
    }
}

impl Aside {
    fn new(claims: &[Claim]) -> Self {
        Self {
            quotes: claims.iter().take(ASIDE).map(Quote::new).collect(),
            more: claims.len().saturating_sub(ASIDE),
        }
    }
}

impl Said {
    fn new(said: &SaidView) -> Self {
        let day = said.as_of.as_deref().and_then(day::of);
        Self {
            label: shortened(&said.label, 120),
            outlet: shortened(&said.outlet, NAME),
            day: day.map(day::words),
        }
    }
}

/// Who speaks in `claims`, in their order, without repeats.
fn names(claims: &[Claim]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for claim in claims {
        let name = shortened(claim.outlet_for_people(), NAME);
        if names.len() < 40 && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What each outlet says. One that says several things, takes several sides.
fn row(finding: &Finding, columns: &[&str]) -> Vec<Cell> {
    let says = |claims: &[Claim], outlet: &str| {
        claims
            .iter()
            .any(|claim| shortened(claim.outlet_for_people(), NAME) == outlet)
    };
    columns
        .iter()
        .map(|outlet| {
            let sides: Vec<(String, usize)> = finding
                .sides
                .iter()
                .take(SIDES)
                .enumerate()
                .filter(|(_, side)| says(&side.claims, outlet))
                .map(|(at, _)| (letter(at), at % 6))
                .collect();
            let silent = || {
                finding
                    .silent
                    .iter()
                    .any(|name| shortened(name, NAME) == **outlet)
            };
            if !sides.is_empty() {
                Cell::Sides { sides }
            } else if says(&finding.compatible, outlet) || says(&finding.open, outlet) {
                Cell::Vague
            } else if silent() {
                Cell::Silent
            } else {
                Cell::Nothing
            }
        })
        .collect()
}

/// The id as it can stand in an address: a hand-made file may call a finding anything.
fn slug(id: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    id.chars().take(40).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::page::saved::Run;

    fn finding() -> Finding {
        Run::from(&fixture::two_articles()).findings.remove(0)
    }

    #[test]
    fn a_row_tells_sides_from_vague_silent_and_absent_outlets() {
        let mut finding = finding();
        let mut vague = finding.sides[0].claims[0].clone();
        vague.outlet_name = "Morning Call".to_owned();
        finding.compatible = vec![vague];
        let columns = [
            "Harbor Post",
            "Valley News",
            "Morning Call",
            "Daily Ledger",
            "Nobody",
        ];
        let side = |letter: &str, shape| Cell::Sides {
            sides: vec![(letter.to_owned(), shape)],
        };
        assert_eq!(
            Entry::new(&finding, &columns).row,
            [
                side("A", 0),
                side("B", 1),
                Cell::Vague,
                Cell::Silent,
                Cell::Nothing
            ]
        );
    }

    #[test]
    fn every_claim_of_a_side_is_shown_folded_or_counted() {
        let mut finding = finding();
        let claim = finding.sides[0].claims[0].clone();
        finding.sides[0].claims = vec![claim; 40];
        let side = &Entry::new(&finding, &[]).sides[0];
        assert_eq!(side.quotes.len() + side.further.len() + side.uncounted, 40);
        assert_eq!(side.outlets, ["Harbor Post"]);
    }

    #[test]
    fn an_id_cannot_leave_its_attribute() {
        assert_eq!(slug("F-1\" onclick=x"), "F-1__onclick_x");
    }
}
