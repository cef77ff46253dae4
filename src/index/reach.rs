//! What of the rules can touch an article.
//!
//! Takes a rule pack, gives its parts, each with a hash and the words without which it does nothing; takes two such
//! sets, gives what changed. Never reads claims.
//!
//! A part is
//!
//! - a **rule** with its fact kind, as it compiles: it touches the articles of outlets that it reads, and of those the
//!   ones with a sentence that has the words one of its patterns cannot do without;
//! - a **spelling** of a name with what it means: it touches the articles that hold all its words;
//! - **the rest**: files under `language/`, types, patterns of names, the version of the program. It touches all.
//!
//! What an outlet file says about cleaning and identity shows in the article itself, so it is no part.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::bits::Bits;
use crate::rules::names::{NameId, Names};
use crate::rules::rule::Rule;
use crate::rules::{RulePack, lexicon::Spelling};
use crate::source::{Article, OutletId};
use crate::text;

/// The parts of a rule pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    #[serde(skip)]
    hash: String,
    /// The files it was read from, as one word: equal files give equal sets, and are quicker to tell.
    #[serde(skip)]
    files: String,
    /// What can touch any article.
    rest: String,
    /// Rules in the order of the pack.
    rules: Vec<Part>,
    /// Per outlet with a file of its own: its language, and which rules read it.
    outlets: BTreeMap<String, (Option<String>, Vec<usize>)>,
    /// Which rules read every other outlet.
    others: Vec<usize>,
    /// Spellings by their words, with a hash of what they mean.
    spellings: BTreeMap<String, u64>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    id: String,
    hash: String,
    /// What a sentence must hold for each pattern.
    patterns: BTreeSet<Wanted>,
}

/// Words that a pattern cannot do without.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Wanted {
    /// One of these, letter by letter; any, when there is none.
    triggers: Vec<String>,
    /// One of each of these.
    words: Vec<Bits>,
}

impl RuleSet {
    /// The parts of `pack`.
    pub fn new(pack: &RulePack) -> Self {
        let rules: Vec<Part> = pack.rules.iter().map(|rule| part(rule, pack)).collect();
        let reading = |outlet: Option<&str>| -> Vec<usize> {
            let readers = pack.readers(outlet).into_iter().enumerate();
            readers
                .filter(|(_, reads)| *reads)
                .map(|(at, _)| at)
                .collect()
        };
        let outlets = pack.outlets.iter().map(|outlet| {
            let id = Some(outlet.id.as_str());
            let language = pack.language_of(id).map(str::to_owned);
            (outlet.id.clone(), (language, reading(id)))
        });
        let mut set = Self {
            hash: String::new(),
            files: files(pack),
            rest: rest(pack),
            outlets: outlets.collect(),
            others: reading(None),
            rules,
            spellings: spellings(pack),
        };
        set.hash = hash(&set.to_json());
        set
    }

    /// Names the set: sets with one hash read the same claims in every article.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub(super) fn files(&self) -> &str {
        &self.files
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a rule set is plain data")
    }

    pub(super) fn from_json(json: &str) -> Option<Self> {
        let mut set: Self = serde_json::from_str(json).ok()?;
        let known = |at: &usize| *at < set.rules.len();
        let all_known = set.others.iter().all(known)
            && set.outlets.values().all(|(_, read)| read.iter().all(known));
        set.hash = hash(json);
        all_known.then_some(set)
    }

    fn reading(&self, outlet: Option<&str>) -> (Option<&str>, &[usize]) {
        outlet
            .and_then(|id| self.outlets.get(id))
            .map_or((None, self.others.as_slice()), |(language, rules)| {
                (language.as_deref(), rules.as_slice())
            })
    }
}

/// Names the files of a pack, as this version of the program reads them.
pub(super) fn files(pack: &RulePack) -> String {
    format!("{} {}", env!("CARGO_PKG_VERSION"), pack.hash)
}

/// What differs between two rule sets.
#[derive(Debug)]
pub struct Change<'s> {
    old: &'s RuleSet,
    new: &'s RuleSet,
    /// True when any article may be read otherwise.
    all: bool,
    /// The words of each spelling that came, went or means something else.
    spellings: Vec<Vec<&'s str>>,
}

