//! What can be asked of `watch`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds watch              on save: what is wrong with the rules, and the examples and stories that fail
  atodds watch seeds        the same, and what the edit changes in these articles

It runs until it is interrupted.")]
pub(crate) struct Watch {
    /// Articles or folders whose claims and findings are compared before and after
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
}
