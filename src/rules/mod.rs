//! Rule packs: YAML as written → checked → compiled.

pub mod build;
pub mod check;
pub mod forge;
pub mod freezing;
pub mod frozen;
pub mod glossary;
pub mod kind;
pub mod language;
pub mod lexicon;
pub mod lint;
pub mod names;
pub mod outlet;
pub mod pack;
pub mod pattern;
pub mod raw;
pub mod rule;
pub mod schema;
pub mod shape;
pub mod sources;
pub mod types;
pub mod yaml;

pub use build::{Builder, build, load};
pub use kind::Kind;
pub use names::{Beginning, NameId, Names};
pub use outlet::Outlet;
pub use pack::{RulePack, read_folder};
pub use types::{TypeId, Types};
