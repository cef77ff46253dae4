//! The outline of a pattern: which units may follow each other, without what they are kept for.
//!
//! Takes the elements of a template, gives a small machine over the codes of a shadow. It may say yes where the pattern
//! does not hold and never says no where it does, at a few nanoseconds a unit: most patterns whose words and marks are
//! all there still hold nowhere, and a regular expression takes microseconds to find that out.
//!
//! All alternatives of one element are laid over each other place by place, so that a list of a hundred phrases takes
//! as many steps as its longest phrase has words, and a pattern fits in the bits of one number.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::presence::{Bits, Code};
use super::template::Element;
use super::{COORDINATES, Compiler};

/// Steps of an outline: bits of a number. What a longer pattern asks for behind them is left to its expression.
const MOST_STEPS: usize = 64;
/// Word lists inside word lists are followed so deep.
const DEEPEST: usize = 8;

/// One place of a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Step {
    /// What may stand there.
    codes: BTreeSet<Code>,
    /// Whether any word of a gap may.
    gap: bool,
    /// Whether any mark may.
    mark: bool,
    /// Whether the place may be left out.
    optional: bool,
    /// Whether it may be filled several times.
    again: bool,
}

/// A pattern as a machine that reads a shadow unit by unit; each bit is a step.
#[derive(Debug, Clone, Default)]
pub(super) struct Outline {
    /// For each code that some step asks for, the steps it fills.
    fills: FxHashMap<Code, u64>,
    /// The codes that steps ask for: settles most units of a sentence without a look-up.
    asked: Bits,
    /// The steps that any word of a gap fills.
    gaps: u64,
    /// The steps that any mark fills.
    marks: u64,
    /// The steps a match can begin with.
    first: u64,
    /// The codes that those steps ask for.
    begins: Bits,
    /// For each step, those that can come next.
    next: Vec<u64>,
    /// The steps a match can end with.
    last: u64,
}

impl Outline {
    /// The first of the `units` that a match can begin with; `None` when the pattern surely holds nowhere in them. They
    /// follow the start of what is searched when they are `from_the_start`, else units that are no part of a match.
    pub(super) fn fits(&self, units: &[Code], from_the_start: bool) -> Option<usize> {
        // Nothing but optional elements: there is nothing to ask for.
        if self.last == 0 {
            return Some(0);
        }
        let begins_anywhere = self.first & (self.gaps | self.marks) != 0;
        let mut live = 0;
        // Only an anchor asks for the place before the first unit.
        if from_the_start && self.begins.holds(Code::START) {
            live = self.filled(Code::START, self.first);
            if live & self.last != 0 {
                return Some(0);
            }
        }
        let mut since = 0;
        for (at, unit) in units.iter().enumerate() {
            if live == 0 {
                if !begins_anywhere && !self.begins.holds(*unit) {
                    continue;
                }
                since = at;
            }
            live = self.filled(*unit, self.open(live));
            if live & self.last != 0 {
                return Some(since);
            }
        }
        if live == 0 {
            since = units.len();
        }
        (self.filled(Code::END, self.open(live)) & self.last != 0).then_some(since)
    }

    /// The steps that may come next where those of `live` have just been taken, a match beginning there among them.
    fn open(&self, mut live: u64) -> u64 {
        let mut open = self.first;
        while live != 0 {
            open |= self.next[live.trailing_zeros() as usize];
            live &= live - 1;
        }
        open
    }

    /// Those of the steps `open` that `unit` fills.
    fn filled(&self, unit: Code, open: u64) -> u64 {
        let any = if unit.fits_gap() {
            self.gaps
        } else if unit.is_mark() {
            self.marks
        } else {
            0
        };
        let asked = if self.asked.holds(unit) {
            self.fills.get(&unit).copied().unwrap_or(0)
        } else {
            0
        };
        open & (asked | any)
    }

