//! Which alternatives a match took: of the pattern's groups, and of the word lists it names.
//!
//! Takes the elements and the units that matched, gives the choices on the way the program goes: first alternative
//! first, what may be left out taken where it can be, gaps as short as can be. Never finds a match by itself: where it
//! sees no way in a bounded number of steps it names no choice.

use super::{Alphabet, Element};
use crate::rules::types::TypeId;

/// Steps before a match is left unexplained. A real one takes some dozens.
const FUEL: usize = 5_000;

/// One alternative that a match took.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// Of a group of the pattern.
    Group {
        /// Its number among the pattern's groups of two or more, in the order of their opening brackets.
        group: usize,
        /// The number of the alternative.
        alternative: usize,
    },
    /// Of a word list.
    Entry {
        /// The list.
        list: String,
        /// The number of the entry.
        entry: usize,
    },
}

/// What the names in a pattern mean.
pub struct Meanings<'m> {
    /// The entries of a word list.
    pub list: &'m dyn Fn(&str) -> Option<&'m [Vec<Element>]>,
    /// All inflections of a word.
    pub forms: &'m dyn Fn(&str) -> Vec<String>,
    /// True when a mark's character can be of one of the types.
    pub is_one_of: &'m dyn Fn(char, &[TypeId]) -> bool,
    /// What joins the last of several names.
    pub joiners: &'m [String],
}

/// How many groups of two or more alternatives `elements` hold, groups within groups counted.
pub fn groups_in(elements: &[Element]) -> usize {
    elements.iter().map(groups_of).sum()
}

fn groups_of(element: &Element) -> usize {
    match element {
        Element::Any(alternatives) => {
            let inner: usize = alternatives.iter().map(|one| groups_in(one)).sum();
            usize::from(alternatives.len() > 1) + inner
        }
        Element::Optional(inner) => groups_of(inner),
        _ => 0,
    }
}

/// The choices of the match of `elements` that covers exactly `units`, the text of a shadow between two spaces.
pub fn choices(elements: &[Element], units: &str, meanings: &Meanings<'_>) -> Vec<Choice> {
    let units: Vec<&str> = units.split(' ').filter(|unit| !unit.is_empty()).collect();
    let mut walk = Walk {
        units: &units,
        meanings,
        taken: Vec::new(),
        fuel: FUEL,
    };
    let whole = Rest::Elements(elements, Some(0), &Rest::Done);
    if !walk.go(0, whole) {
        return Vec::new();
    }
    walk.taken.sort();
    walk.taken.dedup();
    walk.taken
}

/// What is left to match, with the number of the next group where it is one of the pattern's own.
#[derive(Clone, Copy)]
enum Rest<'s> {
    Done,
    Elements(&'s [Element], Option<usize>, &'s Rest<'s>),
}

struct Walk<'a, 'm> {
    units: &'a [&'a str],
    meanings: &'a Meanings<'m>,
    taken: Vec<Choice>,
    fuel: usize,
}

impl Walk<'_, '_> {
    fn go(&mut self, at: usize, rest: Rest<'_>) -> bool {
        if self.fuel == 0 {
            return false;
        }
        self.fuel -= 1;
        let (element, number, next) = match rest {
            Rest::Done => return at == self.units.len(),
            Rest::Elements([], _, next) => return self.go(at, *next),
            Rest::Elements([first, others @ ..], number, next) => {
                let after = number.map(|number| number + groups_of(first));
                (first, number, Rest::Elements(others, after, next))
            }
        };
        match element {
            Element::Word(word) => {
                self.units.get(at) == Some(&word.as_str()) && self.go(at + 1, next)
            }
            Element::Forms(word) => {
                let unit = self.units.get(at).copied().unwrap_or_default();
                (self.meanings.forms)(word).iter().any(|form| form == unit) && self.go(at + 1, next)
            }
            Element::List(list) | Element::Words { list, .. } => {
                let Some(entries) = (self.meanings.list)(list) else {
                    return false;
                };
                entries.iter().enumerate().any(|(entry, one)| {
                    let list = list.clone();
                    let choice = Choice::Entry { list, entry };
                    self.try_one(Some(choice), at, Rest::Elements(one, None, &next))
                })
            }
            Element::Any(alternatives) => {
                let own = usize::from(alternatives.len() > 1);
                let mut inner = number.map(|number| number + own);
                for (alternative, one) in alternatives.iter().enumerate() {
                    let choice = number
                        .filter(|_| own == 1)
                        .map(|group| Choice::Group { group, alternative });
                    if self.try_one(choice, at, Rest::Elements(one, inner, &next)) {
                        return true;
                    }
                    inner = inner.map(|inner| inner + groups_in(one));
                }
                false
            }
            Element::Optional(inner) => {
                let with = Rest::Elements(std::slice::from_ref(inner), number, &next);
                self.go(at, with) || self.go(at, next)
            }
            Element::Mark { types, many, .. } => {
                if !self.is_mark(at, types) {
                    return false;
                }
                let mut ends = vec![at + 1];
                while let Some(end) = ends.last().and_then(|end| self.one_more(*end, types))
                    && *many
                {
                    ends.push(end);
                }
                ends.into_iter().rev().any(|end| self.go(end, next))
            }
            Element::Gap { slot, most } => {
                let least = usize::from(slot.is_some());
                (least..=*most)
                    .take_while(|length| at + length <= self.units.len())
                    .any(|length| self.go(at + length, next))
            }
            Element::Start => at == 0 && self.go(at, next),
            Element::End => at == self.units.len() && self.go(at, next),
        }
    }

