//! `test` on stories: expectations, snapshots, and what it never does.

use std::fs;

use crate::folder::{Folder, atodds, run, stderr, stdout, with_rules};

const SNAP: &str = "tests/snapshots/rules/flood.snap";
const PENDING: &str = "tests/snapshots/rules/flood.snap.new";

/// A story of a flood with these expectations.
pub fn flood(expects: &str) -> String {
    format!(
        "# Flood\n\n```article outlet=harbor-post date=2026-02-12\nNine people died in Arden.\n```\n\n```expect\n{expects}\n```\n"
    )
}

pub fn with_flood(expects: &str) -> Folder {
    with_rules().with("tests/rules/flood.md", &flood(expects))
}

pub fn text(folder: &Folder, path: &str) -> Option<String> {
    fs::read_to_string(folder.0.join(path)).ok()
}

#[test]
fn a_new_record_is_laid_down_for_review_and_is_not_green() {
    let folder = with_flood("claims toll: 1");
    let output = run(&folder, &["test"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stdout(&output);
    for part in [
        "tests/snapshots/rules/flood.snap: new",
        "  +   toll/arden/value = 9 people; 2026-02-12 “Nine people died in Arden” [death-toll]",
        "help    `atodds review flood` accepts or rejects it",
        "2 examples of 1 rule: 2 ok",
        "1 expectation of 1 story: 1 ok; 1 snapshot to review",
    ] {
        assert!(said.contains(part), "{part}:\n{said}");
    }
    assert!(text(&folder, SNAP).is_none() && text(&folder, PENDING).is_some());
}

#[test]
fn accepted_it_is_green_and_a_changed_rule_shows_what_it_changes() {
    let folder = with_flood("claims toll: 1");
    let output = run(&folder, &["test", "--accept"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert_eq!(run(&folder, &["test"]).status.code(), Some(0));
    assert!(text(&folder, PENDING).is_none());

    let rules = text(&folder, "rules/claims/news.en.yaml").expect("it is there");
    let folder = folder.with(
        "rules/claims/news.en.yaml",
        &rules.replace("death-toll", "toll-of-dead"),
    );
    let output = run(&folder, &["test"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    for part in [
        "flood.snap: changed",
        "  -   toll/arden",
        "[death-toll]",
        "  +   toll/arden",
        "[toll-of-dead]",
    ] {
        assert!(said.contains(part), "{part}:\n{said}");
    }
    // Back again: what was pending is gone.
    let folder = folder.with("rules/claims/news.en.yaml", &rules);
    assert_eq!(run(&folder, &["test"]).status.code(), Some(0));
    assert!(text(&folder, PENDING).is_none());
}

#[test]
fn with_check_and_under_ci_nothing_is_written_and_what_is_new_fails() {
    let folder = with_flood("claims toll: 1");
    let checked = run(&folder, &["test", "--check"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(
        stdout(&checked).contains("1 snapshot not as kept"),
        "{}",
        stdout(&checked)
    );
    let under_ci = atodds(&folder, &["test"])
        .env("CI", "true")
        .output()
        .expect("it starts");
    assert_eq!(under_ci.status.code(), Some(1));
    assert!(text(&folder, SNAP).is_none() && text(&folder, PENDING).is_none());
}

#[test]
fn what_is_still_pending_fails_a_check_even_when_the_record_is_as_kept() {
    let folder = with_flood("claims toll: 1");
    run(&folder, &["test", "--accept"]);
    let kept = text(&folder, SNAP).expect("it was accepted");
    let folder = folder.with(PENDING, &kept.replace('9', "8"));
    let output = run(&folder, &["test", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("flood.snap.new: pending"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_failing_expectation_is_exit_1_and_never_accepted() {
    let folder = with_flood(
        "claim toll place: arden; value: 8 people\nclaim talks people: ann-lee, ben-stone",
    );
    let output = run(&folder, &["test", "--accept"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    for part in [
        "tests/rules/flood.md:8: wrong: claim toll place: arden; value: 8 people",
        "  found   harbor-post 2026-02-12: toll/arden/value = 9 people",
        "tests/rules/flood.md:9: missing: claim talks",
        "not accepted, because an expectation of its story fails",
        "2 expectations of 1 story: 0 ok, 1 wrong, 1 missing; 1 snapshot to review",
    ] {
        assert!(said.contains(part), "{part}:\n{said}");
    }
    assert!(text(&folder, SNAP).is_none());
}

#[test]
fn a_missing_claim_names_what_failed_in_stories_and_beside_rules() {
    let story =
        flood("claim talks").replace("Nine", "Ann Lee very quietly indeed met Ben Stone. Nine");
    let rule = "rules:\n  - id: hurt\n    fact: toll\n    match: ['{value:count} people hurt in {place}']\n    tests:\n      - text: Nine people wept in Arden.\n        gives: [{place: arden}]\n";
    let folder = with_rules()
        .with("tests/rules/flood.md", &story)
        .with("rules/claims/more.en.yaml", rule);
    let said = stdout(&run(&folder, &["test"]));
    for part in [
        "nearest `met`: 1 of 3 elements held; `..2` failed at “very quietly indeed”: gap 3 > 2 (harbor-post 2026-02-12, tests/rules/flood.md:4)",
        "nearest `hurt`: 2 of 5 elements held; `hurt` failed at “wept”",
    ] {
        assert!(said.contains(part), "{part}:\n{said}");
    }
}

#[test]
fn a_known_miss_is_fine_and_one_that_is_cured_is_not() {
    let folder = with_flood("todo claims talks: 1");
    assert_eq!(run(&folder, &["test", "--accept"]).status.code(), Some(0));
    let folder = with_flood("todo claims toll: 1");
    let output = run(&folder, &["test", "--accept"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("it holds now; take `todo` away"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_snapshot_without_its_story_is_stale_until_all_is_accepted() {
    let folder = with_flood("claims toll: 1")
        .with(
            "tests/snapshots/rules/gone.snap",
            "---\nsource: tests/rules.rs\n---\nx\n",
        )
        .with(
            "tests/snapshots/rules/gone.snap.new",
            "---\nsource: tests/rules.rs\n---\ny\n",
        );
    let gone = |folder: &Folder| text(folder, "tests/snapshots/rules/gone.snap").is_none();
    let output = run(&folder, &["test", "flood", "--accept"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(!gone(&folder), "a filtered accept touches nothing else");
    let output = run(&folder, &["test"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("gone.snap: stale: its story is gone"),
        "{}",
        stdout(&output)
    );
    assert_eq!(run(&folder, &["test", "--accept"]).status.code(), Some(0));
    assert!(gone(&folder) && text(&folder, "tests/snapshots/rules/gone.snap.new").is_none());
}

#[test]
fn a_filtered_accept_leaves_what_is_pending_for_others() {
    let folder = with_flood("claims toll: 1").with("tests/rules/other.md", &flood("finding none"));
    assert_eq!(run(&folder, &["test"]).status.code(), Some(1));
    assert_eq!(
        run(&folder, &["test", "--filter", "^flood$", "--accept"])
            .status
            .code(),
        Some(0)
    );
    assert!(text(&folder, SNAP).is_some());
    assert!(text(&folder, "tests/snapshots/rules/other.snap.new").is_some());
}

#[test]
fn tests_are_chosen_by_rule_story_file_and_pattern() {
    let folder =
        with_flood("claims toll: 1").with("tests/rules/other.md", &flood("claims talks: 0"));
    run(&folder, &["test", "--accept"]);
    for (words, said) in [
        (
            &["test", "death-toll"][..],
            "1 expectation of 1 story: 1 ok",
        ),
        (&["test", "flood"], "1 expectation of 1 story: 1 ok"),
        (
            &["test", "./tests/rules/flood.md"],
            "1 expectation of 1 story: 1 ok",
        ),
        (
            &["test", "rules/claims/news.en.yaml"],
            "2 examples of 1 rule: 2 ok\n2 expectations of 2 stories: 2 ok",
        ),
        (&["test", "--filter", "waved"], "1 example of 1 rule: 1 ok"),
    ] {
        let output = run(&folder, words);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{words:?}: {}",
            stderr(&output)
        );
        assert_eq!(stdout(&output).trim_end(), said, "{words:?}");
    }
}

#[test]
fn what_names_nothing_or_tests_nothing_is_exit_2() {
    let folder = with_flood("claims toll: 1");
    for (words, said) in [
        (&["test", "flod"][..], "did you mean `flood`?"),
        (
            &["test", "--filter", "nowhere"],
            "no test matches `--filter`",
        ),
        (&["test", "--filter", "("], "is no regular expression"),
    ] {
        let output = run(&folder, words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(
            stderr(&output).contains(said),
            "{words:?}: {}",
            stderr(&output)
        );
    }
    // `death-toll` has no example of its own; without a story that speaks of it nothing tests it.
    let output = run(&with_rules(), &["test", "death-toll"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("nothing-checked"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_broken_story_is_located_is_exit_2_and_writes_nothing() {
    let story = flood("claims tol: 1\nfinding none").replace("date=2026-02-12", "dat=yesterday");
    let folder = with_flood("claims toll: 1").with("tests/rules/other.md", &story);
    let output = run(&folder, &["test", "--accept"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    for part in [
        "tests/rules/other.md:3:1",
        "an article has no `dat`",
        "did you mean `date`?",
        "tests/rules/other.md:8:1",
        "`tol` is no rule or fact kind",
        "did you mean `toll`?",
    ] {
        assert!(said.contains(part), "{part}:\n{said}");
    }
    assert!(text(&folder, SNAP).is_none() && text(&folder, PENDING).is_none());
}

#[test]
fn a_rule_without_a_test_fails_where_tests_are_required() {
    let folder = with_rules();
    assert_eq!(run(&folder, &["test"]).status.code(), Some(0));
    let output = run(&folder, &["test", "--require-tests"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(
        said.contains("rules/claims/news.en.yaml:16: rule `death-toll` has no test"),
        "{said}"
    );
    let folder = with_flood("claims death-toll: 1");
    assert_eq!(
        run(&folder, &["test", "--require-tests", "--accept"])
            .status
            .code(),
        Some(0)
    );
}
