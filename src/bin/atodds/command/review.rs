//! The command `review`: what is pending, one by one or all at once.
//!
//! Takes its arguments and keys, accepts and rejects, gives a verdict. Never accepts what a failing story gave, nor what
//! the rules do not give any more.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::Context;
use atodds::problem::{Problem, has_errors, nearest};
use atodds::report::diff;
use atodds::report::escape::visible;
use atodds::report::words::counted;
use atodds::ruletest;
use atodds::ruletest::shelf::{Kept, Shelf};
use atodds::ruletest::snapshot::{Snapshot, State};
use atodds::ruletest::story::{self, StoryRun};

use crate::args::{Global, Review};
use crate::keys::{self, Wish};
use crate::run::{Verdict, no_rules, print_plain, refuse, request, say_problems};
use crate::term::{self, Progress};

/// Runs the command.
pub(crate) fn review(
    args: &Review,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, Vec::new(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let shelf = Shelf::beside(&request.rules);
    let (kept, mut problems) = shelf.snapshots();
    let pending: BTreeMap<String, Kept> = kept
        .into_iter()
        .filter(|(_, kept)| kept.pending.is_some())
        .collect();
    for name in args
        .names
        .iter()
        .filter(|name| !pending.contains_key(*name))
    {
        let problem = Problem::error(
            "nothing-pending",
            format!("nothing is pending for `{name}`"),
        );
        problems.push(match nearest(name, pending.keys().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("`atodds review --list` shows what is"),
        });
    }
    if has_errors(&problems) {
        return Ok(refuse(global, &problems));
    }
    let chosen: Vec<&String> = pending
        .keys()
        .filter(|name| args.names.is_empty() || args.names.contains(name))
        .collect();
    if pending.is_empty() {
        if !global.quiet {
            print_plain(|out| writeln!(out, "nothing is pending"))?;
        }
        return Ok(Verdict::Clean);
    }
    if args.list {
        print_plain(|out| list(out, &chosen, &pending, &shelf))?;
        return Ok(Verdict::Found);
    }
    if args.reject {
        for name in &chosen {
            reject(&shelf, name)?;
            print_plain(|out| writeln!(out, "rejected {name}"))?;
        }
        return Ok(left(pending.len() - chosen.len()));
    }
    if !args.accept && !term::is_interactive() {
        let problem = Problem::error("no-terminal", "nobody is here to press a key")
            .help("use `--list`, `--accept` or `--reject`");
        return Ok(refuse(global, &[problem]));
    }

    let (pack, more) = progress.stage("reading rules", || request.cache.load(&request.rules));
    problems.extend(more);
    let (stories, more) = progress.stage("reading stories", || ruletest::stories(&shelf, &pack));
    problems.extend(more);
    if has_errors(&problems) {
        return Ok(refuse(global, &problems));
    }
    let cases: Vec<Case<'_>> = progress.stage("running stories", || {
        let run = |name: &String| {
            let story = stories.iter().find(|story| story.name == *name)?;
            Some(story::run(story, &pack))
        };
        chosen
            .iter()
            .filter_map(|name| Case::new(name, &pending[*name], run(name)))
            .collect()
    });
    progress.clear();
    say_problems(global, &problems);
    let settled = if args.accept {
        accept_all(&cases, &shelf, global)?
    } else {
        ask(&cases, &shelf, global)?
    };
    Ok(left(pending.len() - settled))
}

/// Something left pending is not fine.
fn left(count: usize) -> Verdict {
    if count == 0 {
        Verdict::Clean
    } else {
        Verdict::Found
    }
}

/// One pending snapshot, and what its story gives now.
struct Case<'a> {
    name: &'a str,
    accepted: Option<&'a Snapshot>,
    pending: &'a Snapshot,
    run: Option<StoryRun>,
}

impl<'a> Case<'a> {
    fn new(name: &'a str, kept: &'a Kept, run: Option<StoryRun>) -> Option<Self> {
        Some(Self {
            name,
            accepted: kept.accepted.as_ref(),
            pending: kept.pending.as_ref()?,
            run,
        })
    }

