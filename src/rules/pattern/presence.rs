//! What a shadow holds, as numbers: tells quickly that a pattern cannot hold there.
//!
//! Takes mark characters and words, gives a code for each unit and sets that may mix up two members and never lose
//! one. Never decides that a pattern holds.

use serde::{Deserialize, Serialize};

/// A set of codes in 256 places; two members may share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Bits([u64; 4]);

impl Bits {
    /// Adds the unit with this code.
    pub fn insert(&mut self, member: Code) {
        let place = member.0 % 256;
        self.0[(place / 64) as usize] |= 1 << (place % 64);
    }

    /// False when the set surely lacks `member`.
    pub(super) fn holds(&self, member: Code) -> bool {
        let place = member.0 % 256;
        self.0[(place / 64) as usize] & (1 << (place % 64)) != 0
    }

    /// False when the two sets surely share nothing.
    ///
    /// ```
    /// use atodds::rules::pattern::{Bits, Code};
    /// let (mut a, mut b) = (Bits::default(), Bits::default());
    /// a.insert(Code::mark('\u{E007}'));
    /// b.insert(Code::mark('\u{E008}'));
    /// assert!(!a.meets(&b));
    /// b.insert(Code::mark('\u{E007}'));
    /// assert!(a.meets(&b));
    /// ```
    pub fn meets(&self, other: &Self) -> bool {
        let pairs = self.0.iter().zip(&other.0);
        pairs.fold(0, |shared, (a, b)| shared | a & b) != 0
    }
}

/// One unit of a shadow as a number: which mark, or which word that some pattern asks for.
///
/// The number of a word is a hash of 62 bits. Of the few thousand words that the patterns of a language ask for no two
/// share one; if ever they did, a pattern would take one for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u64);

/// Set for units that no gap runs across.
const BARRIER: u64 = 1 << 63;
/// Set for marks.
const MARK: u64 = 1 << 62;

impl Code {
    /// A word that no pattern asks for.
    pub const OTHER: Self = Self(0);
    /// A punctuation mark that no pattern asks for and no gap runs across.
    pub const WALL: Self = Self(BARRIER);
    /// Before the first unit.
    pub const START: Self = Self(BARRIER | 1);
    /// Behind the last unit.
    pub const END: Self = Self(BARRIER | 2);

    /// The mark with this character.
    pub fn mark(letter: char) -> Self {
        Self(BARRIER | MARK | letter as u64)
    }

    /// A word that patterns ask for.
    pub fn word(word: &str, parts_clauses: bool) -> Self {
        let hash = word.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let barrier = if parts_clauses || stops_gaps(word) {
            BARRIER
        } else {
            0
        };
        Self((hash >> 2).max(3) | barrier)
    }

    /// A word or punctuation mark that no pattern asks for.
    pub fn unasked(word: &str) -> Self {
        if stops_gaps(word) {
            Self::WALL
        } else {
            Self::OTHER
        }
    }

    /// True for a mark.
    pub(super) fn is_mark(self) -> bool {
        self.0 & MARK != 0
    }

    /// The character of a mark.
    pub(super) fn mark_letter(self) -> Option<char> {
        let letter = (self.0 & !(BARRIER | MARK)) as u32;
        self.is_mark().then(|| char::from_u32(letter)).flatten()
    }

    /// False for words and punctuation marks that no pattern asks for.
    pub(super) fn is_asked(self) -> bool {
        self.0 & !BARRIER > 2
    }

    /// True when a gap may run across the unit, its mark set aside.
    pub fn fits_gap(self) -> bool {
        self.0 & BARRIER == 0
    }
}

/// Punctuation that gaps stop at.
const STOPS_GAPS: &str = ",;:()";

fn stops_gaps(word: &str) -> bool {
    word.starts_with(|c| STOPS_GAPS.contains(c))
}

/// The marks and words of a shadow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presence {
    /// Its mark characters.
    pub marks: Bits,
    /// Its words, as far as any pattern asks for them.
    pub words: Bits,
    /// Its units in order.
    pub units: Vec<Code>,
}
