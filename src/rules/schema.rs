//! JSON Schemas of the files of a pack, for editors that complete and check keys as they are typed.
//!
//! Takes nothing but the serde types that read the files, so that no schema can say something else than the loader;
//! gives schemas whose descriptions are the documentation of the fields. Never knows more than shape: that a word
//! names a type or a kind of the pack is for `check` to say.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::language::{CueKind, LanguageFile};
use super::outlet;
use super::raw::{self, Alternatives, LongSlot, Ordered, SlotSpec};
use super::yaml::Many;

/// What a schema can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// A file under `claims/`.
    Rules,
    /// A file under `outlets/`.
    Outlet,
    /// A file under `facts/`.
    Fact,
    /// A file under `names/`.
    Names,
    /// A file under `language/`.
    Language,
    /// The list under a rule's `tests:`.
    Tests,
}

impl File {
    /// The files of a pack, by the folder they stand in.
    pub const FOLDERS: [(&'static str, File); 5] = [
        ("claims", File::Rules),
        ("outlets", File::Outlet),
        ("facts", File::Fact),
        ("names", File::Names),
        ("language", File::Language),
    ];

    /// The kind of file that stands at `pack`, a path inside a pack: `claims/tolls.en`.
    ///
    /// ```
    /// use atodds::rules::schema::File;
    /// assert_eq!(File::at("claims/tolls.en"), Some(File::Rules));
    /// assert_eq!(File::at("schema/rule"), None);
    /// ```
    pub fn at(pack: &str) -> Option<Self> {
        let (folder, _) = pack.split_once('/')?;
        let known = Self::FOLDERS.iter().find(|(name, _)| *name == folder);
        known.map(|(_, file)| *file)
    }

    /// Its name on the command line, and of its schema's file.
    pub fn name(self) -> &'static str {
        match self {
            File::Rules => "rule",
            File::Outlet => "outlet",
            File::Fact => "fact",
            File::Names => "names",
            File::Language => "language",
            File::Tests => "test",
        }
    }
}

/// The schema of a kind of file.
///
/// ```
/// use atodds::rules::schema::{File, of};
/// let schema = of(File::Fact);
/// assert_eq!(schema["properties"]["question"]["description"], "The question it answers, with `{slot}` where a name goes.");
/// ```
pub fn of(file: File) -> Value {
    match file {
        File::Rules => generate::<raw::RuleFile>(),
        File::Outlet => generate::<outlet::AsWritten>(),
        File::Fact => generate::<raw::Kind>(),
        File::Names => generate::<raw::NameFile>(),
        File::Language => generate::<LanguageFile>(),
        File::Tests => generate::<Vec<raw::RuleTest>>(),
    }
}

/// The schema of a type, in the draft that editors know best.
pub(crate) fn generate<T: JsonSchema>() -> Value {
    SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// The texts that a plain scalar is read as: a bare `2025` is a number to YAML, and text where text is wanted.
fn one<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    if T::schema_id() == String::schema_id() {
        json_schema!({"type": ["string", "number", "boolean"]})
    } else {
        generator.subschema_for::<T>()
    }
}

impl<T: JsonSchema> JsonSchema for Many<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("One_or_more_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = one::<T>(generator);
        json_schema!({"anyOf": [one, {"type": "array", "items": one}, {"type": "null"}]})
    }
}

impl<T: JsonSchema> JsonSchema for Ordered<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Ordered_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({"type": "object", "additionalProperties": one})
    }
}

impl JsonSchema for Alternatives {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Alternatives".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let patterns = generator.subschema_for::<raw::Words>();
        json_schema!({
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": patterns},
            ],
        })
    }
}

impl JsonSchema for SlotSpec {
    fn schema_name() -> Cow<'static, str> {
        "Slot".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let long = generator.subschema_for::<LongSlot>();
        json_schema!({
            "description": "An identity slot: a type, a list of types, or the long form.",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, long],
        })
    }
}

