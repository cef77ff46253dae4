//! The characters that stand for words, and the numbers that stand for sets of them.
//!
//! Takes the words that the templates of a language ask for, gives each a character of its own, so that every unit of a
//! shadow is one character: patterns have no use for letters that no template tells apart.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::rules::freezing::Later;

/// One unit of a shadow as a character: which mark, or which word that some pattern asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Code(u16);

/// Which character a word has depends on who asked first, and nothing depends on that: two packs are the same with
/// other characters and numbers, and are told so.
macro_rules! told_alike {
    ($($dealt:ident)*) => {
        $(impl fmt::Debug for $dealt {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($dealt))
            }
        })*
    };
}

told_alike!(Code SetId Letters Holding);

/// The first of the words that a gap may run across, and one past the last.
const WORDS: [u16; 2] = [0x1000, 0xD000];
/// The first of the marks, and one past the last.
const MARK: [u16; 2] = [0xE000, 0xF000];
/// The first of the words and punctuation marks that no gap runs across, and one past the last.
const WALLS: [u16; 2] = [0xF000, 0xF900];
/// Everything that a gap may run across, marks aside.
pub(super) const GAP: RangeInclusive<Code> = Code(WORDS[0])..=Code(WORDS[1] - 1);
/// Every mark.
pub(super) const MARKS: RangeInclusive<Code> = Code(MARK[0])..=Code(MARK[1] - 1);
/// So many characters are bits: of a number.
pub(super) const COMMON: usize = 128;

impl Code {
    /// A word that no pattern asks for.
    pub const OTHER: Self = Self(WORDS[0]);
    /// A punctuation mark that no pattern asks for and no gap runs across.
    pub const WALL: Self = Self(WALLS[0]);

    /// The mark with this character.
    pub fn mark(letter: char) -> Self {
        // An alphabet deals no others.
        let mark = u16::try_from(u32::from(letter)).ok();
        Self(
            mark.filter(|mark| (MARK[0]..MARK[1]).contains(mark))
                .unwrap_or(MARK[0]),
        )
    }

    /// A word or punctuation mark that no pattern asks for.
    pub fn unasked(word: &str) -> Self {
        if stops_gaps(word) {
            Self::WALL
        } else {
            Self::OTHER
        }
    }

    /// The unit with this character.
    #[cfg(test)]
    pub(super) fn of(letter: char) -> Self {
        Self(u16::try_from(u32::from(letter)).unwrap_or(WORDS[0]))
    }

    /// The character.
    pub fn letter(self) -> char {
        // No range holds a surrogate.
        char::from_u32(u32::from(self.0)).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// True when no unit lies between `last` and this one.
    pub(super) fn follows(self, last: Self) -> bool {
        self.0 <= last.0.saturating_add(1)
    }

    /// True for a mark.
    pub(super) fn is_mark(self) -> bool {
        (MARK[0]..MARK[1]).contains(&self.0)
    }

    /// True when a gap may run across the unit, its mark set aside.
    pub fn fits_gap(self) -> bool {
        self.0 < WORDS[1]
    }
}

/// Punctuation that gaps stop at.
const STOPS_GAPS: &str = ",;:()";

fn stops_gaps(word: &str) -> bool {
    word.starts_with(|c| STOPS_GAPS.contains(c))
}

/// The number of a set of characters of which one can stand at some place of a pattern.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SetId(pub(super) u16);

impl SetId {
    /// Every word that a gap may run across.
    pub(super) const GAP: Self = Self(0);
    /// Every mark.
    pub(super) const MARK: Self = Self(1);
    /// A set that nobody keeps: what asks for it may stand anywhere.
    pub const ANY: Self = Self(u16::MAX);
}

/// The characters and sets of a language.
///
/// It only grows: packs that are built one after the other go on with it, and what was compiled with it stays true.
#[derive(Default)]
pub struct Letters(Mutex<Dealt>);

#[derive(Default)]
struct Dealt {
    codes: FxHashMap<Arc<str>, Code>,
    /// The words by their characters: those a gap runs across, then the walls.
    words: [Vec<Arc<str>>; 2],
    /// The numbers of the sets; none until one is asked for.
    sets: FxHashMap<Arc<[Code]>, SetId>,
    /// What each set holds.
    members: Later<Vec<Arc<[Code]>>>,
}

impl Dealt {
    /// The numbers of all sets.
    fn sets(&mut self) -> &mut FxHashMap<Arc<[Code]>, SetId> {
        if self.sets.len() < self.members.len() {
            let ids = (SetId::MARK.0 + 1..).map(SetId);
            self.sets = self.members.iter().cloned().zip(ids).collect();
        }
        &mut self.sets
    }
}

/// What letters are made of again: the rest follows from it.
type Spelled = ([Vec<Arc<str>>; 2], Later<Vec<Arc<[Code]>>>);

impl Serialize for Letters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let dealt = self.dealt();
        (&dealt.words, &dealt.members).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Letters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (words, members) = Spelled::deserialize(deserializer)?;
        let mut dealt = Dealt::default();
        for (words, [first, _]) in words.iter().zip([WORDS, WALLS]) {
            let codes = (first + 1..).map(Code);
            dealt.codes.extend(words.iter().cloned().zip(codes));
        }
        dealt.words = words;
        dealt.members = members;
        Ok(Self(Mutex::new(dealt)))
    }
}

