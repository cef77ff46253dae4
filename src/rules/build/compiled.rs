//! The rules of one file, compiled.
//!
//! Takes a page of rules and what they stand on, gives the rules, or those of before where nothing they stand on has
//! changed: their patterns stay with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pages::Page;
use super::vocabulary::Wording;
use super::{House, Kinds};
use crate::problem::Problem;
use crate::rules::check::{self, RuleContext};
use crate::rules::forge::{self, Forge};
use crate::rules::language;
use crate::rules::pack::{RulePack, WordLists};
use crate::rules::pattern::Memo;
use crate::rules::raw;
use crate::rules::rule::Rule;
use crate::rules::yaml::Document;

/// A page that holds rules.
pub(super) enum Source<'p> {
    Shared(&'p Arc<Page<raw::RuleFile>>),
    House(&'p Arc<Page<House>>),
}

/// The rules of one file, with its word lists, and what they were made of.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) rules: Vec<Arc<Rule>>,
    pub(super) words: Arc<WordLists>,
    shared: Option<Arc<Page<raw::RuleFile>>>,
    house: Option<Arc<Page<House>>>,
    wording: Arc<Wording>,
    /// The kinds that its rules claim.
    kinds: Vec<Arc<Page<raw::Kind>>>,
}

/// What rules are compiled with.
pub(super) struct Compiling<'c> {
    /// Names and languages are there, rules are not yet.
    pub(super) pack: &'c RulePack,
    pub(super) wording: &'c Arc<Wording>,
    pub(super) kinds: &'c Kinds,
    /// What became of the word lists of each language, by its id.
    pub(super) memos: BTreeMap<String, Memo>,
}

impl Source<'_> {
    /// The path of the file.
    pub(super) fn path(&self) -> &str {
        &self.document().path
    }

    /// What its rules are called inside the pack.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Shared(page) => page.pack.clone(),
            Self::House(page) => format!("outlets/{}", page.value.outlet.id),
        }
    }

    fn document(&self) -> &Document {
        match self {
            Self::Shared(page) => &page.document,
            Self::House(page) => &page.document,
        }
    }

    fn file(&self) -> &raw::RuleFile {
        match self {
            Self::Shared(page) => &page.value,
            Self::House(page) => &page.value.rules,
        }
    }

    fn outlet(&self) -> Option<&str> {
        match self {
            Self::Shared(_) => None,
            Self::House(page) => Some(&page.value.outlet.id),
        }
    }

    fn made(&self, old: &Compiled) -> bool {
        match self {
            Self::Shared(page) => old
                .shared
                .as_ref()
                .is_some_and(|one| Arc::ptr_eq(one, page)),
            Self::House(page) => old.house.as_ref().is_some_and(|one| Arc::ptr_eq(one, page)),
        }
    }
}

impl Compiling<'_> {
    /// The rules of a file, and what is wrong with them; `old` are those of the last pack.
    pub(super) fn file(
        &self,
        source: &Source<'_>,
        old: Option<&Compiled>,
    ) -> (Compiled, Vec<Problem>) {
        let claimed = source.file().rules.iter();
        let kinds: Vec<Arc<Page<raw::Kind>>> = claimed
            .filter_map(|rule| self.kinds.get(&rule.fact))
            .map(|(.., page)| Arc::clone(page))
            .collect();
        let (shared, house) = match source {
            Source::Shared(page) => (Some(Arc::clone(page)), None),
            Source::House(page) => (None, Some(Arc::clone(page))),
        };
        let kept = old.filter(|old| {
            source.made(old)
                && Arc::ptr_eq(&old.wording, self.wording)
                && super::pages::are_same(&old.kinds, &kinds)
        });
        let mut problems = Vec::new();
        let (rules, words) = match kept {
            Some(old) => (old.rules.clone(), Arc::clone(&old.words)),
            None => self.compile(source, &mut problems),
        };
        let compiled = Compiled {
            rules,
            words,
            shared,
            house,
            wording: Arc::clone(self.wording),
            kinds,
        };
        (compiled, problems)
    }

    fn compile(
        &self,
        source: &Source<'_>,
        problems: &mut Vec<Problem>,
    ) -> (Vec<Arc<Rule>>, Arc<WordLists>) {
        let (name, document, file) = (source.name(), source.document(), source.file());
        // `claims/tolls.en` reads English; without an ending a file reads the pack's first language.
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        let Some(language) = self
            .pack
            .languages
            .iter()
            .find(|language| Some(language.id.as_str()) == ending)
            .or(self.pack.languages.first())
        else {
            return (Vec::new(), Arc::default());
        };
        let mut lists = WordLists::clone(&language.lists);
        let mut own = WordLists::new();
        for (list, words) in &file.words {
            let read = words.0.iter().enumerate();
            let entries = read.filter_map(|(at, word)| {
                let path = format!("words.{list}[{at}]");
                forge::read(document, &path, word, &language.values, problems)
            });
            own.insert(list.clone(), entries.collect());
        }
        lists.extend(own.clone());
        // A list of the language means the same in every file, unless this one calls another by its name.
        let apart = Memo::default();
        let renames = own.keys().any(|list| language.lists.contains_key(list));
        let shared = self.memos.get(&language.id).filter(|_| !renames);
        let inflect = |word: &str| language::forms(word, &language.inflect);
        let compiler = language.compiler(
            &self.pack.alphabet,
            &lists,
            &own,
            shared.unwrap_or(&apart),
            &inflect,
        );
        let forge = Forge {
            compiler: &compiler,
            words: &language.values,
            names: &self.pack.names,
            document,
        };
        let context = RuleContext {
            kinds: &|id| {
                let (kind, shift, _) = self.kinds.get(id)?;
                Some((kind, shift))
            },
            kind_ids: &self.kinds.keys().map(String::as_str).collect::<Vec<_>>(),
            args: &language.args,
            shared: &forge.args(&file.args, problems),
            forge,
            language: &language.id,
            pack: &name,
            outlet: source.outlet(),
        };
        let rules = check::rules(&file.rules, &context, problems);
        let rules = rules.into_iter().map(Arc::new).collect();
        (rules, Arc::new(own))
    }
}
