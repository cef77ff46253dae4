//! The entries of name files, and the names that each of them lists.
//!
//! Takes a file as written, gives for each entry its names and where they stand. Never says what is wrong with them.

use jiff::civil::Date;

use crate::rules::names::{Name, NameId, Names, Role};
use crate::rules::raw;
use crate::rules::types::TypeId;
use crate::rules::yaml::Document;

/// An entry of a name file with the names it lists.
pub(super) struct Row<'f> {
    pub(super) raw: &'f raw::Name,
    pub(super) at: usize,
    pub(super) document: &'f Document,
    pub(super) outlet: Option<&'f str>,
    /// Ids, and how reports print them.
    pub(super) listed: Vec<(NameId, &'f str)>,
    /// Its types, those that are declared as one with their declaration.
    pub(super) kinds: Vec<TypeId>,
}

/// The entries of a name file; `names` has the types.
pub(super) fn rows<'f>(
    (file, document, outlet): &(&'f raw::NameFile, &'f Document, Option<&'f str>),
    names: &Names,
) -> Vec<Row<'f>> {
    let kind = |kind: &String| match names.types.get(kind) {
        Some(declared) => declared.clone(),
        None => TypeId::new(kind),
    };
    let row = |(at, raw): (usize, &'f raw::Name)| Row {
        raw,
        at,
        document,
        outlet: *outlet,
        listed: raw.listed().collect(),
        kinds: raw.types.0.iter().map(kind).collect(),
    };
    file.names.iter().enumerate().map(row).collect()
}

impl Row<'_> {
    /// Where `key` stands in the file.
    pub(super) fn path(&self, key: &str) -> String {
        format!("names[{}].{key}", self.at)
    }

    /// Where the name number `nth` stands.
    pub(super) fn path_of(&self, nth: usize) -> String {
        match (&self.raw.id, self.raw.each.is_empty()) {
            (_, false) => self.path(&format!("each[{nth}]")),
            (Some(_), true) => self.path("id"),
            (None, true) => self.path("name"),
        }
    }

    /// The name with this `id` that reports print as `text`.
    pub(super) fn name(&self, id: &NameId, text: &str) -> Name {
        let raw = self.raw;
        let role = |role: &raw::Role| Role {
            title: role.title.clone(),
            of: role.of.as_deref().map(NameId::new),
            from: day(role.from.as_ref()),
            until: day(role.until.as_ref()),
        };
        Name {
            id: id.clone(),
            name: text.to_owned(),
            types: self.kinds.clone(),
            also: raw.also.0.clone(),
            of: raw.of.as_deref().map(NameId::new),
            part_of: raw.part_of.0.iter().map(|id| NameId::new(id)).collect(),
            roles: raw.roles.iter().map(role).collect(),
        }
    }
}

/// The day that `text` writes.
pub(super) fn day(text: Option<&String>) -> Option<Date> {
    text.and_then(|text| text.parse().ok())
}
