//! The pieces for CI as their consumers read and run them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::folder::{Folder, article, stderr, stdout, with_rules};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn yaml(path: &str) -> Value {
    let text = fs::read_to_string(Path::new(ROOT).join(path)).expect("the file is there");
    serde_yaml::from_str(&text).expect("the file is YAML")
}

fn at_odds(folder: Folder) -> Folder {
    let arden = "Ann Lee met Ben Stone in Arden on Tuesday.";
    let harbour = "Ann Lee met Ben Stone in North Harbour on Tuesday.";
    folder
        .with(
            "drafts/a b.txt",
            &article("harbor-post", "2026-02-12", arden),
        )
        .with(
            "archive/b.txt",
            &article("valley-news", "2026-02-12", harbour),
        )
}

/// The script of the action, with the variables that GitHub sets.
fn action(folder: &Folder, inputs: &[(&str, &str)]) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_atodds"));
    let before = std::env::var_os("PATH").unwrap_or_default();
    let near = binary
        .parent()
        .expect("a program lies in a folder")
        .to_owned();
    let path = std::env::join_paths(std::iter::once(near).chain(std::env::split_paths(&before)))
        .expect("the path of the tests is sound");
    Command::new("bash")
        .arg(Path::new(ROOT).join(".ci/action"))
        .current_dir(&folder.0)
        .env("PATH", path)
        .env("CI", "true")
        .env(
            "ATODDS_CACHE_DIR",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"),
        )
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_OUTPUT", folder.0.join("output"))
        .env("GITHUB_STEP_SUMMARY", folder.0.join("summary.md"))
        .envs(inputs.iter().copied())
        .output()
        .expect("bash starts")
}

#[test]
fn the_action_annotates_sums_up_and_leaves_a_sarif_file() {
    let folder = at_odds(with_rules());
    let output = action(
        &folder,
        &[
            ("ATODDS_PATHS", "drafts\n"),
            ("ATODDS_AGAINST", "archive\n\n"),
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stdout(&output);
    assert!(
        said.contains("\n::error file=drafts/a b.txt,line=5,"),
        "{said}"
    );
    let read = |name: &str| fs::read_to_string(folder.0.join(name)).expect("the file was written");
    assert!(read("summary.md").starts_with("## 1 fact at odds"));
    assert_eq!(read("output"), "exit-code=1\nsarif=atodds.sarif\n");
    let sarif: Value = serde_json::from_str(&read("atodds.sarif")).expect("SARIF is JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "drafts/a%20b.txt"
    );
}

#[test]
fn a_repository_without_rules_is_checked_with_the_pack_that_comes_along() {
    let text = |town: &str| format!("On Monday, Merkel met Macron in {town}.");
    let folder = Folder::new()
        .with(
            "a.txt",
            &article("harbor-post", "2026-02-12", &text("Lyon")),
        )
        .with(
            "b.txt",
            &article("valley-news", "2026-02-12", &text("Geneva")),
        );
    let output = action(&folder, &[]);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert!(stdout(&output).contains("Geneva"), "{}", stdout(&output));
}

#[test]
fn an_event_without_an_earlier_state_is_checked_whole_and_an_old_report_is_not_taken_for_new() {
    let folder = at_odds(with_rules()).with("atodds.sarif", "old");
    let zeros = "0000000000000000000000000000000000000000";
    let inputs = [("ATODDS_PATHS", "drafts\narchive"), ("ATODDS_SINCE", zeros)];
    assert_eq!(action(&folder, &inputs).status.code(), Some(1));
    let inputs = [("ATODDS_PATHS", "drafts"), ("ATODDS_FAIL_ON", "sometimes")];
    assert_eq!(action(&folder, &inputs).status.code(), Some(2));
    assert!(!folder.0.join("atodds.sarif").exists());
}

#[test]
fn an_accepted_file_beside_the_articles_is_found() {
    let folder = at_odds(with_rules()).with("accepted.yaml", "- fact: [\n");
    let output = action(&folder, &[("ATODDS_PATHS", "drafts")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stdout(&output).contains("accepted.yaml"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn no_input_is_read_as_shell_or_as_a_flag() {
    let folder = at_odds(with_rules());
    let inputs = [
        (
            "ATODDS_PATHS",
            "$(touch owned)\n`touch owned`; touch owned\n--allow-empty",
        ),
        ("ATODDS_SINCE", "$(touch owned)"),
    ];
    let output = action(&folder, &inputs);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(!folder.0.join("owned").exists());
}

#[test]
fn the_action_passes_every_input_to_its_script_and_runs_the_tool_once() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().expect("there are steps");
    let ours: Vec<&Value> = steps
        .iter()
        .filter(|step| {
            step["run"]
                .as_str()
                .is_some_and(|run| run.contains(".ci/action"))
        })
        .collect();
    assert_eq!(ours.len(), 1);
    let passed: Vec<&str> = ours[0]["env"]
        .as_object()
        .expect("inputs go by the environment")
        .values()
        .filter_map(Value::as_str)
        .collect();
    for input in action["inputs"]
        .as_object()
        .expect("there are inputs")
        .keys()
    {
        let name = format!("${{{{ inputs.{input} }}}}");
        assert!(
            passed.contains(&name.as_str()) || input == "upload-sarif",
            "{input}"
        );
    }
    for step in steps {
        let run = step["run"].as_str().unwrap_or_default();
        assert!(
            !run.contains("${{"),
            "an expression inside a script is shell: {run}"
        );
    }
}

#[test]
fn the_hook_runs_once_over_everything() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    assert_eq!(hooks[0]["pass_filenames"], false);
    assert_eq!(hooks[0]["require_serial"], true);
}

#[test]
fn the_workflow_runs_the_checks_that_developers_run() {
    let workflow = yaml(".github/workflows/ci.yml");
    let steps = workflow["jobs"]["run"]["steps"]
        .as_array()
        .expect("there are steps");
    assert!(steps.iter().any(|step| step["run"] == ".ci/run"));
}

#[test]
fn the_workflow_tries_the_rust_that_is_promised() {
    let manifest = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).expect("it is there");
    let promised = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .expect("a version is promised")
        .trim_matches('"');
    let steps = &yaml(".github/workflows/ci.yml")["jobs"]["oldest-rust"]["steps"];
    let check = format!("cargo +{promised} check --locked --all-features");
    let mut steps = steps.as_array().expect("there are steps").iter();
    assert!(steps.any(|step| step["run"] == check.as_str()), "{check}");
}
