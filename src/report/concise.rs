//! The `concise` format: one line per finding or problem, for editors and `grep`.
//!
//! Takes a check, gives lines of `path:line:col: level[code] fact: value (outlet) vs value (outlet, path:line:col) id`.
//! Never prints a summary: every line is a result.

use std::io::{self, Write};

use super::escape::{shortened, visible};
use super::{Checked, FindingView, SideView, words};
use crate::problem::{Place, Problem};

/// Writes one line for each problem and each finding, at most `max_shown` findings.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(out: &mut dyn Write, checked: &Checked, max_shown: Option<usize>) -> io::Result<()> {
    for problem in &checked.problems {
        write_problem(out, problem)?;
    }
    write_findings(out, checked, max_shown)
}

/// Writes one line for each finding, at most `max_shown`.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_findings(
    out: &mut dyn Write,
    checked: &Checked,
    max_shown: Option<usize>,
) -> io::Result<()> {
    for finding in checked
        .findings
        .iter()
        .take(max_shown.unwrap_or(usize::MAX))
    {
        write_finding(out, checked, finding)?;
    }
    Ok(())
}

pub(super) fn write_problem(out: &mut dyn Write, problem: &Problem) -> io::Result<()> {
    if let Some(place) = &problem.place {
        write!(out, "{}: ", position(place))?;
    }
    let complaint = words::complaint(problem);
    writeln!(out, "{}[{}] {complaint}", problem.level, problem.code)
}

fn write_finding(out: &mut dyn Write, checked: &Checked, finding: &FindingView) -> io::Result<()> {
    let decided = finding.deciding[0];
    if let Some(place) = place_of(checked, finding.claim(decided)) {
        write!(out, "{}: ", position(&place))?;
    }
    write!(
        out,
        "{}[{}] {}: ",
        finding.level,
        visible(&finding.kind),
        visible(&finding.fact)
    )?;
    let own = finding.sides.get(decided.side);
    let others = finding
        .sides
        .iter()
        .enumerate()
        .filter(|(n, _)| *n != decided.side)
        .map(|(n, side)| {
            // The second deciding claim is the quote to compare with; other sides lead with their first.
            let at = if finding.deciding[1].side == n {
                finding.deciding[1].claim
            } else {
                0
            };
            (side, side.claims.get(at))
        });
    let mut parts: Vec<String> = own.map(|side| said(side, None)).into_iter().collect();
    parts.extend(others.map(|(side, claim)| said(side, place_of(checked, claim).as_ref())));
    writeln!(out, "{} {}", parts.join(" vs "), visible(&finding.id))
}

fn said(side: &SideView, place: Option<&Place>) -> String {
    let outlets = words::listed(&side.outlets, 3);
    let label = shortened(&side.label, words::LONG);
    match place {
        Some(place) => format!("{label} ({outlets}, {})", position(place)),
        None => format!("{label} ({outlets})"),
    }
}

fn place_of(checked: &Checked, claim: Option<&super::ClaimView>) -> Option<Place> {
    let claim = claim?;
    Some(checked.articles.get(claim.article)?.place(claim.span))
}

fn position(place: &Place) -> String {
    // A line of a log that begins with two colons is a command to some CI runners.
    let here = if place.path.trim_start().starts_with("::") {
        "./"
    } else {
        ""
    };
    let path = visible(&place.path);
    format!("{here}{path}:{}:{}", place.line, place.column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn shown(checked: &Checked) -> String {
        let mut out = Vec::new();
        write(&mut out, checked, None).expect("memory takes every byte");
        String::from_utf8(out).expect("reports are UTF-8")
    }

    #[test]
    fn one_finding_is_one_line_with_both_places() {
        let text = shown(&fixture::two_articles());
        assert_eq!(text.lines().count(), 1);
        assert!(text.starts_with("harbor-post/2026-02-12-bridge.txt:4:16: error[casualties] casualties/bridge-x/dead: 9 (Harbor Post) vs 6 "), "{text}");
        assert!(
            text.contains("valley-news/2026-02-11-bridge.txt:2:1"),
            "{text}"
        );
        insta::assert_snapshot!("concise_two_articles", text);
    }

    #[test]
    fn nothing_found_is_nothing_printed() {
        assert_eq!(shown(&fixture::nothing_at_odds()), "");
    }

    #[test]
    fn hostile_text_stays_on_its_line() {
        let text = shown(&fixture::hostile());
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(
            !text
                .trim_end()
                .chars()
                .any(crate::report::escape::is_hostile),
            "{text}"
        );
    }

    #[test]
    fn a_problem_names_its_place_and_its_way_out() {
        let mut checked = fixture::nothing_at_odds();
        checked.problems =
            vec![Problem::warning("unused-rule", "rule `met` never fires").help("delete it")];
        assert_eq!(
            shown(&checked),
            "warning[unused-rule] rule `met` never fires (delete it)\n"
        );
    }
}
