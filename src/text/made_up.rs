//! Articles that tests make up, read with the small pack of `tests/pack`.

use super::AnnotatedText;
use crate::rules::{build, read_folder};
use crate::source::{Metadata, Outlets, text};

/// The article of these words.
pub(super) fn read(article: &str) -> AnnotatedText {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack");
    let (pack, problems) = build(&read_folder(&folder).0);
    assert!(problems.is_empty(), "{problems:?}");
    let (head, outlets) = (Metadata::default(), Outlets::default());
    let article = text("a.txt", article, &head, &outlets, &mut Vec::new());
    super::annotate(&article, &pack)
}
