//! One pass over the events of a YAML parser: what could do harm is refused, and where all stands is recorded.
//!
//! Takes the text of one file, gives its nodes and the problems. Never builds values.

use std::collections::BTreeMap;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, Span};

use super::node::{Kids, MAX_KEY, Node, NodeId, Step, first_line};
use crate::problem::{ByteSpan, Place, Problem};

/// Collections inside collections. Rule files need six.
const MAX_DEPTH: usize = 32;
/// Keys and values in one file: fifty thousand names with ten lines each.
const MAX_NODES: usize = 600_000;
/// Complaints about one file; the rest would say the same again.
const MAX_PROBLEMS: usize = 20;

/// Reads the events of `text`: what stands where, and what is wrong. There is a root whatever is wrong.
pub(super) fn read(path: &str, text: &str) -> (Vec<Node>, Vec<Problem>) {
    let mut reader = Reader {
        path,
        text,
        nodes: Vec::new(),
        open: Vec::new(),
        problems: Vec::new(),
        documents: 0,
    };
    reader.run();
    if reader.nodes.is_empty() {
        reader.nodes.push(Node {
            parent: 0,
            key: None,
            value: ByteSpan::new(0, 0),
            step: Step::Root,
            kids: Kids::None,
        });
    }
    (reader.nodes, reader.problems)
}

/// A collection that is still open.
struct Open {
    node: NodeId,
    key: Option<(Arc<str>, ByteSpan)>,
}

/// Set when nothing more can be learnt from the file.
struct Stop;

struct Reader<'t> {
    path: &'t str,
    text: &'t str,
    nodes: Vec<Node>,
    open: Vec<Open>,
    problems: Vec<Problem>,
    documents: usize,
}

impl Reader<'_> {
    fn run(&mut self) {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            flow_nesting_limit: MAX_DEPTH + 8,
            block_nesting_limit: MAX_DEPTH + 8,
        };
        for next in Parser::new_from_str_with_options(self.text, options) {
            let step = match next {
                Ok((event, span)) => self.event(event, bytes(span)),
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(0);
                    self.scan_error(error.kind(), at);
                    Err(Stop)
                }
            };
            if step.is_err() || self.problems.len() >= MAX_PROBLEMS {
                return;
            }
        }
        if self.documents == 0 && self.problems.is_empty() {
            self.problems.push(
                Problem::error("yaml-empty", "the file is empty")
                    .at(self.place(ByteSpan::new(0, 0))),
            );
        }
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
        let id = self.nodes.len() as NodeId;
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
        let is_map = matches!(self.nodes[parent as usize].kids, Kids::Map(_));
        let (step, key) = if is_map {
            match top.key.take() {
                Some((name, key_span)) => (Step::Key(name), Some(key_span)),
                None => return self.key(span, text).map(|()| id),
            }
        } else {
            let Kids::List(list) = &self.nodes[parent as usize].kids else {
                return Err(Stop);
            };
            (Step::At(list.len()), None)
        };
        match (&mut self.nodes[parent as usize].kids, &step) {
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
        if let Kids::Map(map) = &self.nodes[parent as usize].kids
            && let Some(first) = map.get(text)
        {
            let line = self.nodes[*first as usize]
                .key_place(self.path, self.text)
                .line;
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
        if self.nodes.len() >= MAX_NODES {
            return self.stop(
                "yaml-too-large",
                node.value,
                format!("the file holds more than {MAX_NODES} values"),
                "split the file",
            );
        }
        self.nodes.push(node);
        Ok(())
    }

    /// A collection ends where its last value ends: block collections have no end of their own.
    fn widen(&mut self, mut node: NodeId, end: usize) {
        loop {
            let here = &mut self.nodes[node as usize];
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
        Place::new(self.path, self.text, first_line(self.text, span))
    }
}

fn bytes(span: Span) -> ByteSpan {
    let range = span.byte_range().unwrap_or(0..0);
    ByteSpan::new(range.start, range.end)
}
