//! What can be asked on the command line.
//!
//! Takes nothing but the words of the command, gives typed arguments. Never opens a file and knows no default that
//! depends on one.

mod accept;
mod check;
mod coverage;
mod diff;
mod dump;
mod explain;
mod extract;
mod generate;
#[cfg(feature = "index")]
mod index;
mod judge;
mod lint;
#[cfg(feature = "lsp")]
mod lsp;
mod new;
mod report;
mod review;
mod schema;
mod test;
#[cfg(feature = "watch")]
mod watch;

use std::path::PathBuf;

use clap::builder::TypedValueParser as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

pub(crate) use accept::Accept;
pub(crate) use check::{Check, Format};
pub(crate) use coverage::{By, Coverage};
pub(crate) use diff::{Diff, DiffFormat};
pub(crate) use dump::{Dump, Stage};
pub(crate) use explain::Explain;
pub(crate) use extract::Extract;
pub(crate) use generate::{Completions, Man};
#[cfg(feature = "index")]
pub(crate) use index::{Index, IndexCommand};
pub(crate) use judge::Judge;
pub(crate) use lint::{Lint, LintFormat};
#[cfg(feature = "lsp")]
pub(crate) use lsp::Lsp;
pub(crate) use new::{New, What};
pub(crate) use report::Report;
pub(crate) use review::Review;
pub(crate) use schema::{Schema, Shape};
pub(crate) use test::{Test, TestFormat};
#[cfg(feature = "watch")]
pub(crate) use watch::Watch;

const EXAMPLES: &str = "\
Examples:
  atodds check drafts/ --against archive/       the CI gate: what is new and at odds
  atodds report archive/ --html report.html     every fact as a question, one card per side
  atodds explain F-7c21 --in archive/           how a finding came about

Exit codes: 0 fine; 1 findings at or above --fail-on; 2 the job could not be done.";

/// Finds where news outlets are at odds about one fact.
#[derive(Debug, Parser)]
#[command(name = "atodds", version, after_help = EXAMPLES, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// Flags of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Folder of YAML rules [default: the nearest `rules/` here or above]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Where compiled rules are kept [default: the user's cache folder]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "ATODDS_CACHE_DIR",
        hide_env = true,
        value_parser = clap::builder::OsStringValueParser::new().map(PathBuf::from)
    )]
    pub(crate) cache_dir: Option<PathBuf>,
    /// Keep nothing, and use nothing that was kept
    #[arg(long, global = true)]
    pub(crate) no_cache: bool,
    /// The day that counts as today; later articles are left out
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Print results only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Also print notes, and everything that was left out
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Articles read at once [default: one per processor]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Print how long each stage took
    #[arg(long, global = true)]
    pub(crate) timings: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find where outlets are at odds
    Check(Check),
    /// Let findings stand, each with a reason
    Accept(Accept),
    /// Write the findings as a page for readers
    Report(Report),
    /// Explain a finding, a rule, a line of an article, or two lines
    Explain(Explain),
    /// Show what one stage gives
    Dump(Dump),
    /// Read articles into lines of claims: the map of a distributed check
    Extract(Extract),
    /// Judge lines of claims, sorted by fact: the reduce of a distributed check
    Judge(Judge),
    /// Keep an archive in a database, to check articles against
    #[cfg(feature = "index")]
    Index(Index),
    /// Find what is probably not meant in the rules
    Lint(Lint),
    /// Show what rules never reach, and what no rule reads
    Coverage(Coverage),
    /// Run the examples beside the rules, and the stories under `tests/rules/`
    Test(Test),
    /// Accept or reject what `test` recorded of changed stories
    Review(Review),
    /// Write a working rule, fact kind, outlet or story to start from
    New(New),
    /// Print the JSON Schema of a kind of file
    Schema(Schema),
    /// Show what another version of the rules makes of articles
    Diff(Diff),
    /// Answer every save of a rule: problems, failing examples, what changes in articles
    #[cfg(feature = "watch")]
    Watch(Watch),
    /// Speak to an editor over standard input and output (LSP)
    #[cfg(feature = "lsp")]
    Lsp(Lsp),
    /// Print what a shell needs to complete commands and flags
    Completions(Completions),
    /// Print the manual page
    Man(Man),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    // On a terminal that wants it.
    Auto,
    Always,
    Never,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_flag_is_documented() {
        for command in std::iter::once(&Cli::command()).chain(Cli::command().get_subcommands()) {
            for arg in command.get_arguments() {
                assert!(
                    arg.get_help().is_some(),
                    "{} {} has no help",
                    command.get_name(),
                    arg.get_id()
                );
            }
        }
    }
}
