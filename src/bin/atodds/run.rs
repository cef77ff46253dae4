//! Dispatch: runs the command that was asked for and says what came of it.
//!
//! Takes the command line, gives a verdict for the exit code. Never ends the process itself.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use atodds::problem::{Level, Problem};
use atodds::report::{
    Checked, Counts, Paint, TextLook, concise, dump, explain, full, json, jsonl, record, words,
};
use clap::Parser;

use crate::args::{Check, Cli, Command, Dump, Explain, Format, Global, Stage};
use crate::pipeline::{self, Loaded, Request};
use crate::selection::Selection;
use crate::target::Target;
use crate::term::{self, Progress};

/// What came of a run. The later outranks the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// Nothing that fails.
    Clean,
    /// Findings at or above `--fail-on`.
    Found,
    /// The job could not be done.
    CouldNotCheck,
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        ExitCode::from(verdict as u8)
    }
}

/// Runs the command of this process.
pub(crate) fn main() -> Verdict {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // Help and version come this way too. When nobody reads them any more, that is nobody's error.
            let _ = usage.print();
            term::name_environment(&usage.to_string());
            return if usage.exit_code() == 0 {
                Verdict::Clean
            } else {
                Verdict::CouldNotCheck
            };
        }
    };
    dispatch(&cli).unwrap_or_else(|error| {
        term::print_error(&error);
        Verdict::CouldNotCheck
    })
}

fn dispatch(cli: &Cli) -> anyhow::Result<Verdict> {
    if let Some(jobs) = cli.global.jobs {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(jobs))
            .build_global()
            .context("cannot start the worker threads")?;
    }
    let mut progress = Progress::new(&cli.global);
    let verdict = match &cli.command {
        Command::Check(args) => check(args, &cli.global, &mut progress),
        Command::Explain(args) => explain(args, &cli.global, &mut progress),
        Command::Dump(args) => dump(args, &cli.global, &mut progress),
    };
    progress.clear();
    if cli.global.timings {
        progress.print_timings();
    }
    verdict
}

fn check(args: &Check, global: &Global, progress: &mut Progress) -> anyhow::Result<Verdict> {
    let mut focus = args.paths.clone();
    if let Some(list) = &args.files_from {
        focus.extend(listed_paths(list)?);
    } else if focus.is_empty() {
        return Ok(refuse(
            global,
            &[Problem::error("nothing-checked", "no article was named")
                .help("name articles or folders, as in `atodds check drafts/`")],
        ));
    }
    let Some(request) = request(global, focus, args.against.clone())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let loaded = pipeline::load(&request, progress);
    let checked = match Selection::new(&args.only, &args.skip, &loaded.known) {
        Ok(selection) => pipeline::check(loaded, &selection, progress),
        // Names can only be judged when everything could be read; otherwise they are symptoms of the real problem.
        Err(_) if has_errors(&loaded.problems) => {
            pipeline::check(loaded, &Selection::default(), progress)
        }
        Err(problems) => return Ok(refuse(global, &problems)),
    };
    progress.clear();
    report(
        Checked {
            repeat: repeated(global),
            ..checked
        },
        args,
        global,
    )
}

/// The flags that a follow-up command needs to see the same run.
fn repeated(global: &Global) -> Vec<String> {
    let rules = global
        .rules
        .iter()
        .flat_map(|rules| ["--rules".to_owned(), rules.display().to_string()]);
    let as_of = global
        .as_of
        .iter()
        .flat_map(|date| ["--as-of".to_owned(), date.to_string()]);
    rules.chain(as_of).collect()
}

