//! Cleaning: which stretches of a text are the article.
//!
//! Takes a text and its outlet's file, gives blocks in reading order. Never changes the text: what is dropped is only
//! left out of the blocks, so every span keeps its meaning.

use crate::problem::ByteSpan;
use crate::rules::outlet::Clean;

use super::article::{Block, BlockKind};
use super::lines::{Line, ends_sentence};
use super::outlets::Known;
use super::repeats;

/// Bytes of a line that may be a title.
const LONGEST_TITLE: usize = 220;
/// Bytes of a line that may be a heading.
const LONGEST_HEADING: usize = 90;
/// Bytes of a word that may begin a sentence: looking further for its end would cost the square of a text without blanks.
const LONGEST_WORD: usize = 64;
/// Lines in a row that are a list rather than headings.
const LIST: usize = 3;

/// How a text marks its paragraphs and headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// Not at all.
    Plain,
    /// `#` before headings, blank lines between paragraphs, `-` before list entries.
    Markdown,
}

/// A stretch of text that may become a block.
#[derive(Debug, Clone, Copy)]
struct Piece {
    span: ByteSpan,
    /// Set by markup or the outlet's file.
    kind: Option<BlockKind>,
    /// True when a blank line follows.
    apart: bool,
}

/// The blocks of `text`. `title` is the one metadata gives.
pub(super) fn blocks(
    text: &str,
    lines: &[Line],
    markup: Markup,
    known: Option<&Known>,
    title: Option<&str>,
) -> Vec<Block> {
    let clean = known.map(|known| &known.outlet.clean);
    let mut pieces = match markup {
        Markup::Plain => plain(text, lines, clean),
        Markup::Markdown => markdown(text, lines, clean),
    };
    // A line of counters, stars or dots says nothing.
    pieces.retain(|piece| piece.span.of(text).chars().any(char::is_alphabetic));
    let spans = pieces.iter().map(|piece| piece.span).collect();
    let kept = repeats::first_copies(text, spans);
    let mut next = kept.iter().peekable();
    pieces.retain(|piece| next.next_if(|span| **span == piece.span).is_some());
    if let Some(clean) = clean {
        mark_headings(text, &mut pieces, clean);
    }
    guess_kinds(text, &mut pieces, title);
    let mut blocks = Vec::with_capacity(pieces.len());
    for piece in &pieces {
        match piece.kind {
            Some(kind) => blocks.push(Block {
                span: piece.span,
                kind,
            }),
            None => paragraphs(text, piece.span, known, &mut blocks),
        }
    }
    blocks
}

/// Lines up to the one that ends the article, without those to drop.
fn wanted<'l>(
    text: &'l str,
    lines: &'l [Line],
    clean: Option<&'l Clean>,
) -> impl Iterator<Item = Line> + 'l {
    let is = |patterns: &[crate::rules::outlet::LinePattern], line: Line| {
        let whole = line.whole.of(text);
        patterns.iter().any(|pattern| pattern.matches(whole))
    };
    lines
        .iter()
        .copied()
        .take_while(move |line| clean.is_none_or(|clean| !is(&clean.drop_after, *line)))
        .map(move |line| {
            let dropped = clean.is_some_and(|clean| is(&clean.drop_lines, line));
            if dropped {
                // Blank, so that the lines around it stay apart.
                let at = line.body.start;
                Line {
                    whole: ByteSpan::new(at, at),
                    body: ByteSpan::new(at, at),
                }
            } else {
                line
            }
        })
}

/// One piece for each line: wraps are undone by now.
fn plain(text: &str, lines: &[Line], clean: Option<&Clean>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for line in wanted(text, lines, clean) {
        if !line.body.is_empty() {
            pieces.push(Piece {
                span: line.body,
                kind: None,
                apart: false,
            });
        } else if let Some(piece) = pieces.last_mut() {
            piece.apart = true;
        }
    }
    pieces
}

