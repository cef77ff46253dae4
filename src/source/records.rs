//! Articles from JSON lines: one object a line.
//!
//! Takes one line, gives one article, so that a stream of any length needs the memory of one line. Never stops at a
//! bad line: it becomes a problem.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::problem::{ByteSpan, Place, Problem};

use super::article::Article;
use super::clean::Markup;
use super::loose::Word;
use super::metadata::{Metadata, bad_date};
use super::outlets::Outlets;
use super::published::published;
use super::texts;

/// Reads the article in line `number` (from 1) of the JSON lines file `path`. `None` when the line is blank.
///
/// Fields: `text`, `body` or `content`; `outlet` or `source`; `published` or `date`; `title`; `url`; `wire`, the agency
/// it credits; `article`, what to call it in every output, which is `path#number` without. Others pass.
///
/// # Errors
///
/// Gives the problem when the line is not an object with a text. A bad date is pushed to `problems`, and the article
/// comes back without one.
///
/// ```
/// use atodds::source::{Metadata, Outlets, record};
/// let line = r#"{"outlet": "Bugle", "date": "2025-04-13", "body": "The ferry resumed."}"#;
/// let mut problems = Vec::new();
/// let read = record("news.jsonl", 12, line, &Metadata::default(), &Outlets::default(), &mut problems);
/// let article = read.expect("it is valid").expect("it is not blank");
/// assert_eq!(article.id, "news.jsonl#12");
/// assert_eq!(article.outlet_name.as_deref(), Some("Bugle"));
/// ```
pub fn record(
    path: &str,
    number: usize,
    line: &str,
    beside: &Metadata,
    outlets: &Outlets,
    problems: &mut Vec<Problem>,
) -> Result<Option<Article>, Box<Problem>> {
    let line = line.trim_start_matches('\u{feff}');
    if line.trim().is_empty() {
        return Ok(None);
    }
    let place = |start: usize, end: usize| {
        let mut place = Place::new(path, line, ByteSpan::new(start, end));
        place.line = number;
        place
    };
    let record: Record<'_> = serde_json::from_str(line).map_err(|error| {
        let said = error.to_string();
        let said = said
            .rsplit_once(" at line ")
            .map_or(said.as_str(), |(what, _)| what);
        let at = error.column().saturating_sub(1).min(line.len());
        let problem = Problem::error(
            "bad-record",
            format!("this is not a JSON object of an article: {said}"),
        );
        Box::new(problem.at(place(at, at)))
    })?;
    let Some(text) = record.text else {
        let problem = Problem::error("no-text", "the record has no text")
            .at(place(0, line.trim_end().len().min(200)))
            .help("give it as `text`, `body` or `content`");
        return Err(Box::new(problem));
    };
    let day = record.published.as_deref().and_then(|given| {
        let read = published(given);
        if read.is_none() {
            // The quoted date where it stands; escapes in it may hide it.
            let quoted = format!("\"{given}\"");
            let (start, end) = match line.find(&quoted) {
                Some(at) => (at, at + quoted.len()),
                None => (0, 0),
            };
            problems.push(bad_date(given).at(place(start, end)));
        }
        read
    });
    let own = Metadata {
        outlet: record.outlet,
        published: day,
        title: record.title,
        url: record.url,
        wire: record.wire,
        site: None,
    };
    let place = texts::Place {
        id: record
            .article
            .unwrap_or_else(|| format!("{}#{number}", texts::id(path))),
        path: texts::id(path),
        first_line: number,
    };
    Ok(Some(texts::article(
        place,
        text.into_owned(),
        own.or(beside),
        Markup::Plain,
        outlets,
    )))
}

/// The fields of a record, each under its best name.
#[derive(Default)]
struct Record<'a> {
    text: Option<Cow<'a, str>>,
    outlet: Option<String>,
    published: Option<String>,
    title: Option<String>,
    url: Option<String>,
    wire: Option<String>,
    article: Option<String>,
}

