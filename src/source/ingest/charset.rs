//! Charsets: from bytes to text, whatever the bytes were written in.
//!
//! Takes bytes and what was said about them, gives text and what had to be guessed. Never fails: a byte that means
//! nothing becomes `\u{fffd}`.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// Bytes looked at to guess a charset.
const LOOKED_AT: usize = 64 * 1024;
/// Bytes of a page in which it may name its charset.
const PRELUDE: usize = 1024;

/// A text, and how it was read.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::source) struct Decoded {
    /// The text, without a byte-order mark.
    pub(in crate::source) text: String,
    /// The charset, when it is not UTF-8.
    pub(in crate::source) charset: Option<&'static str>,
    /// Byte of the first replaced character in `text`.
    pub(in crate::source) damage: Option<usize>,
}

/// Reads `bytes`: by their byte-order mark, else as UTF-8 when they are, else as `declared`, else as what they look like.
pub(in crate::source) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let mark = Encoding::for_bom(bytes).map(|(charset, _)| charset);
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let charset = match (mark, declared) {
        (Some(mark), _) => mark,
        (None, _) if mostly_utf8(bytes) => UTF_8,
        (None, Some(declared)) => declared,
        (None, None) => guess(bytes),
    };
    let (text, charset, _) = charset.decode(bytes);
    Decoded {
        damage: text.find('\u{fffd}'),
        text: text.into_owned(),
        charset: (charset != UTF_8).then(|| charset.name()),
    }
}

/// The charset that a page names in its first bytes: `<meta charset=…>`, `content="text/html; charset=…"`.
pub(in crate::source) fn declared_in_page(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(PRELUDE)]).to_ascii_lowercase();
    let after = start
        .split("charset")
        .nth(1)?
        .trim_start()
        .strip_prefix('=')?;
    named(after)
}

/// The charset in a `Content-Type` header.
pub(in crate::source) fn declared_in_header(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    named(lower.split("charset=").nth(1)?)
}

fn named(after: &str) -> Option<String> {
    let name: String = after
        .trim_start_matches([' ', '"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
        .collect();
    (!name.is_empty()).then_some(name)
}

/// True when the bytes are UTF-8, or were before some were damaged: more characters of several bytes are whole than
/// broken.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || whole > broken
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // The first bytes may all be ASCII: begin shortly before the first that is not.
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let from = first.saturating_sub(LOOKED_AT / 2);
    detector.feed(&bytes[from..bytes.len().min(from + LOOKED_AT)], true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "The café in Zürich closed – “for good”, the owner said.";

    fn in_charset(label: &str) -> Vec<u8> {
        let charset = Encoding::for_label(label.as_bytes()).unwrap();
        charset.encode(TOLD).0.into_owned()
    }

    #[test]
    fn a_charset_is_read_from_its_mark_its_name_or_its_looks() {
        let read = |bytes: &[u8], declared: Option<&str>| {
            let decoded = decode(bytes, declared);
            (decoded.text, decoded.charset)
        };
        let told = |charset| (TOLD.to_owned(), charset);
        assert_eq!(read(TOLD.as_bytes(), None), told(None));
        assert_eq!(
            read(TOLD.as_bytes(), Some("windows-1252")),
            told(None),
            "a page may lie"
        );
        assert_eq!(
            read(&in_charset("windows-1252"), None),
            told(Some("windows-1252"))
        );
        assert_eq!(
            read(&in_charset("macintosh"), Some("macintosh")),
            told(Some("macintosh"))
        );
        let mut wide = vec![0xFF, 0xFE];
        wide.extend(TOLD.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(read(&wide, None), told(Some("UTF-16LE")));
        assert_eq!(read(&wide, Some("no such thing")), told(Some("UTF-16LE")));
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = TOLD.as_bytes().to_vec();
        bytes[4] = 0xFF;
        let decoded = decode(&bytes, None);
        assert_eq!((decoded.charset, decoded.damage), (None, Some(4)));
        assert!(decoded.text.contains("Zürich"));
    }

    #[test]
    fn a_page_names_its_charset_in_several_ways() {
        for (page, wanted) in [
            ("<meta charset=\"Windows-1251\">", Some("windows-1251")),
            (
                "<meta http-equiv=a content='text/html; charset=koi8-r'>",
                Some("koi8-r"),
            ),
            ("<meta charset=utf-8>", Some("utf-8")),
            ("<meta charset=>", None),
            ("<p>charset</p>", None),
        ] {
            assert_eq!(
                declared_in_page(page.as_bytes()).as_deref(),
                wanted,
                "{page}"
            );
        }
        assert_eq!(
            declared_in_header("text/html; Charset=\"latin1\"").as_deref(),
            Some("latin1")
        );
        assert_eq!(declared_in_header("text/html"), None);
    }
}
