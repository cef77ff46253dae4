//! What a shadow holds, as bits: tells quickly that a pattern cannot hold there.
//!
//! Takes mark characters and words, gives sets that may mix up two members and never lose one. Never decides that a
//! pattern holds.

/// A set of mark characters or words in 256 places; two members may share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bits([u64; 4]);

impl Bits {
    /// Adds what has the number `member`.
    pub fn insert(&mut self, member: u32) {
        let place = member % 256;
        self.0[(place / 64) as usize] |= 1 << (place % 64);
    }

    /// False when the two sets surely share nothing.
    ///
    /// ```
    /// use atodds::rules::pattern::Bits;
    /// let (mut a, mut b) = (Bits::default(), Bits::default());
    /// a.insert(7);
    /// b.insert(8);
    /// assert!(!a.meets(&b));
    /// b.insert(7);
    /// assert!(a.meets(&b));
    /// ```
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

/// The marks and words of a shadow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presence {
    /// Its mark characters.
    pub marks: Bits,
    /// Its words, as far as any pattern asks for them.
    pub words: Bits,
}

/// The number of `word` in [`Presence::words`].
pub fn word_bit(word: &str) -> u32 {
    word.bytes().fold(0x811C_9DC5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    }) >> 8
}
