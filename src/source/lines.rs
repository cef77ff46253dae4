//! The lines of a text, and which of them a hard wrap tore apart.
//!
//! Takes a text, gives spans of lines and whether a line break is only a wrap. Never drops anything.

use crate::problem::ByteSpan;

/// Characters in the longest line of a text that may be hard-wrapped.
const WIDEST_WRAP: usize = 100;
/// Characters below which the longest line tells nothing about a wrap.
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

/// The width at which `text` was wrapped, in characters, or `None` when its lines are paragraphs.
pub(super) fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let mut widest = 0;
    for line in lines {
        // Four bytes is the longest character: no need to count those of a paragraph.
        if line.body.len() > WIDEST_WRAP * 4 {
            return None;
        }
        widest = widest.max(line.body.of(text).chars().count());
        if widest > WIDEST_WRAP {
            return None;
        }
    }
    if widest < NARROWEST_WRAP {
        return None;
    }
    // Short paragraphs are no wrap: somewhere a sentence must go on in the next line.
    let torn = lines.windows(2).any(|pair| {
        let [line, next] = pair else { return false };
        !line.body.is_empty() && goes_on(line.body.of(text), next.body.of(text), widest)
    });
    torn.then_some(widest)
}

/// True when a sentence plainly goes on from a line that is not short for `width` into the next.
fn goes_on(line: &str, next: &str, width: usize) -> bool {
    let small = next
        .chars()
        .next()
        .is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
    small && line.chars().count() * 2 >= width && !ends_sentence(line)
}

/// True when the break between two lines of a text wrapped at `width` is only a wrap: the next word would not have
/// fitted, or the sentence plainly goes on.
pub(super) fn is_wrap(text: &str, width: usize, line: Line, next: Line) -> bool {
    if line.body.is_empty() || next.body.is_empty() {
        return false;
    }
    let (line, next) = (line.body.of(text), next.body.of(text));
    let length = line.chars().count();
    let word = next
        .chars()
        .take_while(|c| !c.is_whitespace())
        .take(WIDEST_WRAP)
        .count();
    length + 1 + word > width || goes_on(line, next, width)
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

    #[test]
    fn a_break_is_a_wrap_when_the_next_word_would_not_have_fitted() {
        let text = "The harbour master of the old town said that\nevening traffic had resumed.\nA second ferry left.\n";
        let lines = lines(text);
        let width = wrap_width(text, &lines).unwrap();
        assert!(is_wrap(text, width, lines[0], lines[1]));
        assert!(!is_wrap(text, width, lines[1], lines[2]));
    }

    #[test]
    fn long_lines_and_short_paragraphs_are_no_wrap() {
        for text in [
            format!("{}\nshort", "word ".repeat(40)),
            "The ferry line between the old islands resumed.\nHope for a pier?\nThe mayor was glad.".to_owned(),
        ] {
            assert_eq!(wrap_width(&text, &lines(&text)), None, "{text}");
        }
    }
}
