//! What stands at a place of a YAML file that is being typed.
//!
//! Takes a text and a byte, gives the word there and the keys it stands under. Never parses YAML: what is being typed
//! is no YAML yet, but its indentation is told already.

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor<'t> {
    /// The word around the place.
    pub(super) word: &'t str,
    /// Where the word starts.
    pub(super) start: usize,
    /// The part of the word before the place.
    pub(super) typed: &'t str,
    /// The character before the word, `\0` at the start of a line.
    pub(super) before: char,
    /// The keys it stands under, from the outside in.
    pub(super) keys: Vec<&'t str>,
    /// True when the word is a key, or could become one.
    pub(super) is_key: bool,
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// What stands at byte `at`, which lies on a boundary.
pub(super) fn cursor(text: &str, at: usize) -> Cursor<'_> {
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line = &text[line_start..line_end];
    let before = &text[line_start..at];
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| in_word(*c))
        .last()
        .map_or(at, |(offset, _)| line_start + offset);
    let end = text[at..line_end]
        .find(|c| !in_word(c))
        .map_or(line_end, |offset| at + offset);
    let own = Line::read(line);
    let mut keys = keys_above(text, line_start, own.key_column(before.len()));
    let column = start - line_start;
    let mut is_key = column <= own.content
        || own.key.is_none() && text[line_start + own.content..at].chars().all(in_word);
    if let Some((key, colon)) = own.key
        && column > colon
    {
        keys.push(key);
        is_key = false;
    }
    if let Some(inside) = open_brace(&line[..column]) {
        keys.extend(inside);
        is_key = after_opening(&line[..column]);
        if !is_key && let Some(key) = flow_key(&line[..column]) {
            keys.push(key);
        }
    }
    Cursor {
        word: &text[start..end],
        start,
        typed: &text[start..at],
        before: text[line_start..start].chars().next_back().unwrap_or('\0'),
        keys,
        is_key,
    }
}

/// One line: where its dashes, its content and its key stand.
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    /// The column of the first dash of a list.
    dash: Option<usize>,
    /// The column behind dashes and blanks.
    content: usize,
    /// The key, and the column of its colon.
    key: Option<(&'t str, usize)>,
    blank: bool,
}

impl<'t> Line<'t> {
    fn read(line: &'t str) -> Self {
        let mut content = line.len() - line.trim_start_matches(' ').len();
        let mut dash = None;
        while line[content..].starts_with("- ") || &line[content..] == "-" {
            dash = dash.or(Some(content));
            let after = &line[content + 1..];
            content += 1 + after.len() - after.trim_start_matches(' ').len();
        }
        let rest = &line[content..];
        let key = rest
            .find(':')
            .filter(|colon| {
                let after = rest[colon + 1..].chars().next();
                after.is_none_or(char::is_whitespace)
                    && rest[..*colon].chars().all(in_word)
                    && *colon > 0
            })
            .map(|colon| (&rest[..colon], content + colon));
        Self {
            dash,
            content,
            key,
            blank: rest.trim().is_empty() && dash.is_none() || rest.starts_with('#'),
        }
    }

    /// The column at which the line's own key stands; of an empty line, where the next would be typed.
    fn key_column(&self, typed: usize) -> Column {
        Column {
            at: if self.blank { typed } else { self.content },
            dash: self.dash,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Column {
    at: usize,
    dash: Option<usize>,
}

/// The keys above the line at `line_start` whose content stands at `column`.
fn keys_above(text: &str, line_start: usize, column: Column) -> Vec<&str> {
    let mut keys = Vec::new();
    // What holds a list may stand in the column of its dashes.
    let (mut limit, mut in_list) = match column.dash {
        Some(dash) => (dash, true),
        None => (column.at, false),
    };
    for line in text[..line_start].lines().rev() {
        if limit == 0 && !in_list {
            break;
        }
        let line = Line::read(line);
        if line.blank {
            continue;
        }
        if let Some((key, _)) = line.key
            && (line.content < limit || in_list && line.dash.is_none() && line.content == limit)
        {
            keys.push(key);
            (limit, in_list) = (line.content, false);
        }
        if let Some(dash) = line.dash
            && dash < limit
            && line.content <= limit
        {
            (limit, in_list) = (dash, true);
        }
    }
    keys.reverse();
    keys
}

/// The keys of the flow mappings that are open at the end of `line`; `None` when none is.
fn open_brace(line: &str) -> Option<Vec<&str>> {
    let mut open: Vec<usize> = Vec::new();
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(mark), c) if c == mark => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => open.push(at),
            (None, '}') => {
                open.pop();
            }
            _ => {}
        }
    }
    let (first, inner) = open.split_first()?;
    let _ = first;
    Some(
        inner
            .iter()
            .filter_map(|at| flow_key(&line[..*at]))
            .collect(),
    )
}

/// True when a key of a flow mapping is next.
fn after_opening(line: &str) -> bool {
    matches!(line.trim_end().chars().next_back(), Some('{' | ','))
}

/// The last key of a flow mapping that has its colon already: `b` of `{a: 1, b: `.
fn flow_key(line: &str) -> Option<&str> {
    let colon = line.rfind(": ")?;
    let key = &line[..colon];
    let start = key.rfind(|c| !in_word(c)).map_or(0, |at| at + 1);
    (!key[start..].is_empty()).then_some(&key[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "words:\n  ship: [boat]\nrules:\n- id: a\n  fact: tol\n  match:\n    - \"{who:per} @shi met\"\n  tests:\n    - text: x\n      gives: [{place: ar, va}]\n      \n  su\n";

    fn at(mark: &str) -> Cursor<'static> {
        let at = FILE.find(mark).expect("the mark is there") + mark.len();
        cursor(FILE, at)
    }

    #[test]
    fn a_value_stands_under_its_key() {
        let found = at("tol");
        assert_eq!((found.word, found.is_key), ("tol", false));
        assert_eq!(found.keys, ["rules", "fact"]);
    }

    #[test]
    fn a_word_in_a_pattern_knows_what_is_before_it() {
        let found = at("@shi");
        assert_eq!((found.word, found.before), ("shi", '@'));
        assert_eq!(found.keys, ["rules", "match"]);
        let found = at("{who:per");
        assert_eq!((found.word, found.before), ("per", ':'));
    }

    #[test]
    fn a_key_that_is_being_typed_is_one() {
        let found = at("\n  su");
        assert_eq!((found.typed, found.is_key), ("su", true));
        assert_eq!(found.keys, ["rules"]);
        let found = cursor(FILE, FILE.find("\n  su").expect("there"));
        assert_eq!(
            found.keys,
            ["rules", "tests"],
            "an empty line in an entry of the list"
        );
        assert!(found.is_key);
    }

    #[test]
    fn flow_mappings_are_seen_through() {
        let found = at(", va");
        assert_eq!((found.word, found.is_key), ("va", true));
        assert_eq!(found.keys, ["rules", "tests", "gives"]);
        let found = at("place: ar");
        assert_eq!((found.word, found.is_key), ("ar", false));
        assert_eq!(found.keys.last(), Some(&"place"));
    }

    #[test]
    fn no_text_and_no_place_in_it_is_too_odd() {
        for text in [
            "",
            "- - -",
            "{{{",
            "a: {b: {c: \"",
            "：城: 😀\n- 城",
            "\t- a:\n b",
        ] {
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let found = cursor(text, at);
                assert!(found.start <= at);
            }
        }
    }
}
