//! The laws of the ladder and of the whole comparison, as properties.

mod support;

use std::collections::BTreeMap;

use atodds::claim::{Claim, Modality, Value};
use atodds::finding::ladder::{severity, steps};
use atodds::finding::{Finding, Verdict, compare, judge};
use atodds::graph::{ArticleRef, FactGraph, fact_key, link, shingles};
use atodds::rules::RulePack;
use atodds::rules::kind::ScopeValue;
use atodds::rules::names::NameId;
use atodds::stream::{ClaimLine, Facts, SCHEMA, Words};
use atodds::value::time::DAY;
use atodds::value::{Amount, Interval, Period, Time};
use proptest::prelude::*;
use support::*;

fn period() -> impl Strategy<Value = Period> {
    (
        0..8_i64,
        prop_oneof![Just(DAY), Just(DAY / 24), Just(3 * DAY)],
        0..3_i64,
    )
        .prop_map(|(start, length, hour)| {
            let start = day(3, 8).start + start * DAY + hour * 60;
            Period::new(start, start + length)
        })
}

fn time() -> impl Strategy<Value = Time> {
    (period(), 0..4_i64, any::<bool>()).prop_map(|(core, slack, sure)| Time {
        hull: Period::new(core.start - slack * DAY, core.end + slack * DAY),
        core: sure.then_some(core),
        anchor: None,
    })
}

fn amount(unit: &'static str) -> impl Strategy<Value = Value> {
    (1..12_u8, 0..5_u8).prop_map(move |(n, shape)| {
        let n = f64::from(n) * 10.0;
        match shape {
            0 => at_least(n, unit),
            1 => more_than(n, unit),
            2 => about(n, unit),
            3 => range(Interval::up_to(n, false), unit),
            _ => exactly(n, unit),
        }
    })
}

fn spoken() -> impl Strategy<Value = (&'static str, &'static str, Value)> {
    let places = prop::sample::select(vec![
        "harbour",
        "northland",
        "mill",
        "quarry",
        "southland",
        "barn",
    ]);
    prop_oneof![
        amount("people").prop_map(|value| ("toll", "dead", value)),
        amount("minutes").prop_map(|value| ("talks", "length", value)),
        (1..31_u16).prop_map(|mask| ("stance", "value", Value::Choice(mask))),
        places.prop_map(|place| ("talks", "place", at(place))),
        prop::sample::select(vec!["ana", "bo", "cy"]).prop_map(|who| ("talks", "came", at(who))),
    ]
}

fn modality() -> impl Strategy<Value = Modality> {
    prop::sample::select(vec![
        Modality::Actual,
        Modality::Actual,
        Modality::Actual,
        Modality::Likely,
        Modality::Planned,
    ])
}

prop_compose! {
    fn said()(
        (kind, attribute, value) in spoken(),
        outlet in prop::sample::select(vec!["courier", "herald", "gazette"]),
        speaker in prop::option::of(prop::sample::select(vec!["ana", "bo"])),
        time in time(),
        as_of in prop::option::of(period()),
        modality in modality(),
        denied in prop::bool::weighted(0.2),
        only in prop::bool::weighted(0.1),
        extent in prop::option::of(prop::sample::select(vec!["town", "street"])),
        driver in any::<bool>(),
        quote in prop::option::of(0..2_u64),
    ) -> Claim {
        let mut claim = claim(outlet, kind, attribute, value).when(time).modal(modality);
        claim.as_of = as_of;
        claim.denied = denied;
        claim.only = only;
        claim.quote = quote;
        claim.holder.speaker = speaker.map(NameId::new);
        if kind == "toll" {
            if let Some(extent) = extent {
                claim = claim.in_scope("extent", extent);
            }
            if driver {
                claim.scope.insert("driver".into(), ScopeValue::Word("counted".into()));
            }
        }
        claim
    }
}

/// Two claims of one kind and attribute.
fn pair() -> impl Strategy<Value = (Claim, Claim)> {
    (
        said(),
        said(),
        amount("people"),
        amount("minutes"),
        1..31_u16,
        0..6_usize,
    )
        .prop_map(|(a, mut b, people, minutes, mask, at_place)| {
            if a.kind != b.kind || a.attribute != b.attribute {
                b.kind.clone_from(&a.kind);
                b.identity.clone_from(&a.identity);
                b.attribute.clone_from(&a.attribute);
                b.value = match a.attribute.as_str() {
                    "dead" => people,
                    "length" => minutes,
                    "value" => Value::Choice(mask),
                    "place" => at([
                        "harbour",
                        "northland",
                        "mill",
                        "quarry",
                        "southland",
                        "barn",
                    ][at_place]),
                    _ => at(["ana", "bo", "cy"][at_place % 3]),
                };
            }
            (a, b)
        })
}

