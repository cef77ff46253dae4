//! One file for each command: arguments in, output printed, a verdict given.
//!
//! What commands share is in `run`; what reads articles and rules is in `pipeline`.

pub(crate) mod accept;
pub(crate) mod check;
pub(crate) mod coverage;
pub(crate) mod diff;
pub(crate) mod dump;
pub(crate) mod explain;
pub(crate) mod extract;
pub(crate) mod generate;
#[cfg(feature = "index")]
pub(crate) mod index;
pub(crate) mod judge;
pub(crate) mod lint;
#[cfg(feature = "lsp")]
pub(crate) mod lsp;
pub(crate) mod new;
pub(crate) mod report;
pub(crate) mod review;
pub(crate) mod schema;
pub(crate) mod test;
#[cfg(feature = "watch")]
pub(crate) mod watch;
