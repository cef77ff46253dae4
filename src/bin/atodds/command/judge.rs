//! The command `judge`: claims sorted by fact in, findings out.
//!
//! Takes its arguments, prints findings fact by fact, gives a verdict. Never holds more than a few facts.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use anyhow::Context;
use atodds::problem::has_errors;

use crate::args::{Global, Judge};
use crate::pipeline;
use crate::run::{Verdict, no_rules, refuse, request, say_problems};
use crate::term::{self, Progress};

/// Runs the command.
pub(crate) fn judge(
    args: &Judge,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, Vec::new(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let name = args.file.to_string_lossy();
    let reader: Box<dyn BufRead> = if name == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(&args.file).with_context(|| format!("cannot read `{name}`"))?;
        Box::new(BufReader::with_capacity(1 << 16, file))
    };
    let mut told = None;
    term::stream(|out| {
        told = Some(pipeline::judge(&request, reader, &name, out, progress)?);
        Ok(())
    })?;
    let Some(told) = told else {
        return Ok(Verdict::Clean);
    };
    say_problems(global, &told.problems);
    term::aside(global, || {
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        format!(
            "judged {} claim{}: {} finding{}",
            told.claims,
            plural(told.claims),
            told.findings,
            plural(told.findings)
        )
    });
    Ok(if has_errors(&told.problems) {
        Verdict::CouldNotCheck
    } else {
        Verdict::Clean
    })
}
