//! The laws that what saves trying a program loses nothing, and that a program tried at one place says what `regex` says
//! of its expression with every gap counted, over templates and sentences that nobody wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use rustc_hash::FxHashSet;

use super::letters::BYTES;
use super::{Alphabet, Capture, Code, Compiler, Letters, Memo, Pattern, Presence, Trial, parse};
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
        let plain = regex::Regex::new(&format!("^(?:{})", counted(&pattern))).expect("it compiles");
        let present = language.sentence(0, &units);
        let program = pattern.program().expect("every template becomes one");
        let mut trial = Trial::new(program, present.units(present.len()));
        let row = present.row();
        for start in 0..present.len() {
            let held = plain.captures(&row[start * BYTES..]);
            prop_assert_eq!(trial.holds(start), held.is_some(), "{} at {} of {:?}", template, start, units);
            for group in 0..held.as_ref().map_or(0, regex::Captures::len) {
                let told = held.as_ref().and_then(|held| held.get(group));
                let told = told.map(|told| start + told.start() / BYTES..start + told.end() / BYTES);
                prop_assert_eq!(trial.group(group), told, "{} in {}", group, template);
            }
        }
    }
}

/// The expression of a pattern with every gap counted.
fn counted(pattern: &Pattern) -> String {
    let mut counted = String::new();
    let mut rest = pattern.source.as_str();
    let mut captures = pattern.captures.iter();
    while let Some(open) = rest.find('(') {
        let (before, behind) = rest.split_at(open + 1);
        counted.push_str(before);
        rest = behind;
        if rest.starts_with('?') {
            continue;
        }
        // A gap is a class and a lazy star, or a lazy plus; one that ends its pattern is counted as it is.
        if let Some(Capture::Gap { most, .. }) = captures.next()
            && let Some((class, behind)) = rest.split_once(']')
            && let Some(least) = ["*?", "+?"]
                .iter()
                .position(|star| behind.starts_with(star))
        {
            counted.push_str(&format!("{class}]{{{least},{most}}}?"));
            rest = &behind[2..];
        }
    }
    counted + rest
}
