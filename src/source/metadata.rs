//! Who, when, what title, which address: from the head of a file or from `articles.yaml` beside it.
//!
//! Takes YAML text, gives [`Metadata`] and problems with places. Never guesses: a date it cannot read is a problem.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::problem::{Place, Problem, nearest};
use crate::rules::yaml::{self, Document};
use crate::value::Period;

use super::published::published;

/// What is known of an article besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The outlet's id or name.
    pub outlet: Option<String>,
    /// When it was published.
    pub published: Option<Period>,
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The agency it credits.
    pub wire: Option<String>,
    /// What the page or feed calls its site: the outlet, where nothing better is known.
    pub site: Option<String>,
}

impl Metadata {
    /// What this leaves open, filled from `other`.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            outlet: self.outlet.or_else(|| other.outlet.clone()),
            published: self.published.or(other.published),
            title: self.title.or_else(|| other.title.clone()),
            url: self.url.or_else(|| other.url.clone()),
            wire: self.wire.or_else(|| other.wire.clone()),
            site: self.site.or_else(|| other.site.clone()),
        }
    }
}

/// The keys of a head, best first, and what else writers call them.
const KEYS: [(&str, &[&str]); 5] = [
    ("outlet", &["source", "site"]),
    ("published", &["date"]),
    ("title", &["headline"]),
    ("url", &["link"]),
    ("wire", &["agency"]),
];

/// The metadata before the text, and where the text begins: `---`, keys, `---`.
///
/// A head may hold keys of other programs; only those that look like a slip of one of ours are warned about.
pub(super) fn head(path: &str, text: &str, problems: &mut Vec<Problem>) -> (Metadata, usize) {
    let Some((yaml_end, body)) = head_end(text) else {
        return (Metadata::default(), 0);
    };
    // The opening `---` stays in: it keeps the lines counted from the file's first.
    match yaml::load::<BTreeMap<String, Scalar>>(path, &text.as_bytes()[..yaml_end]) {
        Ok((values, document)) => {
            let known: Vec<&str> = KEYS
                .iter()
                .flat_map(|(key, also)| [*key].into_iter().chain(also.iter().copied()))
                .collect();
            for key in values.keys().filter(|key| !known.contains(&key.as_str())) {
                // Short keys are one letter from everything.
                if key.len() > 4
                    && let Some(near) = nearest(key, known.iter().copied())
                {
                    let problem = Problem::warning("unknown-key", format!("`{key}` is not read"));
                    problems.push(
                        problem
                            .at(document.key_place(key))
                            .help(format!("did you mean `{near}`?")),
                    );
                }
            }
            let get = |at: usize| {
                let (key, also) = KEYS[at];
                std::iter::once(key)
                    .chain(also.iter().copied())
                    .find_map(|key| Some((key, values.get(key)?.0.clone()?)))
            };
            let metadata = Metadata {
                outlet: get(0).map(|(_, value)| value),
                published: get(1)
                    .and_then(|(key, given)| day(&given, document.place(key), problems)),
                title: get(2).map(|(_, value)| value),
                url: get(3).map(|(_, value)| value),
                wire: get(4).map(|(_, value)| value),
                site: None,
            };
            (metadata, body)
        }
        Err(found) => {
            problems.extend(found);
            (Metadata::default(), body)
        }
    }
}

/// Where the YAML of a head ends and where the text behind it begins.
fn head_end(text: &str) -> Option<(usize, usize)> {
    let first = text.lines().next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let mut at = text.find('\n')? + 1;
    let yaml = at;
    for line in text[at..].split_inclusive('\n') {
        let words = line.trim_end();
        if words == "---" || words == "..." {
            // `---` twice in a row is a rule, not a head.
            return (!text[yaml..at].trim().is_empty()).then_some((at, at + line.len()));
        }
        // A head is a block of keys: prose or a blank line first means that `---` was only a line.
        if at == yaml && !words.contains(':') && !words.starts_with('#') {
            return None;
        }
        at += line.len();
    }
    None
}

/// What `articles.yaml` says of the files beside it.
#[derive(Debug, Default)]
pub(super) struct Sidecar {
    pub(super) by_file: BTreeMap<String, Metadata>,
    document: Option<Document>,
}

