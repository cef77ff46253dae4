//! Answers to `explain`: a rule, a line, two lines.
//!
//! Takes what was loaded, gives the views of `report::explain`. Never prints.

use std::path::Path;

use atodds::claim::{self, Claim};
use atodds::finding::ladder::{self, Step as Rung};
use atodds::finding::{between, relation};
use atodds::graph::FactGraph;
use atodds::problem::{ByteSpan, Problem};
use atodds::report::explain::{LineTries, PairReading, RuleDoc, SentenceTries, Step, Try};
use atodds::report::{ClaimAt, FindingView};
use atodds::source::Article;

use super::{Loaded, article_at, outlet_of, views};
use crate::selection::Selection;
use crate::term::Progress;

/// Pairs of claims shown for two lines.
const PAIRS: usize = 50;

/// What the rule called `id` is for.
pub(crate) fn rule(loaded: &Loaded, id: &str) -> Option<RuleDoc> {
    let pack = &loaded.pack;
    let at = pack.rules.iter().position(|rule| rule.id == id)?;
    let rule = &pack.rules[at];
    let kind = pack.kinds.get(&rule.kind);
    let value_name = |mask: u16| {
        let base = kind.map(|kind| &kind.base().domain);
        match base {
            Some(atodds::rules::kind::Domain::Choice { of, .. }) => {
                of.get(mask.trailing_zeros() as usize).cloned()
            }
            _ => None,
        }
    };
    let reads: Vec<bool> = pack
        .outlets
        .iter()
        .map(|outlet| pack.readers(Some(&outlet.id))[at])
        .collect();
    let outlets = if reads.iter().all(|reads| *reads) {
        Vec::new()
    } else {
        let named = pack.outlets.iter().zip(&reads);
        named
            .filter(|(_, reads)| **reads)
            .map(|(outlet, _)| outlet.name.clone())
            .collect()
    };
    Some(RuleDoc {
        id: rule.id.clone(),
        path: rule.spot.file().to_owned(),
        line: rule.place().line,
        fact: rule.kind.clone(),
        question: kind.map_or_else(String::new, |kind| kind.question.clone()),
        summary: (!rule.summary.is_empty()).then(|| rule.summary.clone()),
        patterns: rule
            .patterns
            .iter()
            .map(|(mask, pattern)| match mask.and_then(value_name) {
                Some(value) => format!("{value}: {}", pattern.template),
                None => pattern.template.clone(),
            })
            .collect(),
        args: rule
            .around()
            .flat_map(|(key, patterns)| {
                let key = key.trim_start_matches("args.").replace('_', " ");
                patterns
                    .iter()
                    .map(move |pattern| (key.clone(), pattern.template.clone()))
            })
            .collect(),
        examples: rule
            .tests
            .iter()
            .map(|test| {
                let gives: Vec<String> = test
                    .gives
                    .iter()
                    .map(|claim| {
                        let slots: Vec<String> = claim
                            .iter()
                            .map(|(slot, words)| format!("{slot}: {}", words.0.join(", ")))
                            .collect();
                        slots.join("; ")
                    })
                    .collect();
                let gives = (!gives.is_empty()).then(|| gives.join(" | "));
                (test.text.clone(), gives)
            })
            .collect(),
        outlets,
    })
}

/// What every rule tried on a line of a loaded article.
pub(crate) fn line(loaded: &Loaded, path: &Path, line: usize) -> Result<LineTries, Box<Problem>> {
    let at = article_at(loaded, path)?;
    let article = &loaded.articles[at];
    let span = span_of_line(article, line);
    if span.is_none() {
        let message = format!("{} has no line {line}", article.id);
        return Err(Box::new(Problem::error("no-such-line", message).help(
            "lines count from 1; `atodds dump --stage text` prints them",
        )));
    }
    let text = loaded.annotate(article);
    let readers = loaded.pack.readers(outlet_of(article));
    let claims = loaded.extract(at, &text, &readers);
    let sentences = text
        .sentences
        .iter()
        .enumerate()
        .filter(|(_, one)| span.is_some_and(|span| span.meets(one.sentence.span)))
        .map(|(number, one)| SentenceTries {
            text: one.sentence.span.of(&article.text).to_owned(),
            claims: claims
                .iter()
                .filter(|claim| claim.sentence as usize == number)
                .map(|claim| {
                    let about: Vec<String> = claim
                        .identity
                        .values()
                        .flatten()
                        .map(|id| loaded.pack.names.display(id))
                        .collect();
                    let reading = format!(
                        "{}: {} = {}, {}",
                        about.join(" + "),
                        claim.attribute,
                        views::reading(&loaded.pack, claim),
                        claim.time.hull
                    );
                    (claim.rule.clone(), reading)
                })
                .collect(),
            tries: claim::explain::tries(
                article,
                at as u32,
                &text,
                number,
                &loaded.pack,
                &readers,
                &claims,
            )
            .into_iter()
            .map(|tried| a_try(loaded, article, tried))
            .collect(),
        })
        .collect();
    Ok(LineTries {
        path: article.id.clone(),
        line,
        sentences,
    })
}

