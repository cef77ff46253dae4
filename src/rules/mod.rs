//! Rule packs: YAML as written → checked → compiled.

pub mod kind;
pub mod language;
pub mod names;

pub use kind::Kind;
pub use names::{NameId, Names, TypeId};
