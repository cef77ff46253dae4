//! A compiled pattern, and where it holds in a shadow.
//!
//! Takes an expression and what its groups hold, gives matches. Compiles the expression at its first use: most patterns
//! of a pack are never tried in a run.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex::Regex;

use super::Presence;
use super::expression::{Expression, SIZE_LIMIT, Trial};
use super::letters::{BYTES, Code, Letters, SetId};
use super::outline::Outline;
use super::presence::{Standing, Table};
use super::template::Element;
use crate::rules::types::TypeId;

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
    /// A gap: its length is checked after the match, since counting it costs eight times as much; with a slot its text
    /// is kept.
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
    pub(super) compiled: OnceLock<Option<Expression>>,
    pub(super) counted: OnceLock<Option<Expression>>,
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

    /// The expression ready to be tried; compiled at its first use, `None` when it grows over the size limit.
    pub fn compiled(&self) -> Option<&Expression> {
        let compile = || Expression::new(&self.source[self.lead()..]);
        self.compiled.get_or_init(compile).as_ref()
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
        let (mut trial, mut counted) = (None, None);
        let mut free = units.start;
        let from_the_start = self.lead() > 0;
        for start in starts {
            if start < free {
                continue;
            }
            if from_the_start && start > units.start {
                break;
            }
            let Some(expression) = self.compiled() else {
                break;
            };
            let row = present.row(&(start..units.end));
            let trial = trial.get_or_insert_with(|| expression.trial());
            if !trial.holds(row) {
                continue;
            }
            let mut held = self.read(trial, start);
            // What goes too far in one way through the lists may hold in another.
            if !self.gaps_hold(&held) {
                let Some(expression) = self.counted() else {
                    continue;
                };
                let counted = counted.get_or_insert_with(|| expression.trial());
                if !counted.holds(row) {
                    continue;
                }
                held = self.read(counted, start);
            }
            free = held.units.end;
            found.push(held);
        }
        found
    }

    /// What a trial that holds from unit `start` on found.
    fn read(&self, trial: &Trial<'_>, start: usize) -> Match {
        let group = |number: usize| {
            let bytes = trial.group(number)?;
            Some(start + bytes.start / BYTES..start + bytes.end / BYTES)
        };
        Match {
            units: group(0).unwrap_or(start..start),
            groups: (0..self.captures.len())
                .filter_map(|number| Some((number, group(number + 1)?)))
                .collect(),
        }
    }

    /// True when no gap is longer than its template allows.
    fn gaps_hold(&self, held: &Match) -> bool {
        let mut groups = held.groups.iter();
        groups.all(|(group, units)| match &self.captures[*group] {
            Capture::Gap { most, .. } => units.len() <= *most,
            _ => true,
        })
    }

    /// The expression with every gap counted, compiled when the other has found one too long: few patterns ever need
    /// it, and it takes ten times as long to try.
    fn counted(&self) -> Option<&Expression> {
        let compile = || Expression::new(&self.counted_source()[self.lead()..]);
        self.counted.get_or_init(compile).as_ref()
    }

    pub(super) fn counted_source(&self) -> String {
        let mut counted = String::with_capacity(self.source.len() + 8 * self.captures.len());
        let mut rest = self.source.as_str();
        let mut captures = self.captures.iter();
        while let Some(open) = rest.find('(') {
            let (before, behind) = rest.split_at(open + 1);
            counted.push_str(before);
            rest = behind;
            if rest.starts_with('?') {
                continue;
            }
            // A gap is a class and a lazy star, or a lazy plus; one that ends its pattern is counted as it is.
            if let Some(Capture::Gap { most, .. }) = captures.next()
                && let Some((class, behind)) = rest.split_once(']')
                && let Some(least) = ["*?", "+?"]
                    .iter()
                    .position(|star| behind.starts_with(star))
            {
                counted.extend([
                    class,
                    "]{",
                    &least.to_string(),
                    ",",
                    &most.to_string(),
                    "}?",
                ]);
                rest = &behind[2..];
            }
        }
        counted + rest
    }

    /// Where the first `count` elements alone hold in a shadow, for finding out how far a pattern got: for each place
    /// the units of each element. Gaps are of any length.
    pub fn beginnings(&self, count: usize, present: &Presence) -> Vec<Vec<Range<usize>>> {
        let mut found = Vec::new();
        let Some(regex) = self.prefix(count) else {
            return found;
        };
        let all = 0..present.len();
        let mut from = 0;
        while from < all.end
            && let Some(held) = regex.captures_at(present.row(&all), from * BYTES)
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
        let row = present.row(&(0..present.len()));
        let found = self.element(at)?.find_at(row, from * BYTES)?;
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