    fn new(mut steps: Vec<Step>) -> Self {
        steps.truncate(MOST_STEPS);
        if steps.iter().all(|step| step.optional) {
            return Self::default();
        }
        let count = steps.len();
        // From `at` on, the steps up to the first that must not be left out.
        let reach = |at: usize| {
            let stop = (at..count).find(|step| !steps[*step].optional);
            let stop = stop.unwrap_or(count.wrapping_sub(1));
            (at..=stop).fold(0, |reach, step| reach | 1 << step)
        };
        let mut outline = Self {
            first: reach(0),
            ..Self::default()
        };
        for (at, step) in steps.iter().enumerate() {
            let own = 1_u64 << at;
            for code in &step.codes {
                outline.asked.insert(*code);
                if outline.first & own != 0 {
                    outline.begins.insert(*code);
                }
                *outline.fills.entry(*code).or_default() |= own;
            }
            if step.gap {
                outline.gaps |= own;
            }
            if step.mark {
                outline.marks |= own;
            }
            let behind = if at + 1 < count { reach(at + 1) } else { 0 };
            outline
                .next
                .push(if step.again { behind | own } else { behind });
            // Of a longer pattern the same: what comes behind the steps that are kept may follow here.
            if steps[at + 1..].iter().all(|step| step.optional) {
                outline.last |= own;
            }
        }
        outline
    }
}

impl Compiler<'_> {
    /// The outline of a template that compiles.
    pub(super) fn outline(&self, elements: &[Element]) -> Outline {
        let mut steps = Vec::new();
        for (at, element) in elements.iter().enumerate() {
            if at == 0 && *element == Element::Start {
                steps.push(one(Code::START));
            } else {
                let Some(more) = self.steps(element, 0) else {
                    return Outline::default();
                };
                steps.extend(more);
            }
        }
        Outline::new(steps)
    }

    /// The places of `element`; `None` when lists inside lists go too deep to follow.
    fn steps(&self, element: &Element, depth: usize) -> Option<Vec<Step>> {
        if depth > DEEPEST {
            return None;
        }
        let all_of = |alternatives: &[Vec<Element>]| {
            let mut all = Vec::new();
            for (number, alternative) in alternatives.iter().enumerate() {
                let mut steps = Vec::new();
                for element in alternative {
                    steps.extend(self.steps(element, depth + 1)?);
                }
                overlay(&mut all, steps, number == 0);
            }
            Some(all)
        };
        let steps = match element {
            Element::Word(word) => vec![one(self.code(word))],
            Element::Forms(word) => {
                let codes = (self.forms)(word)
                    .iter()
                    .map(|form| self.code(form))
                    .collect();
                vec![Step {
                    codes,
                    ..Step::default()
                }]
            }
            Element::List(list) | Element::Words { list, .. } => {
                if let Some(known) = self.memo.steps.borrow().get(list) {
                    return Some(known.to_vec());
                }
                let steps = all_of(self.lists.get(list)?)?;
                let known = Rc::from(steps.as_slice());
                self.memo.steps.borrow_mut().insert(list.clone(), known);
                steps
            }
            Element::Any(alternatives) => all_of(alternatives)?,
            Element::Optional(inner) => {
                let mut steps = self.steps(inner, depth + 1)?;
                for step in &mut steps {
                    step.optional = true;
                }
                steps
            }
            Element::Mark { types, many, .. } => {
                let class = self.alphabet.class(types);
                let mark = Step {
                    codes: class.chars().map(Code::mark).collect(),
                    ..Step::default()
                };
                if !many {
                    return Some(vec![mark]);
                }
                let joiners = self.joiners.iter().flat_map(|joiner| joiner.split(' '));
                let between = joiners.chain(COORDINATES).map(|word| self.code(word));
                let more = Step {
                    codes: mark.codes.iter().copied().chain(between).collect(),
                    optional: true,
                    again: true,
                    ..Step::default()
                };
                vec![mark, more]
            }
            Element::Gap { slot, most } => {
                let adjuncts = self.alphabet.class(self.adjuncts);
                let gap = Step {
                    codes: adjuncts.chars().map(Code::mark).collect(),
                    gap: true,
                    // Words that are kept may name somebody.
                    mark: slot.is_some(),
                    optional: true,
                    ..Step::default()
                };
                let mut steps = vec![gap; (*most).min(MOST_STEPS + 1)];
                // What a slot keeps is not nothing.
                if let (Some(_), Some(first)) = (slot, steps.first_mut()) {
                    first.optional = false;
                }
                steps
            }
            Element::End => vec![one(Code::END)],
            // Anywhere but in front it stands for nothing.
            Element::Start => Vec::new(),
        };
        Some(steps)
    }

    pub(super) fn code(&self, word: &str) -> Code {
        Code::word(word, self.clause_marks.contains(word))
    }
}

fn one(code: Code) -> Step {
    Step {
        codes: BTreeSet::from([code]),
        ..Step::default()
    }
}