impl Letters {
    /// The character of `word`, which no gap runs across when it `parts_clauses`; `None` when all are taken: no
    /// language asks for so many words.
    pub fn of(&self, word: &str, parts_clauses: bool) -> Option<Code> {
        let mut dealt = self.dealt();
        if let Some(known) = dealt.codes.get(word) {
            return Some(*known);
        }
        let wall = parts_clauses || stops_gaps(word);
        let [first, end] = if wall { WALLS } else { WORDS };
        let words = &mut dealt.words[usize::from(wall)];
        // The first of each range is for what nobody asks for.
        let next = u16::try_from(words.len()).ok()?.checked_add(first + 1)?;
        if next >= end {
            return None;
        }
        let word: Arc<str> = Arc::from(word);
        words.push(Arc::clone(&word));
        dealt.codes.insert(word, Code(next));
        Some(Code(next))
    }

    /// The character of `word`, when anybody asked for it.
    pub(super) fn known(&self, word: &str) -> Option<Code> {
        self.dealt().codes.get(word).copied()
    }

    /// The word that `letter` stands for.
    pub fn word(&self, letter: char) -> Option<Arc<str>> {
        let dealt = self.dealt();
        let letter = u16::try_from(u32::from(letter)).ok()?;
        let [words, walls] = &dealt.words;
        let (words, first) = if letter < WALLS[0] {
            (words, WORDS[0])
        } else {
            (walls, WALLS[0])
        };
        let at = letter.checked_sub(first + 1)?;
        words.get(usize::from(at)).cloned()
    }

    /// The number of the set of `codes`.
    pub(super) fn set(&self, mut codes: Vec<Code>) -> SetId {
        codes.sort_unstable();
        codes.dedup();
        let mut dealt = self.dealt();
        if let Some(known) = dealt.sets().get(codes.as_slice()) {
            return *known;
        }
        let next = dealt.members.len() + usize::from(SetId::MARK.0) + 1;
        let Some(next) = u16::try_from(next).ok().filter(|id| *id < SetId::ANY.0) else {
            return SetId::ANY;
        };
        let codes: Arc<[Code]> = Arc::from(codes);
        dealt.members.get_mut().push(Arc::clone(&codes));
        dealt.sets.insert(codes, SetId(next));
        SetId(next)
    }

    /// The words of a set of nothing but words.
    pub(super) fn words(&self, set: SetId) -> Option<Vec<Arc<str>>> {
        let at = usize::from(set.0).checked_sub(usize::from(SetId::MARK.0) + 1)?;
        let members = self.dealt().members.get(at).cloned()?;
        let codes = members.iter();
        // A mark has no word.
        codes.map(|code| self.word(code.letter())).collect()
    }

    /// Which sets hold each character, as of now.
    pub fn holding(&self) -> Holding {
        Holding::of(&self.dealt().members)
    }

    fn dealt(&self) -> MutexGuard<'_, Dealt> {
        // What a panic leaves behind is whole: each change is one push and one insert.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which sets hold a character.
///
/// A few words and marks are in most sets, and every sentence has some of them. Each of these is a bit, and each set
/// says which of the bits it holds; for all others the sets are listed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Holding {
    /// For each character what is told of it: of words, of marks, of walls.
    rows: [Vec<Row>; 3],
    sets: Vec<SetId>,
    /// For each set its bits.
    bits: Vec<u128>,
}

/// What is told of a character, its sets by where they stand in a list.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Row {
    Common(u32),
    By { from: u32, to: u32 },
}

/// What is told of a character.
pub(super) enum Held<'h> {
    /// It is this bit.
    Common(u32),
    /// These sets hold it.
    By(&'h [SetId]),
}

impl Holding {
    fn of(members: &[Arc<[Code]>]) -> Self {
        let mut holding = Self {
            bits: vec![0; members.len() + usize::from(SetId::MARK.0) + 1],
            ..Self::default()
        };
        let mut counts: FxHashMap<Code, u32> = FxHashMap::default();
        for code in members.iter().flat_map(|codes| codes.iter()) {
            *counts.entry(*code).or_default() += 1;
        }
        let mut counts: Vec<(Code, u32)> = counts.into_iter().collect();
        counts.sort_unstable_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
        counts.truncate(COMMON);
        for (bit, (code, _)) in (0..).zip(&counts) {
            *holding.row(*code) = Row::Common(bit);
        }
        let mut pairs: Vec<(Code, SetId)> = Vec::new();
        for (id, codes) in (SetId::MARK.0 + 1..).map(SetId).zip(members) {
            for code in codes.iter() {
                if let Row::Common(bit) = *holding.row(*code) {
                    holding.bits[usize::from(id.0)] |= 1 << bit;
                } else {
                    pairs.push((*code, id));
                }
            }
        }
        pairs.sort_unstable();
        holding.sets = pairs.iter().map(|(_, id)| *id).collect();
        for (at, (code, _)) in (0..).zip(pairs) {
            let row = holding.row(code);
            *row = match *row {
                Row::By { from, to } if from < to => Row::By { from, to: at + 1 },
                _ => Row::By {
                    from: at,
                    to: at + 1,
                },
            };
        }
        holding
    }

