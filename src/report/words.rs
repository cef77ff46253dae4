//! The phrases that several writers share: numbers with their nouns, lists, the summary line.
//!
//! Takes numbers and names, gives text that is safe to show.

use std::fmt::Write as _;

use super::escape::{shortened, visible};
use super::{Checked, ClaimView, FindingView, SideView};
use crate::finding::{Between, Doubt, Verdict};
use crate::problem::Problem;

/// Characters of a question, a label, a name or a complaint. Articles can carry titles of a megabyte.
pub const LONG: usize = 300;
/// Characters of the words quoted from an article.
const QUOTE: usize = 200;

/// `n` with its noun: `1 article`, `2 articles`.
///
/// ```
/// use atodds::report::words::counted;
/// assert_eq!(counted(1, "claim"), "1 claim");
/// assert_eq!(counted(0, "claim"), "0 claims");
/// ```
pub fn counted(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// Names as a list that stays short: at most `limit`, then how many more.
///
/// ```
/// use atodds::report::words::listed;
/// let names = ["A", "B", "C"].map(String::from);
/// assert_eq!(listed(&names, 3), "A, B, C");
/// assert_eq!(listed(&names, 1), "A and 2 more");
/// ```
pub fn listed(names: &[String], limit: usize) -> String {
    let mut text = names
        .iter()
        .take(limit)
        .map(|name| shortened(name, LONG))
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > limit {
        let _ = write!(text, " and {} more", names.len() - limit);
    }
    text
}

/// A verdict in one word, with its doubt.
pub fn verdict(verdict: Verdict, doubt: Option<Doubt>) -> &'static str {
    match (verdict, doubt) {
        (Verdict::Consistent, _) => "consistent",
        (Verdict::Unrelated, _) => "unrelated",
        (Verdict::Open, _) => "open",
        (Verdict::Divergent, _) => "divergent",
        (Verdict::Change, _) => "change",
        (Verdict::Update, _) => "update",
        (Verdict::Correction, _) => "correction",
        (Verdict::Possible, None) => "possible",
        (Verdict::Possible, Some(Doubt::Timing)) => "possible (timing)",
        (Verdict::Possible, Some(Doubt::Scope)) => "possible (scope)",
        (Verdict::Possible, Some(Doubt::Hedged)) => "possible (hedged)",
        (Verdict::Conflict, _) => "conflict",
    }
}

/// Who is at odds, in plain words.
pub fn between(between: Between) -> &'static str {
    match between {
        Between::Itself => "an outlet with itself",
        Between::OutletOutlet => "two outlets",
        Between::Misquote => "two reports of one speaker",
        Between::SpeakerSpeaker => "two speakers",
        Between::OutletSpeaker => "an outlet and a speaker",
    }
}

/// Who says what: `9 (Harbor Post) vs 6 (Valley News)`.
pub fn sides(sides: &[SideView]) -> String {
    let mut text = sides
        .iter()
        .take(4)
        .map(|side| {
            format!(
                "{} ({})",
                shortened(&side.label, LONG),
                listed(&side.outlets, 3)
            )
        })
        .collect::<Vec<_>>()
        .join(" vs ");
    if sides.len() > 4 {
        let _ = write!(text, " and {}", counted(sides.len() - 4, "more side"));
    }
    text
}

/// Who stands behind each side, and who is silent: `2 origins say 6, 1 origin says 9; silent: Daily Ledger`.
pub fn support(finding: &FindingView) -> String {
    let mut text = finding
        .sides
        .iter()
        .map(|side| {
            format!(
                "{} {} {}",
                counted(side.support, "origin"),
                if side.support == 1 { "says" } else { "say" },
                shortened(&side.label, LONG)
            )
        })
        .collect::<Vec<_>>()
        .join(", ");
    if let Some(alone) = &finding.alone {
        let _ = write!(text, "; {} is alone", shortened(alone, LONG));
    }
    if !finding.silent.is_empty() {
        let _ = write!(text, "; silent: {}", listed(&finding.silent, 6));
    }
    text
}

/// The question and who answers what: `Where did they meet? Geneva (Valley News) vs Lyon (Harbor Post)`.
pub fn headline(finding: &FindingView) -> String {
    format!(
        "{} {}",
        shortened(&finding.question, LONG),
        sides(&finding.sides)
    )
}

/// The verdict, who is at odds, and why: `conflict between two outlets: ... (ladder line 13, otherwise)`.
pub fn told(finding: &FindingView) -> String {
    format!(
        "{} between {}: {} (ladder line {}, {})",
        verdict(finding.verdict, finding.doubt),
        between(finding.between),
        shortened(&finding.why, LONG),
        finding.line.number,
        visible(&finding.line.name),
    )
}

/// The whole finding in one paragraph, for formats that have one field for it.
pub fn message(finding: &FindingView) -> String {
    format!("{}; {}", headline(finding), told(finding))
}

/// What a claim says in its own words, and whose: `Harbor Post, 2026-02-11: “nine berths”`.
pub fn quoted(checked: &Checked, claim: &ClaimView) -> String {
    let Some(article) = checked.articles.get(claim.article) else {
        return shortened(&claim.reading, LONG);
    };
    let mut text = shortened(article.outlet_for_people(), LONG);
    if let Some(published) = &article.published {
        let _ = write!(text, ", {}", visible(published));
    }
    let said = claim.span.of(&article.text);
    let spaced: Vec<&str> = said.split_whitespace().take(QUOTE).collect();
    let _ = write!(text, ": “{}”", shortened(&spaced.join(" "), QUOTE));
    text
}

