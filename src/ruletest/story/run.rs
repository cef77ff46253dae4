//! Runs a story: its articles go through the whole pipeline, and every expectation is held against what came out.
//!
//! Takes a story and a pack, gives how every expectation came out, and the record. Never stops at a failure.

use std::fmt;

use super::Story;
use super::expect::{Expect, OUTLET, Of, WantedFinding, What};
use super::record::{self, Gave, in_short};
use crate::claim::Claim;
use crate::finding::{self, Finding, Side};
use crate::problem::Level;
use crate::report::words;
use crate::rules::RulePack;
use crate::ruletest::Outcome;
use crate::ruletest::near::Near;
use crate::ruletest::wanted::{self, Wanted, groups};
use crate::source::OutletId;

/// Lines of what was found instead that are shown.
const SHOWN: usize = 12;

/// A story, run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryRun {
    /// Its name: that of its snapshot.
    pub name: String,
    /// Its file.
    pub path: String,
    /// Every expectation, in the order of the file.
    pub judged: Vec<Judged>,
    /// All claims and findings, as the snapshot keeps them.
    pub record: String,
}

impl StoryRun {
    /// True when every expectation holds, or is known not to.
    pub fn is_fine(&self) -> bool {
        self.judged.iter().all(|one| one.outcome.is_fine())
    }
}

/// One expectation, held against what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The story's file.
    pub path: String,
    /// The line of the expectation.
    pub line: usize,
    /// The heading it stands under.
    pub test: String,
    /// The expectation as written.
    pub expect: String,
    /// How it came out.
    pub outcome: Outcome,
    /// What there is instead, one line each.
    pub found: Vec<String>,
    /// Where something is missing: the rule that got farthest, and in which article.
    pub near: Option<(String, Near)>,
    /// Why, where that can be said.
    pub notes: Vec<String>,
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, line, outcome) = (&self.path, self.line, self.outcome.name());
        writeln!(f, "{path}:{line}: {outcome}: {}", self.expect)?;
        writeln!(f, "  test    {}", self.test)?;
        if self.found.is_empty() && self.outcome != Outcome::Stale {
            writeln!(f, "  found   nothing")?;
        }
        for found in self.found.iter().take(SHOWN) {
            writeln!(f, "  found   {found}")?;
        }
        if self.found.len() > SHOWN {
            writeln!(f, "  found   {} more", self.found.len() - SHOWN)?;
        }
        if let Some((article, near)) = &self.near {
            writeln!(f, "  nearest {near} ({article}, {path}:{})", near.line)?;
        }
        self.notes
            .iter()
            .try_for_each(|note| writeln!(f, "  note    {note}"))
    }
}

/// Runs a story.
///
/// ```
/// let (pack, _) = atodds::rules::build(&[]);
/// let text = "# Nothing\n```article outlet=post date=2026-02-11\nNothing.\n```\n```expect\nfinding none\n```\n";
/// let (story, _) = atodds::ruletest::story::parse("nothing", "nothing.md", text, &pack);
/// let run = atodds::ruletest::story::run(&story, &pack);
/// assert!(run.is_fine());
/// assert_eq!(run.record, "# Nothing\n\npost 2026-02-11\n  no claim\n\nfindings\n  none\n");
/// ```
pub fn run(story: &Story, pack: &RulePack) -> StoryRun {
    let gave: Vec<Gave<'_>> = story
        .tests
        .iter()
        .map(|test| {
            let articles: Vec<_> = story.shared.iter().chain(&test.articles).cloned().collect();
            Gave {
                test,
                compared: crate::check(&articles, pack),
                articles,
                pack,
            }
        })
        .collect();
    let judged = gave
        .iter()
        .flat_map(|gave| {
            gave.test
                .expects
                .iter()
                .map(move |expect| gave.judge(expect, &story.path))
        })
        .collect();
    StoryRun {
        name: story.name.clone(),
        path: story.path.clone(),
        judged,
        record: record::story(story, &gave),
    }
}

/// How an expectation came out, before `todo` is looked at.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) found: Vec<String>,
    pub(super) near: Option<(String, Near)>,
    pub(super) notes: Vec<String>,
}

