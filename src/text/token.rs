//! Tokens: words, numbers and punctuation, with their normalised forms.
//!
//! Takes one sentence's span of an article, gives tokens and the lower-cased text they point into. Never looks
//! across the span, and never allocates per token: plain ASCII words are copied as they are and lowered in one go.

use unicode_normalization::UnicodeNormalization;

use crate::problem::ByteSpan;
use crate::rules::language::values::{Stop, ValueWords};

use super::{Token, TokenKind};

/// What a byte can start.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Letter,
    Digit,
    Mark,
    Wide,
}

const CLASS: [Class; 256] = {
    let mut table = [Class::Mark; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            0x80..=0xFF => Class::Wide,
            0..=b' ' | 0x7F => Class::Space,
            _ => Class::Mark,
        };
        byte += 1;
    }
    table
};

/// The tokens of `span` and their normalised forms, each followed by one space.
///
/// ```
/// use atodds::problem::ByteSpan;
/// use atodds::rules::language::values::ValueWords;
/// let text = "Two \u{201c}envoys\u{201d} met";
/// let (tokens, lower) = atodds::text::tokenise(text, ByteSpan::new(0, text.len()), &ValueWords::default());
/// assert_eq!(tokens.len(), 5);
/// assert_eq!(lower, "two \" envoys \" met ");
/// ```
pub fn tokenise(text: &str, span: ByteSpan, words: &ValueWords) -> (Vec<Token>, String) {
    let text = text.get(..span.end).unwrap_or(text);
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        start: span.start,
        words,
        tokens: Vec::with_capacity(span.len() / 5 + 4),
        lower: String::with_capacity(span.len() + span.len() / 4 + 8),
        single_open: false,
    };
    let mut at = span.start;
    while at < reader.bytes.len() {
        at = reader.next(at);
    }
    let Reader {
        tokens, mut lower, ..
    } = reader;
    lower.make_ascii_lowercase();
    (tokens, lower)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    start: usize,
    words: &'a ValueWords,
    tokens: Vec<Token>,
    lower: String,
    /// A single opening quote waits for its end, so that an apostrophe after "s" closes it.
    single_open: bool,
}

