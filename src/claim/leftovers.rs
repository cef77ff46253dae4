//! Leftovers: what is read only where no other rule tells of the same.
//!
//! Takes the readings of a sentence, lets leftovers give way to all others; takes the claims of an article, drops what it
//! tells both ways by the same few words. Never looks at words.

use super::fill::Filled;
use super::{Claim, Value};
use crate::problem::ByteSpan;
use crate::rules::kind::Kind;
use crate::rules::{NameId, RulePack};

/// What rules of leftovers read, and all else.
pub(super) fn part(filled: Vec<Filled>, pack: &RulePack) -> (Vec<Filled>, Vec<Filled>) {
    let is_left = |one: &Filled| pack.rules[one.rule].leftover;
    filled.into_iter().partition(is_left)
}

/// The claims `kept`, and those of the leftovers that tell what none of them does.
///
/// A kind of leftovers gives way to any other kind that reads an amount in the same words, unless those it is of are nobody
/// that another text knows; a kind that yields to some gives way to those. What a rule of leftovers reads gives way to what
/// can be at odds, words to words as well, and amounts to amounts alone.
pub(super) fn beside(kept: Vec<Filled>, left: Vec<Filled>, pack: &RulePack) -> Vec<Claim> {
    let (mut amounts, mut figures) = (Vec::new(), Vec::new());
    let (mut texts, mut deeds) = (Vec::new(), Vec::new());
    for Filled { claim, .. } in &kept {
        match claim.value {
            Value::Text(_) => texts.push(claim.span),
            Value::Amount(_) => {
                figures.push(claim.span);
                if !is_left_over(claim, pack) && !is_of_some(claim, pack) {
                    amounts.push(claim.span);
                }
            }
            _ if tells_of_deeds(claim, pack) => deeds.push(claim.span),
            _ => {}
        }
    }
    let told = |spans: &[ByteSpan], one: &Filled| {
        let mut spans = spans.iter();
        spans.any(|span| span.meets(one.claim.span))
    };
    let stays = |one: &Filled| {
        let is_told = is_left_over(&one.claim, pack) && told(&amounts, one);
        !is_told && !yields(&one.claim, &kept, pack)
    };
    let stays: Vec<bool> = kept.iter().map(stays).collect();
    let kept = kept.into_iter().zip(stays);
    let kept = kept.filter_map(|(one, stays)| stays.then_some(one));
    let left = left.into_iter().filter(|one| match one.claim.value {
        Value::Text(_) => !(told(&deeds, one) || told(&texts, one)),
        Value::Amount(_) => !told(&figures, one),
        _ => !told(&deeds, one),
    });
    kept.chain(left).map(|one| one.claim).collect()
}

/// True when a kind that the claim's own yields to reads the same words.
fn yields(claim: &Claim, kept: &[Filled], pack: &RulePack) -> bool {
    let kind = pack.kinds.get(&claim.kind);
    kind.is_some_and(|kind| {
        let mut others = kept.iter().map(|other| &other.claim);
        others.any(|other| kind.yields_to.contains(&other.kind) && other.span.meets(claim.span))
    })
}

/// Drops what one voice of an article tells both ways by the same word or two: it means two things.
pub(super) fn drop_told_both_ways(claims: &mut Vec<Claim>, pack: &RulePack) {
    let loose: Vec<&Claim> = claims
        .iter()
        .filter(|claim| is_loose(claim, pack))
        .collect();
    if loose.is_empty() {
        return;
    }
    let both = |one: &Claim| {
        let mut others = loose.iter();
        others.any(|other| {
            other.kind == one.kind
                && other.identity == one.identity
                && other.holder == one.holder
                && (&other.value, other.denied) != (&one.value, one.denied)
        })
    };
    let both: Vec<bool> = claims.iter().map(both).collect();
    let mut both = both.into_iter();
    claims.retain(|_| !both.next().unwrap_or(false));
}

/// True when a word or two are all that is known of what the claim tells of.
pub(super) fn is_loose(claim: &Claim, pack: &RulePack) -> bool {
    let kind = pack.kinds.get(&claim.kind);
    kind.is_some_and(|kind| kind.loose)
}

/// True for what a rule of leftovers reads.
pub(super) fn is_by_leftovers(claim: &Claim, pack: &RulePack) -> bool {
    pack.rule(&claim.rule).is_some_and(|rule| rule.leftover)
}

/// True for what a kind of leftovers holds.
fn is_left_over(claim: &Claim, pack: &RulePack) -> bool {
    let kind = pack.kinds.get(&claim.kind);
    kind.is_some_and(|kind| kind.leftover)
}

/// True for a claim of something that comes about: not of who holds an office, nor of what somebody says.
fn tells_of_deeds(claim: &Claim, pack: &RulePack) -> bool {
    let tells = |kind: &Kind| {
        let attribute = kind.attribute(&claim.attribute);
        kind.dated && !kind.loose && attribute.is_some_and(|attribute| attribute.functional)
    };
    pack.kinds.get(&claim.kind).is_some_and(tells)
}

/// True when all whom the claim brings together are nobody that another text knows: "envoys met for nine hours".
fn is_of_some(claim: &Claim, pack: &RulePack) -> bool {
    let slots = pack.kinds.get(&claim.kind).map(|kind| &kind.identity);
    let mut many = slots.into_iter().flatten().filter(|slot| slot.many);
    many.any(|slot| {
        let names = claim.identity.get(&slot.name);
        names.is_some_and(|names| names.iter().all(NameId::is_local))
    })
}