    fn try_one(&mut self, choice: Option<Choice>, at: usize, rest: Rest<'_>) -> bool {
        let before = self.taken.len();
        self.taken.extend(choice);
        let held = self.go(at, rest);
        if !held {
            self.taken.truncate(before);
        }
        held
    }

    fn is_mark(&self, at: usize, types: &[TypeId]) -> bool {
        let letter = self.units.get(at).and_then(|unit| unit.chars().next());
        letter.is_some_and(|letter| {
            Alphabet::is_mark(letter) && (self.meanings.is_one_of)(letter, types)
        })
    }

    /// Where another mark of a coordination ends that goes on at unit `at`: ", B", "and the B".
    fn one_more(&self, at: usize, types: &[TypeId]) -> Option<usize> {
        let is = |at: usize, word: &str| self.units.get(at).is_some_and(|unit| *unit == word);
        let mut end = at + usize::from(is(at, ","));
        let joiner = self.meanings.joiners.iter().find_map(|joiner| {
            let words: Vec<&str> = joiner.split(' ').collect();
            let held = (0..).zip(&words).all(|(n, word)| is(end + n, word));
            held.then_some(words.len())
        });
        end += joiner.unwrap_or(0);
        if end == at {
            return None;
        }
        end += usize::from(is(end, "the"));
        self.is_mark(end, types).then_some(end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn taken(template: &str, units: &str) -> Vec<Choice> {
        let list = [
            parse("met").unwrap(),
            parse("held (talks|a summit) with").unwrap(),
        ];
        let meanings = Meanings {
            list: &|name| (name == "meet").then_some(&list[..]),
            forms: &|word| vec![word.to_owned(), format!("{word}s")],
            is_one_of: &|_, _| true,
            joiners: &["and".to_owned()],
        };
        choices(&parse(template).unwrap(), units, &meanings)
    }

    fn group(group: usize, alternative: usize) -> Choice {
        Choice::Group { group, alternative }
    }

    #[test]
    fn a_match_names_the_alternatives_it_took() {
        assert_eq!(
            taken("(a|b (c|d)) ..2 (e|f)", "b d x f"),
            [group(0, 1), group(1, 1), group(2, 1)]
        );
        assert_eq!(taken("(x|y)? (e|f)", "e"), [group(1, 0)]);
    }

    #[test]
    fn a_list_names_its_entry_and_not_what_stands_inside_it() {
        let entry = Choice::Entry {
            list: "meet".into(),
            entry: 1,
        };
        let found = taken(
            "{a:person+} @meet {b:person}",
            "\u{E000} , \u{E000} and \u{E000} held talks with \u{E000}",
        );
        assert_eq!(found, [entry]);
    }

    #[test]
    fn a_longer_alternative_is_tried_where_the_first_leads_nowhere() {
        assert_eq!(taken("(a|a b) c", "a b c"), [group(0, 1)]);
    }

    #[test]
    fn what_does_not_match_names_nothing() {
        assert_eq!(taken("(a|b) c", "a d"), []);
    }
}
