//! What can be asked of `extract`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Each line of output is a claim: the key of its fact, its article, and JSON, with a tab between.
Records of a stream are named by their field `article`; one without a name gets one from its content.

Examples:
  atodds extract news.jsonl | LC_ALL=C sort | atodds judge | LC_ALL=C sort
  zcat news.jsonl.gz | atodds extract - > claims.tsv

Exit codes: 0 every article could be read; 2 one could not, or there was none under PATHS.")]
pub(crate) struct Extract {
    /// Articles or folders; `-` is a stream of JSON lines
    #[arg(value_name = "PATHS", default_value = "-")]
    pub(crate) paths: Vec<PathBuf>,
}
