//! The database: how it is made, opened and told from other files.
//!
//! Takes a path, gives an index that can be read, or read and written. Never changes a file of another kind or version.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, Error, ErrorCode, OpenFlags};

use super::fault::{self, At};
use super::{Answer, Writer};
use crate::problem::Problem;

/// The version of the tables. Another version is neither read nor written.
pub const VERSION: i32 = 2;

/// `atod`: tells the database from those of other programs.
const APPLICATION: i32 = 0x6174_6F64;
/// How long to wait for another process before giving up.
const PATIENCE: Duration = Duration::from_secs(10);

const TABLES: &str = "
CREATE TABLE rules(
  number INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, files TEXT NOT NULL, parts TEXT NOT NULL, articles INTEGER NOT NULL) STRICT;
CREATE TABLE bylines(number INTEGER PRIMARY KEY, outlet TEXT, name TEXT NOT NULL, articles INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX byline_of ON bylines(name, outlet);
CREATE INDEX outlets ON bylines(outlet) WHERE outlet IS NOT NULL;
CREATE TABLE articles(
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, first_line INTEGER NOT NULL,
  outlet TEXT, outlet_name TEXT, published INTEGER, published_end INTEGER, title TEXT, url TEXT, wire TEXT,
  sketch BLOB NOT NULL, content BLOB NOT NULL, checksum BLOB NOT NULL, claims INTEGER NOT NULL,
  byline INTEGER NOT NULL REFERENCES bylines, rules INTEGER NOT NULL REFERENCES rules) STRICT;
CREATE INDEX articles_of_path ON articles(path);
CREATE INDEX articles_by_date ON articles(published);
CREATE TABLE texts(article INTEGER PRIMARY KEY REFERENCES articles, blocks TEXT NOT NULL, text BLOB NOT NULL) STRICT;
CREATE TABLE facts(number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE subjects(number INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE named(name TEXT NOT NULL, subject INTEGER NOT NULL REFERENCES subjects, PRIMARY KEY(name, subject)) STRICT, WITHOUT ROWID;
CREATE TABLE tallies(
  number INTEGER PRIMARY KEY, rule TEXT NOT NULL, kind TEXT NOT NULL, outlet TEXT NOT NULL, claims INTEGER NOT NULL,
  UNIQUE(rule, kind, outlet)) STRICT;
CREATE TABLE claims(
  number INTEGER PRIMARY KEY, fact INTEGER NOT NULL REFERENCES facts, article INTEGER NOT NULL REFERENCES articles,
  subject INTEGER NOT NULL REFERENCES subjects, byline INTEGER NOT NULL REFERENCES bylines,
  tally INTEGER NOT NULL REFERENCES tallies, claim TEXT NOT NULL) STRICT;
CREATE INDEX claims_of_fact ON claims(fact);
CREATE INDEX claims_of_article ON claims(article);
CREATE INDEX claims_about ON claims(subject, byline, article, tally);
CREATE TABLE counts(articles INTEGER NOT NULL, claims INTEGER NOT NULL) STRICT;
INSERT INTO counts VALUES(0, 0);
";

/// An index, open. What is read is its state as of the first look, whatever others write meanwhile.
#[derive(Debug)]
pub struct Index {
    pub(super) db: Connection,
    pub(super) path: String,
}

impl Index {
    /// Opens the index at `path` for reading.
    ///
    /// # Errors
    /// When there is none, it is of another version, or something else is there.
    ///
    /// ```
    /// use atodds::index::Index;
    /// let problem = Index::open("no/such.index".as_ref()).expect_err("it is not there");
    /// assert_eq!(problem.code, "no-index");
    /// ```
    pub fn open(path: &Path) -> Answer<Self> {
        let shown = shown(path);
        let Ok(file) = path.metadata() else {
            let message = format!("there is no index `{shown}`");
            let help = "`atodds index add INDEX PATHS` makes one";
            return Err(Box::new(Problem::error("no-index", message).help(help)));
        };
        if file.is_dir() {
            return Err(fault::foreign(&shown, "is a folder"));
        }
        // A process that was killed before its first commit leaves an empty file: an index of nothing.
        let journal = beside(path, "-journal").metadata().is_ok();
        if file.len() == 0 && !journal {
            let db = Connection::open_in_memory().at(&shown)?;
            db.execute_batch(TABLES).at(&shown)?;
            return Ok(Self { db, path: shown });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).and_then(begun);
        let db = match opened {
            // The log needs a file beside it. Where none can be made and none is there, nobody writes.
            Err(error) if is_refused(&error) && beside(path, "-wal").metadata().is_err() => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
                    | OpenFlags::SQLITE_OPEN_NO_MUTEX
                    | OpenFlags::SQLITE_OPEN_URI;
                Connection::open_with_flags(immutable(path), flags).and_then(begun)
            }
            opened => opened,
        };
        let db = db.at(&shown)?;
        known(&db, &shown)?;
        Ok(Self { db, path: shown })
    }

    /// Opens the index at `path` for writing; makes it when it is not there.
    ///
    /// # Errors
    /// When it cannot be written to, is of another version, or something else is there.
    pub fn write(path: &Path) -> Answer<Self> {
        let shown = shown(path);
        if path.is_dir() {
            return Err(fault::foreign(&shown, "is a folder"));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).at(&shown)?;
        let is_new = || {
            db.busy_timeout(PATIENCE)?;
            db.query_row(
                "SELECT NOT EXISTS(SELECT 1 FROM sqlite_schema)",
                [],
                |row| row.get::<_, bool>(0),
            )
        };
        if is_new().at(&shown)? {
            // All or nothing: two processes may both have found the file empty.
            let made = || -> rusqlite::Result<()> {
                db.execute_batch("BEGIN IMMEDIATE")?;
                if is_new()? {
                    db.execute_batch(TABLES)?;
                    db.pragma_update(None, "application_id", APPLICATION)?;
                    db.pragma_update(None, "user_version", VERSION)?;
                }
                db.execute_batch("COMMIT")
            };
            made().at(&shown)?;
        }
        known(&db, &shown)?;
        // A log beside the file lets others read on; a commit waits until it is on the disk.
        let settled = || -> rusqlite::Result<()> {
            db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
            db.pragma_update(None, "synchronous", "FULL")
        };
        settled().at(&shown)?;
        if db.is_readonly("main").at(&shown)? {
            let refused = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY);
            return Err(fault::problem(&shown, &Error::SqliteFailure(refused, None)));
        }
        Ok(Self { db, path: shown })
    }

    /// What is needed to change the index.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn writer(&self) -> Answer<Writer<'_>> {
        Writer::new(self)
    }

    /// The path, as the user named it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Bytes of the database.
    pub(super) fn bytes(&self) -> Answer<u64> {
        let pages = |name| {
            self.db
                .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                .at(&self.path)
        };
        Ok((pages("page_count")? * pages("page_size")?).max(0) as u64)
    }
}

/// Ready to read one state.
fn begun(db: Connection) -> rusqlite::Result<Connection> {
    db.busy_timeout(PATIENCE)?;
    db.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1;")?;
    Ok(db)
}

fn is_refused(error: &Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
    )
}

/// Nothing, when the database is an index of this version.
fn known(db: &Connection, path: &str) -> Answer<()> {
    let number = |name| {
        db.pragma_query_value(None, name, |row| row.get::<_, i32>(0))
            .at(path)
    };
    if number("application_id")? != APPLICATION {
        return Err(fault::foreign(path, "is a database of another program"));
    }
    let version = number("user_version")?;
    if version == VERSION {
        return Ok(());
    }
    let message = format!(
        "`{path}` is an index of version {version}, and this atodds keeps version {VERSION}; it was left as it is"
    );
    let help = if version > VERSION {
        "use the atodds that made it, or a newer one"
    } else {
        "make a new one from the articles: `atodds index add NEW PATHS`"
    };
    Err(Box::new(
        Problem::error("index-version", message).help(help),
    ))
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A file that belongs to the index: `news.index-wal`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The path as an address that promises that nobody writes.
fn immutable(path: &Path) -> String {
    let mut address = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address.push_str("?immutable=1");
    address
}