impl<'s> Change<'s> {
    /// What has to be done to articles that were read with `old`, when they are to be as if read with `new`.
    pub fn between(old: &'s RuleSet, new: &'s RuleSet) -> Self {
        let differ = |a: &'s RuleSet, b: &'s RuleSet| {
            let changed = a
                .spellings
                .iter()
                .filter(|(words, hash)| b.spellings.get(*words) != Some(hash));
            changed.map(|(words, _)| words.split(' ').collect::<Vec<&str>>())
        };
        Self {
            old,
            new,
            all: old.rest != new.rest || reordered(&old.rules, &new.rules),
            spellings: differ(old, new).chain(differ(new, old)).collect(),
        }
    }

    /// True when the rules may read the article otherwise than before.
    pub fn touches(&self, article: &Article, pack: &RulePack) -> bool {
        let outlet = article.outlet.as_ref().map(OutletId::as_str);
        let (before, after) = (self.old.reading(outlet), self.new.reading(outlet));
        if self.all || before.0 != after.0 {
            return true;
        }
        let parts = |set: &'s RuleSet, reading: &[usize]| -> BTreeMap<&'s str, &'s Part> {
            let parts = reading.iter().map(|at| &set.rules[*at]);
            parts.map(|part| (part.id.as_str(), part)).collect()
        };
        let (before, after) = (parts(self.old, before.1), parts(self.new, after.1));
        let gone = before
            .iter()
            .filter(|(id, part)| after.get(*id) != Some(part));
        let come = after
            .iter()
            .filter(|(id, part)| before.get(*id) != Some(part));
        let changed: Vec<&Part> = gone.chain(come).map(|(_, part)| *part).collect();
        if changed.is_empty() && self.spellings.is_empty() {
            return false;
        }
        let text = Words::new(article, pack);
        changed.iter().any(|part| text.could_match(part))
            || self.spellings.iter().any(|spelled| text.has_all(spelled))
    }
}

/// True when rules that are in both stand in another order: of two equally long readings the first rule's stays.
fn reordered(old: &[Part], new: &[Part]) -> bool {
    let shared = |of: &[Part], other: &[Part]| -> Vec<String> {
        let known: BTreeSet<&str> = other.iter().map(|part| part.id.as_str()).collect();
        let shared = of.iter().filter(|part| known.contains(part.id.as_str()));
        shared.map(|part| part.id.clone()).collect()
    };
    shared(old, new) != shared(new, old)
}

/// The words of an article.
struct Words {
    /// Of each sentence, as patterns ask for them.
    sentences: Vec<(FxHashSet<String>, Bits)>,
    /// Of all of it, as runs of letters and digits.
    runs: FxHashSet<String>,
}

impl Words {
    fn new(article: &Article, pack: &RulePack) -> Self {
        let outlet = article.outlet.as_ref().map(OutletId::as_str);
        let mut words = Self {
            sentences: Vec::new(),
            runs: FxHashSet::default(),
        };
        let Some((_, language)) = pack.language(pack.language_of(outlet)) else {
            return words;
        };
        for (block, number) in article.blocks.iter().zip(0..) {
            words.runs.extend(runs(block.span.of(&article.text)));
            for sentence in text::split(&article.text, block.span, number, &language.values) {
                let bits = Bits::of(sentence.lower.split(' '));
                words.runs.extend(runs(&sentence.lower));
                let own = sentence.lower.split(' ').map(str::to_owned).collect();
                words.sentences.push((own, bits));
            }
        }
        words
    }

    fn could_match(&self, part: &Part) -> bool {
        self.sentences.iter().any(|(own, bits)| {
            part.patterns.iter().any(|wanted| {
                let triggers = &wanted.triggers;
                (triggers.is_empty() || triggers.iter().any(|word| own.contains(word)))
                    && wanted.words.iter().all(|words| words.meets(bits))
            })
        })
    }

    fn has_all(&self, spelled: &[&str]) -> bool {
        spelled.iter().all(|word| self.runs.contains(*word))
    }
}

/// The runs of letters and digits, in lower case.
fn runs(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|run| !run.is_empty())
        .map(str::to_lowercase)
}

