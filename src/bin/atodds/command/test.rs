//! The command `test`: the examples beside the rules, and the stories with their snapshots.
//!
//! Takes its arguments, prints what does not hold and what changed, gives a verdict. Writes snapshots only where it may,
//! and none while a rule or story is broken.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use anyhow::Context;
use atodds::problem::{Level, Problem, has_errors};
use atodds::report::outcomes::{self, Outcome as View, Tested};
use atodds::report::words::counted;
use atodds::report::{Paint, diff};
use atodds::rules::RulePack;
use atodds::rules::rule::Rule;
use atodds::ruletest::settle::{Deed, Mode, Settled, settle};
use atodds::ruletest::shelf::{Kept, Shelf};
use atodds::ruletest::story::{self, Story, StoryRun};
use atodds::ruletest::{self, Outcome, Tried};

use rayon::prelude::*;

use crate::args::{Global, Test, TestFormat};
use crate::chosen::Chosen;
use crate::run::{Verdict, no_rules, refuse, request, say_problems};
use crate::term::{self, Progress};

/// What a run gave.
#[derive(Default)]
struct Outcomes {
    tried: Vec<Tried>,
    runs: Vec<StoryRun>,
    settled: Vec<Settled>,
    /// Snapshots whose story is gone, with their path, and whether they were taken away.
    orphans: Vec<(String, bool)>,
    /// Rules without a test, where that fails.
    untested: Vec<Arc<Rule>>,
}

impl Outcomes {
    fn is_fine(&self) -> bool {
        self.tried.iter().all(|one| one.outcome.is_fine())
            && self.runs.iter().all(StoryRun::is_fine)
            && self.settled.iter().all(Settled::is_fine)
            && self.orphans.iter().all(|(_, gone)| *gone)
            && self.untested.is_empty()
    }

    /// All of them as programs read them.
    fn views(&self, place: &Shelf) -> Vec<View> {
        let examples = self.tried.iter().map(|one| View {
            tested: Tested::Example,
            name: one.rule.clone(),
            test: format!("test {}", one.number),
            outcome: one.outcome.name(),
            fine: one.outcome.is_fine(),
            path: one.place.path.clone(),
            line: one.place.line,
            text: one.text.clone(),
            wanted: one.wanted.clone(),
            found: one.found.clone(),
            why: one
                .near
                .iter()
                .map(ToString::to_string)
                .chain(one.notes.iter().cloned())
                .collect(),
        });
        let expectations = self.runs.iter().flat_map(|run| {
            run.judged.iter().map(|one| View {
                tested: Tested::Expectation,
                name: run.name.clone(),
                test: format!("{}, line {}", one.test, one.line),
                outcome: one.outcome.name(),
                fine: one.outcome.is_fine(),
                path: one.path.clone(),
                line: one.line,
                text: one.expect.clone(),
                wanted: Vec::new(),
                found: one.found.clone(),
                why: one
                    .near
                    .iter()
                    .map(|(article, near)| format!("{near} ({article}, line {})", near.line))
                    .chain(one.notes.iter().cloned())
                    .collect(),
            })
        });
        let snapshot = |name: &str, outcome, fine, text: &str| View {
            tested: Tested::Snapshot,
            name: name.to_owned(),
            test: "snapshot".to_owned(),
            outcome,
            fine,
            path: place.snapshot_path(name),
            line: 1,
            text: text.to_owned(),
            wanted: Vec::new(),
            found: Vec::new(),
            why: Vec::new(),
        };
        let settled = self.settled.iter().map(|one| {
            let outcome = match one.deed {
                Deed::Kept | Deed::Accepted => "ok",
                Deed::StillPending => "pending",
                Deed::Differs | Deed::Proposed | Deed::Refused => one.state.name(),
            };
            snapshot(
                &one.name,
                outcome,
                one.is_fine(),
                "what the story gives is what is kept",
            )
        });
        let orphans = self.orphans.iter().map(|(path, gone)| View {
            path: path.clone(),
            ..snapshot(path, "stale", *gone, "its story is there")
        });
        let untested = self.untested.iter().map(|rule| View {
            tested: Tested::Rule,
            name: rule.id.clone(),
            test: "tests".to_owned(),
            path: rule.spot.file().to_owned(),
            line: rule.place().line,
            ..snapshot("", "missing", false, "the rule has a test")
        });
        examples
            .chain(expectations)
            .chain(settled)
            .chain(orphans)
            .chain(untested)
            .collect()
    }
}

