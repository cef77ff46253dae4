//! What somebody denies without saying it again: "The UN put the dead at 22. The ministry rejected the figure."
//!
//! Takes the denials of a sentence and what was told before them, gives one of it once more, denied, by whoever
//! denies it. Never looks for words: which matches rebut is for the rules to say.

use super::fill::Filled;
use super::{Claim, Holder};
use crate::rules::NameId;
use crate::rules::RulePack;
use crate::rules::kind::Domain;
use crate::value::Modality;

/// How many sentences back the claim may stand.
const BACK: u32 = 1;

/// A match that denies what was claimed before it.
pub(super) struct Rebuttal {
    /// The denial, as a claim of its own.
    by: Claim,
}

/// The rebuttals among the readings of a sentence.
pub(super) fn among(filled: &[Filled], pack: &RulePack) -> Vec<Rebuttal> {
    let mut found: Vec<Rebuttal> = Vec::new();
    for one in filled.iter().filter(|one| pack.rules[one.rule].rebuts) {
        if found
            .iter()
            .all(|other| other.by.span.start != one.claim.span.start)
        {
            let by = one.claim.clone();
            found.push(Rebuttal { by });
        }
    }
    found
}

impl Rebuttal {
    /// What is denied, of the claims told so far.
    pub(super) fn of(self, told: &[Claim], pack: &RulePack) -> Option<Claim> {
        let by = self.by;
        let speaker = by.identity.values().next()?.first()?.clone();
        let denied = told
            .iter()
            .filter(|claim| claim.span.end <= by.span.start && by.sentence - claim.sentence <= BACK)
            .filter(|claim| claim.holder.speaker.as_ref() != Some(&speaker))
            .filter(|claim| !claim.denied && claim.modality <= Modality::Likely)
            .filter(|claim| can_be_at_odds(claim, &speaker, pack));
        // The nearest sentence that claims anything: what it says of whoever denies it, or what it says first.
        let denied = denied.max_by_key(|claim| {
            let of_them = is_of(claim, &speaker);
            (claim.sentence, of_them, std::cmp::Reverse(claim.span))
        })?;
        Some(Claim {
            holder: Holder {
                speaker: Some(speaker),
                ..denied.holder.clone()
            },
            denied: true,
            modality: by.modality,
            span: by.span,
            sentence: by.sentence,
            rule: by.rule,
            pattern: by.pattern,
            quote: None,
            wording: by.wording,
            ..denied.clone()
        })
    }
}

/// True for a figure, for what is told of `denier`, and for what somebody else has said. What else a sentence tells is
/// often told in passing, and not what somebody denies who denies "it".
fn can_be_at_odds(claim: &Claim, denier: &NameId, pack: &RulePack) -> bool {
    let kind = pack.kinds.get(&claim.kind);
    let attribute = kind.and_then(|kind| kind.attribute(&claim.attribute));
    attribute.is_some_and(|attribute| {
        attribute.functional
            && match attribute.domain {
                Domain::Amount { .. } => true,
                Domain::Choice { .. } | Domain::Names | Domain::Place => {
                    is_of(claim, denier) || claim.holder.speaker.is_some()
                }
                _ => false,
            }
    })
}

/// True when `name` is one of those whom the claim is about.
fn is_of(claim: &Claim, name: &NameId) -> bool {
    claim.identity.values().flatten().any(|of| of == name)
}
