//! All outlet files at hand: which one an article belongs to.
//!
//! Takes a name, an address or a text, gives the outlet. Knows nothing of any outlet but what its file says.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::rules::NameId;
use crate::rules::outlet::{LinePattern, Outlet};

use super::article::OutletId;
use super::lines::Line;

/// The outlets of a rule pack, ready to be looked up.
#[derive(Debug, Default)]
pub struct Outlets {
    all: Vec<Known>,
    by_name: BTreeMap<String, usize>,
    /// The layout phrases of all outlets, and which outlet and phrase each pattern is.
    phrases: Option<AhoCorasick>,
    phrase_of: Vec<(usize, usize)>,
}

/// An outlet and its run-in headings, compiled.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) outlet: Outlet,
    pub(super) id: OutletId,
    headings: Option<AhoCorasick>,
}

/// What made an outlet known, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Layout,
    Closing,
    Host,
}

impl Outlets {
    /// The outlets of these files. Of two with one id the first counts.
    pub fn new(outlets: &[Outlet]) -> Self {
        let mut sorted: Vec<&Outlet> = outlets.iter().collect();
        sorted.sort_by(|a, b| a.id.cmp(&b.id));
        sorted.dedup_by(|b, a| a.id == b.id);
        let mut by_name = BTreeMap::new();
        let mut phrases = Vec::new();
        let mut phrase_of = Vec::new();
        for (at, outlet) in sorted.iter().enumerate() {
            for (number, phrase) in outlet.identify.phrases.iter().enumerate() {
                for spelling in spellings(phrase) {
                    phrases.push(spelling);
                    phrase_of.push((at, number));
                }
            }
        }
        // An id beats a name, a name beats another name, whatever the order of files.
        for names in [
            (|outlet: &Outlet| vec![outlet.id.clone()]) as fn(&Outlet) -> Vec<String>,
            |outlet| vec![outlet.name.clone()],
            |outlet| outlet.also.clone(),
        ] {
            for (at, outlet) in sorted.iter().enumerate() {
                for name in names(outlet) {
                    by_name.entry(slug(&name)).or_insert(at);
                }
            }
        }
        let all = sorted
            .into_iter()
            .map(|outlet| Known {
                id: OutletId::new(&outlet.id),
                headings: run_ins(&outlet.clean.headings),
                outlet: outlet.clone(),
            })
            .collect();
        Self {
            all,
            by_name,
            phrases: automaton(&phrases),
            phrase_of,
        }
    }

    /// The outlet with this id or name.
    pub(super) fn named(&self, name: &str) -> Option<&Known> {
        self.by_name.get(&slug(name)).map(|at| &self.all[*at])
    }

    /// The outlet that an article without one belongs to: by the host of its address, else by a line only its
    /// articles hold, else by its layout. Of several, the one with the most of its layout, then the first id.
    pub(super) fn identify(&self, url: Option<&str>, text: &str, lines: &[Line]) -> Option<&Known> {
        let host = url.map(host).unwrap_or_default();
        let mut found: Option<(Sign, usize, usize)> = None;
        let mut phrases: Option<Vec<BTreeSet<usize>>> = None;
        for (at, known) in self.all.iter().enumerate() {
            let identify = &known.outlet.identify;
            let sign = if identify.host.iter().any(|own| is_host(&host, own)) {
                Some((Sign::Host, 0))
            } else if any_line(&identify.closing_line, text, lines) {
                Some((Sign::Closing, 0))
            } else if identify.opening.is_empty()
                && identify.lines.is_empty()
                && identify.phrases.is_empty()
            {
                None
            } else {
                let phrases = phrases.get_or_insert_with(|| self.phrases_in(text));
                let signs = phrases[at].len()
                    + identify
                        .lines
                        .iter()
                        .filter(|pattern| any_line(std::slice::from_ref(pattern), text, lines))
                        .count();
                (signs >= identify.at_least && opens(&identify.opening, text, lines))
                    .then_some((Sign::Layout, signs + identify.opening.len()))
            };
            if let Some((sign, count)) = sign
                && found.is_none_or(|(best, most, _)| (sign, count) > (best, most))
            {
                found = Some((sign, count, at));
            }
        }
        found.map(|(_, _, at)| &self.all[at])
    }

