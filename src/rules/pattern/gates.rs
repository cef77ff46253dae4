//! What must be in a shadow before a pattern is worth a try.
//!
//! Takes the elements of a template, gives gates. Never asks for anything that a match could do without.

use super::Compiler;
use super::outline::Outline;
use super::presence::{Bits, Code, Presence};
use super::template::Element;

/// What must be in a shadow for a pattern to hold: cheapest first, of each set one member, then all of it in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Gates {
    /// Words that can stand for each word wanted.
    words: Vec<Bits>,
    /// Marks that can stand for each mark wanted.
    marks: Vec<Bits>,
    outline: Outline,
}

impl Gates {
    /// Sets of words of each of which one must be there.
    pub(super) fn words(&self) -> &[Bits] {
        &self.words
    }

    /// False when a shadow with all that is `present` surely has no match.
    pub(super) fn open(&self, present: &Presence) -> bool {
        self.words.iter().all(|gate| gate.meets(&present.words))
            && self.marks.iter().all(|gate| gate.meets(&present.marks))
    }

    /// The first of the `units` that a match can begin with; `None` when there surely is none in them. They begin what
    /// is searched when they are `from_the_start` of it.
    pub(super) fn first(&self, units: &[Code], from_the_start: bool) -> Option<usize> {
        self.outline.fits(units, from_the_start)
    }
}

impl Compiler<'_> {
    /// The gates of a template; `needs` are the characters of each mark that must be there.
    pub(super) fn gates(&self, elements: &[Element], needs: &[String]) -> Gates {
        let bits = |members: &mut dyn Iterator<Item = Code>| {
            let mut bits = Bits::default();
            members.for_each(|member| bits.insert(member));
            bits
        };
        let words = elements
            .iter()
            .filter_map(|element| self.triggers(element, 0));
        Gates {
            words: words
                .map(|words| bits(&mut words.iter().map(|word| self.code(word))))
                .collect(),
            marks: needs
                .iter()
                .map(|class| bits(&mut class.chars().map(Code::mark)))
                .collect(),
            outline: self.outline(elements),
        }
    }
}
