//! The fact graph as linked data: JSON-LD in the words of schema.org and PROV.
//!
//! Takes the graph as labels, gives one JSON document whose context stands inside it, so that nothing is fetched.
//! Never says more than the graph: a claim is a `schema:Claim` that an article carries, not something that is so.
//!
//! | node | is a | joined by |
//! |---|---|---|
//! | outlet | `schema:NewsMediaOrganization`, `prov:Agent` | |
//! | article | `schema:NewsArticle`, `prov:Entity` | `schema:publisher` the outlet, `prov:wasDerivedFrom` what it copies |
//! | name | `schema:Thing`, `prov:Agent` when it speaks | |
//! | claim | `schema:Claim`, `prov:Entity` | `schema:appearance` the article, `prov:wasAttributedTo` outlet and speaker, `prov:wasGeneratedBy` this program, `schema:about` the fact |
//! | side | `schema:Answer` | `schema:parentItem` the fact, `schema:citation` its claims |
//! | fact | `schema:Question` | `schema:about` its names |
//!
//! A verdict between two sides is a node of its own, in words of our own (`urn:atodds:`): no vocabulary has them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::dump::{GraphView, NodeView};
use super::escape::shortened;
use super::json;
use super::page::web_address;

/// The program that read the claims, among the nodes.
const READING: &str = "urn:atodds:reading";

/// Writes the graph.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{dump::{GraphView, NodeView}, jsonld};
/// let node = NodeView::new("outlet", "Harbor Post", "harbor-post");
/// let mut out = Vec::new();
/// jsonld::write(&mut out, &GraphView { nodes: vec![node], edges: vec![] })?;
/// let document: serde_json::Value = serde_json::from_slice(&out)?;
/// assert_eq!(document["@graph"][1]["@id"], "urn:atodds:outlet:harbor-post");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(out: &mut dyn Write, graph: &GraphView) -> io::Result<()> {
    let mut nodes: Vec<Map<String, Value>> = graph.nodes.iter().map(described).collect();
    let outlets = outlets_of_claims(graph);
    let mut verdicts = Vec::new();
    for (at, edge) in graph.edges.iter().enumerate() {
        let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to)) else {
            continue;
        };
        let (holder, property, value) = match edge.kind.as_str() {
            "publishes" => (edge.to, "schema:publisher", from),
            "copies" => (edge.from, "prov:wasDerivedFrom", to),
            "carries" => (edge.to, "schema:appearance", from),
            "holds" => (edge.to, "prov:wasAttributedTo", from),
            "tells" | "names" => (edge.from, "schema:about", to),
            "takes" => (edge.to, "schema:citation", from),
            "answers" => (edge.from, "schema:parentItem", to),
            _ => {
                verdicts.push(json!({
                    "@id": format!("urn:atodds:verdict:{at}"),
                    "@type": "atodds:Verdict",
                    "schema:name": edge.label,
                    "atodds:between": [reference(from), reference(to)],
                }));
                continue;
            }
        };
        if edge.kind == "holds" {
            add(&mut nodes[edge.from], "@type", json!("prov:Agent"));
        }
        add(&mut nodes[holder], property, reference(value));
    }
    for (claim, outlet) in outlets {
        add(
            &mut nodes[claim],
            "prov:wasAttributedTo",
            reference(&graph.nodes[outlet]),
        );
    }
    let reading = json!({
        "@id": READING,
        "@type": "prov:Activity",
        "prov:wasAssociatedWith": {
            "@id": "urn:atodds:program",
            "@type": ["prov:SoftwareAgent", "schema:SoftwareApplication"],
            "schema:name": env!("CARGO_PKG_NAME"),
            "schema:softwareVersion": env!("CARGO_PKG_VERSION"),
        },
    });
    let all = [reading]
        .into_iter()
        .chain(nodes.into_iter().map(Value::Object))
        .chain(verdicts)
        .collect();
    json::pretty(
        out,
        &Document {
            context: context(),
            graph: all,
        },
    )
}

/// Letters of one text: a title may be as long as an article.
const MOST_LETTERS: usize = 500;

#[derive(Serialize)]
struct Document {
    #[serde(rename = "@context")]
    context: Value,
    #[serde(rename = "@graph")]
    graph: Vec<Value>,
}

/// The words used, so that no processor has to fetch them.
fn context() -> Value {
    json!({
        "schema": "https://schema.org/",
        "prov": "http://www.w3.org/ns/prov#",
        "atodds": "urn:atodds:",
        "schema:url": {"@type": "@id"},
    })
}

