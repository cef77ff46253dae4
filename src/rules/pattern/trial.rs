//! A program at work: whether it holds at one place of a shadow, and where its groups lie.
//!
//! Takes a program and units, gives places. Goes one way after the other, best first, as every engine with groups does
//! (Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009), and none twice from the same step and unit,
//! so that no template makes it go round for long.

use std::ops::Range;

use super::letters::Code;
use super::program::{Program, Step};

/// A program over the units of one shadow.
pub struct Trial<'p> {
    program: &'p Program,
    units: &'p [Code],
    /// Where each group starts and ends, the whole first.
    slots: Vec<Option<usize>>,
    /// Ways left to go when the one at hand ends.
    left: Vec<Left>,
    /// From which steps it went on, for each unit from the first: a bit each.
    went: Vec<u64>,
}

/// A way left to go.
#[derive(Debug, Clone, Copy)]
enum Left {
    /// From this step and unit.
    From(usize, usize),
    /// As many more units of a run as are there, from its step, the first of its units and how many are tried next.
    Run {
        step: usize,
        at: usize,
        next: usize,
        last: usize,
    },
    /// The phrases of a step that begin with this unit, from this one up to that.
    Phrases {
        step: usize,
        at: usize,
        next: usize,
        last: usize,
    },
    /// No way: a slot as it was before.
    Slot(usize, Option<usize>),
}

impl<'p> Trial<'p> {
    /// `program` over `units`.
    pub fn new(program: &'p Program, units: &'p [Code]) -> Self {
        Self {
            program,
            units,
            slots: Vec::new(),
            left: Vec::new(),
            went: Vec::new(),
        }
    }

    /// Whether it holds from unit `start` on; [`Trial::group`] then tells where its groups lie.
    pub fn holds(&mut self, start: usize) -> bool {
        self.slots.clear();
        self.slots.resize(2 * (self.program.groups + 1), None);
        self.left.clear();
        self.went.clear();
        self.left.push(Left::From(0, start));
        while let Some(left) = self.left.pop() {
            let end = match left {
                Left::From(step, at) => self.go(start, step, at),
                Left::Run {
                    step,
                    at,
                    next,
                    last,
                } => {
                    self.run(step, at, next, last);
                    self.go(start, step + 1, at + next)
                }
                Left::Phrases {
                    step,
                    at,
                    next,
                    last,
                } => self
                    .phrase(step, at, next, last)
                    .and_then(|end| self.go(start, step + 1, end)),
                Left::Slot(slot, was) => {
                    self.slots[slot] = was;
                    None
                }
            };
            if let Some(end) = end {
                self.slots[0] = Some(start);
                self.slots[1] = Some(end);
                return true;
            }
        }
        false
    }

    /// The units of group `number`, 0 for the whole; `None` when it took no part.
    pub fn group(&self, number: usize) -> Option<Range<usize>> {
        let place = |at: usize| self.slots.get(at).copied().flatten();
        Some(place(number * 2)?..place(number * 2 + 1)?)
    }

    /// Goes from `step` at unit `at` as far as there is one way; where it holds it gives the end.
    fn go(&mut self, start: usize, mut step: usize, mut at: usize) -> Option<usize> {
        let (program, units) = (self.program, self.units);
        while let Some(now) = program.steps.get(step) {
            match now {
                Step::One(code) => {
                    if units.get(at) != Some(code) {
                        return None;
                    }
                    at += 1;
                }
                Step::Run {
                    class,
                    least,
                    most,
                    few,
                } => {
                    let class = &program.classes[*class];
                    if (*least, *most) == (1, 1) {
                        if !units.get(at).is_some_and(|unit| class.holds(*unit)) {
                            return None;
                        }
                        at += 1;
                    } else {
                        if !self.is_new(start, step, at) {
                            return None;
                        }
                        // Of few first no more are looked at than it takes.
                        let longest = if *few { *least } else { *most };
                        let there = units[at..].iter().take(longest);
                        let there = there.take_while(|unit| class.holds(**unit)).count();
                        if there < *least {
                            return None;
                        }
                        let last = if *few { *most } else { *least };
                        self.run(step, at, there, last);
                        at += there;
                    }
                }
                Step::Phrases(number) => {
                    if !self.is_new(start, step, at) {
                        return None;
                    }
                    let all = program.phrases[*number].beginning(*units.get(at)?);
                    at = self.phrase(step, at, all.start, all.end)?;
                }
                Step::OrElse(by) => {
                    if !self.is_new(start, step, at) {
                        return None;
                    }
                    self.left.push(Left::From(step + 1 + by, at));
                }
                Step::Ahead(by) => step += by,
                Step::Back(by) => {
                    step -= by;
                    continue;
                }
                Step::Save(slot) => {
                    self.left.push(Left::Slot(*slot, self.slots[*slot]));
                    self.slots[*slot] = Some(at);
                }
                Step::End => {
                    if at < units.len() {
                        return None;
                    }
                }
            }
            step += 1;
        }
        Some(at)
    }

