//! The program of a pattern: steps for the one way in which it is tried, at one place of a shadow or nowhere.
//!
//! The compiler of templates writes it, [`super::trial`] runs it. A library's engines are made for any expression over any
//! text: to build them took thirty times as long, which is most of what a run over a few articles did.

use std::fmt::Write as _;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::letters::{Code, Letters};
use crate::rules::freezing::shared;

/// A pattern as steps.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    /// How many groups it has, the whole not counted.
    pub(super) groups: usize,
}

/// What is done at one unit before the next of the steps. How far others are is counted, so that steps stay true
/// wherever they are put together with more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Step {
    /// The unit is this one.
    One(Code),
    /// So many units are of a class; `few` tries few of them first.
    Run {
        #[serde(with = "shared")]
        class: Arc<Class>,
        least: usize,
        most: usize,
        few: bool,
    },
    /// One of these phrases stands there, the best first.
    Phrases(#[serde(with = "shared")] Arc<Phrases>),
    /// On with the next step, or else with the step that is so many behind it.
    OrElse(usize),
    /// On with the step that is so many behind the next.
    Ahead(usize),
    /// On with the step that is so many before this one. Steps that take no unit and come back here go no farther.
    Back(usize),
    /// The group with this number, from 0, starts here.
    Open(usize),
    /// The group with this number ends here.
    Close(usize),
    /// There are no more units.
    End,
}

/// Units of which one may stand there.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Class(Vec<RangeInclusive<Code>>);

impl Class {
    /// The units of these ranges.
    pub(super) fn new(mut ranges: Vec<RangeInclusive<Code>>) -> Self {
        ranges.sort_unstable_by_key(|range| *range.start());
        let mut all: Vec<RangeInclusive<Code>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match all.last_mut() {
                Some(last) if range.start().follows(*last.end()) => {
                    *last = *last.start()..=*range.end().max(last.end());
                }
                _ => all.push(range),
            }
        }
        Self(all)
    }

    pub(super) fn holds(&self, code: Code) -> bool {
        // What a gap may run across is one range, in front of all marks.
        let in_first = self.0.first().is_some_and(|first| first.contains(&code));
        in_first || {
            let at = self.0.partition_point(|range| *range.end() < code);
            self.0.get(at).is_some_and(|range| range.contains(&code))
        }
    }
}

/// Phrases of plain units, by how they begin.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Phrases {
    /// The first unit of each, and where the others of it are; of those with the same first unit the better first.
    begin: Vec<(Code, u32, u32)>,
    rest: Vec<Code>,
}

impl Phrases {
    /// These phrases, best first; an empty one is none.
    pub(super) fn new(all: &[Vec<Code>]) -> Self {
        let mut phrases = Self {
            begin: Vec::with_capacity(all.len()),
            rest: Vec::new(),
        };
        for phrase in all {
            let Some((first, rest)) = phrase.split_first() else {
                continue;
            };
            let from = phrases.rest.len() as u32;
            phrases.rest.extend_from_slice(rest);
            let to = phrases.rest.len() as u32;
            phrases.begin.push((*first, from, to));
        }
        // A stable sort keeps the better first.
        phrases.begin.sort_by_key(|(first, ..)| *first);
        phrases
    }

    pub(super) fn is_empty(&self) -> bool {
        self.begin.is_empty()
    }

    /// True when one of them begins with `first`.
    pub(super) fn may_begin(&self, first: Code) -> bool {
        let found = self.begin.binary_search_by_key(&first, |(code, ..)| *code);
        found.is_ok()
    }

    /// The numbers of those that begin with `first`, best first.
    pub(super) fn beginning(&self, first: Code) -> Range<usize> {
        let from = self.begin.partition_point(|(code, ..)| *code < first);
        let same = self.begin[from..].iter();
        from..from + same.take_while(|(code, ..)| *code == first).count()
    }

    /// What stands behind the first unit of phrase `number`.
    pub(super) fn rest(&self, number: usize) -> &[Code] {
        let (_, from, to) = self.begin[number];
        &self.rest[from as usize..to as usize]
    }
}

impl Step {
    /// The same where `groups` come before those it counts from.
    pub(super) fn behind(&self, groups: usize) -> Self {
        match self {
            Self::Open(group) => Self::Open(groups + group),
            Self::Close(group) => Self::Close(groups + group),
            other => other.clone(),
        }
    }
}

