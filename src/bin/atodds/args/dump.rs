//! What can be asked of `dump`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds dump --stage claims a.txt
  atodds dump --stage marks a.txt --json
  atodds dump --stage graph archive/ --dot | dot -Tsvg > graph.svg
  atodds dump --stage graph archive/ --jsonld > claims.jsonld",
    group = clap::ArgGroup::new("form").args(["json", "dot", "graphml", "jsonld"]))]
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
    #[arg(long)]
    pub(crate) dot: bool,
    #[arg(long, help = "Print GraphML (stage graph)")]
    pub(crate) graphml: bool,
    /// Print linked data in the words of schema.org and PROV (stage graph)
    #[arg(long)]
    pub(crate) jsonld: bool,
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
