//! Where words lie, for programs that open files: a path, and lines and columns from 1 to one past the end.
//!
//! Takes an article and a span, gives a region. Never names what cannot be opened: a record of a bigger file
//! (`news.jsonl#12`) is placed at its line in that file, because its own lines are not those of the file.

use super::{ArticleView, Checked, ClaimView};
use crate::problem::{ByteSpan, Place};

/// A stretch of a file. Columns count characters; the end is one past the last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    /// The file as the user named it, with `/` and without `./` before it.
    pub path: String,
    /// First line, from 1.
    pub line: usize,
    /// First column, from 1.
    pub column: usize,
    /// Line and column of the end, where they are known.
    pub end: Option<(usize, usize)>,
}

impl Region {
    /// The region of `span` in `article`.
    ///
    /// ```
    /// use atodds::{problem::ByteSpan, report::{ArticleView, region::Region}};
    /// let article = ArticleView {
    ///     id: "./a.txt".into(),
    ///     path: "./a.txt".into(),
    ///     text: "Nine\ndied.".into(),
    ///     first_line: 4,
    ///     ..ArticleView::default()
    /// };
    /// let region = Region::new(&article, ByteSpan::new(0, 9));
    /// assert_eq!((region.path.as_str(), region.line, region.column), ("a.txt", 4, 1));
    /// assert_eq!(region.end, Some((5, 5)));
    /// ```
    pub fn new(article: &ArticleView, span: ByteSpan) -> Self {
        let first = article.first_line.max(1);
        if article.id != article.path && article.id.starts_with(&article.path) {
            return Self {
                path: plain(&article.path),
                line: first,
                column: 1,
                end: None,
            };
        }
        let at = |byte: usize| {
            let place = Place::new("", &article.text, ByteSpan::new(byte, byte));
            (place.line + first - 1, place.column)
        };
        let (line, column) = at(span.start);
        Self {
            path: plain(&article.path),
            line,
            column,
            end: (span.end > span.start).then(|| at(span.end)),
        }
    }

    /// The region of a claim; `None` when it names no article of `checked`.
    pub fn of(checked: &Checked, claim: &ClaimView) -> Option<Self> {
        Some(Self::new(checked.articles.get(claim.article)?, claim.span))
    }

    /// The region of a problem's place. Its end is not known.
    pub fn at(place: &Place) -> Self {
        Self {
            path: plain(&place.path),
            line: place.line.max(1),
            column: place.column.max(1),
            end: None,
        }
    }
}

/// A path as other programs expect it: with `/`, and without `./` before it.
fn plain(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.trim_start_matches("./").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_a_bigger_file_is_placed_at_its_line_there() {
        let article = ArticleView {
            id: "news.jsonl#12".into(),
            path: "news.jsonl".into(),
            text: "one\ntwo".into(),
            first_line: 12,
            ..ArticleView::default()
        };
        let region = Region::new(&article, ByteSpan::new(4, 7));
        assert_eq!(
            (region.path.as_str(), region.line, region.column),
            ("news.jsonl", 12, 1)
        );
        assert_eq!(region.end, None);
    }

    #[test]
    fn columns_count_characters_and_a_span_outside_the_text_still_has_a_place() {
        let article = ArticleView {
            id: "a".into(),
            path: "a".into(),
            text: "дев’ять\n".into(),
            ..ArticleView::default()
        };
        let region = Region::new(&article, ByteSpan::new(2, 4));
        assert_eq!(
            (region.line, region.column, region.end),
            (1, 2, Some((1, 3)))
        );
        assert!(Region::new(&article, ByteSpan::new(90, 99)).line >= 1);
    }
}