impl Gave<'_> {
    fn judge(&self, expect: &Expect, path: &str) -> Judged {
        let (outcome, answer) = match &expect.what {
            What::Claims { of, count } => self.count_of_claims(of, *count),
            What::Claim { of, wanted, there } => self.one_claim(of, wanted, *there),
            What::Findings { count } => self.count_of_findings(*count),
            What::Finding { wanted, there } => self.one_finding(wanted, *there),
        };
        let outcome = outcome.known(expect.todo);
        let mut judged = Judged {
            path: path.to_owned(),
            line: expect.line,
            test: self.test.title.clone(),
            expect: expect.text.clone(),
            outcome,
            found: answer.found,
            near: answer.near,
            notes: answer.notes,
        };
        if outcome == Outcome::Stale {
            judged
                .notes
                .push("it holds now; take `todo` away".to_owned());
        }
        judged
    }

    fn count_of_claims(&self, of: &Of, count: usize) -> (Outcome, Answer) {
        let claims = self.claims(of);
        let outcome = match claims.len() {
            n if n == count => return (Outcome::Ok, Answer::default()),
            n if n > count => Outcome::Noisy,
            _ => Outcome::Missing,
        };
        let near = (outcome == Outcome::Missing)
            .then(|| self.near(of, None))
            .flatten();
        let notes = vec![format!("{} in all", words::counted(claims.len(), "claim"))];
        let found = claims.iter().map(|claim| self.found_claim(claim)).collect();
        (outcome, Answer { found, near, notes })
    }

    fn one_claim(&self, of: &Of, wanted: &Wanted, there: bool) -> (Outcome, Answer) {
        let Some(kind) = self.pack.kinds.get(&of.kind) else {
            return (Outcome::Missing, Answer::default());
        };
        let mut rest = wanted.clone();
        let outlet = rest.remove(OUTLET);
        let claims: Vec<&Claim> = self
            .claims(of)
            .into_iter()
            .filter(|claim| {
                outlet
                    .as_ref()
                    .is_none_or(|outlet| self.is_of(claim, outlet))
            })
            .collect();
        let names = &self.pack.names;
        let groups = groups(&claims);
        let met: Vec<&Claim> = groups
            .iter()
            .filter(|group| group.has(&rest, kind, names))
            .flat_map(|group| group.claims.iter().copied())
            .collect();
        let told = |claims: &[&Claim]| claims.iter().map(|claim| self.found_claim(claim)).collect();
        let outcome = match (met.is_empty(), there) {
            (false, true) | (true, false) => return (Outcome::Ok, Answer::default()),
            (false, false) => {
                let found = told(&met);
                return (
                    Outcome::Noisy,
                    Answer {
                        found,
                        ..Answer::default()
                    },
                );
            }
            (true, true) if claims.is_empty() => Outcome::Missing,
            (true, true) => {
                // The right fact with another value is wrong; another fact altogether leaves this one missing.
                let identity: Wanted = rest
                    .iter()
                    .filter(|(key, _)| kind.identity.iter().any(|slot| slot.name == **key))
                    .map(|(key, words)| (key.clone(), words.clone()))
                    .collect();
                let same = groups.iter().any(|group| group.has(&identity, kind, names));
                if same {
                    Outcome::Wrong
                } else {
                    Outcome::Missing
                }
            }
        };
        let near = (outcome == Outcome::Missing)
            .then(|| self.near(of, outlet.as_deref()))
            .flatten();
        let found = told(&claims);
        (
            outcome,
            Answer {
                found,
                near,
                ..Answer::default()
            },
        )
    }

    fn count_of_findings(&self, count: usize) -> (Outcome, Answer) {
        let shown: Vec<String> = self
            .compared
            .findings
            .iter()
            .filter(|finding| finding.level > Level::Note)
            .map(in_short)
            .collect();
        let outcome = match shown.len() {
            n if n == count => return (Outcome::Ok, Answer::default()),
            n if n > count => Outcome::Noisy,
            _ => Outcome::Missing,
        };
        let found = shown;
        (
            outcome,
            Answer {
                found,
                ..Answer::default()
            },
        )
    }

    fn one_finding(&self, wanted: &WantedFinding, there: bool) -> (Outcome, Answer) {
        let about: Vec<&Finding> = self
            .compared
            .findings
            .iter()
            .filter(|finding| is_about(finding, wanted))
            .collect();
        let met: Vec<&Finding> = about
            .iter()
            .copied()
            .filter(|finding| is_so(finding, wanted) && self.has_sides(finding, &wanted.values))
            .collect();
        let told = |findings: &[&Finding]| findings.iter().copied().map(in_short).collect();
        match (met.is_empty(), there) {
            (false, true) | (true, false) => (Outcome::Ok, Answer::default()),
            (false, false) => {
                let found = told(&met);
                (
                    Outcome::Noisy,
                    Answer {
                        found,
                        ..Answer::default()
                    },
                )
            }
            (true, true) if about.is_empty() => (Outcome::Missing, self.no_finding(wanted)),
            (true, true) => {
                let found = told(&about);
                let notes = about.iter().map(|finding| {
                    let pack = self.pack;
                    let graph = &self.compared.graph;
                    let relation = finding::relation(graph, finding.pair, &pack.kinds, &pack.names);
                    format!("ladder line {}", relation.decided().trim_start())
                });
                let answer = Answer {
                    found,
                    near: None,
                    notes: notes.collect(),
                };
                (Outcome::Wrong, answer)
            }
        }
    }

    /// True when every value is that of a side and every side has one of the values: in the words of the report, or in
    /// others that mean the same, as in `gives`.
    fn has_sides(&self, finding: &Finding, values: &[String]) -> bool {
        let Some(kind) = self.pack.kinds.get(&finding.kind) else {
            return false;
        };
        let names = &self.pack.names;
        let is = |side: &Side, value: &String| {
            side.value_label.eq_ignore_ascii_case(value)
                || side.claims.iter().any(|claim| {
                    let claim = &self.compared.graph.claims[*claim];
                    let words = std::slice::from_ref(value);
                    wanted::holds(claim, &finding.attribute, words, kind, names)
                })
        };
        values.is_empty()
            || values.len() == finding.sides.len()
                && values
                    .iter()
                    .all(|value| finding.sides.iter().any(|side| is(side, value)))
                && finding
                    .sides
                    .iter()
                    .all(|side| values.iter().any(|value| is(side, value)))
    }

    pub(super) fn claims(&self, of: &Of) -> Vec<&Claim> {
        let mut claims: Vec<&Claim> = self
            .compared
            .graph
            .claims
            .iter()
            .filter(|claim| claim.kind == of.kind)
            .filter(|claim| of.rule.as_ref().is_none_or(|rule| claim.rule == *rule))
            .collect();
        claims.sort_by_key(|claim| (claim.article, claim.span));
        claims
    }

    fn is_of(&self, claim: &Claim, outlet: &[String]) -> bool {
        let own = self.articles[claim.article as usize].outlet.as_ref();
        outlet
            .iter()
            .any(|one| own.map(OutletId::as_str) == Some(one))
    }

    pub(super) fn found_claim(&self, claim: &Claim) -> String {
        let article = &self.articles[claim.article as usize].id;
        format!("{article}: {}", self.claim(claim))
    }
}

