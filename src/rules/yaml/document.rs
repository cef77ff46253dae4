//! Where every key and value of a YAML file stands.
//!
//! Takes the text of one file, gives a [`Document`] that finds a path such as `rules[0].match[1]` in it. Never builds
//! values: that is left to the typed load.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::events;
use super::node::{Kids, MAX_KEY, Node, NodeId, Step, first_line};
use crate::problem::{ByteSpan, Place, Problem};

/// A YAML file that passed the checks, with the place of each key and value.
#[derive(Clone)]
pub struct Document {
    /// The file, as the user named it.
    pub path: String,
    /// Its text, without a byte-order mark. All spans refer to it.
    pub text: Arc<str>,
    /// Recorded when somebody asks where something stands: most files are right, and nobody does.
    nodes: Arc<OnceLock<Vec<Node>>>,
}

impl fmt::Debug for Document {
    /// What it says: whether somebody asked where that stands makes no difference.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("path", &self.path)
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}

/// Where a value stands, looked up when somebody asks.
#[derive(Debug, Clone)]
pub struct Spot {
    document: Document,
    yaml_path: String,
}

impl Spot {
    /// The place of the value.
    pub fn place(&self) -> Place {
        self.document.place(&self.yaml_path)
    }

    /// The file it stands in, as the user named it.
    pub fn file(&self) -> &str {
        &self.document.path
    }
}

impl Spot {
    /// The same place in `document`, which is the file it was found in.
    pub(in crate::rules) fn lay_in(&mut self, document: &Document) {
        self.document = document.clone();
    }
}

/// The text of the file is left out.
impl Serialize for Spot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.file(), &self.yaml_path).serialize(serializer)
    }
}

/// In a file without text, until it is laid in the right one.
impl<'de> Deserialize<'de> for Spot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (path, yaml_path) = <(String, String)>::deserialize(deserializer)?;
        Ok(Document::unread(&path, &Arc::default()).spot(yaml_path))
    }
}

impl Document {
    /// A document that has not been looked into yet.
    pub(super) fn unread(path: &str, text: &Arc<str>) -> Self {
        Self {
            path: path.to_owned(),
            text: Arc::clone(text),
            nodes: Arc::default(),
        }
    }

