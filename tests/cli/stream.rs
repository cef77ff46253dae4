//! `extract` and `judge`: together they say what `check` says, and each is a stream.

use std::io::{Read, Write};
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::folder::{Folder, atodds, run, stderr, stdout, with_rules};

/// Articles at odds about meetings and tolls; one is copied twice, one is undated.
fn articles() -> String {
    let long: String = (0..60).map(|at| format!(" word{at}")).collect();
    let told = |outlet: &str, day: u8, text: &str| json!({"outlet": outlet, "published": format!("2026-02-{day}"), "text": text});
    let lines = [
        told(
            "harbor-post",
            12,
            "Ann Lee met Ben Stone in Arden on Tuesday.",
        ),
        told(
            "valley-news",
            12,
            "Ann Lee met Ben Stone in North Harbour on Tuesday.",
        ),
        told(
            "hill-times",
            13,
            &format!("Nine people died in Arden.{long}"),
        ),
        told(
            "mill-times",
            14,
            &format!("Nine people died in Arden.{long}"),
        ),
        told(
            "lake-times",
            14,
            &format!("Some say more. Six people died in Arden.{long}"),
        ),
        told(
            "valley-news",
            13,
            "Six people died in Arden. Ann Lee met Ben Stone for two hours on Tuesday.",
        ),
        json!({"outlet": "cape-times", "text": "Twelve people died in Arden.\tAnn Lee met Ben Stone for the third time."}),
    ];
    let mut all = String::new();
    for (at, mut line) in lines.into_iter().enumerate() {
        line["article"] = json!(format!("desk/{at}"));
        all.push_str(&format!("{line}\n"));
    }
    all
}

