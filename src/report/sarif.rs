//! The `sarif` format: one SARIF 2.1.0 run, for code scanning and every viewer that reads it.
//!
//! Takes a check, gives JSON valid against the published schema. Places are relative escaped URIs with lines and columns
//! from 1; a result names its other sides as related locations; its fingerprints are those of what is said, so that an
//! alert survives moved and renamed articles. The structs hold what we write and no more.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::escape::{shortened, visible};
use super::region::Region;
use super::{Checked, ClaimView, FindingView, fingerprints, json, words};
use crate::finding::State;
use crate::problem::{Level, Problem};

/// The published schema.
pub(super) const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Results of one run that code scanning takes; it refuses the whole file beyond.
const RESULTS: usize = 25_000;
/// Related locations of one result.
const RELATED: usize = 50;

#[derive(Debug, Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Debug, Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Debug, Serialize)]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Message,
    full_description: Message,
    help: Message,
}

#[derive(Debug, Serialize)]
pub(super) struct Message {
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Debug, Serialize)]
struct Notification {
    level: Level,
    message: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    descriptor: Option<Descriptor>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Debug, Serialize)]
struct Descriptor {
    id: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: Level,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    baseline_state: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    properties: Properties<'a>,
}

#[derive(Debug, Serialize)]
struct Suppression {
    kind: &'static str,
    justification: String,
}

#[derive(Debug, Serialize)]
struct Properties<'a> {
    finding: &'a str,
    fact: &'a str,
    verdict: &'static str,
    between: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Span,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Span {
    start_line: usize,
    start_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

/// Writes the log. Known findings are in it as unchanged, the accepted ones as suppressed with their reason.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, sarif};
/// let mut out = Vec::new();
/// sarif::write(&mut out, &Checked::default())?;
/// assert!(String::from_utf8_lossy(&out).contains("\"results\": []"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let findings: Vec<&FindingView> = checked.findings.iter().chain(&checked.known).collect();
    let names = fingerprints(findings.iter().copied());
    let rules = rules(checked, &findings);
    let place: BTreeMap<&str, usize> = rules
        .iter()
        .enumerate()
        .map(|(at, rule)| (rule.id, at))
        .collect();
    let results = findings
        .iter()
        .zip(names)
        .take(RESULTS)
        .map(|(finding, name)| outcome(checked, finding, name, place.get(&*finding.kind).copied()))
        .collect();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    rules,
                },
            },
            invocations: [invocation(checked, findings.len())],
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    json::pretty(out, &log)
}

