//! What somebody answers to what was just told, without saying it again: "The UN put the dead at 22. The ministry
//! rejected the figure." "The army counted 15."
//!
//! Takes the answers of a sentence and what was told before them, gives one of it once more, denied or with another
//! figure, by whoever answers. Never looks for words: which matches answer is for the rules to say.

use std::cmp::Reverse;

use super::accounts::{self, accuses, is_answered};
use super::fill::Filled;
use super::leftovers::{is_by_leftovers, is_loose};
use super::{Claim, Holder, Value};
use crate::rules::NameId;
use crate::rules::RulePack;
use crate::rules::kind::{Domain, ScopeValue};
use crate::rules::rule::Rebuts;
use crate::value::{Amount, Modality};

/// How many sentences back the claim may stand.
const BACK: u32 = 1;
/// How many where it tells of whoever denies all that others say of them.
const FAR_BACK: u32 = 3;
/// So many words a sentence may begin with before its answer: "But the army".
const OPENING: usize = 3;

/// A match that answers what was claimed before it.
pub(super) struct Answer {
    /// The answer, as a claim of its own.
    by: Claim,
    /// What it denies; `None` when it gives another figure, and denies nothing.
    rebuts: Option<Rebuts>,
    /// Who gives it: whom its words name, else whose words they are.
    speaker: NameId,
    /// True when its sentence begins with it: "Accused of theft, Norway denied it" answers what it says itself.
    opens: bool,
}

/// The answers among the readings of a sentence, in their order.
pub(super) fn among(filled: &[Filled], pack: &RulePack) -> Vec<Answer> {
    let mut found: Vec<Answer> = Vec::new();
    for one in filled {
        let rule = &pack.rules[one.rule];
        // That has words of its own.
        if is_answered(&one.claim, pack) {
            continue;
        }
        if rule.rebuts.is_none() && !(rule.restates && amount(&one.claim).is_some()) {
            continue;
        }
        let named = one.claim.identity.iter().next();
        let named = named.filter(|(slot, _)| !one.lent.contains(*slot));
        let named = named.and_then(|(_, names)| names.first());
        let Some(speaker) = named.or(one.claim.holder.speaker.as_ref()) else {
            continue;
        };
        let answer = Answer {
            by: one.claim.clone(),
            speaker: speaker.clone(),
            rebuts: rule.rebuts,
            opens: one.tokens.start <= OPENING,
        };
        // "Which he denied" says more than "denied".
        let here = |answer: &Answer| answer.rebuts == Some(Rebuts::Here);
        if here(&answer) {
            found.retain(|other| here(other) || !other.by.span.meets(answer.by.span));
        } else if found
            .iter()
            .any(|other| here(other) && other.by.span.meets(answer.by.span))
        {
            continue;
        }
        let mut same = found
            .iter_mut()
            .filter(|other| other.by.span.start == answer.by.span.start);
        match same.next() {
            // "The allegations" says more than "denied".
            Some(other) => {
                if other.rebuts == Some(Rebuts::Told) && other.rebuts != answer.rebuts {
                    *other = answer;
                }
            }
            None => found.push(answer),
        }
    }
    found.sort_by_key(|answer| answer.by.span);
    found
}

/// Adds what `answers` give to the claims told so far, of which those of their own sentence begin at `start`.
pub(super) fn give(
    answers: &[Answer],
    claims: &mut Vec<Claim>,
    start: usize,
    accounts: &accounts::Reader<'_>,
) {
    let mut denials: Vec<Claim> = Vec::new();
    for answer in answers {
        let given = answer.of(claims, accounts);
        if given.is_empty() {
            answer.withdraw(claims, start);
        }
        let (denied, told): (Vec<Claim>, Vec<Claim>) =
            given.into_iter().partition(|one| one.denied);
        claims.extend(told);
        // "That was denied by Ann Lee: no such order was given" denies it once, by what she says.
        denials.retain(|claim| !denied.iter().any(|one| is_again(one, claim)));
        denials.extend(denied);
    }
    claims.extend(denials);
}

