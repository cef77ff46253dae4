//! What an index holds, in numbers.
//!
//! Takes an open index and the rules of today, gives counts. Never reads a claim.

use serde::Serialize;

use super::fault::At;
use super::{Answer, Index, RuleSet};
use crate::value::time::date_of;

/// What an index holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Articles.
    pub articles: usize,
    /// Claims.
    pub claims: usize,
    /// Facts, by their keys: the events of one key count once.
    pub facts: usize,
    /// Outlets that are known.
    pub outlets: usize,
    /// The first day and the last on which an article was published.
    pub published: Option<[String; 2]>,
    /// Bytes of the file.
    pub bytes: u64,
    /// The rules of today.
    pub rules: String,
    /// Articles that were read with other rules, by those.
    pub stale: Vec<Stale>,
}

/// Articles that were read with other rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stale {
    /// The hash of the rules.
    pub rules: String,
    /// How many.
    pub articles: usize,
}

impl Index {
    /// What the index holds; stale is what was read with other rules than `rules`.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn stats(&self, rules: &RuleSet) -> Answer<Stats> {
        let count = |sql: &str| -> Answer<usize> {
            let count: i64 = self
                .db
                .query_row(sql, [], |row| row.get(0))
                .at(&self.path)?;
            Ok(count.max(0) as usize)
        };
        let span: (Option<i64>, Option<i64>) = self
            .db
            .query_row(
                "SELECT MIN(published), MAX(published) FROM articles",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .at(&self.path)?;
        let sql = "SELECT hash, articles FROM rules WHERE articles > 0 AND hash <> ? ORDER BY hash";
        let mut select = self.db.prepare(sql).at(&self.path)?;
        let stale = select
            .query_map([rules.hash()], |row| {
                let articles: i64 = row.get(1)?;
                Ok(Stale {
                    rules: row.get(0)?,
                    articles: articles.max(0) as usize,
                })
            })
            .and_then(Iterator::collect)
            .at(&self.path)?;
        Ok(Stats {
            articles: count("SELECT articles FROM counts")?,
            claims: count("SELECT claims FROM counts")?,
            facts: count("SELECT COUNT(*) FROM facts")?,
            outlets: count("SELECT COUNT(DISTINCT outlet) FROM bylines")?,
            published: span
                .0
                .zip(span.1)
                .map(|(first, last)| [first, last].map(|minute| date_of(minute).to_string())),
            bytes: self.bytes()?,
            rules: rules.hash().to_owned(),
            stale,
        })
    }
}
