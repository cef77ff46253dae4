//! What articles lack: an outlet, a date.
//!
//! Takes articles, gives warnings. Never guesses.

use atodds::problem::{ByteSpan, Problem};
use atodds::source::Article;
use jiff::civil::Date;

use super::place_of;

/// Articles of unknown outlet or date that are named one by one; the rest are counted.
const NAMED: usize = 20;

/// Something that articles may lack.
struct Lack {
    code: &'static str,
    message: String,
    lacking: fn(&Article) -> bool,
    /// What to write.
    key: &'static str,
}

/// A warning for each article whose outlet or date nobody knows. It is checked all the same, but less can be said:
/// without an outlet it speaks for itself alone, without a date "on Friday" is no day.
pub(super) fn unknown(articles: &[Article], as_of: Option<Date>) -> Vec<Problem> {
    let undated = match as_of {
        Some(date) => format!("no date: its days are read as of {date}, its order stays open"),
        None => "no date: its days and its order stay open".to_owned(),
    };
    let outlet_missing = Lack {
        code: "unknown-outlet",
        message: "no outlet: its claims stand for this article alone".to_owned(),
        lacking: |article| article.outlet.is_none(),
        key: "outlet: NAME",
    };
    let date_missing = Lack {
        code: "unknown-date",
        message: undated,
        lacking: |article| article.published.is_none(),
        key: "published: YYYY-MM-DD",
    };
    let mut problems = Vec::new();
    for lack in [outlet_missing, date_missing] {
        let Lack {
            code, message, key, ..
        } = &lack;
        let lacking = articles.iter().filter(|article| (lack.lacking)(article));
        let found: Vec<&Article> = lacking.collect();
        for article in found.iter().take(NAMED) {
            let start = article.blocks.first().map_or(0, |block| block.span.start);
            let place = place_of(article, ByteSpan::new(start, start));
            let problem = Problem::warning(code, format!("{}: {message}", article.id));
            let help = format!(
                "write `{key}` between two lines of `---` at its head, or in `articles.yaml` beside it"
            );
            problems.push(problem.at(place).help(help));
        }
        if found.len() > NAMED {
            let more = found.len() - NAMED;
            let plural = if more == 1 { "" } else { "s" };
            let message = format!("{more} more article{plural} of this kind");
            problems.push(Problem::warning(code, message));
        }
    }
    problems
}
