//! What can be asked of `test`.

use clap::Args;

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
