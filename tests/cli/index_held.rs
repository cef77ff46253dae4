//! What an index withstands: a killed process, a full disk, others at work, files of another kind, flipped bits.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use atodds::index::{Index, RuleSet, VERSION};
use atodds::rules;
use rusqlite::Connection;

use crate::folder::{Folder, article, atodds, run, stderr, stdout, with_rules};

/// Times a writer is killed.
const KILLS: u32 = 200;
/// Articles that each of them writes, in commits of at most 512.
const ARTICLES: u32 = 1200;

/// Articles of one round; their title says which.
fn round(number: u32) -> String {
    let line = |at: u32| {
        let text = format!("{} people died in Arden.", at + number + 2);
        let record = serde_json::json!({
            "article": format!("a/{at}"), "outlet": format!("paper-{}", at % 7), "published": "2026-02-12",
            "title": format!("round {number}"), "text": text,
        });
        format!("{record}\n")
    };
    (0..ARTICLES).map(line).collect()
}

fn add(folder: &Folder, file: &str) -> Output {
    run(folder, &["index", "add", "news.index", file])
}

/// The articles in the index whose title says `round`, seen from outside.
fn of_round(folder: &Folder, number: u32) -> u32 {
    let db = Connection::open(folder.0.join("news.index")).expect("it can be opened");
    let sql = "SELECT COUNT(*) FROM articles WHERE title = ?";
    db.query_row(sql, [format!("round {number}")], |row| row.get(0))
        .expect("it can be read")
}

/// Nothing, when the index is whole; it is looked at in this process, which is quicker two hundred times.
#[track_caller]
fn assert_whole(folder: &Folder) {
    let (pack, _) = rules::load(&folder.0.join("rules"));
    let index = Index::open(&folder.0.join("news.index")).expect("it is an index");
    let verified = index
        .verify(&pack, &RuleSet::new(&pack))
        .expect("it can be read");
    assert!(verified.flaws.is_empty(), "{:?}", verified.flaws);
}

/// A number below `most`, another one each time.
fn chance(seed: &mut u64, most: u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % most
}

/// Ends the process at once, or as Ctrl-C does.
fn end(child: &mut Child, politely: bool) {
    if politely {
        let id = child.id().to_string();
        let _ = Command::new("kill").args(["-INT", &id]).status();
    } else {
        let _ = child.kill();
    }
}

#[test]
fn a_writer_killed_two_hundred_times_loses_no_committed_article() {
    let folder = with_rules().with("round.jsonl", &round(0));
    let begun = Instant::now();
    assert!(add(&folder, "round.jsonl").status.success());
    let whole = begun.elapsed().as_micros() as u64;
    let (mut seed, mut midway, mut longest) = (7, 0, 0);
    for number in 1..=KILLS {
        fs::write(folder.0.join("round.jsonl"), round(number)).expect("it can be written");
        let mut child = atodds(
            &folder,
            &["index", "add", "news.index", "round.jsonl", "-v"],
        )
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
        let said = child.stderr.take().expect("it was asked for");
        let reader = std::thread::spawn(move || {
            let lines = BufReader::new(said).lines().map_while(Result::ok);
            let committed = lines.filter_map(|line| {
                line.strip_prefix("committed ")?
                    .split(' ')
                    .next()?
                    .parse::<u32>()
                    .ok()
            });
            committed.last().unwrap_or(0)
        });
        std::thread::sleep(Duration::from_micros(chance(&mut seed, whole)));
        end(&mut child, number % 8 == 0);
        child.wait().expect("it ends");
        let committed = reader.join().expect("it reads");
        let kept = of_round(&folder, number);
        assert!(
            kept >= committed,
            "round {number}: {committed} were committed and {kept} are there"
        );
        midway += u32::from(committed > 0 && committed < ARTICLES);
        longest = longest.max(committed);
        assert_whole(&folder);
    }
    assert!(
        longest > 0 && midway > 0,
        "no kill hit a writer between two commits"
    );
    // Whoever comes next goes on.
    assert!(add(&folder, "round.jsonl").status.success());
    assert_eq!(of_round(&folder, KILLS), ARTICLES);
    assert!(
        run(&folder, &["index", "verify", "news.index"])
            .status
            .success()
    );
}

