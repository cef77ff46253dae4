//! The typed load: what serde says about a checked document, as problems with places.
//!
//! Takes a [`Document`], gives a value or problems. Serde stops at the first mistake; here the mistaken entry is cut
//! out and the rest loaded again, so that one run shows them all.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_yaml::Value;

use crate::problem::{Problem, nearest};

use super::document::Document;
use super::node::{Kids, NodeId, Step};

/// Loads that look for further mistakes.
const MAX_ROUNDS: usize = 24;
/// Bytes that may be loaded again in all while looking for further mistakes.
const MAX_RELOADED: usize = 8 * 1024 * 1024;

/// Loads `document` into a type.
pub(super) fn load<T: DeserializeOwned>(document: &Document) -> Result<T, Vec<Problem>> {
    match serde_yaml::from_str(&document.text) {
        Ok(value) => Ok(value),
        Err(error) => Err(all_mistakes::<T>(document, &error)),
    }
}

/// The value of a text, when nothing is wrong with it.
pub(super) fn value<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_yaml::from_str(text).ok()
}

fn all_mistakes<T: DeserializeOwned>(
    document: &Document,
    first: &serde_yaml::Error,
) -> Vec<Problem> {
    let mut original = document.clone();
    let mut cut = document.clone();
    let Ok(mut value) = serde_yaml::from_str::<Value>(&document.text) else {
        return vec![Mistake::read(document, first).problem(document, 0)];
    };
    let mut mistake = Mistake::read(document, first);
    let mut incomplete = Vec::new();
    let mut problems = Vec::new();
    for _ in 0..MAX_ROUNDS
        .min(MAX_RELOADED / document.text.len().max(1))
        .max(1)
    {
        let steps = cut.steps(mistake.node);
        let Some(node) = original.walk(&steps) else {
            break;
        };
        // A mapping that lost an entry for another mistake is no longer expected to be whole.
        if !(mistake.code == "missing-key" && incomplete.contains(&node)) {
            problems.push(mistake.problem(document, node));
        }
        if steps.is_empty() || !remove(&mut value, &steps) {
            break;
        }
        if let Some(parent) = original.detach(node) {
            incomplete.push(parent);
        }
        let Ok(text) = serde_yaml::to_string(&value) else {
            break;
        };
        let Err(error) = serde_yaml::from_str::<T>(&text) else {
            break;
        };
        let Ok(again) = Document::read(&document.path, &Arc::from(text)) else {
            break;
        };
        cut = again;
        mistake = Mistake::read(&cut, &error);
    }
    problems.sort();
    problems.dedup();
    problems
}

/// One complaint of serde, read.
struct Mistake {
    code: &'static str,
    /// The value concerned, in the document that was loaded.
    node: NodeId,
    message: String,
    help: Option<String>,
}

impl Mistake {
    fn problem(&self, document: &Document, node: NodeId) -> Problem {
        let place = match self.code {
            "unknown-key" => document.key_place_of(node),
            _ => document.place_of(node),
        };
        let mut problem = Problem::error(self.code, self.message.clone()).at(place);
        problem.help.clone_from(&self.help);
        problem
    }

    fn read(document: &Document, error: &serde_yaml::Error) -> Self {
        let said = error.to_string();
        let at = error.location().map_or(0, |location| {
            byte_at(&document.text, location.line(), location.column())
        });
        let said = match said.rfind(" at line ") {
            Some(end) => &said[..end],
            None => &said,
        };
        // Serde's path is right for values; for keys it names what holds them, and the place is right instead.
        let value = |words: &str| {
            let path = said
                .find(words)
                .map_or("", |start| said[..start].trim_end_matches(": "));
            match document.find(path) {
                (node, true) if !path.is_empty() => node,
                _ => document.value_at(at),
            }
        };
        let begins = |words: &str| said.find(words).map(|start| &said[start + words.len()..]);
        if let Some(rest) = begins("unknown field `") {
            let (name, known) = unknown(rest);
            let node = document.beginning_at(at).unwrap_or(0);
            return Self {
                code: "unknown-key",
                node,
                message: format!("unknown key `{name}`"),
                help: help("keys", name, &known),
            };
        }
        if let Some(rest) = begins("unknown variant `") {
            let (name, known) = unknown(rest);
            return Self {
                code: "unknown-value",
                node: value("unknown variant `"),
                message: format!("unknown value `{name}`"),
                help: help("values", name, &known),
            };
        }
        if let Some(rest) = begins("missing field `") {
            let (name, _) = unknown(rest);
            return Self {
                code: "missing-key",
                node: value("missing field `"),
                message: format!("the key `{name}` is missing"),
                help: None,
            };
        }
        if let Some((found, expected)) = begins("invalid type: ").and_then(split_expected) {
            return Self {
                code: "wrong-type",
                node: value("invalid type: "),
                message: format!("expected {}, found {}", plain(expected), plain(found)),
                help: None,
            };
        }
        let message = begins("invalid value: ")
            .and_then(split_expected)
            .map_or_else(
                || without_path(said).to_owned(),
                |(found, expected)| format!("expected {}, found {}", plain(expected), plain(found)),
            );
        let node = value(if said.contains("invalid value: ") {
            "invalid value: "
        } else {
            without_path(said)
        });
        Self {
            code: "wrong-value",
            node,
            message,
            help: None,
        }
    }
}