fn markdown(text: &str, lines: &[Line], clean: Option<&Clean>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    let mut fenced = false;
    let mut titled = false;
    for line in wanted(text, lines, clean) {
        let body = line.body.of(text);
        if body.starts_with("```") || body.starts_with("~~~") {
            fenced = !fenced;
            open = false;
            continue;
        }
        if fenced {
            continue;
        }
        if body.is_empty() {
            if let Some(piece) = pieces.last_mut() {
                piece.apart = true;
            }
            open = false;
            continue;
        }
        // A line of `===` or `---` makes the line above it a heading.
        let top = body.bytes().all(|byte| byte == b'=');
        if top || body.bytes().all(|byte| byte == b'-') {
            if open && let Some(piece) = pieces.last_mut() {
                piece.kind = Some(heading(top, &mut titled));
            }
            open = false;
            continue;
        }
        let (skip, marker) = marker(body);
        let span = ByteSpan::new(line.body.start + skip, line.body.end);
        match marker {
            Marker::Heading(level) => {
                let kind = heading(level == 1, &mut titled);
                let text = span.of(text).trim_end_matches(['#', ' ']);
                pieces.push(Piece {
                    span: ByteSpan::new(span.start, span.start + text.len()),
                    kind: Some(kind),
                    apart: true,
                });
                open = false;
            }
            Marker::None | Marker::Quote if open => {
                if let Some(piece) = pieces.last_mut() {
                    piece.span.end = span.end;
                }
            }
            _ => {
                pieces.push(Piece {
                    span,
                    kind: Some(BlockKind::Paragraph),
                    apart: false,
                });
                open = true;
            }
        }
    }
    for piece in &mut pieces {
        // Paragraphs are still looked over for run-in headings.
        if piece.kind == Some(BlockKind::Paragraph) {
            piece.kind = None;
        }
    }
    pieces
}

/// The first heading of the first level is the title.
fn heading(top: bool, titled: &mut bool) -> BlockKind {
    if top && !*titled {
        *titled = true;
        BlockKind::Title
    } else {
        BlockKind::Heading
    }
}

enum Marker {
    None,
    Heading(usize),
    Quote,
    Entry,
}

/// How many bytes of `body` are markup, and what they mean.
fn marker(body: &str) -> (usize, Marker) {
    let hashes = body.bytes().take_while(|byte| *byte == b'#').count();
    let after = &body[hashes..];
    if (1..=6).contains(&hashes) && after.starts_with(' ') {
        let blanks = after.len() - after.trim_start().len();
        return (hashes + blanks, Marker::Heading(hashes));
    }
    let skip = |marks: usize| body.len() - body[marks..].trim_start().len();
    if body.starts_with('>') {
        let marks = body.len() - body.trim_start_matches(['>', ' ']).len();
        return (marks, Marker::Quote);
    }
    if body.starts_with("- ") || body.starts_with("* ") || body.starts_with("+ ") {
        return (skip(1), Marker::Entry);
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) && body[digits..].starts_with(". ") {
        return (skip(digits + 1), Marker::Entry);
    }
    (0, Marker::None)
}

/// Marks the pieces that are nothing but a heading of the outlet's file.
fn mark_headings(text: &str, pieces: &mut [Piece], clean: &Clean) {
    for piece in pieces {
        let words = piece.span.of(text);
        if words.len() <= LONGEST_HEADING * 2 && !clean.headings.is_empty() {
            let words = crate::rules::outlet::straight(words);
            let bare = |heading: &str| words.trim_end_matches(':') == heading.trim_end_matches(':');
            if clean.headings.iter().any(|heading| bare(heading)) {
                piece.kind = Some(BlockKind::Heading);
            }
        }
    }
}

/// Tells title and headings from paragraphs where nothing marks them.
fn guess_kinds(text: &str, pieces: &mut [Piece], title: Option<&str>) {
    let titled = pieces
        .iter()
        .any(|piece| piece.kind == Some(BlockKind::Title));
    if !titled && let [first, rest @ ..] = pieces {
        let words = first.span.of(text);
        let is_title = match title {
            Some(title) => same_letters(title, words),
            None => rest.first().is_some_and(|next| {
                words.len() <= LONGEST_TITLE
                    && !ends_statement(words)
                    && !begins_small(words)
                    && (first.apart || next.span.len() > first.span.len())
            }),
        };
        if first.kind.is_none() && is_title {
            first.kind = Some(BlockKind::Title);
        }
    }
    let looks: Vec<bool> = pieces
        .iter()
        .map(|piece| piece.kind.is_none() && looks_like_heading(piece.span.of(text)))
        .collect();
    let mut at = 0;
    while at < pieces.len() {
        let run = looks[at..].iter().take_while(|look| **look).count();
        // The last line of all heads nothing, and many short lines in a row are a list.
        if run > 0 && run < LIST && at + run < pieces.len() {
            for piece in &mut pieces[at..at + run] {
                piece.kind = Some(BlockKind::Heading);
            }
        }
        at += run.max(1);
    }
}

fn same_letters(a: &str, b: &str) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    // Lengths that differ by half cannot be equal but for marks.
    a.len() <= b.len() * 2 && b.len() <= a.len() * 2 && letters(a) == letters(b)
}

