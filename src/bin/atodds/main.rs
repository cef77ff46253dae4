//! The command line: turns what a run concluded into an exit code, and nothing else.
//!
//! 0: fine. 1: findings at or above `--fail-on`. 2: the job could not be done. No other code leaves this program.

mod args;
mod base;
mod cache;
mod chosen;
mod command;
mod dispatch;
mod git;
mod keys;
#[cfg(feature = "lsp")]
mod lsp;
mod pipeline;
mod run;
mod selection;
mod store;
mod target;
mod term;
mod topics;

use std::panic;
use std::process::ExitCode;

use mimalloc::MiMalloc;
use run::Verdict;

/// Reading an article makes thousands of small vectors and drops them again: a tenth of the time with the allocator of
/// the C library. Without huge pages: they cost a short run twice its memory, and a long one gains little by them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    panic::set_hook(Box::new(term::report_a_bug));
    // A bug of ours must not look like a finding (1) or like success: it is a job that could not be done.
    let verdict = panic::catch_unwind(dispatch::main).unwrap_or(Verdict::CouldNotCheck);
    verdict.into()
}
