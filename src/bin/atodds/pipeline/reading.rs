//! What a pack makes of the articles, as a diff compares it.
//!
//! Takes what was loaded, gives plain lines. Never knows of another reading.

use std::collections::BTreeMap;

use atodds::claim::Claim;
use atodds::finding::past::Judged;
use atodds::report::changes::{At, ClaimLine, FindingLine, Reading};
use atodds::report::{ClaimView, FindingView, words};
use atodds::rules::NameId;

use super::{Loaded, place_of, views};
use crate::selection::Selection;
use crate::term::Progress;

/// Every claim, and every finding that touches the focus.
pub(crate) fn reading(loaded: &Loaded, progress: &mut Progress) -> Reading {
    let selection = Selection::default();
    let compared = loaded.compare(&selection, progress);
    let cited = BTreeMap::new();
    let viewer = super::viewer(loaded, &compared, &cited, &selection);
    let findings = compared
        .findings
        .iter()
        .filter(|finding| viewer.touches_focus(finding))
        .map(|finding| finding_line(loaded, &viewer.finding(finding, Judged::default())))
        .collect();
    let mut claims: Vec<ClaimLine> = compared
        .graph
        .claims
        .iter()
        .map(|claim| claim_line(loaded, claim))
        .collect();
    claims.sort();
    Reading { claims, findings }
}

fn claim_line(loaded: &Loaded, claim: &Claim) -> ClaimLine {
    let article = &loaded.articles[claim.article as usize];
    let about: Vec<String> = claim
        .identity
        .values()
        .map(|ids| {
            let names: Vec<String> = ids
                .iter()
                .map(|id: &NameId| loaded.pack.names.display(id))
                .collect();
            names.join(" + ")
        })
        .collect();
    let mut scope = String::new();
    for (name, value) in views::claim_row(loaded, claim).scope {
        for part in ["; ", &name, " ", &value] {
            scope.push_str(part);
        }
    }
    ClaimLine {
        at: At::from(place_of(article, claim.span)),
        sentence: claim.sentence,
        kind: claim.kind.clone(),
        attribute: claim.attribute.clone(),
        about: about.join(", "),
        text: claim.span.of(&article.text).to_owned(),
        reading: format!(
            "{}; {}{scope}",
            views::reading(&loaded.pack, claim),
            claim.time.hull
        ),
        rule: claim.rule.clone(),
    }
}

fn finding_line(loaded: &Loaded, finding: &FindingView) -> FindingLine {
    let place = |claim: &ClaimView| place_of(&loaded.articles[claim.article], claim.span);
    let at = finding.claim(finding.deciding[0]).map(place);
    FindingLine {
        at: at.map_or_else(
            || At {
                path: finding.fact.clone(),
                line: 1,
                column: 1,
                start: 0,
            },
            At::from,
        ),
        fingerprint: finding.fingerprint.clone(),
        id: finding.id.clone(),
        level: finding.level,
        kind: finding.kind.clone(),
        question: finding.question.clone(),
        reading: format!(
            "{}, {}: {}",
            words::verdict(finding.verdict, finding.doubt),
            words::between(finding.between),
            words::sides(&finding.sides)
        ),
    }
}
