//! Compiles the templates of one YAML file; every slip becomes a located problem with a way out.
//!
//! Takes templates with their YAML path, gives patterns. A template that fails is left out, never the file.

use std::collections::BTreeMap;
use std::fmt;

use super::language::values::ValueWords;
use super::names::Names;
use super::pattern::{Compiler, Element, Pattern, Patterns, parse, parted};
use super::raw::Words;
use super::types::TypeId;
use super::yaml::Document;
use crate::problem::{ByteSpan, Place, Problem, nearest};

/// What a file's templates are compiled with, and where their problems go.
pub struct Forge<'f> {
    /// Lists, types and inflections.
    pub compiler: &'f Compiler<'f>,
    /// What words of a sentence are read as.
    pub words: &'f ValueWords,
    /// For suggestions.
    pub names: &'f Names,
    /// The file.
    pub document: &'f Document,
}

impl Forge<'_> {
    /// Compiles `template`, which stands at `yaml_path`.
    pub fn pattern(
        &self,
        yaml_path: &str,
        template: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Pattern> {
        let elements = read(self.document, yaml_path, template, self.words, problems)?;
        let before = problems.len();
        self.check(&elements, yaml_path, template, problems);
        if problems.len() > before {
            return None;
        }
        match self.compiler.compile(template, &elements) {
            Ok(pattern) => Some(pattern),
            Err(why) => {
                problems.push(self.document.problem(
                    "bad-pattern",
                    yaml_path,
                    format!("this pattern cannot run: {why}"),
                ));
                None
            }
        }
    }

    /// Compiles the templates that stand at `yaml_path`, one or a list.
    pub fn patterns(
        &self,
        yaml_path: &str,
        templates: &Words,
        problems: &mut Vec<Problem>,
    ) -> Patterns {
        let read = templates.0.iter().enumerate();
        read.filter_map(|(n, one)| self.pattern(&format!("{yaml_path}[{n}]"), one, problems))
            .collect()
    }

    /// Optional phrases by slot, from the mapping `args` of the file.
    pub fn args(
        &self,
        args: &BTreeMap<String, Words>,
        problems: &mut Vec<Problem>,
    ) -> BTreeMap<String, Patterns> {
        args.iter()
            .map(|(slot, templates)| {
                let patterns = self.patterns(&format!("args.{slot}"), templates, problems);
                (slot.clone(), patterns)
            })
            .collect()
    }

    /// Lists and types that are not there.
    fn check(
        &self,
        elements: &[Element],
        yaml_path: &str,
        template: &str,
        problems: &mut Vec<Problem>,
    ) {
        for element in elements {
            match element {
                Element::List(list) | Element::Words { list, .. }
                    if !self.compiler.lists.contains_key(list) =>
                {
                    let message = format!("no word list is called `@{list}`");
                    let known = nearest(list, self.compiler.lists.keys().map(String::as_str));
                    let place = within(self.document, yaml_path, template, &format!("@{list}"));
                    problems.push(suggest(
                        Problem::error("unknown-list", message).at(place),
                        known.map(|known| format!("@{known}")),
                    ));
                }
                Element::Mark { types, .. } => {
                    for kind in types {
                        if self.names.types.get(kind.as_str()).is_none() {
                            let message = format!("no type of mark is called `{kind}`");
                            let known = nearest(kind.as_str(), self.names.types.names());
                            let place = within(self.document, yaml_path, template, kind.as_str());
                            problems.push(suggest(
                                Problem::error("unknown-type", message).at(place),
                                known.map(str::to_owned),
                            ));
                        }
                    }
                }
                Element::Any(alternatives) => {
                    for alternative in alternatives {
                        self.check(alternative, yaml_path, template, problems);
                    }
                }
                Element::Optional(inner) => {
                    self.check(std::slice::from_ref(inner), yaml_path, template, problems);
                }
                _ => {}
            }
        }
    }
}

/// Reads a template that stands at `yaml_path`, in the words of a language.
pub fn read(
    document: &Document,
    yaml_path: &str,
    template: &str,
    words: &ValueWords,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Element>> {
    let two = |word: &str| {
        let (parts, _) = words.parts(word)?;
        Some(parts.map(str::to_owned))
    };
    match parse(template) {
        Ok(elements) => Some(parted(elements, &two)),
        Err(error) => {
            let offending = template
                .get(error.at..error.at + error.length)
                .unwrap_or(template);
            let place = within(document, yaml_path, template, offending);
            problems.push(Problem::error("bad-pattern", error.message).at(place));
            None
        }
    }
}

/// The problem with the nearest known word as its way out, when there is one.
pub fn suggest(problem: Problem, known: Option<String>) -> Problem {
    match known {
        Some(known) => problem.help(format!("did you mean `{known}`?")),
        None => problem,
    }
}

/// No fact kind bears the id at `yaml_path`; of the `known` ones the nearest is meant.
pub fn unknown_kind<'k>(
    id: &str,
    known: impl IntoIterator<Item = &'k str>,
    document: &Document,
    yaml_path: &str,
) -> Problem {
    let message = format!("no fact kind is called `{id}`");
    let problem = document.problem("unknown-kind", yaml_path, message);
    suggest(problem, nearest(id, known).map(str::to_owned))
}

/// The place of `part` inside the scalar at `yaml_path`, or of the whole scalar when YAML escapes hide the part.
fn within(document: &Document, yaml_path: &str, template: &str, part: &str) -> Place {
    let whole = document.place(yaml_path);
    let written = whole.span.of(&document.text);
    match (template.contains(part), written.find(part)) {
        (true, Some(at)) => {
            let start = whole.span.start + at;
            Place::new(
                &document.path,
                &document.text,
                ByteSpan::new(start, start + part.len()),
            )
        }
        _ => whole,
    }
}

/// The type called `kind`, which is asked for at `yaml_path`; a located problem when there is none.
///
/// The path is only written out for a problem: names ask ten thousand times.
pub fn known_type(
    kind: &str,
    names: &Names,
    document: &Document,
    yaml_path: fmt::Arguments<'_>,
    problems: &mut Vec<Problem>,
) -> Option<TypeId> {
    if let Some(id) = names.types.get(kind) {
        return Some(id.clone());
    }
    let message = format!("no type of mark is called `{kind}`");
    let known = nearest(kind, names.types.names()).map(str::to_owned);
    problems.push(suggest(
        document.problem("unknown-type", &yaml_path.to_string(), message),
        known,
    ));
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::language::values::english;
    use crate::rules::yaml;

    /// The elements of a template as an author could have written them.
    fn shown(template: &str) -> String {
        let document = yaml::places("a.yaml", b"a: b").expect("it is valid");
        let mut problems = Vec::new();
        let elements = read(&document, "a", template, english(), &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        let shown = elements.unwrap_or_default().into_iter();
        shown
            .map(|element| element.to_string())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_contraction_of_the_language_is_read_as_in_a_sentence() {
        assert_eq!(shown("he cannot go"), "he can not go");
        assert_eq!(shown("(they’ve|won't?) met"), "(they have|(will not)?) met");
        assert_eq!(shown("the mayor's {person}"), "the mayor 's {person}");
        assert_eq!(shown("'s {person}"), "'s {person}");
    }
}
