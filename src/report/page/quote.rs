//! A claim as a reader of a page meets it: the sentence with the words marked, who wrote it, when, and where.
//!
//! Takes a saved claim, gives short visible text. Never gives an address that a browser would run.

use serde::Serialize;

use super::saved::Claim;
use super::{day, letter};
use crate::report::escape::{shortened, visible};

/// Characters of a sentence before, and after, the marked words; what is beyond is cut.
const AROUND: usize = 320;
/// Characters of the marked words.
const MARKED: usize = 480;
/// Characters of a title.
const TITLE: usize = 160;
/// Characters of a name.
pub(super) const NAME: usize = 80;
/// Characters of an address that is still a link.
const ADDRESS: usize = 2000;

/// One claim with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The sentence up to the marked words.
    pub before: String,
    /// The words that carry the claim.
    pub mark: String,
    /// The rest of the sentence.
    pub after: String,
    /// The outlet's name.
    pub outlet: String,
    /// Who is quoted; `None` when the outlet speaks in its own voice.
    pub speaker: Option<String>,
    /// When the article was published, for machines: `2026-02-12`.
    pub date: Option<String>,
    /// The same for people: `12 February 2026`.
    pub date_words: Option<String>,
    /// The article's title.
    pub title: Option<String>,
    /// Its address, when that is one of the web.
    pub url: Option<String>,
    /// File and line.
    pub place: String,
    /// How it was read.
    pub reading: String,
    /// The time it speaks of, as it was read.
    pub time: String,
    /// The letters of the sides that a vague claim may be on.
    pub fits: Vec<String>,
}

impl Quote {
    /// The claim for readers.
    pub(super) fn new(claim: &Claim) -> Self {
        let at = claim.start.checked_sub(claim.sentence_start);
        let (before, mark, after) = at
            .and_then(|at| {
                let before = claim.sentence.get(..at)?;
                let rest = claim.sentence.get(at..)?.strip_prefix(&claim.text)?;
                Some((before, claim.text.as_str(), rest))
            })
            .unwrap_or(("", &claim.text, ""));
        let day = claim.published.as_deref().and_then(day::of);
        Self {
            before: tail(before.trim_start()),
            mark: shortened(mark, MARKED),
            after: shortened(after.trim_end(), AROUND),
            outlet: shortened(claim.outlet_for_people(), NAME),
            speaker: claim.speaker.as_deref().map(|name| shortened(name, NAME)),
            date: day.map(|day| day.to_string()),
            date_words: day
                .map(day::words)
                .or_else(|| claim.published.as_deref().map(|text| shortened(text, NAME))),
            title: claim
                .title
                .as_deref()
                .map(|title| shortened(title.trim(), TITLE))
                .filter(|title| !title.is_empty()),
            url: claim.url.as_deref().and_then(web_address),
            place: format!("{}:{}", shortened(&claim.path, TITLE), claim.line),
            reading: shortened(&claim.reading, AROUND),
            time: shortened(&claim.time, NAME),
            fits: claim.fits.iter().map(|side| letter(*side)).collect(),
        }
    }
}

/// The end of `text`, made visible, with `…` where something was cut.
fn tail(text: &str) -> String {
    let mut starts = text.char_indices().rev();
    match starts.nth(AROUND) {
        None => visible(text).into_owned(),
        Some((cut, _)) => {
            let kept = &text[cut..];
            let word = kept.find(' ').map_or(0, |space| space + 1);
            format!("… {}", visible(&kept[word..]))
        }
    }
}

/// `url` when it is plain `http` or `https`: a page must not offer `javascript:` and its like as a link.
///
/// ```
/// use atodds::report::page::web_address;
/// assert!(web_address("https://news.example/a?b=1").is_some());
/// assert!(web_address("JavaScript:alert(1)").is_none());
/// assert!(web_address("https://a\n.example").is_none());
/// ```
pub fn web_address(url: &str) -> Option<String> {
    let scheme = url.split_once("://")?.0;
    let rest = &url[scheme.len() + 3..];
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    // Whatever a browser would strip, turn round or read as markup is not part of an honest address.
    let plain = |c: char| c.is_ascii_graphic() && !"<>\"'`\\{}|^".contains(c);
    (web && !rest.is_empty() && url.len() <= ADDRESS && url.chars().all(plain))
        .then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::page::saved::Run;

    fn claim() -> Claim {
        Run::from(&fixture::two_articles()).findings[0].sides[0].claims[0].clone()
    }

    #[test]
    fn the_words_are_marked_within_their_sentence() {
        let quote = Quote::new(&claim());
        assert_eq!(quote.before, "Officials said ");
        assert_eq!(quote.mark, "nine");
        assert_eq!(quote.after, " people had died by Wednesday evening.");
        assert_eq!(quote.date_words.as_deref(), Some("12 February 2026"));
    }

    #[test]
    fn a_sentence_that_does_not_hold_the_words_is_left_out() {
        let mut claim = claim();
        for start in [0, 1, 7, usize::MAX] {
            claim.start = start;
            let quote = Quote::new(&claim);
            assert_eq!((quote.before.as_str(), quote.mark.as_str()), ("", "nine"));
        }
    }

    #[test]
    fn a_long_sentence_is_cut_on_both_sides_of_the_words() {
        let mut claim = claim();
        let far = "далеко ".repeat(300);
        claim.sentence = format!("{far}nine {far}");
        claim.start = claim.sentence_start + far.len();
        let quote = Quote::new(&claim);
        assert!(quote.before.starts_with("… ") && quote.after.ends_with('…'));
        assert!(quote.before.chars().count() < AROUND + 4);
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for bad in [
            "javascript:alert(1)",
            "javascript://x/%0aalert(1)",
            "data:text/html,<script>",
            " https://a.example",
            "https://a.example/\u{202e}moc",
            "https://a.example/\"onclick=",
            "https://",
            "//a.example",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
        assert!(web_address("HTTP://a.example/x(1)").is_some());
    }
}
