//! Word lists that no pattern names, and types that nothing has or nothing asks for.

use std::collections::BTreeSet;

use crate::problem::Problem;
use crate::rules::RulePack;
use crate::rules::check::{ADJECTIVE, PEOPLE, VALUE_TYPES};
use crate::rules::language::Language;
use crate::rules::pattern::{Element, Pattern};
use crate::rules::sources::Sources;
use crate::rules::types::TypeId;

/// `unused-list` and `unused-type`.
pub(super) fn lint(pack: &RulePack, sources: &Sources<'_>, problems: &mut Vec<Problem>) {
    lists(pack, sources, problems);
    types(pack, sources, problems);
}

fn lists(pack: &RulePack, sources: &Sources<'_>, problems: &mut Vec<Problem>) {
    let mut complain = |file: &str, path: String, list: &str| {
        let message = format!("no pattern names the word list `@{list}`");
        let problem = Problem::lint("unused-list", message)
            .help("delete it, or write `@list` where it is meant");
        problems.extend(sources.key(file, &path).map(|place| problem.at(place)));
    };
    for (file, lists) in &pack.words {
        let mut used = Used::default();
        let rules = pack.rules.iter().filter(|rule| rule.pack == *file);
        rules.for_each(|rule| used.rule(rule));
        lists
            .values()
            .flatten()
            .for_each(|entry| used.elements(entry));
        for list in lists.keys().filter(|list| !used.lists.contains(*list)) {
            complain(file, format!("words.{list}"), list);
        }
    }
    for language in &pack.languages {
        let mut used = Used::default();
        used.language(language);
        let rules = pack.rules.iter();
        rules
            .filter(|rule| rule.language == language.id)
            .for_each(|rule| used.rule(rule));
        let files = pack
            .words
            .values()
            .flat_map(|lists| lists.values())
            .flatten();
        files.for_each(|entry| used.elements(entry));
        let file = format!("language/{}", language.id);
        for list in language
            .lists
            .keys()
            .filter(|list| !used.lists.contains(*list))
        {
            complain(&file, format!("words.{list}"), list);
        }
    }
}

fn types(pack: &RulePack, sources: &Sources<'_>, problems: &mut Vec<Problem>) {
    let names = &pack.names;
    // What has a type gives all above it, and what asks for one asks for all below it.
    let mut given: BTreeSet<TypeId> = BTreeSet::new();
    let mut used = Used::default();
    for name in names.by_id.values() {
        given.extend(
            name.types
                .iter()
                .flat_map(|kind| names.types.ancestors(kind)),
        );
    }
    // Adjectives and words for a people have their types from the key they stand under.
    given.extend(
        [ADJECTIVE, PEOPLE]
            .iter()
            .flat_map(|kind| names.types.ancestors(&TypeId::new(kind))),
    );
    for language in &pack.languages {
        let guess = &language.guess;
        let tables = [&guess.before, &guess.first, &guess.last, &guess.after];
        let guessed = tables.into_iter().flat_map(|table| table.values());
        let told = language
            .name_patterns
            .iter()
            .filter_map(|name| name.kind.as_ref());
        for kind in guessed.chain(told).chain(&guess.otherwise) {
            given.extend(names.types.ancestors(kind));
        }
        used.language(language);
    }
    pack.rules.iter().for_each(|rule| used.rule(rule));
    for lists in pack.words.values() {
        lists
            .values()
            .flatten()
            .for_each(|entry| used.elements(entry));
    }
    for kind in pack.kinds.values() {
        let slots = kind
            .identity
            .iter()
            .flat_map(|slot| slot.types.iter().chain(&slot.via).chain(&slot.told_by));
        let scopes = kind.scope.iter().flat_map(|dimension| &dimension.types);
        used.types.extend(slots.chain(scopes).cloned());
    }
    let declared = names.types.iter().map(|(kind, _)| kind);
    let declared = declared.filter(|kind| !VALUE_TYPES.contains(&kind.as_str()));
    for kind in declared {
        let asked = names
            .types
            .ancestors(kind)
            .iter()
            .any(|above| used.types.contains(above));
        let message = match (given.contains(kind), asked) {
            (true, true) => continue,
            (false, false) => format!("nothing has the type `{kind}`, and nothing asks for it"),
            (false, true) => {
                format!("nothing has the type `{kind}`: no name, no pattern, no guess")
            }
            (true, false) => format!("nothing asks for the type `{kind}` or one above it"),
        };
        let help = "delete it, give it to names, or ask for it in a pattern or a fact kind";
        let problem = Problem::lint("unused-type", message).help(help);
        let places = sources
            .of("names/")
            .filter(|file| sources.holds(file, kind.as_str()))
            .filter_map(|file| sources.key(file, &format!("types.{kind}")));
        problems.extend(places.map(|place| problem.clone().at(place)));
    }
}

/// Lists and types that patterns name.
#[derive(Default)]
struct Used {
    lists: BTreeSet<String>,
    types: BTreeSet<TypeId>,
}

impl Used {
    fn rule(&mut self, rule: &crate::rules::rule::Rule) {
        rule.patterns.iter().for_each(|(_, one)| self.pattern(one));
        let phrases = rule.around();
        let phrases = phrases.flat_map(|(_, patterns)| patterns.iter());
        phrases.for_each(|one| self.pattern(one));
    }

    fn language(&mut self, language: &Language) {
        let cues = language.cues.iter().flat_map(|cue| &cue.patterns);
        let speakers = language.attribution.iter().map(|one| &one.pattern);
        let names = language.name_patterns.iter().map(|one| &one.pattern);
        cues.chain(speakers)
            .chain(names)
            .for_each(|one| self.pattern(one));
        let lists = language.lists.values().flatten();
        lists.for_each(|entry| self.elements(entry));
        self.types.extend(language.adjuncts.iter().cloned());
        self.types.extend(language.guess.short.iter().cloned());
        // What nothing else fits is asked for by nobody, and yet not idle.
        self.types.extend(language.guess.otherwise.clone());
        let pointed = language.references.iter().map(|one| one.kind.clone());
        self.types.extend(pointed);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        self.elements(&pattern.parts.elements);
    }

    fn elements(&mut self, elements: &[Element]) {
        for element in elements {
            match element {
                Element::List(list) | Element::Words { list, .. } => {
                    self.lists.insert(list.clone());
                }
                Element::Mark { types, .. } => self.types.extend(types.iter().cloned()),
                Element::Any(alternatives) => {
                    for one in alternatives {
                        self.elements(one);
                    }
                }
                Element::Optional(inner) => self.elements(std::slice::from_ref(inner)),
                Element::Word(_)
                | Element::Forms(_)
                | Element::Gap { .. }
                | Element::Start
                | Element::End => {}
            }
        }
    }
}
