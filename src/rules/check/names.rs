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

/// The first and last day of an office.
type Term = (Option<Date>, Option<Date>);

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

impl Offices {
    /// Every way to say who holds the office called `title` of a `place` with these `adjectives`.
    fn each(&self, title: &str, place: &str, adjectives: &[String], mut say: impl FnMut(&str)) {
        let own = [title.to_owned()];
        let titles = self.titles.get(title).map_or(&own[..], Vec::as_slice);
        let mut said = String::new();
        for template in &self.templates {
            // A template without an adjective is said once.
            let all = if template.contains("{adjective}") {
                adjectives
            } else {
                &own[..]
            };
            for title in titles {
                for adjective in all {
                    said.clear();
                    let mut rest = template.as_str();
                    while let Some((before, after)) = rest.split_once('{') {
                        said.push_str(before);
                        let (hole, after) = after.split_once('}').unwrap_or((after, ""));
                        said.push_str(match hole {
                            "place" => place,
                            "title" => title,
                            "adjective" => adjective,
                            _ => "",
                        });
                        rest = after;
                    }
                    said.push_str(rest);
                    say(&said);
                }
            }
        }
    }
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
    let rows: Vec<Row<'_>> = files.iter().flat_map(|file| rows(file, &names)).collect();
    let mut firsts: FxHashMap<NameId, &str> = FxHashMap::default();
    for row in &rows {
        row.check(&names, problems);
        let document = row.document;
        for (nth, (id, text)) in row.listed.iter().enumerate() {
            if let Some(first) = firsts.insert(id.clone(), &document.path) {
                firsts.insert(id.clone(), first);
                let message = format!("the name `{id}` is listed twice; first in {first}");
                let problem = document.problem("duplicate-name", &row.path_of(nth), message);
                problems.push(problem);
                continue;
            }
            names.by_id.insert(id.clone(), row.name(id, text));
        }
    }
    for row in &rows {
        let (of, part_of) = (row.raw.of.iter(), row.raw.part_of.0.iter());
        let targets = of
            .map(|id| (id, "of"))
            .chain(part_of.map(|id| (id, "part_of")));
        for (id, key) in targets {
            if !names.by_id.contains_key(id.as_str()) {
                let message = format!("no name has the id `{id}`");
                let problem = row
                    .document
                    .problem("unknown-name", &row.path(key), message);
                let ids = names.by_id.keys().map(NameId::as_str);
                problems.push(suggest(problem, nearest(id, ids).map(str::to_owned)));
            }
        }
    }
    let mut alphabet = Alphabet::default();
    for kind in names.parents.keys().cloned().collect::<Vec<_>>() {
        alphabet.letter(&BTreeSet::from([kind]), &names);
    }
    let lexicon = lexicon(&rows, offices, &names, &mut alphabet);
    (names, lexicon, alphabet)
}

/// An entry of a name file with the names it lists.
struct Row<'f> {
    raw: &'f raw::Name,
    at: usize,
    document: &'f Document,
    outlet: Option<&'f str>,
    /// Ids, and how reports print them.
    listed: Vec<(NameId, &'f str)>,
    /// Its types, those that are declared as one with their declaration.
    kinds: Vec<TypeId>,
}

fn rows<'f>(
    (file, document, outlet): &(&'f raw::NameFile, &'f Document, Option<&'f str>),
    names: &Names,
) -> Vec<Row<'f>> {
    let kind = |kind: &String| match names.parents.get_key_value(kind.as_str()) {
        Some((declared, _)) => declared.clone(),
        None => TypeId::new(kind),
    };
    let row = |(at, raw): (usize, &'f raw::Name)| Row {
        raw,
        at,
        document,
        outlet: *outlet,
        listed: raw.listed().collect(),
        kinds: raw.types.0.iter().map(kind).collect(),
    };
    file.names.iter().enumerate().map(row).collect()
}

