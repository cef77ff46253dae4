//! Web archives (WARC): one article a page.
//!
//! Takes a reader, gives records one by one, each with the page as its server sent it. Never holds more than one record,
//! and of that no more than a bound.

use std::io::{self, BufRead, Read};

use super::unpack::unpack;
use crate::source::format::Packing;

/// Bytes of a record's content; what is larger is passed over, not read.
const MAX_RECORD: u64 = 16 * 1024 * 1024;
/// Bytes of a line of a header.
const MAX_LINE: u64 = 64 * 1024;
/// Lines of a header.
const MAX_LINES: usize = 1_000;

/// A page of an archive.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::source) struct Page {
    /// Where it came from.
    pub(in crate::source) url: Option<String>,
    /// Its `Content-Type`, as the server said.
    pub(in crate::source) content_type: String,
    /// What the server sent, unpacked.
    pub(in crate::source) body: Vec<u8>,
}

/// One record.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::source) enum Record {
    /// A page.
    Page(Page),
    /// Something that is no page, and what.
    Other(&'static str),
    /// What archives tell of themselves: requests, notes, their own making.
    About,
}

/// Reads the next record; `None` at the end.
///
/// # Errors
///
/// When the archive is cut off, or its headers are none.
pub(in crate::source) fn next(reader: &mut dyn BufRead) -> io::Result<Option<Record>> {
    let Some(first) = first_line(reader)? else {
        return Ok(None);
    };
    if !first.starts_with("WARC/") {
        return Err(bad("a record does not begin with `WARC/`"));
    }
    let header = Header::read(reader)?;
    let length: u64 = header
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .ok_or_else(|| bad("a record does not say how long it is"))?;
    let mut content = reader.take(length);
    let mut body = Vec::new();
    (&mut content).take(MAX_RECORD).read_to_end(&mut body)?;
    let more = io::copy(&mut content, &mut io::sink())?;
    if (body.len() as u64) + more < length {
        return Err(bad("the last record is cut off"));
    }
    let url = header
        .get("warc-target-uri")
        .map(|url| url.trim_matches(['<', '>']).to_owned());
    let kind = header.get("warc-type").unwrap_or_default();
    if !matches!(kind, "response" | "resource" | "conversion") {
        return Ok(Some(Record::About));
    }
    if more > 0 {
        return Ok(Some(Record::Other("a record larger than 16 MiB")));
    }
    Ok(Some(match kind {
        "response" => response(url, &body),
        _ => Record::Page(Page {
            url,
            content_type: header.get("content-type").unwrap_or_default().to_owned(),
            body,
        }),
    }))
}

/// What a server answered.
fn response(url: Option<String>, content: &[u8]) -> Record {
    let mut rest = content;
    let reader: &mut dyn BufRead = &mut rest;
    let status = match line(reader) {
        Ok(Some(status)) if status.starts_with("HTTP/") => status,
        _ => return Record::Other("an answer that is not of the web"),
    };
    if status.split_whitespace().nth(1) != Some("200") {
        return Record::Other("an answer other than 200");
    }
    let Ok(header) = Header::read(reader) else {
        return Record::Other("an answer with a broken header");
    };
    let has = |name: &str, word: &str| {
        let value = header.get(name).unwrap_or_default();
        value.to_ascii_lowercase().contains(word)
    };
    // Some archives keep the header and not what it speaks of: a body that is not in chunks is taken as it is.
    let mut body = match chunked(rest) {
        Some(joined) if has("transfer-encoding", "chunked") => joined,
        _ => rest.to_vec(),
    };
    if let Some(packing) = Packing::of_bytes(&body) {
        let mut plain = Vec::new();
        let mut packed = body.as_slice();
        let read = unpack(packing, &mut packed)
            .and_then(|unpacked| unpacked.take(MAX_RECORD + 1).read_to_end(&mut plain));
        if read.is_err() || plain.len() as u64 > MAX_RECORD {
            return Record::Other("a page that cannot be unpacked");
        }
        body = plain;
    } else if has("content-encoding", "br") || has("content-encoding", "deflate") {
        return Record::Other("a page packed in a way that is not read");
    }
    Record::Page(Page {
        url,
        content_type: header.get("content-type").unwrap_or_default().to_owned(),
        body,
    })
}

/// The chunks of a body joined; `None` when it is not in chunks.
fn chunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.trim();
        let size = size.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?;
        rest = rest
            .strip_prefix(b"\r\n")
            .or_else(|| rest.strip_prefix(b"\n"))?;
    }
}

/// The first line that is not blank.
fn first_line(reader: &mut dyn BufRead) -> io::Result<Option<String>> {
    loop {
        match line(reader)? {
            Some(blank) if blank.is_empty() => {}
            found => return Ok(found),
        }
    }
}

/// A line without its end; `None` at the end.
fn line(reader: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if reader.take(MAX_LINE).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let line = String::from_utf8_lossy(&bytes);
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Names and values, names in lower case.
struct Header(Vec<(String, String)>);

impl Header {
    /// Reads up to the blank line.
    fn read(reader: &mut dyn BufRead) -> io::Result<Self> {
        let mut fields = Vec::new();
        for _ in 0..MAX_LINES {
            let Some(one) = line(reader)? else {
                return Err(bad("a header is cut off"));
            };
            if one.is_empty() {
                return Ok(Self(fields));
            }
            if let Some((name, value)) = one.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Err(bad("a header has more than 1,000 lines"))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, content: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <https://bugle.test/{kind}>\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
            content.len()
        )
    }

    fn all(archive: &str) -> io::Result<Vec<Record>> {
        let mut rest = archive.as_bytes();
        let mut records = Vec::new();
        while let Some(record) = next(&mut rest)? {
            records.push(record);
        }
        Ok(records)
    }

    fn body(record: &Record) -> &str {
        match record {
            Record::Page(page) => std::str::from_utf8(&page.body).unwrap(),
            other => panic!("{other:?} is no page"),
        }
    }

    #[test]
    fn pages_come_with_their_address_and_without_their_chunks() {
        let plain = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Ferry</p>";
        let chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<p>F\r\n8;x=y\r\nerry</p>\r\n0\r\n\r\n";
        let archive = [
            record("warcinfo", "software: x"),
            record("request", "GET / HTTP/1.1"),
            record("response", plain),
            record("response", chunks),
            record("response", "HTTP/1.1 404 Not Found\r\n\r\n"),
            record("conversion", "Ferry"),
        ]
        .concat();
        let records = all(&archive).unwrap();
        assert_eq!(records[..2], [Record::About, Record::About]);
        assert_eq!(
            [body(&records[2]), body(&records[3]), body(&records[5])],
            ["<p>Ferry</p>", "<p>Ferry</p>", "Ferry"]
        );
        assert_eq!(records[4], Record::Other("an answer other than 200"));
        let Record::Page(page) = &records[2] else {
            panic!()
        };
        assert_eq!(page.url.as_deref(), Some("https://bugle.test/response"));
        assert_eq!(page.content_type, "text/html; charset=utf-8");
    }

    #[test]
    fn a_cut_archive_and_a_lie_about_length_are_faults() {
        let whole = record("response", "HTTP/1.1 200 OK\r\n\r\n<p>Ferry</p>");
        assert!(all(&whole[..whole.len() - 12]).is_err());
        assert!(all(&whole.replace("Content-Length", "Length")).is_err());
        assert!(all(&format!("{whole}junk")).is_err());
        assert!(all("WARC/1.0\r\nContent-Length: 99999999999999\r\n\r\nabc").is_err());
        assert_eq!(all("").unwrap(), []);
    }
}
