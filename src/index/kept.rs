//! What is kept of an article, as columns and back.
//!
//! Takes articles, gives rows with checksums; takes rows, gives articles as the graph and reports need them.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::Row;

use crate::graph::{ArticleRef, Shingles};
use crate::source::{Article, Block, OutletId};
use crate::value::Period;

/// A hash of all that was loaded of an article: outlet, date, cleaned blocks and text among it.
///
/// Two articles with one hash give equal claims under equal rules.
pub fn content(article: &Article) -> [u8; 32] {
    let mut sum = Sum::default();
    sum.word(&article.path);
    sum.number(article.first_line as i64);
    let reference = [
        article.outlet.as_ref().map(OutletId::as_str),
        article.outlet_name.as_deref(),
        article.title.as_deref(),
        article.url.as_deref(),
        article.wire.as_deref(),
    ];
    for word in reference {
        sum.maybe(word);
    }
    sum.period(article.published);
    sum.word(&blocks(article));
    sum.word(&article.text);
    sum.finish()
}

/// A hash of a word, such as the name of an article.
pub fn hash_of(word: &str) -> [u8; 32] {
    *blake3::hash(word.as_bytes()).as_bytes()
}

/// The blocks of an article as text.
pub(super) fn blocks(article: &Article) -> String {
    serde_json::to_string(&article.blocks).expect("spans and kinds are plain data")
}

/// A hash over fields of which none can run into the next.
#[derive(Default)]
pub(super) struct Sum(blake3::Hasher);

impl Sum {
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    pub(super) fn word(&mut self, word: &str) {
        self.bytes(word.as_bytes());
    }

    pub(super) fn maybe(&mut self, word: Option<&str>) {
        self.number(i64::from(word.is_some()));
        self.word(word.unwrap_or_default());
    }

    pub(super) fn number(&mut self, number: i64) {
        self.0.update(&number.to_le_bytes());
    }

    pub(super) fn period(&mut self, period: Option<Period>) {
        let (start, end) = period.map_or((0, 0), |period| (period.start, period.end));
        self.number(i64::from(period.is_some()));
        self.number(start);
        self.number(end);
    }

    pub(super) fn finish(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

/// The columns of `articles` that [`reference`] and [`checksum`] read, in their order.
pub(super) const COLUMNS: &str = "id, path, first_line, outlet, outlet_name, published, published_end, title, url, \
                                  wire, sketch, content";

/// What is kept of an article, but for its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) path: String,
    pub(super) first_line: i64,
    pub(super) reference: ArticleRef,
    pub(super) content: Vec<u8>,
}

impl Kept {
    pub(super) fn new(article: &Article, content: [u8; 32]) -> Self {
        Self {
            path: article.path.clone(),
            first_line: article.first_line as i64,
            reference: ArticleRef::from(article),
            content: content.to_vec(),
        }
    }

    /// Reads [`COLUMNS`], the first of which is column `from`.
    pub(super) fn read(row: &Row<'_>, from: usize) -> rusqlite::Result<Self> {
        let start: Option<i64> = row.get(from + 5)?;
        let end: Option<i64> = row.get(from + 6)?;
        let sketch: Vec<u8> = row.get(from + 10)?;
        let outlet: Option<String> = row.get(from + 3)?;
        Ok(Self {
            path: row.get(from + 1)?,
            first_line: row.get(from + 2)?,
            reference: ArticleRef {
                id: row.get(from)?,
                outlet: outlet.as_deref().map(OutletId::new),
                outlet_name: row.get(from + 4)?,
                published: start.zip(end).map(|(start, end)| Period::new(start, end)),
                title: row.get(from + 7)?,
                url: row.get(from + 8)?,
                wire: row.get(from + 9)?,
                shingles: Shingles::from_bytes(&sketch).map_err(|what| {
                    let kind = rusqlite::types::Type::Blob;
                    rusqlite::Error::FromSqlConversionFailure(from + 10, kind, what.into())
                })?,
            },
            content: row.get(from + 11)?,
        })
    }

    /// What stands in all rows of the article, as one hash; claims come after it.
    pub(super) fn checksum(&self, blocks: &str, text: &str) -> Sum {
        let mut sum = Sum::default();
        let one = &self.reference;
        sum.word(&one.id);
        sum.word(&self.path);
        sum.number(self.first_line);
        let words = [
            one.outlet.as_ref().map(OutletId::as_str),
            one.outlet_name.as_deref(),
            one.title.as_deref(),
            one.url.as_deref(),
            one.wire.as_deref(),
        ];
        for word in words {
            sum.maybe(word);
        }
        sum.period(one.published);
        sum.bytes(&one.shingles.to_bytes());
        sum.bytes(&self.content);
        sum.word(blocks);
        sum.word(text);
        sum
    }

    /// The article as it was loaded.
    pub(super) fn article(self, blocks: Vec<Block>, text: String) -> Article {
        let one = self.reference;
        Article {
            id: one.id,
            path: self.path,
            outlet: one.outlet,
            outlet_name: one.outlet_name,
            published: one.published,
            title: one.title,
            url: one.url,
            wire: one.wire,
            text,
            blocks,
            first_line: self.first_line.max(0) as usize,
        }
    }
}

/// Who stands over an article, for people.
pub(super) fn byline(one: &ArticleRef) -> &str {
    let outlet = one.outlet.as_ref().map(OutletId::as_str);
    one.outlet_name.as_deref().or(outlet).unwrap_or(&one.id)
}

/// A text in half the room.
pub(super) fn deflated(text: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let packed = encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish());
    packed.expect("memory takes every byte")
}

/// The text again; nothing when it cannot be one.
pub(super) fn inflated(packed: &[u8]) -> Option<String> {
    /// No article is larger; what is was not written by us.
    const MOST: u64 = 256 << 20;
    let mut text = String::new();
    let read = DeflateDecoder::new(packed)
        .take(MOST)
        .read_to_string(&mut text);
    read.is_ok().then_some(text)
}
