//! How two claims of a graph stand to each other, and why: the question behind every finding that is not there.
//!
//! Takes a graph and two of its claims, gives the judgement with every line of the ladder, or what keeps the two from
//! being compared. Never compares them itself.

use std::collections::BTreeMap;

use super::ladder::{self, Judgement, steps};
use crate::graph::{Fact, FactGraph};
use crate::rules::{Kind, NameId, Names};

/// How two claims stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The verdict; `None` when they are not to be compared.
    pub judgement: Option<Judgement>,
    /// The lines of the ladder in the order tried, the deciding one last; or what keeps the two apart.
    pub steps: Vec<String>,
}

impl Relation {
    /// The line that decided, or what keeps the two apart.
    pub fn decided(&self) -> &str {
        self.steps.last().map_or("", String::as_str)
    }
}

/// How the claims number `a` and `b` of `graph` stand to each other.
pub fn relation(
    graph: &FactGraph,
    (a, b): (usize, usize),
    kinds: &BTreeMap<String, Kind>,
    names: &Names,
) -> Relation {
    let apart = |steps: Vec<String>| Relation {
        judgement: None,
        steps,
    };
    let (x, y) = (&graph.claims[a], &graph.claims[b]);
    let fact_of = |claim: usize| {
        let facts = graph.facts.iter();
        facts
            .enumerate()
            .find(|(_, fact)| fact.claims.binary_search(&claim).is_ok())
    };
    if let (Some((first, one)), Some((second, other))) = (fact_of(a), fact_of(b))
        && first != second
    {
        return apart(not_one_fact(one, other, names));
    }
    if graph.is_copy(a, b) {
        let why = "the two articles are copies of one text with both sentences, and a copy is never at odds with it";
        return apart(vec![why.to_owned()]);
    }
    let Some(kind) = kinds.get(&x.kind) else {
        return apart(vec![format!("`{}` is no fact kind", x.kind)]);
    };
    let judgement = ladder::judge(x, y, kind, names);
    let tried = steps(x, y, kind, names);
    let steps = tried
        .iter()
        .map(|step| {
            let outcome = if step.line == judgement.line {
                judgement.verdict.name()
            } else {
                "no"
            };
            format!(
                "{:>2}  {}: {outcome}; {}",
                step.line, step.why, step.because
            )
        })
        .collect();
    Relation {
        judgement: Some(judgement),
        steps,
    }
}

/// What keeps two facts of one kind apart.
fn not_one_fact(one: &Fact, other: &Fact, names: &Names) -> Vec<String> {
    let listed = |ids: Option<&Vec<NameId>>| {
        let ids = ids.into_iter().flatten();
        let all: Vec<String> = ids.map(|id| names.display(id)).collect();
        if all.is_empty() {
            "nobody".to_owned()
        } else {
            all.join(", ")
        }
    };
    let mut slots: Vec<&String> = one.identity.keys().chain(other.identity.keys()).collect();
    slots.sort();
    slots.dedup();
    let mut why: Vec<String> = slots
        .into_iter()
        .filter(|slot| one.identity.get(*slot) != other.identity.get(*slot))
        .map(|slot| {
            let (a, b) = (
                listed(one.identity.get(slot)),
                listed(other.identity.get(slot)),
            );
            format!("not the same {slot}: {a} / {b}")
        })
        .collect();
    if why.is_empty() {
        let date = |fact: &Fact| {
            fact.date
                .map_or_else(|| "no date".to_owned(), |date| date.to_string())
        };
        let (a, b) = (date(one), date(other));
        why.push(format!("two happenings of the same names: {a} / {b}"));
    }
    why
}
