//! What every target asks of what it gets, and the packs and archives they work with.
//!
//! A target takes bytes and asserts laws: beyond "no panic, no hang", what is wrong is told in words and located, equal
//! bytes give equal answers, and what was read can be written and read again.

pub mod archive;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use atodds::claim::{self, Claim};
use atodds::problem::Problem;
use atodds::rules::pack::PackFile;
use atodds::rules::{self, RulePack};
use atodds::source::{self, Article, Metadata, Outlets};
use atodds::text;

/// A folder of the repository.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(name)
}

/// The files of the small pack of the tests: two kinds, two rules, a handful of names.
pub static SMALL: LazyLock<Vec<PackFile>> =
    LazyLock::new(|| rules::read_folder(&folder("tests/pack")).0);

/// The pack of [`SMALL`].
pub static SMALL_PACK: LazyLock<RulePack> = LazyLock::new(|| {
    let (pack, problems) = rules::build(&SMALL);
    assert!(problems.is_empty(), "{problems:?}");
    pack
});

/// The pack that ships.
pub static SHIPPED: LazyLock<RulePack> = LazyLock::new(|| {
    let (pack, problems) = rules::load(&folder("rules"));
    assert!(problems.is_empty(), "{problems:?}");
    pack
});

/// The small pack with `bytes` as the file called `name`, such as `claims/news.en`; first the file.
pub fn with_file(name: &str, bytes: &[u8]) -> Vec<PackFile> {
    let file = PackFile {
        path: format!("{name}.yaml"),
        pack: name.to_owned(),
        bytes: bytes.to_vec(),
    };
    let mut files = vec![file];
    files.extend(SMALL.iter().filter(|file| file.pack != name).cloned());
    files
}

/// A problem says in plain words what is wrong, and where. `bytes` are those of the file called `path`.
pub fn assert_worded(problem: &Problem, path: &str, bytes: &[u8]) {
    let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    assert!(problem.code.chars().all(is_kebab), "{problem:?}");
    for words in [Some(&problem.message), problem.help.as_ref()]
        .into_iter()
        .flatten()
    {
        assert!(!words.trim().is_empty(), "{problem:?}");
    }
    let Some(place) = &problem.place else { return };
    assert!(place.line > 0 && place.column > 0, "{problem:?}");
    assert!(place.span.start <= place.span.end, "{problem:?}");
    assert!(place.excerpt.chars().count() <= 200, "{problem:?}");
    if place.path == path {
        // A byte that is no UTF-8 is read as one of three bytes.
        assert!(place.span.end <= 3 * bytes.len(), "{problem:?}");
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
        assert!(place.line <= lines, "{problem:?}");
    }
}

/// An article of two outlets' making, by its text.
pub fn article(text: &str) -> Article {
    let head = Metadata {
        outlet: Some("Harbor Post".to_owned()),
        published: source::published("2026-02-12"),
        ..Metadata::default()
    };
    source::text("a.txt", text, &head, &Outlets::default(), &mut Vec::new())
}

/// The claims of `article`, which stand where they say they do.
pub fn claims(article: &Article, pack: &RulePack) -> Vec<Claim> {
    let outlet = article.outlet.as_ref().map(source::OutletId::as_str);
    let read = text::annotate(article, pack);
    let claims = claim::extract(article, 0, &read, pack, &pack.readers(outlet));
    for claim in &claims {
        let words = article.text.get(claim.span.start..claim.span.end);
        assert!(words.is_some_and(|words| !words.is_empty()), "{claim:?}");
        assert!(
            (claim.sentence as usize) < read.sentences.len(),
            "{claim:?}"
        );
        assert!(pack.kinds.contains_key(&claim.kind), "{claim:?}");
    }
    claims
}

/// The first line of an input, and what comes after it.
pub fn head(input: &[u8]) -> (&[u8], &[u8]) {
    match input.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&input[..at], &input[at + 1..]),
        None => (input, &[]),
    }
}
