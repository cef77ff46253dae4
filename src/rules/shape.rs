//! The shape of one file of a pack, for those who ask while it is being typed.
//!
//! Takes a file, gives problems. Never asks for another file: a word that names nothing is for the whole pack to say.

use serde::de::DeserializeOwned;

use super::language::LanguageFile;
use super::pack::PackFile;
use super::schema::File;
use super::{outlet, raw, yaml};
use crate::problem::Problem;

/// What is wrong with the shape of one file by itself: no YAML, unknown keys, wrong types. What its words mean takes
/// the whole pack.
///
/// ```
/// use atodds::rules::{pack::PackFile, shape::shape};
/// let file = |yaml: &str| PackFile {
///     path: "rules/facts/toll.yaml".into(),
///     pack: "facts/toll".into(),
///     bytes: yaml.into(),
/// };
/// assert!(shape(&file("kind: toll\nquestion: How many?\nidentify_by: {}")).is_empty());
/// assert_eq!(shape(&file("kidn: toll"))[0].code, "unknown-key");
/// ```
pub fn shape(file: &PackFile) -> Vec<Problem> {
    fn read<T: DeserializeOwned>(file: &PackFile) -> Vec<Problem> {
        yaml::load::<T>(&file.path, &file.bytes)
            .err()
            .unwrap_or_default()
    }
    match File::at(&file.pack) {
        Some(File::Rules) => read::<raw::RuleFile>(file),
        Some(File::Outlet) => outlet::load::<raw::Rule>(&file.path, &file.bytes)
            .err()
            .unwrap_or_default(),
        Some(File::Fact) => read::<raw::Kind>(file),
        Some(File::Names) => read::<raw::NameFile>(file),
        Some(File::Language) => read::<LanguageFile>(file),
        Some(File::Tests) | None => Vec::new(),
    }
}
