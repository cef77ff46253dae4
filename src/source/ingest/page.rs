//! Web pages: the readable body, and what the page says of itself.
//!
//! Takes the text of an HTML page, gives paragraphs and metadata. Never runs or fetches anything; bounded in depth and
//! in the number of elements.
//!
//! A line of such an article is a line of the text that is given here: `atodds dump --stage text` prints it, and
//! `atodds explain page.html:7` speaks of its seventh line. Lines of the markup would say nothing, as many pages have
//! but one.

use dom_query::{Document, NodeRef};
use dom_smoothie::{CandidateSelectMode, Config, Readability, TextMode};
use serde_json::Value;

use crate::source::metadata::Metadata;
use crate::source::published::published;

/// Bytes of a page.
pub(in crate::source) const MAX_PAGE: usize = 8 * 1024 * 1024;
/// Elements of a page; readability takes more than linear time.
const MAX_ELEMENTS: usize = 30_000;
/// Elements inside each other. Walks over the tree are recursive, and a stack is finite.
const MAX_DEPTH: usize = 256;
/// Elements that tags without an end may become when every block opens them anew.
const MAX_REOPENED: usize = 4_000_000;
/// Pairs of attributes of one element, in all elements together: each is compared with those before it.
const MAX_COMPARED: usize = 50_000_000;
/// How often a page's bytes may be looked at while its attributes are counted.
const MAX_LOOKS: usize = 8;
/// Characters without which there is no article: "Log in to read on."
const FEWEST: usize = 100;
/// Objects of JSON-LD looked at.
const MAX_OBJECTS: usize = 1_000;

/// The text of a page and what it says of itself.
///
/// # Errors
///
/// Says in a few words why there is no article in it.
pub(in crate::source) fn page(html: &str) -> Result<(String, Metadata), &'static str> {
    let document = parse(html)?;
    let metadata = metadata(&document);
    let config = Config {
        max_elements_to_parse: MAX_ELEMENTS,
        disable_json_ld: true,
        candidate_select_mode: CandidateSelectMode::Readability,
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let told = json_ld(&document).into_iter().find_map(|object| {
        let body = object.get("articleBody")?.as_str()?.trim();
        (!body.is_empty()).then(|| body.to_owned())
    });
    let readable = Readability::with_document(document, None, Some(config))
        .and_then(|mut readability| readability.parse())
        .ok();
    let text = readable
        .map(|article| tidy(&article.text_content))
        .filter(|text| text.chars().take(FEWEST).count() == FEWEST)
        .or(told)
        .ok_or("a web page without an article")?;
    Ok((text, metadata))
}

/// The text of a piece of HTML, such as the body of a feed's entry.
///
/// # Errors
///
/// When it is too large or too deep to be read.
pub(in crate::source) fn piece(html: &str) -> Result<String, &'static str> {
    let document = parse(html)?;
    document
        .select("script, style, noscript, iframe, template")
        .remove();
    Ok(tidy(&document.formatted_text()))
}

fn parse(html: &str) -> Result<Document, &'static str> {
    if html.len() > MAX_PAGE {
        return Err("a web page larger than 8 MiB");
    }
    // The tree is built without recursion, but by steps that grow with its depth: look before.
    let cost = Cost::of(html);
    if cost.nesting > MAX_DEPTH * 8 || cost.reopened > MAX_REOPENED {
        return Err("a web page with elements too deep in each other");
    }
    if cost.compared > MAX_COMPARED || cost.looked_at > MAX_PAGE * MAX_LOOKS {
        return Err("a web page with too many attributes");
    }
    let document = Document::from(html);
    let (elements, depth) = size(&document.root());
    if elements > MAX_ELEMENTS {
        return Err("a web page with more than 30,000 elements");
    }
    if depth > MAX_DEPTH {
        return Err("a web page with elements too deep in each other");
    }
    Ok(document)
}

/// Bounds on what parsing can cost, from the tags as they stand.
#[derive(Default)]
struct Cost {
    /// Tags opened and not yet closed, at most.
    nesting: usize,
    /// Tags that a parser opens anew in every block until they are closed, at most, times all tags.
    reopened: usize,
    /// Attributes that are compared with each other.
    compared: usize,
    /// Bytes looked at to count them.
    looked_at: usize,
}

