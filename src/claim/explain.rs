//! Why rules did not read a sentence: how far each pattern got, and what the first element that failed stood before.
//!
//! Takes an annotated sentence and the rules, gives tries, best first. Never makes a claim.
//!
//! A pattern is tried as its prefixes: the longest one that holds somewhere tells which element failed. Gaps of a
//! prefix are of any length, so that a gap that is too long is told as that.

use std::collections::BTreeSet;
use std::ops::Range;

use super::extract::{self, Hit, Reader};
use super::fill;
use crate::problem::ByteSpan;
use crate::rules::RulePack;
use crate::rules::glossary::Family;
use crate::rules::pattern::{Element, Pattern};
use crate::rules::rule::Rule;
use crate::source::Article;
use crate::text::{AnnotatedSentence, AnnotatedText, Mark, Reading, Shadow};

/// Rules tried at most on a sentence that holds no rule's words.
const FARTHEST: usize = 5;
/// Words of a list that are named.
const NAMED: usize = 8;

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
    fn held(&self) -> usize {
        self.steps.iter().filter(|step| step.held).count()
    }
}

/// What every rule that reads the article tried on sentence `at` without reading a claim, nearest miss first: one try
/// for each rule of which a trigger word stands there. Where no rule has one, the few whose marks are all there.
///
/// ```
/// use atodds::claim::explain::tries;
/// use atodds::rules::build;
/// use atodds::source::{Metadata, Outlets, text};
/// let (pack, _) = build(&[]);
/// let article = text("a.txt", "Nothing.", &Metadata::default(), &Outlets::default(), &mut Vec::new());
/// let read = atodds::text::annotate(&article, &pack);
/// assert!(tries(&article, 0, &read, 0, &pack, &pack.readers(None)).is_empty());
/// ```
pub fn tries(
    article: &Article,
    number: u32,
    text: &AnnotatedText,
    at: usize,
    pack: &RulePack,
    readers: &[bool],
) -> Vec<Tried> {
    let (Some(sentence), Some(language)) =
        (text.sentences.get(at), pack.languages.get(text.language))
    else {
        return Vec::new();
    };
    let claims = super::extract(article, number, text, pack, readers);
    let reader = Reader {
        article,
        number,
        pack,
        text,
    };
    let reads = |rule: usize| {
        readers.get(rule).copied().unwrap_or(false) && pack.rules[rule].language == language.id
    };
    let mut candidates: Vec<(usize, usize)> = language
        .glossary
        .triggered(sentence.plain.known(), Family::Rule)
        .into_iter()
        .map(|trigger| (trigger.owner as usize, trigger.pattern as usize))
        .filter(|(rule, _)| reads(*rule))
        .collect();
    if candidates.is_empty() {
        candidates = nearest_by_marks(sentence, pack, reads);
    }
    let mut best: Vec<Tried> = Vec::new();
    for (rule, pattern) in candidates {
        let id = &pack.rules[rule].id;
        if claims
            .iter()
            .any(|claim| claim.sentence as usize == at && claim.rule == *id)
        {
            continue;
        }
        let tried = Attempt {
            sentence,
            pack,
            rule: &pack.rules[rule],
            pattern: &pack.rules[rule].patterns[pattern].1,
            at,
            reader: &reader,
        }
        .run(rule, pattern, &claims);
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

/// How much of its pattern held, in thousandths, then how many elements.
fn nearness(tried: &Tried, pack: &RulePack) -> (usize, usize) {
    let all = pack.rules[tried.rule].patterns[tried.pattern]
        .1
        .elements
        .len();
    (tried.held() * 1000 / all.max(1), tried.held())
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
            if !pattern.needs.is_empty() && pattern.possible(&letters) {
                found.push((usize::MAX - pattern.needs.len(), at, n));
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

/// One pattern on one sentence.
struct Attempt<'a> {
    sentence: &'a AnnotatedSentence,
    pack: &'a RulePack,
    rule: &'a Rule,
    pattern: &'a Pattern,
    at: usize,
    reader: &'a Reader<'a>,
}

/// Where a prefix held: the bytes of each element in the shadow, and how many of them held, gaps counted.
#[derive(Debug, Clone)]
struct Prefix {
    elements: Vec<Range<usize>>,
    held: usize,
}

impl Attempt<'_> {
    fn run(&self, rule: usize, number: usize, claims: &[super::Claim]) -> Tried {
        let (shadow, marks) = extract::reads_over(self.sentence, self.rule);
        let prefix = self.longest(shadow);
        let mut steps: Vec<Step> = (0..prefix.held)
            .map(|n| self.held_step(n, &prefix.elements[n], shadow, marks))
            .collect();
        if let Some(far) = self.too_far(&prefix, shadow, marks) {
            steps.pop();
            steps.push(far);
        } else if let Some(failed) = self.pattern.elements.get(prefix.held) {
            steps.push(self.failed_step(failed, &prefix, shadow, marks));
        } else {
            steps.push(self.lost(number, claims));
        }
        Tried {
            rule,
            pattern: number,
            steps,
        }
    }

    /// The prefix with most elements that hold. Where a word of the trigger stands, nothing behind the last of them
    /// can be the beginning of a near miss.
    fn longest(&self, shadow: &Shadow) -> Prefix {
        let last = (0..shadow.units.len())
            .rev()
            .find(|at| self.sets_off(*at, shadow));
        let last = last.map_or(shadow.text.len(), |at| shadow.bytes_of(&(at..at + 1)).start);
        let mut best = Prefix {
            elements: Vec::new(),
            held: 0,
        };
        for count in (1..=self.pattern.elements.len()).rev() {
            if count <= best.held {
                break;
            }
            let Some(regex) = self.pattern.prefix(count) else {
                continue;
            };
            let mut from = 0;
            while let Some(found) = (from < shadow.text.len())
                .then(|| regex.captures_at(&shadow.text, from))
                .flatten()
            {
                let elements: Vec<Range<usize>> = (0..count)
                    .map(|n| {
                        found
                            .name(&format!("e{n}"))
                            .map_or(0..0, |group| group.range())
                    })
                    .collect();
                let held = elements
                    .iter()
                    .zip(&self.pattern.elements)
                    .position(|(bytes, element)| {
                        matches!(element, Element::Gap { most, .. } if units(shadow, bytes) > *most)
                    })
                    .unwrap_or(count);
                if held > best.held && elements[0].start <= last {
                    best = Prefix { elements, held };
                }
                // Group 0 is always there; each turn moves on by a byte at least.
                from = found
                    .get(0)
                    .map_or(shadow.text.len(), |all| all.start() + 1);
            }
        }
        best
    }

    fn held_step(&self, n: usize, bytes: &Range<usize>, shadow: &Shadow, marks: &[Mark]) -> Step {
        let element = &self.pattern.elements[n];
        let here = shadow.units_in(bytes);
        let note = match element {
            Element::Gap { .. } => Some(words(units(shadow, bytes))),
            Element::Mark { .. } => {
                let read: Vec<String> = shadow
                    .marks_in(&here)
                    .map(|mark| read(&marks[mark]))
                    .collect();
                Some(read.join(", "))
            }
            _ if bytes.is_empty() => Some("left out".to_owned()),
            _ => None,
        };
        Step {
            held: true,
            element: element.to_string(),
            span: self.span(&here, shadow),
            note,
        }
    }

    /// The first element that failed: what stood in its place, and what it wanted.
    fn failed_step(
        &self,
        element: &Element,
        prefix: &Prefix,
        shadow: &Shadow,
        marks: &[Mark],
    ) -> Step {
        let failed = prefix.held;
        let step = |units: Range<usize>, note: String| Step {
            held: false,
            element: element.to_string(),
            span: self.span(&units, shadow),
            note: Some(note),
        };
        if let (Element::Gap { most, .. }, Some(bytes)) = (element, prefix.elements.get(failed)) {
            let note = format!("gap {} > {most}", units(shadow, bytes));
            return step(shadow.units_in(bytes), note);
        }
        // Where the search stood: behind what held, or nowhere yet.
        let next = match prefix.elements.get(failed.wrapping_sub(1)) {
            Some(last) => shadow.units_in(last).end,
            None => return self.never_started(element, shadow, marks),
        };
        let gap = failed > 0 && matches!(self.pattern.elements[failed - 1], Element::Gap { .. });
        if gap
            && let Some(found) = self.later(failed, next, shadow)
            && let Some(blocker) = self.blocker(next..found.start, shadow, marks)
        {
            let found = self.words_of(&found, shadow);
            let between = self.words_of(&(blocker..blocker + 1), shadow);
            let what = match shadow.units[blocker].mark {
                Some(mark) => format!("“{between}” ({}) stands", marks[mark].type_name()),
                None => format!("“{between}” stands"),
            };
            let note = format!("{what} before “{found}”; a gap does not run across it");
            return step(blocker..blocker + 1, note);
        }
        if next >= shadow.units.len() {
            return step(
                0..0,
                format!("the sentence ends; needs {}", self.wanted(element)),
            );
        }
        let looked = match element {
            // A gap before a mark runs up to the next one.
            Element::Mark { .. } if gap => (next..shadow.units.len())
                .find(|at| shadow.units[*at].mark.is_some())
                .unwrap_or(next),
            _ => next,
        };
        let note = self.mismatch(looked, element, shadow, marks);
        step(looked..looked + 1, note)
    }

    /// Nothing held: what stands before the word that set the rule off.
    fn never_started(&self, element: &Element, shadow: &Shadow, marks: &[Mark]) -> Step {
        let trigger = (0..shadow.units.len()).find(|at| self.sets_off(*at, shadow));
        let before = trigger.and_then(|trigger| {
            (0..trigger).rev().find(|at| {
                !matches!(element, Element::Mark { .. }) || shadow.units[*at].mark.is_some()
            })
        });
        let (units, note) = match (before, trigger) {
            (Some(at), _) => (at..at + 1, self.mismatch(at, element, shadow, marks)),
            (None, Some(trigger)) => {
                let word = self.words_of(&(trigger..trigger + 1), shadow);
                let note = format!(
                    "nothing of the kind before “{word}”; needs {}",
                    self.wanted(element)
                );
                (trigger..trigger + 1, note)
            }
            (None, None) => (0..0, format!("needs {}", self.wanted(element))),
        };
        Step {
            held: false,
            element: element.to_string(),
            span: self.span(&units, shadow),
            note: Some(note),
        }
    }

    /// True when unit `at` is one of the words that set the pattern off.
    fn sets_off(&self, at: usize, shadow: &Shadow) -> bool {
        let word = shadow.unit(at).trim_start_matches('\u{1}');
        shadow.units[at].mark.is_none() && self.pattern.triggers.iter().any(|one| one == word)
    }

    /// The gap before the element that failed, where the element stands farther on than the gap reaches.
    fn too_far(&self, prefix: &Prefix, shadow: &Shadow, marks: &[Mark]) -> Option<Step> {
        let gap = prefix.held.checked_sub(1)?;
        let element @ Element::Gap { most, .. } = self.pattern.elements.get(gap)? else {
            return None;
        };
        let next = shadow.units_in(prefix.elements.get(gap)?).start;
        let between = next..self.later(prefix.held, next, shadow)?.start;
        if between.len() <= *most || self.blocker(between.clone(), shadow, marks).is_some() {
            return None;
        }
        Some(Step {
            held: false,
            element: element.to_string(),
            span: self.span(&between, shadow),
            note: Some(format!("gap {} > {most}", between.len())),
        })
    }

    /// Where from unit `next` on element `at` holds by itself.
    fn later(&self, at: usize, next: usize, shadow: &Shadow) -> Option<Range<usize>> {
        let regex = self.pattern.element(at)?;
        let from = shadow.bytes_of(&(next..next)).start.saturating_sub(1);
        let found = regex.find_at(&shadow.text, from)?;
        Some(shadow.units_in(&(found.start() + 1..found.end())))
    }

    /// The first of `units` that no gap runs across.
    fn blocker(&self, mut units: Range<usize>, shadow: &Shadow, marks: &[Mark]) -> Option<usize> {
        let language = &self.pack.languages[self.reader.text.language];
        let adjuncts = self.pack.alphabet.class(&language.adjuncts);
        units.find(|at| match shadow.units[*at].mark {
            Some(mark) => !adjuncts.contains(marks[mark].letter),
            None => {
                shadow.is_clause_mark(*at)
                    || matches!(shadow.unit(*at), "," | ";" | ":" | "(" | ")")
            }
        })
    }

    /// Why the unit `at` is not what `element` wants.
    fn mismatch(&self, at: usize, element: &Element, shadow: &Shadow, marks: &[Mark]) -> String {
        let wanted = self.wanted(element);
        match shadow.units[at].mark {
            Some(mark) => format!("{}, needs {wanted}", read(&marks[mark])),
            None if matches!(element, Element::Mark { .. }) => {
                format!("no name or value, needs {wanted}")
            }
            None => format!("needs {wanted}"),
        }
    }

    /// What an element takes, in words.
    fn wanted(&self, element: &Element) -> String {
        let words = match element {
            Element::Mark { types, .. } => {
                let types: Vec<&str> = types.iter().map(crate::rules::TypeId::as_str).collect();
                return types.join(" or ");
            }
            Element::Start => return "the start of the sentence".to_owned(),
            Element::End => return "the end of the sentence".to_owned(),
            Element::Gap { slot: Some(_), .. } => return "a word".to_owned(),
            Element::Word(word) => return format!("“{word}”"),
            // The words of a trigger are at hand; other lists are told by their name.
            _ if self.is_trigger(element) => &self.pattern.triggers,
            other => return other.to_string(),
        };
        let words: BTreeSet<&str> = words.iter().map(String::as_str).collect();
        let words: Vec<&str> = words.into_iter().collect();
        let more = words.len().saturating_sub(NAMED);
        let shown = words[..words.len().min(NAMED)].join(", ");
        match (words.len(), more) {
            (1, _) => format!("“{shown}”"),
            (_, 0) => format!("one of {shown}"),
            _ => format!("one of {shown} and {more} more"),
        }
    }

    fn is_trigger(&self, element: &Element) -> bool {
        let Some(at) = self.pattern.elements.iter().position(|one| one == element) else {
            return false;
        };
        let Some(regex) = self.pattern.element(at) else {
            return false;
        };
        !self.pattern.triggers.is_empty()
            && self
                .pattern
                .triggers
                .iter()
                .all(|word| regex.is_match(&format!(" {word} ")))
    }

    /// Every element held and yet there is no claim: why.
    fn lost(&self, number: usize, claims: &[super::Claim]) -> Step {
        let glossary = &self.pack.languages[self.reader.text.language].glossary;
        let hits = extract::hits(self.sentence, self.pack, glossary, |rule| {
            std::ptr::eq(&raw const self.pack.rules[rule], self.rule)
        });
        let hit = hits.iter().find(|hit| hit.pattern as usize == number);
        let note = match hit {
            None => "the marks are not of the types that the slots take".to_owned(),
            Some(hit) => self.lost_hit(hit, claims),
        };
        Step {
            held: false,
            element: "claim".to_owned(),
            span: None,
            note: Some(note),
        }
    }

    fn lost_hit(&self, hit: &Hit<'_>, claims: &[super::Claim]) -> String {
        let twists = extract::twists(hit, self.sentence, self.reader);
        if twists.dropped {
            let cues: Vec<&str> = twists.cues.iter().map(|cue| cue.name()).collect();
            return format!("dropped: the sentence holds a cue of {}", cues.join(", "));
        }
        let before: Vec<super::Claim> = claims
            .iter()
            .filter(|claim| (claim.sentence as usize) < self.at)
            .cloned()
            .collect();
        if !fill::fill(hit, self.at, self.reader, &before).is_empty() {
            return "a fuller reading of the same words won".to_owned();
        }
        let kind = self.pack.kinds.get(&self.rule.kind);
        let missing: Vec<&str> = kind
            .iter()
            .flat_map(|kind| &kind.identity)
            .filter(|slot| {
                slot.required
                    && !self.rule.set.contains_key(&slot.name)
                    && !hit.slots.iter().any(|filled| filled.name == slot.name)
            })
            .map(|slot| slot.name.as_str())
            .collect();
        if missing.is_empty() {
            "no slot could be filled with a name or value that its kind takes".to_owned()
        } else {
            format!(
                "nobody knows the {}: not said here, and not found before",
                missing.join(" and the ")
            )
        }
    }

    fn span(&self, units: &Range<usize>, shadow: &Shadow) -> Option<ByteSpan> {
        (!units.is_empty() && units.end <= shadow.units.len())
            .then(|| self.sentence.sentence.bytes(&shadow.tokens_of(units)))
    }

    fn words_of(&self, units: &Range<usize>, shadow: &Shadow) -> String {
        let span = self.span(units, shadow);
        span.map_or_else(String::new, |span| {
            span.of(&self.reader.article.text).to_owned()
        })
    }
}

/// What a mark was read as: `ann-lee (person)`, `count`.
fn read(mark: &Mark) -> String {
    match &mark.reading {
        Reading::Name(named) | Reading::Names(named) => named.first().map_or_else(
            || mark.type_name().to_owned(),
            |first| format!("{} ({})", first.id, first.kind),
        ),
        Reading::Value(_) => mark.type_name().to_owned(),
    }
}

/// How many units `bytes` of a shadow cover.
fn units(shadow: &Shadow, bytes: &Range<usize>) -> usize {
    shadow.text[bytes.clone()]
        .bytes()
        .filter(|byte| *byte == b' ')
        .count()
}

fn words(n: usize) -> String {
    if n == 1 {
        "1 word".to_owned()
    } else {
        format!("{n} words")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::build;
    use crate::rules::pack::PackFile;
    use crate::source::{Metadata, Outlets, text};

    fn pack() -> RulePack {
        let file = |pack: &str, yaml: &str| PackFile {
            path: format!("{pack}.yaml"),
            pack: pack.to_owned(),
            bytes: yaml.as_bytes().to_vec(),
        };
        let (pack, problems) = build(&[
            file(
                "facts/talks",
                include_str!("../../tests/pack/facts/talks.yaml"),
            ),
            file(
                "facts/toll",
                include_str!("../../tests/pack/facts/toll.yaml"),
            ),
            file(
                "language/en",
                include_str!("../../tests/pack/language/en.yaml"),
            ),
            file("names/all", include_str!("../../tests/pack/names/all.yaml")),
            file(
                "claims/news.en",
                include_str!("../../tests/pack/claims/news.en.yaml"),
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
        tries(&article, 0, &read, 0, &pack, &pack.readers(None))
            .into_iter()
            .map(|tried| {
                let step = tried.steps.last().expect("a try has a step");
                assert!(!step.held);
                (
                    step.element.clone(),
                    tried.held(),
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
        let tries = last("Ann Lee, who flew, met Ben Stone.");
        assert_eq!(tries[0].2, ",");
        assert!(tries[0].3.contains("before “met”"), "{}", tries[0].3);
    }

    #[test]
    fn a_mark_of_another_type_is_named_with_the_type_wanted() {
        let tries = last("Ann Lee met Arden.");
        assert_eq!(tries[0].2, "Arden");
        assert_eq!(tries[0].3, "arden (city), needs person");
        assert_eq!(tries[0].1, 4);
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
        assert_eq!(tries[0].1, 5);
    }
}
