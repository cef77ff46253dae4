//! One article from the text of one file, or from the text of one record.
//!
//! Takes a path, a text and metadata, gives an [`Article`]. Never reads files.

use crate::problem::Problem;

use super::article::{Article, OutletId};
use super::clean::{self, Markup};
use super::lines::{lines, unwrapped};
use super::metadata::{Metadata, head};
use super::outlets::{Outlets, slug};

/// Reads an article of its own file. `beside` is what is known from elsewhere; the head of the file, between two
/// lines of `---`, comes first. A path that ends in `.md` is read as Markdown.
///
/// ```
/// use atodds::source::{Metadata, Outlets, text};
/// let mut problems = Vec::new();
/// let file = "---\noutlet: The Bugle\npublished: 2025-04-13\n---\nFerry back\n\nThe ferry resumed on Friday.\n";
/// let article = text("a.txt", file, &Metadata::default(), &Outlets::default(), &mut problems);
/// assert_eq!(article.outlet.expect("it is named").as_str(), "the-bugle");
/// assert_eq!(article.blocks[1].span.of(&article.text), "The ferry resumed on Friday.");
/// assert_eq!(article.first_line, 5);
/// ```
pub fn text(
    path: &str,
    text: &str,
    beside: &Metadata,
    outlets: &Outlets,
    problems: &mut Vec<Problem>,
) -> Article {
    let (own, body) = head(path, text, problems);
    let first_line = memchr::memchr_iter(b'\n', &text.as_bytes()[..body]).count() + 1;
    let markup = if is_markdown(path) {
        Markup::Markdown
    } else {
        Markup::Plain
    };
    let place = Place {
        id: id(path),
        path: id(path),
        first_line,
    };
    article(
        place,
        text[body..].to_owned(),
        own.or(beside),
        markup,
        outlets,
    )
}

/// How outputs name the article of a path: with `/`, without `./`.
pub(super) fn id(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut short = path.as_str();
    while let Some(rest) = short.strip_prefix("./") {
        short = rest.trim_start_matches('/');
    }
    short.to_owned()
}

/// How outputs name the article of a file, or begin the names of those in a folder.
///
/// ```
/// assert_eq!(atodds::source::id_of("./archive/2013/".as_ref()), "archive/2013");
/// ```
pub fn id_of(path: &std::path::Path) -> String {
    id(&path.to_string_lossy()).trim_end_matches('/').to_owned()
}

fn is_markdown(path: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|extension| {
            extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
        })
}

/// Where an article's text stands.
pub(super) struct Place {
    pub(super) id: String,
    pub(super) path: String,
    pub(super) first_line: usize,
}

/// The article of a text: its outlet found, its text cleaned.
pub(super) fn article(
    place: Place,
    text: String,
    metadata: Metadata,
    markup: Markup,
    outlets: &Outlets,
) -> Article {
    let (flat, lines) = match markup {
        Markup::Plain => unwrapped(&text),
        Markup::Markdown => (text.as_str().into(), lines(&text)),
    };
    let known = match (&metadata.outlet, &metadata.site) {
        (Some(name), _) => outlets.named(name),
        (None, site) => site
            .as_deref()
            .and_then(|site| outlets.named(site))
            .or_else(|| outlets.identify(metadata.url.as_deref(), &flat, &lines)),
    };
    let (outlet, outlet_name) = match (known, metadata.outlet.as_ref().or(metadata.site.as_ref())) {
        (Some(known), _) => (Some(known.id.clone()), Some(known.outlet.name.clone())),
        (None, Some(name)) => {
            let slug = slug(name);
            // A name without a letter names nobody.
            let outlet = (!slug.is_empty()).then(|| OutletId::new(&slug));
            let name = outlet.is_some().then(|| name.trim().to_owned());
            (outlet, name)
        }
        (None, None) => (None, None),
    };
    let wire = metadata
        .wire
        .or_else(|| known.and_then(|known| Outlets::credit(known, &flat, &lines)));
    let blocks = clean::blocks(&flat, &lines, markup, known, metadata.title.as_deref());
    Article {
        id: place.id,
        path: place.path,
        outlet,
        outlet_name,
        published: metadata.published,
        title: metadata.title,
        url: metadata.url,
        wire: wire.as_deref().map(slug).filter(|wire| !wire.is_empty()),
        text,
        blocks,
        first_line: place.first_line,
    }
}
