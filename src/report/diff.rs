//! Two texts line by line: what stays, what goes, what comes.
//!
//! Takes the old and the new text, gives lines led by `-`, `+` or a blank. Never shows far more of what stays than a
//! reader needs to find the place.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::Paint;
use super::escape::visible;

/// Lines around a change that are shown.
const AROUND: usize = 3;

/// Writes what changes from `old` to `new`, indented by two; nothing when nothing does.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Paint, diff};
/// let mut out = Vec::new();
/// diff::write(&mut out, "six\nnine\n", "six\nten\n", Paint::Plain)?;
/// assert_eq!(String::from_utf8_lossy(&out), "    six\n  - nine\n  + ten\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, old: &str, new: &str, paint: Paint) -> io::Result<()> {
    // A last line without an end would differ from the same line with one.
    let (old, new) = (ended(old), ended(new));
    let diff = TextDiff::from_lines(&old, &new);
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 {
            writeln!(out, "    ⋯")?;
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = change.value().trim_end_matches(['\n', '\r']);
            match change.tag() {
                ChangeTag::Equal => marked(out, ' ', line, None)?,
                ChangeTag::Delete => marked(out, '-', line, colour(paint, "31"))?,
                ChangeTag::Insert => marked(out, '+', line, colour(paint, "32"))?,
            }
        }
    }
    Ok(())
}

/// Writes all of `text`, indented like the unchanged lines of a comparison.
///
/// # Errors
/// When `out` cannot be written to.
pub fn whole(out: &mut dyn Write, text: &str) -> io::Result<()> {
    text.lines()
        .try_for_each(|line| marked(out, ' ', line, None))
}

fn colour(paint: Paint, code: &'static str) -> Option<&'static str> {
    (paint == Paint::Styled).then_some(code)
}

fn marked(out: &mut dyn Write, mark: char, line: &str, colour: Option<&str>) -> io::Result<()> {
    let line = visible(line);
    let text = format!("  {mark} {line}");
    match colour {
        Some(code) => writeln!(out, "\u{1b}[{code}m{}\u{1b}[0m", text.trim_end()),
        None => writeln!(out, "{}", text.trim_end()),
    }
}

fn ended(text: &str) -> String {
    let mut text = text.trim_end().to_owned();
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str, paint: Paint) -> String {
        let mut out = Vec::new();
        write(&mut out, old, new, paint).expect("memory takes every byte");
        String::from_utf8(out).expect("a comparison is UTF-8")
    }

    #[test]
    fn equal_texts_give_nothing_even_with_another_last_line_end() {
        assert_eq!(shown("a\nb", "a\nb\n\n", Paint::Plain), "");
    }

    #[test]
    fn far_lines_that_stay_are_left_out() {
        let old: Vec<String> = (0..30).map(|n| n.to_string()).collect();
        let mut new = old.clone();
        new[2] = "two".into();
        new[27] = "x".into();
        let text = shown(&old.join("\n"), &new.join("\n"), Paint::Plain);
        assert!(
            text.contains("  - 2\n  + two\n") && text.contains("    ⋯\n"),
            "{text}"
        );
        assert!(!text.contains("    15\n"), "{text}");
    }

    #[test]
    fn colour_is_for_those_who_want_it_and_escapes_are_for_nobody() {
        assert!(shown("a", "b", Paint::Styled).contains("\u{1b}[31m  - a\u{1b}[0m"));
        assert!(!shown("a\u{1b}[2J", "b", Paint::Plain).contains('\u{1b}'));
    }
}
