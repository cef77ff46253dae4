//! What can be asked of `index`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds index add news.index archive/             makes it, or adds what is new or changed
  atodds check drafts/ --against index:news.index  reads only the facts that the drafts name
  atodds index remove news.index archive/2013/     by the names they were added under
  atodds index stats news.index
  atodds index verify news.index

An article is read again when it changed, or when a part of the rules that changed can touch it.
Others may read the index while one process writes to it; a commit holds whatever happens after it.

Exit codes: 0 fine; 1 `verify` found flaws; 2 the job could not be done.")]
pub(crate) struct Index {
    #[command(subcommand)]
    pub(crate) command: IndexCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Put articles in; those that are there and unchanged cost no reading of claims
    Add {
        /// The index; it is made when it is not there
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        /// Articles or folders; `-` is a stream of JSON lines
        #[arg(value_name = "PATHS", required = true)]
        paths: Vec<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take articles out
    Remove {
        /// The index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        /// Articles, files of articles or folders, as they were named when they were added
        #[arg(value_name = "PATHS", required = true)]
        paths: Vec<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show what it holds, and what was read with other rules
    Stats {
        /// The index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Look at everything in it: structure, checksums, counts, every claim under its fact
    Verify {
        /// The index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}
