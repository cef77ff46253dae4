//! The characters that stand for words in what an expression runs over.
//!
//! Takes the words that the templates of a file ask for, gives each a character of its own; takes the units of a
//! shadow, gives them as one character each. An expression over spelled words spends its time on letters that no
//! template tells apart; over one character a unit it is a tenth as long, compiles in a tenth of the time and reads a
//! quarter of the text.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::presence::Code;

/// Stands for every word that the pattern does not ask for.
const WORD: char = 'x';
/// Stands for everything it does not ask for and no gap runs across, marks aside.
const WALL: char = '|';
/// Words that a gap may run across. Nothing in here means anything to an expression.
const WORDS: RangeInclusive<u32> = 0x100..=0xD7FF;
/// Words and punctuation marks that no gap runs across.
const WALLS: RangeInclusive<u32> = 0xF000..=0xF8FF;
/// Inside a class, everything that a gap may run across, marks aside.
pub(super) const GAP: &str = "x\u{100}-\u{D7FF}";
/// Inside a class, every mark.
pub(super) const MARKS: &str = "\u{E000}-\u{EFFF}";

/// The characters of the words that the templates of one file ask for.
#[derive(Debug, Default)]
pub(super) struct Letters(RefCell<Dealt>);

#[derive(Debug, Default)]
struct Dealt {
    letters: FxHashMap<Arc<str>, Asked>,
    words: u32,
    walls: u32,
}

/// A word that templates ask for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The word.
    pub(super) word: Arc<str>,
    /// What it is in a shadow.
    pub(super) code: Code,
    /// What it is for an expression.
    pub(super) letter: char,
}

impl Letters {
    /// What stands for `word`, whose `code` is asked for when it is new; `None` when all characters are taken: no file
    /// asks for so many words.
    pub(super) fn of(&self, word: &str, code: impl FnOnce() -> Code) -> Option<Asked> {
        let mut dealt = self.0.borrow_mut();
        if let Some(known) = dealt.letters.get(word) {
            return Some(known.clone());
        }
        let code = code();
        let (range, next) = if code.fits_gap() {
            (WORDS, &mut dealt.words)
        } else {
            (WALLS, &mut dealt.walls)
        };
        let letter = range.start() + *next;
        if !range.contains(&letter) {
            return None;
        }
        *next += 1;
        let new = Asked {
            word: Arc::from(word),
            code,
            letter: char::from_u32(letter)?,
        };
        dealt.letters.insert(Arc::clone(&new.word), new.clone());
        Some(new)
    }
}

/// Units as an expression reads them, one character each.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The characters.
    pub(super) text: String,
    /// Where each begins, and where the last ends.
    starts: Vec<usize>,
}

impl Row {
    /// The `units`, where `asked` has the characters of the words that a pattern asks for.
    pub(super) fn of(units: &[Code], asked: &FxHashMap<Code, char>) -> Self {
        let mut row = Self {
            text: String::with_capacity(units.len() * 3),
            starts: Vec::with_capacity(units.len() + 1),
        };
        for unit in units {
            row.starts.push(row.text.len());
            let asked = || unit.is_asked().then(|| asked.get(unit).copied()).flatten();
            let unasked = if unit.fits_gap() { WORD } else { WALL };
            row.text
                .push(unit.mark_letter().or_else(asked).unwrap_or(unasked));
        }
        row.starts.push(row.text.len());
        row
    }

    /// The byte that unit `at` begins at; one past the last is the end.
    pub(super) fn byte(&self, at: usize) -> usize {
        self.starts[at]
    }

    /// The unit that begins at `byte`.
    pub(super) fn unit(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start < byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_one_character_and_unasked_words_are_all_alike() {
        let (met, comma) = (Code::word("met", false), Code::word(",", false));
        let letters = Letters::default();
        let dealt = FxHashMap::from_iter([
            (met, letters.of("met", || met).unwrap().letter),
            (comma, letters.of(",", || comma).unwrap().letter),
        ]);
        let units = [
            Code::mark('\u{E007}'),
            met,
            Code::word("saw", false),
            Code::OTHER,
            comma,
            Code::WALL,
        ];
        let row = Row::of(&units, &dealt);
        assert_eq!(row.text, "\u{E007}\u{100}xx\u{F000}|");
        assert_eq!(row.unit(row.byte(4)), 4);
        assert_eq!(row.byte(6), row.text.len());
    }

    #[test]
    fn a_file_may_ask_for_so_many_words_and_no_more() {
        let letters = Letters::default();
        let (first, last) = (*WORDS.start(), *WORDS.end());
        for number in first..=last {
            assert!(letters.of(&number.to_string(), || Code::OTHER).is_some());
        }
        assert!(letters.of("one too many", || Code::OTHER).is_none());
        assert!(letters.of(&first.to_string(), || Code::OTHER).is_some());
    }
}
