//! Reads one template into its elements.
//!
//! ```text
//! {who:person} ..4 @meet ..2 {with:person+}      (in|at) {place}      on? {date}
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Alphabet;
use crate::rules::types::TypeId;

/// One element of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Element {
    /// A literal word or punctuation mark, in its normalised form.
    Word(String),
    /// All inflections of a word: `meet~`.
    Forms(String),
    /// A named word list: `@say`.
    List(String),
    /// One of several sequences: `(a|b c)`.
    Any(Vec<Vec<Element>>),
    /// An element that may be missing: `on?`.
    Optional(Box<Element>),
    /// A mark of one of some types; `many` for a coordination.
    Mark {
        /// The slot it fills, when it fills one.
        slot: Option<String>,
        /// The types it may have.
        types: Vec<TypeId>,
        /// True for `{x:person+}`: "A, B and C".
        many: bool,
    },
    /// Words of a list, kept as text: `{title:@title}`.
    Words {
        /// The slot.
        slot: String,
        /// The list.
        list: String,
    },
    /// At most so many tokens; with a slot their text is kept: `..4`, `{what:..8}`.
    Gap {
        /// The slot that keeps the text.
        slot: Option<String>,
        /// The most tokens.
        most: usize,
    },
    /// The start of the sentence: `^`.
    Start,
    /// The end of the sentence: `$`.
    End,
}

impl fmt::Display for Element {
    /// The element as its author could have written it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Forms(word) => write!(f, "{word}~"),
            Self::List(list) => write!(f, "@{list}"),
            Self::Any(alternatives) => {
                let all: Vec<String> = alternatives
                    .iter()
                    .map(|elements| {
                        let words: Vec<String> = elements.iter().map(Self::to_string).collect();
                        words.join(" ")
                    })
                    .collect();
                write!(f, "({})", all.join("|"))
            }
            Self::Optional(inner) => write!(f, "{inner}?"),
            Self::Mark { slot, types, many } => {
                let types: Vec<&str> = types.iter().map(TypeId::as_str).collect();
                let slot = slot
                    .as_ref()
                    .map_or_else(String::new, |slot| format!("{slot}:"));
                let many = if *many { "+" } else { "" };
                write!(f, "{{{slot}{}{many}}}", types.join("|"))
            }
            Self::Words { slot, list } => write!(f, "{{{slot}:@{list}}}"),
            Self::Gap { slot: None, most } => write!(f, "..{most}"),
            Self::Gap {
                slot: Some(slot),
                most,
            } => write!(f, "{{{slot}:..{most}}}"),
            Self::Start => f.write_str("^"),
            Self::End => f.write_str("$"),
        }
    }
}

/// What is wrong with a template, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// Byte offset in the template.
    pub at: usize,
    /// Length of the offending text in bytes.
    pub length: usize,
    /// What is wrong.
    pub message: String,
}

/// Groups may nest so deep; a template from a stranger must not exhaust the stack.
const DEEPEST: usize = 12;
/// A template may be so long, in bytes.
const LONGEST: usize = 4096;

/// Reads `template`.
///
/// # Errors
/// When brackets do not close, a slot has no type, a gap no number, or no part has to be there; with the place in the
/// template.
///
/// ```
/// use atodds::rules::pattern::{parse, Element};
/// let elements = parse("(in|at) {place}").unwrap();
/// assert!(matches!(&elements[1], Element::Mark { slot: None, many: false, .. }));
/// assert!(parse("{who:}").is_err());
/// ```
pub fn parse(template: &str) -> Result<Vec<Element>, TemplateError> {
    if template.len() > LONGEST {
        return Err(TemplateError {
            at: 0,
            length: 40.min(template.len()),
            message: format!(
                "pattern of {} bytes; at most {LONGEST} are read",
                template.len()
            ),
        });
    }
    let mut reader = Reader {
        text: template,
        at: 0,
    };
    let elements = reader.sequence(0)?;
    if reader.at < template.len() {
        return Err(reader.error(reader.at, 1, "`)` without `(`"));
    }
    if elements.is_empty() {
        return Err(reader.error(0, template.len(), "an empty pattern matches nothing"));
    }
    if may_be_nothing(&elements) {
        let message = "every part of this pattern may be missing, so it would hold everywhere";
        return Err(reader.error(0, template.len(), message));
    }
    Ok(elements)
}