impl Answer {
    /// What is answered, of the claims told so far, as whoever answers has it.
    fn of(&self, told: &[Claim], accounts: &accounts::Reader<'_>) -> Vec<Claim> {
        let pack = accounts.pack;
        let near = since(told, &self.by, BACK);
        let Some(rebuts) = self.rebuts else {
            let figure = self.figure(near, pack);
            return figure.into_iter().collect();
        };
        let mut denied = self.denied(told, rebuts, accounts);
        // What a kind of its own reads needs no more words.
        if denied.iter().any(|meant| !is_answered(meant, pack)) {
            denied.retain(|meant| !is_answered(meant, pack));
        }
        denied
            .into_iter()
            .map(|meant| self.says(meant, meant.value.clone()))
            .collect()
    }

    /// What it denies of the claims told so far.
    fn denied<'c>(
        &'c self,
        told: &'c [Claim],
        rebuts: Rebuts,
        accounts: &accounts::Reader<'_>,
    ) -> Vec<&'c Claim> {
        let (by, speaker, pack) = (&self.by, &self.speaker, accounts.pack);
        let (back, far_back) = match rebuts {
            Rebuts::Here => (0, 0),
            _ => (BACK, FAR_BACK),
        };
        let near = since(told, by, back);
        let side = [Some(speaker), pack.names.spoken_for(speaker)];
        let is_theirs = |claim: &Claim| {
            side.iter().flatten().any(|name| tells_of(claim, name))
                || is_answered(claim, pack) && accounts.names(claim, speaker, rebuts == Rebuts::Own)
        };
        let is_deed = |claim: &Claim| amount(claim).is_none();
        // Of what a word or two tell "the allegations" mean no more than what is told of whoever denies them.
        let is_sure = |claim: &Claim| {
            rebuts != Rebuts::All
                || !is_loose(claim, pack)
                || is_answered(claim, pack)
                    && (accuses(claim, pack) || is_theirs(claim) && !accounts.has_negator(claim))
                || side.iter().flatten().any(|name| is_of(claim, name))
        };
        let can_be_meant = |claim: &Claim| match rebuts {
            Rebuts::Deed => is_deed(claim),
            Rebuts::Own => is_deed(claim) && is_theirs(claim),
            Rebuts::Told | Rebuts::Here | Rebuts::All => is_sure(claim),
        };
        let nearest = self.others(near).filter(|claim| can_be_meant(claim));
        let nearest = nearest.filter(|claim| {
            let alone = self.opens && is_all_told(claim, near, by, pack);
            can_be_at_odds(claim, speaker, alone, pack)
        });
        // The nearest sentence that claims anything: what it says of whoever denies it, or what it says first.
        let nearest = nearest.max_by_key(|claim| {
            let (of_them, full) = (is_theirs(claim), !is_loose(claim, pack));
            // "A charge Norway denies" stands right behind it.
            let behind = (rebuts == Rebuts::Here).then_some(claim.span);
            (claim.sentence, behind, of_them, full, Reverse(claim.span))
        });
        let is_meant = |claim: &Claim| match nearest {
            // All that is read in the same words, but no figure that they give besides.
            Some(nearest) => {
                let is_one = claim.span.start < nearest.span.end
                    && nearest.span.start < claim.span.end
                    && claim.holder == nearest.holder;
                let as_full = is_loose(nearest, pack) || !is_loose(claim, pack);
                is_one && as_full && (is_theirs(claim) || is_deed(claim) && is_deed(nearest))
            }
            None => false,
        };
        // What others say of them a little farther back, and in the same sentence.
        let is_far = |claim: &Claim| {
            let beside = nearest.is_some_and(|nearest| nearest.sentence == claim.sentence);
            (beside || claim.holder.speaker.is_some())
                && (is_deed(claim) || nearest.is_none() && rebuts == Rebuts::Told)
                && is_theirs(claim)
        };
        // Nobody denies with "the allegations" what is told before what somebody else is said to have done.
        let is_all = rebuts == Rebuts::All && nearest.is_none_or(is_theirs);
        let more = self.others(since(told, by, far_back)).filter(|claim| {
            let is_other = nearest.is_none_or(|nearest| *claim != nearest);
            let is_text = matches!(claim.value, Value::Text(_));
            let is_more = is_meant(claim) || (is_all || nearest.is_none()) && is_far(claim);
            is_other
                && is_more
                && is_sure(claim)
                && !is_text
                && can_be_at_odds(claim, speaker, false, pack)
        });
        if nearest.is_some() || is_all {
            return more.chain(nearest).collect();
        }
        let last = more.filter(|_| self.opens);
        let last = last.max_by_key(|claim| (claim.sentence, Reverse(claim.span)));
        last.into_iter().collect()
    }

    /// What others have told before it, for certain.
    fn others<'c>(&'c self, told: &'c [Claim]) -> impl Iterator<Item = &'c Claim> {
        told.iter()
            .filter(|claim| claim.span.end <= self.by.span.start)
            .filter(|claim| claim.holder.speaker.as_ref() != Some(&self.speaker))
            .filter(|claim| !claim.denied && claim.modality <= Modality::Likely)
    }

    /// The figure just told that it gives another one for.
    fn figure(&self, told: &[Claim], pack: &RulePack) -> Option<Claim> {
        let by = &self.by;
        let given = amount(by)?;
        let before = self.others(told);
        let before = before.filter(|claim| self.opens || claim.sentence == by.sentence);
        let mut figures = before.filter(|claim| is_figure(claim, by, pack));
        // Of two figures nobody knows which is meant.
        let meant = figures.next()?;
        let other = figures.find(|other| other.span != meant.span);
        let unit = amount(meant)?.unit.clone();
        let value = Value::Amount(Amount {
            unit,
            ..given.clone()
        });
        let meant = other.is_none().then_some(meant)?;
        Some(self.says(meant, value))
    }

    /// What `meant` tells, in the words of the answer and as whoever gives it has it.
    fn says(&self, meant: &Claim, value: Value) -> Claim {
        let by = &self.by;
        Claim {
            holder: Holder {
                speaker: Some(self.speaker.clone()),
                ..meant.holder.clone()
            },
            value,
            denied: self.rebuts.is_some(),
            modality: by.modality,
            span: by.span,
            sentence: by.sentence,
            rule: by.rule.clone(),
            pattern: by.pattern,
            quote: None,
            wording: by.wording,
            ..meant.clone()
        }
    }

    /// Takes back, from claim number `start` on, a figure that answers nothing: nobody knows what it is a figure of.
    fn withdraw(&self, claims: &mut Vec<Claim>, start: usize) {
        if self.rebuts.is_none() {
            let mut at = 0;
            claims.retain(|claim| {
                at += 1;
                at <= start || claim.rule != self.by.rule || claim.span != self.by.span
            });
        }
    }
}

