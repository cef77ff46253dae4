//! What sentences are read with before any rule: names and their spellings, and what languages say.
//!
//! Takes pages of names and languages, gives a vocabulary and a wording, or those of before where nothing they stand on
//! has changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::House;
use super::pages::{Page, are_same};
use crate::problem::Problem;
use crate::rules::check::{self, Offices};
use crate::rules::language::{self, Grammar, LanguageFile};
use crate::rules::lexicon::Lexicon;
use crate::rules::names::Names;
use crate::rules::pattern::Alphabet;
use crate::rules::raw;
use crate::rules::types::{TypeId, Types};

/// What was said last.
#[derive(Debug, Default)]
pub(super) struct Said {
    vocabulary: Option<Arc<Vocabulary>>,
    wording: Option<Arc<Wording>>,
}

impl Said {
    /// The names and the languages of a pack.
    pub(super) fn say(
        &mut self,
        languages: &[Arc<Page<LanguageFile>>],
        names: &[Arc<Page<raw::NameFile>>],
        houses: &[Arc<Page<House>>],
        problems: &mut Vec<Problem>,
    ) -> (Arc<Vocabulary>, Arc<Wording>) {
        let vocabulary = vocabulary(&mut self.vocabulary, languages, names, houses, problems);
        let wording = wording(&mut self.wording, &vocabulary, languages, names, problems);
        (vocabulary, wording)
    }
}

/// All names.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) names: Arc<Names>,
    pub(super) lexicon: Arc<Lexicon>,
    /// The letters of their types.
    alphabet: Alphabet,
    /// What it was made of.
    files: Vec<Arc<Page<raw::NameFile>>>,
    houses: Vec<Arc<Page<House>>>,
    offices: Offices,
}

/// The names of a pack, and those of its outlets' own.
fn vocabulary(
    kept: &mut Option<Arc<Vocabulary>>,
    languages: &[Arc<Page<LanguageFile>>],
    files: &[Arc<Page<raw::NameFile>>],
    houses: &[Arc<Page<House>>],
    problems: &mut Vec<Problem>,
) -> Arc<Vocabulary> {
    let mut offices = Offices::default();
    for language in languages {
        let language = &language.value;
        offices.templates.extend(language.offices.0.iter().cloned());
        offices.titles.extend(
            language
                .titles
                .iter()
                .map(|(title, words)| (title.clone(), words.0.clone())),
        );
    }
    let naming = houses
        .iter()
        .filter(|house| !house.value.names.names.is_empty());
    let houses: Vec<Arc<Page<House>>> = naming.cloned().collect();
    if let Some(old) = kept
        && are_same(&old.files, files)
        && are_same(&old.houses, &houses)
        && old.offices == offices
    {
        return Arc::clone(old);
    }
    let shared = files.iter().map(|page| (&page.value, &page.document, None));
    let own = houses.iter().map(|page| {
        let outlet = page.value.outlet.id.as_str();
        (&page.value.names, &page.document, Some(outlet))
    });
    let listed: Vec<_> = shared.chain(own).collect();
    let before = problems.len();
    let (names, lexicon, alphabet) = check::names(&listed, &offices, problems);
    let vocabulary = Arc::new(Vocabulary {
        names: Arc::new(names),
        lexicon: Arc::new(lexicon),
        alphabet,
        files: files.to_vec(),
        houses,
        offices,
    });
    *kept = (problems.len() == before).then(|| Arc::clone(&vocabulary));
    vocabulary
}

/// What the languages of a pack say.
#[derive(Debug)]
pub(super) struct Wording {
    pub(super) grammars: Vec<Arc<Grammar>>,
    /// The letters of all types that names and languages give.
    pub(super) alphabet: Arc<Alphabet>,
    /// Those of values, in the order of `check::VALUE_TYPES`.
    pub(super) value_letters: Vec<char>,
    /// What it was made of.
    languages: Vec<Arc<Page<LanguageFile>>>,
    patterns: Vec<Arc<Page<raw::NameFile>>>,
    types: Types,
    letters: Alphabet,
}

/// The languages of a pack.
fn wording(
    kept: &mut Option<Arc<Wording>>,
    vocabulary: &Vocabulary,
    languages: &[Arc<Page<LanguageFile>>],
    files: &[Arc<Page<raw::NameFile>>],
    problems: &mut Vec<Problem>,
) -> Arc<Wording> {
    let telling = files.iter().filter(|page| !page.value.patterns.is_empty());
    let patterns: Vec<Arc<Page<raw::NameFile>>> = telling.cloned().collect();
    if let Some(old) = kept
        && are_same(&old.languages, languages)
        && are_same(&old.patterns, &patterns)
        && old.types == vocabulary.names.types
        && old.letters == vocabulary.alphabet
    {
        return Arc::clone(old);
    }
    let before = problems.len();
    let mut alphabet = vocabulary.alphabet.clone();
    let mut value_letters = Vec::new();
    for kind in check::VALUE_TYPES {
        let set = BTreeSet::from([TypeId::new(kind)]);
        value_letters.push(alphabet.letter(&set, &vocabulary.names));
    }
    let extra: Vec<_> = patterns
        .iter()
        .map(|page| (page.value.patterns.as_slice(), &page.document))
        .collect();
    let mut grammars = Vec::new();
    for page in languages {
        let grammar = language::check(
            &page.value,
            &page.document,
            &vocabulary.names,
            &mut alphabet,
            &extra,
            problems,
        );
        grammars.push(Arc::new(grammar));
    }
    let wording = Arc::new(Wording {
        grammars,
        alphabet: Arc::new(alphabet),
        value_letters,
        languages: languages.to_vec(),
        patterns,
        types: vocabulary.names.types.clone(),
        letters: vocabulary.alphabet.clone(),
    });
    *kept = (problems.len() == before).then(|| Arc::clone(&wording));
    wording
}
