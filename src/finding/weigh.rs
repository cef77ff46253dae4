//! Weighing one attribute of one fact: history, sides, and the hardest verdict between its claims.
//!
//! Takes the claims of one fact, attribute and scope, gives a finding or nothing. Bounded: a group of any size costs a
//! sort and at most [`JUDGED`]² / 2 verdicts.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::claim::{Claim, Holder, Modality};
use crate::graph::{Fact, FactGraph};
use crate::rules::Names;
use crate::rules::kind::{Attribute, Kind, ScopeValue};
use crate::value::Slots;

use super::describe::{describe_claim, listed};
use super::ladder::{Decision, decide_of, is_open, order, why};
use super::rank::{hardness, level};
use super::sides::{self, Split};
use super::who::{between, is_between_outlets};
use super::{Compatible, Finding, Side, Verdict, fingerprint};

/// Claims of one group that are compared with each other. Larger groups are represented by claims of all sides, spread
/// over time, firm ones first.
pub(super) const JUDGED: usize = 160;
/// Pairs of history kept per finding.
const REMEMBERED: usize = 200;

/// The claims to weigh: those of one scope, and those of lesser scope that may speak of it.
pub(super) struct Group<'g> {
    pub(super) graph: &'g FactGraph,
    pub(super) fact: &'g Fact,
    /// The fact's index.
    pub(super) at: usize,
    pub(super) kind: &'g Kind,
    pub(super) attribute: &'g Attribute,
    pub(super) names: &'g Names,
    pub(super) scope: Slots<ScopeValue>,
    /// Claims with exactly this scope, sorted.
    pub(super) own: Vec<usize>,
    /// Claims that leave part of the scope open; they are not compared with each other here.
    pub(super) guests: Vec<usize>,
}

/// A pair and how it relates.
type Judged = (usize, usize, Decision);