    /// What is told of `code`, made when new.
    fn row(&mut self, code: Code) -> &mut Row {
        let (range, at) = place(code);
        let rows = &mut self.rows[range];
        if rows.len() <= at {
            rows.resize(at + 1, Row::By { from: 0, to: 0 });
        }
        &mut rows[at]
    }

    /// Which sets hold `code`.
    pub(super) fn held(&self, code: Code) -> Held<'_> {
        let (range, at) = place(code);
        match self.rows[range].get(at) {
            Some(Row::Common(bit)) => Held::Common(*bit),
            Some(Row::By { from, to }) => Held::By(&self.sets[*from as usize..*to as usize]),
            None => Held::By(&[]),
        }
    }

    /// The bits of a set.
    pub(super) fn bits(&self, set: SetId) -> u128 {
        self.bits.get(usize::from(set.0)).copied().unwrap_or(0)
    }

    /// How many sets there are.
    pub(super) fn count(&self) -> usize {
        self.bits.len()
    }
}

/// Which range a character is in, and where in it.
fn place(code: Code) -> (usize, usize) {
    let (range, first) = if code.0 < WORDS[1] {
        (0, WORDS[0])
    } else if code.0 < MARK[1] {
        (1, MARK[0])
    } else {
        (2, WALLS[0])
    };
    (range, usize::from(code.0.saturating_sub(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_character_that_says_whether_gaps_stop_at_it() {
        let letters = Letters::default();
        let met = letters.of("met", false).unwrap();
        let comma = letters.of(",", false).unwrap();
        let but = letters.of("but", true).unwrap();
        assert_eq!(letters.of("met", false), Some(met));
        let all = [
            met,
            comma,
            but,
            Code::OTHER,
            Code::WALL,
            Code::mark('\u{E007}'),
        ];
        assert_eq!(all.map(|code| Code::of(code.letter())), all);
        assert_eq!(
            all.map(Code::fits_gap),
            [true, false, false, true, false, false]
        );
        assert_eq!(letters.word(comma.letter()).as_deref(), Some(","));
        assert_eq!(letters.word(met.letter()).as_deref(), Some("met"));
        assert_eq!(letters.word(Code::OTHER.letter()), None);
    }

    #[test]
    fn a_language_may_ask_for_so_many_words_and_no_more() {
        let letters = Letters::default();
        for number in WORDS[0] + 1..WORDS[1] {
            assert!(letters.of(&number.to_string(), false).is_some());
        }
        assert!(letters.of("one too many", false).is_none());
        assert!(letters.of(&WORDS[1].to_string(), false).is_none());
        assert!(letters.of("4200", false).is_some(), "known before");
    }

    #[test]
    fn a_set_is_what_it_holds() {
        for others in [0, 2 * COMMON as u16] {
            let letters = Letters::default();
            // Enough of them, and those asked about are no bits.
            for n in 0..others {
                for twice in 0..3 {
                    letters.set(vec![Code(2000 + n), Code(4000 + twice)]);
                }
            }
            holds_what_it_holds(&letters);
        }
    }

    fn holds_what_it_holds(letters: &Letters) {
        let [met, saw] = ["met", "saw"].map(|word| letters.of(word, false).unwrap());
        let mark = Code::mark('\u{E007}');
        let both = letters.set(vec![saw, met, saw]);
        let one = letters.set(vec![met, mark]);
        assert_eq!(letters.set(vec![met, saw]), both);
        assert_ne!(one, both);
        let holding = letters.holding();
        let sets = |code| match holding.held(code) {
            Held::By(sets) => sets.to_vec(),
            Held::Common(bit) => {
                let holds = |set: &SetId| holding.bits(*set) & 1 << bit != 0;
                [both, one].into_iter().filter(holds).collect()
            }
        };
        assert_eq!(sets(met), [both, one]);
        assert_eq!(sets(saw), [both]);
        assert_eq!(sets(mark), [one]);
        for unknown in [Code::OTHER, Code::mark('\u{E006}'), Code::mark('\u{E0FF}')] {
            assert_eq!(sets(unknown), []);
        }
        assert_eq!(letters.words(one), None);
        let words = letters.words(both).unwrap();
        let words: Vec<&str> = words.iter().map(|word| &**word).collect();
        assert_eq!(words, ["met", "saw"]);
    }
}
