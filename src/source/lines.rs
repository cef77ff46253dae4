//! The lines of a text, and which of them a hard wrap tore apart.
//!
//! Takes a text, gives spans of lines as they stand, or with hard wraps undone. Never drops anything.

use std::borrow::Cow;

use crate::problem::ByteSpan;

/// Characters of a line up to which lines that all end with a sentence may still be one paragraph.
const WIDEST_WRAP: usize = 100;
/// Characters of the narrowest wrap: shorter lines, one below the other, are a list.
const NARROWEST_WRAP: usize = 40;

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// With its indentation, without the line break and blanks before it.
    pub(super) whole: ByteSpan,
    /// Without indentation; empty for a blank line.
    pub(super) body: ByteSpan,
}

/// All lines of `text`, blank ones included.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::with_capacity(text.len() / 64 + 1);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        if start < text.len() {
            lines.push(line(text, start, end));
        }
        start = end + 1;
    }
    lines
}

fn line(text: &str, start: usize, end: usize) -> Line {
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0';
    let whole = text[start..end].trim_end_matches(blank);
    let indent = whole.len() - whole.trim_start_matches(blank).len();
    Line {
        whole: ByteSpan::new(start, start + whole.len()),
        body: ByteSpan::new(start + indent, start + whole.len()),
    }
}

/// The lines of `text` as its author meant them, and the text in which they are whole: where a break only wrapped a
/// paragraph, blanks stand in the place of the break and of the indentation behind it, so that every offset stays.
pub(super) fn unwrapped(text: &str) -> (Cow<'_, str>, Vec<Line>) {
    let torn = lines(text);
    let Some(wrap) = Wrap::of(text, &torn) else {
        return (Cow::Borrowed(text), torn);
    };
    let mut flat = text.as_bytes().to_vec();
    let mut whole: Vec<Line> = Vec::with_capacity(torn.len());
    let mut before = None;
    for line in torn {
        match (before.replace(line), whole.last_mut()) {
            (Some(before), Some(last))
                if wrap.made(Break::between(text, before, line).as_ref()) =>
            {
                flat[last.body.end..line.body.start].fill(b' ');
                last.whole.end = line.whole.end;
                last.body.end = line.body.end;
            }
            _ => whole.push(line),
        }
    }
    // Whole characters were replaced: what lies between two bodies.
    let flat = String::from_utf8(flat).expect("blanks in the place of characters");
    (Cow::Owned(flat), whole)
}

/// The end of a line right above another one.
struct Break {
    /// Characters of the line.
    length: usize,
    /// Characters of the word below.
    word: usize,
    /// The line ends as a sentence does.
    ended: bool,
    /// The line below begins as sentences do not.
    small: bool,
}

impl Break {
    /// `None` when one of the two is blank.
    fn between(text: &str, line: Line, next: Line) -> Option<Self> {
        if line.body.is_empty() || next.body.is_empty() {
            return None;
        }
        let (line, next) = (line.body.of(text), next.body.of(text));
        Some(Self {
            length: line.chars().count(),
            word: next.chars().take_while(|c| !c.is_whitespace()).count(),
            ended: ends_sentence(line) || line.ends_with(':'),
            small: next.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit()),
        })
    }

    /// True when the word below would not have fitted into a line of `width`.
    fn is_full(&self, width: usize) -> bool {
        self.length + 1 + self.word > width.max(NARROWEST_WRAP - 1)
    }

    /// True when a sentence plainly goes on below, from a line that is not short for `width`.
    fn goes_on(&self, width: usize) -> bool {
        self.small && !self.ended && self.length * 2 >= width
    }
}

/// How the lines of a text were wrapped.
struct Wrap {
    /// Characters of all but the longest lines.
    width: usize,
    /// Lines may end before they are full.
    ragged: bool,
}