/// Every fact kind of the pack, and those of findings that a caller built without one.
fn rules<'a>(checked: &'a Checked, findings: &[&'a FindingView]) -> Vec<Rule<'a>> {
    let mut questions: BTreeMap<&str, &str> = findings
        .iter()
        .map(|finding| (finding.kind.as_str(), finding.question.as_str()))
        .collect();
    questions.extend(
        checked
            .kinds
            .iter()
            .map(|kind| (kind.id.as_str(), kind.question.as_str())),
    );
    questions
        .into_iter()
        .map(|(id, question)| Rule {
            id,
            // People see it as the title of the rule: the slots of a question would read as a slip.
            short_description: message(&format!(
                "Articles are at odds about {}",
                id.replace('-', " ")
            )),
            full_description: message(&format!(
                "Articles that answer this differently: {question}"
            )),
            help: message("`atodds explain` with the finding's id shows how every claim was read."),
        })
        .collect()
}

fn invocation(checked: &Checked, findings: usize) -> Invocation {
    let mut notifications: Vec<Notification> = checked.problems.iter().map(notification).collect();
    if findings > RESULTS {
        notifications.push(Notification {
            level: Level::Warning,
            message: message(&format!(
                "{} more findings are left out",
                findings - RESULTS
            )),
            descriptor: None,
            locations: Vec::new(),
        });
    }
    Invocation {
        execution_successful: checked
            .problems
            .iter()
            .all(|problem| problem.level < Level::Error),
        tool_execution_notifications: notifications,
    }
}

fn notification(problem: &Problem) -> Notification {
    Notification {
        level: problem.level,
        message: message(&words::complaint(problem)),
        descriptor: Some(Descriptor { id: problem.code }),
        locations: problem
            .place
            .iter()
            .map(|place| location(&Region::at(place), None, None))
            .collect(),
    }
}

fn outcome<'a>(
    checked: &'a Checked,
    finding: &'a FindingView,
    name: String,
    rule_index: Option<usize>,
) -> Outcome<'a> {
    let lead = finding.claim(finding.deciding[0]);
    let region = lead.and_then(|claim| Region::of(checked, claim));
    let others = finding
        .shown_claims()
        .into_iter()
        .skip(1)
        .chain(rest(finding));
    let related = others
        .filter_map(|claim| Some((claim, Region::of(checked, claim)?)))
        .take(RELATED)
        .enumerate()
        .map(|(at, (claim, region))| {
            location(&region, Some(at + 1), Some(&words::quoted(checked, claim)))
        })
        .collect();
    Outcome {
        rule_id: &finding.kind,
        rule_index,
        level: finding.level,
        message: message(&words::message(finding)),
        locations: region
            .iter()
            .map(|region| location(region, None, None))
            .collect(),
        related_locations: related,
        partial_fingerprints: BTreeMap::from([
            ("atoddsFact/v1", finding.fingerprint.clone()),
            // The one name that code scanning looks at.
            ("primaryLocationLineHash", name),
        ]),
        baseline_state: match finding.state {
            State::New => "new",
            State::Grew => "updated",
            State::Known => "unchanged",
        },
        suppressions: finding
            .accepted
            .iter()
            .map(|reason| Suppression {
                kind: "external",
                justification: shortened(reason, words::LONG),
            })
            .collect(),
        properties: Properties {
            finding: &finding.id,
            fact: &finding.fact,
            verdict: words::verdict(finding.verdict, finding.doubt),
            between: words::between(finding.between),
        },
    }
}

/// Claims of the sides that are not shown beside each other.
fn rest(finding: &FindingView) -> impl Iterator<Item = &ClaimView> {
    let shown = finding.shown_claims();
    finding
        .sides
        .iter()
        .flat_map(|side| &side.claims)
        .filter(move |claim| !shown.iter().any(|known| std::ptr::eq(*known, *claim)))
}

fn location(region: &Region, id: Option<usize>, said: Option<&str>) -> Location {
    let uri = uri(&region.path);
    Location {
        id,
        physical: Physical {
            artifact_location: Artifact {
                uri_base_id: (!uri.starts_with("file:")).then_some("%SRCROOT%"),
                uri,
            },
            region: Span {
                start_line: region.line,
                start_column: region.column,
                end_line: region.end.map(|(line, _)| line),
                end_column: region.end.map(|(_, column)| column),
            },
        },
        message: said.map(message),
    }
}

/// A path as a URI: relative where the path is, every byte escaped that is not plain.
pub(super) fn uri(path: &str) -> String {
    let mut given = String::new();
    if path.starts_with('/') {
        given.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            given.push(char::from(byte));
        } else {
            let _ = write!(given, "%{byte:02X}");
        }
    }
    given
}

/// Text as a message. Brackets would be links and braces places for arguments, so each is escaped as SARIF says.
pub(super) fn message(text: &str) -> Message {
    let mut given = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '[' | ']' | '\\' => {
                given.push('\\');
                given.push(c);
            }
            '{' | '}' => {
                given.push(c);
                given.push(c);
            }
            c => given.push(c),
        }
    }
    Message { text: given }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_escaped_into_a_uri_that_stays_relative() {
        assert_eq!(uri("news/a b#1%.txt"), "news/a%20b%231%25.txt");
        assert_eq!(uri("c:x/é"), "c%3Ax/%C3%A9");
        assert_eq!(uri("/tmp/a.txt"), "file:///tmp/a.txt");
        assert_eq!(uri("../a.txt"), "../a.txt");
    }

    #[test]
    fn a_message_makes_no_link_and_no_argument() {
        assert_eq!(
            message(r"[a](http://b) {0} \").text,
            r"\[a\](http://b) {{0}} \\"
        );
    }
}
