//! Every command of the README, run; what the README shows is what the program prints.
//!
//! `sh` blocks must succeed. In `console` blocks each `$ ` line is run and the lines below it are compared with what it
//! prints to both streams; a line of three dots stands for any number of lines. All blocks run in their order in one
//! folder that starts with the repository's `seeds` and `rules`. `cargo` lines would build the program within its own
//! tests: they are only checked for form, and `.ci/run` must run the one for tests.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

struct Block {
    /// What opened it, and closes it: a longer fence holds a shorter one.
    ticks: String,
    kind: String,
    line: usize,
    text: String,
}

fn blocks(readme: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in readme.lines().enumerate() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match open.take() {
            Some(block) if line.trim_end() == block.ticks => found.push(block),
            Some(mut block) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            None if ticks.len() >= 3 => {
                open = Some(Block {
                    kind: line[ticks.len()..].trim().to_owned(),
                    ticks,
                    line: at + 1,
                    text: String::new(),
                });
            }
            None => {}
        }
    }
    assert!(open.is_none(), "a block of the README is not closed");
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the target folder can be written to");
    for entry in fs::read_dir(from).expect("the repository can be read") {
        let path = entry.expect("the repository can be read").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file can be copied");
        }
    }
}

/// A folder with seeds and rules, gone when the test is over.
struct Desk(PathBuf);

impl Desk {
    fn new() -> Self {
        let name = format!("readme-{}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        for part in ["seeds", "rules"] {
            copy(&Path::new(ROOT).join(part), &path.join(part));
        }
        Self(path)
    }

    /// What `script` prints to both streams, and whether it succeeds.
    fn run(&self, script: &str) -> (String, bool) {
        let binary = Path::new(env!("CARGO_BIN_EXE_atodds"));
        let folder = binary.parent().expect("a program lies in a folder");
        let before = env::var_os("PATH").unwrap_or_default();
        let path =
            env::join_paths(std::iter::once(folder.to_owned()).chain(env::split_paths(&before)))
                .expect("the path of the tests is sound");
        let output = Command::new("bash")
            .arg("-c")
            .arg(format!("exec 2>&1\n{script}"))
            .current_dir(&self.0)
            .env("PATH", path)
            .env("NO_COLOR", "1")
            .env_remove("CI")
            .env_remove("ATODDS_FORMAT")
            .env(
                "ATODDS_CACHE_DIR",
                concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"),
            )
            .env_remove("FORCE_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::null())
            .output()
            .expect("bash starts");
        let text = String::from_utf8(output.stdout).expect("the program prints UTF-8");
        (text, output.status.success())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn is_cargo(line: &str) -> bool {
    line.trim_start().starts_with("cargo ")
}

/// Commands with the output shown below each.
fn sessions(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command.to_owned(), String::new())),
            (None, Some((_, shown))) => {
                shown.push_str(line);
                shown.push('\n');
            }
            (None, None) => panic!("`{line}` stands before any command"),
        }
    }
    found
}

/// Line by line; `...` stands for any number of lines.
fn fits(shown: &[&str], printed: &[&str]) -> bool {
    match (shown, printed) {
        ([], []) => true,
        (["...", rest @ ..], _) => (0..=printed.len()).any(|skip| fits(rest, &printed[skip..])),
        ([wanted, shown @ ..], [found, printed @ ..]) => {
            wanted.trim_end() == found.trim_end() && fits(shown, printed)
        }
        _ => false,
    }
}

/// Without empty lines at the end; what the README shows ends with its block.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().collect()
}

fn readme() -> String {
    fs::read_to_string(Path::new(ROOT).join("README.md")).expect("there is a README")
}

#[test]
fn every_command_of_the_readme_runs_and_prints_what_is_shown() {
    let desk = Desk::new();
    let mut ran = 0;
    for block in blocks(&readme()) {
        match block.kind.as_str() {
            "sh" => {
                let script: Vec<&str> = block.text.lines().filter(|line| !is_cargo(line)).collect();
                let (printed, fine) =
                    desk.run(&format!("set -euo pipefail\n{}", script.join("\n")));
                assert!(fine, "README.md:{}: {printed}", block.line);
                ran += 1;
            }
            "console" => {
                for (command, shown) in sessions(&block.text) {
                    let (printed, _) = desk.run(&command);
                    assert!(
                        fits(&lines(&shown), &lines(&printed)),
                        "README.md:{}: `{command}` prints\n{printed}\nbut the README shows\n{shown}",
                        block.line
                    );
                    ran += 1;
                }
            }
            other => assert!(
                matches!(other, "yaml" | "text" | "rust" | "toml" | "lua" | "json"),
                "README.md:{}: a block of kind `{other}` is executed by nobody",
                block.line
            ),
        }
    }
    assert!(ran > 5, "only {ran} commands");
}

#[test]
fn the_command_that_tests_is_the_one_that_the_checks_run() {
    let readme = readme();
    let commands: Vec<&str> = readme.lines().filter(|line| is_cargo(line)).collect();
    assert_eq!(commands.len(), 2, "{commands:?}");
    assert!(commands[0].starts_with("cargo run --release -- check seeds"));
    let checks = fs::read_to_string(Path::new(ROOT).join(".ci/run")).expect("there is .ci/run");
    assert!(
        checks.lines().any(|line| line == commands[1]),
        ".ci/run does not run `{}`",
        commands[1]
    );
}

#[test]
fn the_files_that_the_readme_links_are_there() {
    let readme = readme();
    for part in readme.split("](").skip(1) {
        let target = part.split(')').next().unwrap_or_default();
        if !target.contains("://") {
            assert!(Path::new(ROOT).join(target).exists(), "no {target}");
        }
    }
}
