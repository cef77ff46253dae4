//! `explain` in its four forms.

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

fn folder() -> Folder {
    with_rules()
        .with(
            "a.txt",
            &article(
                "harbor-post",
                "2026-02-12",
                "Ann Lee met Ben Stone in Arden on Tuesday.\n\nAnn Lee met Arden.\n\nAnn Lee met Cora Vale in Arden on Tuesday.",
            ),
        )
        .with(
            "b.txt",
            &article("valley-news", "2026-02-12", "Ann Lee met Ben Stone in North Harbour on Tuesday."),
        )
}

fn explain(args: &[&str]) -> String {
    let output = run(&folder(), &[&["explain"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn a_finding_is_named_by_the_start_of_its_id() {
    let output = run(&folder(), &["check", "a.txt", "b.txt", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("stdout is JSON");
    let id = json["findings"][0]["id"]
        .as_str()
        .expect("a finding has an id");
    let said = explain(&[&id[..6], "--in", "a.txt", "--in", "b.txt"]);
    assert!(said.starts_with(id), "{said}");
    assert!(
        said.contains("[Arden]") && said.contains("[North Harbour]"),
        "{said}"
    );
    // Both chains go on to the elements of the pattern and the lines of the ladder.
    assert_eq!(
        said.matches("met  3 of 3 elements held").count(),
        2,
        "{said}"
    );
    assert!(said.contains("held    meet~"), "{said}");
    assert!(
        said.contains("12  one is hedged: no; said as actual / actual"),
        "{said}"
    );
    assert!(
        said.contains("13  no reading lets both be so: conflict"),
        "{said}"
    );
}

#[test]
fn a_rule_is_told_with_its_place_patterns_and_examples() {
    let said = explain(&["met"]);
    for part in [
        "met  (rules/claims/news.en.yaml:2)",
        "meet~",
        "When and where",
        "Ann Lee waved",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_line_shows_its_claims_or_what_each_rule_lacked() {
    let said = explain(&["a.txt:5"]);
    assert!(
        said.contains("claim  met: Ann Lee + Ben Stone: place = Arden"),
        "{said}"
    );
    let said = explain(&["a.txt:7"]);
    assert!(said.contains("met  2 of 3 elements held"), "{said}");
    assert!(said.contains("arden (city), needs person"), "{said}");
    assert!(explain(&["a.txt:6"]).contains("no sentence"));
}

#[test]
fn two_lines_show_the_ladder_or_why_they_are_not_compared() {
    let said = explain(&["a.txt:5", "b.txt:5"]);
    assert!(said.contains("conflict, between two outlets"), "{said}");
    for line in [
        " 0  they speak of different extents: no; `talks` knows no extent",
        " 1  two outlets report one utterance of one speaker differently: no; no speaker / no speaker",
        " 2  one is planned, possible, conditional, asked or said to be unknown: no; said as actual / actual",
        " 5  both can be so: no; values do not meet: Arden / North Harbour",
        " 6  they speak of different times: no; times meet: 2026-02-10 / 2026-02-10",
        " 7  they may speak of different moments: no; surely of one moment: 2026-02-10 / 2026-02-10",
        "10  the later report moves the way this value can move: no; place does not move",
        "13  no reading lets both be so: conflict; values do not meet: Arden / North Harbour",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let said = explain(&["a.txt:9", "b.txt:5"]);
    assert!(
        said.contains("not the same people: Ann Lee, Cora Vale / Ann Lee, Ben Stone"),
        "{said}"
    );
    let said = explain(&["a.txt:7", "b.txt:5"]);
    assert!(said.contains("no claim was read"), "{said}");
}

#[test]
fn every_form_has_json() {
    for args in [
        &["met", "--json"][..],
        &["a.txt:5", "--json"],
        &["a.txt:5", "b.txt:5", "--json"],
    ] {
        let said = explain(args);
        assert!(
            serde_json::from_str::<serde_json::Value>(&said).is_ok(),
            "{args:?}: {said}"
        );
    }
}

#[test]
fn a_topic_prints_its_part_of_the_readme_without_any_rules() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"))
        .expect("there is a README");
    for topic in ["walkthrough", "rules", "stories"] {
        let output = run(&Folder::new(), &["explain", topic]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(readme.contains(&stdout(&output)), "{topic}");
    }
    let output = run(&with_rules(), &["explain", "storys"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("did you mean `stories`?"),
        "{}",
        stderr(&output)
    );
}
