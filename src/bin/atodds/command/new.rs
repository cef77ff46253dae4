//! The command `new`: files to start from, written where the pack expects them.
//!
//! Takes its arguments, writes new files and prints their paths, gives a verdict. Never overwrites: what is there
//! stays, and then nothing at all is written.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use atodds::problem::{ByteSpan, Problem, has_errors};
use atodds::rules::{self, schema};
use atodds::ruletest::settle::{Mode, settle};
use atodds::ruletest::shelf::{Kept, Shelf};
use atodds::ruletest::{self, story};
use atodds::scaffold::{self, Draft, Ground, Sample};
use atodds::source::{self, Article};

use crate::args::{Global, New, What};
use crate::run::{Verdict, no_rules, print_plain, refuse, request};
use crate::target::Target;
use crate::term::Progress;

/// Runs the command.
pub(crate) fn new(args: &New, global: &Global, progress: &mut Progress) -> anyhow::Result<Verdict> {
    if let Some(problem) = misuse(args) {
        return Ok(refuse(global, &[problem]));
    }
    let Some(request) = request(global, Vec::new(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let (files, mut problems) = rules::read_folder(&request.rules);
    let (ground, more) = progress.stage("reading rules", || Ground::new(files));
    problems.extend(more);
    if has_errors(&problems) {
        return Ok(refuse(global, &problems));
    }
    let from = match args
        .from
        .as_deref()
        .map(|from| read_line(from, &ground.pack))
    {
        Some(Err(problem)) => return Ok(refuse(global, &[*problem])),
        Some(Ok(from)) => Some(from),
        None => None,
    };
    let sample = from.as_ref().map(|(article, line)| Sample {
        article,
        line: *line,
    });
    let drafted = progress.stage("trying the draft", || match args.what {
        What::Outlet => scaffold::outlet(&ground, &args.name),
        What::Fact => scaffold::fact(&ground, &args.name),
        What::Rule => scaffold::rule(&ground, &args.name, args.fact.as_deref(), sample),
        What::Story => scaffold::story(&ground, &args.name, sample),
    });
    progress.clear();
    let drafts = match drafted {
        Ok(drafts) => drafts,
        Err(problem) => return Ok(refuse(global, &[*problem])),
    };
    if let Some(problem) = there_already(&request.rules, &drafts) {
        return Ok(refuse(global, &[problem]));
    }
    let mut written = Vec::new();
    for draft in &drafts {
        written.push(write_new(&path_of(&request.rules, draft), &draft.text)?);
    }
    for draft in &drafts {
        written.extend(write_schema(&request.rules, draft)?);
    }
    if args.what == What::Story {
        written.extend(write_story(&request.rules, &ground, &drafts, &args.name)?);
    }
    print_plain(|out| {
        for path in &written {
            writeln!(out, "{}", path.display())?;
        }
        Ok(())
    })?;
    Ok(Verdict::Clean)
}

/// Writes a story test of the new rule's own example, with its record: nothing is to be reviewed of what is new.
fn write_story(
    rules: &Path,
    ground: &Ground,
    drafts: &[Draft],
    name: &str,
) -> anyhow::Result<Vec<PathBuf>> {
    let (pack, _) = ground.with(drafts);
    let rule = pack.rules.iter().find(|rule| rule.id == name);
    let shown = rule.and_then(|rule| {
        let example = rule.tests.iter().find(|one| !one.gives.is_empty())?;
        Some((rule, example))
    });
    let shelf = Shelf::beside(rules);
    let path = shelf.stories_folder().join(format!("{name}.md"));
    let Some((rule, example)) = shown.filter(|_| !path.exists()) else {
        return Ok(Vec::new());
    };
    let claims = ruletest::read(&pack, rule, example);
    let claims = claims
        .iter()
        .filter(|claim| claim.kind == rule.kind)
        .count();
    let date = example.published.as_deref().unwrap_or("2026-01-01");
    let markdown = format!(
        "# What {name} says, in an article\n\n\
         Add articles of other outlets, and what is to be found: `atodds explain stories` tells how.\n\n\
         ```article outlet=first-paper date={date}\n{}\n```\n\n\
         ```expect\nclaims {}: {claims}\n```\n",
        example.text.trim(),
        rule.kind
    );
    let (story, problems) = story::parse(name, &path.to_string_lossy(), &markdown, &pack);
    let run = story::run(&story, &pack);
    // What a rule reads alone may be read otherwise beside the rules of an article; then no story is better than a red one.
    if has_errors(&problems) || !run.is_fine() {
        return Ok(Vec::new());
    }
    let written = write_new(&path, &markdown)?;
    settle(&run, &Kept::default(), Mode::Accept, &shelf).context("cannot write the snapshot")?;
    Ok(vec![written, PathBuf::from(shelf.snapshot_path(name))])
}

fn misuse(args: &New) -> Option<Problem> {
    let takes_sentence = matches!(args.what, What::Rule | What::Story);
    if args.from.is_some() && !takes_sentence {
        let problem = Problem::error(
            "wrong-flag",
            "`--from` makes a test, and only rules have tests",
        );
        return Some(problem.help("use it with `new rule` or `new story`"));
    }
    if args.fact.is_some() && args.what != What::Rule {
        let problem = Problem::error("wrong-flag", "`--fact` says what a rule claims");
        return Some(problem.help("use it with `new rule`"));
    }
    None
}

/// The article and the line that `--from` names.
fn read_line(from: &str, pack: &rules::RulePack) -> Result<(Article, ByteSpan), Box<Problem>> {
    let wrong =
        |code, message: String, help: &str| Box::new(Problem::error(code, message).help(help));
    let Target::Line(path, line) = Target::parse(from) else {
        let message = format!("`--from {from}` names no line");
        return Err(wrong("wrong-target", message, "write it as FILE:LINE"));
    };
    let loaded = source::load(
        std::slice::from_ref(&path),
        &pack.outlets,
        &mut std::io::empty(),
    );
    if let Some(problem) = loaded.problems.into_iter().next() {
        return Err(Box::new(problem));
    }
    let articles = loaded.articles.len();
    let Some(article) = loaded.articles.into_iter().next().filter(|_| articles == 1) else {
        let message = format!("`{}` is not one article", path.display());
        return Err(wrong(
            "no-such-article",
            message,
            "name a file that holds one article",
        ));
    };
    let wanted = line.checked_sub(article.first_line);
    let mut start = 0;
    for (number, text) in article.text.split_inclusive('\n').enumerate() {
        if Some(number) == wanted && !text.trim().is_empty() {
            let span = ByteSpan::new(start, start + text.len());
            return Ok((article, span));
        }
        start += text.len();
    }
    let message = format!("`{}` has no text on line {line}", path.display());
    Err(wrong(
        "no-such-line",
        message,
        "count lines from 1, the head included",
    ))
}

fn path_of(rules: &Path, draft: &Draft) -> PathBuf {
    rules.join(format!("{}.yaml", draft.pack))
}

/// A problem when a file of one of the drafts is there, whatever it holds.
fn there_already(rules: &Path, drafts: &[Draft]) -> Option<Problem> {
    let path = drafts
        .iter()
        .flat_map(|draft| {
            let yaml = path_of(rules, draft);
            [yaml.with_extension("yml"), yaml]
        })
        .find(|path| path.exists())?;
    let message = format!("{} is there already", path.display());
    Some(Problem::error("taken", message).help("choose another name; nothing is overwritten"))
}

fn write_new(path: &Path, text: &str) -> anyhow::Result<PathBuf> {
    let failed = || format!("cannot write to `{}`", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(failed)?;
    }
    let mut file = File::create_new(path).with_context(failed)?;
    file.write_all(text.as_bytes()).with_context(failed)?;
    Ok(path.to_owned())
}

/// The schema that the first line of the draft names; `None` when it is there as this version writes it.
///
/// A schema is no work of its author's: one that another version wrote is brought up to date.
fn write_schema(rules: &Path, draft: &Draft) -> anyhow::Result<Option<PathBuf>> {
    let Some(file) = schema::File::at(&draft.pack) else {
        return Ok(None);
    };
    let path = rules.join(format!("schema/{}.json", file.name()));
    let failed = || format!("cannot write to `{}`", path.display());
    let mut text = Vec::new();
    atodds::report::json::pretty(&mut text, &schema::of(file)).with_context(failed)?;
    match fs::read(&path) {
        Ok(known) if known == text => return Ok(None),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(rules.join("schema")).with_context(failed)?;
        }
        Err(error) => return Err(error).with_context(failed),
    }
    fs::write(&path, text).with_context(failed)?;
    Ok(Some(path))
}
