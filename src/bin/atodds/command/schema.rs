//! The command `schema`: the JSON Schema of a kind of file.
//!
//! Takes its argument, prints a schema. Reads nothing: schemas come from the types of this program.

use atodds::finding::accepted;
use atodds::report::record;
use atodds::rules::schema::{self, File};

use crate::args::{Schema, Shape};
use crate::run::{Verdict, print_json};

/// Runs the command.
pub(crate) fn schema(args: &Schema) -> anyhow::Result<Verdict> {
    let schema = match args.of {
        Shape::Rule => schema::of(File::Rules),
        Shape::Outlet => schema::of(File::Outlet),
        Shape::Fact => schema::of(File::Fact),
        Shape::Names => schema::of(File::Names),
        Shape::Language => schema::of(File::Language),
        Shape::Test => schema::of(File::Tests),
        Shape::Accepted => accepted::schema(),
        Shape::Findings => record::schema(),
    };
    print_json(&schema)?;
    Ok(Verdict::Clean)
}
