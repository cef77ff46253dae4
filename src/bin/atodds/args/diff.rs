//! What can be asked of `diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds diff --rules main drafts/                  the rules as committed on main, and as they are
  atodds diff --rules old-rules --rules rules seeds
  atodds diff --rules HEAD~3 --rules HEAD seeds --format json

Exit codes: 0 nothing changes; 1 a claim or a finding does; 2 a pack is broken, or there is nothing to read.")]
pub(crate) struct Diff {
    /// Articles or folders
    #[arg(value_name = "PATHS", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The old rules, then the new ones: folders, or refs of git [default of the new: the nearest `rules/`]
    // The same flag as every command has, here given twice.
    #[arg(long, value_name = "DIR|REF", required = true)]
    pub(crate) rules: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub(crate) format: DiffFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    // Both states of what changes.
    Full,
    // One object.
    Json,
}