/// Lays one more alternative over `all` before it: every way through one of them is a way through the whole.
fn overlay(all: &mut Vec<Step>, alternative: Vec<Step>, first: bool) {
    for step in all.iter_mut().skip(alternative.len()) {
        step.optional = true;
    }
    for (at, step) in alternative.into_iter().enumerate() {
        match all.get_mut(at) {
            Some(known) => {
                known.codes.extend(step.codes);
                known.gap |= step.gap;
                known.mark |= step.mark;
                known.optional |= step.optional;
                known.again |= step.again;
            }
            None => all.push(Step {
                optional: step.optional || !first,
                ..step
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::rules::names::{Names, TypeId};
    use crate::rules::pattern::{Alphabet, Memo, parse};

    /// Whether the outline of `template` fits units in a row; `*` is a mark, `|` parts clauses.
    fn fits(template: &str, units: &str) -> bool {
        let mut alphabet = Alphabet::default();
        alphabet.letter(&BTreeSet::from([TypeId::new("person")]), &Names::default());
        let talk = ["talked", "held talks with"].map(|phrase| parse(phrase).unwrap());
        let compiler = Compiler {
            alphabet: &alphabet,
            lists: &BTreeMap::from([("talk".to_owned(), talk.to_vec())]),
            forms: &|word| vec![word.to_owned()],
            clause_marks: &BTreeSet::from(["|".to_owned()]),
            joiners: &["and".to_owned()],
            common: &BTreeSet::new(),
            adjuncts: &[],
            memo: Memo::default(),
        };
        let elements = parse(template).unwrap();
        let codes: Vec<Code> = units
            .split(' ')
            .map(|unit| match unit {
                "*" => Code::mark('\u{E000}'),
                _ => compiler.code(unit),
            })
            .collect();
        compiler.outline(&elements).fits(&codes, true).is_some()
    }

    #[test]
    fn neighbours_must_stand_together() {
        let met = "{a:person} (met|saw) the? {b:person}";
        assert!(fits(met, "* met *"));
        assert!(fits(met, "then * saw the * again"));
        assert!(!fits(met, "* then saw *"));
        assert!(!fits(met, "met * *"));
    }

    #[test]
    fn a_gap_is_as_long_as_the_template_says_and_stops_at_clauses() {
        let met = "{a:person} ..2 met ..1 {b:person}";
        assert!(fits(met, "* a b met a *"));
        assert!(!fits(met, "* a b c met *"));
        assert!(!fits(met, "* | met *"));
        assert!(!fits(met, "* , met *"));
        assert!(!fits(met, "* met a b *"));
    }

    #[test]
    fn every_phrase_of_a_list_fits() {
        assert!(fits("@talk {person}", "he talked *"));
        assert!(fits("@talk {person}", "he held talks with *"));
        assert!(!fits("@talk {person}", "talks with *"));
    }

    #[test]
    fn a_coordination_may_be_long() {
        assert!(fits("{a:person+} met", "* , * and the * met"));
        assert!(!fits("{a:person+} met", "* , * or * then met"));
    }

    #[test]
    fn anchors_hold_at_the_ends_alone() {
        assert!(fits("^ {person} met", "* met us"));
        assert!(!fits("^ {person} met", "then * met"));
        assert!(fits("{person} (,|$)", "we met *"));
        assert!(fits("{person} (,|$)", "* , we"));
        assert!(!fits("{person} (,|$)", "* met us"));
    }

    #[test]
    fn kept_words_are_at_least_one() {
        assert!(fits("said {what:..3} today", "said so today"));
        assert!(!fits("said {what:..3} today", "said today"));
    }

    #[test]
    fn kept_words_may_hold_names_and_passed_words_may_not() {
        assert!(fits("said {what:..3} today", "said * so today"));
        assert!(!fits("said ..3 today", "said * so today"));
    }

    #[test]
    fn lists_too_deep_to_follow_ask_for_nothing() {
        let deep = "((((((((((met)|x)|x)|x)|x)|x)|x)|x)|x)|x) {person}";
        assert!(fits(deep, "nothing of it"));
    }

    #[test]
    fn a_pattern_longer_than_the_outline_is_asked_for_its_head() {
        let long = "{person} ..40 met ..40 x";
        assert!(fits(long, "* a met b c"));
        assert!(!fits(long, "a met b x"));
    }

    #[test]
    fn what_may_be_left_out_may_be_left_out_of_a_long_pattern_too() {
        let phrase = "x ".repeat(80);
        assert!(fits(&format!("{{person}} (met|{phrase})"), "he * met us"));
        assert!(fits("{person} ..40 ..40 {person}", "he * * us"));
    }
}
