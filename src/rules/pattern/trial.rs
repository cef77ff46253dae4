//! A program at work: whether it holds at one place of a shadow, and where its groups lie.
//!
//! Takes a program and units, gives places. Goes one way after the other, best first, as every engine with groups does
//! (Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009), and none twice from the same step and unit,
//! so that no template makes it go round for long.

use std::ops::Range;

use super::letters::Code;
use super::program::{Program, Step};

/// A program over the units of one shadow.
pub(super) struct Trial<'p> {
    program: &'p Program,
    units: &'p [Code],
    /// Where each group starts and ends.
    slots: Vec<Option<usize>>,
    whole: Option<Range<usize>>,
    /// Ways left to go when the one at hand ends.
    left: Vec<Left>,
    /// From which steps it went on without a match, for each unit from the first: a bit each.
    went: Vec<u64>,
}

/// A way left to go.
#[derive(Debug, Clone, Copy)]
enum Left {
    /// From this step and unit.
    From { step: usize, at: usize },
    /// With another of the choices that a step has at this unit, the next and on to the last: numbers of units of a run,
    /// up or down, or numbers of phrases.
    More {
        step: usize,
        at: usize,
        next: usize,
        last: usize,
    },
    /// No way: a slot as it was before.
    Slot { slot: usize, was: Option<usize> },
}

impl<'p> Trial<'p> {
    /// `program` over `units`.
    pub(super) fn new(program: &'p Program, units: &'p [Code]) -> Self {
        Self {
            program,
            units,
            slots: Vec::new(),
            whole: None,
            left: Vec::new(),
            went: Vec::new(),
        }
    }

    /// Whether it holds from unit `start` on; [`Trial::group`] then tells where its groups lie.
    pub(super) fn holds(&mut self, start: usize) -> bool {
        self.slots.clear();
        self.slots.resize(2 * self.program.groups, None);
        self.left.clear();
        // What went wrong from one start goes wrong from all; after a match some ways are left that nobody went.
        if self.whole.take().is_some() {
            self.went.clear();
        }
        self.left.push(Left::From { step: 0, at: start });
        while let Some(left) = self.left.pop() {
            let end = match left {
                Left::From { step, at } => self.go(step, at),
                Left::More {
                    step,
                    at,
                    next,
                    last,
                } => {
                    let end = self.choose(step, at, next, last);
                    end.and_then(|end| self.go(step + 1, end))
                }
                Left::Slot { slot, was } => {
                    self.slots[slot] = was;
                    None
                }
            };
            if let Some(end) = end {
                self.whole = Some(start..end);
                return true;
            }
        }
        false
    }

    /// The units of the whole.
    pub(super) fn whole(&self) -> Option<Range<usize>> {
        self.whole.clone()
    }

    /// The units of group `number`, from 0; `None` when it took no part.
    pub(super) fn group(&self, number: usize) -> Option<Range<usize>> {
        let place = |at: usize| self.slots.get(at).copied().flatten();
        Some(place(number * 2)?..place(number * 2 + 1)?)
    }

