//! Rule packs: YAML as written → checked → compiled.

pub mod kind;
pub mod names;
pub mod pattern;

pub use kind::Kind;
pub use names::{NameId, Names, TypeId};