impl Wrap {
    /// `None` when the lines of `text` are its paragraphs.
    fn of(text: &str, lines: &[Line]) -> Option<Self> {
        let mut breaks = Vec::new();
        let mut lengths = Vec::new();
        let mut open = false;
        for pair in lines.windows(2) {
            let Some(between) = Break::between(text, pair[0], pair[1]) else {
                open = false;
                continue;
            };
            // One word may be longer than any line.
            let mut measure = |line: Line, length: usize| {
                if line.body.of(text).contains(char::is_whitespace) {
                    lengths.push(length);
                }
            };
            if !open {
                measure(pair[0], between.length);
            }
            measure(pair[1], pair[1].body.of(text).chars().count());
            breaks.push(between);
            open = true;
        }
        // A paragraph that nobody wrapped may stand among many that somebody did.
        let rank = lengths.len().checked_sub(1 + lengths.len() / 10)?;
        let width = *lengths.select_nth_unstable(rank).1;
        let torn = || breaks.iter().filter(|between| between.goes_on(width));
        // Most words inside a sentence begin small, so that of many breaks some are plain.
        let plain = torn().count() * 3 >= breaks.len();
        let full = breaks.iter().all(|between| between.is_full(width));
        let told = width <= WIDEST_WRAP || breaks.iter().any(|between| !between.ended);
        (plain || full && told).then(|| Self {
            width,
            ragged: torn().any(|between| !between.is_full(width)),
        })
    }

    /// True when a break is only a wrap.
    fn made(&self, between: Option<&Break>) -> bool {
        between.is_some_and(|between| {
            let near = self.ragged && !between.ended && between.length * 5 >= self.width * 3;
            near || between.is_full(self.width) || between.goes_on(self.width)
        })
    }
}

/// True when `text` ends as a sentence does, closing quotes and brackets aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '\'', '’', ')', ']', '»', ' '])
        .ends_with(['.', '!', '?', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_indentation_apart() {
        let text = "a\r\n  b \n\n\u{a0}c";
        let found: Vec<&str> = lines(text).iter().map(|line| line.body.of(text)).collect();
        assert_eq!(found, ["a", "b", "", "c"]);
        assert_eq!(lines(text)[1].whole.of(text), "  b");
        assert!(lines("").is_empty());
    }

    fn whole(text: &str) -> Vec<String> {
        let (flat, lines) = unwrapped(text);
        assert_eq!(flat.len(), text.len());
        let filled = lines.iter().filter(|line| !line.body.is_empty());
        filled.map(|line| line.body.of(&flat).to_owned()).collect()
    }

    #[test]
    fn a_break_is_a_wrap_when_the_next_word_would_not_have_fitted() {
        let text = "The harbour master of the old town said that\nevening traffic had resumed.\nA second ferry left.\n";
        assert_eq!(
            whole(text),
            [
                "The harbour master of the old town said that evening traffic had resumed.",
                "A second ferry left."
            ]
        );
    }

    #[test]
    fn names_at_the_end_of_lines_hide_no_wrap() {
        let text = "The minister of Arden went to see Ann\r\nLee, and after her the harbour master Ben\r\nStone, about the ferry.\r\n";
        let told = "The minister of Arden went to see Ann  Lee, and after her the harbour master Ben  Stone, about the ferry.";
        assert_eq!(whole(text), [told]);
    }

    #[test]
    fn one_long_paragraph_hides_no_wrap() {
        let long = "word ".repeat(60);
        let wrapped = "The ferry line between the islands resumed on\nFriday after six weeks without a boat, killing\n34.";
        let text = format!("Background\n{long}\n\n{}", [wrapped; 6].join("\n\n"));
        assert_eq!(whole(&text).len(), 2 + 6);
    }

    #[test]
    fn lines_of_an_editor_that_leaves_room_are_one_paragraph() {
        let text = "The ferry line between the islands of the bay\nresumed on Friday after\nsix weeks without a boat, said Minister\nDoe of the coast.\n";
        assert_eq!(whole(text).len(), 1);
    }

    #[test]
    fn long_lines_lists_and_short_paragraphs_are_no_wrap() {
        for text in [
            format!("{}end.\nshort", "word ".repeat(40)),
            "The ferry line between the old islands resumed.\nHope for a pier?\nThe mayor was glad.".to_owned(),
            "Oats\nBarley\nRye\nand wheat\nand millet".to_owned(),
            "Ferry back on the islands\nThe ferry resumed on Friday after six weeks.".to_owned(),
        ] {
            assert_eq!(unwrapped(&text).1, lines(&text), "{text}");
        }
    }
}