    /// The agency that a text of `known` credits, by the first line that does.
    pub(super) fn credit(known: &Known, text: &str, lines: &[Line]) -> Option<String> {
        let wires = &known.outlet.identify.wire;
        if wires.is_empty() {
            return None;
        }
        lines.iter().find_map(|line| {
            let whole = line.whole.of(text);
            let credits = |patterns: &[LinePattern]| patterns.iter().any(|p| p.matches(whole));
            let found = wires.iter().find(|(_, patterns)| credits(patterns));
            found.map(|(agency, _)| agency.clone())
        })
    }

    fn phrases_in(&self, text: &str) -> Vec<BTreeSet<usize>> {
        let mut found = vec![BTreeSet::new(); self.all.len()];
        if let Some(phrases) = &self.phrases {
            let (text, _) = squeezed(text);
            for hit in phrases.find_overlapping_iter(&*text) {
                let (outlet, phrase) = self.phrase_of[hit.pattern().as_usize()];
                found[outlet].insert(phrase);
            }
        }
        found
    }
}

impl Known {
    /// The headings in `words` that may lead into a sentence, however many blanks an undone wrap left in them.
    pub(super) fn run_ins(&self, words: &str) -> Vec<Range<usize>> {
        let Some(headings) = &self.headings else {
            return Vec::new();
        };
        let (squeezed, left_out) = squeezed(words);
        // Where a place in `squeezed` lies in `words`.
        let place = |at: usize| at + left_out.partition_point(|&before| before <= at);
        headings
            .find_iter(&*squeezed)
            .map(|hit| place(hit.start())..place(hit.end()))
            .collect()
    }
}

