//! Findings: facts with two or more sides, each with the line of the ladder that decided.
//!
//! Takes the fact graph and the fact kinds, gives findings in a total order. Never reads text.

pub mod accepted;
pub mod ladder;
pub mod past;
pub mod values;

mod describe;
mod fingerprint;
mod rank;
mod relation;
mod sides;
mod weigh;
mod who;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::claim::Claim;
use crate::graph::{Fact, FactGraph};
use crate::problem::Level;
use crate::rules::kind::{Attribute, Kind, ScopeValue};
use crate::rules::names::{NameId, Names};
use crate::value::{Period, Slots};

use ladder::Scopes;
use weigh::Group;

pub use describe::{describe, describe_claim};
pub use ladder::{Decision, Judgement, judge};
pub use past::{Past, State};
pub use relation::{Relation, relation};
pub use who::between;

/// How two claims of one fact relate: the named line of the ladder that decided.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Both can be so.
    Consistent,
    /// Not about the same extent.
    Unrelated,
    /// One is planned, possible, conditional, a question, or unknown.
    Open,
    /// Both can be so, but what was said differs beyond tolerance.
    Divergent,
    /// It was so then and is so now.
    Change,
    /// A later value in the direction the kind allows.
    Update,
    /// The same holder, later, the other direction.
    Correction,
    /// Perhaps at odds.
    Possible,
    /// At odds.
    Conflict,
}

/// Why a `Possible` verdict is only that.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Doubt {
    /// The moments may differ, or which came later is unknown.
    Timing,
    /// What is counted may differ.
    Scope,
    /// One side says "likely" or "reportedly".
    Hedged,
}

/// Who is at odds with whom, from the two holder paths.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Between {
    /// One outlet, in its own voice, with itself.
    #[serde(rename = "self")]
    Itself,
    /// Two outlets, each in its own voice.
    OutletOutlet,
    /// One speaker, reported differently by two outlets.
    Misquote,
    /// Two speakers whom outlets merely carry.
    SpeakerSpeaker,
    /// An outlet in its own voice and a speaker.
    OutletSpeaker,
}

/// Claims of one fact that one value satisfies together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The value in words: that of its most precise claim.
    pub value_label: String,
    /// Its claims, as indices into the graph's claims, sorted; copies included.
    pub claims: Vec<usize>,
    /// How many origins stand behind it.
    pub support: usize,
    /// Its stable name.
    pub fingerprint: String,
    /// Every value said on it, in words, with its stable name. What is known of a side is what was said, not which of
    /// its values happens to be the most precise: a third outlet that joins with other words adds no side.
    pub said: BTreeMap<String, String>,
}

/// A claim too vague to take a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compatible {
    /// The claim.
    pub claim: usize,
    /// The sides it may be on, by number.
    pub sides: Vec<usize>,
}

/// One attribute of one fact about which not all claims agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Short name for people and commands: `F-7c21a0f9`.
    pub id: String,
    /// Stable name: kind, identity, scope, attribute, and for an event its day.
    pub fingerprint: String,
    /// Its place among all findings as a word: findings sorted by it, as bytes, are in order of rank.
    pub rank: String,
    /// The fact, as an index into the graph's facts.
    pub fact: usize,
    /// The fact kind's id.
    pub kind: String,
    /// The attribute.
    pub attribute: String,
    /// Whom or what it is about.
    pub identity: Slots<Vec<NameId>>,
    /// For an event, its date.
    pub date: Option<Period>,
    /// The explicit scope of at least one claim of every pair in it.
    pub scope: Slots<ScopeValue>,
    /// The question the fact answers, with its names filled in.
    pub question: String,
    /// The sides, most support first. One only, when a holder moved on or the words of one side differ.
    pub sides: Vec<Side>,
    /// The hardest verdict between two of its claims.
    pub verdict: Verdict,
    /// Why that is only possible.
    pub doubt: Option<Doubt>,
    /// The line of the ladder that decided, 0 to 13.
    pub line: u8,
    /// Who is at odds.
    pub between: Between,
    /// The line in words.
    pub why: String,
    /// The two claims that decided.
    pub pair: (usize, usize),
    /// Pairs that time explains, with their verdict; a holder's earlier claim comes first.
    pub history: Vec<(usize, usize, Verdict)>,
    /// Claims too vague to take a side.
    pub compatible: Vec<Compatible>,
    /// Claims that assert nothing yet: planned, possible, asked.
    pub open: Vec<usize>,
    /// How bad it is.
    pub level: Level,
    /// True when one origin stands against three or more.
    pub alone: bool,
}

/// Two claims of a finding and how they relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The first claim.
    pub a: usize,
    /// The second claim.
    pub b: usize,
    /// How they relate.
    pub verdict: Verdict,
    /// Why that is only possible.
    pub doubt: Option<Doubt>,
    /// The line of the ladder that decided.
    pub line: u8,
    /// Who is at odds.
    pub between: Between,
}

/// Pairs given at most per finding.
const PAIRS: usize = 10_000;
/// Scopes of one attribute that are compared with each other; beyond, only with claims that name no scope.
const SCOPES: usize = 64;