/// A rule and its kind as they compile; neither its place nor its examples.
fn part(rule: &Rule, pack: &RulePack) -> Part {
    let mut said = String::new();
    let mut patterns = BTreeSet::new();
    let kind = pack.kinds.get(&rule.kind);
    write_all(&mut said, &[&rule.language, &rule.kind, &kind]);
    for (value, pattern) in &rule.patterns {
        write_all(
            &mut said,
            &[
                value,
                &pattern.spelled(),
                &pattern.captures,
                &pattern.literals(),
            ],
        );
        let wanted = pattern.wanted_words();
        let mut words: Vec<Bits> = wanted
            .map(|words| Bits::of(words.iter().map(|word| &**word)))
            .collect();
        // Threads that compile at once deal sets of words their numbers, and so their order.
        words.sort_unstable();
        patterns.insert(Wanted {
            triggers: pattern.parts.triggers.clone(),
            words,
        });
    }
    for (key, phrases) in rule.around() {
        for pattern in phrases.iter() {
            write_all(&mut said, &[&key, &pattern.spelled(), &pattern.captures]);
        }
    }
    write_all(
        &mut said,
        &[
            &rule.set,
            &rule.scope,
            &rule.assign,
            &rule.subject,
            &rule.shift,
            &rule.plain,
            &rule.modality,
            &rule.bound,
        ],
    );
    Part {
        id: rule.id.clone(),
        hash: hash(&said),
        patterns,
    }
}

fn rest(pack: &RulePack) -> String {
    let mut said = String::new();
    write_all(
        &mut said,
        &[
            &env!("CARGO_PKG_VERSION"),
            &pack.language_hash,
            &pack.names.types,
        ],
    );
    for language in &pack.languages {
        for one in &language.name_patterns {
            let (spelled, captures) = (one.pattern.spelled(), &one.pattern.captures);
            write_all(
                &mut said,
                &[
                    &(spelled, captures, &one.kind, &one.id, &one.head, &one.of),
                    &(one.again, one.local, &one.alike, &one.office),
                ],
            );
        }
    }
    hash(&said)
}

/// What each spelling means, by its words. The id of a name counts as one: text that no list knows may come to it.
fn spellings(pack: &RulePack) -> BTreeMap<String, u64> {
    let mut spellings: BTreeMap<String, u64> = BTreeMap::new();
    let mut add = |text: &str, meaning: &str| {
        let words = runs(text).collect::<Vec<_>>().join(" ");
        let hash = blake3::hash(meaning.as_bytes());
        let (eight, _) = hash
            .as_bytes()
            .split_first_chunk()
            .expect("a hash is longer");
        // The order in which a table gives its spellings does not count.
        let sum = spellings.entry(words).or_default();
        *sum = sum.wrapping_add(u64::from_le_bytes(*eight));
    };
    let meanings: BTreeMap<&NameId, String> = pack
        .names
        .by_id
        .keys()
        .map(|id| (id, meaning(id, &pack.names)))
        .collect();
    for (id, meaning) in &meanings {
        add(id.as_str(), meaning);
    }
    for Spelling {
        text,
        readings,
        outlet,
        office,
        ..
    } in pack.lexicon.spellings()
    {
        let mut said = String::new();
        write_all(&mut said, &[text, outlet, office]);
        for reading in readings {
            let meaning = meanings.get(&reading.id).map_or("", String::as_str);
            write_all(&mut said, &[&reading.kind, &meaning]);
        }
        add(text, &said);
    }
    spellings
}

/// What the rules may ask of a name: its own record, those of all that it belongs to or lies in, and who holds an office
/// of it.
fn meaning(id: &NameId, names: &Names) -> String {
    let mut said = String::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let Some(name) = names.by_id.get(id).filter(|_| seen.insert(id)) else {
            continue;
        };
        write_all(
            &mut said,
            &[&name.id, &name.types, &name.of, &name.part_of, &name.roles],
        );
        waiting.extend(name.of.iter().chain(&name.part_of));
    }
    let in_office = names.in_office.get(id).into_iter().flatten();
    for holder in in_office.filter_map(|holder| names.by_id.get(holder)) {
        write_all(&mut said, &[&holder.id, &holder.types, &holder.roles]);
    }
    said
}

fn write_all(said: &mut String, fields: &[&dyn std::fmt::Debug]) {
    for field in fields {
        writeln!(said, "{field:?}").expect("a string takes every byte");
    }
}

fn hash(said: &str) -> String {
    blake3::hash(said.as_bytes()).to_hex()[..32].to_owned()
}
