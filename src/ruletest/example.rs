//! The examples that stand beside a rule: a text, its date, and the claims it gives.
//!
//! Takes a rule pack, gives what each example wanted and found. Never prints, never stops at the first failure, and
//! never reads a file: the examples are part of the pack.
//!
//! A text is read like an article: all rules of its outlet read it, so that a rule which another one shadows fails its
//! example. What is wanted may come from any rule of the same fact kind, because the fuller reading wins; what is too
//! much is counted for the tested rule alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::Outcome;
use super::near::{self, Near};
use super::wanted::{self, Wanted, groups};
use rayon::prelude::*;

use crate::claim::{self, Claim};
use crate::finding::describe_claim;
use crate::problem::{ByteSpan, Level, Place, Problem};
use crate::rules::glossary::{Family, Trigger};
use crate::rules::kind::Kind;
use crate::rules::raw::RuleTest;
use crate::rules::rule::Rule;
use crate::rules::{NameId, Names, RulePack};
use crate::source::{Article, Block, BlockKind, OutletId, published};
use crate::text::{self, AnnotatedText};

/// One test of one rule, run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The rule's id.
    pub rule: String,
    /// Where the rule stands.
    pub place: Place,
    /// The number of the test in its rule, from 1.
    pub number: usize,
    /// The text.
    pub text: String,
    /// Its date, as the test writes it.
    pub published: Option<String>,
    /// How it came out.
    pub outcome: Outcome,
    /// What the test says, one line for each claim.
    pub wanted: Vec<String>,
    /// What the rule gives, one line for each claim; lines of other rules of the same kind name their rule.
    pub found: Vec<String>,
    /// What is wrong with the test itself: an unknown slot, a date that is none.
    pub notes: Vec<String>,
    /// Where something is missing: how far the rules of this kind got.
    pub near: Option<Near>,
}

impl Tried {
    /// True when the test says that the rule gives nothing.
    pub fn is_near_miss(&self) -> bool {
        self.wanted.is_empty()
    }

    /// The failed test as a problem of the rule's file; `None` when it is fine.
    pub fn problem(&self) -> Option<Problem> {
        (!self.outcome.is_fine()).then(|| Problem {
            place: Some(self.place.clone()),
            code: self.outcome.code(),
            level: Level::Error,
            message: format!(
                "test {} of `{}` is {}: “{}”",
                self.number,
                self.rule,
                self.outcome.name(),
                self.text
            ),
            help: Some(format!(
                "wanted {}; found {}",
                or_nothing(&self.wanted),
                or_nothing(&self.found)
            )),
        })
    }
}

/// The text of a test, as it is read.
#[derive(Debug)]
pub struct Example {
    /// The number of its rule in the pack.
    pub rule: usize,
    /// Its own number in its rule, from 1.
    pub number: usize,
    /// The text as an article of the rule's outlet.
    pub article: Article,
    /// The text, read in the rule's language.
    pub text: AnnotatedText,
    /// Which rules read it.
    pub readers: Vec<bool>,
}

/// The texts of all tests, in the order of the pack.
///
/// ```
/// let pack = atodds::rules::RulePack::default();
/// assert!(atodds::ruletest::examples(&pack).is_empty());
/// ```
pub fn examples(pack: &RulePack) -> Vec<Example> {
    pack.rules
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, rule)| {
            let tests = (1..).zip(rule.tests.iter());
            tests.map(move |(number, test)| {
                let article = article(rule, test, &mut Vec::new());
                let (text, readers) = reading(pack, rule, &article);
                Example {
                    rule: at,
                    number,
                    article,
                    text,
                    readers,
                }
            })
        })
        .collect()
}

fn or_nothing(lines: &[String]) -> String {
    if lines.is_empty() {
        "nothing".to_owned()
    } else {
        lines.join(" · ")
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, line) = (&self.place.path, self.place.line);
        let (rule, outcome) = (&self.rule, self.outcome.name());
        writeln!(
            f,
            "{path}:{line}: rule `{rule}`, test {}: {outcome}",
            self.number
        )?;
        let day = self.published.as_deref().unwrap_or("undated");
        writeln!(f, "  text    {} ({day})", self.text)?;
        let several = |f: &mut fmt::Formatter<'_>, label: &str, lines: &[String]| {
            if lines.is_empty() {
                return writeln!(f, "  {label:<7} nothing");
            }
            lines
                .iter()
                .try_for_each(|line| writeln!(f, "  {label:<7} {line}"))
        };
        several(f, "wanted", &self.wanted)?;
        several(f, "found", &self.found)?;
        self.near
            .iter()
            .try_for_each(|near| writeln!(f, "  nearest {near}"))?;
        self.notes
            .iter()
            .try_for_each(|note| writeln!(f, "  note    {note}"))
    }
}

