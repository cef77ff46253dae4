//! The command `test`: the examples that stand beside the rules.
//!
//! Takes its arguments, prints the examples that do not hold, gives a verdict. Never reads an article.

use std::collections::BTreeSet;

use anyhow::Context;
use atodds::problem::{Problem, nearest};
use atodds::rules;
use atodds::ruletest::{self, Outcome, Tried};

use crate::args::{Global, Test};
use crate::run::{Verdict, has_errors, no_rules, print_plain, refuse, request, say_problems};
use crate::term::Progress;

/// Runs the command.
pub(crate) fn test(
    args: &Test,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, Vec::new(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let (pack, mut problems) = progress.stage("reading rules", || rules::load(&request.rules));
    let known: BTreeSet<&str> = pack.rules.iter().map(|rule| rule.id.as_str()).collect();
    for wanted in &args.only {
        if !known.contains(wanted.as_str()) {
            let problem = Problem::error("unknown-rule", format!("no rule is called `{wanted}`"));
            problems.push(match nearest(wanted, known.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem,
            });
        }
    }
    let tried: Vec<Tried> = progress
        .stage("running examples", || ruletest::run(&pack))
        .into_iter()
        .filter(|one| args.only.is_empty() || args.only.contains(&one.rule))
        .collect();
    progress.clear();
    if tried.is_empty() && !has_errors(&problems) {
        let problem = Problem::error("nothing-checked", "no rule has an example");
        problems.push(problem.help("write one under `tests:` beside the rule"));
    }
    print_plain(|out| {
        let shown = |one: &&Tried| !one.outcome.is_fine() || global.verbose;
        for one in tried.iter().filter(shown) {
            writeln!(out, "{one}")?;
        }
        if global.quiet || tried.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", summary(&tried))
    })
    .context("cannot print the examples")?;
    say_problems(global, &problems);
    Ok(if has_errors(&problems) {
        Verdict::CouldNotCheck
    } else if tried.iter().any(|one| !one.outcome.is_fine()) {
        Verdict::Found
    } else {
        Verdict::Clean
    })
}

fn summary(tried: &[Tried]) -> String {
    let rules: BTreeSet<&str> = tried.iter().map(|one| one.rule.as_str()).collect();
    let outcomes = [
        Outcome::Ok,
        Outcome::Wrong,
        Outcome::Missing,
        Outcome::Noisy,
        Outcome::Todo,
        Outcome::Stale,
    ];
    let counts: Vec<String> = outcomes
        .into_iter()
        .map(|outcome| {
            let count = tried.iter().filter(|one| one.outcome == outcome).count();
            (outcome, count)
        })
        .filter(|(outcome, count)| *count > 0 || *outcome == Outcome::Ok)
        .map(|(outcome, count)| format!("{count} {}", outcome.name()))
        .collect();
    let examples = atodds::report::words::counted(tried.len(), "example");
    let of = atodds::report::words::counted(rules.len(), "rule");
    format!("{examples} of {of}: {}", counts.join(", "))
}
