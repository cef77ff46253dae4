//! One value of a YAML file: where it stands, under which key, and what it holds.
//!
//! Takes nothing, gives the words that reading events and looking up paths share.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::problem::{ByteSpan, Place};

/// Bytes in one key. Keeps every path short enough to print and to look up.
pub(super) const MAX_KEY: usize = 1024;

/// The number of a value in its document; the root is 0.
pub(super) type NodeId = u32;

/// One value and the key it stands under.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) parent: NodeId,
    pub(super) key: Option<ByteSpan>,
    pub(super) value: ByteSpan,
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

impl Node {
    /// The place of the key, or of the value in a list.
    pub(super) fn key_place(&self, path: &str, text: &str) -> Place {
        Place::new(path, text, first_line(text, self.key.unwrap_or(self.value)))
    }
}

/// A value of several lines is shown by its first.
pub(super) fn first_line(text: &str, span: ByteSpan) -> ByteSpan {
    let line = span.of(text).lines().next().unwrap_or("");
    ByteSpan::new(span.start, span.start + line.trim_end().len())
}
