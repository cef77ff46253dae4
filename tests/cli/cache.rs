//! Packs kept between runs: they save time and change nothing.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::folder::{Folder, article, atodds, run, stderr, stdout, with_rules};

/// An article about a meeting, and a cache of its own.
fn met() -> Folder {
    with_rules().with(
        "news/a.txt",
        &article(
            "harbor-post",
            "2026-02-12",
            "Ann Lee met Ben Stone in Arden on Tuesday.",
        ),
    )
}

const CHECK: [&str; 6] = ["check", "news", "--format", "json", "--cache-dir", "kept"];

/// The packs in the cache.
fn packs(folder: &Folder) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder.0.join("kept")).into_iter().flatten();
    let mut packs: Vec<(PathBuf, Vec<u8>)> = entries
        .map(|entry| entry.expect("the cache can be listed").path())
        .map(|path| (path.clone(), fs::read(path).expect("it can be read")))
        .collect();
    packs.sort();
    packs
}

#[test]
fn a_pack_is_built_once_and_says_the_same_ever_after() {
    let folder = met();
    let first = run(&folder, &CHECK);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let kept = packs(&folder);
    assert_eq!(kept.len(), 1);
    // A run that builds its pack keeps it, under the name of the one that was taken away.
    let path = &kept[0].0;
    let away = path.with_extension("away");
    fs::rename(path, &away).expect("it can be renamed");
    fs::write(path, "").expect("it can be written");
    assert_eq!(stdout(&run(&folder, &CHECK)), stdout(&first));
    assert!(fs::read(path).is_ok_and(|bytes| !bytes.is_empty()));
    fs::rename(&away, path).expect("it can be renamed");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    let file = fs::File::options().append(true).open(path);
    let set = file.and_then(|file| file.set_modified(long_ago));
    set.expect("files have a time here");
    // One that finds it notes that it was asked for, and writes nothing.
    let second = run(&folder, &CHECK);
    assert_eq!(stdout(&second), stdout(&first));
    assert!(packs(&folder) == kept);
    let asked = fs::metadata(path).and_then(|file| file.modified());
    assert!(asked.is_ok_and(|asked| asked > long_ago));
    let without = run(
        &folder,
        &["check", "news", "--format", "json", "--no-cache"],
    );
    assert_eq!(stdout(&without), stdout(&first));
}

#[test]
fn a_rule_of_a_kept_pack_stands_where_its_file_says() {
    let folder = met();
    let explain = ["explain", "met", "--cache-dir", "kept"];
    let first = run(&folder, &explain);
    assert!(stdout(&first).contains("rules/"), "{}", stderr(&first));
    assert_eq!(stdout(&run(&folder, &explain)), stdout(&first));
    assert_eq!(packs(&folder).len(), 1);
}

#[test]
fn other_rules_are_another_pack() {
    let folder = met();
    run(&folder, &CHECK);
    let path = folder.0.join("rules/language/en.yaml");
    let language = fs::read_to_string(&path).expect("the pack reads English");
    fs::write(&path, format!("{language}# seen\n")).expect("it can be written");
    run(&folder, &CHECK);
    assert_eq!(packs(&folder).len(), 2);
}

#[test]
fn what_was_spoilt_is_built_again() {
    let folder = met();
    let first = stdout(&run(&folder, &CHECK));
    let path = packs(&folder)[0].0.clone();
    let whole = fs::read(&path).expect("it was kept");
    for at in [0, 40, 64, whole.len() / 2, whole.len() - 1] {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 0x55;
        fs::write(&path, &spoilt).expect("it can be written");
        assert_eq!(stdout(&run(&folder, &CHECK)), first, "byte {at}");
        let again = fs::read(&path).expect("it was kept again");
        assert!(again != spoilt, "byte {at}");
    }
    for end in [0, 1, 63, 64, whole.len() / 2] {
        fs::write(&path, &whole[..end]).expect("it can be written");
        assert_eq!(stdout(&run(&folder, &CHECK)), first, "{end} bytes");
    }
}

