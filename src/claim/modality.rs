//! What negation, refusal, condition, hedge and tense make of a hit.

use std::collections::BTreeSet;
use std::ops::Range;

use super::extract::Hit;
use crate::rules::language::{CueKind, Language, Reach};
use crate::rules::pattern::Pattern;
use crate::rules::rule::Shift;
use crate::source::Article;
use crate::text::{AnnotatedSentence, Mark, Reading, Shadow};
use crate::value::Modality;

/// How many units behind a predicate a cue may still bear on it.
const AFTER: usize = 5;

/// The cues that bear on a hit, and what they make of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Twists {
    /// The cues found.
    pub(super) cues: BTreeSet<CueKind>,
    /// Another value of the base attribute.
    pub(super) value: Option<u16>,
    /// True when the value is denied.
    pub(super) denied: bool,
    /// True when the text says "only".
    pub(super) only: bool,
    /// True when it was so, or not so, all the time until now.
    pub(super) so_far: bool,
    /// How firmly it is put.
    pub(super) modality: Modality,
    /// True when the hit yields nothing.
    pub(super) dropped: bool,
}

/// Reads the cues around `hit`.
pub(super) fn read(
    hit: &Hit<'_>,
    shadow: &Shadow,
    marks: &[Mark],
    sentence: &AnnotatedSentence,
    language: &Language,
    article: &Article,
) -> Twists {
    let cues = find(hit, shadow, marks, sentence, language, article);
    let mut twists = Twists {
        value: None,
        denied: false,
        only: cues.contains(&CueKind::Only),
        so_far: cues.contains(&CueKind::Yet),
        modality: hit.rule.modality.unwrap_or(Modality::Actual),
        dropped: false,
        cues,
    };
    for cue in twists.cues.clone() {
        let shift = hit
            .rule
            .shift
            .get(&cue)
            .copied()
            .unwrap_or_else(|| usual(cue));
        match shift {
            Shift::Keep => {}
            Shift::Drop => twists.dropped = true,
            Shift::Value(mask) => twists.value = Some(mask),
            // "not refused" is not a denial of a denial in news: the first twist stands.
            Shift::Deny => twists.denied = true,
            Shift::Firmness(modality) => twists.modality = twists.modality.max(modality),
        }
    }
    twists
}

/// What a cue does where neither rule nor kind says otherwise.
fn usual(cue: CueKind) -> Shift {
    match cue {
        CueKind::Negation | CueKind::Refusal | CueKind::Yet | CueKind::Denial => Shift::Deny,
        CueKind::Condition => Shift::Firmness(Modality::Conditional),
        CueKind::Hedge => Shift::Firmness(Modality::Likely),
        CueKind::Possible => Shift::Firmness(Modality::Possible),
        CueKind::Future => Shift::Firmness(Modality::Planned),
        CueKind::Question => Shift::Firmness(Modality::Question),
        CueKind::Hypothetical => Shift::Drop,
        CueKind::Only => Shift::Keep,
    }
}

fn find(
    hit: &Hit<'_>,
    shadow: &Shadow,
    marks: &[Mark],
    sentence: &AnnotatedSentence,
    language: &Language,
    article: &Article,
) -> BTreeSet<CueKind> {
    let clause = shadow.clause(&hit.units);
    let subject = (clause.start..hit.predicate.start)
        .rev()
        .find(|at| {
            shadow.units[*at]
                .mark
                .is_some_and(|mark| !matches!(marks[mark].reading, Reading::Value(_)))
        })
        .map_or(clause.start, |at| at + 1);
    let mut found = BTreeSet::new();
    for cue in &language.cues {
        let region = match cue.reach {
            Reach::Predicate => subject..hit.predicate.end,
            // The mark that opens the clause may be the cue: "if".
            Reach::Clause => clause.start.saturating_sub(1)..hit.predicate.end,
            Reach::Sentence => 0..shadow.units.len(),
            Reach::After => hit.predicate.end..(hit.predicate.end + AFTER).min(clause.end),
        };
        if region.is_empty() {
            continue;
        }
        let literals = &hit.rule.patterns[hit.pattern as usize].1.literals;
        let bytes = shadow.bytes_of(&region);
        let from = bytes.start.saturating_sub(1);
        let text = &shadow.text[from..bytes.end];
        let possible = |pattern: &&Pattern| pattern.may_match(shadow.present());
        let bears = cue.patterns.iter().filter(possible).any(|pattern| {
            pattern.matches(text).iter().any(|found| {
                let words = shadow.units_in(&(found.whole.start + from..found.whole.end + from));
                // Words of the pattern itself are its wording: "refused to sign" reads as it is written.
                !(inside(&words, &hit.units)
                    && words
                        .clone()
                        .all(|at| literals.contains(shadow.unit(at).trim_start_matches('\u{1}'))))
            })
        });
        if bears {
            found.insert(cue.kind);
        }
    }
    let last = sentence
        .sentence
        .span
        .of(&article.text)
        .trim_end_matches(['"', '”', '’', ')', ' ']);
    if last.ends_with('?') {
        found.insert(CueKind::Question);
    }
    found
}

fn inside(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
