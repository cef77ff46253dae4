//! The shadow of a sentence: what patterns run over.
//!
//! A row of units: words, punctuation marks, and marks, each of which is one private-use character. Quotes, hyphens and
//! full stops leave no trace. A side table leads back to tokens.

use std::ops::Range;
use std::sync::Arc;

use super::{DateReading, Mark, Sentence, TokenKind};
use crate::rules::glossary::{Family, Filed, Glossary, Note, SetOff, Trigger};
use crate::rules::language::Language;
use crate::rules::pattern::{Code, Match, Pattern, Presence};

/// An aside has so many words at most.
const LONGEST_ASIDE: usize = 4;
/// What stands in brackets behind a name has so many tokens at most.
const LONGEST_BRACKET: usize = 6;

/// So many units back a clause on a place may begin.
const FAR_BACK: usize = 60;

/// One unit of a shadow: a word, a punctuation mark, or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// The number of its mark.
    pub mark: Option<usize>,
    /// Whether it parts clauses.
    pub parts_clauses: bool,
}

/// A sentence as patterns see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shadow {
    /// The units in order.
    pub units: Vec<Unit>,
    /// What the language's glossary says of each token.
    notes: Arc<[Note]>,
    /// The patterns that the words of the plain shadow set off: it holds every word of the others.
    set_off: Arc<SetOff>,
    present: Presence,
    /// The first token of an aside in which somebody told of before goes on speaking: ", it said,".
    pub goes_on_speaking: Option<usize>,
}

impl Shadow {
    /// The shadow of `sentence` with `marks`, which are sorted and do not overlap; `notes` are those on its tokens.
    pub fn new(
        sentence: &Sentence,
        marks: &[Mark],
        language: &Language,
        notes: Arc<[Note]>,
    ) -> Self {
        let mut shadow = Self::of(sentence, marks, language, notes);
        let words = shadow.units.iter().filter(|unit| unit.mark.is_none());
        let notes = words.map(|unit| &shadow.notes[unit.tokens.start]);
        shadow.set_off = Arc::new(language.glossary.set_off(notes));
        shadow
    }

    /// The shadow of the same sentence with other marks.
    #[must_use]
    pub fn with_marks(&self, sentence: &Sentence, marks: &[Mark], language: &Language) -> Self {
        Self {
            set_off: Arc::clone(&self.set_off),
            ..Self::of(sentence, marks, language, Arc::clone(&self.notes))
        }
    }

    fn of(sentence: &Sentence, marks: &[Mark], language: &Language, notes: Arc<[Note]>) -> Self {
        let mut shadow = Self {
            units: Vec::with_capacity(sentence.tokens.len()),
            ..Self::default()
        };
        let mut row = Vec::with_capacity(sentence.tokens.len());
        let mut at = 0;
        let mut next = marks.iter().enumerate().peekable();
        while let Some(token) = sentence.tokens.get(at) {
            while next.next_if(|(_, mark)| mark.tokens.start < at).is_some() {}
            if let Some((number, mark)) = next.next_if(|(_, mark)| mark.tokens.start == at) {
                row.push(Code::mark(mark.letter));
                shadow.units.push(Unit {
                    tokens: mark.tokens.clone(),
                    mark: Some(number),
                    parts_clauses: false,
                });
                at = mark.tokens.end;
                continue;
            }
            let is_punct = token.kind == TokenKind::Punct;
            if is_punct
                && sentence.word(at) == ","
                && let Some((close, speaks)) = aside(sentence, at, language)
            {
                shadow.goes_on_speaking = shadow.goes_on_speaking.or(speaks.then_some(at + 1));
                at = close + 1;
                continue;
            }
            if is_punct && sentence.word(at) == "(" {
                let last = shadow.units.last().and_then(|unit| unit.mark);
                let named = last.is_some_and(|mark| !marks[mark].is_value());
                if let Some(close) = named.then(|| bracket(sentence, at, marks)).flatten() {
                    at = close + 1;
                    continue;
                }
            }
            if !is_punct || !leaves_no_trace(sentence.word(at)) {
                let note = &notes[at];
                row.push(note.code);
                shadow.units.push(Unit {
                    tokens: at..at + 1,
                    mark: None,
                    parts_clauses: note.clause_mark,
                });
            }
            at += 1;
        }
        shadow.present = Presence::new(row, language.glossary.holding());
        shadow.notes = notes;
        shadow
    }

