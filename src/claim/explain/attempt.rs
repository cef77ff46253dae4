//! One pattern on one sentence: its longest prefix that holds, and why the next element does not.
//!
//! Takes what reads the sentence, gives a [`Tried`]. Never compares tries.

use std::ops::Range;

use super::{Step, Tried};
use crate::claim::hit::{Hit, Reader, View, hits};
use crate::claim::modality;
use crate::claim::{Claim, accounts, coordination, fill, overlap};
use crate::problem::ByteSpan;
use crate::rules::pattern::{Element, Pattern};
use crate::rules::rule::Rule;
use crate::rules::{RulePack, TypeId};
use crate::text::{AnnotatedSentence, Mark, Reading, Shadow};

/// Words of a list that are named.
const NAMED: usize = 8;

/// One pattern on one sentence.
pub(super) struct Attempt<'a> {
    pub(super) sentence: &'a AnnotatedSentence,
    pub(super) pack: &'a RulePack,
    pub(super) rule: &'a Rule,
    pub(super) pattern: &'a Pattern,
    pub(super) at: usize,
    pub(super) reader: &'a Reader<'a>,
}

/// Where a prefix held: the units of each element in the shadow, and how many of them held, gaps counted.
#[derive(Debug, Clone)]
struct Prefix {
    elements: Vec<Range<usize>>,
    held: usize,
}