/// Runs the command.
pub(crate) fn test(
    args: &Test,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, Vec::new(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let (pack, mut problems) =
        progress.stage("reading rules", || request.cache.load(&request.rules));
    let shelf = Shelf::beside(&request.rules);
    let (stories, more) = progress.stage("reading stories", || ruletest::stories(&shelf, &pack));
    problems.extend(more);
    let (chosen, more) = Chosen::new(&args.only, args.filter.as_deref(), &pack, &stories);
    if args.filter.is_some() && !chosen.has_filter() {
        progress.clear();
        return Ok(refuse(global, &more));
    }
    problems.extend(more);

    let mut outcomes = Outcomes {
        tried: progress.stage("running examples", || examples(&pack, &chosen)),
        runs: progress.stage("running stories", || {
            let chosen = stories.iter().filter(|story| chosen.has_story(story));
            let chosen: Vec<&Story> = chosen.collect();
            chosen
                .par_iter()
                .map(|one| story::run(one, &pack))
                .collect()
        }),
        ..Outcomes::default()
    };
    let (kept, more) = shelf.snapshots();
    problems.extend(more);
    if !has_errors(&problems) {
        problems.extend(nothing_tested(&chosen, &outcomes));
    }
    let writing = match (args.accept, args.check || term::in_ci()) {
        // While something is broken, what is recorded would be the breakage.
        _ if has_errors(&problems) => Mode::Check,
        (true, _) => Mode::Accept,
        (false, true) => Mode::Check,
        (false, false) => Mode::Propose,
    };
    if !has_errors(&problems) {
        for run in &outcomes.runs {
            let nothing = Kept::default();
            let kept = kept.get(&run.name).unwrap_or(&nothing);
            let settled = settle(run, kept, writing, &shelf)
                .with_context(|| format!("cannot write `{}`", shelf.snapshot_path(&run.name)))?;
            outcomes.settled.push(settled);
        }
        if chosen.is_everything() {
            outcomes.orphans = orphans(&shelf, &stories, kept.keys(), writing)?;
        }
        if args.require_tests {
            outcomes.untested = untested(&pack, &stories, &chosen);
        }
    }
    progress.clear();
    let paint = term::stdout_paint(global.color);
    term::print(paint, |out| match args.format {
        TestFormat::Full => print(out, &outcomes, &shelf, global, paint),
        TestFormat::Concise => outcomes::concise(out, &outcomes.views(&shelf)),
        TestFormat::Json => outcomes::json(out, &outcomes.views(&shelf), &problems),
        TestFormat::Github => outcomes::github(out, &outcomes.views(&shelf)),
        TestFormat::Junit => {
            let errors = problems.iter().filter(|one| one.level == Level::Error);
            let errors: Vec<Problem> = errors.cloned().collect();
            outcomes::junit(out, &outcomes.views(&shelf), &errors)
        }
    })?;
    say_problems(global, &problems);
    Ok(if has_errors(&problems) {
        Verdict::CouldNotCheck
    } else if outcomes.is_fine() {
        Verdict::Clean
    } else {
        Verdict::Found
    })
}

fn examples(pack: &RulePack, chosen: &Chosen) -> Vec<Tried> {
    let mut tried = ruletest::run_some(pack, |rule| chosen.names_rule(rule));
    tried.retain(|one| chosen.has_example(&one.rule, &one.text));
    tried
}

/// Passing by accident is the worst failure: a run that tests nothing is none.
fn nothing_tested(chosen: &Chosen, outcomes: &Outcomes) -> Option<Problem> {
    let why = match (chosen.has_filter(), chosen.is_everything()) {
        (true, _) => "no test matches `--filter`",
        (false, true) => "no rule has an example, and there is no story",
        (false, false) => "what was asked for has neither an example nor a story",
    };
    (outcomes.tried.is_empty() && outcomes.runs.is_empty()).then(|| {
        Problem::error("nothing-checked", why)
            .help("write an example under `tests:` beside a rule, or a story under `tests/rules/`")
    })
}

/// Snapshots without a story. Accepting takes them away, because somebody took the story away.
fn orphans<'k>(
    shelf: &Shelf,
    stories: &[Story],
    kept: impl Iterator<Item = &'k String>,
    mode: Mode,
) -> anyhow::Result<Vec<(String, bool)>> {
    let names: BTreeSet<&String> = stories.iter().map(|story| &story.name).collect();
    kept.filter(|name| !names.contains(name))
        .map(|name| {
            let path = shelf.snapshot_path(name);
            if mode == Mode::Accept {
                shelf
                    .forget(name)
                    .with_context(|| format!("cannot take `{path}` away"))?;
            }
            Ok((path, mode == Mode::Accept))
        })
        .collect()
}

/// Rules that neither have an example nor are named by a story.
fn untested(pack: &RulePack, stories: &[Story], chosen: &Chosen) -> Vec<Arc<Rule>> {
    pack.rules
        .iter()
        .filter(|rule| chosen.names_rule(rule) && rule.tests.is_empty())
        .filter(|rule| !stories.iter().any(|story| story.speaks_of(&rule.id, "")))
        .cloned()
        .collect()
}

