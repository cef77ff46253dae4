//! The words of a language that anything asks for, looked up once for each token.
//!
//! Takes the patterns, clause marks and number words of a language, gives what each word is good for. Never sees an
//! article: most words of one are in no table, and that look-up is all they cost.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use serde::{Deserialize, Serialize};

use super::freezing::shared;
use super::language::values::WordId;
use super::pattern::{Code, Holding, Letters, Pattern, Presence, SetId};

/// Families of patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Trigger {
    /// The number of its rule or cue; 0 for names and attributions.
    pub owner: u32,
    /// Its number in its rule, cue or family.
    pub pattern: u32,
}

/// A pattern of a glossary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Which it is.
    pub trigger: Trigger,
    /// Whether it reads the plain shadow of a sentence.
    pub plain: bool,
    /// Sets of which a shadow must hold one member each, the first few.
    wanted: [SetId; 4],
}

impl Filed {
    /// False when the pattern surely holds nowhere in a shadow with all that is `present`.
    pub fn may_hold(&self, present: &Presence) -> bool {
        self.wanted.iter().all(|set| present.holds(*set))
    }
}

/// What a word is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it is in a shadow.
    pub code: Code,
    /// Its number among the words that values are told with; 0 for none.
    pub value: WordId,
    /// A pattern, a clause mark or a reference asks for it.
    asked: bool,
    /// It parts clauses.
    pub clause_mark: bool,
    /// It begins a phrase that points back at a name.
    pub refers: bool,
    /// It is the second word of such a phrase.
    pub refers_on: bool,
    /// Where the patterns that it sets off stand in the glossary; 0 for most words, which set off none.
    sets_off: u32,
}

/// How many families there are.
const FAMILIES: usize = Family::Rule as usize + 1;

/// The patterns that the words of a sentence set off, or that need none: a bit for each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetOff(Vec<u64>);

/// All words of a language that anything asks for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Glossary {
    #[serde(with = "shared")]
    letters: Arc<Letters>,
    /// Which sets of the patterns hold each word or mark.
    holding: Arc<Holding>,
    notes: FxHashMap<Box<str>, Note>,
    /// Those of the patterns that are there.
    noted: FxHashSet<Code>,
    /// For each word that sets off patterns the family of each and its number in it; first those that need no word.
    sets_off: Vec<Vec<(Family, u32)>>,
    /// For each family its patterns, in the order of the pack.
    filed: [Vec<Filed>; FAMILIES],
}

impl Note {
    /// What a word that nothing asks for is good for.
    fn unasked(word: &str) -> Self {
        Self {
            code: Code::unasked(word),
            value: 0,
            asked: false,
            clause_mark: false,
            refers: false,
            refers_on: false,
            sets_off: 0,
        }
    }

    /// True for a word that sets off a pattern.
    pub fn triggers(&self) -> bool {
        self.sets_off != 0
    }
}

impl Glossary {
    /// A glossary of nothing, for patterns compiled with these `letters`, and no others.
    pub fn new(letters: &Arc<Letters>) -> Self {
        Self {
            letters: Arc::clone(letters),
            holding: Arc::new(letters.holding()),
            ..Self::default()
        }
    }

    /// Which sets of the patterns hold each word or mark.
    pub fn holding(&self) -> &Arc<Holding> {
        &self.holding
    }

    /// The note on `word`, which something asks for; made when new.
    pub fn entry(&mut self, word: &str) -> &mut Note {
        self.asked(word, false)
    }

    fn asked(&mut self, word: &str, parts_clauses: bool) -> &mut Note {
        let known = self.any(word).asked;
        let code = (!known).then(|| self.letters.of(word, parts_clauses));
        let note = self.any(word);
        note.asked = true;
        note.clause_mark |= parts_clauses;
        note.code = code.flatten().unwrap_or(note.code);
        note
    }

    /// Notes that values are told with `word`, as their word number `value`.
    pub fn tells(&mut self, word: &str, value: WordId) {
        self.any(word).value = value;
    }

