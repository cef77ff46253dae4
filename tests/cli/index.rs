//! `index` and `check --against index:PATH`: the same findings as from the articles, read only where something changed.

use std::fs;

use serde_json::{Value, json};

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

/// Meetings and tolls with a copy, and several records in a file.
fn archive() -> Folder {
    let long: String = (0..60).map(|at| format!(" word{at}")).collect();
    let told = |outlet: &str, day: u8, text: &str| article(outlet, &format!("2026-02-{day}"), text);
    let records =
        [("hill-times", 11, "Six"), ("lake-times", 12, "Seven")].map(|(outlet, day, count)| {
            let text = format!("Some news first.\n\n{count} people died in North Harbour.");
            let record =
                json!({"outlet": outlet, "published": format!("2026-02-{day}"), "text": text});
            format!("{record}\n")
        });
    with_rules()
        .with(
            "archive/met.txt",
            &told(
                "harbor-post",
                12,
                "Ann Lee met Ben Stone in Arden on Tuesday.",
            ),
        )
        .with(
            "archive/toll.txt",
            &told(
                "hill-times",
                13,
                &format!("Nine people died in Arden.{long}"),
            ),
        )
        .with(
            "archive/copy.txt",
            &told(
                "mill-times",
                14,
                &format!("Nine people died in Arden.{long}"),
            ),
        )
        .with(
            "archive/old/later.txt",
            &told("lake-times", 20, "Thirty people died in Arden."),
        )
        .with(
            "archive/old/quiet.txt",
            &told("mill-times", 12, "Ann Lee met Ben Stone on Tuesday."),
        )
        .with(
            "archive/old/other.txt",
            &told("mill-times", 12, "Cora Vale met Ann Lee in Arden."),
        )
        .with("archive/records.jsonl", &records.concat())
}

/// The archive, and drafts that are at odds with it.
fn desk() -> Folder {
    let told = |outlet: &str, text: &str| article(outlet, "2026-02-13", text);
    archive()
        .with("drafts/today.txt", &told("valley-news", "Six people died in Arden.\n\nAnn Lee met Ben Stone in North Harbour for two hours on Tuesday."))
        .with("drafts/more.txt", &told("cape-times", "Nine people died in North Harbour."))
}

fn said(folder: &Folder, args: &[&str]) -> String {
    let output = run(folder, args);
    let told = stderr(&output);
    assert!(output.status.success(), "{args:?}: {told}");
    stdout(&output)
}

fn added(folder: &Folder, paths: &[&str]) -> Value {
    let args = [&["index", "add", "news.index"][..], paths, &["--json"]].concat();
    serde_json::from_str(&said(folder, &args)).expect("it prints JSON")
}

/// What `check` prints with the archive as files and as an index: the same, but for the name.
#[track_caller]
fn same(folder: &Folder, args: &[&str]) -> String {
    let check = |against: &str| {
        let args = [
            &["check", "drafts", "--against", against, "--show", "note"][..],
            args,
        ]
        .concat();
        run(folder, &args)
    };
    let (files, index) = (check("archive"), check("index:news.index"));
    assert_eq!(
        files.status.code(),
        index.status.code(),
        "{}",
        stderr(&index)
    );
    let index = stdout(&index)
        .replace("index:news.index", "archive")
        // As Markdown writes it.
        .replace(r"index\:news\.index", "archive");
    assert_eq!(stdout(&files), index, "{args:?}");
    index
}