    /// Leaves what a run may be beside the `now` units from `at` on that are tried first.
    fn run(&mut self, step: usize, at: usize, now: usize, last: usize) {
        let Step::Run { class, few, .. } = &self.program.steps[step] else {
            return;
        };
        let next = if *few {
            let unit = self.units.get(at + now);
            let one_more =
                now < last && unit.is_some_and(|unit| self.program.classes[*class].holds(*unit));
            one_more.then_some(now + 1)
        } else {
            (now > last).then(|| now - 1)
        };
        if let Some(next) = next {
            self.left.push(Left::Run {
                step,
                at,
                next,
                last,
            });
        }
    }

    /// Where the first of the phrases from number `next` up to `last` that stands at unit `at` ends; leaves the others.
    fn phrase(&mut self, step: usize, at: usize, next: usize, last: usize) -> Option<usize> {
        let Step::Phrases(number) = self.program.steps[step] else {
            return None;
        };
        let phrases = &self.program.phrases[number];
        let behind = &self.units[at + 1..];
        let found = (next..last).find(|phrase| behind.starts_with(phrases.rest(*phrase)))?;
        if found + 1 < last {
            self.left.push(Left::Phrases {
                step,
                at,
                next: found + 1,
                last,
            });
        }
        Some(at + 1 + phrases.rest(found).len())
    }

    /// False when it went on from this step and unit before: it would end as it did then.
    fn is_new(&mut self, start: usize, step: usize, at: usize) -> bool {
        let row = self.program.steps.len().div_ceil(64);
        let block = (at - start) * row + step / 64;
        if self.went.len() <= block {
            self.went.resize(block + 1, 0);
        }
        let bit = 1 << (step % 64);
        let is_new = self.went[block] & bit == 0;
        self.went[block] |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(source: &str, row: &str) -> Option<Vec<Option<Range<usize>>>> {
        let program = Program::new(source, &[]).expect("it is one");
        let units: Vec<Code> = row.chars().map(Code::of).collect();
        let mut trial = Trial::new(&program, &units);
        let holds = trial.holds(0);
        holds.then(|| {
            (0..=program.groups)
                .map(|group| trial.group(group))
                .collect()
        })
    }

    #[test]
    fn it_holds_at_the_start_or_nowhere() {
        let source = "(a|ab)(c)?([b]*)$";
        // What stands first in an alternative is tried first.
        assert_eq!(
            held(source, "abb"),
            Some(vec![Some(0..3), Some(0..1), None, Some(1..3)])
        );
        assert_eq!(
            held(source, "abc"),
            Some(vec![Some(0..3), Some(0..2), Some(2..3), Some(3..3)])
        );
        assert_eq!(held(source, "xabb"), None);
        assert_eq!(held(source, "abbx"), None);
    }

    #[test]
    fn what_went_wrong_once_is_not_tried_again() {
        // A way that is tried again and again would take longer than the sun has left.
        let source = "(?:a|aa)?".repeat(60) + "b";
        assert_eq!(held(&source, &"a".repeat(100)), None);
        let gaps = "[a]*?".repeat(60) + "b";
        assert_eq!(held(&gaps, &"a".repeat(2000)), None);
    }
}
