//! Answers to `explain`: a rule, a line, two lines.
//!
//! Takes what was loaded, gives the views of `report::explain`. Never prints.

use std::path::Path;

use atodds::problem::Problem;
use atodds::report::explain::{LineTries, PairReading, RuleDoc};

use super::{Loaded, article_at};

/// What the rule called `id` is for.
pub(crate) fn rule(_loaded: &Loaded, _id: &str) -> Option<RuleDoc> {
    None
}

/// What every rule tried on a line of a loaded article.
pub(crate) fn line(loaded: &Loaded, path: &Path, line: usize) -> Result<LineTries, Box<Problem>> {
    let at = article_at(loaded, path)?;
    Ok(LineTries {
        path: loaded.articles[at].id.clone(),
        line,
        sentences: Vec::new(),
    })
}

/// How the claims of two lines relate.
pub(crate) fn pair(
    loaded: &Loaded,
    first: (&Path, usize),
    second: (&Path, usize),
) -> Result<PairReading, Box<Problem>> {
    article_at(loaded, first.0)?;
    article_at(loaded, second.0)?;
    Ok(PairReading {
        first: (String::new(), String::new()),
        second: (String::new(), String::new()),
        verdict: None,
        doubt: None,
        between: None,
        steps: Vec::new(),
    })
}