/// A claim that says the same more vaguely.
fn vaguer(claim: &Claim, how: u8, by: f64) -> Claim {
    let mut vague = claim.clone();
    match how {
        0 => match (&mut vague.value, claim.denied) {
            (Value::Amount(amount), false) => {
                amount.hull.low -= by;
                amount.hull.high += by;
            }
            // A denial says less when it denies less.
            (Value::Choice(mask), true) if mask.count_ones() > 1 => *mask &= *mask - 1,
            (Value::Choice(mask), false) => *mask |= 1 << (by as u32 % 5),
            (Value::Names(ids), false) if claim.attribute == "place" => {
                let names = names();
                let whole = names.wholes(&ids[0]).into_iter().next();
                *ids = vec![whole.unwrap_or_else(|| ids[0].clone())];
            }
            _ => {}
        },
        1 => vague.time.core = None,
        2 => {
            vague.time.core = claim
                .time
                .core
                .map(|core| Period::new(core.start + core.minutes() / 3, core.end));
        }
        3 => {
            vague.time.hull.start -= (by * 60.0) as i64;
            vague.time.hull.end += (by * 90.0) as i64;
        }
        4 => vague.as_of = None,
        5 => {
            vague.as_of = claim
                .as_of
                .map(|as_of| Period::new(as_of.start - DAY, as_of.end + DAY));
        }
        _ => {
            vague.modality = match claim.modality {
                Modality::Actual => Modality::Likely,
                _ => Modality::Possible,
            };
        }
    }
    vague
}

fn verdict(a: &Claim, b: &Claim) -> (Verdict, u8) {
    let judged = judge(a, b, &kinds()[&a.kind], &names());
    (judged.verdict, judged.line)
}

/// Claims spread over articles, one outlet each.
fn corpus() -> impl Strategy<Value = Vec<Claim>> {
    prop::collection::vec((said(), 0..5_u32), 0..24).prop_map(|claims| {
        claims
            .into_iter()
            .enumerate()
            .map(|(at, (mut claim, article))| {
                claim.article = article;
                claim.holder.outlet = atodds::source::OutletId::new(
                    ["courier", "herald", "gazette"][article as usize % 3],
                );
                // Half of the claims speak plainly of one moment, so that hard verdicts are common.
                if at % 2 == 0 {
                    claim = claim.when(Time::surely(day(3, 10))).modal(Modality::Actual);
                    claim.denied = false;
                }
                claim.in_sentence(at as u32)
            })
            .collect()
    })
}

fn found(claims: Vec<Claim>, articles: &[ArticleRef]) -> (FactGraph, Vec<Finding>) {
    let (kinds, names) = (kinds(), names());
    let graph = link(claims, articles, &kinds, &names);
    let findings = compare(&graph, &kinds, &names);
    (graph, findings)
}