    /// The same with these of its units alone.
    pub(super) fn only(&self, kept: &[usize], language: &Language) -> Self {
        let row = kept.iter().map(|at| self.present.code(*at)).collect();
        Self {
            units: kept.iter().map(|at| self.units[*at].clone()).collect(),
            notes: Arc::clone(&self.notes),
            set_off: Arc::clone(&self.set_off),
            present: Presence::new(row, language.glossary.holding()),
            goes_on_speaking: self.goes_on_speaking,
        }
    }

    /// The patterns of one family that its words set off, in the order of the pack.
    pub fn set_off<'g>(
        &self,
        glossary: &'g Glossary,
        family: Family,
    ) -> impl Iterator<Item = &'g Filed> {
        glossary.triggered(&self.set_off, family)
    }

    /// Those of them that are worth a try on it.
    pub fn triggered<'g>(
        &self,
        glossary: &'g Glossary,
        family: Family,
    ) -> impl Iterator<Item = Trigger> + use<'g, '_> {
        self.set_off(glossary, family)
            .filter(|filed| filed.may_hold(&self.present))
            .map(|filed| filed.trigger)
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

    /// What the language's glossary says of each token.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The tokens that `units` cover; `units` must not be empty.
    pub fn tokens_of(&self, units: &Range<usize>) -> Range<usize> {
        self.units[units.start].tokens.start..self.units[units.end - 1].tokens.end
    }

    /// The unit that covers `token`, or else the first behind it.
    pub fn unit_at(&self, token: usize) -> Option<usize> {
        self.units.iter().position(|unit| unit.tokens.end > token)
    }

    /// Where the clause begins that tells since when what unit `own` says has been so, if the date at `units` stands in one:
    /// "since fighting erupted on Thursday" it erupted on Thursday, and all around that has been so from then on.
    pub fn since_when(
        &self,
        date: &DateReading,
        units: &Range<usize>,
        own: usize,
        sentence: &Sentence,
        language: &Language,
    ) -> Option<usize> {
        let since = self.unit_at(date.since? as usize)?;
        let ends = |at: usize| self.ends_clause(at, sentence, language);
        let inside = since < own && !(units.end..own).any(ends);
        (!inside).then_some(since)
    }

    /// True where a clause is over: "…, killing 12 people" goes on with what it tells.
    fn ends_clause(&self, at: usize, sentence: &Sentence, language: &Language) -> bool {
        let is_wall = self.units[at].mark.is_none() && !self.present.code(at).fits_gap();
        let goes_on = |at: usize| {
            let word = self.word(at, sentence);
            word.is_some_and(|word| language.trailing.contains(word))
        };
        is_wall && !goes_on(at + 1) && !goes_on(at)
    }

    /// The clause on a place that is over before unit `own`: "In Arden, where rockets hit a house in Brul, 13 people died".
    pub fn told_there(
        &self,
        own: usize,
        sentence: &Sentence,
        language: &Language,
    ) -> Option<Range<usize>> {
        let opens = |at: &usize| {
            let word = self.word(*at, sentence);
            word.is_some_and(|word| language.telling_where.contains(word))
                && self.units[at - 2].mark.is_some()
                && self.word(at - 1, sentence) == Some(",")
        };
        let start = (own.saturating_sub(FAR_BACK).max(2)..own)
            .rev()
            .find(opens)?;
        let mut rest = (start + 1..own).rev();
        let end = rest.find(|at| self.ends_clause(*at, sentence, language))?;
        Some(start..end)
    }

    /// The marks inside `units`, as numbers.
    pub fn marks_in(&self, units: &Range<usize>) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.units[units.clone()]
            .iter()
            .filter_map(|unit| unit.mark)
    }

    /// The word that unit `at` is in the `sentence`; `None` for a mark.
    pub fn word<'s>(&self, at: usize, sentence: &'s Sentence) -> Option<&'s str> {
        let unit = &self.units[at];
        unit.mark
            .is_none()
            .then(|| sentence.word(unit.tokens.start))
    }

    /// The `units` in one line, each with a space behind it: words, and the characters of the `marks`.
    pub fn spelled(&self, units: &Range<usize>, sentence: &Sentence, marks: &[Mark]) -> String {
        let mut text = String::new();
        for unit in &self.units[units.clone()] {
            match unit.mark {
                Some(mark) => text.push(marks[mark].letter),
                None => text.push_str(sentence.word(unit.tokens.start)),
            }
            text.push(' ');
        }
        text
    }

    /// The clause around `units`: from the clause mark before it to the clause mark behind it, marks left out.
    pub fn clause(&self, units: &Range<usize>) -> Range<usize> {
        let start = (0..units.start)
            .rev()
            .find(|at| self.units[*at].parts_clauses)
            .map_or(0, |at| at + 1);
        let end = (units.end..self.units.len())
            .find(|at| self.units[*at].parts_clauses)
            .unwrap_or(self.units.len());
        start..end
    }
}

