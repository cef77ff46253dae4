//! What must be in a shadow before a pattern is worth a try.
//!
//! Takes the elements of a template, gives gates. Never asks for anything that a match could do without.

use std::collections::BTreeSet;

use super::Compiler;
use super::presence::{Bits, Gates, MARK, word_bit};
use super::template::Element;

/// Neighbours in one gate; a longer list says little and costs memory.
const MOST_PAIRS: usize = 4096;
/// Word lists inside word lists are followed so deep.
const DEEPEST: usize = 8;

/// Which end of an element is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    First,
    Last,
}

impl Compiler<'_> {
    /// The gates of a template; `needs` are the characters of each mark that must be there.
    pub(super) fn gates(&self, elements: &[Element], needs: &[String]) -> Gates {
        let bits = |members: &mut dyn Iterator<Item = u32>| {
            let mut bits = Bits::default();
            members.for_each(|member| bits.insert(member));
            bits
        };
        let words = elements
            .iter()
            .filter_map(|element| self.triggers(element, 0));
        let pairs = (1..elements.len()).filter_map(|next| {
            let lefts = self.edge(&elements[next - 1], Edge::Last, 0)?;
            let rights = self.edge_of_all(&elements[next..], Edge::First, 0)?;
            let all = lefts
                .iter()
                .flat_map(|left| rights.iter().map(move |right| (*left, *right)));
            (lefts.len() * rights.len() <= MOST_PAIRS).then(|| all.collect())
        });
        Gates {
            marks: needs
                .iter()
                .map(|class| bits(&mut class.chars().map(u32::from)))
                .collect(),
            words: words
                .map(|words| bits(&mut words.iter().map(|word| word_bit(word))))
                .collect(),
            pairs: pairs.collect(),
        }
    }

    /// The units that `element` can begin or end with; `None` when that may be anything or nothing.
    fn edge(&self, element: &Element, edge: Edge, depth: usize) -> Option<BTreeSet<u32>> {
        if depth > DEEPEST {
            return None;
        }
        let of_any = |alternatives: &[Vec<Element>]| {
            let mut all = BTreeSet::new();
            for alternative in alternatives {
                all.extend(self.edge_of_all(alternative, edge, depth + 1)?);
            }
            Some(all)
        };
        match element {
            Element::Word(word) => Some(BTreeSet::from([word_bit(word)])),
            Element::Forms(word) => Some((self.forms)(word).iter().map(|w| word_bit(w)).collect()),
            Element::Mark { .. } => Some(BTreeSet::from([MARK])),
            Element::Any(alternatives) => of_any(alternatives),
            Element::List(list) | Element::Words { list, .. } => of_any(self.lists.get(list)?),
            Element::Optional(_) | Element::Gap { .. } | Element::Start | Element::End => None,
        }
    }

    /// The units that `elements` can begin or end with: those of the optional ones and of the first that is not.
    fn edge_of_all(&self, elements: &[Element], edge: Edge, depth: usize) -> Option<BTreeSet<u32>> {
        let mut all = BTreeSet::new();
        let count = elements.len();
        for n in 0..count {
            let element = match edge {
                Edge::First => &elements[n],
                Edge::Last => &elements[count - 1 - n],
            };
            if let Element::Optional(inner) = element {
                all.extend(self.edge(inner, edge, depth + 1)?);
            } else {
                all.extend(self.edge(element, edge, depth + 1)?);
                return Some(all);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::rules::names::{Names, TypeId};
    use crate::rules::pattern::{Alphabet, Memo, Pattern, Presence, parse};

    fn pattern(template: &str) -> Pattern {
        let mut alphabet = Alphabet::default();
        alphabet.letter(&BTreeSet::from([TypeId::new("person")]), &Names::default());
        Compiler {
            alphabet: &alphabet,
            lists: &BTreeMap::new(),
            forms: &|word| vec![word.to_owned()],
            clause_marks: &BTreeSet::new(),
            joiners: &["and".to_owned()],
            common: &BTreeSet::new(),
            adjuncts: &[],
            memo: Memo::default(),
        }
        .compile(template, &parse(template).unwrap())
        .unwrap()
    }

    /// The presence of units in a row; `*` is a mark.
    fn presence(units: &[&str]) -> Presence {
        let mut present = Presence::default();
        let mut last = 0;
        for unit in units {
            let this = if *unit == "*" {
                present.marks.insert(0xE000);
                MARK
            } else {
                present.words.insert(word_bit(unit));
                word_bit(unit)
            };
            if last != 0 {
                present.pairs.push((last, this));
            }
            last = this;
        }
        present
    }

    #[test]
    fn a_pattern_is_tried_only_where_its_neighbours_stand_together() {
        let met = pattern("{a:person} (met|saw) the? {b:person}");
        assert!(met.may_match(&presence(&["*", "met", "*"])));
        assert!(met.may_match(&presence(&["*", "saw", "the", "*"])));
        assert!(!met.may_match(&presence(&["*", "then", "saw", "*"])));
        assert!(!met.may_match(&presence(&["met", "*", "*"])));
    }

    #[test]
    fn a_gap_asks_for_no_neighbours() {
        let met = pattern("{a:person} ..4 met ..2 {b:person}");
        assert!(met.may_match(&presence(&["*", "then", "met", "with", "*"])));
        assert!(!met.may_match(&presence(&["*", "then", "saw", "*"])));
    }
}
