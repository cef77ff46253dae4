//! What can be asked of `lsp`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
An editor starts it by itself; the README says how to tell Helix, Neovim and VS Code.")]
pub(crate) struct Lsp {
    /// Articles or folders that open articles are compared with
    #[arg(value_name = "PATHS")]
    pub(crate) against: Vec<PathBuf>,
    /// Accepted because editors give it; there is no other way
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
}