/// True for a punctuation mark that patterns do not see.
fn leaves_no_trace(mark: &str) -> bool {
    matches!(
        mark,
        "\"" | "-" | "." | "?" | "!" | "…" | "'" | "*" | "[" | "]"
    )
}

/// The closing bracket of what stands in brackets from the token `at` on and says of a name who or what it is:
/// "(R-Maine)", "(ELN)". What counts something stays, and so does what a name follows: "Washington (AP) President Smith".
fn bracket(sentence: &Sentence, at: usize, marks: &[Mark]) -> Option<usize> {
    let last = (at + 2 + LONGEST_BRACKET).min(sentence.tokens.len());
    let close = (at + 2..last).find(|close| sentence.word(*close) == ")")?;
    let within = |mark: &&Mark| at < mark.tokens.start && mark.tokens.end <= close;
    let counts = close > at + 2 && marks.iter().filter(within).any(Mark::is_value);
    let named_behind = sentence
        .tokens
        .get(close + 1)
        .is_some_and(|token| token.capital);
    (!counts && !named_behind).then_some(close)
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

#[cfg(test)]
mod tests {
    /// The units of a sentence, each name as the first letter of its id.
    fn units(sentence: &str) -> String {
        let read = crate::text::made_up::read(sentence);
        let sentence = &read.sentences[0];
        let shown = |unit: &super::Unit| match unit.mark {
            Some(mark) => match sentence.marks()[mark].named().first() {
                Some(named) => named.id.as_str()[..1].to_uppercase(),
                None => "#".to_owned(),
            },
            None => sentence.sentence.word(unit.tokens.start).to_owned(),
        };
        let units: Vec<String> = sentence.shadow().units.iter().map(shown).collect();
        units.join(" ")
    }

    #[test]
    fn brackets_behind_a_name_leave_no_trace() {
        assert_eq!(units("Ann Lee (R-Arden) met Ben Stone (34)."), "A met B");
        assert_eq!(units("Ann Lee (the first of Arden) met."), "A met");
        assert_eq!(
            units("Ann Lee (with 5 others) met."),
            "A ( with # others ) met"
        );
        assert_eq!(units("They (Ann Lee) met."), "they ( A ) met");
        assert_eq!(
            units("Arden (of the AP) Ann Lee met."),
            "A ( of the A ) A met"
        );
        assert_eq!(
            units("Ann Lee (of the great old harbour side of Arden) met."),
            "A ( of the great old harbour side of A ) met"
        );
    }
}
