//! Explanations: how a finding came about, what a rule is for, what every rule tried on a line, how two claims relate.
//!
//! Takes views, gives plain text or JSON. Never runs a rule: somebody else has kept the trace.

use std::io::{self, Write};

use serde::Serialize;

use super::escape::{shortened, visible};
use super::{Checked, ClaimView, FindingView, words};
use crate::finding::{Between, Doubt, Verdict, ladder};
use crate::problem::ByteSpan;
use crate::problem::codes::Code;

/// What a rule is for, from its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleDoc {
    /// Its id.
    pub id: String,
    /// The file that holds it.
    pub path: String,
    /// Line of the file, from 1.
    pub line: usize,
    /// The fact kind it claims.
    pub fact: String,
    /// The question that kind answers.
    pub question: String,
    /// One sentence for people.
    pub summary: Option<String>,
    /// Its patterns as written.
    pub patterns: Vec<String>,
    /// Its optional phrases: name and pattern as written.
    pub args: Vec<(String, String)>,
    /// Sentences from its tests: the text, and what it gives in short; nothing for a near miss.
    pub examples: Vec<(String, Option<String>)>,
    /// Outlets that use it; empty when all do.
    pub outlets: Vec<String>,
}

/// What every rule tried on one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LineTries {
    /// The article.
    pub path: String,
    /// The line asked for.
    pub line: usize,
    /// The sentences on that line, in order.
    pub sentences: Vec<SentenceTries>,
}

/// What every rule tried on one sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SentenceTries {
    /// The sentence.
    pub text: String,
    /// The claims it gave: rule and reading.
    pub claims: Vec<(String, String)>,
    /// The tries of rules that gave nothing, nearest miss first.
    pub tries: Vec<Try>,
}

/// One rule's best try on a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Try {
    /// The rule.
    pub rule: String,
    /// Its pattern as written.
    pub pattern: String,
    /// Its elements in order, up to and with the first that failed.
    pub steps: Vec<Step>,
    /// How many of the elements that must hold did; gaps and what may be left out are not counted.
    pub held: usize,
    /// How many elements must hold.
    pub of: usize,
}

/// One element of a pattern, tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Whether it held.
    pub held: bool,
    /// The element as written: `{who:person}`, `@meet`.
    pub element: String,
    /// The words it looked at.
    pub text: String,
    /// What it made of them, or what it wanted instead.
    pub note: Option<String>,
}

/// How two claims, each named by a line, relate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairReading {
    /// The claim of the first line: place and reading.
    pub first: (String, String),
    /// The claim of the second line: place and reading.
    pub second: (String, String),
    /// The verdict; `None` when they are not about one fact.
    pub verdict: Option<Verdict>,
    /// Why a possible verdict is only that.
    pub doubt: Option<Doubt>,
    /// Who is at odds, when they are about one fact.
    pub between: Option<Between>,
    /// The lines of the ladder in the order tried, the deciding one last; or why they are not one fact.
    pub steps: Vec<String>,
}

/// Tries of a sentence that are shown element by element; the rest are named.
const SHOWN: usize = 8;
/// Characters of a quoted sentence around a claim.
const QUOTE_AROUND: usize = 70;

