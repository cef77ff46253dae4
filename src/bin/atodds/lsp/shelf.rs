//! The rules as the editor sees them: open buffers before files on disk.
//!
//! Takes the rules folder and the buffers, gives a pack and its problems. A buffer that is no YAML yet is told at
//! once, and the last pack that could be built stays in use: what is being typed must not make all else unknown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use atodds::problem::{Level, Problem};
use atodds::rules::pack::PackFile;
use atodds::rules::shape::shape;
use atodds::rules::{self, RulePack};
use atodds::ruletest;

use crate::pipeline;

/// What the examples of the pack make of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hits {
    /// Claims it reads in the examples of all rules.
    pub(super) claims: usize,
    /// Examples of all rules that it reads something in.
    pub(super) examples: usize,
}

pub(super) struct Shelf {
    folder: PathBuf,
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
    /// Set when files were opened or saved: what is probably not meant is looked for then, not at every letter.
    lint_due: bool,
}

impl Shelf {
    pub(super) fn read(folder: &Path) -> Self {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        // What is printed elsewhere as `../rules` has one name only in an editor.
        let folder = folder.canonicalize().unwrap_or(folder);
        let mut shelf = Self {
            folder,
            disk: Vec::new(),
            unreadable: Vec::new(),
            files: Vec::new(),
            pack: Arc::default(),
            problems: Vec::new(),
            hits: None,
            lint_due: true,
        };
        shelf.reload();
        shelf
    }

    /// Reads the folder again.
    pub(super) fn reload(&mut self) {
        self.lint_due = true;
        (self.disk, self.unreadable) = rules::read_folder(&self.folder);
    }

    /// Looks for what is probably not meant, the next time the pack is built.
    pub(super) fn lint_next(&mut self) {
        self.lint_due = true;
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
        let (built, problems) = rules::build(&self.files);
        self.pack = Arc::new(built);
        self.problems = self.unreadable.iter().cloned().chain(problems).collect();
        if !self
            .problems
            .iter()
            .any(|problem| problem.level == Level::Error)
        {
            let failed = self.failed_examples(buffers);
            self.problems.extend(failed);
            if std::mem::take(&mut self.lint_due) {
                let loaded = pipeline::of_articles(Arc::clone(&self.pack), Vec::new(), None);
                let open = |problem: &Problem| {
                    path_of(problem).is_some_and(|path| buffers.contains_key(Path::new(path)))
                };
                let lints = pipeline::lint(&loaded, &self.files);
                self.problems.extend(lints.into_iter().filter(open));
            }
        }
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
        rules
            .flat_map(|rule| {
                (1..)
                    .zip(&rule.tests)
                    .map(move |(number, test)| (rule, number, test))
            })
            .filter_map(|(rule, number, test)| {
                ruletest::try_one(&self.pack, rule, number, test).problem()
            })
            .collect()
    }

    /// What the examples of all rules make of each rule; reckoned once for each pack.
    pub(super) fn hits(&mut self) -> &BTreeMap<String, Hits> {
        static NONE: BTreeMap<String, Hits> = BTreeMap::new();
        let fresh = self
            .hits
            .as_ref()
            .is_some_and(|(of, _)| *of == self.pack.hash);
        if !fresh {
            let mut all: BTreeMap<String, Hits> = BTreeMap::new();
            for rule in &self.pack.rules {
                for test in &rule.tests {
                    let mut here: BTreeMap<String, usize> = BTreeMap::new();
                    for claim in ruletest::read(&self.pack, rule, test) {
                        *here.entry(claim.rule).or_default() += 1;
                    }
                    for (rule, claims) in here {
                        let hits = all.entry(rule).or_default();
                        hits.claims += claims;
                        hits.examples += 1;
                    }
                }
            }
            self.hits = Some((self.pack.hash.clone(), all));
        }
        self.hits.as_ref().map_or(&NONE, |(_, hits)| hits)
    }
}

fn path_of(problem: &Problem) -> Option<&str> {
    problem.place.as_ref().map(|place| place.path.as_str())
}
