//! `diff`: what a change of the rules does to claims and findings.

use std::fs;
use std::process::Command;

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

/// Two articles that differ on a toll, in a folder with rules.
fn with_articles() -> Folder {
    with_rules()
        .with(
            "in/a.txt",
            &article("Harbor Post", "2026-02-12", "Six people died in Arden."),
        )
        .with(
            "in/b.txt",
            &article("Valley News", "2026-02-12", "Nine people died in Arden."),
        )
}

fn git(folder: &Folder, args: &[&str]) {
    let output = Command::new("git")
        .current_dir(&folder.0)
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .output()
        .expect("git starts");
    assert!(output.status.success(), "{}", stderr(&output));
}

fn edit(folder: &Folder, from: &str, to: &str) {
    let path = folder.0.join("rules/claims/news.en.yaml");
    let text = fs::read_to_string(&path).expect("the rule is there");
    assert!(text.contains(from));
    fs::write(&path, text.replace(from, to)).expect("the rule can be written");
}

#[test]
fn a_rule_that_no_longer_matches_takes_its_claims_and_finding_with_it() {
    let folder = with_articles();
    git(&folder, &["init", "-q", "-b", "trunk"]);
    git(&folder, &["add", "rules"]);
    git(&folder, &["commit", "-qm", "rules"]);
    let output = run(&folder, &["diff", "--rules", "trunk", "in"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), "no claim and no finding changes\n");

    edit(
        &folder,
        "{value:count} people died",
        "{value:count} people drowned",
    );
    let output = run(&folder, &["diff", "--rules", "trunk", "in"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stdout(&output);
    for part in [
        "note[toll] How many died in Arden?",
        "- in/a.txt:5:1 toll/value “Six people died in Arden”",
        "      Arden: 6 people, as of 2026-02-12; 2026-02-12 [death-toll]",
        "1 finding vanishes; 2 claims vanish\n",
    ] {
        assert!(said.contains(part), "{said}");
    }
    // Nothing was checked out, and the other way round all of it appears.
    let rule = fs::read_to_string(folder.0.join("rules/claims/news.en.yaml")).expect("there");
    assert!(rule.contains("people drowned"));
    let output = run(
        &folder,
        &["diff", "--rules", "rules", "--rules", "trunk", "in"],
    );
    assert!(
        stdout(&output).ends_with("1 finding appears; 2 claims appear\n"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn another_reading_of_the_same_words_shows_both() {
    let folder = with_articles();
    let path = folder.0.join("rules");
    let copy = Command::new("cp")
        .arg("-r")
        .arg(&path)
        .arg(folder.0.join("old"))
        .status();
    assert!(copy.expect("cp starts").success());
    edit(&folder, "fact: toll\n", "fact: toll\n    bound: at-least\n");
    let output = run(
        &folder,
        &["diff", "--rules", "old", "in", "--format", "json"],
    );
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let diff: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(diff["schema"], 1);
    assert_eq!(diff["claims"][0]["change"], "changes");
    assert_eq!(diff["claims"][0]["new"]["path"], "in/a.txt");
    let reading = |state: &str| {
        diff["claims"][0][state]["reading"]
            .as_str()
            .unwrap_or("")
            .to_owned()
    };
    assert!(reading("old").starts_with("6 people"), "{}", reading("old"));
    assert!(
        reading("new").starts_with("at least 6 people"),
        "{}",
        reading("new")
    );
}

#[test]
fn what_is_no_pack_and_no_ref_is_exit_2() {
    let folder = with_articles();
    git(&folder, &["init", "-q", "-b", "trunk"]);
    for (args, code) in [
        (
            vec!["diff", "--rules", "no-such-ref", "in"],
            "unknown-rules",
        ),
        (vec!["diff", "--rules=--help", "in"], "unknown-rules"),
        (vec!["diff", "--rules", "rules", "empty"], "no"),
        (
            vec!["diff", "--rules", "a", "--rules", "b", "--rules", "c", "in"],
            "wrong-flag",
        ),
        (vec!["diff", "in"], "--rules"),
    ] {
        let output = run(&folder, &args);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{args:?}: {}",
            stdout(&output)
        );
        assert!(
            stderr(&output).contains(code),
            "{args:?}: {}",
            stderr(&output)
        );
    }
    edit(&folder, "fact: toll", "fact: tol");
    let output = run(&folder, &["diff", "--rules", "rules", "in"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("did you mean `toll`?"),
        "{}",
        stderr(&output)
    );
}