/// Writes how `finding` came about: the question, each side with all its claims, and the line that decided.
///
/// # Errors
/// When `out` cannot be written to.
pub fn finding(out: &mut dyn Write, checked: &Checked, finding: &FindingView) -> io::Result<()> {
    writeln!(
        out,
        "{}  {}",
        visible(&finding.id),
        visible(&finding.question)
    )?;
    writeln!(out, "  fact     {}", visible(&finding.fact))?;
    writeln!(
        out,
        "  verdict  {}, between {} [{}]",
        words::verdict(finding.verdict, finding.doubt),
        words::between(finding.between),
        finding.level
    )?;
    writeln!(
        out,
        "  because  {} (ladder line {}, {})",
        visible(&finding.why),
        finding.line.number,
        visible(&finding.line.name)
    )?;
    for (n, side) in finding.sides.iter().enumerate() {
        writeln!(
            out,
            "\nside {}: {}  ({}: {})",
            n + 1,
            visible(&side.label),
            words::counted(side.support, "origin"),
            words::listed(&side.outlets, 12)
        )?;
        for (m, claim) in side.claims.iter().enumerate() {
            let decided = finding
                .deciding
                .iter()
                .any(|at| (at.side, at.claim) == (n, m));
            quote(out, checked, claim, if decided { "* " } else { "  " })?;
        }
    }
    for (title, claims) in [
        ("fits several sides", &finding.compatible),
        ("not put as a fact", &finding.open),
        ("said earlier by the same holders", &finding.history),
    ] {
        if !claims.is_empty() {
            writeln!(out, "\n{title}:")?;
            for claim in claims {
                quote(out, checked, claim, "  ")?;
            }
        }
    }
    if !finding.silent.is_empty() {
        writeln!(out, "\nsilent: {}", words::listed(&finding.silent, 12))?;
    }
    writeln!(out, "\n* the two claims that decided")
}

/// Writes how the two claims that decided were read, element by element, and every line of the ladder up to the one
/// that decided.
///
/// # Errors
/// When `out` cannot be written to.
pub fn chains(
    out: &mut dyn Write,
    finding: &FindingView,
    chains: &[Try],
    rungs: &[ladder::Step],
) -> io::Result<()> {
    for chain in chains {
        write_try(out, chain)?;
    }
    writeln!(out, "\nladder:")?;
    let because = |line: u8| {
        let rung = rungs.iter().find(|rung| rung.line == line);
        rung.map_or_else(String::new, |rung| format!("; {}", visible(&rung.because)))
    };
    for line in 0..finding.line.number {
        writeln!(
            out,
            "  {line:>2}  {}: no{}",
            ladder::why(line),
            because(line)
        )?;
    }
    writeln!(
        out,
        "  {:>2}  {}: {}{}",
        finding.line.number,
        visible(&finding.why),
        words::verdict(finding.verdict, finding.doubt),
        because(finding.line.number)
    )
}

/// A claim's place and reading, and below it its words in their surroundings.
fn quote(out: &mut dyn Write, checked: &Checked, claim: &ClaimView, mark: &str) -> io::Result<()> {
    let Some(article) = checked.articles.get(claim.article) else {
        return Ok(());
    };
    let place = article.place(claim.span);
    writeln!(
        out,
        "{mark}{}:{}:{}  {}, {}",
        visible(&place.path),
        place.line,
        place.column,
        visible(article.outlet_for_people()),
        article
            .published
            .as_deref()
            .map_or("no date".into(), visible)
    )?;
    writeln!(
        out,
        "    {}; holds {}; rule {}",
        visible(&claim.reading),
        visible(&claim.time),
        visible(&claim.rule)
    )?;
    writeln!(out, "    {}", in_context(&article.text, claim.span))
}

/// The words under `span` in brackets, with what stands around them on the line.
fn in_context(text: &str, span: ByteSpan) -> String {
    let (Some(before), Some(after)) = (text.get(..span.start), text.get(span.end..)) else {
        return String::new();
    };
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default().trim_end();
    let skipped = before.chars().count().saturating_sub(QUOTE_AROUND);
    let before: String = before.chars().skip(skipped).collect();
    format!(
        "{}{}[{}]{}",
        if skipped > 0 { "…" } else { "" },
        visible(&before),
        shortened(span.of(text), 3 * QUOTE_AROUND),
        shortened(after, QUOTE_AROUND)
    )
}

