//! Fingerprints: names of findings and sides that survive moved, renamed and re-wrapped articles.
//!
//! Takes what a fact and a side say, gives hex words. Never uses paths, lines, counts or the order of the run.

use crate::claim::{Claim, Value};
use crate::graph::Fact;
use crate::rules::kind::ScopeValue;
use crate::rules::names::NameId;
use crate::value::Slots;

/// The fingerprint of a fact's attribute in one scope: kind, identity, scope, attribute, and for an event its day.
pub(super) fn of_fact(fact: &Fact, attribute: &str, scope: &Slots<ScopeValue>) -> String {
    let mut told = Vec::with_capacity(128);
    let mut eat = |mark: &str, text: &str| {
        // Lengths keep "ab" + "c" and "a" + "bc" apart.
        told.extend_from_slice(mark.as_bytes());
        told.extend_from_slice(&(text.len() as u64).to_le_bytes());
        told.extend_from_slice(text.as_bytes());
    };
    eat("kind", &fact.kind);
    for (slot, names) in &fact.identity {
        eat("slot", slot);
        for name in names {
            eat("name", name.as_str());
        }
    }
    for (dimension, value) in scope {
        eat("scope", dimension);
        match value {
            ScopeValue::Name(name) => eat("name", name.as_str()),
            ScopeValue::Word(word) => eat("word", word),
        }
    }
    eat("attribute", attribute);
    if let Some(date) = fact.date {
        eat("day", &date.first_last().0.to_string());
    }
    short(&told)
}

/// The fingerprint of a value that is `label` in words.
pub(super) fn of_label(label: &str) -> String {
    short(label.as_bytes())
}

/// The fingerprint of what `claim` says, `label` in words.
///
/// Names count by their ids: a name that is spelled another way in a rule file is the same value.
pub(super) fn of_claim(claim: &Claim, label: &str) -> String {
    let Value::Names(ids) = &claim.value else {
        return of_label(label);
    };
    let ids: Vec<&str> = ids.iter().map(NameId::as_str).collect();
    let said = match (claim.denied, claim.only) {
        (true, _) => "not ",
        (false, true) => "only ",
        (false, false) => "",
    };
    of_label(&format!("{said}{}", ids.join("+")))
}

/// The short name for people and commands.
pub(super) fn id(fingerprint: &str) -> String {
    format!("F-{}", &fingerprint[..8.min(fingerprint.len())])
}

fn short(told: &[u8]) -> String {
    blake3::hash(told).to_hex()[..16].to_owned()
}
