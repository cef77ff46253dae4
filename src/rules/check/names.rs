//! Checks name files: one tree of types, one set of names, every spelling with what it can mean.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::problem::{Problem, nearest};
use crate::rules::forge::{known_type, suggest};
use crate::rules::lexicon::{Lexicon, Reading, Spelling};
use crate::rules::names::{Name, NameId, Names, Role, TypeId};
use crate::rules::pattern::Alphabet;
use crate::rules::raw;
use crate::rules::yaml::Document;

/// Types that value marks have; they need no declaration.
pub const VALUE_TYPES: [&str; 7] = [
    "count", "duration", "money", "percent", "ordinal", "times", "date",
];
/// The type of an identity slot that words fill: an office, a thing counted.
pub const WORD: &str = "word";
/// The type of an adjective made from a name.
pub const ADJECTIVE: &str = "nationality";
/// The type of a word for a name's people.
pub const PEOPLE: &str = "people";
/// The type whose last word alone names it.
const PERSON: &str = "person";

/// Name files with their documents, and the outlet whose house names they are.
pub type NameFiles<'f> = [(&'f raw::NameFile, &'f Document, Option<&'f str>)];

/// How offices are said, from the language files: templates and other words for titles.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Offices {
    /// `{adjective} {title}`, `{place}'s {title}`.
    pub templates: Vec<String>,
    /// Other words for a title.
    pub titles: BTreeMap<String, Vec<String>>,
}

/// Checks all name files together.
pub fn names(
    files: &NameFiles<'_>,
    offices: &Offices,
    problems: &mut Vec<Problem>,
) -> (Names, Lexicon, Alphabet) {
    let mut names = Names::default();
    for kind in VALUE_TYPES.into_iter().chain([ADJECTIVE, PEOPLE, WORD]) {
        names.parents.insert(TypeId::new(kind), Vec::new());
    }
    for (file, _, _) in files {
        for (kind, parents) in &file.types {
            names.parents.insert(
                TypeId::new(kind),
                parents.0.iter().map(|parent| TypeId::new(parent)).collect(),
            );
        }
    }
    for (file, document, _) in files {
        for (kind, parents) in &file.types {
            for parent in &parents.0 {
                known_type(
                    parent,
                    &names,
                    document,
                    format_args!("types.{kind}"),
                    problems,
                );
            }
        }
    }
    let mut firsts: FxHashMap<NameId, &str> = FxHashMap::default();
    for (file, document, _) in files {
        for (at, raw) in file.names.iter().enumerate() {
            let name = name(raw, at, document, &names, problems);
            if let Some(first) = firsts.insert(name.id.clone(), &document.path) {
                firsts.insert(name.id.clone(), first);
                let message = format!("the name `{}` is listed twice; first in {first}", name.id);
                problems.push(document.problem(
                    "duplicate-name",
                    &format!("names[{at}].id"),
                    message,
                ));
                continue;
            }
            names.by_id.insert(name.id.clone(), name);
        }
    }
    for (file, document, _) in files {
        for (at, raw) in file.names.iter().enumerate() {
            let targets = raw
                .of
                .iter()
                .map(|id| (id, "of"))
                .chain(raw.part_of.0.iter().map(|id| (id, "part_of")));
            for (id, key) in targets {
                if !names.by_id.contains_key(id.as_str()) {
                    let problem = document.problem(
                        "unknown-name",
                        &format!("names[{at}].{key}"),
                        format!("no name has the id `{id}`"),
                    );
                    problems.push(suggest(
                        problem,
                        nearest(id, names.by_id.keys().map(NameId::as_str)).map(str::to_owned),
                    ));
                }
            }
        }
    }
    let mut alphabet = Alphabet::default();
    for kind in names.parents.keys().cloned().collect::<Vec<_>>() {
        alphabet.letter(&BTreeSet::from([kind]), &names);
    }
    let lexicon = lexicon(files, offices, &names, &mut alphabet);
    (names, lexicon, alphabet)
}

