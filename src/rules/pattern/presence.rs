//! What a shadow holds, as bits: tells quickly that a pattern cannot hold there.
//!
//! Takes mark characters and words, gives sets that may mix up two members and never lose one. Never decides that a
//! pattern holds.

use rustc_hash::FxHashSet;

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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presence {
    /// Its mark characters.
    pub marks: Bits,
    /// Its words, as far as any pattern asks for them.
    pub words: Bits,
    /// Its neighbours: a word or mark and the one right behind it.
    pub pairs: Vec<Pair>,
}

impl Presence {
    /// Files the unit `next` as the neighbour of the `last` one, which is 0 when nothing asks for it.
    pub fn follow(&mut self, last: &mut u32, next: u32) {
        if *last != 0 {
            self.pairs.push((*last, next));
        }
        *last = next;
    }
}

/// Two units in a row, each by its number: [`word_bit`] of a word, [`MARK`] for any mark.
pub type Pair = (u32, u32);

/// The number of any mark in a [`Pair`].
pub const MARK: u32 = 1;

/// What must be in a shadow for a pattern to hold: of each set, one member.
#[derive(Debug, Clone, Default)]
pub struct Gates {
    /// Marks that can stand for each mark wanted.
    pub marks: Vec<Bits>,
    /// Words that can stand for each word wanted.
    pub words: Vec<Bits>,
    /// Neighbours that can stand for two elements without a gap between them.
    pub pairs: Vec<FxHashSet<Pair>>,
}

impl Gates {
    /// False when `present` surely lacks something.
    pub fn open(&self, present: &Presence) -> bool {
        self.words.iter().all(|gate| gate.meets(&present.words))
            && self.marks.iter().all(|gate| gate.meets(&present.marks))
            && self
                .pairs
                .iter()
                .all(|gate| present.pairs.iter().any(|pair| gate.contains(pair)))
    }
}

/// The number of `word` in [`Presence`]; never 0 or [`MARK`].
pub fn word_bit(word: &str) -> u32 {
    let hash = word.bytes().fold(0x811C_9DC5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash >> 8) + 2
}
