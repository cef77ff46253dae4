//! Ranking: what a reader should see first, and how loud it is.
//!
//! Takes findings, gives levels and a total order. Never drops one.

use std::cmp::{Ordering, Reverse};

use crate::graph::FactGraph;
use crate::problem::Level;

use super::values::gap;
use super::who::is_between_outlets;
use super::{Between, Finding, Verdict};

/// How hard a verdict is, for choosing the pair that stands for a finding and for the order of findings.
///
/// Words that differ (divergent) come before what time alone explains.
pub(super) fn hardness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Conflict => 6,
        Verdict::Possible => 5,
        Verdict::Divergent => 4,
        Verdict::Correction => 3,
        Verdict::Update => 2,
        Verdict::Change => 1,
        Verdict::Consistent | Verdict::Unrelated | Verdict::Open => 0,
    }
}

/// How bad a finding is: an error where outlets themselves are at odds, a warning where they carry a dispute.
pub(super) fn level(verdict: Verdict, between: Between) -> Level {
    match verdict {
        Verdict::Conflict if is_between_outlets(between) => Level::Error,
        Verdict::Conflict => Level::Warning,
        _ => Level::Note,
    }
}

/// Verdict, who disagrees, explicit scope, smaller support of the two largest sides, gap, newest, id.
pub(super) fn order(a: &Finding, b: &Finding, graph: &FactGraph) -> Ordering {
    let key = |finding: &Finding| {
        let mut support: Vec<usize> = finding.sides.iter().map(|side| side.support).collect();
        support.sort_unstable_by_key(|support| Reverse(*support));
        (
            Reverse(hardness(finding.verdict)),
            finding.between,
            finding.scope.is_empty(),
            Reverse(support.get(1).copied().unwrap_or(0)),
        )
    };
    let newest = |finding: &Finding| {
        [finding.pair.0, finding.pair.1]
            .into_iter()
            .filter_map(|claim| graph.claims[claim].as_of)
            .max()
    };
    key(a)
        .cmp(&key(b))
        .then_with(|| share(b, graph).total_cmp(&share(a, graph)))
        .then_with(|| newest(b).cmp(&newest(a)))
        .then_with(|| a.fingerprint.cmp(&b.fingerprint))
        .then_with(|| a.pair.cmp(&b.pair))
}

/// The gap between the deciding claims as a share of the larger; 1 for values without distance.
fn share(finding: &Finding, graph: &FactGraph) -> f64 {
    let (a, b) = (&graph.claims[finding.pair.0], &graph.claims[finding.pair.1]);
    gap(a, b).map_or(1.0, |gap| {
        let largest = [a, b]
            .into_iter()
            .filter_map(|claim| match &claim.value {
                crate::claim::Value::Amount(amount) => Some(amount.hull.low.abs()),
                _ => None,
            })
            .filter(|end| end.is_finite())
            .fold(1.0, f64::max);
        (gap / largest).min(1.0)
    })
}