impl Cost {
    /// Tags that need no end.
    const VOID: [&[u8]; 8] = [
        b"br", b"img", b"meta", b"link", b"input", b"hr", b"p", b"li",
    ];
    /// Tags that go on from block to block.
    const GOING_ON: [&[u8]; 14] = [
        b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike",
        b"strong", b"tt", b"u",
    ];

    fn of(html: &str) -> Self {
        let bytes = html.as_bytes();
        let (mut open, mut going_on, mut most_going_on, mut tags) = (0_usize, 0_usize, 0, 0_usize);
        let mut cost = Self::default();
        for at in memchr::memchr_iter(b'<', bytes) {
            let closes = bytes.get(at + 1) == Some(&b'/');
            let from = at + 1 + usize::from(closes);
            let name = &bytes[from.min(bytes.len())..bytes.len().min(from + 8)];
            let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric());
            let name = &name[..end.unwrap_or(name.len())];
            if !name.first().is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            if !closes && cost.compared <= MAX_COMPARED && cost.looked_at <= MAX_PAGE * MAX_LOOKS {
                let (attributes, end) = attributes(&bytes[from + name.len()..]);
                cost.compared = cost.compared.saturating_add(attributes * attributes / 2);
                cost.looked_at += end;
            }
            let is_of = |all: &[&[u8]]| all.iter().any(|one| name.eq_ignore_ascii_case(one));
            tags += 1;
            if is_of(&Self::VOID) {
                continue;
            }
            let goes_on = usize::from(is_of(&Self::GOING_ON));
            if closes {
                open = open.saturating_sub(1);
                going_on = going_on.saturating_sub(goes_on);
            } else {
                open += 1;
                going_on += goes_on;
                cost.nesting = cost.nesting.max(open);
                most_going_on = most_going_on.max(going_on);
            }
        }
        cost.reopened = most_going_on.saturating_mul(tags);
        cost
    }
}

/// How many attributes stand in the rest of a tag, and where it ends.
fn attributes(tag: &[u8]) -> (usize, usize) {
    let (mut count, mut at) = (0, 0);
    let (mut is_fresh, mut is_value) = (true, false);
    while let Some(&byte) = tag.get(at) {
        match byte {
            b'>' => break,
            b'"' | b'\'' if is_value => {
                let rest = &tag[at + 1..];
                at += 1 + memchr::memchr(byte, rest).unwrap_or(rest.len());
                (is_fresh, is_value) = (true, false);
            }
            b'=' => is_value = true,
            b'/' | b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => is_fresh = true,
            _ => {
                count += usize::from(is_fresh && !is_value);
                (is_fresh, is_value) = (false, false);
            }
        }
        at += 1;
    }
    (count, at)
}

/// How many nodes there are, and how deep, counted without recursion.
fn size(root: &NodeRef<'_>) -> (usize, usize) {
    let (mut elements, mut deepest) = (0, 0);
    let mut ahead = vec![(*root, 0)];
    while let Some((node, depth)) = ahead.pop() {
        elements += usize::from(node.is_element());
        deepest = deepest.max(depth);
        if elements > MAX_ELEMENTS || depth > MAX_DEPTH {
            break;
        }
        ahead.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    (elements, deepest)
}

/// One line a paragraph, one blank line between.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if !words.is_empty() {
            if !tidy.is_empty() {
                tidy.push_str("\n\n");
            }
            tidy.push_str(&words.join(" "));
        }
    }
    tidy
}

