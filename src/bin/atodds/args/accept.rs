//! What can be asked of `accept`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::check::FailOn;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds accept F-7c21a0f9 --reason 'both towns hosted a round' --in drafts --in archive
  atodds accept --all --reason 'before our time' --in archive      a baseline to start from
  atodds accept --all --reason 'asked the desk' --until 2026-06-30 --in .
  atodds accept --prune --in .                                     take out what is stale

Entries go by what is said: files may move. A fact that gains a side is reported again.")]
pub(crate) struct Accept {
    /// Ids of findings, as `check` prints them
    #[arg(value_name = "FINDING", required_unless_present_any = ["all", "prune"])]
    pub(crate) findings: Vec<String>,
    /// All findings that make `check` fail
    #[arg(long, conflicts_with = "findings")]
    pub(crate) all: bool,
    /// Take out entries that ran out, or that nothing in these articles needs
    #[arg(long, conflicts_with_all = ["findings", "all", "reason", "until"])]
    pub(crate) prune: bool,
    /// Why they may stand
    #[arg(long, value_name = "TEXT", required_unless_present = "prune", value_parser = reason)]
    pub(crate) reason: Option<String>,
    /// The last day on which they may
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// Where to look for the articles; can be repeated
    #[arg(long = "in", value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// The file to edit [default: `accepted.yaml` among the rules]
    #[arg(long, value_name = "FILE")]
    pub(crate) accepted: Option<PathBuf>,
    /// What `--all` takes from: error, warning, note or never
    #[arg(
        long,
        value_name = "LEVEL",
        default_value = "error",
        hide_possible_values = true
    )]
    pub(crate) fail_on: FailOn,
}

fn reason(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("say why the finding may stand".to_owned()),
        text => Ok(text.to_owned()),
    }
}
