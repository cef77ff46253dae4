//! A compiled pattern, and where it holds in a shadow.
//!
//! Takes a program and what its groups hold, gives matches; and, for explaining a pattern, where parts of it hold.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Presence;
use super::letters::{Code, Letters, SetId};
use super::outline::Outline;
use super::presence::{Standing, Table};
use super::program::{Program, Step};
use super::template::Element;
use super::trial::Trial;
use crate::rules::freezing::{Later, shared};
use crate::rules::types::TypeId;

/// What a capture group of a pattern holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Capture {
    /// One mark, or a coordination of marks, of these types.
    Marks {
        /// The slot, when it fills one.
        slot: Option<String>,
        /// The types wanted, best first.
        types: Vec<TypeId>,
    },
    /// Words kept as text.
    Words {
        /// The slot.
        slot: String,
    },
    /// A gap; with a slot its text is kept.
    Gap {
        /// The slot, when it fills one.
        slot: Option<String>,
        /// The most units.
        most: usize,
    },
    /// The words that triggered the pattern: what negation and tense bear on.
    Predicate,
}

/// A compiled pattern.
#[derive(Default, Serialize, Deserialize)]
pub struct Pattern {
    /// The template as its author wrote it.
    pub template: String,
    /// What it is made of.
    pub parts: Later<Parts>,
    /// What each capture group holds.
    pub captures: Vec<Capture>,
    /// Which units may follow each other.
    pub(super) outline: Outline,
    /// What the literal words of the template are in a shadow, sorted.
    pub(super) literals: Box<[Code]>,
    /// The characters of its words.
    #[serde(with = "shared")]
    pub(super) letters: Arc<Letters>,
    /// What is run to try it.
    pub(super) program: Program,
    /// True when it holds at the start of a sentence alone.
    pub(super) anchored: bool,
}

/// What a pattern is made of, for filing it and for explaining what it holds and misses: to read an article it is not
/// asked for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Parts {
    /// Its elements.
    pub elements: Vec<Element>,
    /// Words of which one must stand in the sentence; empty when the pattern has none and is always tried.
    pub triggers: Vec<String>,
    /// For each mark that must be there, the characters that can stand for it.
    pub needs: Vec<String>,
    /// How many steps its program has after each element.
    pub(super) ends: Vec<usize>,
}

/// Patterns that many rules share: the ways of saying where or when.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Patterns(#[serde(with = "shared")] Arc<[Later<Pattern>]>);

impl FromIterator<Pattern> for Patterns {
    fn from_iter<I: IntoIterator<Item = Pattern>>(patterns: I) -> Self {
        Self(patterns.into_iter().map(Later::from).collect())
    }
}

impl Deref for Patterns {
    type Target = [Later<Pattern>];

    fn deref(&self) -> &[Later<Pattern>] {
        &self.0
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pattern")
            .field("template", &self.template)
            .field("program", &self.spelled())
            .field("captures", &self.captures)
            .field("parts", &self.parts)
            .field("outline", &self.outline)
            .finish_non_exhaustive()
    }
}

/// Where a pattern held in a shadow, in units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The whole match.
    pub units: Range<usize>,
    /// The capture groups that took part: number from 0, units.
    pub groups: Vec<(usize, Range<usize>)>,
}

impl Pattern {
    /// Every literal word of the template.
    pub fn literals(&self) -> BTreeSet<Arc<str>> {
        let words = self.literals.iter();
        words
            .filter_map(|code| self.letters.word(code.letter()))
            .collect()
    }

    /// What its literal words are in a shadow, each once.
    pub fn literal_codes(&self) -> &[Code] {
        &self.literals
    }

    /// True when a literal word of the template is this in a shadow: a cue made of such words is part of the wording,
    /// not a twist on it.
    pub fn says(&self, code: Code) -> bool {
        self.literals.binary_search(&code).is_ok()
    }

    /// True when `word` is a literal word of the template.
    pub fn says_word(&self, word: &str) -> bool {
        self.letters.known(word).is_some_and(|code| self.says(code))
    }

    /// What is run to try it, as text: two patterns that are spelled the same hold in the same places.
    pub fn spelled(&self) -> String {
        let start = if self.anchored { "^ " } else { "" };
        format!("{start}{}", self.program.spelled(&self.letters))
    }

    /// All places where the pattern holds in the stretch of `units` of a shadow with all that is `present`, leftmost
    /// first, not overlapping.
    #[inline]
    pub fn matches(&self, present: &Presence, units: &Range<usize>) -> Vec<Match> {
        if self.wanted().all(|set| present.holds(set)) {
            self.matches_open(present, units)
        } else {
            Vec::new()
        }
    }

