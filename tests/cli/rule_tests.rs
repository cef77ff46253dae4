//! `test`: the examples beside the rules.

use crate::folder::{Folder, run, stderr, stdout, with_rules};

#[test]
fn examples_that_hold_are_counted_and_fine() {
    let output = run(&with_rules(), &["test"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stdout(&output).contains("2 examples of 1 rule: 2 ok"));
}

#[test]
fn an_example_that_does_not_hold_is_exit_1_with_both_readings() {
    let rule = "rules:\n  - id: hurt\n    fact: toll\n    match: ['{value:count} people hurt in {place}']\n    tests:\n      - text: Nine people hurt in Arden.\n        gives: [{place: arden, value: 8 people}]\n";
    let folder = with_rules().with("rules/claims/more.en.yaml", rule);
    let output = run(&folder, &["test", "hurt"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stdout(&output);
    for part in [
        "rules/claims/more.en.yaml:2: rule `hurt`, test 1: wrong",
        "wanted  place: arden; value: 8 people",
        "found   place: arden; value: 9 people",
        "1 example of 1 rule: 0 ok, 1 wrong",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn an_unknown_rule_and_a_pack_without_examples_are_exit_2() {
    let output = run(&with_rules(), &["test", "mett"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `met`?"));

    let bare = with_rules().with("rules/claims/news.en.yaml", "rules: []\n");
    let output = run(&bare, &["test"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("nothing-checked"),
        "{}",
        stderr(&output)
    );
}

const STORY: &str = "# Flood\n\n```article outlet=harbor-post date=2026-02-12\nSix people died in Arden.\n```\n\n\
    ```article outlet=valley-news date=2026-02-13\nNine people died in Arden.\n```\n\n\
    ```expect\nclaims toll: 2\nfinding toll: conflict\n```\n";

fn with_story() -> Folder {
    with_rules().with("tests/rules/flood.md", STORY)
}

#[test]
fn a_kind_a_file_or_a_folder_chooses_rules_and_their_stories() {
    let examples = "2 examples of 1 rule";
    let story = "2 expectations of 1 story";
    for (word, parts, lacks) in [
        ("talks", &[examples][..], story),
        ("rules/facts/talks.yaml", &[examples], story),
        ("toll", &[story], examples),
        ("death-toll", &[story], examples),
        ("rules/claims/news.en.yaml", &[examples, story], "?"),
        ("./rules/claims/", &[examples, story], "?"),
        ("rules", &[examples, story], "?"),
        ("tests/rules", &[story], examples),
        ("flood", &[story], examples),
    ] {
        let said = stdout(&run(&with_story(), &["test", "--check", word]));
        for part in parts {
            assert!(said.contains(part), "{word}: {said}");
        }
        assert!(!said.contains(lacks), "{word}: {said}");
    }
    for (word, near) in [
        ("tol", "toll"),
        ("rules/claims/news.en.yml", "rules/claims/news.en.yaml"),
        ("tests/rules/flod.md", "tests/rules/flood.md"),
    ] {
        let output = run(&with_story(), &["test", word]);
        assert_eq!(output.status.code(), Some(2), "{word}");
        let said = stderr(&output);
        assert!(said.contains(&format!("did you mean `{near}`?")), "{said}");
    }
}

#[test]
fn a_missing_finding_is_explained_by_the_line_that_decided_otherwise() {
    let said = stdout(&run(&with_story(), &["test", "--check", "flood"]));
    assert!(
        said.contains(
            "ladder line 10  the later report moves the way this value can move: update; value goes up, one report is \
             later: 2026-02-12 / 2026-02-13, from 6 people to 9 people"
        ),
        "{said}"
    );
    let elsewhere = STORY.replace(
        "Nine people died in Arden",
        "Nine people died in North Harbour",
    );
    let folder = with_rules().with("tests/rules/flood.md", &elsewhere);
    let said = stdout(&run(&folder, &["test", "--check", "flood"]));
    assert!(
        said.contains(
            "harbor-post 2026-02-12 says 6 people, valley-news 2026-02-13 says 9 people: not the same place: Arden / \
             North Harbour"
        ),
        "{said}"
    );
}

#[test]
fn outcomes_come_in_forms_for_programs() {
    let folder = with_story();
    let output = run(&folder, &["test", "--check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(json["schema"], 1);
    assert_eq!(json["fine"], false);
    let tests = json["tests"].as_array().expect("tests are a list");
    let outcomes: Vec<(&str, &str)> = tests
        .iter()
        .map(|one| {
            let word = |key: &str| one[key].as_str().expect("it is a word");
            (word("tested"), word("outcome"))
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            ("example", "ok"),
            ("example", "ok"),
            ("expectation", "ok"),
            ("expectation", "wrong"),
            ("snapshot", "new"),
        ]
    );
    let junit = stdout(&run(&folder, &["test", "--check", "--format", "junit"]));
    assert!(
        junit.contains("tests=\"6\" failures=\"2\" errors=\"0\""),
        "{junit}"
    );
    let github = stdout(&run(&folder, &["test", "--check", "--format", "github"]));
    assert!(
        github.starts_with("::error file=tests/rules/flood.md,line=13,"),
        "{github}"
    );
    let concise = stdout(&run(&folder, &["test", "--check", "--format", "concise"]));
    assert_eq!(concise.lines().count(), 2, "{concise}");
    // What holds is no line, and exit 0.
    let output = run(&with_rules(), &["test", "--format", "concise"]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "")
    );
}
