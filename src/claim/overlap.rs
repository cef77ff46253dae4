//! One reading per span: where two rules read the same words, the fuller reading stays.

use super::Claim;
use super::fill::Filled;

/// The claims of one sentence, with readings that overlap settled.
///
/// Two claims compete when kind, identity, attribute and voice are equal and their spans overlap. The longer match
/// wins; of two equally long ones the rule that stands first.
pub(super) fn settle(mut filled: Vec<Filled>) -> Vec<Claim> {
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
    let mut claims: Vec<Claim> = kept.into_iter().map(|one| one.claim).collect();
    claims.sort_by(|a, b| {
        (a.span, &a.kind, &a.attribute, &a.identity, &a.rule).cmp(&(
            b.span,
            &b.kind,
            &b.attribute,
            &b.identity,
            &b.rule,
        ))
    });
    claims
}

/// True when only one of the two can stand.
pub(super) fn competes(a: &Claim, b: &Claim) -> bool {
    a.kind == b.kind
        && a.attribute == b.attribute
        && a.scope == b.scope
        && a.span.meets(b.span)
        && same_or_part(a, b)
}

/// True when the identities are equal, or one holds everything the other has: "A met B" in "A and C met B".
fn same_or_part(a: &Claim, b: &Claim) -> bool {
    let part = |a: &Claim, b: &Claim| {
        a.identity.iter().all(|(slot, names)| {
            b.identity
                .get(slot)
                .is_some_and(|all| names.iter().all(|name| all.contains(name)))
        })
    };
    part(a, b) || part(b, a)
}
