//! Kinds and claims in few words, for tests that start from claims.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test crate uses its own part"
)]

use std::collections::BTreeMap;

use atodds::claim::{Claim, Holder, Modality, Value};
use atodds::graph::{ArticleRef, Shingles};
use atodds::problem::ByteSpan;
use atodds::rules::kind::{
    Attribute, Dimension, Domain, Event, Evolves, Kind, ScopeValue, Slot, Undated,
};
use atodds::rules::names::{Name, NameId, Names};
use atodds::source::OutletId;
use atodds::value::time::DAY;
use atodds::value::{Amount, Interval, Period, Slots, Time};
use jiff::civil::date;

pub fn day(month: i8, day: i8) -> Period {
    Period::day(date(2026, month, day))
}

pub fn days(month: i8, first: i8, last: i8) -> Period {
    Period::days(date(2026, month, first), date(2026, month, last))
}

/// One hour of a day.
pub fn hour(month: i8, of: i8, hour: i64) -> Period {
    let start = day(month, of).start + hour * 60;
    Period::new(start, start + 60)
}

pub fn attribute(name: &str, domain: Domain) -> Attribute {
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

pub fn unit(unit: &str) -> Domain {
    Domain::Amount { unit: unit.into() }
}

fn kind(id: &str, slot: &str, many: bool, attributes: Vec<Attribute>) -> Kind {
    Kind {
        id: id.into(),
        question: format!("What about {{{slot}}}?"),
        summary: String::new(),
        leftover: false,
        loose: false,
        denied_by: Vec::new(),
        yields_to: Vec::new(),
        company: None,
        contested: None,
        dated: true,
        identity: vec![Slot {
            name: slot.into(),
            types: vec![],
            via: vec![],
            told_by: vec![],
            synonyms: BTreeMap::new(),
            many,
            required: true,
            inherit: false,
            lemmas: false,
        }],
        event: None,
        attributes,
        scope: vec![],
        undated: Undated {
            lead: DAY,
            body: 14 * DAY,
            denied: 0,
        },
    }
}

/// An event of several people with a place, a length, a number and who came.
pub fn talks() -> Kind {
    let mut came = attribute("came", Domain::Names);
    came.functional = false;
    let mut length = attribute("length", unit("minutes"));
    length.tolerance = 0.12;
    Kind {
        event: Some(Event {
            window: 2 * DAY,
            once: vec![],
            closes: None,
            rare: None,
        }),
        ..kind(
            "talks",
            "people",
            true,
            vec![
                attribute(
                    "held",
                    Domain::Choice {
                        of: vec!["yes".into(), "no".into()],
                        together: vec![],
                    },
                ),
                attribute("place", Domain::Place),
                length,
                attribute("nth", unit("")),
                came,
            ],
        )
    }
}

/// How many died: grows with the reports, and depends on what is counted.
pub fn toll() -> Kind {
    let mut dead = attribute("dead", unit("people"));
    dead.evolves = Evolves::Up;
    let mut hurt = attribute("hurt", unit("people"));
    hurt.evolves = Evolves::Up;
    let dimension = |name: &str, offset, open| Dimension {
        name: name.into(),
        types: vec![],
        offset,
        open,
        nowhere: false,
        of: None,
    };
    Kind {
        scope: vec![
            dimension("extent", None, true),
            dimension("driver", Some(1.0), false),
        ],
        ..kind("toll", "accident", false, vec![dead, hurt])
    }
}

/// Where somebody stands: moves freely, three days at a time.
pub fn stance() -> Kind {
    let mut value = attribute(
        "value",
        Domain::Choice {
            of: [
                "accepted",
                "in-principle",
                "conditional",
                "uncommitted",
                "rejected",
            ]
            .map(String::from)
            .to_vec(),
            together: vec![0b01110],
        },
    );
    value.evolves = Evolves::Free;
    value.persists = 3 * DAY;
    kind("stance", "party", false, vec![value])
}

/// How often somebody has been there: the rule pack says that two such counts are comparable.
pub fn visits() -> Kind {
    kind(
        "visits",
        "person",
        false,
        vec![attribute("count", unit(""))],
    )
}

pub fn kinds() -> BTreeMap<String, Kind> {
    [talks(), toll(), stance(), visits()]
        .into_iter()
        .map(|kind| (kind.id.clone(), kind))
        .collect()
}

/// Three places: a harbour in Northland, and two towns in Southland.
pub fn names() -> Names {
    let place = |id: &str, part_of: &[&str]| Name {
        id: NameId::new(id),
        name: NameId::new(id).to_string(),
        types: vec![],
        also: Vec::new(),
        of: None,
        part_of: part_of.iter().map(|whole| NameId::new(whole)).collect(),
        roles: Vec::new(),
    };
    let listed = [
        place("northland", &[]),
        place("harbour", &["northland"]),
        place("southland", &[]),
        place("mill", &["southland"]),
        place("quarry", &["southland"]),
    ];
    Names {
        by_id: listed
            .into_iter()
            .map(|name| (name.id.clone(), name.into()))
            .collect(),
        ..Names::default()
    }
}

/// A claim of `outlet` in its own voice, as a fact, on 10 March.
pub fn claim(outlet: &str, kind: &str, attribute: &str, value: Value) -> Claim {
    let (slot, who): (&str, &[&str]) = match kind {
        "talks" => ("people", &["ana", "bo"]),
        "toll" => ("accident", &["ferry"]),
        "stance" => ("party", &["northland"]),
        _ => ("person", &["ana"]),
    };
    Claim {
        article: 0,
        holder: Holder {
            outlet: OutletId::new(outlet),
            speaker: None,
        },
        kind: kind.into(),
        identity: Slots::from([(slot.into(), who.iter().map(|id| NameId::new(id)).collect())]),
        attribute: attribute.into(),
        value,
        denied: false,
        only: false,
        time: Time::surely(day(3, 10)),
        as_of: Some(day(3, 10)),
        modality: Modality::Actual,
        scope: Slots::default(),
        span: ByteSpan::new(0, 10),
        sentence: 0,
        rule: "rule".into(),
        pattern: 0,
        quote: None,
        wording: None,
        company: None,
    }
}

pub fn exactly(n: f64, unit: &str) -> Value {
    Value::Amount(Amount::exactly(n, unit))
}

pub fn at_least(n: f64, unit: &str) -> Value {
    range(Interval::from(n, false), unit)
}

pub fn more_than(n: f64, unit: &str) -> Value {
    range(Interval::from(n, true), unit)
}

pub fn range(said: Interval, unit: &str) -> Value {
    Value::Amount(Amount {
        hull: said,
        said,
        unit: unit.into(),
    })
}

/// `n` with a tenth on both sides.
pub fn about(n: f64, unit: &str) -> Value {
    Value::Amount(Amount {
        hull: Interval::between(n * 0.9, n * 1.1),
        ..Amount::exactly(n, unit)
    })
}

pub fn at(place: &str) -> Value {
    Value::Names(vec![NameId::new(place)])
}

/// What can be said of a claim beyond its value.
pub trait Said: Sized {
    fn by(self, speaker: &str) -> Self;
    fn when(self, time: Time) -> Self;
    fn told_on(self, period: Period) -> Self;
    fn in_scope(self, dimension: &str, word: &str) -> Self;
    fn modal(self, modality: Modality) -> Self;
    fn in_article(self, article: u32) -> Self;
    fn in_sentence(self, sentence: u32) -> Self;
    fn denied(self) -> Self;
}

impl Said for Claim {
    fn by(mut self, speaker: &str) -> Self {
        self.holder.speaker = Some(NameId::new(speaker));
        self
    }
    fn when(mut self, time: Time) -> Self {
        self.time = time;
        self
    }
    fn told_on(mut self, period: Period) -> Self {
        self.as_of = Some(period);
        self
    }
    fn in_scope(mut self, dimension: &str, word: &str) -> Self {
        self.scope
            .insert(dimension.into(), ScopeValue::Word(word.into()));
        self
    }
    fn modal(mut self, modality: Modality) -> Self {
        self.modality = modality;
        self
    }
    fn in_article(mut self, article: u32) -> Self {
        self.article = article;
        self
    }
    fn in_sentence(mut self, sentence: u32) -> Self {
        self.sentence = sentence;
        self.span = ByteSpan::new(sentence as usize * 100, sentence as usize * 100 + 10);
        self
    }
    fn denied(mut self) -> Self {
        self.denied = true;
        self
    }
}

/// As many articles as the claims mention, with nothing in common.
pub fn articles(claims: &[Claim]) -> Vec<ArticleRef> {
    let count = claims
        .iter()
        .map(|claim| claim.article + 1)
        .max()
        .unwrap_or(0);
    (0..count)
        .map(|at| ArticleRef {
            id: format!("article-{at:03}"),
            outlet: claims
                .iter()
                .find(|claim| claim.article == at)
                .map(|claim| claim.holder.outlet.clone()),
            published: Some(day(3, 10)),
            shingles: Shingles::default(),
            ..ArticleRef::default()
        })
        .collect()
}
