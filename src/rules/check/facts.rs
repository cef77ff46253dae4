//! Checks fact kinds.

use std::collections::BTreeMap;
use std::fmt;

use crate::problem::{Problem, nearest};
use crate::rules::forge::{known_type, suggest};
use crate::rules::kind::{
    Attribute, Contested, Dimension, Domain, Event, Evolves, Kind, Rare, Slot, Undated,
};
use crate::rules::names::{NameId, Names};
use crate::rules::raw;
use crate::rules::types::TypeId;
use crate::rules::yaml::Document;
use crate::value::Minute;
use crate::value::time::DAY;

/// How far back an undated report may lie when its kind says nothing: a day in the lead, a month further down.
const UNDATED: Undated = Undated {
    lead: DAY,
    body: 30 * DAY,
    denied: 0,
};
/// A choice is a bit mask of sixteen.
const MOST_CHOICES: usize = 16;

/// Checks one kind file. What is wrong is reported and replaced by the nearest thing that runs.
pub fn kind(
    raw: &raw::Kind,
    document: &Document,
    names: &Names,
    problems: &mut Vec<Problem>,
) -> Kind {
    let types =
        |list: &[String], path: fmt::Arguments<'_>, problems: &mut Vec<Problem>| -> Vec<TypeId> {
            list.iter()
                .filter_map(|kind| known_type(kind, names, document, path, problems))
                .collect()
        };
    let identity: Vec<Slot> = raw
        .identify_by
        .0
        .iter()
        .map(|(name, slot)| Slot {
            name: name.clone(),
            types: types(&slot.is, format_args!("identify_by.{name}"), problems),
            via: types(&slot.via, format_args!("identify_by.{name}.via"), problems),
            told_by: types(
                &slot.told_by,
                format_args!("identify_by.{name}.told_by"),
                problems,
            ),
            synonyms: synonyms(slot),
            many: slot.many,
            required: !slot.optional,
            inherit: slot.inherit,
            lemmas: slot.lemmas,
        })
        .collect();
    let mut attributes: Vec<(String, &raw::Attribute, String)> = Vec::new();
    if let Some(value) = &raw.value {
        attributes.push(("value".to_owned(), value, "value".to_owned()));
    }
    attributes.extend(
        raw.attributes
            .0
            .iter()
            .map(|(name, one)| (name.clone(), one, format!("attributes.{name}"))),
    );
    if attributes.is_empty() {
        problems.push(
            document
                .problem(
                    "missing-key",
                    "kind",
                    format!(
                        "the kind `{}` says nothing: it has neither `value` nor `attributes`",
                        raw.kind
                    ),
                )
                .help("give it `value: {one_of: [yes, no]}` or a map of `attributes`"),
        );
    }
    let attributes: Vec<Attribute> = attributes
        .into_iter()
        .map(|(name, one, path)| attribute(raw, name, one, &path, document, problems))
        .collect();
    let scope = raw
        .scope
        .0
        .iter()
        .map(|(name, one)| Dimension {
            name: name.clone(),
            types: types(&one.is.0, format_args!("scope.{name}.is"), problems),
            offset: one.offset,
            nowhere: one.nowhere,
            open: one.open,
            of: known_slot(one.of.as_deref(), name, &identity, document, problems),
        })
        .collect();
    let span = |text: &str, path: &str, problems: &mut Vec<Problem>| {
        minutes(text, path, document, problems)
    };
    let of_event = || raw.event.as_ref()?.contested.as_ref();
    let contested = match &raw.contested {
        Some(contested) => Some((contested, "contested.after")),
        None => of_event().map(|contested| (contested, "event.contested.after")),
    };
    Kind {
        id: raw.kind.clone(),
        question: raw.question.clone(),
        summary: raw.summary.clone(),
        dated: raw.dated,
        leftover: raw.leftover,
        loose: raw.loose,
        denied_by: raw.denied_by.0.clone(),
        yields_to: raw.yields_to.0.clone(),
        identity,
        company: raw
            .company
            .as_ref()
            .map(|within| span(within, "company", problems)),
        contested: contested.map(|(contested, path)| Contested {
            times: contested.times,
            after: (contested.after.as_ref()).map(|after| span(after, path, problems)),
        }),
        event: raw.event.as_ref().map(|event| Event {
            window: span(&event.window, "event.window", problems),
            once: event.once.0.iter().map(|kind| TypeId::new(kind)).collect(),
            closes: (event.closes.as_ref()).map(|after| span(after, "event.closes", problems)),
            rare: event.rare.as_ref().map(|rare| Rare {
                attribute: rare.attribute.clone(),
                from: rare.from,
                of: types(&rare.of.0, format_args!("event.rare.of"), problems),
            }),
        }),
        attributes,
        scope,
        undated: raw.undated.as_ref().map_or(UNDATED, |undated| Undated {
            lead: span(&undated.lead, "undated.lead", problems),
            body: span(&undated.body, "undated.body", problems),
            denied: (undated.denied.as_ref())
                .map_or(0, |back| span(back, "undated.denied", problems)),
        }),
    }
}

/// The words that mean another, each with the one that stands for it.
fn synonyms(slot: &raw::SlotSpec) -> BTreeMap<NameId, NameId> {
    let groups = slot.synonyms.iter();
    groups
        .flat_map(|(stands, words)| {
            let stands = NameId::from_text(stands);
            let words = words.0.iter();
            words.map(move |word| (NameId::from_text(word), stands.clone()))
        })
        .collect()
}

