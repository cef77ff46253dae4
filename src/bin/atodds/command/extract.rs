//! The command `extract`: articles in, one line per claim out.
//!
//! Takes its arguments, prints lines as articles come in, gives a verdict. Never waits for the end of a stream.

use atodds::problem::{Problem, has_errors};

use crate::args::{Extract, Global};
use crate::pipeline;
use crate::run::{Verdict, no_rules, refuse, request, say_problems};
use crate::term::{self, Progress};

/// Runs the command.
pub(crate) fn extract(
    args: &Extract,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, args.paths.clone(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let mut told = None;
    term::stream(|out| {
        told = Some(pipeline::extract(&request, out, progress)?);
        Ok(())
    })?;
    // Nobody reads on: what was not extracted was not asked for.
    let Some(mut told) = told else {
        return Ok(Verdict::Clean);
    };
    // An engine starts a map on empty partitions as well: an empty stream is a stream.
    let named = args.paths.iter().any(|path| path.as_os_str() != "-");
    if told.articles == 0 && named && !has_errors(&told.problems) {
        let problem = Problem::error("nothing-checked", "no article was found");
        told.problems.push(problem.help("check the paths"));
    }
    say_problems(global, &told.problems);
    term::aside(global, || {
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        format!(
            "read {} article{}: {} claim{}, {} left out",
            told.articles,
            plural(told.articles),
            told.claims,
            plural(told.claims),
            told.skipped
        )
    });
    Ok(if has_errors(&told.problems) {
        Verdict::CouldNotCheck
    } else {
        Verdict::Clean
    })
}