fn looks_like_heading(words: &str) -> bool {
    words.len() <= LONGEST_HEADING
        && !ends_statement(words)
        && !words.ends_with(['"', '”', ',', ';', '!', '—', '–', '-'])
        && !begins_small(words)
        && (!words.ends_with('?') || words.split_whitespace().count() <= 8)
}

/// True when `words` end as a statement does; "in the U.S." is no end.
fn ends_statement(words: &str) -> bool {
    if words.ends_with(['?', '!', '…']) {
        return false;
    }
    let before = words.strip_suffix('.').unwrap_or(words);
    let initials = before.len() < words.len()
        && before.ends_with(|c: char| c.is_uppercase())
        && before[..before.len() - before.chars().next_back().map_or(0, char::len_utf8)]
            .ends_with('.');
    !initials && (ends_sentence(words) || words.ends_with(':'))
}

fn begins_small(words: &str) -> bool {
    words
        .chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(char::is_lowercase)
}

/// Adds the paragraphs of `span`: cut at run-in headings and where one sentence was glued to the next.
fn paragraphs(text: &str, span: ByteSpan, known: Option<&Known>, blocks: &mut Vec<Block>) {
    let words = span.of(text);
    let mut start = 0;
    for heading in known.map_or_else(Vec::new, |known| known.run_ins(words)) {
        let before = words[start..heading.start].trim_end();
        if before.is_empty() || ends_sentence(before) {
            glued(text, span.start + start, span.start + heading.start, blocks);
            start = heading.end;
        }
    }
    glued(text, span.start + start, span.end, blocks);
}

/// Adds the paragraphs of `start..end`, cut where a sentence ends and the next begins without a blank: pages lose
/// their paragraph breaks that way.
fn glued(text: &str, start: usize, end: usize, blocks: &mut Vec<Block>) {
    let words = &text[start..end];
    let bytes = words.as_bytes();
    let mut from = 0;
    let mut counted = 0;
    let mut quotes = 0;
    for at in memchr::memchr3_iter(b'.', b'!', b'?', bytes) {
        let Some(cut) = cut_after(words, at, || {
            quotes += memchr::memchr_iter(b'"', &bytes[counted..=at]).count();
            counted = at + 1;
            quotes % 2 == 0
        }) else {
            continue;
        };
        push(text, start + from, start + cut, blocks);
        from = cut;
    }
    push(text, start + from, end, blocks);
}

/// Where to cut behind the sentence mark at byte `at`, if a new sentence is glued to it. `outside` tells whether a
/// straight quote behind the mark opens one.
fn cut_after(words: &str, at: usize, outside: impl FnOnce() -> bool) -> Option<usize> {
    let before = words[..at].chars().next_back()?;
    let rest = &words[at + 1..];
    let mut next = rest.chars();
    let first = next.next()?;
    let begins = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters
                .next()
                .is_some_and(|c| c.is_lowercase() || c == ' ' || c == '.')
    };
    match first {
        // `."The` may close or open: count the quotes.
        '"' if begins(next.as_str()) => Some(if outside() { at + 1 } else { at + 2 }),
        '“' if begins(next.as_str()) => Some(at + 1),
        '”' if begins(next.as_str()) => Some(at + 1 + first.len_utf8()),
        // `week.The`, but not `U.S`, `Ph.D` or a host name.
        _ if begins(rest) => {
            let word: Vec<char> = words[..at]
                .chars()
                .rev()
                .take_while(|c| c.is_alphanumeric())
                .take(3)
                .collect();
            let plain = word.len() >= 3 && before.is_lowercase()
                || before.is_ascii_digit()
                || matches!(before, ')' | '%');
            // A word with dots inside is a host name, unless it is initials: `work.U.S. officials`.
            let near = up_to(rest, LONGEST_WORD);
            let sentence = near.split(' ').next().is_some_and(|word| {
                let initials = word.split('.').all(|part| part.chars().count() <= 1);
                word.len() < near.len() && !word.contains('/') && (initials || !word.contains('.'))
            });
            (plain && sentence).then_some(at + 1)
        }
        _ => None,
    }
}

/// The first `bytes` of `text`, less when a character would be cut.
fn up_to(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn push(text: &str, start: usize, end: usize, blocks: &mut Vec<Block>) {
    let words = &text[start..end];
    let body = words.trim();
    if !body.chars().any(char::is_alphabetic) {
        return;
    }
    let start = start + (words.len() - words.trim_start().len());
    blocks.push(Block {
        span: ByteSpan::new(start, start + body.len()),
        kind: BlockKind::Paragraph,
    });
}

#[cfg(test)]
#[path = "clean_tests.rs"]
mod tests;
