//! Where the parts of a pack stand in its files, for complaints and reports about a pack that loaded.
//!
//! Takes the files, gives places; a file is gone over only when something in it is asked for. Never judges.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::problem::{ByteSpan, Place};
use crate::rules::RulePack;
use crate::rules::kind::Domain;
use crate::rules::pack::PackFile;
use crate::rules::pattern;
use crate::rules::rule::Rule;
use crate::rules::yaml::{self, Document};

/// The files of a pack, opened when asked for.
pub struct Sources<'f> {
    files: &'f [PackFile],
    documents: Vec<OnceLock<Option<Document>>>,
    /// The YAML path of each rule, by its id.
    rules: BTreeMap<&'f str, String>,
}

impl<'f> Sources<'f> {
    /// The places of `pack`, which was built from `files`.
    pub fn new(files: &'f [PackFile], pack: &'f RulePack) -> Self {
        let mut sources = Self {
            files,
            documents: files.iter().map(|_| OnceLock::new()).collect(),
            rules: BTreeMap::new(),
        };
        let mut at = BTreeMap::new();
        for rule in &pack.rules {
            let Some(document) = sources.document(&rule.pack) else {
                continue;
            };
            // Rules keep the order of their file; those that could not be read are passed over.
            let next = at.entry(rule.pack.as_str()).or_insert(0_usize);
            while let Some(span) = document.span(&format!("rules[{next}]")) {
                let path = format!("rules[{next}]");
                *next += 1;
                if span.contains(rule.place().span) {
                    sources.rules.insert(rule.id.as_str(), path);
                    break;
                }
            }
        }
        sources
    }

    /// The files in `folder`, as they are called inside the pack.
    pub fn of(&self, folder: &str) -> impl Iterator<Item = &'f str> {
        let names = self.files.iter().map(|file| file.pack.as_str());
        names.filter(move |name| name.starts_with(folder))
    }

    /// The file called `pack` inside the pack; `None` when it is no YAML.
    pub fn document(&self, pack: &str) -> Option<&Document> {
        let at = self.files.iter().position(|file| file.pack == pack)?;
        self.documents[at]
            .get_or_init(|| yaml::places(&self.files[at].path, &self.files[at].bytes).ok())
            .as_ref()
    }

    /// True when the file called `pack` inside the pack holds `words` anywhere: a look before it is opened.
    pub fn holds(&self, pack: &str, words: &str) -> bool {
        let mut files = self.files.iter().filter(|file| file.pack == pack);
        files.any(|file| memchr::memmem::find(&file.bytes, words.as_bytes()).is_some())
    }

    /// The place of the value at `path` in the file `pack`, when there is one.
    pub fn value(&self, pack: &str, path: &str) -> Option<Place> {
        let document = self.document(pack)?;
        document.span(path).map(|_| document.place(path))
    }

    /// The place of the key of `path` in the file `pack`, when there is one.
    pub fn key(&self, pack: &str, path: &str) -> Option<Place> {
        let document = self.document(pack)?;
        document.span(path).map(|_| document.key_place(path))
    }

    /// Where the fact kind `kind` says `path`; where it says its id, when it does not.
    pub fn kind(&self, kind: &str, path: &str) -> Option<Place> {
        let name = self.of("facts/").find(|name| {
            self.document(name).is_some_and(|document| {
                let id = document.span("kind");
                id.is_some_and(|id| id.of(&document.text) == kind)
            })
        })?;
        self.key(name, path).or_else(|| self.value(name, "kind"))
    }

    /// The place of pattern `number` of `rule`.
    pub fn pattern(&self, pack: &RulePack, rule: &Rule, number: usize) -> Place {
        self.pattern_path(pack, rule, number)
            .and_then(|path| self.value(&rule.pack, &path))
            .unwrap_or_else(|| rule.place())
    }

    /// The YAML path of pattern `number` of `rule`.
    pub fn pattern_path(&self, pack: &RulePack, rule: &Rule, number: usize) -> Option<String> {
        let mask = rule.patterns[number].0;
        let key = mask.and_then(|mask| {
            let base = &pack.kinds.get(&rule.kind)?.base().domain;
            match base {
                Domain::Choice { of, .. } => of.get(mask.trailing_zeros() as usize),
                _ => None,
            }
        });
        let own = self.rules.get(rule.id.as_str())?;
        let list = match key {
            Some(value) => format!("{own}.match.{value}"),
            None => format!("{own}.match"),
        };
        let earlier = &rule.patterns[..number];
        let at = earlier.iter().filter(|(other, _)| *other == mask).count();
        let template = &rule.patterns[number].1.template;
        self.scalar(&rule.pack, &list, at, template)
    }

    /// The YAML path of a phrase of `rule` under `key`: its own, or its file's.
    pub fn phrase_path(&self, rule: &Rule, key: &str, at: usize, template: &str) -> Option<String> {
        let own = self.rules.get(rule.id.as_str())?;
        [format!("{own}.{key}"), key.to_owned()]
            .iter()
            .find_map(|list| self.scalar(&rule.pack, list, at, template))
    }

    /// An alternative of a group of a pattern: its words and its place.
    pub fn alternative(
        &self,
        pack: &RulePack,
        (rule, number): (&Rule, usize),
        (group, alternative): (usize, usize),
    ) -> Option<(String, Place)> {
        let pattern = &rule.patterns[number].1;
        let groups = pattern::alternatives(&pattern.template);
        // Where the two disagree on the groups, nobody could be shown which is meant.
        if groups.len() != pattern::groups_in(&pattern.parts.elements) {
            return None;
        }
        let part = groups.get(group)?.get(alternative)?;
        let path = self.pattern_path(pack, rule, number)?;
        let place = self.part(&rule.pack, &path, &pattern.template, part)?;
        Some((part.of(&pattern.template).to_owned(), place))
    }

    /// An entry of a word list: its words and its place.
    pub fn entry(&self, file: &str, list: &str, at: usize) -> Option<(String, Place)> {
        let list = format!("words.{list}");
        let path = format!("{list}[{at}]");
        let document = self.document(file)?;
        let (path, span) = match document.span(&path) {
            Some(span) => (path, span),
            // One word may stand where a list could.
            None => (list.clone(), document.span(&list).filter(|_| at == 0)?),
        };
        let written = span.of(&document.text).trim_matches(['"', '\'']);
        Some((written.to_owned(), document.place(&path)))
    }

    /// Entry `at` of the list at `path`, or the one word that stands there instead of a list; only where it is
    /// `template`.
    fn scalar(&self, pack: &str, path: &str, at: usize, template: &str) -> Option<String> {
        let document = self.document(pack)?;
        let entry = format!("{path}[{at}]");
        let there = |path: &str| {
            let span = document.span(path)?;
            is_written(span.of(&document.text), template).then(|| path.to_owned())
        };
        there(&entry).or_else(|| there(path))
    }

    /// The place of `part`, bytes of the template at `path`; of the whole template where YAML writes it otherwise.
    pub fn part(&self, pack: &str, path: &str, template: &str, part: &ByteSpan) -> Option<Place> {
        let document = self.document(pack)?;
        let whole = document.span(path)?;
        let Some(at) = whole.of(&document.text).find(template) else {
            return Some(document.place(path));
        };
        let start = whole.start + at;
        let span = ByteSpan::new(start + part.start, start + part.end);
        Some(Place::new(&document.path, &document.text, span))
    }
}

