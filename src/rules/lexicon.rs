//! Every spelling of every listed name, found word by word.
//!
//! Takes names, gives spellings with what they can mean. A walk from word to word and a comparison letter by letter
//! needs no second automaton beside the tokens, ends on token boundaries by itself ("New York" in "New Yorkers"
//! never matches half), and costs the same for fifty names and fifty thousand, and for the thousands of offices that
//! all begin with "the".

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use serde::{Deserialize, Serialize};

use super::freezing::Later;
use super::names::{NameId, Names};
use super::pattern::Alphabet;
use super::types::TypeId;

/// One thing a spelling can mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reading {
    /// Who or what.
    pub id: NameId,
    /// As which type: "Russian" means Russia as a `nationality`.
    pub kind: TypeId,
}

/// One spelling.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Lexicon {
    /// By the hash of their words, with an entry for every beginning too, so that a walk knows when to end. Two
    /// beginnings with one hash do no harm: [`Spelling::covers`] decides.
    by_words: FxHashMap<u64, Later<Vec<Spelling>>>,
    /// First words: settles most words without a look into the table.
    first: Firsts,
    /// First words of the spellings that begin with no capital: nothing else stands where a text writes none.
    plain: Firsts,
}

/// A bit for each hash of a first word, and one for what such a word begins with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Firsts {
    hashes: Vec<u64>,
    heads: Vec<u64>,
}

impl Firsts {
    fn add(&mut self, word: &str, hash: u64) {
        self.hashes.resize((FIRST / 64) as usize, 0);
        self.hashes[(hash % FIRST / 64) as usize] |= 1 << (hash % 64);
        self.heads.resize(HEADS / 64, 0);
        if let Some(head) = head(word) {
            self.heads[head / 64] |= 1 << (head % 64);
        }
    }

    /// False when no word with the first letters of this one was added.
    fn may_hold(&self, word: &str) -> bool {
        head(word).is_none_or(|head| {
            let block = self.heads.get(head / 64);
            block.is_some_and(|block| block & (1 << (head % 64)) != 0)
        })
    }

    fn holds(&self, hash: u64) -> bool {
        let block = self.hashes.get((hash % FIRST / 64) as usize);
        block.is_some_and(|block| block & (1 << (hash % 64)) != 0)
    }
}

/// Where among the heads a word in lower case begins: its first letters and digits, four at most; `None` when they are
/// not plain ones.
fn head(word: &str) -> Option<usize> {
    let mut head = 0_u32;
    for byte in word.bytes().take(4) {
        if !byte.is_ascii() {
            return None;
        }
        if !byte.is_ascii_alphanumeric() {
            break;
        }
        head = head << 8 | u32::from(byte);
    }
    // A multiplication spreads four letters over the upper bits.
    let spread = head.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HEADS.ilog2());
    (head != 0).then_some(spread as usize)
}

/// Places for hashes in [`Firsts`]: the first words of fifty thousand names fill a third of them, and all fit in the
/// nearest cache.
const FIRST: u64 = 1 << 17;
/// Places for heads: those of names without a capital fill a fiftieth of them, and all fit in the nearest cache.
const HEADS: usize = 1 << 15;

/// A hash of each beginning of `text` that ends with a word: "the", "the Russian", "the Russian president".
///
/// A word is a run of letters and digits, in any case.
fn beginnings(text: &str) -> impl Iterator<Item = u64> + '_ {
    let bytes = text.as_bytes();
    let (mut at, mut hash) = (0, 0xCBF2_9CE4_8422_2325_u64);
    let mix = |hash: u64, byte: u32| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    std::iter::from_fn(move || {
        let mut inside = false;
        // Nearly all of it is plain letters.
        while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
            hash = mix(hash, u32::from(byte.to_ascii_lowercase()));
            inside = true;
            at += 1;
        }
        while let Some(&byte) = bytes.get(at) {
            let (letter, length) = if byte < 0x80 {
                let letter = u32::from(byte.to_ascii_lowercase());
                (byte.is_ascii_alphanumeric().then_some(letter), 1)
            } else {
                let c = text[at..].chars().next()?;
                let letter = c.to_lowercase().next().map(u32::from);
                (letter.filter(|_| c.is_alphanumeric()), c.len_utf8())
            };
            match letter {
                Some(letter) => hash = mix(hash, letter),
                None if inside => break,
                None => {}
            }
            inside |= letter.is_some();
            at += length;
        }
        if inside {
            hash = mix(hash, u32::from(b' '));
        }
        inside.then_some(hash)
    })
}

impl Lexicon {
    /// Makes room for so many beginnings of spellings.
    pub fn reserve(&mut self, beginnings: usize) {
        self.by_words.reserve(beginnings);
    }

    /// Adds a spelling; a spelling that is there already gains a reading.
    pub fn add(&mut self, spelling: Spelling) {
        let mut last = None;
        for hash in beginnings(&spelling.text) {
            if last.is_none() {
                let word = spelling
                    .text
                    .trim_start_matches(|c: char| !c.is_alphanumeric());
                let word = word.to_lowercase();
                self.first.add(&word, hash);
                if !spelling.text.starts_with(char::is_uppercase) {
                    self.plain.add(&word, hash);
                }
            }
            self.by_words.entry(hash).or_default();
            last = Some(hash);
        }
        let Some(bucket) = last.and_then(|hash| self.by_words.get_mut(&hash)) else {
            return;
        };
        let bucket = bucket.get_mut();
        let same = |old: &&mut Spelling| {
            old.text == spelling.text
                && old.outlet == spelling.outlet
                && old.office.is_some() == spelling.office.is_some()
        };
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
        // Nearly all have one, and there are tens of thousands: room for more would be most of what they take.
        bucket.reserve_exact(1);
        bucket.push(spelling);
    }

