//! What a proposal told in free words is about: "give up all its weapons" and "hand over the arms" are one.
//!
//! Takes the words of a phrase, gives those by which another text would know it, or nothing where they tell too little:
//! "the plan" of one text is not the plan of another. Never looks at who holds it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::forms;
use crate::rules::raw;

/// So many letters a plural ending leaves.
const STEM: usize = 3;

/// How a language tells what a phrase is about.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Topics {
    /// Words that say nothing of it.
    drop: BTreeSet<String>,
    /// Words with which another thought begins.
    until: BTreeSet<String>,
    /// Words that do not tell which.
    vague: BTreeSet<String>,
    /// Words that tell enough alone.
    enough: BTreeSet<String>,
    /// Words that are nothing something is done to.
    no_thing: BTreeSet<String>,
    /// Base forms of words that tell nothing without what they bear on.
    light: BTreeSet<String>,
    /// The forms of verbs, each with the verb.
    verbs: BTreeMap<String, String>,
    /// Endings of plurals, longest first, each with that of one.
    singular: Vec<(String, String)>,
    /// Phrases, word by word, and what stands for them; longest first.
    same: Vec<(Vec<String>, String)>,
}

impl Topics {
    pub(super) fn new(file: &raw::Topics, inflect: &raw::Inflect) -> Self {
        let words = |words: &raw::Words| -> BTreeSet<String> {
            words.0.iter().map(|word| word.to_lowercase()).collect()
        };
        let mut same: Vec<(Vec<String>, String)> = file
            .same
            .iter()
            .flat_map(|(one, others)| {
                let split =
                    |other: &String| other.to_lowercase().split(' ').map(str::to_owned).collect();
                let pair = move |other| (split(other), one.to_lowercase());
                others.0.iter().map(pair)
            })
            .collect();
        let verbs = words(&file.verbs);
        let verbs = verbs.iter().flat_map(|verb| {
            let forms = forms(verb, inflect).into_iter();
            forms.map(|form| (form, verb.clone()))
        });
        let verbs = verbs.collect();
        let mut singular: Vec<(String, String)> = file.singular.clone().into_iter().collect();
        singular.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
        same.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Self {
            drop: words(&file.drop),
            until: words(&file.until),
            vague: words(&file.vague),
            enough: words(&file.enough),
            no_thing: words(&file.no_thing),
            light: words(&file.light),
            verbs,
            singular,
            same,
        }
    }

