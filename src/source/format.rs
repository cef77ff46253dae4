//! Kinds of files: what a name promises, and what the first bytes show.
//!
//! Takes a file's name or its beginning, gives how it is packed and how it is read. Never opens anything.

/// Stands at the end of a page that this program writes as Markdown, where no reader sees it.
pub const WRITTEN: &str = "<!-- written by atodds -->";
/// Bytes of a page in which it says what wrote it.
const HEAD: usize = 4096;

/// How the bytes of a file are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// gzip, of one or several members.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Plain text or Markdown: one article.
    Text,
    /// One article a line.
    JsonLines,
    /// A web page: one article.
    Page,
    /// RSS or Atom: one article an entry.
    Feed,
    /// A web archive: one article a page.
    Archive,
}

impl Packing {
    /// How a file of this name is packed, and its name without that ending.
    pub(super) fn of_name(name: &str) -> (Option<Self>, &str) {
        let ends = |ending: &str| {
            let at = name.len().checked_sub(ending.len())?;
            let (inner, end) = (name.get(..at)?, name.get(at..)?);
            (!inner.is_empty() && end.eq_ignore_ascii_case(ending)).then_some(inner)
        };
        if let Some(inner) = ends(".gz") {
            (Some(Self::Gzip), inner)
        } else if let Some(inner) = ends(".zst") {
            (Some(Self::Zstd), inner)
        } else {
            (None, name)
        }
    }

    /// How bytes that begin so are packed.
    pub(super) fn of_bytes(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"\x1f\x8b") {
            Some(Self::Gzip)
        } else {
            start.starts_with(b"\x28\xb5\x2f\xfd").then_some(Self::Zstd)
        }
    }
}

impl Format {
    /// What a file with this ending is; `None` for endings that promise nothing we read.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit(['/', '\\']).next()?.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "txt" | "md" | "markdown" | "text" => Some(Self::Text),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "html" | "htm" | "xhtml" => Some(Self::Page),
            "rss" | "atom" | "xml" => Some(Self::Feed),
            "warc" | "wet" => Some(Self::Archive),
            _ => None,
        }
    }

    /// True when `bytes`, the beginning of a file or all of it, are a report that this program wrote, and no article.
    pub(super) fn is_report(self, bytes: &[u8]) -> bool {
        match self {
            Self::Page => {
                let head = &bytes[..bytes.len().min(HEAD)];
                memchr::memmem::find(head, b"<meta name=\"generator\" content=\"atodds ").is_some()
            }
            Self::JsonLines => bytes.starts_with(b"{\"type\":\""),
            Self::Text => bytes.trim_ascii_end().ends_with(WRITTEN.as_bytes()),
            Self::Feed | Self::Archive => false,
        }
    }

    /// What bytes that begin so are: by their first tag or brace, else text.
    pub(super) fn of_bytes(start: &[u8]) -> Self {
        let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
        let start: Vec<u8> = start
            .iter()
            .copied()
            .skip_while(u8::is_ascii_whitespace)
            .take(1024)
            .map(|byte| byte.to_ascii_lowercase())
            .collect();
        let has = |tag: &str| memchr::memmem::find(&start, tag.as_bytes()).is_some();
        if start.starts_with(b"{") {
            Self::JsonLines
        } else if start.starts_with(b"warc/1.") {
            Self::Archive
        } else if start.starts_with(b"<") && (has("<rss") || has("<feed") || has("<rdf:rdf")) {
            Self::Feed
        } else if start.starts_with(b"<!doctype html") || (start.starts_with(b"<") && has("<html"))
        {
            Self::Page
        } else {
            Self::Text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_promise_a_packing_and_a_format() {
        let read = |name: &str| {
            let (packing, inner) = Packing::of_name(name);
            (packing, Format::of_name(inner))
        };
        assert_eq!(read("a/b.TXT"), (None, Some(Format::Text)));
        assert_eq!(
            read("n.jsonl.gz"),
            (Some(Packing::Gzip), Some(Format::JsonLines))
        );
        assert_eq!(
            read("c.warc.GZ"),
            (Some(Packing::Gzip), Some(Format::Archive))
        );
        assert_eq!(
            read("n.ndjson.zst"),
            (Some(Packing::Zstd), Some(Format::JsonLines))
        );
        assert_eq!(read("a.b/page"), (None, None));
        assert_eq!(read(".gz"), (None, None));
        assert_eq!(read("é.gz"), (Some(Packing::Gzip), None));
    }

    #[test]
    fn first_bytes_tell_what_has_no_name() {
        for (start, wanted) in [
            ("\u{feff} {\"text\": 1}", Format::JsonLines),
            ("WARC/1.1\r\n", Format::Archive),
            (
                "<?xml version=\"1.0\"?>\n<rss version=\"2.0\">",
                Format::Feed,
            ),
            ("<?xml version=\"1.0\"?><FEED xmlns='x'>", Format::Feed),
            ("\n<!DOCTYPE html>", Format::Page),
            ("<!-- saved --><html>", Format::Page),
            ("< 5 people saw it", Format::Text),
            ("", Format::Text),
        ] {
            assert_eq!(Format::of_bytes(start.as_bytes()), wanted, "{start}");
        }
    }
}
