//! Checks claim rules and compiles their patterns.

use std::collections::BTreeMap;

use super::facts::choice;
use crate::problem::{Problem, nearest};
use crate::rules::forge::{Forge, suggest, unknown_kind};
use crate::rules::kind::{Domain, Kind, ScopeValue};
use crate::rules::language::CueKind;
use crate::rules::names::NameId;
use crate::rules::pattern::{Capture, Pattern, Patterns};
use crate::rules::raw;
use crate::rules::rule::{Bound, Rebuts, Rule, Shift};
use crate::rules::types::TypeId;
use crate::rules::yaml::{Document, Many};
use crate::value::Modality;

/// Finds a fact kind, and what cues do to its values.
pub(in crate::rules) type KindOf<'c> =
    &'c dyn Fn(&str) -> Option<(&'c Kind, &'c BTreeMap<String, String>)>;

/// What all rules of a file share.
pub struct RuleContext<'c> {
    /// Compiles templates.
    pub forge: Forge<'c>,
    /// A fact kind by id, with what cues do to its values.
    pub kinds: KindOf<'c>,
    /// The ids of all kinds.
    pub kind_ids: &'c [&'c str],
    /// Optional phrases of every rule in the file.
    pub shared: &'c BTreeMap<String, Patterns>,
    /// The language's optional phrases.
    pub args: &'c BTreeMap<String, Patterns>,
    /// The language.
    pub language: &'c str,
    /// The file, relative to the pack.
    pub pack: &'c str,
    /// Set for an outlet's own rules.
    pub outlet: Option<&'c str>,
}

