//! The rules as the editor sees them: open buffers before files on disk.
//!
//! Takes the rules folder and the buffers, gives a pack and its problems. A buffer that is no YAML yet is told at
//! once, and the last pack that could be built stays in use: what is being typed must not make all else unknown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use atodds::claim::Claim;
use atodds::problem::{Problem, has_errors};
use atodds::report::words::counted;
use atodds::rules::pack::PackFile;
use atodds::rules::raw::RuleTest;
use atodds::rules::rule::Rule;
use atodds::rules::shape::shape;
use atodds::rules::{self, Builder, RulePack};
use atodds::ruletest::{self, shelf::Shelf as TestShelf};
use rayon::prelude::*;

use atodds::ruletest::story::Story;
use atodds::source::Article;

use crate::pipeline;

/// What the tests of the pack make of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hits {
    /// Claims it reads in the examples of all rules and the articles of all stories.
    pub(super) claims: usize,
    /// Examples of all rules that it reads something in.
    pub(super) examples: usize,
    /// Articles of stories that it reads something in.
    pub(super) articles: usize,
}

impl Hits {
    /// As a lens or a hover says it: `7 hits in 3 examples and 2 story articles`.
    pub(super) fn told(&self) -> String {
        format!(
            "{} in {} and {}",
            counted(self.claims, "hit"),
            counted(self.examples, "example"),
            counted(self.articles, "story article"),
        )
    }
}

pub(super) struct Shelf {
    folder: PathBuf,
    /// Keeps what typing leaves as it was.
    builder: Builder,
    /// As on disk.
    disk: Vec<PackFile>,
    unreadable: Vec<Problem>,
    /// With what is open.
    files: Vec<PackFile>,
    /// The newest pack that could be built.
    pub(super) pack: Arc<RulePack>,
    /// What is wrong with the files.
    pub(super) problems: Vec<Problem>,
    hits: Option<(String, BTreeMap<String, Hits>)>,
    /// Set when the pack was built: what is probably not meant is looked for once nobody types, not at every letter.
    lint_due: bool,
}

impl Shelf {
    pub(super) fn read(folder: &Path) -> Self {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        // What is printed elsewhere as `../rules` has one name only in an editor.
        let folder = folder.canonicalize().unwrap_or(folder);
        let mut shelf = Self {
            folder,
            builder: Builder::default(),
            disk: Vec::new(),
            unreadable: Vec::new(),
            files: Vec::new(),
            pack: Arc::default(),
            problems: Vec::new(),
            hits: None,
            lint_due: false,
        };
        shelf.reload();
        shelf
    }

    /// Reads the folder again.
    pub(super) fn reload(&mut self) {
        (self.disk, self.unreadable) = rules::read_folder(&self.folder);
    }

    /// True when `path` is a file of the pack, there or to come.
    pub(super) fn holds(&self, path: &Path) -> bool {
        self.pack_path(path).is_some()
    }

