//! Surveys: what a rule pack makes of many articles, counted.
//!
//! Takes annotated articles and rules, gives a [`Sheet`] for each article and one [`Survey`] of them all, from which
//! lints and coverage are told. Never judges a rule and never prints; the order of the articles changes nothing but
//! which of several equal examples is shown.

mod coverage;
mod usage;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use crate::claim::{self, Claim};
use crate::problem::ByteSpan;
use crate::rules::pattern::Choice;
use crate::rules::{NameId, RulePack, TypeId};
use crate::source::Article;
use crate::text::{AnnotatedSentence, AnnotatedText, Mark};

pub use coverage::{
    Coverage, Library, OutletRow, RuleRow, Share, Unheld, Unlisted, Wording, coverage,
};
pub use usage::usage;

/// What one article gave.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its number in the run.
    pub article: u32,
    /// Its claims.
    pub claims: Vec<Claim>,
    /// Which rules of the pack read it.
    pub readers: Vec<bool>,
    /// How often each part of the pack held.
    held: BTreeMap<Part, usize>,
    /// Sentences that speak of something: two names or more, or a value.
    speaking: usize,
    /// Those that no rule read.
    unread: Vec<Unread>,
    /// Names that no list holds.
    unlisted: Vec<(NameId, TypeId, ByteSpan)>,
}

/// A part of a pack that can hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Pattern of a rule, by number.
    Pattern(usize, usize),
    /// Alternative of a group of a pattern of a rule, by number.
    Alternative(usize, usize, usize, usize),
    /// Entry of a word list of a file.
    Entry(String, String, usize),
}

/// A sentence that no rule read.
#[derive(Debug, Clone)]
struct Unread {
    span: ByteSpan,
    wordings: BTreeSet<String>,
}

/// What the rules make of one article; `number` is its number in the run.
pub fn read(
    article: &Article,
    number: u32,
    text: &AnnotatedText,
    pack: &RulePack,
    readers: Vec<bool>,
) -> Sheet {
    let (claims, found) = claim::held(article, number, text, pack, &readers);
    let mut sheet = Sheet {
        article: number,
        readers,
        ..Sheet::default()
    };
    let mut add = |part: Part| *sheet.held.entry(part).or_default() += 1;
    for one in found {
        add(Part::Pattern(one.rule, one.pattern));
        for choice in one.choices {
            add(match choice {
                Choice::Group { group, alternative } => {
                    Part::Alternative(one.rule, one.pattern, group, alternative)
                }
                Choice::Entry { list, entry } => {
                    Part::Entry(owner(pack, one.rule, &list), list, entry)
                }
            });
        }
    }
    let read: BTreeSet<usize> = claims.iter().map(|claim| claim.sentence as usize).collect();
    for (at, sentence) in text.sentences.iter().enumerate() {
        sheet.unlisted.extend(unlisted(sentence, pack));
        if !is_speaking(sentence) {
            continue;
        }
        sheet.speaking += 1;
        if !read.contains(&at) {
            sheet.unread.push(Unread {
                span: sentence.sentence.span,
                wordings: wording::of(sentence, pack),
            });
        }
    }
    sheet.claims = claims;
    sheet
}

/// The file that the list `name` of a rule stands in, as it is called inside the pack.
fn owner(pack: &RulePack, rule: usize, name: &str) -> String {
    let rule = &pack.rules[rule];
    let own = pack.words.get(&rule.pack);
    if own.is_some_and(|lists| lists.contains_key(name)) {
        rule.pack.clone()
    } else {
        format!("language/{}", rule.language)
    }
}

/// True when a rule could be expected to read the sentence.
fn is_speaking(sentence: &AnnotatedSentence) -> bool {
    let marks = sentence.marks();
    marks.iter().any(Mark::is_value) || marks.len() > 1
}

/// Names of a sentence that were guessed from their capitals.
fn unlisted<'s>(
    sentence: &'s AnnotatedSentence,
    pack: &'s RulePack,
) -> impl Iterator<Item = (NameId, TypeId, ByteSpan)> + 's {
    sentence.plain_marks.iter().filter_map(|mark| {
        let [named] = mark.named() else { return None };
        let listed = pack.names.by_id.contains_key(&named.id);
        // What a title or an office took in is no name by itself: "Deputy" of "Deputy Foreign Minister".
        let stands = sentence
            .marks()
            .iter()
            .any(|one| one.tokens == mark.tokens || one.head == mark.tokens);
        (!listed && stands).then(|| {
            let span = sentence.sentence.bytes(&mark.tokens);
            (named.id.clone(), named.kind.clone(), span)
        })
    })
}

/// Many sheets.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// One for each article, in the order of the run.
    pub sheets: Vec<Sheet>,
}

impl Survey {
    /// How often each part held, in all articles.
    fn held(&self) -> BTreeMap<&Part, usize> {
        let mut all = BTreeMap::new();
        for (part, count) in self.sheets.iter().flat_map(|sheet| &sheet.held) {
            *all.entry(part).or_default() += count;
        }
        all
    }
}