#[test]
fn broken_rules_are_said_each_time_and_not_kept() {
    let folder = met().with("rules/claims/broken.en.yaml", "rules: [{id: x}]\n");
    for _ in 0..2 {
        let output = run(&folder, &CHECK);
        assert_eq!(output.status.code(), Some(2));
        assert!(stdout(&output).contains("broken.en.yaml"));
    }
    assert!(packs(&folder).is_empty());
}

#[test]
fn a_cache_that_somebody_named_must_be_writable_and_any_other_need_not_be() {
    let folder = met().with("file", "no folder");
    let named = run(&folder, &["check", "news", "--cache-dir", "file"]);
    assert_eq!(named.status.code(), Some(0));
    assert!(
        stdout(&named).contains("warning[cache-unwritable]: cannot keep the rules in file"),
        "{}",
        stdout(&named)
    );
    let home = folder.0.join("file");
    let own = atodds(&folder, &["check", "news"])
        .env_remove("ATODDS_CACHE_DIR")
        .env("HOME", &home)
        .env("XDG_CACHE_HOME", &home)
        .output()
        .expect("it runs");
    assert_eq!(own.status.code(), Some(0));
    assert!(!stdout(&own).contains("warning"), "{}", stdout(&own));
}

#[test]
fn only_so_many_packs_are_kept() {
    let folder = met();
    let path = folder.0.join("rules/language/en.yaml");
    let language = fs::read_to_string(&path).expect("the pack reads English");
    for number in 0..18 {
        fs::write(&path, format!("{language}# {number}\n")).expect("it can be written");
        run(&folder, &CHECK);
    }
    assert_eq!(packs(&folder).len(), 16);
    // The last one is among them.
    let kept = packs(&folder);
    run(&folder, &CHECK);
    assert!(packs(&folder) == kept);
}

#[test]
fn the_files_of_others_are_left_alone() {
    let folder = met();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    let others = ["notes.txt", "pack-1.pack", "draft.part", "atodds-x.part"];
    for name in others {
        let path = folder.0.join("kept").join(name);
        fs::create_dir_all(folder.0.join("kept")).expect("it can be made");
        fs::write(&path, "mine").expect("it can be written");
        let file = fs::File::options().append(true).open(&path);
        let set = file.and_then(|file| file.set_modified(long_ago));
        set.expect("files have a time here");
    }
    run(&folder, &CHECK);
    let there = |name: &&str| folder.0.join("kept").join(name).exists();
    let left: Vec<&str> = others.into_iter().filter(|name| there(name)).collect();
    // The last is what a run left behind that was stopped.
    assert_eq!(left, others[..3]);
}

#[test]
fn a_variable_set_to_nothing_is_none() {
    let folder = met();
    let output = atodds(&folder, &["check", "news"])
        .env("ATODDS_CACHE_DIR", "")
        .env("HOME", folder.0.join("home"))
        .env("XDG_CACHE_HOME", folder.0.join("home"))
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(folder.0.join("home/atodds").is_dir() || cfg!(not(target_os = "linux")));
}

#[test]
fn a_kept_pack_has_its_examples() {
    let folder = met();
    run(&folder, &CHECK);
    let fresh = run(&folder, &["test", "--no-cache"]);
    let kept = run(&folder, &["test", "--cache-dir", "kept"]);
    assert!(stdout(&fresh).contains("example"), "{}", stdout(&fresh));
    assert_eq!(stdout(&kept), stdout(&fresh));
    for command in ["lint", "coverage"] {
        let fresh = run(&folder, &[command, "--no-cache"]);
        let kept = run(&folder, &[command, "--cache-dir", "kept"]);
        assert_eq!(stdout(&kept), stdout(&fresh), "{command}");
        assert_eq!(stderr(&kept), stderr(&fresh), "{command}");
    }
}
