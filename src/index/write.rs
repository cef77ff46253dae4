//! Articles in and out.
//!
//! Takes an open index, gives a writer whose changes stand together between [`Writer::begin`] and [`Writer::commit`].
//! Whatever ends the process before the commit, the index is as it was.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Statement, params};

use super::fault::{self, At};
use super::kept::{self, Kept};
use super::{Answer, Index, RuleSet};
use crate::claim::Claim;
use crate::graph::fact_key;
use crate::rules::{NameId, RulePack};
use crate::source::{Article, OutletId};

/// Changes an index.
#[derive(Debug)]
pub struct Writer<'i> {
    db: &'i Connection,
    path: &'i str,
    sql: Statements<'i>,
    open: bool,
}

/// What is known of an article that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    number: i64,
    /// The hash of what was loaded: see [`content`](super::content).
    pub content: Vec<u8>,
    /// The number of the rule set it was read with.
    pub rules: i64,
}

#[derive(Debug)]
struct Statements<'i> {
    state: Statement<'i>,
    named: Statement<'i>,
    add_article: Statement<'i>,
    add_text: Statement<'i>,
    find_fact: Statement<'i>,
    add_fact: Statement<'i>,
    find_subject: Statement<'i>,
    add_subject: Statement<'i>,
    add_named: Statement<'i>,
    add_byline: Statement<'i>,
    add_tally: Statement<'i>,
    add_claim: Statement<'i>,
    claims_of: Statement<'i>,
}

impl<'i> Statements<'i> {
    fn new(db: &'i Connection) -> rusqlite::Result<Self> {
        let add_article = format!(
            "INSERT INTO articles({}, checksum, claims, byline, rules) \
             VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            kept::COLUMNS
        );
        Ok(Self {
            state: db.prepare("SELECT number, content, rules FROM articles WHERE id = ?")?,
            named: db.prepare(
                "SELECT number FROM articles WHERE id = ?1 OR path = ?1 OR id LIKE ?2 ESCAPE '\\' ORDER BY id",
            )?,
            add_article: db.prepare(&add_article)?,
            add_text: db.prepare("INSERT INTO texts VALUES(?, ?, ?)")?,
            find_fact: db.prepare("SELECT number FROM facts WHERE key = ?")?,
            add_fact: db.prepare("INSERT INTO facts(key) VALUES(?)")?,
            find_subject: db.prepare("SELECT number FROM subjects WHERE names = ?")?,
            add_subject: db.prepare("INSERT INTO subjects(names) VALUES(?)")?,
            add_named: db.prepare("INSERT INTO named VALUES(?, ?)")?,
            add_byline: db.prepare(
                "INSERT INTO bylines(outlet, name, articles) VALUES(?, ?, 0)",
            )?,
            add_tally: db.prepare(
                "INSERT INTO tallies(rule, kind, outlet, claims) VALUES(?, ?, ?, 1) \
                 ON CONFLICT DO UPDATE SET claims = claims + 1 RETURNING number",
            )?,
            add_claim: db.prepare(
                "INSERT INTO claims(fact, article, subject, byline, tally, claim) VALUES(?, ?, ?, ?, ?, ?)",
            )?,
            claims_of: db.prepare("SELECT fact, subject, tally FROM claims WHERE article = ?")?,
        })
    }
}

impl<'i> Writer<'i> {
    pub(super) fn new(index: &'i Index) -> Answer<Self> {
        let sql = Statements::new(&index.db).at(&index.path)?;
        Ok(Self {
            db: &index.db,
            path: &index.path,
            sql,
            open: false,
        })
    }

