//! `coverage`: over the rules' own tests and over articles, as lists, tables and JSON.

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

fn folder() -> Folder {
    let rules = "words: {see: [saw, spotted]}\nrules:\n  - id: saw\n    fact: talks\n    match:\n      - '{people:person} @see (him|her|{people:person})'\n      - '{people:person} glimpsed {people:person}'\n    tests:\n      - {text: Ann Lee saw Ben Stone., gives: [{people: [ann-lee, ben-stone]}]}\n";
    with_rules()
        .with("rules/claims/added.en.yaml", rules)
        .with(
            "a.txt",
            &article(
                "harbor-post",
                "2026-02-12",
                "Ann Lee met Ben Stone. Ann Lee waved at Ben Stone. It rained. Cora Vale waved at Ann Lee. Big Bird met Ann Lee.",
            ),
        )
        .with("b.txt", &article("valley-news", "2026-02-12", "Big Bird left for six days."))
}

fn coverage(args: &[&str]) -> String {
    let output = run(&folder(), &[&["coverage"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn the_tests_of_the_rules_show_what_they_never_reach() {
    let said = coverage(&[]);
    for part in [
        "rules/claims/news.en.yaml:16:9: death-toll",
        "rules/claims/added.en.yaml:7:9: saw: {people:person} glimpsed {people:person}",
        "rules/claims/added.en.yaml:6:32: saw: him",
        "rules/claims/added.en.yaml:1:20: @see: spotted",
        "held: 2/3 66 % of rules, 2/4 50 % of patterns, 2/5 40 % of alternatives",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(
        !said.contains("unread"),
        "near misses are unread on purpose: {said}"
    );
}

#[test]
fn articles_show_unread_wordings_and_unlisted_names() {
    let said = coverage(&["a.txt", "b.txt"]);
    for part in [
        "    2  {person} waved at {person}\n         a.txt:5:24: Ann Lee waved at Ben Stone.",
        "    1  {thing} left for {count}",
        "    2  Big Bird (thing)  in 2 articles, first a.txt:5:",
        "read: 1/5 20 % of sentences with two names or a value, in 2 articles",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("It rained"), "{said}");
}

#[test]
fn a_share_that_is_too_small_fails() {
    let folder = folder();
    for (min, wanted) in [("50", 0), ("51", 1), ("101", 2)] {
        let output = run(&folder, &["coverage", "--min", min]);
        assert_eq!(output.status.code(), Some(wanted), "{min}");
    }
    let output = run(&folder, &["coverage", "empty"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn rules_and_outlets_have_tables() {
    let said = coverage(&["a.txt", "b.txt", "--by", "rule"]);
    assert!(
        said.contains("met         1/1 100 %          1       1\n"),
        "{said}"
    );
    let said = coverage(&["a.txt", "b.txt", "--by", "outlet"]);
    assert!(
        said.contains("harbor-post         1  1/4 25 %                1\n"),
        "{said}"
    );
}

#[test]
fn json_holds_every_entry() {
    let said = coverage(&["a.txt", "b.txt", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&said).expect("it is JSON");
    assert_eq!(value["schema"], 1);
    let coverage = &value["coverage"];
    assert_eq!(coverage["sentences"]["of"], 5);
    assert_eq!(
        coverage["unread"][0]["wording"],
        "{person} waved at {person}"
    );
    assert_eq!(coverage["unlisted"][0]["name"], "Big Bird");
    assert_eq!(coverage["by_outlet"][1]["outlet"], "valley-news");
}