impl Row<'_> {
    /// Where `key` stands in the file.
    fn path(&self, key: &str) -> String {
        format!("names[{}].{key}", self.at)
    }

    /// Where the name number `nth` stands.
    fn path_of(&self, nth: usize) -> String {
        match (&self.raw.id, self.raw.each.is_empty()) {
            (_, false) => self.path(&format!("each[{nth}]")),
            (Some(_), true) => self.path("id"),
            (None, true) => self.path("name"),
        }
    }

    /// Says what is missing, and what is too much.
    fn check(&self, names: &Names, problems: &mut Vec<Problem>) {
        let raw = self.raw;
        let mut say = |code, path: &str, message: &str, help: &str| {
            problems.push(self.document.problem(code, path, message).help(help));
        };
        let entry = format!("names[{}]", self.at);
        match (&raw.name, raw.each.as_slice()) {
            (None, []) => say(
                "missing-key",
                &entry,
                "an entry of names needs `name`",
                "add `name: Arden`, or `each: [Arden, Bray]` for several that share the rest",
            ),
            (Some(_), [_, ..]) => say(
                "wrong-value",
                &self.path("each"),
                "`each` names several, and so there is no `name` beside it",
                "write the other one as an entry of its own; other spellings stand in `also`",
            ),
            _ => {}
        }
        let own = [
            ("id", raw.id.is_some()),
            ("also", !raw.also.0.is_empty()),
            ("adjective", !raw.adjective.0.is_empty()),
            ("people", !raw.people.0.is_empty()),
            ("roles", !raw.roles.is_empty()),
        ];
        for (key, given) in own {
            if given && !raw.each.is_empty() {
                let message = format!("`{key}` cannot be that of all names in `each`");
                let help = "give the name it belongs to an entry of its own";
                say("wrong-value", &self.path(key), &message, help);
            }
        }
        for (nth, (id, text)) in self.listed.iter().enumerate() {
            if id.as_str().is_empty() {
                let message = format!("`{text}` makes no id");
                let help = "give it an `id` of small letters and hyphens";
                say("missing-key", &self.path_of(nth), &message, help);
            }
            if raw.types.0.is_empty() {
                let message = format!("the name `{id}` has no type");
                let help = "add `type: person`, or another type of the pack";
                say("missing-key", &entry, &message, help);
            }
        }
        for kind in &raw.types.0 {
            let path = format_args!("names[{}].type", self.at);
            known_type(kind, names, self.document, path, problems);
        }
        for (n, role) in raw.roles.iter().enumerate() {
            for (text, key) in [(&role.from, "from"), (&role.until, "until")] {
                if let Some(text) = text
                    && parse(Some(text)).is_none()
                {
                    let path = self.path(&format!("roles[{n}].{key}"));
                    let problem =
                        self.document
                            .problem("bad-date", &path, format!("`{text}` is no date"));
                    problems.push(problem.help("write it as 2024-01-31"));
                }
            }
        }
    }

    fn name(&self, id: &NameId, text: &str) -> Name {
        let raw = self.raw;
        let role = |role: &raw::Role| Role {
            title: role.title.clone(),
            of: role.of.as_deref().map(NameId::new),
            from: parse(role.from.as_ref()),
            until: parse(role.until.as_ref()),
        };
        Name {
            id: id.clone(),
            name: text.to_owned(),
            types: self.kinds.clone(),
            also: raw.also.0.clone(),
            of: raw.of.as_deref().map(NameId::new),
            part_of: raw.part_of.0.iter().map(|id| NameId::new(id)).collect(),
            roles: raw.roles.iter().map(role).collect(),
            vague: raw.vague,
        }
    }
}

