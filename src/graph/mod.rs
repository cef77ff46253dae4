//! The fact graph: outlet → article → claim → side → fact, with names, speakers and verdicts as edges.
//!
//! Takes claims and what they need to know of their articles, gives facts: claims of one kind, identity and, for
//! events, one happening. The only module that names petgraph. Never judges values.
//!
//! Nodes and claims are kept in an order that comes from their content alone, so the order of the input never shows.

mod event;
mod key;
mod origin;
mod sketch;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::claim::Claim;
use crate::problem::ByteSpan;
use crate::rules::kind::Kind;
use crate::rules::names::{NameId, Names};
use crate::source::{Article, OutletId};
use crate::value::{Period, Time};

pub use key::fact_key;
pub use sketch::{Shingles, shingles};

use key::Keyed;
use origin::Copies;

/// What the graph needs to know of an article. Its place in the list is the number that claims give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleRef {
    /// Names the article in every output.
    pub id: String,
    /// Who published it.
    pub outlet: Option<OutletId>,
    /// The outlet's name for people.
    pub outlet_name: Option<String>,
    /// When.
    pub published: Option<Period>,
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The agency it credits, when it credits one.
    pub wire: Option<String>,
    /// The sketch of its text, from [`shingles`].
    pub shingles: Shingles,
}

impl From<&Article> for ArticleRef {
    fn from(article: &Article) -> Self {
        // What cleaning left out is no part of the sketch: a house's standing phrases do not make two articles copies.
        let body: Vec<&str> = article
            .blocks
            .iter()
            .map(|block| block.span.of(&article.text))
            .collect();
        Self {
            id: article.id.clone(),
            outlet: article.outlet.clone(),
            outlet_name: article.outlet_name.clone(),
            published: article.published,
            title: article.title.clone(),
            url: article.url.clone(),
            wire: article.wire.clone(),
            shingles: shingles(&body.join("\n")),
        }
    }
}

/// All claims with one kind, identity and, for events, happening.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// The fact kind's id.
    pub kind: String,
    /// Whom or what it is about.
    pub identity: BTreeMap<String, Vec<NameId>>,
    /// For an event, its narrowest date.
    pub date: Option<Period>,
    /// Its claims, as indices into [`FactGraph::claims`], sorted.
    pub claims: Vec<usize>,
}

/// A node of the graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Node {
    /// Who publishes.
    Outlet(OutletId),
    /// An article, by number.
    Article(u32),
    /// A name that a fact is about, or a speaker.
    Name(NameId),
    /// A claim, by index.
    Claim(u32),
    /// A side of a fact, by its value in words.
    Side(String),
    /// A fact, by index.
    Fact(u32),
}

/// An edge of the graph, read from its source to its target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Edge {
    /// Outlet → article.
    Publishes,
    /// Article → the article whose text it copies.
    Copies,
    /// Article → claim.
    Carries,
    /// Name → claim: the speaker who stands behind it.
    Holds,
    /// Claim → fact.
    Tells,
    /// Fact → name, with the slot.
    Names(String),
    /// Claim → side.
    Takes,
    /// Side → fact.
    Answers,
    /// Side → side, with the verdict in one word.
    Verdict(String),
}

/// Claims linked by the facts they speak of.
#[derive(Debug)]
pub struct FactGraph {
    /// All claims, sorted by article and place; times of event reports may be narrowed, see [`FactGraph::told`].
    pub claims: Vec<Claim>,
    /// The articles, in the order given.
    pub articles: Vec<ArticleRef>,
    /// For each claim, the number of the article whose text its article copies, or its own article. Only articles that
    /// speak of the same [key](fact_key) are asked, so that facts can be judged one by one.
    pub origins: Vec<u32>,
    /// For each claim, the number of the first article with that origin in which its sentence stands word for word: of
    /// a copy that somebody edited, what they edited is its own.
    pub voices: Vec<u32>,
    /// All facts, sorted by kind, identity and date.
    pub facts: Vec<Fact>,
    /// Times as their claims told them, for the claims whose time an event narrowed.
    pub told: BTreeMap<usize, Time>,
    nodes: DiGraph<Node, Edge>,
    fact_nodes: Vec<NodeIndex>,
    claim_nodes: Vec<NodeIndex>,
}

