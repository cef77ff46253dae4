//! Lints of one pattern: gaps that are too wide, and no word that sets it off.

use crate::problem::{ByteSpan, Problem};
use crate::rules::RulePack;
use crate::rules::check::VALUE_TYPES;
use crate::rules::pattern::Element;
use crate::rules::sources::Sources;

/// A gap of more words joins what rarely belongs together: most clauses of news are shorter.
const WIDEST: usize = 12;

/// `long-gap` and `no-trigger`.
pub(super) fn lint(pack: &RulePack, sources: &Sources<'_>, problems: &mut Vec<Problem>) {
    for rule in &pack.rules {
        for (number, (_, pattern)) in rule.patterns.iter().enumerate() {
            if pattern.parts.triggers.is_empty() && !pattern.parts.elements.iter().any(is_value) {
                let message = format!(
                    "no word sets `{}` off: every sentence is tried",
                    pattern.template
                );
                let place = sources.pattern(pack, rule, number);
                let help = "add a word, a `word~` or an `@list` that stands in every match";
                problems.push(Problem::lint("no-trigger", message).at(place).help(help));
            }
            let path = sources.pattern_path(pack, rule, number);
            long_gaps(&rule.pack, path, pattern, sources, problems);
        }
        for (key, patterns) in rule.around() {
            for (number, pattern) in patterns.iter().enumerate() {
                let path = sources.phrase_path(rule, &key, number, &pattern.template);
                long_gaps(&rule.pack, path, pattern, sources, problems);
            }
        }
    }
}

/// True for a value that every match holds: a sentence without figures is not tried.
fn is_value(element: &Element) -> bool {
    matches!(element, Element::Mark { types, .. } if types.iter().all(|kind| VALUE_TYPES.contains(&kind.as_str())))
}

fn long_gaps(
    file: &str,
    path: Option<String>,
    pattern: &crate::rules::pattern::Pattern,
    sources: &Sources<'_>,
    problems: &mut Vec<Problem>,
) {
    let (Some(path), template) = (path, &pattern.template) else {
        return;
    };
    let mut gaps = Vec::new();
    collect(&pattern.parts.elements, &mut gaps);
    let mut from = 0;
    for most in gaps {
        let text = format!("..{most}");
        let Some(at) = template[from..].find(&text).map(|at| from + at) else {
            continue;
        };
        from = at + text.len();
        if most > WIDEST {
            let part = ByteSpan::new(at, from);
            let message = format!("the gap `{text}` is wider than {WIDEST} words");
            let help = "shorten it, or name what stands in it; words of a quote go into a slot at the end of the pattern";
            let problem = Problem::lint("long-gap", message).help(help);
            let place = sources.part(file, &path, template, &part);
            problems.extend(place.map(|place| problem.at(place)));
        }
    }
}

/// The widths of all gaps in their order. What a slot keeps at the very end of a pattern joins nothing to it.
fn collect(elements: &[Element], gaps: &mut Vec<usize>) {
    fn walk(elements: &[Element], last: bool, gaps: &mut Vec<usize>) {
        for (at, element) in elements.iter().enumerate() {
            let last = last && at + 1 == elements.len();
            match element {
                Element::Gap { slot: Some(_), .. } if last => {}
                Element::Gap { most, .. } => gaps.push(*most),
                Element::Any(alternatives) => {
                    for one in alternatives {
                        walk(one, last, gaps);
                    }
                }
                Element::Optional(inner) => walk(std::slice::from_ref(inner), last, gaps),
                _ => {}
            }
        }
    }
    walk(elements, true, gaps);
}
