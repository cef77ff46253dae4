//! The command `report`: the findings for readers, as a page.
//!
//! Takes its arguments, writes files, gives a verdict. Never fails because of what it found: that is for `check`.

use std::io::Read;
use std::path::Path;

use anyhow::Context;
use atodds::finding::Past;
use atodds::problem::has_errors;
use atodds::report::page::saved::{self, Run};
use atodds::report::page::{Page, Wishes, html, markdown};

use crate::args::{Global, Report};
use crate::command::check::nothing_checked;
use crate::pipeline;
use crate::run::{Verdict, no_rules, refuse, request, say_problems, with_indexes};
use crate::selection::Selection;
use crate::term::{self, Progress};

/// Bytes of a findings file that are read at most.
const LARGEST: u64 = 1 << 30;

/// Runs the command.
pub(crate) fn report(
    args: &Report,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let date = match term::report_date() {
        Ok(date) => date,
        Err(problem) => return Ok(refuse(global, &[*problem])),
    };
    let mut problems = Vec::new();
    let run = if let Some(file) = &args.from {
        match saved::read(&file.to_string_lossy(), &bytes(file)?) {
            Ok(run) => run,
            Err(problem) => return Ok(refuse(global, &[*problem])),
        }
    } else {
        let Some(request) = request(global, args.paths.clone(), args.against.clone())? else {
            return Ok(refuse(global, &[no_rules()]));
        };
        let loaded = pipeline::load(&with_indexes(request), progress);
        let checked = pipeline::check(&loaded, &Selection::default(), &Past::default(), progress);
        problems.clone_from(&checked.problems);
        if !has_errors(&problems)
            && let Some(problem) = nothing_checked(&checked.counts)
        {
            problems.push(problem);
            return Ok(refuse(global, &problems));
        }
        progress.stage("gathering the page", || Run::from(&checked))
    };
    let wishes = Wishes {
        title: args.title.clone(),
        topic: args.topic.clone(),
        date,
    };
    let page = match progress.stage("setting the page", || Page::new(&run, &wishes)) {
        Ok(page) => page,
        Err(problem) => {
            problems.push(*problem);
            return Ok(refuse(global, &problems));
        }
    };
    progress.stage("writing the page", || -> anyhow::Result<()> {
        if let Some(path) = &args.html {
            term::save(path, |out| html::write(out, &page))?;
        }
        if let Some(path) = &args.md {
            term::save(path, |out| markdown::write(out, &page))?;
        }
        Ok(())
    })?;
    progress.clear();
    say_problems(global, &problems);
    Ok(if has_errors(&problems) {
        Verdict::CouldNotCheck
    } else {
        Verdict::Clean
    })
}

/// The bytes of a findings file, or of standard input.
fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    let failed = || format!("cannot read `{}`", file.display());
    let mut bytes = Vec::new();
    let reader: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(file).with_context(failed)?)
    };
    reader
        .take(LARGEST)
        .read_to_end(&mut bytes)
        .with_context(failed)?;
    Ok(bytes)
}
