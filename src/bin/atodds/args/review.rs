//! What can be asked of `review`.

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds review                   one by one, with keys
  atodds review --list            what is pending
  atodds review ports --accept    keep what is pending for one story
  atodds review --reject          drop all that is pending

Keys: a accept, r reject, s skip, o the old record, n the new one, b both compared, q quit.
A record is only accepted while every expectation of its story holds.

Exit codes: 0 nothing is pending any more; 1 something is; 2 a rule or story is broken.")]
pub(crate) struct Review {
    /// Only these stories
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Print what is pending
    #[arg(long, group = "deed")]
    pub(crate) list: bool,
    /// Accept what is pending
    #[arg(long, group = "deed")]
    pub(crate) accept: bool,
    /// Drop what is pending
    #[arg(long, group = "deed")]
    pub(crate) reject: bool,
}
