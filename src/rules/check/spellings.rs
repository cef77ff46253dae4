//! Every way in which texts write a listed name: as it stands, other spellings, last words of people, offices.
//!
//! Takes the entries of name files and how a language says offices, gives a lexicon. Never says what is wrong with an
//! entry: that is done.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::entries::{Row, day};
use crate::rules::lexicon::{Lexicon, Reading, Spelling};
use crate::rules::names::Names;
use crate::rules::pattern::Alphabet;
use crate::rules::types::TypeId;

/// The type of an adjective made from a name.
pub const ADJECTIVE: &str = "nationality";
/// The type of a word for a name's people.
pub const PEOPLE: &str = "people";
/// The type whose last word alone names it.
const PERSON: &str = "person";

/// How offices are said, from the language files: templates and other words for titles.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Offices {
    /// `{adjective} {title}`, `{place}'s {title}`.
    pub templates: Vec<String>,
    /// Other words for a title.
    pub titles: BTreeMap<String, Vec<String>>,
}

impl Offices {
    /// Every way to say who holds the office called `title` of a `place` with these `adjectives`. Words that other titles
    /// have as well are said of who `leads` alone: "the German leader" is not the president.
    fn each(
        &self,
        (title, leads): (&str, bool),
        place: &str,
        adjectives: &[String],
        mut say: impl FnMut(&str),
    ) {
        let own = [title.to_owned()];
        let titles = self.titles.get(title).map_or(&own[..], Vec::as_slice);
        let shared = |word: &String| {
            let mut others = self.titles.iter().filter(|(other, _)| *other != title);
            others.any(|(_, words)| words.contains(word))
        };
        let titles = titles.iter().filter(|word| leads || !shared(word));
        let titles: Vec<&String> = titles.collect();
        let mut said = String::new();
        for template in &self.templates {
            // A template without an adjective is said once.
            let all = if template.contains("{adjective}") {
                adjectives
            } else {
                &own[..]
            };
            for title in &titles {
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

/// The first and last day of an office.
type Term = (Option<Date>, Option<Date>);

/// Every spelling of the names in `rows`, with what it can mean.
pub(super) fn lexicon(
    rows: &[Row<'_>],
    offices: &Offices,
    names: &Names,
    alphabet: &mut Alphabet,
) -> Lexicon {
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
    let types = names.types.iter().map(|(kind, _)| kind);
    let persons: BTreeSet<&str> = types
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
                    let term = (day(role.from.as_ref()), day(role.until.as_ref()));
                    let Some(of) = &role.of else { continue };
                    let known = names.by_id.get(of.as_str());
                    let place = known.map_or(of.as_str(), |name| name.name.as_str());
                    let adjectives = adjectives.get(of.as_str()).copied().unwrap_or_default();
                    offices.each((&role.title, role.leads), place, adjectives, |said| {
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
