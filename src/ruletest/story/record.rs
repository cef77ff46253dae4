//! The record of a story: every claim and every finding, in a form that is short to read and short to compare.
//!
//! Takes what a test of a story gave, gives lines. Leaves out what churns without meaning anything: lines, columns,
//! fingerprints. Never judges: what must hold is written by hand.

use std::fmt::Write as _;

use super::{Story, StoryTest};
use crate::Compared;
use crate::claim::{Claim, Modality};
use crate::finding::{Finding, describe_claim};
use crate::report::escape::{shortened, visible};
use crate::report::words;
use crate::rules::NameId;
use crate::rules::RulePack;
use crate::rules::kind::ScopeValue;
use crate::source::Article;

/// Characters of an article's words that a line shows.
const WORDS: usize = 120;

/// What one test gave.
pub(super) struct Gave<'a> {
    pub(super) test: &'a StoryTest,
    /// The story's articles, then the test's own.
    pub(super) articles: Vec<Article>,
    pub(super) compared: Compared,
    pub(super) pack: &'a RulePack,
}

/// The record of a story, from what its tests gave.
pub(super) fn story(story: &Story, gave: &[Gave<'_>]) -> String {
    let mut text = format!("# {}\n", visible(&story.title));
    let shared = story.shared.len();
    if let Some(first) = gave.first() {
        first.write_articles(&mut text, 0..shared);
    }
    for one in gave {
        // A single test has the title of its story.
        if one.test.title != story.title {
            let _ = write!(text, "\n## {}\n", visible(&one.test.title));
        }
        one.write_articles(&mut text, shared..one.articles.len());
        one.write_findings(&mut text);
    }
    text
}

impl Gave<'_> {
    fn write_articles(&self, text: &mut String, articles: std::ops::Range<usize>) {
        for at in articles {
            let _ = write!(text, "\n{}\n", visible(&self.articles[at].id));
            let lines = self.claims_of(at);
            if lines.is_empty() {
                text.push_str("  no claim\n");
            }
            for line in lines {
                let _ = writeln!(text, "  {line}");
            }
        }
    }

    /// The claims of an article as they stand in it.
    fn claims_of(&self, article: usize) -> Vec<String> {
        let claims = self.compared.graph.claims.iter();
        let mut found: Vec<(usize, usize, String)> = claims
            .filter(|claim| claim.article as usize == article)
            .map(|claim| (claim.span.start, claim.span.end, self.claim(claim)))
            .collect();
        found.sort();
        found.into_iter().map(|(.., line)| line).collect()
    }

    fn write_findings(&self, text: &mut String) {
        text.push_str("\nfindings\n");
        if self.compared.findings.is_empty() {
            text.push_str("  none\n");
        }
        for finding in &self.compared.findings {
            for line in self.finding(finding) {
                let _ = writeln!(text, "  {line}");
            }
        }
    }

    /// A claim in one line: `toll/arden/value = 9 people; 2026-02-11; said by Ann Lee “nine people died” [death-toll]`.
    pub(super) fn claim(&self, claim: &Claim) -> String {
        let mut about = vec![claim.kind.as_str()];
        let ids: Vec<String> = claim
            .identity
            .values()
            .map(|names| {
                let ids: Vec<&str> = names.iter().map(NameId::as_str).collect();
                ids.join("+")
            })
            .collect();
        about.extend(ids.iter().map(String::as_str));
        about.push(&claim.attribute);
        let mut parts = vec![format!("{} = {}", about.join("/"), self.value(claim))];
        parts.extend(claim.scope.iter().map(|(dimension, value)| {
            let value = match value {
                ScopeValue::Name(name) => name.as_str(),
                ScopeValue::Word(word) => word,
            };
            format!("{dimension} {value}")
        }));
        let sure = if claim.time.core.is_some() {
            ""
        } else {
            "within "
        };
        parts.push(format!("{sure}{}", claim.time.hull));
        if claim.modality != Modality::Actual {
            parts.push(claim.modality.name().to_owned());
        }
        if let Some(speaker) = &claim.holder.speaker {
            parts.push(format!("said by {}", self.pack.names.display(speaker)));
        }
        let article = &self.articles[claim.article as usize];
        let words = shortened(claim.span.of(&article.text), WORDS).replace('\n', " ");
        let line = format!("{} “{words}” [{}]", parts.join("; "), claim.rule);
        visible(&line).into_owned()
    }

    fn value(&self, claim: &Claim) -> String {
        self.pack
            .kinds
            .get(&claim.kind)
            .and_then(|kind| kind.attribute(&claim.attribute))
            .map_or_else(String::new, |attribute| {
                describe_claim(claim, attribute, &self.pack.names)
            })
    }

    /// A finding: what it is in one line, then its sides, its history, and what takes no side.
    pub(super) fn finding(&self, finding: &Finding) -> Vec<String> {
        let mut lines = vec![in_short(finding)];
        let who = |claims: &[usize]| {
            let mut all: Vec<String> = claims.iter().map(|claim| self.who(*claim)).collect();
            all.dedup();
            all.join(", ")
        };
        for side in &finding.sides {
            let origins = words::counted(side.support, "origin");
            lines.push(format!(
                "  {}: {} ({origins})",
                side.value_label,
                who(&side.claims)
            ));
        }
        for (before, after, verdict) in &finding.history {
            let value = |at: usize| self.value(&self.compared.graph.claims[at]);
            lines.push(format!(
                "  {}: {} ({}), then {} ({})",
                verdict.name(),
                value(*before),
                self.who(*before),
                value(*after),
                self.who(*after)
            ));
        }
        let vague: Vec<usize> = finding.compatible.iter().map(|one| one.claim).collect();
        for (what, claims) in [("fits several sides", &vague), ("open", &finding.open)] {
            if !claims.is_empty() {
                lines.push(format!("  {what}: {}", who(claims)));
            }
        }
        lines
            .iter()
            .map(|line| visible(line).into_owned())
            .collect()
    }

    /// Who makes a claim, and where.
    fn who(&self, claim: usize) -> String {
        let claim = &self.compared.graph.claims[claim];
        let article = &self.articles[claim.article as usize].id;
        match &claim.holder.speaker {
            Some(speaker) => format!("{article} ▸ {}", self.pack.names.display(speaker)),
            None => article.clone(),
        }
    }
}

/// A finding in one line: `error toll/arden/value: conflict, outlet-outlet, 6 people vs 9 people (line 13)`.
pub(super) fn in_short(finding: &Finding) -> String {
    let values: Vec<&str> = finding
        .sides
        .iter()
        .map(|side| side.value_label.as_str())
        .collect();
    let values = values.join(" vs ");
    format!(
        "{} {}: {}, {}, {values} (line {})",
        finding.level,
        finding.fact_in_short(),
        words::verdict(finding.verdict, finding.doubt),
        finding.between.name(),
        finding.line
    )
}
