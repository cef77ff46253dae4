//! What can be asked of `judge`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Reads what `extract` writes, sorted by its first field as bytes, and needs the same rules. Sorted as bytes, its
lines are the findings of `check --format jsonl` in their order of rank.

Examples:
  LC_ALL=C sort claims.tsv | atodds judge -
  atodds judge sorted.tsv | LC_ALL=C sort | head

Exit codes: 0 every line could be read, whatever was found; 2 one could not.")]
pub(crate) struct Judge {
    /// Claims, sorted by fact; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub(crate) file: PathBuf,
}
