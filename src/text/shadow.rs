//! The shadow of a sentence: what patterns run over.
//!
//! A row of units; in its text every unit is followed by one space, a mark is one private-use character, a clause mark
//! stands behind `\u{1}`. Quotes, hyphens and full stops leave no trace. A side table leads back to tokens.

use std::ops::Range;
use std::sync::Arc;

use super::{Mark, Sentence, TokenKind};
use crate::rules::glossary::NoteId;
use crate::rules::language::Language;
use crate::rules::pattern::{Alphabet, CLAUSE_MARK, Code, Match, Pattern, Presence};

/// An aside has so many words at most.
const LONGEST_ASIDE: usize = 4;

/// One unit of a shadow: a word, a punctuation mark, or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// The number of its mark.
    pub mark: Option<usize>,
}

/// A sentence as patterns see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shadow {
    /// The text: a space, then every unit with one space behind it.
    pub text: String,
    /// The units in order.
    pub units: Vec<Unit>,
    /// The number of each token in the language's glossary.
    notes: Arc<[NoteId]>,
    /// Those of its words that are in the glossary.
    known: Vec<NoteId>,
    present: Presence,
    /// Where each unit starts in the text.
    starts: Vec<usize>,
    /// True when it holds an aside in which whoever spoke last goes on: ", it said,".
    pub goes_on_speaking: bool,
}

impl Shadow {
    /// The shadow of `sentence` with `marks`, which are sorted and do not overlap; `notes` are those on its tokens.
    pub fn new(
        sentence: &Sentence,
        marks: &[Mark],
        language: &Language,
        notes: Arc<[NoteId]>,
    ) -> Self {
        Self::build(sentence, marks, language, notes)
    }

    /// The shadow of the same sentence with other marks.
    #[must_use]
    pub fn with_marks(&self, sentence: &Sentence, marks: &[Mark], language: &Language) -> Self {
        Self::build(sentence, marks, language, Arc::clone(&self.notes))
    }

    fn build(
        sentence: &Sentence,
        marks: &[Mark],
        language: &Language,
        notes: Arc<[NoteId]>,
    ) -> Self {
        let mut shadow = Self {
            text: String::with_capacity(sentence.lower.len() + 8),
            units: Vec::with_capacity(sentence.tokens.len()),
            ..Self::default()
        };
        shadow.present.units.reserve(sentence.tokens.len());
        shadow.starts.reserve(sentence.tokens.len());
        shadow.text.push(' ');
        let mut at = 0;
        let mut next = marks.iter().enumerate().peekable();
        while at < sentence.tokens.len() {
            if let Some((number, mark)) = next.next_if(|(_, mark)| mark.tokens.start == at) {
                shadow.starts.push(shadow.text.len());
                shadow.text.push(mark.letter);
                shadow.present.marks.insert(Code::mark(mark.letter));
                shadow.present.units.push(Code::mark(mark.letter));
                shadow.text.push(' ');
                shadow.units.push(Unit {
                    tokens: mark.tokens.clone(),
                    mark: Some(number),
                });
                at = mark.tokens.end;
                continue;
            }
            let word = sentence.word(at);
            if word == ","
                && let Some((close, speaks)) = aside(sentence, at, language)
            {
                shadow.goes_on_speaking |= speaks;
                at = close + 1;
                continue;
            }
            if !leaves_no_trace(word, sentence.tokens[at].kind) {
                shadow.starts.push(shadow.text.len());
                let note = language.glossary.note(notes[at]);
                if let Some(note) = note.filter(|note| note.asked) {
                    if note.clause_mark {
                        shadow.text.push(CLAUSE_MARK);
                    }
                    shadow.known.push(notes[at]);
                    shadow.present.words.insert(note.code);
                    shadow.present.units.push(note.code);
                } else {
                    shadow.present.units.push(Code::unasked(word));
                }
                if word.is_ascii() {
                    shadow.text.push_str(word);
                } else {
                    // An article may hold our own private-use characters; they must not pass for marks.
                    shadow.text.extend(
                        word.chars()
                            .map(|c| if Alphabet::is_mark(c) { '?' } else { c }),
                    );
                }
                shadow.text.push(' ');
                shadow.units.push(Unit {
                    tokens: at..at + 1,
                    mark: None,
                });
            }
            at += 1;
        }
        shadow.notes = notes;
        shadow
    }

