//! Dispatch: runs the command that was asked for and says what came of it.
//!
//! Takes the command line, gives a verdict for the exit code. Never ends the process itself.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use atodds::problem::{Level, Problem};
use atodds::report::{Paint, full, json};
use clap::Parser;

use crate::args::{Cli, Command, Global};
use crate::command;
use crate::pipeline::Request;
use crate::term::{self, Progress};

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

/// Runs the command of this process.
pub(crate) fn main() -> Verdict {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // Help and version come this way too. When nobody reads them any more, that is nobody's error.
            let _ = usage.print();
            term::name_environment(&usage.to_string());
            return if usage.exit_code() == 0 {
                Verdict::Clean
            } else {
                Verdict::CouldNotCheck
            };
        }
    };
    dispatch(&cli).unwrap_or_else(|error| {
        term::print_error(&error);
        Verdict::CouldNotCheck
    })
}

fn dispatch(cli: &Cli) -> anyhow::Result<Verdict> {
    if let Some(jobs) = cli.global.jobs {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(jobs))
            .build_global()
            .context("cannot start the worker threads")?;
    }
    let mut progress = Progress::new(&cli.global);
    let verdict = match &cli.command {
        Command::Check(args) => command::check::check(args, &cli.global, &mut progress),
        Command::Report(args) => command::report::report(args, &cli.global, &mut progress),
        Command::Explain(args) => command::explain::explain(args, &cli.global, &mut progress),
        Command::Dump(args) => command::dump::dump(args, &cli.global, &mut progress),
        Command::Extract(args) => command::extract::extract(args, &cli.global, &mut progress),
        Command::Judge(args) => command::judge::judge(args, &cli.global, &mut progress),
        #[cfg(feature = "index")]
        Command::Index(args) => command::index::index(args, &cli.global, &mut progress),
        Command::Lint(args) => command::lint::lint(args, &cli.global, &mut progress),
        Command::Coverage(args) => command::coverage::coverage(args, &cli.global, &mut progress),
        Command::Test(args) => command::test::test(args, &cli.global, &mut progress),
        Command::New(args) => command::new::new(args, &cli.global, &mut progress),
        Command::Schema(args) => command::schema::schema(args),
        Command::Diff(args) => command::diff::diff(args, &cli.global, &mut progress),
        #[cfg(feature = "watch")]
        Command::Watch(args) => command::watch::watch(args, &cli.global, &mut progress),
        #[cfg(feature = "lsp")]
        Command::Lsp(args) => command::lsp::lsp(args, &cli.global),
        Command::Review(args) => command::review::review(args, &cli.global, &mut progress),
        Command::Accept(args) => command::accept::accept(args, &cli.global, &mut progress),
        Command::Completions(args) => command::generate::completions(args),
        Command::Man(args) => command::generate::man(args, &cli.global),
    };
    progress.clear();
    if cli.global.timings {
        progress.print_timings();
    }
    verdict
}

pub(crate) fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.level == Level::Error)
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
