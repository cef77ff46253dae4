//! The syntax of expressions: what the compiler of templates writes, as the tree that engines are built from.
//!
//! Takes an expression, gives its tree, or `None` where it is written in any other way. `regex-syntax` reads the same, and
//! much more: escapes, flags, classes by name, positions for its errors. Without those the tree is there in a fifth of
//! the time, and every pattern that is tried needs one.

use std::iter::Peekable;
use std::str::Chars;

use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, Look, Repetition};

/// The deepest that groups stand in each other.
const DEEPEST: usize = 100;

/// The tree of `source`.
pub(super) fn tree(source: &str) -> Option<Hir> {
    let mut reader = Reader {
        rest: source.chars().peekable(),
        groups: 0,
        literal: [0; 4],
    };
    let tree = reader.alternation(0)?;
    reader.rest.next().is_none().then_some(tree)
}

struct Reader<'s> {
    rest: Peekable<Chars<'s>>,
    /// The number of the group opened last.
    groups: u32,
    literal: [u8; 4],
}

impl Reader<'_> {
    /// Alternatives, up to the end or a bracket that closes them.
    fn alternation(&mut self, depth: usize) -> Option<Hir> {
        if depth > DEEPEST {
            return None;
        }
        let mut all = vec![self.sequence(depth)?];
        while self.takes('|') {
            all.push(self.sequence(depth)?);
        }
        Some(Hir::alternation(all))
    }

    fn sequence(&mut self, depth: usize) -> Option<Hir> {
        let mut all = Vec::new();
        // Plain characters in a row.
        let mut plain = Vec::new();
        while let Some(next) = self.rest.next_if(|next| !matches!(next, '|' | ')')) {
            let one = match next {
                '(' => self.group(depth)?,
                '[' => self.class()?,
                '^' => Hir::look(Look::Start),
                '$' => Hir::look(Look::End),
                '.' | '*' | '+' | '?' | '{' | '}' | '\\' | ']' => return None,
                next => {
                    let bytes = next.encode_utf8(&mut self.literal).as_bytes();
                    if !matches!(self.rest.peek(), Some('?' | '*' | '+' | '{')) {
                        plain.extend_from_slice(bytes);
                        continue;
                    }
                    Hir::literal(bytes.to_vec())
                }
            };
            if !plain.is_empty() {
                all.push(Hir::literal(std::mem::take(&mut plain)));
            }
            all.push(self.repeated(one)?);
        }
        if !plain.is_empty() {
            all.push(Hir::literal(plain));
        }
        Some(Hir::concat(all))
    }

    /// What stands behind an opened bracket, with the one that closes it.
    fn group(&mut self, depth: usize) -> Option<Hir> {
        let number = if self.takes('?') {
            self.takes(':').then_some(None)?
        } else {
            self.groups += 1;
            Some(self.groups)
        };
        let sub = self.alternation(depth + 1)?;
        self.takes(')').then_some(())?;
        Some(match number {
            None => sub,
            Some(index) => Hir::capture(Capture {
                index,
                name: None,
                sub: Box::new(sub),
            }),
        })
    }

    /// Characters and stretches of them, up to the bracket that closes them.
    fn class(&mut self) -> Option<Hir> {
        let mut ranges = Vec::new();
        loop {
            match self.rest.next()? {
                ']' if !ranges.is_empty() => break,
                ']' | '[' | '^' | '\\' | '&' | '~' | '-' => return None,
                start => {
                    let end = if self.takes('-') {
                        self.rest.next()?
                    } else {
                        start
                    };
                    ranges.push(ClassUnicodeRange::new(start, end));
                }
            }
        }
        Some(Hir::class(Class::Unicode(ClassUnicode::new(ranges))))
    }

    /// How often `one` may stand there.
    fn repeated(&mut self, one: Hir) -> Option<Hir> {
        let (min, max) = match self.rest.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                self.rest.next();
                let min = self.count()?;
                let max = if self.takes(',') { self.count()? } else { min };
                // The bracket that closes it is taken below.
                (self.rest.peek() == Some(&'}')).then_some((min, Some(max)))?
            }
            _ => return Some(one),
        };
        self.rest.next();
        let greedy = !self.takes('?');
        let sub = Box::new(one);
        Some(Hir::repetition(Repetition {
            min,
            max,
            greedy,
            sub,
        }))
    }

    fn count(&mut self) -> Option<u32> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_the_library_reads() {
        for source in [
            "",
            "ab",
            "(?:a|b|cd)",
            "([ab-d](?:(?:e?(?:f|g)|e)[ab-d])*)",
            "([a-c]*?)d?([x]+?)$",
            "(?:ab|)?c{0,3}(d){1,2}?e{2}",
            "^(?:a)(b)",
        ] {
            let same = regex_syntax::parse(source).expect("it is an expression");
            assert_eq!(tree(source), Some(same), "{source}");
        }
    }

    #[test]
    fn what_is_never_written_is_left_to_the_library() {
        for source in [
            r"\d", "a.c", "[^a]", "(?i)a", "(?P<n>a)", "a**", "(a", "a)", "[a", "a{", "[]",
        ] {
            assert_eq!(tree(source), None, "{source}");
        }
        assert_eq!(tree(&"(".repeat(100_000)), None);
    }
}
