//! Whether whatever one sequence of pattern elements matches, another one matches too.
//!
//! Takes two sequences with the word lists they mean, gives yes or "not known to": the question is answered element by
//! element with a bounded number of steps, and what is not settled by then is not covered. Never compiles anything.

use std::cell::Cell;

use crate::rules::names::Names;
use crate::rules::pattern::Element;

/// Steps before the question is given up. A pair of real patterns takes some dozens.
const FUEL: usize = 20_000;

/// What the names in a sequence mean.
pub(super) struct Scope<'a> {
    /// The entries of a word list.
    pub(super) list: &'a dyn Fn(&str) -> Option<&'a [Vec<Element>]>,
    /// All inflections of a word.
    pub(super) forms: &'a dyn Fn(&str) -> Vec<String>,
}

/// How much of the other sequence has to be covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// All of it.
    TheEnd,
    /// Its beginning: what covers it would match first and go no further.
    Anywhere,
}

/// What is left of a sequence: a list whose links live on the stack of the walk.
#[derive(Clone, Copy)]
enum Rest<'s> {
    Done,
    Elements(&'s [Element], &'s Rest<'s>),
    Word(&'s str, &'s Rest<'s>),
    Gap(usize, &'s Rest<'s>),
}

/// The first element of what is left.
enum Head<'s> {
    Element(&'s Element),
    Word(&'s str),
    Gap(usize),
}

impl<'s> Rest<'s> {
    fn pop(self) -> Option<(Head<'s>, Rest<'s>)> {
        match self {
            Rest::Done => None,
            Rest::Elements([], next) => next.pop(),
            Rest::Elements([Element::Word(word), rest @ ..], next) => {
                Some((Head::Word(word), Rest::Elements(rest, next)))
            }
            Rest::Elements([Element::Gap { slot: None, most }, rest @ ..], next) => {
                Some((Head::Gap(*most), Rest::Elements(rest, next)))
            }
            Rest::Elements([first, rest @ ..], next) => {
                Some((Head::Element(first), Rest::Elements(rest, next)))
            }
            Rest::Word(word, next) => Some((Head::Word(word), *next)),
            Rest::Gap(most, next) => Some((Head::Gap(most), *next)),
        }
    }
}

/// Compares sequences of one pack.
pub(super) struct Cover<'a> {
    names: &'a Names,
    outer: &'a Scope<'a>,
    inner: &'a Scope<'a>,
    until: Until,
    fuel: Cell<usize>,
}

impl<'a> Cover<'a> {
    /// Compares sequences whose lists `outer` and `inner` know.
    pub(super) fn new(
        names: &'a Names,
        outer: &'a Scope<'a>,
        inner: &'a Scope<'a>,
        until: Until,
    ) -> Self {
        Self {
            names,
            outer,
            inner,
            until,
            fuel: Cell::new(0),
        }
    }

    /// True when `outer` surely matches whatever `inner` matches.
    pub(super) fn covers(&self, outer: &[Element], inner: &[Element]) -> bool {
        self.fuel.set(FUEL);
        self.go(
            Rest::Elements(outer, &Rest::Done),
            Rest::Elements(inner, &Rest::Done),
        )
    }

    fn go(&self, a: Rest<'_>, b: Rest<'_>) -> bool {
        let left = self.fuel.get();
        if left == 0 {
            return false;
        }
        self.fuel.set(left - 1);
        let (Some((own, a_rest)), other) = (a.pop(), b.pop()) else {
            return b.pop().is_none() || self.until == Until::Anywhere;
        };
        let Some((head, b_rest)) = other else {
            // What is left of `a` has to match nothing at all.
            return match own {
                Head::Gap(_) | Head::Element(Element::Optional(_)) => self.go(a_rest, Rest::Done),
                _ => false,
            };
        };
        if let (Head::Element(x), Head::Element(y)) = (&own, &head)
            && self.same(x, y)
            && self.go(a_rest, b_rest)
        {
            return true;
        }
        match head {
            Head::Element(element) => match element {
                Element::Optional(inner) => {
                    let with = Rest::Elements(std::slice::from_ref(inner.as_ref()), &b_rest);
                    self.go(a, b_rest) && self.go(a, with)
                }
                Element::Any(alternatives) => alternatives
                    .iter()
                    .all(|one| self.go(a, Rest::Elements(one, &b_rest))),
                Element::List(list) => (self.inner.list)(list).is_some_and(|entries| {
                    entries
                        .iter()
                        .all(|one| self.go(a, Rest::Elements(one, &b_rest)))
                }),
                Element::Forms(word) => (self.inner.forms)(word)
                    .iter()
                    .all(|form| self.go(a, Rest::Word(form, &b_rest))),
                element => self.one(&own, a_rest, &Head::Element(element), b_rest),
            },
            head => self.one(&own, a_rest, &head, b_rest),
        }
    }

    /// `other` is a word, a gap, a mark or an anchor.
    fn one(&self, own: &Head<'_>, a_rest: Rest<'_>, other: &Head<'_>, b_rest: Rest<'_>) -> bool {
        let back = match other {
            Head::Word(word) => Rest::Word(word, &b_rest),
            Head::Gap(most) => Rest::Gap(*most, &b_rest),
            Head::Element(element) => Rest::Elements(std::slice::from_ref(*element), &b_rest),
        };
        match (own, other) {
            (Head::Word(x), Head::Word(y)) => x == y && self.go(a_rest, b_rest),
            (Head::Gap(most), _) => {
                let fewer = |taken: usize| Rest::Gap(most - taken, &a_rest);
                let takes = match other {
                    Head::Word(word) => {
                        let plain = !matches!(*word, "," | ";" | ":" | "(" | ")");
                        plain && *most > 0 && self.go(fewer(1), b_rest)
                    }
                    Head::Gap(other) => other <= most && self.go(fewer(*other), b_rest),
                    Head::Element(_) => false,
                };
                takes || self.go(a_rest, back)
            }
            (Head::Element(element), _) => match element {
                Element::Optional(inner) => {
                    let with = Rest::Elements(std::slice::from_ref(inner.as_ref()), &a_rest);
                    self.go(with, back) || self.go(a_rest, back)
                }
                Element::Any(alternatives) => alternatives
                    .iter()
                    .any(|one| self.go(Rest::Elements(one, &a_rest), back)),
                Element::List(list) => (self.outer.list)(list).is_some_and(|entries| {
                    entries
                        .iter()
                        .any(|one| self.go(Rest::Elements(one, &a_rest), back))
                }),
                Element::Forms(word) => match other {
                    Head::Word(wanted) => {
                        (self.outer.forms)(word).iter().any(|form| form == wanted)
                            && self.go(a_rest, b_rest)
                    }
                    _ => false,
                },
                Element::Mark { slot, types, many } => match other {
                    Head::Element(Element::Mark {
                        slot: own_slot,
                        types: own_types,
                        many: own_many,
                    }) => {
                        slot == own_slot
                            && (*many || !own_many)
                            && own_types
                                .iter()
                                .all(|kind| types.iter().any(|wide| self.names.is_a(kind, wide)))
                            && self.go(a_rest, b_rest)
                    }
                    _ => false,
                },
                // Kept words, kept gaps and anchors cover themselves alone, which `go` has tried.
                _ => false,
            },
            (Head::Word(_), _) => false,
        }
    }

    /// True when the two elements are one and mean the same.
    fn same(&self, x: &Element, y: &Element) -> bool {
        x == y
            && match x {
                Element::List(list) | Element::Words { list, .. } => {
                    (self.outer.list)(list) == (self.inner.list)(list)
                }
                _ => true,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::pattern::parse;
    use crate::rules::types::TypeId;

    fn covers(outer: &str, inner: &str, until: Until) -> bool {
        let list = [parse("met with").unwrap(), parse("saw").unwrap()];
        let scope = Scope {
            list: &|name| (name == "meet").then_some(&list[..]),
            forms: &|word| vec![word.to_owned(), format!("{word}s")],
        };
        let mut names = Names::default();
        for (kind, parents) in [("person", vec![]), ("envoy", vec![TypeId::new("person")])] {
            names.types.add(TypeId::new(kind), parents);
        }
        Cover::new(&names, &scope, &scope, until)
            .covers(&parse(outer).unwrap(), &parse(inner).unwrap())
    }

    #[test]
    fn a_wider_wording_covers_a_narrower_one() {
        for (outer, inner) in [
            ("call~", "calls"),
            ("@meet", "saw"),
            ("@meet", "met with"),
            ("a b? c", "a c"),
            ("..3 talks", "long talks"),
            ("..3 talks", "..2 talks"),
            ("(a|b) x", "(b|a) x"),
            ("{who:person}", "{who:envoy}"),
            ("{who:person+}", "{who:person}"),
            ("x ..2 (a|b)", "x very a"),
        ] {
            assert!(covers(outer, inner, Until::TheEnd), "{outer} / {inner}");
        }
    }

    #[test]
    fn a_narrower_wording_covers_no_wider_one() {
        for (outer, inner) in [
            ("calls", "call~"),
            ("saw", "@meet"),
            ("a c", "a b? c"),
            ("..2 talks", "..3 talks"),
            ("..2 talks", "a b c talks"),
            ("..2 talks", "a , talks"),
            ("{who:envoy}", "{who:person}"),
            ("{who:person}", "{whom:person}"),
            ("{who:person}", "{who:person+}"),
            ("a", "a b"),
            ("a b", "a"),
            ("a $", "a"),
        ] {
            assert!(!covers(outer, inner, Until::TheEnd), "{outer} / {inner}");
        }
    }

    #[test]
    fn at_the_end_of_a_pattern_the_beginning_is_enough() {
        assert!(covers("talks", "talks with", Until::Anywhere));
        assert!(!covers("talks with", "talks", Until::Anywhere));
    }

    #[test]
    fn a_question_that_multiplies_out_is_given_up() {
        let wide = "(a|b|c|d) ".repeat(40);
        assert!(!covers(
            &format!("{wide} x"),
            &format!("{wide} y"),
            Until::TheEnd
        ));
    }
}