/// Prints what was found and gives the verdict.
fn report(mut checked: Checked, args: &Check, global: &Global) -> anyhow::Result<Verdict> {
    // Where something could not be read, that is the cause, and an empty run its symptom.
    if !args.allow_empty && !has_errors(&checked.problems) {
        checked.problems.extend(nothing_checked(&checked.counts));
    }
    let mut verdict = verdict(&checked, args.fail_on.level());

    let show = shown_level(args, global);
    checked.findings.retain(|finding| finding.level >= show);
    checked
        .problems
        .retain(|problem| global.verbose || problem.level > Level::Note);

    for output in &args.output {
        let look = TextLook {
            paint: Paint::Plain,
            max_shown: args.max_shown,
            quiet: global.quiet,
        };
        let saved = term::save(&output.path, |out| {
            write(out, &checked, output.format, look)
        });
        if let Err(error) = saved {
            // The other reports are still worth having.
            term::print_error(&error);
            verdict = Verdict::CouldNotCheck;
        }
    }
    let look = TextLook {
        paint: term::stdout_paint(global.color),
        max_shown: args.max_shown,
        quiet: global.quiet,
    };
    term::print(look.paint, |out| write(out, &checked, args.format, look))?;
    say_aside(&checked, args.format, global);
    Ok(verdict)
}

fn write(out: &mut dyn Write, checked: &Checked, format: Format, look: TextLook) -> io::Result<()> {
    match format {
        Format::Full => full::write(out, checked, look),
        Format::Concise => concise::write(out, checked, look.max_shown),
        Format::Json => json::write(out, checked),
        Format::Jsonl => jsonl::write(out, checked),
    }
}

/// What stands beside the results: what was left out, and the summary where the format has none for people.
fn say_aside(checked: &Checked, format: Format, global: &Global) {
    if global.quiet {
        return;
    }
    term::say(Paint::Plain, |err| {
        if global.verbose {
            for skipped in &checked.skipped {
                let path = atodds::report::escape::visible(&skipped.path);
                writeln!(
                    err,
                    "left out {path}: {}",
                    atodds::report::escape::visible(&skipped.reason)
                )?;
            }
        }
        match format {
            Format::Concise => writeln!(err, "{}", words::summary(checked)),
            Format::Full | Format::Json | Format::Jsonl => Ok(()),
        }
    });
}

/// Passing by accident is the worst failure: one problem for each thing that a real check has and this one lacks.
fn nothing_checked(counts: &Counts) -> Option<Problem> {
    let lacking = [
        (counts.articles, "no article was found", "check the paths"),
        (counts.rules, "no rule was loaded", "check `--rules`"),
        (
            counts.claims,
            "no rule read a claim in any article",
            "`atodds explain FILE:LINE` shows what the rules tried on a line",
        ),
    ];
    lacking
        .into_iter()
        .find(|(n, ..)| *n == 0)
        .map(|(_, message, help)| {
            Problem::error("nothing-checked", message)
                .help(format!("{help}; pass `--allow-empty` if this is expected"))
        })
}

/// The lowest level to print. What fails is always shown unless hidden by name: a red run must say why.
fn shown_level(args: &Check, global: &Global) -> Level {
    match args.show {
        _ if global.verbose => Level::Note,
        Some(show) => show.level(),
        None => args
            .fail_on
            .level()
            .map_or(Level::Warning, |fails| fails.min(Level::Warning)),
    }
}

/// The verdict on everything found, hidden or not. An error in the user's files outranks any finding.
fn verdict(checked: &Checked, fail_on: Option<Level>) -> Verdict {
    let fails = |level: Level| fail_on.is_some_and(|fail_on| level >= fail_on);
    if has_errors(&checked.problems) {
        Verdict::CouldNotCheck
    } else if checked.findings.iter().any(|finding| fails(finding.level)) {
        Verdict::Found
    } else {
        Verdict::Clean
    }
}

fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.level == Level::Error)
}

