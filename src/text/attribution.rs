//! Who said what.

use std::ops::Range;

use super::shadow::Shadow;
use super::{Mark, Said};
use crate::rules::RulePack;
use crate::rules::glossary::Family;
use crate::rules::language::{Covers, Language};
use crate::rules::pattern::Capture;

/// The slot of attribution patterns that names who speaks.
const SPEAKER: &str = "speaker";

/// Every attribution in the sentence, in order of its place.
pub(super) fn find(
    shadow: &Shadow,
    marks: &[Mark],
    language: &Language,
    pack: &RulePack,
) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    let mut silent: Vec<(usize, Range<usize>)> = Vec::new();
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
                        Some((
                            speaker,
                            marks[speaker].as_any(types, &pack.names)?.id.clone(),
                        ))
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
                Covers::Around => 0..shadow.units.len(),
                Covers::Nothing => {
                    silent.push((speaker, whole));
                    continue;
                }
            };
            said.push(Said {
                speaker,
                id,
                phrase: whole,
                covers,
            });
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
