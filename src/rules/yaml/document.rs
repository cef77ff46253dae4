//! Where every key and value of a YAML file stands, and which files are refused before they can do harm.
//!
//! Takes the text of one file, gives a [`Document`] that finds a path such as `rules[0].match[1]` in it, or the
//! problems. Never builds values: that is left to the typed load, which trusts what passed here.

use std::collections::BTreeMap;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, Span};

use crate::problem::{ByteSpan, Place, Problem};

/// Collections inside collections. Rule files need six.
const MAX_DEPTH: usize = 32;
/// Keys and values in one file: fifty thousand names with ten lines each.
const MAX_NODES: usize = 600_000;
/// Bytes in one key. Keeps every path short enough to print and to look up.
const MAX_KEY: usize = 1024;
/// Complaints about one file; the rest would say the same again.
const MAX_PROBLEMS: usize = 20;

/// A YAML file that passed the checks, with the place of each key and value.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file, as the user named it.
    pub path: String,
    /// Its text, without a byte-order mark. All spans refer to it.
    pub text: Arc<str>,
    pub(super) nodes: Vec<Node>,
}

/// The number of a value in its document; the root is 0.
pub(super) type NodeId = u32;

/// One value and the key it stands under.
#[derive(Debug, Clone)]
pub(super) struct Node {
    parent: NodeId,
    key: Option<ByteSpan>,
    value: ByteSpan,
    pub(super) step: Step,
    pub(super) kids: Kids,
}

/// How a value is reached from the one that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Root,
    Key(Arc<str>),
    At(usize),
}

/// What a value holds.
#[derive(Debug, Clone)]
pub(super) enum Kids {
    None,
    Map(BTreeMap<Arc<str>, NodeId>),
    List(Vec<NodeId>),
}

impl Document {
    /// The bytes of the value at `yaml_path`, or `None` when there is no such path.
    pub fn span(&self, yaml_path: &str) -> Option<ByteSpan> {
        let (node, exact) = self.find(yaml_path);
        exact.then(|| self.nodes[node as usize].value)
    }

    /// The place of the value at `yaml_path`, or of the nearest value around it. A value of several lines is
    /// given by its first line.
    pub fn place(&self, yaml_path: &str) -> Place {
        self.place_of(self.find(yaml_path).0)
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
        let node = &self.nodes[node as usize];
        // `key:` without a value has an empty span just behind the colon: show the key instead.
        let span = match node.key {
            Some(key) if node.value.is_empty() => key,
            _ => node.value,
        };
        Place::new(&self.path, &self.text, self.first_line(span))
    }

    pub(super) fn key_place_of(&self, node: NodeId) -> Place {
        let node = &self.nodes[node as usize];
        let span = node.key.unwrap_or(node.value);
        Place::new(&self.path, &self.text, self.first_line(span))
    }

    fn first_line(&self, span: ByteSpan) -> ByteSpan {
        let line = span.of(&self.text).lines().next().unwrap_or("");
        ByteSpan::new(span.start, span.start + line.trim_end().len())
    }