/// The identity slot that a scope dimension is told by, if there is such a slot.
fn known_slot(
    slot: Option<&str>,
    dimension: &str,
    identity: &[Slot],
    document: &Document,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let slot = slot?;
    let known = || identity.iter().map(|slot| slot.name.as_str());
    if known().any(|name| name == slot) {
        return Some(slot.to_owned());
    }
    let (path, message) = (
        format!("scope.{dimension}.of"),
        format!("`{slot}` is no identity slot"),
    );
    let problem = document.problem("unknown-slot", &path, message);
    problems.push(suggest(problem, nearest(slot, known()).map(str::to_owned)));
    None
}

fn attribute(
    kind: &raw::Kind,
    name: String,
    raw: &raw::Attribute,
    path: &str,
    document: &Document,
    problems: &mut Vec<Problem>,
) -> Attribute {
    let domain = match raw.is.as_deref() {
        None if raw.one_of.is_empty() => {
            let problem = document.problem("missing-key", path, format!("`{name}` has no values"));
            problems.push(problem.help("give it `one_of: [...]` or `is: amount`"));
            Domain::Text
        }
        None => {
            if raw.one_of.len() > MOST_CHOICES {
                let message = format!(
                    "{} values; a choice has at most {MOST_CHOICES}",
                    raw.one_of.len()
                );
                problems.push(document.problem(
                    "too-many-values",
                    &format!("{path}.one_of"),
                    message,
                ));
            }
            let of: Vec<String> = raw.one_of.iter().take(MOST_CHOICES).cloned().collect();
            let mut together = Vec::new();
            for (at, group) in raw.together.iter().enumerate() {
                together.push(group.iter().fold(0, |mask, value| {
                    mask | choice(
                        value,
                        &of,
                        &format!("{path}.together[{at}]"),
                        document,
                        problems,
                    )
                }));
            }
            Domain::Choice { of, together }
        }
        Some("amount") => Domain::Amount {
            unit: raw.unit.clone(),
        },
        Some("place") => Domain::Place,
        Some("names") => Domain::Names,
        Some("date") => Domain::Date,
        Some("text") => Domain::Text,
        Some(other) => {
            let known = ["amount", "place", "names", "date", "text"];
            let problem = document.problem(
                "unknown-domain",
                &format!("{path}.is"),
                format!("`{other}` is no domain of values"),
            );
            problems.push(suggest(
                problem.help(format!("one of {}", known.join(", "))),
                nearest(other, known).map(str::to_owned),
            ));
            Domain::Text
        }
    };
    let evolves = match raw.evolves.as_deref().or(kind.evolves.as_deref()) {
        None | Some("no") => Evolves::No,
        Some("up") => Evolves::Up,
        Some("down") => Evolves::Down,
        Some("free") => Evolves::Free,
        Some(other) => {
            let path = if raw.evolves.is_some() {
                format!("{path}.evolves")
            } else {
                "evolves".to_owned()
            };
            problems.push(
                document
                    .problem(
                        "unknown-direction",
                        &path,
                        format!("`{other}` is no direction"),
                    )
                    .help("one of no, up, down, free"),
            );
            Evolves::No
        }
    };
    let mut span = |own: &Option<String>, of_kind: &Option<String>, key: &str| match (own, of_kind)
    {
        (Some(text), _) => minutes(text, &format!("{path}.{key}"), document, problems),
        (None, Some(text)) => minutes(text, key, document, problems),
        (None, None) => 0,
    };
    let persists = span(&raw.persists, &kind.persists, "persists");
    let stands = span(&raw.stands, &kind.stands, "stands");
    let once = (raw.once.as_ref()).map(|text| {
        let path = format!("{path}.once");
        if domain != Domain::Date {
            let message = format!("`{name}` has `once`, but no date");
            let problem = document.problem("once-without-date", &path, message);
            problems.push(problem.help("give it `is: date`, or take `once` away"));
        }
        minutes(text, &path, document, problems)
    });
    let ended = raw.ended.as_ref().map(|value| {
        let of: &[String] = match &domain {
            Domain::Choice { of, .. } => of,
            _ => &[],
        };
        choice(value, of, &format!("{path}.ended"), document, problems)
    });
    Attribute {
        name,
        domain,
        functional: raw.functional.or(kind.functional).unwrap_or(true),
        evolves,
        persists,
        stands,
        once,
        ended,
        tolerance: raw.tolerance.unwrap_or(0.0),
        via: raw.via.0.iter().map(|kind| TypeId::new(kind)).collect(),
        flows_to: raw.flows_to.0.clone(),
        part_of: raw.part_of.0.clone(),
    }
}

/// The bit of `value`; 0 and a problem when it is none of `of`.
pub(super) fn choice(
    value: &str,
    of: &[String],
    path: &str,
    document: &Document,
    problems: &mut Vec<Problem>,
) -> u16 {
    if let Some(at) = of.iter().position(|known| known == value) {
        return 1 << at;
    }
    let problem = document.problem(
        "unknown-value",
        path,
        format!("`{value}` is none of the values"),
    );
    let help = nearest(value, of.iter().map(String::as_str)).map_or_else(
        || format!("one of {}", of.join(", ")),
        |known| format!("did you mean `{known}`?"),
    );
    problems.push(problem.help(help));
    0
}

/// Reads `3d`, `36h`, `90m`, `2w`.
fn minutes(text: &str, path: &str, document: &Document, problems: &mut Vec<Problem>) -> Minute {
    let units = BTreeMap::from([('m', 1), ('h', 60), ('d', DAY), ('w', 7 * DAY)]);
    let read = text.char_indices().last().and_then(|(at, unit)| {
        let number: Minute = text[..at]
            .parse()
            .ok()
            .filter(|number| (0..=1_000_000).contains(number))?;
        Some(number * units.get(&unit)?)
    });
    read.unwrap_or_else(|| {
        problems.push(
            document
                .problem("bad-length", path, format!("`{text}` is no length of time"))
                .help("write `3d`, `36h`, `90m` or `2w`"),
        );
        0
    })
}
