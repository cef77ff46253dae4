//! The page as one HTML file that needs no network.
//!
//! Takes a page, gives HTML with its style and script inside. Never lets a word of an article be markup: the template
//! engine escapes every value, and a Content-Security-Policy names the one style and the one script by their hashes,
//! so nothing else could run even if it got in.
//!
//! A page of thousands of facts stays quick because all but the first stand in `<noscript>`: a browser with scripting
//! reads that as plain text, and turns it into elements when a reader comes near; one without reads all of it.

use std::io::{self, Write};

use data_encoding::BASE64;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Entry, Page};

const PAGE: &str = include_str!("assets/page.html");
const FACT: &str = include_str!("assets/fact.html");
const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/script.js");

/// Facts that are elements from the start.
const AT_ONCE: usize = 50;
/// Facts in one later part.
const PART: usize = 50;
/// Facts that are printed: the time a browser takes to lay out paper grows faster than the paper. A multiple of [`PART`].
const PRINTED: usize = 500;

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, page::{Page, Wishes, html, saved::Run}};
/// let page = Page::new(&Run::from(&Checked::default()), &Wishes::default()).expect("no topic is asked for");
/// let mut out = Vec::new();
/// html::write(&mut out, &page)?;
/// assert!(String::from_utf8_lossy(&out).starts_with("<!doctype html>"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, page: &Page) -> io::Result<()> {
    let numbered: Vec<Numbered<'_>> = (0..)
        .zip(page.entries())
        .map(|(n, entry)| Numbered { n, entry })
        .collect();
    let (first, later) = numbered.split_at(numbered.len().min(AT_ONCE));
    let later = parts(later);
    let mut rest = numbered.as_slice();
    let groups: Vec<Grouped<'_>> = page
        .groups
        .iter()
        .map(|group| {
            let (own, others) = rest.split_at(group.entries.len());
            rest = others;
            let at_once = AT_ONCE.saturating_sub(own.first().map_or(0, |one| one.n));
            let (first, later) = own.split_at(own.len().min(at_once));
            Grouped {
                id: group.id,
                title: group.title,
                note: group.note,
                count: group.entries.len(),
                is_printed: own.first().is_none_or(|one| one.n < PRINTED),
                first,
                later: parts(later),
            }
        })
        .collect();
    let index = index(page);
    environment()
        .get_template("page.html")
        .and_then(|template| {
            template.render_captured_to(
                context! {
                    page => Value::from(Serde(page)),
                    first => Value::from(Serde(&first)),
                    later => Value::from(Serde(&later)),
                    groups => Value::from(Serde(&groups)),
                    printed => PRINTED,
                    style => STYLE,
                    script => SCRIPT,
                    style_hash => hash(STYLE),
                    script_hash => hash(SCRIPT),
                    index => index,
                },
                out,
            )
        })
        .map(|_| ())
        .map_err(io::Error::other)
}

/// An entry with its number on the page, by which style and script find it.
#[derive(Debug, Clone, Copy, Serialize)]
struct Numbered<'p> {
    n: usize,
    entry: &'p Entry,
}

/// A heading and its facts, the first of them as elements, the later ones in parts.
#[derive(Debug, Serialize)]
struct Grouped<'p> {
    id: &'static str,
    title: &'static str,
    note: &'static str,
    count: usize,
    is_printed: bool,
    first: &'p [Numbered<'p>],
    later: Vec<&'p [Numbered<'p>]>,
}

/// Later facts in parts that begin at the same numbers in every group.
fn parts<'a, 'p>(later: &'a [Numbered<'p>]) -> Vec<&'a [Numbered<'p>]> {
    later.chunk_by(|a, b| a.n / PART == b.n / PART).collect()
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .expect("the usual signs are not in each other's way"),
    );
    environment.add_filter("sentence_case", sentence_case);
    for (name, source) in [("page.html", PAGE), ("fact.html", FACT)] {
        environment
            .add_template(name, source)
            .expect("the templates are part of the program, and a test renders them");
    }
    environment
}

/// `text` with its first letter in upper case; names inside keep theirs.
fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The hash by which a Content-Security-Policy names an inline style or script.
fn hash(text: &str) -> String {
    BASE64.encode(&Sha256::digest(text.as_bytes()))
}

/// What the script searches and draws.
#[derive(Serialize)]
struct Indexed<'p> {
    id: &'p str,
    q: &'p str,
    k: &'p str,
    g: &'static str,
    s: Vec<IndexedSide<'p>>,
}

#[derive(Serialize)]
struct IndexedSide<'p> {
    l: &'p str,
    h: usize,
    v: &'p str,
    c: Vec<IndexedClaim<'p>>,
}

#[derive(Serialize)]
struct IndexedClaim<'p> {
    o: &'p str,
    s: Option<&'p str>,
    t: &'p str,
}

