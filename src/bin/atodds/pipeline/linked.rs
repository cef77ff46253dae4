//! The fact graph as labels, ids and what is known of each node.
//!
//! Takes what was loaded, gives the view that `dump --stage graph` writes. Never leaves anything out.

use std::collections::BTreeMap;

use atodds::finding;
use atodds::graph::{Edge, FactGraph, Node};
use atodds::report::dump::{EdgeView, GraphView, NodeView};

use super::{Loaded, place_of, views};
use crate::selection::Selection;
use crate::term::Progress;

/// The fact graph, with the sides of every finding.
pub(crate) fn graph(loaded: &Loaded, progress: &mut Progress) -> GraphView {
    let mut compared = loaded.compare(&Selection::default(), progress);
    finding::draw(&mut compared.graph, &compared.findings);
    let graph = &compared.graph;
    let questions: BTreeMap<usize, &str> = compared
        .findings
        .iter()
        .map(|finding| (finding.fact, finding.question.as_str()))
        .collect();
    let mut nodes: Vec<NodeView> = graph
        .nodes()
        .map(|node| view(loaded, graph, node, &questions))
        .collect();
    // A side is named by its fact.
    for (from, to, edge) in graph.edges() {
        if matches!(edge, Edge::Answers) {
            nodes[from].id = format!("side:{}={}", nodes[to].id, nodes[from].label);
        }
    }
    distinct(&mut nodes);
    let edges = graph
        .edges()
        .map(|(from, to, edge)| {
            let (kind, label) = match edge {
                Edge::Publishes => ("publishes", None),
                Edge::Copies => ("copies", None),
                Edge::Carries => ("carries", None),
                Edge::Holds => ("holds", None),
                Edge::Tells => ("tells", None),
                Edge::Names(slot) => ("names", Some(slot)),
                Edge::Takes => ("takes", None),
                Edge::Answers => ("answers", None),
                Edge::Verdict(verdict) => ("verdict", Some(verdict)),
            };
            EdgeView {
                from,
                to,
                label: label.map_or(kind, String::as_str).to_owned(),
                kind: kind.to_owned(),
            }
        })
        .collect();
    GraphView { nodes, edges }
}

fn view(
    loaded: &Loaded,
    graph: &FactGraph,
    node: &Node,
    questions: &BTreeMap<usize, &str>,
) -> NodeView {
    let names = &loaded.pack.names;
    match node {
        Node::Outlet(id) => {
            let name = loaded
                .articles
                .iter()
                .filter(|article| article.outlet.as_ref() == Some(id))
                .find_map(|article| article.outlet_name.clone());
            NodeView::new("outlet", id.as_str(), id.as_str()).with("name", name.unwrap_or_default())
        }
        Node::Article(at) => {
            let article = &graph.articles[*at as usize];
            let published = article.published.map(|period| period.to_string());
            NodeView::new("article", &article.id, &article.id)
                .with("title", article.title.clone().unwrap_or_default())
                .with("url", article.url.clone().unwrap_or_default())
                .with("published", published.unwrap_or_default())
        }
        Node::Name(id) => NodeView::new("name", &names.display(id), id.as_str()),
        Node::Claim(at) => {
            let claim = &graph.claims[*at as usize];
            let article = &loaded.articles[claim.article as usize];
            let place = place_of(article, claim.span);
            let place = format!("{}:{}", place.path, place.line);
            let reading = views::reading(&loaded.pack, claim);
            let label = format!("{}: {reading} ({place})", claim.attribute);
            let id = format!(
                "{}:{}-{}:{}:{}",
                article.id, claim.span.start, claim.span.end, claim.kind, claim.attribute
            );
            NodeView::new("claim", &label, &id)
                .with("text", claim.span.of(&article.text))
                .with("attribute", claim.attribute.as_str())
                .with("value", views::label(&loaded.pack, claim))
                .with("modality", claim.modality.name())
                .with("time", claim.time.hull.to_string())
                .with("rule", claim.rule.as_str())
                .with("place", place)
        }
        Node::Side(value) => NodeView::new("side", value, value),
        Node::Fact(at) => {
            let fact = &graph.facts[*at as usize];
            let listed = |show: &dyn Fn(&atodds::rules::NameId) -> String, between: &str| {
                let names: Vec<String> = fact.identity.values().flatten().map(show).collect();
                names.join(between)
            };
            let shown = listed(&|id| names.display(id), ", ");
            let ids = listed(&ToString::to_string, "+");
            let date = |before: &str| {
                fact.date
                    .map_or_else(String::new, |date| format!("{before}{date}"))
            };
            let label = format!("{}: {shown}{}", fact.kind, date(", "));
            let question = questions.get(&(*at as usize)).copied();
            NodeView::new("fact", &label, &format!("{}/{ids}{}", fact.kind, date("/")))
                .with("question", question.unwrap_or_default())
        }
    }
}

/// Numbers what bears one name: two readings of one span, two records of one file name.
fn distinct(nodes: &mut [NodeView]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for node in nodes {
        let count = seen.entry(node.id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            node.id = format!("{}~{count}", node.id);
        }
    }
}
