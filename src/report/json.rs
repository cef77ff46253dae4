//! The `json` format: one object for the whole run, `schema: 1`.
//!
//! Takes a check, gives UTF-8 JSON. Never writes a character that a terminal would obey: inside strings JSON can say
//! all of them as `\u` escapes, so nothing is lost.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::{Checked, escape, record};

/// Writes the run as one indented object and a line break.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, json};
/// let mut out = Vec::new();
/// json::write(&mut out, &Checked::default())?;
/// assert!(String::from_utf8_lossy(&out).contains("\"schema\": 1"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    pretty(out, &record::Run::new(checked))
}

/// Writes any value as indented JSON and a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut writer = Serializer::with_formatter(&mut *out, Safe(PrettyFormatter::new()));
    value.serialize(&mut writer)?;
    writeln!(out)
}

/// Writes any value as JSON on one line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut writer = Serializer::with_formatter(&mut *out, Safe(CompactFormatter));
    value.serialize(&mut writer)?;
    writeln!(out)
}

/// A formatter that writes hostile characters as `\u` escapes.
struct Safe<F>(F);

impl<F: Formatter> Formatter for Safe<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly all text is; looking at its characters takes longer than writing them.
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'#';
        if fragment.bytes().all(is_plain) {
            return out.write_all(fragment.as_bytes());
        }
        let mut plain = 0;
        // The second sign of what a CI runner would take for a command of its own.
        let commands: Vec<usize> = fragment
            .match_indices(escape::COMMAND)
            .map(|(at, _)| at + 1)
            .collect();
        for (at, c) in fragment
            .char_indices()
            .filter(|(at, c)| escape::is_hostile(*c) || commands.binary_search(at).is_ok())
        {
            out.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            plain = at + c.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[plain..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_key(out)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn shown(checked: &Checked) -> String {
        let mut out = Vec::new();
        write(&mut out, checked).expect("memory takes every byte");
        String::from_utf8(out).expect("reports are UTF-8")
    }

    #[test]
    fn a_claim_carries_its_place_and_its_own_words() {
        let text = shown(&fixture::two_articles());
        let run: serde_json::Value = serde_json::from_str(&text).expect("the writer gives JSON");
        let claim = &run["findings"][0]["sides"][0]["claims"][0];
        assert_eq!(run["schema"], 1);
        assert_eq!(claim["path"], "harbor-post/2026-02-12-bridge.txt");
        assert_eq!((&claim["line"], &claim["column"]), (&4.into(), &16.into()));
        assert_eq!(claim["text"], "nine");
        assert_eq!(run["findings"][0]["verdict"], "conflict");
        insta::assert_snapshot!(
            "json_two_articles",
            text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
        );
    }

    #[test]
    fn hostile_text_comes_back_whole_and_is_escaped_on_the_way() {
        let checked = fixture::hostile();
        let text = shown(&checked);
        assert!(!text.chars().any(|c| c != '\n' && escape::is_hostile(c)));
        let run: serde_json::Value = serde_json::from_str(&text).expect("the writer gives JSON");
        assert_eq!(
            run["findings"][0]["sides"][0]["claims"][0]["text"],
            "nine\u{202e}enin"
        );
        assert_eq!(
            run["findings"][0]["question"],
            checked.findings[0].question.as_str()
        );
    }

    #[test]
    fn characters_beyond_the_basic_plane_are_escaped_as_pairs() {
        let mut out = Vec::new();
        line(&mut out, &"a\u{e0041}b").expect("memory takes every byte");
        assert_eq!(String::from_utf8_lossy(&out), "\"a\\udb40\\udc41b\"\n");
        let back: String = serde_json::from_slice(&out).expect("the writer gives JSON");
        assert_eq!(back, "a\u{e0041}b");
    }
}
