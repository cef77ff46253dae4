//! Sentences: where one ends and the next begins.
//!
//! Takes one block of an article, gives its sentences with their tokens. Never looks back more than a word, and never
//! makes a sentence longer than [`LONGEST`], so its cost is linear whatever the text.

use crate::problem::ByteSpan;
use crate::rules::language::values::{Stop, ValueWords};

use super::token::tokenise;
use super::{Sentence, TokenKind};

/// The most bytes one sentence may have; the rule matcher is quadratic in a sentence.
pub const LONGEST: usize = 2048;

/// The sentences of the block that `span` covers, in order.
///
/// ```
/// use atodds::problem::ByteSpan;
/// use atodds::rules::language::values::ValueWords;
/// let text = "They met. Nobody said why.";
/// let found = atodds::text::split(text, ByteSpan::new(0, text.len()), 0, &ValueWords::default());
/// assert_eq!(found.len(), 2);
/// assert_eq!(found[1].span.of(text), "Nobody said why.");
/// ```
pub fn split(text: &str, span: ByteSpan, block: u32, words: &ValueWords) -> Vec<Sentence> {
    let mut found = Vec::new();
    for span in spans(text, span, words) {
        let (tokens, lower) = tokenise(text, span, words);
        if tokens.iter().any(|token| token.kind != TokenKind::Punct) {
            found.push(Sentence {
                span,
                block,
                tokens,
                lower,
            });
        }
    }
    found
}

/// Where the sentences stand.
fn spans(text: &str, span: ByteSpan, words: &ValueWords) -> Vec<ByteSpan> {
    let end = span.end.min(text.len());
    let mut found = Vec::new();
    if span.start >= end || !text.is_char_boundary(span.start) || !text.is_char_boundary(end) {
        return found;
    }
    let bytes = &text.as_bytes()[..end];
    let splitter = Splitter {
        text: &text[..end],
        bytes,
        words,
    };
    // The ellipsis character ends sentences as three full stops do. Both searches go on from where they stood, so
    // that a text full of one mark and void of the other is still read once.
    let ellipsis = memchr::memmem::Finder::new("…");
    let next_stop = |from: usize| {
        memchr::memchr3(b'.', b'?', b'!', &bytes[from..]).map_or(end, |found| from + found)
    };
    let next_dots = |from: usize| {
        ellipsis
            .find(&bytes[from..])
            .map_or(end, |found| from + found)
    };
    let mut start = span.start;
    let (mut stop, mut dots) = (next_stop(start), next_dots(start));
    loop {
        let mark = stop.min(dots);
        if mark >= end {
            break;
        }
        start = cut_long(&splitter, start, mark, &mut found);
        let (after, is_end) = splitter.at(start, mark);
        if is_end {
            start = cut_long(&splitter, start, after, &mut found);
            push_trimmed(text, start, after, &mut found);
            start = after;
        }
        if stop < after {
            stop = next_stop(after);
        }
        if dots < after {
            dots = next_dots(after);
        }
    }
    start = cut_long(&splitter, start, end, &mut found);
    push_trimmed(text, start, end, &mut found);
    found
}

/// Cuts pieces off what stands between `start` and `end` until it is short enough.
fn cut_long(splitter: &Splitter<'_>, start: usize, end: usize, found: &mut Vec<ByteSpan>) -> usize {
    let mut start = start;
    while end - start > LONGEST {
        let cut = splitter.cut(start);
        push_trimmed(splitter.text, start, cut, found);
        start = cut;
    }
    start
}

fn push_trimmed(text: &str, start: usize, end: usize, found: &mut Vec<ByteSpan>) {
    let piece = &text[start..end];
    let lead = piece.len() - piece.trim_start().len();
    let body = piece.trim();
    if !body.is_empty() {
        found.push(ByteSpan::new(start + lead, start + lead + body.len()));
    }
}

struct Splitter<'a> {
    text: &'a str,
    bytes: &'a [u8],
    words: &'a ValueWords,
}

