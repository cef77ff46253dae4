//! What people have besides text and JSON lines: web pages, feeds, web archives, packed files, other charsets and
//! languages.
//!
//! Takes bytes, gives text and metadata. Never opens a file and never trusts a size: everything is bounded. Behind the
//! feature `ingest`; `without_ingest.rs` stands in its place and says so.

mod archive;
mod charset;
mod feed;
mod page;
mod tongue;
mod unpack;

pub(super) use archive::{Page, Record, next as next_record};
pub(super) use charset::decode;
pub(super) use feed::entries;
pub(super) use tongue::tongue;
pub(super) use unpack::unpack;

use super::metadata::Metadata;

/// The text and metadata of a web page. `content_type` is what its server said of it.
///
/// # Errors
///
/// Says in a few words why there is no article in it.
pub(super) fn page(bytes: &[u8], content_type: &str) -> Result<(String, Metadata), &'static str> {
    // The text may be longer than the bytes, but not by much.
    if bytes.len() > page::MAX_PAGE {
        return Err("a web page larger than 8 MiB");
    }
    let declared =
        charset::declared_in_header(content_type).or_else(|| charset::declared_in_page(bytes));
    page::page(&decode(bytes, declared.as_deref()).text)
}

/// The text and metadata of a page of a web archive.
///
/// # Errors
///
/// Says in a few words why there is no article in it.
pub(super) fn archived(archived: &Page) -> Result<(String, Metadata), &'static str> {
    let kind = archived.content_type.to_ascii_lowercase();
    let (text, metadata) = if kind.is_empty() || kind.contains("html") {
        page(&archived.body, &kind)?
    } else if kind.starts_with("text/plain") {
        let declared = charset::declared_in_header(&kind);
        (
            decode(&archived.body, declared.as_deref()).text,
            Metadata::default(),
        )
    } else {
        return Err("neither a web page nor plain text");
    };
    // Where the archive found it is not for the page to say.
    let url = archived.url.clone().or(metadata.url);
    Ok((text, Metadata { url, ..metadata }))
}