/// Links claims about one fact.
///
/// Claims of a kind that is not in `kinds` become facts as if the kind were no event.
///
/// ```
/// use atodds::graph::link;
/// let graph = link(Vec::new(), Vec::new(), &Default::default(), &Default::default());
/// assert!(graph.facts.is_empty());
/// ```
pub fn link<'a>(
    mut claims: Vec<Claim>,
    articles: impl Into<Cow<'a, [ArticleRef]>>,
    kinds: &BTreeMap<String, Kind>,
    names: &Names,
) -> FactGraph {
    let articles = articles.into();
    sort_claims(&mut claims, &articles);
    // What an article says twice in the same words of the same span it says once: a stream may deliver a line again.
    claims.dedup_by(|next, kept| next.span == kept.span && next == kept);
    let sketches = Copies::of(&articles);
    let linked: Vec<Linked> = by_key(&claims, kinds)
        .into_par_iter()
        .map(|alike| link_alike(&alike, &claims, &sketches, kinds, names))
        .collect();
    let mut facts = Vec::new();
    let mut told = BTreeMap::new();
    let mut origins: Vec<u32> = claims.iter().map(|claim| claim.article).collect();
    let mut voices = origins.clone();
    for of_key in linked {
        facts.extend(of_key.facts);
        for copied in of_key.copies {
            origins[copied.claim] = copied.origin;
            voices[copied.claim] = copied.voice;
        }
        for (claim, time) in of_key.narrowed {
            told.insert(claim, claims[claim].time);
            claims[claim].time = time;
        }
    }
    facts.par_sort_by(|a, b| {
        (&a.kind, &a.identity, a.date, &a.claims).cmp(&(&b.kind, &b.identity, b.date, &b.claims))
    });
    let mut graph = FactGraph {
        origins,
        voices,
        articles: articles.into_owned(),
        claims,
        facts,
        told,
        nodes: DiGraph::new(),
        fact_nodes: Vec::new(),
        claim_nodes: Vec::new(),
    };
    graph.draw();
    graph
}

/// Sorts by what a claim says and where, never by the order of the run.
fn sort_claims(claims: &mut [Claim], articles: &[ArticleRef]) {
    let mut by_id: Vec<usize> = (0..articles.len()).collect();
    by_id.par_sort_unstable_by_key(|&at| (articles[at].id.as_str(), at));
    let mut rank = vec![usize::MAX; articles.len()];
    for (at, article) in by_id.into_iter().enumerate() {
        rank[article] = at;
    }
    // Claims are large, so their places are sorted, and each claim moves once.
    let mut order: Vec<(usize, ByteSpan, usize)> = claims
        .iter()
        .enumerate()
        .map(|(at, claim)| {
            let rank = rank.get(claim.article as usize).copied();
            (rank.unwrap_or(usize::MAX), claim.span, at)
        })
        .collect();
    let all = &*claims;
    order.par_sort_unstable_by(|x, y| {
        let (a, b) = (&all[x.2], &all[y.2]);
        (x.0, x.1)
            .cmp(&(y.0, y.1))
            .then_with(|| a.kind.cmp(&b.kind))
            .then_with(|| a.attribute.cmp(&b.attribute))
            .then_with(|| a.identity.cmp(&b.identity))
            .then_with(|| (&a.holder, a.time, a.as_of).cmp(&(&b.holder, b.time, b.as_of)))
            // Whatever is left, such as two values read from one span; values hold floats, which have no order.
            .then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
    });
    let mut from: Vec<usize> = order.into_iter().map(|(_, _, at)| at).collect();
    for start in 0..from.len() {
        // Follows one cycle of the order, swapping each claim to its place.
        let mut to = start;
        while from[to] != start {
            let next = std::mem::replace(&mut from[to], to);
            claims.swap(to, next);
            to = next;
        }
        from[to] = to;
    }
}

/// What came of the claims of one key.
struct Linked {
    facts: Vec<Fact>,
    /// Claims in copied articles.
    copies: Vec<Copied>,
    /// Claims whose time their event narrows.
    narrowed: Vec<(usize, Time)>,
}

/// A claim in an article that copies another.
struct Copied {
    claim: usize,
    /// The article that its article copies.
    origin: u32,
    /// The first of the articles with that text that has its sentence.
    voice: u32,
}

