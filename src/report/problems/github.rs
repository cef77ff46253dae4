//! GitHub workflow commands: an annotation in the file for each problem.
//!
//! Takes problems, gives one command on each line. Never lets a message end its own command or begin another.

use std::io::{self, Write};

use crate::problem::{Level, Problem};
use crate::report::escape::visible;
use crate::report::words::counted;

/// GitHub shows so many annotations of a level; more would be dropped without a word.
const MOST: usize = 10;

/// Writes one annotation for each problem, at most ten of a level, and how many are left.
///
/// # Errors
/// When `out` cannot be written to.
pub fn github(out: &mut dyn Write, problems: &[Problem]) -> io::Result<()> {
    for level in [Level::Error, Level::Warning, Level::Note] {
        let command = match level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
        };
        let of_level: Vec<&Problem> = problems.iter().filter(|one| one.level == level).collect();
        for problem in of_level.iter().take(MOST) {
            write!(out, "::{command} ")?;
            if let Some(place) = &problem.place {
                let column = place.column;
                write!(
                    out,
                    "file={},line={},col={column},endColumn={},",
                    property(&place.path),
                    place.line,
                    column + place.span.len().max(1)
                )?;
            }
            let help = problem.help.as_ref();
            let help = help.map_or_else(String::new, |help| format!("\nhelp: {help}"));
            writeln!(
                out,
                "title={}::{}",
                property(problem.code),
                message(&format!("{}{help}", problem.message))
            )?;
        }
        if of_level.len() > MOST {
            let more = counted(of_level.len() - MOST, &format!("more {level}"));
            writeln!(out, "::{command} title=more::{}", message(&more))?;
        }
    }
    Ok(())
}

/// A message: `%` and line breaks are written as percent codes, everything else a terminal would obey as a picture.
fn message(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| visible(line).replace('%', "%25"))
        .collect();
    lines.join("%0A")
}

/// The value of a property, in which colons and commas mean something too.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