/// As [`same`], for what is told of findings alone: `add` has told what articles lack, and no check tells it again.
#[track_caller]
fn same_findings(folder: &Folder, args: &[&str]) -> String {
    let check = |against: &str| {
        let check = [
            "check",
            "drafts",
            "--against",
            against,
            "--show",
            "note",
            "--format",
            "jsonl",
        ];
        let args = [&check[..], args].concat();
        let told = stdout(&run(folder, &args));
        let of_findings = |line: &&str| {
            line.contains(r#""type":"finding""#) || line.contains(r#""type":"silent""#)
        };
        let lines: Vec<&str> = told.lines().filter(of_findings).collect();
        lines.join("\n")
    };
    let files = check("archive");
    assert_eq!(files, check("index:news.index"));
    files
}

#[test]
fn a_check_against_an_index_prints_what_a_check_against_its_articles_prints() {
    let folder = desk();
    assert_eq!(added(&folder, &["archive"])["added"], 8);
    let all = same(&folder, &["--format", "concise"]);
    assert!(
        all.contains("talks/ann-lee+ben-stone") && all.contains("toll/north-harbour"),
        "{all}"
    );
    for format in [
        "full", "json", "jsonl", "csv", "sarif", "junit", "gitlab", "markdown", "github",
    ] {
        let text = same(&folder, &["--format", format]);
        assert!(
            text.contains("North Harbour") || text.contains("north-harbour"),
            "{format}: {text}"
        );
    }
    assert!(
        same(&folder, &[]).contains("silent: "),
        "an outlet that says nothing is looked up too"
    );
    for args in [
        ["--skip", "met"],
        ["--skip", "lake-times"],
        ["--only", "hill-times"],
    ] {
        same(&folder, &args);
    }
    // What is later than today is named among what was left out when files are read.
    assert!(same_findings(&folder, &[]).contains("copy.txt"));
    assert!(!same_findings(&folder, &["--as-of", "2026-02-13"]).contains("copy.txt"));
}

#[test]
fn articles_without_outlet_or_date_give_the_same_findings_from_an_index() {
    let folder = desk()
        .with("archive/undated.txt", "---\noutlet: cape-times\n---\nTwelve people died in Arden.\n")
        .with("archive/nobody.txt", "---\npublished: 2026-02-12\n---\nCora Vale met Ann Lee.\n\nFour people died in North Harbour.\n");
    assert_eq!(added(&folder, &["archive"])["added"], 10);
    assert!(same_findings(&folder, &[]).contains("archive/nobody.txt"));
}

#[test]
fn an_article_of_the_focus_is_not_compared_with_what_the_index_has_of_it() {
    let folder = desk();
    added(&folder, &["archive", "drafts"]);
    let told = article("valley-news", "2026-02-13", "Nine people died in Arden.");
    let folder = folder.with("drafts/today.txt", &told);
    same(&folder, &[]);
}

#[test]
fn what_is_in_an_index_unchanged_is_not_read_again() {
    let folder = desk();
    added(&folder, &["archive"]);
    assert_eq!(
        said(&folder, &["index", "add", "news.index", "archive"]),
        "news.index: 8 unchanged\n"
    );
    let told = article(
        "harbor-post",
        "2026-02-12",
        "Ann Lee met Ben Stone in North Harbour on Tuesday.",
    );
    let folder = folder.with("archive/met.txt", &told);
    let second = added(&folder, &["archive"]);
    assert_eq!(
        (&second["changed"], &second["unchanged"]),
        (&json!(1), &json!(7))
    );
    same(&folder, &[]);
}

/// Writes `text` over what the rule file `name` held.
fn edit(folder: &Folder, name: &str, change: impl FnOnce(String) -> String) {
    let path = folder.0.join("rules").join(name);
    let text = fs::read_to_string(&path).unwrap_or_default();
    fs::write(&path, change(text)).expect("it can be written");
}

#[test]
fn a_changed_rule_reads_again_only_articles_that_hold_its_words() {
    let folder = desk();
    added(&folder, &["archive"]);
    edit(&folder, "claims/news.en.yaml", |text| {
        text.replace("people died in {place}", "people (died|drowned) in {place}")
    });
    let check = run(
        &folder,
        &["check", "drafts", "--against", "index:news.index"],
    );
    assert_eq!(check.status.code(), Some(2));
    assert!(stderr(&check).is_empty() || !stdout(&check).is_empty());
    let told = stdout(&check) + &stderr(&check);
    assert!(
        told.contains("index-stale") && told.contains("8 articles"),
        "{told}"
    );
    // Three meetings hold neither word; of the tolls each holds one.
    let second = added(&folder, &["archive"]);
    assert_eq!(
        (&second["read_again"], &second["untouched"]),
        (&json!(5), &json!(3)),
        "{second}"
    );
    same(&folder, &[]);
    assert_eq!(added(&folder, &["archive"])["unchanged"], 8);
}

#[test]
fn a_comment_or_an_example_in_a_rule_file_makes_nothing_stale() {
    let folder = desk();
    added(&folder, &["archive"]);
    edit(&folder, "claims/news.en.yaml", |text| {
        format!("# mended\n{text}").replace("Ann Lee waved at Ben Stone.", "Ann Lee waved.")
    });
    same(&folder, &[]);
    assert_eq!(added(&folder, &["archive"])["unchanged"], 8);
}

#[test]
fn a_rule_that_an_outlet_turns_off_is_a_change_for_that_outlet_alone() {
    let folder = desk();
    added(&folder, &["archive"]);
    edit(&folder, "outlets/harbor-post.yaml", |text| {
        format!("{text}disable: [met]\n")
    });
    let second = added(&folder, &["archive"]);
    assert_eq!(
        (&second["read_again"], &second["untouched"]),
        (&json!(1), &json!(7)),
        "{second}"
    );
    same(&folder, &[]);
}

#[test]
fn a_new_spelling_touches_the_articles_that_hold_it() {
    let folder = desk().with(
        "archive/old/seen.txt",
        &article(
            "hill-times",
            "2026-02-12",
            "The envoy Dora Hill met Ann Lee in Arden.",
        ),
    );
    added(&folder, &["archive"]);
    edit(&folder, "names/all.yaml", |text| {
        format!("{text}  - {{id: dora-hill, name: Dora Hill, type: envoy}}\n")
    });
    let second = added(&folder, &["archive"]);
    assert_eq!(
        (&second["read_again"], &second["untouched"]),
        (&json!(1), &json!(8)),
        "{second}"
    );
    same(&folder, &[]);
}

#[test]
fn who_holds_an_office_touches_the_articles_that_name_whose_it_is() {
    let mayors = "The mayors of Arden and North Harbour met Cora Vale on Tuesday.";
    let folder = desk().with(
        "archive/old/mayors.txt",
        &article("hill-times", "2026-02-12", mayors),
    );
    edit(&folder, "language/en.yaml", |text| {
        let pattern = "mayors of {of:city} and {of:city}";
        format!("{text}names: [{{as: person, of: of, holds: [mayor], match: [\"{pattern}\"]}}]\n")
    });
    let held = |id: &str, of: &str| {
        format!("{id}, type: person, roles: [{{title: mayor, of: {of}, until: 2026-12-31}}]}}")
    };
    edit(&folder, "names/all.yaml", |text| {
        text.replace("Ann Lee, type: person}", &held("Ann Lee", "arden"))
            .replace(
                "Ben Stone, type: envoy}",
                &held("Ben Stone", "north-harbour"),
            )
    });
    added(&folder, &["archive"]);
    let told = |folder: &Folder| {
        said(
            folder,
            &["dump", "--stage", "claims", "archive/old/mayors.txt"],
        )
    };
    assert!(told(&folder).contains("people=ann-lee+ben-stone+cora-vale"));
    edit(&folder, "names/all.yaml", |text| {
        text.replacen("2026-12-31", "2025-12-31", 1)
    });
    assert!(!told(&folder).contains("ann-lee"));
    let second = added(&folder, &["archive"]);
    assert!(second["read_again"].as_u64() >= Some(1), "{second}");
    assert!(second["untouched"].as_u64() >= Some(1), "{second}");
    same(&folder, &[]);
}

#[test]
fn a_change_of_the_language_touches_every_article() {
    let folder = desk();
    added(&folder, &["archive"]);
    edit(&folder, "language/en.yaml", |text| {
        format!("{text}\n# another\n")
    });
    assert_eq!(added(&folder, &["archive"])["read_again"], 8);
}

#[test]
fn a_changed_outlet_file_reads_again_the_articles_that_it_cleans() {
    let folder = desk();
    added(&folder, &["archive"]);
    edit(&folder, "outlets/harbor-post.yaml", |text| {
        format!("{text}clean: {{drop_lines: ['Ann Lee met*']}}\n")
    });
    let second = added(&folder, &["archive"]);
    assert_eq!(
        (&second["changed"], &second["unchanged"]),
        (&json!(1), &json!(7)),
        "{second}"
    );
    same(&folder, &[]);
}

#[test]
fn articles_go_out_by_their_names_files_and_folders() {
    let folder = desk();
    added(&folder, &["archive"]);
    let gone = run(
        &folder,
        &[
            "index",
            "remove",
            "news.index",
            "archive/met.txt",
            "archive/nothing.txt",
        ],
    );
    assert_eq!(gone.status.code(), Some(2));
    assert!(stderr(&gone).contains("archive/nothing.txt"));
    assert!(said(&folder, &["index", "stats", "news.index"]).contains("articles  8 of"));
    assert_eq!(
        said(
            &folder,
            &["index", "remove", "news.index", "./archive/old/"]
        ),
        "news.index: 3 articles removed\n"
    );
    assert_eq!(
        said(
            &folder,
            &["index", "remove", "news.index", "archive/records.jsonl#2"]
        ),
        "news.index: 1 article removed\n"
    );
    fs::remove_dir_all(folder.0.join("archive/old")).expect("it is there");
    let records = fs::read_to_string(folder.0.join("archive/records.jsonl")).expect("it is there");
    let first = records.lines().next().expect("it has two lines");
    let folder = folder.with("archive/records.jsonl", &format!("{first}\n"));
    same(&folder, &[]);
    said(&folder, &["index", "remove", "news.index", "archive"]);
    let stats: Value =
        serde_json::from_str(&said(&folder, &["index", "stats", "news.index", "--json"]))
            .expect("it prints JSON");
    assert_eq!(
        (&stats["articles"], &stats["claims"], &stats["facts"]),
        (&json!(0), &json!(0), &json!(0))
    );
    assert!(said(&folder, &["index", "verify", "news.index"]).contains("whole: 0 articles"));
}

#[test]
fn stats_and_verify_say_what_is_there() {
    let folder = desk();
    added(&folder, &["archive"]);
    let stats: Value =
        serde_json::from_str(&said(&folder, &["index", "stats", "news.index", "--json"]))
            .expect("it prints JSON");
    assert_eq!(
        (&stats["articles"], &stats["outlets"]),
        (&json!(8), &json!(4))
    );
    assert_eq!(stats["published"], json!(["2026-02-11", "2026-02-20"]));
    assert_eq!(stats["stale"], json!([]));
    assert!(stats["bytes"].as_u64().is_some_and(|bytes| bytes > 4096));
    edit(&folder, "language/en.yaml", |text| {
        format!("{text}\n# another\n")
    });
    assert!(said(&folder, &["index", "stats", "news.index"]).contains("stale     8 articles"));
    let verified: Value =
        serde_json::from_str(&said(&folder, &["index", "verify", "news.index", "--json"]))
            .expect("it prints JSON");
    assert_eq!(
        (
            &verified["articles"],
            &verified["claims"],
            &verified["flaws"]
        ),
        (&json!(8), &stats["claims"], &json!([]))
    );
}

#[test]
fn an_explanation_and_a_report_take_an_index_too() {
    let folder = desk();
    added(&folder, &["archive"]);
    let findings = run(
        &folder,
        &[
            "check",
            "drafts",
            "--against",
            "index:news.index",
            "--format",
            "jsonl",
        ],
    );
    let id = stdout(&findings)
        .lines()
        .find_map(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            line["finding"]["id"].as_str().map(str::to_owned)
        })
        .expect("there is a finding");
    let explain = |of: &str| {
        said(&folder, &["explain", &id, "--in", "drafts", "--in", of])
            .replace("index:news.index", "archive")
    };
    assert_eq!(explain("index:news.index"), explain("archive"));
    let page = |of: &str, file: &str| {
        said(
            &folder,
            &["report", "drafts", "--against", of, "--md", file],
        );
        fs::read_to_string(folder.0.join(file)).expect("it was written")
    };
    assert_eq!(
        page("index:news.index", "a.md").replace("index:news.index", "archive"),
        page("archive", "b.md")
    );
}

#[test]
fn what_was_at_odds_at_a_revision_is_known_with_an_index_as_well() {
    let folder = desk();
    let git = |words: &[&str]| {
        let done = std::process::Command::new("git")
            .current_dir(&folder.0)
            .args(words)
            .output()
            .expect("git runs");
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&[
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b",
        "commit",
        "-qm",
        "all",
    ]);
    added(&folder, &["archive"]);
    same(&folder, &["--since", "HEAD"]);
    // The draft moves on to other facts: one is resolved, others are new.
    let told = article(
        "valley-news",
        "2026-02-13",
        "Nine people died in Arden.\n\nAnn Lee met Cora Vale in North Harbour on Thursday.",
    );
    fs::write(folder.0.join("drafts/today.txt"), told).expect("it can be written");
    let all = same(&folder, &["--since", "HEAD", "--format", "concise"]);
    assert!(!all.contains("talks/ann-lee+ben-stone"), "{all}");
}