    /// The words by which any text would know what `phrase` is about, given in lower case; `None` when it tells too
    /// little.
    ///
    /// ```
    /// # use atodds::rules::{build, pack::PackFile};
    /// let text = "language: en\ntopics: {drop: [its, the], until: [if], vague: [plan], verbs: [drop], same: {arms: [weapons]}}";
    /// let file = PackFile { path: "en.yaml".into(), pack: "language/en".into(), bytes: text.into() };
    /// let (pack, _) = build(&[file]);
    /// let key = |phrase: &str| pack.languages[0].topics.key(phrase.split(' '));
    /// assert_eq!(key("hand over its weapons if asked").as_deref(), Some("hand over arms"));
    /// assert_eq!(key("the harbour plan").as_deref(), Some("harbour plan"));
    /// assert_eq!(key("drop the plan"), None);
    /// ```
    pub fn key<'w>(&self, phrase: impl Iterator<Item = &'w str>) -> Option<String> {
        let until = |word: &&str| !self.until.contains(*word);
        let told: Vec<&str> = phrase.take_while(until).collect();
        let mut words: Vec<&str> = Vec::with_capacity(told.len());
        let mut left = told.as_slice();
        while let Some((word, rest)) = left.split_first() {
            let (said, rest) = self.said_as_one(left).unwrap_or((word, rest));
            words.extend(said.split(' ').filter(|word| !self.drop.contains(*word)));
            left = rest;
        }
        let telling = |word: &&str| !self.vague.contains(*word);
        // "A call for a unity government" is about that government.
        if words.iter().any(|word| self.enough.contains(*word)) {
            words.retain(telling);
            return Some(self.joined(&words));
        }
        // "The harbour plan", "join the boycott": one tells which, but no verb in front, as in "drop the plan".
        let is_deed = |word: &&&str| telling(word) && self.verbs.contains_key(**word);
        let deed = words.first().filter(is_deed);
        let telling = words.iter().filter(|word| telling(word)).count();
        let enough = words.len() > 1 && telling > usize::from(deed.is_some());
        enough.then(|| self.joined(&words))
    }

    /// The base forms of the words of `phrase`, given in lower case, less what says nothing of it; `None` where no thing is
    /// left.
    ///
    /// ```
    /// # use atodds::rules::{build, pack::PackFile};
    /// let text = "language: en\ntopics: {drop: [the], no_thing: [out], verbs: [shell], singular: {s: ''}}\ninflect: {regular: [{forms: [s, ed, ing]}]}";
    /// let file = PackFile { path: "en.yaml".into(), pack: "language/en".into(), bytes: text.into() };
    /// let (pack, _) = build(&[file]);
    /// let lemmas = |phrase: &str| pack.languages[0].topics.lemmas(phrase.split(' '));
    /// assert_eq!(lemmas("shelled the shops").as_deref(), Some("shell shop"));
    /// assert_eq!(lemmas("the"), None);
    /// assert_eq!(lemmas("out"), None);
    /// ```
    pub fn lemmas<'w>(&self, phrase: impl Iterator<Item = &'w str>) -> Option<String> {
        let words: Vec<&str> = phrase.filter(|word| self.tells(word)).collect();
        (!words.is_empty()).then(|| self.joined(&words))
    }

    /// The base form of `word`, given in lower case; `None` where it tells nothing by itself.
    ///
    /// ```
    /// # use atodds::rules::{build, pack::PackFile};
    /// let text = "language: en\ntopics: {drop: [the], light: [carry], verbs: [carry, shell]}\ninflect: {regular: [{ends: [ry], forms: [\"<ies\", \"<ied\", ing]}, {forms: [s, ed, ing]}]}";
    /// let file = PackFile { path: "en.yaml".into(), pack: "language/en".into(), bytes: text.into() };
    /// let (pack, _) = build(&[file]);
    /// let telling = |word: &str| pack.languages[0].topics.telling(word).map(String::from);
    /// assert_eq!(telling("shelled").as_deref(), Some("shell"));
    /// assert_eq!((telling("carried"), telling("the")), (None, None));
    /// ```
    pub fn telling<'w>(&'w self, word: &'w str) -> Option<Cow<'w, str>> {
        if !self.tells(word) {
            return None;
        }
        Some(self.base(word)).filter(|base| !self.light.contains(&**base))
    }

    /// True for a word, given in lower case, that is a thing or a deed: not for "of", "the", "are".
    ///
    /// ```
    /// # use atodds::rules::{build, pack::PackFile};
    /// let text = "language: en\ntopics: {drop: [the], no_thing: [out, open], verbs: [open]}";
    /// let file = PackFile { path: "en.yaml".into(), pack: "language/en".into(), bytes: text.into() };
    /// let (pack, _) = build(&[file]);
    /// let topics = &pack.languages[0].topics;
    /// assert!(topics.tells("shop") && topics.tells("open"));
    /// assert!(!topics.tells("the") && !topics.tells("out") && !topics.tells("/"));
    /// ```
    pub fn tells(&self, word: &str) -> bool {
        let is_nothing = self.drop.contains(word) || self.no_thing.contains(word);
        let is_word = word.contains(char::is_alphanumeric);
        self.verbs.contains_key(word) || is_word && !is_nothing
    }

    /// True for a form of a verb.
    pub fn is_verb(&self, word: &str) -> bool {
        self.verbs.contains_key(word)
    }

    /// True for words with which a text means something that it has told of: "the offer".
    ///
    /// ```
    /// # use atodds::rules::{build, pack::PackFile};
    /// let text = "language: en\ntopics: {drop: [its, the], vague: [offer]}";
    /// let file = PackFile { path: "en.yaml".into(), pack: "language/en".into(), bytes: text.into() };
    /// let (pack, _) = build(&[file]);
    /// let nothing = |phrase: &str| pack.languages[0].topics.tell_nothing(phrase.split(' '));
    /// assert!(nothing("its offer") && !nothing("its offer of arms") && !nothing("its"));
    /// ```
    pub fn tell_nothing<'w>(&self, mut words: impl Iterator<Item = &'w str>) -> bool {
        let mut vague = false;
        words.all(|word| {
            let tells = self.vague.contains(word);
            vague |= tells;
            tells || self.drop.contains(word)
        }) && vague
    }

    /// The words in a row, each as it stands for all its forms.
    fn joined(&self, words: &[&str]) -> String {
        let words: Vec<Cow<'_, str>> = words.iter().map(|word| self.base(word)).collect();
        words.join(" ")
    }

    fn base<'w>(&'w self, word: &'w str) -> Cow<'w, str> {
        if let Some(verb) = self.verbs.get(word) {
            return verb.into();
        }
        let mut plurals = self.singular.iter();
        let one = plurals.find_map(|(many, one)| Some((word.strip_suffix(many.as_str())?, one)));
        match one {
            Some((stem, one)) if stem.chars().count() >= STEM => format!("{stem}{one}").into(),
            _ => word.into(),
        }
    }

    /// What stands for the longest phrase that `words` begin with, and the words behind it. Between its words others may
    /// stand that say nothing: "give up all of its arms".
    fn said_as_one<'w, 't>(&self, words: &'t [&'w str]) -> Option<(&str, &'t [&'w str])> {
        let mut same = self.same.iter();
        same.find_map(|(phrase, one)| Some((one.as_str(), self.behind(phrase, words)?)))
    }

    /// The words behind a phrase that `words` begin with.
    fn behind<'w, 't>(&self, phrase: &[String], words: &'t [&'w str]) -> Option<&'t [&'w str]> {
        let (first, others) = phrase.split_first()?;
        let (word, mut left) = words.split_first()?;
        if word != first {
            return None;
        }
        for wanted in others {
            let tells = |word: &&str| word == wanted || !self.drop.contains(*word);
            let next = left.iter().position(tells)?;
            if left[next] != wanted {
                return None;
            }
            left = &left[next + 1..];
        }
        Some(left)
    }
}