    /// The node at `yaml_path` and true, or the last one on the way there and false.
    pub(super) fn find(&self, yaml_path: &str) -> (NodeId, bool) {
        let mut node: NodeId = 0;
        let mut rest = yaml_path.trim_start_matches('.');
        while !rest.is_empty() {
            let step = match &self.nodes[node as usize].kids {
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
            let here = &self.nodes[node as usize];
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
        self.nodes
            .iter()
            .rposition(|node| node.value.start == at && !matches!(node.kids, Kids::None))
            .map(|found| found as NodeId)
    }

    fn position(&self, test: impl Fn(&Node) -> bool) -> Option<NodeId> {
        self.nodes
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

/// A collection that is still open.
struct Open {
    node: NodeId,
    key: Option<(Arc<str>, ByteSpan)>,
}

/// Reads the events of `text` and records where everything stands.
pub(super) fn read(path: &str, text: &Arc<str>) -> Result<Document, Vec<Problem>> {
    let mut document = Document {
        path: path.to_owned(),
        text: Arc::clone(text),
        nodes: Vec::new(),
    };
    let problems = Reader {
        document: &mut document,
        open: Vec::new(),
        problems: Vec::new(),
        documents: 0,
    }
    .run(text);
    if problems.is_empty() {
        Ok(document)
    } else {
        Err(problems)
    }
}

/// Set when nothing more can be learnt from the file.
struct Stop;

struct Reader<'d> {
    document: &'d mut Document,
    open: Vec<Open>,
    problems: Vec<Problem>,
    documents: usize,
}

impl Reader<'_> {
    fn run(mut self, text: &str) -> Vec<Problem> {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            flow_nesting_limit: MAX_DEPTH + 8,
            block_nesting_limit: MAX_DEPTH + 8,
        };
        for next in Parser::new_from_str_with_options(text, options) {
            let step = match next {
                Ok((event, span)) => self.event(event, bytes(span)),
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(0);
                    self.scan_error(error.kind(), at);
                    Err(Stop)
                }
            };
            if step.is_err() || self.problems.len() >= MAX_PROBLEMS {
                return self.problems;
            }
        }
        if self.documents == 0 && self.problems.is_empty() {
            self.problems.push(
                Problem::error("yaml-empty", "the file is empty")
                    .at(self.place(ByteSpan::new(0, 0))),
            );
        }
        self.problems
    }

