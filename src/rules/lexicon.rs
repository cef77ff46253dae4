//! Every spelling of every listed name, found by its first word.
//!
//! Takes names, gives spellings with what they can mean. A lookup by first word and a comparison letter by letter
//! needs no second automaton beside the tokens, ends on token boundaries by itself ("New York" in "New Yorkers"
//! never matches half), and costs the same for fifty names and fifty thousand.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::names::{NameId, Names, TypeId};
use super::pattern::Alphabet;

/// One thing a spelling can mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    /// Who or what.
    pub id: NameId,
    /// As which type: "Russian" means Russia as a `nationality`.
    pub kind: TypeId,
}

/// One spelling.
#[derive(Debug, Clone)]
pub struct Spelling {
    /// The text, with straight quotes.
    pub text: String,
    /// What it can mean, in the order of the name files.
    pub readings: Vec<Reading>,
    /// The shadow character for all its types together.
    pub letter: char,
    /// Set when only this outlet writes so.
    pub outlet: Option<String>,
    /// Set for an office ("the Russian president"): first and last day on which it means this person.
    pub office: Option<(Option<Date>, Option<Date>)>,
}

/// All spellings.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    by_head: FxHashMap<String, Vec<Spelling>>,
}

/// The key of a spelling, cut from its lower-case form: its first letters and digits.
pub fn head(lower: &str) -> &str {
    let start = lower.find(char::is_alphanumeric).unwrap_or(lower.len());
    let rest = &lower[start..];
    &rest[..rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len())]
}

impl Lexicon {
    /// Adds a spelling; a spelling that is there already gains a reading.
    pub fn add(&mut self, spelling: Spelling) {
        let key = head(&spelling.text.to_lowercase()).to_owned();
        if key.is_empty() {
            return;
        }
        let same = |old: &&mut Spelling| {
            old.text == spelling.text
                && old.outlet == spelling.outlet
                && old.office.is_some() == spelling.office.is_some()
        };
        let bucket = self.by_head.entry(key).or_default();
        if spelling.office.is_none()
            && let Some(old) = bucket.iter_mut().find(same)
        {
            for reading in spelling.readings {
                if !old.readings.contains(&reading) {
                    old.readings.push(reading);
                }
            }
            return;
        }
        bucket.push(spelling);
    }

    /// Gives every spelling its shadow character and sorts each bucket longest first.
    pub fn finish(&mut self, alphabet: &mut Alphabet, names: &Names) {
        let mut keys: Vec<String> = self.by_head.keys().cloned().collect();
        keys.sort_unstable();
        for key in keys {
            let bucket = self
                .by_head
                .get_mut(&key)
                .expect("the key was just read from the map");
            bucket.sort_by(|a, b| {
                b.text
                    .len()
                    .cmp(&a.text.len())
                    .then_with(|| a.text.cmp(&b.text))
                    .then_with(|| a.readings.cmp(&b.readings))
            });
            for spelling in bucket {
                let types: BTreeSet<TypeId> = spelling
                    .readings
                    .iter()
                    .map(|reading| reading.kind.clone())
                    .collect();
                spelling.letter = alphabet.letter(&types, names);
            }
        }
    }

    /// Spellings whose first word is `head`, longest first.
    pub fn starting(&self, head: &str) -> &[Spelling] {
        self.by_head.get(head).map_or(&[], Vec::as_slice)
    }

    /// How many spellings there are.
    pub fn len(&self) -> usize {
        self.by_head.values().map(Vec::len).sum()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.by_head.is_empty()
    }
}

impl Spelling {
    /// Bytes of `text` that this spelling covers from its start, in its own case or all capitals; white space of any
    /// length and kind counts as one space, and curly quotes as straight ones.
    ///
    /// ```
    /// # use atodds::rules::lexicon::Spelling;
    /// let spelling = Spelling { text: "St. Petersburg".into(), readings: vec![], letter: ' ', outlet: None, office: None };
    /// assert_eq!(spelling.covers("St.\n\nPetersburg on Friday"), Some(15));
    /// assert_eq!(spelling.covers("st. petersburg"), None);
    /// ```
    pub fn covers(&self, text: &str) -> Option<usize> {
        let mut own = self.text.chars().peekable();
        let mut capitals = true;
        let mut exact = true;
        let mut at = 0;
        let mut rest = text.chars().peekable();
        while let Some(wanted) = own.next() {
            if wanted == ' ' {
                let before = at;
                while let Some(space) = rest.peek().filter(|c| c.is_whitespace()) {
                    at += space.len_utf8();
                    rest.next();
                }
                if at == before {
                    return None;
                }
                continue;
            }
            let found = rest.next()?;
            at += found.len_utf8();
            let plain = if found == '’' { '\'' } else { found };
            exact &= plain == wanted;
            capitals &= plain == wanted || wanted.to_uppercase().eq([plain]);
            if !exact && !capitals {
                return None;
            }
        }
        // "US" in capitals is itself; "us" never means it. Short words in capitals ("IT") stay exact.
        (exact || self.text.chars().count() > 3).then_some(at)
    }
}
