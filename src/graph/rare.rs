//! What hardly happens twice in one place within weeks: figures by which two reports tell of one happening.
//!
//! Takes a claim and what its kind calls rare, gives yes or no. Never looks at times.

use crate::claim::{Claim, Value};
use crate::rules::Names;
use crate::rules::kind::Rare;
use crate::rules::names::NameId;

/// True when `claim` surely counts so many, wherever.
pub(crate) fn counts(rare: &Rare, claim: &Claim) -> bool {
    let Value::Amount(amount) = &claim.value else {
        return false;
    };
    claim.attribute == rare.attribute && !claim.denied && amount.hull.low >= rare.from
}

/// True when `claim` surely counts so many of one place where that is rare.
pub(super) fn is_told_by(rare: &Rare, claim: &Claim, names: &Names) -> bool {
    let is_such = |id: &NameId| {
        names.by_id.get(id).is_some_and(|name| {
            let wanted = |kind| rare.of.iter().any(|wanted| names.is_a(kind, wanted));
            name.types.iter().any(wanted)
        })
    };
    counts(rare, claim) && claim.scope.is_empty() && claim.identity.values().flatten().all(is_such)
}