    /// Goes from `step` at unit `at` as far as there is one way; where it holds it gives the end.
    fn go(&mut self, mut step: usize, mut at: usize) -> Option<usize> {
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
                    least: 1,
                    most: 1,
                    ..
                } => {
                    if !units.get(at).is_some_and(|unit| class.holds(*unit)) {
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
                    if !self.is_new(step, at) {
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
                    at = self.choose(step, at, there, last)?;
                }
                Step::Phrases(phrases) => {
                    if !self.is_new(step, at) {
                        return None;
                    }
                    let all = phrases.beginning(*units.get(at)?);
                    at = self.choose(step, at, all.start, all.end)?;
                }
                Step::OrElse(by) => {
                    if !self.may_begin(step + 1, at) {
                        step += by;
                    } else if self.is_new(step, at) {
                        let step = step + 1 + by;
                        self.left.push(Left::From { step, at });
                    } else {
                        return None;
                    }
                }
                Step::Ahead(by) => step += by,
                Step::Back(by) => {
                    step -= by;
                    continue;
                }
                Step::Open(group) => self.save(2 * group, at),
                Step::Close(group) => self.save(2 * group + 1, at),
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

    fn save(&mut self, slot: usize, at: usize) {
        let was = self.slots[slot].replace(at);
        self.left.push(Left::Slot { slot, was });
    }

    /// False when `step` surely goes nowhere from unit `at`: seen at once, where going there costs more.
    fn may_begin(&self, mut step: usize, at: usize) -> bool {
        let unit = self.units.get(at);
        loop {
            return match self.program.steps.get(step) {
                Some(Step::One(code)) => unit == Some(code),
                Some(Step::Run { class, least, .. }) if *least > 0 => {
                    unit.is_some_and(|unit| class.holds(*unit))
                }
                Some(Step::Phrases(phrases)) => unit.is_some_and(|unit| phrases.may_begin(*unit)),
                Some(Step::Open(_) | Step::Close(_)) => {
                    step += 1;
                    continue;
                }
                Some(Step::End) => unit.is_none(),
                _ => true,
            };
        }
    }

    /// Where `step` ends that begins at unit `at`, with the first of its choices from `next` on to the `last` behind which it
    /// may go on. Leaves the others.
    fn choose(&mut self, step: usize, at: usize, mut next: usize, last: usize) -> Option<usize> {
        let (end, more) = match self.program.steps.get(step)? {
            Step::Run { class, few, .. } => loop {
                let more = if *few {
                    let unit = self.units.get(at + next);
                    let is_there = next < last && unit.is_some_and(|unit| class.holds(*unit));
                    is_there.then_some(next + 1)
                } else {
                    (next > last).then(|| next - 1)
                };
                if self.may_begin(step + 1, at + next) {
                    break (at + next, more);
                }
                next = more?;
            },
            Step::Phrases(phrases) => {
                let behind = self.units.get(at + 1..)?;
                let stands = |phrase: &usize| behind.starts_with(phrases.rest(*phrase));
                let found = (next..last).find(stands)?;
                let end = at + 1 + phrases.rest(found).len();
                (end, Some(found + 1).filter(|more| *more < last))
            }
            _ => return None,
        };
        if let Some(next) = more {
            self.left.push(Left::More {
                step,
                at,
                next,
                last,
            });
        }
        Some(end)
    }

    /// False when it went on from this step and unit before: it would end as it did then.
    fn is_new(&mut self, step: usize, at: usize) -> bool {
        let row = self.program.steps.len().div_ceil(64);
        let block = at * row + step / 64;
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
    use super::super::program::{Class, Phrases, alternation, optional};
    use super::*;

    fn codes(units: &str) -> Vec<Code> {
        units.chars().map(Code::of).collect()
    }

    fn run(units: &str, few: bool) -> Step {
        let ranges = codes(units).into_iter().map(|code| code..=code);
        Step::Run {
            class: Class::new(ranges.collect()).into(),
            least: 0,
            most: usize::MAX,
            few,
        }
    }

    fn group(number: usize, steps: Vec<Step>) -> Vec<Step> {
        let mut all = vec![Step::Open(number)];
        all.extend(steps);
        all.push(Step::Close(number));
        all
    }

    /// The whole and each group.
    fn held(program: &Program, row: &str) -> Option<Vec<Option<Range<usize>>>> {
        let units = codes(row);
        let mut trial = Trial::new(program, &units);
        let holds = trial.holds(0);
        assert_eq!(holds, trial.whole().is_some());
        let groups = (0..program.groups).map(|group| trial.group(group));
        holds.then(|| std::iter::once(trial.whole()).chain(groups).collect())
    }

    #[test]
    fn it_holds_at_the_start_or_nowhere() {
        // `(a|ab)(c)?(b*)$`
        let either = Phrases::new(&["a", "ab"].map(codes));
        let steps = [
            group(0, vec![Step::Phrases(either.into())]),
            optional(group(1, vec![Step::One(Code::of('c'))])),
            group(2, vec![run("b", false)]),
            vec![Step::End],
        ];
        let program = Program {
            steps: steps.concat(),
            groups: 3,
        };
        // What stands first in an alternative is tried first.
        let all = vec![Some(0..3), Some(0..1), None, Some(1..3)];
        assert_eq!(held(&program, "abb"), Some(all));
        let all = vec![Some(0..3), Some(0..2), Some(2..3), Some(3..3)];
        assert_eq!(held(&program, "abc"), Some(all));
        assert_eq!(held(&program, "xabb"), None);
        assert_eq!(held(&program, "abbx"), None);
    }

    #[test]
    fn what_went_wrong_once_is_not_tried_again() {
        // A way that is tried again and again would take longer than the sun has left.
        let either = || {
            alternation(
                ["a", "aa"]
                    .map(|units| codes(units).into_iter().map(Step::One).collect())
                    .into(),
            )
        };
        let mut steps: Vec<Step> = (0..60).flat_map(|_| optional(either())).collect();
        steps.push(Step::One(Code::of('b')));
        let program = Program { steps, groups: 0 };
        assert_eq!(held(&program, &"a".repeat(200)), None);
        let gaps = std::iter::repeat_n(run("a", true), 60);
        let steps = gaps.chain([Step::One(Code::of('a')), Step::One(Code::of('b'))]);
        let program = Program {
            steps: steps.collect(),
            groups: 0,
        };
        assert_eq!(held(&program, &"a".repeat(2000)), None);
    }
}
