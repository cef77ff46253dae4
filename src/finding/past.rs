//! What was known before a run: findings that were accepted, and findings of an earlier state of the articles.
//!
//! Takes fingerprints, gives each finding its state. Never uses paths, lines or counts, so that moved, renamed,
//! re-wrapped and reordered articles change nothing.
//!
//! One mechanism for both: what was found at a git revision is a list of fingerprints that lasts for one run, what was
//! accepted is one that lasts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::Finding;
use super::accepted::{Accepted, Entry};

/// What a finding is to somebody who has seen the findings before.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nobody has seen it.
    #[default]
    New,
    /// The fact was at odds before, and has one more side.
    Grew,
    /// Every side was known.
    Known,
}

impl State {
    /// The state in one word.
    pub fn name(self) -> &'static str {
        match self {
            State::New => "new",
            State::Grew => "grew",
            State::Known => "known",
        }
    }
}

/// Findings by fingerprint, each with the values known on its sides.
///
/// ```
/// use atodds::finding::past::Baseline;
/// use atodds::finding::State;
/// let mut known = Baseline::default();
/// known.add("fact", Some(["six", "nine"]));
/// let state = |sides: &[&[&str]]| known.state("fact", sides.iter().map(|side| side.iter().copied()));
/// assert_eq!(state(&[&["six"], &["nine"]]), State::Known);
/// assert_eq!(state(&[&["six", "at least six"], &["nine"]]), State::Known);
/// assert_eq!(state(&[&["six"], &["eleven"]]), State::Grew);
/// assert_eq!(known.state("other", [["six"]]), State::New);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// `None` when any side of the fact is known.
    facts: BTreeMap<String, Option<BTreeSet<String>>>,
}

impl Baseline {
    /// The findings of an earlier run.
    pub fn of(findings: &[Finding]) -> Self {
        let mut known = Self::default();
        for finding in findings {
            let said = finding.sides.iter().flat_map(|side| side.said.values());
            known.add(&finding.fingerprint, Some(said.map(String::as_str)));
        }
        known
    }

    /// Adds a fact with the values known on its sides, or with any.
    pub fn add<'a>(
        &mut self,
        fingerprint: &str,
        values: Option<impl IntoIterator<Item = &'a str>>,
    ) {
        let known = self
            .facts
            .entry(fingerprint.to_owned())
            .or_insert_with(|| Some(BTreeSet::new()));
        match (known.as_mut(), values) {
            (Some(known), Some(values)) => known.extend(values.into_iter().map(str::to_owned)),
            (_, None) => *known = None,
            (None, _) => {}
        }
    }

    /// What a finding with these sides is; each side is the values said on it.
    ///
    /// A side is known when one of its values is: an outlet that joins it, in other words perhaps, adds none.
    pub fn state<'a, S>(&self, fingerprint: &str, sides: impl IntoIterator<Item = S>) -> State
    where
        S: IntoIterator<Item = &'a str>,
    {
        match self.facts.get(fingerprint) {
            None => State::New,
            Some(None) => State::Known,
            Some(Some(known)) => {
                let mut sides = sides.into_iter();
                if sides.all(|side| side.into_iter().any(|value| known.contains(value))) {
                    State::Known
                } else {
                    State::Grew
                }
            }
        }
    }

    /// How many of its facts are not among `findings`.
    fn missing_from(&self, findings: &[Finding]) -> usize {
        let found: BTreeSet<&str> = findings
            .iter()
            .map(|one| one.fingerprint.as_str())
            .collect();
        self.facts
            .keys()
            .filter(|fact| !found.contains(fact.as_str()))
            .count()
    }
}

/// All that was known before a run.
#[derive(Debug, Clone, Default)]
pub struct Past {
    accepted: Accepted,
    covered: Baseline,
    base: Option<Baseline>,
    today: Option<Date>,
}

/// What the past makes of one finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// Its state.
    pub state: State,
    /// Why it may stand, when it was accepted.
    pub reason: Option<String>,
}

/// An entry of the accepted file that holds nothing back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale<'p> {
    /// The entry.
    pub entry: &'p Entry,
    /// True when it ran out; false when nothing is at odds about its fact.
    pub expired: bool,
}

impl Past {
    /// The past of a run on the day `today`: what was accepted, and what was found at an earlier state, if one was named.
    ///
    /// Without a day no entry runs out.
    pub fn new(accepted: Accepted, base: Option<Baseline>, today: Option<Date>) -> Self {
        let mut covered = Baseline::default();
        for entry in accepted
            .entries
            .iter()
            .filter(|entry| !entry.is_over(today))
        {
            let values = entry.sides.as_ref();
            covered.add(
                &entry.finding,
                values.map(|values| values.values().map(String::as_str)),
            );
        }
        Self {
            accepted,
            covered,
            base,
            today,
        }
    }

    /// What it makes of `finding`. Accepted and known before together: each may cover sides that the other does not.
    pub fn judge(&self, finding: &Finding) -> Judged {
        let sides = || {
            finding
                .sides
                .iter()
                .map(|side| side.said.values().map(String::as_str))
        };
        let accepted = self.covered.state(&finding.fingerprint, sides());
        if accepted == State::Known {
            let entry =
                self.accepted.entries.iter().find(|entry| {
                    entry.finding == finding.fingerprint && !entry.is_over(self.today)
                });
            return Judged {
                state: State::Known,
                reason: entry.map(|entry| entry.reason.clone()),
            };
        }
        let found = self
            .base
            .as_ref()
            .map_or(State::New, |base| base.state(&finding.fingerprint, sides()));
        Judged {
            state: accepted.max(found),
            reason: None,
        }
    }

    /// Entries that hold nothing of `findings` back, in the order of the file.
    pub fn stale(&self, findings: &[Finding]) -> Vec<Stale<'_>> {
        let found: BTreeSet<&str> = findings
            .iter()
            .map(|one| one.fingerprint.as_str())
            .collect();
        self.accepted
            .entries
            .iter()
            .map(|entry| Stale {
                entry,
                expired: entry.is_over(self.today),
            })
            .filter(|stale| stale.expired || !found.contains(stale.entry.finding.as_str()))
            .collect()
    }

    /// How many facts of the earlier state are at odds no more.
    pub fn resolved(&self, findings: &[Finding]) -> usize {
        self.base
            .as_ref()
            .map_or(0, |base| base.missing_from(findings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(known: &Baseline, sides: &[&[&str]]) -> State {
        known.state("f", sides.iter().map(|side| side.iter().copied()))
    }

    #[test]
    fn a_fact_whose_sides_went_away_in_part_is_known() {
        let mut known = Baseline::default();
        known.add("f", Some(["6", "9", "11"]));
        assert_eq!(state(&known, &[&["9"], &["6"]]), State::Known);
    }

    #[test]
    fn a_fix_and_a_new_side_do_not_cancel_out() {
        let mut known = Baseline::default();
        known.add("f", Some(["6", "9"]));
        assert_eq!(state(&known, &[&["9"], &["11"]]), State::Grew);
    }

    #[test]
    fn a_fact_accepted_whole_is_known_whatever_is_said() {
        let mut known = Baseline::default();
        known.add("f", Some(["6"]));
        known.add("f", None::<[&str; 0]>);
        known.add("f", Some(["7"]));
        assert_eq!(state(&known, &[&["12"], &["13"]]), State::Known);
    }
}
