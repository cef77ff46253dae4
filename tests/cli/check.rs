//! `check` over whole articles: what fails, what is compared, and what is left out.

use serde_json::Value;

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

/// Two outlets that put one meeting in two towns.
fn at_odds() -> Folder {
    with_rules()
        .with(
            "news/a.txt",
            &article(
                "harbor-post",
                "2026-02-12",
                "Ann Lee met Ben Stone in Arden on Tuesday.",
            ),
        )
        .with(
            "news/b.txt",
            &article(
                "valley-news",
                "2026-02-12",
                "Ann Lee met Ben Stone in North Harbour on Tuesday.",
            ),
        )
}

fn json(folder: &Folder, args: &[&str]) -> Value {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
    let output = run(folder, &args);
    serde_json::from_slice(&output.stdout).expect("stdout is JSON and nothing else")
}

#[test]
fn two_outlets_at_odds_are_exit_1_and_both_are_shown() {
    let output = run(&at_odds(), &["check", "news"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stdout(&output);
    for part in [
        "error[talks]",
        "news/a.txt:5:26",
        "news/b.txt:5:26",
        "Arden",
        "1 finding",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn what_fails_can_be_set_apart_from_what_is_found() {
    let folder = at_odds();
    let output = run(&folder, &["check", "news", "--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("error[talks]"));
}

#[test]
fn outlets_that_agree_are_exit_0() {
    let same = "Ann Lee met Ben Stone in Arden on Tuesday.";
    let folder = with_rules()
        .with("a.txt", &article("harbor-post", "2026-02-12", same))
        .with("b.txt", &article("valley-news", "2026-02-12", same));
    let output = run(&folder, &["check", "a.txt", "b.txt"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn a_broken_rule_is_exit_2_whatever_is_found() {
    let folder = at_odds().with(
        "rules/claims/more.en.yaml",
        "rules:\n  - {id: x, fact: talk, match: a}\n",
    );
    let output = run(&folder, &["check", "news", "--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stdout(&output);
    assert!(
        said.contains("rules/claims/more.en.yaml:2:19") && said.contains("talks"),
        "{said}"
    );
}

#[test]
fn an_article_that_is_no_text_is_exit_2() {
    let folder = at_odds().with("news/c.txt", "Ann\0Lee");
    let output = run(&folder, &["check", "news", "--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stdout(&output).contains("news/c.txt"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn no_claim_in_any_article_is_exit_2_unless_empty_is_allowed() {
    let folder = with_rules().with("a.txt", &article("harbor-post", "2026-02-12", "Rain fell."));
    let output = run(&folder, &["check", "a.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stdout(&output).contains("no rule read a claim"),
        "{}",
        stdout(&output)
    );
    let output = run(&folder, &["check", "a.txt", "--allow-empty"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn only_findings_that_touch_the_focus_are_reported() {
    let folder = at_odds().with(
        "draft.txt",
        &article(
            "harbor-post",
            "2026-02-13",
            "Ann Lee met Cora Vale in Arden on Tuesday.",
        ),
    );
    let run = json(&folder, &["check", "draft.txt", "--against", "news"]);
    assert_eq!(run["findings"].as_array().map(Vec::len), Some(0));
    assert_eq!(
        (&run["counts"]["articles"], &run["counts"]["against"]),
        (&1.into(), &2.into())
    );
    let run = json(&folder, &["check", "news/a.txt", "--against", "news"]);
    assert_eq!(run["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        run["counts"]["against"], 1,
        "the focus is not compared with itself"
    );
}

#[test]
fn the_focus_is_what_the_message_points_at() {
    let folder = at_odds();
    for (focus, other) in [("news/a.txt", "news/b.txt"), ("news/b.txt", "news/a.txt")] {
        let output = run(
            &folder,
            &["check", focus, "--against", "news", "--format", "concise"],
        );
        assert_eq!(output.status.code(), Some(1));
        let said = stdout(&output);
        assert!(
            said.starts_with(&format!("{focus}:5:26")) && said.contains(other),
            "{said}"
        );
    }
}

#[test]
fn what_is_skipped_makes_no_finding() {
    let folder = at_odds();
    for name in ["met", "talks", "valley-news"] {
        let output = run(&folder, &["check", "news", "--skip", name, "--allow-empty"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stdout(&output));
    }
    let output = run(&folder, &["check", "news", "--only", "toll"]);
    assert_eq!(output.status.code(), Some(0));
    let output = run(&folder, &["check", "news", "--only", "harbor-post"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_was_published_after_today_is_left_out_and_counted() {
    let folder = at_odds().with(
        "news/c.txt",
        &article(
            "valley-news",
            "2026-02-20",
            "Ann Lee met Ben Stone in Arden on Tuesday.",
        ),
    );
    let run = json(&folder, &["check", "news", "--as-of", "2026-02-12"]);
    assert_eq!(
        (&run["counts"]["articles"], &run["counts"]["skipped"]),
        (&2.into(), &1.into())
    );
    assert_eq!(run["skipped"][0]["path"], "news/c.txt");
    assert_eq!(run["skipped"][0]["reason"], "published after 2026-02-12");
    assert_eq!(run["as_of"], "2026-02-12");
}

#[test]
fn an_article_without_a_date_reads_its_days_as_of_today_and_stays_undated() {
    let folder = with_rules().with(
        "a.txt",
        "---\noutlet: harbor-post\n---\nAnn Lee met Ben Stone in Arden on Tuesday.\n",
    );
    let claims = |args: &[&str]| {
        let output = run(&folder, args);
        let said = stdout(&output);
        let first = said.lines().next().expect("there is a claim").to_owned();
        serde_json::from_str::<Value>(&first).expect("a line is JSON")
    };
    let claim = claims(&["dump", "--stage", "claims", "a.txt", "--json"]);
    assert_eq!(claim["time"]["hull"]["text"], "any time");
    let claim = claims(&[
        "dump",
        "--stage",
        "claims",
        "a.txt",
        "--json",
        "--as-of",
        "2026-02-12",
    ]);
    assert_eq!(claim["time"]["hull"]["text"], "2026-02-10");
    assert!(claim["as_of"].is_null() && claim["published"].is_null());
}

#[test]
fn an_article_without_outlet_or_date_is_warned_about_and_checked() {
    let folder = with_rules().with("a.txt", "Ann Lee met Ben Stone in Arden.\n");
    let output = run(&folder, &["check", "a.txt"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    for part in [
        "warning[unknown-outlet]",
        "warning[unknown-date]",
        "--> a.txt:1:1",
        "2 claims",
    ] {
        let said = stdout(&output);
        // held, place: the date is unknown.
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn many_articles_without_a_date_are_named_up_to_a_point_and_then_counted() {
    let mut folder = with_rules();
    for n in 0..25 {
        let text = "---\noutlet: harbor-post\n---\nAnn Lee met Ben Stone in Arden.\n";
        folder = folder.with(&format!("news/{n}.txt"), text);
    }
    let run = json(&folder, &["check", "news"]);
    let problems = run["problems"].as_array().expect("there are problems");
    assert_eq!(problems.len(), 21);
    assert_eq!(problems[20]["message"], "5 more articles of this kind");
}

#[test]
fn any_number_of_jobs_and_any_order_of_files_give_equal_bytes() {
    let mut folder = at_odds();
    for n in 0..12 {
        let town = if n % 2 == 0 { "Arden" } else { "North Harbour" };
        let text = format!(
            "{} people died in {town}. Ann Lee met Cora Vale in {town} on Monday.",
            n + 2
        );
        folder = folder.with(
            &format!("news/{n}.txt"),
            &article("harbor-post", "2026-02-12", &text),
        );
    }
    for args in [
        &["check", "news", "--format", "json", "--show", "note"][..],
        &["dump", "--stage", "findings", "news", "--json"],
        &["dump", "--stage", "graph", "news", "--dot"],
    ] {
        let first = run(&folder, &[args, &["-j", "1"]].concat());
        let second = run(&folder, &[args, &["-j", "4"]].concat());
        assert!(first.stdout.len() > 1000, "{args:?}");
        assert_eq!(stdout(&first), stdout(&second), "{args:?}");
    }
}

#[test]
fn a_folder_is_the_same_folder_however_it_is_written() {
    let folder = at_odds();
    let said = |path: &str| stdout(&run(&folder, &["check", path, "--format", "concise"]));
    let plain = said("news");
    // The head of an article is four lines long.
    assert!(plain.contains("news/a.txt:5:"), "{plain}");
    assert_eq!(said("./news"), plain);
    assert_eq!(said("."), plain);
}
