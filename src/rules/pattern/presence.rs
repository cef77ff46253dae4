//! What a shadow holds, and where: tells quickly that a pattern cannot hold there.
//!
//! Takes the characters of the units, gives for each set of characters the places where one of it stands, as bits.

use std::ops::{BitAnd, BitOr, Range};
use std::sync::Arc;

use super::letters::{COMMON, Code, Held, Holding, SetId};

/// The units of a shadow, and where each set of characters stands among them.
#[derive(Debug, Clone, Default)]
pub struct Presence {
    row: Vec<Code>,
    holding: Arc<Holding>,
    /// Which of the characters that are bits stand somewhere.
    bits: u128,
    /// Which of the other characters' sets stand somewhere.
    own: Vec<Own>,
    places: Places,
}

/// Bits of places: of all words that a gap may run across, of all marks, of each character that is a bit, and of each
/// set that one of the others stands for.
#[derive(Debug, Clone, Default)]
enum Places {
    Few(Vec<Spots<FEW>>),
    More(Vec<Spots<MORE>>),
    Most(Vec<Spots<MOST>>),
    /// Longer than any sentence: nothing is kept, and patterns are tried everywhere.
    #[default]
    Unknown,
}

/// Where each set stands among the units of a shadow.
#[derive(Clone, Copy)]
pub(super) struct Table<'p, const N: usize> {
    places: &'p [Spots<N>],
    own: &'p [Own],
    bits: u128,
    holding: &'p Holding,
}

/// The same, for as many units as there are.
pub(super) enum Standing<'p> {
    Few(Table<'p, FEW>),
    More(Table<'p, MORE>),
    Most(Table<'p, MOST>),
    Unknown,
}

/// Of 64 sets those that stand somewhere, and how many of the sets before them do.
#[derive(Debug, Clone, Copy, Default)]
struct Own {
    sets: u64,
    before: u32,
}

/// Where among the places those of characters that are bits begin.
const BITS: usize = 2;

impl PartialEq for Presence {
    fn eq(&self, other: &Self) -> bool {
        // All else follows from it.
        self.row == other.row
    }
}

impl Eq for Presence {}

/// So many blocks are enough for nearly every sentence.
pub(super) const FEW: usize = 1;
/// For nearly all others.
pub(super) const MORE: usize = 4;
/// For the longest, one unit a byte, and what follows it.
pub(super) const MOST: usize = 33;

impl Presence {
    /// The units of `row`, which a language's templates ask for in the sets of `holding`.
    pub fn new(row: Vec<Code>, holding: &Arc<Holding>) -> Self {
        let units = row.len();
        // One place behind the last unit, and one behind that.
        let fits = |blocks: &usize| units + 2 <= blocks * 64;
        match [FEW, MORE, MOST].into_iter().find(fits) {
            Some(FEW) => Self::filled(row, holding, Places::Few),
            Some(MORE) => Self::filled(row, holding, Places::More),
            Some(_) => Self::filled(row, holding, Places::Most),
            None => Self {
                row,
                ..Self::default()
            },
        }
    }

    fn filled<const N: usize>(
        row: Vec<Code>,
        holding: &Arc<Holding>,
        kept: fn(Vec<Spots<N>>) -> Places,
    ) -> Self {
        let units = row.len();
        let mut own = vec![Own::default(); holding.count().div_ceil(64)];
        let mut places: Vec<Spots<N>> = vec![Spots::default(); BITS + COMMON];
        let mut bits = 0;
        let place = |at: usize| (at / 64 % N, 1 << (at % 64));
        // Which sets stand somewhere has to be known before their places have one.
        let mut others: Vec<(&[SetId], usize)> = Vec::with_capacity(units);
        for (at, code) in row.iter().copied().enumerate() {
            let (block, here) = place(at);
            if code.fits_gap() {
                places[0].0[block] |= here;
            } else if code.is_mark() {
                places[1].0[block] |= here;
            }
            match holding.held(code) {
                Held::Common(bit) => {
                    bits |= 1 << bit;
                    places[BITS + bit as usize % COMMON].0[block] |= here;
                }
                Held::By([]) => {}
                Held::By(sets) => {
                    for set in sets {
                        own[usize::from(set.0) / 64].sets |= 1 << (set.0 % 64);
                    }
                    others.push((sets, at));
                }
            }
        }
        let mut before = (BITS + COMMON) as u32;
        for block in &mut own {
            block.before = before;
            // Most hold none, and counting bits takes longer than seeing that there are none.
            if block.sets != 0 {
                before += block.sets.count_ones();
            }
        }
        places.resize(before as usize, Spots::default());
        for (sets, at) in others {
            let (block, here) = place(at);
            for set in sets {
                if let Some(number) = number(&own, *set) {
                    places[number].0[block] |= here;
                }
            }
        }
        Self {
            row,
            holding: Arc::clone(holding),
            bits,
            own,
            places: kept(places),
        }
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// The character of unit `at`.
    pub fn code(&self, at: usize) -> Code {
        self.row[at]
    }

    /// The units up to `end`.
    pub(super) fn units(&self, end: usize) -> &[Code] {
        &self.row[..end]
    }

    /// Where each set stands.
    pub(super) fn standing(&self) -> Standing<'_> {
        match &self.places {
            Places::Few(places) => Standing::Few(self.table(places)),
            Places::More(places) => Standing::More(self.table(places)),
            Places::Most(places) => Standing::Most(self.table(places)),
            Places::Unknown => Standing::Unknown,
        }
    }

    fn table<'p, const N: usize>(&'p self, places: &'p [Spots<N>]) -> Table<'p, N> {
        Table {
            places,
            own: &self.own,
            bits: self.bits,
            holding: &self.holding,
        }
    }

    /// False when nothing of `set` stands anywhere; it may be true of a set that nobody keeps.
    pub fn holds(&self, set: SetId) -> bool {
        let own = self.own.get(usize::from(set.0) / 64);
        own.is_none_or(|own| own.sets & 1 << (set.0 % 64) != 0)
            || set <= SetId::MARK
            || self.holding.bits(set) & self.bits != 0
    }
}

impl<const N: usize> Table<'_, N> {
    /// Where something of `set` stands.
    pub(super) fn spots(&self, set: SetId) -> Spots<N> {
        if set <= SetId::MARK {
            return self.places[usize::from(set.0)];
        }
        if set == SetId::ANY {
            return Spots([u64::MAX; N]);
        }
        let own = number(self.own, set);
        let mut spots = own.map_or_else(Spots::default, |number| self.places[number]);
        let both = self.holding.bits(set) & self.bits;
        for (first, mut left) in [(BITS, both as u64), (BITS + 64, (both >> 64) as u64)] {
            while left != 0 {
                spots = spots | self.places[first + left.trailing_zeros() as usize];
                left &= left - 1;
            }
        }
        spots
    }
}

/// Which of the places are those of `set`; `None` where it stands nowhere.
fn number(own: &[Own], set: SetId) -> Option<usize> {
    let own = own.get(usize::from(set.0) / 64)?;
    let (bit, below) = (1 << (set.0 % 64), (1 << (set.0 % 64)) - 1);
    let stands = own.sets & bit != 0;
    stands.then(|| (own.before + (own.sets & below).count_ones()) as usize)
}

/// Places among the units of a shadow: a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spots<const N: usize>([u64; N]);

impl<const N: usize> Spots<N> {
    /// The places from the start of `range` up to its end.
    pub(super) fn range(range: &Range<usize>) -> Self {
        let below = |end: usize| {
            std::array::from_fn::<u64, N, _>(|block| match end.saturating_sub(block * 64) {
                0 => 0,
                rest @ 1..64 => (1 << rest) - 1,
                _ => u64::MAX,
            })
        };
        let (start, end) = (below(range.start), below(range.end));
        Self(std::array::from_fn(|block| end[block] & !start[block]))
    }

    /// The places right before these.
    pub(super) fn before(self) -> Self {
        Self(std::array::from_fn(|block| {
            let next = self.0.get(block + 1).map_or(0, |next| next << 63);
            self.0[block] >> 1 | next
        }))
    }

    pub(super) fn is_empty(self) -> bool {
        self.0.iter().all(|block| *block == 0)
    }

    /// The places in order.
    pub(super) fn places(self) -> impl Iterator<Item = usize> {
        self.0
            .into_iter()
            .enumerate()
            .flat_map(|(block, mut left)| {
                std::iter::from_fn(move || {
                    let at = (left != 0).then(|| left.trailing_zeros() as usize)?;
                    left &= left - 1;
                    Some(block * 64 + at)
                })
            })
    }
}

impl<const N: usize> Default for Spots<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> BitAnd for Spots<N> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(std::array::from_fn(|block| self.0[block] & other.0[block]))
    }
}