/// Checks the rules of one file, which stand under `rules`.
pub fn rules(
    raw: &[raw::Rule],
    context: &RuleContext<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Rule> {
    let document = context.forge.document;
    let mut checked = Vec::new();
    for (at, rule) in raw.iter().enumerate() {
        let path = format!("rules[{at}]");
        let Some((kind, shifts)) = (context.kinds)(&rule.fact) else {
            let known = context.kind_ids.iter().copied();
            let path = format!("{path}.fact");
            problems.push(unknown_kind(&rule.fact, known, document, &path));
            continue;
        };
        checked.push(one(rule, &path, kind, shifts, context, problems));
    }
    checked
}

fn one(
    raw: &raw::Rule,
    path: &str,
    kind: &Kind,
    shifts: &BTreeMap<String, String>,
    context: &RuleContext<'_>,
    problems: &mut Vec<Problem>,
) -> Rule {
    let document = context.forge.document;
    let mut patterns = Vec::new();
    let mut slots: Vec<String> = raw.set.keys().chain(raw.args.keys()).cloned().collect();
    for (value, templates) in &raw.patterns.0 {
        let key = value
            .as_ref()
            .map_or_else(String::new, |value| format!(".{value}"));
        let mask = value.as_ref().map(|value| {
            base_value(
                value,
                kind,
                &format!("{path}.match.{value}"),
                document,
                problems,
            )
        });
        if templates.is_empty() {
            let at = format!("{path}.match{key}");
            let problem = document.problem("no-pattern", &at, "nothing is to match".to_owned());
            problems.push(problem.help("write a pattern, or take the key away"));
        }
        for (n, template) in templates.iter().enumerate() {
            let at = format!("{path}.match{key}[{n}]");
            if let Some(pattern) = context.forge.pattern(&at, template, problems) {
                check_slots(&pattern, &at, kind, raw, document, problems);
                slots.extend(pattern.captures.iter().filter_map(slot).map(str::to_owned));
                patterns.push((mask, pattern.into()));
            }
        }
    }
    if raw
        .patterns
        .0
        .iter()
        .all(|(_, templates)| templates.is_empty())
    {
        problems.push(document.problem(
            "missing-key",
            &format!("{path}.match"),
            format!("the rule `{}` has no pattern", raw.id),
        ));
    }
    let mut args = Vec::new();
    for (slot, templates) in &raw.args {
        let yaml_path = format!("{path}.args.{slot}");
        let patterns = context.forge.patterns(&yaml_path, templates, problems);
        args.push((slot.clone(), patterns));
        check_slot(
            slot,
            &format!("{path}.args.{slot}"),
            kind,
            raw,
            document,
            problems,
        );
    }
    for (slot, patterns) in context.shared {
        let known =
            kind.attribute(slot).is_some() || kind.identity.iter().any(|one| one.name == *slot);
        let known = known
            || kind.scope.iter().any(|one| one.name == *slot)
            || EVERYWHERE.contains(&slot.as_str());
        if known && !raw.args.contains_key(slot) && !raw.set.contains_key(slot) {
            args.push((slot.clone(), patterns.clone()));
            slots.push(slot.clone());
        }
    }
    for (slot, patterns) in context.args {
        if !slots.contains(slot) {
            args.push((slot.clone(), patterns.clone()));
        }
    }
    // What makes it none before the words reaches up to them.
    let reaching = raw.unless_after.0.iter().map(|one| format!("{one} $"));
    let [unless_before, unless_after] = [
        ("unless_before", &raw.unless_before),
        ("unless_after", &Many(reaching.collect())),
    ]
    .map(|(key, templates)| {
        let yaml_path = format!("{path}.{key}");
        context.forge.patterns(&yaml_path, templates, problems)
    });
    for slot in raw.set.keys() {
        check_slot(
            slot,
            &format!("{path}.set.{slot}"),
            kind,
            raw,
            document,
            problems,
        );
    }
    for (slot, targets) in &raw.assign {
        for target in &targets.0 {
            if !kind
                .identity
                .iter()
                .any(|identity| identity.name == *target)
            {
                let message = format!("`{target}` is no identity slot of `{}`", kind.id);
                problems.push(document.problem(
                    "unknown-slot",
                    &format!("{path}.assign.{slot}"),
                    message,
                ));
            }
        }
    }
    if let Some(subject) = &raw.subject
        && !kind
            .identity
            .iter()
            .any(|identity| identity.name == *subject)
    {
        let message = format!("`{subject}` is no identity slot of `{}`", kind.id);
        problems.push(document.problem("unknown-slot", &format!("{path}.subject"), message));
    }
    let mut shift = BTreeMap::new();
    for (from_rule, table) in [(false, shifts), (true, &raw.shift)] {
        for (cue, to) in table {
            let at = if from_rule {
                format!("{path}.shift.{cue}")
            } else {
                format!("{path}.fact")
            };
            let Some(cue) = CueKind::named(cue) else {
                let known =
                    nearest(cue, CueKind::ALL.iter().map(|(known, _)| *known)).map(str::to_owned);
                problems.push(suggest(
                    document.problem("unknown-cue", &at, format!("no cue is called `{cue}`")),
                    known,
                ));
                continue;
            };
            shift.insert(cue, shift_to(to, kind, &at, document, problems));
        }
    }
    let scope = raw
        .set
        .iter()
        .filter_map(|(slot, value)| {
            let dimension = kind
                .scope
                .iter()
                .find(|dimension| dimension.name == *slot)?;
            let value = if dimension.types.is_empty() {
                ScopeValue::Word(value.clone())
            } else {
                ScopeValue::Name(NameId::new(value))
            };
            Some((slot.clone(), value))
        })
        .collect();
    Rule {
        id: raw.id.clone(),
        pack: context.pack.to_owned(),
        spot: document.spot(format!("{path}.id")),
        outlet: context.outlet.map(str::to_owned),
        language: context.language.to_owned(),
        kind: raw.fact.clone(),
        summary: raw.summary.clone(),
        patterns,
        set: raw.set.clone(),
        home: raw
            .home
            .iter()
            .map(|(attribute, kind)| (attribute.clone(), TypeId::new(kind)))
            .collect(),
        scope,
        args,
        unless_before,
        unless_after,
        assign: raw
            .assign
            .iter()
            .map(|(slot, targets)| (slot.clone(), targets.0.clone()))
            .collect(),
        subject: raw.subject.clone(),
        shift,
        plain: one_of(
            raw.over.as_ref(),
            &["folded", "plain"],
            &format!("{path}.over"),
            document,
            problems,
        ) == Some(1),
        modality: modality(
            raw.modality.as_ref(),
            &format!("{path}.modality"),
            document,
            problems,
        ),
        done: raw.done,
        bound: one_of(
            raw.bound.as_ref(),
            &["at-least", "at-most"],
            &format!("{path}.bound"),
            document,
            problems,
        )
        .map(|at| {
            if at == 0 {
                Bound::AtLeast
            } else {
                Bound::AtMost
            }
        }),
        least: raw.least,
        leftover: raw.leftover,
        rebuts: one_of(
            raw.rebuts.as_ref(),
            &["told", "here", "deed", "own", "all"],
            &format!("{path}.rebuts"),
            document,
            problems,
        )
        .map(|at| {
            let all = [
                Rebuts::Told,
                Rebuts::Here,
                Rebuts::Deed,
                Rebuts::Own,
                Rebuts::All,
            ];
            all[at]
        }),
        restates: raw.restates,
        accuses: raw.accuses,
        aside: raw.aside,
        tests: raw.tests.clone().into(),
    }
}

/// The slot a capture fills.
fn slot(capture: &Capture) -> Option<&str> {
    match capture {
        Capture::Marks { slot, .. } | Capture::Gap { slot, .. } => slot.as_deref(),
        Capture::Words { slot } => Some(slot),
        Capture::Predicate => None,
    }
}

fn check_slots(
    pattern: &Pattern,
    path: &str,
    kind: &Kind,
    rule: &raw::Rule,
    document: &Document,
    problems: &mut Vec<Problem>,
) {
    for name in pattern.captures.iter().filter_map(slot) {
        check_slot(name, path, kind, rule, document, problems);
    }
}

/// Slots that every kind knows: when it was, when it was counted, and who says so.
const EVERYWHERE: [&str; 3] = ["date", "as-of", "speaker"];

fn check_slot(
    name: &str,
    path: &str,
    kind: &Kind,
    rule: &raw::Rule,
    document: &Document,
    problems: &mut Vec<Problem>,
) {
    let known = kind
        .identity
        .iter()
        .map(|slot| slot.name.as_str())
        .chain(
            kind.attributes
                .iter()
                .map(|attribute| attribute.name.as_str()),
        )
        .chain(kind.scope.iter().map(|dimension| dimension.name.as_str()))
        .chain(rule.assign.keys().map(String::as_str))
        .chain(EVERYWHERE);
    let known: Vec<&str> = known.collect();
    if !known.contains(&name) {
        let problem = document.problem(
            "unknown-slot",
            path,
            format!("the kind `{}` has no slot `{name}`", kind.id),
        );
        let help = nearest(name, known.iter().copied()).map_or_else(
            || format!("it has {}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        problems.push(problem.help(help));
    }
}

fn base_value(
    value: &str,
    kind: &Kind,
    path: &str,
    document: &Document,
    problems: &mut Vec<Problem>,
) -> u16 {
    if let Some(Domain::Choice { of, .. }) =
        kind.attributes.first().map(|attribute| &attribute.domain)
    {
        return choice(value, of, path, document, problems);
    }
    let message = format!(
        "`match` is a map, but `{}` has no values to choose from",
        kind.id
    );
    problems.push(
        document
            .problem("wrong-type", path, message)
            .help("write the patterns as a list"),
    );
    0
}

fn shift_to(
    to: &str,
    kind: &Kind,
    path: &str,
    document: &Document,
    problems: &mut Vec<Problem>,
) -> Shift {
    match to {
        "deny" => Shift::Deny,
        "drop" => Shift::Drop,
        "keep" => Shift::Keep,
        other => match Modality::named(other) {
            Some(modality) => Shift::Firmness(modality),
            None => Shift::Value(base_value(to, kind, path, document, problems)),
        },
    }
}

fn modality(
    name: Option<&String>,
    path: &str,
    document: &Document,
    problems: &mut Vec<Problem>,
) -> Option<Modality> {
    let name = name?;
    let known = Modality::named(name);
    if known.is_none() {
        let problem =
            document.problem("unknown-modality", path, format!("`{name}` is no modality"));
        problems.push(problem.help(format!(
            "one of {}",
            Modality::ALL.map(|(name, _)| name).join(", ")
        )));
    }
    known
}

fn one_of(
    given: Option<&String>,
    known: &[&str],
    path: &str,
    document: &Document,
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let given = given?;
    let at = known.iter().position(|one| one == given);
    if at.is_none() {
        problems.push(
            document
                .problem(
                    "unknown-value",
                    path,
                    format!("`{given}` is none of the values"),
                )
                .help(format!("one of {}", known.join(", "))),
        );
    }
    at
}

#[cfg(test)]
mod tests {
    use crate::rules::build;
    use crate::rules::pack::PackFile;

    #[test]
    fn a_value_without_a_pattern_is_a_problem() {
        let file = |pack: &str, text: &str| PackFile {
            path: format!("{pack}.yaml"),
            pack: pack.to_owned(),
            bytes: text.into(),
        };
        let codes = |claims: &str| -> Vec<(&str, usize)> {
            let (_, problems) = build(&[
                file("language/xx", "language: xx\nguess: {otherwise: thing}\n"),
                file("names/all", "types: {thing: []}\nnames: []\n"),
                file(
                    "facts/doors",
                    "kind: doors\nquestion: Open?\nidentify_by: {}\nvalue: {one_of: [open, shut]}\n",
                ),
                file("claims/a.xx", claims),
            ]);
            let told = problems.iter();
            told.map(|one| (one.code, one.place.as_ref().map_or(0, |place| place.line)))
                .collect()
        };
        let rule = "rules:\n  - id: stands\n    fact: doors\n    match:\n      open: [zul]\n";
        assert_eq!(codes(&format!("{rule}      shut: [zil]\n")), []);
        assert_eq!(
            codes(&format!("{rule}      shut: []\n")),
            [("no-pattern", 6)]
        );
        assert_eq!(codes(&format!("{rule}      shut:\n")), [("no-pattern", 6)]);
    }
}
