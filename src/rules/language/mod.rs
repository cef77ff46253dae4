//! Language files: what a language's words mean to the text stage.

pub mod values;
