//! `dump`: what each stage gives.

use serde_json::Value;

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

fn folder() -> Folder {
    with_rules()
        .with(
            "a.txt",
            &article(
                "harbor-post",
                "2026-02-12",
                "“Énvoys” meet\n\nAnn Lee met Ben Stone in Arden on Tuesday for more than four hours. Ben Stone said nine people died in Arden.",
            ),
        )
        .with(
            "b.txt",
            &article("valley-news", "2026-02-12", "Ann Lee met Ben Stone in North Harbour on Tuesday."),
        )
}

fn dump(stage: &str, more: &[&str]) -> String {
    let args = [&["dump", "--stage", stage, "a.txt", "b.txt"], more].concat();
    let output = run(&folder(), &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

fn records(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

#[test]
fn text_gives_a_line_per_sentence_with_its_block() {
    let said = dump("text", &[]);
    assert!(
        said.contains("a.txt:7:1: paragraph 1 “Ann Lee met"),
        "{said}"
    );
    assert!(
        said.contains("a.txt:7:69: paragraph 1 “Ben Stone said"),
        "{said}"
    );
    assert_eq!(
        said.lines().count(),
        records(&dump("text", &["--json"])).len()
    );
}

#[test]
fn marks_give_names_values_speakers_and_the_shadow() {
    let said = dump("marks", &[]);
    for part in [
        "person “Ann Lee” = ann-lee (person)",
        "date “Tuesday” = 2026-02-10",
        "duration “more than four hours” = (240, ∞) minutes",
        "said “Ben Stone said” = Ben Stone: ",
        "shadow “{person} met {envoy} in {city}",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn claims_give_one_line_each_for_people() {
    let said = dump("claims", &[]);
    for part in [
        "talks [met] “Arden” = place=Arden; people=ann-lee+ben-stone; 2026-02-10; actual; harbor-post",
        "length=> 4 hours",
        "harbor-post ▸ Ben Stone",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn claims_as_json_point_into_the_text_by_bytes_and_by_characters() {
    let claims = records(&dump("claims", &["--json"]));
    let claim = claims
        .iter()
        .find(|claim| claim["attribute"] == "length")
        .expect("the length was read");
    let (start, chars) = (&claim["start"], &claim["char_start"]);
    // The curly quotes are three bytes each, the accented letter two.
    assert_eq!(start.as_u64().unwrap_or(0), chars.as_u64().unwrap_or(0) + 5);
    assert_eq!(claim["text"], "more than four hours");
    assert_eq!(claim["identity"]["people"][0]["name"], "Ann Lee");
    assert_eq!(claim["value"]["amount"]["said"]["low"], 240.0);
    assert!(claim["value"]["amount"]["said"]["high"].is_null());
    assert_eq!(claim["base"], false);
    let toll = claims.iter().find(|claim| claim["kind"] == "toll");
    assert_eq!(
        toll.expect("the toll was read")["speaker"]["id"],
        "ben-stone"
    );
}

#[test]
fn the_graph_is_text_json_or_graphviz() {
    assert!(dump("graph", &[]).contains("outlet harbor-post\n  publishes article a.txt"));
    let graph = &records(&dump("graph", &["--json"]))[0];
    assert!(
        graph["edges"]
            .as_array()
            .is_some_and(|edges| edges.iter().any(|edge| edge["label"] == "conflict"))
    );
    assert!(dump("graph", &["--dot"]).starts_with("digraph atodds {"));
}

#[test]
fn findings_as_json_hold_every_pair_with_both_claims() {
    let findings = records(&dump("findings", &["--json"]));
    let finding = findings
        .iter()
        .find(|one| one["finding"]["attribute"] == "place")
        .expect("the places are at odds");
    let pair = &finding["pairs"][0];
    assert_eq!(
        (pair["verdict"].as_str(), pair["between"].as_str()),
        (Some("conflict"), Some("outlet-outlet"))
    );
    assert_eq!(pair["line"], 13);
    let texts: Vec<&str> = ["a", "b"]
        .iter()
        .filter_map(|side| finding["claims"][pair[*side].as_u64()? as usize]["text"].as_str())
        .collect();
    assert_eq!(texts, ["Arden", "North Harbour"]);
    assert!(dump("findings", &[]).starts_with("a.txt:7:26: error[talks]"));
}
