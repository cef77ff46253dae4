//! Who said what.

use std::ops::Range;

use super::shadow::Shadow;
use super::{Mark, Said, Sentence};
use crate::rules::RulePack;
use crate::rules::glossary::Family;
use crate::rules::language::{Covers, Language};
use crate::rules::names::NameId;
use crate::rules::pattern::Capture;

/// The slot of attribution patterns that names who speaks.
const SPEAKER: &str = "speaker";
/// What an aside may stand between.
const DASH: &str = "—";

/// Every attribution in the sentence, in order of its place; `quoted` are its tokens inside quotes, and `here` what tells
/// its text from others: "his lawyer" is another one there.
pub(super) fn find(
    quoted: &[Range<usize>],
    sentence: &Sentence,
    shadow: &Shadow,
    marks: &[Mark],
    language: &Language,
    pack: &RulePack,
    here: impl Fn(NameId) -> NameId,
) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    let mut silent: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for trigger in shadow.triggered(&language.glossary, Family::Attribution) {
        let attribution = &language.attribution[trigger.pattern as usize];
        for found in shadow.matches(&attribution.pattern) {
            let whole = found.units.clone();
            let speaker = found.groups.iter().find_map(|(group, units)| {
                match &attribution.pattern.captures[*group] {
                    Capture::Marks {
                        slot: Some(slot),
                        types,
                    } if slot == SPEAKER => {
                        let speaker = shadow.marks_in(units).next()?;
                        let id = marks[speaker].as_any(types, &pack.names)?.id.clone();
                        Some((units.clone(), id))
                    }
                    Capture::Words { slot } if slot == SPEAKER => {
                        let words: Vec<&str> = shadow
                            .tokens_of(units)
                            .map(|token| sentence.word(token))
                            .collect();
                        Some((units.clone(), here(NameId::from_text(&words.join(" ")))))
                    }
                    _ => None,
                }
            });
            let Some((speaker, id)) = speaker else {
                continue;
            };
            let covers: Range<usize> = match attribution.covers {
                Covers::After => whole.end..shadow.units.len(),
                Covers::Before => 0..whole.start,
                Covers::Around if is_told_of(whole.end, sentence, shadow, language) => 0..whole.end,
                Covers::Around => 0..shadow.units.len(),
                Covers::Nothing => {
                    silent.push((speaker, whole));
                    continue;
                }
            };
            let covers = match between_dashes(&whole, sentence, shadow) {
                Some(aside) => {
                    let start = covers.start.max(aside.start);
                    start..covers.end.min(aside.end).max(start)
                }
                None => covers,
            };
            let behind = behind_a_quote(&whole, quoted, shadow);
            let parts = behind.unwrap_or_else(|| vec![covers]);
            said.extend(parts.into_iter().map(|covers| Said {
                speaker: speaker.clone(),
                id: id.clone(),
                phrase: whole.clone(),
                covers,
            }));
        }
    }
    let is_silent = |one: &Said| {
        silent.iter().any(|(speaker, phrase)| {
            *speaker == one.speaker && phrase.start < one.phrase.end && one.phrase.end <= phrase.end
        })
    };
    said.retain(|one| !is_silent(one));
    // A speaker named twice by two patterns ("Putin said", "said Putin that") counts once: the longest phrase.
    said.sort_by_key(|one| {
        (
            one.phrase.start,
            std::cmp::Reverse(one.phrase.end),
            one.covers.start,
        )
    });
    said.dedup_by(|later, first| {
        later.phrase.start < first.phrase.end
            && later.speaker == first.speaker
            && later.covers == first.covers
    });
    // What one speaker says ends where the next attribution that covers what follows begins.
    let starts: Vec<usize> = said.iter().map(|one| one.phrase.start).collect();
    for (at, one) in said.iter_mut().enumerate() {
        if one.covers.start >= one.phrase.end
            && let Some(next) = starts[at + 1..].iter().find(|start| {
                **start >= one.phrase.end
                    && shadow.clause(&(**start..**start + 1)).start > one.phrase.end
            })
        {
            one.covers.end = *next;
        }
    }
    said
}

/// The aside between two dashes that a phrase stands in: "Lee — tired, aides said — left" is not all said by aides.
fn between_dashes(
    phrase: &Range<usize>,
    sentence: &Sentence,
    shadow: &Shadow,
) -> Option<Range<usize>> {
    let is_dash = |at: &usize| shadow.word(*at, sentence) == Some(DASH);
    let before: Vec<usize> = (0..phrase.start).filter(is_dash).collect();
    let opens = before.last().filter(|_| before.len() % 2 == 1)?;
    let closes = (phrase.end..shadow.units.len()).find(is_dash)?;
    Some(opens + 1..closes)
}

/// True when a clause at unit `at` tells of whoever stands before it: "he left, said Lee, who had seen him" is not all said.
fn is_told_of(at: usize, sentence: &Sentence, shadow: &Shadow, language: &Language) -> bool {
    let words = shadow.units[at..].iter().take(2);
    let mut words = words.map(|unit| sentence.word(unit.tokens.start));
    words.any(|word| language.relatives.contains(word))
}

/// What is said where a phrase stands right behind a quote: the quote, and what is quoted further on. All else the outlet
/// tells itself: `"…," he said after a visit to Arden`.
fn behind_a_quote(
    phrase: &Range<usize>,
    quoted: &[Range<usize>],
    shadow: &Shadow,
) -> Option<Vec<Range<usize>>> {
    let start = shadow.units[phrase.start].tokens.start;
    let at = quoted.iter().position(|quote| {
        // The closing mark, and a comma before or behind it.
        (quote.end - 1..=quote.end + 2).contains(&start)
    })?;
    let further = quoted[at + 1..].iter().filter_map(|quote| {
        let end = shadow.unit_at(quote.end).unwrap_or(shadow.units.len());
        Some(shadow.unit_at(quote.start)?..end)
    });
    Some(std::iter::once(0..phrase.start).chain(further).collect())
}

#[cfg(test)]
mod tests {
    /// Who says what in a sentence, as they are called there.
    fn said(sentence: &str) -> Vec<(String, String)> {
        let read = crate::text::made_up::read(sentence);
        let read = &read.sentences[0];
        let words = |units: &std::ops::Range<usize>| {
            let tokens = read.shadow().tokens_of(units);
            let words = tokens.map(|token| read.sentence.word(token));
            words.collect::<Vec<_>>().join(" ")
        };
        let said = read.said.iter();
        said.map(|said| (words(&said.speaker), words(&said.covers)))
            .collect()
    }

    #[test]
    fn who_has_no_name_speaks_by_a_word() {
        let told = |speaker: &str, words: &str| (speaker.to_owned(), words.to_owned());
        assert_eq!(
            said("A nurse said the harbour had burned."),
            [told("nurse", "a nurse said the harbour had burned")]
        );
        assert_eq!(said("A nurse saw the harbour."), []);
    }

    #[test]
    fn who_speaks_between_two_dashes_answers_for_what_stands_between_them() {
        let told = said("Ben Stone — tired, a nurse said — left Arden.");
        assert_eq!(
            told,
            [("nurse".to_owned(), "tired , a nurse said".to_owned())]
        );
    }
}