/// `cues:` of a language: a list of cues under each of the names that the program knows.
pub(super) fn cues(generator: &mut SchemaGenerator) -> Schema {
    let cues = generator.subschema_for::<Vec<raw::Cue>>();
    let known: serde_json::Map<String, Value> = CueKind::ALL
        .iter()
        .map(|(name, _)| ((*name).to_owned(), cues.as_value().clone()))
        .collect();
    json_schema!({"type": "object", "properties": known, "additionalProperties": false})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_valid(file: File, yaml: &str) -> bool {
        let schema = of(file);
        let value: Value = crate::rules::yaml::load("a.yaml", yaml.as_bytes())
            .expect("the test is YAML")
            .0;
        jsonschema::is_valid(&schema, &value)
    }

    #[test]
    fn a_mistyped_key_and_a_wrong_shape_are_refused() {
        assert!(is_valid(
            File::Rules,
            "rules: [{id: a, fact: b, match: 'x'}]"
        ));
        for broken in [
            "ruels: []",
            "rules: [{id: a, fact: b, macth: 'x'}]",
            "rules: [{id: a, fact: b}]",
            "rules: {id: a}",
            "rules: [{id: a, fact: b, match: x, over: flat}]",
        ] {
            assert!(!is_valid(File::Rules, broken), "{broken}");
        }
    }

    #[test]
    fn every_way_to_write_a_pattern_or_slot_is_allowed() {
        for allowed in ["x", "[x, y]", "{yes: x, no: [y, z]}"] {
            let yaml = format!("rules: [{{id: a, fact: b, match: {allowed}}}]");
            assert!(is_valid(File::Rules, &yaml), "{allowed}");
        }
        for allowed in ["place", "[place, city]", "{is: place, many: true}"] {
            let yaml = format!("kind: a\nquestion: b\nidentify_by: {{c: {allowed}}}");
            assert!(is_valid(File::Fact, &yaml), "{allowed}");
        }
        let yaml = "kind: a\nquestion: b\nidentify_by: {c: {si: place}}";
        assert!(!is_valid(File::Fact, yaml));
    }

    #[test]
    fn a_word_may_be_a_number_where_the_loader_takes_one() {
        assert!(is_valid(
            File::Tests,
            "[{text: a, gives: [{count: 2, held: [yes]}]}]"
        ));
    }

    #[test]
    fn words_the_loader_does_not_know_are_refused_where_it_knows_all() {
        let language = |cue: &str| {
            format!("language: xx\nguess: {{otherwise: a}}\ncues: {{{cue}: [{{match: a}}]}}")
        };
        assert!(is_valid(File::Language, &language("negation")));
        assert!(!is_valid(File::Language, &language("negatoin")));
        for (word, fine) in [("up", true), ("sideways", false)] {
            let yaml = format!(
                "kind: a\nquestion: b\nidentify_by: {{}}\nvalue: {{is: amount, evolves: {word}}}"
            );
            assert_eq!(is_valid(File::Fact, &yaml), fine, "{word}");
        }
    }

    #[test]
    fn every_key_is_described() {
        fn walk(value: &Value, way: &str, bare: &mut Vec<String>) {
            if let Some(properties) = value.get("properties").and_then(Value::as_object) {
                for (key, one) in properties {
                    if one.get("description").is_none() && !way.ends_with("/cues") {
                        bare.push(format!("{way}/{key}"));
                    }
                }
            }
            match value {
                Value::Object(map) => map
                    .iter()
                    .for_each(|(key, one)| walk(one, &format!("{way}/{key}"), bare)),
                Value::Array(list) => list.iter().for_each(|one| walk(one, way, bare)),
                _ => {}
            }
        }
        let mut bare = Vec::new();
        for (_, file) in File::FOLDERS {
            walk(&of(file), file.name(), &mut bare);
        }
        let maps = ["forms", "before", "after"];
        bare.retain(|way| !maps.iter().any(|map| way.contains(&format!("/{map}/"))));
        assert!(bare.is_empty(), "{bare:#?}");
    }
}