/// How the claims that decided a finding were read, element by element, the finding's order kept; and what they answer
/// to each line of the ladder.
pub(crate) fn chains(loaded: &Loaded, finding: &FindingView) -> (Vec<Try>, Vec<Rung>) {
    let read = |at: &ClaimAt| {
        let view = finding.claim(*at)?;
        let article = loaded.articles.get(view.article)?;
        let text = loaded.annotate(article);
        let readers = loaded.pack.readers(outlet_of(article));
        let claims = loaded.extract(view.article, &text, &readers);
        let claim = claims
            .iter()
            .find(|claim| claim.span == view.span && claim.rule == view.rule)?;
        let rule = loaded
            .pack
            .rules
            .iter()
            .position(|rule| rule.id == claim.rule)?;
        let tried = claim::explain::reading(
            article,
            view.article as u32,
            &text,
            claim.sentence as usize,
            &loaded.pack,
            (rule, claim.pattern as usize),
        )?;
        Some((a_try(loaded, article, tried), claim.clone()))
    };
    let (tries, claims): (Vec<Try>, Vec<Claim>) = finding.deciding.iter().filter_map(read).unzip();
    let pack = &loaded.pack;
    let rungs = match (claims.as_slice(), pack.kinds.get(&finding.kind)) {
        ([a, b], Some(kind)) => ladder::steps(a, b, kind, &pack.names),
        _ => Vec::new(),
    };
    (tries, rungs)
}

fn a_try(loaded: &Loaded, article: &Article, tried: claim::explain::Tried) -> Try {
    let rule = &loaded.pack.rules[tried.rule];
    let pattern = &rule.patterns[tried.pattern].1;
    let (held, of) = tried.held_of(&loaded.pack);
    Try {
        rule: rule.id.clone(),
        pattern: pattern.template.clone(),
        held,
        of,
        steps: tried
            .steps
            .into_iter()
            .map(|step| Step {
                held: step.held,
                element: step.element,
                text: step
                    .span
                    .map_or_else(String::new, |span| span.of(&article.text).to_owned()),
                note: step.note,
            })
            .collect(),
    }
}

/// How the claims of two lines relate, pair by pair.
pub(crate) fn pairs(
    loaded: &Loaded,
    first: (&Path, usize),
    second: (&Path, usize),
    progress: &mut Progress,
) -> Result<Vec<PairReading>, Box<Problem>> {
    let graph = loaded.compare(&Selection::default(), progress).graph;
    let mut on = [Vec::new(), Vec::new()];
    for (side, (path, line)) in [first, second].into_iter().enumerate() {
        let at = article_at(loaded, path)?;
        if let Some(span) = span_of_line(&loaded.articles[at], line) {
            on[side] = (0..graph.claims.len())
                .filter(|&claim| {
                    let claim = &graph.claims[claim];
                    claim.article as usize == at && claim.span.meets(span)
                })
                .collect();
        }
    }
    let named = |(path, line): (&Path, usize)| format!("{}:{line}", path.display());
    let mut readings = Vec::new();
    for &a in &on[0] {
        for &b in &on[1] {
            let (x, y) = (&graph.claims[a], &graph.claims[b]);
            if a != b && x.kind == y.kind && x.attribute == y.attribute {
                readings.push(pair(loaded, &graph, a, b));
            }
        }
    }
    readings.truncate(PAIRS);
    if readings.is_empty() {
        let read = |claims: &[usize]| {
            let mut all: Vec<String> = claims
                .iter()
                .map(|&claim| &graph.claims[claim])
                .map(|claim| format!("{}/{}", claim.kind, claim.attribute))
                .collect();
            all.sort();
            all.dedup();
            if all.is_empty() {
                "no claim".to_owned()
            } else {
                all.join(", ")
            }
        };
        let why = if on.iter().any(Vec::is_empty) {
            "no claim was read on one of the lines; `atodds explain FILE:LINE` says what each rule tried"
        } else {
            "the two lines have no attribute of one fact kind in common"
        };
        readings.push(PairReading {
            first: (named(first), read(&on[0])),
            second: (named(second), read(&on[1])),
            verdict: None,
            doubt: None,
            between: None,
            steps: vec![why.to_owned()],
        });
    }
    Ok(readings)
}

fn pair(loaded: &Loaded, graph: &FactGraph, a: usize, b: usize) -> PairReading {
    let (x, y) = (&graph.claims[a], &graph.claims[b]);
    let side = |claim: &Claim| {
        let place = super::place_of(&loaded.articles[claim.article as usize], claim.span);
        (
            format!("{}:{}:{}", place.path, place.line, place.column),
            format!(
                "{}/{} = {}, {}",
                claim.kind,
                claim.attribute,
                views::reading(&loaded.pack, claim),
                claim.time.hull
            ),
        )
    };
    let pack = &loaded.pack;
    let relation = relation(graph, (a, b), &pack.kinds, &pack.names);
    let judged = relation.judgement.as_ref();
    PairReading {
        first: side(x),
        second: side(y),
        verdict: judged.map(|judged| judged.verdict),
        doubt: judged.and_then(|judged| judged.doubt),
        between: judged.map(|judged| between(x, y, judged.line)),
        steps: relation.steps,
    }
}

/// The bytes of a line, counted as reports count lines: from the top of the file, or of a record's own text.
fn span_of_line(article: &Article, line: usize) -> Option<ByteSpan> {
    let above = if article.id == article.path {
        article.first_line.saturating_sub(1)
    } else {
        0
    };
    let wanted = line.checked_sub(above + 1)?;
    let mut start = 0;
    for (at, one) in article.text.split_inclusive('\n').enumerate() {
        if at == wanted {
            return Some(ByteSpan::new(start, start + one.len()));
        }
        start += one.len();
    }
    None
}