/// Links the claims of one key. Looks at nothing else, so that keys can be linked apart.
fn link_alike(
    alike: &[usize],
    claims: &[Claim],
    articles: &Copies<'_>,
    kinds: &BTreeMap<String, Kind>,
    names: &Names,
) -> Linked {
    let first = &claims[alike[0]];
    let event = kinds
        .get(&first.kind)
        .and_then(|kind| Some((kind, kind.event.as_ref()?)));
    let (facts, narrowed) = match event {
        None => {
            let fact = Fact {
                kind: first.kind.clone(),
                identity: first.identity.clone(),
                date: None,
                claims: alike.to_vec(),
            };
            (vec![fact], Vec::new())
        }
        Some((kind, event)) => {
            let (happenings, narrowed) = event::happenings(alike, claims, kind, event, names);
            let facts = happenings.into_iter().map(|happening| Fact {
                kind: first.kind.clone(),
                identity: happening.identity,
                date: happening.date,
                claims: happening.claims,
            });
            (facts.collect(), narrowed)
        }
    };
    let mut among: Vec<u32> = alike
        .iter()
        .map(|&claim| claims[claim].article)
        .filter(|&article| articles.has(article))
        .collect();
    among.sort_unstable();
    among.dedup();
    let origins: BTreeMap<u32, u32> = among
        .iter()
        .copied()
        .zip(articles.origins(&among))
        .filter(|(article, origin)| article != origin)
        .collect();
    Linked {
        facts,
        copies: copied(alike, claims, articles, &origins),
        narrowed,
    }
}

/// The claims of `alike` in articles that copy another, by `origins`.
fn copied(
    alike: &[usize],
    claims: &[Claim],
    articles: &Copies<'_>,
    origins: &BTreeMap<u32, u32>,
) -> Vec<Copied> {
    if origins.is_empty() {
        return Vec::new();
    }
    let origin = |claim: usize| {
        let article = claims[claim].article;
        *origins.get(&article).unwrap_or(&article)
    };
    let mut first: BTreeMap<(u32, Option<u64>), u32> = BTreeMap::new();
    for &claim in alike {
        let article = claims[claim].article;
        let known = first
            .entry((origin(claim), claims[claim].wording))
            .or_insert(article);
        if articles.age(article) < articles.age(*known) {
            *known = article;
        }
    }
    alike
        .iter()
        .filter(|&&claim| origins.contains_key(&claims[claim].article))
        .map(|&claim| Copied {
            claim,
            origin: origin(claim),
            voice: first[&(origin(claim), claims[claim].wording)],
        })
        .collect()
}

/// The claims of each key, in the order of the claims.
fn by_key(claims: &[Claim], kinds: &BTreeMap<String, Kind>) -> Vec<Vec<usize>> {
    let keys: Vec<Keyed<'_>> = claims
        .par_iter()
        .map(|claim| Keyed::new(claim, kinds))
        .collect();
    let mut at: FxHashMap<Keyed<'_>, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, key) in keys.into_iter().enumerate() {
        let group = *at.entry(key).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(index);
    }
    groups
}

impl FactGraph {
    /// True when the two claims stand in two articles with one text, and neither in a sentence of its own.
    pub fn is_copy(&self, a: usize, b: usize) -> bool {
        self.claims[a].article != self.claims[b].article
            && self.origins[a] == self.origins[b]
            && self.voices[a] == self.voices[b]
    }