    /// The path of a file inside the pack: `claims/tolls.en`.
    pub(super) fn pack_path(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.folder).ok()?;
        let inside = inside.to_str()?;
        let stem = inside
            .strip_suffix(".yaml")
            .or(inside.strip_suffix(".yml"))?;
        let known = rules::schema::File::at(stem).is_some() && stem.matches('/').count() == 1;
        known.then(|| stem.to_owned())
    }

    /// The files of the pack, buffers first.
    pub(super) fn files(&self) -> &[PackFile] {
        &self.files
    }

    /// The text of a file of the pack.
    pub(super) fn text(&self, path: &Path) -> Option<&str> {
        let file = self
            .files
            .iter()
            .find(|file| Path::new(&file.path) == path)?;
        std::str::from_utf8(&file.bytes).ok()
    }

    /// Builds the pack of what is open and what is on disk.
    pub(super) fn refresh(&mut self, buffers: &BTreeMap<PathBuf, String>) {
        let mut files = self.disk.clone();
        let mut broken: Vec<Problem> = Vec::new();
        for (path, text) in buffers {
            let Some(inside) = self.pack_path(path) else {
                continue;
            };
            let file = PackFile {
                path: path.to_string_lossy().into_owned(),
                pack: inside,
                bytes: text.clone().into_bytes(),
            };
            broken.extend(shape(&file));
            match files.iter_mut().find(|known| known.pack == file.pack) {
                Some(known) => *known = file,
                None => files.push(file),
            }
        }
        self.files = files;
        if !broken.is_empty() {
            // The other files are as right or wrong as they were.
            let named: Vec<&str> = broken.iter().filter_map(path_of).collect();
            let others = self
                .problems
                .iter()
                .filter(|problem| path_of(problem).is_none_or(|path| !named.contains(&path)));
            let others: Vec<Problem> = others.cloned().collect();
            self.problems = others.into_iter().chain(broken).collect();
            return;
        }
        let (built, problems) = self.builder.build(&self.files);
        self.pack = Arc::new(built);
        self.problems = self.unreadable.iter().cloned().chain(problems).collect();
        if !has_errors(&self.problems) {
            let failed = self.failed_examples(buffers);
            self.problems.extend(failed);
            self.lint_due = true;
        }
    }

    /// Looks for what is probably not meant in open files, when something changed since the last look; true when it did.
    /// It takes longer than mistakes do, so that it waits until nobody types.
    pub(super) fn lint(&mut self, buffers: &BTreeMap<PathBuf, String>) -> bool {
        if !std::mem::take(&mut self.lint_due) {
            return false;
        }
        let loaded = pipeline::of_articles(Arc::clone(&self.pack), Vec::new(), None);
        let open = |problem: &Problem| {
            path_of(problem).is_some_and(|path| buffers.contains_key(Path::new(path)))
        };
        let lints = pipeline::lint(&loaded, &self.files);
        self.problems.extend(lints.into_iter().filter(open));
        true
    }

    /// True when [`lint`](Self::lint) has something to look at.
    pub(super) fn is_lint_due(&self) -> bool {
        self.lint_due
    }

    /// Examples that do not hold, of the rules in open files.
    fn failed_examples(&self, buffers: &BTreeMap<PathBuf, String>) -> Vec<Problem> {
        let open: Vec<String> = buffers
            .keys()
            .filter_map(|path| self.pack_path(path))
            .collect();
        let rules = self
            .pack
            .rules
            .iter()
            .filter(|rule| open.contains(&rule.pack));
        let tests: Vec<_> = rules
            .flat_map(|rule| {
                (1..)
                    .zip(rule.tests.iter())
                    .map(move |(number, test)| (rule, number, test))
            })
            .collect();
        tests
            .into_par_iter()
            .filter_map(|(rule, number, test)| {
                ruletest::try_one(&self.pack, rule, number, test).problem()
            })
            .collect()
    }

    /// What all examples and stories make of each rule; reckoned once for each pack.
    pub(super) fn hits(&mut self) -> &BTreeMap<String, Hits> {
        static NONE: BTreeMap<String, Hits> = BTreeMap::new();
        let fresh = self
            .hits
            .as_ref()
            .is_some_and(|(of, _)| *of == self.pack.hash);
        if !fresh {
            let pack = &self.pack;
            let (stories, _) = ruletest::stories(&TestShelf::beside(&self.folder), pack);
            let articles: Vec<&Article> = stories.iter().flat_map(Story::articles).collect();
            let tests = pack.rules.iter().flat_map(|rule| {
                let tests = rule.tests.iter();
                tests.map(move |test| (rule, test))
            });
            let tests: Vec<_> = tests.collect();
            let (examples, stories) = rayon::join(
                || {
                    let read = |(rule, test): (&Arc<Rule>, &RuleTest)| {
                        by_rule(ruletest::read(pack, rule, test))
                    };
                    tests.into_par_iter().map(read).collect::<Vec<_>>()
                },
                || {
                    let read = |article: &Article| by_rule(pipeline::claims_of(pack, article));
                    articles.into_par_iter().map(read).collect::<Vec<_>>()
                },
            );
            let mut all: BTreeMap<String, Hits> = BTreeMap::new();
            for (is_example, read) in [(true, examples), (false, stories)] {
                for (rule, claims) in read.into_iter().flatten() {
                    let hits = all.entry(rule).or_default();
                    hits.claims += claims;
                    hits.examples += usize::from(is_example);
                    hits.articles += usize::from(!is_example);
                }
            }
            self.hits = Some((self.pack.hash.clone(), all));
        }
        self.hits.as_ref().map_or(&NONE, |(_, hits)| hits)
    }
}

/// How many of the claims of one text each rule made.
fn by_rule(claims: Vec<Claim>) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for claim in claims {
        *all.entry(claim.rule).or_default() += 1;
    }
    all
}

fn path_of(problem: &Problem) -> Option<&str> {
    problem.place.as_ref().map(|place| place.path.as_str())
}