/// What the page says of itself: JSON-LD first, then `OpenGraph` and its like, then the markup.
fn metadata(document: &Document) -> Metadata {
    let objects = json_ld(document);
    let told = |keys: &[&str]| -> Option<String> {
        objects
            .iter()
            .find_map(|object| keys.iter().find_map(|key| word(object.get(*key)?)))
    };
    let meta = |names: &[&str]| -> Option<String> {
        names.iter().find_map(|name| {
            let found = document.select(&format!(
                "meta[property='{name}'], meta[name='{name}'], meta[itemprop='{name}']"
            ));
            found
                .nodes()
                .iter()
                .find_map(|node| filled(&node.attr("content")?))
        })
    };
    let first = |selector: &str, attribute: &str| -> Option<String> {
        let found = document.select(selector);
        found
            .nodes()
            .iter()
            .find_map(|node| filled(&node.attr(attribute)?))
    };
    let text = |selector: &str| filled(&document.select_single(selector).text());
    // The first that is a date: pages are full of words that are none.
    let day = [
        told(&["datePublished"]),
        meta(&["article:published_time", "og:published_time"]),
        meta(&[
            "datePublished",
            "parsely-pub-date",
            "pubdate",
            "publish-date",
            "DC.date.issued",
            "dc.date",
            "date",
        ]),
        first("article time[datetime]", "datetime"),
        first("time[datetime]", "datetime"),
    ];
    Metadata {
        site: told(&["publisher"]).or_else(|| meta(&["og:site_name", "application-name"])),
        published: day.iter().flatten().find_map(|given| published(given)),
        title: told(&["headline"])
            .or_else(|| meta(&["og:title"]))
            .or_else(|| text("h1"))
            .or_else(|| text("title")),
        url: first("link[rel='canonical']", "href")
            .or_else(|| told(&["url", "mainEntityOfPage"]))
            .or_else(|| meta(&["og:url"]))
            .filter(|url| url.contains("://")),
        ..Metadata::default()
    }
}

/// The objects of the page's JSON-LD that are articles.
fn json_ld(document: &Document) -> Vec<Value> {
    let mut articles = Vec::new();
    let mut left = MAX_OBJECTS;
    for script in document
        .select("script[type='application/ld+json']")
        .nodes()
    {
        let text = script.text();
        // Bounded in depth by serde_json; what is no JSON says nothing.
        let Ok(value) = serde_json::from_str::<Value>(text.trim()) else {
            continue;
        };
        let mut ahead = vec![value];
        while let Some(value) = ahead.pop() {
            left = left.saturating_sub(1);
            if left == 0 {
                return articles;
            }
            match value {
                Value::Array(values) => ahead.extend(values.into_iter().rev()),
                Value::Object(mut object) => {
                    let of_graph = object.remove("@graph");
                    if object.get("@type").is_some_and(is_article) {
                        articles.push(Value::Object(object));
                    }
                    ahead.extend(of_graph);
                }
                _ => {}
            }
        }
    }
    articles
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(name) => name.ends_with("Article") || name.ends_with("BlogPosting"),
        Value::Array(names) => names.iter().any(is_article),
        _ => false,
    }
}

/// A word of JSON-LD: text, the name or id of an object, or the first of a list.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => filled(text),
        Value::Array(values) => values.iter().find_map(word),
        Value::Object(object) => word(object.get("name").or_else(|| object.get("@id"))?),
        _ => None,
    }
}

