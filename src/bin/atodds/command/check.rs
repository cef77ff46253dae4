//! The command `check`: what in the focus is at odds, as a report and a verdict.
//!
//! Takes its arguments, gives a verdict. Decides what is shown and what fails apart from each other.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use atodds::finding::Past;
use atodds::finding::accepted::Accepted;
use atodds::finding::past::Baseline;
use atodds::problem::{Level, Problem, has_errors};
use atodds::report::escape::visible;
use atodds::report::{
    Checked, Counts, Paint, TextLook, concise, csv, full, github, gitlab, json, jsonl, junit,
    markdown, sarif, words,
};

use crate::args::{Check, Format, Global};
use crate::base::{self, Base};
use crate::pipeline::{self, Loaded, Request};
use crate::run::{Verdict, no_rules, refuse, request, with_indexes};
use crate::selection::Selection;
use crate::store;
use crate::term::{self, Progress};

/// Bytes of a step's summary; GitHub drops one near a megabyte whole.
const SUMMARY: usize = 900 * 1024;

/// Runs the command.
pub(crate) fn check(
    args: &Check,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
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
    let request = with_indexes(request);
    let mut loaded = pipeline::load(&request, progress);
    let selection = match Selection::new(&args.only, &args.skip, &loaded.known) {
        Ok(selection) => selection,
        // Names can only be judged when everything could be read; otherwise they are symptoms of the real problem.
        Err(_) if has_errors(&loaded.problems) => Selection::default(),
        Err(problems) => return Ok(refuse(global, &problems)),
    };
    let mut problems = Vec::new();
    let base = match &args.since {
        Some(revision) => match base::at(revision, &request)? {
            Ok(base) => Some(earlier(
                revision,
                &base,
                &mut loaded,
                &selection,
                &mut problems,
                progress,
            )),
            Err(problem) => return Ok(refuse(global, &[*problem])),
        },
        None => None,
    };
    let accepted = accepted(args, &request, &mut problems);
    let today = global.as_of.unwrap_or_else(term::today);
    let past = Past::new(accepted, base, Some(today));
    let mut checked = pipeline::check(&loaded, &selection, &past, progress);
    checked.problems.append(&mut problems);
    progress.clear();
    report(
        Checked {
            repeat: repeated(global),
            fail_on: args.fail_on.level(),
            ..checked
        },
        args,
        global,
    )
}

/// What was at odds at `revision`. Where the files of then cannot be read nothing was, and that is told.
fn earlier(
    revision: &str,
    base: &Base,
    now: &mut Loaded,
    selection: &Selection,
    problems: &mut Vec<Problem>,
    progress: &mut Progress,
) -> Baseline {
    let mut loaded = pipeline::load(&base.request, progress);
    pipeline::look_up_alike(&mut loaded, now);
    if let Some(first) = loaded.problems.iter().find(|one| one.level == Level::Error) {
        let message = format!(
            "not all could be read as of `{}`, so more may look new: {}",
            visible(revision),
            first.message
        );
        problems.push(Problem::warning("broken-base", message));
    }
    pipeline::baseline(&loaded, selection, progress)
}

/// What was accepted; the problems of its file are added.
fn accepted(args: &Check, request: &Request, problems: &mut Vec<Problem>) -> Accepted {
    if args.no_accepted {
        return Accepted::default();
    }
    let path = store::path(&request.rules, args.accepted.as_deref());
    let read = match args.accepted {
        Some(_) => store::read_named(&path),
        None => store::read(&path),
    };
    read.unwrap_or_else(|mut found| {
        problems.append(&mut found);
        Accepted::default()
    })
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
    if args.format == Format::Github
        && let Some(path) = term::step_summary()
    {
        let saved = term::append(&path, |out, there| {
            markdown::write(out, &checked, Some(SUMMARY.saturating_sub(there)))
        });
        if let Err(error) = saved {
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
        Format::Github => github::write(out, checked),
        Format::Gitlab => gitlab::write(out, checked),
        Format::Sarif => sarif::write(out, checked),
        Format::Junit => junit::write(out, checked),
        Format::Markdown => markdown::write(out, checked, None),
        Format::Csv => csv::write(out, checked),
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
                let path = visible(&skipped.path);
                writeln!(err, "left out {path}: {}", visible(&skipped.reason))?;
            }
        }
        if format == Format::Concise {
            for line in words::stale(checked) {
                writeln!(err, "{line}")?;
            }
            writeln!(err, "{}", words::summary(checked))?;
        }
        Ok(())
    });
}

/// Passing by accident is the worst failure: one problem for each thing that a real check has and this one lacks.
pub(super) fn nothing_checked(counts: &Counts) -> Option<Problem> {
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

#[cfg(test)]
mod tests {
    use atodds::finding;
    use atodds::report::{ClaimAt, FindingView, LadderLine};
    use clap::Parser;

    use super::*;
    use crate::args::{Cli, Command};

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

    fn finding(level: Level) -> FindingView {
        FindingView {
            id: "F-1".into(),
            fingerprint: String::new(),
            rank: String::new(),
            state: finding::State::New,
            accepted: None,
            level,
            kind: "meeting".into(),
            attribute: "place".into(),
            question: String::new(),
            fact: String::new(),
            verdict: finding::Verdict::Conflict,
            doubt: None,
            line: LadderLine {
                number: 13,
                name: "otherwise".into(),
            },
            between: finding::Between::OutletOutlet,
            why: String::new(),
            sides: Vec::new(),
            deciding: [ClaimAt { side: 0, claim: 0 }, ClaimAt { side: 1, claim: 0 }],
            alone: None,
            silent: Vec::new(),
            history: Vec::new(),
            steps: Vec::new(),
            compatible: Vec::new(),
            open: Vec::new(),
        }
    }

    #[test]
    fn a_finding_fails_at_its_level_and_above_it_only() {
        let mut checked = Checked {
            counts: full_counts(),
            findings: vec![finding(Level::Warning)],
            ..Checked::default()
        };
        assert_eq!(verdict(&checked, Some(Level::Note)), Verdict::Found);
        assert_eq!(verdict(&checked, Some(Level::Warning)), Verdict::Found);
        assert_eq!(verdict(&checked, Some(Level::Error)), Verdict::Clean);
        assert_eq!(verdict(&checked, None), Verdict::Clean);
        checked.problems = vec![Problem::error("bad", "bad")];
        assert_eq!(
            verdict(&checked, Some(Level::Note)),
            Verdict::CouldNotCheck,
            "2 outranks 1"
        );
    }

    #[test]
    fn what_fails_is_shown_unless_hidden_by_name() {
        let level = |words: &[&str]| {
            let words = ["atodds", "check", "a.txt"].iter().chain(words);
            let cli = Cli::try_parse_from(words).expect("the words are valid");
            let Command::Check(args) = cli.command else {
                panic!("the words name check");
            };
            shown_level(&args, &cli.global)
        };
        assert_eq!(level(&[]), Level::Warning);
        assert_eq!(level(&["--fail-on", "note"]), Level::Note);
        assert_eq!(level(&["--fail-on", "never"]), Level::Warning);
        assert_eq!(
            level(&["--fail-on", "note", "--show", "error"]),
            Level::Error
        );
        assert_eq!(level(&["-v"]), Level::Note);
    }
}
