//! Coverage: what of a pack never held, and what of the articles no rule read.
//!
//! Takes a survey, gives counts and lists, each in a total order. Never shortens them: that is for the report.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Part, Survey};
use crate::problem::{ByteSpan, Place};
use crate::rules::pattern::groups_in;
use crate::rules::sources::Sources;
use crate::rules::{NameId, RulePack, TypeId, pattern};

/// How much of a pack held in some articles, and what they say that nobody read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Articles read.
    pub articles: usize,
    /// Rules that read one of them.
    pub rules: Share,
    /// Patterns of these rules.
    pub patterns: Share,
    /// Alternatives of groups and word lists.
    pub alternatives: Share,
    /// Sentences with two names or a value; those that a rule read.
    pub sentences: Share,
    /// Parts that never held, in the order of the pack.
    pub never: Vec<Unheld>,
    /// How unread sentences are worded, most frequent first.
    pub unread: Vec<Wording>,
    /// Names that no list holds, most frequent first.
    pub unlisted: Vec<Unlisted>,
    /// Each rule.
    pub by_rule: Vec<RuleRow>,
    /// Each outlet.
    pub by_outlet: Vec<OutletRow>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Those that held or were read.
    pub held: usize,
    /// All.
    pub of: usize,
}

impl Share {
    /// In percent, rounded down: 100 is all of them.
    ///
    /// ```
    /// use atodds::survey::Share;
    /// assert_eq!(Share { held: 2, of: 3 }.percent(), 66);
    /// assert_eq!(Share { held: 0, of: 0 }.percent(), 100);
    /// ```
    pub fn percent(self) -> usize {
        (self.held * 100).checked_div(self.of).unwrap_or(100)
    }
}

/// A part of the pack that never held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unheld {
    /// `rule`, `pattern`, `alternative` or `entry` of a word list.
    pub what: &'static str,
    /// The rule, or the word list.
    pub of: String,
    /// As written; empty for a rule.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// How sentences are worded that no rule read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// With names and values as their types.
    pub wording: String,
    /// How many sentences.
    pub sentences: usize,
    /// In how many articles.
    pub articles: usize,
    /// The first of them.
    pub place: Place,
    /// Its words.
    pub sentence: String,
}

/// A name that no list holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unlisted {
    /// As its first mention writes it.
    pub name: String,
    /// The type that was guessed.
    #[serde(rename = "type")]
    pub kind: String,
    /// How often it is named.
    pub mentions: usize,
    /// In how many articles.
    pub articles: usize,
    /// Its first mention.
    pub place: Place,
}

/// How much of a rule held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleRow {
    /// The rule.
    pub rule: String,
    /// Its patterns.
    pub patterns: Share,
    /// How often one of them held.
    pub hits: usize,
    /// Claims made.
    pub claims: usize,
}

/// How much of an outlet was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletRow {
    /// The outlet; empty where nobody knows it.
    pub outlet: String,
    /// Its articles.
    pub articles: usize,
    /// Sentences with two names or a value; those that a rule read.
    pub sentences: Share,
    /// Claims made.
    pub claims: usize,
}

/// What coverage is asked of the articles: their outlets, texts and places, by number.
pub trait Library {
    /// The outlet of an article; empty where nobody knows it.
    fn outlet(&self, article: u32) -> &str;
    /// The words of a span of an article.
    fn words(&self, article: u32, span: ByteSpan) -> &str;
    /// Where a span of an article stands.
    fn place(&self, article: u32, span: ByteSpan) -> Place;
}

/// What `survey` says of `pack`, whose parts stand in `sources`.
pub fn coverage(
    pack: &RulePack,
    sources: &Sources<'_>,
    survey: &Survey,
    library: &dyn Library,
) -> Coverage {
    let mut coverage = Coverage {
        articles: survey.sheets.len(),
        ..Coverage::default()
    };
    parts(pack, sources, survey, &mut coverage);
    let speaking = survey.sheets.iter().map(|sheet| sheet.speaking).sum();
    let unread: usize = survey.sheets.iter().map(|sheet| sheet.unread.len()).sum();
    coverage.sentences = Share {
        held: speaking - unread,
        of: speaking,
    };
    coverage.unread = wordings(survey, library);
    coverage.unlisted = unlisted(survey, library);
    coverage.by_outlet = outlets(survey, library);
    coverage
}

