//! The command `index`: an archive kept in a database, to check articles against.
//!
//! Takes its arguments, changes or reads one index, says what came of it, gives a verdict.

use std::path::{Path, PathBuf};

use atodds::index::{Stats, Verified};
use atodds::problem::{Problem, has_errors};
use atodds::report::escape::visible;
use serde::Serialize;

use crate::args::{Global, Index, IndexCommand};
use crate::pipeline::{self, Intake};
use crate::run::{Verdict, no_rules, print_json, print_plain, refuse, request, say_problems};
use crate::term::{self, Progress};

/// Runs the command.
pub(crate) fn index(
    args: &Index,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    match &args.command {
        IndexCommand::Add { index, paths, json } => add(index, paths, *json, global, progress),
        IndexCommand::Remove { index, paths, json } => match pipeline::remove(index, paths) {
            Ok(removed) if *json => {
                #[derive(Serialize)]
                struct Removed {
                    removed: usize,
                }
                print_json(&Removed { removed })?;
                Ok(Verdict::Clean)
            }
            Ok(removed) => {
                print_plain(|out| {
                    writeln!(out, "{}: {} removed", named(index), articles(removed))
                })?;
                Ok(Verdict::Clean)
            }
            Err(problem) => Ok(refuse(global, &[*problem])),
        },
        IndexCommand::Stats { index, json } => {
            let Some(request) = request(global, Vec::new(), Vec::new())? else {
                return Ok(refuse(global, &[no_rules()]));
            };
            match pipeline::stats(&request, index, progress) {
                Ok((stats, problems)) => {
                    progress.clear();
                    if *json {
                        print_json(&stats)?;
                    } else {
                        show_stats(index, &stats)?;
                    }
                    Ok(told(global, &problems, Verdict::Clean))
                }
                Err(problem) => Ok(refuse(global, &[*problem])),
            }
        }
        IndexCommand::Verify { index, json } => {
            let Some(request) = request(global, Vec::new(), Vec::new())? else {
                return Ok(refuse(global, &[no_rules()]));
            };
            match pipeline::verify(&request, index, progress) {
                Ok((verified, problems)) => {
                    progress.clear();
                    if *json {
                        print_json(&verified)?;
                    } else {
                        show_verified(index, &verified)?;
                    }
                    let whole = verified.flaws.is_empty();
                    let verdict = if whole {
                        Verdict::Clean
                    } else {
                        Verdict::Found
                    };
                    Ok(told(global, &problems, verdict))
                }
                Err(problem) => Ok(refuse(global, &[*problem])),
            }
        }
    }
}

fn add(
    index: &Path,
    paths: &[PathBuf],
    json: bool,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, paths.to_vec(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let mut committed = |count: usize| {
        if global.verbose {
            term::aside(global, || format!("committed {}", articles(count)));
        }
    };
    let mut added = pipeline::add(&request, index, &mut committed, progress);
    progress.clear();
    if added.articles() == 0 && !has_errors(&added.problems) {
        let problem = Problem::error("nothing-checked", "no article was found");
        added.problems.push(problem.help("check the paths"));
    }
    if global.verbose {
        for skipped in &added.left_out {
            let (path, reason) = (visible(&skipped.path), visible(&skipped.reason));
            term::aside(global, || format!("left out {path}: {reason}"));
        }
    }
    if json {
        print_json(&added)?;
    } else {
        show_added(index, &added)?;
    }
    Ok(told(global, &added.problems, Verdict::Clean))
}

/// Says the problems; an error among them outranks `verdict`.
fn told(global: &Global, problems: &[Problem], verdict: Verdict) -> Verdict {
    say_problems(global, problems);
    if has_errors(problems) {
        Verdict::CouldNotCheck
    } else {
        verdict
    }
}

fn show_added(index: &Path, added: &Intake) -> anyhow::Result<()> {
    let parts = [
        (added.added, "added"),
        (added.changed, "changed"),
        (added.read_again, "read again for changed rules"),
        (added.untouched, "untouched by changed rules"),
        (added.unchanged, "unchanged"),
        (added.removed, "removed"),
        (added.skipped, "left out"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    // Then a problem says why.
    if said.is_empty() {
        return Ok(());
    }
    let said = said.join(", ");
    print_plain(|out| writeln!(out, "{}: {said}", named(index)))
}

fn show_stats(index: &Path, stats: &Stats) -> anyhow::Result<()> {
    print_plain(|out| {
        let outlets = stats.outlets;
        writeln!(out, "{}", named(index))?;
        write!(
            out,
            "  articles  {} of {outlets} outlet{}",
            stats.articles,
            plural(outlets)
        )?;
        if let Some([first, last]) = &stats.published {
            write!(out, ", {first} to {last}")?;
        }
        writeln!(
            out,
            "\n  claims    {} of {} facts",
            stats.claims, stats.facts
        )?;
        writeln!(out, "  bytes     {}", stats.bytes)?;
        writeln!(out, "  rules     {}", stats.rules)?;
        for stale in &stats.stale {
            writeln!(
                out,
                "  stale     {} read with {}",
                articles(stale.articles),
                stale.rules
            )?;
        }
        Ok(())
    })
}

fn show_verified(index: &Path, verified: &Verified) -> anyhow::Result<()> {
    print_plain(|out| {
        for flaw in &verified.flaws {
            match &flaw.article {
                Some(article) => writeln!(out, "{}: {}", visible(article), visible(&flaw.what))?,
                None => writeln!(out, "{}", visible(&flaw.what))?,
            }
        }
        if verified.more > 0 {
            writeln!(out, "{} more like these", verified.more)?;
        }
        let claims = verified.claims;
        let looked_at = format!(
            "{}, {claims} claim{}",
            articles(verified.articles),
            plural(claims)
        );
        if verified.flaws.is_empty() {
            writeln!(out, "{}: whole: {looked_at}", named(index))
        } else {
            let flaws = verified.flaws.len() + verified.more;
            writeln!(
                out,
                "{}: {flaws} flaw{} in {looked_at}",
                named(index),
                plural(flaws)
            )
        }
    })
}

fn articles(count: usize) -> String {
    format!("{count} article{}", plural(count))
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn named(index: &Path) -> String {
    visible(&index.to_string_lossy()).into_owned()
}
