//! Turns elements into a program that tries them, and finds what tells where it need not be tried.
//!
//! Two things shape it (`rules::pattern` says what a shadow is): every unit is one character, words too (`letters`), and
//! every pattern names trigger words, so that most patterns are never tried on a sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::letters::{GAP, Letters, MARKS};
use super::memo::{Building, Marks, Memo, Phrase, Stands, Triggers};
use super::program::{Class, Phrases, Program, Step, alternation, optional, repeated};
use super::template::Element;
use super::{Alphabet, COMMA, Capture, Code, DEEPEST, Parts, Pattern};
use crate::rules::freezing::Later;
use crate::rules::types::TypeId;

/// So many phrases of words become of one alternative, or of a list inside another; more are left to be put together.
const MOST_PHRASES: usize = 2_000;

/// Everything templates can name.
pub struct Compiler<'p> {
    /// Characters of mark types.
    pub alphabet: &'p Alphabet,
    /// Characters of words.
    pub letters: &'p Arc<Letters>,
    /// Word lists by name, each entry read as a template.
    pub lists: &'p BTreeMap<String, Vec<Vec<Element>>>,
    /// All inflections of a word, itself included.
    pub forms: &'p dyn Fn(&str) -> Vec<String>,
    /// Words that part clauses.
    pub clause_marks: &'p BTreeSet<String>,
    /// What joins the last of several names: `and`, `as well as`.
    pub joiners: &'p [String],
    /// What may stand before each of several names: `the`.
    pub articles: &'p [String],
    /// Words too common to trigger a pattern.
    pub common: &'p FxHashSet<String>,
    /// Types of marks a gap may run across, such as dates.
    pub adjuncts: &'p [TypeId],
    /// What became so far of the lists that all files of the language name.
    pub shared: &'p Memo,
    /// The lists that only the file at hand names, and what became of them.
    pub own: (&'p BTreeMap<String, Vec<Vec<Element>>>, Memo),
}

