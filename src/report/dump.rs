//! Dumps: what one stage of the pipeline gives, one record per line, or the graph as Graphviz.
//!
//! Takes views of a stage, gives text, JSON lines or DOT. Never sorts: the order is the stage's own.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::escape::{shortened, visible};
use super::json;

/// One thing a stage gave, with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The article or file.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// What it is: `sentence`, `person`, `count`, a rule's id.
    pub what: String,
    /// The words of the article.
    pub text: String,
    /// What was made of them; empty when nothing was.
    pub reading: String,
}

/// The fact graph as labels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GraphView {
    /// Its nodes by number.
    pub nodes: Vec<NodeView>,
    /// Its edges.
    pub edges: Vec<EdgeView>,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NodeView {
    /// `outlet`, `article`, `claim`, `side`, `fact`, `name`.
    pub kind: String,
    /// What to write in it.
    pub label: String,
    /// Names it among all nodes, as long as the articles and what was read in them stay the same.
    pub id: String,
    /// What else is known of it, by name: `url`, `published`, `text`, `value`, `question` and the like.
    pub about: BTreeMap<&'static str, String>,
}

impl NodeView {
    /// A node of which no more is known than what to write in it.
    ///
    /// ```
    /// use atodds::report::dump::NodeView;
    /// assert_eq!(NodeView::new("outlet", "Harbor Post", "harbor-post").id, "outlet:harbor-post");
    /// ```
    pub fn new(kind: &str, label: &str, id: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            label: label.to_owned(),
            id: format!("{kind}:{id}"),
            about: BTreeMap::new(),
        }
    }

    /// The same node, with one thing more known of it; what is empty is not known.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.about.insert(name, value);
        }
        self
    }
}

/// One edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EdgeView {
    /// From this node.
    pub from: usize,
    /// To this node.
    pub to: usize,
    /// What to write beside it: the slot of a name, the verdict between two sides, else its kind.
    pub label: String,
    /// `publishes`, `copies`, `carries`, `holds`, `tells`, `names`, `takes`, `answers`, `verdict`.
    pub kind: String,
}

/// Writes rows for people: place, kind, words and reading.
///
/// # Errors
/// When `out` cannot be written to.
pub fn text(out: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    for row in rows {
        write!(
            out,
            "{}:{}:{}: {} “{}”",
            visible(&row.path),
            row.line,
            row.column,
            visible(&row.what),
            shortened(&row.text, 300)
        )?;
        if row.reading.is_empty() {
            writeln!(out)?;
        } else {
            writeln!(out, " = {}", visible(&row.reading))?;
        }
    }
    Ok(())
}

/// Writes records as JSON, one per line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn lines(out: &mut dyn Write, rows: &[impl Serialize]) -> io::Result<()> {
    rows.iter().try_for_each(|row| json::line(out, row))
}

/// Writes the graph for people: each node with what it leads to.
///
/// # Errors
/// When `out` cannot be written to.
pub fn graph_text(out: &mut dyn Write, graph: &GraphView) -> io::Result<()> {
    let mut leads: Vec<Vec<&EdgeView>> = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        if let Some(list) = leads.get_mut(edge.from) {
            list.push(edge);
        }
    }
    for (node, leads) in graph.nodes.iter().zip(leads) {
        writeln!(out, "{} {}", visible(&node.kind), visible(&node.label))?;
        for edge in leads {
            if let Some(to) = graph.nodes.get(edge.to) {
                writeln!(
                    out,
                    "  {} {} {}",
                    visible(&edge.label),
                    visible(&to.kind),
                    visible(&to.label)
                )?;
            }
        }
    }
    Ok(())
}

/// Writes the graph for Graphviz.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::dump::{GraphView, NodeView, dot};
/// let node = NodeView::new("fact", "a \"quoted\" fact", "f");
/// let mut out = Vec::new();
/// dot(&mut out, &GraphView { nodes: vec![node], edges: vec![] })?;
/// assert!(String::from_utf8_lossy(&out).contains(r#"label="a \"quoted\" fact""#));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn dot(out: &mut dyn Write, graph: &GraphView) -> io::Result<()> {
    writeln!(out, "digraph atodds {{")?;
    writeln!(out, "  rankdir=LR;")?;
    for (n, node) in graph.nodes.iter().enumerate() {
        let shape = match node.kind.as_str() {
            "fact" => "box",
            "side" => "diamond",
            "claim" => "note",
            _ => "ellipse",
        };
        writeln!(
            out,
            "  n{n} [shape={shape}, label={}];",
            dot_string(&node.label)
        )?;
    }
    for edge in &graph.edges {
        writeln!(
            out,
            "  n{} -> n{} [label={}];",
            edge.from,
            edge.to,
            dot_string(&edge.label)
        )?;
    }
    writeln!(out, "}}")
}

fn dot_string(text: &str) -> String {
    let text = shortened(text, 200);
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("memory takes every byte");
        String::from_utf8(out).expect("dumps are UTF-8")
    }

    fn row() -> Row {
        Row {
            path: "a.txt".into(),
            line: 2,
            column: 5,
            what: "count".into(),
            text: "about\u{1b}[0m nine".into(),
            reading: "9 (8.1 to 9.9)".into(),
        }
    }

    #[test]
    fn a_row_is_one_line_that_editors_can_jump_to() {
        assert_eq!(
            shown(|out| text(out, &[row()])),
            "a.txt:2:5: count “about␛[0m nine” = 9 (8.1 to 9.9)\n"
        );
    }

    #[test]
    fn json_rows_keep_the_words_as_they_are() {
        let json = shown(|out| lines(out, &[row()]));
        let back: serde_json::Value = serde_json::from_str(&json).expect("a row is JSON");
        assert_eq!(back["text"], "about\u{1b}[0m nine");
    }

    #[test]
    fn graphviz_strings_cannot_be_broken_out_of() {
        let node = |label: &str| NodeView::new("claim", label, label);
        let graph = GraphView {
            nodes: vec![node("a\\\"];evil"), node("b\nc")],
            edges: vec![EdgeView {
                from: 0,
                to: 1,
                label: "about".into(),
                kind: "tells".into(),
            }],
        };
        let text = shown(|out| dot(out, &graph));
        assert!(text.contains(r#"label="a\\\"];evil""#), "{text}");
        assert_eq!(text.lines().count(), 6, "{text}");
    }

    #[test]
    fn an_edge_to_nowhere_is_not_followed() {
        let graph = GraphView {
            nodes: vec![NodeView::new("fact", "x", "x")],
            edges: vec![
                EdgeView {
                    from: 0,
                    to: 7,
                    label: "of".into(),
                    kind: "tells".into(),
                },
                EdgeView {
                    from: 9,
                    to: 0,
                    label: "of".into(),
                    kind: "tells".into(),
                },
            ],
        };
        assert_eq!(shown(|out| graph_text(out, &graph)), "fact x\n");
    }
}
