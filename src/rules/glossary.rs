//! The words of a language that anything asks for, looked up once for each token.
//!
//! Takes the patterns, clause marks and number words of a language, gives what each word is good for. Never sees an article: most
//! words of one are in no table, and that look-up is all they cost.

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
    /// Claim rules.
    Rule,
}

/// A pattern by its place in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trigger {
    /// The number of its rule; 0 for names and attributions.
    pub owner: u32,
    /// Its number in its rule or family.
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
    /// For each family, a bit for each pattern that the word sets off.
    sets_off: [Vec<u64>; 3],
}

/// All words of a language that anything asks for.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    ids: FxHashMap<Box<str>, NoteId>,
    notes: Vec<Note>,
    /// For each family its patterns, in the order of the pack, and a bit for each that needs no word.
    filed: [Vec<Trigger>; 3],
    always: [Vec<u64>; 3],
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
            sets_off: Default::default(),
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
            set(&mut self.entry(word).sets_off[family], at);
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

    /// Patterns of one family that one of the `words` sets off or that need no word, in the order of the pack.
    pub fn triggered(&self, words: &[NoteId], family: Family) -> Vec<Trigger> {
        let family = family as usize;
        let filed = &self.filed[family];
        let mut all = self.always[family].clone();
        all.resize(filed.len().div_ceil(64), 0);
        for note in words.iter().filter_map(|id| self.note(*id)) {
            for (all, own) in all.iter_mut().zip(&note.sets_off[family]) {
                *all |= own;
            }
        }
        let mut found = Vec::new();
        for (at, mut bits) in all.into_iter().enumerate() {
            while bits != 0 {
                found.push(filed[at * 64 + bits.trailing_zeros() as usize]);
                bits &= bits - 1;
            }
        }
        found
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
        assert!(glossary.triggered(&[0, 1], Family::Rule).is_empty());
    }
}