/// The node with its types and what is known of it; edges come later.
fn described(node: &NodeView) -> Map<String, Value> {
    let (types, name): (&[&str], &str) = match node.kind.as_str() {
        "outlet" => (
            &["schema:NewsMediaOrganization", "prov:Agent"],
            "schema:name",
        ),
        "article" => (&["schema:NewsArticle", "prov:Entity"], "schema:identifier"),
        "claim" => (&["schema:Claim", "prov:Entity"], "schema:name"),
        "side" => (&["schema:Answer"], "schema:text"),
        "fact" => (&["schema:Question"], "schema:name"),
        _ => (&["schema:Thing"], "schema:name"),
    };
    let mut given = Map::new();
    given.insert("@id".to_owned(), json!(iri(node)));
    given.insert("@type".to_owned(), json!(types));
    given.insert(name.to_owned(), json!(node.label));
    for (what, value) in &node.about {
        let property = match *what {
            "title" => "schema:headline",
            "published" => "schema:datePublished",
            "url" => "schema:url",
            "text" | "question" => "schema:text",
            "time" => "schema:temporalCoverage",
            "value" => "atodds:value",
            "attribute" => "atodds:attribute",
            "rule" => "atodds:rule",
            "modality" => "atodds:modality",
            "place" => "atodds:place",
            "name" => "schema:name",
            _ => continue,
        };
        // What is no address of the web would be a link to whatever an article says.
        let value = match *what {
            "url" => match web_address(value) {
                Some(url) => url,
                None => continue,
            },
            _ => shortened(value, MOST_LETTERS),
        };
        given.insert(property.to_owned(), json!(value));
    }
    if node.kind == "claim" {
        given.insert("prov:wasGeneratedBy".to_owned(), json!({"@id": READING}));
    }
    given
}

/// The outlet behind each claim, by way of the article.
fn outlets_of_claims(graph: &GraphView) -> Vec<(usize, usize)> {
    let of_kind = |kind: &'static str| graph.edges.iter().filter(move |edge| edge.kind == kind);
    let publisher: BTreeMap<usize, usize> = of_kind("publishes")
        .map(|edge| (edge.to, edge.from))
        .collect();
    of_kind("carries")
        .filter_map(|edge| Some((edge.to, *publisher.get(&edge.from)?)))
        .filter(|(claim, outlet)| *claim < graph.nodes.len() && *outlet < graph.nodes.len())
        .collect()
}

fn reference(node: &NodeView) -> Value {
    json!({"@id": iri(node)})
}

/// The node's id as an IRI: whatever a file is called, what is no sign of an IRI is percent-encoded.
fn iri(node: &NodeView) -> String {
    let mut iri = "urn:atodds:".to_owned();
    for byte in node.id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/=+".contains(&byte) {
            iri.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            let _ = write!(iri, "%{byte:02X}");
        }
    }
    iri
}

/// Adds a value to a property that may have one already.
fn add(node: &mut Map<String, Value>, property: &str, value: Value) {
    match node.get_mut(property) {
        None => {
            node.insert(property.to_owned(), value);
        }
        Some(Value::Array(list)) => {
            if !list.contains(&value) {
                list.push(value);
            }
        }
        Some(one) if *one == value => {}
        Some(one) => {
            let first = one.take();
            *one = json!([first, value]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::dump::EdgeView;

    fn document(graph: &GraphView) -> Value {
        let mut out = Vec::new();
        write(&mut out, graph).expect("memory takes every byte");
        serde_json::from_slice(&out).expect("the writer gives JSON")
    }

    fn edge(from: usize, to: usize, kind: &str) -> EdgeView {
        EdgeView {
            from,
            to,
            label: kind.to_owned(),
            kind: kind.to_owned(),
        }
    }

    #[test]
    fn a_claim_is_attributed_to_its_outlet_and_to_its_speaker() {
        let graph = GraphView {
            nodes: vec![
                NodeView::new("outlet", "Harbor Post", "harbor-post"),
                NodeView::new("name", "Ann Lee", "ann-lee"),
                NodeView::new("article", "a.txt", "a.txt"),
                NodeView::new("claim", "9", "a.txt#0-4").with("text", "nine"),
            ],
            edges: vec![
                edge(0, 2, "publishes"),
                edge(2, 3, "carries"),
                edge(1, 3, "holds"),
            ],
        };
        let claim = &document(&graph)["@graph"][4];
        assert_eq!(claim["@type"][0], "schema:Claim");
        assert_eq!(
            claim["schema:appearance"]["@id"],
            "urn:atodds:article:a.txt"
        );
        let held: Vec<&str> = claim["prov:wasAttributedTo"]
            .as_array()
            .expect("two stand behind it")
            .iter()
            .filter_map(|one| one["@id"].as_str())
            .collect();
        assert_eq!(
            held,
            ["urn:atodds:name:ann-lee", "urn:atodds:outlet:harbor-post"]
        );
    }

    #[test]
    fn an_id_is_an_iri_whatever_the_file_is_called() {
        let node = NodeView::new("article", "x", "a b\"<é>.txt");
        assert_eq!(iri(&node), "urn:atodds:article:a%20b%22%3C%C3%A9%3E.txt");
    }

    #[test]
    fn a_verdict_is_a_node_between_two_sides() {
        let side = |id| NodeView::new("side", id, id);
        let graph = GraphView {
            nodes: vec![side("a"), side("b")],
            edges: vec![EdgeView {
                label: "conflict".to_owned(),
                ..edge(0, 1, "verdict")
            }],
        };
        let verdict = &document(&graph)["@graph"][3];
        assert_eq!(verdict["schema:name"], "conflict");
        assert_eq!(verdict["atodds:between"][1]["@id"], "urn:atodds:side:b");
    }
}
