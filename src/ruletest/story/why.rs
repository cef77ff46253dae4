//! Why an expectation does not hold: what nearly gave the claim, and what came of the claims that are there.
//!
//! Takes what a test gave and what was wanted, gives words for people. Never judges: it is asked after that.

use super::expect::{Of, WantedFinding};
use super::record::Gave;
use super::run::Answer;
use crate::claim::{self, Claim};
use crate::finding;
use crate::rules::rule::Rule;
use crate::ruletest::near::{self, Near};
use crate::ruletest::wanted;
use crate::source::OutletId;
use crate::text;

impl Gave<'_> {
    /// Why there is no such finding: the claims that could have made it, how the two nearest relate, and what nearly
    /// read a claim in an article that gives none.
    pub(super) fn no_finding(&self, wanted: &WantedFinding) -> Answer {
        let of = Of {
            kind: wanted.kind.clone(),
            rule: None,
        };
        let claims = self.claims(&of);
        let found = claims.iter().map(|claim| self.found_claim(claim)).collect();
        let silent = (0..self.articles.len() as u32)
            .any(|article| !claims.iter().any(|claim| claim.article == article));
        let near = silent.then(|| self.near(&of, None)).flatten();
        let notes = self.relation(wanted).into_iter().collect();
        Answer { found, near, notes }
    }

    /// Why the two claims nearest to the finding do not make it: their readings, and the line of the ladder that decided
    /// otherwise, or what keeps the two apart.
    fn relation(&self, wanted: &WantedFinding) -> Option<String> {
        let kind = self.pack.kinds.get(&wanted.kind)?;
        let graph = &self.compared.graph;
        let names = &self.pack.names;
        let asked = |attribute: &String| {
            let told = wanted.about.iter();
            let mut told = told.filter(|one| kind.attribute(one).is_some()).peekable();
            told.peek().is_none() || told.any(|one| one == attribute)
        };
        let of_kind: Vec<usize> = (0..graph.claims.len())
            .filter(|at| graph.claims[*at].kind == wanted.kind)
            .filter(|at| asked(&graph.claims[*at].attribute))
            .collect();
        let is_wanted = |claim: &Claim| {
            wanted.values.iter().any(|value| {
                let words = std::slice::from_ref(value);
                wanted::holds(claim, &claim.attribute, words, kind, names)
            })
        };
        let one_fact = |a: usize, b: usize| {
            let facts = graph.facts.iter();
            facts
                .filter(|fact| fact.claims.binary_search(&a).is_ok())
                .any(|fact| fact.claims.binary_search(&b).is_ok())
        };
        let pairs = of_kind.iter().enumerate().flat_map(|(at, a)| {
            let others = of_kind[at + 1..].iter();
            others.map(move |b| (*a, *b))
        });
        let (a, b) = pairs
            .filter(|(a, b)| graph.claims[*a].attribute == graph.claims[*b].attribute)
            .max_by_key(|(a, b)| {
                let (x, y) = (&graph.claims[*a], &graph.claims[*b]);
                let wanted = usize::from(is_wanted(x)) + usize::from(is_wanted(y));
                let nearness = (
                    wanted,
                    one_fact(*a, *b),
                    x.article != y.article,
                    x.value != y.value,
                );
                // Of equals the first.
                (nearness, std::cmp::Reverse((*a, *b)))
            })?;
        let told = |claim: usize| {
            let claim = &graph.claims[claim];
            let article = &self.articles[claim.article as usize].id;
            let attribute = kind.attribute(&claim.attribute);
            let value = attribute.map_or_else(String::new, |attribute| {
                finding::describe_claim(claim, attribute, names)
            });
            format!("{article} says {value}")
        };
        let relation = finding::relation(graph, (a, b), &self.pack.kinds, names);
        let decided = match relation.judgement {
            Some(_) => format!("ladder line {}", relation.decided().trim_start()),
            None => relation.steps.join(", "),
        };
        Some(format!("{}, {}: {decided}", told(a), told(b)))
    }

    /// The nearest miss of the rules for `of` over all articles, or those of some outlets; articles without such a
    /// claim first.
    pub(super) fn near(&self, of: &Of, outlet: Option<&[String]>) -> Option<(String, Near)> {
        let claims = self.claims(of);
        let keeps =
            |rule: &Rule| rule.kind == of.kind && of.rule.as_ref().is_none_or(|id| *id == rule.id);
        let mut best: Option<(bool, String, Near)> = None;
        for (at, article) in self.articles.iter().enumerate() {
            let own = article.outlet.as_ref().map(OutletId::as_str);
            if outlet.is_some_and(|wanted| !wanted.iter().any(|one| own == Some(one))) {
                continue;
            }
            let silent = !claims.iter().any(|claim| claim.article as usize == at);
            let read = text::annotate(article, self.pack);
            let readers = self.pack.readers(own);
            let made = claim::extract(article, at as u32, &read, self.pack, &readers);
            let miss =
                near::nearest_miss(article, at as u32, &read, self.pack, &readers, &made, keeps);
            if let Some(near) = miss
                && best.as_ref().is_none_or(|(before, _, known)| {
                    (silent && !before) || (silent == *before && near.is_nearer_than(known))
                })
            {
                best = Some((silent, article.id.clone(), near));
            }
        }
        best.map(|(_, article, near)| (article, near))
    }
}