/// The elements with each word that a language reads as two written as two: `can't` is `can not` in a sentence, too.
///
/// ```
/// use atodds::rules::pattern::{parse, parted};
/// let elements = parted(parse("he (can't|may) go").unwrap(), &|word| match word {
///     "can't" => Some(["can".to_owned(), "not".to_owned()]),
///     _ => None,
/// });
/// let shown: Vec<String> = elements.iter().map(ToString::to_string).collect();
/// assert_eq!(shown.join(" "), "he (can not|may) go");
/// ```
#[must_use]
pub fn parted(elements: Vec<Element>, parts: &dyn Fn(&str) -> Option<[String; 2]>) -> Vec<Element> {
    let mut all = Vec::with_capacity(elements.len());
    for element in elements {
        match element {
            Element::Word(word) => match parts(&word) {
                Some(two) => all.extend(two.map(Element::Word)),
                None => all.push(Element::Word(word)),
            },
            Element::Any(alternatives) => {
                let alternatives = alternatives.into_iter();
                all.push(Element::Any(
                    alternatives.map(|one| parted(one, parts)).collect(),
                ));
            }
            Element::Optional(inner) => {
                let mut inner = parted(vec![*inner], parts);
                let inner = match inner.pop() {
                    Some(only) if inner.is_empty() => only,
                    last => Element::Any(vec![inner.into_iter().chain(last).collect()]),
                };
                all.push(Element::Optional(Box::new(inner)));
            }
            other => all.push(other),
        }
    }
    all
}

