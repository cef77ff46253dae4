//! The laws that what saves trying a program loses nothing, and that a program tried at one place says what `regex` says
//! of the same template written as an expression, over templates and sentences that nobody wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use rustc_hash::FxHashSet;

use super::trial::Trial;
use super::{Alphabet, Code, Compiler, Letters, Memo, Pattern, Presence, parse};
use crate::rules::names::Names;
use crate::rules::types::TypeId;

/// Parts of templates: words, marks, gaps, lists, alternatives of unlike lengths, all of it optional too.
const PARTS: [&str; 25] = [
    "a",
    "b",
    "met~",
    "{person}",
    "{who:person+}",
    "{date}",
    "..1",
    "..3",
    "..6",
    "@meet",
    "(a|b c)",
    "(a b|{person})",
    "(met|@meet|a)",
    "(b|c d e)?",
    "a?",
    "{person}?",
    "(,|but)?",
    "{person|date}",
    "(a ..2 b|c)",
    "{what:..3}",
    "(@meet ..1 {person}|b)",
    "(,|$)",
    "{list:@meet}",
    "the?",
    "(c|a? b)",
];

/// Units of sentences: `P` and `D` are marks, `z` and `;` are asked for by nobody.
const UNITS: [&str; 18] = [
    "a", "b", "c", "d", "e", "met", "mets", "held", "talks", "with", "and", "the", ",", "but", "z",
    ";", "P", "D",
];

/// What is compiled and searched by hand.
struct Language {
    alphabet: Alphabet,
    letters: Arc<Letters>,
    lists: BTreeMap<String, Vec<Vec<super::Element>>>,
}

impl Language {
    fn new() -> Self {
        let mut alphabet = Alphabet::default();
        for kind in ["person", "date"] {
            alphabet.letter(&BTreeSet::from([TypeId::new(kind)]), &Names::default());
        }
        let meet = ["met", "held talks with", "with (a|b)? c"];
        let meet = meet.map(|phrase| parse(phrase).expect("it reads"));
        Self {
            alphabet,
            letters: Arc::default(),
            lists: BTreeMap::from([("meet".to_owned(), meet.to_vec())]),
        }
    }

    fn compiler<T>(&self, run: impl FnOnce(&Compiler<'_>) -> T) -> T {
        run(&Compiler {
            alphabet: &self.alphabet,
            letters: &self.letters,
            lists: &self.lists,
            forms: &|word| vec![word.to_owned(), format!("{word}s")],
            clause_marks: &BTreeSet::from(["but".to_owned()]),
            joiners: &["and".to_owned()],
            articles: &["the".to_owned()],
            common: &FxHashSet::default(),
            adjuncts: &[TypeId::new("date")],
            shared: &Memo::default(),
            own: (&BTreeMap::new(), Memo::default()),
        })
    }

    /// A sentence of these units, behind so many that nobody asks for.
    fn sentence(&self, behind: usize, units: &[&str]) -> Presence {
        let code = |unit: &&str| match *unit {
            "P" => Code::mark('\u{E000}'),
            "D" => Code::mark('\u{E001}'),
            "z" | ";" => Code::unasked(unit),
            word => self.letters.of(word, word == "but").expect("there is room"),
        };
        let before = std::iter::repeat_n(Code::OTHER, behind);
        let codes = before.chain(units.iter().map(code));
        Presence::new(codes.collect(), &Arc::new(self.letters.holding()))
    }
}

/// What becomes of `template`; `None` where it says nothing.
fn compiled(template: &str) -> Option<(Language, Pattern)> {
    let language = Language::new();
    let elements = parse(template).ok()?;
    let pattern = language.compiler(|compiler| compiler.compile(template, &elements));
    Some((language, pattern.ok()?))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn outlines_lose_no_match(
        anchored in any::<bool>(),
        parts in prop::collection::vec(select(&PARTS[..]), 1..7),
        behind in select(&[0_usize, 0, 0, 55, 62, 64, 120, 250, 300][..]),
        units in prop::collection::vec(select(&UNITS[..]), 0..24),
        cut in (0.0..1.0_f64, 0.0..1.0_f64),
    ) {
        let template = format!("{}{}", if anchored { "^ " } else { "" }, parts.join(" "));
        let Some((language, pattern)) = compiled(&template) else { return Ok(()) };
        let present = language.sentence(behind, &units);
        let place = |share: f64| (present.len() as f64 * share) as usize;
        let (from, to) = (place(cut.0.min(cut.1)), place(cut.0.max(cut.1)));
        for stretch in [0..present.len(), from..to] {
            let found = pattern.matches(&present, &stretch);
            let plain = pattern.matches_plainly(&present, &stretch);
            prop_assert_eq!(found, plain, "{} over {:?} of {:?}", template, stretch, units);
        }
    }

    #[test]
    fn programs_hold_as_regex_says(
        parts in prop::collection::vec(select(&PARTS[..]), 1..7),
        units in prop::collection::vec(select(&UNITS[..]), 0..24),
    ) {
        let template = parts.join(" ");
        let Some((language, pattern)) = compiled(&template) else { return Ok(()) };
        let expression = Written { language: &language, predicate: pattern.parts.triggers.clone() };
        let expression = expression.whole(&pattern.parts.elements);
        let plain = regex::Regex::new(&format!("^(?:{expression})")).expect("it compiles");
        let present = language.sentence(0, &units);
        let mut trial = Trial::new(&pattern.program, present.units(present.len()));
        // Each character takes three bytes.
        let row: String = present.units(present.len()).iter().map(|code| code.letter()).collect();
        for start in 0..present.len() {
            let held = plain.captures(&row[start * 3..]);
            prop_assert_eq!(trial.holds(start), held.is_some(), "{} at {} of {:?}", template, start, units);
            let Some(held) = held else { continue };
            let told = |group| {
                let told = held.get(group)?;
                Some(start + told.start() / 3..start + told.end() / 3)
            };
            prop_assert_eq!(trial.whole(), told(0), "{} at {} of {:?}", template, start, units);
            for group in 0..pattern.captures.len() {
                prop_assert_eq!(trial.group(group), told(group + 1), "{} in {}", group, template);
            }
        }
    }
}

/// A template written as an expression: what stands in a group is what the compiler keeps in one.
struct Written<'l> {
    language: &'l Language,
    predicate: Vec<String>,
}

