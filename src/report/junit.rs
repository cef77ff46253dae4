//! The `junit` format: findings as test cases, for every CI server that shows test results.
//!
//! Takes a check, gives XML that Jenkins' schema allows. One case stands for the reading of rules and articles, so that
//! a run without findings is not an empty report, which consumers take for a failure. Never writes a character that XML
//! 1.0 forbids.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::escape::{shortened, visible};
use super::region::Region;
use super::{Checked, FindingView, words};
use crate::problem::has_errors;

/// Characters of a name.
const NAME: usize = 300;

/// Writes the report. What is below `fail_on` passes, what is known is skipped.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, junit};
/// let mut out = Vec::new();
/// junit::write(&mut out, &Checked::default())?;
/// assert!(String::from_utf8_lossy(&out).contains("tests=\"1\" failures=\"0\""));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let errors = has_errors(&checked.problems);
    let failures = checked
        .findings
        .iter()
        .filter(|finding| fails(checked, finding))
        .count();
    let tests = 1 + checked.findings.len() + checked.known.len();
    let counts = format!(
        "tests=\"{tests}\" failures=\"{failures}\" errors=\"{}\"",
        usize::from(errors)
    );
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"atodds\" {counts}>")?;
    writeln!(
        out,
        "  <testsuite name=\"atodds\" {counts} skipped=\"{}\">",
        checked.known.len()
    )?;
    write_reading(out, checked, errors)?;
    for finding in &checked.findings {
        let inner = if fails(checked, finding) {
            format!(
                "<failure type=\"{}\" message=\"{}\">{}</failure>",
                escaped(words::verdict(finding.verdict, finding.doubt)),
                escaped(&words::headline(finding)),
                escaped(&in_full(checked, finding))
            )
        } else {
            format!(
                "<system-out>{}</system-out>",
                escaped(&in_full(checked, finding))
            )
        };
        write_case(out, finding, &inner)?;
    }
    for finding in &checked.known {
        let reason = finding.accepted.as_deref().unwrap_or("known before");
        let inner = format!(
            "<skipped message=\"{}\"/>",
            escaped(&shortened(reason, NAME))
        );
        write_case(out, finding, &inner)?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

/// The case that stands for the run: it is in error when something could not be read.
fn write_reading(out: &mut dyn Write, checked: &Checked, errors: bool) -> io::Result<()> {
    write!(
        out,
        "    <testcase classname=\"atodds\" name=\"rules and articles can be read\">"
    )?;
    let complaints: Vec<String> = checked
        .problems
        .iter()
        .map(words::located_complaint)
        .collect();
    if errors {
        write!(
            out,
            "<error type=\"problem\" message=\"{}\">{}</error>",
            escaped(&words::counted(complaints.len(), "problem")),
            escaped(&complaints.join("\n"))
        )?;
    } else {
        let text = format!("{}\n{}", words::summary(checked), complaints.join("\n"));
        write!(out, "<system-out>{}</system-out>", escaped(text.trim_end()))?;
    }
    writeln!(out, "</testcase>")
}

fn write_case(out: &mut dyn Write, finding: &FindingView, inner: &str) -> io::Result<()> {
    let name = format!(
        "{} ({})",
        shortened(&finding.question, NAME),
        visible(&finding.id)
    );
    writeln!(
        out,
        "    <testcase classname=\"atodds.{}\" name=\"{}\">{inner}</testcase>",
        escaped(&finding.kind),
        escaped(&name)
    )
}

fn fails(checked: &Checked, finding: &FindingView) -> bool {
    checked.fail_on.is_some_and(|level| finding.level >= level)
}

/// The sides with their words and places, one a line.
fn in_full(checked: &Checked, finding: &FindingView) -> String {
    let mut text = words::told(finding);
    for claim in finding.shown_claims().into_iter().take(super::SHOWN) {
        let _ = write!(text, "\n{}", words::quoted(checked, claim));
        if let Some(region) = Region::of(checked, claim) {
            let _ = write!(
                text,
                " ({}:{}:{})",
                visible(&region.path),
                region.line,
                region.column
            );
        }
    }
    let _ = write!(text, "\n{}", words::explain_command(checked, finding));
    text
}

/// Text as XML 1.0 can say it, line breaks kept.
pub(super) fn escaped(text: &str) -> String {
    let mut given = String::with_capacity(text.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            given.push_str("&#10;");
        }
        for c in visible(line).chars() {
            match entity(c) {
                Some(entity) => given.push_str(entity),
                None => given.push(c),
            }
        }
    }
    given
}

/// What stands for a character that is markup, or that no XML document may hold.
fn entity(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&apos;"),
        '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}"),
        _ => None,
    }
}