impl Finding {
    /// What it is about in short, as reports and tests name it: kind, names, day, scope and attribute.
    pub fn fact_in_short(&self) -> String {
        let mut parts = vec![self.kind.clone()];
        for names in self.identity.values() {
            let ids: Vec<&str> = names.iter().map(NameId::as_str).collect();
            parts.push(ids.join("+"));
        }
        parts.extend(self.date.map(|date| date.to_string()));
        parts.extend(self.scope.values().map(|value| match value {
            ScopeValue::Name(name) => name.to_string(),
            ScopeValue::Word(word) => word.clone(),
        }));
        parts.push(self.attribute.clone());
        parts.join("/")
    }

    /// Every claim that it names, some more than once.
    pub fn all_claims(&self) -> impl Iterator<Item = usize> {
        let sides = self
            .sides
            .iter()
            .flat_map(|side| side.claims.iter().copied());
        sides
            .chain([self.pair.0, self.pair.1])
            .chain(self.history.iter().flat_map(|(a, b, _)| [*a, *b]))
            .chain(self.compatible.iter().map(|compatible| compatible.claim))
            .chain(self.open.iter().copied())
    }

    /// Every pair of its claims that is not simply consistent, unrelated or open, 10,000 at most.
    ///
    /// For dumps and scoring only: the number of pairs grows with the square of the claims.
    pub fn pairs(
        &self,
        graph: &FactGraph,
        kinds: &BTreeMap<String, Kind>,
        names: &Names,
    ) -> Vec<Pair> {
        let Some(kind) = kinds.get(&self.kind) else {
            return Vec::new();
        };
        let mut claims: Vec<usize> = self
            .sides
            .iter()
            .flat_map(|side| side.claims.iter().copied())
            .chain(self.compatible.iter().map(|compatible| compatible.claim))
            .chain(self.history.iter().flat_map(|(a, b, _)| [*a, *b]))
            .chain([self.pair.0, self.pair.1])
            .collect();
        claims.sort_unstable();
        claims.dedup();
        let mut pairs = Vec::new();
        let tried = claims
            .iter()
            .enumerate()
            .flat_map(|(at, &a)| claims[at + 1..].iter().map(move |&b| (a, b)));
        for (a, b) in tried.take(PAIRS * 10) {
            let (first, second) = (&graph.claims[a], &graph.claims[b]);
            if graph.is_copy(a, b) {
                continue;
            }
            let decision = ladder::decide(first, second, kind, names);
            if rank::hardness(decision.verdict) > 0 {
                pairs.push(Pair {
                    a,
                    b,
                    verdict: decision.verdict,
                    doubt: decision.doubt,
                    line: decision.line,
                    between: between(first, second, decision.line),
                });
            }
            if pairs.len() == PAIRS {
                break;
            }
        }
        pairs
    }
}

/// False for what one text alone means by its words, and tells of by no two speakers: only its own wording could be at
/// odds.
fn is_shared(claims: &[usize], graph: &FactGraph) -> bool {
    let speaker = |at: &usize| graph.claims[*at].holder.speaker.as_ref();
    let speakers: BTreeSet<_> = claims.iter().filter_map(speaker).collect();
    speakers.len() > 1 || !graph.claims[claims[0]].only_here()
}

/// Compares the sides of every fact; gives findings in their order of rank.
///
/// ```
/// use atodds::finding::compare;
/// use atodds::graph::link;
/// let (kinds, names) = Default::default();
/// let graph = link(Vec::new(), Vec::new(), &kinds, &names);
/// assert!(compare(&graph, &kinds, &names).is_empty());
/// ```
pub fn compare(graph: &FactGraph, kinds: &BTreeMap<String, Kind>, names: &Names) -> Vec<Finding> {
    // In the order in which their claims lie in memory.
    let mut facts: Vec<usize> = (0..graph.facts.len())
        .filter(|&at| graph.facts[at].claims.len() > 1)
        .filter(|&at| is_shared(&graph.facts[at].claims, graph))
        .collect();
    facts.sort_unstable_by_key(|&at| graph.facts[at].claims[0]);
    let mut findings: Vec<Finding> = facts
        .into_par_iter()
        .filter_map(|at| Some((at, kinds.get(&graph.facts[at].kind)?)))
        .flat_map_iter(|(at, kind)| of_fact(at, &graph.facts[at], graph, kind, names))
        .collect();
    findings
        .par_iter_mut()
        .for_each(|finding| finding.rank = rank::key(finding, graph));
    // Findings are large: each moves once.
    findings.sort_by_cached_key(|finding| (finding.rank.clone(), finding.pair));
    // Two undated happenings of the same people can share a fingerprint; their names and ranks must not.
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    let nth: Vec<usize> = findings
        .iter()
        .map(|finding| {
            let nth = seen.entry(&finding.fingerprint).or_default();
            *nth += 1;
            *nth
        })
        .collect();
    for (finding, nth) in findings.iter_mut().zip(nth) {
        if nth > 1 {
            finding.id = format!("{}-{nth}", finding.id);
            finding.rank = format!("{}-{nth:08}", finding.rank);
        }
    }
    findings
}

