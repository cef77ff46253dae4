//! What an article is once loaded: its outlet, date, title, address, whole text, and the blocks worth reading.
//!
//! Takes nothing, gives the types. Never reads or cleans: the neighbours do.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::problem::ByteSpan;
use crate::value::Period;

/// Who publishes. The id of a file under `rules/outlets/`, or a slug of the name an article gives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OutletId(pub Arc<str>);

impl OutletId {
    /// The outlet with this id.
    pub fn new(slug: &str) -> Self {
        Self(Arc::from(slug))
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for OutletId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One text of one outlet.
#[derive(Debug, Clone)]
pub struct Article {
    /// Names the article in every output: its path with `/`, or path and record (`news.jsonl#12`).
    pub id: String,
    /// The file it came from, as the user named it; `-` for standard input.
    pub path: String,
    /// Who published it.
    pub outlet: Option<OutletId>,
    /// The outlet's name for people.
    pub outlet_name: Option<String>,
    /// When: a whole day, or a minute when the clock time is known.
    pub published: Option<Period>,
    /// The title, when metadata gives one. A title that is part of the text is a block of its own.
    pub title: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The agency it credits, when it credits one.
    pub wire: Option<String>,
    /// The whole text as it came (for JSONL: the body field). All spans refer to it.
    pub text: String,
    /// What is left after cleaning, in reading order.
    pub blocks: Vec<Block>,
    /// Line of the file at which `text` starts, from 1, for places in messages.
    pub first_line: usize,
}

/// A language that an article is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tongue {
    /// Its code of three letters (ISO 639-3).
    pub code: &'static str,
    /// Its name for people.
    pub name: &'static str,
}

impl Article {
    /// The language it is written in, where that is beyond doubt; nothing for a few short sentences.
    pub fn tongue(&self) -> Option<Tongue> {
        super::ingest::tongue(self)
    }
}

/// A stretch of the article's text that is read as one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands in the article's text.
    pub span: ByteSpan,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// The headline.
    Title,
    /// A heading inside the text.
    Heading,
    /// A paragraph.
    Paragraph,
}