impl<'de> Deserialize<'de> for Record<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut record = Record::default();
        let (mut text_rank, mut outlet_rank, mut day_rank) = (0, 0, 0);
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            // The better name wins, wherever it stands; of two equal ones the first.
            match &*key {
                "text" | "body" | "content" => {
                    let rank = match &*key {
                        "text" => 3,
                        "body" => 2,
                        _ => 1,
                    };
                    let given = map.next_value::<Text<'de>>()?.0;
                    if rank > text_rank && given.is_some() {
                        (record.text, text_rank) = (given, rank);
                    }
                }
                "outlet" | "source" => {
                    let rank = if key == "outlet" { 2 } else { 1 };
                    let given = map.next_value::<Word>()?.0;
                    if rank > outlet_rank && given.is_some() {
                        (record.outlet, outlet_rank) = (given, rank);
                    }
                }
                "published" | "date" => {
                    let rank = if key == "published" { 2 } else { 1 };
                    let given = map.next_value::<Word>()?.0;
                    if rank > day_rank && given.is_some() {
                        (record.published, day_rank) = (given, rank);
                    }
                }
                "title" => {
                    let given = map.next_value::<Word>()?.0;
                    record.title = record.title.or(given);
                }
                "url" => {
                    let given = map.next_value::<Word>()?.0;
                    record.url = record.url.or(given);
                }
                "wire" => {
                    let given = map.next_value::<Word>()?.0;
                    record.wire = record.wire.or(given);
                }
                "article" => {
                    let given = map.next_value::<Word>()?.0;
                    record.article = record.article.or(given);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(record)
    }
}

/// A text, borrowed when it holds no escapes, or a list of paragraphs.
struct Text<'a>(Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Paragraphs)
    }
}

struct Paragraphs;

impl<'de> Visitor<'de> for Paragraphs {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of paragraphs")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Some(Cow::Owned(text.to_owned()))))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Text(Some(Cow::Owned(text))))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Text(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut text = String::new();
        while let Some(paragraph) = list.next_element::<Cow<'de, str>>()? {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&paragraph);
        }
        Ok(Text(Some(Cow::Owned(text))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (Result<Option<Article>, Box<Problem>>, Vec<Problem>) {
        let mut problems = Vec::new();
        let read = record(
            "n.jsonl",
            7,
            line,
            &Metadata::default(),
            &Outlets::default(),
            &mut problems,
        );
        (read, problems)
    }

    #[test]
    fn fields_go_by_several_names() {
        let line = r#"{"content": "No.", "source": {"id": null, "name": "The Bugle"}, "date": "2025-04-13",
            "text": "The ferry\nresumed.", "tags": [1, {"a": null}], "title": null, "url": "https://a.test/"}"#
            .replace("\n            ", " ");
        let article = read(&line).0.unwrap().unwrap();
        assert_eq!(article.text, "The ferry\nresumed.");
        assert_eq!(article.outlet.unwrap().as_str(), "the-bugle");
        assert_eq!(article.published.unwrap().to_string(), "2025-04-13");
        assert_eq!((article.title, article.first_line), (None, 7));
        let article = read(r#"{"body": ["One.", "Two."]}"#).0.unwrap().unwrap();
        assert_eq!(article.text, "One.\n\nTwo.");
    }

    #[test]
    fn bad_lines_are_located_problems() {
        for (line, code, column) in [
            (r#"{"text": "a"#, "bad-record", 12),
            ("[1]", "bad-record", 1),
            (r#"{"text": 5}"#, "bad-record", 10),
            (r#"{"title": "x"}"#, "no-text", 1),
            (r#"{"text": null}"#, "no-text", 1),
        ] {
            let problem = *read(line).0.unwrap_err();
            let place = problem.place.unwrap();
            assert_eq!((problem.code, place.line), (code, 7), "{line}");
            assert!(
                place.column.abs_diff(column) <= 1,
                "{line}: {}",
                place.column
            );
        }
        assert!(read("  \r\n").0.unwrap().is_none());
    }

    #[test]
    fn a_bad_date_leaves_the_article_in() {
        let (article, problems) = read(r#"{"text": "A ferry.", "date": "Easter"}"#);
        assert_eq!(article.unwrap().unwrap().published, None);
        let place = problems[0].place.as_ref().unwrap();
        assert_eq!(
            (problems[0].code, place.line, place.column),
            ("bad-date", 7, 30)
        );
    }
}