impl Group<'_> {
    /// The finding of this group, when some pair is not simply consistent.
    pub(super) fn weigh(&self) -> Option<Finding> {
        let claims = &self.graph.claims;
        let (open, asserted): (Vec<usize>, Vec<usize>) = self
            .own
            .iter()
            .chain(&self.guests)
            .copied()
            .partition(|&claim| is_open(claims[claim].modality));
        if asserted.len() < 2 || sides::is_one_value(&asserted, claims) {
            return None;
        }
        let echoes = self.echoes(&asserted);
        let first: Vec<usize> = asserted
            .iter()
            .copied()
            .filter(|claim| !echoes.contains_key(claim))
            .collect();
        let (mut history, superseded) = self.history(&first);
        let standing: Vec<usize> = first
            .into_iter()
            .filter(|claim| !superseded.contains(claim))
            .collect();
        let mut split = sides::split(&standing, claims, self.attribute, self.names);
        let mut best: Option<Judged> = history.iter().copied().reduce(|a, b| self.harder(a, b));
        let judged = representatives(&standing, &split, claims);
        for (at, &a) in judged.iter().enumerate() {
            for &b in &judged[at + 1..] {
                if !(self.is_own(a) || self.is_own(b)) || self.graph.is_copy(a, b) {
                    continue;
                }
                let decision = self.decide(a, b);
                if hardness(decision.verdict) == 0 {
                    continue;
                }
                let pair = (a, b, decision);
                if is_history(decision.verdict) && history.len() < REMEMBERED {
                    let when = |claim: usize| (claims[claim].as_of, claims[claim].time.hull);
                    let (earlier, later) = if when(b) < when(a) { (b, a) } else { (a, b) };
                    history.push((earlier, later, decision));
                }
                best = Some(best.map_or(pair, |best| self.harder(best, pair)));
            }
        }
        let (a, b, decision) = best?;
        for (&echo, claim) in &echoes {
            for (_, members) in &mut split.sides {
                if members.binary_search(claim).is_ok() {
                    members.push(echo);
                }
            }
        }
        Some(self.finding((a, b, decision), split, history, open))
    }

    fn is_own(&self, claim: usize) -> bool {
        self.own.binary_search(&claim).is_ok()
    }

    fn decide(&self, a: usize, b: usize) -> Decision {
        let claims = &self.graph.claims;
        decide_of(
            self.attribute,
            &claims[a],
            &claims[b],
            self.kind,
            self.names,
        )
    }

    /// Claims of copied articles, each with the same claim of the article that stands for the text.
    fn echoes(&self, asserted: &[usize]) -> BTreeMap<usize, usize> {
        type Said<'c> = (
            u32,
            Option<&'c crate::rules::NameId>,
            bool,
            bool,
            Modality,
            &'c Slots<ScopeValue>,
        );
        let claims = &self.graph.claims;
        let is_copied = |claim: &usize| self.graph.origins[*claim] != claims[*claim].article;
        if !asserted.iter().any(is_copied) {
            return BTreeMap::new();
        }
        let mut by_text: BTreeMap<Said<'_>, Vec<usize>> = BTreeMap::new();
        let texts: BTreeMap<u32, BTreeSet<u32>> =
            asserted.iter().fold(BTreeMap::new(), |mut texts, &claim| {
                texts
                    .entry(self.graph.origins[claim])
                    .or_default()
                    .insert(claims[claim].article);
                texts
            });
        for &index in asserted {
            let claim = &claims[index];
            let text = self.graph.origins[index];
            if texts.get(&text).is_some_and(|articles| articles.len() > 1) {
                by_text
                    .entry((
                        text,
                        claim.holder.speaker.as_ref(),
                        claim.denied,
                        claim.only,
                        claim.modality,
                        &claim.scope,
                    ))
                    .or_default()
                    .push(index);
            }
        }
        let mut echoes = BTreeMap::new();
        for (said, mut indices) in by_text {
            // The origin's claims first, then by value; the n-th claim of a copy echoes the n-th of the first article.
            indices.sort_by(|&a, &b| {
                claims[a]
                    .value
                    .order(&claims[b].value)
                    .then_with(|| (claims[a].article != said.0).cmp(&(claims[b].article != said.0)))
                    .then(a.cmp(&b))
            });
            for value in indices.chunk_by(|&a, &b| claims[a].value == claims[b].value) {
                let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
                let mut firsts: Vec<usize> = Vec::new();
                for &index in value {
                    let nth = seen.entry(claims[index].article).or_default();
                    if let Some(&first) = firsts.get(*nth) {
                        echoes.insert(index, first);
                    } else {
                        firsts.push(index);
                    }
                    *nth += 1;
                }
            }
        }
        echoes
    }

    /// What each holder said before their latest claim, and which of it the latest replaced.
    ///
    /// A claim about another time (change) is history and still stands: it speaks for its own time.
    fn history(&self, asserted: &[usize]) -> (Vec<Judged>, BTreeSet<usize>) {
        let claims = &self.graph.claims;
        let when = |claim: usize| {
            let claim: &Claim = &claims[claim];
            (
                claim.as_of.map(|as_of| (as_of.end, as_of.start)),
                claim.time.hull,
            )
        };
        let mut holders: FxHashMap<&Holder, usize> = FxHashMap::default();
        let mut latest: Vec<usize> = Vec::new();
        let holder_of: Vec<usize> = asserted
            .iter()
            .map(|&claim| {
                let holder = *holders.entry(&claims[claim].holder).or_insert(latest.len());
                if holder == latest.len() {
                    latest.push(claim);
                } else if when(claim) > when(latest[holder]) {
                    latest[holder] = claim;
                }
                holder
            })
            .collect();
        let (mut history, mut superseded) = (Vec::new(), BTreeSet::new());
        for (&claim, holder) in asserted.iter().zip(holder_of) {
            let last = latest[holder];
            if claim == last
                || !(self.is_own(claim) || self.is_own(last))
                || order(&claims[claim], &claims[last]).is_none()
            {
                continue;
            }
            let decision = self.decide(claim, last);
            if !is_history(decision.verdict) {
                continue;
            }
            if decision.verdict != Verdict::Change {
                superseded.insert(claim);
            }
            if history.len() < REMEMBERED {
                history.push((claim, last, decision));
            }
        }
        (history, superseded)
    }

    /// The pair that better stands for the finding: harder, between outlets, newer, first in order.
    fn harder(&self, a: Judged, b: Judged) -> Judged {
        let claims = &self.graph.claims;
        let key = |(x, y, decision): &Judged| {
            let (first, second) = (&claims[*x], &claims[*y]);
            (
                hardness(decision.verdict),
                is_between_outlets(between(first, second, decision.line)),
                first.as_of.max(second.as_of),
                std::cmp::Reverse((*x, *y)),
            )
        };
        if key(&b) > key(&a) { b } else { a }
    }

    fn finding(
        &self,
        (a, b, decision): Judged,
        split: Split,
        history: Vec<Judged>,
        mut open: Vec<usize>,
    ) -> Finding {
        let graph = self.graph;
        let between = between(&graph.claims[a], &graph.claims[b], decision.line);
        let mut order: Vec<(usize, Side)> = split
            .sides
            .into_iter()
            .map(|(value_label, mut claims)| {
                claims.sort_unstable();
                let said = self.said(&claims);
                Side {
                    support: graph.support(&claims),
                    fingerprint: said
                        .get(&value_label)
                        .cloned()
                        .unwrap_or_else(|| fingerprint::of_label(&value_label)),
                    value_label,
                    claims,
                    said,
                }
            })
            .enumerate()
            .collect();
        order.sort_by(|(_, x), (_, y)| {
            (std::cmp::Reverse(x.support), &x.value_label, &x.claims).cmp(&(
                std::cmp::Reverse(y.support),
                &y.value_label,
                &y.claims,
            ))
        });
        let mut place = vec![0; order.len()];
        for (to, (from, _)) in order.iter().enumerate() {
            place[*from] = to;
        }
        let compatible = split
            .compatible
            .into_iter()
            .map(|(claim, sides)| Compatible {
                claim,
                sides: sides
                    .iter()
                    .filter_map(|&side| place.get(side).copied())
                    .collect(),
            })
            .collect();
        let sides: Vec<Side> = order.into_iter().map(|(_, side)| side).collect();
        let alone = match sides.as_slice() {
            [many, one] => one.support == 1 && many.support >= 3,
            _ => false,
        };
        let mut history: Vec<(usize, usize, Verdict)> = history
            .into_iter()
            .map(|(a, b, decision)| (a, b, decision.verdict))
            .collect();
        history.sort_unstable();
        history.dedup();
        open.sort_unstable();
        let fingerprint = fingerprint::of_fact(self.fact, &self.attribute.name, &self.scope);
        Finding {
            id: fingerprint::id(&fingerprint),
            fingerprint,
            rank: String::new(),
            fact: self.at,
            kind: self.fact.kind.clone(),
            attribute: self.attribute.name.clone(),
            identity: self.fact.identity.clone(),
            date: self.fact.date,
            scope: self.scope.clone(),
            question: self.question(),
            sides,
            verdict: decision.verdict,
            doubt: decision.doubt,
            line: decision.line,
            between,
            why: why(decision.line).to_owned(),
            pair: (a, b),
            history,
            compatible,
            open,
            level: level(decision.verdict, between),
            alone,
        }
    }

    /// The values of `claims` in words, each with its stable name.
    fn said(&self, claims: &[usize]) -> BTreeMap<String, String> {
        let all = &self.graph.claims;
        // Most of them say the same.
        sides::stands(claims, all)
            .into_iter()
            .map(|stand| {
                let claim = stand.claim;
                let label = describe_claim(claim, self.attribute, self.names);
                let fingerprint = fingerprint::of_claim(claim, &label);
                (label, fingerprint)
            })
            .collect()
    }

    fn question(&self) -> String {
        let mut question = self.kind.question.clone();
        for (slot, names) in &self.fact.identity {
            let filled = listed(
                names.iter().map(|name| self.names.display(name)).collect(),
                "and",
            );
            question = question.replace(&format!("{{{slot}}}"), &filled);
        }
        question
    }
}