/// The steps of alternatives, the better first.
pub(super) fn alternation(all: Vec<Vec<Step>>) -> Vec<Step> {
    let Some(last) = all.len().checked_sub(1) else {
        return Vec::new();
    };
    // All but the last have two steps more.
    let mut rest = all.iter().map(Vec::len).sum::<usize>() + 2 * last;
    let mut steps = Vec::with_capacity(rest);
    for (number, one) in all.into_iter().enumerate() {
        if number == last {
            steps.extend(one);
            break;
        }
        rest -= one.len() + 2;
        steps.push(Step::OrElse(one.len() + 1));
        steps.extend(one);
        steps.push(Step::Ahead(rest));
    }
    steps
}

/// The steps of what may be left out.
pub(super) fn optional(mut steps: Vec<Step>) -> Vec<Step> {
    steps.insert(0, Step::OrElse(steps.len()));
    steps
}

/// The steps of what may stand there any number of times.
pub(super) fn repeated(mut steps: Vec<Step>) -> Vec<Step> {
    steps.insert(0, Step::OrElse(steps.len() + 1));
    steps.push(Step::Back(steps.len()));
    steps
}

impl Program {
    /// The program as text, its units spelled: it is the same wherever the pattern is, whoever was dealt which unit first.
    pub(super) fn spelled(&self, letters: &Letters) -> String {
        let word = |code: Code| match letters.word(code.letter()) {
            Some(word) => word.to_string(),
            None => code.letter().to_string(),
        };
        let mut spelled = String::new();
        for step in &self.steps {
            // Nothing fails to be written to a string.
            let _ = match step {
                Step::One(code) => write!(spelled, "{} ", word(*code)),
                Step::Run {
                    class,
                    least,
                    most,
                    few,
                } => {
                    let ranges = class.0.iter();
                    let ends = ranges.flat_map(|range| [range.start(), range.end()]);
                    let class: String = ends.map(|code| code.letter()).collect();
                    let few = if *few { "?" } else { "" };
                    write!(spelled, "[{class}]{{{least},{most}}}{few} ")
                }
                Step::Phrases(phrases) => {
                    let first = phrases.begin.iter().map(|(first, ..)| *first);
                    let mut all: Vec<Vec<String>> = first
                        .enumerate()
                        .map(|(at, first)| {
                            let rest = phrases.rest(at).iter().copied();
                            std::iter::once(first).chain(rest).map(word).collect()
                        })
                        .collect();
                    all.sort_by(|one, other| one[0].cmp(&other[0]));
                    let all: Vec<String> = all.iter().map(|words| words.join(" ")).collect();
                    write!(spelled, "<{}> ", all.join("|"))
                }
                Step::OrElse(by) => write!(spelled, "else+{by} "),
                Step::Ahead(by) => write!(spelled, "+{by} "),
                Step::Back(by) => write!(spelled, "-{by} "),
                Step::Open(group) => write!(spelled, "({group} "),
                Step::Close(group) => write!(spelled, "{group}) "),
                Step::End => write!(spelled, "$ "),
            };
        }
        spelled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(units: &str) -> Vec<Code> {
        units.chars().map(Code::of).collect()
    }

    fn one(unit: char) -> Vec<Step> {
        vec![Step::One(Code::of(unit))]
    }

    #[test]
    fn a_class_holds_what_its_ranges_hold() {
        let range = |from: char, to: char| Code::of(from)..=Code::of(to);
        let ranges = [('m', 'm'), ('a', 'b'), ('c', 'c'), ('f', 'f')];
        let class = Class::new(ranges.map(|(from, to)| range(from, to)).into());
        assert_eq!(class.0, [range('a', 'c'), range('f', 'f'), range('m', 'm')]);
        let held = |unit: char| class.holds(Code::of(unit));
        assert!("abcfm".chars().all(held));
        assert!(!"degz".chars().any(held));
        assert!(!Class::default().holds(Code::of('a')));
    }

    #[test]
    fn phrases_are_found_by_their_first_unit_best_first() {
        let phrases = Phrases::new(&["b", "ac", "ab", "a"].map(codes));
        let all = phrases.beginning(Code::of('a'));
        let rests: Vec<&[Code]> = all.map(|number| phrases.rest(number)).collect();
        assert_eq!(rests, [codes("c"), codes("b"), codes("")]);
        assert!(phrases.beginning(Code::of('c')).is_empty());
    }

    #[test]
    fn steps_say_where_they_go_on() {
        let spelled = |steps: Vec<Step>| {
            let program = Program { steps, groups: 0 };
            program.spelled(&Letters::default())
        };
        assert_eq!(
            spelled(alternation(vec![one('a'), one('b'), one('c')])),
            "else+2 a +4 else+2 b +1 c "
        );
        assert_eq!(spelled(alternation(vec![one('a'), vec![]])), "else+2 a +0 ");
        assert_eq!(spelled(optional(one('a'))), "else+1 a ");
        assert_eq!(spelled(repeated(one('a'))), "else+2 a -2 ");
    }
}
