//! Subjects: what claims are about, each kind and identity numbered once.
//!
//! Takes claims, gives numbers in the order of kind and identity. Never looks at what is said of a subject. Claims are
//! then grouped, and facts sorted, by numbers: the words of a million claims are read once.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::key::fact_key;
use super::piles::Piles;
use crate::claim::Claim;
use crate::rules::kind::Kind;

/// Ends a word. This and the next two are below every byte of a word, so that bytes sort as subjects do.
const WORD_ENDS: u8 = 0;
/// Ends a list.
const LIST_ENDS: u8 = 1;
/// Comes before each item of a list.
const MORE: u8 = 2;
/// Comes before a byte of a word that is no larger than itself.
const ESCAPE: u8 = 3;

/// What some claims are about.
pub(super) struct Subjects<'c> {
    /// For each claim the number of its subject.
    pub(super) of: Vec<u32>,
    /// The first claim about each subject.
    first: Vec<&'c Claim>,
}

impl<'c> Subjects<'c> {
    pub(super) fn of(claims: &'c [Claim]) -> Self {
        let mut met: FxHashMap<Box<[u8]>, u32> = FxHashMap::default();
        let mut first: Vec<&Claim> = Vec::new();
        let mut bytes = Vec::new();
        let mut of: Vec<u32> = claims
            .iter()
            .map(|claim| {
                write(claim, &mut bytes);
                met.get(bytes.as_slice()).copied().unwrap_or_else(|| {
                    let number = first.len() as u32;
                    met.insert(bytes.as_slice().into(), number);
                    first.push(claim);
                    number
                })
            })
            .collect();
        let mut sorted: Vec<(Box<[u8]>, u32)> = met.into_iter().collect();
        sorted.sort_unstable();
        let mut rank = vec![0; sorted.len()];
        for (at, (_, number)) in sorted.iter().enumerate() {
            rank[*number as usize] = at as u32;
        }
        for number in &mut of {
            *number = rank[*number as usize];
        }
        Self {
            of,
            first: sorted
                .iter()
                .map(|(_, number)| first[*number as usize])
                .collect(),
        }
    }

    /// A claim about the subject.
    pub(super) fn claim(&self, subject: u32) -> &'c Claim {
        self.first[subject as usize]
    }

    /// The claims of each key, in the order of the claims. Keys are in the order of their first claims, so that whoever
    /// goes through them finds the claims of neighbours side by side in memory.
    pub(super) fn by_key(&self, kinds: &BTreeMap<String, Kind>) -> Piles {
        let mut of_subject: Vec<Option<usize>> = vec![None; self.first.len()];
        let mut of_event: FxHashMap<String, usize> = FxHashMap::default();
        let mut keys = 0;
        let of: Vec<usize> = self
            .of
            .iter()
            .map(|&subject| {
                *of_subject[subject as usize].get_or_insert_with(|| {
                    let claim = self.claim(subject);
                    let kind = kinds.get(&claim.kind);
                    // Only an event's key leaves slots out: all others have one subject.
                    let key = if kind.is_some_and(|kind| kind.event.is_some()) {
                        *of_event.entry(fact_key(claim, kinds)).or_insert(keys)
                    } else {
                        keys
                    };
                    keys = keys.max(key + 1);
                    key
                })
            })
            .collect();
        Piles::deal(keys, of.iter().copied())
    }
}

/// The subject of a claim as bytes: in one place of memory, and compared at once.
fn write(claim: &Claim, bytes: &mut Vec<u8>) {
    bytes.clear();
    write_word(&claim.kind, bytes);
    for (slot, names) in &claim.identity {
        bytes.push(MORE);
        write_word(slot, bytes);
        for name in names {
            bytes.push(MORE);
            write_word(name.as_str(), bytes);
        }
        bytes.push(LIST_ENDS);
    }
}

fn write_word(word: &str, bytes: &mut Vec<u8>) {
    if word.bytes().all(|byte| byte > ESCAPE) {
        bytes.extend_from_slice(word.as_bytes());
    } else {
        for byte in word.bytes() {
            if byte <= ESCAPE {
                bytes.push(ESCAPE);
            }
            bytes.push(byte);
        }
    }
    bytes.push(WORD_ENDS);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Holder, Modality, Value};
    use crate::problem::ByteSpan;
    use crate::rules::NameId;
    use crate::source::OutletId;
    use crate::value::Time;

    fn claim(kind: &str, identity: &[(&str, &[&str])]) -> Claim {
        let names = |ids: &&[&str]| ids.iter().map(|id| NameId::new(id)).collect();
        Claim {
            article: 0,
            holder: Holder {
                outlet: OutletId::new("post"),
                speaker: None,
            },
            kind: kind.into(),
            identity: identity
                .iter()
                .map(|(slot, ids)| ((*slot).to_owned(), names(ids)))
                .collect(),
            attribute: "value".into(),
            value: Value::Choice(1),
            denied: false,
            only: false,
            time: Time::unknown(),
            as_of: None,
            modality: Modality::Actual,
            scope: crate::value::Slots::default(),
            span: ByteSpan::new(0, 1),
            sentence: 0,
            rule: "rule".into(),
            pattern: 0,
            quote: None,
            wording: None,
            company: None,
        }
    }

    #[test]
    fn subjects_are_numbered_in_the_order_of_kind_and_identity_whatever_bytes_their_words_hold() {
        let lists: [&[(&str, &[&str])]; 11] = [
            &[],
            &[("a", &[])],
            &[("a", &["b"])],
            &[("a", &["b", "c"])],
            &[("a", &["b\0"])],
            &[("a", &["b\u{1}", "c"])],
            &[("a", &["b\u{2}"])],
            &[("a", &["b\u{3}"])],
            &[("a", &["bb"])],
            &[("a", &["b"]), ("c", &["d"])],
            &[("a\0", &["b"])],
        ];
        let kinds = ["talks", "talk", "talks\u{3}", "talks\u{4}", "é"];
        let claims: Vec<Claim> = lists
            .iter()
            .flat_map(|identity| kinds.map(|kind| claim(kind, identity)))
            .collect();
        let twice: Vec<Claim> = claims.iter().chain(&claims).cloned().collect();
        let subjects = Subjects::of(&twice);
        let mut sorted: Vec<&Claim> = claims.iter().collect();
        sorted.sort_by_key(|claim| (&claim.kind, &claim.identity));
        for (claim, number) in twice.iter().zip(&subjects.of) {
            assert_eq!(claim, sorted[*number as usize]);
        }
    }
}