fn feed(folder: &Folder, args: &[&str], input: &str) -> Output {
    let mut child = atodds(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    let _ = writer.join();
    output
}

/// The lines of `text`, sorted as bytes.
fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn findings_of_check(folder: &Folder) -> String {
    let args = ["check", "news.jsonl", "--format", "jsonl", "--show", "note"];
    let said = stdout(&run(folder, &args));
    let lines = said
        .lines()
        .filter(|line| line.starts_with(r#"{"type":"finding""#));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn extracting_sorting_and_judging_is_checking() {
    let folder = with_rules().with("news.jsonl", &articles());
    let checked = findings_of_check(&folder);
    assert!(checked.lines().count() >= 2, "{checked}");
    assert_eq!(
        checked,
        sorted(&checked),
        "check gives its findings in the order of their bytes"
    );

    let claims = stdout(&feed(&folder, &["extract", "-"], &articles()));
    let judged = feed(&folder, &["judge", "-"], &sorted(&claims));
    assert_eq!(judged.status.code(), Some(0), "{}", stderr(&judged));
    assert_eq!(sorted(&stdout(&judged)), checked);

    // From a file, in two parts, with lines that came twice, and in another order within each key.
    let half = articles().lines().count() / 2;
    let parts: Vec<String> = articles().lines().map(|line| format!("{line}\n")).collect();
    let mut lines = String::new();
    for part in [&parts[half..], &parts[..half], &parts[..2]] {
        lines.push_str(&stdout(&feed(&folder, &["extract", "-"], &part.concat())));
    }
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_by(|a, b| (a.split('\t').next(), b).cmp(&(b.split('\t').next(), a)));
    let folder = folder.with("claims.tsv", &lines.join("\n"));
    let judged = run(&folder, &["judge", "claims.tsv"]);
    assert_eq!(sorted(&stdout(&judged)), checked, "{}", stderr(&judged));
}

#[test]
fn a_line_is_a_key_an_article_and_one_versioned_object() {
    let folder = with_rules();
    let output = feed(&folder, &["extract"], &articles());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stdout(&output);
    let fields: Vec<&str> = said.lines().next().expect("a claim").split('\t').collect();
    assert_eq!(fields[..2], ["talks", "desk/0"]);
    let claim: Value = serde_json::from_str(fields[2]).expect("it is JSON");
    assert_eq!(
        (&claim["schema"], &claim["article"]["outlet"]),
        (&json!(1), &json!("harbor-post"))
    );
    assert!(said.lines().all(|line| line.split('\t').count() == 3));
    assert!(
        said.lines()
            .any(|line| line.starts_with("toll|place=arden\t")),
        "{said}"
    );
}

#[test]
fn any_number_of_jobs_gives_the_same_bytes() {
    let folder = with_rules().with("claims.tsv", "");
    let many = articles()
        .repeat(200)
        .lines()
        .enumerate()
        .fold(String::new(), |all, (at, line)| {
            all + &line.replace("desk/", &format!("desk/{at}/")) + "\n"
        });
    let one = feed(&folder, &["extract", "-", "-j", "1"], &many);
    let two = feed(&folder, &["extract", "-", "-j", "2"], &many);
    assert!(one.stdout.len() > 1_000_000);
    assert!(one.stdout == two.stdout);
    let claims = sorted(&stdout(&one));
    let one = feed(&folder, &["judge", "-", "-j", "1"], &claims);
    let two = feed(&folder, &["judge", "-", "-j", "2"], &claims);
    assert!(!one.stdout.is_empty() && one.stdout == two.stdout);
}

#[test]
fn records_without_a_name_get_one_that_holds_in_any_process() {
    let folder = with_rules();
    let (a, b) = (
        r#"{"outlet": "a", "text": "Nine people died in Arden."}"#,
        r#"{"outlet": "b", "text": "Six people died in Arden."}"#,
    );
    let names = |input: &str| -> Vec<String> {
        let said = stdout(&feed(&folder, &["extract", "-"], input));
        said.lines()
            .filter_map(|line| Some(line.split('\t').nth(1)?.to_owned()))
            .collect()
    };
    let both = names(&format!("{a}\n{b}\n"));
    assert_eq!(both, [names(a), names(b)].concat());
    assert!(both[0] != both[1] && both[0].starts_with("-#"), "{both:?}");
}

#[test]
fn bad_lines_are_located_and_exit_2_and_the_rest_is_judged() {
    let folder = with_rules();
    let claims = sorted(&stdout(&feed(&folder, &["extract", "-"], &articles())));
    let first = claims.lines().next().expect("a claim");
    let judge = |input: &str| {
        let output = feed(&folder, &["judge", "-"], input);
        (output.status.code(), stderr(&output), stdout(&output))
    };
    for (line, code, says) in [
        ("a b c\n", "bad-line", "fewer than three fields"),
        ("a\tb\t{\n", "bad-line", "this is no claim"),
        (
            &first.replace("\"schema\":1", "\"schema\":2"),
            "bad-line",
            "schema 2, and schema 1 is read",
        ),
        (
            &first.replace("\"kind\":\"talks\"", "\"kind\":\"takls\""),
            "other-rules",
            "did you mean `talks`?",
        ),
        (
            &first.replacen("talks\t", "tolls\t", 1),
            "other-rules",
            "the key of this claim is `talks`",
        ),
        (
            &first.replace(
                "\"outlet\":\"harbor-post\",\"outlet_name\"",
                "\"outlet\":\"other\",\"outlet_name\"",
            ),
            "same-name",
            "two articles are called `desk/0`",
        ),
    ] {
        let (status, said, found) = judge(&format!("{}\n{claims}", line.trim_end()));
        assert_eq!(status, Some(2), "{line}: {said}");
        for part in [code, says, "-:", "= help"] {
            assert!(said.contains(part), "{line}: {part}: {said}");
        }
        assert!(found.contains("toll/arden"), "{line}: {found}");
    }
    let backwards: Vec<&str> = claims.lines().rev().collect();
    let (status, said, _) = judge(&backwards.join("\n"));
    assert_eq!(status, Some(2));
    assert!(
        said.contains("not-sorted") && said.contains("LC_ALL=C sort"),
        "{said}"
    );

    let output = feed(
        &folder,
        &["extract", "-"],
        &format!("not json\n{}", articles()),
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("bad-record") && !stdout(&output).is_empty(),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_empty_stream_is_a_stream_and_an_empty_folder_a_mistake() {
    let folder = with_rules();
    for command in ["extract", "judge"] {
        let output = feed(&folder, &[command, "-"], "");
        assert_eq!(
            output.status.code(),
            Some(0),
            "{command}: {}",
            stderr(&output)
        );
        assert!(output.stdout.is_empty());
    }
    let output = run(&folder, &["extract", "empty"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("nothing-checked"));
    assert_eq!(
        run(&folder, &["judge", "no-such-file"]).status.code(),
        Some(2)
    );
}

#[test]
fn a_reader_that_goes_away_ends_a_stream_quietly() {
    let folder = with_rules();
    let many = articles().repeat(500);
    let mut child = atodds(&folder, &["extract", "-", "-q"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it was asked for");
    let writer = std::thread::spawn(move || stdin.write_all(many.as_bytes()));
    let mut few = [0; 100];
    let mut pipe = child.stdout.take().expect("it was asked for");
    pipe.read_exact(&mut few).expect("there is output");
    drop(pipe);
    let output = child.wait_with_output().expect("it ends");
    let _ = writer.join();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stderr.is_empty(), "{}", stderr(&output));
}
