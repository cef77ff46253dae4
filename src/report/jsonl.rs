//! The `jsonl` format: one JSON object per line, each with its `type`, for streams and shell pipes.
//!
//! Takes a check, gives lines of type `problem`, `skipped`, `finding`, `silent`, and one `summary` at the end. A consumer
//! that never meets the summary knows that the run was cut off.
//!
//! A `finding` line holds nothing but what comes from its own fact, and begins with its rank: the lines of several runs
//! over disjoint facts, as `atodds judge` writes them, merge by sorting. What depends on the whole run, such as who is
//! silent, has a line of its own.

use std::io::{self, Write};

use serde::Serialize;

use super::{ArticleView, Checked, Counts, FindingView, SkippedView, json, record};
use crate::problem::Problem;

/// One line.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Problem {
        #[serde(rename = "problem")]
        value: &'a Problem,
    },
    Skipped {
        #[serde(rename = "skipped")]
        value: &'a SkippedView,
    },
    Finding {
        rank: &'a str,
        #[serde(rename = "finding")]
        value: Box<record::Finding<'a>>,
    },
    Silent {
        finding: &'a str,
        outlets: &'a [String],
    },
    Summary {
        schema: u32,
        tool: record::Tool,
        as_of: Option<&'a str>,
        counts: Counts,
    },
}

/// Writes every record of the run on its own line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    for value in &checked.problems {
        json::line(out, &Line::Problem { value })?;
    }
    for value in &checked.skipped {
        json::line(out, &Line::Skipped { value })?;
    }
    for finding in &checked.findings {
        self::finding(out, &checked.articles, finding)?;
    }
    for finding in checked.findings.iter().filter(|one| !one.silent.is_empty()) {
        let (finding, outlets) = (&*finding.id, &*finding.silent);
        json::line(out, &Line::Silent { finding, outlets })?;
    }
    json::line(
        out,
        &Line::Summary {
            schema: record::SCHEMA,
            tool: record::Tool::this(),
            as_of: checked.as_of.as_deref(),
            counts: checked.counts,
        },
    )
}

/// Writes one finding whose claims point into `articles`.
///
/// # Errors
/// When `out` cannot be written to.
pub fn finding(
    out: &mut dyn Write,
    articles: &[ArticleView],
    finding: &FindingView,
) -> io::Result<()> {
    let value = Box::new(record::Finding {
        silent: None,
        ..record::Finding::new(articles, finding)
    });
    let rank = &finding.rank;
    json::line(out, &Line::Finding { rank, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_line_is_one_object_and_the_summary_comes_last() {
        let mut checked = fixture::hostile();
        checked.problems = vec![Problem::warning("odd", "odd")];
        let mut out = Vec::new();
        write(&mut out, &checked).expect("memory takes every byte");
        let types: Vec<String> = String::from_utf8_lossy(&out)
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line is JSON"))
            .map(|value| value["type"].as_str().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(types, ["problem", "finding", "silent", "summary"]);
    }
}
