//! The long report for people: one page that asks each fact as a question and gives every side the same room.
//!
//! Takes a finished run, gives a [`Page`], which [`html`] and [`markdown`] write. Never says who is right, and never
//! reads the clock: the date of the report is passed in.
//!
//! Everything on a page is cut to a length that can be read and made visible (`report::escape`), so the writers only
//! have to escape for their target.

pub mod html;
pub mod markdown;
pub mod saved;

mod axis;
mod day;
mod entry;
mod quote;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::finding::{Between, Verdict};
use crate::problem::{Problem, nearest};
use crate::report::escape::shortened;
use crate::report::words::counted;

pub use entry::{Cell, Entry, Side};
pub use quote::web_address;

use saved::{Finding, Run};

/// Outlets with a column of their own; the overview names the rest.
const COLUMNS: usize = 24;

/// What the user asked of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// What it is called.
    pub title: Option<String>,
    /// Only findings that speak of these words.
    pub topic: Option<String>,
    /// The day it is made.
    pub date: Option<Date>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// What it is called.
    pub title: String,
    /// What was looked at, in one sentence.
    pub summary: String,
    /// When it was made, for people.
    pub date: Option<String>,
    /// The day that stood for today, for people.
    pub as_of: Option<String>,
    /// Days of the articles that it quotes, for people.
    pub days: Option<String>,
    /// Outlets with a column, most claims first.
    pub outlets: Vec<Outlet>,
    /// How many more outlets there are.
    pub more_outlets: usize,
    /// The findings by what became of them.
    #[serde(skip)]
    pub groups: Vec<Group>,
    /// How many findings all groups hold.
    pub findings: usize,
    /// Articles and records that were left out of the run.
    pub skipped: usize,
    /// Findings that the accepted file covers.
    pub accepted: usize,
    /// The program's version.
    pub version: &'static str,
}

/// A column of the overview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outlet {
    /// Its name.
    pub name: String,
    /// Findings it takes a side in.
    pub findings: usize,
}

/// Findings of one sort.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Names it in links and filters.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it holds, in one sentence.
    pub note: &'static str,
    /// The findings, in order of rank.
    pub entries: Vec<Entry>,
}

/// Groups in their order.
const GROUPS: [(&str, &str, &str); 4] = [
    (
        "outlets",
        "Outlets at odds",
        "Two outlets, one outlet twice, or two reports of one speaker cannot both be so.",
    ),
    (
        "speakers",
        "Disputes that outlets carry",
        "The people quoted contradict each other, or what they said differs; the outlets report it.",
    ),
    (
        "perhaps",
        "Perhaps at odds",
        "A different moment, extent or hedge may explain the difference.",
    ),
    (
        "moved",
        "How the story moved",
        "Updates, corrections and changes: later reports that replace earlier ones.",
    ),
];

fn group_of(finding: &Finding) -> usize {
    match (finding.verdict, finding.between) {
        (Verdict::Conflict, Between::Itself | Between::OutletOutlet | Between::Misquote) => 0,
        (Verdict::Conflict | Verdict::Divergent, _) => 1,
        (Verdict::Change | Verdict::Update | Verdict::Correction, _) => 3,
        _ => 2,
    }
}

/// The letter of a side: `A` to `Z`, then `A2` and so on.
pub(crate) fn letter(side: usize) -> String {
    let letter = char::from(b'A' + (side % 26) as u8);
    match side / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}

impl Page {
    /// The page of a run.
    ///
    /// # Errors
    /// A problem when a topic was asked for and nothing in the run speaks of it.
    ///
    /// ```
    /// use atodds::report::{Checked, page::{Page, Wishes, saved::Run}};
    /// let page = Page::new(&Run::from(&Checked::default()), &Wishes::default())?;
    /// assert_eq!(page.title, "Where outlets are at odds");
    /// # Ok::<(), Box<atodds::problem::Problem>>(())
    /// ```
    pub fn new(run: &Run, wishes: &Wishes) -> Result<Self, Box<Problem>> {
        let findings = on_topic(run, wishes.topic.as_deref())?;
        let (outlets, more_outlets) = outlets(&findings);
        let columns: Vec<&str> = outlets.iter().map(|outlet| outlet.name.as_str()).collect();
        let mut groups = GROUPS.map(|(id, title, note)| Group {
            id,
            title,
            note,
            entries: Vec::new(),
        });
        for finding in &findings {
            let entry = Entry::new(finding, &columns);
            groups[group_of(finding)].entries.push(entry);
        }
        let said = || {
            findings
                .iter()
                .flat_map(|finding| finding.claims())
                .filter_map(|claim| day::of(claim.published.as_deref()?))
        };
        Ok(Self {
            title: title(wishes),
            summary: summary(run, findings.len(), outlets.len() + more_outlets),
            date: wishes.date.map(day::words),
            as_of: run.as_of.as_deref().and_then(day::of).map(day::words),
            days: said()
                .min()
                .zip(said().max())
                .map(|(first, last)| day::range(first, last)),
            outlets,
            more_outlets,
            findings: findings.len(),
            groups: groups
                .into_iter()
                .filter(|group| !group.entries.is_empty())
                .collect(),
            skipped: run.counts.skipped,
            accepted: run.counts.accepted,
            version: env!("CARGO_PKG_VERSION"),
        })
    }

    /// All findings in the order of the page.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.groups.iter().flat_map(|group| &group.entries)
    }
}

fn title(wishes: &Wishes) -> String {
    let title = match (&wishes.title, &wishes.topic) {
        (Some(title), _) => title.clone(),
        (None, Some(topic)) => format!("{topic}: where outlets are at odds"),
        (None, None) => "Where outlets are at odds".to_owned(),
    };
    shortened(title.trim(), 200)
}

