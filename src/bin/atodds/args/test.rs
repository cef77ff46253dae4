//! What can be asked of `test`.

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds test                              all examples and stories
  atodds test met tests/rules/ports.md     those of one rule, and one story
  atodds test --filter 'truce|ceasefire'   those whose name, text or title matches
  atodds test --check                      write nothing; what is pending or new fails, as under CI
  atodds test --accept                     keep what changed, where every expectation holds

A story that gives something else than its snapshot is recorded beside it for `atodds review`.

Exit codes: 0 all hold; 1 one does not, or a snapshot is new, changed, pending or without its story;
2 a rule or story is broken, or nothing was tested.")]
pub(crate) struct Test {
    /// Only the tests of these rules, rule files or stories
    #[arg(value_name = "RULE|FILE")]
    pub(crate) only: Vec<String>,
    /// Only tests whose rule, text, story or title matches
    #[arg(long, value_name = "REGEX")]
    pub(crate) filter: Option<String>,
    /// Write nothing: a new, changed or pending snapshot fails [default under CI]
    #[arg(long, conflicts_with = "accept")]
    pub(crate) check: bool,
    /// Keep what changed in the snapshots, where every expectation holds
    #[arg(long)]
    pub(crate) accept: bool,
    /// A rule without a test fails
    #[arg(long)]
    pub(crate) require_tests: bool,
}
