//! What can be asked of `test`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds test                              all examples and stories
  atodds test met tests/rules/ports.md     those of one rule, and one story
  atodds test meeting rules/claims         those of all rules of a fact kind, and of a folder
  atodds test --filter 'truce|ceasefire'   those whose name, text or title matches
  atodds test --check                      write nothing; what is pending or new fails, as under CI
  atodds test --accept                     keep what changed, where every expectation holds
  atodds test --format junit > tests.xml   for a CI server; `json` for a program, `github` for annotations

A story that gives something else than its snapshot is recorded beside it for `atodds review`.

Exit codes: 0 all hold; 1 one does not, or a snapshot is new, changed, pending or without its story;
2 a rule or story is broken, or nothing was tested.")]
pub(crate) struct Test {
    /// Only the tests of these rules, fact kinds, stories, files or folders
    #[arg(value_name = "RULE|KIND|STORY|PATH")]
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
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub(crate) format: TestFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    // What is wanted and found, and what changed in the snapshots.
    Full,
    // One line per test that does not hold.
    Concise,
    // One object with every test.
    Json,
    // Annotations of a GitHub workflow.
    Github,
    // Test results for a CI server.
    Junit,
}
