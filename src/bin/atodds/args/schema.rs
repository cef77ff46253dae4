//! What can be asked of `schema`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds schema rule > rule.json        for the rule files under claims/
  atodds schema findings                what `check --format json` writes

An editor reads it from the first line of a file:
  # yaml-language-server: $schema=../schema/rule.json")]
pub(crate) struct Schema {
    /// Of which files
    #[arg(value_name = "FILES")]
    pub(crate) of: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// Files under claims/
    Rule,
    /// Files under outlets/
    Outlet,
    /// Files under facts/
    Fact,
    /// Files under names/
    Names,
    /// Files under language/
    Language,
    /// The list under a rule's `tests:`
    Test,
    /// The accepted file
    Accepted,
    /// What `check --format json` writes
    Findings,
}
