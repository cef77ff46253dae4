//! What can be asked of `new`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds new rule harbour-closed                         a rule, and the fact kind it needs
  atodds new rule harbour-closed --from drafts/a.txt:12  that sentence becomes its first test
  atodds new rule was-recalled --fact role               a rule for a kind that is there
  atodds new outlet harbor-post
  atodds new story bridge-collapse                       names, a fact kind and a rule

Nothing that is there is overwritten. What is written loads, and its tests hold: `atodds test NAME`.")]
pub(crate) struct New {
    /// What to write
    #[arg(value_name = "WHAT")]
    pub(crate) what: What,
    /// Its id, in lower case with hyphens; the file is named after it
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Make the first test of the sentence on this line
    #[arg(long, value_name = "FILE:LINE")]
    pub(crate) from: Option<String>,
    /// The fact kind that the rule claims [default: a new one of the same name]
    #[arg(long, value_name = "KIND")]
    pub(crate) fact: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// A file under claims/, and one under facts/ for its kind
    Rule,
    /// A file under outlets/
    Outlet,
    /// A file under facts/
    Fact,
    /// Files under names/, facts/ and claims/
    Story,
}
