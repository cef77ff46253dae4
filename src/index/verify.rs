//! Whether an index is whole: its structure, its checksums, its counts, and that every claim is found under its fact.
//!
//! Takes an open index and the rules of today, gives flaws. Holds one article at a time, however large the index is.

use std::collections::BTreeSet;

use serde::Serialize;

use super::fault::At;
use super::kept::{self, Kept};
use super::write::subject;
use super::{Answer, Index, RuleSet};
use crate::graph::fact_key;
use crate::rules::{NameId, RulePack};

/// Flaws told; the rest are counted.
const TOLD: usize = 50;

/// What came of a look at everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Articles looked at.
    pub articles: usize,
    /// Claims looked at.
    pub claims: usize,
    /// The first flaws.
    pub flaws: Vec<Flaw>,
    /// How many more there are.
    pub more: usize,
}

/// Something that no version of this program has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flaw {
    /// The article, when it concerns one.
    pub article: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl Verified {
    fn add(&mut self, article: Option<&str>, what: impl Into<String>) {
        if self.flaws.len() == TOLD {
            self.more += 1;
            return;
        }
        self.flaws.push(Flaw {
            article: article.map(str::to_owned),
            what: what.into(),
        });
    }
}

impl Index {
    /// Looks at everything in the index.
    ///
    /// Keys are told anew for articles that were read with the rules of `pack`; for all, checksums hold them.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn verify(&self, pack: &RulePack, rules: &RuleSet) -> Answer<Verified> {
        let mut verified = Verified::default();
        self.structure(&mut verified)?;
        // Where the structure is broken, what stands in it says nothing.
        if verified.flaws.is_empty() {
            self.contents(pack, rules, &mut verified)?;
            self.sums(&mut verified)?;
            self.rule_sets(&mut verified)?;
            self.names(&mut verified)?;
        }
        Ok(verified)
    }

    fn structure(&self, verified: &mut Verified) -> Answer<()> {
        let mut check = self
            .db
            .prepare("PRAGMA integrity_check(50)")
            .at(&self.path)?;
        let mut rows = check.query([]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            let said: String = row.get(0).at(&self.path)?;
            if said != "ok" {
                verified.add(None, said);
            }
        }
        let mut check = self.db.prepare("PRAGMA foreign_key_check").at(&self.path)?;
        let mut rows = check.query([]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            let (table, parent): (String, String) =
                (row.get(0).at(&self.path)?, row.get(2).at(&self.path)?);
            verified.add(
                None,
                format!("a row of `{table}` points at nothing in `{parent}`"),
            );
        }
        Ok(())
    }

    fn contents(&self, pack: &RulePack, rules: &RuleSet, verified: &mut Verified) -> Answer<()> {
        let sql = format!(
            "SELECT articles.number, articles.claims, checksum, hash, bylines.name, bylines.outlet, blocks, text, {} \
             FROM articles JOIN texts ON texts.article = articles.number \
             JOIN rules ON rules.number = articles.rules JOIN bylines ON bylines.number = byline \
             ORDER BY articles.number",
            kept::COLUMNS
                .split(", ")
                .map(|column| format!("articles.{}", column.trim()))
                .collect::<Vec<_>>()
                .join(", ")
        );
        let mut articles = self.db.prepare(&sql).at(&self.path)?;
        let mut claims = self
            .db
            .prepare(
                "SELECT key, names, claim, claims.byline = articles.byline, rule, kind, tallies.outlet FROM claims \
                 JOIN facts ON facts.number = fact JOIN subjects ON subjects.number = subject \
                 JOIN tallies ON tallies.number = tally JOIN articles ON articles.number = article \
                 WHERE article = ? ORDER BY claims.number",
            )
            .at(&self.path)?;
        let mut rows = articles.query([]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            verified.articles += 1;
            let id: String = row.get(8).at(&self.path)?;
            let read = || -> rusqlite::Result<_> {
                let (checksum, read_with): (Vec<u8>, String) = (row.get(2)?, row.get(3)?);
                let byline: (String, Option<String>) = (row.get(4)?, row.get(5)?);
                let (blocks, packed): (String, Vec<u8>) = (row.get(6)?, row.get(7)?);
                Ok((
                    checksum,
                    read_with,
                    byline,
                    blocks,
                    packed,
                    Kept::read(row, 8)?,
                ))
            };
            let Ok((checksum, read_with, byline, blocks, packed, kept)) = read() else {
                verified.add(Some(&id), "its row cannot be read");
                continue;
            };
            let Some(text) = kept::inflated(&packed) else {
                verified.add(Some(&id), "its text cannot be unpacked");
                continue;
            };
            let outlet = kept.reference.outlet.as_ref().map(ToString::to_string);
            if byline.0 != kept::byline(&kept.reference) || byline.1 != outlet {
                verified.add(Some(&id), "it stands under another byline");
            }
            let mut sum = kept.checksum(&blocks, &text);
            let mut count = 0;
            let number: i64 = row.get(0).at(&self.path)?;
            let mut of_article = claims.query([number]).at(&self.path)?;
            while let Some(row) = of_article.next().at(&self.path)? {
                count += 1;
                let word = |at: usize| row.get::<_, String>(at).at(&self.path);
                let (key, names, json) = (word(0)?, word(1)?, word(2)?);
                sum.word(&key);
                sum.word(&names);
                sum.word(&json);
                let Ok(claim) = self.claim(&json, 0) else {
                    verified.add(Some(&id), "a claim cannot be read");
                    continue;
                };
                let all: BTreeSet<&str> = claim
                    .identity
                    .values()
                    .flatten()
                    .map(NameId::as_str)
                    .collect();
                if subject(&all) != names {
                    verified.add(
                        Some(&id),
                        format!("a claim of `{key}` stands under other names"),
                    );
                }
                if read_with == rules.hash() && fact_key(&claim, &pack.kinds) != key {
                    verified.add(
                        Some(&id),
                        format!("a claim stands under `{key}`, another fact"),
                    );
                }
                let own = [
                    &claim.rule,
                    &claim.kind,
                    outlet.as_deref().unwrap_or_default(),
                ];
                let same_byline: bool = row.get(3).at(&self.path)?;
                if !same_byline || own != [word(4)?.as_str(), word(5)?.as_str(), word(6)?.as_str()]
                {
                    verified.add(
                        Some(&id),
                        format!("a claim of `{key}` is counted elsewhere"),
                    );
                }
            }
            verified.claims += count as usize;
            if count != row.get::<_, i64>(1).at(&self.path)? {
                verified.add(Some(&id), "it has more or fewer claims than it had");
            } else if sum.finish() != checksum.as_slice() {
                verified.add(Some(&id), "its checksum does not fit");
            }
        }
        Ok(())
    }

    /// A rule set is called by the hash of its parts: what is read again hangs on both.
    fn rule_sets(&self, verified: &mut Verified) -> Answer<()> {
        let mut select = self
            .db
            .prepare("SELECT hash, parts FROM rules ORDER BY number")
            .at(&self.path)?;
        let mut rows = select.query([]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            let (hash, parts): (String, String) =
                (row.get(0).at(&self.path)?, row.get(1).at(&self.path)?);
            if RuleSet::from_json(&parts).is_none_or(|set| set.hash() != hash) {
                verified.add(None, format!("the rule set `{hash}` is not what it was"));
            }
        }
        Ok(())
    }

    /// Claims are found by each of the names they are about.
    fn names(&self, verified: &mut Verified) -> Answer<()> {
        let mut select = self
            .db
            .prepare(
                "SELECT subjects.number, names, name FROM subjects \
                 LEFT JOIN named ON named.subject = subjects.number ORDER BY subjects.number, name",
            )
            .at(&self.path)?;
        let mut rows = select.query([]).at(&self.path)?;
        let mut open: Option<(i64, String, BTreeSet<String>)> = None;
        loop {
            let row = rows.next().at(&self.path)?;
            let number: Option<i64> = row.map(|row| row.get(0)).transpose().at(&self.path)?;
            if let Some((of, names, found)) = &open
                && number != Some(*of)
                && *names != subject(&found.iter().map(String::as_str).collect())
            {
                let names = names.replace('\n', ", ");
                verified.add(None, format!("claims about {names} are found elsewhere"));
            }
            let (Some(row), Some(number)) = (row, number) else {
                return Ok(());
            };
            let (names, name): (String, Option<String>) =
                (row.get(1).at(&self.path)?, row.get(2).at(&self.path)?);
            match &mut open {
                Some((of, _, found)) if *of == number => found.extend(name),
                _ => open = Some((number, names, name.into_iter().collect())),
            }
        }
    }

    /// What is counted apart must be what is there.
    fn sums(&self, verified: &mut Verified) -> Answer<()> {
        let counted: (i64, i64) = self
            .db
            .query_row("SELECT articles, claims FROM counts", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .at(&self.path)?;
        if counted != (verified.articles as i64, verified.claims as i64) {
            verified.add(
                None,
                "it holds more or fewer articles or claims than it counts",
            );
        }
        for (what, sql) in [
            (
                "an outlet",
                "SELECT 1 FROM bylines WHERE articles <> (SELECT COUNT(*) FROM articles WHERE byline = bylines.number) LIMIT 1",
            ),
            (
                "a rule set",
                "SELECT 1 FROM rules LEFT JOIN (SELECT rules AS of, COUNT(*) AS n FROM articles GROUP BY rules) ON of = number WHERE articles <> COALESCE(n, 0) LIMIT 1",
            ),
            (
                "a rule",
                "SELECT 1 FROM tallies LEFT JOIN (SELECT tally AS of, COUNT(*) AS n FROM claims GROUP BY tally) ON of = number WHERE claims <> COALESCE(n, 0) LIMIT 1",
            ),
            (
                "a fact without claims",
                "SELECT 1 FROM facts WHERE NOT EXISTS(SELECT 1 FROM claims WHERE fact = facts.number) LIMIT 1",
            ),
            (
                "names without claims",
                "SELECT 1 FROM subjects WHERE NOT EXISTS(SELECT 1 FROM claims WHERE subject = subjects.number) LIMIT 1",
            ),
        ] {
            let wrong = self
                .db
                .prepare(sql)
                .and_then(|mut select| select.exists([]))
                .at(&self.path)?;
            if wrong {
                verified.add(None, format!("the count of {what} does not fit"));
            }
        }
        Ok(())
    }
}
