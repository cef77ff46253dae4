//! Phrases of a language: cues, ways of saying who speaks, and patterns that name something.
//!
//! Takes what a language file says of them, gives them compiled. Never looks at words that stand alone.

use std::collections::BTreeSet;

use super::file::LanguageFile;
use super::{Attribution, Covers, Cue, CueKind, NamePattern, Office, Reach};
use crate::problem::{Problem, nearest};
use crate::rules::forge::{self, Forge, known_type};
use crate::rules::freezing::Later;
use crate::rules::names::NameId;
use crate::rules::pattern::Alphabet;
use crate::rules::raw;

pub(super) fn cues(
    file: &LanguageFile,
    forge: &Forge<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Cue> {
    let mut cues = Vec::new();
    for (name, groups) in &file.cues.0 {
        let Some(kind) = CueKind::named(name) else {
            let problem = forge.document.key_problem(
                "unknown-cue",
                &format!("cues.{name}"),
                format!("no cue is called `{name}`"),
            );
            problems.push(forge::suggest(
                problem,
                nearest(name, CueKind::ALL.iter().map(|(known, _)| *known)).map(str::to_owned),
            ));
            continue;
        };
        for (at, group) in groups.iter().enumerate() {
            let path = format!("cues.{name}[{at}]");
            let reach = match group.reach.as_deref() {
                None | Some("predicate") => Reach::Predicate,
                Some("clause") => Reach::Clause,
                Some("sentence") => Reach::Sentence,
                Some("after") => Reach::After,
                Some(other) => {
                    let path = format!("{path}.reach");
                    problems.push(
                        forge
                            .document
                            .problem("unknown-reach", &path, format!("`{other}` is no reach"))
                            .help("one of predicate, clause, sentence, after"),
                    );
                    continue;
                }
            };
            let patterns = group.patterns.0.iter().enumerate();
            let patterns = patterns
                .filter_map(|(n, one)| forge.pattern(&format!("{path}.match[{n}]"), one, problems))
                .map(Later::from)
                .collect();
            cues.push(Cue {
                kind,
                reach,
                patterns,
            });
        }
    }
    cues
}

pub(super) fn attribution(
    file: &LanguageFile,
    forge: &Forge<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Attribution> {
    let mut all = Vec::new();
    for (at, group) in file.attribution.iter().enumerate() {
        let covers = match group.covers.as_str() {
            "after" => Covers::After,
            "before" => Covers::Before,
            "around" => Covers::Around,
            "nothing" => Covers::Nothing,
            other => {
                let path = format!("attribution[{at}].covers");
                let problem = forge.document.problem(
                    "unknown-covers",
                    &path,
                    format!("`{other}` says not what a speaker covers"),
                );
                problems.push(problem.help("one of after, before, around, nothing"));
                continue;
            }
        };
        for (n, template) in group.patterns.0.iter().enumerate() {
            if let Some(pattern) =
                forge.pattern(&format!("attribution[{at}].match[{n}]"), template, problems)
            {
                all.push(Attribution {
                    pattern: pattern.into(),
                    covers,
                });
            }
        }
    }
    all
}

/// Compiles patterns that name things; they stand under `key` of the forge's file.
pub(super) fn named(
    raw: &[raw::NamePattern],
    key: &str,
    forge: &Forge<'_>,
    alphabet: &Alphabet,
    problems: &mut Vec<Problem>,
) -> Vec<NamePattern> {
    let mut all = Vec::new();
    for (at, group) in raw.iter().enumerate() {
        let kind = match &group.kind {
            Some(kind) => match known_type(
                kind,
                forge.names,
                forge.document,
                format_args!("{key}[{at}].as"),
                problems,
            ) {
                Some(kind) => Some(kind),
                None => continue,
            },
            None if group.head.is_some() => None,
            None => {
                let problem = forge.document.problem(
                    "missing-key",
                    &format!("{key}[{at}]"),
                    "a name pattern needs `as` or `head`",
                );
                problems.push(problem.help("`as: proposal` makes a new name, `head: who` folds the phrase into a mark it holds"));
                continue;
            }
        };
        let letter = kind
            .as_ref()
            .and_then(|kind| alphabet.known(&BTreeSet::from([kind.clone()]), forge.names))
            .unwrap_or('\u{EFFF}');
        let office = office(group, &format!("{key}[{at}]"), forge, problems);
        for (n, template) in group.patterns.0.iter().enumerate() {
            if let Some(pattern) =
                forge.pattern(&format!("{key}[{at}].match[{n}]"), template, problems)
            {
                all.push(NamePattern {
                    pattern: pattern.into(),
                    kind: kind.clone(),
                    id: group.id.as_deref().map(NameId::new),
                    head: group.head.clone(),
                    of: group.of.clone(),
                    again: group.again,
                    local: group.local,
                    home: group.home,
                    alike: group.alike.0.clone(),
                    office: office.clone(),
                    letter,
                });
            }
        }
    }
    all
}

/// The office by which a group of patterns names people, if it does; each title is to be borne by somebody listed.
fn office(
    group: &raw::NamePattern,
    path: &str,
    forge: &Forge<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Office> {
    let held = group.holds.0.iter().enumerate();
    let held = held.map(|(at, title)| (format!("{path}.holds[{at}]"), title));
    let ranks = group.peers.iter().enumerate();
    let peers = ranks.flat_map(|(rank, titles)| {
        let titles = titles.0.iter().enumerate();
        titles.map(move |(at, title)| (format!("{path}.peers[{rank}][{at}]"), title))
    });
    let roles = || {
        forge
            .names
            .by_id
            .values()
            .flat_map(|name| name.roles.iter())
    };
    for (path, title) in held.chain(peers) {
        if roles().any(|role| role.title == *title) {
            continue;
        }
        let message = format!("no name has the title `{title}` among its roles");
        let problem = forge.document.problem("unknown-title", &path, message);
        let problem = problem.help("write it as `roles:` of names do, without the country");
        let known = nearest(title, roles().map(|role| role.title.as_str()));
        problems.push(forge::suggest(problem, known.map(str::to_owned)));
    }
    match (group.holds.0.as_slice(), group.peers.as_slice()) {
        ([], []) => None,
        ([], ranks) => {
            let ranks = ranks.iter().map(|titles| titles.0.clone());
            Some(Office::LikeBefore(ranks.collect()))
        }
        (titles, _) => Some(Office::Titled(titles.to_vec())),
    }
}
