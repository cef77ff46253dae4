//! What can be asked on the command line.
//!
//! Takes nothing but the words of the command, gives typed arguments. Never opens a file and knows no default that
//! depends on one.

use std::path::PathBuf;
use std::str::FromStr;

use atodds::problem::Level;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

const EXAMPLES: &str = "\
Examples:
  atodds check drafts/ --against archive/       the CI gate: what is new and at odds
  atodds check today.txt --format concise       one line per finding
  atodds explain F-7c21 --in archive/           how a finding came about
  atodds explain drafts/a.txt:12                what each rule tried on a line
  atodds dump --stage claims drafts/a.txt       what the rules read
  atodds test                                   whether the rules read their own examples

Exit codes: 0 fine; 1 findings at or above --fail-on; 2 the job could not be done.";

/// Finds where news outlets are at odds about one fact.
#[derive(Debug, Parser)]
#[command(name = "atodds", version, after_help = EXAMPLES, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// Flags of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Folder of YAML rules [default: the nearest `rules/` in this folder or above]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// The day that counts as today; later articles are left out
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Print results only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Also print notes, and everything that was left out
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Articles read at once [default: one per processor]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Print how long each stage took
    #[arg(long, global = true)]
    pub(crate) timings: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find where outlets are at odds
    Check(Check),
    /// Explain a finding, a rule, a line of an article, or two lines
    Explain(Explain),
    /// Show what one stage gives
    Dump(Dump),
    /// Run the examples that stand beside the rules
    Test(Test),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds check drafts/ --against archive/
  atodds check today.txt --fail-on warning --show note --format concise
  git diff --name-only main -- drafts | atodds check --files-from - --against archive/
  atodds check drafts/ --output json=findings.json")]
pub(crate) struct Check {
    /// Articles or folders in focus: every finding touches one of them
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// Articles or folders to compare with; can be repeated
    #[arg(long, value_name = "PATH")]
    pub(crate) against: Vec<PathBuf>,
    /// Read more focus paths from a file, one per line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    /// Lowest level of a finding that makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(crate) fail_on: FailOn,
    /// Lowest level to print [default: warning, or lower when --fail-on is]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) show: Option<Show>,
    /// Only findings that touch this rule, fact kind or outlet; can be repeated
    #[arg(long, value_name = "RULE|KIND|OUTLET")]
    pub(crate) only: Vec<String>,
    /// Ignore all claims of this rule, fact kind or outlet; can be repeated
    #[arg(long, value_name = "RULE|KIND|OUTLET")]
    pub(crate) skip: Vec<String>,
    /// How to print
    #[arg(
        long,
        value_name = "FORMAT",
        env = "ATODDS_FORMAT",
        hide_env_values = true,
        default_value = "full"
    )]
    pub(crate) format: Format,
    /// Also write the report to a file, as in json=findings.json; can be repeated
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(crate) output: Vec<Output>,
    /// Print at most this many findings (full and concise)
    #[arg(long, value_name = "N")]
    pub(crate) max_shown: Option<usize>,
    /// No article, no rule or no claim is fine
    #[arg(long)]
    pub(crate) allow_empty: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds explain F-7c21 --in archive/        how the finding came about
  atodds explain met                         what the rule is for
  atodds explain a.txt:12                    what each rule tried on the line
  atodds explain a.txt:12 b.txt:4            why the two are at odds, or not")]
pub(crate) struct Explain {
    /// A finding's id, a rule's id, or `FILE:LINE`
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

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds test                the examples of all rules
  atodds test met denied     of two rules

Exit codes: 0 all hold; 1 one does not; 2 a rule is broken, or there is no example.")]
pub(crate) struct Test {
    /// Only the examples of these rules
    #[arg(value_name = "RULE")]
    pub(crate) only: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds dump --stage claims a.txt
  atodds dump --stage marks a.txt --json
  atodds dump --stage graph archive/ --dot | dot -Tsvg > graph.svg")]
pub(crate) struct Dump {
    /// Articles or folders
    #[arg(value_name = "PATHS", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Which stage
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Stage,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
    /// Print Graphviz (stage graph)
    #[arg(long, conflicts_with = "json")]
    pub(crate) dot: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    // On a terminal that wants it.
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    // Sentences.
    Text,
    // Names, values and dates.
    Marks,
    // What the rules read.
    Claims,
    // Claims, sides and facts.
    Graph,
    // Where they are at odds.
    Findings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    /// The lowest level that fails, when any does.
    pub(crate) fn level(self) -> Option<Level> {
        match self {
            Self::Error => Some(Level::Error),
            Self::Warning => Some(Level::Warning),
            Self::Note => Some(Level::Note),
            Self::Never => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Show {
    Error,
    Warning,
    Note,
}

impl Show {
    pub(crate) fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
            Self::Note => Level::Note,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    // Both articles' lines in one message.
    Full,
    // One line per finding.
    Concise,
    // One object.
    Json,
    // One object per line.
    Jsonl,
}

/// A further report: format and file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or("write it as FORMAT=PATH, as in json=findings.json")?;
        let format = Format::from_str(format, false).map_err(|_| {
            let known: Vec<String> = Format::value_variants()
                .iter()
                .filter_map(ValueEnum::to_possible_value)
                .map(|value| value.get_name().to_owned())
                .collect();
            format!("unknown format `{format}`; known: {}", known.join(", "))
        })?;
        Ok(Self {
            format,
            path: PathBuf::from(path),
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_flag_is_documented() {
        for command in std::iter::once(&Cli::command()).chain(Cli::command().get_subcommands()) {
            for arg in command.get_arguments() {
                assert!(
                    arg.get_help().is_some(),
                    "{} {} has no help",
                    command.get_name(),
                    arg.get_id()
                );
            }
        }
    }

    #[test]
    fn an_output_names_a_format_and_a_file() {
        assert_eq!(
            "json=a=b.json".parse::<Output>(),
            Ok(Output {
                format: Format::Json,
                path: "a=b.json".into()
            })
        );
        assert!("findings.json".parse::<Output>().is_err());
        assert!("json=".parse::<Output>().is_err());
        let unknown = "yaml=a".parse::<Output>().expect_err("yaml is no format");
        assert!(
            unknown.contains("known: full, concise, json, jsonl"),
            "{unknown}"
        );
    }
}