impl Reader<'_> {
    /// Reads what starts at `at`, gives where to go on.
    fn next(&mut self, at: usize) -> usize {
        match CLASS[usize::from(self.bytes[at])] {
            Class::Space => at + 1,
            Class::Letter => self.word(at),
            Class::Digit => self.number(at),
            Class::Mark => self.mark(at, char::from(self.bytes[at])),
            Class::Wide => {
                let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) else {
                    return at + 1;
                };
                if c.is_alphabetic() {
                    self.word(at)
                } else if is_blank(c) {
                    at + c.len_utf8()
                } else if c.is_numeric() {
                    self.number(at)
                } else {
                    self.mark(at, c)
                }
            }
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    fn is_word_at(&self, at: usize) -> bool {
        match CLASS[usize::from(self.byte(at))] {
            Class::Letter | Class::Digit => true,
            Class::Wide => self.char_at(at).is_some_and(char::is_alphanumeric),
            _ => false,
        }
    }

    fn is_letter_at(&self, at: usize) -> bool {
        match CLASS[usize::from(self.byte(at))] {
            Class::Letter => true,
            Class::Wide => self.char_at(at).is_some_and(char::is_alphabetic),
            _ => false,
        }
    }

    fn is_blank_at(&self, at: usize) -> bool {
        match CLASS[usize::from(self.byte(at))] {
            Class::Space => true,
            Class::Wide => self.char_at(at).is_some_and(char::is_whitespace),
            _ => false,
        }
    }

    fn is_blank_before(&self, at: usize) -> bool {
        at <= self.start
            || self.bytes[at - 1] <= b' '
            || (self.bytes[at - 1] >= 0x80
                && self.text[..at]
                    .chars()
                    .next_back()
                    .is_some_and(char::is_whitespace))
    }

    /// True when nothing but closing marks follows up to the end of the sentence.
    fn is_last(&self, at: usize) -> bool {
        self.text.get(at..).is_some_and(|rest| {
            rest.len() < 16
                && rest
                    .chars()
                    .all(|c| !c.is_alphanumeric() && c != ',' && c != ';')
        })
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind, form: &str) {
        let lower_start = self.lower.len() as u32;
        self.lower.push_str(form);
        let lower_end = self.lower.len() as u32;
        self.lower.push(' ');
        let capital = match self.byte(start) {
            byte if byte.is_ascii() => byte.is_ascii_uppercase(),
            _ => self.char_at(start).is_some_and(char::is_uppercase),
        };
        self.tokens.push(Token {
            start: start as u32,
            end: end as u32,
            lower_start,
            lower_end,
            kind,
            capital,
        });
    }

    fn word(&mut self, start: usize) -> usize {
        let (mut at, mut plain, mut apostrophe, mut dotted) = (start, true, false, false);
        loop {
            while matches!(
                CLASS[usize::from(self.byte(at))],
                Class::Letter | Class::Digit
            ) {
                at += 1;
            }
            match self.byte(at) {
                b'\'' if at > start && self.is_letter_at(at + 1) => {
                    apostrophe = true;
                    at += 1;
                }
                b'.' if at > start && self.is_letter_at(at + 1) => {
                    dotted = true;
                    at += 1;
                }
                byte if byte >= 0x80 => {
                    let Some(c) = self.char_at(at) else { break };
                    let next = at + c.len_utf8();
                    if is_apostrophe(c) && at > start && self.is_letter_at(next) {
                        apostrophe = true;
                    } else if !c.is_alphanumeric() && !is_joining(c) {
                        break;
                    }
                    plain = false;
                    at = next;
                }
                _ => break,
            }
        }
        let mut end = at;
        if self.byte(at) == b'.' && self.takes_stop(start, at, dotted) {
            end += 1;
        }
        if plain && !apostrophe && !self.words.may_contract(self.bytes[start]) {
            let text = self.text;
            self.push(start, end, TokenKind::Word, &text[start..end]);
        } else if plain && !apostrophe {
            self.word_with_parts(start, end, &self.text[start..end].to_ascii_lowercase());
        } else {
            let form = normalised(&self.text[start..end]);
            self.word_with_parts(start, end, &form);
        }
        end
    }

    /// A full stop belongs to its word in "U.S.", and in "Sen." and "J." unless the sentence ends there.
    fn takes_stop(&self, start: usize, end: usize, dotted: bool) -> bool {
        let word = &self.text[start..end];
        if dotted {
            return word.split('.').all(|part| part.chars().nth(2).is_none());
        }
        if self.is_last(end + 1) {
            return false;
        }
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        if capital && word.chars().nth(1).is_none() {
            return true;
        }
        word.len() <= 12
            && self
                .words
                .stops
                .get(&word.to_lowercase())
                .is_some_and(|(stop, needs)| {
                    let labels = self.is_blank_at(end + 1) && self.byte(end + 2).is_ascii_digit();
                    (*stop != Stop::UnlessNumber || labels) && (capital || !needs)
                })
    }

    /// Files a word that may be a contraction.
    fn word_with_parts(&mut self, start: usize, end: usize, form: &str) {
        let words = self.words;
        let Some(([first, second], letters)) = words.parts(form) else {
            self.push(start, end, TokenKind::Word, form);
            return;
        };
        let split = self.back(start, end, letters);
        self.push(start, split, TokenKind::Word, first);
        self.push(split, end, TokenKind::Word, second);
    }

    /// The place `letters` characters before `end`, never before or at `start`.
    fn back(&self, start: usize, end: usize, letters: usize) -> usize {
        let word = &self.text[start..end];
        word.char_indices()
            .rev()
            .nth(letters.saturating_sub(1))
            .map_or(end, |(at, _)| start + at)
            .max(start + word.chars().next().map_or(0, char::len_utf8))
            .min(end)
    }

    fn number(&mut self, start: usize) -> usize {
        let mut at = start;
        loop {
            while self.byte(at).is_ascii_digit() {
                at += 1;
            }
            if matches!(self.byte(at), b',' | b'.' | b':')
                && at > start
                && self.byte(at - 1).is_ascii_digit()
                && self.byte(at + 1).is_ascii_digit()
            {
                at += 1;
            } else {
                break;
            }
        }
        let digits = at;
        while self.is_word_at(at) {
            at += self.char_at(at).map_or(1, char::len_utf8);
        }
        let text = self.text;
        if at == digits {
            self.push(start, at, TokenKind::Number, &text[start..at]);
        } else if let Some(unit) = self.words.glued.get(&text[digits..at].to_lowercase()) {
            self.push(start, digits, TokenKind::Number, &text[start..digits]);
            self.push(digits, at, TokenKind::Word, unit);
        } else {
            let form = normalised(&self.text[start..at]);
            self.push(start, at, TokenKind::Word, &form);
        }
        at
    }

    fn mark(&mut self, at: usize, c: char) -> usize {
        let next = at + c.len_utf8();
        match c {
            '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '″' => {
                self.push(at, next, TokenKind::Punct, "\"");
                next
            }
            '\'' | '‘' | '’' | '‚' | '‛' | '`' | '´' | '′' => {
                self.single_quote(at, next, c)
            }
            '-' => {
                let mut end = next;
                while self.byte(end) == b'-' {
                    end += 1;
                }
                let alone = self.is_blank_before(at) && self.is_blank_at(end);
                let form = if end - at > 1 || alone { "—" } else { "-" };
                self.push(at, end, TokenKind::Punct, form);
                end
            }
            '‐' | '‑' => {
                self.push(at, next, TokenKind::Punct, "-");
                next
            }
            '–' | '−' | '‒' => {
                let form = if self.is_blank_before(at) || self.is_blank_at(next) {
                    "—"
                } else {
                    "-"
                };
                self.push(at, next, TokenKind::Punct, form);
                next
            }
            '—' | '―' => {
                self.push(at, next, TokenKind::Punct, "—");
                next
            }
            '.' if self.byte(next) == b'.' => {
                let mut end = next;
                while self.byte(end) == b'.' {
                    end += 1;
                }
                self.push(at, end, TokenKind::Punct, "…");
                end
            }
            // The rule matcher uses private characters as placeholders; text must not bring its own.
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => {
                self.push(at, next, TokenKind::Punct, "\u{FFFD}");
                next
            }
            _ => {
                let mut buffer = [0; 4];
                let form: &str = c.encode_utf8(&mut buffer);
                self.push(at, next, TokenKind::Punct, form);
                next
            }
        }
    }

    /// A single quote opens, closes, or is the apostrophe after a plural; two in a row are one double quote.
    fn single_quote(&mut self, at: usize, next: usize, c: char) -> usize {
        if let Some(second) = self.char_at(next)
            && second == c
        {
            let end = next + second.len_utf8();
            self.push(at, end, TokenKind::Punct, "\"");
            return end;
        }
        let after_word = !self.is_blank_before(at)
            && self
                .tokens
                .last()
                .is_some_and(|token| token.end as usize == at && token.kind != TokenKind::Punct);
        let possessive = after_word
            && is_apostrophe(c)
            && !self.single_open
            && !self.words.possessive.is_empty()
            && self
                .lower
                .trim_end()
                .chars()
                .next_back()
                .is_some_and(|letter| {
                    self.words
                        .possessive_after
                        .contains(&letter.to_ascii_lowercase())
                });
        if possessive {
            let form = self.words.possessive.clone();
            self.push(at, next, TokenKind::Word, &form);
            return next;
        }
        self.single_open = !after_word && (self.is_word_at(next) || self.single_open);
        self.push(at, next, TokenKind::Punct, "\"");
        next
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '´' | 'ʼ' | '′')
}

