//! What a rule author waits for, with the shipped pack: `cargo bench --bench author`.
//!
//! `program` is the real one from its start to its end, most of which is reading the rules; `session` is the real one
//! that stays, `watch` and `lsp`, from a save or a letter to its answer; `warm` is the step alone, in a process that has
//! read the rules. The budgets stand beside them. Divan measures wall time: on a shared machine look at the fastest run.

mod program;
mod session;
mod warm;

fn main() {
    divan::main();
}
