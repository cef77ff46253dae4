//! Every format against what its consumers publish, for many findings, none, letters of all scripts, and articles that
//! attack the reader.
//!
//! SARIF and the report of `GitLab` are checked against JSON schemas, `JUnit` against the schema of Jenkins, CSV by a reader of
//! RFC 4180, Markdown by a `CommonMark` parser, workflow commands by what the runner does with a line.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

use super::*;

type Writer = fn(&mut dyn Write, &Checked) -> io::Result<()>;

const WRITERS: [(&str, Writer); 10] = [
    ("full", |out, checked| {
        full::write(out, checked, TextLook::default())
    }),
    ("concise", |out, checked| concise::write(out, checked, None)),
    ("json", json::write),
    ("jsonl", jsonl::write),
    ("github", github::write),
    ("gitlab", gitlab::write),
    ("sarif", sarif::write),
    ("junit", junit::write),
    ("markdown", |out, checked| {
        markdown::write(out, checked, None)
    }),
    ("csv", csv::write),
];

fn cases() -> [(&'static str, Checked); 5] {
    [
        ("many", fixture::many(40)),
        ("none", fixture::nothing_at_odds()),
        ("unicode", fixture::long_unicode()),
        ("hostile", fixture::hostile()),
        ("vile", fixture::vile()),
    ]
}

fn given(format: &str, checked: &Checked) -> String {
    let (_, write) = WRITERS
        .iter()
        .find(|(name, _)| *name == format)
        .expect("the format is in the table");
    let mut out = Vec::new();
    write(&mut out, checked).expect("memory takes every byte");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn schema(name: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/schemas")
        .join(name);
    let text = fs::read_to_string(path).expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is one")
}

fn assert_valid(validator: &jsonschema::Validator, text: &str, case: &str) -> Value {
    let value: Value = serde_json::from_str(text).expect("the report is JSON");
    let wrong: Vec<String> = validator
        .iter_errors(&value)
        .take(5)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{case}: {}", wrong.join("\n"));
    value
}

#[test]
fn no_writer_lets_anything_through_that_a_terminal_or_a_runner_would_obey() {
    for (case, checked) in cases() {
        for (format, _) in WRITERS {
            let text = given(format, &checked);
            let hostile = text
                .chars()
                .find(|c| !matches!(c, '\n' | '\r') && escape::is_hostile(*c));
            assert_eq!(hostile, None, "{format}, {case}");
            assert!(!text.contains("##["), "{format}, {case}");
            let is_command = |line: &&str| {
                let rest = line.trim_start().strip_prefix("::");
                rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
            };
            let commands = text.lines().filter(is_command);
            assert!(
                format == "github" || commands.count() == 0,
                "{format}, {case}"
            );
        }
    }
}

#[test]
fn a_title_of_a_megabyte_stays_out_of_every_report_that_people_read() {
    let checked = fixture::vile();
    for (format, _) in WRITERS.iter().filter(|(name, _)| !name.starts_with("json")) {
        let length = given(format, &checked).len();
        assert!(length < 120_000, "{format}: {length} bytes");
    }
}

#[test]
fn sarif_is_valid_against_the_published_schema() {
    let validator = schema("sarif-2.1.0.json");
    for (case, checked) in cases() {
        let log = assert_valid(&validator, &given("sarif", &checked), case);
        let run = &log["runs"][0];
        let results = run["results"]
            .as_array()
            .expect("there is a list of results");
        assert_eq!(
            results.len(),
            checked.findings.len() + checked.known.len(),
            "{case}"
        );
        let rules = run["tool"]["driver"]["rules"]
            .as_array()
            .expect("there are rules");
        assert!(
            !rules.is_empty(),
            "{case}: consumers refuse a run without rules"
        );
        for result in results {
            let at = result["ruleIndex"]
                .as_u64()
                .expect("every result has its rule") as usize;
            assert_eq!(rules[at]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"]
                .as_str()
                .expect("a place has a URI");
            assert!(!uri.starts_with(['/', '.']) && uri.is_ascii(), "{uri}");
            assert!(place["region"]["startLine"].as_u64() >= Some(1));
            assert!(place["region"]["startColumn"].as_u64() >= Some(1));
            assert!(
                result["relatedLocations"]
                    .as_array()
                    .is_some_and(|all| !all.is_empty())
            );
        }
        let mut names: Vec<&str> = results
            .iter()
            .filter_map(|result| result["partialFingerprints"]["primaryLocationLineHash"].as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(
            names.len(),
            results.len(),
            "{case}: a name stands for one result"
        );
    }
}

#[test]
fn a_sarif_fingerprint_and_region_are_those_of_what_is_said() {
    let mut checked = fixture::two_articles();
    let before: Value = serde_json::from_str(&given("sarif", &checked)).expect("JSON");
    checked.articles[0].path = "moved/elsewhere.txt".into();
    checked.articles[0].id = "moved/elsewhere.txt".into();
    checked.articles[0].first_line = 9;
    let after: Value = serde_json::from_str(&given("sarif", &checked)).expect("JSON");
    let result = |log: &Value| log["runs"][0]["results"][0].clone();
    assert_eq!(
        result(&before)["partialFingerprints"],
        result(&after)["partialFingerprints"]
    );
    assert_eq!(
        result(&before)["locations"][0]["physicalLocation"]["region"],
        serde_json::json!({"startLine": 4, "startColumn": 16, "endLine": 4, "endColumn": 20})
    );
    assert_eq!(
        result(&after)["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "moved/elsewhere.txt"
    );
    assert_eq!(result(&after)["baselineState"], "new");
}

#[test]
fn an_accepted_finding_is_suppressed_in_sarif_and_skipped_in_junit() {
    let checked = fixture::many(1);
    let log: Value = serde_json::from_str(&given("sarif", &checked)).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("a list");
    let last = results.last().expect("there is one");
    assert_eq!(last["baselineState"], "unchanged");
    assert_eq!(last["suppressions"][0]["justification"], "an early count");
    assert_eq!(results[0]["baselineState"], "updated");
    assert!(given("junit", &checked).contains("<skipped message=\"an early count\"/>"));
}

#[test]
fn gitlab_gets_what_it_documents() {
    let validator = schema("gitlab-code-quality.json");
    for (case, checked) in cases() {
        let issues = assert_valid(&validator, &given("gitlab", &checked), case);
        let issues = issues.as_array().expect("a list");
        assert_eq!(
            issues.len(),
            checked.findings.len() + checked.problems.len(),
            "{case}"
        );
        let mut names: Vec<&str> = issues
            .iter()
            .filter_map(|issue| issue["fingerprint"].as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(
            names.len(),
            issues.len(),
            "{case}: GitLab drops an equal fingerprint"
        );
    }
}

#[test]
fn junit_is_valid_against_the_schema_of_jenkins() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/junit-10.xsd");
    for (case, checked) in cases() {
        let text = given("junit", &checked);
        let child = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .arg(&schema)
            .arg("-")
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = match child {
            Ok(child) => child,
            // A developer may lack it; `.ci/run` installs it.
            Err(_) if std::env::var_os("CI").is_none() => return,
            Err(error) => panic!("xmllint does not start: {error}"),
        };
        let mut stdin = child.stdin.take().expect("xmllint reads its input");
        stdin.write_all(text.as_bytes()).expect("xmllint reads all");
        drop(stdin);
        let output = child.wait_with_output().expect("xmllint ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{case}: {said}");
    }
}

#[test]
fn junit_holds_our_elements_alone_and_its_counts_are_true() {
    use quick_xml::events::Event;
    let ours = [
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "skipped",
        "system-out",
    ];
    for (case, checked) in cases() {
        let text = given("junit", &checked);
        let mut reader = quick_xml::Reader::from_str(&text);
        let (mut cases, mut failures) = (0, 0);
        loop {
            match reader.read_event().expect("the report is well-formed") {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    assert!(ours.contains(&name.as_str()), "{case}: <{name}>");
                    cases += usize::from(name == "testcase");
                    failures += usize::from(name == "failure");
                }
                Event::CData(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {
                    panic!("{case}: markup that is not ours");
                }
                _ => {}
            }
        }
        let counts = format!("tests=\"{cases}\" failures=\"{failures}\"");
        assert!(text.contains(&counts), "{case}: {counts}");
        assert!(
            cases > 0,
            "{case}: an empty report is a failure to consumers"
        );
        let failing = checked
            .findings
            .iter()
            .filter(|one| one.level == Level::Error)
            .count();
        assert_eq!(failures, failing, "{case}");
    }
}

#[test]
fn csv_reads_back_by_rfc_4180_and_holds_no_formula() {
    for (case, checked) in cases() {
        let text = given("csv", &checked);
        assert!(
            text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']),
            "{case}"
        );
        let mut reader = ::csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let columns = reader.headers().expect("there is a header").len();
        let claims: usize = checked
            .findings
            .iter()
            .chain(&checked.known)
            .flat_map(|finding| &finding.sides)
            .map(|side| side.claims.len())
            .sum();
        let rows: Vec<::csv::StringRecord> = reader
            .records()
            .collect::<Result<_, _>>()
            .expect("every row has the same columns");
        assert_eq!(rows.len(), claims, "{case}");
        for field in rows.iter().flatten() {
            let formula = field.trim_start().starts_with(['=', '+', '-', '@']);
            assert!(!formula, "{case}: {field}");
        }
        assert!(rows.iter().all(|row| row.len() == columns), "{case}");
    }
}

#[test]
fn markdown_is_headings_lists_and_text_of_ours_alone() {
    for (case, checked) in cases() {
        let text = given("markdown", &checked);
        let mut headings = 0;
        for event in Parser::new_ext(&text, Options::all()) {
            match event {
                Event::Start(Tag::Heading { .. }) => headings += 1,
                Event::Start(
                    Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::Strong | Tag::Emphasis,
                )
                | Event::End(_)
                | Event::Text(_)
                | Event::SoftBreak => {}
                other => panic!("{case}: {other:?}"),
            }
        }
        assert_eq!(headings, 1 + checked.findings.len(), "{case}");
        // What GitHub itself turns into links after the parser is done.
        for link in ["http://", "https://", "www.", "@somebody", "@evil"] {
            assert!(!text.contains(link), "{case}: {link}");
        }
        assert!(!text.contains("#1"), "{case}");
    }
}

#[test]
fn markdown_says_what_the_article_said() {
    let text = given("markdown", &fixture::two_articles());
    let plain: String = Parser::new(&text)
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            Event::SoftBreak => Some(" ".to_owned()),
            _ => None,
        })
        .collect();
    for part in [
        "How many died in the Bridge X collapse?",
        "Harbor Post, 2026-02-12: “nine” (harbor-post/2026-02-12-bridge.txt:4:16)",
        "atodds explain F-7c21 --in harbor-post --in valley-news",
    ] {
        assert!(plain.contains(part), "{part}: {plain}");
    }
}

#[test]
fn a_summary_of_a_run_that_could_not_read_all_does_not_say_that_all_is_well() {
    let mut checked = fixture::nothing_at_odds();
    assert!(given("markdown", &checked).starts_with("## Nothing new is at odds"));
    checked.problems = vec![Problem::error("bad", "bad")];
    assert!(given("markdown", &checked).starts_with("## Not checked"));
}

#[test]
fn a_summary_is_cut_below_its_limit_and_says_so() {
    let mut out = Vec::new();
    markdown::write(&mut out, &fixture::many(5000), Some(900 * 1024)).expect("memory");
    let text = String::from_utf8(out).expect("UTF-8");
    assert!(
        text.len() <= 900 * 1024 && text.len() > 800 * 1024,
        "{}",
        text.len()
    );
    assert!(text.trim_end().ends_with("more, left out for length_"));
    let mut out = Vec::new();
    markdown::write(&mut out, &fixture::vile(), Some(0)).expect("memory");
    assert!(out.len() < 4000, "{}", out.len());
}

/// The commands that GitHub's runner would carry out: two colons at the start of a line, unless switched off.
fn commands(log: &str) -> Vec<(String, String)> {
    let mut off: Option<String> = None;
    let mut found = Vec::new();
    for line in log.split(['\n', '\r']) {
        let Some((command, text)) = line
            .trim_start()
            .strip_prefix("::")
            .and_then(|rest| rest.split_once("::"))
        else {
            continue;
        };
        match &off {
            Some(word) if command == word => off = None,
            Some(_) => {}
            None if command == "stop-commands" => off = Some(text.to_owned()),
            None => found.push((command.to_owned(), text.to_owned())),
        }
    }
    assert_eq!(off, None, "commands are switched on again");
    found
}

#[test]
fn github_gets_commands_of_ours_alone_ten_of_a_level() {
    for (case, checked) in cases() {
        let found = commands(&given("github", &checked));
        for level in ["error", "warning", "notice"] {
            let of_level = found
                .iter()
                .filter(|(command, _)| command.starts_with(level));
            assert!(of_level.count() <= 10, "{case}");
        }
        let names: BTreeMap<&str, usize> =
            found
                .iter()
                .fold(BTreeMap::new(), |mut names, (command, _)| {
                    *names
                        .entry(command.split(' ').next().unwrap_or_default())
                        .or_default() += 1;
                    names
                });
        let wanted: &[(&str, usize)] = match case {
            "many" => &[("error", 10), ("notice", 10), ("warning", 10)],
            "none" => &[],
            "vile" => &[("error", 2), ("warning", 1)],
            _ => &[("error", 1)],
        };
        assert_eq!(names.into_iter().collect::<Vec<_>>(), wanted, "{case}");
    }
    let many = commands(&given("github", &fixture::many(40)));
    assert!(
        many[9].1.starts_with("31 more of this level"),
        "{}",
        many[9].1
    );
}

#[test]
fn a_github_annotation_stands_at_the_words_and_names_the_other_side() {
    let found = commands(&given("github", &fixture::two_articles()));
    assert_eq!(
        found[0].0,
        "error file=harbor-post/2026-02-12-bridge.txt,line=4,col=16,endLine=4,endColumn=20,title=casualties"
    );
    assert!(
        found[0]
            .1
            .contains("%0Avalley-news/2026-02-11-bridge.txt:2: Valley News, 2026-02-11: “Six”")
    );
}

#[test]
fn the_list_that_github_logs_is_the_concise_one() {
    let checked = fixture::many(12);
    let log = given("github", &checked);
    for line in given("concise", &checked).lines() {
        assert!(log.lines().any(|logged| logged == line), "{line}");
    }
}