/// True when both deny the same, by one speaker.
pub(super) fn is_again(one: &Claim, other: &Claim) -> bool {
    one.kind == other.kind
        && one.attribute == other.attribute
        && one.identity == other.identity
        && one.value == other.value
        && one.scope == other.scope
        && one.holder == other.holder
}

/// The claims told no more than so many sentences before `by`: they stand in the order of their sentences.
fn since<'c>(told: &'c [Claim], by: &Claim, back: u32) -> &'c [Claim] {
    let is_far = |claim: &Claim| by.sentence - claim.sentence > back;
    let start = told.iter().rposition(is_far).map_or(0, |at| at + 1);
    &told[start..]
}

/// The figure that a claim gives.
fn amount(claim: &Claim) -> Option<&Amount> {
    match &claim.value {
        Value::Amount(amount) => Some(amount),
        _ => None,
    }
}

/// True for a figure that the one of the answer `by` may stand for: of its unit, or of none that its kind measures by where
/// it counts.
fn is_figure(claim: &Claim, by: &Claim, pack: &RulePack) -> bool {
    let attribute = |claim: &Claim| pack.kinds.get(&claim.kind)?.attribute(&claim.attribute);
    let (Some(attribute), Some(given)) = (attribute(claim), amount(by)) else {
        return false;
    };
    // "Police counted 5,000 in Berlin. In Hamburg organisers counted 3,000": of somewhere else.
    let is_there = |place: &ScopeValue| match place {
        ScopeValue::Name(name) => is_of(claim, name),
        ScopeValue::Word(_) => true,
    };
    if !by.scope.values().all(is_there) {
        return false;
    }
    let measured = pack
        .kinds
        .get(&by.kind)
        .into_iter()
        .flat_map(|kind| &kind.attributes);
    let mut measured = measured.filter_map(|attribute| match &attribute.domain {
        Domain::Amount { unit } if !unit.is_empty() => Some(unit),
        _ => None,
    });
    match &attribute.domain {
        Domain::Amount { unit } => {
            let counts = given.unit.is_empty() && !measured.any(|other| other == unit);
            attribute.functional && (*unit == given.unit || counts)
        }
        _ => false,
    }
}