    /// All places where `pattern` holds, leftmost first, not overlapping.
    pub fn matches(&self, pattern: &Pattern) -> Vec<Match> {
        self.matches_in(pattern, &(0..self.units.len()))
    }

    /// The same in a stretch of its units, as if nothing stood around them.
    pub fn matches_in(&self, pattern: &Pattern, units: &Range<usize>) -> Vec<Match> {
        pattern.matches(&self.present, units)
    }

    /// What is in it, as patterns ask for it.
    pub fn present(&self) -> &Presence {
        &self.present
    }

    /// Those of its words that are in the language's glossary.
    pub fn known(&self) -> &[NoteId] {
        &self.known
    }

    /// The number of a token in the language's glossary.
    pub fn note(&self, token: usize) -> NoteId {
        self.notes[token]
    }

    /// The bytes of the text that `units` cover, trailing spaces included.
    pub fn bytes_of(&self, units: &Range<usize>) -> Range<usize> {
        let start = self
            .starts
            .get(units.start)
            .copied()
            .unwrap_or(self.text.len());
        let end = self
            .starts
            .get(units.end)
            .copied()
            .unwrap_or(self.text.len());
        start..end.max(start)
    }

    /// The tokens that `units` cover; `units` must not be empty.
    pub fn tokens_of(&self, units: &Range<usize>) -> Range<usize> {
        self.units[units.start].tokens.start..self.units[units.end - 1].tokens.end
    }

    /// The marks inside `units`, as numbers.
    pub fn marks_in(&self, units: &Range<usize>) -> impl Iterator<Item = usize> + '_ {
        self.units[units.clone()]
            .iter()
            .filter_map(|unit| unit.mark)
    }

    /// The text of one unit without its space.
    pub fn unit(&self, at: usize) -> &str {
        self.text[self.bytes_of(&(at..at + 1))].trim_end_matches(' ')
    }

    /// The units that are words, without clause marks' sign.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.mark.is_none())
            .map(|(at, _)| self.unit(at).trim_start_matches(CLAUSE_MARK))
    }

    /// True when unit `at` parts clauses.
    pub fn is_clause_mark(&self, at: usize) -> bool {
        self.text[self.starts[at]..].starts_with(CLAUSE_MARK)
    }

    /// The clause around `units`: from the clause mark before it to the clause mark behind it, marks left out.
    pub fn clause(&self, units: &Range<usize>) -> Range<usize> {
        let start = (0..units.start)
            .rev()
            .find(|at| self.is_clause_mark(*at))
            .map_or(0, |at| at + 1);
        let end = (units.end..self.units.len())
            .find(|at| self.is_clause_mark(*at))
            .unwrap_or(self.units.len());
        start..end
    }
}

fn leaves_no_trace(word: &str, kind: TokenKind) -> bool {
    kind == TokenKind::Punct
        && matches!(
            word,
            "\"" | "-" | "." | "?" | "!" | "…" | "'" | "*" | "[" | "]"
        )
}

/// The last token of an aside that begins behind the comma at `at` ("however", "it said"), its closing comma, and
/// whether whoever spoke last goes on in it.
fn aside(sentence: &Sentence, at: usize, language: &Language) -> Option<(usize, bool)> {
    let close = (at + 2..(at + 2 + LONGEST_ASIDE).min(sentence.tokens.len()))
        .find(|close| sentence.word(*close) == ",")?;
    // The words stand in a row, each with one space behind it.
    let first = sentence.tokens[at + 1].lower_start as usize;
    let last = sentence.tokens[close - 1].lower_end as usize;
    let words = &sentence.lower[first..last];
    let speaks = language.speaking_asides.contains(words);
    (speaks || language.asides.contains(words)).then_some((close, speaks))
}
