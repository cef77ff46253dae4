//! Where somebody only spoke: "Lee told reporters in Arden that 12 people had died in Brul" tells of no dead in Arden.
//!
//! Takes a name and the words before it, gives whether it stands behind words of saying. Where a text names no other
//! place, what it tells of was somewhere else.

use super::fill::Filler;
use super::lent::INHERIT;
use crate::rules::kind;
use crate::rules::language::Language;
use crate::rules::names::NameId;
use crate::text::{AnnotatedSentence, Mark, Reading, Sentence, ValueReading};

/// Words between saying and where it was said: "told a packed news conference on Monday in".
const WAY: usize = 9;

/// True for what begins at token `start` behind words that tell where somebody said something, and to whom.
pub(super) fn is_venue(
    sentence: &Sentence,
    marks: &[Mark],
    start: usize,
    language: &Language,
) -> bool {
    let passes = |at: usize| {
        let mut marks = marks.iter().filter(|mark| mark.tokens.contains(&at));
        let is_count = |mark: &Mark| match &mark.reading {
            Reading::Value(value) => !matches!(value, ValueReading::Date(_)),
            Reading::Name(_) | Reading::Names(_) => false,
        };
        language.hearers.contains(sentence.word(at)) || marks.any(|mark| !is_count(mark))
    };
    let mut before = (start.saturating_sub(WAY)..start).rev();
    let said = before.find(|at| language.speaking.contains(sentence.word(*at)) || !passes(*at));
    said.is_some_and(|at| at + 1 < start && language.speaking.contains(sentence.word(at)))
}

impl Filler<'_> {
    /// True for a name that is only where somebody spoke.
    pub(super) fn is_venue(&self, sentence: &Sentence, marks: &[Mark], mark: &Mark) -> bool {
        let language = &self.reader.pack.languages[self.reader.text.language];
        is_venue(sentence, marks, mark.tokens.start, language)
    }

    /// A place that only this text knows, where it has named none but those in which somebody spoke.
    pub(super) fn spoken_of(&self, wanted: &kind::Slot) -> Option<NameId> {
        let before = &self.reader.text.sentences[self.at.saturating_sub(INHERIT)..self.at];
        let names_one = |one: &AnnotatedSentence| {
            let (sentence, marks) = (&one.sentence, one.marks());
            marks.iter().any(|mark| {
                self.is_venue(sentence, marks, mark)
                    && !self.resolve_in(sentence, mark, &[], wanted).is_empty()
            })
        };
        before.iter().any(names_one).then(|| self.nowhere_told())
    }
}
