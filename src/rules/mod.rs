//! Rule packs: YAML as written → checked → compiled.

pub mod kind;
pub mod names;
pub mod outlet;
pub mod yaml;

pub use kind::Kind;
pub use names::{NameId, Names, TypeId};
pub use outlet::Outlet;
