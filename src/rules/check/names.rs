//! Checks name files: one tree of types, one set of names.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::entries::{Row, day, rows};
use super::spellings::{self, ADJECTIVE, Offices, PEOPLE};

use crate::problem::{Problem, nearest};
use crate::rules::forge::{known_type, suggest};
use crate::rules::lexicon::Lexicon;
use crate::rules::names::{NameId, Names};
use crate::rules::pattern::Alphabet;
use crate::rules::raw;
use crate::rules::types::TypeId;
use crate::rules::yaml::Document;

/// Types that value marks have; they need no declaration.
pub const VALUE_TYPES: [&str; 9] = [
    "count", "duration", "money", "percent", "ordinal", "times", "date", NONE, "age",
];
/// The type of a count of none: "no", "not a single".
pub const NONE: &str = "none";
/// The type of an identity slot that words fill: an office, a thing counted.
pub const WORD: &str = "word";

/// Name files with their documents, and the outlet whose house names they are.
pub type NameFiles<'f> = [(&'f raw::NameFile, &'f Document, Option<&'f str>)];

/// Checks all name files together.
pub fn names(
    files: &NameFiles<'_>,
    offices: &Offices,
    problems: &mut Vec<Problem>,
) -> (Names, Lexicon, Alphabet) {
    let mut names = Names::default();
    for kind in VALUE_TYPES.into_iter().chain([ADJECTIVE, PEOPLE, WORD]) {
        names.types.add(TypeId::new(kind), Vec::new());
    }
    for (file, _, _) in files {
        for (kind, parents) in &file.types {
            names.types.add(
                TypeId::new(kind),
                parents.0.iter().map(|parent| TypeId::new(parent)).collect(),
            );
        }
    }
    // Whatever files say of it.
    let none = TypeId::new(NONE);
    let mut parents = names.types.parents(&none).to_vec();
    parents.push(TypeId::new("count"));
    names.types.add(none, parents);
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
        check(row, &names, problems);
        let document = row.document;
        for (nth, (id, text)) in row.listed.iter().enumerate() {
            if let Some(first) = firsts.insert(id.clone(), &document.path) {
                firsts.insert(id.clone(), first);
                let message = format!("the name `{id}` is listed twice; first in {first}");
                let problem = document.problem("duplicate-name", &row.path_of(nth), message);
                problems.push(problem);
                continue;
            }
            let name = row.name(id, text);
            for of in name.roles.iter().filter_map(|role| role.of.as_ref()) {
                let all = names.in_office.get_mut().entry(of.clone()).or_default();
                all.insert(id.clone());
            }
            names.by_id.insert(id.clone(), name.into());
            if row.raw.vague {
                names.vague.insert(id.clone());
            }
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
    for (kind, _) in names.types.iter() {
        alphabet.letter(&BTreeSet::from([kind.clone()]), &names);
    }
    let lexicon = spellings::lexicon(&rows, offices, &names, &mut alphabet);
    (names, lexicon, alphabet)
}

/// Says what an entry lacks, and what is too much in it.
fn check(row: &Row<'_>, names: &Names, problems: &mut Vec<Problem>) {
    let raw = row.raw;
    let mut say = |code, path: &str, message: &str, help: &str| {
        problems.push(row.document.problem(code, path, message).help(help));
    };
    let entry = format!("names[{}]", row.at);
    match (&raw.name, raw.each.as_slice()) {
        (None, []) => say(
            "missing-key",
            &entry,
            "an entry of names needs `name`",
            "add `name: Arden`, or `each: [Arden, Bray]` for several that share the rest",
        ),
        (Some(_), [_, ..]) => say(
            "wrong-value",
            &row.path("each"),
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
            say("wrong-value", &row.path(key), &message, help);
        }
    }
    for (nth, (id, text)) in row.listed.iter().enumerate() {
        if id.as_str().is_empty() {
            let message = format!("`{text}` makes no id");
            let help = "give it an `id` of small letters and hyphens";
            say("missing-key", &row.path_of(nth), &message, help);
        }
    }
    if let (Some((id, _)), []) = (row.listed.first(), raw.types.0.as_slice()) {
        let message = format!("the name `{id}` has no type");
        let help = "add `type: person`, or another type of the pack";
        say("missing-key", &entry, &message, help);
    }
    for kind in &raw.types.0 {
        let path = format_args!("names[{}].type", row.at);
        known_type(kind, names, row.document, path, problems);
    }
    for (n, role) in raw.roles.iter().enumerate() {
        for (text, key) in [(&role.from, "from"), (&role.until, "until")] {
            if let Some(text) = text
                && day(Some(text)).is_none()
            {
                let path = row.path(&format!("roles[{n}].{key}"));
                let problem =
                    row.document
                        .problem("bad-date", &path, format!("`{text}` is no date"));
                problems.push(problem.help("write it as 2024-01-31"));
            }
        }
    }
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
    fn a_count_of_none_is_a_count_whatever_a_file_says() {
        let (file, document) =
            yaml::load::<raw::NameFile>("names/a.yaml", b"types: {none: []}").unwrap();
        let files = [(&file, &document, None)];
        let (names, ..) = names(&files, &Offices::default(), &mut Vec::new());
        assert!(names.is_a(&TypeId::new("none"), &TypeId::new("count")));
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
