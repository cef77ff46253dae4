//! The command line as a user meets it: exit codes, what goes where, and what a mistake answers.
#![allow(
    unreachable_pub,
    reason = "the helpers are shared by the modules of one test crate"
)]

mod folder;

mod accept;
mod action;
mod cache;
mod check;
mod coverage;
mod diff;
mod dump;
mod explain;
mod formats;
mod graph_out;
#[cfg(feature = "index")]
mod index;
#[cfg(all(feature = "index", unix))]
mod index_held;
#[cfg(feature = "ingest")]
mod ingest;
mod lint;
#[cfg(feature = "lsp")]
mod lsp;
mod new;
mod report;
mod review;
mod rule_tests;
mod stories;
mod stream;
mod usage;
#[cfg(feature = "watch")]
mod watch;
