//! Formats on the real binary: several in one run, the summary of a step, completions and the manual.

use std::fs;

use serde_json::Value;

use crate::folder::{Folder, article, atodds, run, stderr, stdout, with_rules};

fn at_odds() -> Folder {
    let arden = "Ann Lee met Ben Stone in Arden on Tuesday.";
    let harbour = "Ann Lee met Ben Stone in North Harbour on Tuesday.";
    with_rules()
        .with("news/a.txt", &article("harbor-post", "2026-02-12", arden))
        .with("news/b.txt", &article("valley-news", "2026-02-12", harbour))
}

/// Every format of `check`.
const FORMATS: [&str; 10] = [
    "full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown", "csv",
];

/// Arguments that write each of them to a file, whose name ends in `ending`.
fn outputs(ending: &str) -> Vec<String> {
    let to_file = |format: &&str| format!("--output={format}=out.{format}{ending}");
    FORMATS.iter().map(to_file).collect()
}

#[test]
fn one_run_writes_every_format() {
    let folder = at_odds();
    let outputs = outputs("");
    let mut args = vec!["check", "news", "-q"];
    args.extend(outputs.iter().map(String::as_str));
    let output = run(&folder, &args);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    for format in FORMATS {
        let text = fs::read_to_string(folder.0.join(format!("out.{format}"))).expect("it is there");
        let text = text.replace("\\-", "-").replace("\\.", ".");
        assert!(
            text.contains("Arden") && text.contains("news/a.txt"),
            "{format}: {text}"
        );
        let printed = run(&folder, &["check", "news", "-q", "--format", format]);
        if format != "markdown" {
            assert_eq!(stdout(&printed), text, "{format}: the same on stdout");
        }
    }
    let sarif: Value =
        serde_json::from_slice(&fs::read(folder.0.join("out.sarif")).expect("it is there"))
            .expect("SARIF is JSON");
    let kinds: Vec<&str> = sarif["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("there are rules")
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    assert_eq!(
        kinds,
        ["talks", "toll"],
        "every kind of the pack, found or not"
    );
}

/// Two dozen articles, most of them at odds with others.
fn many() -> Folder {
    let mut folder = with_rules();
    for n in 0..24 {
        let town = ["Arden", "North Harbour"][n % 2];
        let who = ["Ben Stone", "Cora Vale"][n / 2 % 2];
        let text = format!(
            "{} people died in {town}. Ann Lee met {who} in {town} on Monday.",
            n + 2
        );
        let outlet = ["harbor-post", "valley-news"][n / 3 % 2];
        folder = folder.with(
            &format!("news/{n}.txt"),
            &article(outlet, "2026-02-12", &text),
        );
    }
    folder.with(
        "bad.jsonl",
        "{\"text\": 1}\n{\"title\": \"x\"}\n{\"text\": \"A.\", \"date\": \"soon\"}\n",
    )
}

#[test]
fn one_job_and_two_write_every_format_alike() {
    let folder = many();
    let commands: [&[&str]; 14] = [
        &["report", "news", "--html", "out.html", "--md", "out.md"],
        &["dump", "--stage", "text", "news"],
        &["dump", "--stage", "marks", "news", "--json"],
        &["dump", "--stage", "claims", "news"],
        &["dump", "--stage", "claims", "news", "--json"],
        &["dump", "--stage", "findings", "news", "--json"],
        &["dump", "--stage", "graph", "news", "--json"],
        &["dump", "--stage", "graph", "news", "--dot"],
        &["dump", "--stage", "graph", "news", "--graphml"],
        &["dump", "--stage", "graph", "news", "--jsonld"],
        &["extract", "news"],
        &["coverage", "news"],
        &["test", "--format", "json"],
        &["lint", "--in", "news", "--format", "json"],
    ];
    let written = |jobs: &str| -> Vec<(String, Vec<u8>)> {
        let mut all = Vec::new();
        let mut keep = |args: &[&str], files: &[String]| {
            let output = run(&folder, &[args, &["-j", jobs]].concat());
            let name = args.join(" ");
            assert!(
                output.status.code().is_some_and(|code| code < 2),
                "{name}: {}",
                stderr(&output)
            );
            all.push((name.clone(), output.stdout));
            for file in files {
                let bytes = fs::read(folder.0.join(file)).expect("it was written");
                assert!(bytes.len() > 500, "{name}: {file}");
                all.push((format!("{name}: {file}"), bytes));
            }
        };
        let outputs = outputs("");
        let files: Vec<String> = FORMATS
            .iter()
            .map(|format| format!("out.{format}"))
            .collect();
        let check = ["check", "news", "-q", "--show", "note"];
        let check: Vec<&str> = check
            .into_iter()
            .chain(outputs.iter().map(String::as_str))
            .collect();
        keep(&check, &files);
        keep(commands[0], &["out.html".to_owned(), "out.md".to_owned()]);
        for args in &commands[1..] {
            keep(args, &[]);
        }
        // What is wrong with articles and rules is told alike, too.
        for format in FORMATS {
            let args = ["check", "bad.jsonl", "news", "--format", format, "-j", jobs];
            let output = run(&folder, &args);
            assert_eq!(output.status.code(), Some(2), "{format}");
            all.push((
                format!("bad {format}"),
                [output.stdout, output.stderr].concat(),
            ));
        }
        all
    };
    let (one, two) = (written("1"), written("2"));
    assert_eq!(one.len(), two.len());
    for ((name, one), (_, two)) in one.iter().zip(&two) {
        assert!(one == two, "{name}");
    }
}

#[test]
fn a_step_summary_is_added_to_and_only_where_github_is_the_format() {
    let folder = at_odds().with("summary.md", "before\n");
    let run_with = |format: &str| {
        atodds(&folder, &["check", "news", "--format", format])
            .env("GITHUB_STEP_SUMMARY", folder.0.join("summary.md"))
            .output()
            .expect("the program starts")
    };
    run_with("full");
    let summary = || fs::read_to_string(folder.0.join("summary.md")).expect("it is there");
    assert_eq!(summary(), "before\n");
    let output = run_with("github");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        summary().starts_with("before\n## 1 fact at odds"),
        "{}",
        summary()
    );
    assert!(
        stdout(&output).contains("\n::error file=news/a.txt,line=5,"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_summary_that_cannot_be_written_is_exit_2() {
    let output = atodds(&at_odds(), &["check", "news", "--format", "github"])
        .env("GITHUB_STEP_SUMMARY", "no/such/folder/summary.md")
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("no/such/folder"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn every_shell_completes_every_command_and_the_manual_has_a_page_for_each() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = stdout(&run(&folder, &["completions", shell]));
        for word in ["check", "accept", "since", "no-accepted"] {
            assert!(said.contains(word), "{shell}: {word}");
        }
    }
    let page = stdout(&run(&folder, &["man"]));
    assert!(
        page.contains(".TH atodds 1") && page.contains("Exit codes"),
        "{page}"
    );
    let page = stdout(&run(&folder, &["man", "check"]));
    assert!(
        page.contains("atodds\\-check") && page.contains("fail\\-on"),
        "{page}"
    );
    let output = run(&folder, &["man", "chekc"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("did you mean `check`?"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn help_fits_a_screen_and_shows_examples() {
    let folder = Folder::new();
    for command in [
        "",
        "check",
        "accept",
        "explain",
        "dump",
        "test",
        "completions",
        "man",
    ] {
        let args: Vec<&str> = [command, "--help"]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        let said = stdout(&run(&folder, &args));
        let lines = said.lines().count();
        // Nineteen commands take a screen of their own.
        let most = if command.is_empty() { 46 } else { 42 };
        assert!((20..=most).contains(&lines), "{command}: {lines} lines");
        assert!(said.contains("Examples:"), "{command}");
        let widest = said.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{command}: {widest:?} columns");
    }
}
