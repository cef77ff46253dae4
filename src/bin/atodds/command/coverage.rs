//! The command `coverage`: what of the rules never held, and what of the articles no rule read.
//!
//! Takes its arguments, prints lists or a table, gives a verdict. Never changes a rule.

use atodds::problem::{Problem, has_errors};
use atodds::report::coverage as answer;
use atodds::rules;
use serde::Serialize;

use crate::args::{By, Coverage, Global};
use crate::pipeline;
use crate::run::{Verdict, no_rules, print_json, print_plain, refuse, request, say_problems};
use crate::term::Progress;

/// The object that `--json` prints.
#[derive(Serialize)]
struct Run<'c> {
    schema: u32,
    /// Of the patterns, in percent.
    held: usize,
    coverage: &'c atodds::survey::Coverage,
}

/// Runs the command.
pub(crate) fn coverage(
    args: &Coverage,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, args.paths.clone(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let (files, _) = rules::read_folder(&request.rules);
    let loaded = pipeline::load(&request, progress);
    let mut problems = loaded.problems.clone();
    let coverage = progress.stage("reading claims", || {
        if args.paths.is_empty() {
            pipeline::coverage_of_examples(&loaded, &files)
        } else {
            pipeline::coverage(&loaded, &files)
        }
    });
    progress.clear();
    if coverage.articles == 0 && !has_errors(&problems) {
        let problem = if args.paths.is_empty() {
            Problem::error("nothing-checked", "no rule has an example")
                .help("write one under `tests:` beside the rule, or name articles")
        } else {
            Problem::error("nothing-checked", "no article was found").help("check the paths")
        };
        problems.push(problem);
    }
    if coverage.articles > 0 {
        let by = args.by.map(|by| match by {
            By::Rule => answer::By::Rule,
            By::Outlet => answer::By::Outlet,
        });
        match by {
            _ if args.json => print_json(&Run {
                schema: 1,
                held: coverage.patterns.percent(),
                coverage: &coverage,
            })?,
            Some(by) => print_plain(|out| answer::table(out, &coverage, by))?,
            None => print_plain(|out| answer::write(out, &coverage, args.top))?,
        }
    }
    say_problems(global, &problems);
    let below = args
        .min
        .is_some_and(|min| coverage.patterns.percent() < usize::from(min));
    Ok(if has_errors(&problems) {
        Verdict::CouldNotCheck
    } else if below {
        Verdict::Found
    } else {
        Verdict::Clean
    })
}