/// True when elements can hold where no word stands.
fn may_be_nothing(elements: &[Element]) -> bool {
    elements.iter().all(|element| match element {
        Element::Optional(_) | Element::Start | Element::End => true,
        // What a slot keeps is not nothing.
        Element::Gap { slot, .. } => slot.is_none(),
        Element::Any(alternatives) => alternatives.iter().any(|one| may_be_nothing(one)),
        _ => false,
    })
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn error(&self, at: usize, length: usize, message: impl Into<String>) -> TemplateError {
        let mut end = (at + length).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        TemplateError {
            at,
            length: end - at,
            message: message.into(),
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn sequence(&mut self, depth: usize) -> Result<Vec<Element>, TemplateError> {
        if depth > DEEPEST {
            return Err(self.error(self.at, 1, format!("groups nest deeper than {DEEPEST}")));
        }
        let mut elements = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '|' | ')' => break,
                '(' => {
                    let group = self.group(depth)?;
                    self.push(&mut elements, vec![group]);
                }
                '{' => {
                    let mark = self.slot()?;
                    self.push(&mut elements, vec![mark]);
                }
                '}' => return Err(self.error(self.at, 1, "`}` without `{`")),
                '^' => {
                    self.at += 1;
                    elements.push(Element::Start);
                }
                '$' => {
                    self.at += 1;
                    elements.push(Element::End);
                }
                '.' if self.text[self.at..].starts_with("..") => {
                    let start = self.at;
                    self.at += 2;
                    let most = self.number(start)?;
                    elements.push(Element::Gap { slot: None, most });
                }
                '@' => {
                    let start = self.at;
                    self.at += 1;
                    let name = self.name();
                    if name.is_empty() {
                        return Err(self.error(start, 1, "`@` needs the name of a word list"));
                    }
                    self.push(&mut elements, vec![Element::List(name)]);
                }
                _ => {
                    let words = self.word()?;
                    self.push(&mut elements, words);
                }
            }
        }
        Ok(elements)
    }

    /// Appends what was read; a `?` behind it makes it optional.
    fn push(&mut self, elements: &mut Vec<Element>, mut read: Vec<Element>) {
        if self.peek() == Some('?') {
            self.at += 1;
            let inner = if read.len() == 1 {
                read.remove(0)
            } else {
                Element::Any(vec![read])
            };
            elements.push(Element::Optional(Box::new(inner)));
        } else {
            elements.append(&mut read);
        }
    }

    fn group(&mut self, depth: usize) -> Result<Element, TemplateError> {
        let start = self.at;
        self.at += 1;
        let mut alternatives = Vec::new();
        loop {
            let alternative = self.sequence(depth + 1)?;
            if alternative.is_empty() {
                return Err(self.error(
                    start,
                    self.at + 1 - start,
                    "an empty alternative; write `(a|b)?` for “maybe a or b”",
                ));
            }
            alternatives.push(alternative);
            match self.peek() {
                Some('|') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    return Ok(Element::Any(alternatives));
                }
                _ => return Err(self.error(start, 1, "`(` without `)`")),
            }
        }
    }

    fn slot(&mut self) -> Result<Element, TemplateError> {
        let start = self.at;
        let Some(close) = self.text[start..].find('}') else {
            return Err(self.error(start, 1, "`{` without `}`"));
        };
        let length = close + 1;
        let inside = self.text[start + 1..start + close].trim();
        self.at = start + length;
        let (slot, kind) = match inside.split_once(':') {
            Some((slot, kind)) => (Some(slot.trim().to_owned()), kind.trim()),
            None => (None, inside),
        };
        if slot.as_deref().is_some_and(|slot| !is_name(slot)) {
            return Err(self.error(
                start,
                length,
                "a slot's name is lower-case letters, digits, `-` and `_`",
            ));
        }
        if let Some(most) = kind.strip_prefix("..") {
            let most = most.parse().ok().filter(|most| (1..=40).contains(most));
            let most = most.ok_or_else(|| {
                self.error(
                    start,
                    length,
                    "a gap takes a number from 1 to 40, as in `{what:..8}`",
                )
            })?;
            return Ok(Element::Gap { slot, most });
        }
        if let Some(list) = kind.strip_prefix('@') {
            return match slot {
                Some(slot) if is_name(list) => Ok(Element::Words {
                    slot,
                    list: list.to_owned(),
                }),
                Some(_) => Err(self.error(start, length, "`@` needs the name of a word list")),
                None => Err(self.error(
                    start,
                    length,
                    format!("write `@{list}`, or name the slot: `{{word:@{list}}}`"),
                )),
            };
        }
        let (kind, many) = kind
            .strip_suffix('+')
            .map_or((kind, false), |kind| (kind, true));
        let types: Vec<TypeId> = kind.split('|').map(str::trim).map(TypeId::new).collect();
        if types.iter().any(|kind| !is_name(kind.as_str())) {
            return Err(self.error(start, length, "a slot needs a type, as in `{who:person}`"));
        }
        Ok(Element::Mark { slot, types, many })
    }

    fn number(&mut self, start: usize) -> Result<usize, TemplateError> {
        let digits: String = self.text[self.at..]
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        self.at += digits.len();
        digits
            .parse()
            .ok()
            .filter(|most| (1..=40).contains(most))
            .ok_or_else(|| {
                self.error(
                    start,
                    self.at - start,
                    "a gap takes a number from 1 to 40, as in `..4`",
                )
            })
    }

    fn name(&mut self) -> String {
        let name: String = self.text[self.at..]
            .chars()
            .take_while(|c| is_name_char(*c))
            .collect();
        self.at += name.len();
        name
    }

    /// A literal: one written word may be several tokens (`face-to-face`, `didn't`). A gap may follow without a space.
    fn word(&mut self) -> Result<Vec<Element>, TemplateError> {
        let start = self.at;
        let rest = &self.text[start..];
        let end = rest
            .find(|c: char| {
                c.is_whitespace()
                    || matches!(c, '(' | ')' | '{' | '}' | '|' | '?' | '~' | '@' | '^' | '$')
            })
            .unwrap_or(rest.len());
        let dots = memchr::memchr(b'.', &rest.as_bytes()[..end]);
        let end = dots.and_then(|_| rest[..end].find("..")).unwrap_or(end);
        let written = &rest[..end.max(rest.chars().next().map_or(0, char::len_utf8))];
        self.at += written.len();
        if self.peek() == Some('~') {
            self.at += 1;
            if !written.chars().all(|c| c.is_alphabetic() || c == '\'') {
                return Err(self.error(start, self.at - start, "`~` inflects one plain word"));
            }
            return Ok(vec![Element::Forms(written.to_lowercase())]);
        }
        // Most words of a pattern need nothing done to them.
        if written.bytes().all(|byte| byte.is_ascii_lowercase()) && !written.is_empty() {
            return Ok(vec![Element::Word(written.to_owned())]);
        }
        let words = units(written);
        // Control characters and those that stand for marks are taken out of articles.
        let is_ours = |c: char| c.is_control() || Alphabet::is_mark(c);
        if words.is_empty() || written.contains(is_ours) {
            return Err(self.error(
                start,
                written.len(),
                format!("`{written}` never stands in a sentence's shadow"),
            ));
        }
        Ok(words.into_iter().map(Element::Word).collect())
    }
}

