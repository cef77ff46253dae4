//! The command `explain`: a finding, a rule, a line, or two lines.
//!
//! Takes its arguments, prints the answer, gives a verdict. Never 1: an explanation finds nothing.

use std::path::{Path, PathBuf};

use atodds::finding::Past;
use atodds::problem::{Problem, codes, has_errors};
use atodds::report::{Checked, FindingView, explain as answer, record, words};

use crate::args::{Explain, Global};
use crate::pipeline::{self, Loaded};
use crate::run::{
    Verdict, no_rules, print_json, print_plain, refuse, request, say_problems, with_indexes,
};
use crate::selection::Selection;
use crate::target::Target;
use crate::term::Progress;
use crate::topics;

/// Runs the command.
pub(crate) fn explain(
    args: &Explain,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    if let (Some(text), None) = (topics::text(&args.target), &args.second) {
        print_plain(|out| writeln!(out, "{text}"))?;
        return Ok(Verdict::Clean);
    }
    let target = Target::parse(&args.target);
    let second = args.second.as_deref().map(Target::parse);
    let focus = match (&target, &second) {
        (Target::Line(path, _), None) => vec![file_of(path)],
        (Target::Line(first, _), Some(Target::Line(second, _))) => {
            vec![file_of(first), file_of(second)]
        }
        (_, Some(_)) => {
            let problem = Problem::error("wrong-target", "only two lines can be compared")
                .help("write both as FILE:LINE");
            return Ok(refuse(global, &[problem]));
        }
        (Target::Finding(_), None) => args.paths.clone(),
        (Target::Rule(_), None) => Vec::new(),
    };
    let Some(request) = request(global, focus, Vec::new())? else {
        // A code means the same in every pack.
        return match &target {
            Target::Rule(id) if explain_code(id, args)? => Ok(Verdict::Clean),
            _ => Ok(refuse(global, &[no_rules()])),
        };
    };
    let mut loaded = pipeline::load(&with_indexes(request), progress);
    pipeline::take_in(&mut loaded, progress);
    let problems = loaded.problems.clone();
    let explained = explain_target(args, global, progress, &loaded, &target, second.as_ref())?;
    // Problems go beside the answer: the answer is still what was asked for.
    say_problems(global, &problems);
    Ok(if has_errors(&problems) {
        Verdict::CouldNotCheck
    } else {
        explained
    })
}

fn explain_target(
    args: &Explain,
    global: &Global,
    progress: &mut Progress,
    loaded: &Loaded,
    target: &Target,
    second: Option<&Target>,
) -> anyhow::Result<Verdict> {
    match (target, second) {
        (Target::Finding(id), _) => {
            let checked =
                pipeline::check(loaded, &Selection::default(), &Past::default(), progress);
            progress.clear();
            return explain_finding(loaded, &checked, id, args, global);
        }
        (Target::Rule(id), _) => match pipeline::rule(loaded, id) {
            Some(doc) if args.json => print_json(&doc)?,
            Some(doc) => print_plain(|out| answer::rule(out, &doc))?,
            None if explain_code(id, args)? => {}
            None => return Ok(refuse(global, &[unknown_rule(loaded, id)])),
        },
        (Target::Line(path, line), Some(Target::Line(other_path, other_line))) => {
            let lines = ((path.as_path(), *line), (other_path.as_path(), *other_line));
            match pipeline::pairs(loaded, lines.0, lines.1, progress) {
                Ok(pairs) if args.json => print_json(&pairs)?,
                Ok(pairs) => {
                    progress.clear();
                    print_plain(|out| answer::pairs(out, &pairs))?;
                }
                Err(problem) => return Ok(refuse(global, &[*problem])),
            }
        }
        (Target::Line(path, line), _) => match pipeline::line(loaded, path, *line) {
            Ok(tries) if args.json => print_json(&tries)?,
            Ok(tries) => print_plain(|out| answer::line(out, &tries))?,
            Err(problem) => return Ok(refuse(global, &[*problem])),
        },
    }
    Ok(Verdict::Clean)
}

/// Prints what a problem's code means; false when there is no such code.
fn explain_code(name: &str, args: &Explain) -> anyhow::Result<bool> {
    let Some(code) = codes::find(name) else {
        return Ok(false);
    };
    if args.json {
        print_json(code)?;
    } else {
        print_plain(|out| answer::code(out, code))?;
    }
    Ok(true)
}

fn explain_finding(
    loaded: &Loaded,
    checked: &Checked,
    id: &str,
    args: &Explain,
    global: &Global,
) -> anyhow::Result<Verdict> {
    let finding = match the_finding(checked, id) {
        Ok(finding) => finding,
        Err(problem) => return Ok(refuse(global, &[*problem])),
    };
    if args.json {
        print_json(&record::Finding::new(&checked.articles, finding))?;
    } else {
        let (tries, rungs) = pipeline::chains(loaded, finding);
        print_plain(|out| {
            answer::finding(out, checked, finding)?;
            answer::chains(out, finding, &tries, &rungs)
        })?;
    }
    Ok(Verdict::Clean)
}

/// The finding called `id`, known or not. It may be named by the start of its id, as long as that is the start of only
/// one.
pub(super) fn the_finding<'c>(
    checked: &'c Checked,
    id: &str,
) -> Result<&'c FindingView, Box<Problem>> {
    let all = || checked.findings.iter().chain(&checked.known);
    if let Some(exact) = all().find(|finding| finding.id == id) {
        return Ok(exact);
    }
    let started: Vec<&FindingView> = all().filter(|finding| finding.id.starts_with(id)).collect();
    match started.as_slice() {
        [finding] => Ok(finding),
        [] => {
            let message = format!("no finding `{id}` in these articles");
            let problem = Problem::error("unknown-finding", message);
            Err(Box::new(problem.help(
                "name the articles of the run that printed it with `--in PATH`",
            )))
        }
        several => {
            let ids: Vec<String> = several.iter().map(|finding| finding.id.clone()).collect();
            let message = format!("`{id}` starts the names of several findings");
            let problem = Problem::error("unknown-finding", message);
            Err(Box::new(problem.help(words::listed(&ids, 8))))
        }
    }
}

fn unknown_rule(loaded: &Loaded, id: &str) -> Problem {
    let problem = Problem::error(
        "unknown-target",
        format!("`{id}` is no rule of this pack, no code and no topic"),
    );
    let rules = loaded.known.rules.iter().map(String::as_str);
    let codes = codes::CODES.iter().map(|code| code.name);
    match atodds::problem::nearest(id, rules.chain(codes).chain(topics::names())) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("write a finding as F-…, a line as FILE:LINE"),
    }
}

/// The file of an article's id: `news.jsonl` of `news.jsonl#12`.
fn file_of(article: &Path) -> PathBuf {
    if article.exists() {
        return article.to_owned();
    }
    let name = article.to_string_lossy();
    name.rsplit_once('#')
        .map_or_else(|| article.to_owned(), |(file, _)| PathBuf::from(file))
}
