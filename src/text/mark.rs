//! Marks: typed spans of a sentence.

use std::ops::Range;

use super::{Sentence, ValueReading};
use crate::rules::RulePack;
use crate::rules::names::{NameId, Names};
use crate::rules::types::TypeId;

/// A typed span of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// The tokens of its head: "Vladimir Putin" in "Russian President Vladimir Putin".
    pub head: Range<usize>,
    /// Its character in shadows.
    pub letter: char,
    /// What it is.
    pub reading: Reading,
}

/// What a mark is.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A name, with everything it can mean, best first.
    Name(Vec<Named>),
    /// Several names at once: "the two presidents".
    Names(Vec<Named>),
    /// A value.
    Value(ValueReading),
}

/// One thing a name can mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Who or what.
    pub id: NameId,
    /// As which type.
    pub kind: TypeId,
    /// Whom it speaks for, when the text itself says so: Ukraine, for "Ukrainian officials".
    pub of: Option<NameId>,
}

/// Who said something, in units of the folded shadow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The units that name whoever speaks: one mark, or words for one whom no name tells, "his lawyer".
    pub speaker: Range<usize>,
    /// Who that is, in the reading that can speak.
    pub id: NameId,
    /// The units that name the speaker: "Putin said".
    pub phrase: Range<usize>,
    /// The units the speaker answers for.
    pub covers: Range<usize>,
}

impl Named {
    /// Whom it speaks for: as the text says, or else as it is listed.
    pub fn speaks_for<'n>(&'n self, names: &'n Names) -> Option<&'n NameId> {
        (self.of.as_ref()).or_else(|| names.spoken_for(&self.id))
    }
}

impl Mark {
    /// True when it is an amount or a date, and no name.
    pub fn is_value(&self) -> bool {
        matches!(self.reading, Reading::Value(_))
    }

    /// Makes the only name of the mark one of `kind`, whose character is `letter`, that speaks for `of`.
    pub(super) fn bear(&mut self, kind: TypeId, of: Option<NameId>, letter: char) {
        if let Reading::Name(named) = &mut self.reading
            && let [only] = named.as_mut_slice()
        {
            (only.kind, only.of) = (kind, of);
            self.letter = letter;
        }
    }

    /// A mark that means `all` of them at once, when patterns know of such a one.
    pub(super) fn of_all(tokens: Range<usize>, all: Vec<Named>, pack: &RulePack) -> Option<Self> {
        let (alphabet, names) = (&pack.alphabet, &pack.names);
        let letter = match all.as_slice() {
            [one] => alphabet.known_one(&one.kind, names),
            several => {
                let types = several.iter().map(|named| named.kind.clone()).collect();
                alphabet.known(&types, names)
            }
        }?;
        Some(Self {
            head: tokens.clone(),
            tokens,
            letter,
            reading: if all.len() > 1 {
                Reading::Names(all)
            } else {
                Reading::Name(all)
            },
        })
    }

    /// A name of this type that no list holds, called what stands in `text`; `None` when that has no letter.
    pub(super) fn run(
        sentence: &Sentence,
        text: &str,
        tokens: Range<usize>,
        kind: TypeId,
        pack: &RulePack,
    ) -> Option<Self> {
        let id = NameId::from_text(sentence.bytes(&tokens).of(text));
        if id.as_str().is_empty() {
            return None;
        }
        Self::of_all(tokens, vec![Named { id, kind, of: None }], pack)
    }

    /// True when a list holds the first thing it can mean.
    pub(super) fn is_listed(&self, pack: &RulePack) -> bool {
        let first = self.named().first();
        first.is_some_and(|named| pack.names.by_id.contains_key(&named.id))
    }

    /// True when the first thing it can mean is of this type.
    pub(crate) fn is_one(&self, kind: &TypeId, pack: &RulePack) -> bool {
        let first = self.named().first();
        first.is_some_and(|named| pack.names.is_a(&named.kind, kind))
    }

    /// The first thing the mark can mean that is of one of the `wanted` types, best type first.
    pub fn as_any<'m>(&'m self, wanted: &[TypeId], names: &Names) -> Option<&'m Named> {
        wanted.iter().find_map(|kind| {
            self.named()
                .iter()
                .find(|named| names.is_a(&named.kind, kind))
        })
    }

    /// The name of its type, as people are shown it: that of the first thing it can mean.
    pub fn type_name(&self) -> &str {
        match &self.reading {
            Reading::Name(named) | Reading::Names(named) => {
                named.first().map_or("name", |named| named.kind.as_str())
            }
            Reading::Value(value) => match value {
                ValueReading::Count(_) => "count",
                ValueReading::Duration(_) => "duration",
                ValueReading::Money(_) => "money",
                ValueReading::Percent(_) => "percent",
                ValueReading::Ordinal(_) => "ordinal",
                ValueReading::Times(_) => "times",
                ValueReading::Age(_) => "age",
                ValueReading::Date(_) => "date",
            },
        }
    }

    /// True for a count of none: "no", "not a single".
    pub fn is_none(&self) -> bool {
        match &self.reading {
            Reading::Value(ValueReading::Count(count)) => count.is_none(),
            _ => false,
        }
    }

    /// Everything the mark can mean; empty for values.
    pub fn named(&self) -> &[Named] {
        match &self.reading {
            Reading::Name(named) | Reading::Names(named) => named,
            Reading::Value(_) => &[],
        }
    }
}
