//! Every example that stands beside a shipped rule, run; and whether every rule has examples worth the name.

use std::collections::BTreeMap;
use std::path::Path;

use atodds::rules::{self, RulePack};
use atodds::ruletest::{self, Tried};

fn shipped() -> RulePack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let (pack, problems) = rules::load(&folder);
    let said: Vec<String> = problems
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref();
            let (path, line) = place.map_or(("", 0), |place| (place.path.as_str(), place.line));
            format!("{path}:{line}: {}", problem.message)
        })
        .collect();
    assert!(
        said.is_empty(),
        "the shipped rules have problems:\n{}",
        said.join("\n")
    );
    pack
}

fn told(failed: &[&Tried]) -> String {
    failed
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_example_beside_a_shipped_rule_holds() {
    let tried = ruletest::run(&shipped());
    let failed: Vec<&Tried> = tried.iter().filter(|one| !one.outcome.is_fine()).collect();
    assert!(
        failed.is_empty(),
        "{} of {} rule tests fail:\n\n{}",
        failed.len(),
        tried.len(),
        told(&failed)
    );
}

#[test]
fn every_shipped_rule_has_an_example_and_a_near_miss() {
    let pack = shipped();
    let mut has: BTreeMap<&str, (bool, bool)> = pack
        .rules
        .iter()
        .map(|rule| (rule.id.as_str(), (false, false)))
        .collect();
    let tried = ruletest::run(&pack);
    for one in &tried {
        let (hit, miss) = has.entry(&one.rule).or_default();
        *hit |= !one.is_near_miss();
        *miss |= one.is_near_miss();
    }
    let lacking: Vec<String> = pack
        .rules
        .iter()
        .filter_map(|rule| {
            let what = match has[rule.id.as_str()] {
                (true, true) => return None,
                (true, false) => "a near miss (`gives: []`)",
                (false, true) => "an example that gives a claim",
                (false, false) => "an example and a near miss",
            };
            let (path, line) = (&rule.place.path, rule.place.line);
            Some(format!("{path}:{line}: rule `{}` lacks {what}", rule.id))
        })
        .collect();
    assert!(
        lacking.is_empty(),
        "{} of {} rules lack tests:\n{}",
        lacking.len(),
        pack.rules.len(),
        lacking.join("\n")
    );
}
