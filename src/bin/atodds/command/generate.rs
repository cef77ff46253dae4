//! The commands `completions` and `man`: what shells and `man` know of the program, from the definitions it runs by.
//!
//! Takes a shell or a command's name, prints, gives a verdict. Never says what `--help` does not.

use atodds::problem::{Problem, nearest};
use clap::CommandFactory;

use crate::args::{Cli, Completions, Global, Man};
use crate::run::{Verdict, print_plain, refuse};

/// Prints the completions of a shell.
pub(crate) fn completions(args: &Completions) -> anyhow::Result<Verdict> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "atodds", &mut script);
    print_plain(|out| out.write_all(&script))?;
    Ok(Verdict::Clean)
}

/// Prints a manual page.
pub(crate) fn man(args: &Man, global: &Global) -> anyhow::Result<Verdict> {
    let mut all = Cli::command();
    all.build();
    let page = match &args.command {
        None => all,
        Some(name) => {
            if let Some(command) = all.find_subcommand(name) {
                command.clone()
            } else {
                let problem = Problem::error("unknown-command", format!("`{name}` is no command"));
                let known = all.get_subcommands().map(clap::Command::get_name);
                let problem = match nearest(name, known) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help("`atodds --help` lists them"),
                };
                return Ok(refuse(global, &[problem]));
            }
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    print_plain(|out| out.write_all(&text))?;
    Ok(Verdict::Clean)
}
