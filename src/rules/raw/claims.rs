//! Files under `claims/` as their authors write them: rules, what they match, and the examples beside them.
//!
//! Nothing is checked here beyond shape.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::rules::yaml::{self, Many};

/// One word or a list of words.
type Words = Many<String>;

/// `match:` — a list of patterns, or a map from a value to its patterns.
#[derive(Debug, Clone, Default)]
pub struct Alternatives(pub Vec<(Option<String>, Vec<String>)>);

impl<'de> Deserialize<'de> for Alternatives {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrMap;
        impl<'de> Visitor<'de> for ListOrMap {
            type Value = Alternatives;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pattern, a list of patterns, or a map from value to patterns")
            }
            fn visit_str<E>(self, pattern: &str) -> Result<Alternatives, E> {
                Ok(Alternatives(vec![(None, vec![pattern.to_owned()])]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Alternatives, A::Error> {
                let mut patterns = Vec::new();
                while let Some(pattern) = seq.next_element::<String>()? {
                    patterns.push(pattern);
                }
                Ok(Alternatives(vec![(None, patterns)]))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Alternatives, A::Error> {
                let mut all = Vec::new();
                while let Some((value, Many(patterns))) = map.next_entry::<String, Words>()? {
                    let value = Some(value);
                    if all.iter().any(|(known, _)| *known == value) {
                        return Err(A::Error::custom("a key is given twice"));
                    }
                    all.push((value, patterns));
                }
                Ok(Alternatives(all))
            }
        }
        deserializer.deserialize_any(ListOrMap)
    }
}

/// A file under `claims/`.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Word lists of this file.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub words: BTreeMap<String, Words>,
    /// Optional phrases of every rule whose kind has the slot.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub args: BTreeMap<String, Words>,
    /// The rules.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// All its maps refuse equal keys, and all else are structs and lists.
impl yaml::NoTwice for RuleFile {}

/// One rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id, lower case with hyphens; findings and `atodds test` name it.
    pub id: String,
    /// The fact kind of its claims: the name of a file under `facts/`.
    pub fact: String,
    /// One sentence for people.
    #[serde(default)]
    pub summary: String,
    /// Patterns of one sentence, or a map from a value to the patterns that mean it: `{who:person} ..2 meet~ {whom:person}`.
    #[serde(rename = "match")]
    pub patterns: Alternatives,
    /// Slots with a fixed value.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub set: BTreeMap<String, String>,
    /// Attributes whose value is what the fact's place lies in, by type: `holder: country` for “the army holds it”.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub home: BTreeMap<String, String>,
    /// Optional phrases of the same clause.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub args: BTreeMap<String, Words>,
    /// Patterns of what makes it no match where it stands right behind one: `with` behind “held talks”.
    #[serde(default)]
    pub unless_before: Words,
    /// Patterns of what makes it no match where it stands right before one.
    #[serde(default)]
    pub unless_after: Words,
    /// Slots whose names are dealt out to identity slots by type.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub assign: BTreeMap<String, Words>,
    /// The identity slot that the first name of the sentence belongs to as well.
    #[serde(default)]
    pub subject: Option<String>,
    /// What cues turn values into.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub shift: BTreeMap<String, String>,
    /// `plain` to read titles word by word; `folded` (default) to see “President X” as X.
    #[serde(default)]
    #[schemars(extend("enum" = ["folded", "plain", null]))]
    pub over: Option<String>,
    /// A modality that the wording itself gives.
    #[serde(default)]
    pub modality: Option<String>,
    /// True when a date behind the verb is the day of what was done, though the event was to come: "called off the talks
    /// on Monday".
    #[serde(default)]
    pub done: bool,
    /// How an amount is read: `at-least`, `at-most`.
    #[serde(default)]
    #[schemars(extend("enum" = ["at-least", "at-most", null]))]
    pub bound: Option<String>,
    /// The least amount that it reads: “two others” are no figure.
    #[serde(default)]
    pub least: Option<f64>,
    /// `true` for a rule that reads only what no other tells of: who wants what, where nothing else is known of it.
    #[serde(default)]
    pub leftover: bool,
    /// What a match denies that somebody else tells before it: `told` right before (“Norway rejected the figure”), `here`
    /// in its own sentence alone (“a charge that Norway denies”), `deed` of what was done, and no figure (“denied any such
    /// attack”), `own` of whoever denies (“insists it never did”), or `all` of it (“rejected the allegations”).
    #[serde(default)]
    #[schemars(extend("enum" = ["told", "here", "deed", "own", "all", null]))]
    pub rebuts: Option<String>,
    /// `true` when a match gives another figure for what somebody else has counted or measured right before: “Norway put
    /// the number at 90”.
    #[serde(default)]
    pub restates: bool,
    /// True when a match tells of what somebody is accused, whoever accuses them: “was accused of theft”.
    #[serde(default)]
    pub accuses: bool,
    /// True where a match stands beside what its sentence tells, as a title does beside a name: outside quotes it is the
    /// outlet's own, whoever says the rest.
    #[serde(default)]
    pub aside: bool,
    /// Executed examples.
    #[serde(default)]
    pub tests: Vec<RuleTest>,
}

/// An executed example.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleTest {
    /// The text.
    pub text: String,
    /// Its date, as `2025-04-13`.
    #[serde(default)]
    pub published: Option<String>,
    /// The claims it gives; empty for a near miss.
    #[serde(default, deserialize_with = "yaml::each_unique")]
    pub gives: Vec<BTreeMap<String, Words>>,
    /// Why the test fails as yet: a known miss, to be kept in sight.
    #[serde(default)]
    pub todo: Option<String>,
}
