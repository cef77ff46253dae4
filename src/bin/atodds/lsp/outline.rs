//! What a key may hold, by the schema of its file.
//!
//! Takes a kind of file and the keys that lead to a place, gives the keys that may stand there. Never knows the pack.

use std::sync::LazyLock;

use atodds::rules::schema::{self, File};
use serde_json::Value;

/// The schemas of all kinds of file; each is made once.
static SCHEMAS: LazyLock<Vec<(File, Value)>> = LazyLock::new(|| {
    File::FOLDERS
        .iter()
        .map(|(_, file)| (*file, schema::of(*file)))
        .collect()
});

/// A key that may stand somewhere, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// The words it can hold, when these are all known.
    pub(super) words: Vec<&'static str>,
}

/// The keys that may stand under `way` in a file of this kind.
pub(super) fn keys(file: File, way: &[&str]) -> Vec<Key> {
    let Some((_, root)) = SCHEMAS.iter().find(|(known, _)| *known == file) else {
        return Vec::new();
    };
    let mut here = vec![root];
    for step in way {
        here = here
            .into_iter()
            .flat_map(|schema| open(root, schema, 0))
            .filter_map(|schema| {
                schema
                    .get("properties")
                    .and_then(|properties| properties.get(step))
                    .or_else(|| {
                        schema
                            .get("additionalProperties")
                            .filter(|more| more.is_object())
                    })
            })
            .collect();
    }
    let mut keys: Vec<Key> = here
        .into_iter()
        .flat_map(|schema| open(root, schema, 0))
        .filter_map(|schema| schema.get("properties")?.as_object())
        .flatten()
        .map(|(name, schema)| Key {
            name,
            about: schema
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            words: schema
                .get("enum")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect(),
        })
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

/// The schema itself, what it refers to, its alternatives, and what its lists hold: editors see through all of them.
fn open(root: &'static Value, schema: &'static Value, depth: usize) -> Vec<&'static Value> {
    /// References go round in circles at most so long.
    const DEEPEST: usize = 8;
    if depth > DEEPEST {
        return Vec::new();
    }
    let mut all = vec![schema];
    let referred = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|to| root.pointer(to.trim_start_matches('#')));
    let listed = ["anyOf", "allOf"]
        .into_iter()
        .filter_map(|key| schema.get(key).and_then(Value::as_array))
        .flatten();
    for inner in referred
        .into_iter()
        .chain(listed)
        .chain(schema.get("items"))
    {
        all.extend(open(root, inner, depth + 1));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(file: File, way: &[&str]) -> Vec<&'static str> {
        keys(file, way).iter().map(|key| key.name).collect()
    }

    #[test]
    fn keys_are_those_of_the_place() {
        assert_eq!(names(File::Rules, &[]), ["args", "rules", "words"]);
        assert!(names(File::Rules, &["rules"]).contains(&"shift"));
        assert_eq!(
            names(File::Rules, &["rules", "tests"]),
            ["gives", "published", "text", "todo"]
        );
        assert!(names(File::Fact, &["identify_by", "port"]).contains(&"inherit"));
        assert!(names(File::Fact, &["attributes", "dead"]).contains(&"flows_to"));
        assert!(names(File::Language, &["calendar"]).contains(&"months"));
        assert!(names(File::Rules, &["rules", "no-such-key"]).is_empty());
    }

    #[test]
    fn keys_say_what_they_are_for_and_which_words_they_hold() {
        let keys = keys(File::Fact, &["value"]);
        let evolves = keys
            .iter()
            .find(|key| key.name == "evolves")
            .expect("it is one");
        assert!(evolves.about.contains("`up`"), "{}", evolves.about);
        assert_eq!(evolves.words, ["no", "up", "down", "free"]);
    }
}
