//! What can be asked of `lint`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::check::FailOn;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds lint                                 the nearest rules/
  atodds lint rules/claims/war.en.yaml        what concerns one file of a pack
  atodds lint --in archive/                   also what only articles can tell
  atodds lint --format github --fail-on note  annotations in a CI run
  atodds explain dead-alternative             what a code means

A comment `# allow CODE: reason` in a rule file, on a line or above it, allows what the code says there.

Exit codes: 0 nothing at or above --fail-on; 1 something; 2 the rules cannot be loaded.")]
pub(crate) struct Lint {
    /// A rules folder, or one file of it [default: as --rules]
    #[arg(value_name = "RULES")]
    pub(crate) pack: Option<PathBuf>,
    /// Articles or folders: rules that never fire there, values that clash
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(crate) paths: Vec<PathBuf>,
    /// Lowest level of a problem that makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    pub(crate) fail_on: FailOn,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub(crate) format: LintFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    // The line of each problem, underlined.
    Full,
    // One line per problem.
    Concise,
    // One object.
    Json,
    // Annotations of a GitHub workflow.
    Github,
    // For code scanning.
    Sarif,
}