impl Sidecar {
    /// Reads `articles.yaml`: a mapping from file names to metadata.
    pub(super) fn read(path: &str, bytes: &[u8], problems: &mut Vec<Problem>) -> Self {
        let (entries, document) = match yaml::load::<BTreeMap<String, Entry>>(path, bytes) {
            Ok(loaded) => loaded,
            Err(found) => {
                problems.extend(found);
                return Self::default();
            }
        };
        let by_file = entries
            .into_iter()
            .map(|(file, entry)| {
                let place = || document.place(&format!("{file}.published"));
                let metadata = Metadata {
                    outlet: entry.outlet,
                    published: entry
                        .published
                        .and_then(|given| day(&given, place(), problems)),
                    title: entry.title,
                    url: entry.url,
                    wire: entry.wire,
                    site: None,
                };
                (file, metadata)
            })
            .collect();
        Self {
            by_file,
            document: Some(document),
        }
    }

    /// The complaint that `file` is not there.
    pub(super) fn missing(&self, file: &str) -> Option<Problem> {
        let document = self.document.as_ref()?;
        let problem = Problem::warning("no-such-file", format!("there is no file `{file}` here"));
        Some(problem.at(document.key_place(file)))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    wire: Option<String>,
}

/// A word of a head; lists and mappings of other programs pass as nothing.
struct Scalar(Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::loose::loose(deserializer).map(Scalar)
    }
}

/// The date, or a problem at `place`.
fn day(given: &str, place: Place, problems: &mut Vec<Problem>) -> Option<Period> {
    let read = published(given);
    if read.is_none() {
        problems.push(bad_date(given).at(place));
    }
    read
}

/// The complaint about a date that is none.
pub(super) fn bad_date(given: &str) -> Problem {
    let shown: String = given.chars().take(40).collect();
    Problem::error("bad-date", format!("`{shown}` is not a date"))
        .help("write it as 2025-04-13 or 2025-04-13T18:30:00Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_gives_metadata_and_where_the_text_begins() {
        let text = "---\nsource: The Bugle\ndate: 2025-04-13\ntags: [a, b]\ntitle: Ferry back\n---\n\nText.\n";
        let mut problems = Vec::new();
        let (metadata, body) = head("a.md", text, &mut problems);
        assert_eq!(metadata.outlet.as_deref(), Some("The Bugle"));
        assert_eq!(metadata.published.unwrap().to_string(), "2025-04-13");
        assert_eq!(metadata.title.as_deref(), Some("Ferry back"));
        assert_eq!(&text[body..], "\nText.\n");
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn a_bad_date_and_a_slip_are_located_in_the_file() {
        let text = "---\noutlet: x\npublised: 2025-04-13\ndate: 13.4.2025\n---\nText.\n";
        let mut problems = Vec::new();
        let (metadata, _) = head("a.md", text, &mut problems);
        assert_eq!(metadata.published, None);
        let shown: Vec<(usize, usize, &str)> = problems
            .iter()
            .map(|problem| {
                let place = problem.place.as_ref().unwrap();
                (place.line, place.column, problem.code)
            })
            .collect();
        assert_eq!(shown, [(3, 1, "unknown-key"), (4, 7, "bad-date")]);
    }

    #[test]
    fn a_line_of_dashes_is_no_head() {
        for text in [
            "---\nA text begins.\n---\n",
            "---\n---\nText",
            "--- \n",
            "---\na: b\n",
            "----\na: b\n---\n",
        ] {
            let mut problems = Vec::new();
            assert_eq!(head("a.md", text, &mut problems).1, 0, "{text}");
            assert!(problems.is_empty());
        }
    }

    #[test]
    fn a_sidecar_speaks_for_the_files_beside_it() {
        let yaml = "a.txt: {outlet: bugle, published: 2025-04-13}\nb.txt:\n  published: soon\n";
        let mut problems = Vec::new();
        let sidecar = Sidecar::read("articles.yaml", yaml.as_bytes(), &mut problems);
        assert_eq!(sidecar.by_file["a.txt"].outlet.as_deref(), Some("bugle"));
        assert_eq!(problems.len(), 1);
        let place = problems[0].place.as_ref().unwrap();
        assert_eq!((place.line, place.column), (3, 14));
        assert!(sidecar.missing("b.txt").unwrap().place.is_some());
    }
}
