//! Stands in for `ingest` in a build without that feature.
//!
//! Takes the same, gives the reason why nothing is read.

use std::io::{self, BufRead, BufReader, Read};

use super::article::{Article, Tongue};
use super::format::Packing;
use super::metadata::Metadata;

/// Why such a file is passed over.
const WITHOUT: &str = "this build of atodds reads neither web pages nor feeds, archives and packed files (feature `ingest`)";

pub(super) type Entry = Result<(String, Metadata), &'static str>;

/// A page of an archive; there is none.
pub(super) enum Page {}

/// A record of an archive.
#[expect(
    dead_code,
    reason = "whoever reads archives asks for every kind of record"
)]
pub(super) enum Record {
    Page(Page),
    Other(&'static str),
    About,
}

/// A text, and how it was read.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) charset: Option<&'static str>,
    pub(super) damage: Option<usize>,
}

pub(super) fn decode(bytes: &[u8], _: Option<&str>) -> Decoded {
    let text = String::from_utf8_lossy(bytes);
    Decoded {
        damage: text.find('\u{fffd}'),
        text: text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned(),
        charset: None,
    }
}

pub(super) fn unpack(_: Packing, _: &mut dyn BufRead) -> io::Result<BufReader<Box<dyn Read + '_>>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, WITHOUT))
}

pub(super) fn page(_: &[u8], _: &str) -> Result<(String, Metadata), &'static str> {
    Err(WITHOUT)
}

pub(super) fn archived(page: &Page) -> Result<(String, Metadata), &'static str> {
    match *page {}
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "what stands in its place with the feature may fail"
)]
pub(super) fn entries(_: &[u8]) -> Result<Vec<Entry>, String> {
    Ok(vec![Err(WITHOUT)])
}

/// Without a detector every article is taken to be in the language of its outlet.
pub(super) fn tongue(_: &Article) -> Option<Tongue> {
    None
}

pub(super) fn next_record(reader: &mut dyn BufRead) -> io::Result<Option<Record>> {
    let more = !reader.fill_buf()?.is_empty();
    io::copy(reader, &mut io::sink())?;
    Ok(more.then_some(Record::Other(WITHOUT)))
}
