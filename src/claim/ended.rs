//! Offices that lists know to have ended: "President Reagan" of a text of 2017 was one once.
//!
//! Takes a claim of an office and the lists, gives it the value for what is held no more. Never looks at words.

use super::{Claim, Value};
use crate::rules::kind::Attribute;
use crate::rules::names::{NameId, Names, Role};
use crate::value::Period;

/// Makes "yes" what stands for an office held no more, where all roles of that title ended before the text was written.
pub(super) fn settle(
    claim: &mut Claim,
    attribute: &Attribute,
    names: &Names,
    published: Option<Period>,
) {
    if let (Some(ended), Some(day)) = (attribute.ended, published)
        && !claim.denied
        && claim.value == Value::Choice(1)
        && is_over(claim, names, day)
    {
        claim.value = Value::Choice(ended);
    }
}

/// True when somebody whom the claim names held what it names, and nobody lists that they still do.
fn is_over(claim: &Claim, names: &Names, day: Period) -> bool {
    let all = || claim.identity.values().flatten();
    let (first, _) = day.first_last();
    let ended = |role: &Role| role.until.is_some_and(|until| until < first);
    all().filter_map(|id| names.by_id.get(id)).any(|name| {
        let titled = |role: &&Role| {
            let title = NameId::from_text(&role.title);
            all().any(|office| *office == title)
        };
        let mut roles = name.roles.iter().filter(titled).peekable();
        roles.peek().is_some() && roles.all(ended)
    })
}
