//! A rule pack: every file of a rules folder, checked, compiled and indexed by trigger word.
//!
//! Here is what it holds, and how its files are read: [`build`](super::build()) makes one of their bytes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::freezing::Later;
use super::kind::Kind;
use super::language::Language;
use super::lexicon::Lexicon;
use super::names::Names;
use super::outlet::Outlet;
use super::pattern::{Alphabet, Element};
use super::rule::Rule;
use crate::problem::Problem;

/// One file of a pack: its path for people, its path inside the pack without `.yaml`, its bytes.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// As the user would name it: `rules/claims/tolls.en.yaml`.
    pub path: String,
    /// Inside the pack: `claims/tolls.en`.
    pub pack: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Which of the pack's rules read an outlet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Reads {
    /// Files it uses; empty for all.
    pub uses: Vec<String>,
    /// Shared rules turned off.
    pub disable: Vec<String>,
}

/// Word lists by their names, each entry read as a template.
pub type WordLists = BTreeMap<String, Vec<Vec<Element>>>;

/// A checked and compiled rule pack.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct RulePack {
    /// All listed names.
    pub names: Arc<Names>,
    /// Their spellings.
    pub lexicon: Arc<Lexicon>,
    /// Which private-use character stands for which types.
    pub alphabet: Arc<Alphabet>,
    /// Languages, in the order of their files.
    pub languages: Vec<Language>,
    /// Fact kinds by id.
    pub kinds: BTreeMap<String, Kind>,
    /// Claim rules, in the order of their files.
    pub rules: Vec<Arc<Rule>>,
    /// Word lists by the file that holds them and their names, read as templates; those of a language stand there.
    pub words: BTreeMap<String, Later<Arc<WordLists>>>,
    /// Outlets, in the order of their files.
    pub outlets: Vec<Outlet>,
    /// What each outlet reads with, in the same order.
    pub reads: Vec<Reads>,
    /// Shadow characters of value marks, in the order of `check::VALUE_TYPES`.
    pub value_letters: Vec<char>,
    /// blake3 of all files: equal packs read equal claims.
    pub hash: String,
    /// blake3 of the files under `language/` alone.
    pub language_hash: String,
}

/// Reads all YAML files of a rules folder, sorted by path.
///
/// # Errors
/// Never fails: a folder or file that cannot be read is a problem.
pub fn read_folder(folder: &Path) -> (Vec<PackFile>, Vec<Problem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for part in ["facts", "language", "names", "claims", "outlets"] {
        let Ok(entries) = std::fs::read_dir(folder.join(part)) else {
            continue;
        };
        let mut paths: Vec<_> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .collect();
        paths.sort();
        for path in paths {
            let Some(stem) = path
                .file_name()
                .and_then(|name| name.to_str())
                .and_then(|name| {
                    name.strip_suffix(".yaml")
                        .or_else(|| name.strip_suffix(".yml"))
                })
            else {
                continue;
            };
            let shown = path.to_string_lossy().replace('\\', "/");
            match std::fs::read(&path) {
                Ok(bytes) => files.push(PackFile {
                    path: shown,
                    pack: format!("{part}/{stem}"),
                    bytes,
                }),
                Err(error) => problems.push(Problem::error(
                    "unreadable-file",
                    format!("cannot read {shown}: {error}"),
                )),
            }
        }
    }
    if files.is_empty() && problems.is_empty() {
        let message = format!(
            "no rules in {}: it has no YAML file under facts, language, names, claims or outlets",
            folder.display()
        );
        problems
            .push(Problem::error("no-rules", message).help("name a rules folder with --rules DIR"));
    }
    (files, problems)
}

/// What tells the files under `folder` and what they hold from all others; every file where it is empty.
pub fn hash(files: &[PackFile], folder: &str) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for file in files.iter().filter(|file| file.pack.starts_with(folder)) {
        hasher
            .update(file.pack.as_bytes())
            .update(&(file.bytes.len() as u64).to_le_bytes())
            .update(&file.bytes);
    }
    hasher.finalize()
}

impl RulePack {
    /// The language called `id`, or the first.
    pub fn language(&self, id: Option<&str>) -> Option<(usize, &Language)> {
        let wanted = id
            .and_then(|id| self.languages.iter().position(|language| language.id == id))
            .unwrap_or(0);
        self.languages
            .get(wanted)
            .map(|language| (wanted, language))
    }

    /// True for a language that an article was found to be in, by its code, and that no file of the pack reads.
    ///
    /// A pack in which some language does not say what it is detected as reads all.
    pub fn cannot_read(&self, code: &str) -> bool {
        let known = |language: &Language| !language.detected_as.is_empty();
        let reads = |language: &Language| language.detected_as.iter().any(|own| own == code);
        self.languages.iter().all(known) && !self.languages.iter().any(reads)
    }

    /// True for a text that surely is in a language of the pack.
    pub fn surely_reads(&self, text: &str) -> bool {
        self.languages
            .iter()
            .any(|language| language.is_plain_in(text))
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let mut rules = self.rules.iter().map(|rule| &**rule);
        rules.find(|rule| rule.id == id)
    }

    /// The word list that patterns of `rule` mean by `@name`: that of their file, or of their language.
    pub fn list(&self, rule: &Rule, name: &str) -> Option<&[Vec<Element>]> {
        let own = self.words.get(&rule.pack).and_then(|lists| lists.get(name));
        let shared = || self.language_called(&rule.language)?.lists.get(name);
        own.or_else(shared).map(Vec::as_slice)
    }

    /// The language with this id.
    pub fn language_called(&self, id: &str) -> Option<&Language> {
        self.languages.iter().find(|language| language.id == id)
    }

    /// The language that `outlet` is read in, when its file says so: `use: [language/pt]`.
    pub fn language_of(&self, outlet: Option<&str>) -> Option<&str> {
        let at = self
            .outlets
            .iter()
            .position(|known| Some(known.id.as_str()) == outlet)?;
        self.reads[at]
            .uses
            .iter()
            .find_map(|used| used.strip_prefix("language/"))
    }

    /// For each rule, whether it reads articles of `outlet`.
    pub fn readers(&self, outlet: Option<&str>) -> Vec<bool> {
        let known = outlet.and_then(|id| self.outlets.iter().position(|outlet| outlet.id == id));
        let nothing = Reads::default();
        let reads = known.map_or(&nothing, |at| &self.reads[at]);
        self.rules
            .iter()
            .map(|rule| match &rule.outlet {
                Some(own) => outlet == Some(own),
                None => {
                    (reads.uses.is_empty() || reads.uses.contains(&rule.pack))
                        && !reads.disable.contains(&rule.id)
                }
            })
            .collect()
    }
}