    /// What is kept of the article called `id`.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn state(&mut self, id: &str) -> Answer<Option<State>> {
        let state = self.sql.state.query_row([id], |row| {
            Ok(State {
                number: row.get(0)?,
                content: row.get(1)?,
                rules: row.get(2)?,
            })
        });
        state.optional().at(self.path)
    }

    /// Begins changes that stand or fall together. Waits for another process that writes.
    ///
    /// # Errors
    /// When another process goes on writing.
    pub fn begin(&mut self) -> Answer<()> {
        self.db.execute_batch("BEGIN IMMEDIATE").at(self.path)?;
        self.open = true;
        Ok(())
    }

    /// Makes the changes since [`Writer::begin`] stand: they are on the disk when this returns.
    ///
    /// # Errors
    /// When there is no room; then nothing has changed.
    pub fn commit(&mut self) -> Answer<()> {
        self.db.execute_batch("COMMIT").at(self.path)?;
        self.open = false;
        Ok(())
    }

    /// The number of a rule set, which is added when it is new.
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub fn rules(&mut self, rules: &RuleSet) -> Answer<i64> {
        self.db
            .query_row(
                "INSERT INTO rules(hash, files, parts, articles) VALUES(?, ?, ?, 0) \
                 ON CONFLICT DO UPDATE SET files = excluded.files RETURNING number",
                params![rules.hash(), rules.files(), rules.to_json()],
                |row| row.get(0),
            )
            .at(self.path)
    }

    /// True when a rule set is there as read from the same files.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn knows(&self, rules: &RuleSet) -> Answer<bool> {
        let sql = "SELECT EXISTS(SELECT 1 FROM rules WHERE hash = ? AND files = ?)";
        self.db
            .query_row(sql, [rules.hash(), rules.files()], |row| row.get(0))
            .at(self.path)
    }

    /// Puts an article in, with the claims that the rule set number `rules` reads in it; the one of its name goes out.
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub fn put(
        &mut self,
        article: &Article,
        content: [u8; 32],
        claims: &[Claim],
        pack: &RulePack,
        rules: i64,
    ) -> Answer<()> {
        if let Some(old) = self.state(&article.id)? {
            self.remove(&old)?;
        }
        self.insert(article, content, claims, pack, rules)
            .at(self.path)
    }

    fn insert(
        &mut self,
        article: &Article,
        content: [u8; 32],
        claims: &[Claim],
        pack: &RulePack,
        rules: i64,
    ) -> rusqlite::Result<()> {
        let kept = Kept::new(article, content);
        let one = &kept.reference;
        let blocks = kept::blocks(article);
        let mut sum = kept.checksum(&blocks, &article.text);
        // What an article says twice in the same words of the same span it says once, as when claims are linked.
        let mut seen = BTreeSet::new();
        let mut rows = Vec::with_capacity(claims.len());
        for claim in claims {
            let json = serde_json::to_string(claim).expect("a claim is plain data");
            if !seen.insert(json.clone()) {
                continue;
            }
            let names: BTreeSet<&str> = claim
                .identity
                .values()
                .flatten()
                .map(NameId::as_str)
                .collect();
            let key = fact_key(claim, &pack.kinds);
            let subject = subject(&names);
            sum.word(&key);
            sum.word(&subject);
            sum.word(&json);
            rows.push((claim, key, names, subject, json));
        }
        let outlet = one.outlet.as_ref().map(OutletId::as_str);
        let byline = self.byline(outlet, kept::byline(one))?;
        self.sql.add_article.execute(params![
            one.id,
            kept.path,
            kept.first_line,
            outlet,
            one.outlet_name,
            one.published.map(|period| period.start),
            one.published.map(|period| period.end),
            one.title,
            one.url,
            one.wire,
            one.shingles.to_bytes(),
            kept.content,
            sum.finish(),
            rows.len() as i64,
            byline,
            rules,
        ])?;
        let number = self.db.last_insert_rowid();
        self.sql
            .add_text
            .execute(params![number, blocks, kept::deflated(&article.text)])?;
        for (claim, key, names, subject, json) in &rows {
            let fact = numbered(
                &mut self.sql.find_fact,
                &mut self.sql.add_fact,
                self.db,
                key,
            )?
            .0;
            let (about, new) = numbered(
                &mut self.sql.find_subject,
                &mut self.sql.add_subject,
                self.db,
                subject,
            )?;
            if new {
                for name in names {
                    self.sql.add_named.execute(params![name, about])?;
                }
            }
            let tally: i64 = self.sql.add_tally.query_row(
                params![claim.rule, claim.kind, outlet.unwrap_or_default()],
                |row| row.get(0),
            )?;
            self.sql
                .add_claim
                .execute(params![fact, number, about, byline, tally, json])?;
        }
        self.count(1, rows.len() as i64, byline, rules)
    }

    /// The number of a byline, which is added when it is new.
    fn byline(&mut self, outlet: Option<&str>, name: &str) -> rusqlite::Result<i64> {
        let found = self.db.query_row(
            "SELECT number FROM bylines WHERE name = ? AND outlet IS ?",
            params![name, outlet],
            |row| row.get(0),
        );
        match found.optional()? {
            Some(number) => Ok(number),
            None => self.sql.add_byline.insert(params![outlet, name]),
        }
    }

    /// Counts articles and claims that came, or went when negative.
    fn count(&self, articles: i64, claims: i64, byline: i64, rules: i64) -> rusqlite::Result<()> {
        self.db.execute(
            "UPDATE counts SET articles = articles + ?, claims = claims + ?",
            [articles, claims],
        )?;
        for (table, number) in [("bylines", byline), ("rules", rules)] {
            let sql = format!("UPDATE {table} SET articles = articles + ? WHERE number = ?");
            self.db.execute(&sql, [articles, number])?;
        }
        Ok(())
    }

    /// Notes that an article was read with rule set number `rules`, which read the same in it as those before.
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub fn confirm(&mut self, state: &State, rules: i64) -> Answer<()> {
        let sql = [
            (
                "UPDATE articles SET rules = ? WHERE number = ?",
                [rules, state.number],
            ),
            (
                "UPDATE rules SET articles = articles + ? WHERE number = ?",
                [1, rules],
            ),
            (
                "UPDATE rules SET articles = articles - ? WHERE number = ?",
                [1, state.rules],
            ),
        ];
        for (sql, values) in sql {
            self.db.execute(sql, values).at(self.path)?;
        }
        Ok(())
    }

    /// Takes an article out.
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub fn remove(&mut self, state: &State) -> Answer<()> {
        self.delete(state.number).at(self.path)
    }

    fn delete(&mut self, number: i64) -> rusqlite::Result<()> {
        let rows = self.sql.claims_of.query_map([number], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, i64>(2)?,
            ))
        })?;
        let claims = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let (byline, rules): (i64, i64) = self.db.query_row(
            "SELECT byline, rules FROM articles WHERE number = ?",
            [number],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for table in [
            "claims WHERE article",
            "texts WHERE article",
            "articles WHERE number",
        ] {
            self.db
                .execute(&format!("DELETE FROM {table} = ?"), [number])?;
        }
        self.count(-1, -(claims.len() as i64), byline, rules)?;
        self.db.execute(
            "DELETE FROM bylines WHERE number = ? AND articles = 0",
            [byline],
        )?;
        for (_, _, tally) in &claims {
            self.db.execute(
                "UPDATE tallies SET claims = claims - 1 WHERE number = ?",
                [tally],
            )?;
        }
        // What nothing speaks of any more is no fact of the index.
        for (fact, subject, tally) in claims {
            for (sql, number) in [
                (
                    "DELETE FROM facts WHERE number = ?1 AND NOT EXISTS(SELECT 1 FROM claims WHERE fact = ?1)",
                    fact,
                ),
                (
                    "DELETE FROM named WHERE subject = ?1 AND NOT EXISTS(SELECT 1 FROM claims WHERE subject = ?1)",
                    subject,
                ),
                (
                    "DELETE FROM subjects WHERE number = ?1 AND NOT EXISTS(SELECT 1 FROM claims WHERE subject = ?1)",
                    subject,
                ),
                (
                    "DELETE FROM tallies WHERE number = ?1 AND claims = 0",
                    tally,
                ),
            ] {
                self.db.execute(sql, [number])?;
            }
        }
        Ok(())
    }

    /// Takes out what is called `name`: an article, all articles of a file, or all under a folder. Says how many.
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub fn remove_named(&mut self, name: &str) -> Answer<usize> {
        let mut under: String = name
            .chars()
            .flat_map(|c| {
                matches!(c, '\\' | '%' | '_')
                    .then_some('\\')
                    .into_iter()
                    .chain([c])
            })
            .collect();
        under.push_str("/%");
        let numbers = self
            .sql
            .named
            .query_map([name, under.as_str()], |row| row.get::<_, i64>(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<i64>>>)
            .at(self.path)?;
        for number in &numbers {
            self.delete(*number).at(self.path)?;
        }
        Ok(numbers.len())
    }

    /// The rule sets that articles were read with, by number.
    ///
    /// # Errors
    /// When one of them is not what this program writes.
    pub fn known_rules(&self) -> Answer<Vec<(i64, RuleSet)>> {
        known_rules(self.db, self.path)
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if self.open {
            // What cannot be rolled back now is when the file is opened next.
            let _ = self.db.execute_batch("ROLLBACK");
        }
    }
}

/// The rule sets of an index that some article was read with.
pub(super) fn known_rules(db: &Connection, path: &str) -> Answer<Vec<(i64, RuleSet)>> {
    let mut select = db
        .prepare("SELECT number, parts FROM rules WHERE articles > 0")
        .at(path)?;
    let rows = select
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<(i64, String)>>>)
        .at(path)?;
    rows.into_iter()
        .map(|(number, parts)| {
            let rules = RuleSet::from_json(&parts)
                .ok_or_else(|| fault::damaged(path, "a rule set in it cannot be read"))?;
            Ok((number, rules))
        })
        .collect()
}

/// Names as one word; no name holds a line break.
pub(super) fn subject(names: &BTreeSet<&str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join("\n")
}

/// The number of a word, and whether it was added just now.
fn numbered(
    find: &mut Statement<'_>,
    add: &mut Statement<'_>,
    db: &Connection,
    word: &str,
) -> rusqlite::Result<(i64, bool)> {
    if let Some(number) = find.query_row([word], |row| row.get(0)).optional()? {
        return Ok((number, false));
    }
    add.execute([word])?;
    Ok((db.last_insert_rowid(), true))
}
