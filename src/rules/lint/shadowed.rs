//! Rules and patterns that never get a word in, because an earlier one reads the same and wins.

use std::collections::BTreeSet;

use super::cover::{Cover, Scope, Until};
use crate::problem::Problem;
use crate::rules::RulePack;
use crate::rules::language;
use crate::rules::pattern::{Capture, Pattern, Patterns};
use crate::rules::rule::Rule;
use crate::rules::sources::Sources;

/// `shadowed-pattern`, and `shadowed-rule` where no pattern of a rule is left.
pub(super) fn lint(pack: &RulePack, sources: &Sources<'_>, problems: &mut Vec<Problem>) {
    let readers: Vec<Vec<bool>> = std::iter::once(None)
        .chain(pack.outlets.iter().map(|outlet| Some(outlet.id.as_str())))
        .map(|outlet| pack.readers(outlet))
        .collect();
    for (number, rule) in pack.rules.iter().enumerate() {
        let rivals: Vec<&Rule> = pack.rules[..number]
            .iter()
            .enumerate()
            .filter(|(other, earlier)| {
                says_the_same(earlier, rule)
                    && readers.iter().all(|reads| reads[*other] || !reads[number])
            })
            .map(|(_, earlier)| &**earlier)
            .collect();
        let mut shadowed: Vec<(usize, String)> = Vec::new();
        for (at, (_, pattern)) in rule.patterns.iter().enumerate() {
            let own = rule.patterns[..at]
                .iter()
                .find(|(_, earlier)| covers(pack, (rule, earlier), (rule, pattern)))
                .map(|(_, earlier)| format!("`{}` above", earlier.template));
            let others = || {
                rivals.iter().find_map(|rival| {
                    let mut patterns = rival.patterns.iter();
                    patterns
                        .any(|(_, earlier)| covers(pack, (rival, earlier), (rule, pattern)))
                        .then(|| format!("rule `{}`", rival.id))
                })
            };
            if let Some(by) = own.or_else(others) {
                shadowed.push((at, by));
            }
        }
        let by_others = shadowed.iter().all(|(_, by)| by.starts_with("rule "));
        if !shadowed.is_empty() && shadowed.len() == rule.patterns.len() && by_others {
            let by: BTreeSet<&str> = shadowed.iter().map(|(_, by)| by.as_str()).collect();
            let by: Vec<&str> = by.into_iter().collect();
            let message = format!(
                "`{}` never reads anything: {} reads it first",
                rule.id,
                by.join(" or ")
            );
            let problem = Problem::lint("shadowed-rule", message).at(rule.place());
            problems.push(problem.help("delete it, or narrow the other"));
            continue;
        }
        for (at, by) in shadowed {
            let message = format!(
                "this pattern of `{}` reads nothing that {by} does not read first",
                rule.id
            );
            let place = sources.pattern(pack, rule, at);
            let problem = Problem::lint("shadowed-pattern", message).at(place);
            problems.push(problem.help("delete it, or narrow the other"));
        }
    }
}

/// True when equal matches of the two compete for one claim and cues make the same of both.
fn says_the_same(a: &Rule, b: &Rule) -> bool {
    a.kind == b.kind
        && a.language == b.language
        && a.plain == b.plain
        && a.set == b.set
        && a.home == b.home
        && a.scope == b.scope
        && a.shift == b.shift
        && a.modality == b.modality
        && a.bound == b.bound
        && a.least == b.least
        && (b.leftover || !a.leftover)
        && a.rebuts == b.rebuts
        && a.restates == b.restates
        && a.accuses == b.accuses
        && a.aside == b.aside
        && a.done == b.done
        && a.subject == b.subject
        && spelled(&a.unless_before) == spelled(&b.unless_before)
        && spelled(&a.unless_after) == spelled(&b.unless_after)
        && a.assign == b.assign
}

fn spelled(patterns: &Patterns) -> Vec<&str> {
    let templates = patterns.iter();
    templates.map(|one| one.template.as_str()).collect()
}

fn covers(pack: &RulePack, a: (&Rule, &Pattern), b: (&Rule, &Pattern)) -> bool {
    // What both must hold is asked first: most pairs share no word.
    let trigger =
        a.1.parts.triggers.is_empty() || a.1.parts.triggers.iter().any(|word| b.1.says_word(word));
    if !trigger || slots(a.1) != slots(b.1) {
        return false;
    }
    let Some(language) = pack.language_called(&a.0.language) else {
        return false;
    };
    let forms = |word: &str| language::forms(word, &language.inflect);
    let lists = (
        |name: &str| pack.list(a.0, name),
        |name: &str| pack.list(b.0, name),
    );
    let outer = Scope {
        list: &lists.0,
        forms: &forms,
    };
    let inner = Scope {
        list: &lists.1,
        forms: &forms,
    };
    Cover::new(&pack.names, &outer, &inner, Until::TheEnd)
        .covers(&a.1.parts.elements, &b.1.parts.elements)
}

fn slots(pattern: &Pattern) -> BTreeSet<&str> {
    let slots = pattern.captures.iter().filter_map(|capture| match capture {
        Capture::Marks { slot, .. } | Capture::Gap { slot, .. } => slot.as_deref(),
        Capture::Words { slot } => Some(slot.as_str()),
        Capture::Predicate => None,
    });
    slots.collect()
}
