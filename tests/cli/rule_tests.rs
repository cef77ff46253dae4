//! `test`: the examples beside the rules.

use crate::folder::{run, stderr, stdout, with_rules};

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