/// True when every part of the path stands in the finding's own short form.
fn is_about(finding: &Finding, wanted: &WantedFinding) -> bool {
    let own = finding.fact_in_short();
    let parts: Vec<&str> = own.split('/').skip(1).collect();
    finding.kind == wanted.kind && wanted.about.iter().all(|one| parts.contains(&one.as_str()))
}

/// True when the verdict, who is at odds and the level are as wanted.
fn is_so(finding: &Finding, wanted: &WantedFinding) -> bool {
    let verdict = wanted.verdict.is_none_or(|(verdict, doubt)| {
        finding.verdict == verdict && (doubt.is_none() || finding.doubt == doubt)
    });
    let between = wanted
        .between
        .is_none_or(|between| finding.between == between);
    let level = wanted.level.is_none_or(|level| finding.level == level);
    verdict && between && level
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::ruletest::story::parse;

    pub(in crate::ruletest::story) use crate::claim::explain::tests::pack;

    /// A flood with nine dead on one day and six the day before, and these expectations.
    fn tried(expects: &str) -> Vec<Judged> {
        let text = format!(
            "# Flood\n```article outlet=harbor-post date=2026-02-12\nNine people died in Arden.\n```\n```article outlet=valley-news date=2026-02-11\nSix people died in Arden. Ann Lee very quietly indeed met Ben Stone.\n```\n```expect\n{expects}\n```\n"
        );
        let pack = pack();
        let (story, problems) = parse("flood", "flood.md", &text, &pack);
        assert!(problems.is_empty(), "{:?}", problems[0].message);
        run(&story, &pack).judged
    }

    fn outcomes(expects: &str) -> Vec<Outcome> {
        tried(expects).iter().map(|one| one.outcome).collect()
    }

    #[test]
    fn what_there_is_holds() {
        let all = "claims toll: 2\nclaims death-toll: 2\nclaim toll place: arden; value: 9 people; outlet: harbor-post\nno claim talks\nfinding toll/arden/value: note, update, outlet-outlet\nno finding toll: conflict\nfinding none\nfindings: 0";
        for one in tried(all) {
            assert_eq!(one.outcome, Outcome::Ok, "{one}");
        }
    }

    #[test]
    fn too_few_is_missing_and_too_many_noisy() {
        assert_eq!(
            outcomes("claims toll: 3\nclaims toll: 1\nno claim toll\nfindings: 1\nno finding toll"),
            [
                Outcome::Missing,
                Outcome::Noisy,
                Outcome::Noisy,
                Outcome::Missing,
                Outcome::Noisy
            ]
        );
    }

    #[test]
    fn the_right_fact_with_another_value_is_wrong_and_another_fact_missing() {
        assert_eq!(
            outcomes(
                "claim toll place: arden; value: 8\nclaim toll place: north-harbour\nclaim toll value: 9; outlet: valley-news"
            ),
            [Outcome::Wrong, Outcome::Missing, Outcome::Wrong]
        );
        assert_eq!(
            outcomes("finding toll: conflict\nfinding talks\nfinding toll: 9 people vs 7 people"),
            [Outcome::Wrong, Outcome::Missing, Outcome::Wrong]
        );
    }

    #[test]
    fn values_may_be_said_in_other_words_that_mean_the_same() {
        assert_eq!(
            outcomes("finding toll: 9 vs 6 people\nfinding toll: 9 vs 9 people"),
            [Outcome::Ok, Outcome::Wrong]
        );
    }

    #[test]
    fn a_missing_claim_names_the_element_that_failed() {
        let told = tried("claim talks people: ann-lee, ben-stone")[0].to_string();
        assert!(
            told.contains("nearest `met`: 1 of 3 elements held; `..2` failed at “very quietly indeed”: gap 3 > 2 (valley-news 2026-02-11, flood.md:6)"),
            "{told}"
        );
    }

    #[test]
    fn a_missing_finding_says_how_its_claims_relate() {
        let text = "# Two\n```article outlet=harbor-post date=2026-02-12\nNine people died in Arden.\n```\n```article outlet=valley-news date=2026-02-12\nNine people died in Arden.\n```\n```expect\nfinding toll: conflict\n```\n";
        let pack = pack();
        let (story, _) = parse("two", "two.md", text, &pack);
        let judged = &run(&story, &pack).judged[0];
        assert_eq!(judged.outcome, Outcome::Missing);
        assert_eq!(judged.found.len(), 2);
        assert_eq!(
            judged.notes[0],
            "harbor-post 2026-02-12 says 9 people, valley-news 2026-02-12 says 9 people: \
             ladder line 5  both can be so: consistent; values meet: 9 people / 9 people"
        );
    }

    #[test]
    fn a_known_miss_is_fine_until_it_holds() {
        assert_eq!(
            outcomes("todo finding talks\ntodo finding toll"),
            [Outcome::Todo, Outcome::Stale]
        );
    }

    #[test]
    fn the_record_tells_claims_and_findings_once() {
        let text = "# Flood\n```article outlet=harbor-post date=2026-02-12\nNine people died in Arden.\n```\n## Alone\n```expect\nfinding none\n```\n## Beside another\n```article outlet=valley-news date=2026-02-12\nSix people died in Arden.\n```\n```expect\nfinding toll: possible (timing)\n```\n";
        let pack = pack();
        let (story, problems) = parse("flood", "flood.md", text, &pack);
        assert!(problems.is_empty());
        let run = run(&story, &pack);
        assert!(run.is_fine(), "{}", run.judged[1]);
        assert_eq!(
            run.record.matches("“Nine people died in Arden”").count(),
            1,
            "{}",
            run.record
        );
        insta::assert_snapshot!("record_of_a_flood", run.record);
    }
}
