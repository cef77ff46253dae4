//! One run of the program for each step.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use divan::Bencher;

pub(crate) const RULE: &str = "rules/claims/diplomacy.en.yaml";

const ARTICLE: &str = "---\noutlet: Quay Gazette\npublished: 2026-02-11\n---\n\
    The Port of Arden has nine berths, the harbour master says. Merkel met Macron in Lyon on Monday, officials said \
    after the talks on a ceasefire, and more than four hours later neither side had signed.\n";

/// A folder of its own with the shipped pack, its stories and an article.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["rules", "tests/rules", "tests/snapshots/rules"] {
        copy(&root.join(part), &folder.join(part));
    }
    fs::create_dir_all(folder.join("archive")).expect("a folder can be made");
    fs::write(folder.join("archive/a.txt"), ARTICLE).expect("an article can be written");
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        let to = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("a file can be copied");
        }
    }
}

pub(crate) fn atodds(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_atodds"));
    // What an author waits for is a run after an edit.
    command
        .current_dir(folder)
        .args(args)
        .arg("--no-cache")
        .env_remove("CI");
    command
}

fn bench(bencher: Bencher<'_, '_>, args: &[&str]) {
    let folder = folder(args[0]);
    bencher.bench(|| run(&folder, args));
}

fn run(folder: &Path, args: &[&str]) {
    let mut command = atodds(folder, args);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let code = status.expect("the program runs").code();
    assert!(matches!(code, Some(0 | 1)), "{args:?}: {code:?}");
}

/// Meant to take 50 ms.
#[divan::bench(sample_count = 20)]
fn new_rule_from_a_sentence(bencher: Bencher<'_, '_>) {
    let folder = folder("new");
    let forget = || {
        for file in ["facts/berths.yaml", "claims/berths.en.yaml"] {
            let _ = fs::remove_file(folder.join("rules").join(file));
        }
    };
    bencher.with_inputs(forget).bench_values(|()| {
        run(
            &folder,
            &["new", "rule", "berths", "--from", "archive/a.txt:5"],
        );
    });
}

/// Meant to take 100 ms.
#[divan::bench(sample_count = 20)]
fn lint(bencher: Bencher<'_, '_>) {
    bench(bencher, &["lint"]);
}

/// Meant to take 50 ms.
#[divan::bench(sample_count = 20)]
fn test_of_one_rule(bencher: Bencher<'_, '_>) {
    bench(bencher, &["test", "met"]);
}

/// Meant to take 400 ms.
#[divan::bench(sample_count = 20)]
fn all_tests(bencher: Bencher<'_, '_>) {
    bench(bencher, &["test"]);
}

/// Meant to take 100 ms.
#[divan::bench(sample_count = 20)]
fn explain_a_line(bencher: Bencher<'_, '_>) {
    bench(bencher, &["explain", "archive/a.txt:5"]);
}

/// Meant to take 500 ms for 500 articles; these are the rules' own examples.
#[divan::bench(sample_count = 20)]
fn coverage(bencher: Bencher<'_, '_>) {
    bench(bencher, &["coverage"]);
}

/// Meant to take 20 ms.
#[divan::bench(sample_count = 20)]
fn schema(bencher: Bencher<'_, '_>) {
    bench(bencher, &["schema", "rule"]);
}
