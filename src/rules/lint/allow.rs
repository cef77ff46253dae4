//! Comments that take a problem away: `# allow CODE: reason`, on its line or right above it.
//!
//! Takes the files and the problems, leaves what nobody allowed, and adds what is wrong with the comments themselves:
//! no reason, no such code, nothing to allow.

use std::collections::BTreeMap;

use crate::problem::{ByteSpan, Place, Problem, codes, nearest};
use crate::rules::pack::PackFile;

/// What begins such a comment.
const ALLOW: &str = "# allow ";
/// Codes that depend on the articles given: that they found nothing this time makes a comment no less right.
const OF_ARTICLES: [&str; 4] = [
    "never-fired",
    "disjoint-values",
    "rare-scope",
    "crowded-key",
];

/// One comment.
struct Allow {
    place: Place,
    /// The line it stands for.
    line: usize,
    code: String,
    reason: bool,
    used: bool,
}

/// Takes away what comments in `files` allow.
pub(super) fn apply(files: &[PackFile], problems: &mut Vec<Problem>) {
    let mut comments: Vec<Allow> = files.iter().flat_map(read).collect();
    if comments.is_empty() {
        return;
    }
    let mut by_line: BTreeMap<(String, usize), Vec<usize>> = BTreeMap::new();
    for (at, one) in comments.iter().enumerate() {
        let line = (one.place.path.clone(), one.line);
        by_line.entry(line).or_default().push(at);
    }
    problems.retain(|problem| {
        let Some(place) = &problem.place else {
            return true;
        };
        let beside = by_line.get(&(place.path.clone(), place.line));
        let allowed = beside
            .into_iter()
            .flatten()
            .find(|at| comments[**at].code == problem.code && comments[**at].reason);
        if let Some(at) = allowed {
            comments[*at].used = true;
        }
        allowed.is_none()
    });
    problems.extend(comments.iter().filter_map(complaint));
    problems.sort();
}

fn complaint(comment: &Allow) -> Option<Problem> {
    let code = &comment.code;
    let Some(known) = codes::find(code).filter(|code| code.lint) else {
        let problem = Problem::lint(
            "unknown-allow",
            format!("`{code}` is no code of `atodds lint`"),
        );
        let lints = codes::CODES.iter().filter(|code| code.lint);
        let help = match nearest(code, lints.map(|code| code.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the code that the problem bears".to_owned(),
        };
        return Some(problem.at(comment.place.clone()).help(help));
    };
    if !comment.reason {
        let problem = Problem::lint(
            "unknown-allow",
            format!("nothing says why `{code}` is allowed"),
        );
        let help = format!("write `{ALLOW}{code}: reason`");
        return Some(problem.at(comment.place.clone()).help(help));
    }
    if comment.used || OF_ARTICLES.contains(&known.name) {
        return None;
    }
    let problem = Problem::lint(
        "unused-allow",
        format!("`{code}` complains about nothing here"),
    );
    Some(
        problem
            .at(comment.place.clone())
            .help("take the comment away"),
    )
}

/// The comments of one file. They count in the file as it was read: bytes that are no UTF-8 never got this far.
fn read(file: &PackFile) -> Vec<Allow> {
    let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = Vec::new();
    for (at, _) in text.match_indices(ALLOW) {
        let place = Place::new(&file.path, text, ByteSpan::new(at, at + ALLOW.len()));
        let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = text[line_start..at].trim();
        let words = text[at + ALLOW.len()..].lines().next().unwrap_or_default();
        // In the middle of a plain comment or behind a word it is prose.
        if before.contains('#') || text[..at].ends_with(|c: char| !c.is_whitespace()) {
            continue;
        }
        let (code, reason) = words.split_once(':').unwrap_or((words, ""));
        let below = text[at..].lines().skip(1);
        let comments = below.take_while(|line| {
            let line = line.trim_start();
            line.starts_with('#') || line.is_empty()
        });
        found.push(Allow {
            line: place.line
                + if before.is_empty() {
                    comments.count() + 1
                } else {
                    0
                },
            place,
            code: code.trim().to_owned(),
            reason: !reason.trim().is_empty(),
            used: false,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(yaml: &str, line: usize) -> Vec<(&'static str, usize)> {
        let file = PackFile {
            path: "a.yaml".into(),
            pack: "claims/a".into(),
            bytes: yaml.as_bytes().to_vec(),
        };
        let starts: Vec<usize> = std::iter::once(0)
            .chain(yaml.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let span = ByteSpan::new(starts[line - 1], starts[line - 1]);
        let mut problems =
            vec![Problem::lint("long-gap", "wide").at(Place::new("a.yaml", yaml, span))];
        apply(&[file], &mut problems);
        problems
            .iter()
            .map(|one| (one.code, one.place.as_ref().map_or(0, |place| place.line)))
            .collect()
    }

    #[test]
    fn a_comment_on_the_line_or_above_it_takes_a_problem_away() {
        assert_eq!(left("a: b # allow long-gap: speeches\n", 1), []);
        assert_eq!(left("# allow long-gap: speeches\n# more\n\na: b\n", 4), []);
    }

    #[test]
    fn a_comment_without_a_reason_allows_nothing() {
        assert_eq!(
            left("a: b # allow long-gap\n", 1),
            [("long-gap", 1), ("unknown-allow", 1)]
        );
    }

    #[test]
    fn a_comment_that_allows_nothing_is_told() {
        assert_eq!(
            left("a: b # allow long-gap: x\nc: d\n", 2),
            [("unused-allow", 1), ("long-gap", 2)]
        );
        assert_eq!(
            left("a: b # allow long-gaps: x\n", 1),
            [("long-gap", 1), ("unknown-allow", 1)]
        );
    }

    #[test]
    fn what_depends_on_articles_is_not_told_to_be_unused() {
        assert_eq!(
            left("a: b # allow never-fired: rare\nc: d\n", 2),
            [("long-gap", 2)]
        );
    }
}
