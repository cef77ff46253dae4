//! Whose words a span of a sentence is.

use std::ops::Range;

use super::fill::Filler;
use crate::rules::names::NameId;
use crate::text::AnnotatedSentence;

/// The slot that says whose words they are.
const SPEAKER: &str = "speaker";

/// Who answers for the words at `tokens`: the innermost attribution that covers them, or who goes on speaking in the
/// quote they stand in; `None` when the outlet speaks in its own voice.
fn of(sentence: &AnnotatedSentence, tokens: &Range<usize>) -> Option<NameId> {
    let shadow = sentence.shadow();
    let unit = shadow.unit_at(tokens.start)?;
    let covering = sentence
        .said
        .iter()
        .filter(|said| said.covers.contains(&unit) && !said.phrase.contains(&unit));
    // The nearest phrase before the words, else the nearest behind them.
    let best = covering.min_by_key(|said| {
        let distance = if said.phrase.end <= unit {
            unit - said.phrase.end
        } else {
            said.phrase.start - unit + 1000
        };
        (distance, said.phrase.start)
    });
    if let Some(said) = best {
        return Some(said.id.clone());
    }
    if sentence.says_on {
        return sentence.speaking.clone();
    }
    let quoted = sentence
        .quoted
        .iter()
        .any(|range| range.contains(&tokens.start));
    if quoted {
        sentence.speaking.clone()
    } else {
        None
    }
}

/// Who says it in the words at `tokens` themselves: whoever stands before "accused Chad of breaking the truce", and,
/// where the words are a denial, whoever denies: "Chad denied it had accepted the truce", "Chad said it had broken nothing".
fn within(
    sentence: &AnnotatedSentence,
    tokens: &Range<usize>,
    denies: bool,
    says_no: bool,
) -> Option<NameId> {
    let shadow = sentence.shadow();
    let said = sentence.said.iter().find(|said| {
        let phrase = shadow.tokens_of(&said.phrase);
        let ends_here = tokens.start < phrase.end && phrase.end <= tokens.end;
        // "…, accused Chad of breaking the truce" is nothing that Chad says.
        let speaker = shadow.tokens_of(&said.speaker);
        let tells = || {
            let covers = Some(&said.covers).filter(|units| !units.is_empty());
            covers.is_some_and(|units| {
                let covers = shadow.tokens_of(units);
                let leads = speaker.end < phrase.end && phrase.end <= covers.start;
                leads && phrase.end < tokens.end && tokens.end <= covers.end
            })
        };
        ends_here && (denies || speaker.end <= tokens.start || says_no && tells())
    });
    said.map(|said| said.id.clone())
}

impl Filler<'_> {
    /// Whose words the match is; `None` when the outlet speaks in its own voice.
    pub(super) fn spoken(&self, denies: bool, says_no: bool) -> Option<NameId> {
        let named = self.named_speaker();
        // Who tells that somebody is accused is none of those who accuse them.
        if named.is_some() || !self.kind.denied_by.is_empty() && self.hit.rule.accuses {
            return named;
        }
        of(self.sentence, &self.shadow.tokens_of(&self.hit.predicate)).or_else(|| {
            let tokens = self.shadow.tokens_of(&self.hit.units);
            within(self.sentence, &tokens, denies, says_no)
        })
    }

    /// Whose words they are, where the match itself names them: by a name, or by words, "his lawyer".
    fn named_speaker(&self) -> Option<NameId> {
        let slot = self.slot(SPEAKER)?;
        if slot.types.is_empty() {
            let words = NameId::from_text(&self.words(&slot.units));
            let beginning = &self.reader.text.beginning;
            return Some(words.within(beginning.of(&self.reader.article.text)));
        }
        let mut marks = self.shadow.marks_in(&slot.units);
        let names = &self.reader.pack.names;
        marks.find_map(|mark| Some(self.marks[mark].as_any(&slot.types, names)?.id.clone()))
    }
}

/// A stable hash of the quote that `tokens` stand in.
pub(super) fn quote(
    sentence: &AnnotatedSentence,
    tokens: &Range<usize>,
    text: &str,
) -> Option<u64> {
    let range = sentence
        .quoted
        .iter()
        .find(|range| range.contains(&tokens.start))?;
    let words = sentence.sentence.bytes(range).of(text);
    let plain: String = words
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    Some(stable_hash(&plain))
}

/// The same for equal words in every run and on every machine.
pub(super) fn stable_hash(words: &str) -> u64 {
    let hash = blake3::hash(words.as_bytes());
    let bytes: [u8; 8] = hash.as_bytes()[..8]
        .try_into()
        .expect("a blake3 hash has 32 bytes");
    u64::from_le_bytes(bytes)
}
