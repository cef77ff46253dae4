//! Rules whose tests would not notice when they stop working, or when they read too much.

use crate::problem::Problem;
use crate::rules::RulePack;
use crate::rules::sources::Sources;

/// `no-example` and `no-near-miss`.
pub(super) fn lint(pack: &RulePack, _: &Sources<'_>, problems: &mut Vec<Problem>) {
    for rule in &pack.rules {
        // A known miss says what a rule does not do yet.
        let mut tests = rule.tests.iter().filter(|test| test.todo.is_none());
        if !tests.clone().any(|test| !test.gives.is_empty()) {
            let message = format!("no test says what `{}` gives", rule.id);
            let problem = Problem::lint("no-example", message).at(rule.place());
            problems.push(problem.help("add a sentence it reads under `tests:`, with `gives:`"));
        }
        if !tests.any(|test| test.gives.is_empty()) {
            let message = format!("no test says what `{}` must not read", rule.id);
            let problem = Problem::lint("no-near-miss", message).at(rule.place());
            problems.push(problem.help("add a sentence it nearly reads, with `gives: []`"));
        }
    }
}