/// A folder with an index of one article, and a check against it.
fn small() -> Folder {
    let folder = with_rules()
        .with(
            "archive/toll.txt",
            &article("hill-times", "2026-02-12", "Nine people died in Arden."),
        )
        .with(
            "drafts/toll.txt",
            &article("valley-news", "2026-02-12", "Six people died in Arden."),
        );
    assert!(add(&folder, "archive").status.success());
    folder
}

fn check(folder: &Folder) -> Output {
    run(
        folder,
        &[
            "check",
            "drafts",
            "--against",
            "index:news.index",
            "--show",
            "note",
        ],
    )
}

fn finds(output: &Output) -> bool {
    stdout(output).contains("How many died in Arden?")
}

#[track_caller]
fn assert_refused(output: &Output, code: &str) {
    let told = stdout(output) + &stderr(output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains(&format!("error[{code}]")), "{told}");
    assert!(!told.contains("bug"), "{told}");
}

#[test]
fn others_read_while_one_writes() {
    let folder = small();
    let writer = Connection::open(folder.0.join("news.index")).expect("it can be opened");
    writer
        .execute_batch(
            "BEGIN IMMEDIATE; UPDATE articles SET title = 'half done'; DELETE FROM claims;",
        )
        .expect("it can be written to");
    // Each of several sees what was committed last, at once.
    let begun = Instant::now();
    let mut readers: Vec<Child> = (0..3)
        .map(|_| {
            atodds(
                &folder,
                &[
                    "check",
                    "drafts",
                    "--against",
                    "index:news.index",
                    "--show",
                    "note",
                ],
            )
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts")
        })
        .collect();
    while let Some(reader) = readers.pop() {
        assert!(finds(&reader.wait_with_output().expect("it ends")));
    }
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "they waited for the writer"
    );
    assert!(
        run(&folder, &["index", "verify", "news.index"])
            .status
            .success()
    );
    // A second writer waits, and says so in the end.
    let told = article("valley-news", "2026-02-12", "Six people died in Arden.");
    let folder = folder.with("archive/more.txt", &told);
    assert_refused(&add(&folder, "archive"), "index-busy");
    drop(writer);
    assert!(add(&folder, "archive").status.success());
}

#[test]
fn a_full_disk_is_told_and_what_was_there_stays() {
    let folder = small().with("many.jsonl", &round(1));
    let largest = fs::metadata(folder.0.join("news.index"))
        .expect("it is there")
        .len()
        / 512
        + 64;
    let full =
        format!("trap '' XFSZ; ulimit -f {largest}; exec \"$0\" index add news.index many.jsonl");
    let output = Command::new("sh")
        .current_dir(&folder.0)
        .args(["-c", &full, env!("CARGO_BIN_EXE_atodds")])
        .env(
            "ATODDS_CACHE_DIR",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"),
        )
        .output()
        .expect("a shell starts");
    assert_refused(&output, "index-unwritable");
    assert_whole(&folder);
    assert_eq!(of_round(&folder, 1), 0);
    assert!(finds(&check(&folder)));
    assert!(add(&folder, "many.jsonl").status.success());
    assert_eq!(of_round(&folder, 1), ARTICLES);
}

