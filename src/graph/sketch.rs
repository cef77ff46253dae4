//! Sketches: what of a text is kept to tell whether another copies it.
//!
//! Takes a text, gives its smallest 5-gram hashes. Never looks at a second text before it has a sketch of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Words in a shingle.
const GRAM: usize = 5;
/// Hashes kept of one text. Texts of up to this many 5-grams are compared exactly, longer ones by sample.
const KEPT: usize = 256;
/// Fewer shared hashes than this say nothing: two short notices may share a standing phrase.
pub(super) const FEWEST: usize = 8;
/// Marks the written sketch of a text that has more 5-grams than were kept.
const CUT: char = '+';
/// What is said of words or bytes that are no sketch.
const NO_SKETCH: &str = "not a sketch of a text: hashes of 32 bits, smallest first";

/// The bounded sketch of a text: its smallest 5-gram hashes, sorted.
///
/// Written as hex, eight digits a hash, so that it can travel with a claim.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Shingles {
    hashes: Arc<[u32]>,
    /// True when the text has more 5-grams than were kept.
    cut: bool,
}

impl Shingles {
    /// The hashes kept, smallest first.
    pub(super) fn hashes(&self) -> &[u32] {
        &self.hashes
    }

    /// True when at least half of the 5-grams of the shorter text stand in the other.
    pub fn shares_half(&self, other: &Self) -> bool {
        // Below the lower of both last hashes each sketch is complete, so what is shared there is a fair sample.
        let last = |shingles: &Self| {
            if shingles.cut {
                shingles.hashes.last().copied().unwrap_or(u32::MAX)
            } else {
                u32::MAX
            }
        };
        let bound = last(self).min(last(other));
        let upto = |shingles: &Self| shingles.hashes.partition_point(|hash| *hash <= bound);
        let (a, b) = (&self.hashes[..upto(self)], &other.hashes[..upto(other)]);
        let shared = shared(a, b);
        shared >= FEWEST && shared * 2 >= a.len().min(b.len())
    }
}

impl Shingles {
    /// The sketch in few bytes: whether it was cut, and four bytes for each hash.
    pub fn to_bytes(&self) -> Vec<u8> {
        let hashes = self.hashes.iter().flat_map(|hash| hash.to_le_bytes());
        std::iter::once(u8::from(self.cut)).chain(hashes).collect()
    }

    /// Reads what [`Shingles::to_bytes`] wrote.
    ///
    /// # Errors
    /// Says in words why the bytes are no sketch.
    ///
    /// ```
    /// use atodds::graph::{Shingles, shingles};
    /// let sketch = shingles("The ferry left the north harbour at noon.");
    /// assert_eq!(Shingles::from_bytes(&sketch.to_bytes()), Ok(sketch));
    /// assert!(Shingles::from_bytes(b"").is_err());
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, &'static str> {
        let (hashes, []) = bytes.get(1..).unwrap_or(&[0]).as_chunks::<4>() else {
            return Err(NO_SKETCH);
        };
        Self::checked(
            hashes
                .iter()
                .map(|four| u32::from_le_bytes(*four))
                .collect(),
            bytes.first() == Some(&1),
        )
    }

    fn checked(hashes: Vec<u32>, cut: bool) -> Result<Self, &'static str> {
        if hashes.len() <= KEPT && hashes.is_sorted() {
            Ok(Self {
                hashes: hashes.into(),
                cut,
            })
        } else {
            Err(NO_SKETCH)
        }
    }
}

impl From<Shingles> for String {
    fn from(shingles: Shingles) -> Self {
        let mut hex = String::with_capacity(shingles.hashes.len() * 8 + 1);
        // A stream has some hundreds of them in each line: formatting costs ten times what this does.
        for hash in shingles.hashes.iter() {
            let digits = (0..8).rev().map(|place| hash >> (4 * place) & 0xf);
            hex.extend(digits.filter_map(|digit| char::from_digit(digit, 16)));
        }
        if shingles.cut {
            hex.push(CUT);
        }
        hex
    }
}

impl TryFrom<String> for Shingles {
    type Error = &'static str;

    fn try_from(hex: String) -> Result<Self, Self::Error> {
        let whole = hex.strip_suffix(CUT);
        let hashes = whole
            .unwrap_or(&hex)
            .as_bytes()
            .chunks(8)
            .map(|digits| {
                // `from_str_radix` would take a sign.
                let are_hex = digits.len() == 8 && digits.iter().all(u8::is_ascii_hexdigit);
                let digits = std::str::from_utf8(digits).ok().filter(|_| are_hex)?;
                u32::from_str_radix(digits, 16).ok()
            })
            .collect::<Option<Vec<u32>>>()
            .ok_or(NO_SKETCH)?;
        Self::checked(hashes, whole.is_some())
    }
}

fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}