/// True when the scalar `written` can be how YAML writes `template`: folded lines and escapes hide it.
fn is_written(written: &str, template: &str) -> bool {
    written.contains(template)
        || written.contains('\n')
        || written.contains('\\')
        || written.contains("''")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::build;

    fn file(pack: &str, yaml: &str) -> PackFile {
        PackFile {
            path: format!("{pack}.yaml"),
            pack: pack.to_owned(),
            bytes: yaml.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_pattern_is_found_in_a_list_in_a_map_and_alone() {
        let files = [
            file("language/en", "language: en\nguess: {otherwise: thing}\n"),
            file("names/all", "types: {thing: [], place: []}\n"),
            file(
                "facts/state",
                "kind: state\nquestion: How?\nidentify_by: {place: place}\nvalue: {one_of: [open, shut]}\n",
            ),
            file(
                "claims/ports.en",
                "rules:\n  - id: a\n    fact: state\n    match: '{place} opens'\n  - id: b\n    fact: state\n    match:\n      open: ['{place} opened']\n      shut:\n        - '{place} closed'\n        - '{place} shut'\n",
            ),
        ];
        let (pack, problems) = build(&files);
        assert!(problems.is_empty(), "{problems:?}");
        let sources = Sources::new(&files, &pack);
        let lines: Vec<(usize, usize)> = [(0, 0), (1, 0), (1, 1), (1, 2)]
            .map(|(rule, number)| {
                let place = sources.pattern(&pack, &pack.rules[rule], number);
                (place.line, place.column)
            })
            .to_vec();
        assert_eq!(lines, [(4, 12), (8, 14), (10, 11), (11, 11)]);
    }
}
