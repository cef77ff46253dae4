//! A compiled pattern, and where it holds in a shadow.
//!
//! Takes an expression and what its groups hold, gives matches. Compiles the expression at its first use: most patterns
//! of a pack are never tried in a run.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex::Regex;
use rustc_hash::FxHashMap;

use super::gates::Gates;
use super::letters::{Asked, Row};
use super::template::Element;
use super::{Bits, Code, Presence};
use crate::rules::names::TypeId;

/// The most bytes one compiled pattern may take; a pattern from a stranger must not eat the machine.
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
    /// A gap: its length is checked after the match; with a slot its text is kept.
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
#[derive(Debug)]
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
    /// What must be there, as numbers.
    pub(super) gates: Gates,
    /// Every literal word of the template: a cue made of these is part of the wording, not a twist on it.
    pub literals: BTreeSet<Arc<str>>,
    /// The character of each word that the expression asks for.
    pub(super) asked: FxHashMap<Code, char>,
    /// Words that can stand between coordinated names.
    pub(super) between: Arc<[Asked]>,
    /// The expression, and how long it is after each element.
    pub(super) source: String,
    pub(super) ends: Vec<usize>,
    pub(super) regex: OnceLock<Option<Regex>>,
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
    /// The regular expression as people can read it: each word spelled, with a space behind it.
    pub fn expression(&self) -> String {
        let literals = self.literals.iter();
        let literals = literals.filter_map(|word| Some((self.letter(word)?, &**word)));
        let between = self.between.iter().map(|one| (one.letter, &*one.word));
        let words: FxHashMap<char, &str> = literals.chain(between).collect();
        let mut spelled = String::with_capacity(self.source.len() * 4);
        for c in self.source.chars() {
            match words.get(&c) {
                Some(word) => spelled.extend([word, " "]),
                None => spelled.push(c),
            }
        }
        spelled
    }

    /// The regular expression over one character a unit, compiled at its first use; `None` when it grows over the size
    /// limit.
    pub fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| limited(&self.source)).as_ref()
    }

    /// All places where the pattern holds in the stretch of `units` of a shadow with all that is `present`, leftmost
    /// first, not overlapping.
    #[inline]
    pub fn matches(&self, present: &Presence, units: &Range<usize>) -> Vec<Match> {
        // Shut for nine patterns in ten, and asked for all of them.
        if self.gates.open(present) {
            self.tried(present, units, |ahead, from_the_start| {
                self.gates.first(ahead, from_the_start)
            })
        } else {
            Vec::new()
        }
    }

    /// The same, found by the expression alone: what saves looking must lose nothing.
    pub fn matches_plainly(&self, present: &Presence, units: &Range<usize>) -> Vec<Match> {
        self.tried(present, units, |_, _| Some(0))
    }

    /// Tries the expression wherever `first` says that a match can begin, of the units ahead.
    fn tried(
        &self,
        present: &Presence,
        units: &Range<usize>,
        first: impl Fn(&[Code], bool) -> Option<usize>,
    ) -> Vec<Match> {
        let mut found = Vec::new();
        let codes = &present.units[units.clone()];
        let mut tried = None;
        let mut unit = 0;
        // Each try moves on by at least one unit, so the loop ends; a shadow is capped at about 2 KB.
        while unit < codes.len()
            && let Some(ahead) = first(&codes[unit..], unit == 0)
            && let Some(regex) = self.regex()
        {
            let (row, slots) = tried.get_or_insert_with(|| {
                let row = Row::of(codes, &self.asked);
                (row, regex.capture_locations())
            });
            let from = row.byte((unit + ahead).min(codes.len()));
            let Some(whole) = regex.captures_read_at(slots, &row.text, from) else {
                break;
            };
            let here = row.unit(whole.start())..row.unit(whole.end());
            let groups: Vec<(usize, Range<usize>)> = (0..self.captures.len())
                .filter_map(|group| {
                    let (start, end) = slots.get(group + 1)?;
                    Some((group, row.unit(start)..row.unit(end)))
                })
                .collect();
            let gaps_hold = groups
                .iter()
                .all(|(group, units)| match &self.captures[*group] {
                    Capture::Gap { most, .. } => units.len() <= *most,
                    _ => true,
                });
            unit = here.start + 1;
            if gaps_hold {
                unit = unit.max(here.end);
                let placed = |at: Range<usize>| at.start + units.start..at.end + units.start;
                found.push(Match {
                    units: placed(here),
                    groups: groups
                        .into_iter()
                        .map(|(group, at)| (group, placed(at)))
                        .collect(),
                });
            }
        }
        found
    }

    /// Where the first `count` elements alone hold in a shadow, for finding out how far a pattern got: for each place
    /// the units of each element. Gaps are of any length.
    pub fn beginnings(&self, count: usize, present: &Presence) -> Vec<Vec<Range<usize>>> {
        let mut found = Vec::new();
        let Some(regex) = self.prefix(count) else {
            return found;
        };
        let row = Row::of(&present.units, &self.asked);
        let mut from = 0;
        while from < present.units.len()
            && let Some(held) = regex.captures_at(&row.text, row.byte(from))
        {
            let units = |range: Range<usize>| row.unit(range.start)..row.unit(range.end);
            let element = |n: usize| {
                held.name(&format!("e{n}"))
                    .map_or(0..0, |one| units(one.range()))
            };
            found.push((0..count).map(element).collect());
            // Group 0 is always there; each turn moves on by a unit.
            from = held.get(0).map_or(from, |all| row.unit(all.start())) + 1;
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
        let row = Row::of(&present.units, &self.asked);
        let found = self.element(at)?.find_at(&row.text, row.byte(from))?;
        Some(row.unit(found.start())..row.unit(found.end()))
    }

    /// True when `word` alone can be element `at`.
    pub fn takes(&self, at: usize, word: &str) -> bool {
        let held = self.letter(word).zip(self.element(at));
        held.is_some_and(|(letter, element)| element.is_match(letter.encode_utf8(&mut [0; 4])))
    }

    /// The character of a word of the template.
    fn letter(&self, word: &str) -> Option<char> {
        let codes = [false, true].map(|parts_clauses| Code::word(word, parts_clauses));
        codes.iter().find_map(|code| self.asked.get(code)).copied()
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
    pub fn wanted_words(&self) -> &[Bits] {
        self.gates.words()
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
