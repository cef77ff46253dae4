//! What can be asked of `report`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("articles").args(["paths", "from"]).required(true),
    group = ArgGroup::new("files").args(["html", "md"]).multiple(true).required(true),
    after_help = "\
Examples:
  atodds report archive/ --html report.html
  atodds report today/ --against archive/ --topic \"ceasefire\" --md report.md
  atodds report --from findings.json --html report.html --title \"The week in truce talks\"

The date of the report is that of the environment variable SOURCE_DATE_EPOCH; without it, none is printed."
)]
pub(crate) struct Report {
    /// Articles or folders in focus: every finding touches one of them
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// Articles or folders to compare with; can be repeated
    #[arg(long, value_name = "PATH", conflicts_with = "from")]
    pub(crate) against: Vec<PathBuf>,
    /// Read what `check --format json` wrote, instead of articles; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Write one HTML file that needs no network
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Write Markdown
    #[arg(long, value_name = "FILE")]
    pub(crate) md: Option<PathBuf>,
    /// Only findings that speak of these words
    #[arg(long, value_name = "WORDS")]
    pub(crate) topic: Option<String>,
    /// What the report is called
    #[arg(long, value_name = "TITLE")]
    pub(crate) title: Option<String>,
}
