//! Edits of the accepted file, line by line.
//!
//! Takes the file and what is to change, gives the new text. Never writes the file anew from its entries: what people
//! wrote between them is theirs.

use std::fmt::Write as _;

use super::{Accepted, Entry, PREFIX};
use crate::problem::Problem;

/// What stands at the head of a file of our own.
const HEAD: &str = "\
# Findings that somebody has looked at and that may stand. `atodds accept` adds to this file and `atodds accept --prune`
# takes away what holds nothing back any more; a fact that gains a side is reported again.

";

/// The file in pieces: what stands above the entries, the entries, what stands below.
struct Pieces {
    head: String,
    items: Vec<Item>,
    foot: String,
}

/// The lines of one entry.
struct Item {
    entry: Entry,
    /// Comments right above it.
    above: String,
    lines: String,
}

pub(super) fn with(accepted: &Accepted, entries: &[Entry]) -> Result<String, Box<Problem>> {
    let mut pieces = pieces(accepted)?;
    for entry in entries {
        let lines = written(entry);
        let entry = entry.clone();
        if let Some(item) = pieces
            .items
            .iter_mut()
            .find(|item| item.entry.finding == entry.finding)
        {
            (item.entry, item.lines) = (entry, lines);
            continue;
        }
        let at = pieces
            .items
            .iter()
            .position(|item| item.entry.key() > entry.key())
            .unwrap_or(pieces.items.len());
        let above = String::new();
        pieces.items.insert(
            at,
            Item {
                entry,
                above,
                lines,
            },
        );
    }
    Ok(pieces.joined())
}

pub(super) fn without(
    accepted: &Accepted,
    gone: impl Fn(&Entry) -> bool,
) -> Result<String, Box<Problem>> {
    let mut pieces = pieces(accepted)?;
    pieces.items.retain(|item| !gone(&item.entry));
    Ok(pieces.joined())
}

impl Pieces {
    fn joined(self) -> String {
        let mut text = self.head;
        for item in self.items {
            text.push_str(&item.above);
            text.push_str(&item.lines);
        }
        text + &self.foot
    }
}

fn pieces(accepted: &Accepted) -> Result<Pieces, Box<Problem>> {
    let Some(document) = &accepted.document else {
        let head = if accepted.text.trim().is_empty() {
            HEAD.to_owned()
        } else {
            format!("{}\n\n", accepted.text.trim_end())
        };
        let (items, foot) = (Vec::new(), String::new());
        return Ok(Pieces { head, items, foot });
    };
    let refused = |path: &str| {
        let message =
            "the entries are not written as a list with one `-` at the start of a line for each";
        let problem = document.problem("accepted-form", path, message);
        Box::new(problem.help("write `- fact: ...` on a line of its own for each entry"))
    };
    // An empty list of another form, such as `[]`, has no line that an entry could follow.
    if accepted.entries.is_empty() {
        return Err(refused(""));
    }
    let text = accepted.text.as_str();
    let mut starts = Vec::new();
    for at in 0..accepted.entries.len() {
        let path = format!("[{at}]");
        let start = document.span(&path).map_or(0, |span| span.start);
        let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
        // An entry that shares its line with another, or does not begin one, cannot be moved by lines.
        if !text[line..start].starts_with("- ") || starts.last() == Some(&line) {
            return Err(refused(&path));
        }
        starts.push(line);
    }
    let mut items: Vec<Item> = Vec::new();
    let mut foot = String::new();
    let mut above = String::new();
    let (head, first) = head_and_comment(&text[..starts[0]]);
    above.push_str(first);
    for (at, entry) in accepted.entries.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(text.len());
        let chunk = &text[starts[at]..end];
        let own = own_lines(chunk);
        items.push(Item {
            entry: entry.clone(),
            above: std::mem::take(&mut above),
            lines: with_line_break(&chunk[..own]),
        });
        if at + 1 < accepted.entries.len() {
            above.push_str(&chunk[own..]);
        } else {
            foot.push_str(&chunk[own..]);
        }
    }
    let head = head.to_owned();
    Ok(Pieces { head, items, foot })
}

/// What stands above the first entry: the part up to the last empty line, and the comment that belongs to the entry.
fn head_and_comment(text: &str) -> (&str, &str) {
    let mut end = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.trim().is_empty() || line.starts_with("---") {
            end = at;
        }
    }
    text.split_at(end)
}

/// Bytes of `chunk` up to the end of the entry's last line that is neither empty nor a comment at the left edge. Blanks
/// may be the last of a text in lines of its own (`|`), and so may empty lines be where it keeps them (`|+`).
fn own_lines(chunk: &str) -> usize {
    let mut end = 0;
    let mut at = 0;
    let mut keeps = false;
    for line in chunk.split_inclusive('\n') {
        at += line.len();
        let last = line.split_whitespace().next_back().unwrap_or_default();
        keeps |= last.starts_with(['|', '>']) && last.contains('+');
        let empty = line.trim_matches(['\r', '\n']).is_empty();
        if !line.starts_with('#') && (!empty || keeps && end + line.len() == at) {
            end = at;
        }
    }
    end
}

fn with_line_break(text: &str) -> String {
    if text.ends_with('\n') {
        text.to_owned()
    } else {
        format!("{text}\n")
    }
}

/// An entry as we write it.
fn written(entry: &Entry) -> String {
    let mut text = format!(
        "- fact: {}\n  finding: {PREFIX}{}\n",
        scalar(&entry.fact),
        entry.finding
    );
    if let Some(sides) = &entry.sides {
        // Without any value nothing may stand; a key with nothing behind it would let all of them.
        let none = if sides.is_empty() { " {}" } else { "" };
        let _ = writeln!(text, "  sides:{none}");
        for (label, fingerprint) in sides {
            let _ = writeln!(text, "    {}: \"{fingerprint}\"", scalar(label));
        }
    }
    let _ = writeln!(text, "  reason: {}", scalar(&entry.reason));
    if let Some(until) = entry.until {
        let _ = writeln!(text, "  until: {until}");
    }
    text
}

/// `text` as one YAML scalar on one line: bare when no reader can take it for anything else, else in double quotes.
fn scalar(text: &str) -> String {
    let bare = text.starts_with(|c: char| c.is_alphabetic())
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || " /+-_.,()".contains(c))
        && !text.ends_with(' ')
        && !["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
            .contains(&text.to_lowercase().as_str());
    if bare {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // Letters, digits, punctuation and spaces that can be seen; all else by its number.
            c if c == ' ' || !(c.is_control() || c.is_whitespace() || is_format(c)) => {
                quoted.push(c);
            }
            c => {
                let _ = write!(quoted, "\\U{:08x}", c as u32);
            }
        }
    }
    quoted + "\""
}

/// Characters that turn the direction of reading, hide, or are no characters.
fn is_format(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}
