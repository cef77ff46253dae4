//! What negation, refusal, condition, hedge and tense make of a hit.

use std::collections::BTreeSet;
use std::ops::Range;

use super::hit::{Hit, Reader, Slot};
use crate::rules::glossary::Family;
use crate::rules::language::{CueKind, Language, Reach};
use crate::rules::pattern::COMMA;
use crate::rules::rule::{Rule, Shift};
use crate::source::Article;
use crate::text::{AnnotatedSentence, Mark, Sentence, Shadow};
use crate::value::Modality;

/// How many units behind a match a cue may still bear on it.
const AFTER: usize = 5;
/// How many units before a clause the words that open it may begin: "denied reports that".
const OPENING: usize = 10;

/// The cues that bear on a hit, and what they make of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent thing that cues say"
)]
pub(super) struct Twists {
    /// The cues found.
    pub(super) cues: BTreeSet<CueKind>,
    /// Another value of the base attribute.
    pub(super) value: Option<u16>,
    /// True when the value is denied.
    pub(super) denied: bool,
    /// True when the pattern's own words deny something: "denied it had accepted".
    pub(super) denies: bool,
    /// True when the text says "only".
    pub(super) only: bool,
    /// True when the text says that no more is to come.
    pub(super) last: bool,
    /// True when the text counts from some day on, and not from the beginning.
    pub(super) within: bool,
    /// True when it was so, or not so, all the time until now.
    pub(super) so_far: bool,
    /// True when it is said to be so still.
    pub(super) still: bool,
    /// True when it is put as so on the day of the article, in the present or perfect.
    pub(super) now: bool,
    /// True when the text says that it is to come: "will not attend".
    pub(super) to_come: bool,
    /// How firmly it is put.
    pub(super) modality: Modality,
    /// True when the hit yields nothing.
    pub(super) dropped: bool,
}

/// What the cues around `hit` make of it.
pub(super) fn twists(hit: &Hit<'_>, sentence: &AnnotatedSentence, reader: &Reader<'_>) -> Twists {
    let (shadow, marks) = hit.view.of(sentence);
    let (language, article) = (&reader.pack.languages[reader.text.language], reader.article);
    let (mut cues, worded) = find(hit, shadow, marks, sentence, language, article);
    let is_none = |slot: &Slot| none_in(hit, slot, shadow, &sentence.sentence, reader).is_some();
    if hit.slots.iter().any(is_none) {
        cues.insert(CueKind::Refusal);
    }
    let still = worded.contains(&CueKind::Still) || cues.contains(&CueKind::Still);
    let mut twists = Twists {
        value: None,
        denied: false,
        denies: worded.contains(&CueKind::Denial)
            && hit.rule.shift.get(&CueKind::Denial) != Some(&Shift::Keep),
        // A rule or kind that says `only: keep` lists figures side by side: the word then rules nothing out.
        only: cues.contains(&CueKind::Only)
            && hit.rule.shift.get(&CueKind::Only) != Some(&Shift::Keep),
        within: worded.contains(&CueKind::Within) || cues.contains(&CueKind::Within),
        last: worded.contains(&CueKind::Final) || cues.contains(&CueKind::Final),
        // "Has yet to" as the pattern's own wording speaks of all the time until now as well.
        so_far: (worded.contains(&CueKind::Yet)
            && hit.rule.shift.get(&CueKind::Yet) != Some(&Shift::Keep))
            || still,
        still,
        now: worded.contains(&CueKind::Now) || cues.contains(&CueKind::Now),
        to_come: worded.contains(&CueKind::Future) || cues.contains(&CueKind::Future),
        modality: hit.rule.modality.unwrap_or(Modality::Actual),
        dropped: false,
        cues,
    };
    // What somebody refused to do, or has yet to do, is not a plan.
    let refused = twists.cues.contains(&CueKind::Refusal) || twists.cues.contains(&CueKind::Yet);
    for cue in twists.cues.clone() {
        if refused && matches!(cue, CueKind::Future | CueKind::Possible) {
            continue;
        }
        let shift = hit
            .rule
            .shift
            .get(&cue)
            .copied()
            .unwrap_or_else(|| usual(cue));
        match shift {
            // A rule that keeps its value keeps its time as well.
            Shift::Keep => continue,
            Shift::Drop => twists.dropped = true,
            Shift::Value(mask) => twists.value = Some(mask),
            // "not refused" is not a denial of a denial in news: the first twist stands.
            Shift::Deny => twists.denied = true,
            Shift::Firmness(modality) => twists.modality = twists.modality.max(modality),
        }
        twists.so_far |= cue == CueKind::Yet;
    }
    twists
}

