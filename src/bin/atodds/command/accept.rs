//! The command `accept`: findings that may stand go into the accepted file, stale entries out of it.
//!
//! Takes its arguments, edits one file, says what changed, gives a verdict. Adding and pruning are never one edit.

use std::io::Write;
use std::path::Path;

use atodds::finding::accepted::{Accepted, Entry};
use atodds::finding::{Past, State};
use atodds::problem::{Problem, has_errors};
use atodds::report::escape::visible;
use atodds::report::{Checked, FindingView, words};
use jiff::civil::Date;

use super::check::nothing_checked;
use super::explain::the_finding;
use crate::args::{Accept, Global};
use crate::pipeline;
use crate::run::{Verdict, no_rules, print_plain, refuse, request, say_problems, with_indexes};
use crate::selection::Selection;
use crate::store;
use crate::term::{self, Progress};

/// Runs the command.
pub(crate) fn accept(
    args: &Accept,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, args.paths.clone(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let today = global.as_of.unwrap_or_else(term::today);
    if let Some(until) = args.until.filter(|until| *until < today) {
        let message = format!("`--until {until}` lies in the past");
        return Ok(refuse(global, &[Problem::error("bad-date", message)]));
    }
    let path = store::path(&request.rules, args.accepted.as_deref());
    let accepted = match store::read(&path) {
        Ok(accepted) => accepted,
        Err(problems) => return Ok(refuse(global, &problems)),
    };
    let request = with_indexes(request);
    if args.prune && !request.indexes.is_empty() {
        let problem = Problem::error(
            "wrong-target",
            "an index cannot say which entries hold nothing back",
        );
        return Ok(refuse(
            global,
            &[problem.help("name its articles instead: only what drafts name is looked up")],
        ));
    }
    let loaded = pipeline::load(&request, progress);
    let past = Past::new(accepted.clone(), None, Some(today));
    let checked = pipeline::check(&loaded, &Selection::default(), &past, progress);
    progress.clear();
    if has_errors(&checked.problems) {
        return Ok(refuse(global, &checked.problems));
    }
    // What was not read would look as if it were settled.
    if let Some(problem) = nothing_checked(&checked.counts) {
        return Ok(refuse(global, &[problem]));
    }
    say_problems(global, &checked.problems);
    if args.prune {
        return prune(&path, &accepted, &checked, global);
    }
    let chosen: Vec<&FindingView> = if args.all {
        let level = args.fail_on.level();
        let fails = |finding: &&FindingView| level.is_some_and(|level| finding.level >= level);
        checked.findings.iter().filter(fails).collect()
    } else {
        let mut chosen = Vec::new();
        for id in &args.findings {
            match the_finding(&checked, id) {
                Ok(finding) => chosen.push(finding),
                Err(problem) => return Ok(refuse(global, &[*problem])),
            }
        }
        chosen
    };
    let entries: Vec<Entry> = chosen.iter().map(|finding| entry(finding, args)).collect();
    if !entries.is_empty() {
        match accepted.with(&entries) {
            Ok(text) => store::save(&path, &text)?,
            Err(problem) => return Ok(refuse(global, &[*problem])),
        }
    }
    print_plain(|out| {
        for finding in &chosen {
            let again = if finding.state == State::New {
                ""
            } else {
                " again"
            };
            let id = visible(&finding.id);
            writeln!(out, "accepted{again} {id} {}", visible(&finding.fact))?;
        }
        say_count(out, chosen.len(), "accepted", &path)
    })?;
    Ok(Verdict::Clean)
}

fn entry(finding: &FindingView, args: &Accept) -> Entry {
    let said = finding.sides.iter().flat_map(|side| side.said.clone());
    let sides: std::collections::BTreeMap<String, String> = said.collect();
    Entry {
        fact: finding.fact.clone(),
        finding: finding.fingerprint.clone(),
        sides: (!sides.is_empty()).then_some(sides),
        reason: args.reason.clone().unwrap_or_default(),
        until: args.until,
    }
}

fn prune(
    path: &Path,
    accepted: &Accepted,
    checked: &Checked,
    global: &Global,
) -> anyhow::Result<Verdict> {
    let stale = |entry: &Entry| {
        let until = entry.until.as_ref().map(Date::to_string);
        checked.stale.iter().any(|stale| {
            stale.fingerprint == entry.finding
                && stale.fact == entry.fact
                && (stale.until.is_none() || stale.until == until)
        })
    };
    if !checked.stale.is_empty() {
        match accepted.without(stale) {
            Ok(text) => store::save(path, &text)?,
            Err(problem) => return Ok(refuse(global, &[*problem])),
        }
    }
    print_plain(|out| {
        for stale in &checked.stale {
            let why = match &stale.until {
                Some(until) => format!("ran out on {until}"),
                None => "nothing is at odds there".to_owned(),
            };
            writeln!(out, "pruned {}: {why}", visible(&stale.fact))?;
        }
        say_count(out, checked.stale.len(), "pruned", path)
    })?;
    Ok(Verdict::Clean)
}

fn say_count(out: &mut dyn Write, n: usize, done: &str, path: &Path) -> std::io::Result<()> {
    let path = path.to_string_lossy().replace('\\', "/");
    match n {
        0 => writeln!(
            out,
            "nothing to be {done}; {} stays as it is",
            visible(&path)
        ),
        n => writeln!(
            out,
            "{} {done} in {}",
            words::counted(n, "finding"),
            visible(&path)
        ),
    }
}