    fn event(&mut self, event: Event<'_>, span: ByteSpan) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return self.stop(
                        "yaml-many-documents",
                        span,
                        "a second document begins here; only one per file is read",
                        "split the file in two",
                    );
                }
                Ok(())
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.complain(
                    "yaml-alias",
                    span,
                    "aliases are not allowed, since a short file can unfold into a huge one",
                    "write the value out",
                );
                // The alias takes the place of a key or a value; go on as if it were an empty one.
                self.node(span, Kids::None, Some("")).map(|_| ())
            }
            Event::Scalar(text, _, _, tag) => {
                self.tag(tag.is_some(), span);
                self.node(span, Kids::None, Some(&text)).map(|_| ())
            }
            Event::SequenceStart(_, _, tag) => {
                self.tag(tag.is_some(), span);
                self.collection(span, Kids::List(Vec::new()))
            }
            Event::MappingStart(_, _, tag) => {
                self.tag(tag.is_some(), span);
                self.collection(span, Kids::Map(BTreeMap::new()))
            }
            Event::SequenceEnd | Event::MappingEnd => {
                // Only flow collections end in something: the bracket.
                if let Some(open) = self.open.pop()
                    && !span.is_empty()
                {
                    self.widen(open.node, span.end);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn collection(&mut self, span: ByteSpan, kids: Kids) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            return self.too_deep(span);
        }
        let node = self.node(span, kids, None)?;
        self.open.push(Open { node, key: None });
        Ok(())
    }

    /// Records a value, or remembers a key; `text` is `None` for collections.
    fn node(&mut self, span: ByteSpan, kids: Kids, text: Option<&str>) -> Result<NodeId, Stop> {
        let id = self.document.nodes.len() as NodeId;
        let Some(top) = self.open.last_mut() else {
            self.push(Node {
                parent: 0,
                key: None,
                value: span,
                step: Step::Root,
                kids,
            })?;
            return Ok(id);
        };
        let parent = top.node;
        let is_map = matches!(self.document.nodes[parent as usize].kids, Kids::Map(_));
        let (step, key) = if is_map {
            match top.key.take() {
                Some((name, key_span)) => (Step::Key(name), Some(key_span)),
                None => return self.key(span, text).map(|()| id),
            }
        } else {
            let Kids::List(list) = &self.document.nodes[parent as usize].kids else {
                return Err(Stop);
            };
            (Step::At(list.len()), None)
        };
        match (&mut self.document.nodes[parent as usize].kids, &step) {
            (Kids::Map(map), Step::Key(name)) => {
                map.insert(Arc::clone(name), id);
            }
            (Kids::List(list), _) => list.push(id),
            _ => {}
        }
        self.push(Node {
            parent,
            key,
            value: span,
            step,
            kids,
        })?;
        self.widen(parent, span.end);
        Ok(id)
    }

    fn key(&mut self, span: ByteSpan, text: Option<&str>) -> Result<(), Stop> {
        let Some(text) = text else {
            return self.stop(
                "yaml-key",
                span,
                "a key must be plain text, not a list or a mapping",
                "quote it when it begins with `[` or `{`",
            );
        };
        if text.len() > MAX_KEY {
            return self.stop(
                "yaml-key",
                span,
                "a key is longer than 1024 bytes",
                "shorten it",
            );
        }
        if text == "<<" {
            self.complain(
                "yaml-alias",
                span,
                "merge keys are not allowed",
                "write the values out",
            );
        }
        let parent = self.open.last().map_or(0, |top| top.node);
        if let Kids::Map(map) = &self.document.nodes[parent as usize].kids
            && let Some(first) = map.get(text)
        {
            let line = self.document.key_place_of(*first).line;
            self.complain(
                "duplicate-key",
                span,
                &format!("the key `{text}` is given twice, first on line {line}"),
                "keep one of the two",
            );
        }
        if let Some(top) = self.open.last_mut() {
            top.key = Some((Arc::from(text), span));
        }
        Ok(())
    }

    fn push(&mut self, node: Node) -> Result<(), Stop> {
        if self.document.nodes.len() >= MAX_NODES {
            return self.stop(
                "yaml-too-large",
                node.value,
                format!("the file holds more than {MAX_NODES} values"),
                "split the file",
            );
        }
        self.document.nodes.push(node);
        Ok(())
    }

    /// A collection ends where its last value ends: block collections have no end of their own.
    fn widen(&mut self, mut node: NodeId, end: usize) {
        loop {
            let here = &mut self.document.nodes[node as usize];
            here.value.end = here.value.end.max(end);
            if node == 0 {
                return;
            }
            node = here.parent;
        }
    }

    fn tag(&mut self, tagged: bool, span: ByteSpan) {
        if tagged {
            self.complain(
                "yaml-tag",
                span,
                "tags such as `!name` mean nothing here",
                "quote the value when the `!` is part of it",
            );
        }
    }

    fn scan_error(&mut self, kind: &ErrorKind, at: usize) {
        let span = ByteSpan::new(at, at);
        if matches!(kind, ErrorKind::RecursionLimitExceeded) {
            let _ = self.too_deep(span);
            return;
        }
        self.problems.push(
            Problem::error("yaml-syntax", format!("this is not valid YAML: {kind}"))
                .at(self.place(span)),
        );
    }

    fn too_deep(&mut self, span: ByteSpan) -> Result<(), Stop> {
        self.stop(
            "yaml-too-deep",
            span,
            format!("lists and mappings are nested more than {MAX_DEPTH} deep"),
            "flatten the file",
        )
    }

    fn stop<T>(
        &mut self,
        code: &'static str,
        span: ByteSpan,
        message: impl AsRef<str>,
        help: &str,
    ) -> Result<T, Stop> {
        self.complain(code, span, message.as_ref(), help);
        Err(Stop)
    }

    fn complain(&mut self, code: &'static str, span: ByteSpan, message: &str, help: &str) {
        self.problems.push(
            Problem::error(code, message)
                .at(self.place(span))
                .help(help),
        );
    }

    fn place(&self, span: ByteSpan) -> Place {
        Place::new(
            &self.document.path,
            &self.document.text,
            self.document.first_line(span),
        )
    }
}

fn bytes(span: Span) -> ByteSpan {
    let range = span.byte_range().unwrap_or(0..0);
    ByteSpan::new(range.start, range.end)
}