/// True when `rule` makes no claim where `cue` bears on it.
pub(super) fn drops(rule: &Rule, cue: CueKind) -> bool {
    rule.shift.get(&cue).copied().unwrap_or_else(|| usual(cue)) == Shift::Drop
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
        CueKind::Only
        | CueKind::Another
        | CueKind::Still
        | CueKind::Before
        | CueKind::Now
        | CueKind::Final
        | CueKind::Elsewhere
        | CueKind::Within => Shift::Keep,
    }
}

/// The cues that bear on the hit, and those that are part of its pattern's wording.
fn find(
    hit: &Hit<'_>,
    shadow: &Shadow,
    marks: &[Mark],
    sentence: &AnnotatedSentence,
    language: &Language,
    article: &Article,
) -> (BTreeSet<CueKind>, BTreeSet<CueKind>) {
    let clause = shadow.clause(&hit.units);
    let subject = (clause.start..hit.predicate.start)
        .rev()
        .find(|at| {
            shadow.units[*at]
                .mark
                .is_some_and(|mark| !marks[mark].is_value())
        })
        .map_or(clause.start, |at| at + 1);
    let subject = aside_end(&clause, hit.predicate.start, shadow, sentence)
        .map_or(subject, |end| end.max(subject));
    let (mut found, mut worded) = (BTreeSet::new(), BTreeSet::new());
    let pattern = &hit.rule.patterns[hit.pattern as usize].1;
    // A word that the pattern passed over is not its own, though it has the same one elsewhere: "would have to agree".
    let passed = |at: usize| hit.gaps.iter().any(|gap| gap.contains(&at));
    let own = |at: usize| pattern.says(shadow.present().code(at)) && !passed(at);
    for trigger in shadow.triggered(&language.glossary, Family::Cue) {
        let cue = &language.cues[trigger.owner as usize];
        let region = match cue.reach {
            // The pattern's own words behind the predicate count as wording: "has yet to".
            Reach::Predicate => subject.min(hit.units.start)..hit.predicate.end.max(hit.units.end),
            // The words that open the clause may be the cue: "if", "denied that".
            Reach::Clause => clause.start.saturating_sub(OPENING)..hit.predicate.end,
            Reach::Sentence => 0..shadow.units.len(),
            // From the predicate on, and no farther than a few words behind all that the pattern reads.
            Reach::After => hit.predicate.end..(hit.units.end + AFTER).min(clause.end),
        };
        if region.is_empty() {
            continue;
        }
        for hit_by in shadow.matches_in(&cue.patterns[trigger.pattern as usize], &region) {
            let words = hit_by.units;
            // What is said in the clause before bears on this one only by the words that lead over to it.
            if cue.reach == Reach::Clause
                && words.start + 1 < clause.start
                && words.end < clause.start
            {
                continue;
            }
            // Words of the pattern itself are its wording: "refused to sign" reads as it is written.
            let wording = inside(&words, &hit.units) && words.clone().all(own);
            if wording {
                worded.insert(cue.kind);
            } else if cue.reach != Reach::Predicate
                || (subject..hit.predicate.end).contains(&words.start)
                // "The meeting will not take place", "will fly to Lyon for talks": right before a word of the pattern.
                || words.end < hit.units.end && own(words.end)
            {
                found.insert(cue.kind);
            }
        }
    }
    // "It would accept the truce if": what is only to come may hang on what follows.
    let to_come = [CueKind::Future, CueKind::Possible]
        .iter()
        .any(|kind| found.contains(kind) || worded.contains(kind));
    if to_come && opens_condition(shadow, language, clause.end) {
        found.insert(CueKind::Condition);
    }
    if is_of_none(hit, shadow, marks, &sentence.sentence, language) {
        found.insert(CueKind::Negation);
    }
    let last = sentence
        .sentence
        .span
        .of(&article.text)
        .trim_end_matches(['"', '”', '’', ')', ' ']);
    if last.ends_with('?') {
        found.insert(CueKind::Question);
    }
    (found, worded)
}

