//! `new`: what is written works, and nothing that is there is lost.

use std::fs;

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

fn read(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.0.join(path)).expect("the file was written")
}

#[test]
fn a_new_rule_passes_its_tests_at_once() {
    let folder = with_rules();
    let output = run(&folder, &["new", "rule", "harbour-closed"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let wrote: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
    assert_eq!(
        wrote,
        [
            "rules/facts/harbour-closed.yaml",
            "rules/claims/harbour-closed.en.yaml",
            "rules/schema/fact.json",
            "rules/schema/rule.json",
        ]
    );
    let output = run(&folder, &["test", "harbour-closed"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stdout(&output).contains("2 examples of 1 rule: 2 ok"));
    let first = read(&folder, "rules/claims/harbour-closed.en.yaml");
    assert!(first.starts_with("# yaml-language-server: $schema=../schema/rule.json\n"));
    let schema: serde_json::Value =
        serde_json::from_str(&read(&folder, "rules/schema/rule.json")).expect("it is JSON");
    assert!(schema["properties"]["rules"].is_object());
}

#[test]
fn a_line_of_an_article_becomes_the_first_test() {
    let text = article(
        "Harbor Post",
        "2026-02-11",
        "It rained. North Harbour has nine berths.",
    );
    let folder = with_rules().with("a.txt", &text);
    let output = run(
        &folder,
        &["new", "rule", "berth-count", "--from", "a.txt:5"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let rule = read(&folder, "rules/claims/berth-count.en.yaml");
    assert!(
        rule.contains("text: \"North Harbour has nine berths.\""),
        "{rule}"
    );
    assert!(
        rule.contains("gives: [{city: north-harbour, value: \"9 berths\"}]"),
        "{rule}"
    );
    let output = run(&folder, &["test", "berth-count"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));

    for (from, code) in [
        ("a.txt", "wrong-target"),
        ("a.txt:50", "no-such-line"),
        ("b.txt:1", "no-such-file"),
    ] {
        let output = run(&folder, &["new", "rule", "other", "--from", from]);
        assert_eq!(output.status.code(), Some(2), "{from}");
        assert!(
            stderr(&output).contains(code),
            "{from}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn what_is_there_is_never_overwritten() {
    let mine = "# mine, and no rule yet\nrules: []\n";
    let folder = with_rules().with("rules/claims/mine.en.yaml", mine);
    let output = run(&folder, &["new", "rule", "mine"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("error[taken]: rules/claims/mine.en.yaml is there already"));
    assert_eq!(read(&folder, "rules/claims/mine.en.yaml"), mine);
    assert!(
        !folder.0.join("rules/facts/mine.yaml").exists(),
        "half of it was written"
    );
}

#[test]
fn an_outlet_a_fact_and_a_story_load() {
    let folder = with_rules();
    for args in [
        ["new", "outlet", "the-echo"],
        ["new", "fact", "closing"],
        ["new", "story", "grulm"],
    ] {
        let output = run(&folder, &args);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let output = run(&folder, &["test", "grulm"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
}

#[test]
fn a_broken_pack_a_bad_id_and_a_flag_out_of_place_are_exit_2() {
    let output = run(&with_rules(), &["new", "fact", "Closing Time"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("write `closing-time`"));

    let output = run(&with_rules(), &["new", "outlet", "echo", "--fact", "toll"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("use it with `new rule`"));

    let broken = with_rules().with("rules/facts/odd.yaml", "knid: odd\n");
    let output = run(&broken, &["new", "fact", "closing"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("unknown-key"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn every_schema_is_printed_as_json() {
    for of in [
        "rule", "outlet", "fact", "names", "language", "test", "accepted", "findings",
    ] {
        let output = run(&with_rules(), &["schema", of]);
        assert_eq!(output.status.code(), Some(0), "{of}");
        let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        assert_eq!(
            schema["$schema"], "http://json-schema.org/draft-07/schema#",
            "{of}"
        );
    }
    let output = run(&with_rules(), &["schema", "rules"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_check_writes_is_what_the_schema_of_findings_says() {
    let folder = with_rules()
        .with(
            "a.txt",
            &article(
                "Harbor Post",
                "2026-02-12",
                "Ann Lee met Ben Stone in Arden on Tuesday.",
            ),
        )
        .with(
            "b.txt",
            &article(
                "Valley News",
                "2026-02-12",
                "Ann Lee met Ben Stone in North Harbour on Tuesday.",
            ),
        );
    let output = run(&folder, &["check", ".", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let mut written: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("it is JSON");
    let schema = atodds::report::record::schema();
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    assert_eq!(
        validator
            .iter_errors(&written)
            .map(|error| error.to_string())
            .next(),
        None
    );
    written["findings"][0]["verdict"] = "surely".into();
    assert!(
        !validator.is_valid(&written),
        "a verdict that is none is valid"
    );
}