impl Compiler<'_> {
    /// Compiles `elements`.
    ///
    /// # Errors
    /// A worded reason when a list is unknown, no mark can have a wanted type, or the lists multiply out too far.
    pub fn compile(&self, template: &str, elements: &[Element]) -> Result<Pattern, String> {
        let (predicate, triggers) = self.predicate(elements).unzip();
        let anchored = elements.first() == Some(&Element::Start);
        if elements
            .iter()
            .skip(1)
            .any(|element| *element == Element::Start)
        {
            return Err("`^` stands for the start of the sentence and must come first".to_owned());
        }
        let mut building = Building::default();
        let mut ends = Vec::with_capacity(elements.len());
        for (at, element) in elements.iter().enumerate() {
            building.at_end = at + 1 == elements.len();
            if Some(at) == predicate {
                building.group(Capture::Predicate, |out| {
                    self.element(element, out, true, 0)
                })?;
            } else {
                self.element(element, &mut building, true, 0)?;
            }
            ends.push(building.steps.len());
        }
        let building = building.finished();
        Ok(Pattern {
            outline: self.outline(elements)?,
            template: template.to_owned(),
            parts: Later::from(Parts {
                elements: elements.to_vec(),
                triggers: triggers.map_or_else(Vec::new, |one| one.words.clone()),
                needs: building.needs,
                ends,
            }),
            literals: building.literals.into(),
            letters: Arc::clone(self.letters),
            program: Program {
                steps: building.steps,
                groups: building.captures.len(),
            },
            captures: building.captures,
            anchored,
        })
    }

    /// What is known of the list called `name`.
    pub(super) fn memo(&self, name: &str) -> &Memo {
        let (lists, memo) = &self.own;
        if lists.contains_key(name) {
            memo
        } else {
            self.shared
        }
    }

    /// The element whose words trigger the pattern, with these words: the one with the fewest, common words last.
    fn predicate(&self, elements: &[Element]) -> Option<(usize, Arc<Triggers>)> {
        let weighed = elements.iter().enumerate();
        let (_, at) = weighed
            .filter_map(|(at, element)| Some((self.weight(element, 0)?, at)))
            .min()?;
        Some((at, self.triggers(&elements[at], 0)?))
    }

    /// How little the triggers of `element` tell. Most elements are one word, which needs no list for that.
    fn weight(&self, element: &Element, depth: usize) -> Option<usize> {
        match element {
            Element::Word(word) => Some(self.weight_of(std::slice::from_ref(word))),
            _ => Some(self.triggers(element, depth)?.weight),
        }
    }

    fn weight_of(&self, words: &[String]) -> usize {
        let common = words.iter().filter(|word| self.common.contains(*word));
        common.count() * 1000 + words.len()
    }

    /// Words of which one must stand where `element` holds; `None` when there are none.
    fn triggers(&self, element: &Element, depth: usize) -> Option<Arc<Triggers>> {
        if depth > DEEPEST {
            return None;
        }
        let of_sequence = |sequence: &[Element], all: &mut Vec<String>| -> Option<()> {
            if let [Element::Word(word)] = sequence {
                all.push(word.clone());
                return Some(());
            }
            let weighed = sequence
                .iter()
                .filter_map(|element| Some((self.weight(element, depth + 1)?, element)));
            match weighed.min_by_key(|(weight, _)| *weight)?.1 {
                Element::Word(word) => all.push(word.clone()),
                element => all.extend_from_slice(&self.triggers(element, depth + 1)?.words),
            }
            Some(())
        };
        let weighed = |words: Vec<String>| {
            let weight = self.weight_of(&words);
            Some(Arc::new(Triggers { words, weight }))
        };
        let of_all = |alternatives: &[Vec<Element>]| -> Option<Arc<Triggers>> {
            let mut all = Vec::new();
            for alternative in alternatives {
                of_sequence(alternative, &mut all)?;
            }
            all.sort_unstable();
            all.dedup();
            if all.is_empty() { None } else { weighed(all) }
        };
        match element {
            Element::Word(word) => weighed(vec![word.clone()]),
            Element::Forms(word) => weighed(self.forms_of(word).to_vec()),
            Element::List(list) | Element::Words { list, .. } => {
                let memo = self.memo(list);
                if let Some(known) = memo.triggers.of(list) {
                    return known;
                }
                let words = of_all(self.lists.get(list)?);
                // How deep a list is named decides only where lists name each other in a circle.
                memo.triggers.tell(list, words.clone());
                words
            }
            Element::Any(alternatives) => of_all(alternatives),
            Element::Optional(_)
            | Element::Mark { .. }
            | Element::Gap { .. }
            | Element::Start
            | Element::End => None,
        }
    }

    fn element(
        &self,
        element: &Element,
        out: &mut Building,
        required: bool,
        depth: usize,
    ) -> Result<(), String> {
        if depth > DEEPEST {
            return Err(format!(
                "word lists and groups stand deeper than {DEEPEST} in each other; lists may name each other in a circle"
            ));
        }
        out.branch(1)?;
        match element {
            Element::Word(word) => self.word(word, out)?,
            Element::Forms(word) => {
                let forms = self.forms_of(word);
                let forms = forms.iter().map(|form| Ok(vec![self.code(form)?]));
                let mut all = Vec::new();
                out.phrases(&forms.collect::<Result<Vec<Phrase>, String>>()?, &mut all);
                out.steps.extend(alternation(all));
            }
            Element::List(list) => self.list(list, out, required, depth + 1)?,
            Element::Words { slot, list } => {
                let slot = slot.clone();
                out.group(Capture::Words { slot }, |out| {
                    // A list of verbs that runs on, `refuse to ..7`, keeps what it runs on to.
                    out.keeps = out.at_end;
                    self.list(list, out, required, depth + 1)?;
                    out.keeps = false;
                    Ok(())
                })?;
            }
            Element::Any(alternatives) => {
                self.alternatives(alternatives, out, required, depth + 1)?;
            }
            Element::Optional(inner) => {
                let steps = out.apart(|out| self.element(inner, out, false, depth + 1))?;
                out.steps.extend(optional(steps));
            }
            Element::Mark { slot, types, many } => {
                let marks = self.marks(types);
                if marks.letters.is_empty() {
                    let types: Vec<&str> = types.iter().map(TypeId::as_str).collect();
                    return Err(format!("no mark can be of type `{}`", types.join("|")));
                }
                if required {
                    out.needs.push(marks.letters.to_string());
                }
                let mark = run(marks.class, 1, 1, false);
                let (slot, types) = (slot.clone(), types.clone());
                out.group(Capture::Marks { slot, types }, |out| {
                    out.steps.push(mark.clone());
                    if *many {
                        let mut more = self.between()?.to_vec();
                        more.push(mark);
                        out.steps.extend(repeated(more));
                    }
                    Ok(())
                })?;
            }
            Element::Gap { slot: None, most } if out.keeps => {
                out.steps.push(run(self.kept(), 0, *most, false));
            }
            Element::Gap { slot, most } => {
                // Words that are kept are told as they stand, names and all; words passed over may name nobody.
                let across = match slot {
                    Some(_) => self.kept(),
                    None => self.gap(),
                };
                // Kept words at the end of a pattern are as many as there are; nothing behind them would end a few.
                let few = slot.is_none() || !out.at_end;
                let step = run(across, usize::from(slot.is_some()), *most, few);
                let (slot, most) = (slot.clone(), *most);
                out.group(Capture::Gap { slot, most }, |out| {
                    out.steps.push(step);
                    Ok(())
                })?;
            }
            Element::Start => {}
            Element::End => out.steps.push(Step::End),
        }
        Ok(())
    }

    fn list(
        &self,
        name: &str,
        out: &mut Building,
        required: bool,
        depth: usize,
    ) -> Result<(), String> {
        let words = self
            .lists
            .get(name)
            .ok_or_else(|| format!("no word list is called `@{name}`"))?;
        let memo = self.memo(name);
        let place = Stands {
            at_end: out.at_end,
            keeps: out.keeps,
            required,
        };
        let lists = memo.lists.at(place);
        let list = if let Some(known) = lists.of(name) {
            known
        } else {
            let mut list = Building {
                at_end: out.at_end,
                keeps: out.keeps,
                ..Building::default()
            };
            self.alternatives(words, &mut list, required, depth)?;
            let list = Arc::new(list.finished());
            lists.tell(name, Arc::clone(&list));
            list
        };
        out.add(&list)
    }

    fn alternatives(
        &self,
        alternatives: &[Vec<Element>],
        out: &mut Building,
        required: bool,
        depth: usize,
    ) -> Result<(), String> {
        let mut all = Vec::new();
        // Those in a row that are plain are tried as one.
        let mut plain: Vec<Phrase> = Vec::new();
        for alternative in alternatives {
            let before = plain.len();
            if self.plain(alternative, depth, &mut plain).is_some() {
                out.branch(plain.len() - before)?;
                continue;
            }
            out.phrases(&std::mem::take(&mut plain), &mut all);
            let keeps = out.keeps;
            all.push(out.apart(|out| {
                for (place, element) in alternative.iter().enumerate() {
                    out.keeps = keeps && place + 1 == alternative.len();
                    self.element(element, out, required && alternatives.len() == 1, depth)?;
                }
                Ok(())
            })?);
            out.keeps = keeps;
        }
        out.phrases(&plain, &mut all);
        out.steps.extend(alternation(all));
        Ok(())
    }

    /// The phrases that `alternatives` of nothing but words stand for, best first. `None` when they are too many, or stand
    /// in lists too deep to follow.
    fn phrases(&self, alternatives: &[Vec<Element>], depth: usize) -> Option<Arc<[Phrase]>> {
        let mut all: Vec<Phrase> = Vec::with_capacity(alternatives.len());
        for alternative in alternatives {
            self.plain(alternative, depth, &mut all)?;
            if all.len() > MOST_PHRASES {
                return None;
            }
        }
        Some(all.into())
    }

    /// Adds the phrases that one alternative of nothing but words stands for: of plain phrases only those are tried that
    /// begin as the sentence goes on, be they three or three hundred.
    fn plain(&self, alternative: &[Element], depth: usize, all: &mut Vec<Phrase>) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        // Most alternatives are a word or two, and so one phrase.
        let words = alternative.iter().map_while(|element| match element {
            Element::Word(word) => Some(self.code(word).ok()),
            _ => None,
        });
        let begin: Phrase = words.collect::<Option<_>>()?;
        let rest = &alternative[begin.len()..];
        if rest.is_empty() {
            all.push(begin);
            return Some(());
        }
        let mut phrases = vec![begin];
        for element in rest {
            let more = self.phrases_of(element, depth)?;
            if phrases.len() * more.len() > MOST_PHRASES {
                return None;
            }
            let longer = |phrase: &Phrase| {
                let phrase = phrase.clone();
                let both = move |more: &Phrase| [&phrase[..], more].concat();
                more.iter().map(both)
            };
            phrases = phrases.iter().flat_map(longer).collect();
        }
        all.extend(phrases);
        Some(())
    }

    fn phrases_of(&self, element: &Element, depth: usize) -> Option<Arc<[Phrase]>> {
        let phrase = |word: &String| Some(vec![self.code(word).ok()?]);
        match element {
            Element::Word(word) => Some([phrase(word)?].into()),
            Element::Forms(word) => self.forms_of(word).iter().map(phrase).collect(),
            Element::List(list) => {
                let memo = self.memo(list);
                if let Some(known) = memo.phrases.of(list) {
                    return known;
                }
                let phrases = self.phrases(self.lists.get(list)?, depth + 1);
                memo.phrases.tell(list, phrases.clone());
                phrases
            }
            Element::Any(alternatives) => self.phrases(alternatives, depth + 1),
            Element::Optional(inner) => {
                let phrases = self.phrases_of(inner, depth)?;
                let with_none = phrases.iter().cloned().chain([Phrase::new()]);
                Some(with_none.collect())
            }
            Element::Words { .. }
            | Element::Mark { .. }
            | Element::Gap { .. }
            | Element::Start
            | Element::End => None,
        }
    }

    fn word(&self, word: &str, out: &mut Building) -> Result<(), String> {
        let code = self.code(word)?;
        out.steps.push(Step::One(code));
        out.literals.push(code);
        Ok(())
    }

    /// All inflections of `word`.
    pub(super) fn forms_of(&self, word: &str) -> Arc<[String]> {
        if let Some(known) = self.shared.forms.of(word) {
            return known;
        }
        let forms: Arc<[String]> = Arc::from((self.forms)(word));
        self.shared.forms.tell(word, Arc::clone(&forms));
        forms
    }

    /// The marks that can be of one of the `types`.
    pub(super) fn marks(&self, types: &[TypeId]) -> Marks {
        let mut key = String::new();
        for kind in types {
            key.extend([kind.as_str(), "|"]);
        }
        if let Some(known) = self.shared.classes.of(&key) {
            return known;
        }
        let letters: Arc<str> = self.alphabet.class(types).into();
        let class = class_of(&letters, None);
        let marks = Marks { letters, class };
        self.shared.classes.tell(&key, marks.clone());
        marks
    }

    /// What a gap may run across.
    fn gap(&self) -> Arc<Class> {
        let gap = || class_of(&self.marks(self.adjuncts).letters, Some(GAP));
        Arc::clone(self.shared.gap.get_or_init(gap))
    }

    /// What a gap may run across whose words are kept: all marks too.
    fn kept(&self) -> Arc<Class> {
        let kept = || Class::new(vec![GAP, MARKS]).into();
        Arc::clone(self.shared.kept.get_or_init(kept))
    }

    /// What may stand between coordinated names.
    fn between(&self) -> Result<Arc<[Step]>, String> {
        if let Some(known) = self.shared.between.get() {
            return Ok(Arc::clone(known));
        }
        let comma = || Ok::<_, String>(vec![Step::One(self.code(COMMA)?)]);
        let joined = self.spelled(self.joiners)?;
        let the = match self.spelled(self.articles)? {
            Some(articles) => optional(vec![articles]),
            None => Vec::new(),
        };
        let mut all = vec![[comma()?, the.clone()].concat()];
        if let Some(joined) = joined {
            all.insert(0, [optional(comma()?), vec![joined], the].concat());
        }
        let between = alternation(all).into();
        Ok(Arc::clone(self.shared.between.get_or_init(|| between)))
    }

    /// Phrases, if there are any, as a step.
    fn spelled(&self, phrases: &[String]) -> Result<Option<Step>, String> {
        let spelled = |phrase: &String| phrase.split(' ').map(|word| self.code(word)).collect();
        let phrases: Result<Vec<Phrase>, String> = phrases.iter().map(spelled).collect();
        let phrases = Phrases::new(&phrases?);
        Ok((!phrases.is_empty()).then(|| Step::Phrases(phrases.into())))
    }

    /// What stands for `word` in a shadow.
    pub(super) fn code(&self, word: &str) -> Result<Code, String> {
        let known = self.letters.known(word);
        let code = known.or_else(|| self.letters.of(word, self.clause_marks.contains(word)));
        code.ok_or_else(|| "the templates of its language ask for too many words".to_owned())
    }
}

/// The class of these marks, and of what is given beside them.
fn class_of(marks: &str, beside: Option<RangeInclusive<Code>>) -> Arc<Class> {
    let marks = marks.chars().map(Code::mark).map(|mark| mark..=mark);
    Class::new(marks.chain(beside).collect()).into()
}

fn run(class: Arc<Class>, least: usize, most: usize, few: bool) -> Step {
    Step::Run {
        class,
        least,
        most,
        few,
    }
}

#[cfg(test)]
mod tests;
