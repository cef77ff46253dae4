//! YAML files into types, with a place for every complaint.
//!
//! Takes a file's name and bytes, gives a typed value and a [`Document`] that finds paths in it, or problems. Never
//! reads files itself and never panics or hangs, whatever the bytes: only this module names the YAML libraries.
//!
//! `serde_yaml` alone unfolds aliases without bound, keeps the last of two equal keys, and gives no place for values.
//! So `events` goes over the parser's events first, refuses what could do harm and records where all stands in a
//! [`Document`]; `serde_yaml` then does the typed load. Files that surely do no harm skip the first pass.

mod document;
mod events;
mod many;
mod node;
mod typed;
mod unique;

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::problem::{ByteSpan, Place, Problem};

pub use document::{Document, Spot};
pub use many::Many;
pub use unique::{each_unique, unique};

/// Bytes in one file. Twenty times the largest list of names in sight.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Brackets and dashes of a file that is loaded on trust: if all were nested, the load would still end in a moment.
const MAX_OPENS: usize = 20_000;

/// Loads the YAML file called `path` from its `bytes`.
///
/// # Errors
///
/// Gives every problem it can tell apart, each with its place: several unknown keys come back at once.
///
/// ```
/// use atodds::rules::yaml;
/// #[derive(serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Words { words: Vec<String> }
///
/// let (words, document) = yaml::load::<Words>("w.yaml", b"words: [meet, talk]").expect("it is valid");
/// assert_eq!(words.words[1], "talk");
/// assert_eq!(document.span("words[1]").map(|span| span.of(&document.text)), Some("talk"));
///
/// let problems = yaml::load::<Words>("w.yaml", b"wrods: [meet]").err().expect("it is not");
/// assert_eq!(problems[0].message, "unknown key `wrods`");
/// assert_eq!(problems[0].help.as_deref(), Some("did you mean `words`?"));
/// ```
pub fn load<T: DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<(T, Document), Vec<Problem>> {
    let text = text(path, bytes)?;
    let document = Document::read(path, &text)?;
    let value = typed::load(&document)?;
    Ok((value, document))
}

/// The places of a YAML file without its values, for complaints about a file that loaded before.
///
/// # Errors
///
/// As [`load`], but for what only values can get wrong.
pub fn places(path: &str, bytes: &[u8]) -> Result<Document, Vec<Problem>> {
    Document::read(path, &text(path, bytes)?)
}

/// A YAML file that loaded before, which has not been looked into; `None` when it is none.
pub(super) fn unread(path: &str, bytes: &[u8]) -> Option<Document> {
    let text = text(path, bytes).ok()?;
    Some(Document::unread(path, &text))
}

/// A type whose every mapping refuses a key that is given twice by itself, as derived structs do and maps of the
/// standard library do not.
pub trait NoTwice: DeserializeOwned {}

/// Loads like [`load`], in half the time where the file is right: its events are read only when it may do harm, when
/// it is wrong, or when somebody asks where something stands.
///
/// # Errors
///
/// As [`load`].
pub fn load_trusted<T: NoTwice>(path: &str, bytes: &[u8]) -> Result<(T, Document), Vec<Problem>> {
    let text = text(path, bytes)?;
    if harmless(&text)
        && let Some(value) = typed::value(&text)
    {
        return Ok((value, Document::unread(path, &text)));
    }
    load(path, bytes)
}

/// True when a file surely has no alias, no merge key, no tag, and too few brackets and dashes for a nesting that takes the typed
/// load long. It may be false for a file that is harmless too.
fn harmless(text: &str) -> bool {
    let bytes = text.as_bytes();
    let before = |at: usize| at.checked_sub(1).map_or(b' ', |at| bytes[at]);
    let is_marker = |at: usize| !before(at).is_ascii_alphanumeric();
    // `["!", "&"]`: nothing begins right behind a quote.
    let is_quoted = |at: usize| matches!(before(at), b'"' | b'\'');
    // "Johnson & Johnson": an anchor or an alias has its name right behind it, but a tag may be a lone `!`.
    let is_named = |at: usize| {
        bytes[at] == b'!'
            || bytes
                .get(at + 1)
                .is_some_and(|byte| !byte.is_ascii_whitespace())
    };
    let opens = bytes
        .iter()
        .enumerate()
        .filter(|(at, byte)| match byte {
            b'[' | b'{' => true,
            b'-' | b'?' => is_marker(*at),
            _ => false,
        })
        .count();
    // An empty file would pass for a type that needs no key.
    let says_something =
        |line: &str| !matches!(line.trim_start().bytes().next(), None | Some(b'#'));
    opens <= MAX_OPENS
        && !text.contains("<<")
        && text.lines().any(says_something)
        && !memchr::memchr3_iter(b'&', b'*', b'!', bytes)
            .any(|at| is_marker(at) && !is_quoted(at) && is_named(at))
}

/// The bytes as text, without a byte-order mark.
fn text(path: &str, bytes: &[u8]) -> Result<Arc<str>, Vec<Problem>> {
    if bytes.len() > MAX_BYTES {
        let problem = Problem::error("yaml-too-large", format!("{path} is larger than 4 MiB"));
        return Err(vec![problem.help("split the file")]);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map(Arc::from).map_err(|error| {
        // Lossy text has the same bytes up to the first bad one, so the place is right.
        let at = ByteSpan::new(error.valid_up_to(), error.valid_up_to());
        let place = Place::new(path, &String::from_utf8_lossy(bytes), at);
        let problem = Problem::error("invalid-utf8", "the file is not valid UTF-8 here");
        vec![problem.at(place).help("save the file as UTF-8")]
    })
}

#[cfg(test)]
mod tests;