pub(super) fn is_history(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Change | Verdict::Update | Verdict::Correction
    )
}

/// The claims to compare: all of them, or an even share of each side, firm ones and both ends of time first.
pub(super) fn representatives(standing: &[usize], split: &Split, claims: &[Claim]) -> Vec<usize> {
    if standing.len() <= JUDGED {
        return standing.to_vec();
    }
    let mut lists: Vec<Vec<usize>> = split.sides.iter().map(|(_, side)| side.clone()).collect();
    lists.push(split.compatible.iter().map(|(claim, _)| *claim).collect());
    let placed: BTreeSet<usize> = lists.iter().flatten().copied().collect();
    lists.push(
        standing
            .iter()
            .copied()
            .filter(|claim| !placed.contains(claim))
            .collect(),
    );
    lists.retain(|list| !list.is_empty());
    lists.sort_by_key(|list| (std::cmp::Reverse(list.len()), list[0]));
    lists.truncate(JUDGED / 2);
    let share = JUDGED / lists.len().max(1);
    let mut chosen: Vec<usize> = lists
        .into_iter()
        .flat_map(|mut list| {
            list.sort_by_key(|&at| {
                let claim = &claims[at];
                (
                    claim.modality,
                    claim.time.core.is_none(),
                    claim.as_of.is_none(),
                    claim.as_of,
                    at,
                )
            });
            let step = list.len().div_ceil(share).max(1);
            let last = list.last().copied();
            let mut spread: Vec<usize> = list.into_iter().step_by(step).collect();
            spread.extend(last);
            spread
        })
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}
