use super::*;
use crate::claim::{Holder, Modality, Value};
use crate::problem::ByteSpan;
use crate::rules::kind::{Attribute, Domain, Event, Evolves, Slot, Undated};
use crate::rules::names::Name;
use crate::value::Amount;
use crate::value::time::DAY;
use jiff::civil::date;

fn attribute(name: &str, domain: Domain) -> Attribute {
    Attribute {
        name: name.into(),
        domain,
        functional: true,
        evolves: Evolves::No,
        persists: 0,
        stands: 0,
        once: None,
        ended: None,
        tolerance: 0.0,
        via: Vec::new(),
        flows_to: vec![],
        part_of: vec![],
    }
}

fn kinds() -> BTreeMap<String, Kind> {
    let talks = Kind {
        id: "talks".into(),
        question: String::new(),
        summary: String::new(),
        leftover: false,
        loose: false,
        denied_by: Vec::new(),
        yields_to: Vec::new(),
        company: None,
        contested: None,
        dated: true,
        identity: vec![Slot {
            name: "people".into(),
            types: vec![],
            via: vec![],
            told_by: vec![],
            synonyms: BTreeMap::new(),
            many: true,
            required: true,
            inherit: false,
            lemmas: false,
        }],
        event: Some(Event {
            window: 2 * DAY,
            once: vec![],
            closes: None,
            rare: None,
        }),
        attributes: vec![
            attribute("place", Domain::Place),
            attribute(
                "nth",
                Domain::Amount {
                    unit: String::new(),
                },
            ),
        ],
        scope: vec![],
        undated: Undated {
            lead: 0,
            body: 0,
            denied: 0,
        },
    };
    BTreeMap::from([("talks".into(), talks)])
}

fn names() -> Names {
    let place = |id: &str| {
        (
            NameId::new(id),
            Name {
                id: NameId::new(id),
                name: id.into(),
                types: vec![],
                also: vec![],
                of: None,
                part_of: vec![],
                roles: vec![],
            }
            .into(),
        )
    };
    Names {
        by_id: BTreeMap::from([place("mill"), place("quarry")]),
        ..Names::default()
    }
}

fn on(day: i8) -> Time {
    Time::surely(Period::day(date(2026, 3, day)))
}

fn told(article: u32, people: &[&str], time: Time, place: &str) -> Claim {
    Claim {
        article,
        holder: Holder {
            outlet: OutletId::new(&format!("outlet-{article}")),
            speaker: None,
        },
        kind: "talks".into(),
        identity: Slots::from([(
            "people".into(),
            people.iter().map(|id| NameId::new(id)).collect(),
        )]),
        attribute: "place".into(),
        value: Value::Names(vec![NameId::new(place)]),
        denied: false,
        only: false,
        time,
        as_of: Some(Period::day(date(2026, 3, 20))),
        modality: Modality::Actual,
        scope: Slots::default(),
        span: ByteSpan::new(0, 5),
        sentence: 0,
        rule: "rule".into(),
        pattern: 0,
        quote: None,
        wording: None,
        company: None,
    }
}

fn nth(claim: &Claim, n: f64) -> Claim {
    Claim {
        attribute: "nth".into(),
        value: Value::Amount(Amount::exactly(n, "")),
        ..claim.clone()
    }
}

fn linked(claims: Vec<Claim>) -> FactGraph {
    let articles: Vec<ArticleRef> = (0..9)
        .map(|at| ArticleRef {
            id: format!("article-{at}"),
            outlet: Some(OutletId::new(&format!("outlet-{at}"))),
            ..ArticleRef::default()
        })
        .collect();
    link(claims, &articles, &kinds(), &names())
}

/// The articles of each fact, in order.
fn events(claims: Vec<Claim>) -> Vec<Vec<u32>> {
    let graph = linked(claims);
    graph
        .facts
        .iter()
        .map(|fact| {
            fact.claims
                .iter()
                .map(|&at| graph.claims[at].article)
                .collect()
        })
        .collect()
}

const PAIR: &[&str] = &["ana", "bo"];

#[test]
fn one_day_is_one_event_wherever_the_reports_put_it() {
    let claims = vec![
        told(0, PAIR, on(11), "mill"),
        told(1, PAIR, on(11), "quarry"),
    ];
    assert_eq!(events(claims), [[0, 1]]);
}

#[test]
fn near_days_are_one_event_unless_a_place_tells_them_apart() {
    let near = |place| vec![told(0, PAIR, on(11), "mill"), told(1, PAIR, on(12), place)];
    assert_eq!(events(near("mill")), [[0, 1]]);
    assert_eq!(events(near("quarry")).len(), 2);
    let far = vec![told(0, PAIR, on(11), "mill"), told(1, PAIR, on(15), "mill")];
    assert_eq!(events(far).len(), 2);
}

#[test]
fn the_number_in_a_row_tells_near_days_apart() {
    let (first, second) = (told(0, PAIR, on(11), "mill"), told(1, PAIR, on(12), "mill"));
    let claims = |n| {
        vec![
            first.clone(),
            nth(&first, 1.0),
            second.clone(),
            nth(&second, n),
        ]
    };
    assert_eq!(events(claims(1.0)).len(), 1);
    assert_eq!(events(claims(2.0)).len(), 2);
}