impl<const N: usize> BitOr for Spots<N> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(std::array::from_fn(|block| self.0[block] | other.0[block]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Letters;
    use super::*;

    #[test]
    fn every_set_stands_where_one_of_it_stands() {
        let letters = Letters::default();
        let [met, saw] = ["met", "saw"].map(|word| letters.of(word, false).unwrap());
        let both = letters.set(vec![met, saw]);
        let nowhere = letters.set(vec![saw]);
        let mark = Code::mark('\u{E007}');
        for filler in [0, 60, 250, 2000] {
            let mut units = vec![mark, met];
            units.resize(2 + filler, Code::OTHER);
            units.extend([Code::WALL, met]);
            let present = Presence::new(units.clone(), &Arc::new(letters.holding()));
            assert_eq!(present.len(), units.len());
            assert!(present.holds(both) && !present.holds(nowhere) && present.holds(SetId::ANY));
            let places = |set| -> Vec<usize> {
                match present.standing() {
                    Standing::Few(table) => table.spots(set).places().collect(),
                    Standing::More(table) => table.spots(set).places().collect(),
                    Standing::Most(table) => table.spots(set).places().collect(),
                    Standing::Unknown => Vec::new(),
                }
            };
            let spots = places(both);
            assert_eq!(spots, [1, units.len() - 1]);
            assert_eq!(places(SetId::MARK), [0]);
        }
    }

    #[test]
    fn spots_are_counted_across_blocks() {
        let spots = Spots::<4>::range(&(62..131));
        assert_eq!(
            spots.places().collect::<Vec<_>>(),
            (62..131).collect::<Vec<_>>()
        );
        let before: Vec<usize> = spots.before().places().collect();
        assert_eq!(before, (61..130).collect::<Vec<_>>());
        assert!(Spots::<4>::range(&(9..9)).is_empty());
        assert!(Spots::<1>::range(&(0..1)).before().is_empty());
        let both = Spots::<4>::range(&(0..70)) & spots;
        assert_eq!(both, Spots::range(&(62..70)));
        assert_eq!(both | Spots::range(&(70..131)), spots);
    }
}