/// Rules, patterns and alternatives. Where a whole did not hold, its parts are not named again.
fn parts(pack: &RulePack, sources: &Sources<'_>, survey: &Survey, coverage: &mut Coverage) {
    let held = survey.held();
    let count = |part: &Part| held.get(part).copied().unwrap_or(0);
    let mut claims: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in survey.sheets.iter().flat_map(|sheet| &sheet.claims) {
        *claims.entry(&claim.rule).or_default() += 1;
    }
    let add = |share: &mut Share, holds: bool| {
        share.of += 1;
        share.held += usize::from(holds);
        holds
    };
    let mut files: BTreeSet<String> = BTreeSet::new();
    for (number, rule) in pack.rules.iter().enumerate() {
        if !survey.sheets.iter().any(|sheet| sheet.readers[number]) {
            continue;
        }
        files.insert(rule.pack.clone());
        files.insert(format!("language/{}", rule.language));
        let hits: Vec<usize> = (0..rule.patterns.len())
            .map(|pattern| count(&Part::Pattern(number, pattern)))
            .collect();
        coverage.by_rule.push(RuleRow {
            rule: rule.id.clone(),
            patterns: Share {
                held: hits.iter().filter(|hits| **hits > 0).count(),
                of: hits.len(),
            },
            hits: hits.iter().sum(),
            claims: claims.get(rule.id.as_str()).copied().unwrap_or(0),
        });
        let unheld = |what, text: &str, place| Unheld {
            what,
            of: rule.id.clone(),
            text: text.to_owned(),
            place,
        };
        let any = hits.iter().any(|hits| *hits > 0);
        if !add(&mut coverage.rules, any) {
            coverage.never.push(unheld("rule", "", rule.place()));
        }
        for (at, (_, pattern)) in rule.patterns.iter().enumerate() {
            let holds = add(&mut coverage.patterns, hits[at] > 0);
            if any && !holds {
                let place = sources.pattern(pack, rule, at);
                let text = &pattern.template;
                coverage.never.push(unheld("pattern", text, place));
            }
            let groups = pattern::alternatives(&pattern.template);
            if groups.len() != groups_in(&pattern.parts.elements) {
                continue;
            }
            for (group, alternatives) in groups.iter().enumerate() {
                for alternative in 0..alternatives.len() {
                    let part = Part::Alternative(number, at, group, alternative);
                    if add(&mut coverage.alternatives, count(&part) > 0) || !holds {
                        continue;
                    }
                    let found = sources.alternative(pack, (rule, at), (group, alternative));
                    coverage
                        .never
                        .extend(found.map(|(text, place)| unheld("alternative", &text, place)));
                }
            }
        }
    }
    let of_rules = coverage.never.len();
    for file in &files {
        let lists = match file.strip_prefix("language/") {
            Some(id) => pack.language_called(id).map(|language| &*language.lists),
            None => pack.words.get(file).map(|lists| lists.as_ref()),
        };
        for (list, entries) in lists.into_iter().flatten() {
            // A list that only names or cues ask for is none that a claim rule could cover.
            let asked = held
                .keys()
                .any(|part| matches!(part, Part::Entry(of, name, _) if of == file && name == list));
            if !asked {
                continue;
            }
            for at in 0..entries.len() {
                let part = Part::Entry(file.clone(), list.clone(), at);
                if add(&mut coverage.alternatives, count(&part) > 0) {
                    continue;
                }
                if let Some((text, place)) = sources.entry(file, list, at) {
                    coverage.never.push(Unheld {
                        what: "entry",
                        of: format!("@{list}"),
                        text,
                        place,
                    });
                }
            }
        }
    }
    let order = |one: &Unheld| (one.place.path.clone(), one.place.span);
    coverage.never[of_rules..].sort_by_key(order);
}

/// What is counted of a wording or name: how often, in which article last, in how many, where first.
struct Seen {
    count: usize,
    articles: usize,
    last: u32,
    first: (u32, ByteSpan),
}

impl Seen {
    fn add<K: Ord>(all: &mut BTreeMap<K, Seen>, key: K, article: u32, span: ByteSpan) {
        let seen = all.entry(key).or_insert(Seen {
            count: 0,
            articles: 0,
            last: u32::MAX,
            first: (article, span),
        });
        seen.count += 1;
        seen.articles += usize::from(seen.last != article);
        seen.last = article;
    }
}

/// Most first, then in most articles, then by name.
fn ranked<K: Ord>(all: BTreeMap<K, Seen>) -> Vec<(K, Seen)> {
    let mut all: Vec<(K, Seen)> = all.into_iter().collect();
    // The map gives equal counts in the order of their names, and the sort keeps it.
    all.sort_by_key(|(_, seen)| std::cmp::Reverse((seen.count, seen.articles)));
    all
}

fn wordings(survey: &Survey, library: &dyn Library) -> Vec<Wording> {
    let mut all: BTreeMap<&str, Seen> = BTreeMap::new();
    for sheet in &survey.sheets {
        for unread in &sheet.unread {
            for wording in &unread.wordings {
                Seen::add(&mut all, wording.as_str(), sheet.article, unread.span);
            }
        }
    }
    let ranked = ranked(all).into_iter();
    ranked
        .map(|(wording, seen)| Wording {
            wording: wording.to_owned(),
            sentences: seen.count,
            articles: seen.articles,
            place: library.place(seen.first.0, seen.first.1),
            sentence: library.words(seen.first.0, seen.first.1).to_owned(),
        })
        .collect()
}

fn unlisted(survey: &Survey, library: &dyn Library) -> Vec<Unlisted> {
    let mut all: BTreeMap<(&NameId, &TypeId), Seen> = BTreeMap::new();
    for sheet in &survey.sheets {
        for (id, kind, span) in &sheet.unlisted {
            Seen::add(&mut all, (id, kind), sheet.article, *span);
        }
    }
    let ranked = ranked(all).into_iter();
    ranked
        .map(|((_, kind), seen)| Unlisted {
            name: library.words(seen.first.0, seen.first.1).to_owned(),
            kind: kind.to_string(),
            mentions: seen.count,
            articles: seen.articles,
            place: library.place(seen.first.0, seen.first.1),
        })
        .collect()
}

fn outlets(survey: &Survey, library: &dyn Library) -> Vec<OutletRow> {
    let mut rows: BTreeMap<&str, OutletRow> = BTreeMap::new();
    for sheet in &survey.sheets {
        let outlet = library.outlet(sheet.article);
        let row = rows.entry(outlet).or_insert_with(|| OutletRow {
            outlet: outlet.to_owned(),
            articles: 0,
            sentences: Share::default(),
            claims: 0,
        });
        row.articles += 1;
        row.sentences.of += sheet.speaking;
        row.sentences.held += sheet.speaking - sheet.unread.len();
        row.claims += sheet.claims.len();
    }
    rows.into_values().collect()
}