    /// Why it cannot be accepted.
    fn hindrance(&self) -> Option<String> {
        let Some(run) = &self.run else {
            return Some("its story is gone".to_owned());
        };
        if State::of(&run.record, Some(self.pending)) != State::Same {
            let name = self.name;
            return Some(format!(
                "it is out of date; `atodds test {name}` records it anew"
            ));
        }
        let failing = run
            .judged
            .iter()
            .filter(|one| !one.outcome.is_fine())
            .count();
        (failing > 0).then(|| {
            let verb = if failing == 1 { "fails" } else { "fail" };
            format!("{} of its story {verb}", counted(failing, "expectation"))
        })
    }

    fn old(&self) -> &str {
        self.accepted.map_or("", Snapshot::record)
    }
}

fn list(
    out: &mut dyn Write,
    chosen: &[&String],
    pending: &BTreeMap<String, Kept>,
    shelf: &Shelf,
) -> io::Result<()> {
    for name in chosen {
        let what = match &pending[*name].accepted {
            Some(_) => "changed",
            None => "new",
        };
        writeln!(out, "{}.new: {what}", visible(&shelf.snapshot_path(name)))?;
    }
    Ok(())
}

fn reject(shelf: &Shelf, name: &str) -> anyhow::Result<()> {
    shelf
        .drop_pending(name)
        .with_context(|| format!("cannot take `{}.new` away", shelf.snapshot_path(name)))
}

fn accept(shelf: &Shelf, case: &Case<'_>) -> anyhow::Result<()> {
    shelf
        .accept(case.name, case.pending)
        .with_context(|| format!("cannot write `{}`", shelf.snapshot_path(case.name)))
}

/// Accepts what can be; gives how many were.
fn accept_all(cases: &[Case<'_>], shelf: &Shelf, global: &Global) -> anyhow::Result<usize> {
    let mut accepted = 0;
    for case in cases {
        let name = case.name;
        match case.hindrance() {
            None => {
                accept(shelf, case)?;
                accepted += 1;
                if !global.quiet {
                    print_plain(|out| writeln!(out, "accepted {name}"))?;
                }
            }
            Some(why) => print_plain(|out| writeln!(out, "left {name}: {why}"))?,
        }
    }
    Ok(accepted)
}

/// Shows one after the other and does what is wished; gives how many were accepted or rejected.
fn ask(cases: &[Case<'_>], shelf: &Shelf, global: &Global) -> anyhow::Result<usize> {
    let mut done: Vec<String> = Vec::new();
    'cases: for (at, case) in cases.iter().enumerate() {
        let mut view = Wish::Both;
        loop {
            keys::clear().context("cannot clear the screen")?;
            let paint = term::stdout_paint(global.color);
            term::print(paint, |out| {
                show(out, case, view, paint)?;
                write!(
                    out,
                    "{} of {}: [a]ccept [r]eject [s]kip  [o]ld [n]ew [b]oth  [q]uit ",
                    at + 1,
                    cases.len()
                )
            })?;
            match keys::wish().context("cannot read a key")? {
                // What hinders stands on the screen already.
                Wish::Accept if case.hindrance().is_some() => {}
                Wish::Accept => {
                    accept(shelf, case)?;
                    done.push(format!("accepted {}", case.name));
                    break;
                }
                Wish::Reject => {
                    reject(shelf, case.name)?;
                    done.push(format!("rejected {}", case.name));
                    break;
                }
                Wish::Skip => break,
                Wish::Quit => break 'cases,
                wish => view = wish,
            }
        }
    }
    keys::clear().context("cannot clear the screen")?;
    print_plain(|out| {
        for line in &done {
            writeln!(out, "{line}")?;
        }
        writeln!(
            out,
            "{} left",
            counted(cases.len() - done.len(), "snapshot")
        )
    })?;
    Ok(done.len())
}

fn show(
    out: &mut dyn Write,
    case: &Case<'_>,
    view: Wish,
    paint: atodds::report::Paint,
) -> io::Result<()> {
    let what = match view {
        Wish::Old => "old",
        Wish::New => "new",
        _ => "old and new",
    };
    writeln!(out, "{} ({what})\n", case.name)?;
    match view {
        Wish::Old => diff::whole(out, case.old())?,
        Wish::New => diff::whole(out, case.pending.record())?,
        _ => diff::write(out, case.old(), case.pending.record(), paint)?,
    }
    writeln!(out)?;
    let failing = case.run.iter().flat_map(|run| &run.judged);
    for one in failing.filter(|one| !one.outcome.is_fine()) {
        writeln!(out, "{one}")?;
    }
    if let Some(why) = case.hindrance() {
        writeln!(out, "cannot be accepted: {why}")?;
    }
    Ok(())
}