/// Adds the sides of `findings` and the verdicts between them to the graph.
pub fn draw(graph: &mut FactGraph, findings: &[Finding]) {
    for finding in findings {
        let sides: Vec<(String, Vec<usize>)> = finding
            .sides
            .iter()
            .map(|side| (side.value_label.clone(), side.claims.clone()))
            .collect();
        let side_of = |claim: usize| {
            sides
                .iter()
                .position(|(_, claims)| claims.binary_search(&claim).is_ok())
        };
        let verdicts: Vec<(usize, usize, String)> = side_of(finding.pair.0)
            .zip(side_of(finding.pair.1))
            .filter(|(a, b)| a != b)
            .map(|(a, b)| (a, b, finding.verdict.name().to_owned()))
            .into_iter()
            .collect();
        graph.add_sides(finding.fact, &sides, &verdicts);
    }
}

impl Between {
    /// Every way to be at odds.
    pub const ALL: [Between; 5] = [
        Between::Itself,
        Between::OutletOutlet,
        Between::Misquote,
        Between::SpeakerSpeaker,
        Between::OutletSpeaker,
    ];

    /// It in one word, as JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Between::Itself => "self",
            Between::OutletOutlet => "outlet-outlet",
            Between::Misquote => "misquote",
            Between::SpeakerSpeaker => "speaker-speaker",
            Between::OutletSpeaker => "outlet-speaker",
        }
    }
}

impl Verdict {
    /// The verdict in one word.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Consistent => "consistent",
            Verdict::Unrelated => "unrelated",
            Verdict::Open => "open",
            Verdict::Divergent => "divergent",
            Verdict::Change => "change",
            Verdict::Update => "update",
            Verdict::Correction => "correction",
            Verdict::Possible => "possible",
            Verdict::Conflict => "conflict",
        }
    }
}

fn of_fact<'g>(
    at: usize,
    fact: &'g Fact,
    graph: &'g FactGraph,
    kind: &'g Kind,
    names: &'g Names,
) -> Vec<Finding> {
    let mut by_attribute: Vec<Vec<usize>> = vec![Vec::new(); kind.attributes.len()];
    for &claim in &fact.claims {
        let attribute = &graph.claims[claim].attribute;
        let mut attributes = kind.attributes.iter();
        if let Some(at) = attributes.position(|one| one.name == *attribute) {
            by_attribute[at].push(claim);
        }
    }
    kind.attributes
        .iter()
        .zip(by_attribute)
        .filter(|(_, claims)| claims.len() > 1)
        .flat_map(|(attribute, claims)| {
            by_scope(&claims, &graph.claims, kind, attribute, names)
                .into_iter()
                .filter_map(|(scope, own, guests)| {
                    Group {
                        graph,
                        fact,
                        at,
                        kind,
                        attribute,
                        names,
                        scope,
                        own,
                        guests,
                    }
                    .weigh()
                })
                .collect::<Vec<Finding>>()
        })
        .collect()
}

/// A scope with the claims that have exactly it, and those of lesser scope that may speak of it.
type Scoped = (Slots<ScopeValue>, Vec<usize>, Vec<usize>);

/// Splits claims by explicit scope, so that every related pair is compared under exactly one scope: the fuller one.
fn by_scope(
    indices: &[usize],
    claims: &[Claim],
    kind: &Kind,
    attribute: &Attribute,
    names: &Names,
) -> Vec<Scoped> {
    if indices.iter().all(|&index| claims[index].scope.is_empty()) {
        return vec![(Slots::default(), indices.to_vec(), Vec::new())];
    }
    // Dimensions that the kind does not declare tell nothing apart.
    let declared = |claim: &Claim| -> Slots<ScopeValue> {
        claim
            .scope
            .iter()
            .filter(|(name, _)| kind.scope.iter().any(|dimension| dimension.name == **name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let mut scopes: BTreeMap<(usize, Slots<ScopeValue>), Vec<usize>> = BTreeMap::new();
    for &index in indices {
        let scope = declared(&claims[index]);
        scopes.entry((scope.len(), scope)).or_default().push(index);
    }
    let scopes: Vec<(Slots<ScopeValue>, Vec<usize>)> = scopes
        .into_iter()
        .map(|((_, scope), own)| (scope, own))
        .collect();
    (0..scopes.len())
        .map(|at| {
            let (scope, own) = &scopes[at];
            let guests: Vec<usize> = scopes[..at]
                .iter()
                .filter(|(lesser, _)| scopes.len() <= SCOPES || lesser.is_empty())
                .filter(|(_, members)| {
                    let (a, b) = (&claims[own[0]], &claims[members[0]]);
                    ladder::scopes(a, b, kind, attribute, names) != Scopes::Differ
                })
                .flat_map(|(_, members)| members.iter().copied())
                .collect();
            let guests = weigh::representatives(&guests, &sides::Split::default(), claims);
            (scope.clone(), own.clone(), guests)
        })
        .collect()
}
