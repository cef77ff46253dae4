//! An index that may hold anything: asked all that commands ask, and verified.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use atodds::graph::fact_key;
use atodds::index::{Answer, Aside, Index, RuleSet, content};
use atodds::rules::{NameId, RulePack};
use atodds::source::Article;

use crate::{SMALL_PACK, article, assert_worded, claims};

/// What the index of [`whole`] is of.
static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::new(&SMALL_PACK));

/// The articles of a whole index; two of them are at odds.
pub static ARTICLES: LazyLock<[Article; 3]> = LazyLock::new(|| {
    let one = |id: &str, text: &str| {
        let mut one = article(text);
        (one.id, one.path) = (id.to_owned(), id.to_owned());
        one
    };
    [
        one(
            "a.txt",
            "Ann Lee met Ben Stone in Arden on Tuesday. 34 people died in Arden.",
        ),
        one(
            "b/b.txt",
            "Ann Lee met Ben Stone in North Harbour on Tuesday.",
        ),
        one(
            "b/c.txt",
            "Three people died in Arden.\n\nCora Vale said that Ann Lee met Ben Stone for two hours.",
        ),
    ]
});

/// A file of this process in memory.
pub fn path(name: &str) -> PathBuf {
    let memory = Path::new("/dev/shm");
    let home = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    home.join(format!("atodds-fuzz-{}-{name}", std::process::id()))
}

/// Takes away a file, and what SQLite puts beside it.
pub fn forget(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

/// The bytes of a whole index.
pub fn whole() -> Vec<u8> {
    let path = path("whole");
    forget(&path);
    let put = put_in(&path, &*ARTICLES);
    assert!(put.is_ok(), "{put:?}");
    let bytes = std::fs::read(&path).expect("the index was written");
    forget(&path);
    bytes
}

/// Puts articles into the index at `path`.
pub fn put_in(path: &Path, articles: &[Article]) -> Answer<()> {
    let index = Index::write(path)?;
    let mut writer = index.writer()?;
    writer.begin()?;
    let rules = writer.rules(&RULES)?;
    for one in articles {
        let read = claims(one, &SMALL_PACK);
        writer.put(one, content(one), &read, &SMALL_PACK, rules)?;
    }
    writer.commit()
}

/// What an index answers to all that commands ask of it, and whether it is whole.
pub struct Answers {
    /// Every answer in its words.
    pub said: String,
    /// True when verifying found no flaw.
    pub is_whole: bool,
    /// True when something could not be answered.
    pub is_damaged: bool,
}

/// Asks the index at `path`.
pub fn asked(path: &Path) -> Answers {
    let mut answers = Answers {
        said: String::new(),
        is_whole: false,
        is_damaged: false,
    };
    let index = match Index::open(path) {
        Ok(index) => index,
        Err(problem) => {
            assert_worded(&problem, "", &[]);
            answers.is_damaged = true;
            return answers;
        }
    };
    answers.is_whole = match index.verify(&SMALL_PACK, &RULES) {
        Ok(verified) => {
            assert!(
                verified
                    .flaws
                    .iter()
                    .all(|flaw| !flaw.what.trim().is_empty())
            );
            verified.flaws.is_empty()
        }
        Err(problem) => {
            assert_worded(&problem, "", &[]);
            false
        }
    };
    answers.note(
        index
            .stats(&RULES)
            .map(|stats| format!("{:?} {:?}", stats.articles, stats.stale)),
    );
    answers.note(index.outlets());
    answers.note(index.read_otherwise(&SMALL_PACK));
    answers.note(index.known_rules().map(|sets| sets.len()));
    let none = Aside::default();
    let named = index
        .aside(["a.txt", "nowhere.txt"], None)
        .unwrap_or_default();
    let keeps = |rule: &str, _: &str, _: &str| rule == "met";
    let keys = keys(&SMALL_PACK);
    for aside in [&none, &named] {
        answers.note(index.totals(aside, None));
        answers.note(index.totals(aside, Some(&keeps)));
        for name in ["arden", "ann-lee"] {
            let name = NameId::new(name);
            let names = BTreeSet::from([&name]);
            answers.note(index.wrote_about(&names, aside, None));
            answers.note(index.wrote_about(&names, aside, Some(&keeps)));
        }
        let found = index.look_up(&keys, aside);
        if let Ok(found) = &found {
            for place in 0..found.articles.len() {
                answers.note(index.article(found, place));
            }
        }
        answers.note(found.map(|found| (found.claims, found.articles)));
    }
    answers
}

impl Answers {
    fn note<T: Debug>(&mut self, answer: Answer<T>) {
        match answer {
            Ok(answer) => writeln!(self.said, "{answer:?}").expect("a text takes all"),
            Err(problem) => {
                assert_worded(&problem, "", &[]);
                self.is_damaged = true;
            }
        }
    }
}

/// The keys of all that the articles claim.
fn keys(pack: &RulePack) -> BTreeSet<String> {
    let of = |one| {
        claims(one, pack)
            .iter()
            .map(|claim| fact_key(claim, &pack.kinds))
            .collect::<Vec<_>>()
    };
    ARTICLES.iter().flat_map(of).collect()
}
