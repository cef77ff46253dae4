//! Lines of claims, sorted by key, as one batch of claims per key.
//!
//! Takes any reader, gives the claims of a key with their articles. Needs the memory of the largest key.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};

use crate::claim::Claim;
use crate::graph::{ArticleRef, fact_key};
use crate::problem::{ByteSpan, Place, Problem};
use crate::rules::RulePack;

use super::line::{ClaimLine, Words};

/// Bytes of one line.
const MAX_LINE: u64 = 64 * 1024 * 1024;
/// Problems told; the rest are counted.
const MAX_PROBLEMS: usize = 50;

/// The claims of one key, numbered as a run of their own.
#[derive(Debug, Default)]
pub struct OneKey {
    /// The claims.
    pub claims: Vec<Claim>,
    /// Their articles; a claim's number is a place in this list.
    pub articles: Vec<ArticleRef>,
    /// For each claim, in the same order, its words.
    pub words: Vec<Words>,
    numbers: BTreeMap<String, u32>,
    seen: BTreeSet<[u8; 32]>,
}

/// Reads the claims of one key after the other.
pub struct Facts<'r, R> {
    reader: R,
    pack: &'r RulePack,
    /// The stream's name in problems.
    name: &'r str,
    number: usize,
    line: Vec<u8>,
    /// The key that is being read.
    key: String,
    /// The first line of the next key.
    ahead: Option<(String, ClaimLine, [u8; 32])>,
    problems: Vec<Problem>,
    untold: usize,
    ended: bool,
}

impl<'r, R: BufRead> Facts<'r, R> {
    /// Reads `reader`, called `name` in problems, with the rules its claims were read with.
    pub fn new(reader: R, name: &'r str, pack: &'r RulePack) -> Self {
        Self {
            reader,
            pack,
            name,
            number: 0,
            line: Vec::new(),
            key: String::new(),
            ahead: None,
            problems: Vec::new(),
            untold: 0,
            ended: false,
        }
    }

    /// What was wrong with the stream so far; to be asked when it has ended. Bad lines were left out.
    pub fn problems(mut self) -> Vec<Problem> {
        if self.untold > 0 {
            let message = format!("{} has {} more problems like these", self.name, self.untold);
            self.problems.push(Problem::error("bad-line", message));
        }
        self.problems
    }

    fn complain(&mut self, code: &'static str, message: String, at: usize, help: &str) {
        if self.problems.len() == MAX_PROBLEMS {
            self.untold += 1;
            return;
        }
        let line = String::from_utf8_lossy(&self.line);
        let at = at.min(line.len());
        let mut place = Place::new(self.name, &line, ByteSpan::new(at, at));
        place.line = self.number;
        let problem = Problem::error(code, message).at(place);
        self.problems.push(problem.help(help));
    }

    /// The next line that holds a claim.
    fn next_line(&mut self) -> Option<(String, ClaimLine, [u8; 32])> {
        while !self.ended {
            self.line.clear();
            self.number += 1;
            let read =
                io::Read::take(&mut self.reader, MAX_LINE + 1).read_until(b'\n', &mut self.line);
            match read {
                Ok(0) => self.ended = true,
                Ok(read) if read as u64 > MAX_LINE => {
                    self.ended = true;
                    self.line.clear();
                    let what = "this line is longer than 64 MiB; the rest is not read".to_owned();
                    self.complain(
                        "too-large",
                        what,
                        0,
                        "give lines as `atodds extract` writes them",
                    );
                }
                Ok(_) => {
                    if let Some(found) = self.parse() {
                        return Some(found);
                    }
                }
                Err(error) => {
                    self.ended = true;
                    self.line.clear();
                    let what = format!("{} cannot be read beyond this line: {error}", self.name);
                    self.complain("unreadable", what, 0, "check where the stream comes from");
                }
            }
        }
        None
    }

    fn parse(&mut self) -> Option<(String, ClaimLine, [u8; 32])> {
        const RULES: &str = "give `judge` the rules that `extract` had";
        const FORM: &str =
            "give lines as `atodds extract` writes them: key, article and JSON, with a tab between";
        let Ok(text) = std::str::from_utf8(&self.line) else {
            self.complain("bad-line", "this line is not UTF-8".to_owned(), 0, FORM);
            return None;
        };
        let text = text.trim_end_matches(['\n', '\r']);
        if text.is_empty() {
            return None;
        }
        let mut fields = text.splitn(3, '\t');
        let (Some(key), Some(article), Some(json)) = (fields.next(), fields.next(), fields.next())
        else {
            self.complain(
                "bad-line",
                "this line has fewer than three fields".to_owned(),
                0,
                FORM,
            );
            return None;
        };
        let from = key.len() + article.len() + 2;
        let (key, hash) = (key.to_owned(), *blake3::hash(json.as_bytes()).as_bytes());
        let line = match ClaimLine::read(json) {
            Ok(line) => line,
            Err((what, at)) => {
                self.complain("bad-line", what, from + at, FORM);
                return None;
            }
        };
        if let Some(what) = line.unknown_to(self.pack) {
            self.complain("other-rules", what, from, RULES);
            return None;
        }
        let own = fact_key(&line.claim, &self.pack.kinds);
        if own != key {
            let what = format!("with these rules the key of this claim is `{own}`");
            self.complain("other-rules", what, 0, RULES);
            return None;
        }
        if key < self.key {
            let what = format!(
                "`{key}` comes after `{}`: the lines are not sorted",
                self.key
            );
            self.complain(
                "not-sorted",
                what,
                0,
                "sort the lines by their first field, as bytes: `LC_ALL=C sort`",
            );
            self.ended = true;
            return None;
        }
        self.key.clone_from(&key);
        Some((key, line, hash))
    }

    fn add(&mut self, to: &mut OneKey, line: ClaimLine, hash: [u8; 32]) {
        if !to.seen.insert(hash) {
            return;
        }
        let number = match to.numbers.get(&line.article.id) {
            Some(&number) if to.articles[number as usize] == line.article => number,
            Some(_) => {
                let what = format!("two articles are called `{}`", line.article.id);
                self.complain(
                    "same-name",
                    what,
                    0,
                    "give each record a name of its own as `article`",
                );
                return;
            }
            None => {
                let number = to.articles.len() as u32;
                to.numbers.insert(line.article.id.clone(), number);
                to.articles.push(line.article);
                number
            }
        };
        let mut claim = line.claim;
        claim.set_article(number);
        to.claims.push(claim);
        to.words.push(line.words);
    }
}

impl<R: BufRead> Iterator for Facts<'_, R> {
    type Item = OneKey;

    /// The claims of the next key.
    fn next(&mut self) -> Option<OneKey> {
        let (key, first, hash) = self.ahead.take().or_else(|| self.next_line())?;
        let mut all = OneKey::default();
        self.add(&mut all, first, hash);
        while let Some((next, line, hash)) = self.next_line() {
            if next != key {
                self.ahead = Some((next, line, hash));
                break;
            }
            self.add(&mut all, line, hash);
        }
        Some(all)
    }
}
