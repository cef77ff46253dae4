//! `review`: accepting and rejecting without a terminal. What keys mean is tested beside them.

use crate::folder::{Folder, run, stderr, stdout};
use crate::stories::{flood, text, with_flood};

const SNAP: &str = "tests/snapshots/rules/flood.snap";
const PENDING: &str = "tests/snapshots/rules/flood.snap.new";

fn code(folder: &Folder, args: &[&str]) -> Option<i32> {
    run(folder, args).status.code()
}

#[test]
fn nothing_pending_is_fine() {
    let output = run(&with_flood("claims toll: 1"), &["review"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), "nothing is pending\n");
}

#[test]
fn what_is_pending_is_listed_accepted_and_then_gone() {
    let folder = with_flood("claims toll: 1");
    run(&folder, &["test"]);
    let output = run(&folder, &["review", "--list"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), format!("{PENDING}: new\n"));
    let output = run(&folder, &["review", "--accept"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), "accepted flood\n");
    assert!(text(&folder, SNAP).is_some() && text(&folder, PENDING).is_none());
    assert_eq!(code(&folder, &["test", "--check"]), Some(0));
}

#[test]
fn one_name_leaves_the_others_and_says_so() {
    let folder = with_flood("claims toll: 1").with("tests/rules/other.md", &flood("finding none"));
    run(&folder, &["test"]);
    assert_eq!(code(&folder, &["review", "flood", "--accept"]), Some(1));
    assert!(text(&folder, SNAP).is_some());
    assert_eq!(code(&folder, &["review", "other", "--reject"]), Some(0));
    assert!(text(&folder, "tests/snapshots/rules/other.snap").is_none());
    let output = run(&folder, &["review", "flod"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("nothing is pending for `flod`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_record_of_a_failing_story_is_left() {
    let folder = with_flood("claims toll: 2");
    run(&folder, &["test"]);
    let output = run(&folder, &["review", "--accept"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stdout(&output),
        "left flood: 1 expectation of its story fails\n"
    );
    assert!(text(&folder, SNAP).is_none() && text(&folder, PENDING).is_some());
}

#[test]
fn a_record_that_the_rules_do_not_give_any_more_is_left() {
    let folder = with_flood("claims toll: 1");
    run(&folder, &["test"]);
    let pending = text(&folder, PENDING).expect("it is pending");
    let folder = folder.with(PENDING, &pending.replace("9 people", "8 people"));
    let output = run(&folder, &["review", "--accept"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("it is out of date"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let folder = with_flood("claims toll: 1");
    run(&folder, &["test"]);
    let output = run(&folder, &["review"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("use `--list`, `--accept` or `--reject`"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        code(&folder, &["review", "--list", "--accept"]),
        Some(2),
        "one deed at a time"
    );
}
