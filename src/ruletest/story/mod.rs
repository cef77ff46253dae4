//! Story tests: invented articles of several outlets, what people expect of them, and a record of all they give.
//!
//! Takes the text of a Markdown file, gives a [`Story`] and located problems; takes a story and a rule pack, gives how
//! every expectation came out, and the record. Never opens a file.
//!
//! A story is Markdown: prose for people, `article` blocks with outlet and date in the fence line, `expect` blocks with
//! one expectation a line. Each second-level heading begins a test; articles above the first belong to all of them, so
//! that one article serves many tests.
//!
//! ````markdown
//! # A later, higher count is an update, not a contradiction
//!
//! ```article outlet=harbor-post date=2026-02-11
//! Nine people were killed in the flood in Lyon.
//! ```
//!
//! ```article outlet=valley-news date=2026-02-12
//! Twelve people were killed in the flood in Lyon.
//! ```
//!
//! ```expect
//! claims toll: 2
//! finding toll/dead: update
//! finding none
//! ```
//! ````
//!
//! | a line | holds when |
//! |---|---|
//! | `claims NAME: N` | the rule or fact kind NAME gives N claims |
//! | `claim NAME slot: value; slot: value` | there is such a claim; also `outlet:`, `speaker:`, `modality:`, `date:` |
//! | `no claim NAME …` | there is none |
//! | `finding PATH: conflict, outlet-outlet, 6 vs 9` | there is such a finding; every part behind the colon is optional |
//! | `no finding PATH …` | there is none, at any level |
//! | `finding none`, `findings: N` | so many findings at warning or error, which is what `check` shows |
//! | `todo …` | the line does not hold yet, which is known |
//!
//! A PATH begins with a fact kind; names, day and attribute may follow, as in reports: `meeting/2026-02-09/place`.

mod expect;
mod parse;
mod record;
mod run;
mod why;

pub use parse::parse;
pub use run::{Judged, StoryRun, run};

use crate::source::Article;

pub use expect::Expect;

/// A story, ready to run.
#[derive(Debug)]
pub struct Story {
    /// The name of its file, without the ending: that of its snapshot.
    pub name: String,
    /// Its file.
    pub path: String,
    /// Its first heading, or its name.
    pub title: String,
    /// Articles that belong to every test.
    pub shared: Vec<Article>,
    /// Its tests, in their order.
    pub tests: Vec<StoryTest>,
}

/// One test of a story.
#[derive(Debug)]
pub struct StoryTest {
    /// Its heading; that of the story for expectations above the first second-level heading.
    pub title: String,
    /// Articles of its own.
    pub articles: Vec<Article>,
    /// What people expect.
    pub expects: Vec<Expect>,
}

impl Story {
    /// Every article it holds, each once.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        let own = self.tests.iter().flat_map(|test| &test.articles);
        self.shared.iter().chain(own)
    }

    /// True when an expectation speaks of the rule `id` or of the fact kind `kind`.
    pub fn speaks_of(&self, id: &str, kind: &str) -> bool {
        self.tests
            .iter()
            .flat_map(|test| &test.expects)
            .any(|expect| expect.speaks_of(id, kind))
    }
}