/// Runs every test of every rule, in the order of the pack.
///
/// ```
/// let pack = atodds::rules::RulePack::default();
/// assert!(atodds::ruletest::run(&pack).is_empty());
/// ```
pub fn run(pack: &RulePack) -> Vec<Tried> {
    run_some(pack, |_| true)
}

/// Runs every test of the rules that `keeps` names, in the order of the pack: those that an edit touched, those that
/// somebody asked for.
pub fn run_some(pack: &RulePack, keeps: impl Fn(&Rule) -> bool) -> Vec<Tried> {
    let kept: Vec<&Rule> = pack
        .rules
        .iter()
        .map(Arc::as_ref)
        .filter(|rule| keeps(rule))
        .collect();
    kept.par_iter()
        .flat_map_iter(|rule| {
            let tests = (1..).zip(rule.tests.iter());
            tests.map(|(number, test)| try_one(pack, rule, number, test))
        })
        .collect()
}

/// Every claim that the text of a test makes, read as the test would be.
pub fn read(pack: &RulePack, rule: &Rule, test: &RuleTest) -> Vec<Claim> {
    let article = article(rule, test, &mut Vec::new());
    let (annotated, readers) = reading(pack, rule, &article);
    claim::extract(&article, 0, &annotated, pack, &readers)
}

/// True when a word that sets a pattern of the rule off stands in the text of the test: then it is a near miss.
pub fn sets_off(pack: &RulePack, rule: &Rule, test: &RuleTest) -> bool {
    let article = article(rule, test, &mut Vec::new());
    let (read, _) = reading(pack, rule, &article);
    let Some(language) = pack.languages.get(read.language) else {
        return false;
    };
    let of_this = |trigger: Trigger| pack.rules[trigger.owner as usize].id == rule.id;
    read.sentences.iter().any(|sentence| {
        let glossary = &language.glossary;
        let mut set_off = sentence.plain.set_off(glossary, Family::Rule);
        set_off.any(|filed| of_this(filed.trigger))
    })
}

/// Runs one test of a rule of the pack, whether or not it stands beside the rule; `number` is what it is called by.
pub fn try_one(pack: &RulePack, rule: &Rule, number: usize, test: &RuleTest) -> Tried {
    let wanted: Vec<Wanted> = test
        .gives
        .iter()
        .map(|entry| {
            entry
                .iter()
                .map(|(key, words)| (key.clone(), words.0.clone()))
                .collect()
        })
        .collect();
    let mut notes = Vec::new();
    let article = article(rule, test, &mut notes);
    let (read, readers) = reading(pack, rule, &article);
    let claims = claim::extract(&article, 0, &read, pack, &readers);
    let mut tried = Tried {
        rule: rule.id.clone(),
        place: rule.place(),
        number,
        text: test.text.trim().to_owned(),
        published: test.published.clone(),
        outcome: Outcome::Wrong,
        wanted: wanted.iter().map(as_line).collect(),
        found: Vec::new(),
        notes,
        near: None,
    };
    // The loader has said already that a rule of an unknown kind is wrong; it never gets here.
    let Some(kind) = pack.kinds.get(&rule.kind) else {
        return tried;
    };
    for key in wanted.iter().flat_map(BTreeMap::keys) {
        tried.notes.extend(wanted::unknown(key, kind));
    }
    let same: Vec<&Claim> = claims
        .iter()
        .filter(|claim| claim.kind == rule.kind)
        .collect();
    tried.found = found_lines(&same, rule, kind, &pack.names);
    let outcome = judge(&wanted, &same, rule, kind, &pack.names);
    if tried.notes.is_empty() {
        tried.outcome = outcome.known(test.todo.is_some());
    }
    if matches!(tried.outcome, Outcome::Missing | Outcome::Wrong) {
        let of_this = |other: &Rule| other.kind == rule.kind;
        tried.near = near::nearest_miss(&article, 0, &read, pack, &readers, &claims, of_this);
    }
    let todo = test
        .todo
        .as_ref()
        .filter(|_| tried.outcome == Outcome::Stale);
    tried
        .notes
        .extend(todo.map(|why| format!("it holds now; take `todo: {why}` away")));
    tried
}