    fn matches_open(&self, present: &Presence, units: &Range<usize>) -> Vec<Match> {
        match present.standing() {
            Standing::Few(table) => self.told(present, units, &table),
            Standing::More(table) => self.told(present, units, &table),
            Standing::Most(table) => self.told(present, units, &table),
            Standing::Unknown => self.matches_plainly(present, units),
        }
    }

    /// Tries the program where the outline tells that a match can begin.
    fn told<const N: usize>(
        &self,
        present: &Presence,
        units: &Range<usize>,
        standing: &Table<'_, N>,
    ) -> Vec<Match> {
        let starts = self.outline.starts(standing, units);
        self.tried(present, units, starts.places())
    }

    /// The same, found by the program alone: what saves trying it must lose nothing.
    pub fn matches_plainly(&self, present: &Presence, units: &Range<usize>) -> Vec<Match> {
        self.tried(present, units, units.clone())
    }

    /// Tries the program at each of the `starts`, in order.
    fn tried(
        &self,
        present: &Presence,
        units: &Range<usize>,
        starts: impl Iterator<Item = usize>,
    ) -> Vec<Match> {
        let mut found: Vec<Match> = Vec::new();
        let mut trial = Trial::new(&self.program, present.units(units.end));
        let mut free = units.start;
        for start in starts {
            if start < free {
                continue;
            }
            if self.anchored && start > units.start {
                break;
            }
            if trial.holds(start) {
                let held = self.read(&trial);
                free = held.units.end;
                found.push(held);
            }
        }
        found
    }

    /// What a trial that holds found.
    fn read(&self, trial: &Trial<'_>) -> Match {
        Match {
            units: trial.whole().unwrap_or_default(),
            groups: (0..self.captures.len())
                .filter_map(|number| Some((number, trial.group(number)?)))
                .collect(),
        }
    }

    /// Where the first `count` elements alone hold in a shadow, for finding out how far a pattern got: for each place
    /// the units of each element. Gaps are of any length.
    pub fn beginnings(&self, count: usize, present: &Presence) -> Vec<Vec<Range<usize>>> {
        let mut steps = Vec::new();
        for element in 0..count {
            steps.push(Step::Open(element));
            steps.extend(self.element(element, count));
            steps.push(Step::Close(element));
        }
        let program = Program {
            steps,
            groups: count + self.captures.len(),
        };
        let mut trial = Trial::new(&program, present.units(present.len()));
        let last = if self.anchored { 1 } else { present.len() };
        let mut found = Vec::new();
        for start in 0..last.min(present.len()) {
            if trial.holds(start) {
                let elements = (0..count).map(|element| trial.group(element).unwrap_or(0..0));
                found.push(elements.collect());
            }
        }
        found
    }

    /// Where from unit `from` on element `at` alone holds.
    pub fn next(&self, at: usize, from: usize, present: &Presence) -> Option<Range<usize>> {
        let program = self.alone(at);
        let mut trial = Trial::new(&program, present.units(present.len()));
        let held = (from..=present.len()).find(|start| trial.holds(*start));
        held.and_then(|_| trial.whole())
    }

    /// True when `word` alone can be element `at`.
    pub fn takes(&self, at: usize, word: &str) -> bool {
        let program = self.alone(at);
        let code = self.letters.known(word);
        code.is_some_and(|code| Trial::new(&program, &[code]).holds(0))
    }

    /// The program of element `at`.
    fn alone(&self, at: usize) -> Program {
        Program {
            steps: self.element(at, 0).collect(),
            groups: self.captures.len(),
        }
    }

    /// The steps of element `at` behind so many groups, with gaps of any length.
    fn element(&self, at: usize, groups: usize) -> impl Iterator<Item = Step> {
        let end = self.parts.ends.get(at).copied().unwrap_or_default();
        let before = at
            .checked_sub(1)
            .and_then(|before| self.parts.ends.get(before));
        let steps = self
            .program
            .steps
            .get(before.copied().unwrap_or_default()..end);
        steps.unwrap_or_default().iter().map(move |step| {
            let mut step = step.behind(groups);
            if let Step::Run {
                most, few: true, ..
            } = &mut step
            {
                *most = usize::MAX;
            }
            step
        })
    }

    /// Sets of words: a sentence that lacks all of one holds no match.
    pub fn wanted_words(&self) -> impl Iterator<Item = Vec<Arc<str>>> {
        self.wanted().filter_map(|set| self.letters.words(set))
    }

    /// Numbers of sets of words and marks: a sentence that lacks all of one holds no match.
    pub fn wanted(&self) -> impl Iterator<Item = SetId> {
        self.outline.wanted()
    }

    /// True when a sentence that holds the mark characters `present` could match.
    pub fn possible(&self, present: &str) -> bool {
        self.parts
            .needs
            .iter()
            .all(|class| class.chars().any(|c| present.contains(c)))
    }
}
