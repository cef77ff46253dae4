//! `--only` and `--skip`: which claims and findings a run is about.
//!
//! Takes names of rules, fact kinds and outlets, gives two questions to ask of claims and findings. Never lets an
//! unknown name pass: a mistyped filter would make a run green that checked nothing.

use std::collections::BTreeSet;

use atodds::problem::{Problem, nearest};
use atodds::report::FindingView;

/// Everything that can be selected in a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// Ids of rules.
    pub(crate) rules: BTreeSet<String>,
    /// Ids of fact kinds.
    pub(crate) kinds: BTreeSet<String>,
    /// Ids of outlets: those of the rule pack and those of the articles.
    pub(crate) outlets: BTreeSet<String>,
}

impl Known {
    fn has(&self, name: &str) -> bool {
        self.rules.contains(name) || self.kinds.contains(name) || self.outlets.contains(name)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let sets = [&self.rules, &self.kinds, &self.outlets];
        sets.into_iter().flatten().map(String::as_str)
    }
}

/// A checked selection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    only: BTreeSet<String>,
    skip: BTreeSet<String>,
}

impl Selection {
    /// The selection, or one problem for each name that nothing in the run bears.
    pub(crate) fn new(
        only: &[String],
        skip: &[String],
        known: &Known,
    ) -> Result<Self, Vec<Problem>> {
        let problems: Vec<Problem> = [("--only", only), ("--skip", skip)]
            .into_iter()
            .flat_map(|(flag, names)| names.iter().map(move |name| (flag, name)))
            .filter(|(_, name)| !known.has(name))
            .map(|(flag, name)| {
                let problem = Problem::error(
                    "unknown-selection",
                    format!("`{flag} {name}` names no rule, fact kind or outlet of this run"),
                );
                match nearest(name, known.names()) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem,
                }
            })
            .collect();
        if problems.is_empty() {
            Ok(Self {
                only: only.iter().cloned().collect(),
                skip: skip.iter().cloned().collect(),
            })
        } else {
            Err(problems)
        }
    }

    /// False when a skipped name bears on the claim; to be asked before claims are linked.
    pub(crate) fn keeps_claim(&self, rule: &str, kind: &str, outlet: &str) -> bool {
        !(self.skip.contains(rule) || self.skip.contains(kind) || self.skip.contains(outlet))
    }

    /// True when nothing is skipped.
    pub(crate) fn keeps_all_claims(&self) -> bool {
        self.skip.is_empty()
    }

    /// True when no name was asked for, or one of them bears on the finding.
    pub(crate) fn keeps_finding(&self, finding: &FindingView) -> bool {
        self.only.is_empty()
            || self.only.contains(&finding.kind)
            || finding
                .all_claims()
                .any(|claim| self.only.contains(&claim.rule) || self.only.contains(&claim.outlet))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Known {
            rules: set(&["met", "death-toll"]),
            kinds: set(&["meeting"]),
            outlets: set(&["harbor-post"]),
        }
    }

    fn words(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest_known_one() {
        let problems = Selection::new(&words(&["meetign"]), &words(&["zzzz"]), &known())
            .expect_err("neither name is known");
        assert_eq!(problems.len(), 2);
        assert_eq!(problems[0].help.as_deref(), Some("did you mean `meeting`?"));
        assert_eq!(problems[1].help, None);
        assert!(problems[1].message.contains("--skip zzzz"));
    }

    #[test]
    fn a_skipped_rule_kind_or_outlet_takes_its_claims_with_it() {
        for name in ["met", "meeting", "harbor-post"] {
            let selection =
                Selection::new(&[], &words(&[name]), &known()).expect("the name is known");
            assert!(
                !selection.keeps_claim("met", "meeting", "harbor-post"),
                "{name}"
            );
            assert!(selection.keeps_claim("other", "other", "other"), "{name}");
        }
    }

    #[test]
    fn nothing_asked_for_keeps_every_claim() {
        assert!(Selection::default().keeps_claim("met", "meeting", "harbor-post"));
    }
}
