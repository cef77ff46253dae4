//! Dead alternatives: of a group, and of a word list.

use super::cover::{Cover, Scope, Until};
use crate::problem::{ByteSpan, Place, Problem};
use crate::rules::RulePack;
use crate::rules::language::{self, Language};
use crate::rules::pattern::{self, Element};
use crate::rules::sources::Sources;

/// `dead-alternative`, in patterns, optional phrases and word lists.
pub(super) fn lint(pack: &RulePack, sources: &Sources<'_>, problems: &mut Vec<Problem>) {
    for rule in &pack.rules {
        let Some(language) = pack.language_called(&rule.language) else {
            continue;
        };
        let list = |name: &str| pack.list(rule, name);
        let forms = |word: &str| language::forms(word, &language.inflect);
        let scope = Scope {
            list: &list,
            forms: &forms,
        };
        let search = Search {
            pack,
            scope: &scope,
        };
        let mut look = |path: Option<String>, template: &str, elements: &[Element]| {
            let Some(path) = path else { return };
            let place = |part: &ByteSpan| sources.part(&rule.pack, &path, template, part);
            search.nested(elements, template, Until::Anywhere, &place, problems);
        };
        for (number, (_, pattern)) in rule.patterns.iter().enumerate() {
            let path = sources.pattern_path(pack, rule, number);
            look(path, &pattern.template, &pattern.parts.elements);
        }
        for (key, patterns) in rule.around() {
            for (number, pattern) in patterns.iter().enumerate() {
                let path = sources.phrase_path(rule, &key, number, &pattern.template);
                look(path, &pattern.template, &pattern.parts.elements);
            }
        }
    }
    lists(pack, sources, problems);
}

/// Word lists of files and of languages.
fn lists(pack: &RulePack, sources: &Sources<'_>, problems: &mut Vec<Problem>) {
    for (file, lists) in &pack.words {
        let ending = file.rsplit_once('.').map(|(_, ending)| ending);
        let Some((_, language)) = pack.language(ending) else {
            continue;
        };
        let of_file = |name: &str| {
            let list = lists.get(name).or_else(|| language.lists.get(name));
            list.map(Vec::as_slice)
        };
        of(pack, language, &of_file, file, lists, sources, problems);
    }
    for language in &pack.languages {
        let of_language = |name: &str| language.lists.get(name).map(Vec::as_slice);
        let file = format!("language/{}", language.id);
        let lists = &language.lists;
        of(
            pack,
            language,
            &of_language,
            &file,
            lists,
            sources,
            problems,
        );
    }
}

fn of<'a>(
    pack: &RulePack,
    language: &Language,
    list: &dyn Fn(&str) -> Option<&'a [Vec<Element>]>,
    file: &str,
    lists: &crate::rules::pack::WordLists,
    sources: &Sources<'_>,
    problems: &mut Vec<Problem>,
) {
    let forms = |word: &str| language::forms(word, &language.inflect);
    let list = |name: &str| list(name);
    let scope = Scope {
        list: &list,
        forms: &forms,
    };
    let search = Search {
        pack,
        scope: &scope,
    };
    for (name, entries) in lists {
        let whole = |at: usize| sources.entry(file, name, at).map(|(_, place)| place);
        search.choice(entries, Until::TheEnd, &whole, problems);
        for (at, entry) in entries.iter().enumerate() {
            let mut groups = Vec::new();
            collect(entry, Until::TheEnd, &mut groups);
            if groups.is_empty() {
                continue;
            }
            if let Some((template, _)) = sources.entry(file, name, at) {
                let path = format!("words.{name}[{at}]");
                let place = |part: &ByteSpan| sources.part(file, &path, &template, part);
                // A list may stand anywhere in a pattern.
                search.nested(entry, &template, Until::TheEnd, &place, problems);
            }
        }
    }
}

struct Search<'a> {
    pack: &'a RulePack,
    scope: &'a Scope<'a>,
}

type PlaceOf<'p> = &'p dyn Fn(&ByteSpan) -> Option<Place>;

impl Search<'_> {
    /// All groups of a template; `until` is what it takes at its end.
    fn nested(
        &self,
        elements: &[Element],
        template: &str,
        until: Until,
        place: PlaceOf<'_>,
        problems: &mut Vec<Problem>,
    ) {
        let written = pattern::alternatives(template);
        let mut found = Vec::new();
        collect(elements, until, &mut found);
        // Where YAML and the reader disagree on the groups, nobody could be shown which is meant.
        if written.len() != found.len() {
            return;
        }
        for ((alternatives, until), parts) in found.into_iter().zip(written) {
            let at = |number: usize| parts.get(number).and_then(place);
            self.choice(alternatives, until, &at, problems);
        }
    }

    /// The alternatives that others leave nothing to.
    fn choice(
        &self,
        alternatives: &[Vec<Element>],
        until: Until,
        place: &dyn Fn(usize) -> Option<Place>,
        problems: &mut Vec<Problem>,
    ) {
        let all = Cover::new(&self.pack.names, self.scope, self.scope, Until::TheEnd);
        let begin = Cover::new(&self.pack.names, self.scope, self.scope, until);
        for (at, one) in alternatives.iter().enumerate() {
            let before = alternatives[..at]
                .iter()
                .find(|other| begin.covers(other, one));
            // An earlier alternative that a later one covers is as useless, unless the two are one.
            let behind = || {
                alternatives[at + 1..]
                    .iter()
                    .find(|other| all.covers(other, one) && !all.covers(one, other))
            };
            let Some(other) = before.or_else(behind) else {
                continue;
            };
            let (one, other) = (written(one), written(other));
            let message = if one == other {
                format!("`{one}` stands here twice")
            } else {
                format!("`{one}` adds nothing: what it matches, `{other}` matches too")
            };
            let problem =
                Problem::lint("dead-alternative", message).help(format!("delete `{one}`"));
            problems.extend(place(at).map(|place| problem.at(place)));
        }
    }
}

/// The groups of `elements` with two or more alternatives, in the order of their brackets, each with how much of a
/// later alternative an earlier one has to match: at the end of a pattern its beginning is enough.
fn collect<'e>(
    elements: &'e [Element],
    until: Until,
    found: &mut Vec<(&'e [Vec<Element>], Until)>,
) {
    for (at, element) in elements.iter().enumerate() {
        let until = if at + 1 == elements.len() {
            until
        } else {
            Until::TheEnd
        };
        let mut inner = element;
        while let Element::Optional(one) = inner {
            inner = one;
        }
        if let Element::Any(alternatives) = inner {
            if alternatives.len() > 1 {
                found.push((alternatives, until));
            }
            for one in alternatives {
                collect(one, until, found);
            }
        }
    }
}

fn written(elements: &[Element]) -> String {
    let words: Vec<String> = elements.iter().map(Element::to_string).collect();
    words.join(" ")
}