fn explain(args: &Explain, global: &Global, progress: &mut Progress) -> anyhow::Result<Verdict> {
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
        return Ok(refuse(global, &[no_rules()]));
    };
    let loaded = pipeline::load(&request, progress);
    let problems = loaded.problems.clone();
    let explained = explain_target(args, global, progress, loaded, &target, second.as_ref())?;
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
    loaded: Loaded,
    target: &Target,
    second: Option<&Target>,
) -> anyhow::Result<Verdict> {
    match (target, second) {
        (Target::Finding(id), _) => {
            let checked = pipeline::check(loaded, &Selection::default(), progress);
            progress.clear();
            return explain_finding(&checked, id, args, global);
        }
        (Target::Rule(id), _) => match pipeline::rule(&loaded, id) {
            Some(doc) if args.json => print_json(&doc)?,
            Some(doc) => print_plain(|out| explain::rule(out, &doc))?,
            None => return Ok(refuse(global, &[unknown_rule(&loaded, id)])),
        },
        (Target::Line(path, line), Some(Target::Line(other_path, other_line))) => {
            match pipeline::pair(&loaded, (path, *line), (other_path, *other_line)) {
                Ok(pair) if args.json => print_json(&pair)?,
                Ok(pair) => print_plain(|out| explain::pair(out, &pair))?,
                Err(problem) => return Ok(refuse(global, &[*problem])),
            }
        }
        (Target::Line(path, line), _) => match pipeline::line(&loaded, path, *line) {
            Ok(tries) if args.json => print_json(&tries)?,
            Ok(tries) => print_plain(|out| explain::line(out, &tries))?,
            Err(problem) => return Ok(refuse(global, &[*problem])),
        },
    }
    Ok(Verdict::Clean)
}

/// A finding may be named by the start of its id, as long as that is the start of only one.
fn explain_finding(
    checked: &Checked,
    id: &str,
    args: &Explain,
    global: &Global,
) -> anyhow::Result<Verdict> {
    let exact = checked.findings.iter().find(|finding| finding.id == id);
    let started: Vec<_> = checked
        .findings
        .iter()
        .filter(|finding| finding.id.starts_with(id))
        .collect();
    let finding = match (exact, started.as_slice()) {
        (Some(finding), _) => finding,
        (None, [finding]) => *finding,
        (None, []) => {
            let problem = Problem::error(
                "unknown-finding",
                format!("no finding `{id}` in these articles"),
            )
            .help("name the articles of the run that printed it with `--in PATH`");
            return Ok(refuse(global, &[problem]));
        }
        (None, several) => {
            let ids: Vec<String> = several.iter().map(|finding| finding.id.clone()).collect();
            let problem = Problem::error(
                "unknown-finding",
                format!("`{id}` starts the names of several findings"),
            )
            .help(words::listed(&ids, 8));
            return Ok(refuse(global, &[problem]));
        }
    };
    if args.json {
        print_json(&record::Finding::new(checked, finding))?;
    } else {
        print_plain(|out| explain::finding(out, checked, finding))?;
    }
    Ok(Verdict::Clean)
}

