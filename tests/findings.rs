//! Findings from claims: sides, who is alone, history, scope, rank and names.

mod support;

use atodds::claim::{Claim, Modality, Value};
use atodds::finding::{Between, Finding, Verdict, compare, draw};
use atodds::graph::{ArticleRef, FactGraph, Node, link};
use atodds::problem::Level;
use atodds::value::{Interval, Time};
use support::*;

/// Each claim in an article of its own.
fn found(claims: Vec<Claim>) -> (FactGraph, Vec<Finding>) {
    let claims: Vec<Claim> = claims
        .into_iter()
        .enumerate()
        .map(|(at, claim)| claim.in_article(at as u32))
        .collect();
    let articles = articles(&claims);
    let (kinds, names) = (kinds(), names());
    let graph = link(claims, &articles, &kinds, &names);
    let findings = compare(&graph, &kinds, &names);
    (graph, findings)
}

fn sides(finding: &Finding) -> Vec<(&str, Vec<usize>)> {
    finding
        .sides
        .iter()
        .map(|side| (side.value_label.as_str(), side.claims.clone()))
        .collect()
}

fn length(outlet: &str, value: Value) -> Claim {
    claim(outlet, "talks", "length", value)
}

#[test]
fn intervals_that_one_number_satisfies_share_a_side() {
    let (_, findings) = found(vec![
        length("a", exactly(90.0, "minutes")),
        length("b", range(Interval::between(60.0, 100.0), "minutes")),
        length("c", more_than(120.0, "minutes")),
        length("d", exactly(300.0, "minutes")),
        length("e", at_least(30.0, "minutes")),
    ]);
    let [finding] = findings.as_slice() else {
        panic!("one finding")
    };
    assert_eq!(
        sides(finding),
        [("5 hours", vec![2, 3]), ("90 minutes", vec![0, 1])]
    );
    assert_eq!(finding.compatible.len(), 1);
    assert_eq!(
        (
            finding.compatible[0].claim,
            finding.compatible[0].sides.len()
        ),
        (4, 2)
    );
    assert_eq!(
        (finding.verdict, finding.level),
        (Verdict::Conflict, Level::Error)
    );
    assert_eq!(finding.question, "What about Ana and Bo?");
}

#[test]
fn an_open_end_of_what_is_counted_does_not_touch() {
    let count = |outlet, value| claim(outlet, "talks", "nth", value);
    let (_, findings) = found(vec![
        count("a", exactly(3.0, "")),
        count("b", more_than(3.0, "")),
        count("c", range(Interval::up_to(3.0, true), "")),
    ]);
    assert_eq!(findings[0].sides.len(), 3);
}

#[test]
fn an_open_end_of_what_is_measured_touches() {
    let (_, findings) = found(vec![
        length("a", exactly(120.0, "minutes")),
        length("b", more_than(120.0, "minutes")),
    ]);
    assert!(findings.iter().all(|one| one.verdict != Verdict::Conflict));
    let (_, findings) = found(vec![
        length("a", exactly(90.0, "minutes")),
        length("b", more_than(120.0, "minutes")),
    ]);
    assert_eq!(findings[0].verdict, Verdict::Conflict);
}

#[test]
fn choices_need_the_fewest_values_and_groups_stay_together() {
    let stance = |outlet, mask| claim(outlet, "stance", "value", Value::Choice(mask));
    let (_, findings) = found(vec![
        stance("a", 0b00010),
        stance("b", 0b00100),
        stance("c", 0b10000),
        stance("d", 0b11000),
        stance("e", 0b01000),
    ]);
    let [finding] = findings.as_slice() else {
        panic!("one finding")
    };
    let taken: Vec<Vec<usize>> = finding
        .sides
        .iter()
        .map(|side| side.claims.clone())
        .collect();
    assert_eq!(taken, [vec![0, 1, 4], vec![2]]);
    assert_eq!(finding.compatible[0].claim, 3);
    assert_eq!(finding.sides[1].value_label, "rejected");
}

#[test]
fn places_gather_around_the_most_precise() {
    let place = |outlet, id| claim(outlet, "talks", "place", at(id));
    let (_, findings) = found(vec![
        place("a", "mill"),
        place("b", "southland"),
        place("c", "harbour"),
        place("d", "northland"),
        place("e", "quarry"),
        place("f", "old-barn"),
    ]);
    let [finding] = findings.as_slice() else {
        panic!("one finding")
    };
    assert_eq!(
        sides(finding),
        [
            ("harbour", vec![2, 3]),
            ("mill", vec![0]),
            ("quarry", vec![4])
        ]
    );
    let loose: Vec<usize> = finding
        .compatible
        .iter()
        .map(|compatible| compatible.claim)
        .collect();
    assert_eq!(
        loose,
        [1, 5],
        "southland may be either, and nobody knows the old barn"
    );
}

