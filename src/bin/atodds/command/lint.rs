//! The command `lint`: what is probably not meant in the rules.
//!
//! Takes its arguments, prints problems, gives a verdict. Never reads an article that was not named.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use atodds::problem::{Level, Problem, has_errors};
use atodds::report::problems::{self, Tally};
use atodds::report::words::counted;
use atodds::report::{Paint, full};
use atodds::rules;

use crate::args::{Global, Lint, LintFormat};
use crate::cache::Cache;
use crate::pipeline::{self, Request};
use crate::run::{Verdict, no_rules, refuse, request};
use crate::term::{self, Progress};

/// Runs the command.
pub(crate) fn lint(
    args: &Lint,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let (request, only) = match &args.pack {
        Some(path) => {
            let (rules, only) = pack_of(path);
            let request = Request {
                focus: args.paths.clone(),
                against: Vec::new(),
                indexes: Vec::new(),
                rules,
                cache: Cache::new(global),
                as_of: global.as_of,
            };
            (Some(request), only)
        }
        None => (request(global, args.paths.clone(), Vec::new())?, None),
    };
    let Some(request) = request else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let (files, _) = rules::read_folder(&request.rules);
    let loaded = pipeline::load(&request, progress);
    if !args.paths.is_empty() && loaded.counts.articles == 0 && !has_errors(&loaded.problems) {
        let problem = Problem::error("nothing-checked", "no article was found");
        return Ok(refuse(
            global,
            &[problem.help("check the paths after `--in`")],
        ));
    }
    // What the loader says of rules belongs to the answer; what it says of articles does not.
    let mut found: Vec<Problem> = loaded.problems.clone();
    found.retain(|problem| problem.level == Level::Error || is_of_pack(problem, &files));
    if !has_errors(&found) {
        found.extend(progress.stage("looking for mistakes", || pipeline::lint(&loaded, &files)));
    }
    found.sort();
    found.dedup();
    if let Some(only) = &only {
        found.retain(|problem| {
            let place = problem.place.as_ref();
            place.is_none_or(|place| Path::new(&place.path) == only)
        });
    }
    progress.clear();
    let paint = term::stdout_paint(global.color);
    term::print(paint, |out| write(out, &found, args.format, paint))
        .context("cannot print the problems")?;
    if !global.quiet && matches!(args.format, LintFormat::Full | LintFormat::Concise) {
        let rules = counted(loaded.counts.rules, "rule");
        term::say(Paint::Plain, |err| {
            writeln!(err, "{}", summary(&found, &rules, files.len()))
        });
    }
    let fails = |problem: &Problem| {
        let level = args.fail_on.level();
        level.is_some_and(|level| problem.level >= level)
    };
    Ok(if has_errors(&found) {
        Verdict::CouldNotCheck
    } else if found.iter().any(fails) {
        Verdict::Found
    } else {
        Verdict::Clean
    })
}

/// The pack of `path`, and the file of it that is meant when `path` is one.
fn pack_of(path: &Path) -> (PathBuf, Option<PathBuf>) {
    let folder = path
        .parent()
        .and_then(Path::parent)
        .filter(|_| path.is_file());
    match folder {
        // `claims/war.yaml` named from inside the pack: its folder has no name of its own.
        Some(folder) if folder.as_os_str().is_empty() => {
            (PathBuf::from("."), Some(Path::new(".").join(path)))
        }
        Some(folder) => (folder.to_owned(), Some(path.to_owned())),
        None => (path.to_owned(), None),
    }
}

fn is_of_pack(problem: &Problem, files: &[rules::pack::PackFile]) -> bool {
    let place = problem.place.as_ref();
    place.is_some_and(|place| files.iter().any(|file| file.path == place.path))
}

fn write(
    out: &mut dyn Write,
    found: &[Problem],
    format: LintFormat,
    paint: Paint,
) -> io::Result<()> {
    match format {
        LintFormat::Full => full::problems(out, found, paint),
        LintFormat::Concise => problems::concise(out, found),
        LintFormat::Json => problems::json(out, found),
        LintFormat::Github => problems::github(out, found),
        LintFormat::Sarif => problems::sarif(out, found),
    }
}

fn summary(found: &[Problem], rules: &str, files: usize) -> String {
    let tally = Tally::of(found);
    let counts: Vec<String> = [
        (tally.errors, "error"),
        (tally.warnings, "warning"),
        (tally.notes, "note"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| counted(n, what))
    .collect();
    let counts = match counts.as_slice() {
        [] => "nothing to complain about".to_owned(),
        all => all.join(", "),
    };
    format!("linted {rules} in {}: {counts}", counted(files, "file"))
}
