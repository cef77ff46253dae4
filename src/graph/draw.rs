//! Drawing: the facts, claims, articles, names and sides as nodes and edges.
//!
//! Takes linked claims, gives the graph that people and tools look at. Never links, compares or judges: it draws what
//! the facts hold.

use std::collections::BTreeSet;
use std::hash::Hash;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashMap;

use super::{Edge, FactGraph, Node, order};

/// The graph as petgraph holds it.
#[derive(Debug)]
pub(super) struct Drawing {
    graph: DiGraph<Node, Edge>,
    /// The node of each fact.
    facts: Vec<NodeIndex>,
    /// The node of each claim.
    claims: Vec<NodeIndex>,
}

impl FactGraph {
    /// Drawn when somebody looks first: most runs want findings, and a graph of a million claims takes 150 MB.
    fn drawing(&self) -> &Drawing {
        self.drawing.get_or_init(|| Drawing::of(self))
    }

    /// Adds the sides of a fact, each with its value in words and its claims; gives nothing back but keeps their order.
    pub fn add_sides(
        &mut self,
        fact: usize,
        sides: &[(String, Vec<usize>)],
        verdicts: &[(usize, usize, String)],
    ) {
        let mut drawing = self.drawing.take().unwrap_or_else(|| Drawing::of(self));
        let graph = &mut drawing.graph;
        let mut added = Vec::with_capacity(sides.len());
        for (label, claims) in sides {
            let side = graph.add_node(Node::Side(label.clone()));
            graph.add_edge(side, drawing.facts[fact], Edge::Answers);
            for &claim in claims {
                graph.add_edge(drawing.claims[claim], side, Edge::Takes);
            }
            added.push(side);
        }
        for (a, b, verdict) in verdicts {
            if let (Some(&a), Some(&b)) = (added.get(*a), added.get(*b)) {
                graph.add_edge(a, b, Edge::Verdict(verdict.clone()));
            }
        }
        self.drawing = drawing.into();
    }

    /// All nodes, in the order in which edges number them.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.drawing().graph.node_weights()
    }

    /// All edges, as source, target and what joins them.
    pub fn edges(&self) -> impl Iterator<Item = (usize, usize, &Edge)> {
        let edges = self.drawing().graph.edge_references();
        edges.map(|edge| (edge.source().index(), edge.target().index(), edge.weight()))
    }

    /// What points at a fact: its claims, and its sides once they are added; sorted.
    pub fn around(&self, fact: usize) -> Vec<&Node> {
        let drawing = self.drawing();
        let mut nodes: Vec<&Node> = drawing
            .graph
            .neighbors_directed(drawing.facts[fact], Direction::Incoming)
            .map(|node| &drawing.graph[node])
            .collect();
        nodes.sort();
        nodes
    }
}

impl Drawing {
    fn of(linked: &FactGraph) -> Self {
        let mut drawing = Self::with_room_for(linked);
        let graph = &mut drawing.graph;
        let holders = linked.claims.iter().map(|claim| &claim.holder);
        let published = linked
            .articles
            .iter()
            .filter_map(|article| article.outlet.as_ref());
        let of_facts = linked
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
        let mut articles = vec![NodeIndex::default(); linked.articles.len()];
        for at in order::by_id(&linked.articles) {
            articles[at] = graph.add_node(Node::Article(at as u32));
            if let Some(outlet) = &linked.articles[at].outlet {
                graph.add_edge(outlets[outlet], articles[at], Edge::Publishes);
            }
        }
        let copies: BTreeSet<(u32, u32)> = linked
            .claims
            .iter()
            .zip(&linked.origins)
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
        for (at, claim) in linked.claims.iter().enumerate() {
            let node = graph.add_node(Node::Claim(at as u32));
            drawing.claims.push(node);
            if let Some(&article) = articles.get(claim.article as usize) {
                graph.add_edge(article, node, Edge::Carries);
            }
            if let Some(speaker) = &claim.holder.speaker {
                graph.add_edge(named[speaker], node, Edge::Holds);
            }
        }
        for (at, fact) in linked.facts.iter().enumerate() {
            let node = graph.add_node(Node::Fact(at as u32));
            drawing.facts.push(node);
            for (slot, names) in &fact.identity {
                for name in names {
                    graph.add_edge(node, named[name], Edge::Names(slot.clone()));
                }
            }
            for &claim in &fact.claims {
                graph.add_edge(drawing.claims[claim], node, Edge::Tells);
            }
        }
        drawing
    }

    /// Growing would copy a graph of a million claims several times.
    fn with_room_for(linked: &FactGraph) -> Self {
        let (claims, facts) = (linked.claims.len(), linked.facts.len());
        let articles = linked.articles.len();
        // What is not used in the end costs no memory: it is never touched.
        let nodes = claims + facts * 2 + articles * 2;
        let edges = claims * 3 + facts * 2 + articles * 2;
        Self {
            graph: DiGraph::with_capacity(nodes, edges),
            facts: Vec::with_capacity(facts),
            claims: Vec::with_capacity(claims),
        }
    }
}

/// A node for each different item, made in the order of the items. Neighbours are often equal.
fn one_each<'i, T: Ord + Hash>(
    items: impl Iterator<Item = &'i T>,
    mut add: impl FnMut(&'i T) -> NodeIndex,
) -> FxHashMap<&'i T, NodeIndex> {
    let mut nodes: FxHashMap<&T, NodeIndex> = FxHashMap::default();
    let mut last = None;
    for item in items {
        if last.replace(item) != Some(item) {
            nodes.insert(item, NodeIndex::default());
        }
    }
    let mut sorted: Vec<&T> = nodes.keys().copied().collect();
    sorted.sort_unstable();
    for item in sorted {
        nodes.insert(item, add(item));
    }
    nodes
}