/// The sketch of `text`, blind to case, punctuation and line breaks.
///
/// ```
/// use atodds::graph::shingles;
/// let told = "The ferry left the north harbour at noon with forty people on board and came back empty.";
/// let wrapped = told.replace(' ', "\n");
/// assert!(shingles(told).shares_half(&shingles(&wrapped)));
/// ```
pub fn shingles(text: &str) -> Shingles {
    let words = words(text);
    let mut hashes: Vec<u32> = words
        .windows(GRAM)
        .map(|gram| {
            let mut hash = Fnv::new();
            for word in gram {
                hash.eat(*word);
            }
            // Half the bits tell a few hundred 5-grams apart as well.
            (hash.spread() >> 32) as u32
        })
        .collect();
    smallest(&mut hashes);
    let cut = hashes.len() > KEPT;
    hashes.truncate(KEPT);
    Shingles {
        hashes: hashes.into(),
        cut,
    }
}

/// Sorts the smallest of `hashes`, each once: more than are kept, when there are more.
fn smallest(hashes: &mut Vec<u32>) {
    // Nearly all texts have few 5-grams twice, so that twice as many surely hold enough: the rest is not sorted.
    if hashes.len() > 2 * KEPT {
        let mut few: Vec<u32> = {
            let (small, ..) = hashes.select_nth_unstable(2 * KEPT);
            small.to_vec()
        };
        few.sort_unstable();
        few.dedup();
        if few.len() > KEPT {
            *hashes = few;
            return;
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
}

/// A hash of each word in lower case.
fn words(text: &str) -> Vec<u64> {
    let mut words = Vec::with_capacity(text.len() / 5);
    let (mut hash, mut inside) = (Fnv::new(), false);
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let lower = LOWER[usize::from(byte)];
        if lower != 0 {
            hash.eat(u64::from(lower));
            (inside, at) = (true, at + 1);
            continue;
        }
        // Nearly all letters are ASCII, and the tables for the rest are slow.
        let c = if byte.is_ascii() {
            ' '
        } else {
            text[at..].chars().next().unwrap_or(' ')
        };
        if c.is_alphanumeric() {
            for letter in c.to_lowercase() {
                hash.eat(u64::from(u32::from(letter)));
            }
            inside = true;
        } else if inside {
            words.push(std::mem::replace(&mut hash, Fnv::new()).0);
            inside = false;
        }
        at += c.len_utf8();
    }
    if inside {
        words.push(hash.0);
    }
    words
}

/// ASCII letters and digits in lower case; 0 for every other byte.
const LOWER: [u8; 256] = {
    let mut lower = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            lower[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    lower
};

/// FNV-1a over words of 64 bits: stable across runs and machines, unlike the standard hasher.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn eat(&mut self, n: u64) {
        self.0 = (self.0 ^ n).wrapping_mul(0x0000_0100_0000_01b3);
    }

    /// Mixes high bits into low ones, so that "smallest hashes" is a fair sample.
    fn spread(self) -> u64 {
        let mut n = self.0;
        n = (n ^ (n >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        n = (n ^ (n >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        n ^ (n >> 33)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::graph) fn words(from: usize, to: usize) -> String {
        (from..to)
            .map(|n| format!("word{n}"))
            .collect::<Vec<String>>()
            .join(" ")
    }

    #[test]
    fn a_shortened_copy_is_still_a_copy_and_a_shared_phrase_is_not() {
        let long = words(0, 2_000);
        assert!(shingles(&long).shares_half(&shingles(&words(0, 400))));
        let mixed = format!("{} {}", words(0, 100), words(5_000, 6_500));
        assert!(!shingles(&long).shares_half(&shingles(&mixed)));
        assert!(!shingles("").shares_half(&shingles("")));
    }

    #[test]
    fn the_smallest_are_those_that_sorting_all_would_put_first_however_often_some_stand() {
        let spread = |n: u32| n.wrapping_mul(0x9e37_79b1);
        for (count, often) in [(10, 1), (600, 1), (3_000, 1), (3_000, 40), (600, 600)] {
            let all: Vec<u32> = (0..count).map(|n| spread(n / often)).collect();
            let mut sorted = all.clone();
            sorted.sort_unstable();
            sorted.dedup();
            let mut found = all;
            smallest(&mut found);
            assert_eq!(found.len() > KEPT, sorted.len() > KEPT);
            found.truncate(KEPT);
            sorted.truncate(KEPT);
            assert_eq!(found, sorted);
        }
    }

    #[test]
    fn a_sketch_reads_back_as_it_was_written_and_nothing_else_does() {
        for text in [words(0, 30), words(0, 2_000), String::new()] {
            let sketch = shingles(&text);
            let written = String::from(sketch.clone());
            assert_eq!(Shingles::try_from(written), Ok(sketch));
        }
        for bad in [
            "0",
            "zzzzzzzz",
            "+0000000",
            "0000000é",
            "0000000200000001",
            "++",
        ] {
            assert!(Shingles::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
