//! Places as editors count them: lines from 0, columns in UTF-16 units.
//!
//! Takes a text and bytes of it, gives positions, and back. Never panics: a position outside a text is its nearest end.

use atodds::problem::ByteSpan;
use lsp_types::{Position, Range};

/// The position of byte `at` of `text`.
pub(super) fn position(text: &str, at: usize) -> Position {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    Position {
        line: memchr::memchr_iter(b'\n', before.as_bytes()).count() as u32,
        character: before[start..].encode_utf16().count() as u32,
    }
}

/// The range of `span` in `text`.
pub(super) fn range(text: &str, span: ByteSpan) -> Range {
    Range {
        start: position(text, span.start),
        end: position(text, span.end.max(span.start)),
    }
}

/// The byte of `text` at `position`.
pub(super) fn byte(text: &str, position: Position) -> usize {
    let start = match position.line {
        0 => 0,
        line => match memchr::memchr_iter(b'\n', text.as_bytes()).nth(line as usize - 1) {
            Some(end) => end + 1,
            None => return text.len(),
        },
    };
    let end = text[start..]
        .find('\n')
        .map_or(text.len(), |end| start + end);
    let mut units = 0;
    for (at, c) in text[start..end].char_indices() {
        if units >= position.character {
            return start + at;
        }
        units += c.len_utf16() as u32;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf_16_units() {
        // An emoji is two units and four bytes, a Chinese character one unit and three bytes.
        let text = "a\n😀城x\n";
        let x = text.find('x').unwrap();
        assert_eq!(position(text, x), Position::new(1, 3));
        assert_eq!(byte(text, Position::new(1, 3)), x);
        assert_eq!(range(text, ByteSpan::new(2, 6)).end, Position::new(1, 2));
    }

    #[test]
    fn every_boundary_comes_back() {
        let text = "é😀\r\n城市: 👩‍👩‍👧 z\n\nq";
        for (at, _) in text.char_indices() {
            assert_eq!(byte(text, position(text, at)), at, "{at}");
        }
    }

    #[test]
    fn what_is_outside_is_the_nearest_end() {
        assert_eq!(byte("ab\nc", Position::new(0, 99)), 2);
        assert_eq!(byte("ab\nc", Position::new(9, 0)), 4);
        // The second half of a pair is no place of its own.
        assert_eq!(byte("😀x", Position::new(0, 1)), 4);
        assert_eq!(position("😀x", 2), Position::new(0, 0));
        assert_eq!(position("ab", 99), Position::new(0, 2));
    }
}