impl Attempt<'_> {
    pub(super) fn run(&self, rule: usize, number: usize, claims: &[Claim]) -> Tried {
        let (shadow, marks) = View::over(self.rule.plain).of(self.sentence);
        let prefix = self.longest(shadow);
        let mut steps: Vec<Step> = (0..prefix.held)
            .map(|n| self.held_step(n, &prefix.elements[n], shadow, marks))
            .collect();
        if let Some(far) = self.too_far(&prefix, shadow, marks) {
            steps.pop();
            steps.push(far);
        } else if let Some(failed) = self.pattern.parts.elements.get(prefix.held) {
            steps.push(self.failed_step(failed, &prefix, shadow, marks));
        } else {
            steps.push(self.lost(number, claims));
        }
        Tried {
            rule,
            pattern: number,
            steps,
        }
    }

    /// The prefix with most elements that hold. Where a word of the trigger stands, nothing behind the last of them
    /// can be the beginning of a near miss.
    fn longest(&self, shadow: &Shadow) -> Prefix {
        let last = (0..shadow.units.len())
            .rev()
            .find(|at| self.sets_off(*at, shadow));
        let last = last.unwrap_or(shadow.units.len());
        let mut best = Prefix {
            elements: Vec::new(),
            held: 0,
        };
        let held = |count: usize| self.pattern.beginnings(count, shadow.present());
        // What a prefix does not find no longer one finds.
        let (mut most, mut too_many) = (0, self.pattern.parts.elements.len() + 1);
        while too_many - most > 1 {
            let count = most.midpoint(too_many);
            if held(count).is_empty() {
                too_many = count;
            } else {
                most = count;
            }
        }
        for count in (1..=most).rev() {
            if count <= best.held {
                break;
            }
            for elements in held(count) {
                let held = elements
                    .iter()
                    .zip(&self.pattern.parts.elements)
                    .position(|(units, element)| {
                        matches!(element, Element::Gap { most, .. } if units.len() > *most)
                    })
                    .unwrap_or(count);
                if held > best.held && elements[0].start <= last {
                    best = Prefix { elements, held };
                }
            }
        }
        best
    }

    fn held_step(&self, n: usize, here: &Range<usize>, shadow: &Shadow, marks: &[Mark]) -> Step {
        let element = &self.pattern.parts.elements[n];
        let note = match element {
            Element::Gap { .. } => Some(words(here.len())),
            Element::Mark { .. } => {
                let read: Vec<String> = shadow
                    .marks_in(here)
                    .map(|mark| read(&marks[mark]))
                    .collect();
                Some(read.join(", "))
            }
            _ if here.is_empty() => Some("left out".to_owned()),
            _ => None,
        };
        Step {
            held: true,
            element: element.to_string(),
            span: self.span(here, shadow),
            note,
        }
    }

    /// The first element that failed: what stood in its place, and what it wanted.
    fn failed_step(
        &self,
        element: &Element,
        prefix: &Prefix,
        shadow: &Shadow,
        marks: &[Mark],
    ) -> Step {
        let failed = prefix.held;
        let step = |units: Range<usize>, note: String| Step {
            held: false,
            element: element.to_string(),
            span: self.span(&units, shadow),
            note: Some(note),
        };
        if let (Element::Gap { most, .. }, Some(units)) = (element, prefix.elements.get(failed)) {
            return step(units.clone(), format!("gap {} > {most}", units.len()));
        }
        // Where the search stood: behind what held, or nowhere yet.
        let next = match prefix.elements.get(failed.wrapping_sub(1)) {
            Some(last) => last.end,
            None => return self.never_started(element, shadow, marks),
        };
        let gap =
            failed > 0 && matches!(self.pattern.parts.elements[failed - 1], Element::Gap { .. });
        if gap
            && let Some(found) = self.later(failed, next, shadow)
            && let Some(blocker) = self.blocker(next..found.start, shadow, marks)
        {
            let found = self.words_of(&found, shadow);
            let between = self.words_of(&(blocker..blocker + 1), shadow);
            let what = match shadow.units[blocker].mark {
                Some(mark) => format!("“{between}” ({}) stands", marks[mark].type_name()),
                None => format!("“{between}” stands"),
            };
            let note = format!("{what} before “{found}”; a gap does not run across it");
            return step(blocker..blocker + 1, note);
        }
        if next >= shadow.units.len() {
            return step(
                0..0,
                format!("the sentence ends; needs {}", self.wanted(element)),
            );
        }
        let looked = match element {
            // A gap before a mark runs up to the next one.
            Element::Mark { .. } if gap => (next..shadow.units.len())
                .find(|at| shadow.units[*at].mark.is_some())
                .unwrap_or(next),
            _ => next,
        };
        let note = self.mismatch(looked, element, shadow, marks);
        step(looked..looked + 1, note)
    }

    /// Nothing held: what stands before the word that set the rule off.
    fn never_started(&self, element: &Element, shadow: &Shadow, marks: &[Mark]) -> Step {
        let trigger = (0..shadow.units.len()).find(|at| self.sets_off(*at, shadow));
        let before = trigger.and_then(|trigger| {
            (0..trigger).rev().find(|at| {
                !matches!(element, Element::Mark { .. }) || shadow.units[*at].mark.is_some()
            })
        });
        let (units, note) = match (before, trigger) {
            (Some(at), _) => (at..at + 1, self.mismatch(at, element, shadow, marks)),
            (None, Some(trigger)) => {
                let word = self.words_of(&(trigger..trigger + 1), shadow);
                let note = format!(
                    "nothing of the kind before “{word}”; needs {}",
                    self.wanted(element)
                );
                (trigger..trigger + 1, note)
            }
            (None, None) => (0..0, format!("needs {}", self.wanted(element))),
        };
        Step {
            held: false,
            element: element.to_string(),
            span: self.span(&units, shadow),
            note: Some(note),
        }
    }

    /// True when unit `at` is one of the words that set the pattern off.
    fn sets_off(&self, at: usize, shadow: &Shadow) -> bool {
        let word = shadow.word(at, &self.sentence.sentence);
        word.is_some_and(|word| self.pattern.parts.triggers.iter().any(|one| one == word))
    }

    /// The gap before the element that failed, where the element stands farther on than the gap reaches.
    fn too_far(&self, prefix: &Prefix, shadow: &Shadow, marks: &[Mark]) -> Option<Step> {
        let gap = prefix.held.checked_sub(1)?;
        let element @ Element::Gap { most, .. } = self.pattern.parts.elements.get(gap)? else {
            return None;
        };
        let next = prefix.elements.get(gap)?.start;
        let between = next..self.later(prefix.held, next, shadow)?.start;
        if between.len() <= *most || self.blocker(between.clone(), shadow, marks).is_some() {
            return None;
        }
        Some(Step {
            held: false,
            element: element.to_string(),
            span: self.span(&between, shadow),
            note: Some(format!("gap {} > {most}", between.len())),
        })
    }

    /// Where from unit `next` on element `at` holds by itself.
    fn later(&self, at: usize, next: usize, shadow: &Shadow) -> Option<Range<usize>> {
        self.pattern.next(at, next, shadow.present())
    }

    /// The first of `units` that no gap runs across.
    fn blocker(&self, mut units: Range<usize>, shadow: &Shadow, marks: &[Mark]) -> Option<usize> {
        let language = &self.pack.languages[self.reader.text.language];
        let adjuncts = self.pack.alphabet.class(&language.adjuncts);
        units.find(|at| {
            if let Some(mark) = shadow.units[*at].mark {
                return !adjuncts.contains(marks[mark].letter);
            }
            !shadow.present().code(*at).fits_gap()
        })
    }

    /// Why the unit `at` is not what `element` wants.
    fn mismatch(&self, at: usize, element: &Element, shadow: &Shadow, marks: &[Mark]) -> String {
        let wanted = self.wanted(element);
        match shadow.units[at].mark {
            Some(mark) => format!("{}, needs {wanted}", read(&marks[mark])),
            None if matches!(element, Element::Mark { .. }) => {
                format!("no name or value, needs {wanted}")
            }
            None => format!("needs {wanted}"),
        }
    }

    /// What an element takes, in words.
    fn wanted(&self, element: &Element) -> String {
        let words = match element {
            Element::Mark { types, .. } => {
                let types: Vec<&str> = types.iter().map(TypeId::as_str).collect();
                return types.join(" or ");
            }
            Element::Start => return "the start of the sentence".to_owned(),
            Element::End => return "the end of the sentence".to_owned(),
            Element::Gap { slot: Some(_), .. } => return "a word".to_owned(),
            Element::Word(word) => return format!("“{word}”"),
            // The words of a trigger are inflected already; what else can stand here is told as it is written.
            _ if self.is_trigger(element) => self.pattern.parts.triggers.clone(),
            Element::Any(alternatives) => written(alternatives),
            Element::List(list) | Element::Words { list, .. } => {
                match self.pack.list(self.rule, list) {
                    Some(entries) => written(entries),
                    None => return element.to_string(),
                }
            }
            other => return other.to_string(),
        };
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        if self.is_trigger(element) {
            words.sort_unstable();
            words.dedup();
        }
        let more = words.len().saturating_sub(NAMED);
        let shown = words[..words.len().min(NAMED)].join(", ");
        match (words.len(), more) {
            (1, _) => format!("“{shown}”"),
            (_, 0) => format!("one of {shown}"),
            _ => format!("one of {shown} and {more} more"),
        }
    }

    fn is_trigger(&self, element: &Element) -> bool {
        let Some(at) = self
            .pattern
            .parts
            .elements
            .iter()
            .position(|one| one == element)
        else {
            return false;
        };
        let triggers = &self.pattern.parts.triggers;
        !triggers.is_empty() && triggers.iter().all(|word| self.pattern.takes(at, word))
    }

    /// Every element held and yet there is no claim: why.
    fn lost(&self, number: usize, claims: &[Claim]) -> Step {
        let language = &self.pack.languages[self.reader.text.language];
        let hits = hits(self.sentence, self.pack, language, |rule| {
            std::ptr::eq(&raw const *self.pack.rules[rule], self.rule)
        });
        let hit = hits.into_iter().find(|hit| hit.pattern as usize == number);
        let ruled_out = !(self.rule.unless_before.is_empty() && self.rule.unless_after.is_empty());
        let note = match hit {
            None if ruled_out => {
                "what stands right before or behind the words rules them out (`unless_after`, `unless_before`)"
                    .to_owned()
            }
            None => "a gap inside a list is too long, or the marks are not of the types that the slots take"
                .to_owned(),
            Some(mut hit) => {
                coordination::keep_apart(&mut hit, self.sentence, language);
                self.lost_hit(&hit, claims)
            }
        };
        Step {
            held: false,
            element: "claim".to_owned(),
            span: None,
            note: Some(note),
        }
    }

    fn lost_hit(&self, hit: &Hit<'_>, claims: &[Claim]) -> String {
        let twists = modality::twists(hit, self.sentence, self.reader);
        if twists.dropped {
            let drops = twists
                .cues
                .iter()
                .filter(|cue| modality::drops(self.rule, **cue));
            let cues: Vec<&str> = drops.map(|cue| cue.name()).collect();
            return format!(
                "dropped: the sentence holds a cue of {}, which this rule reads as no claim",
                cues.join(", ")
            );
        }
        let before: Vec<Claim> = claims
            .iter()
            .filter(|claim| (claim.sentence as usize) < self.at)
            .cloned()
            .collect();
        let mine = fill::fill(hit, self.at, self.reader, &before, &[]);
        if let Some(first) = mine.first() {
            let winner = claims.iter().find(|claim| {
                claim.sentence as usize == self.at
                    && mine.iter().any(|one| overlap::competes(claim, &one.claim))
            });
            return match winner {
                Some(winner) if winner.rule == self.rule.id => {
                    "another pattern of this rule reads the same words more fully".to_owned()
                }
                Some(winner) => format!(
                    "overlap: `{}` reads the same words more fully, as {}",
                    winner.rule, winner.attribute
                ),
                None if accounts::is_answered(&first.claim, self.pack) => {
                    "no other voice of the text says the opposite".to_owned()
                }
                None => format!("its {} is lost to a fuller reading", first.claim.attribute),
            };
        }
        let kind = self.pack.kinds.get(&self.rule.kind);
        let missing: Vec<&str> = kind
            .iter()
            .flat_map(|kind| &kind.identity)
            .filter(|slot| {
                slot.required
                    && !self.rule.set.contains_key(&slot.name)
                    && !hit.slots.iter().any(|filled| filled.name == slot.name)
            })
            .map(|slot| slot.name.as_str())
            .collect();
        let alone = kind.iter().flat_map(|kind| &kind.identity).find(|slot| {
            let names = hit.slots.iter().filter(|filled| filled.name == slot.name);
            slot.many && slot.required && names.map(|filled| filled.units.len()).sum::<usize>() == 1
        });
        if let Some(slot) = alone {
            format!(
                "nobody knows who else the {} are: one is said here, and nobody before",
                slot.name
            )
        } else if missing.is_empty() {
            "no slot could be filled with a name or value that its kind takes".to_owned()
        } else {
            format!(
                "nobody knows the {}: not said here, and not found before",
                missing.join(" and the ")
            )
        }
    }

    fn span(&self, units: &Range<usize>, shadow: &Shadow) -> Option<ByteSpan> {
        (!units.is_empty() && units.end <= shadow.units.len())
            .then(|| self.sentence.sentence.bytes(&shadow.tokens_of(units)))
    }

    fn words_of(&self, units: &Range<usize>, shadow: &Shadow) -> String {
        let span = self.span(units, shadow);
        span.map_or_else(String::new, |span| {
            span.of(&self.reader.article.text).to_owned()
        })
    }
}

/// Alternatives as their author wrote them.
fn written(alternatives: &[Vec<Element>]) -> Vec<String> {
    let one = |elements: &Vec<Element>| {
        let words: Vec<String> = elements.iter().map(Element::to_string).collect();
        words.join(" ")
    };
    alternatives.iter().map(one).collect()
}

/// What a mark was read as: `ann-lee (person)`, `count`.
fn read(mark: &Mark) -> String {
    match &mark.reading {
        Reading::Name(named) | Reading::Names(named) => named.first().map_or_else(
            || mark.type_name().to_owned(),
            |first| format!("{} ({})", first.id, first.kind),
        ),
        Reading::Value(_) => mark.type_name().to_owned(),
    }
}

fn words(n: usize) -> String {
    if n == 1 {
        "1 word".to_owned()
    } else {
        format!("{n} words")
    }
}