fn print(
    out: &mut dyn Write,
    outcomes: &Outcomes,
    shelf: &Shelf,
    global: &Global,
    paint: Paint,
) -> io::Result<()> {
    let shown = |outcome: Outcome| !outcome.is_fine() || global.verbose;
    for one in outcomes.tried.iter().filter(|one| shown(one.outcome)) {
        writeln!(out, "{one}")?;
    }
    let judged = outcomes.runs.iter().flat_map(|run| &run.judged);
    for one in judged.filter(|one| shown(one.outcome)) {
        writeln!(out, "{one}")?;
    }
    for (one, run) in outcomes.settled.iter().zip(&outcomes.runs) {
        print_settled(out, one, run.is_fine(), shelf, paint)?;
    }
    for (path, gone) in &outcomes.orphans {
        let what = if *gone {
            "taken away: its story is gone"
        } else {
            "stale: its story is gone; `atodds test --accept` takes it away"
        };
        writeln!(out, "{path}: {what}")?;
    }
    for rule in &outcomes.untested {
        let (path, line) = (rule.spot.file(), rule.place().line);
        writeln!(out, "{path}:{line}: rule `{}` has no test", rule.id)?;
    }
    if global.quiet {
        return Ok(());
    }
    if let Some(line) = summary_of_examples(&outcomes.tried) {
        writeln!(out, "{line}")?;
    }
    if let Some(line) = summary_of_stories(outcomes) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn print_settled(
    out: &mut dyn Write,
    one: &Settled,
    holds: bool,
    shelf: &Shelf,
    paint: Paint,
) -> io::Result<()> {
    let path = shelf.snapshot_path(&one.name);
    let state = one.state.name();
    let (what, help) = match one.deed {
        Deed::Kept => return Ok(()),
        Deed::StillPending => {
            return writeln!(out, "{path}.new: pending: `atodds review {}`", one.name);
        }
        Deed::Differs => (
            state,
            format!("`atodds test {}` records it for review", one.name),
        ),
        Deed::Proposed if !holds => (
            state,
            "it can be accepted once every expectation of its story holds".to_owned(),
        ),
        Deed::Proposed => (
            state,
            format!("`atodds review {}` accepts or rejects it", one.name),
        ),
        Deed::Accepted => ("accepted", String::new()),
        Deed::Refused => (
            state,
            "not accepted, because an expectation of its story fails".to_owned(),
        ),
    };
    writeln!(out, "{path}: {what}")?;
    diff::write(out, &one.before, &one.after, paint)?;
    if help.is_empty() {
        writeln!(out)
    } else {
        writeln!(out, "  help    {help}\n")
    }
}

fn counts(outcomes: &[Outcome]) -> String {
    let counts: Vec<String> = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let count = outcomes.iter().filter(|one| **one == outcome).count();
            (outcome, count)
        })
        .filter(|(outcome, count)| *count > 0 || *outcome == Outcome::Ok)
        .map(|(outcome, count)| format!("{count} {}", outcome.name()))
        .collect();
    counts.join(", ")
}

fn summary_of_examples(tried: &[Tried]) -> Option<String> {
    let rules: BTreeSet<&str> = tried.iter().map(|one| one.rule.as_str()).collect();
    let outcomes: Vec<Outcome> = tried.iter().map(|one| one.outcome).collect();
    let examples = counted(tried.len(), "example");
    let of = counted(rules.len(), "rule");
    (!tried.is_empty()).then(|| format!("{examples} of {of}: {}", counts(&outcomes)))
}

fn summary_of_stories(outcomes: &Outcomes) -> Option<String> {
    if outcomes.runs.is_empty() {
        return None;
    }
    let judged = outcomes.runs.iter().flat_map(|run| &run.judged);
    let all: Vec<Outcome> = judged.map(|one| one.outcome).collect();
    let expectations = counted(all.len(), "expectation");
    let of = if outcomes.runs.len() == 1 {
        "1 story".to_owned()
    } else {
        format!("{} stories", outcomes.runs.len())
    };
    let mut line = format!("{expectations} of {of}: {}", counts(&all));
    for (deeds, what) in [
        (&[Deed::Accepted][..], "accepted"),
        (
            &[Deed::Proposed, Deed::Refused, Deed::StillPending],
            "to review",
        ),
        (&[Deed::Differs], "not as kept"),
    ] {
        let count = outcomes
            .settled
            .iter()
            .filter(|one| deeds.contains(&one.deed))
            .count();
        if count > 0 {
            line.push_str("; ");
            line.push_str(&counted(count, "snapshot"));
            line.push(' ');
            line.push_str(what);
        }
    }
    Some(line)
}
