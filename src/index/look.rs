//! Look-ups: the claims of some keys, the text of an article, who wrote about some names.
//!
//! Takes an open index and what is wanted, gives claims and articles. Reads what is asked for and nothing else, so that
//! time and memory follow the facts that are named and not the index.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};

use super::fault::{self, At};
use super::kept::{self, Kept};
use super::reach::files;
use super::write::known_rules;
use super::{Answer, Index, RuleSet};
use crate::claim::Claim;
use crate::graph::ArticleRef;
use crate::rules::{NameId, RulePack};
use crate::source::{Article, Block};
use crate::value::Minute;

/// Articles of the index that a run leaves aside.
#[derive(Debug, Clone, Default)]
pub struct Aside {
    /// The numbers of those that stand in the focus themselves.
    numbers: BTreeSet<i64>,
    /// Those published from this minute on.
    from: Option<Minute>,
}

impl Aside {
    /// Leaves aside what was `found` as well: it stands in the run from now on.
    pub fn take_in(&mut self, found: &Found) {
        self.numbers.extend(&found.numbers);
    }
}

/// Claims that were looked up, with their articles.
#[derive(Debug, Default)]
pub struct Found {
    /// The claims; the number of an article is its place in the list.
    pub claims: Vec<Claim>,
    /// The articles, by what the graph needs of them.
    pub articles: Vec<ArticleRef>,
    numbers: Vec<i64>,
}

/// How much a run has at hand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Articles.
    pub articles: usize,
    /// Claims.
    pub claims: usize,
}

/// Whether claims of a rule, a fact kind and an outlet count.
pub type Keeps<'k> = &'k dyn Fn(&str, &str, &str) -> bool;

