//! What a language file says of names that no list holds, as its author writes it. The rest stands in `rules::raw`.

use std::collections::BTreeMap;

use crate::rules::raw::Words;
use crate::rules::yaml;

/// How names found in no list are typed.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guess {
    /// Type → words before a capitalised run that give it the type: `Mr.`, `Gov.`.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub before: BTreeMap<String, Words>,
    /// Type → first words of a run: given names.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub first: BTreeMap<String, Words>,
    /// Type → last words of a run: `Ministry`, `County`.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub last: BTreeMap<String, Words>,
    /// Type → words after a run that give it the type: `said`.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub after: BTreeMap<String, Words>,
    /// Small words that may stand inside a run: `de`, `al`.
    #[serde(default)]
    pub inside: Words,
    /// Small words that a hyphen joins to a name and that are no part of it: `led`, `based`. Others are: “Lee Won-shik”.
    #[serde(default)]
    pub joined: Words,
    /// Capitalised words that are no names: `The`, `However`.
    #[serde(default)]
    pub never: Words,
    /// Those of `inside` that no name of a type in `short` has: “Adm. Ann Lee of Central Command”.
    #[serde(default)]
    pub beyond: Words,
    /// The type of a run of several words none of which is one of `ordinary`, unless one of
    /// `determiners` stands before it.
    #[serde(default)]
    pub uncommon: Option<String>,
    /// Words before a thing, behind which nobody is named: `the`, `its`.
    #[serde(default)]
    pub determiners: Words,
    /// Words of the language as they are written small, with spaces between; a name that holds one may be that of anything.
    #[serde(default)]
    pub ordinary: String,
    /// The type of words that capitals in brackets behind them spell: “Movement for Democracy in Arden (MDA)”.
    #[serde(default)]
    pub abbreviated: Option<String>,
    /// The type of a run that nothing gives one.
    pub otherwise: String,
    /// Types whose last word alone means the same name further down.
    #[serde(default)]
    pub short: Words,
    /// Types of what may be called after such a name: “the Lee Foundation” is not Lee.
    #[serde(default)]
    pub called_after: Words,
    /// Words of `last` that make one name of a place and them, which is no place: “researchers at Arden University”.
    #[serde(default)]
    pub with_place: Words,
    /// Words behind which ordinary ones with capitals tell what an office is for: “Minister of Social Welfare Ann Lee”.
    #[serde(default)]
    pub office_of: Words,
    /// Words before which they do: “Social Welfare Minister Ann Lee”.
    #[serde(default)]
    pub office: Words,
}
