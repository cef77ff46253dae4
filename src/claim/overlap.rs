//! One reading per span: where two rules read the same words, the fuller reading stays.

use super::fill::Filled;
use super::{Claim, Value, leftovers};
use crate::rules::{NameId, RulePack};

/// The claims of one sentence, with readings that overlap settled.
///
/// Two claims compete when kind, identity, attribute and voice are equal and their spans overlap. The longer match
/// wins; of two equally long ones the rule that stands first. A match that says itself whom it is about beats one
/// whose names other words lend.
///
/// What is told of something that only this text means gives way to what the same words tell of something named, and
/// leftovers to all else.
pub(super) fn settle(filled: Vec<Filled>, pack: &RulePack) -> Vec<Claim> {
    let (left, kept) = leftovers::part(filled, pack);
    let kept = one_reading(kept, pack);
    let left = one_reading(left, pack);
    let mut claims = leftovers::beside(kept, left, pack);
    in_order(&mut claims);
    claims
}

/// Of readings that compete the one that stands.
fn one_reading(mut filled: Vec<Filled>, pack: &RulePack) -> Vec<Filled> {
    if filled.iter().any(|one| one.claim.is_told()) {
        filled = named_first(filled);
    }
    let told: Vec<bool> = filled
        .iter()
        .map(|one| {
            let mut others = filled.iter();
            !others.any(|other| {
                says_more(other, one) || takes_in(other, one, pack) || counts_within(other, one)
            })
        })
        .collect();
    let mut told = told.into_iter();
    filled.retain(|_| told.next().unwrap_or(true));
    filled.sort_by_key(|one| {
        (
            std::cmp::Reverse(one.length),
            one.rule,
            one.claim.span.start,
        )
    });
    let mut kept: Vec<Filled> = Vec::with_capacity(filled.len());
    for one in filled {
        if !kept.iter().any(|other| competes(&other.claim, &one.claim)) {
            kept.push(one);
        }
    }
    kept
}

/// Sorts the claims of one sentence by their place.
pub(super) fn in_order(claims: &mut [Claim]) {
    claims.sort_by(|a, b| {
        (a.span, &a.kind, &a.attribute, &a.identity, &a.rule).cmp(&(
            b.span,
            &b.kind,
            &b.attribute,
            &b.identity,
            &b.rule,
        ))
    });
}

/// The claims without those of something that only this text means where the same words tell it of something named.
fn named_first(filled: Vec<Filled>) -> Vec<Filled> {
    let (here, mut named): (Vec<Filled>, Vec<Filled>) =
        filled.into_iter().partition(|one| one.claim.is_told());
    let told = |one: &Filled| {
        named.iter().any(|other| {
            other.claim.kind == one.claim.kind
                && other.claim.attribute == one.claim.attribute
                && other.claim.span.meets(one.claim.span)
                && one.claim.identity.iter().all(|(slot, names)| {
                    names.iter().any(NameId::is_told)
                        || other.claim.identity.get(slot) == Some(names)
                })
        })
    };
    let here: Vec<Filled> = here.into_iter().filter(|one| !told(one)).collect();
    named.extend(here);
    named
}

/// True when only one of the two can stand.
pub(super) fn competes(a: &Claim, b: &Claim) -> bool {
    a.kind == b.kind
        && a.attribute == b.attribute
        && a.scope == b.scope
        && a.span.meets(b.span)
        && same_or_part(a, b)
}

/// True when `other` reads the same words as `one` and says itself what `one` only borrows.
fn says_more(other: &Filled, one: &Filled) -> bool {
    let (a, b) = (&other.claim, &one.claim);
    a.kind == b.kind
        && a.attribute == b.attribute
        && b.scope
            .iter()
            .all(|(name, told)| a.scope.get(name) == Some(told))
        && a.span.meets(b.span)
        && other.lent.len() < one.lent.len()
        && other.lent.is_subset(&one.lent)
        && a.identity
            .iter()
            .all(|(slot, names)| one.lent.contains(slot) || b.identity.get(slot) == Some(names))
}

/// True when `other` reads all that `one` reads and the words before it, and knows them for something else: where "Rubio
/// flew to Kyiv and met Macron", Kyiv met nobody.
fn takes_in(other: &Filled, one: &Filled, pack: &RulePack) -> bool {
    let (a, b) = (&other.claim, &one.claim);
    other.tokens.start < one.tokens.start
        && other.tokens.end == one.tokens.end
        && a.kind == b.kind
        && pack.kinds.get(&a.kind).is_some_and(|kind| {
            let mut many = kind.identity.iter().filter(|slot| slot.many);
            kind.event.is_some()
                && many.any(|slot| {
                    let (ours, theirs) = (a.identity.get(&slot.name), b.identity.get(&slot.name));
                    ours.zip(theirs).is_some_and(|(ours, theirs)| {
                        let shared = theirs.iter().filter(|name| ours.contains(name)).count();
                        0 < shared && shared < theirs.len()
                    })
                })
        })
}

/// True when `other` reads all that `one` reads and a figure of the same before it, to which that of `one` is the whole:
/// where "18 of the 19 missiles were shot down", 19 were not.
fn counts_within(other: &Filled, one: &Filled) -> bool {
    let (a, b) = (&other.claim, &one.claim);
    other.tokens.start < one.tokens.start
        && other.tokens.end == one.tokens.end
        && matches!((&a.value, &b.value), (Value::Amount(_), Value::Amount(_)))
        && a.span.end <= b.span.start
        && a.kind == b.kind
        && a.attribute == b.attribute
        && same_or_part(a, b)
}

/// True when the identities are equal, or one holds everything the other has: "A met B" in "A and C met B".
fn same_or_part(a: &Claim, b: &Claim) -> bool {
    let part = |a: &Claim, b: &Claim| {
        a.identity.iter().all(|(slot, names)| {
            b.identity.get(slot).is_some_and(|all| {
                // What only this text means, two rules may put in more or fewer words.
                let known = |name: &NameId| {
                    all.contains(name) || name.is_told() && all.iter().any(NameId::is_told)
                };
                names.iter().all(known)
            })
        })
    };
    part(a, b) || part(b, a)
}