    fn any(&mut self, word: &str) -> &mut Note {
        if !self.notes.contains_key(word) {
            self.notes.insert(word.into(), Note::unasked(word));
        }
        let note = self.notes.get_mut(word);
        note.expect("it is there, or was put there")
    }

    /// Notes that `word` parts clauses.
    pub fn part_clauses(&mut self, word: &str) {
        self.asked(word, true);
    }

    /// Notes the words of `pattern`.
    pub fn note_words(&mut self, pattern: &Pattern) {
        for code in pattern.literal_codes() {
            // Most words stand in many patterns.
            if self.noted.insert(*code)
                && let Some(word) = self.letters.word(code.letter())
            {
                self.entry(&word);
            }
        }
    }

    /// Files the words that `pattern` needs, and `trigger` under those that set it off; it may read `plain` shadows.
    pub fn file(&mut self, pattern: &Pattern, family: Family, trigger: Trigger, plain: bool) {
        self.note_words(pattern);
        let mut wanted = [SetId::ANY; 4];
        for (own, set) in wanted.iter_mut().zip(pattern.wanted()) {
            *own = set;
        }
        let filed = &mut self.filed[family as usize];
        let at = filed.len() as u32;
        filed.push(Filed {
            trigger,
            plain,
            wanted,
        });
        if self.sets_off.is_empty() {
            self.sets_off.push(Vec::new());
        }
        if pattern.parts.triggers.is_empty() {
            self.sets_off[0].push((family, at));
        }
        for word in &pattern.parts.triggers {
            let next = self.sets_off.len() as u32;
            let note = self.entry(word);
            if note.sets_off == 0 {
                note.sets_off = next;
                self.sets_off.push(vec![(family, at)]);
            } else {
                let own = note.sets_off as usize;
                self.sets_off[own].push((family, at));
            }
        }
    }

    /// What a word, as it stands in a sentence, is good for.
    pub fn note(&self, word: &str) -> Note {
        let known = self.notes.get(word).copied();
        known.unwrap_or_else(|| Note::unasked(word))
    }

    /// The patterns that one of the `words` sets off or that need no word.
    pub fn set_off<'n>(&self, words: impl Iterator<Item = &'n Note>) -> SetOff {
        let mut all = vec![0; self.blocks(FAMILIES)];
        let starts: [usize; FAMILIES] = std::array::from_fn(|family| self.blocks(family));
        let words = words.map(|note| note.sets_off).filter(|own| *own != 0);
        for own in std::iter::once(0).chain(words) {
            for (family, at) in self.sets_off.get(own as usize).into_iter().flatten() {
                all[starts[*family as usize] + *at as usize / 64] |= 1 << (at % 64);
            }
        }
        SetOff(all)
    }

    /// How many blocks of bits the first `families` take.
    fn blocks(&self, families: usize) -> usize {
        let filed = self.filed[..families].iter();
        filed.map(|filed| filed.len().div_ceil(64)).sum()
    }

    /// Those of one family, in the order of the pack.
    pub fn triggered(&self, set_off: &SetOff, family: Family) -> impl Iterator<Item = &Filed> {
        let family = family as usize;
        let (from, to) = (self.blocks(family), self.blocks(family + 1));
        let blocks = set_off.0.get(from..to).unwrap_or_default();
        let filed = &self.filed[family];
        blocks.iter().enumerate().flat_map(move |(block, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let at = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(&filed[block * 64 + at])
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_nobody_asks_for_has_no_note() {
        let mut glossary = Glossary::default();
        glossary.part_clauses("but");
        assert!(glossary.note("but").clause_mark);
        let unknown = glossary.note("harbour");
        assert!(!unknown.asked && !unknown.clause_mark);
        let set_off = glossary.set_off([glossary.note("but"), unknown].iter());
        assert_eq!(glossary.triggered(&set_off, Family::Rule).count(), 0);
    }
}