/// `text` with one blank for several, and for each blank left out the place where it would stand.
fn squeezed(text: &str) -> (Cow<'_, str>, Vec<usize>) {
    if !text.contains("  ") {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut squeezed = String::with_capacity(text.len());
    let mut left_out = Vec::new();
    for c in text.chars() {
        if c == ' ' && squeezed.ends_with(' ') {
            left_out.push(squeezed.len());
        } else {
            squeezed.push(c);
        }
    }
    (Cow::Owned(squeezed), left_out)
}

/// The slug of an outlet's name.
pub(super) fn slug(name: &str) -> String {
    NameId::from_text(name).as_str().to_owned()
}

fn any_line(patterns: &[LinePattern], text: &str, lines: &[Line]) -> bool {
    !patterns.is_empty()
        && lines.iter().any(|line| {
            let whole = line.whole.of(text);
            patterns.iter().any(|pattern| pattern.matches(whole))
        })
}

/// True when the first lines that are not blank look like `opening`, one by one.
fn opens(opening: &[LinePattern], text: &str, lines: &[Line]) -> bool {
    let mut filled = lines.iter().filter(|line| !line.body.is_empty());
    opening.iter().all(|pattern| {
        filled
            .next()
            .is_some_and(|line| pattern.matches(line.whole.of(text)))
    })
}

/// The host of an address, in lower case, without user and port; empty when there is none.
fn host(url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let end = after.find(['/', '?', '#', '\\']).unwrap_or(after.len());
    let host = after[..end].rsplit('@').next().unwrap_or("");
    host.split(':')
        .next()
        .unwrap_or("")
        .trim_end_matches('.')
        .to_lowercase()
}

fn is_host(host: &str, own: &str) -> bool {
    !own.is_empty()
        && host
            .strip_suffix(own)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// A phrase as people type it and as pages set it.
fn spellings(phrase: &str) -> Vec<String> {
    let curly = phrase.replace('\'', "’");
    if curly == phrase {
        vec![phrase.to_owned()]
    } else {
        vec![phrase.to_owned(), curly]
    }
}

/// Headings that can lead into a sentence: those that end in a mark, such as a colon. Others are words like any.
fn run_ins(headings: &[String]) -> Option<AhoCorasick> {
    let leading: Vec<String> = headings
        .iter()
        .filter(|heading| !heading.ends_with(char::is_alphanumeric))
        .flat_map(|heading| spellings(heading))
        .collect();
    if leading.is_empty() {
        return None;
    }
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(leading)
        .ok()
}

/// One automaton over all patterns, `None` when there are none. Building fails only beyond two thousand million
/// states, which files of 4 MiB cannot ask for.
fn automaton(patterns: &[String]) -> Option<AhoCorasick> {
    if patterns.is_empty() {
        return None;
    }
    AhoCorasick::new(patterns).ok()
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;
    use crate::rules::outlet;

    fn outlets(files: &[&str]) -> Outlets {
        let loaded: Vec<Outlet> = files
            .iter()
            .map(|file| outlet::load::<()>("o.yaml", file.as_bytes()).unwrap().0)
            .collect();
        Outlets::new(&loaded)
    }

    fn known<'o>(outlets: &'o Outlets, url: &str, text: &str) -> Option<&'o str> {
        let url = (!url.is_empty()).then_some(url);
        outlets
            .identify(url, text, &lines(text))
            .map(|known| known.id.as_str())
    }

    #[test]
    fn a_host_counts_with_its_subdomains() {
        let outlets = outlets(&["outlet: bugle\nidentify: {host: bugle.example}"]);
        for url in [
            "https://www.bugle.example/a",
            "http://bugle.example:80",
            "BUGLE.example/x?y=z",
            "https://me@news.bugle.example#a",
        ] {
            assert_eq!(known(&outlets, url, ""), Some("bugle"), "{url}");
        }
        for url in [
            "https://notbugle.example/",
            "https://evil.test/bugle.example",
            "https://bugle.example.evil.test/",
            "",
        ] {
            assert_eq!(known(&outlets, url, ""), None, "{url}");
        }
    }

    #[test]
    fn a_closing_line_beats_a_layout_and_a_host_both() {
        let outlets = outlets(&[
            "outlet: alpha\nidentify: {lines: [What it means, Next]}",
            "outlet: beta\nidentify: {closing_line: 'First in beta.*'}",
            "outlet: gamma\nidentify: {host: gamma.test}",
        ]);
        let text = "What it means\nA.\nNext\nB.\nFirst in beta.example\n";
        assert_eq!(known(&outlets, "", text), Some("beta"));
        assert_eq!(known(&outlets, "https://gamma.test/", text), Some("gamma"));
        assert_eq!(
            known(&outlets, "", "What it means\nA.\nNext\n"),
            Some("alpha")
        );
        assert_eq!(known(&outlets, "", "What it means\nA.\n"), None);
    }

    #[test]
    fn an_opening_and_phrases_must_hold_together() {
        let outlets = outlets(&[
            "outlet: alpha\nidentify: {opening: ['*', '    #', '    *'], phrases: [\"it's big:\", 'go on:', 'stop:'], at_least: 2}",
        ]);
        let text = "A title\n\n    0\n    It’s big: a ferry. Go on: now. go on: x\n";
        assert_eq!(known(&outlets, "", text), None);
        let text = text.replace("It’s", "it’s");
        assert_eq!(known(&outlets, "", &text), Some("alpha"));
        assert_eq!(known(&outlets, "", &text.replace("    0", "0")), None);
    }

    #[test]
    fn an_agency_is_credited_by_a_line_and_goes_by_its_slug() {
        let outlets = outlets(&[
            "outlet: bugle\nidentify: {wire: {coast-wire: ['(CW)*', '* of the Coast Wire']}}",
        ]);
        let wire = |text: &str| {
            let file = format!("---\noutlet: bugle\n---\n{text}\n");
            let head = crate::source::Metadata::default();
            crate::source::text("a.txt", &file, &head, &outlets, &mut Vec::new()).wire
        };
        assert_eq!(
            wire("Ferry back\n\n(CW) The ferry resumed.").as_deref(),
            Some("coast-wire")
        );
        assert_eq!(wire("The ferry resumed. (CW)"), None);
    }

    #[test]
    fn names_are_looked_up_whatever_their_case() {
        let outlets = outlets(&["outlet: bugle\nname: The Bugle\nalso: Bugle Online News"]);
        for name in ["bugle", "The Bugle", "the bugle ", "Bugle Online News"] {
            assert!(outlets.named(name).is_some(), "{name}");
        }
        assert!(outlets.named("Gazette").is_none());
    }
}
