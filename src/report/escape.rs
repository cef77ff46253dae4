//! Makes text from strangers safe to show: what a terminal would obey is replaced by something a reader can see.
//!
//! Takes any text, gives text of the same number of characters, so that columns stay true. Never drops a character:
//! a hidden escape is itself worth seeing.

use std::borrow::Cow;

/// What to show instead of `c`, when a terminal or a reader's eye must not meet it as it is.
///
/// Control characters become their Unicode pictures; the C1 controls, direction overrides, invisible tags and the
/// byte order mark become the replacement character. A tab becomes a space.
fn replacement(c: char) -> Option<char> {
    match c {
        '\t' => Some(' '),
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        '\u{2028}' | '\u{2029}' => Some('\u{2424}'),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// What a CI runner takes for a command of its own wherever it stands in a line of the log.
pub(super) const COMMAND: &str = "##[";

/// True when `c` could move a cursor, start an escape sequence, turn the reading direction or hide.
pub fn is_hostile(c: char) -> bool {
    replacement(c).is_some()
}

/// `text` with every character that a terminal would obey replaced by a visible one.
///
/// ```
/// use atodds::report::escape::visible;
/// assert_eq!(visible("\u{1b}[31mred"), "␛[31mred");
/// assert_eq!(visible("plain"), "plain");
/// assert_eq!(visible("##[add-mask]e"), "#＃[add-mask]e");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    if text.chars().any(is_hostile) {
        shown = text
            .chars()
            .map(|c| replacement(c).unwrap_or(c))
            .collect::<String>()
            .into();
    }
    if shown.contains(COMMAND) {
        shown = shown.replace(COMMAND, "#\u{ff03}[").into();
    }
    shown
}

/// `text` cut to `limit` characters, with `…` where something was cut, and made visible.
///
/// ```
/// assert_eq!(atodds::report::escape::shortened("abcdef", 4), "abc…");
/// ```
pub fn shortened(text: &str, limit: usize) -> String {
    let cut = text.char_indices().nth(limit).is_some();
    if cut {
        let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
        format!("{}…", visible(kept.trim_end()))
    } else {
        visible(text).into_owned()
    }
}

/// `text` on one line of Markdown, so that nothing in it is markup.
///
/// Every ASCII sign that could be markup is escaped, which also keeps `http://` and `www.` from becoming links. A
/// mention or an issue number is found in the finished text, so a word joiner parts its sign from what follows.
///
/// ```
/// use atodds::report::escape::markdown;
/// assert_eq!(markdown("a *b* <c>"), r"a \*b\* &lt;c&gt;");
/// ```
pub fn markdown(text: &str) -> String {
    let text = visible(text);
    let mut given = String::with_capacity(text.len() + text.len() / 4);
    for c in text.chars() {
        match c {
            '&' => given.push_str("&amp;"),
            '<' => given.push_str("&lt;"),
            '>' => given.push_str("&gt;"),
            '@' | '#' => {
                given.push('\\');
                given.push(c);
                given.push_str("&#8288;");
            }
            ',' | '\'' | '?' | ';' | '%' | '"' | '/' => given.push(c),
            c if c.is_ascii_punctuation() => {
                given.push('\\');
                given.push(c);
            }
            c => given.push(c),
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_survives() {
        let all: String = (0..0x3000_u32).filter_map(char::from_u32).collect();
        let shown = visible(&all);
        assert!(!shown.chars().any(char::is_control));
        assert!(!shown.chars().any(is_hostile));
    }

    #[test]
    fn the_number_of_characters_stays_the_same() {
        let text = "a\u{1b}]8;;http://x\u{7}b\u{202e}c\u{9b}d\té";
        assert_eq!(visible(text).chars().count(), text.chars().count());
    }

    #[test]
    fn letters_of_any_script_and_joined_emoji_are_left_alone() {
        let text = "Київ, Đà Nẵng, 東京, نیم‌فاصله, 👩‍🚒";
        assert!(matches!(visible(text), Cow::Borrowed(_)));
    }

    #[test]
    fn direction_overrides_become_visible() {
        assert_eq!(visible("a\u{202e}b\u{2069}"), "a\u{fffd}b\u{fffd}");
    }
}