    /// Gives every spelling its shadow character and sorts those of the same words longest first.
    pub fn finish(&mut self, alphabet: &mut Alphabet, names: &Names) {
        // Most spellings mean one thing, and thousands mean a person: few sets are made at all.
        let mut letters: FxHashMap<Vec<TypeId>, char> = FxHashMap::default();
        let types = |spelling: &Spelling, of: &mut Vec<TypeId>| {
            of.clear();
            of.extend(spelling.readings.iter().map(|reading| reading.kind.clone()));
        };
        let mut of = Vec::new();
        #[expect(
            clippy::iter_over_hash_type,
            reason = "each bucket is sorted by itself, and all spellings below"
        )]
        for bucket in self.by_words.values_mut() {
            let bucket = bucket.get_mut();
            bucket.sort_by(|a, b| {
                b.text
                    .len()
                    .cmp(&a.text.len())
                    .then_with(|| a.text.cmp(&b.text))
                    .then_with(|| a.readings.cmp(&b.readings))
            });
            for spelling in bucket {
                types(spelling, &mut of);
                let known = letters.contains_key(&of);
                if !known {
                    letters.insert(of.clone(), ' ');
                }
            }
        }
        // Characters are dealt out in the order of the sets, which must not be that of a hash table.
        let mut sets: BTreeMap<BTreeSet<TypeId>, Vec<&mut char>> = BTreeMap::new();
        #[expect(clippy::iter_over_hash_type, reason = "the sets are sorted")]
        for (types, letter) in &mut letters {
            let set = types.iter().cloned().collect();
            sets.entry(set).or_default().push(letter);
        }
        for (set, places) in sets {
            let letter = alphabet.letter(&set, names);
            for place in places {
                *place = letter;
            }
        }
        for spelling in self.by_words.values_mut().flat_map(Later::get_mut) {
            types(spelling, &mut of);
            spelling.letter = letters[&of];
        }
    }

    /// False when no spelling begins with the first word in `token`, given in lower case, which a text writes with a
    /// `capital` or without.
    ///
    /// Asked for every token of every article; most words begin no name.
    ///
    /// ```
    /// # use atodds::rules::lexicon::{Lexicon, Spelling};
    /// let mut lexicon = Lexicon::default();
    /// lexicon.add(Spelling { text: "St. Petersburg".into(), readings: vec![], letter: ' ', outlet: None, office: None });
    /// assert!(lexicon.may_begin("st.", true));
    /// assert!(!lexicon.may_begin("st.", false));
    /// assert!(!lexicon.may_begin("harbour", true));
    /// ```
    pub fn may_begin(&self, token: &str, capital: bool) -> bool {
        let firsts = if capital { &self.first } else { &self.plain };
        firsts.may_hold(token)
            && beginnings(token)
                .next()
                .is_none_or(|hash| firsts.holds(hash))
    }

    /// Spellings whose words `text` begins with, longest first; whether one really stands there, its
    /// [`covers`](Spelling::covers) tells.
    pub fn starting(&self, text: &str) -> impl Iterator<Item = &Spelling> {
        // Most words begin no name: their walk ends at once and allocates nothing.
        let mut found: Vec<&[Spelling]> = Vec::new();
        for (at, hash) in beginnings(text).enumerate() {
            if at == 0 && !self.first.holds(hash) {
                break;
            }
            match self.by_words.get(&hash) {
                Some(spellings) if spellings.is_empty() => {}
                Some(spellings) => found.push(spellings),
                None => break,
            }
        }
        found.into_iter().rev().flatten()
    }

    /// All spellings, in no order that means anything.
    pub fn spellings(&self) -> impl Iterator<Item = &Spelling> {
        self.by_words.values().flat_map(|bucket| bucket.iter())
    }

    /// How many spellings there are.
    pub fn len(&self) -> usize {
        self.by_words.values().map(|bucket| bucket.len()).sum()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
        let own = self.text.chars();
        let mut capitals = true;
        let mut exact = true;
        let mut at = 0;
        let mut rest = text.chars().peekable();
        for wanted in own {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(texts: &[&str]) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for text in texts {
            lexicon.add(Spelling {
                text: (*text).to_owned(),
                readings: vec![Reading {
                    id: NameId::from_text(text),
                    kind: TypeId::new("place"),
                }],
                letter: ' ',
                outlet: None,
                office: None,
            });
        }
        lexicon.finish(&mut Alphabet::default(), &Names::default());
        lexicon
    }

    #[test]
    fn a_walk_gives_the_longest_spelling_first() {
        let lexicon = lexicon(&["Port", "Port Ann", "Port Ann Bay", "Bay"]);
        let found: Vec<&str> = lexicon
            .starting("PORT  Ann, bayside")
            .map(|spelling| spelling.text.as_str())
            .collect();
        assert_eq!(found, ["Port Ann", "Port"]);
        assert_eq!(lexicon.len(), 4);
    }

    #[test]
    fn words_do_not_run_together() {
        let lexicon = lexicon(&["Ab C"]);
        assert_eq!(lexicon.starting("A bc").count(), 0);
        assert_eq!(lexicon.starting("ab c").count(), 1);
        assert_eq!(lexicon.starting("Ábc").count(), 0);
    }
}
