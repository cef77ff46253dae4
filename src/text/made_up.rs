//! Articles that tests make up, read with the small pack of `tests/pack`.

use super::AnnotatedText;
use crate::rules::pack::PackFile;
use crate::rules::{build, read_folder};
use crate::source::{Article, Metadata, Outlets, text};

/// The files of the small pack.
pub(crate) fn files() -> Vec<PackFile> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack");
    read_folder(&folder).0
}

/// The article of these words.
pub(crate) fn article(words: &str) -> Article {
    let (head, outlets) = (Metadata::default(), Outlets::default());
    text("a.txt", words, &head, &outlets, &mut Vec::new())
}

/// What is read in the article of these words.
pub(super) fn read(words: &str) -> AnnotatedText {
    let (pack, problems) = build(&files());
    assert!(problems.is_empty(), "{problems:?}");
    super::annotate(&article(words), &pack)
}
