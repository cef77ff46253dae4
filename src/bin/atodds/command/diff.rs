//! The command `diff`: what another version of the rules makes of the same articles.
//!
//! Takes its arguments, prints the changes, gives a verdict. Both packs read the articles as they are now.

use std::path::{Path, PathBuf};

use anyhow::Context;
use atodds::problem::{Problem, has_errors};
use atodds::report::changes as view;
use atodds::rules;
use atodds::rules::pack::PackFile;

use crate::args::{Diff, DiffFormat, Global};
use crate::cache::Cache;
use crate::git;
use crate::pipeline::{self, Request};
use crate::run::{Verdict, nearest_rules, no_rules, print_json, print_plain, refuse, say_problems};
use crate::term::Progress;

/// Runs the command.
pub(crate) fn diff(
    args: &Diff,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let nearest =
        nearest_rules(&std::env::current_dir().context("cannot tell the current folder")?);
    let (old, new) = match args.rules.as_slice() {
        [old] => match &nearest {
            Some(nearest) => (old, nearest),
            None => return Ok(refuse(global, &[no_rules()])),
        },
        [old, new] => (old, new),
        _ => {
            let problem = Problem::error("wrong-flag", "`--rules` names two packs at most");
            return Ok(refuse(
                global,
                &[problem.help("give the old one, then the new one")],
            ));
        }
    };
    // A ref says which version, not which folder: that of the new rules, else the nearest.
    let folder = [Some(new), nearest.as_ref()]
        .into_iter()
        .flatten()
        .find(|path| path.is_dir());
    let mut readings = Vec::new();
    let mut problems = Vec::new();
    for which in [old, new] {
        let files = match files_of(which, folder) {
            Ok((files, more)) => {
                problems.extend(more);
                files
            }
            Err(problem) => return Ok(refuse(global, &[*problem])),
        };
        let (pack, more) = progress.stage("reading rules", || rules::build(&files));
        problems.extend(more);
        if has_errors(&problems) {
            return Ok(refuse(global, &problems));
        }
        let request = Request {
            focus: args.paths.clone(),
            against: Vec::new(),
            indexes: Vec::new(),
            rules: which.clone(),
            cache: Cache::default(),
            as_of: global.as_of,
        };
        let loaded = pipeline::load_with(pack, Vec::new(), &request, progress);
        // Both read the same articles, and would say the same of them.
        problems.extend(
            loaded
                .problems
                .iter()
                .filter(|problem| !problems.contains(problem))
                .cloned()
                .collect::<Vec<_>>(),
        );
        if loaded.counts.articles == 0 && !has_errors(&problems) {
            let problem = Problem::error("nothing-checked", "no article was read");
            problems.push(problem.help("name articles or folders that hold some"));
        }
        readings.push(pipeline::reading(&loaded, progress));
    }
    progress.clear();
    let diff = view::diff(&readings[0], &readings[1]);
    match args.format {
        DiffFormat::Full => print_plain(|out| view::write(out, &diff))?,
        DiffFormat::Json => print_json(&view::Record::new(&diff))?,
    }
    say_problems(global, &problems);
    Ok(if has_errors(&problems) {
        Verdict::CouldNotCheck
    } else if diff.is_empty() {
        Verdict::Clean
    } else {
        Verdict::Found
    })
}

/// The files of a pack that is a folder, or a ref of git that holds `folder`.
fn files_of(
    which: &Path,
    folder: Option<&PathBuf>,
) -> Result<(Vec<PackFile>, Vec<Problem>), Box<Problem>> {
    if which.is_dir() {
        return Ok(rules::read_folder(which));
    }
    let folder = folder.ok_or_else(|| Box::new(no_rules()))?;
    let files = git::pack_at(folder, &which.to_string_lossy())?;
    Ok((files, Vec::new()))
}
