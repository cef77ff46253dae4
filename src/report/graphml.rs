//! The fact graph as `GraphML`, for networkx, Gephi, yEd and their like.
//!
//! Takes the graph as labels, gives XML with every property declared and typed. Never writes a character that XML
//! does not allow: control characters of an article become visible ones.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::dump::GraphView;
use super::escape::visible;

/// Writes the graph.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{dump::{GraphView, NodeView}, graphml};
/// let node = NodeView::new("outlet", "Post & News", "post");
/// let mut out = Vec::new();
/// graphml::write(&mut out, &GraphView { nodes: vec![node], edges: vec![] })?;
/// assert!(String::from_utf8_lossy(&out).contains("Post &amp; News"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, graph: &GraphView) -> io::Result<()> {
    let known: BTreeSet<&str> = graph
        .nodes
        .iter()
        .flat_map(|node| node.about.keys().copied())
        .collect();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#
    )?;
    for name in ["kind", "label"].into_iter().chain(known) {
        writeln!(
            out,
            r#"  <key id="n-{name}" for="node" attr.name="{name}" attr.type="string"/>"#
        )?;
    }
    for name in ["kind", "label"] {
        writeln!(
            out,
            r#"  <key id="e-{name}" for="edge" attr.name="{name}" attr.type="string"/>"#
        )?;
    }
    writeln!(out, r#"  <graph id="atodds" edgedefault="directed">"#)?;
    for node in &graph.nodes {
        writeln!(out, r#"    <node id="{}">"#, xml(&node.id))?;
        let plain = [("kind", &node.kind), ("label", &node.label)];
        for (name, value) in plain
            .into_iter()
            .chain(node.about.iter().map(|(n, v)| (*n, v)))
        {
            writeln!(out, r#"      <data key="n-{name}">{}</data>"#, xml(value))?;
        }
        writeln!(out, "    </node>")?;
    }
    for (at, edge) in graph.edges.iter().enumerate() {
        let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to)) else {
            continue;
        };
        writeln!(
            out,
            r#"    <edge id="e{at}" source="{}" target="{}"><data key="e-kind">{}</data><data key="e-label">{}</data></edge>"#,
            xml(&from.id),
            xml(&to.id),
            xml(&edge.kind),
            xml(&edge.label)
        )?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

/// `text` as XML text or as the value of an attribute.
fn xml(text: &str) -> String {
    let mut given = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => given.push_str("&amp;"),
            '<' => given.push_str("&lt;"),
            '>' => given.push_str("&gt;"),
            '"' => given.push_str("&quot;"),
            // Not characters of XML at all.
            '\u{fffe}' | '\u{ffff}' => given.push('\u{fffd}'),
            c => given.push(c),
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::dump::{EdgeView, NodeView};

    #[test]
    fn an_article_cannot_write_elements_or_characters_that_xml_forbids() {
        let attack = "</data><node id=\"x\">&\u{0}\u{b}\u{ffff}\u{1b}";
        let graph = GraphView {
            nodes: vec![NodeView::new("claim", attack, attack).with("text", attack)],
            edges: vec![EdgeView {
                from: 0,
                to: 0,
                label: attack.to_owned(),
                kind: "tells".to_owned(),
            }],
        };
        let mut out = Vec::new();
        write(&mut out, &graph).expect("memory takes every byte");
        let text = String::from_utf8(out).expect("XML is UTF-8");
        assert_eq!(text.matches("<node").count(), 1, "{text}");
        assert!(!text.chars().any(|c| c != '\n' && c.is_control()));
        assert!(!text.contains('\u{ffff}'));
    }

    #[test]
    fn an_edge_to_nowhere_is_left_out() {
        let edge = EdgeView {
            from: 0,
            to: 3,
            label: "of".to_owned(),
            kind: "tells".to_owned(),
        };
        let graph = GraphView {
            nodes: vec![NodeView::new("fact", "f", "f")],
            edges: vec![edge],
        };
        let mut out = Vec::new();
        write(&mut out, &graph).expect("memory takes every byte");
        assert!(!String::from_utf8_lossy(&out).contains("<edge"));
    }
}
