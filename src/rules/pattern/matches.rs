//! A compiled pattern, and where it holds in a shadow.
//!
//! Takes an expression and what its groups hold, gives matches. Compiles the expression at its first use: most patterns
//! of a pack are never tried in a run.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use super::gates::Gates;
use super::template::Element;
use super::{Bits, Presence};
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
    pub literals: BTreeSet<String>,
    /// The expression, and how long it is after each element.
    pub(super) source: String,
    pub(super) ends: Vec<usize>,
    pub(super) regex: OnceLock<Option<Regex>>,
}

/// Where a pattern held in a shadow, in bytes of the shadow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The whole match, without the space before it.
    pub whole: Range<usize>,
    /// The capture groups that took part: number from 0, bytes.
    pub groups: Vec<(usize, Range<usize>)>,
}

impl Pattern {
    /// The regular expression as text, whether it was compiled yet or not.
    pub fn expression(&self) -> &str {
        &self.source
    }

    /// The regular expression, compiled at its first use; `None` when it grows over the size limit.
    pub fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| limited(&self.source)).as_ref()
    }

    /// All places where the pattern holds in the stretch of `units` of a `shadow` with all that is `present`, leftmost
    /// first, not overlapping.
    pub fn matches(&self, shadow: &str, present: &Presence, units: &Range<usize>) -> Vec<Match> {
        let mut found = Vec::new();
        if !self.gates.open(present) {
            return found;
        }
        let (codes, starts) = (
            &present.units[units.clone()],
            &present.starts[units.clone()],
        );
        let stretch = present.stretch(units, shadow);
        let text = &shadow[stretch.clone()];
        let (mut unit, mut from) = (0, 0);
        let mut slots = None;
        // Each try moves on by at least one unit, so the loop ends; a shadow is capped at about 2 KB.
        while let Some(ahead) = codes.get(unit..).filter(|ahead| !ahead.is_empty())
            && let Some(first) = self.gates.first(ahead, unit == 0)
            && let Some(regex) = self.regex()
        {
            if let Some(start) = starts.get(unit + first) {
                from = from.max(start - 1 - stretch.start);
            }
            let slots = slots.get_or_insert_with(|| regex.capture_locations());
            let Some(whole) = regex.captures_read_at(slots, text, from) else {
                break;
            };
            let groups: Vec<(usize, Range<usize>)> = (0..self.captures.len())
                .filter_map(|group| slots.get(group + 1).map(|(start, end)| (group, start..end)))
                .collect();
            let gaps_hold = groups
                .iter()
                .all(|(group, span)| match &self.captures[*group] {
                    Capture::Gap { most, .. } => {
                        text[span.clone()]
                            .bytes()
                            .filter(|byte| *byte == b' ')
                            .count()
                            <= *most
                    }
                    _ => true,
                });
            // The match starts with the space before its first unit; the next one may share our last space.
            if gaps_hold {
                let placed =
                    |span: Range<usize>| span.start + stretch.start..span.end + stretch.start;
                found.push(Match {
                    whole: placed(whole.start() + 1..whole.end()),
                    groups: groups
                        .into_iter()
                        .map(|(group, span)| (group, placed(span)))
                        .collect(),
                });
                from = (whole.end() - 1).max(whole.start() + 1);
            } else {
                from = whole.start() + 1;
            }
            unit = starts.partition_point(|start| start - 1 < from + stretch.start);
        }
        found
    }

    /// The expression of the first `count` elements alone, for finding out how far a pattern got. Element `n` is the
    /// group `e{n}`; gaps are of any length.
    pub fn prefix(&self, count: usize) -> Option<Regex> {
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

    /// The expression of element `at` alone.
    pub fn element(&self, at: usize) -> Option<Regex> {
        let end = *self.ends.get(at)?;
        let start = match at.checked_sub(1) {
            Some(before) => self.ends[before],
            None => self.lead(),
        };
        limited(&format!(" {}", &self.source[start..end]))
    }

    fn lead(&self) -> usize {
        if self.source.starts_with('^') { 2 } else { 1 }
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
