//! The command `lsp`: a server for editors, over standard input and output.
//!
//! Takes its arguments, serves until the editor leaves, gives a verdict. Standard output is the editor's alone.

use anyhow::Context;
use lsp_server::Connection;

use crate::args::{Global, Lsp};
use crate::lsp;
use crate::run::{Verdict, no_rules, refuse, request};

/// Runs the command.
pub(crate) fn lsp(args: &Lsp, global: &Global) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, Vec::new(), args.against.clone())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let (connection, threads) = Connection::stdio();
    let served = lsp::serve(&connection, &request);
    // The writer ends when nobody can write to it any more.
    drop(connection);
    let left = served?;
    threads.join().context("the editor's pipe broke")?;
    Ok(match left {
        lsp::Left::Politely => Verdict::Clean,
        lsp::Left::Vanished => Verdict::CouldNotCheck,
    })
}
