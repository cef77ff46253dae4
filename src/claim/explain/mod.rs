//! Why rules did not read a sentence: how far each pattern got, and what the first element that failed stood before.
//!
//! Takes an annotated sentence and the rules, gives tries, best first. Never makes a claim.
//!
//! A pattern is tried as its prefixes: the longest one that holds somewhere tells which element failed. Gaps of a
//! prefix are of any length, so that a gap that is too long is told as that.

mod attempt;

use attempt::Attempt;

use super::Claim;
use super::hit::Reader;
use crate::problem::ByteSpan;
use crate::rules::RulePack;
use crate::rules::glossary::Family;
use crate::rules::pattern::Element;
use crate::source::Article;
use crate::text::{AnnotatedSentence, AnnotatedText};

/// Rules tried at most on a sentence that holds no rule's words.
const FARTHEST: usize = 5;

/// One rule's best try on a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The number of the rule in the pack.
    pub rule: usize,
    /// The number of the pattern in the rule.
    pub pattern: usize,
    /// Its elements, up to and with the first that failed.
    pub steps: Vec<Step>,
}

/// One element, tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Whether it held.
    pub held: bool,
    /// The element as written.
    pub element: String,
    /// The bytes of the article it looked at, when there were any.
    pub span: Option<ByteSpan>,
    /// What it made of them, or what it wanted instead.
    pub note: Option<String>,
}

impl Tried {
    /// How many of the elements that must hold did, and how many of these the pattern has. Gaps and what may be left
    /// out hold before anything, and would make every rule look near.
    pub fn held_of(&self, pack: &RulePack) -> (usize, usize) {
        let elements = &pack.rules[self.rule].patterns[self.pattern]
            .1
            .parts
            .elements;
        let must = |element: &&Element| {
            !matches!(
                element,
                Element::Gap { slot: None, .. } | Element::Optional(_)
            )
        };
        let held = elements.iter().zip(&self.steps);
        let held = held.filter(|(element, step)| step.held && must(element));
        (held.count(), elements.iter().filter(must).count())
    }
}

/// What every rule that reads the article tried on sentence `at` without reading a claim, nearest miss first: one try
/// for each rule of which a trigger word stands there. Where no rule has one, the few whose marks are all there. `claims`
/// are those of the article.
///
/// ```
/// use atodds::claim::explain::tries;
/// use atodds::rules::build;
/// use atodds::source::{Metadata, Outlets, text};
/// let (pack, _) = build(&[]);
/// let article = text("a.txt", "Nothing.", &Metadata::default(), &Outlets::default(), &mut Vec::new());
/// let read = atodds::text::annotate(&article, &pack);
/// assert!(tries(&article, 0, &read, 0, &pack, &pack.readers(None), &[]).is_empty());
/// ```
pub fn tries(
    article: &Article,
    number: u32,
    text: &AnnotatedText,
    at: usize,
    pack: &RulePack,
    readers: &[bool],
    claims: &[Claim],
) -> Vec<Tried> {
    let (Some(sentence), Some(language)) =
        (text.sentences.get(at), pack.languages.get(text.language))
    else {
        return Vec::new();
    };
    let reader = Reader {
        article,
        number,
        pack,
        text,
    };
    let reads = |rule: usize| {
        readers.get(rule).copied().unwrap_or(false) && pack.rules[rule].language == language.id
    };
    let mut candidates: Vec<(usize, usize)> = sentence
        .plain
        .set_off(&language.glossary, Family::Rule)
        .map(|filed| (filed.trigger.owner as usize, filed.trigger.pattern as usize))
        .filter(|(rule, _)| reads(*rule))
        .collect();
    if candidates.is_empty() {
        candidates = nearest_by_marks(sentence, pack, reads);
    }
    let here = || claims.iter().filter(|claim| claim.sentence as usize == at);
    candidates.retain(|(rule, _)| here().all(|claim| claim.rule != pack.rules[*rule].id));
    let mut best: Vec<Tried> = Vec::new();
    for (rule, pattern) in candidates {
        let attempt = Attempt {
            sentence,
            pack,
            rule: &pack.rules[rule],
            pattern: &pack.rules[rule].patterns[pattern].1,
            at,
            reader: &reader,
        };
        let tried = attempt.run(rule, pattern, claims);
        match best.iter_mut().find(|known| known.rule == rule) {
            Some(known) if nearness(&tried, pack) > nearness(known, pack) => *known = tried,
            Some(_) => {}
            None => best.push(tried),
        }
    }
    best.sort_by(|a, b| {
        nearness(b, pack)
            .cmp(&nearness(a, pack))
            .then((a.rule, a.pattern).cmp(&(b.rule, b.pattern)))
    });
    best
}

/// How pattern `pattern` of rule `rule` read sentence `at`, element by element.
///
/// Only what held is told: of a sentence that the pattern does not read, its beginning.
pub fn reading(
    article: &Article,
    number: u32,
    text: &AnnotatedText,
    at: usize,
    pack: &RulePack,
    (rule, pattern): (usize, usize),
) -> Option<Tried> {
    let reader = Reader {
        article,
        number,
        pack,
        text,
    };
    let attempt = Attempt {
        sentence: text.sentences.get(at)?,
        pack,
        rule: pack.rules.get(rule)?,
        pattern: &pack.rules[rule].patterns.get(pattern)?.1,
        at,
        reader: &reader,
    };
    let mut tried = attempt.run(rule, pattern, &[]);
    tried.steps.retain(|step| step.held);
    Some(tried)
}