fn summary(run: &Run, findings: usize, outlets: usize) -> String {
    let counts = run.counts;
    let articles = counted(counts.articles + counts.against, "article");
    let claims = counted(counts.claims, "claim");
    if findings == 0 {
        return format!("{articles} and {claims} were compared. Nothing is at odds.");
    }
    let verb = if findings == 1 { "is" } else { "are" };
    format!(
        "{} of {} {verb} set side by side, from {articles} and {claims}.",
        counted(findings, "fact"),
        counted(outlets, "outlet"),
    )
}

/// The outlets that say something, most findings first, and how many have no column.
fn outlets(findings: &[&Finding]) -> (Vec<Outlet>, usize) {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        let mut names: Vec<String> = finding
            .claims()
            .map(|claim| shortened(claim.outlet_for_people(), quote::NAME))
            .collect();
        names.sort();
        names.dedup();
        for name in names {
            *counted.entry(name).or_insert(0) += 1;
        }
    }
    let mut outlets: Vec<Outlet> = counted
        .into_iter()
        .map(|(name, findings)| Outlet { name, findings })
        .collect();
    outlets.sort_by(|a, b| b.findings.cmp(&a.findings).then(a.name.cmp(&b.name)));
    let more = outlets.len().saturating_sub(COLUMNS);
    outlets.truncate(COLUMNS);
    (outlets, more)
}

/// The findings that speak of every word of `topic`: in question, kind, values, or the sentences quoted.
fn on_topic<'r>(run: &'r Run, topic: Option<&str>) -> Result<Vec<&'r Finding>, Box<Problem>> {
    let Some(topic) = topic else {
        return Ok(run.findings.iter().collect());
    };
    let wanted: Vec<String> = topic.split_whitespace().map(str::to_lowercase).collect();
    let found: Vec<&Finding> = run
        .findings
        .iter()
        .filter(|finding| {
            let text = spoken_of(finding).to_lowercase();
            wanted.iter().all(|word| text.contains(word))
        })
        .collect();
    if !found.is_empty() || run.findings.is_empty() {
        return Ok(found);
    }
    let known: std::collections::BTreeSet<&str> = run
        .findings
        .iter()
        .flat_map(|finding| finding.fact.split(['/', '+']))
        .collect();
    let message = format!("no finding speaks of `{topic}`");
    let slug = topic.to_lowercase().replace(' ', "-");
    let help = nearest(&slug, known).map_or_else(
        || "leave `--topic` out to see all of them".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Box::new(
        Problem::error("unknown-topic", message).help(help),
    ))
}

fn spoken_of(finding: &Finding) -> String {
    let mut text = format!("{} {} {} ", finding.question, finding.kind, finding.fact);
    for side in &finding.sides {
        text.push_str(&side.label);
        text.push(' ');
    }
    for claim in finding.claims() {
        text.push_str(&claim.sentence);
        text.push(' ');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn page(wishes: &Wishes) -> Result<Page, Box<Problem>> {
        Page::new(&Run::from(&fixture::two_articles()), wishes)
    }

    fn topic(words: &str) -> Wishes {
        Wishes {
            topic: Some(words.to_owned()),
            ..Wishes::default()
        }
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 53].map(letter), ["A", "Z", "A2", "B3"]);
    }

    #[test]
    fn a_topic_is_looked_for_in_questions_and_in_quoted_sentences() {
        for words in ["bridge COLLAPSE", "fire service", "casualties"] {
            let page = page(&topic(words)).expect("the run speaks of it");
            assert_eq!(page.findings, 1, "{words}");
            assert_eq!(page.title, format!("{words}: where outlets are at odds"));
        }
    }

    #[test]
    fn a_topic_that_nothing_speaks_of_is_refused_with_the_nearest_word() {
        let problem = page(&topic("casualtes")).expect_err("it is misspelt");
        assert_eq!(problem.help.as_deref(), Some("did you mean `casualties`?"));
    }

    #[test]
    fn every_outlet_that_speaks_has_a_column_and_only_so_many() {
        let page = page(&Wishes::default()).expect("no topic was asked for");
        let names: Vec<&str> = page.outlets.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Harbor Post", "Valley News"]);
        let mut run = Run::from(&fixture::two_articles());
        let claim = run.findings[0].sides[0].claims[0].clone();
        for at in 0..40 {
            let mut more = claim.clone();
            more.outlet_name = format!("Outlet {at:02}");
            run.findings[0].sides[0].claims.push(more);
        }
        let page = Page::new(&run, &Wishes::default()).expect("no topic was asked for");
        assert_eq!((page.outlets.len(), page.more_outlets), (COLUMNS, 18));
    }

    #[test]
    fn the_date_comes_from_outside_only() {
        let wishes = Wishes {
            date: Some(jiff::civil::date(2026, 2, 13)),
            ..Wishes::default()
        };
        let dated = page(&wishes).expect("no topic was asked for");
        assert_eq!(dated.date.as_deref(), Some("13 February 2026"));
        assert_eq!(page(&Wishes::default()).expect("nor here").date, None);
    }

    #[test]
    fn nothing_at_odds_is_said_in_words() {
        let run = Run::from(&fixture::nothing_at_odds());
        let page = Page::new(&run, &topic("anything")).expect("an empty run has every topic");
        assert!(
            page.summary.ends_with("Nothing is at odds."),
            "{}",
            page.summary
        );
        assert!(page.groups.is_empty());
    }
}
