//! Coverage for people: what never held, how unread sentences are worded, which names no list holds.
//!
//! Takes a coverage, gives text. Never shows a character of an article that a terminal would obey.

use std::io::{self, Write};

use super::escape::{shortened, visible};
use super::words::counted;
use crate::problem::Place;
use crate::survey::{Coverage, Share};

/// Characters of a pattern, a wording or a sentence.
const CELL: usize = 100;

/// How the rest is grouped beside the totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// One row for each rule.
    Rule,
    /// One row for each outlet.
    Outlet,
}

/// Writes totals, then at most `most` entries of each list.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(out: &mut dyn Write, coverage: &Coverage, most: usize) -> io::Result<()> {
    never(out, coverage, most)?;
    if !coverage.unread.is_empty() {
        writeln!(out, "unread sentences, by how they are worded:")?;
        for one in coverage.unread.iter().take(most) {
            let wording = shortened(&one.wording, CELL);
            writeln!(out, "  {:>5}  {wording}", one.sentences)?;
            let sentence = shortened(&one.sentence.replace('\n', " "), CELL);
            writeln!(out, "         {}: {sentence}", at(&one.place))?;
        }
        more(out, coverage.unread.len(), most)?;
    }
    if !coverage.unlisted.is_empty() {
        writeln!(out, "names in no list:")?;
        for one in coverage.unlisted.iter().take(most) {
            writeln!(
                out,
                "  {:>5}  {} ({})  in {}, first {}",
                one.mentions,
                shortened(&one.name.replace('\n', " "), CELL),
                visible(&one.kind),
                counted(one.articles, "article"),
                at(&one.place)
            )?;
        }
        more(out, coverage.unlisted.len(), most)?;
    }
    totals(out, coverage)
}

fn never(out: &mut dyn Write, coverage: &Coverage, most: usize) -> io::Result<()> {
    for (what, title) in [
        ("rule", "rules that never held:"),
        ("pattern", "patterns that never held:"),
        ("alternative", "alternatives that never held:"),
        ("entry", "entries of word lists that never held:"),
    ] {
        let all: Vec<_> = coverage
            .never
            .iter()
            .filter(|one| one.what == what)
            .collect();
        if all.is_empty() {
            continue;
        }
        writeln!(out, "{title}")?;
        for one in all.iter().take(most) {
            let (of, place) = (visible(&one.of), at(&one.place));
            if one.text.is_empty() {
                writeln!(out, "  {place}: {of}")?;
            } else {
                writeln!(out, "  {place}: {of}: {}", shortened(&one.text, CELL))?;
            }
        }
        more(out, all.len(), most)?;
    }
    Ok(())
}

fn more(out: &mut dyn Write, all: usize, most: usize) -> io::Result<()> {
    if all > most {
        writeln!(out, "  {} more; `--top N` shows them", all - most)?;
    }
    writeln!(out)
}

/// Writes one row for each rule or outlet, then the totals.
///
/// # Errors
/// When `out` cannot be written to.
pub fn table(out: &mut dyn Write, coverage: &Coverage, by: By) -> io::Result<()> {
    match by {
        By::Rule => {
            let wide = coverage
                .by_rule
                .iter()
                .map(|row| row.rule.chars().count())
                .max();
            let wide = wide.unwrap_or(0).max(4);
            writeln!(out, "{:wide$}  patterns        hits  claims", "rule")?;
            for row in &coverage.by_rule {
                writeln!(
                    out,
                    "{:wide$}  {:<11}  {:>7}  {:>6}",
                    visible(&row.rule),
                    share(row.patterns),
                    row.hits,
                    row.claims
                )?;
            }
        }
        By::Outlet => {
            let name = |outlet: &str| {
                let known = (!outlet.is_empty()).then(|| visible(outlet).into_owned());
                known.unwrap_or_else(|| "(unknown)".to_owned())
            };
            let wide = coverage
                .by_outlet
                .iter()
                .map(|row| name(&row.outlet).chars().count());
            let wide = wide.max().unwrap_or(0).max(6);
            writeln!(
                out,
                "{:wide$}  articles  sentences read     claims",
                "outlet"
            )?;
            for row in &coverage.by_outlet {
                writeln!(
                    out,
                    "{:wide$}  {:>8}  {:<17}  {:>6}",
                    name(&row.outlet),
                    row.articles,
                    share(row.sentences),
                    row.claims
                )?;
            }
        }
    }
    writeln!(out)?;
    totals(out, coverage)
}

/// The last lines: what all of it comes to.
fn totals(out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
    writeln!(
        out,
        "held: {} of rules, {} of patterns, {} of alternatives",
        share(coverage.rules),
        share(coverage.patterns),
        share(coverage.alternatives)
    )?;
    if coverage.sentences.of > 0 {
        writeln!(
            out,
            "read: {} of sentences with two names or a value, in {}",
            share(coverage.sentences),
            counted(coverage.articles, "article")
        )?;
    }
    Ok(())
}

fn share(share: Share) -> String {
    format!("{}/{} {} %", share.held, share.of, share.percent())
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", visible(&place.path), place.line, place.column)
}
