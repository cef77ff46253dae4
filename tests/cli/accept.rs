//! What is known does not fail: accepted findings, and findings that were there at an earlier revision.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::folder::{Folder, article, atodds, run, stderr, stdout, with_rules};

const ARDEN: &str = "Ann Lee met Ben Stone in Arden on Tuesday.";
const HARBOUR: &str = "Ann Lee met Ben Stone in North Harbour on Tuesday.";

fn at_odds() -> Folder {
    with_rules()
        .with("news/a.txt", &article("harbor-post", "2026-02-12", ARDEN))
        .with("news/b.txt", &article("valley-news", "2026-02-12", HARBOUR))
}

fn json(folder: &Folder, args: &[&str]) -> (Value, Option<i32>) {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
    let output = run(folder, &args);
    let value = serde_json::from_slice(&output.stdout).expect("stdout is JSON and nothing else");
    (value, output.status.code())
}

fn accept_all(folder: &Folder) {
    let args = [
        "accept",
        "--all",
        "--reason",
        "asked the desk",
        "--in",
        "news",
    ];
    let output = run(folder, &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

fn accepted(folder: &Folder) -> String {
    fs::read_to_string(folder.0.join("rules/accepted.yaml")).expect("the file was written")
}

fn move_file(folder: &Folder, from: &str, to: &str) {
    let to = folder.0.join(to);
    fs::create_dir_all(to.parent().expect("a path in a folder")).expect("the folder can be made");
    fs::rename(folder.0.join(from), to).expect("the file can be moved");
}

#[test]
fn an_accepted_finding_is_counted_and_fails_no_more() {
    let folder = at_odds();
    accept_all(&folder);
    let (checked, code) = json(&folder, &["check", "news"]);
    assert_eq!(code, Some(0));
    assert_eq!(checked["findings"].as_array().map(Vec::len), Some(0));
    assert_eq!(checked["counts"]["accepted"], 1);
    assert_eq!(checked["known"][0]["accepted"], "asked the desk");
    let (checked, code) = json(&folder, &["check", "news", "--no-accepted"]);
    assert_eq!(
        (code, &checked["findings"][0]["state"]),
        (Some(1), &"new".into())
    );
}

#[test]
fn one_finding_is_accepted_by_the_start_of_its_id() {
    let folder = at_odds();
    let (checked, _) = json(&folder, &["check", "news"]);
    let id = checked["findings"][0]["id"].as_str().expect("an id");
    let args = [
        "accept",
        &id[..6],
        "--reason",
        "both",
        "--in",
        "news",
        "--until",
        "2026-03-01",
    ];
    let output = run(&folder, &[&args[..], &["--as-of", "2026-02-13"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains(id) && stdout(&output).contains("rules/accepted.yaml"));
    assert!(accepted(&folder).contains("  until: 2026-03-01\n"));
    let code = |day: &str| {
        run(&folder, &["check", "news", "--as-of", day])
            .status
            .code()
    };
    assert_eq!((code("2026-03-01"), code("2026-03-02")), (Some(0), Some(1)));
    let said = stdout(&run(&folder, &["check", "news", "--as-of", "2026-03-02"]));
    assert!(said.contains("1 accepted entry ran out:"), "{said}");
}

#[test]
fn moving_renaming_wrapping_and_reordering_articles_changes_no_state() {
    let folder = at_odds();
    accept_all(&folder);
    move_file(&folder, "news/a.txt", "news/z/deep/renamed.md");
    let wrapped = format!("  Rain fell over the pier.  \n\n\n   {HARBOUR}\n\nNobody spoke.\n");
    let folder = folder.with(
        "news/b.txt",
        &article("valley-news", "2026-02-12", &wrapped),
    );
    let (checked, code) = json(&folder, &["check", "news"]);
    assert_eq!(code, Some(0), "{checked}");
    assert_eq!(checked["counts"]["accepted"], 1);
    assert_eq!(checked["stale"].as_array().map(Vec::len), Some(0));
}

#[test]
fn wrapping_inside_sentences_changes_no_state() {
    let long = |town: &str| {
        format!(
            "The harbour master of the old town said on Wednesday that Ann Lee met Ben Stone in {town} on Tuesday, and that\nthe ferry would sail again.\n"
        )
    };
    let folder = with_rules()
        .with(
            "news/a.txt",
            &article(
                "harbor-post",
                "2026-02-12",
                &long("Arden").replace('\n', " "),
            ),
        )
        .with(
            "news/b.txt",
            &article(
                "valley-news",
                "2026-02-12",
                &long("North Harbour").replace('\n', " "),
            ),
        );
    accept_all(&folder);
    for width in [40, 47, 60, 72, 100] {
        let mut refilled = String::new();
        let mut length = 0;
        for word in long("North Harbour").split_whitespace() {
            let gap = if length + word.len() < width {
                ' '
            } else {
                '\n'
            };
            length = if gap == ' ' {
                length + 1 + word.len()
            } else {
                word.len()
            };
            refilled.push(gap);
            refilled.push_str(word);
        }
        fs::write(
            folder.0.join("news/b.txt"),
            article("valley-news", "2026-02-12", refilled.trim_start()),
        )
        .expect("the folder is there");
        let (checked, code) = json(&folder, &["check", "news"]);
        assert_eq!(code, Some(0), "at {width}: {checked}");
        assert_eq!(checked["counts"]["accepted"], 1, "at {width}");
        assert_eq!(checked["stale"].as_array().map(Vec::len), Some(0));
    }
}

#[test]
fn a_third_outlet_on_a_side_is_known_and_a_new_side_is_not() {
    let folder = at_odds();
    accept_all(&folder);
    let folder = folder.with("news/c.txt", &article("daily-ledger", "2026-02-13", ARDEN));
    let (checked, code) = json(&folder, &["check", "news"]);
    assert_eq!(
        (code, &checked["counts"]["accepted"]),
        (Some(0), &1.into()),
        "{checked}"
    );
    let third = "Ann Lee met Ben Stone in Ferrol on Tuesday.";
    let folder = folder
        .with(
            "rules/names/more.yaml",
            "names: [{id: ferrol, name: Ferrol, type: city}]\n",
        )
        .with("news/d.txt", &article("old-times", "2026-02-13", third));
    let (checked, code) = json(&folder, &["check", "news"]);
    assert_eq!(
        (code, &checked["findings"][0]["state"]),
        (Some(1), &"grew".into()),
        "{checked}"
    );
    assert_eq!(checked["counts"]["grew"], 1);
    let said = stdout(&run(&folder, &["check", "news"]));
    assert!(said.contains("1 finding (0 new, 1 grew)"), "{said}");
    accept_all(&folder);
    assert_eq!(run(&folder, &["check", "news"]).status.code(), Some(0));
    assert_eq!(
        accepted(&folder).matches("- fact:").count(),
        1,
        "one entry for one fact"
    );
}

#[test]
fn what_holds_nothing_back_is_told_apart_and_only_pruning_takes_it_out() {
    let folder = at_odds();
    accept_all(&folder);
    let folder = folder.with("news/b.txt", &article("valley-news", "2026-02-12", ARDEN));
    let output = run(&folder, &["check", "news"]);
    assert_eq!(output.status.code(), Some(0));
    let said = stdout(&output);
    assert!(
        said.contains("1 accepted entry holds nothing back in this run: talks/"),
        "{said}"
    );
    let before = accepted(&folder);
    let output = run(
        &folder,
        &["accept", "--all", "--reason", "x", "--in", "news"],
    );
    assert!(
        stdout(&output).starts_with("nothing to be accepted"),
        "{}",
        stdout(&output)
    );
    assert_eq!(accepted(&folder), before);
    let output = run(&folder, &["accept", "--prune", "--in", "news"]);
    assert!(
        stdout(&output).starts_with("pruned talks/"),
        "{}",
        stdout(&output)
    );
    assert!(!accepted(&folder).contains("- fact:"));
    let (checked, code) = json(&folder, &["check", "news"]);
    assert_eq!(
        (code, checked["stale"].as_array().map(Vec::len)),
        (Some(0), Some(0))
    );
}

#[test]
fn an_edit_keeps_comments_and_the_order_of_acceptance_does_not_show() {
    let folder = at_odds().with("rules/accepted.yaml", "# Ours.\n\n");
    accept_all(&folder);
    let text = accepted(&folder);
    assert!(text.starts_with("# Ours.\n\n- fact: talks/"), "{text}");
    accept_all(&folder);
    assert_eq!(accepted(&folder), text);
}

#[test]
fn a_waiver_without_a_reason_or_with_a_day_gone_by_is_exit_2() {
    let folder = at_odds();
    for (args, names) in [
        (&["accept", "--all", "--in", "news"][..], "--reason"),
        (
            &["accept", "--all", "--reason", " ", "--in", "news"],
            "say why",
        ),
        (&["accept", "--reason", "x", "--in", "news"], "FINDING"),
        (
            &["accept", "--prune", "--all", "--in", "news"],
            "cannot be used",
        ),
        (
            &["accept", "F-0000", "--reason", "x", "--in", "news"],
            "no finding `F-0000`",
        ),
        (
            &[
                "accept",
                "--all",
                "--reason",
                "x",
                "--until",
                "2020-01-01",
                "--in",
                "news",
            ],
            "lies in the past",
        ),
        (&["accept", "--prune", "--in", "empty"], "nothing-checked"),
        (
            &["check", "news", "--accepted", "no.yaml"],
            "no.yaml does not exist",
        ),
    ] {
        let output = run(&folder, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let said = stdout(&output) + &stderr(&output);
        assert!(said.contains(names), "{args:?}: {said}");
        assert!(!folder.0.join("rules/accepted.yaml").exists(), "{args:?}");
    }
}

#[test]
fn a_broken_accepted_file_is_located_and_exit_2_and_never_overwritten() {
    let broken = "- fact: talks\n  finding: F-0\n  reson: x\n";
    let folder = at_odds().with("rules/accepted.yaml", broken);
    let output = run(&folder, &["check", "news"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stdout(&output);
    assert!(
        said.contains("rules/accepted.yaml:3:3") && said.contains("did you mean `reason`?"),
        "{said}"
    );
    let output = run(
        &folder,
        &["accept", "--all", "--reason", "x", "--in", "news"],
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(accepted(&folder), broken);
}

fn git(folder: &Folder, args: &[&str]) {
    let output = Command::new("git")
        .current_dir(&folder.0)
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@t.example",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(args)
        .output()
        .expect("git starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn committed() -> Folder {
    let folder = at_odds();
    for args in [
        &["init", "-q"][..],
        &["add", "-A"],
        &["commit", "-qm", "first"],
    ] {
        git(&folder, args);
    }
    folder
}

#[test]
fn since_a_revision_only_what_came_after_it_fails() {
    let folder = committed();
    assert_eq!(run(&folder, &["check", "news"]).status.code(), Some(1));
    let (checked, code) = json(&folder, &["check", "news", "--since", "HEAD"]);
    assert_eq!(
        (code, &checked["counts"]["known"]),
        (Some(0), &1.into()),
        "{checked}"
    );
    assert_eq!(checked["known"][0]["state"], "known");
    move_file(&folder, "news/a.txt", "news/moved.txt");
    let folder = folder
        .with(
            "news/n1.txt",
            &article("harbor-post", "2026-02-13", "Six people died in Arden."),
        )
        .with(
            "news/n2.txt",
            &article("valley-news", "2026-02-13", "Nine people died in Arden."),
        );
    let before = fs::read_dir(folder.0.join("news")).expect("news").count();
    let (checked, code) = json(&folder, &["check", "news", "--since", "main"]);
    assert_eq!(checked["counts"]["known"], 1, "{checked}");
    let found = checked["findings"].as_array().expect("a list");
    assert!(
        found
            .iter()
            .all(|one| one["kind"] == "toll" && one["state"] == "new"),
        "{checked}"
    );
    assert_eq!(code, Some(i32::from(!found.is_empty())));
    assert_eq!(
        fs::read_dir(folder.0.join("news")).expect("news").count(),
        before
    );
}

#[test]
fn what_was_at_odds_then_and_is_no_more_is_resolved() {
    let folder = committed().with("news/b.txt", &article("valley-news", "2026-02-12", ARDEN));
    let (checked, code) = json(&folder, &["check", "news", "--since", "HEAD"]);
    assert_eq!(
        (code, &checked["counts"]["resolved"]),
        (Some(0), &1.into()),
        "{checked}"
    );
}

#[test]
fn a_rule_edit_shows_what_it_changes_in_old_articles() {
    let folder = committed();
    let rules = fs::read_to_string(folder.0.join("rules/claims/news.en.yaml")).expect("rules");
    git(&folder, &["rm", "-q", "rules/claims/news.en.yaml"]);
    git(&folder, &["commit", "-qm", "without rules"]);
    let folder = folder.with("rules/claims/news.en.yaml", &rules);
    let (checked, code) = json(&folder, &["check", "news", "--since", "HEAD"]);
    assert_eq!(
        (code, &checked["findings"][0]["state"]),
        (Some(1), &"new".into()),
        "{checked}"
    );
}

#[test]
fn since_works_from_a_folder_within_the_repository() {
    let folder = committed();
    let output = atodds(&folder, &["check", ".", "--since", "HEAD"])
        .current_dir(folder.0.join("news"))
        .output()
        .expect("the program starts");
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert!(
        stdout(&output).contains("1 known before"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_revision_that_is_none_is_exit_2_and_is_no_flag_of_git() {
    let folder = committed();
    for name in ["no-such-branch", "--output=owned", "HEAD:news"] {
        let output = run(&folder, &["check", "news", &format!("--since={name}")]);
        let said = stdout(&output) + &stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains("error[no-such-revision]"), "{name}: {said}");
    }
    assert!(!folder.0.join("owned").exists());
}