    /// How many origins stand behind `claims`: one outlet, one text, one wire or one quote counts once.
    pub fn support(&self, claims: &[usize]) -> usize {
        #[derive(PartialEq, Eq, Hash)]
        enum Key<'g> {
            Outlet(&'g OutletId),
            Text(u32),
            Wire(&'g str),
            Quote(Option<&'g NameId>, u64),
        }
        let keys = claims.iter().enumerate().flat_map(|(at, &index)| {
            let claim = &self.claims[index];
            let article = self.articles.get(claim.article as usize);
            let wire = article.and_then(|article| article.wire.as_deref());
            let speaker = claim.holder.speaker.as_ref();
            [
                Some(Key::Outlet(&claim.holder.outlet)),
                Some(Key::Text(self.origins[index])),
                wire.map(Key::Wire),
                claim.quote.map(|quote| Key::Quote(speaker, quote)),
            ]
            .into_iter()
            .flatten()
            .map(move |key| (at, key))
        });
        origin::count_origins(claims.len(), keys)
    }

    /// Adds the sides of a fact, each with its value in words and its claims; gives nothing back but keeps their order.
    pub fn add_sides(
        &mut self,
        fact: usize,
        sides: &[(String, Vec<usize>)],
        verdicts: &[(usize, usize, String)],
    ) {
        let mut added = Vec::with_capacity(sides.len());
        for (label, claims) in sides {
            let side = self.nodes.add_node(Node::Side(label.clone()));
            self.nodes
                .add_edge(side, self.fact_nodes[fact], Edge::Answers);
            for &claim in claims {
                self.nodes
                    .add_edge(self.claim_nodes[claim], side, Edge::Takes);
            }
            added.push(side);
        }
        for (a, b, verdict) in verdicts {
            if let (Some(&a), Some(&b)) = (added.get(*a), added.get(*b)) {
                self.nodes.add_edge(a, b, Edge::Verdict(verdict.clone()));
            }
        }
    }

    /// All nodes, in the order in which edges number them.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.node_weights()
    }

    /// All edges, as source, target and what joins them.
    pub fn edges(&self) -> impl Iterator<Item = (usize, usize, &Edge)> {
        self.nodes
            .edge_references()
            .map(|edge| (edge.source().index(), edge.target().index(), edge.weight()))
    }

    /// What points at a fact: its claims, and its sides once they are added; sorted.
    pub fn around(&self, fact: usize) -> Vec<&Node> {
        let mut nodes: Vec<&Node> = self
            .nodes
            .neighbors_directed(self.fact_nodes[fact], Direction::Incoming)
            .map(|node| &self.nodes[node])
            .collect();
        nodes.sort();
        nodes
    }

    fn draw(&mut self) {
        let graph = &mut self.nodes;
        graph.reserve_exact_nodes(self.claims.len() + self.facts.len() + self.articles.len());
        graph.reserve_exact_edges(self.claims.len() * 2 + self.facts.len());
        let holders = self.claims.iter().map(|claim| &claim.holder);
        let published = self
            .articles
            .iter()
            .filter_map(|article| article.outlet.as_ref());
        let of_facts = self
            .facts
            .iter()
            .flat_map(|fact| fact.identity.values().flatten());
        let speakers = holders.clone().filter_map(|holder| holder.speaker.as_ref());
        let outlets = one_each(
            holders.map(|holder| &holder.outlet).chain(published),
            |outlet| graph.add_node(Node::Outlet(outlet.clone())),
        );
        let named = one_each(of_facts.chain(speakers), |name| {
            graph.add_node(Node::Name(name.clone()))
        });
        let mut by_id: Vec<usize> = (0..self.articles.len()).collect();
        by_id.sort_by(|&a, &b| self.articles[a].id.cmp(&self.articles[b].id));
        let mut articles = vec![NodeIndex::default(); self.articles.len()];
        for at in by_id {
            articles[at] = graph.add_node(Node::Article(at as u32));
            if let Some(outlet) = &self.articles[at].outlet {
                graph.add_edge(outlets[outlet], articles[at], Edge::Publishes);
            }
        }
        let copies: BTreeSet<(u32, u32)> = self
            .claims
            .iter()
            .zip(&self.origins)
            .map(|(claim, &origin)| (claim.article, origin))
            .filter(|(article, origin)| article != origin)
            .collect();
        for (article, origin) in copies {
            graph.add_edge(
                articles[article as usize],
                articles[origin as usize],
                Edge::Copies,
            );
        }
        for (at, claim) in self.claims.iter().enumerate() {
            let node = graph.add_node(Node::Claim(at as u32));
            self.claim_nodes.push(node);
            if let Some(&article) = articles.get(claim.article as usize) {
                graph.add_edge(article, node, Edge::Carries);
            }
            if let Some(speaker) = &claim.holder.speaker {
                graph.add_edge(named[speaker], node, Edge::Holds);
            }
        }
        for (at, fact) in self.facts.iter().enumerate() {
            let node = graph.add_node(Node::Fact(at as u32));
            self.fact_nodes.push(node);
            for (slot, names) in &fact.identity {
                for name in names {
                    graph.add_edge(node, named[name], Edge::Names(slot.clone()));
                }
            }
            for &claim in &fact.claims {
                graph.add_edge(self.claim_nodes[claim], node, Edge::Tells);
            }
        }
    }
}

/// A node for each different item, made in the order of the items.
fn one_each<'i, T: Ord + Hash>(
    items: impl Iterator<Item = &'i T>,
    mut add: impl FnMut(&'i T) -> NodeIndex,
) -> FxHashMap<&'i T, NodeIndex> {
    let mut nodes: FxHashMap<&T, NodeIndex> =
        items.map(|item| (item, NodeIndex::default())).collect();
    let mut sorted: Vec<&T> = nodes.keys().copied().collect();
    sorted.sort_unstable();
    for item in sorted {
        nodes.insert(item, add(item));
    }
    nodes
}