fn dump(args: &Dump, global: &Global, progress: &mut Progress) -> anyhow::Result<Verdict> {
    if args.dot && args.stage != Stage::Graph {
        let problem = Problem::error("wrong-stage", "only the graph can be drawn")
            .help("use `--stage graph --dot`");
        return Ok(refuse(global, &[problem]));
    }
    let Some(request) = request(global, args.paths.clone(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let loaded = pipeline::load(&request, progress);
    let mut problems = loaded.problems.clone();
    if loaded.counts.articles == 0 {
        problems.push(
            Problem::error("nothing-checked", "no article was found").help("check the paths"),
        );
    }
    match args.stage {
        Stage::Text | Stage::Marks | Stage::Claims => {
            let rows = pipeline::rows(&loaded, args.stage, progress);
            progress.clear();
            print_plain(|out| {
                if args.json {
                    dump::lines(out, &rows)
                } else {
                    dump::text(out, &rows)
                }
            })?;
        }
        Stage::Graph => {
            let graph = pipeline::graph(&loaded, progress);
            progress.clear();
            print_plain(|out| match (args.dot, args.json) {
                (true, _) => dump::dot(out, &graph),
                (false, true) => json::line(out, &graph),
                (false, false) => dump::graph_text(out, &graph),
            })?;
        }
        Stage::Findings => {
            let checked = pipeline::check(loaded, &Selection::default(), progress);
            progress.clear();
            let records: Vec<_> = checked
                .findings
                .iter()
                .map(|finding| record::Finding::new(&checked, finding))
                .collect();
            print_plain(|out| {
                if args.json {
                    dump::lines(out, &records)
                } else {
                    concise::write_findings(out, &checked, None)
                }
            })?;
        }
    }
    say_problems(global, &problems);
    Ok(if has_errors(&problems) {
        Verdict::CouldNotCheck
    } else {
        Verdict::Clean
    })
}

/// What to read, or nothing when no rule pack is near.
fn request(
    global: &Global,
    focus: Vec<PathBuf>,
    against: Vec<PathBuf>,
) -> anyhow::Result<Option<Request>> {
    let rules = match &global.rules {
        Some(rules) => Some(rules.clone()),
        None => nearest_rules(&std::env::current_dir().context("cannot tell the current folder")?),
    };
    Ok(rules.map(|rules| Request {
        focus,
        against,
        rules,
        as_of: global.as_of,
    }))
}

/// The nearest `rules/` in `from` or a folder above it.
fn nearest_rules(from: &Path) -> Option<PathBuf> {
    from.ancestors()
        .map(|folder| folder.join("rules"))
        .find(|rules| rules.is_dir())
}

fn no_rules() -> Problem {
    Problem::error("no-rules", "no folder `rules/` here or above")
        .help("name one with `--rules DIR`")
}

fn unknown_rule(loaded: &Loaded, id: &str) -> Problem {
    let problem = Problem::error("unknown-target", format!("`{id}` is no rule of this pack"));
    match atodds::problem::nearest(id, loaded.known.rules.iter().map(String::as_str)) {
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

/// The paths in a list, one per line; `-` is standard input.
fn listed_paths(list: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let text = if list.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(list)
    }
    .with_context(|| format!("cannot read the list `{}`", list.display()))?;
    Ok(text
        .lines()
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| !line.is_empty())
        .map(PathBuf::from)
        .collect())
}

/// Says why nothing is done.
fn refuse(global: &Global, problems: &[Problem]) -> Verdict {
    say_problems(global, problems);
    Verdict::CouldNotCheck
}

fn say_problems(global: &Global, problems: &[Problem]) {
    let paint = term::stderr_paint(global.color);
    let shown: Vec<Problem> = problems
        .iter()
        .filter(|problem| global.verbose || problem.level > Level::Note)
        .cloned()
        .collect();
    term::say(paint, |err| full::problems(err, &shown, paint));
}

fn print_plain(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    term::print(Paint::Plain, write)
}

fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print_plain(|out| json::pretty(out, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full_counts() -> Counts {
        Counts {
            articles: 1,
            rules: 1,
            claims: 1,
            ..Counts::default()
        }
    }

    #[test]
    fn a_check_that_lacks_articles_rules_or_claims_says_which() {
        assert_eq!(nothing_checked(&full_counts()), None);
        for (counts, word) in [
            (
                Counts {
                    articles: 0,
                    ..full_counts()
                },
                "article",
            ),
            (
                Counts {
                    rules: 0,
                    ..full_counts()
                },
                "rule",
            ),
            (
                Counts {
                    claims: 0,
                    ..full_counts()
                },
                "claim",
            ),
        ] {
            let problem = nothing_checked(&counts).expect("one thing lacks");
            assert!(problem.message.contains(word), "{}", problem.message);
            assert_eq!(problem.level, Level::Error);
        }
    }

    #[test]
    fn an_error_in_the_files_outranks_everything_and_a_warning_nothing() {
        let mut checked = Checked {
            counts: full_counts(),
            ..Checked::default()
        };
        assert_eq!(verdict(&checked, Some(Level::Note)), Verdict::Clean);
        checked.problems = vec![Problem::warning("odd", "odd")];
        assert_eq!(verdict(&checked, Some(Level::Note)), Verdict::Clean);
        checked.problems = vec![Problem::error("bad", "bad")];
        assert_eq!(verdict(&checked, None), Verdict::CouldNotCheck);
    }

    #[test]
    fn the_nearest_rules_folder_wins() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let near = nearest_rules(&here.join("src/bin/atodds"));
        // The library has a module folder of that name, one of the ancestors of this file.
        assert_eq!(near, Some(here.join("src/rules")));
    }

    #[test]
    fn verdicts_are_the_documented_codes() {
        assert_eq!(
            [
                Verdict::Clean as u8,
                Verdict::Found as u8,
                Verdict::CouldNotCheck as u8
            ],
            [0, 1, 2]
        );
    }
}
