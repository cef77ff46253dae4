//! Snapshot files as insta writes and reads them: a head between two lines of `---`, then the record.
//!
//! Takes the text of a `.snap` or `.snap.new`, gives its parts; takes a record, gives the bytes that insta would write.
//! Never opens a file. The files are insta's so that people with Cargo (`cargo test`, `cargo insta review`) and people
//! with the binary alone (`atodds test`, `atodds review`) can take turns; `tests/rules.rs` holds the two to equal bytes.

/// What insta writes only into pending files, for its own display.
const VOLATILE: &str = "assertion_line:";
/// The test that asserts these snapshots under `cargo test`. insta names it in every head.
const ASSERTED_IN: &str = "tests/rules.rs";

/// A snapshot: what stands between the lines of `---`, and the record below them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    head: Vec<String>,
    body: String,
}

impl Snapshot {
    /// The snapshot of a story's record.
    ///
    /// ```
    /// use atodds::ruletest::snapshot::Snapshot;
    /// let file = Snapshot::of_story("berths", "a claim\n").to_string();
    /// assert_eq!(file, "---\nsource: tests/rules.rs\ninput_file: tests/rules/berths.md\n---\na claim\n");
    /// assert_eq!(Snapshot::read(&file).expect("it has a head").record(), "a claim");
    /// ```
    pub fn of_story(name: &str, record: &str) -> Self {
        Self {
            head: vec![
                format!("source: {ASSERTED_IN}"),
                format!("input_file: tests/rules/{name}.md"),
            ],
            body: plain(record),
        }
    }

    /// Reads a file; `None` when it does not begin with a head.
    pub fn read(file: &str) -> Option<Self> {
        let mut lines = file.lines();
        if lines.next()?.trim_end() != "---" {
            return None;
        }
        let mut head = Vec::new();
        loop {
            let line = lines.next()?.trim_end();
            if line == "---" {
                break;
            }
            head.push(line.to_owned());
        }
        let body: Vec<&str> = lines.collect();
        Some(Self {
            head,
            body: plain(&body.join("\n")),
        })
    }

    /// The record.
    pub fn record(&self) -> &str {
        &self.body
    }

    /// The same snapshot as it is kept: without what insta writes into pending files alone.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.head.retain(|line| !line.starts_with(VOLATILE));
        self
    }
}

impl std::fmt::Display for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "---")?;
        for line in &self.head {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "---\n{}", self.body)
    }
}

/// As insta compares records: plain line ends, nothing empty at the end.
fn plain(record: &str) -> String {
    record.trim_end().replace("\r\n", "\n")
}

/// How a record stands to what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is what is kept.
    Same,
    /// Nothing is kept yet.
    New,
    /// Something else is kept.
    Changed,
}

impl State {
    /// The state in one word.
    pub fn name(self) -> &'static str {
        match self {
            State::Same => "same",
            State::New => "new",
            State::Changed => "changed",
        }
    }

    /// Compares `record` with the snapshot that is kept.
    ///
    /// ```
    /// use atodds::ruletest::snapshot::{Snapshot, State};
    /// let kept = Snapshot::of_story("berths", "a claim");
    /// assert_eq!(State::of("a claim\n", Some(&kept)), State::Same);
    /// assert_eq!(State::of("another", Some(&kept)), State::Changed);
    /// assert_eq!(State::of("a claim", None), State::New);
    /// ```
    pub fn of(record: &str, kept: Option<&Snapshot>) -> Self {
        match kept {
            None => State::New,
            Some(kept) if kept.body == plain(record) => State::Same,
            Some(_) => State::Changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pending_file_of_insta_loses_its_line_when_it_is_kept() {
        let pending = "---\nsource: tests/rules.rs\nassertion_line: 99\ninput_file: tests/rules/a.md\n---\none\ntwo\n";
        let snapshot = Snapshot::read(pending).expect("it has a head");
        assert_eq!(snapshot.settled(), Snapshot::of_story("a", "one\ntwo"));
    }

    #[test]
    fn what_is_written_reads_back() {
        let snapshot = Snapshot::of_story("a", "---\n\nnot a head\n\n");
        assert_eq!(Snapshot::read(&snapshot.to_string()), Some(snapshot));
    }

    #[test]
    fn a_file_without_a_head_or_with_half_of_one_is_no_snapshot() {
        assert_eq!(Snapshot::read(""), None);
        assert_eq!(Snapshot::read("one\n"), None);
        assert_eq!(Snapshot::read("---\nsource: a\none\n"), None);
    }

    #[test]
    fn line_ends_and_empty_lines_at_the_end_make_no_change() {
        let kept = Snapshot::read("---\r\nsource: a\r\n---\r\none\r\ntwo\r\n\r\n").expect("a head");
        assert_eq!(State::of("one\ntwo\n", Some(&kept)), State::Same);
        assert_eq!(State::of("one\n\ntwo\n", Some(&kept)), State::Changed);
    }
}