#[test]
fn names_agree_when_one_set_holds_the_other_or_two_are_shared() {
    let together = |people| {
        events(vec![
            told(0, &["ana", "bo", "cy"], on(11), "mill"),
            told(1, people, on(11), "mill"),
        ])
        .len()
            == 1
    };
    assert!(together(&["ana"]));
    assert!(together(&["ana", "bo", "dee"]));
    assert!(!together(&["ana", "dee"]));
}

#[test]
fn a_vague_report_joins_the_event_before_it_was_written_and_chains_nothing() {
    let vague = Time::within(Period::days(date(2026, 3, 1), date(2026, 3, 30)));
    let claims = vec![
        told(0, PAIR, on(4), "mill"),
        told(1, PAIR, on(15), "mill"),
        told(2, PAIR, on(25), "mill"),
        told(3, PAIR, vague, "mill"),
    ];
    assert_eq!(events(claims), [vec![0], vec![1, 3], vec![2]]);
}

#[test]
fn a_loose_date_is_narrowed_to_the_only_day_that_fits() {
    let loose = Time::within(Period::days(date(2026, 3, 10), date(2026, 3, 12)));
    let graph = linked(vec![
        told(0, PAIR, on(11), "mill"),
        told(1, PAIR, loose, "mill"),
    ]);
    assert_eq!(graph.claims[1].time.hull, on(11).hull);
    assert_eq!(graph.claims[1].time.core, None, "narrower is not surer");
    assert_eq!(graph.told[&1], loose);
    let graph = linked(vec![
        told(0, PAIR, on(10), "quarry"),
        told(2, PAIR, on(12), "mill"),
        told(1, PAIR, loose, "old-barn"),
    ]);
    assert!(graph.told.is_empty(), "two days fit");
}

#[test]
fn a_vague_report_is_narrowed_only_by_its_own_article() {
    let vague = Time::within(Period::days(date(2026, 3, 1), date(2026, 3, 30)));
    let other = linked(vec![
        told(0, PAIR, on(11), "mill"),
        told(1, PAIR, vague, "mill"),
    ]);
    assert!(other.told.is_empty());
    let mut later = told(0, PAIR, vague, "mill");
    later.sentence = 4;
    let own = linked(vec![told(0, PAIR, on(11), "mill"), later]);
    assert_eq!(own.told.len(), 1);
}

#[test]
fn support_counts_one_outlet_one_text_one_wire_and_one_quote_once() {
    let mut claims: Vec<Claim> = (0..6).map(|at| told(at, PAIR, on(11), "mill")).collect();
    claims[1].holder.outlet = claims[0].holder.outlet.clone();
    for claim in &mut claims[2..4] {
        claim.quote = Some(7);
        claim.holder.speaker = Some(NameId::new("ana"));
    }
    let mut graph = linked(claims);
    assert_eq!(graph.support(&[0, 1, 2, 3, 4, 5]), 4);
    graph.origins[5] = 4;
    assert_eq!(graph.support(&[0, 1, 2, 3, 4, 5]), 3);
    for article in &mut graph.articles[0..3] {
        article.wire = Some("wire".into());
    }
    assert_eq!(graph.support(&[0, 1, 2, 3, 4, 5]), 2);
}

#[test]
fn the_graph_leads_from_the_outlet_to_the_fact() {
    let mut graph = linked(vec![
        told(0, PAIR, on(11), "mill"),
        told(1, PAIR, on(11), "quarry"),
    ]);
    let sides = [("mill".to_owned(), vec![0]), ("quarry".to_owned(), vec![1])];
    graph.add_sides(0, &sides, &[(0, 1, "conflict".to_owned())]);
    let nodes: Vec<&Node> = graph.nodes().collect();
    let leads = |from: &Node, edge: &Edge, to: &Node| {
        graph
            .edges()
            .any(|(a, b, with)| nodes[a] == from && nodes[b] == to && with == edge)
    };
    let side = |label: &str| Node::Side(label.into());
    assert!(leads(
        &Node::Outlet(OutletId::new("outlet-0")),
        &Edge::Publishes,
        &Node::Article(0)
    ));
    assert!(leads(&Node::Article(0), &Edge::Carries, &Node::Claim(0)));
    assert!(leads(&Node::Claim(0), &Edge::Takes, &side("mill")));
    assert!(leads(&side("mill"), &Edge::Answers, &Node::Fact(0)));
    assert!(leads(
        &side("mill"),
        &Edge::Verdict("conflict".into()),
        &side("quarry")
    ));
    assert!(leads(
        &Node::Fact(0),
        &Edge::Names("people".into()),
        &Node::Name(NameId::new("bo"))
    ));
    assert_eq!(graph.around(0).len(), 4);
}

#[test]
fn claims_of_unknown_articles_and_kinds_do_no_harm() {
    let mut claim = told(4_000_000, PAIR, Time::unknown(), "mill");
    claim.kind = "unheard-of".into();
    let graph = linked(vec![claim]);
    assert_eq!(graph.facts.len(), 1);
    assert_eq!(graph.support(&[0]), 1);
}