/// Writes what a rule is for.
///
/// # Errors
/// When `out` cannot be written to.
pub fn rule(out: &mut dyn Write, doc: &RuleDoc) -> io::Result<()> {
    writeln!(
        out,
        "{}  ({}:{})",
        visible(&doc.id),
        visible(&doc.path),
        doc.line
    )?;
    if let Some(summary) = &doc.summary {
        writeln!(out, "  {}", visible(summary))?;
    }
    writeln!(
        out,
        "  claims    {}: {}",
        visible(&doc.fact),
        visible(&doc.question)
    )?;
    if !doc.outlets.is_empty() {
        writeln!(out, "  used by   {}", words::listed(&doc.outlets, 12))?;
    }
    for pattern in &doc.patterns {
        writeln!(out, "  pattern   {}", visible(pattern))?;
    }
    for (name, pattern) in &doc.args {
        writeln!(out, "  {:<9} {}", visible(name), visible(pattern))?;
    }
    for (text, gives) in &doc.examples {
        match gives {
            Some(gives) => writeln!(
                out,
                "  reads     {}\n    as      {}",
                visible(text),
                visible(gives)
            )?,
            None => writeln!(out, "  not       {}", visible(text))?,
        }
    }
    Ok(())
}

/// Writes what a code of a problem means.
///
/// # Errors
/// When `out` cannot be written to.
pub fn code(out: &mut dyn Write, code: &Code) -> io::Result<()> {
    writeln!(out, "{}  [{}]", code.name, code.level)?;
    writeln!(out, "  {}", code.about)?;
    writeln!(out, "  help      {}", code.help)?;
    if code.lint {
        writeln!(
            out,
            "  allow     write `# allow {}: reason` on the line or above it",
            code.name
        )?;
    }
    Ok(())
}

/// Writes what every rule tried on a line: the claims it gave, then the nearest misses with the element that failed.
///
/// ```text
/// death-toll  3 of 4 elements held
///   held    {n:count}    nine          = 9
///   FAILED  @die         were feared   wants one of: died, killed
/// ```
///
/// # Errors
/// When `out` cannot be written to.
pub fn line(out: &mut dyn Write, tries: &LineTries) -> io::Result<()> {
    let place = format!("{}:{}", visible(&tries.path), tries.line);
    if tries.sentences.is_empty() {
        return writeln!(
            out,
            "{place}: no sentence of the article stands on this line"
        );
    }
    for (n, sentence) in tries.sentences.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{place}: {}", shortened(&sentence.text, 400))?;
        for (rule, reading) in &sentence.claims {
            writeln!(out, "  claim  {}: {}", visible(rule), visible(reading))?;
        }
        if sentence.claims.is_empty() && sentence.tries.is_empty() {
            writeln!(out, "  no rule found even its first word here")?;
        }
        for tried in sentence.tries.iter().take(SHOWN) {
            write_try(out, tried)?;
        }
        let rest: Vec<String> = sentence
            .tries
            .iter()
            .skip(SHOWN)
            .map(|tried| format!("{} {}/{}", tried.rule, tried.held, tried.of))
            .collect();
        if !rest.is_empty() {
            let rest = words::listed(&rest, usize::MAX);
            writeln!(out, "\nfarther off, elements held: {rest}")?;
        }
    }
    Ok(())
}

fn write_try(out: &mut dyn Write, tried: &Try) -> io::Result<()> {
    writeln!(
        out,
        "\n{}  {} of {} held   {}",
        visible(&tried.rule),
        tried.held,
        words::counted(tried.of, "element"),
        shortened(&tried.pattern, 200)
    )?;
    let cells: Vec<(String, String)> = tried
        .steps
        .iter()
        .map(|step| (shortened(&step.element, 40), shortened(&step.text, 60)))
        .collect();
    let wide = |cell: fn(&(String, String)) -> &String| {
        cells
            .iter()
            .map(|pair| cell(pair).chars().count())
            .max()
            .unwrap_or(0)
    };
    let (first, second) = (wide(|pair| &pair.0), wide(|pair| &pair.1));
    for (step, (element, text)) in tried.steps.iter().zip(&cells) {
        let row = format!(
            "  {:<6}  {element:<first$}  {text:<second$}  {}",
            if step.held { "held" } else { "FAILED" },
            step.note.as_deref().map_or("".into(), visible)
        );
        writeln!(out, "{}", row.trim_end())?;
    }
    Ok(())
}