fn filled(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "<article><h1>Ferry back</h1><p>The north ferry resumed on Friday, the harbour office \
        said, after nine days in the yard and two in the open water off the cape.</p><p>It carries\n forty cars, \
        and <b>two hundred</b> people, on each of the six trips that it makes from the old pier.</p></article>";

    fn read(head: &str) -> (String, Metadata) {
        let menu =
            "<nav><ul><li><a href='/a'>Home</a></li><li><a href='/b'>Sport</a></li></ul></nav>";
        page(&format!(
            "<html><head>{head}</head><body>{menu}{BODY}<footer>All rights</footer></body></html>"
        ))
        .unwrap()
    }

    #[test]
    fn a_page_gives_its_paragraphs_and_not_its_menus() {
        let (text, _) = read("");
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("The north ferry resumed on Friday, the harbour")),
            "{text}"
        );
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("It carries forty cars, and two hundred people")),
            "{text}"
        );
        assert!(
            !text.contains("Sport") && !text.contains("All rights"),
            "{text}"
        );
    }

    #[test]
    fn json_ld_beats_opengraph_and_opengraph_the_markup() {
        let ld = r#"<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
            {"@type": "WebSite", "name": "Other"},
            {"@type": ["NewsArticle"], "headline": "Ferry returns", "datePublished": "2025-04-11T09:30:00Z",
             "publisher": {"@type": "Organization", "name": "The Bugle"}, "mainEntityOfPage": {"@id": "https://bugle.test/ld"}}]}</script>"#;
        let og = "<meta property='og:title' content='Ferry og'><meta property='og:site_name' content='Bugle og'>\
            <meta property='article:published_time' content='2025-04-12'><meta property='og:url' content='https://bugle.test/og'>";
        let markup =
            "<title>Ferry | Bugle</title><link rel=canonical href='https://bugle.test/canonical'>";
        let told = |head: String| {
            let (_, metadata) = read(&head);
            let day = metadata.published.map(|day| day.to_string());
            [metadata.site, day, metadata.title, metadata.url].map(Option::unwrap_or_default)
        };
        assert_eq!(
            told(format!("{og}{ld}")),
            [
                "The Bugle",
                "2025-04-11T09:30",
                "Ferry returns",
                "https://bugle.test/ld"
            ]
        );
        assert_eq!(
            told(format!("{og}{markup}")),
            [
                "Bugle og",
                "2025-04-12",
                "Ferry og",
                "https://bugle.test/canonical"
            ]
        );
        assert_eq!(
            told(markup.to_owned()),
            ["", "", "Ferry back", "https://bugle.test/canonical"]
        );
    }

    #[test]
    fn a_date_that_is_none_gives_way_to_one_that_is() {
        let (_, metadata) = read(
            "<meta name=date content='last Friday'><script type='application/ld+json'>{bad</script>",
        );
        assert_eq!(metadata.published, None);
        let html = format!(
            "<html><body>{}</body></html>",
            BODY.replace("<p>The", "<time datetime='2025-04-11'>x</time><p>The")
        );
        assert_eq!(
            page(&html).unwrap().1.published.unwrap().to_string(),
            "2025-04-11"
        );
    }

    #[test]
    fn deep_and_huge_pages_are_refused_and_not_read_into_a_fault() {
        for (unit, n) in [
            ("<div>", 20_000),
            ("<b><i>", 2_000),
            ("<p><span>", 5_000),
            ("<br>", 40_000),
            ("<a>", 5_000),
        ] {
            let html = format!("<html><body>{}{BODY}", unit.repeat(n));
            assert!(page(&html).is_err(), "{unit}");
            assert!(piece(&html).is_err(), "{unit}");
        }
        // Every paragraph opens all of these again.
        let fonts: String = (0..1_500).map(|at| format!("<font size={at}>")).collect();
        assert!(page(&format!("{fonts}{}", "<p>x".repeat(20_000))).is_err());
        assert!(page(&"x".repeat(MAX_PAGE + 1)).is_err());
        assert!(page("").is_err());
    }

    #[test]
    fn the_deepest_page_that_is_read_fits_a_small_stack() {
        let html = format!(
            "<html><body>{}{BODY}{}",
            "<div>".repeat(MAX_DEPTH - 8),
            "</div>".repeat(MAX_DEPTH - 8)
        );
        let read = std::thread::Builder::new()
            .stack_size(1 << 20)
            .spawn(move || page(&html).is_ok());
        assert!(read.unwrap().join().unwrap());
    }

    #[test]
    fn a_piece_keeps_its_paragraphs() {
        assert_eq!(
            piece("<p>One &amp; two.</p>\n<script>x</script><p>Three<br>four.</p>").unwrap(),
            "One & two.\n\nThree\n\nfour."
        );
    }

    #[test]
    fn a_tag_with_ever_more_attributes_is_refused_before_they_are_compared() {
        let told = |tag: &str| attributes(tag.as_bytes()).0;
        assert_eq!(told(r#" class="a b" id=c hidden data-x = 'y>z'> q r"#), 4);
        assert_eq!(told(">"), 0);
        let names: String = (0..200_000).map(|n| format!(" a{n}=\">\"")).collect();
        assert_eq!(
            page(&format!("<p{names}>Nine died.</p>")).err(),
            Some("a web page with too many attributes")
        );
        let unclosed = "<a b=\"".repeat(200_000);
        assert!(page(&unclosed).is_err());
    }
}