fn judge(wanted: &[Wanted], claims: &[&Claim], rule: &Rule, kind: &Kind, names: &Names) -> Outcome {
    let groups = groups(claims);
    let unmet = wanted
        .iter()
        .filter(|one| !groups.iter().any(|group| group.has(one, kind, names)))
        .count();
    let surplus = groups
        .iter()
        .flat_map(|group| group.claims.iter().map(move |claim| (group, *claim)))
        .filter(|(_, claim)| claim.rule == rule.id)
        .filter(|(group, claim)| {
            !wanted.iter().any(|one| {
                let speaks_of_it = one
                    .get(&claim.attribute)
                    .is_none_or(|words| wanted::holds(claim, &claim.attribute, words, kind, names));
                speaks_of_it && group.has(one, kind, names)
            })
        })
        .count();
    match (unmet, surplus) {
        (0, 0) => Outcome::Ok,
        (0, _) => Outcome::Noisy,
        (_, 0) => Outcome::Missing,
        _ => Outcome::Wrong,
    }
}

/// The test's text as an article of the rule's own outlet; its paragraphs stand between empty lines.
fn article(rule: &Rule, test: &RuleTest, notes: &mut Vec<String>) -> Article {
    let day = test.published.as_deref().and_then(published);
    if let Some(given) = test.published.as_deref().filter(|_| day.is_none()) {
        notes.push(format!(
            "`published: {given}` is no date; write it as 2025-04-13"
        ));
    }
    let body = test.text.trim_end().to_owned();
    let mut blocks = Vec::new();
    let mut start = 0;
    for part in body.split("\n\n") {
        blocks.push(Block {
            span: ByteSpan::new(start, start + part.len()),
            kind: BlockKind::Paragraph,
        });
        start += part.len() + 2;
    }
    Article {
        id: "test".to_owned(),
        path: rule.spot.file().to_owned(),
        outlet: rule.outlet.as_deref().map(OutletId::new),
        outlet_name: None,
        published: day,
        title: None,
        url: None,
        wire: None,
        text: body,
        blocks,
        first_line: rule.place().line,
    }
}

/// The text as its rule reads it, and which rules read it.
fn reading(pack: &RulePack, rule: &Rule, article: &Article) -> (AnnotatedText, Vec<bool>) {
    let text = text::annotate_in(article, Some(&rule.language), pack);
    let mut readers = pack.readers(rule.outlet.as_deref());
    for (reads, other) in readers.iter_mut().zip(&pack.rules) {
        *reads |= other.id == rule.id;
    }
    (text, readers)
}

fn as_line(wanted: &Wanted) -> String {
    wanted
        .iter()
        .map(|(key, words)| format!("{key}: {}", words.join(", ")))
        .collect::<Vec<_>>()
        .join("; ")
}

