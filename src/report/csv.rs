//! The `csv` format: one row per claim of every finding, as RFC 4180 has it, for spreadsheets.
//!
//! Takes a check, gives a header and rows that end in CR LF. Never gives a spreadsheet a formula: a field that begins
//! like one gets an apostrophe before it.

use std::borrow::Cow;
use std::io::{self, Write};

use super::escape::shortened;
use super::region::Region;
use super::{Checked, ClaimView, FindingView, words};

/// The columns.
const HEADER: [&str; 20] = [
    "finding",
    "fingerprint",
    "state",
    "level",
    "verdict",
    "between",
    "kind",
    "attribute",
    "question",
    "fact",
    "side",
    "outlet",
    "speaker",
    "path",
    "line",
    "column",
    "published",
    "time",
    "rule",
    "text",
];
/// Characters of one field.
const FIELD: usize = 2000;

/// Writes the table. Known findings are in it, with their state.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, csv};
/// let mut out = Vec::new();
/// csv::write(&mut out, &Checked::default())?;
/// assert!(out.starts_with(b"finding,fingerprint,state") && out.ends_with(b"text\r\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    row(out, &HEADER.map(str::to_owned))?;
    for finding in checked.findings.iter().chain(&checked.known) {
        for side in &finding.sides {
            for claim in &side.claims {
                row(out, &fields(checked, finding, &side.label, claim))?;
            }
        }
    }
    Ok(())
}

fn fields(checked: &Checked, finding: &FindingView, side: &str, claim: &ClaimView) -> [String; 20] {
    let article = checked.articles.get(claim.article);
    let region = Region::of(checked, claim);
    let number = |pick: fn(&Region) -> usize| {
        region
            .as_ref()
            .map_or_else(String::new, |region| pick(region).to_string())
    };
    [
        finding.id.clone(),
        finding.fingerprint.clone(),
        finding.state.name().to_owned(),
        finding.level.to_string(),
        words::verdict(finding.verdict, finding.doubt).to_owned(),
        words::between(finding.between).to_owned(),
        finding.kind.clone(),
        finding.attribute.clone(),
        finding.question.clone(),
        finding.fact.clone(),
        side.to_owned(),
        article
            .map_or(claim.outlet.as_str(), |article| article.outlet_for_people())
            .to_owned(),
        claim.speaker.clone().unwrap_or_default(),
        region
            .as_ref()
            .map_or_else(String::new, |region| region.path.clone()),
        number(|region| region.line),
        number(|region| region.column),
        article
            .and_then(|article| article.published.clone())
            .unwrap_or_default(),
        claim.time.clone(),
        claim.rule.clone(),
        article
            .map_or("", |article| claim.span.of(&article.text))
            .to_owned(),
    ]
}

fn row(out: &mut dyn Write, fields: &[String; 20]) -> io::Result<()> {
    for (at, text) in fields.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        out.write_all(field(text).as_bytes())?;
    }
    out.write_all(b"\r\n")
}

/// One field: what a terminal would obey made visible, no formula, quoted where it must be.
fn field(text: &str) -> Cow<'_, str> {
    let mut text = shortened(text, FIELD);
    // Spreadsheets skip spaces before a formula; full-width signs are formulas in some of them.
    if text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%'])
    {
        text.insert(0, '\'');
    }
    if text.contains(['"', ',', '\n', '\r', ';']) || text.starts_with(' ') || text.ends_with(' ') {
        text = format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.into()
}
