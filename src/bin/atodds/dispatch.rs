//! Dispatch: runs the command that was asked for and says what came of it.
//!
//! Takes the command line, gives a verdict for the exit code. Never ends the process itself.

use anyhow::Context;
use clap::Parser;

use crate::args::{Cli, Command};
use crate::command;
use crate::run::Verdict;
use crate::term::{self, Progress};

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