#[test]
fn a_denial_stands_against_what_it_denies() {
    let (_, findings) = found(vec![
        claim("a", "talks", "place", at("mill")),
        claim("b", "talks", "place", at("mill")).denied(),
    ]);
    assert_eq!(
        sides(&findings[0]),
        [("mill", vec![0]), ("not mill", vec![1])]
    );
    let (_, findings) = found(vec![
        claim("a", "talks", "came", at("ana")),
        claim("b", "talks", "came", at("bo")),
        claim("c", "talks", "came", at("bo")).denied(),
    ]);
    assert_eq!(sides(&findings[0]), [("Bo", vec![1]), ("not Bo", vec![2])]);
}

#[test]
fn one_against_three_is_alone_and_copies_do_not_count() {
    let claims = || {
        vec![
            length("a", exactly(90.0, "minutes")),
            length("b", exactly(90.0, "minutes")),
            length("c", exactly(90.0, "minutes")),
            length("d", exactly(200.0, "minutes")),
        ]
    };
    assert!(found(claims()).1[0].alone);
    let mut copies = claims();
    copies[2].holder.outlet = copies[1].holder.outlet.clone();
    let findings = found(copies).1;
    assert!(!findings[0].alone);
    assert_eq!(findings[0].sides[0].support, 2);
}

#[test]
fn the_latest_of_a_holder_counts_and_the_rest_is_history() {
    let dead =
        |outlet, n, on| claim(outlet, "toll", "dead", exactly(n, "people")).told_on(day(3, on));
    let (_, findings) = found(vec![dead("a", 5.0, 10), dead("a", 8.0, 12)]);
    let [finding] = findings.as_slice() else {
        panic!("one finding")
    };
    assert_eq!(
        (finding.verdict, finding.level),
        (Verdict::Update, Level::Note)
    );
    assert_eq!(finding.history, [(0, 1, Verdict::Update)]);
    assert_eq!(sides(finding), [("8 people", vec![1])]);
    // An outlet that is at odds with itself at one time has no latest word.
    let (_, findings) = found(vec![
        length("a", exactly(90.0, "minutes")),
        length("a", exactly(200.0, "minutes")),
    ]);
    assert_eq!(
        (findings[0].between, findings[0].level),
        (Between::Itself, Level::Error)
    );
    assert_eq!(findings[0].sides.len(), 2);
}

#[test]
fn of_a_change_the_earlier_report_stands_first_whoever_comes_first() {
    let held = |outlet, mask, on| {
        claim(outlet, "stance", "value", Value::Choice(mask))
            .when(Time::surely(day(3, on)))
            .told_on(day(3, on))
    };
    let (_, findings) = found(vec![held("a", 0b00001, 25), held("b", 0b10000, 3)]);
    assert_eq!(findings[0].history, [(1, 0, Verdict::Change)]);
}

#[test]
fn a_stance_that_changed_still_speaks_for_its_time() {
    let stance = |outlet, mask, on| {
        claim(outlet, "stance", "value", Value::Choice(mask))
            .when(Time::surely(day(3, on)))
            .told_on(day(3, on))
    };
    let (_, findings) = found(vec![
        stance("a", 0b00001, 3),
        stance("a", 0b10000, 25),
        stance("b", 0b01000, 3),
    ]);
    assert_eq!(
        (findings[0].verdict, findings[0].pair),
        (Verdict::Conflict, (0, 2))
    );
    assert!(findings[0].history.contains(&(0, 1, Verdict::Change)));
}

#[test]
fn planned_claims_are_open_and_take_no_side() {
    let (_, findings) = found(vec![
        length("a", exactly(90.0, "minutes")),
        length("b", exactly(200.0, "minutes")),
        length("c", exactly(500.0, "minutes")).modal(Modality::Planned),
    ]);
    assert_eq!(
        (findings[0].open.as_slice(), findings[0].sides.len()),
        ([2].as_slice(), 2)
    );
    let (_, findings) = found(vec![
        length("a", exactly(90.0, "minutes")),
        length("c", exactly(500.0, "minutes")).modal(Modality::Planned),
    ]);
    assert!(findings.is_empty());
}

#[test]
fn words_that_differ_within_one_side_are_divergent() {
    let dead = |speaker, n| claim("a", "toll", "dead", at_least(n, "people")).by(speaker);
    let (_, findings) = found(vec![dead("ana", 58.0), dead("bo", 100.0)]);
    assert_eq!(
        (findings[0].verdict, findings[0].sides.len()),
        (Verdict::Divergent, 1)
    );
}

