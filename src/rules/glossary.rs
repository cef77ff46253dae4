//! The words of a language that anything asks for, looked up once for each token.
//!
//! Takes the patterns, clause marks and number words of a language, gives what each word is good for. Never sees an
//! article: most words of one are in no table, and that look-up is all they cost.

use rustc_hash::FxHashMap;

use super::language::values::WordId;
use super::pattern::{Code, Pattern};

/// The number of a word in a glossary; 0 is every other word.
pub type NoteId = u32;

/// Families of patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Names told by a pattern.
    Name,
    /// Ways of naming a speaker.
    Attribution,
    /// Cues that turn what is claimed.
    Cue,
    /// Claim rules.
    Rule,
}

/// A pattern by its place in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trigger {
    /// The number of its rule or cue; 0 for names and attributions.
    pub owner: u32,
    /// Its number in its rule, cue or family.
    pub pattern: u32,
}

/// What a word is good for.
#[derive(Debug, Clone)]
pub struct Note {
    /// A pattern, a clause mark or a reference asks for it.
    pub asked: bool,
    /// It parts clauses.
    pub clause_mark: bool,
    /// It begins a phrase that points back at a name.
    pub refers: bool,
    /// It is the second word of such a phrase.
    pub refers_on: bool,
    /// Its number among the words that values are told with; 0 for none.
    pub value: WordId,
    /// What it is in a shadow.
    pub code: Code,
    /// For each family, a bit for each pattern that the word sets off; nothing for most words.
    sets_off: Option<Box<[Vec<u64>; FAMILIES]>>,
}

/// How many families there are.
const FAMILIES: usize = Family::Rule as usize + 1;

/// The patterns that the words of a sentence set off, or that need none: a bit for each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetOff(Vec<u64>);

/// All words of a language that anything asks for.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    ids: FxHashMap<Box<str>, NoteId>,
    notes: Vec<Note>,
    /// For each family its patterns, in the order of the pack, and a bit for each that needs no word.
    filed: [Vec<Trigger>; FAMILIES],
    always: [Vec<u64>; FAMILIES],
}

impl Note {
    fn new(word: &str) -> Self {
        Self {
            asked: false,
            clause_mark: false,
            refers: false,
            refers_on: false,
            value: 0,
            code: Code::unasked(word),
            sets_off: None,
        }
    }
}

impl Glossary {
    /// The note on `word`, which something asks for; made when new.
    pub fn entry(&mut self, word: &str) -> &mut Note {
        let note = self.any(word);
        if !note.asked {
            note.asked = true;
            note.code = Code::word(word, false);
        }
        note
    }

    /// Notes that values are told with `word`, as their word number `value`.
    pub fn tells(&mut self, word: &str, value: WordId) {
        self.any(word).value = value;
    }

    fn any(&mut self, word: &str) -> &mut Note {
        if self.notes.is_empty() {
            self.notes.push(Note::new(""));
        }
        let next = self.notes.len() as NoteId;
        let id = *self.ids.entry(word.into()).or_insert(next);
        if id == next {
            self.notes.push(Note::new(word));
        }
        &mut self.notes[id as usize]
    }

    /// Notes that `word` parts clauses.
    pub fn part_clauses(&mut self, word: &str) {
        let note = self.entry(word);
        note.clause_mark = true;
        note.code = Code::word(word, true);
    }

    /// Files the words that `pattern` needs, and `trigger` under those that set it off.
    pub fn file(&mut self, pattern: &Pattern, family: Family, trigger: Trigger) {
        for word in &pattern.literals {
            self.entry(word);
        }
        let family = family as usize;
        let at = self.filed[family].len();
        self.filed[family].push(trigger);
        if pattern.triggers.is_empty() {
            set(&mut self.always[family], at);
        }
        for word in &pattern.triggers {
            let own = self.entry(word).sets_off.get_or_insert_default();
            set(&mut own[family], at);
        }
    }

    /// The word's number among those that values are told with.
    pub fn value(&self, id: NoteId) -> WordId {
        self.note(id).map_or(0, |note| note.value)
    }

    /// The number of a word as it stands in a sentence.
    pub fn id(&self, word: &str) -> NoteId {
        self.ids.get(word).copied().unwrap_or(0)
    }

    /// What the word is good for; nothing for 0.
    pub fn note(&self, id: NoteId) -> Option<&Note> {
        if id == 0 {
            return None;
        }
        self.notes.get(id as usize)
    }

    /// The patterns that one of the `words` sets off or that need no word.
    pub fn set_off(&self, words: impl Iterator<Item = NoteId>) -> SetOff {
        let blocks = self.blocks(FAMILIES);
        let mut all = vec![0; blocks];
        self.add(&mut all, &self.always);
        for own in words.filter_map(|id| self.note(id)?.sets_off.as_ref()) {
            self.add(&mut all, own);
        }
        SetOff(all)
    }

    fn add(&self, all: &mut [u64], more: &[Vec<u64>; FAMILIES]) {
        let mut start = 0;
        for (filed, more) in self.filed.iter().zip(more) {
            for (all, more) in all[start..].iter_mut().zip(more) {
                *all |= more;
            }
            start += filed.len().div_ceil(64);
        }
    }

    /// How many blocks of bits the first `families` take.
    fn blocks(&self, families: usize) -> usize {
        let filed = self.filed[..families].iter();
        filed.map(|filed| filed.len().div_ceil(64)).sum()
    }

    /// Those of one family, in the order of the pack.
    pub fn triggered(&self, set_off: &SetOff, family: Family) -> impl Iterator<Item = Trigger> {
        let family = family as usize;
        let (from, to) = (self.blocks(family), self.blocks(family + 1));
        let blocks = set_off.0.get(from..to).unwrap_or_default();
        let filed = &self.filed[family];
        blocks.iter().enumerate().flat_map(move |(block, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let at = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(filed[block * 64 + at])
            })
        })
    }
}

/// Adds member `at` to a set of bits.
fn set(bits: &mut Vec<u64>, at: usize) {
    if bits.len() <= at / 64 {
        bits.resize(at / 64 + 1, 0);
    }
    bits[at / 64] |= 1 << (at % 64);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_nobody_asks_for_has_no_note() {
        let mut glossary = Glossary::default();
        glossary.part_clauses("but");
        assert!(
            glossary
                .note(glossary.id("but"))
                .is_some_and(|note| note.clause_mark)
        );
        assert_eq!(glossary.id("harbour"), 0);
        assert!(glossary.note(0).is_none());
        let set_off = glossary.set_off([0, 1].into_iter());
        assert_eq!(glossary.triggered(&set_off, Family::Rule).count(), 0);
    }
}
