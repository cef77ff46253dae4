//! A located complaint about the user's own files: rules, config, tests, articles.
//!
//! Problems are values. Stages collect them and carry on, so that one run shows every mistake of every file;
//! they are never returned early and never printed here.

pub mod codes;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A half-open range of bytes, `start..end`, in one file or article text. Always on character boundaries.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct ByteSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl ByteSpan {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The text under the span, empty when the span lies outside `text`.
    ///
    /// ```
    /// use atodds::problem::ByteSpan;
    /// assert_eq!(ByteSpan::new(4, 8).of("six dead"), "dead");
    /// ```
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// True when nothing is covered.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// True when the two spans share at least one byte.
    pub fn meets(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True when `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// How bad a problem or finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Probably not what was meant.
    Warning,
    /// Something could not be done.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        })
    }
}

/// Where in a file a problem lies. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// The file, as the user named it.
    pub path: String,
    /// The bytes concerned.
    pub span: ByteSpan,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Column of the first byte, from 1, in characters.
    pub column: usize,
    /// The whole line, shortened to 200 characters.
    pub excerpt: String,
}

impl Place {
    /// The place of `span` in the file `path` that holds `text`.
    ///
    /// ```
    /// use atodds::problem::{ByteSpan, Place};
    /// let place = Place::new("a.yaml", "one\ntwo\n", ByteSpan::new(4, 7));
    /// assert_eq!((place.line, place.column, place.excerpt.as_str()), (2, 1, "two"));
    /// ```
    pub fn new(path: &str, text: &str, span: ByteSpan) -> Self {
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        Self {
            path: path.to_owned(),
            span,
            line: text[..start].bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            excerpt: text[line_start..line_end]
                .trim_end()
                .chars()
                .take(200)
                .collect(),
        }
    }
}

/// One complaint, with a code, a place where there is one, and a way out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Problem {
    /// Where, when it has a place in a file.
    pub place: Option<Place>,
    /// A stable kebab-case name, such as `unknown-key`.
    pub code: &'static str,
    /// How bad.
    pub level: Level,
    /// What is wrong: lower case, no full stop, naming the thing.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// An error without a place.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            place: None,
            code,
            level: Level::Error,
            message: message.into(),
            help: None,
        }
    }

    /// A warning without a place.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            level: Level::Warning,
            ..Self::error(code, message)
        }
    }

    /// What the lint `code` found.
    ///
    /// # Panics
    /// When the table of codes has no such entry, which a test of the crate rules out.
    pub fn lint(code: &'static str, message: impl Into<String>) -> Self {
        let entry = codes::find(code).expect("every code stands in the table");
        Self {
            level: entry.level,
            ..Self::error(code, message)
        }
    }

    /// The same problem, located.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same problem with a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// True when one of the problems is an error.
///
/// ```
/// use atodds::problem::{Problem, has_errors};
/// assert!(has_errors(&[Problem::error("no-language", "nothing to read")]));
/// assert!(!has_errors(&[Problem::warning("same-name", "two of one name")]));
/// ```
pub fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.level == Level::Error)
}

/// The known word nearest to `given`, when one is near enough to be a slip of the finger.
///
/// Nearness is the Damerau–Levenshtein distance (adjacent letters swapped count once), at most a third of the
/// word's length.
///
/// ```
/// assert_eq!(atodds::problem::nearest("verbs", ["words", "verb", "slots"]), Some("verb"));
/// assert_eq!(atodds::problem::nearest("xyz", ["words"]), None);
/// ```
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (given.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|word| (distance(given, word), word))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, word)| word)
}

fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(rows[i][j - 1] + 1)
                .min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