/// The program as somebody who may not write to `folder`.
fn as_a_guest(folder: &Folder, args: &[&str]) -> Output {
    let mut command = atodds(folder, args);
    let root =
        fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if root {
        command.uid(65534).gid(65534);
    }
    command.output().expect("it starts")
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_and_still_read() {
    let folder = small();
    set_mode(&folder.0.join("news.index"), 0o444);
    set_mode(&folder.0, 0o555);
    let add = as_a_guest(&folder, &["index", "add", "news.index", "drafts"]);
    let new = as_a_guest(&folder, &["index", "add", "new.index", "drafts"]);
    let remove = as_a_guest(&folder, &["index", "remove", "news.index", "archive"]);
    let check = as_a_guest(
        &folder,
        &[
            "check",
            "drafts",
            "--against",
            "index:news.index",
            "--show",
            "note",
        ],
    );
    let verify = as_a_guest(&folder, &["index", "verify", "news.index"]);
    set_mode(&folder.0, 0o755);
    for refused in [&add, &new, &remove] {
        assert_refused(refused, "index-unwritable");
    }
    assert!(finds(&check), "{}", stderr(&check));
    assert!(verify.status.success(), "{}", stderr(&verify));
    assert_whole(&folder);
}

#[test]
fn an_index_of_another_version_is_left_as_it_is() {
    for (version, way_out) in [
        (VERSION - 1, "make a new one"),
        (VERSION + 1, "a newer one"),
    ] {
        let folder = small();
        let path = folder.0.join("news.index");
        let db = Connection::open(&path).expect("it can be opened");
        db.pragma_update(None, "user_version", version)
            .expect("it can be written to");
        drop(db);
        let before = fs::read(&path).expect("it can be read");
        for output in [
            add(&folder, "drafts"),
            check(&folder),
            run(&folder, &["index", "stats", "news.index"]),
        ] {
            assert_refused(&output, "index-version");
            assert!((stdout(&output) + &stderr(&output)).contains(way_out));
        }
        assert_eq!(fs::read(&path).expect("it can be read"), before);
    }
}

#[test]
fn what_is_no_index_is_refused_and_left_as_it_is() {
    let folder = small();
    let other = Connection::open(folder.0.join("other.db")).expect("it can be made");
    other
        .execute_batch("CREATE TABLE t(a)")
        .expect("it can be written to");
    drop(other);
    for name in ["drafts/toll.txt", "other.db", "archive"] {
        let path = folder.0.join(name);
        let before = fs::read(&path).ok();
        for args in [
            ["index", "add", name, "drafts"].as_slice(),
            &["index", "verify", name],
        ] {
            assert_refused(&run(&folder, args), "not-an-index");
        }
        assert_eq!(fs::read(&path).ok(), before);
    }
    for args in [
        ["index", "stats", "none.index"].as_slice(),
        &["index", "remove", "none.index", "a"],
    ] {
        assert_refused(&run(&folder, args), "no-index");
    }
    assert!(!folder.0.join("none.index").exists());
}

#[test]
fn broken_rules_put_nothing_in() {
    let folder = small().with("rules/claims/bad.en.yaml", "rules: [{id: x, fakt: toll}]\n");
    let output = add(&folder, "drafts");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    fs::remove_file(folder.0.join("rules/claims/bad.en.yaml")).expect("it is there");
    assert!(stdout(&run(&folder, &["index", "stats", "news.index"])).contains("articles  1 of"));
}

#[test]
fn flipped_bits_are_found_and_never_a_bug() {
    let folder = small().with("many.jsonl", &round(1));
    assert!(add(&folder, "many.jsonl").status.success());
    let path = folder.0.join("news.index");
    let whole = fs::read(&path).expect("it can be read");
    let (pack, _) = rules::load(&folder.0.join("rules"));
    let rules = RuleSet::new(&pack);
    let (mut seed, mut missed) = (11, 0);
    for _ in 0..120 {
        let mut bytes = whole.clone();
        let at = chance(&mut seed, bytes.len() as u64) as usize;
        bytes[at] ^= 1 << chance(&mut seed, 8);
        fs::write(&path, &bytes).expect("it can be written");
        let verified = Index::open(&path).and_then(|index| index.verify(&pack, &rules));
        missed += u32::from(verified.is_ok_and(|verified| verified.flaws.is_empty()));
    }
    // What lies in room that no row takes is nobody's.
    assert!(missed < 40, "{missed} of 120 were missed");
    fs::write(&path, &whole[..whole.len() / 2]).expect("it can be written");
    let output = check(&folder);
    assert_eq!(output.status.code(), Some(2));
    assert!(!stderr(&output).contains("bug"), "{}", stderr(&output));
}