/// Characters that stay inside a word: soft hyphens, joiners, combining marks.
fn is_joining(c: char) -> bool {
    is_ignored(c) || unicode_normalization::char::is_combining_mark(c)
}

fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}'
    )
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || is_ignored(c)
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')
}

/// Lower case, straight apostrophes, composed letters, nothing invisible.
pub(super) fn normalised(word: &str) -> String {
    // Letters below the first combining mark compose with nothing, and nor do apostrophes.
    if word.chars().all(|c| c < '\u{300}' || is_apostrophe(c)) {
        plain(word.chars())
    } else {
        plain(word.nfc())
    }
}

fn plain(composed: impl Iterator<Item = char>) -> String {
    composed
        .filter(|c| !is_ignored(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            _ if is_apostrophe(c) => '\'',
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => '\u{FFFD}',
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::language::values::english;

    fn read(text: &str) -> String {
        let (_, lower) = tokenise(text, ByteSpan::new(0, text.len()), english());
        lower.trim_end().to_owned()
    }

    #[test]
    fn words_numbers_and_marks_stand_apart() {
        assert_eq!(read("Some 2,935 rose, 2.5%."), "some 2,935 rose , 2.5 % .");
        assert_eq!(read("$5bn at 14:30"), "$ 5bn at 14:30");
        assert_eq!(read("the 2nd of 1980s"), "the 2nd of 1980s");
        assert_eq!(read("20KG within 200km"), "20 kg within 200 km");
    }

    #[test]
    fn hyphens_split_words() {
        assert_eq!(
            read("a 30-day U.S.-led face-to-face"),
            "a 30 - day u.s. - led face - to - face"
        );
        assert_eq!(read("23–24 April"), "23 - 24 april");
    }

    #[test]
    fn dashes_between_clauses_are_long() {
        assert_eq!(
            read("talks – long - ended—late -- now"),
            "talks — long — ended — late — now"
        );
    }

    #[test]
    fn possessives_are_their_own_token() {
        assert_eq!(
            read("Lee’s and the officials' cars"),
            "lee 's and the officials 's cars"
        );
    }

    #[test]
    fn a_single_quote_closes_after_s_when_one_is_open() {
        assert_eq!(read("‘the officials’ said"), "\" the officials \" said");
    }

    #[test]
    fn contractions_become_two_words() {
        assert_eq!(
            read("didn't won’t can't cannot"),
            "did not will not can not can not"
        );
        assert_eq!(read("Cannot they'll"), "can not they will");
    }

    #[test]
    fn the_parts_of_a_contraction_cover_its_bytes() {
        let text = "won’t";
        let (tokens, _) = tokenise(text, ByteSpan::new(0, text.len()), english());
        let covered: Vec<&str> = tokens
            .iter()
            .map(|token| &text[token.start as usize..token.end as usize])
            .collect();
        assert_eq!(covered, ["wo", "n’t"]);
    }

    #[test]
    fn dotted_abbreviations_keep_their_stop() {
        assert_eq!(
            read("Sen. J. D. Lee of the U.S. at 6 p.m. on Feb. 28."),
            "sen. j. d. lee of the u.s. at 6 p.m. on feb. 28 ."
        );
        assert_eq!(read("It came in Feb."), "it came in feb .");
    }

    #[test]
    fn all_quotes_read_alike() {
        assert_eq!(read("“a” „b“ «c» ''d''"), "\" a \" \" b \" \" c \" \" d \"");
    }

    #[test]
    fn letters_are_composed_and_lowered() {
        assert_eq!(read("E\u{301}te\u{301} ÉTÉ so\u{AD}ft"), "été été soft");
    }

    #[test]
    fn private_characters_do_not_survive() {
        assert!(!read("a \u{E001} b\u{F8FF}c").contains(['\u{E001}', '\u{F8FF}']));
    }

    #[test]
    fn inner_apostrophes_stay() {
        assert_eq!(read("O'Brien’s"), "o'brien 's");
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_spans_are_in_order(text in "\\PC{0,80}") {
            let (tokens, lower) = tokenise(&text, ByteSpan::new(0, text.len()), english());
            let mut last = 0;
            for token in tokens {
                proptest::prop_assert!(token.start as usize >= last && token.end > token.start);
                proptest::prop_assert!(text.get(token.start as usize..token.end as usize).is_some());
                proptest::prop_assert!(lower.get(token.lower_start as usize..token.lower_end as usize).is_some());
                last = token.end as usize;
            }
        }
    }
}
