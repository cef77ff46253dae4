//! A compiled pattern, and where it holds in a shadow.
//!
//! Takes an expression and what its groups hold, gives matches. Makes a program of the expression at its first use: most
//! patterns of a pack are never tried in a run. Explaining a pattern takes parts of its expression, which `regex` tries.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex::Regex;

use super::Presence;
use super::letters::{BYTES, Code, Letters, SetId};
use super::outline::Outline;
use super::presence::{Standing, Table};
use super::program::Program;
use super::template::Element;
use super::trial::Trial;
use crate::rules::types::TypeId;

/// The most bytes the expression of some elements may take when a pattern is explained.
const SIZE_LIMIT: usize = 4 << 20;

/// What a capture group of a pattern holds.
#[derive(Debug, Clone, PartialEq, Eq)]
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
pub struct Pattern {
    /// The template as its author wrote it.
    pub template: String,
    /// Its elements, for explaining near misses.
    pub elements: Vec<Element>,
    /// What each capture group holds, group 1 first.
    pub captures: Vec<Capture>,
    /// Words of which one must stand in the sentence; empty when the pattern has none and is always tried.
    pub triggers: Vec<String>,
    /// For each mark that must be there, the characters that can stand for it.
    pub needs: Vec<String>,
    /// Which units may follow each other.
    pub(super) outline: Outline,
    /// What the literal words of the template are in a shadow, sorted.
    pub(super) literals: Box<[Code]>,
    /// The characters of its words.
    pub(super) letters: Arc<Letters>,
    /// The expression, and how long it is after each element.
    pub(super) source: String,
    pub(super) ends: Vec<usize>,
    pub(super) program: OnceLock<Option<Program>>,
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pattern")
            .field("template", &self.template)
            .field("expression", &self.expression())
            .field("captures", &self.captures)
            .field("triggers", &self.triggers)
            .field("needs", &self.needs)
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

    /// The regular expression as people can read it: each word spelled, with a space behind it.
    pub fn expression(&self) -> String {
        let mut spelled = String::with_capacity(self.source.len() * 4);
        for c in self.source.chars() {
            match self.letters.word(c) {
                Some(word) => spelled.extend([&*word, " "]),
                None => spelled.push(c),
            }
        }
        spelled
    }

    /// What is run to try the expression; made at its first use, and `None` of an expression that no template becomes.
    pub fn program(&self) -> Option<&Program> {
        let program = || Program::new(&self.source[self.lead()..], &self.captures);
        self.program.get_or_init(program).as_ref()
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

    /// Tries the expression where the outline tells that a match can begin.
    fn told<const N: usize>(
        &self,
        present: &Presence,
        units: &Range<usize>,
        standing: &Table<'_, N>,
    ) -> Vec<Match> {
        let starts = self.outline.starts(standing, units);
        self.tried(present, units, starts.places())
    }

    /// The same, found by the expression alone: what saves trying it must lose nothing.
    pub fn matches_plainly(&self, present: &Presence, units: &Range<usize>) -> Vec<Match> {
        self.tried(present, units, units.clone())
    }

    /// Tries the expression at each of the `starts`, in order.
    fn tried(
        &self,
        present: &Presence,
        units: &Range<usize>,
        starts: impl Iterator<Item = usize>,
    ) -> Vec<Match> {
        let mut found: Vec<Match> = Vec::new();
        let mut trial = None;
        let mut free = units.start;
        let from_the_start = self.lead() > 0;
        for start in starts {
            if start < free {
                continue;
            }
            if from_the_start && start > units.start {
                break;
            }
            let Some(program) = self.program() else {
                break;
            };
            let trial = trial.get_or_insert_with(|| Trial::new(program, present.units(units.end)));
            if trial.holds(start) {
                let held = self.read(trial);
                free = held.units.end;
                found.push(held);
            }
        }
        found
    }

    /// What a trial that holds found.
    fn read(&self, trial: &Trial<'_>) -> Match {
        Match {
            units: trial.group(0).unwrap_or_default(),
            groups: (0..self.captures.len())
                .filter_map(|number| Some((number, trial.group(number + 1)?)))
                .collect(),
        }
    }

    /// Where the first `count` elements alone hold in a shadow, for finding out how far a pattern got: for each place
    /// the units of each element. Gaps are of any length.
    pub fn beginnings(&self, count: usize, present: &Presence) -> Vec<Vec<Range<usize>>> {
        let mut found = Vec::new();
        let Some(regex) = self.prefix(count) else {
            return found;
        };
        let row = present.row();
        let mut from = 0;
        while from < present.len()
            && let Some(held) = regex.captures_at(&row, from * BYTES)
        {
            let units = |range: Range<usize>| range.start / BYTES..range.end / BYTES;
            let element = |n: usize| {
                held.name(&format!("e{n}"))
                    .map_or(0..0, |one| units(one.range()))
            };
            found.push((0..count).map(element).collect());
            // Group 0 is always there; each turn moves on by a unit.
            from = held.get(0).map_or(from, |all| all.start() / BYTES) + 1;
        }
        found
    }

    /// The expression of the first `count` elements; element `n` is the group `e{n}`.
    fn prefix(&self, count: usize) -> Option<Regex> {
        let mut source = String::new();
        let mut from = 0;
        for (at, end) in self.ends.get(..count)?.iter().enumerate() {
            // What anchors the whole pattern stands before its first element.
            let lead = if at == 0 { self.lead() } else { 0 };
            source.push_str(&self.source[from..from + lead]);
            let element = &self.source[from + lead..*end];
            source.extend(["(?<e", &at.to_string(), ">", element, ")"]);
            from = *end;
        }
        (count > 0).then(|| limited(&source))?
    }

    /// Where from unit `from` on element `at` alone holds.
    pub fn next(&self, at: usize, from: usize, present: &Presence) -> Option<Range<usize>> {
        let row = present.row();
        let found = self.element(at)?.find_at(&row, from * BYTES)?;
        Some(found.start() / BYTES..found.end() / BYTES)
    }

    /// True when `word` alone can be element `at`.
    pub fn takes(&self, at: usize, word: &str) -> bool {
        let held = self.letters.known(word).zip(self.element(at));
        held.is_some_and(|(code, element)| {
            element.is_match(code.letter().encode_utf8(&mut [0; BYTES]))
        })
    }

    fn element(&self, at: usize) -> Option<Regex> {
        let end = *self.ends.get(at)?;
        let start = match at.checked_sub(1) {
            Some(before) => self.ends[before],
            None => self.lead(),
        };
        limited(&self.source[start..end])
    }

    fn lead(&self) -> usize {
        usize::from(self.source.starts_with('^'))
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
        self.needs
            .iter()
            .all(|class| class.chars().any(|c| present.contains(c)))
    }
}

fn limited(source: &str) -> Option<Regex> {
    regex::RegexBuilder::new(source)
        .size_limit(SIZE_LIMIT)
        .build()
        .ok()
}