fn lexicon(rows: &[Row<'_>], offices: &Offices, names: &Names, alphabet: &mut Alphabet) -> Lexicon {
    let mut lexicon = Lexicon::default();
    // Most names are written in two ways of two words.
    lexicon.reserve(4 * names.by_id.len());
    let adjectives: FxHashMap<&str, &[String]> = rows
        .iter()
        .filter(|row| !row.raw.adjective.0.is_empty())
        .flat_map(|row| row.listed.iter().map(move |(id, _)| (id.as_str(), row)))
        .map(|(id, row)| (id, row.raw.adjective.0.as_slice()))
        .collect();
    let person = TypeId::new(PERSON);
    let persons: BTreeSet<&str> = names
        .parents
        .keys()
        .filter(|kind| names.is_a(kind, &person))
        .map(TypeId::as_str)
        .collect();
    let (adjective_type, people_type) = (TypeId::new(ADJECTIVE), TypeId::new(PEOPLE));
    for row in rows {
        let raw = row.raw;
        for (id, text) in &row.listed {
            let mut add = |text: &str, kind: &TypeId, office: Option<Term>| {
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
                    outlet: row.outlet.map(str::to_owned),
                    office,
                });
            };
            let mut kinds = raw.types.0.iter();
            let is_person = kinds.any(|kind| persons.contains(kind.as_str()));
            let surname = text.split_whitespace().last();
            let surname = surname.filter(|_| is_person && raw.surname);
            for kind in &row.kinds {
                let also = raw.also.0.iter().map(String::as_str);
                for text in std::iter::once(*text).chain(also).chain(surname) {
                    add(text, kind, None);
                }
                for role in &raw.roles {
                    let term = (parse(role.from.as_ref()), parse(role.until.as_ref()));
                    let Some(of) = &role.of else { continue };
                    let known = names.by_id.get(of.as_str());
                    let place = known.map_or(of.as_str(), |name| name.name.as_str());
                    let adjectives = adjectives.get(of.as_str()).copied().unwrap_or_default();
                    offices.each(&role.title, place, adjectives, |said| {
                        add(said, kind, Some(term));
                    });
                }
            }
            for adjective in &raw.adjective.0 {
                add(adjective, &adjective_type, None);
            }
            for people in &raw.people.0 {
                add(people, &people_type, None);
            }
        }
    }
    lexicon.finish(alphabet, names);
    lexicon
}

fn parse(day: Option<&String>) -> Option<Date> {
    day.and_then(|text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::yaml;

    /// The names of a file, and what is wrong with it, each problem with the words it points at.
    fn checked(text: &str) -> (Names, Lexicon, Vec<String>) {
        let text = format!("types: {{person: [], place: [], town: [place]}}\nnames:\n{text}");
        let (file, document) =
            yaml::load::<raw::NameFile>("names/a.yaml", text.as_bytes()).unwrap();
        let mut problems = Vec::new();
        let files = [(&file, &document, None)];
        let (names, lexicon, _) = names(&files, &Offices::default(), &mut problems);
        let told = problems.iter().map(|problem| {
            let place = problem.place.as_ref().unwrap();
            format!("{}: {}", place.span.of(&text), problem.message)
        });
        (names, lexicon, told.collect())
    }

    #[test]
    fn a_name_makes_its_own_id() {
        let (names, ..) =
            checked("- {name: St. Ann, type: town}\n- {id: ann-lee, name: A. Lee, type: person}\n");
        let ids: Vec<&str> = names.by_id.keys().map(NameId::as_str).collect();
        assert_eq!(ids, ["ann-lee", "st-ann"]);
    }

    #[test]
    fn each_of_a_row_is_a_name_of_its_own() {
        let (names, lexicon, problems) = checked(
            "- {name: Arden, type: place}\n- {each: [Bray, Cale End], type: town, part_of: arden}\n",
        );
        assert!(problems.is_empty(), "{problems:?}");
        for (id, text) in [("bray", "Bray"), ("cale-end", "Cale End")] {
            let name = &names.by_id[id];
            assert_eq!(
                (name.name.as_str(), name.part_of.len(), name.also.len()),
                (text, 1, 0)
            );
            let readings = lexicon
                .starting(text)
                .flat_map(|spelling| &spelling.readings);
            assert_eq!(
                readings
                    .map(|reading| reading.id.as_str())
                    .collect::<Vec<_>>(),
                [id]
            );
        }
    }

    #[test]
    fn what_a_row_cannot_share_is_told_where_it_stands() {
        let (.., problems) = checked(
            "- {each: [Bray, Cale], also: [Brae], type: town}\n- {name: Cale, type: town}\n\
             - {name: Dun, each: [Ebb], type: town}\n- {type: town}\n- {name: '...', type: town}\n\
             - {each: [Fen, Fen], type: twon}\n",
        );
        assert_eq!(
            problems,
            [
                "[Brae]: `also` cannot be that of all names in `each`",
                "Cale: the name `cale` is listed twice; first in names/a.yaml",
                "[Ebb]: `each` names several, and so there is no `name` beside it",
                "{type: town}: an entry of names needs `name`",
                "'...': `...` makes no id",
                "twon: no type of mark is called `twon`",
                "Fen: the name `fen` is listed twice; first in names/a.yaml",
            ]
        );
    }
}