/// A problem and its way out, in one line.
pub fn complaint(problem: &Problem) -> String {
    let mut text = shortened(&problem.message, LONG);
    if let Some(help) = &problem.help {
        let _ = write!(text, " ({})", shortened(help, LONG));
    }
    text
}

/// A problem with its place and code, in one line.
pub fn located_complaint(problem: &Problem) -> String {
    let place = problem.place.as_ref().map_or_else(String::new, |place| {
        format!("{}:{}:{}: ", visible(&place.path), place.line, place.column)
    });
    format!("{place}[{}] {}", problem.code, complaint(problem))
}

/// Entries of the accepted file that hold nothing back: one line for those that ran out, one for the others.
pub fn stale(checked: &Checked) -> impl Iterator<Item = String> {
    let line = |expired: bool, ends: [&str; 2], help: &str| {
        let facts: Vec<String> = checked
            .stale
            .iter()
            .filter(|stale| stale.until.is_some() == expired)
            .map(|stale| match &stale.until {
                Some(until) => format!("{} (until {until})", stale.fact),
                None => stale.fact.clone(),
            })
            .collect();
        let end = ends[usize::from(facts.len() != 1)];
        (!facts.is_empty()).then(|| {
            let count = match facts.len() {
                1 => "1 accepted entry".to_owned(),
                n => format!("{n} accepted entries"),
            };
            format!("{count} {end}: {}; {help}", listed(&facts, 8))
        })
    };
    let over = line(true, ["ran out", "ran out"], "accept again or prune");
    let unused = line(
        false,
        [
            "holds nothing back in this run",
            "hold nothing back in this run",
        ],
        "`atodds accept --prune` takes out what no run needs",
    );
    over.into_iter().chain(unused)
}

/// What the run did, in one line without a line break.
pub fn summary(checked: &Checked) -> String {
    let counts = &checked.counts;
    let mut text = format!("checked {}", counted(counts.articles, "article"));
    if counts.against > 0 {
        let _ = write!(text, " against {}", counts.against);
    }
    let _ = write!(
        text,
        ", {}: {}, {}, {}",
        counted(counts.rules, "rule"),
        counted(counts.claims, "claim"),
        counted(counts.shared_facts, "shared fact"),
        counted(counts.findings, "finding"),
    );
    if counts.grew > 0 {
        let _ = write!(
            text,
            " ({} new, {} grew)",
            counts.findings - counts.grew,
            counts.grew
        );
    }
    for (n, what) in [
        (counts.accepted, "accepted"),
        (counts.known, "known before"),
        (counts.resolved, "resolved"),
        (counts.skipped, "left out"),
    ] {
        if n > 0 {
            let _ = write!(text, ", {n} {what}");
        }
    }
    if !checked.problems.is_empty() {
        let _ = write!(text, ", {}", counted(checked.problems.len(), "problem"));
    }
    text
}

/// A word of a shell command, quoted when the shell would read it as anything but one word.
///
/// ```
/// use atodds::report::words::shell_word;
/// assert_eq!(shell_word("news/a.txt"), "news/a.txt");
/// assert_eq!(shell_word("it's here"), r"'it'\''s here'");
/// ```
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:@%,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", visible(word).replace('\'', r"'\''"))
    }
}

/// The command that explains `finding`, with the run's paths when they are few.
pub fn explain_command(checked: &Checked, finding: &FindingView) -> String {
    let mut text = format!("atodds explain {}", shell_word(&finding.id));
    if (1..=3).contains(&checked.inputs.len()) {
        for path in &checked.inputs {
            let _ = write!(text, " --in {}", shell_word(path));
        }
    } else {
        text.push_str(" --in PATHS");
    }
    for word in &checked.repeat {
        let _ = write!(text, " {}", shell_word(word));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_summary_names_only_what_there_is() {
        let mut checked = fixture::two_articles();
        assert_eq!(
            summary(&checked),
            "checked 1 article against 1, 3 rules: 2 claims, 1 shared fact, 1 finding"
        );
        checked.counts.accepted = 3;
        checked.counts.skipped = 1;
        assert!(summary(&checked).ends_with("1 finding, 3 accepted, 1 left out"));
    }

    #[test]
    fn a_side_label_cannot_smuggle_an_escape_into_a_title() {
        let mut finding = fixture::two_articles().findings.remove(0);
        finding.sides[0].label = "9\u{1b}[2J".into();
        assert!(!sides(&finding.sides).contains('\u{1b}'));
        assert!(!support(&finding).contains('\u{1b}'));
    }

    #[test]
    fn the_explain_command_repeats_few_paths_and_only_hints_at_many() {
        let mut checked = fixture::two_articles();
        let finding = checked.findings[0].clone();
        checked.inputs = vec!["my drafts".into()];
        assert_eq!(
            explain_command(&checked, &finding),
            "atodds explain F-7c21 --in 'my drafts'"
        );
        checked.repeat = vec!["--rules".into(), "house rules".into()];
        assert_eq!(
            explain_command(&checked, &finding),
            "atodds explain F-7c21 --in 'my drafts' --rules 'house rules'"
        );
        checked.repeat.clear();
        checked.inputs = vec!["a".into(); 9];
        assert_eq!(
            explain_command(&checked, &finding),
            "atodds explain F-7c21 --in PATHS"
        );
    }
}
