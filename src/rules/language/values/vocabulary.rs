//! Words as small numbers, and the phrases that start with each.
//!
//! Takes phrases with their meanings, gives look-up in a few nanoseconds: most words of an article are in no table,
//! and a bitmap over first letter, last letter and length settles most of those without hashing.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use super::Meaning;

/// A word of the language file; 0 is every other word.
pub type WordId = u16;

/// A set of things a single word can be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flags(u32);

impl Flags {
    /// "and" inside a number.
    pub const JOINER: Self = Self(1);
    /// One, before a unit or multiplier.
    pub const ARTICLE: Self = Self(1 << 1);
    /// A number word that often is none.
    pub const WEAK: Self = Self(1 << 2);
    /// Makes a weak number word a count.
    pub const WEAK_BEFORE: Self = Self(1 << 3);
    /// Before it, a word for nothing is no count.
    pub const ZERO_NOT_BEFORE: Self = Self(1 << 4);
    /// Makes a fraction of the number before it.
    pub const DENOMINATOR: Self = Self(1 << 5);
    /// Before it, "once" is no count.
    pub const OFTEN_NOT_BEFORE: Self = Self(1 << 6);
    /// After it, "once" is no count.
    pub const OFTEN_NOT_AFTER: Self = Self(1 << 7);
    /// Makes a ratio of "three times".
    pub const TIMES_NOT_BEFORE: Self = Self(1 << 8);
    /// Makes the number after it a label.
    pub const LABEL: Self = Self(1 << 9);
    /// Makes an age of the length before it.
    pub const AGE_AFTER: Self = Self(1 << 10);
    /// Makes an age of the number after it.
    pub const AGE_BEFORE: Self = Self(1 << 11);
    /// Between the ends of a range.
    pub const TO: Self = Self(1 << 12);
    /// Makes a change of two numbers.
    pub const CHANGE: Self = Self(1 << 13);
    /// A month that is also another word.
    pub const AMBIGUOUS: Self = Self(1 << 14);
    /// Makes sure that a month is meant.
    pub const MONTH_AFTER: Self = Self(1 << 15);
    /// Makes sure that a year is meant.
    pub const YEAR_AFTER: Self = Self(1 << 16);
    /// A time zone.
    pub const ZONE: Self = Self(1 << 17);
    /// Puts the date after it in the coming time.
    pub const FUTURE_AFTER: Self = Self(1 << 18);
    /// Words that a feast before them names instead of dating.
    pub const FEAST_NOT_BEFORE: Self = Self(1 << 19);
    /// Makes of the year after it a name for the thing that follows.
    pub const YEAR_NAMES_AFTER: Self = Self(1 << 20);
    /// Opens a clause with the day when a stretch of time began.
    pub const SINCE_CLAUSE: Self = Self(1 << 21);
    /// Makes of the word after it, which opens such a clause, one that opens none.
    pub const NO_SINCE_BEFORE: Self = Self(1 << 22);
    /// Ranks what is told among all of a stretch of time.
    pub const NO_SINCE_AFTER: Self = Self(1 << 23);
    /// Makes a division of the score beside it: "57-43".
    pub const DIVIDED: Self = Self(1 << 25);
    /// A thing may follow it, and then tells what a day was before.
    pub const THING_AFTER: Self = Self(1 << 24);

    /// True when all of `other` is in the set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A phrase and what it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// Its words.
    pub words: Vec<WordId>,
    /// What it means.
    pub meaning: Meaning,
}

/// All words of the tables.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    ids: HashMap<Box<str>, WordId, BuildHasherDefault<WordHasher>>,
    /// By first byte, a bit for each mix of length and last byte that some word has.
    seen: Vec<u64>,
    flags: Vec<Flags>,
    /// Phrases by their first word, longest first.
    starts: Vec<Vec<Phrase>>,
    triggers: Vec<bool>,
}

impl Vocabulary {
    /// The number of `word`, made when new.
    pub(super) fn id(&mut self, word: &str) -> WordId {
        let word = word.to_lowercase();
        if self.seen.is_empty() {
            self.seen = vec![0; 256];
            self.flags.push(Flags::default());
            self.starts.push(Vec::new());
        }
        if let Some(id) = self.ids.get(word.as_str()) {
            return *id;
        }
        // A language file is capped at some megabytes; words past the last number share it and mean nothing.
        let id = self.flags.len().min(usize::from(WordId::MAX)) as WordId;
        if usize::from(id) == self.flags.len() {
            self.flags.push(Flags::default());
            self.starts.push(Vec::new());
        }
        if let [first, ..] = word.as_bytes() {
            self.seen[usize::from(*first)] |= 1 << look(word.as_bytes());
        }
        self.ids.insert(word.into_boxed_str(), id);
        id
    }

    /// Files a phrase; false when it has no words.
    pub(super) fn add(&mut self, text: &str, meaning: Meaning) -> bool {
        let words: Vec<WordId> = words_of(text).iter().map(|word| self.id(word)).collect();
        let Some(first) = words.first() else {
            return false;
        };
        self.starts[usize::from(*first)].push(Phrase { words, meaning });
        true
    }

