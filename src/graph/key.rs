//! Keys: which claims may speak of one fact at all.
//!
//! Takes a claim and the fact kinds, gives one word. Claims of two keys are never linked, compared or taken for copies
//! of each other, so whoever has all claims of a key can judge it without the rest.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::claim::Claim;
use crate::rules::kind::Kind;

/// The key of a claim: its kind and the identity slots that decide at once, as in `toll|place=lyon`.
///
/// Slots of events that hold several names are left out, because two reports of one event may name different people.
/// One word without blanks, whatever the names: all but letters, digits, `-`, `_` and `.` is written as `%` and hex.
///
/// ```
/// # use atodds::{claim::{Claim, Holder, Modality, Value}, problem::ByteSpan, rules::NameId, source::OutletId, value::Time};
/// let claim = Claim {
///     kind: "berths".into(),
///     identity: [("port".into(), vec![NameId::new("north harbour")])].into(),
/// #   article: 0, holder: Holder { outlet: OutletId::new("post"), speaker: None }, attribute: "value".into(),
/// #   value: Value::Text("six".into()), denied: false, only: false, time: Time::unknown(), as_of: None,
/// #   modality: Modality::Actual, scope: Default::default(), span: ByteSpan::new(0, 1), sentence: 0,
/// #   rule: "r".into(), pattern: 0, quote: None, wording: None, company: None,
///     // …
/// };
/// assert_eq!(atodds::graph::fact_key(&claim, &Default::default()), "berths|port=north%20harbour");
/// ```
pub fn fact_key(claim: &Claim, kinds: &BTreeMap<String, Kind>) -> String {
    let event = kinds.get(&claim.kind).filter(|kind| kind.event.is_some());
    let is_compared = |name: &str| {
        event.is_some_and(|kind| {
            let mut slots = kind.identity.iter();
            slots.any(|slot| slot.many && slot.name == name)
        })
    };
    let mut key = String::with_capacity(64);
    push(&mut key, &claim.kind);
    for (slot, names) in &claim.identity {
        if is_compared(slot) {
            continue;
        }
        key.push('|');
        push(&mut key, slot);
        for (at, name) in names.iter().enumerate() {
            key.push(if at == 0 { '=' } else { '+' });
            push(&mut key, name.as_str());
        }
    }
    key
}

/// Adds a word in which no separator can hide.
fn push(key: &mut String, word: &str) {
    for c in word.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
            key.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                write!(key, "%{byte:02X}").expect("a string takes every byte");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::push;

    #[test]
    fn no_name_can_forge_a_separator_a_tab_or_a_line() {
        let mut key = String::new();
        push(&mut key, "a|b=c+d\te\nf%é-1_.");
        assert_eq!(key, "a%7Cb%3Dc%2Bd%09e%0Af%25é-1_.");
    }
}