fn name(
    raw: &raw::Name,
    at: usize,
    document: &Document,
    names: &Names,
    problems: &mut Vec<Problem>,
) -> Name {
    if raw.types.0.is_empty() {
        let problem = document.problem(
            "missing-key",
            &format!("names[{at}]"),
            format!("the name `{}` has no type", raw.id),
        );
        problems.push(problem.help("add `type: person`, or another type of the pack"));
    }
    for kind in &raw.types.0 {
        known_type(
            kind,
            names,
            document,
            format_args!("names[{at}].type"),
            problems,
        );
    }
    let mut roles = Vec::new();
    for (n, role) in raw.roles.iter().enumerate() {
        let mut day = |text: &Option<String>, key: &str| -> Option<Date> {
            let text = text.as_ref()?;
            let day = text.parse().ok();
            if day.is_none() {
                let path = format!("names[{at}].roles[{n}].{key}");
                problems.push(
                    document
                        .problem("bad-date", &path, format!("`{text}` is no date"))
                        .help("write it as 2024-01-31"),
                );
            }
            day
        };
        let (from, until) = (day(&role.from, "from"), day(&role.until, "until"));
        roles.push(Role {
            title: role.title.clone(),
            of: role.of.as_deref().map(NameId::new),
            from,
            until,
        });
    }
    Name {
        id: NameId::new(&raw.id),
        name: raw.name.clone(),
        types: raw.types.0.iter().map(|kind| TypeId::new(kind)).collect(),
        also: raw.also.0.clone(),
        of: raw.of.as_deref().map(NameId::new),
        part_of: raw.part_of.0.iter().map(|id| NameId::new(id)).collect(),
        roles,
    }
}

fn lexicon(
    files: &NameFiles<'_>,
    offices: &Offices,
    names: &Names,
    alphabet: &mut Alphabet,
) -> Lexicon {
    let mut lexicon = Lexicon::default();
    // Most names are written in two ways of two words.
    lexicon.reserve(
        4 * files
            .iter()
            .map(|(file, ..)| file.names.len())
            .sum::<usize>(),
    );
    let adjectives: BTreeMap<&str, &[String]> = files
        .iter()
        .flat_map(|(file, _, _)| &file.names)
        .filter(|name| !name.adjective.0.is_empty())
        .map(|name| (name.id.as_str(), name.adjective.0.as_slice()))
        .collect();
    let person = TypeId::new(PERSON);
    let persons: BTreeSet<&str> = names
        .parents
        .keys()
        .filter(|kind| names.is_a(kind, &person))
        .map(TypeId::as_str)
        .collect();
    for (file, _, outlet) in files {
        for raw in &file.names {
            let id = NameId::new(&raw.id);
            let mut add =
                |text: &str, kind: &TypeId, office: Option<(Option<Date>, Option<Date>)>| {
                    let reading = Reading {
                        id: id.clone(),
                        kind: kind.clone(),
                    };
                    let text = if text.is_ascii() {
                        text.to_owned()
                    } else {
                        text.replace('’', "'")
                    };
                    lexicon.add(Spelling {
                        text,
                        readings: vec![reading],
                        letter: '\u{E000}',
                        outlet: outlet.map(str::to_owned),
                        office,
                    });
                };
            let is_person = raw
                .types
                .0
                .iter()
                .any(|kind| persons.contains(kind.as_str()));
            let surname = raw
                .name
                .split_whitespace()
                .last()
                .filter(|_| is_person && raw.surname);
            for kind in &raw.types.0 {
                let kind = TypeId::new(kind);
                for text in std::iter::once(raw.name.as_str())
                    .chain(raw.also.0.iter().map(String::as_str))
                    .chain(surname)
                {
                    add(text, &kind, None);
                }
                for role in &raw.roles {
                    let dates = (parse(role.from.as_ref()), parse(role.until.as_ref()));
                    let own = [role.title.clone()];
                    let titles = offices
                        .titles
                        .get(&role.title)
                        .map_or(&own[..], Vec::as_slice);
                    let Some(of) = &role.of else { continue };
                    let place = names
                        .by_id
                        .get(of.as_str())
                        .map_or(of.as_str(), |name| name.name.as_str());
                    for template in &offices.templates {
                        let template = template.replace("{place}", place);
                        for title in titles {
                            let said = template.replace("{title}", title);
                            if template.contains("{adjective}") {
                                for adjective in
                                    adjectives.get(of.as_str()).copied().unwrap_or_default()
                                {
                                    add(
                                        &said.replace("{adjective}", adjective),
                                        &kind,
                                        Some(dates),
                                    );
                                }
                            } else {
                                add(&said, &kind, Some(dates));
                            }
                        }
                    }
                }
            }
            for adjective in &raw.adjective.0 {
                add(adjective, &TypeId::new(ADJECTIVE), None);
            }
            for people in &raw.people.0 {
                add(people, &TypeId::new(PEOPLE), None);
            }
        }
    }
    lexicon.finish(alphabet, names);
    lexicon
}

fn parse(day: Option<&String>) -> Option<Date> {
    day.and_then(|text| text.parse().ok())
}
