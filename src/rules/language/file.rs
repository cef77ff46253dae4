//! A language file as its author writes it, key by key.
//!
//! Takes what the YAML gives, gives one struct. Never compiles a pattern.

use std::collections::BTreeMap;

use super::values;
use crate::rules::raw::{self, Words};
use crate::rules::yaml;

/// A file under `language/`.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageFile {
    /// Its code.
    pub language: String,
    /// The codes that language detection gives it (ISO 639-3).
    #[serde(default)]
    pub detected_as: Words,
    /// Words too common to trigger a pattern.
    #[serde(default)]
    pub common: Words,
    /// Words that part clauses.
    #[serde(default)]
    pub clause_marks: Words,
    /// Those of them behind which a clause tells on of the same: its day and place are looked for there too.
    #[serde(default)]
    pub telling_on: Words,
    /// Words behind a comma that go on with what was just told.
    #[serde(default)]
    pub trailing: Words,
    /// Words behind which a clause tells what happened at the place right before them.
    #[serde(default)]
    pub telling_where: Words,
    /// Words right behind a name that something was done to.
    #[serde(default)]
    pub undergoing: Words,
    /// What somebody does to others, where it is told whose deed it is.
    #[serde(default)]
    pub deeds: Words,
    /// Words of saying, behind which a day is that of saying so.
    #[serde(default)]
    pub saying: Words,
    /// Words for an event of whichever kind.
    #[serde(default)]
    pub any_event: Words,
    /// Words that point back at what was just told.
    #[serde(default)]
    pub pointing: Words,
    /// Words that say of what follows that it is not so: “no”, “never”.
    #[serde(default)]
    pub negators: Words,
    /// Words that make a clause what is so or was done, beside the verbs of topics: “was”, “had”, “could”.
    #[serde(default)]
    pub auxiliaries: Words,
    /// Words before an office that its bearer holds no more.
    #[serde(default)]
    pub out_of_office: Words,
    /// Words behind which a clause tells more of what stands right before them.
    #[serde(default)]
    pub telling_of: Words,
    /// Words that open an aside behind a name and a comma, which a rule may read across: “Lee, who had come from Oslo, met”.
    #[serde(default)]
    pub aside_openers: Words,
    /// How verbs end that tell behind a comma of the same subject: “Lee left Oslo, rejecting the truce”.
    #[serde(default)]
    pub participles: Words,
    /// Words that stand for the name before them as what a clause tells of: “Lee, who had come from Oslo”.
    #[serde(default)]
    pub relatives: Words,
    /// Words before a day that a rule reads across behind a verb: “agreed in May to the plan”.
    #[serde(default)]
    pub before_days: Words,
    /// Words behind which a verb may have the subject of the one before: “Lee greeted Stone and left”.
    #[serde(default)]
    pub same_subject: Words,
    /// Words that leave no trace between two commas.
    #[serde(default)]
    pub asides: Words,
    /// The same, where whoever spoke last goes on.
    #[serde(default)]
    pub speaking_asides: Words,
    /// Words that stand for all whom the sentence, or that before it, has named: `they`, `both`.
    #[serde(default)]
    pub together: Words,
    /// Words with which a speaker tells of itself: "it", "its", "we".
    #[serde(default)]
    pub oneself: Words,
    /// Words besides those of `guess.before` behind which a country is where something happened: `on`, `hit`.
    #[serde(default)]
    pub struck: Words,
    /// Words right before whoever the other side is: `with`, as in “clashes with Chad”, which does not tell where they were.
    #[serde(default)]
    pub facing: Words,
    /// Words of saying something somewhere: `said`, `told`, as in “told reporters in Brul”.
    #[serde(default)]
    pub speaking: Words,
    /// Words between those and where it was said: `reporters`, `a`, `briefing`, `in`.
    #[serde(default)]
    pub hearers: Words,
    /// What joins names.
    #[serde(default)]
    pub joiners: Words,
    /// What may stand before each of several names: `the`.
    #[serde(default)]
    pub articles: Words,
    /// Words with which a phrase in front of the subject begins: `after`, as in "after meeting Smith, Jones left".
    #[serde(default)]
    pub openers: Words,
    /// Types a gap may run across.
    #[serde(default)]
    pub adjuncts: Words,
    /// Inflections.
    #[serde(default)]
    pub inflect: raw::Inflect,
    /// Word lists for every rule of the language.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub words: BTreeMap<String, Words>,
    /// Cues by kind.
    #[serde(default)]
    #[schemars(schema_with = "crate::rules::schema::cues")]
    pub cues: raw::Ordered<Vec<raw::Cue>>,
    /// Ways of naming a speaker.
    #[serde(default)]
    pub attribution: Vec<raw::Attribution>,
    /// Names told by patterns.
    #[serde(default)]
    pub names: Vec<raw::NamePattern>,
    /// Words that point back.
    #[serde(default)]
    pub references: Vec<raw::Reference>,
    /// What a proposal told in free words is about.
    #[serde(default)]
    pub topics: raw::Topics,
    /// Other words for titles: `president: [president, leader]`.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub titles: BTreeMap<String, Words>,
    /// How an office is said: `{adjective} {title}`.
    #[serde(default)]
    pub offices: Words,
    /// How unlisted names are typed.
    #[serde(default)]
    pub guess: super::raw::Guess,
    /// Optional phrases every rule knows.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub args: BTreeMap<String, Words>,
    /// Where sentences end.
    #[serde(default)]
    pub sentences: values::raw::Sentences,
    /// How words split into tokens.
    #[serde(default)]
    pub tokens: values::raw::Tokens,
    /// Number words.
    #[serde(default)]
    pub numbers: values::raw::Numbers,
    /// Words that bound a number.
    #[serde(default)]
    pub bounds: values::raw::Bounds,
    /// Words for what is counted.
    #[serde(default)]
    pub units: Vec<values::raw::Unit>,
    /// Words for dates.
    #[serde(default)]
    pub calendar: values::raw::Calendar,
}

/// All its maps refuse equal keys.
impl yaml::NoTwice for LanguageFile {}
