//! What every command needs of a run: what it is to read, what it says, and what came of it.
//!
//! Takes the command line and problems, gives requests and verdicts. Never knows which command runs.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use atodds::problem::{Level, Problem};
use atodds::report::{Paint, full, json};

use crate::args::Global;
use crate::cache::Cache;
use crate::pipeline::Request;
use crate::term;

/// What came of a run. The later outranks the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// Nothing that fails.
    Clean,
    /// Findings at or above `--fail-on`.
    Found,
    /// The job could not be done.
    CouldNotCheck,
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        ExitCode::from(verdict as u8)
    }
}

/// What to read, or nothing when no rule pack is near.
pub(crate) fn request(
    global: &Global,
    focus: Vec<PathBuf>,
    against: Vec<PathBuf>,
) -> anyhow::Result<Option<Request>> {
    let rules = match &global.rules {
        Some(rules) => Some(rules.clone()),
        None => nearest_rules(&std::env::current_dir().context("cannot tell the current folder")?),
    };
    Ok(rules.map(|rules| Request {
        focus,
        against,
        indexes: Vec::new(),
        rules,
        cache: Cache::new(global),
        as_of: global.as_of,
    }))
}

/// The same request, with `index:PATH` taken for the index at PATH.
pub(crate) fn with_indexes(mut request: Request) -> Request {
    for paths in [&mut request.focus, &mut request.against] {
        paths.retain(|path| match path.to_string_lossy().strip_prefix("index:") {
            Some(index) => {
                request.indexes.push(PathBuf::from(index));
                false
            }
            None => true,
        });
    }
    request
}

/// The nearest `rules/` in `from` or a folder above it, as seen from `from`: what is printed must not depend on where
/// somebody keeps the repository.
pub(crate) fn nearest_rules(from: &Path) -> Option<PathBuf> {
    let mut way = PathBuf::new();
    for folder in from.ancestors() {
        if folder.join("rules").is_dir() {
            return Some(way.join("rules"));
        }
        way.push("..");
    }
    None
}

pub(crate) fn no_rules() -> Problem {
    Problem::error("no-rules", "no folder `rules/` here or above")
        .help("name one with `--rules DIR`")
}

/// Says why nothing is done.
pub(crate) fn refuse(global: &Global, problems: &[Problem]) -> Verdict {
    say_problems(global, problems);
    Verdict::CouldNotCheck
}

pub(crate) fn say_problems(global: &Global, problems: &[Problem]) {
    let paint = term::stderr_paint(global.color);
    let shown: Vec<Problem> = problems
        .iter()
        .filter(|problem| global.verbose || problem.level > Level::Note)
        .cloned()
        .collect();
    term::say(paint, |err| full::problems(err, &shown, paint));
}

pub(crate) fn print_plain(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    term::print(Paint::Plain, write)
}

pub(crate) fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print_plain(|out| json::pretty(out, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_rules_folder_wins() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let near = nearest_rules(&here.join("src/bin/atodds"));
        // The library has a module folder of that name, one of the ancestors of this file.
        assert_eq!(near, Some(PathBuf::from("../../rules")));
    }

    #[test]
    fn verdicts_are_the_documented_codes() {
        assert_eq!(
            [
                Verdict::Clean as u8,
                Verdict::Found as u8,
                Verdict::CouldNotCheck as u8
            ],
            [0, 1, 2]
        );
    }
}
