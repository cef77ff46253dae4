//! How a sentence is worded around its names and values, with these as their types: `{person} met with {person}`.
//!
//! Takes an annotated sentence, gives its wordings. Whole sentences are hardly ever alike; what stands between two
//! marks is.

use std::collections::BTreeSet;

use crate::rules::{Names, RulePack, TypeId};
use crate::text::AnnotatedSentence;

/// Words between two marks that still belong together.
const BETWEEN: usize = 6;
/// Words kept beside a mark that has no neighbour.
const BESIDE: usize = 3;

/// The wordings of a sentence: what stands between neighbouring marks, or beside a mark that stands alone.
pub(super) fn of(sentence: &AnnotatedSentence, pack: &RulePack) -> BTreeSet<String> {
    let (shadow, marks) = (sentence.shadow(), sentence.marks());
    let count = shadow.units.len();
    let word = |at: usize| match shadow.units[at].mark {
        Some(mark) => format!("{{{}}}", root(marks[mark].type_name(), &pack.names)),
        None => sentence
            .sentence
            .word(shadow.units[at].tokens.start)
            .to_owned(),
    };
    let words = |from: usize, to: usize| (from..to).map(&word).collect::<Vec<_>>().join(" ");
    let marked: Vec<usize> = (0..count)
        .filter(|at| shadow.units[*at].mark.is_some())
        .collect();
    // Names side by side ("A, B and C") say nothing by themselves.
    let telling = |from: usize, to: usize| {
        let mut between = (from + 1..to).filter_map(|at| shadow.word(at, &sentence.sentence));
        between.any(|word| word.starts_with(char::is_alphabetic))
    };
    let pairs = marked.windows(2).map(|pair| (pair[0], pair[1]));
    let mut found: BTreeSet<String> = pairs
        .filter(|(from, to)| to - from <= BETWEEN + 1 && telling(*from, *to))
        .map(|(from, to)| words(from, to + 1))
        .collect();
    if found.is_empty()
        && let Some(&at) = marked.first()
    {
        let after = (at + 1 + BESIDE).min(count);
        let from = if at + 1 < after {
            at
        } else {
            at.saturating_sub(BESIDE)
        };
        found.insert(words(from, after));
    }
    found
}

/// The type at the top of the first line of parents: `leader` is a `person`, a `city` a `place`.
fn root(kind: &str, names: &Names) -> TypeId {
    let mut kind = TypeId::new(kind);
    let mut seen = BTreeSet::new();
    while let Some(parent) = names.types.parents(&kind).first() {
        if !seen.insert(kind.clone()) {
            break;
        }
        kind = parent.clone();
    }
    kind
}
