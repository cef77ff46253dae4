//! Listed names in a sentence, by their spellings alone.
//!
//! Takes a sentence and the lists, gives the longest spelling at each place. Never asks what the article said before:
//! who of several is meant, `names` tells.

use std::ops::Range;

use super::mark::Named;
use super::{Sentence, TokenKind};
use crate::rules::RulePack;
use crate::rules::lexicon::Spelling;
use crate::rules::names::lasts;
use crate::value::Period;

/// A spelling of a list that stands in a sentence.
pub(super) struct Listed<'p> {
    pub(super) tokens: Range<usize>,
    pub(super) spelling: &'p Spelling,
    /// Whose office the same words are as well: "the Ukrainian leader".
    pub(super) others: Vec<&'p Spelling>,
}

/// The spellings of lists in `sentence`, from left to right. The words of an office may hold names as well: the place
/// in "the president of Russia".
pub(super) fn find<'p>(
    sentence: &Sentence,
    text: &str,
    outlet: Option<&str>,
    published: Option<Period>,
    pack: &'p RulePack,
) -> Vec<Listed<'p>> {
    let mut found = Vec::new();
    let count = sentence.tokens.len();
    let mut at = 0;
    while at < count {
        let token = &sentence.tokens[at];
        if token.kind == TokenKind::Punct
            || !pack.lexicon.may_begin(sentence.word(at), token.capital)
        {
            at += 1;
            continue;
        }
        let rest = &text[token.start as usize..sentence.span.end.max(token.end as usize)];
        let spellings: Vec<&Spelling> = pack.lexicon.starting(rest).collect();
        if spellings.is_empty() {
            at += 1;
            continue;
        }
        let fitting = |office: bool| {
            let spellings = spellings.iter().copied();
            spellings.filter_map(move |spelling| {
                let own = spelling.outlet.as_deref();
                if spelling.office.is_some() != office || own.is_some_and(|own| Some(own) != outlet)
                {
                    return None;
                }
                let end = token.start as usize + spelling.covers(rest)?;
                let last = (at..count.min(at + 16))
                    .find(|last| sentence.tokens[*last].end as usize >= end)?;
                let whole = sentence.tokens[last].end as usize == end;
                (whole && in_office(spelling, published)).then_some((at..last + 1, spelling))
            })
        };
        let mut offices = fitting(true);
        if let Some((tokens, spelling)) = offices.next() {
            let same = offices.take_while(|(theirs, _)| *theirs == tokens);
            found.push(Listed {
                others: same.map(|(_, other)| other).collect(),
                tokens,
                spelling,
            });
        }
        let name = fitting(false).next().map(|(tokens, spelling)| Listed {
            tokens,
            spelling,
            others: Vec::new(),
        });
        at = name.as_ref().map_or(at + 1, |name| name.tokens.end);
        found.extend(name);
    }
    found
}

/// True for plain spellings, and for offices held when the article was published.
fn in_office(spelling: &Spelling, published: Option<Period>) -> bool {
    spelling
        .office
        .is_none_or(|office| lasts(office, published.map(Period::first_last)))
}

/// What a spelling can mean.
pub(super) fn named(spelling: &Spelling) -> Vec<Named> {
    spelling
        .readings
        .iter()
        .map(|reading| Named {
            id: reading.id.clone(),
            kind: reading.kind.clone(),
            of: None,
        })
        .collect()
}
