//! What `explain` is asked about.

use std::path::PathBuf;

/// Something that can be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A finding, by its id or the start of it.
    Finding(String),
    /// A rule, by its id.
    Rule(String),
    /// A line of an article, from 1.
    Line(PathBuf, usize),
}

impl Target {
    /// Reads a target. `F-…` is a finding, whatever ends in `:LINE` or `:LINE:COLUMN` a line, all else a rule.
    pub(crate) fn parse(text: &str) -> Self {
        if text.starts_with("F-") {
            return Self::Finding(text.to_owned());
        }
        // Places are pasted from reports, which print a column as well.
        numbered(text)
            .map(|(head, last)| numbered(head).unwrap_or((head, last)))
            .map_or_else(
                || Self::Rule(text.to_owned()),
                |(path, line)| Self::Line(PathBuf::from(path), line),
            )
    }
}

/// `head:number` in its two parts.
fn numbered(text: &str) -> Option<(&str, usize)> {
    let (head, number) = text.trim_end_matches(':').rsplit_once(':')?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    (!head.is_empty()).then_some((head, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_with_and_without_its_column() {
        let line = Target::Line("a/b.txt".into(), 12);
        assert_eq!(Target::parse("a/b.txt:12"), line);
        assert_eq!(Target::parse("a/b.txt:12:7"), line);
        assert_eq!(Target::parse("a/b.txt:12:7:"), line);
    }

    #[test]
    fn a_record_of_a_file_keeps_its_number() {
        assert_eq!(
            Target::parse("news.jsonl#3:12"),
            Target::Line("news.jsonl#3".into(), 12)
        );
    }

    #[test]
    fn what_has_no_line_is_a_rule_or_a_finding() {
        assert_eq!(Target::parse("met"), Target::Rule("met".into()));
        assert_eq!(Target::parse("a.txt:0"), Target::Rule("a.txt:0".into()));
        assert_eq!(Target::parse(":4"), Target::Rule(":4".into()));
        assert_eq!(Target::parse("F-7c21"), Target::Finding("F-7c21".into()));
    }
}
