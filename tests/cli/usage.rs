//! What goes where, and what a mistake answers.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::folder::{Folder, article, atodds, run, stderr, stdout, with_rules};

#[test]
fn help_and_version_are_fine_and_go_to_stdout() {
    let folder = Folder::new();
    for args in [
        &["--help"][..],
        &["-h"],
        &["check", "--help"],
        &["explain", "-h"],
        &["dump", "-h"],
        &["--version"],
    ] {
        let output = run(&folder, args);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(output.stderr.is_empty());
        // One doc comment on a value is enough to make clap print `--help` at twice the height.
        let lines = stdout(&output).lines().count();
        assert!((1..=46).contains(&lines), "{args:?}: {lines} lines");
    }
    assert!(stdout(&run(&folder, &["--help"])).contains("Exit codes: 0 fine; 1"));
}

#[test]
fn usage_errors_are_exit_2_on_stderr() {
    let folder = with_rules();
    for (args, names) in [
        (&[][..], "Usage"),
        (&["chekc"], "check"),
        (&["check", "--fial-on", "error", "empty"], "--fail-on"),
        (&["check", "--fail-on", "fatal", "empty"], "fatal"),
        (&["check", "--as-of", "yesterday", "empty"], "--as-of"),
        (
            &["check", "--output", "findings.json", "empty"],
            "FORMAT=PATH",
        ),
        (
            &["check", "--output", "yaml=a", "empty"],
            "known: full, concise, json, jsonl",
        ),
        (&["check", "-j", "0", "empty"], "--jobs"),
        (&["check", "-q", "-v", "empty"], "cannot be used"),
        (&["dump", "empty"], "--stage"),
        (&["explain"], "TARGET"),
    ] {
        let output = run(&folder, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            stderr(&output).contains(names),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn a_check_without_any_path_names_the_way_out() {
    let output = run(&with_rules(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("error[nothing-checked]"),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains("atodds check drafts/"));
}

#[test]
fn without_a_rule_pack_nothing_can_be_done() {
    let folder = Folder::new().with("a.txt", "Nine died.\n");
    // A `rules` folder above the target folder would be found; name one that is not there instead.
    let output = run(&folder, &["check", "a.txt", "--rules", "no-such-rules"]);
    assert_eq!(output.status.code(), Some(2));
    let all = stdout(&output) + &stderr(&output);
    assert!(all.contains("no-such-rules"), "{all}");
}

#[test]
fn zero_articles_is_exit_2_unless_empty_is_allowed() {
    let folder = with_rules();
    let output = run(&folder, &["check", "empty"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stdout(&output).contains("error[nothing-checked]: no article was found"),
        "{}",
        stdout(&output)
    );
    assert!(stdout(&output).contains("--allow-empty"));

    let output = run(&folder, &["check", "empty", "--allow-empty"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert!(
        stdout(&output).starts_with("checked 0 articles"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_path_that_does_not_exist_is_exit_2_even_when_empty_is_allowed() {
    let output = run(&with_rules(), &["check", "no-such-folder", "--allow-empty"]);
    assert_eq!(output.status.code(), Some(2));
    let all = stdout(&output) + &stderr(&output);
    assert!(all.contains("no-such-folder"), "{all}");
}

#[test]
fn a_name_that_nothing_bears_is_exit_2() {
    let folder = with_rules();
    for flag in ["--only", "--skip"] {
        let output = run(
            &folder,
            &["check", "empty", "--allow-empty", flag, "no-such-rule"],
        );
        assert_eq!(output.status.code(), Some(2), "{flag}");
        assert!(
            stderr(&output).contains("error[unknown-selection]"),
            "{}",
            stderr(&output)
        );
        assert!(stderr(&output).contains("no-such-rule"));
    }
}

#[test]
fn a_list_of_files_is_read_from_a_file_or_from_stdin() {
    let folder = with_rules().with("list", "no-such-a\r\n\nno-such-b\n");
    let output = run(&folder, &["check", "--files-from", "list"]);
    assert_eq!(output.status.code(), Some(2));
    let all = stdout(&output) + &stderr(&output);
    assert!(
        all.contains("no-such-a does not exist") && all.contains("no-such-b"),
        "{all}"
    );

    let output = run(&folder, &["check", "--files-from", "-", "--allow-empty"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );

    let output = run(&folder, &["check", "--files-from", "no-such-list"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no-such-list"));
}

#[test]
fn json_is_one_object_and_carries_the_problems() {
    let output = run(&with_rules(), &["check", "empty", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let run: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("stdout is JSON and nothing else");
    assert_eq!(run["schema"], 1);
    assert_eq!(run["problems"][0]["code"], "nothing-checked");
    assert_eq!(run["counts"]["articles"], 0);
}

#[test]
fn jsonl_ends_with_a_summary() {
    let output = run(&with_rules(), &["check", "empty", "--format", "jsonl"]);
    let text = stdout(&output);
    let last = text.lines().last().expect("there is a summary");
    let last: serde_json::Value = serde_json::from_str(last).expect("a line is JSON");
    assert_eq!(last["type"], "summary");
}

#[test]
fn concise_keeps_its_summary_off_stdout_and_quiet_drops_it() {
    let folder = with_rules();
    let output = run(
        &folder,
        &["check", "empty", "--allow-empty", "--format", "concise"],
    );
    assert_eq!(stdout(&output), "");
    assert!(
        stderr(&output).contains("checked 0 articles"),
        "{}",
        stderr(&output)
    );
    let output = run(
        &folder,
        &[
            "check",
            "empty",
            "--allow-empty",
            "--format",
            "concise",
            "-q",
        ],
    );
    assert_eq!(stdout(&output) + &stderr(&output), "");
}

#[test]
fn the_format_can_come_from_the_environment_and_a_bad_one_is_refused() {
    let folder = with_rules();
    let args = ["check", "empty", "--allow-empty"];
    let output = atodds(&folder, &args)
        .env("ATODDS_FORMAT", "json")
        .output()
        .expect("the program starts");
    assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok());
    let output = atodds(&folder, &args)
        .env("ATODDS_FORMAT", "yaml")
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("`ATODDS_FORMAT` is `yaml`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn reports_go_to_files_too_and_an_unwritable_one_is_exit_2() {
    let folder = with_rules();
    let output = run(
        &folder,
        &[
            "check",
            "empty",
            "--allow-empty",
            "--output",
            "json=out.json",
            "--output",
            "full=out.txt",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let json = fs::read(folder.0.join("out.json")).expect("the report was written");
    assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok());
    let text = fs::read_to_string(folder.0.join("out.txt")).expect("the report was written");
    assert_eq!(text, stdout(&output));

    let output = run(
        &folder,
        &[
            "check",
            "empty",
            "--allow-empty",
            "--output",
            "json=no/such/folder/out.json",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("no/such/folder/out.json"),
        "{}",
        stderr(&output)
    );
    assert!(
        stdout(&output).contains("checked 0 articles"),
        "the other report is still printed"
    );
}

#[test]
fn colour_follows_the_flag_then_the_environment() {
    let folder = with_rules();
    let args = ["check", "empty"];
    let styled = |command: &mut Command| {
        let output = command.output().expect("the program starts");
        output.stdout.contains(&0x1b)
    };
    assert!(
        !styled(&mut atodds(&folder, &args)),
        "a pipe gets no colour"
    );
    assert!(styled(atodds(&folder, &args).env("FORCE_COLOR", "1")));
    assert!(!styled(
        atodds(&folder, &args)
            .env("FORCE_COLOR", "1")
            .env("NO_COLOR", "1")
    ));
    assert!(styled(
        atodds(&folder, &["check", "empty", "--color", "always"]).env("NO_COLOR", "1")
    ));
    assert!(!styled(
        atodds(&folder, &["check", "empty", "--color", "never"]).env("FORCE_COLOR", "1")
    ));
    assert!(!styled(atodds(&folder, &args).env("TERM", "dumb")));
}

#[test]
fn a_closed_pipe_stops_the_output_and_keeps_the_verdict() {
    // Far more output than a pipe holds, so that the program is still writing when the reader goes away.
    let paths = "no-such-article\n".repeat(5000);
    let met = |town: &str| format!("Ann Lee met Ben Stone in {town} on Tuesday.");
    let folder = with_rules()
        .with("list", &paths)
        .with(
            "news/a.txt",
            &article("harbor-post", "2026-02-12", &met("Arden")),
        )
        .with(
            "news/b.txt",
            &article("valley-news", "2026-02-12", &met("North Harbour")),
        );
    for (args, code) in [
        (&["check", "--files-from", "list"][..], 2),
        (&["check", "news", "-q"], 1),
        (&["check", "news", "-q", "--format", "sarif"], 1),
        (
            &[
                "check",
                "news",
                "-q",
                "--fail-on",
                "never",
                "--format",
                "csv",
            ],
            0,
        ),
        (&["dump", "--stage", "graph", "news", "--dot"], 0),
        (&["check", "--files-from", "list", "--format", "json"], 2),
        (&["check", "empty", "--allow-empty", "--format", "json"], 0),
        (&["--help"], 0),
    ] {
        let mut child = atodds(&folder, args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let mut said = String::new();
        if let Some(mut err) = child.stderr.take() {
            err.read_to_string(&mut said).expect("stderr can be read");
        }
        let status = child.wait().expect("the program ends");
        assert_eq!(status.code(), Some(code), "{args:?}: {said}");
        assert_eq!(said, "", "{args:?}");
    }
}

#[test]
fn progress_and_timings_stay_off_stdout() {
    let output = run(
        &with_rules(),
        &[
            "check",
            "empty",
            "--allow-empty",
            "--timings",
            "--format",
            "json",
        ],
    );
    assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok());
    assert!(stderr(&output).contains(" ms  all"), "{}", stderr(&output));
    assert!(
        !stderr(&output).contains('\r'),
        "no progress without a terminal"
    );
}

#[test]
fn explaining_something_unknown_is_exit_2_and_says_what_to_write() {
    let folder = with_rules().with("a.txt", "Nine died.\n");
    for (args, names) in [
        (&["explain", "no-such-rule"][..], "no-such-rule"),
        (&["explain", "F-0000", "--in", "empty"], "F-0000"),
        (&["explain", "no-such.txt:3"], "no-such.txt"),
        (&["explain", "F-0000", "a.txt:3"], "FILE:LINE"),
    ] {
        let output = run(&folder, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            stderr(&output).contains(names),
            "{args:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn only_the_graph_can_be_drawn() {
    let output = run(
        &with_rules(),
        &["dump", "--stage", "claims", "empty", "--dot"],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("--stage graph --dot"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn dumping_nothing_is_exit_2() {
    let output = run(&with_rules(), &["dump", "--stage", "text", "empty"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nothing-checked"));
}

#[test]
fn equal_runs_give_equal_bytes_at_any_number_of_jobs() {
    let folder = with_rules();
    let first = run(&folder, &["check", "empty", "--format", "json", "-j", "1"]);
    let second = run(&folder, &["check", "empty", "--format", "json", "-j", "4"]);
    assert_eq!(stdout(&first), stdout(&second));
    let lines = BufReader::new(first.stdout.as_slice()).lines().count();
    assert!(lines > 5);
}