/// The index as JSON that cannot end the element it stands in.
fn index(page: &Page) -> String {
    let facts: Vec<Indexed<'_>> = page
        .groups
        .iter()
        .flat_map(|group| group.entries.iter().map(|entry| (group.id, entry)))
        .map(|(g, entry)| Indexed {
            id: &entry.id,
            q: &entry.question,
            k: &entry.kind,
            g,
            s: entry
                .sides
                .iter()
                .map(|side| IndexedSide {
                    l: &side.letter,
                    h: side.shape,
                    v: &side.label,
                    c: side
                        .quotes
                        .iter()
                        .map(|quote| IndexedClaim {
                            o: &quote.outlet,
                            s: quote.speaker.as_deref(),
                            t: &quote.mark,
                        })
                        .collect(),
                })
                .collect(),
        })
        .collect();
    serde_json::to_string(&facts)
        .expect("the index holds text and numbers only")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::escape::is_hostile;
    use crate::report::page::Wishes;
    use crate::report::page::saved::Run;
    use crate::report::{Checked, fixture};

    fn shown(run: &Run) -> String {
        let page = Page::new(run, &Wishes::default()).expect("no topic was asked for");
        let mut out = Vec::new();
        write(&mut out, &page).expect("memory takes every byte");
        String::from_utf8(out).expect("reports are UTF-8")
    }

    fn page(checked: &Checked) -> String {
        shown(&Run::from(checked))
    }

    fn many(findings: usize) -> Run {
        let mut run = Run::from(&fixture::two_articles());
        let one = run.findings[0].clone();
        run.findings = vec![one; findings];
        for (at, finding) in run.findings.iter_mut().enumerate() {
            finding.id = format!("F-{at:04}");
        }
        run
    }

    #[test]
    fn a_fact_is_a_question_with_a_card_for_each_side() {
        let html = page(&fixture::two_articles());
        for part in [
            "How many died in the Bridge X collapse?</a></h3>",
            "<blockquote dir=\"auto\">Officials said <mark>nine</mark> people had died by Wednesday evening.</blockquote>",
            "<b>Harbor Post</b>, <time datetime=\"2026-02-12\">12 February 2026</time>, quoting officials",
            "Silent on this:</b> Daily Ledger",
            "Both counts describe the same evening",
            "line 13 of the ladder",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert_eq!(html.matches("<section class=\"card").count(), 2);
    }

    #[test]
    fn nothing_of_a_page_comes_from_elsewhere() {
        let html = page(&fixture::two_articles());
        for outside in [
            "src=", "@import", "url(", "<link", "http://", "https://", "style=\"",
        ] {
            // The name of the SVG standard is an address that nobody asks for.
            let html = html.replace("http://www.w3.org/2000/svg", "");
            assert!(!html.contains(outside), "{outside}");
        }
    }

    #[test]
    fn the_policy_names_the_style_and_the_script_that_stand_in_the_page() {
        let html = page(&fixture::two_articles());
        for (tag, text) in [("style", STYLE), ("script", SCRIPT)] {
            let named = format!("{tag}-src 'sha256-{}'", hash(text));
            assert!(html.contains(&named), "{named}");
            assert!(html.contains(&format!("<{tag}>{text}</{tag}>")), "{tag}");
        }
    }

    #[test]
    fn a_hash_is_what_others_compute() {
        assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn markup_and_hidden_characters_of_an_article_are_text() {
        let mut run = Run::from(&fixture::hostile());
        let attack = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u{202e}\u{0}";
        let finding = &mut run.findings[0];
        finding.question = attack.to_owned();
        finding.kind = attack.to_owned();
        finding.id = "\"><script>".to_owned();
        finding.silent = vec![attack.to_owned()];
        finding.sides[0].label = attack.to_owned();
        let claim = &mut finding.sides[0].claims[0];
        claim.text = attack.to_owned();
        claim.title = Some(format!("{attack}{}", "x".repeat(1 << 20)));
        claim.url = Some("javascript:alert(1)".to_owned());
        claim.outlet_name = attack.to_owned();
        let html = shown(&run);
        let own = [
            "<script>",
            "<script type=\"application/json\" id=\"index\">",
        ];
        let ours: usize = own.iter().map(|tag| html.matches(tag).count()).sum();
        assert_eq!(html.matches("<script").count(), ours);
        assert_eq!(ours, 2);
        assert_eq!(html.matches("<img").count(), 0);
        assert!(!html.contains("javascript:"));
        assert!(!html.chars().any(|c| c != '\n' && is_hostile(c)));
        assert!(html.len() < 100_000, "{} bytes", html.len());
    }

    #[test]
    fn every_fact_stands_on_the_page_once_however_many_there_are() {
        let html = shown(&many(333));
        for at in 0..333 {
            assert_eq!(
                html.matches(&format!("id=\"F-{at:04}\"")).count(),
                1,
                "{at}"
            );
        }
        assert_eq!(html.matches("<noscript>").count(), 2 * 6);
        assert_eq!(html.matches("<tr data-n").count(), 333);
    }

    #[test]
    fn equal_runs_give_equal_bytes() {
        assert_eq!(
            page(&fixture::two_articles()),
            page(&fixture::two_articles())
        );
    }

    #[test]
    fn a_run_without_findings_says_so_and_needs_no_script() {
        let html = page(&fixture::nothing_at_odds());
        assert!(html.contains("Nothing is at odds."));
        assert!(!html.contains("<script"));
    }
}
