//! What can be asked of `completions` and `man`.

use clap::Args;
use clap_complete::Shell;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds completions bash > ~/.local/share/bash-completion/completions/atodds
  atodds completions zsh > ~/.zfunc/_atodds
  atodds completions fish > ~/.config/fish/completions/atodds.fish")]
pub(crate) struct Completions {
    /// For which shell
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  atodds man > ~/.local/share/man/man1/atodds.1
  atodds man check | man -l -")]
pub(crate) struct Man {
    /// The page of one command instead of the first page
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}