impl Document {
    fn value_at(&self, at: usize) -> NodeId {
        self.collection_at(at)
            .or_else(|| self.beginning_at(at))
            .unwrap_or(0)
    }

    fn walk(&self, steps: &[Step]) -> Option<NodeId> {
        let mut node: NodeId = 0;
        for step in steps {
            node = match (&self.node(node).kids, step) {
                (Kids::Map(map), Step::Key(name)) => *map.get(name)?,
                (Kids::List(list), Step::At(at)) => *list.get(*at)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// Takes `node` out of what holds it, so that positions keep matching those of the cut file.
    fn detach(&mut self, node: NodeId) -> Option<NodeId> {
        let parent = self
            .nodes_mut()
            .iter_mut()
            .position(|parent| match &mut parent.kids {
                Kids::None => false,
                Kids::Map(map) => {
                    let before = map.len();
                    map.retain(|_, child| *child != node);
                    map.len() < before
                }
                Kids::List(list) => {
                    let before = list.len();
                    list.retain(|child| *child != node);
                    list.len() < before
                }
            })?;
        let parent = parent as NodeId;
        matches!(self.node(parent).kids, Kids::Map(_)).then_some(parent)
    }
}

fn remove(value: &mut Value, steps: &[Step]) -> bool {
    let Some((end, way)) = steps.split_last() else {
        return false;
    };
    let mut here = value;
    for step in way {
        let next = match step {
            Step::Key(name) => entry(here, name),
            Step::At(at) => here.get_mut(*at),
            Step::Root => None,
        };
        let Some(next) = next else {
            return false;
        };
        here = next;
    }
    match (here, end) {
        (Value::Mapping(map), Step::Key(name)) => {
            let key = map.keys().find(|key| is_key(key, name)).cloned();
            key.is_some_and(|key| map.shift_remove(&key).is_some())
        }
        (Value::Sequence(list), Step::At(at)) if *at < list.len() => {
            list.remove(*at);
            true
        }
        _ => false,
    }
}

fn entry<'v>(value: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    let map = value.as_mapping_mut()?;
    map.iter_mut()
        .find(|(key, _)| is_key(key, name))
        .map(|(_, value)| value)
}

/// Keys such as `2025` or `true` are no strings once loaded without a type.
fn is_key(key: &Value, name: &str) -> bool {
    match key {
        Value::String(text) => text == name,
        Value::Number(number) => number.to_string() == name,
        Value::Bool(flag) => flag.to_string() == name,
        Value::Null => matches!(name, "" | "~" | "null"),
        _ => false,
    }
}

/// The byte at a line and column that count from 1, columns in characters.
fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let start = if line <= 1 {
        0
    } else {
        memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(line - 2)
            .map_or(text.len(), |at| at + 1)
    };
    text[start..]
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(text.len(), |(offset, _)| start + offset)
}

/// Name and known names in what follows the opening backtick of "unknown field".
fn unknown(rest: &str) -> (&str, Vec<&str>) {
    let (name, known) = rest.split_once("`, expected ").unwrap_or((rest, ""));
    let known = known.split('`').skip(1).step_by(2).collect();
    (name.trim_end_matches('`'), known)
}

fn help(what: &str, name: &str, known: &[&str]) -> Option<String> {
    if let Some(word) = nearest(
        &name.chars().take(64).collect::<String>(),
        known.iter().copied(),
    ) {
        return Some(format!("did you mean `{word}`?"));
    }
    (!known.is_empty()).then(|| format!("known {what}: {}", known.join(", ")))
}

fn split_expected(rest: &str) -> Option<(&str, &str)> {
    rest.rsplit_once(", expected ")
}

/// Serde's words for types, in plain ones.
fn plain(words: &str) -> String {
    let short: String = words.chars().take(80).collect();
    if short.starts_with("struct ") {
        return "a mapping".to_owned();
    }
    match short.as_str() {
        "sequence" | "a sequence" => "a list".to_owned(),
        "map" | "a map" => "a mapping".to_owned(),
        "unit value" | "unit" | "null" => "nothing".to_owned(),
        "a string" => "text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        _ => short
            .replace("string \"", "the text \"")
            .replace("integer `", "the number `")
            .replace("floating point `", "the number `")
            .replace("boolean `", "the truth value `"),
    }
}

/// What follows serde's own "path: ".
fn without_path(said: &str) -> &str {
    match said.split_once(": ") {
        Some((path, rest)) if !path.contains(' ') => rest,
        _ => said,
    }
}