    /// A document whose events have been read.
    ///
    /// # Errors
    /// What the events say is wrong.
    pub(super) fn read(path: &str, text: &Arc<str>) -> Result<Self, Vec<Problem>> {
        let (nodes, problems) = events::read(path, text);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            nodes: Arc::new(OnceLock::from(nodes)),
            ..Self::unread(path, text)
        })
    }

    pub(super) fn nodes(&self) -> &[Node] {
        self.nodes
            .get_or_init(|| events::read(&self.path, &self.text).0)
    }

    /// The nodes, to be cut.
    pub(super) fn nodes_mut(&mut self) -> &mut [Node] {
        self.nodes();
        let nodes = Arc::make_mut(&mut self.nodes);
        nodes.get_mut().map_or(&mut [], Vec::as_mut_slice)
    }

    pub(super) fn node(&self, node: NodeId) -> &Node {
        &self.nodes()[node as usize]
    }

    /// The bytes of the value at `yaml_path`, or `None` when there is no such path.
    pub fn span(&self, yaml_path: &str) -> Option<ByteSpan> {
        let (node, exact) = self.find(yaml_path);
        exact.then(|| self.node(node).value)
    }

    /// The place of the value at `yaml_path`, or of the nearest value around it. A value of several lines is
    /// given by its first line.
    pub fn place(&self, yaml_path: &str) -> Place {
        self.place_of(self.find(yaml_path).0)
    }

    /// Where the value at `yaml_path` stands, to be looked up when somebody asks.
    pub fn spot(&self, yaml_path: String) -> Spot {
        Spot {
            document: self.clone(),
            yaml_path,
        }
    }

    /// The place of the key under which the value at `yaml_path` stands; of the value itself in a list.
    pub fn key_place(&self, yaml_path: &str) -> Place {
        self.key_place_of(self.find(yaml_path).0)
    }

    /// An error about the value at `yaml_path`.
    pub fn problem(
        &self,
        code: &'static str,
        yaml_path: &str,
        message: impl Into<String>,
    ) -> Problem {
        Problem::error(code, message).at(self.place(yaml_path))
    }

    /// An error about the key of the value at `yaml_path`.
    pub fn key_problem(
        &self,
        code: &'static str,
        yaml_path: &str,
        message: impl Into<String>,
    ) -> Problem {
        Problem::error(code, message).at(self.key_place(yaml_path))
    }

    pub(super) fn place_of(&self, node: NodeId) -> Place {
        let node = self.node(node);
        // `key:` without a value has an empty span just behind the colon: show the key instead.
        let span = match node.key {
            Some(key) if node.value.is_empty() => key,
            _ => node.value,
        };
        Place::new(&self.path, &self.text, first_line(&self.text, span))
    }

    pub(super) fn key_place_of(&self, node: NodeId) -> Place {
        self.node(node).key_place(&self.path, &self.text)
    }

    /// The node at `yaml_path` and true, or the last one on the way there and false.
    pub(super) fn find(&self, yaml_path: &str) -> (NodeId, bool) {
        let mut node: NodeId = 0;
        let mut rest = yaml_path.trim_start_matches('.');
        while !rest.is_empty() {
            let step = match &self.node(node).kids {
                Kids::None => None,
                Kids::List(list) => rest.strip_prefix('[').and_then(|inner| {
                    let (number, after) = inner.split_once(']')?;
                    let child = list.get(number.parse::<usize>().ok()?)?;
                    Some((*child, after))
                }),
                Kids::Map(map) => key_prefix(map, rest),
            };
            let Some((child, after)) = step else {
                return (node, false);
            };
            node = child;
            rest = after.strip_prefix('.').unwrap_or(after);
        }
        (node, true)
    }

    /// The way from the root to `node`.
    pub(super) fn steps(&self, mut node: NodeId) -> Vec<Step> {
        let mut steps = Vec::new();
        while node != 0 {
            let here = self.node(node);
            steps.push(here.step.clone());
            node = here.parent;
        }
        steps.reverse();
        steps
    }

    /// The node whose key or value begins at byte `at`: a key before a value, an outer value before an inner one.
    pub(super) fn beginning_at(&self, at: usize) -> Option<NodeId> {
        let by_key = |node: &Node| node.key.is_some_and(|key| key.start == at);
        self.position(by_key)
            .or_else(|| self.position(|node| node.value.start == at))
    }

    /// The innermost collection that begins at byte `at`.
    pub(super) fn collection_at(&self, at: usize) -> Option<NodeId> {
        self.nodes()
            .iter()
            .rposition(|node| node.value.start == at && !matches!(node.kids, Kids::None))
            .map(|found| found as NodeId)
    }

    fn position(&self, test: impl Fn(&Node) -> bool) -> Option<NodeId> {
        self.nodes()
            .iter()
            .position(test)
            .map(|found| found as NodeId)
    }
}

/// The child whose key is the longest beginning of `rest` that ends where a step can end: keys may hold dots.
fn key_prefix<'r>(map: &BTreeMap<Arc<str>, NodeId>, rest: &'r str) -> Option<(NodeId, &'r str)> {
    let ends = rest
        .bytes()
        .take(MAX_KEY + 1)
        .enumerate()
        .filter(|(_, byte)| matches!(byte, b'.' | b'['))
        .map(|(at, _)| at)
        .chain((rest.len() <= MAX_KEY).then_some(rest.len()));
    let mut found = None;
    for end in ends {
        if let Some(child) = map.get(&rest[..end]) {
            found = Some((*child, &rest[end..]));
        }
    }
    found
}
