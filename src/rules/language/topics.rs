//! What a proposal told in free words is about: "give up all its weapons" and "hand over the arms" are one.
//!
//! Takes the words of a phrase, gives those by which another text would know it, or nothing where they tell too little:
//! "the plan" of one text is not the plan of another. Never looks at who holds it.

use std::collections::BTreeSet;

use crate::rules::raw;

/// How a language tells what a phrase is about.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    /// Words that say nothing of it.
    drop: BTreeSet<String>,
    /// Words with which another thought begins.
    until: BTreeSet<String>,
    /// Words that do not tell which.
    vague: BTreeSet<String>,
    /// Words that tell enough alone.
    enough: BTreeSet<String>,
    /// Phrases that hold a word to drop, and the words that stand for them; longest first.
    whole: Vec<(String, String)>,
    /// All other phrases.
    same: Vec<(String, String)>,
}

impl Topics {
    pub(super) fn new(file: &raw::Topics) -> Self {
        let words = |words: &raw::Words| -> BTreeSet<String> {
            words.0.iter().map(|word| word.to_lowercase()).collect()
        };
        let drop = words(&file.drop);
        let mut same: Vec<(String, String)> = file
            .same
            .iter()
            .flat_map(|(one, others)| {
                let pair =
                    |other: &String| (padded(&other.to_lowercase()), padded(&one.to_lowercase()));
                others.0.iter().map(pair)
            })
            .collect();
        same.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        let drops = |(other, _): &(String, String)| {
            other.split_whitespace().any(|word| drop.contains(word))
        };
        let (whole, same) = same.into_iter().partition(drops);
        Self {
            drop,
            until: words(&file.until),
            vague: words(&file.vague),
            enough: words(&file.enough),
            whole,
            same,
        }
    }

    /// The words by which any text would know what `phrase` is about, given in lower case; `None` when it tells too
    /// little.
    ///
    /// ```
    /// # use atodds::rules::{build, pack::PackFile};
    /// let text = "language: en\ntopics: {drop: [its, the], until: [if], vague: [plan], same: {arms: [weapons]}}";
    /// let file = PackFile { path: "en.yaml".into(), pack: "language/en".into(), bytes: text.into() };
    /// let (pack, _) = build(&[file]);
    /// let key = |phrase: &str| pack.languages[0].topics.key(phrase.split(' '));
    /// assert_eq!(key("hand over its weapons if asked").as_deref(), Some("hand over arms"));
    /// assert_eq!(key("drop the plan"), None);
    /// ```
    pub fn key<'w>(&self, phrase: impl Iterator<Item = &'w str>) -> Option<String> {
        let until = |word: &&str| !self.until.contains(*word);
        let told: Vec<&str> = phrase.take_while(until).collect();
        // "Take in" before its "in" goes, "give up weapons" once "all its" is gone.
        let told = as_one(padded(&told.join(" ")), &self.whole);
        let kept: Vec<&str> = told
            .split_whitespace()
            .filter(|word| !self.drop.contains(*word))
            .collect();
        let key = as_one(padded(&kept.join(" ")), &self.same);
        let words: Vec<&str> = key.split_whitespace().collect();
        let telling = words
            .iter()
            .filter(|word| !self.vague.contains(**word))
            .count();
        let enough = match words.as_slice() {
            [one] => self.enough.contains(*one),
            _ => telling > 1,
        };
        enough.then(|| words.join(" "))
    }
}

/// The words with those in them that stand for others said as these.
fn as_one(mut words: String, same: &[(String, String)]) -> String {
    for (other, one) in same {
        if words.contains(other.as_str()) {
            words = words.replace(other.as_str(), one);
        }
    }
    words
}

fn padded(words: &str) -> String {
    format!(" {words} ")
}