fn found_lines(claims: &[&Claim], rule: &Rule, kind: &Kind, names: &Names) -> Vec<String> {
    let lines: BTreeSet<(u32, String)> = claims
        .iter()
        .filter_map(|claim| {
            let attribute = kind.attribute(&claim.attribute)?;
            let mut line = String::new();
            for (slot, ids) in &claim.identity {
                let ids: Vec<&str> = ids.iter().map(NameId::as_str).collect();
                for part in [slot, ": ", &ids.join(", "), "; "] {
                    line.push_str(part);
                }
            }
            let value = describe_claim(claim, attribute, names);
            for part in [&claim.attribute, ": ", &value] {
                line.push_str(part);
            }
            if claim.modality != claim::Modality::Actual {
                line.push_str("; modality: ");
                line.push_str(claim.modality.name());
            }
            if claim.rule != rule.id {
                line.push_str("  (by rule `");
                line.push_str(&claim.rule);
                line.push_str("`)");
            }
            Some((claim.sentence, line))
        })
        .collect();
    lines.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::pack::PackFile;

    /// A rule for berths of ports, with these lines as its tests.
    fn pack(tests: &str) -> RulePack {
        let file = |pack: &str, yaml: &str| PackFile {
            path: format!("{pack}.yaml"),
            pack: pack.to_owned(),
            bytes: yaml.as_bytes().to_vec(),
        };
        let rule = "rules:\n  - id: has-berths\n    fact: berths\n    match: ['{port:place} has {value:count} berths']\n    tests:\n";
        let (pack, problems) = crate::rules::build(&[
            file(
                "language/en",
                "language: en\nguess: {otherwise: thing}\nnumbers: {small: {six: 6, nine: 9}}\n",
            ),
            file(
                "names/all",
                "types: {thing: [], place: []}\nnames: [{id: arden, name: Arden, type: place}]\n",
            ),
            file(
                "facts/berths",
                "kind: berths\nquestion: How many berths?\nidentify_by: {port: place}\nvalue: {is: amount, unit: berths}\n",
            ),
            file("claims/ports.en", &format!("{rule}{tests}")),
        ]);
        assert!(problems.is_empty(), "{problems:?}");
        pack
    }

    fn outcome(test: &str) -> Outcome {
        let tried = run(&pack(&format!("      - {test}\n")));
        assert_eq!(tried.len(), 1);
        tried[0].outcome
    }

    #[test]
    fn a_test_that_says_what_is_read_is_ok() {
        let test = "{text: Arden has nine berths., gives: [{port: arden, value: 9 berths}]}";
        assert_eq!(outcome(test), Outcome::Ok);
        assert_eq!(
            outcome("{text: Arden lost nine berths., gives: []}"),
            Outcome::Ok
        );
    }

    #[test]
    fn another_value_is_wrong_and_none_is_missing() {
        let other = "{text: Arden has nine berths., gives: [{port: arden, value: 8 berths}]}";
        assert_eq!(outcome(other), Outcome::Wrong);
        let none = "{text: Arden lost nine berths., gives: [{port: arden, value: 9 berths}]}";
        assert_eq!(outcome(none), Outcome::Missing);
    }

    #[test]
    fn a_claim_that_nobody_listed_is_noise() {
        assert_eq!(
            outcome("{text: Arden has nine berths., gives: []}"),
            Outcome::Noisy
        );
        let second = "{text: Arden has nine berths. Arden has six berths., gives: [{value: 9}]}";
        assert_eq!(outcome(second), Outcome::Noisy);
    }

    #[test]
    fn an_unknown_slot_is_told_with_its_neighbour() {
        let tried = run(&pack(
            "      - {text: Arden has nine berths., gives: [{prt: arden}]}\n",
        ));
        assert_eq!(tried[0].outcome, Outcome::Wrong);
        assert_eq!(
            tried[0].notes,
            ["`prt` is no slot of `berths`; did you mean `port`?"]
        );
    }

    #[test]
    fn a_date_that_is_none_fails_its_test() {
        let test = "{text: Arden has nine berths., published: 13 April, gives: [{value: 9}]}";
        assert_eq!(outcome(test), Outcome::Wrong);
    }

    #[test]
    fn a_known_miss_is_fine_until_it_holds() {
        assert_eq!(
            outcome("{text: Arden has nine berths., gives: [], todo: soon}"),
            Outcome::Todo
        );
        let held = "{text: Arden has nine berths., gives: [{value: 9}], todo: soon}";
        assert_eq!(outcome(held), Outcome::Stale);
        assert!(!Outcome::Stale.is_fine() && Outcome::Todo.is_fine());
    }

    #[test]
    fn a_failure_names_place_text_and_both_sides() {
        let tried = run(&pack(
            "      - {text: Arden has nine berths., gives: [{value: 8}]}\n",
        ));
        let told = tried[0].to_string();
        for part in [
            "claims/ports.en.yaml:2: rule `has-berths`, test 1: wrong",
            "text    Arden has nine berths. (undated)",
            "wanted  value: 8",
            "found   port: arden; value: 9 berths",
        ] {
            assert!(told.contains(part), "{told}");
        }
        let problem = tried[0].problem().expect("it failed");
        assert_eq!(problem.code, "test-wrong");
    }
}