/// Writes how the claims of two lines relate, with a blank line between pairs.
///
/// # Errors
/// When `out` cannot be written to.
pub fn pairs(out: &mut dyn Write, pairs: &[PairReading]) -> io::Result<()> {
    for (n, one) in pairs.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        pair(out, one)?;
    }
    Ok(())
}

/// Writes how two claims relate.
///
/// # Errors
/// When `out` cannot be written to.
pub fn pair(out: &mut dyn Write, pair: &PairReading) -> io::Result<()> {
    for (place, reading) in [&pair.first, &pair.second] {
        writeln!(out, "{}: {}", visible(place), visible(reading))?;
    }
    match (pair.verdict, pair.between) {
        (Some(verdict), Some(between)) => writeln!(
            out,
            "{}, between {}",
            words::verdict(verdict, pair.doubt),
            words::between(between)
        )?,
        (Some(verdict), None) => writeln!(out, "{}", words::verdict(verdict, pair.doubt))?,
        (None, _) => writeln!(out, "not to be compared")?,
    }
    for step in &pair.steps {
        writeln!(out, "  {}", visible(step))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn text(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("memory takes every byte");
        String::from_utf8(out).expect("reports are UTF-8")
    }

    #[test]
    fn a_finding_shows_every_claim_in_its_surroundings_and_marks_the_deciding_two() {
        let checked = fixture::two_articles();
        let shown = text(|out| finding(out, &checked, &checked.findings[0]));
        assert!(
            shown.contains("Officials said [nine] people had died"),
            "{shown}"
        );
        assert!(
            shown.contains("* harbor-post/2026-02-12-bridge.txt:4:16"),
            "{shown}"
        );
        assert!(shown.contains("ladder line 13"), "{shown}");
        insta::assert_snapshot!("explain_finding", shown);
    }

    #[test]
    fn an_explanation_escapes_what_articles_say() {
        let checked = fixture::hostile();
        let shown = text(|out| finding(out, &checked, &checked.findings[0]));
        assert!(
            !shown
                .chars()
                .any(|c| c != '\n' && crate::report::escape::is_hostile(c)),
            "{shown}"
        );
    }

    #[test]
    fn a_near_miss_names_the_first_element_that_failed() {
        let step = |held, element: &str, words: &str, note: &str| Step {
            held,
            element: element.into(),
            text: words.into(),
            note: Some(note.into()),
        };
        let tries = LineTries {
            path: "a.txt".into(),
            line: 3,
            sentences: vec![SentenceTries {
                text: "Nine were feared dead.".into(),
                claims: Vec::new(),
                tries: vec![Try {
                    rule: "death-toll".into(),
                    pattern: "{n:count} person? @die".into(),
                    steps: vec![
                        step(true, "{n:count}", "Nine", "= 9"),
                        step(false, "@die", "were feared", "wants one of: died, killed"),
                    ],
                    held: 1,
                    of: 2,
                }],
            }],
        };
        let shown = text(|out| line(out, &tries));
        assert!(
            shown.contains("death-toll  1 of 2 elements held"),
            "{shown}"
        );
        assert!(
            shown.contains("FAILED  @die       were feared  wants one of"),
            "{shown}"
        );
    }

    #[test]
    fn a_line_without_a_sentence_says_so() {
        let tries = LineTries {
            path: "a.txt".into(),
            line: 9,
            sentences: Vec::new(),
        };
        assert!(text(|out| line(out, &tries)).contains("no sentence"));
    }

    #[test]
    fn a_pair_without_a_verdict_says_why_it_is_not_compared() {
        let reading = PairReading {
            first: ("a.txt:1".into(), "9 dead".into()),
            second: ("b.txt:1".into(), "6 dead".into()),
            verdict: None,
            doubt: None,
            between: None,
            steps: vec!["the places are apart".into()],
        };
        let shown = text(|out| pair(out, &reading));
        assert!(
            shown.contains("not to be compared\n  the places are apart"),
            "{shown}"
        );
    }
}