/// The units a written word leaves in a shadow: hyphens part it, quotes vanish, case goes.
fn units(written: &str) -> Vec<String> {
    let mut text = written.to_lowercase().replace(['’', '‘'], "'");
    for mark in [",", ";", ":"] {
        text = text.replace(mark, &format!(" {mark} "));
    }
    text = text.replace(['-', '“', '”', '"'], " ");
    text.split_whitespace().map(str::to_owned).collect()
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_'
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_name_char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_reads_into_its_elements() {
        let elements =
            parse("{a:person+} ..4 @meet with? (for|in) {place} hold~ face-to-face").unwrap();
        assert_eq!(elements.len(), 10);
        assert_eq!(
            elements[1],
            Element::Gap {
                slot: None,
                most: 4
            }
        );
        assert_eq!(elements[2], Element::List("meet".into()));
        assert_eq!(
            elements[3],
            Element::Optional(Box::new(Element::Word("with".into())))
        );
        assert_eq!(elements[6], Element::Forms("hold".into()));
        assert_eq!(
            elements[7..],
            ["face", "to", "face"].map(|word| Element::Word(word.into()))
        );
    }

    #[test]
    fn an_element_prints_as_it_is_written() {
        for template in [
            "{a:person|party+} ..4 @meet with? (for|in a) {place} hold~",
            "^ {what:..8} {t:@title} $",
        ] {
            let printed: Vec<String> = parse(template)
                .unwrap()
                .iter()
                .map(Element::to_string)
                .collect();
            assert_eq!(printed.join(" "), template);
        }
    }

    #[test]
    fn a_gap_may_follow_a_word_without_a_space() {
        for (glued, apart) in [("today,..4 met", "today, ..4 met"), ("a..2", "a ..2")] {
            assert_eq!(parse(glued), parse(apart), "{glued}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_printed_reads_as_the_same_elements(
            template in r#"([a-z]{1,3}|[,.:"…-]|\.\.[1-9]|@[a-z]{1,2}|\(|\||\)|\?|~|\{[a-z]:[a-z]\+?\}|[\^\$]|[a-z]n't |[a-z]’s | ){1,12}"#
        ) {
            if let Ok(elements) = parse(&template) {
                let printed: Vec<String> = elements.iter().map(Element::to_string).collect();
                let printed = printed.join(" ");
                proptest::prop_assert_eq!(parse(&printed), Ok(elements), "printed as {}", printed);
            }
        }
    }

    #[test]
    fn every_slip_is_placed() {
        for (template, at) in [
            ("met? ..4 (on|the?)", 0),
            ("met \"..x", 4),
            ("met le\u{1}o", 4),
            ("met \u{E000}", 4),
            ("a {who:", 2),
            ("a (b|c", 2),
            ("a )", 2),
            ("a ..x", 2),
            ("{Who:person}", 0),
            ("a {x:..99}", 2),
            ("(a|)", 0),
        ] {
            assert_eq!(parse(template).expect_err(template).at, at, "{template}");
        }
    }

    #[test]
    fn a_deep_or_long_template_is_refused_not_followed() {
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&"(a ".repeat(1000)).is_err());
    }
}
