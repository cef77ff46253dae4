//! A set of words in 256 places, for telling quickly that a sentence lacks all words of a set.

use serde::{Deserialize, Serialize};

/// Words in 256 places; two may share one. Indexes keep it, so a word's place never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub(super) struct Bits([u64; 4]);

impl Bits {
    /// The set of `words`.
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut bits = Self::default();
        for word in words {
            let place = place(word);
            bits.0[(place / 64) as usize] |= 1 << (place % 64);
        }
        bits
    }

    /// False when the two sets surely share nothing.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let mut pairs = self.0.iter().zip(&other.0);
        pairs.any(|(a, b)| a & b != 0)
    }
}

/// The place of a word: FNV-1a of 64 bits, two of them set aside.
fn place(word: &str) -> u64 {
    let hash = word.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    (hash >> 2) % 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_meet_where_they_share_a_word() {
        let of = |words: &str| Bits::of(words.split(' '));
        assert!(of("met saw").meets(&of("they met")));
        assert!(!of("met").meets(&of("saw")));
        assert!(!of("met").meets(&Bits::default()));
        // As an index on disk has it.
        assert_eq!(place("met"), 162);
    }
}