#[test]
fn each_scope_is_a_finding_of_its_own() {
    let dead = |outlet, n, extent: &str| {
        claim(outlet, "toll", "dead", exactly(n, "people")).in_scope("extent", extent)
    };
    let (_, findings) = found(vec![
        dead("a", 8.0, "town"),
        dead("b", 9.0, "town"),
        dead("a", 2.0, "street"),
        dead("b", 2.0, "street"),
    ]);
    let [finding] = findings.as_slice() else {
        panic!("one finding")
    };
    assert_eq!(finding.scope.len(), 1);
    assert_eq!(
        sides(finding),
        [("8 people", vec![0]), ("9 people", vec![1])]
    );
}

#[test]
fn conflicts_between_outlets_come_before_disputes() {
    let (_, findings) = found(vec![
        length("a", exactly(90.0, "minutes")).by("ana"),
        length("b", exactly(200.0, "minutes")).by("bo"),
        claim("a", "talks", "place", at("mill")),
        claim("b", "talks", "place", at("quarry")),
    ]);
    let order: Vec<(&str, Level)> = findings
        .iter()
        .map(|finding| (finding.attribute.as_str(), finding.level))
        .collect();
    assert_eq!(order, [("place", Level::Error), ("length", Level::Warning)]);
}

#[test]
fn names_survive_other_articles_and_another_voice_on_a_side() {
    let two = || {
        vec![
            length("a", exactly(90.0, "minutes")),
            length("b", exactly(200.0, "minutes")),
        ]
    };
    let (_, before) = found(two());
    let mut more = two();
    more.insert(0, length("c", exactly(90.0, "minutes")));
    let (_, after) = found(more);
    assert_eq!(before[0].fingerprint, after[0].fingerprint);
    let sides = |finding: &Finding| {
        let mut sides: Vec<String> = finding
            .sides
            .iter()
            .map(|side| side.fingerprint.clone())
            .collect();
        sides.sort();
        sides
    };
    assert_eq!(sides(&before[0]), sides(&after[0]));
    assert!(before[0].id.starts_with("F-"));
    let mut other_day = two();
    for claim in &mut other_day {
        claim.time = Time::surely(day(3, 25));
    }
    assert_ne!(found(other_day).1[0].fingerprint, before[0].fingerprint);
}

#[test]
fn a_sentence_of_a_copy_is_never_at_odds_with_the_original_and_an_altered_one_is() {
    let claims: Vec<Claim> = [90.0, 200.0]
        .into_iter()
        .enumerate()
        .map(|(at, n)| length(&format!("o{at}"), exactly(n, "minutes")).in_article(at as u32))
        .collect();
    let words: Vec<String> = (0..50).map(|word| format!("word{word}")).collect();
    let mut articles: Vec<ArticleRef> = articles(&claims);
    for article in &mut articles {
        article.shingles = atodds::graph::shingles(&words.join(" "));
    }
    let (kinds, names) = (kinds(), names());
    let judged = |claims: &[Claim]| {
        let graph = link(claims.to_vec(), &articles, &kinds, &names);
        compare(&graph, &kinds, &names)
    };
    assert!(judged(&claims).is_empty());
    // One word altered: the sentence is the copyist's own.
    let mut altered = claims;
    (altered[0].wording, altered[1].wording) = (Some(1), Some(2));
    let findings = judged(&altered);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].verdict, Verdict::Conflict);
    // Who copies the altered text says nothing new.
    let mut again = altered[1].clone().in_article(2);
    again.holder.outlet = atodds::source::OutletId::new("o2");
    altered.push(again);
    let third = ArticleRef {
        id: "third".into(),
        ..articles[1].clone()
    };
    let articles: Vec<ArticleRef> = articles.iter().cloned().chain([third]).collect();
    let graph = link(altered, &articles, &kinds, &names);
    let findings = compare(&graph, &kinds, &names);
    let support: Vec<usize> = findings[0].sides.iter().map(|side| side.support).collect();
    assert_eq!((findings.len(), support), (1, vec![1, 1]));
}

#[test]
fn pairs_give_each_cross_side_pair_and_draw_adds_the_sides() {
    let (mut graph, findings) = found(vec![
        length("a", exactly(90.0, "minutes")),
        length("b", exactly(90.0, "minutes")),
        length("c", exactly(200.0, "minutes")),
    ]);
    let pairs = findings[0].pairs(&graph, &kinds(), &names());
    assert_eq!(
        pairs
            .iter()
            .map(|pair| (pair.a, pair.b))
            .collect::<Vec<_>>(),
        [(0, 2), (1, 2)]
    );
    draw(&mut graph, &findings);
    let drawn = graph
        .nodes()
        .filter(|node| matches!(node, Node::Side(_)))
        .count();
    assert_eq!(drawn, 2);
}
