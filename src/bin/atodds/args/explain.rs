//! What can be asked of `explain`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds explain F-7c21 --in archive/        how the finding came about
  atodds explain met                         what the rule is for
  atodds explain long-gap                    what a problem's code means
  atodds explain a.txt:12                    what each rule tried on the line
  atodds explain a.txt:12 b.txt:4            why the two are at odds, or not
  atodds explain walkthrough                 from nothing to a story of your own

Topics: walkthrough, rules (their language), stories (tests of several articles).")]
pub(crate) struct Explain {
    /// A finding's id, a rule's id, a problem's code, `FILE:LINE`, or a topic
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
    /// A second `FILE:LINE`, to compare with the first
    #[arg(value_name = "FILE:LINE")]
    pub(crate) second: Option<String>,
    /// Where to look for a finding's articles; can be repeated
    #[arg(long = "in", value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
