//! `report`: pages for readers.

use std::fs;

use crate::folder::{Folder, article, atodds, run, stderr, stdout, with_rules};

fn folder() -> Folder {
    with_rules()
        .with(
            "a.txt",
            &article(
                "harbor-post",
                "2026-02-12",
                "Rain stopped. Ann Lee met Ben Stone in Arden on Tuesday.",
            ),
        )
        .with(
            "b.txt",
            &article(
                "valley-news",
                "2026-02-12",
                "Ann Lee met Ben Stone in North Harbour on Tuesday.",
            ),
        )
}

fn read(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.0.join(path)).expect("the report was written")
}

#[test]
fn a_page_quotes_the_sentence_of_each_side_and_nothing_is_printed() {
    let folder = folder();
    let output = run(
        &folder,
        &[
            "report", "a.txt", "b.txt", "--html", "r.html", "--md", "r.md",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        (stdout(&output), stderr(&output)),
        (String::new(), String::new())
    );
    let html = read(&folder, "r.html");
    assert!(
        html.contains("Ann Lee met Ben Stone in <mark>Arden</mark> on Tuesday."),
        "{html}"
    );
    assert!(
        html.contains("Ben Stone in <mark>North Harbour</mark>"),
        "{html}"
    );
    assert!(
        !html.contains("Rain stopped"),
        "only the sentence is quoted"
    );
    let md = read(&folder, "r.md");
    assert!(
        md.contains("> Ann Lee met Ben Stone in **Arden** on Tuesday"),
        "{md}"
    );
}

#[test]
fn a_saved_run_shows_byte_for_byte_what_the_run_itself_shows() {
    let folder = folder();
    let saved = run(
        &folder,
        &[
            "check",
            "a.txt",
            "b.txt",
            "--format",
            "json",
            "--show",
            "note",
            "--fail-on",
            "never",
        ],
    );
    fs::write(folder.0.join("findings.json"), &saved.stdout).expect("the folder can be written to");
    run(
        &folder,
        &[
            "report",
            "a.txt",
            "b.txt",
            "--html",
            "direct.html",
            "--md",
            "direct.md",
        ],
    );
    let from = run(
        &folder,
        &[
            "report",
            "--from",
            "findings.json",
            "--html",
            "from.html",
            "--md",
            "from.md",
        ],
    );
    assert_eq!(from.status.code(), Some(0), "{}", stderr(&from));
    assert_eq!(read(&folder, "direct.html"), read(&folder, "from.html"));
    assert_eq!(read(&folder, "direct.md"), read(&folder, "from.md"));
}

#[test]
fn the_order_of_the_articles_changes_no_byte() {
    let folder = folder();
    for (name, paths) in [
        ("x.html", ["a.txt", "b.txt"]),
        ("y.html", ["b.txt", "a.txt"]),
    ] {
        run(&folder, &["report", paths[0], paths[1], "--html", name]);
    }
    assert_eq!(read(&folder, "x.html"), read(&folder, "y.html"));
}

#[test]
fn the_date_is_that_of_the_environment_and_no_other() {
    let folder = folder();
    let dated = |epoch: &str| {
        atodds(&folder, &["report", "a.txt", "b.txt", "--md", "r.md"])
            .env("SOURCE_DATE_EPOCH", epoch)
            .output()
            .expect("the program starts")
    };
    assert_eq!(dated("1771027200").status.code(), Some(0));
    assert!(read(&folder, "r.md").contains("Made on 14 February 2026."));
    assert_eq!(dated("").status.code(), Some(0));
    assert!(!read(&folder, "r.md").contains("Made on"));
    for bad in ["yesterday", "99999999999999999", "-"] {
        let output = dated(bad);
        assert_eq!(output.status.code(), Some(2), "{bad}");
        assert!(
            stderr(&output).contains("SOURCE_DATE_EPOCH"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn a_topic_keeps_what_speaks_of_it_and_an_unknown_one_is_refused() {
    let folder = folder();
    let topic = |words: &str| {
        run(
            &folder,
            &[
                "report", "a.txt", "b.txt", "--topic", words, "--html", "r.html",
            ],
        )
    };
    assert_eq!(topic("north harbour").status.code(), Some(0));
    assert!(
        read(&folder, "r.html")
            .contains("<h1 dir=\"auto\">north harbour: where outlets are at odds</h1>")
    );
    let output = topic("anne-lee");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("did you mean `ann-lee`?"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn usage_that_could_only_disappoint_is_refused() {
    let folder = folder().with("bad.json", "{\"schema\": 1, \"findings\": [{}]}");
    for (args, word) in [
        (&["report", "a.txt"][..], "--html"),
        (&["report", "--html", "r.html"], "--from"),
        (
            &["report", "a.txt", "--from", "x.json", "--html", "r.html"],
            "cannot be used",
        ),
        (
            &["report", "--from", "none.json", "--html", "r.html"],
            "none.json",
        ),
        (
            &["report", "--from", "bad.json", "--html", "r.html"],
            "missing field",
        ),
        (
            &["report", "empty", "--html", "r.html"],
            "no article was found",
        ),
        (
            &["report", "a.txt", "b.txt", "--html", "no/such/r.html"],
            "no/such/r.html",
        ),
    ] {
        let output = run(&folder, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            stderr(&output).contains(word),
            "{args:?}: {}",
            stderr(&output)
        );
    }
    assert!(
        !folder.0.join("r.html").exists(),
        "no page is better than a wrong one"
    );
}

#[test]
fn an_article_cannot_bring_markup_links_or_controls_onto_the_page() {
    let attack = "<script>alert(1)</script>\u{202e}<img src=x onerror=alert(1)>";
    let record = |outlet: &str, place: &str| {
        // Two articles of one text would be copies, and copies are never at odds.
        let own: String = (0..80).map(|n| format!("{place}{n} ")).collect();
        let title = format!("{place}<script> ").repeat(1 << 16);
        serde_json::json!({
            "outlet": outlet,
            "published": "2026-02-12",
            "title": title,
            "url": "javascript:alert(1)",
            "body": format!("{attack} Ann Lee met Ben Stone in {place} on Tuesday. {own} {attack}"),
        })
        .to_string()
    };
    let lines = format!(
        "{}\n{}\n",
        record("<b>one</b>", "Arden"),
        record("two", "North Harbour")
    );
    let folder = with_rules().with("news.jsonl", &lines);
    let output = run(
        &folder,
        &["report", "news.jsonl", "--html", "r.html", "--md", "r.md"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let html = read(&folder, "r.html");
    assert!(
        html.contains("North Harbour</mark>"),
        "the claims are read all the same"
    );
    assert_eq!(html.matches("<script").count(), 2, "the index and our own");
    for part in ["<img", "javascript:", "\u{202e}", "<b>one"] {
        assert!(!html.contains(part), "{part}");
        assert!(!read(&folder, "r.md").contains(part), "{part}");
    }
    assert!(html.len() < 200_000, "{} bytes", html.len());
}

#[test]
fn reports_that_lie_among_the_articles_are_no_articles() {
    let folder = folder();
    let check = |more: &[&str]| {
        let args = [
            &["check", ".", "--format", "json", "--fail-on", "never"],
            more,
        ]
        .concat();
        let output = run(&folder, &args);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let read: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        read
    };
    let outputs = ["--output", "jsonl=saved.jsonl"];
    let before = check(&outputs);
    let report = [
        "report",
        "a.txt",
        "b.txt",
        "--html",
        "page.html",
        "--md",
        "page.md",
    ];
    assert_eq!(run(&folder, &report).status.code(), Some(0));
    let after = check(&[]);
    assert_eq!(before["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!(before["findings"], after["findings"]);
    assert_eq!(before["counts"]["articles"], after["counts"]["articles"]);
    let skipped: Vec<&str> = after["skipped"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["reason"] == "a report that atodds wrote")
        .filter_map(|one| one["path"].as_str())
        .collect();
    assert_eq!(skipped, ["page.html", "page.md", "saved.jsonl"]);
}