/// How much of its pattern held, in thousandths, then how many elements.
fn nearness(tried: &Tried, pack: &RulePack) -> (usize, usize) {
    let (held, of) = tried.held_of(pack);
    (held * 1000 / of.max(1), held)
}

/// Patterns whose marks are all there, those that need most marks first.
fn nearest_by_marks(
    sentence: &AnnotatedSentence,
    pack: &RulePack,
    reads: impl Fn(usize) -> bool,
) -> Vec<(usize, usize)> {
    let letters = crate::text::letters(sentence.marks());
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (at, rule) in pack.rules.iter().enumerate().filter(|(at, _)| reads(*at)) {
        for (n, (_, pattern)) in rule.patterns.iter().enumerate() {
            if !pattern.parts.needs.is_empty() && pattern.possible(&letters) {
                found.push((usize::MAX - pattern.parts.needs.len(), at, n));
            }
        }
    }
    found.sort_unstable();
    let mut rules: Vec<usize> = Vec::new();
    found
        .into_iter()
        .filter(|(_, rule, _)| {
            if !rules.contains(rule) {
                rules.push(*rule);
            }
            rules.len() <= FARTHEST
        })
        .map(|(_, rule, pattern)| (rule, pattern))
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::rules::build;
    use crate::rules::pack::PackFile;
    use crate::source::{Metadata, Outlets, text};

    /// The small pack of `tests/pack`.
    pub(crate) fn pack() -> RulePack {
        let file = |pack: &str, yaml: &str| PackFile {
            path: format!("{pack}.yaml"),
            pack: pack.to_owned(),
            bytes: yaml.as_bytes().to_vec(),
        };
        let (pack, problems) = build(&[
            file(
                "facts/talks",
                include_str!("../../../tests/pack/facts/talks.yaml"),
            ),
            file(
                "facts/toll",
                include_str!("../../../tests/pack/facts/toll.yaml"),
            ),
            file(
                "language/en",
                include_str!("../../../tests/pack/language/en.yaml"),
            ),
            file(
                "names/all",
                include_str!("../../../tests/pack/names/all.yaml"),
            ),
            file(
                "claims/news.en",
                include_str!("../../../tests/pack/claims/news.en.yaml"),
            ),
        ]);
        assert!(problems.is_empty(), "{:?}", problems[0].message);
        pack
    }

    /// The last step of each rule's try, as element, words and note.
    fn last(sentence: &str) -> Vec<(String, usize, String, String)> {
        let pack = pack();
        let article = text(
            "a.txt",
            &format!("{sentence}\n"),
            &Metadata::default(),
            &Outlets::default(),
            &mut Vec::new(),
        );
        let read = crate::text::annotate(&article, &pack);
        let readers = pack.readers(None);
        let claims = crate::claim::extract(&article, 0, &read, &pack, &readers);
        tries(&article, 0, &read, 0, &pack, &readers, &claims)
            .into_iter()
            .map(|tried| {
                let (held, _) = tried.held_of(&pack);
                let step = tried.steps.last().expect("a try has a step");
                assert!(!step.held);
                (
                    step.element.clone(),
                    held,
                    step.span
                        .map_or_else(String::new, |span| span.of(&article.text).to_owned()),
                    step.note.clone().unwrap_or_default(),
                )
            })
            .collect()
    }

    #[test]
    fn a_gap_that_is_too_long_is_told_in_words() {
        let tries = last("Ann Lee very quietly indeed met Ben Stone.");
        assert_eq!(
            tries,
            [(
                "..2".to_owned(),
                1,
                "very quietly indeed".to_owned(),
                "gap 3 > 2".to_owned()
            )]
        );
    }

    #[test]
    fn what_a_gap_cannot_cross_is_named() {
        let tries = last("Ann Lee, tired, met Ben Stone.");
        assert_eq!(tries[0].2, ",");
        assert!(tries[0].3.contains("before “met”"), "{}", tries[0].3);
    }

    #[test]
    fn a_mark_of_another_type_is_named_with_the_type_wanted() {
        let tries = last("Ann Lee met Arden.");
        assert_eq!(tries[0].2, "Arden");
        assert_eq!(tries[0].3, "arden (city), needs person");
        assert_eq!(tries[0].1, 2);
    }

    #[test]
    fn what_stands_behind_the_trigger_is_no_beginning() {
        let tries = last("The harbour met Ben Stone.");
        assert_eq!((tries[0].1, tries[0].2.as_str()), (0, "met"));
        assert!(tries[0].3.ends_with("needs person"), "{}", tries[0].3);
    }

    #[test]
    fn a_missing_word_is_named() {
        let tries = last("Nine people were hurt in Arden.");
        assert_eq!(tries[0].2, "were");
        assert_eq!(tries[0].3, "needs “died”");
    }

    #[test]
    fn without_any_trigger_the_rules_whose_marks_are_there_are_tried() {
        let tries = last("Ann Lee waved at Ben Stone.");
        assert_eq!(tries.len(), 1);
        assert!(tries[0].3.contains("met"), "{}", tries[0].3);
        assert!(last("Nothing here.").is_empty());
    }

    #[test]
    fn a_rule_that_read_a_claim_is_not_tried_again() {
        assert!(last("Ann Lee met Ben Stone.").is_empty());
    }

    #[test]
    fn a_hit_without_a_claim_says_what_it_lacks() {
        let tries = last("Ann Lee met Ann Lee.");
        assert_eq!(tries[0].0, "claim");
        assert_eq!(tries[0].1, 3);
    }
}