    /// Marks a word as good for something.
    pub(super) fn flag(&mut self, word: &str, flag: Flags) {
        let id = usize::from(self.id(word));
        self.flags[id].0 |= flag.0;
    }

    /// Sorts the phrases and finds the words that can carry a value by themselves.
    pub(super) fn finish(&mut self) {
        self.triggers = vec![false; self.starts.len()];
        for (id, phrases) in self.starts.iter_mut().enumerate() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
            self.triggers[id] = phrases.iter().any(|phrase| {
                !matches!(
                    phrase.meaning,
                    Meaning::Before(..)
                        | Meaning::VerbAndParticle
                        | Meaning::After(_)
                        | Meaning::FractionJoiner
                        | Meaning::AddedFraction(_)
                        | Meaning::Share(..)
                        | Meaning::HalfDay(_)
                )
            });
        }
    }

    /// One past the last word number.
    pub(super) fn len(&self) -> usize {
        self.flags.len()
    }

    /// All words, in the order of the alphabet.
    pub fn words(&self) -> impl Iterator<Item = (&str, WordId)> {
        let mut words: Vec<_> = self.ids.iter().map(|(word, id)| (&**word, *id)).collect();
        words.sort_unstable();
        words.into_iter()
    }

    /// The number of a word as it stands in an article; 0 when it is in no table.
    pub fn get(&self, word: &str) -> WordId {
        let bytes = word.as_bytes();
        let Some(first) = bytes.first() else { return 0 };
        match self.seen.get(usize::from(*first)) {
            Some(looks) if looks & (1 << look(bytes)) != 0 => {
                self.ids.get(word).copied().unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// True when the word can carry a value by itself.
    pub fn is_trigger(&self, id: WordId) -> bool {
        self.triggers.get(usize::from(id)).copied().unwrap_or(false)
    }

    /// What the word is good for.
    pub fn flags(&self, id: WordId) -> Flags {
        self.flags.get(usize::from(id)).copied().unwrap_or_default()
    }

    /// True for a word that alone counts none: "no".
    pub fn means_none(&self, word: &str) -> bool {
        let mut phrases = self.starting(self.get(word)).iter();
        phrases.any(|phrase| phrase.words.len() == 1 && phrase.meaning == Meaning::Zero)
    }

    /// Phrases that start with the word, longest first.
    pub fn starting(&self, id: WordId) -> &[Phrase] {
        if id == 0 {
            return &[];
        }
        self.starts.get(usize::from(id)).map_or(&[], Vec::as_slice)
    }
}

/// The bit of a word among those with its first byte.
fn look(word: &[u8]) -> u32 {
    let last = word.last().copied().unwrap_or(0);
    (word.len() as u32 * 11 + u32::from(last)) % 64
}

/// The words of a phrase of the language file, split as articles are: hyphens, commas and signs stand alone.
///
/// ```
/// use atodds::rules::language::values::words_of;
/// assert_eq!(words_of("end-of Year's"), ["end", "-", "of", "year", "'s"]);
/// ```
pub fn words_of(phrase: &str) -> Vec<String> {
    let mut words = Vec::new();
    for piece in phrase.split_whitespace() {
        let mut word = String::new();
        let mut letters = piece.chars().peekable();
        while let Some(c) = letters.next() {
            match c {
                '-' | ',' | '%' | '+' | '$' | '€' | '£' | '¥' | '/' => {
                    if !word.is_empty() {
                        words.push(std::mem::take(&mut word));
                    }
                    words.push(c.to_string());
                }
                '\'' | '’' if !word.is_empty() && letters.peek() == Some(&'s') => {
                    words.push(std::mem::take(&mut word));
                    word.push('\'');
                }
                '’' => word.push('\''),
                _ => word.extend(c.to_lowercase()),
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// A multiply-and-fold hash: words are short and come from a fixed table, so nothing stronger is needed.
#[derive(Debug, Clone, Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut block = [0; 8];
            block[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0 ^ u64::from_le_bytes(block)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            self.0 ^= self.0 >> 29;
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_no_table_is_zero() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add("Friday", Meaning::Weekday(5));
        vocabulary.finish();
        assert_eq!(vocabulary.get("truce"), 0);
        assert_ne!(vocabulary.get("friday"), 0);
        assert!(vocabulary.is_trigger(vocabulary.get("friday")));
    }

    #[test]
    fn longer_phrases_come_first() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add(
            "more",
            Meaning::Before(super::super::BoundKind::About, false),
        );
        vocabulary.add(
            "more than",
            Meaning::Before(super::super::BoundKind::MoreThan, false),
        );
        vocabulary.finish();
        let id = vocabulary.get("more");
        assert_eq!(vocabulary.starting(id)[0].words.len(), 2);
        assert!(!vocabulary.is_trigger(id));
    }
}