/// What a reader sees of findings: everything but the numbers of claims and facts.
fn shown(graph: &FactGraph, findings: &[Finding]) -> Vec<String> {
    let name = |claim: usize| {
        let claim = &graph.claims[claim];
        format!(
            "{}@{}",
            graph.articles[claim.article as usize].id, claim.span.start
        )
    };
    findings
        .iter()
        .map(|finding| {
            let sides: Vec<(String, usize, Vec<String>)> = finding
                .sides
                .iter()
                .map(|side| {
                    let claims = side.claims.iter().map(|&claim| name(claim)).collect();
                    (side.value_label.clone(), side.support, claims)
                })
                .collect();
            let history: Vec<(String, String, Verdict)> = finding
                .history
                .iter()
                .map(|&(a, b, verdict)| (name(a), name(b), verdict))
                .collect();
            let compatible: Vec<(String, Vec<usize>)> = finding
                .compatible
                .iter()
                .map(|compatible| (name(compatible.claim), compatible.sides.clone()))
                .collect();
            format!(
                "{} {:?} {:?} {} {:?} {sides:?} {} {} {history:?} {compatible:?}",
                finding.id,
                finding.verdict,
                finding.doubt,
                finding.line,
                finding.between,
                name(finding.pair.0),
                name(finding.pair.1),
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn verdicts_are_symmetric((a, b) in pair()) {
        prop_assert_eq!(verdict(&a, &b), verdict(&b, &a));
    }

    #[test]
    fn vagueness_only_softens((a, b) in pair(), how in 0..7_u8, by in 1..90_u8) {
        let (firm, line) = verdict(&a, &b);
        let vague = vaguer(&a, how, f64::from(by));
        let (soft, soft_line) = verdict(&vague, &b);
        prop_assert!(
            severity(soft) <= severity(firm),
            "{:?} ({line}) became {:?} ({soft_line}):\n{a:?}\n{vague:?}\n{b:?}", firm, soft
        );
    }

    #[test]
    fn what_is_said_of_each_line_is_why_it_decided_or_did_not((a, b) in pair()) {
        let told = steps(&a, &b, &kinds()[&a.kind], &names());
        let (_, line) = verdict(&a, &b);
        let lines: Vec<u8> = told.iter().map(|step| step.line).collect();
        prop_assert_eq!(&lines, &(0..=line).collect::<Vec<u8>>());
        for step in &told {
            let decided = step.line == line;
            let says = |words: &str| step.because.contains(words);
            let holds = match step.line {
                5 => says(if decided { "values meet" } else { "values do not meet" }),
                6 => says("times do not meet") == decided,
                7 => says("not surely of one moment") == decided,
                9 => !decided || says("no report is surely later"),
                10 | 11 => !decided || says("one report is later") || says("held by"),
                _ => true,
            };
            prop_assert!(holds, "line {} of {line}: {}\n{a:?}\n{b:?}", step.line, step.because);
        }
    }

    #[test]
    fn a_claim_is_never_at_odds_with_itself((a, _) in pair()) {
        let told_again = a.clone();
        prop_assert_eq!(severity(verdict(&a, &told_again).0), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_input_changes_nothing(claims in corpus(), seed in any::<u64>()) {
        let articles = articles(&claims);
        let (graph, findings) = found(claims.clone(), &articles);
        // Articles in another order, and claims in another order with the new numbers.
        let count = articles.len() as u32;
        let turned = |article: u32| (article + seed as u32 % count.max(1)) % count.max(1);
        let mut other_articles = articles.clone();
        for (at, article) in articles.iter().enumerate() {
            other_articles[turned(at as u32) as usize] = article.clone();
        }
        let mut other = claims;
        other.sort_by_key(|claim| (claim.span.start as u64).wrapping_mul(seed | 1));
        for claim in &mut other {
            claim.article = turned(claim.article);
        }
        let (other_graph, other_findings) = found(other, &other_articles);
        prop_assert_eq!(shown(&graph, &findings), shown(&other_graph, &other_findings));
    }

    #[test]
    fn the_number_of_threads_changes_nothing(claims in corpus()) {
        let articles = articles(&claims);
        let (graph, findings) = found(claims.clone(), &articles);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
        let (other_graph, other) = pool.install(|| found(claims, &articles));
        prop_assert_eq!(shown(&graph, &findings), shown(&other_graph, &other));
    }

    #[test]
    fn judging_each_key_by_itself_is_judging_all(claims in corpus(), copied in 0..6_u32) {
        let mut articles = articles(&claims);
        for (at, article) in articles.iter_mut().enumerate() {
            // The texts of the articles from `copied` on are one text.
            let text = (at as u32).min(copied);
            let words: Vec<String> = (0..40).map(|word| format!("a{text}w{word}")).collect();
            article.shingles = shingles(&words.join(" "));
        }
        let pack = RulePack { kinds: kinds(), names: names().into(), ..RulePack::default() };
        let (graph, findings) = found(claims.clone(), &articles);
        let mut lines: Vec<String> = claims
            .into_iter()
            .map(|claim| {
                let key = fact_key(&claim, &pack.kinds);
                let line = ClaimLine {
                    schema: SCHEMA,
                    article: articles[claim.article as usize].clone(),
                    words: Words::default(),
                    claim,
                };
                format!("{key}\t\t{}", serde_json::to_string(&line).expect("it is JSON"))
            })
            .collect();
        lines.sort();
        let lines = lines.join("\n");
        let mut facts = Facts::new(lines.as_bytes(), "-", &pack);
        let mut apart: Vec<(String, String)> = Vec::new();
        for one in facts.by_ref() {
            let (graph, findings) = found(one.claims, &one.articles);
            let told = shown(&graph, &findings);
            apart.extend(findings.into_iter().map(|finding| finding.rank).zip(told));
        }
        prop_assert!(facts.problems().is_empty());
        // Sorted by rank, they are in the order of the whole.
        apart.sort();
        let told = shown(&graph, &findings);
        let whole: Vec<(String, String)> =
            findings.into_iter().map(|finding| finding.rank).zip(told).collect();
        prop_assert_eq!(apart, whole);
    }

    #[test]
    fn an_unrelated_claim_changes_nothing(claims in corpus(), unrelated in said(), article in 0..5_u32) {
        let mut unrelated = unrelated.in_article(article).in_sentence(99);
        for names in unrelated.identity.values_mut() {
            *names = vec![NameId::new("stranger"), NameId::new("nobody-else")];
        }
        let mut more = claims.clone();
        more.push(unrelated);
        let articles = articles(&more);
        let (graph, findings) = found(claims, &articles);
        let (other_graph, other) = found(more, &articles);
        prop_assert_eq!(shown(&graph, &findings), shown(&other_graph, &other));
    }

    #[test]
    fn a_copied_article_adds_no_finding_and_is_never_at_odds_with_its_copy(
        claims in corpus(),
        copied in 0..5_u32,
    ) {
        let mut articles = articles(&claims);
        for (at, article) in articles.iter_mut().enumerate() {
            let words: Vec<String> = (0..40).map(|word| format!("a{at}w{word}")).collect();
            article.shingles = shingles(&words.join(" "));
        }
        let (_, findings) = found(claims.clone(), &articles);
        let mut more = claims.clone();
        let copy = articles.len() as u32;
        if let Some(original) = articles.get(copied as usize).cloned() {
            articles.push(ArticleRef {
                id: "copy".into(),
                outlet: Some(atodds::source::OutletId::new("copyist")),
                published: Some(day(3, 30)),
                ..original
            });
            more.extend(claims.iter().filter(|claim| claim.article == copied).map(|claim| {
                let mut claim = claim.clone().in_article(copy);
                claim.holder.outlet = atodds::source::OutletId::new("copyist");
                claim
            }));
        }
        let (graph, with_copy) = found(more, &articles);
        let brief = |findings: &[Finding]| -> BTreeMap<String, (Verdict, u8, usize)> {
            findings
                .iter()
                .map(|finding| {
                    let support = finding.sides.iter().map(|side| side.support).sum();
                    (finding.id.clone(), (finding.verdict, finding.line, support))
                })
                .collect()
        };
        prop_assert_eq!(brief(&findings), brief(&with_copy));
        let (kinds, names) = (kinds(), names());
        for finding in &with_copy {
            for pair in finding.pairs(&graph, &kinds, &names) {
                let (a, b) = (&graph.claims[pair.a], &graph.claims[pair.b]);
                prop_assert!(a.article == b.article || graph.origins[pair.a] != graph.origins[pair.b]);
            }
        }
    }

    #[test]
    fn an_altered_sentence_of_a_copy_is_judged_as_if_no_copy_stood_around_it(
        claims in corpus(),
        copied in 0..5_u32,
        altered in said(),
    ) {
        let mut articles = articles(&claims);
        let sketch = |name: &str| {
            let words: Vec<String> = (0..40).map(|word| format!("{name}w{word}")).collect();
            shingles(&words.join(" "))
        };
        for (at, article) in articles.iter_mut().enumerate() {
            article.shingles = sketch(&format!("a{at}"));
        }
        let copyist = atodds::source::OutletId::new("copyist");
        let copy = articles.len() as u32;
        let Some(original) = articles.get(copied as usize).cloned() else { return Ok(()) };
        // What is said with one value in both collapses, altered words or not.
        let same = claims.iter().any(|claim| claim.article == copied && claim.value == altered.value);
        // Which happening a report speaks of may depend on what stands around it.
        prop_assume!(!same && altered.kind != "talks");
        let mut altered = altered.in_article(copy);
        altered.holder.outlet = copyist.clone();
        altered.wording = Some(1);
        let mut alone = claims.clone();
        alone.push(altered);
        let mut around = alone.clone();
        around.extend(claims.iter().filter(|claim| claim.article == copied).map(|claim| {
            let mut claim = claim.clone().in_article(copy);
            claim.holder.outlet = copyist.clone();
            claim
        }));
        let last = |shingles| ArticleRef {
            id: "copy".into(),
            outlet: Some(copyist.clone()),
            published: Some(day(3, 30)),
            shingles,
            ..ArticleRef::default()
        };
        let with = |shingles| articles.iter().cloned().chain([last(shingles)]).collect::<Vec<_>>();
        let (_, alone) = found(alone, &with(sketch("other")));
        let (_, around) = found(around, &with(original.shingles));
        let brief = |findings: &[Finding]| -> BTreeMap<String, (Verdict, u8)> {
            let brief = findings.iter().map(|finding| (finding.id.clone(), (finding.verdict, finding.line)));
            brief.collect()
        };
        prop_assert_eq!(brief(&alone), brief(&around));
    }

    #[test]
    fn a_finding_is_a_pair_that_the_ladder_judges_the_same(claims in corpus()) {
        let articles = articles(&claims);
        let (graph, findings) = found(claims, &articles);
        let (kinds, names) = (kinds(), names());
        for finding in &findings {
            let (a, b) = (&graph.claims[finding.pair.0], &graph.claims[finding.pair.1]);
            let judged = judge(a, b, &kinds[&finding.kind], &names);
            prop_assert_eq!((judged.verdict, judged.line), (finding.verdict, finding.line));
            let pairs = finding.pairs(&graph, &kinds, &names);
            prop_assert!(pairs.iter().any(|pair| (pair.a.min(pair.b), pair.a.max(pair.b))
                == (finding.pair.0.min(finding.pair.1), finding.pair.0.max(finding.pair.1))));
        }
    }

    #[test]
    fn nothing_panics_on_odd_numbers(low in any::<f64>(), high in any::<f64>(), denied in any::<bool>()) {
        let odd = Value::Amount(Amount {
            hull: Interval { low, high, low_open: denied, high_open: !denied },
            said: Interval { low: high, high: low, low_open: denied, high_open: !denied },
            unit: "people".into(),
        });
        let mut a = claim("courier", "toll", "dead", odd);
        a.denied = denied;
        a.time.hull = Period::new(i64::MIN / 2, i64::MAX / 2);
        let b = claim("herald", "toll", "dead", exactly(3.0, "people")).in_article(1);
        let claims = vec![a, b];
        let articles = articles(&claims);
        found(claims, &articles);
    }
}

#[test]
fn the_corpora_of_these_laws_hold_every_kind_of_finding() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<(Verdict, u8), usize> = BTreeMap::new();
    for _ in 0..600 {
        let claims = corpus().new_tree(&mut runner).expect("no filter").current();
        let articles = articles(&claims);
        for finding in found(claims, &articles).1 {
            *seen.entry((finding.verdict, finding.line)).or_default() += 1;
        }
    }
    let lines: Vec<u8> = seen.keys().map(|(_, line)| *line).collect();
    for line in [1, 4, 6, 7, 8, 9, 10, 12, 13] {
        assert!(lines.contains(&line), "no finding by line {line}: {seen:?}");
    }
}

/// Not a law but a promise: run with `cargo test --release --test laws -- --ignored`.
#[test]
#[ignore = "takes seconds; for release builds"]
fn large_inputs_take_n_log_n() {
    let many = |facts: usize, per_fact: usize| -> Vec<Claim> {
        (0..facts * per_fact)
            .map(|at| {
                let fact = at % facts;
                let mut claim = match fact % 3 {
                    0 => claim("o", "toll", "dead", exactly((at % 7 + 1) as f64, "people")),
                    1 => claim(
                        "o",
                        "talks",
                        "length",
                        exactly((at / facts % 5 * 30 + 30) as f64, "minutes"),
                    ),
                    _ => claim("o", "stance", "value", Value::Choice(1 << (at / facts % 5))),
                };
                for names in claim.identity.values_mut() {
                    names[0] = NameId::new(&format!("name{fact}"));
                }
                claim.article = (at / 20) as u32;
                claim.holder.outlet =
                    atodds::source::OutletId::new(&format!("outlet{}", at / 20 % 50));
                claim.in_sentence((at % 20) as u32)
            })
            .collect()
    };
    for (facts, per_fact) in [(100_000, 10), (1, 100_000), (2, 50_000), (3, 33_000)] {
        let claims = many(facts, per_fact);
        let articles: Vec<ArticleRef> = (0..=claims.len() / 20)
            .map(|at| ArticleRef {
                id: format!("a{at:07}"),
                ..ArticleRef::default()
            })
            .collect();
        let start = std::time::Instant::now();
        let (kinds, names) = (kinds(), names());
        let graph = link(claims, &articles, &kinds, &names);
        let findings = compare(&graph, &kinds, &names);
        let took = start.elapsed();
        assert!(
            took.as_secs() < 30,
            "{facts} facts of {per_fact} claims: {took:?}"
        );
        assert_eq!(findings.len(), facts);
    }
}
