//! The words of a language that anything asks for, looked up once for each token.
//!
//! Takes the patterns and clause marks of a language, gives what each word is good for. Never sees an article: most
//! words of one are in no table, and that look-up is all they cost.

use rustc_hash::FxHashMap;

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
    /// It parts clauses.
    pub clause_mark: bool,
    /// It begins a phrase that points back at a name.
    pub refers: bool,
    /// What it is in a shadow.
    pub code: Code,
    triggers: [Vec<Trigger>; 3],
}

/// All words of a language that anything asks for.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    ids: FxHashMap<Box<str>, NoteId>,
    notes: Vec<Note>,
    always: [Vec<Trigger>; 3],
}

impl Note {
    fn new(word: &str) -> Self {
        Self {
            clause_mark: false,
            refers: false,
            code: Code::word(word, false),
            triggers: Default::default(),
        }
    }
}

impl Glossary {
    /// The note on `word`, made when new.
    pub fn entry(&mut self, word: &str) -> &mut Note {
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
        if pattern.triggers.is_empty() {
            self.always[family as usize].push(trigger);
        }
        for word in &pattern.triggers {
            self.entry(word).triggers[family as usize].push(trigger);
        }
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
        let mut found = self.always[family as usize].clone();
        for note in words.iter().filter_map(|id| self.note(*id)) {
            found.extend_from_slice(&note.triggers[family as usize]);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
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