/// True when its sentence tells nothing else before the denial.
fn is_all_told(claim: &Claim, told: &[Claim], by: &Claim, pack: &RulePack) -> bool {
    let beside = told
        .iter()
        .filter(|other| other.sentence == claim.sentence && other.span.end <= by.span.start)
        .filter(|other| !is_title(other, pack));
    let mut apart = beside
        .filter(|other| other.span.end <= claim.span.start || claim.span.end <= other.span.start);
    apart.next().is_none()
}

/// True for an office that stands beside a name.
fn is_title(claim: &Claim, pack: &RulePack) -> bool {
    let kind = pack.kinds.get(&claim.kind);
    kind.is_some_and(|kind| !kind.dated)
}

/// True for a figure, for what is told of `denier`, for what somebody else has said, and for what a sentence tells `alone`
/// and of nobody. What else it tells is often told in passing, and not what somebody denies who denies "it".
fn can_be_at_odds(claim: &Claim, denier: &NameId, alone: bool, pack: &RulePack) -> bool {
    let kind = pack.kinds.get(&claim.kind);
    let attribute = kind.and_then(|kind| kind.attribute(&claim.attribute));
    let said = claim.holder.speaker.is_some() || accuses(claim, pack);
    let is_event = kind.is_some_and(|kind| kind.event.is_some());
    // "The call to Arbo, in which he asked for help, an allegation that Brul has denied": not that there was a call.
    // Nor is it the title that stood beside a name.
    // "Norway has agreed to a truce. Chad begs to differ": about something else, or it would be about Chad.
    let of_nobody = kind.is_some_and(|kind| kind.identity.iter().all(|slot| slot.via.is_empty()));
    let of_them = is_of(claim, denier) || alone && of_nobody;
    let told = !is_title(claim, pack) && (said || !is_event && of_them);
    attribute.is_some_and(|attribute| match attribute.domain {
        // What somebody tells, or is accused of, for all to deny.
        _ if is_answered(claim, pack) => said && !claim.says_no(attribute),
        // What a word or two tell is denied without saying it where somebody has said it.
        _ if !said && is_loose(claim, pack) => false,
        // What a rule of leftovers makes of the words is denied by whom it is about alone.
        _ if !of_them && is_by_leftovers(claim, pack) => false,
        // Whoever denies something twice denies it once.
        _ if claim.says_no(attribute) => false,
        Domain::Amount { .. } => attribute.functional || said,
        Domain::Choice { .. } | Domain::Names | Domain::Place => attribute.functional && told,
        // Texts are at odds with nothing but a denial.
        Domain::Text => said && is_event,
        Domain::Date => false,
    })
}

/// True when `name` is one of those whom the claim is about.
fn is_of(claim: &Claim, name: &NameId) -> bool {
    claim.identity.values().flatten().any(|of| of == name)
}

/// True when it is about `name`, or limited to them: the town that "Norway shelled".
fn tells_of(claim: &Claim, name: &NameId) -> bool {
    let mut limits = claim.scope.values();
    is_of(claim, name) || limits.any(|of| matches!(of, ScopeValue::Name(of) if of == name))
}
