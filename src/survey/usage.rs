//! From a survey to the plain counts that lints word.

use std::collections::BTreeMap;

use super::{Sheet, Survey};
use crate::claim::{Claim, Modality, Value};
use crate::finding::{Verdict, describe_claim, ladder};
use crate::graph::{ArticleRef, FactGraph, link};
use crate::problem::ByteSpan;
use crate::rules::RulePack;
use crate::rules::kind::Domain;
use crate::rules::lint::{Clash, Crowd, Usage};
use crate::rules::names::Containment;

/// Dates or places in one fact that are too many to be a mere disagreement.
const CROWD: usize = 3;

/// What was counted over `examples`, the pack's own, and over `given` articles.
///
/// `at` says where a span of an article stands and what its words are; `true` stands for an example.
pub fn usage(
    pack: &RulePack,
    examples: &Survey,
    given: &Survey,
    references: &[ArticleRef],
    at: &dyn Fn(bool, u32, ByteSpan, u32) -> (String, String),
) -> Usage {
    let mut usage = Usage {
        articles: given.sheets.len(),
        ..Usage::default()
    };
    if usage.articles > 0 {
        usage.fired = fired(pack, given);
    }
    for (is_example, survey) in [(true, examples), (false, given)] {
        for sheet in &survey.sheets {
            scopes(pack, sheet, &mut usage);
            clashes(pack, sheet, is_example, at, &mut usage.clashes);
        }
    }
    usage.clashes.sort();
    usage.clashes.dedup();
    let claims = given.sheets.iter().flat_map(|sheet| sheet.claims.clone());
    let graph = link(claims.collect(), references, &pack.kinds, &pack.names);
    usage.crowds = crowds(pack, &graph);
    usage
}

fn fired(pack: &RulePack, survey: &Survey) -> Vec<(usize, usize)> {
    let mut claims: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in survey.sheets.iter().flat_map(|sheet| &sheet.claims) {
        *claims.entry(&claim.rule).or_default() += 1;
    }
    let reads = |at: usize| {
        survey
            .sheets
            .iter()
            .filter(|sheet| sheet.readers[at])
            .count()
    };
    let rules = pack.rules.iter().enumerate();
    rules
        .map(|(at, rule)| {
            (
                reads(at),
                claims.get(rule.id.as_str()).copied().unwrap_or(0),
            )
        })
        .collect()
}

fn scopes(pack: &RulePack, sheet: &Sheet, usage: &mut Usage) {
    for claim in &sheet.claims {
        let dimensions = pack.kinds.get(&claim.kind).into_iter();
        for dimension in dimensions.flat_map(|kind| &kind.scope) {
            let key = (claim.kind.clone(), dimension.name.clone());
            let count = usage.filled.entry(key).or_default();
            count.claims += 1;
            count.filled += usize::from(claim.scope.contains_key(&dimension.name));
        }
    }
}

/// Pairs of claims of one sentence and voice, by two rules, that no reading lets both be so.
fn clashes(
    pack: &RulePack,
    sheet: &Sheet,
    is_example: bool,
    at: &dyn Fn(bool, u32, ByteSpan, u32) -> (String, String),
    found: &mut Vec<Clash>,
) {
    for (n, a) in sheet.claims.iter().enumerate() {
        let same = |b: &&Claim| {
            a.sentence == b.sentence
                && a.rule != b.rule
                && a.kind == b.kind
                && a.attribute == b.attribute
                && a.identity == b.identity
                && a.holder == b.holder
        };
        for b in sheet.claims[n + 1..].iter().filter(same) {
            let Some(kind) = pack.kinds.get(&a.kind) else {
                continue;
            };
            // One sentence is one moment: that a value may move in time excuses nothing here.
            let decision = ladder::decide(a, b, kind, &pack.names);
            let excused = !matches!(decision.line, 9..=11);
            if decision.verdict != Verdict::Conflict && excused {
                continue;
            }
            let number = |claim: &Claim| pack.rules.iter().position(|rule| rule.id == claim.rule);
            let (Some(x), Some(y), Some(attribute)) =
                (number(a), number(b), kind.attribute(&a.attribute))
            else {
                continue;
            };
            let ((x, a), (y, b)) = if x > y {
                ((x, a), (y, b))
            } else {
                ((y, b), (x, a))
            };
            let reading = |claim: &Claim| describe_claim(claim, attribute, &pack.names);
            let (place, sentence) = at(is_example, sheet.article, a.span, a.sentence);
            found.push(Clash {
                rules: (x, y),
                readings: (reading(a), reading(b)),
                sentence,
                at: place,
            });
        }
    }
}

/// For each kind, the facts whose claims speak of three or more dates or places that exclude each other.
fn crowds(pack: &RulePack, graph: &FactGraph) -> BTreeMap<String, Crowd> {
    let mut crowds: BTreeMap<String, Crowd> = BTreeMap::new();
    for fact in &graph.facts {
        let Some(kind) = pack.kinds.get(&fact.kind) else {
            continue;
        };
        let crowd = crowds.entry(fact.kind.clone()).or_default();
        crowd.facts += 1;
        for attribute in &kind.attributes {
            if !attribute.functional || !matches!(attribute.domain, Domain::Date | Domain::Place) {
                continue;
            }
            let mut apart: Vec<&Claim> = Vec::new();
            let claims = fact.claims.iter().map(|at| &graph.claims[*at]);
            for claim in claims.filter(|claim| {
                claim.attribute == attribute.name
                    && !claim.denied
                    && matches!(claim.modality, Modality::Actual | Modality::Likely)
            }) {
                if apart.iter().all(|other| excludes(pack, other, claim)) {
                    apart.push(claim);
                }
            }
            if apart.len() < CROWD {
                continue;
            }
            crowd.crowded += 1;
            if apart.len() > crowd.worst.1.len() {
                let names = fact.identity.values().flatten();
                let names: Vec<String> = names.map(|id| pack.names.display(id)).collect();
                let held = apart
                    .iter()
                    .map(|claim| describe_claim(claim, attribute, &pack.names));
                crowd.worst = (names.join(" and "), held.collect());
            }
            break;
        }
    }
    crowds
}

fn excludes(pack: &RulePack, a: &Claim, b: &Claim) -> bool {
    match (&a.value, &b.value) {
        (Value::Period(a), Value::Period(b)) => a.overlap(*b).is_none(),
        (Value::Names(a), Value::Names(b)) => a.iter().all(|a| {
            b.iter()
                .all(|b| pack.names.containment(a, b) == Containment::Apart)
        }),
        _ => false,
    }
}
