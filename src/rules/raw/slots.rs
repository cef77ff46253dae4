//! Identity slots as fact files write them: a type, a list of types, or a map.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Words;
use crate::rules::yaml;

/// An identity slot: a type, a list of types, or the long form.
#[derive(Debug, Clone, Default)]
pub struct SlotSpec {
    /// Types, best first.
    pub is: Vec<String>,
    /// Types that stand for what they belong to.
    pub via: Vec<String>,
    /// Types that tell of what happened where they belong.
    pub told_by: Vec<String>,
    /// Words that mean the same, under the one that stands for them.
    pub synonyms: BTreeMap<String, Words>,
    /// A set of names.
    pub many: bool,
    /// May be missing.
    pub optional: bool,
    /// Taken from an earlier sentence when missing.
    pub inherit: bool,
    /// Read by the base forms of its words.
    pub lemmas: bool,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::rules) struct LongSlot {
    /// The type or types it takes, best first.
    is: Words,
    /// Types that stand for the name they belong to: with `leader`, a president means the country.
    #[serde(default)]
    via: Words,
    /// Types that tell of what happened in the place they belong to: with `health-ministry`, one counts its own land's dead.
    #[serde(default)]
    told_by: Words,
    /// Words that mean the same, under the one that stands for them: `talks: [negotiations, meeting]`.
    #[serde(default, deserialize_with = "yaml::unique")]
    synonyms: BTreeMap<String, Words>,
    /// Whether it holds a set of names.
    #[serde(default)]
    many: bool,
    /// Whether a claim may lack it.
    #[serde(default)]
    optional: bool,
    /// Whether a claim that lacks it takes it from an earlier sentence.
    #[serde(default)]
    inherit: bool,
    /// Whether words are read by their base forms, articles left out: "shelled" and "shelling" are one.
    #[serde(default)]
    lemmas: bool,
}

impl<'de> Deserialize<'de> for SlotSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = SlotSpec;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a type, a list of types, or a map with `is`")
            }
            fn visit_str<E>(self, kind: &str) -> Result<SlotSpec, E> {
                Ok(SlotSpec {
                    is: vec![kind.to_owned()],
                    ..SlotSpec::default()
                })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<SlotSpec, A::Error> {
                let mut is = Vec::new();
                while let Some(kind) = seq.next_element::<String>()? {
                    is.push(kind);
                }
                Ok(SlotSpec {
                    is,
                    ..SlotSpec::default()
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SlotSpec, A::Error> {
                let long =
                    LongSlot::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(SlotSpec {
                    is: long.is.0,
                    via: long.via.0,
                    told_by: long.told_by.0,
                    synonyms: long.synonyms,
                    many: long.many,
                    optional: long.optional,
                    inherit: long.inherit,
                    lemmas: long.lemmas,
                })
            }
        }
        deserializer.deserialize_any(Any)
    }
}