impl Written<'_> {
    fn whole(&self, elements: &[super::Element]) -> String {
        let mut predicate = false;
        let written = elements.iter().enumerate().map(|(at, element)| {
            let last = at + 1 == elements.len();
            let written = self.element(element, last, false);
            // The compiler takes the first of the elements that its triggers are the words of.
            let words = !predicate && !self.predicate.is_empty() && self.words(element);
            predicate |= words;
            if words {
                format!("({written})")
            } else {
                written
            }
        });
        written.collect()
    }

    fn words(&self, element: &super::Element) -> bool {
        let (pattern, words) = self.language.compiler(|compiler| {
            let alone = compiler.compile("", std::slice::from_ref(element));
            (
                alone.map(|alone| alone.parts.triggers.clone()),
                &self.predicate,
            )
        });
        pattern.is_ok_and(|pattern| pattern == *words)
    }

    fn word(&self, word: &str) -> String {
        let code = self
            .language
            .letters
            .of(word, word == "but")
            .expect("there is room");
        code.letter().to_string()
    }

    fn any(&self, alternatives: &[Vec<super::Element>], last: bool, keeps: bool) -> String {
        let written = alternatives.iter().map(|alternative| {
            let elements = alternative.iter().enumerate();
            let keeps = |at: usize| keeps && at + 1 == alternative.len();
            elements
                .map(|(at, element)| self.element(element, last, keeps(at)))
                .collect::<String>()
        });
        format!("(?:{})", written.collect::<Vec<_>>().join("|"))
    }

    fn element(&self, element: &super::Element, last: bool, keeps: bool) -> String {
        use super::Element;
        const GAP: &str = "\u{1000}-\u{CFFF}";
        const MARKS: &str = "\u{E000}-\u{EFFF}";
        let entries = |name: &str| &self.language.lists[name];
        match element {
            Element::Word(word) => self.word(word),
            Element::Forms(word) => {
                format!("(?:{}|{})", self.word(word), self.word(&format!("{word}s")))
            }
            Element::List(name) => self.any(entries(name), last, keeps),
            Element::Words { list: name, .. } => {
                format!("({})", self.any(entries(name), last, last))
            }
            Element::Any(alternatives) => self.any(alternatives, last, keeps),
            Element::Optional(inner) => format!("(?:{})?", self.element(inner, last, keeps)),
            Element::Mark { types, many, .. } => {
                let class = self.language.alphabet.class(types);
                let [and, comma, the] = ["and", ",", "the"].map(|word| self.word(word));
                let more = format!("(?:(?:{comma}?{and}(?:{the})?|{comma}(?:{the})?)[{class}])*");
                format!("([{class}]{})", if *many { more } else { String::new() })
            }
            Element::Gap { slot: None, most } if keeps => format!("[{GAP}{MARKS}]{{0,{most}}}"),
            Element::Gap { slot: None, most } => {
                let dates = self.language.alphabet.class(&[TypeId::new("date")]);
                format!("([{GAP}{dates}]{{0,{most}}}?)")
            }
            Element::Gap { most, .. } => {
                let few = if last { "" } else { "?" };
                format!("([{GAP}{MARKS}]{{1,{most}}}{few})")
            }
            Element::Start => String::new(),
            Element::End => "$".to_owned(),
        }
    }
}