impl Index {
    /// What is left aside when the articles called `ids` are in the focus and today ends before minute `from`.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn aside<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a str>,
        from: Option<Minute>,
    ) -> Answer<Aside> {
        let mut select = self
            .db
            .prepare("SELECT number FROM articles WHERE id = ?")
            .at(&self.path)?;
        let mut numbers = BTreeSet::new();
        for id in ids {
            let number = select.query_row([id], |row| row.get::<_, i64>(0));
            numbers.extend(number.optional().at(&self.path)?);
        }
        Ok(Aside { numbers, from })
    }

    /// All claims of `keys` but those of articles left `aside`.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn look_up(&self, keys: &BTreeSet<String>, aside: &Aside) -> Answer<Found> {
        let mut found = Found::default();
        let mut places: BTreeMap<i64, Option<u32>> = BTreeMap::new();
        let sql = "SELECT article, claim FROM claims WHERE fact = (SELECT number FROM facts WHERE key = ?) ORDER BY article, number";
        let mut select = self.db.prepare(sql).at(&self.path)?;
        for key in keys {
            let mut rows = select.query([key]).at(&self.path)?;
            while let Some(row) = rows.next().at(&self.path)? {
                let number: i64 = row.get(0).at(&self.path)?;
                let place = if let Some(place) = places.get(&number) {
                    *place
                } else {
                    let place = self.reference(number, aside)?.map(|reference| {
                        found.articles.push(reference);
                        found.numbers.push(number);
                        found.articles.len() as u32 - 1
                    });
                    places.insert(number, place);
                    place
                };
                if let Some(place) = place {
                    let json = row
                        .get_ref(1)
                        .and_then(|json| Ok(json.as_str()?))
                        .at(&self.path)?;
                    found.claims.push(self.claim(json, place)?);
                }
            }
        }
        Ok(found)
    }

    pub(super) fn claim(&self, json: &str, article: u32) -> Answer<Claim> {
        let mut claim: Claim = serde_json::from_str(json)
            .map_err(|error| fault::damaged(&self.path, &format!("a claim in it: {error}")))?;
        claim.set_article(article);
        Ok(claim)
    }

    /// What the graph needs of an article; nothing when it is left aside.
    fn reference(&self, number: i64, aside: &Aside) -> Answer<Option<ArticleRef>> {
        if aside.numbers.contains(&number) {
            return Ok(None);
        }
        let reference = self.kept(number)?.reference;
        let later = reference
            .published
            .zip(aside.from)
            .is_some_and(|(published, from)| published.start >= from);
        Ok((!later).then_some(reference))
    }

    fn kept(&self, number: i64) -> Answer<Kept> {
        let sql = format!("SELECT {} FROM articles WHERE number = ?", kept::COLUMNS);
        self.db
            .query_row(&sql, [number], |row| Kept::read(row, 0))
            .at(&self.path)
    }

    /// Article number `place` of what was found, as it was loaded.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn article(&self, found: &Found, place: usize) -> Answer<Article> {
        let number = found.numbers.get(place).copied().unwrap_or_default();
        let kept = self.kept(number)?;
        let (blocks, packed): (String, Vec<u8>) = self
            .db
            .query_row(
                "SELECT blocks, text FROM texts WHERE article = ?",
                [number],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .at(&self.path)?;
        let read = serde_json::from_str::<Vec<Block>>(&blocks)
            .ok()
            .zip(kept::inflated(&packed));
        let Some((blocks, text)) = read else {
            let what = format!("the text of `{}` cannot be read", kept.reference.id);
            return Err(fault::damaged(&self.path, &what));
        };
        Ok(kept.article(blocks, text))
    }

    /// Who wrote a claim that names all of `names`, as people know them, but for articles left `aside` and claims that
    /// do not count.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn wrote_about(
        &self,
        names: &BTreeSet<&NameId>,
        aside: &Aside,
        keeps: Option<Keeps<'_>>,
    ) -> Answer<BTreeSet<String>> {
        let mut wrote = BTreeSet::new();
        if names.is_empty() {
            return Ok(wrote);
        }
        let one = "SELECT subject FROM named WHERE name = ?";
        let sql = vec![one; names.len()].join(" INTERSECT ");
        let mut subjects = self.db.prepare(&sql).at(&self.path)?;
        let values = rusqlite::params_from_iter(names.iter().map(|name| name.as_str()));
        let subjects = subjects
            .query_map(values, |row| row.get::<_, i64>(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<i64>>>)
            .at(&self.path)?;
        // From byline to byline, without a look at what lies between: an outlet may have written a thousand claims.
        let mut next = self
            .db
            .prepare("SELECT byline FROM claims WHERE subject = ? AND byline > ? ORDER BY byline LIMIT 1")
            .at(&self.path)?;
        let mut written_by = self
            .db
            .prepare("SELECT name FROM bylines WHERE number = ?")
            .at(&self.path)?;
        let mut seen = BTreeSet::new();
        for subject in subjects {
            let mut byline = 0;
            loop {
                let following = next
                    .query_row([subject, byline], |row| row.get(0))
                    .optional();
                let Some(following) = following.at(&self.path)? else {
                    break;
                };
                byline = following;
                if !seen.contains(&byline) && self.counts(subject, byline, aside, keeps)? {
                    seen.insert(byline);
                    let name = written_by
                        .query_row([byline], |row| row.get(0))
                        .at(&self.path)?;
                    wrote.insert(name);
                }
            }
        }
        Ok(wrote)
    }

    /// True when some claim under the byline counts.
    fn counts(
        &self,
        subject: i64,
        byline: i64,
        aside: &Aside,
        keeps: Option<Keeps<'_>>,
    ) -> Answer<bool> {
        let mut select = self
            .db
            .prepare("SELECT article, tally FROM claims WHERE subject = ? AND byline = ?")
            .at(&self.path)?;
        let mut rows = select.query([subject, byline]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            let (article, tally) = (row.get(0).at(&self.path)?, row.get(1).at(&self.path)?);
            if !self.is_aside(article, aside)? && self.is_kept(tally, keeps)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_aside(&self, article: i64, aside: &Aside) -> Answer<bool> {
        if aside.numbers.contains(&article) {
            return Ok(true);
        }
        let Some(from) = aside.from else {
            return Ok(false);
        };
        let sql = "SELECT published IS NOT NULL AND published >= ? FROM articles WHERE number = ?";
        self.db
            .query_row(sql, [from, article], |row| row.get(0))
            .at(&self.path)
    }

    fn is_kept(&self, tally: i64, keeps: Option<Keeps<'_>>) -> Answer<bool> {
        let Some(keeps) = keeps else { return Ok(true) };
        let sql = "SELECT rule, kind, outlet FROM tallies WHERE number = ?";
        let words = |row: &rusqlite::Row<'_>| {
            let word = |at: usize| row.get::<_, String>(at);
            Ok(keeps(&word(0)?, &word(1)?, &word(2)?))
        };
        self.db.query_row(sql, [tally], words).at(&self.path)
    }

    /// How many articles and claims there are but for those left `aside` and claims that do not count.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn totals(&self, aside: &Aside, keeps: Option<Keeps<'_>>) -> Answer<Totals> {
        let one = |sql: &str, value: Option<i64>| -> Answer<i64> {
            let values = rusqlite::params_from_iter(value);
            self.db
                .query_row(sql, values, |row| row.get(0))
                .at(&self.path)
        };
        let mut articles = one("SELECT articles FROM counts", None)?;
        let mut claims = match keeps {
            None => one("SELECT claims FROM counts", None)?,
            Some(_) => self.sum_of("SELECT number, claims FROM tallies", None, keeps)?,
        };
        for number in &aside.numbers {
            articles -= 1;
            let sql = "SELECT tally, COUNT(*) FROM claims WHERE article = ? GROUP BY tally";
            claims -= self.sum_of(sql, Some(*number), keeps)?;
        }
        if let Some(from) = aside.from {
            let sql = "SELECT number FROM articles WHERE published >= ?";
            let mut later = self.db.prepare(sql).at(&self.path)?;
            let mut rows = later.query([from]).at(&self.path)?;
            while let Some(row) = rows.next().at(&self.path)? {
                let number: i64 = row.get(0).at(&self.path)?;
                if !aside.numbers.contains(&number) {
                    articles -= 1;
                    let sql = "SELECT tally, COUNT(*) FROM claims WHERE article = ? GROUP BY tally";
                    claims -= self.sum_of(sql, Some(number), keeps)?;
                }
            }
        }
        Ok(Totals {
            articles: articles.max(0) as usize,
            claims: claims.max(0) as usize,
        })
    }

    /// Adds up the second column where the tally in the first counts.
    fn sum_of(&self, sql: &str, value: Option<i64>, keeps: Option<Keeps<'_>>) -> Answer<i64> {
        let mut select = self.db.prepare(sql).at(&self.path)?;
        let mut rows = select
            .query(rusqlite::params_from_iter(value))
            .at(&self.path)?;
        let mut sum = 0;
        while let Some(row) = rows.next().at(&self.path)? {
            let (tally, claims): (i64, i64) =
                (row.get(0).at(&self.path)?, row.get(1).at(&self.path)?);
            if self.is_kept(tally, keeps)? {
                sum += claims;
            }
        }
        Ok(sum)
    }

    /// Ids of the outlets that have articles.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn outlets(&self) -> Answer<Vec<String>> {
        let sql = "SELECT DISTINCT outlet FROM bylines WHERE outlet IS NOT NULL ORDER BY outlet";
        let mut select = self.db.prepare(sql).at(&self.path)?;
        select
            .query_map(params![], |row| row.get(0))
            .and_then(Iterator::collect)
            .at(&self.path)
    }

    /// How many articles were read with rules that may read other claims than those of `pack`.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn read_otherwise(&self, pack: &RulePack) -> Answer<usize> {
        let count = |column: &str, word: &str| -> Answer<i64> {
            let sql = format!("SELECT COALESCE(SUM(articles), 0) FROM rules WHERE {column} <> ?");
            self.db
                .query_row(&sql, [word], |row| row.get(0))
                .at(&self.path)
        };
        let mut other = count("files", &files(pack))?;
        // An edit that changes no part, such as a comment, is told by the parts.
        if other > 0 {
            other = count("hash", RuleSet::new(pack).hash())?;
        }
        Ok(other.max(0) as usize)
    }

    /// The rule sets that articles were read with, by number.
    ///
    /// # Errors
    /// When one of them is not what this program writes.
    pub fn known_rules(&self) -> Answer<Vec<(i64, RuleSet)>> {
        known_rules(&self.db, &self.path)
    }
}
