//! What can go wrong with a database, in words.
//!
//! Takes an error of the database and the index it befell, gives a problem. Never gives up: every error has words.

use rusqlite::{Error, ErrorCode};

use super::Answer;
use crate::problem::Problem;

/// The problem that `error` is to the owner of the index at `path`.
pub(super) fn problem(path: &str, error: &Error) -> Box<Problem> {
    let Some(code) = error.sqlite_error_code() else {
        return damaged(path, &error.to_string());
    };
    let (code, message, help) = match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => (
            "index-busy",
            format!("another process is writing to `{path}`"),
            "try again when it is done; reading goes on meanwhile",
        ),
        ErrorCode::DiskFull => (
            "index-full",
            format!("there is no room to write to `{path}`; what was committed before is intact"),
            "make room and run the command again: it goes on where it stopped",
        ),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => (
            "index-unwritable",
            format!("`{path}` cannot be opened for writing; what is in it is intact"),
            "check the permissions of the file and of its folder",
        ),
        ErrorCode::SystemIoFailure => (
            "index-unwritable",
            format!(
                "the system refused to read or write `{path}`; what was committed before is intact"
            ),
            "check the disk, its quota and the largest size of a file",
        ),
        ErrorCode::NotADatabase => return foreign(path, "is no index of atodds"),
        _ => return damaged(path, &error.to_string()),
    };
    Box::new(Problem::error(code, message).help(help))
}

/// The index holds something that no version of this program has written.
pub(super) fn damaged(path: &str, what: &str) -> Box<Problem> {
    let message = format!("the index `{path}` is damaged: {what}");
    Box::new(
        Problem::error("index-damaged", message).help(
            "`atodds index verify` says what is; make it anew from the articles, or take a copy",
        ),
    )
}

/// The file is something else.
pub(super) fn foreign(path: &str, what: &str) -> Box<Problem> {
    let help = "name the index first: `atodds index add news.index archive/`";
    Box::new(Problem::error("not-an-index", format!("`{path}` {what}")).help(help))
}

/// Gives what the database says the path of its index.
pub(super) trait At<T> {
    /// The answer, or the problem that it is for the index at `path`.
    fn at(self, path: &str) -> Answer<T>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &str) -> Answer<T> {
        self.map_err(|error| problem(path, &error))
    }
}