impl Splitter<'_> {
    /// Where to cut a sentence that starts at `start` and is too long: at its last space, or between characters.
    fn cut(&self, start: usize) -> usize {
        let limit = start + LONGEST;
        if let Some(space) = self.bytes[start + 1..limit]
            .iter()
            .rposition(|byte| *byte <= b' ')
        {
            return start + 1 + space;
        }
        let mut cut = limit;
        while !self.text.is_char_boundary(cut) {
            cut -= 1;
        }
        cut
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    /// Looks at the mark at `stop`: where its run ends, closing quotes included, and whether a sentence ends there.
    fn at(&self, start: usize, stop: usize) -> (usize, bool) {
        let mut marks = stop;
        let mut full_stop_only = true;
        while let Some(c) = self.char_at(marks) {
            match c {
                '.' => {}
                '?' | '!' | '…' => full_stop_only = false,
                _ => break,
            }
            marks += c.len_utf8();
        }
        let mut after = marks;
        while let Some(c) = self.char_at(after) {
            let closes = matches!(c, '”' | '’' | '»' | ')' | ']' | '}')
                || (matches!(c, '"' | '\'') && self.closes(start, after, c));
            if !closes || after - marks > 12 {
                break;
            }
            after += c.len_utf8();
        }
        let single = full_stop_only && marks - stop == 1;
        let Some(next) = self.char_at(after) else {
            return (after, true);
        };
        let is_end = if next.is_whitespace() {
            let rest = self.text[after..].trim_start();
            self.ends_before(start, stop, rest, single && after == marks)
        } else if single && after == marks {
            self.ends_without_space(start, stop, next, after)
        } else {
            next.is_uppercase() && !self.in_address(stop) || matches!(next, '“' | '‘' | '«')
        };
        (after, is_end)
    }

    /// A straight quote after a full stop closes unless a word follows it and no quote is open.
    fn closes(&self, start: usize, at: usize, quote: char) -> bool {
        match self.char_at(at + 1) {
            Some(c) if c.is_alphanumeric() => {
                // A sentence is capped, so counting its quotes is too.
                let from = start.max(at.saturating_sub(LONGEST));
                let open = memchr::memchr_iter(quote as u8, &self.bytes[from..at]).count();
                open % 2 == 1
            }
            _ => true,
        }
    }

    /// The run of letters, digits and inner marks that ends at `stop`, 40 bytes at most.
    fn word_before(&self, start: usize, stop: usize) -> &str {
        let mut from = start.max(stop.saturating_sub(40));
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let run = &self.text[from..stop];
        run.rfind(|c: char| {
            c.is_whitespace()
                || matches!(c, '(' | '[' | '"' | '“' | '”' | '‘' | '-' | '–' | '—' | ',')
        })
        .map_or(run, |at| {
            &run[at + run[at..].chars().next().map_or(1, char::len_utf8)..]
        })
    }

    fn in_address(&self, stop: usize) -> bool {
        let word = self.word_before(0, stop);
        word.contains(['/', '@', ':', '=']) || word.starts_with("www")
    }

    /// What the abbreviation before a full stop says of it.
    fn abbreviation(&self, word: &str) -> Option<Stop> {
        if word.is_empty() || word.len() > 24 {
            return None;
        }
        let mut letters = word.chars();
        let first = letters.next()?;
        let listed = self
            .words
            .stops
            .get(&word.to_lowercase())
            .filter(|(_, needs)| !needs || first.is_uppercase())
            .map(|(stop, _)| *stop);
        let initial = first.is_uppercase() && letters.next().is_none();
        let dotted = word.contains('.')
            && word
                .split('.')
                .all(|part| !part.is_empty() && part.chars().nth(2).is_none())
            && word.chars().all(|c| c.is_alphabetic() || c == '.');
        // "Rodger P." is an initial, whatever "p." is short for.
        if initial {
            return Some(Stop::BeforeStarter);
        }
        listed.or(dotted.then_some(Stop::BeforeStarter))
    }

    /// Whether a sentence ends before `rest`, which follows a space.
    fn ends_before(&self, start: usize, stop: usize, rest: &str, single: bool) -> bool {
        let Some(next) = rest.chars().next() else {
            return true;
        };
        if next.is_lowercase() {
            return false;
        }
        if !single {
            return true;
        }
        let word = self.word_before(start, stop);
        // "1. First point": the number of a point is no sentence.
        if word.len() <= 2
            && word.bytes().all(|byte| byte.is_ascii_digit())
            && self.text[start..stop].trim() == word
        {
            return false;
        }
        let next_word = || -> String {
            rest.trim_start_matches(|c: char| !c.is_alphanumeric())
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .take(24)
                .collect::<String>()
                .to_lowercase()
        };
        match self.abbreviation(word) {
            None => true,
            Some(Stop::Never) => false,
            Some(Stop::UnlessNumber) => !next.is_numeric(),
            Some(Stop::BeforeStarter) => {
                !next.is_numeric() && self.words.starters.contains(&next_word())
            }
            Some(Stop::BeforeCapital) => !self.words.going_on.contains(&next_word()),
        }
    }

    /// "the Kremlin.Why it matters": a sentence may end without a space after it.
    fn ends_without_space(&self, start: usize, stop: usize, next: char, after: usize) -> bool {
        let word = self.word_before(start, stop);
        let before = word.chars().next_back();
        let ends_word = before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || c == ')')
            || (before.is_none() && stop > start);
        if !ends_word || self.abbreviation(word).is_some() || self.in_address(stop) {
            return false;
        }
        if matches!(next, '“' | '‘' | '«' | '"') {
            return true;
        }
        let mut following = self.text[after..].chars().skip(1);
        next.is_uppercase()
            && !word.contains('.')
            && following
                .next()
                .is_some_and(|c| c.is_lowercase() || c.is_whitespace() || c == '’' || c == '\'')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::language::values::english;

    fn read(text: &str) -> Vec<&str> {
        split(text, ByteSpan::new(0, text.len()), 0, english())
            .iter()
            .map(|sentence| sentence.span.of(text))
            .collect()
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        for text in [
            "Sen. J. D. Lee flew to St. Petersburg with U.S. President Roe on Feb. 28.",
            "He met Gen. Ray at 6 p.m. EST and at 7 a.m. on Friday.",
            "No. 10 said so, and the firm Roe Inc. Moscow branch agreed.",
            "It cost 2.5 million, i.e. more than e.g. a car.",
            "The U.K. Foreign Office and the D.C. Council met.",
            "Rodger P. Lee saw No. 5.",
        ] {
            assert_eq!(read(text), [text]);
        }
    }

    #[test]
    fn an_abbreviation_can_end_a_sentence_before_a_starter() {
        assert_eq!(
            read("He left the U.S. The trip was short."),
            ["He left the U.S.", "The trip was short."]
        );
        assert_eq!(
            read("It began at 6 p.m. Roe spoke."),
            ["It began at 6 p.m.", "Roe spoke."]
        );
        assert_eq!(read("He said no. Roe left."), ["He said no.", "Roe left."]);
    }

    #[test]
    fn closing_quotes_belong_to_the_sentence() {
        assert_eq!(
            read("“We agreed.” Then he left."),
            ["“We agreed.”", "Then he left."]
        );
        assert_eq!(
            read("\"We agreed.\" Then he left."),
            ["\"We agreed.\"", "Then he left."]
        );
        assert_eq!(read("(They met.) He left."), ["(They met.)", "He left."]);
    }

    #[test]
    fn a_question_inside_a_sentence_goes_on() {
        assert_eq!(
            read("“Why?” he asked. Nobody knew."),
            ["“Why?” he asked.", "Nobody knew."]
        );
    }

    #[test]
    fn missing_spaces_are_seen() {
        assert_eq!(
            read("said the mayor.Why it matters"),
            ["said the mayor.", "Why it matters"]
        );
        assert_eq!(read("“We agreed.”Roe left."), ["“We agreed.”", "Roe left."]);
        assert_eq!(
            read("He left.“We agreed,” he said."),
            ["He left.", "“We agreed,” he said."]
        );
        assert_eq!(
            read("He said \"yes.\"Roe left."),
            ["He said \"yes.\"", "Roe left."]
        );
        assert_eq!(
            read("It rose in 2024.The mayor left."),
            ["It rose in 2024.", "The mayor left."]
        );
    }

    #[test]
    fn addresses_and_decimals_are_no_ends() {
        for text in [
            "See www.Example.Org or example.com/a.Bc now.",
            "It rose 2.5 and fell .3 again.",
        ] {
            assert_eq!(read(text), [text]);
        }
    }

    #[test]
    fn runs_of_marks_end_once() {
        assert_eq!(
            read("What?! Nobody knew... Then silence… And more."),
            ["What?!", "Nobody knew...", "Then silence…", "And more."]
        );
        assert_eq!(read("He was … not there."), ["He was … not there."]);
    }

    #[test]
    fn line_breaks_are_spaces() {
        assert_eq!(
            read("They met\nin Rome. They\nleft."),
            ["They met\nin Rome.", "They\nleft."]
        );
    }

    #[test]
    fn the_number_of_a_point_is_no_sentence() {
        assert_eq!(
            read("1. They met. 2. They left."),
            ["1. They met.", "2. They left."]
        );
    }

    #[test]
    fn long_text_is_cut_at_spaces() {
        let text = "word ".repeat(2000);
        let found = read(&text);
        assert!(found.len() >= 5 && found.iter().all(|piece| piece.len() <= LONGEST));
        assert!(
            found
                .iter()
                .all(|piece| piece.starts_with("word") && piece.ends_with("word"))
        );
    }

    #[test]
    fn ten_megabytes_without_a_stop_and_nested_quotes_are_linear() {
        let words = english();
        for text in [
            "é".repeat(5_000_000),
            "“\"'(.".repeat(150_000),
            ".\"a".repeat(300_000),
        ] {
            let found = split(&text, ByteSpan::new(0, text.len()), 0, words);
            assert!(found.iter().all(|sentence| sentence.span.len() <= LONGEST));
        }
    }

    proptest::proptest! {
        #[test]
        fn sentences_lie_inside_and_in_order(text in "[a-zA-Z0-9.?!…\"“” \\n’é()]{0,120}") {
            let mut last = 0;
            for sentence in split(&text, ByteSpan::new(0, text.len()), 3, english()) {
                proptest::prop_assert!(sentence.span.start >= last);
                proptest::prop_assert!(text.get(sentence.span.start..sentence.span.end).is_some());
                last = sentence.span.end;
            }
        }
    }
}
