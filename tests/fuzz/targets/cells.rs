//! An index in which one value is another: the first byte says of which column, the second of which row, the rest is the
//! value. Whatever verifying calls whole answers as it did.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use atodds_fuzz::archive::{ARTICLES, Answers, asked, forget, path, put_in, whole};
use libfuzzer_sys::fuzz_target;
use rusqlite::Connection;
use rusqlite::types::Value;

static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(whole);

/// What the whole index answers.
static ANSWERS: LazyLock<Answers> = LazyLock::new(|| {
    let path = path("asked");
    std::fs::write(&path, &*WHOLE).expect("there is room for a small file");
    let answers = asked(&path);
    forget(&path);
    assert!(answers.is_whole && !answers.is_damaged, "{}", answers.said);
    answers
});

/// Every column: its table, its name, its type.
static COLUMNS: LazyLock<Vec<[String; 3]>> = LazyLock::new(|| {
    let path = path("columns");
    std::fs::write(&path, &*WHOLE).expect("there is room for a small file");
    let db = Connection::open(&path).expect("an index is a database");
    let columns = db
        .prepare(
            "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' ORDER BY m.name, c.cid",
        )
        .and_then(|mut select| {
            let columns =
                select.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
            columns.collect::<rusqlite::Result<Vec<_>>>()
        })
        .expect("a database tells its columns");
    drop(db);
    forget(&path);
    columns
});

fuzz_target!(|input: &[u8]| {
    let [column, row, value @ ..] = input else {
        return;
    };
    let path = path("cells");
    forget(&path);
    std::fs::write(&path, &*WHOLE).expect("there is room for a small file");
    let [table, name, kind] = &COLUMNS[usize::from(*column) % COLUMNS.len()];
    let value = match kind.as_str() {
        "INTEGER" => {
            let Some(number) = str::from_utf8(value)
                .ok()
                .and_then(|digits| digits.parse().ok())
            else {
                return;
            };
            Value::Integer(number)
        }
        "TEXT" => Value::Text(String::from_utf8_lossy(value).into_owned()),
        _ => Value::Blob(value.to_vec()),
    };
    if set(&path, table, name, *row, value).is_ok() {
        let answers = asked(&path);
        if answers.is_whole {
            assert_eq!(answers.said, ANSWERS.said, "{table}.{name} is called whole");
            assert!(
                !answers.is_damaged,
                "{table}.{name} is called whole and cannot be read"
            );
        }
        // Writing to what is broken goes well or is told.
        let _ = put_in(&path, &ARTICLES[..2]);
    }
    forget(&path);
});

/// Sets one value; refused where the column takes no such value.
fn set(path: &Path, table: &str, column: &str, row: u8, value: Value) -> rusqlite::Result<()> {
    let db = Connection::open(path)?;
    db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;")?;
    let count: i64 = db.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| {
        row.get(0)
    })?;
    let at = i64::from(row) % count.max(1);
    // Some tables have no row numbers.
    let key = if table == "named" {
        "name || subject"
    } else {
        "rowid"
    };
    let sql = format!(
        "UPDATE {table} SET {column} = ? WHERE {key} = (SELECT {key} FROM {table} LIMIT 1 OFFSET ?)"
    );
    db.execute(&sql, (value, at))?;
    Ok(())
}