/// Where what the predicate at unit `own` tells goes on, when its clause opens as an aside that a comma ends before it:
/// "the talks, which nobody had announced, took place".
fn aside_end(
    clause: &Range<usize>,
    own: usize,
    shadow: &Shadow,
    sentence: &AnnotatedSentence,
) -> Option<usize> {
    let comma = |at: usize| shadow.word(at, &sentence.sentence) == Some(COMMA);
    let opens = clause.start >= 2 && comma(clause.start - 2);
    let mut commas = (clause.start..own).filter(|at| comma(*at));
    // Where there are more, one may open an aside of its own: "who did not, in the end, sign".
    let end = commas.next().filter(|_| opens)?;
    commas.next().is_none().then_some(end + 1)
}

/// True when what the hit tells is said of none: "no Malian soldiers entered the town". A pattern that counts them
/// begins with the number, and one that is about none says so.
fn is_of_none(
    hit: &Hit<'_>,
    shadow: &Shadow,
    marks: &[Mark],
    sentence: &Sentence,
    language: &Language,
) -> bool {
    let before = hit.units.start.checked_sub(1);
    let unit = before.and_then(|at| shadow.units.get(at));
    hit.of_none
        || unit.is_some_and(|unit| match unit.mark {
            Some(mark) => marks[mark].is_none(),
            None => (language.values.vocabulary).means_none(sentence.word(unit.tokens.start)),
        })
}

/// The token of a slot that says right behind its verb that there be none, where what is proposed is told in words and can
/// be refused: "will take no peacekeepers", "agreed to take no".
pub(super) fn none_in(
    hit: &Hit<'_>,
    slot: &Slot,
    shadow: &Shadow,
    sentence: &Sentence,
    reader: &Reader<'_>,
) -> Option<usize> {
    let refuses = matches!(hit.rule.shift.get(&CueKind::Refusal), Some(Shift::Value(_)));
    let kind = reader.pack.kinds.get(&hit.rule.kind)?;
    let mut wanted = kind.identity.iter().filter(|own| own.name == slot.name);
    let is_told = slot.types.is_empty() && wanted.any(|own| own.takes_words() && own.takes_names());
    if !refuses || !is_told {
        return None;
    }
    let language = &reader.pack.languages[reader.text.language];
    let mut tokens = shadow.tokens_of(&slot.units);
    tokens.find(|at| language.topics.tells(sentence.word(*at)))?;
    let vocabulary = &language.values.vocabulary;
    let none = tokens
        .next()
        .filter(|at| vocabulary.means_none(sentence.word(*at)))?;
    let others = shadow.tokens_of(&slot.units).filter(|at| *at != none);
    let told = language.topics.key(others.map(|at| sentence.word(at)));
    told.map(|_| none)
}

/// True when the clause mark at `at` makes what stands before it depend on what follows.
fn opens_condition(shadow: &Shadow, language: &Language, at: usize) -> bool {
    if at >= shadow.units.len() {
        return false;
    }
    let behind = at..shadow.units.len();
    let mut triggered = shadow.triggered(&language.glossary, Family::Cue);
    triggered.any(|trigger| {
        let cue = &language.cues[trigger.owner as usize];
        let pattern = &cue.patterns[trigger.pattern as usize];
        cue.kind == CueKind::Condition
            && (shadow.matches_in(pattern, &behind).iter()).any(|found| found.units.start == at)
    })
}

/// True when all of `inner` lies in `outer`.
pub(super) fn inside(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
