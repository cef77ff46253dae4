//! Rule packs: YAML as written → checked → compiled.

pub mod kind;
pub mod names;
pub mod pattern;
pub mod raw;
pub mod yaml;

pub use kind::Kind;
pub use names::{NameId, Names, TypeId};
