//! What can be asked of `coverage`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds coverage                        what the rules' own tests never reach
  atodds coverage archive/               what rules and readers miss in articles
  atodds coverage archive/ --by outlet   how much of each outlet is read
  atodds coverage --min 80               for CI: 80 % of the patterns have to hold

Exit codes: 0 fine; 1 below --min; 2 rules or articles cannot be read, or there are none.")]
pub(crate) struct Coverage {
    /// Articles or folders; none for the tests that stand beside the rules
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// Exit with 1 when a smaller share of the patterns held
    #[arg(long, value_name = "PCT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) min: Option<u8>,
    /// One row for each rule or outlet instead of the lists
    #[arg(long, value_name = "WHAT")]
    pub(crate) by: Option<By>,
    /// Entries shown of each list
    #[arg(long, value_name = "N", default_value = "20", conflicts_with = "by")]
    pub(crate) top: usize,
    /// Print JSON, with all entries
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    Rule,
    Outlet,
}
