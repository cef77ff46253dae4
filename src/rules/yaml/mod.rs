//! YAML files into types, with a place for every complaint.
//!
//! Takes a file's name and bytes, gives a typed value and a [`Document`] that finds paths in it, or problems. Never
//! reads files itself and never panics or hangs, whatever the bytes: only this module names the YAML libraries.
//!
//! `serde_yaml` alone unfolds aliases without bound, keeps the last of two equal keys, and gives no place for values.
//! So `document` goes over the parser's events first, refuses what could do harm and records where all stands;
//! `serde_yaml` then does the typed load.

mod document;
mod many;
mod typed;

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::problem::{ByteSpan, Place, Problem};

pub use document::Document;
pub use many::Many;

/// Bytes in one file. Twenty times the largest list of names in sight.
const MAX_BYTES: usize = 4 * 1024 * 1024;

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
    let document = document::read(path, &text)?;
    let value = typed::load(&document)?;
    Ok((value, document))
}

/// The places of a YAML file without its values, for complaints about a file that loaded before.
///
/// # Errors
///
/// As [`load`], but for what only values can get wrong.
pub fn places(path: &str, bytes: &[u8]) -> Result<Document, Vec<Problem>> {
    document::read(path, &text(path, bytes)?)
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
