//! The `markdown` format: findings for a job summary, an issue or a mail.
//!
//! Takes a check and the most bytes to write, gives GitHub-flavoured Markdown. Text from articles is only ever text: no
//! markup, no HTML, no link and no mention that GitHub would make of it.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::escape::{markdown as escaped, shortened};
use super::region::Region;
use super::{Checked, ClaimView, FindingView, SHOWN, words};
use crate::problem::{Level, has_errors};

/// Bytes kept for the line that says how much was left out.
const RESERVE: usize = 400;
/// Claims named on one side.
const CLAIMS: usize = 5;

/// Writes the report, at most `limit` bytes of it: findings that would go beyond are counted at the end.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, markdown};
/// let mut out = Vec::new();
/// markdown::write(&mut out, &Checked::default(), None)?;
/// assert!(String::from_utf8_lossy(&out).starts_with("## Nothing new is at odds"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, checked: &Checked, limit: Option<usize>) -> io::Result<()> {
    let limit = limit.unwrap_or(usize::MAX).saturating_sub(RESERVE);
    let title = match checked.findings.len() {
        0 if has_errors(&checked.problems) => "Not checked".to_owned(),
        0 => "Nothing new is at odds".to_owned(),
        n => format!("{} at odds", words::counted(n, "fact")),
    };
    let mut text = format!("## {title}\n\n{}\n", escaped(&words::summary(checked)));
    let mut left_out = 0;
    let blocks = checked
        .problems
        .iter()
        .map(|problem| {
            let mark = name(problem.level);
            format!(
                "\n- **{mark}**: {}\n",
                escaped(&words::located_complaint(problem))
            )
        })
        .chain(
            checked
                .findings
                .iter()
                .map(|finding| block(checked, finding)),
        )
        .chain(words::stale(checked).map(|line| format!("\n{}\n", escaped(&line))));
    for block in blocks {
        if left_out > 0 || text.len() + block.len() > limit {
            left_out += 1;
        } else {
            text.push_str(&block);
        }
    }
    if left_out > 0 {
        let _ = write!(text, "\n_{left_out} more, left out for length_\n");
    }
    out.write_all(text.as_bytes())
}

fn block(checked: &Checked, finding: &FindingView) -> String {
    let mut text = format!(
        "\n### {}: {}\n\n",
        name(finding.level),
        escaped(&shortened(&finding.question, words::LONG))
    );
    for side in finding.sides.iter().take(SHOWN) {
        let label = escaped(&shortened(&side.label, words::LONG));
        let _ = writeln!(
            text,
            "- **{label}**: {}",
            escaped(&words::listed(&side.outlets, 6))
        );
        for claim in side.claims.iter().take(CLAIMS) {
            let _ = writeln!(text, "  - {}", quote(checked, claim));
        }
        if side.claims.len() > CLAIMS {
            let _ = writeln!(text, "  - {} more", side.claims.len() - CLAIMS);
        }
    }
    if finding.sides.len() > SHOWN {
        let _ = writeln!(
            text,
            "- {}",
            words::counted(finding.sides.len() - SHOWN, "more side")
        );
    }
    let _ = write!(
        text,
        "\n{}, {}. {}\n",
        escaped(&words::told(finding)),
        finding.state.name(),
        escaped(&words::explain_command(checked, finding))
    );
    text
}

fn quote(checked: &Checked, claim: &ClaimView) -> String {
    let said = escaped(&words::quoted(checked, claim));
    match Region::of(checked, claim) {
        Some(region) => {
            let place = format!("{}:{}:{}", region.path, region.line, region.column);
            format!("{said} ({})", escaped(&place))
        }
        None => said,
    }
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "Error",
        Level::Warning => "Warning",
        Level::Note => "Note",
    }
}
