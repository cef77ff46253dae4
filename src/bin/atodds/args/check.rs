//! What can be asked of `check`.

use std::path::PathBuf;
use std::str::FromStr;

use atodds::problem::Level;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds check drafts/ --against archive/
  atodds check today.txt --fail-on warning --show note --format concise
  git diff --name-only main -- drafts | atodds check --files-from - --against archive/
  atodds check drafts/ --against index:news.index --since origin/main
  atodds check drafts/ --format github --output sarif=atodds.sarif")]
pub(crate) struct Check {
    /// Articles or folders in focus: every finding touches one of them
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// Articles, folders or `index:PATH` to compare with (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) against: Vec<PathBuf>,
    /// More focus paths from a file, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    /// What is new fails from: error, warning, note or never
    #[arg(
        long,
        value_name = "LEVEL",
        default_value = "error",
        hide_possible_values = true
    )]
    pub(crate) fail_on: FailOn,
    /// Prints from: error, warning or note [default: warning, or --fail-on]
    #[arg(long, value_name = "LEVEL", hide_possible_values = true)]
    pub(crate) show: Option<Show>,
    /// Findings that were there at this git revision are known
    #[arg(long, value_name = "REF")]
    pub(crate) since: Option<String>,
    /// Findings that may stand [default: `accepted.yaml` among the rules]
    #[arg(long, value_name = "FILE", conflicts_with = "no_accepted")]
    pub(crate) accepted: Option<PathBuf>,
    /// Report accepted findings too
    #[arg(long)]
    pub(crate) no_accepted: bool,
    /// Only findings that touch this rule, fact kind or outlet (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// No claim of this rule, fact kind or outlet (repeatable)
    #[arg(long, value_name = "NAME")]
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
    /// Also to a file, as in json=findings.json (repeatable)
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(crate) output: Vec<Output>,
    /// Print at most this many findings (full and concise)
    #[arg(long, value_name = "N")]
    pub(crate) max_shown: Option<usize>,
    /// No article, no rule or no claim is fine
    #[arg(long)]
    pub(crate) allow_empty: bool,
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
    // Annotations, and the plain list.
    Github,
    // Code quality.
    Gitlab,
    // SARIF 2.1.0.
    Sarif,
    // Test cases.
    Junit,
    // For people, in a summary or an issue.
    Markdown,
    // One row per claim.
    Csv,
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
    use super::*;

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
            unknown.contains("known: full, concise, json, jsonl, github, gitlab, sarif"),
            "{unknown}"
        );
    }
}
