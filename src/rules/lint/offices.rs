//! Dated names that overlap: one office, two people, the same days.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::problem::{Place, Problem};
use crate::rules::RulePack;
use crate::rules::names::{NameId, Role};
use crate::rules::sources::Sources;
use crate::rules::{raw, yaml};

/// One term of an office.
struct Term<'p> {
    from: Date,
    until: Date,
    holder: &'p NameId,
    /// Its number among the holder's roles.
    role: usize,
}

/// `overlapping-offices`.
pub(super) fn lint(pack: &RulePack, sources: &Sources<'_>, problems: &mut Vec<Problem>) {
    let mut offices: BTreeMap<(&NameId, &str), Vec<Term<'_>>> = BTreeMap::new();
    for name in pack.names.by_id.values() {
        for (role, term) in name.roles.iter().enumerate() {
            let Some(of) = &term.of else { continue };
            offices.entry((of, &term.title)).or_default().push(Term {
                from: term.from.unwrap_or(Date::MIN),
                until: term.until.unwrap_or(Date::MAX),
                holder: &name.id,
                role,
            });
        }
    }
    for ((of, title), mut terms) in offices {
        terms.sort_by_key(|term| (term.from, term.until, term.holder.clone()));
        for (at, term) in terms.iter().enumerate() {
            // Who hands over and who takes over share a day.
            let other = terms[..at]
                .iter()
                .find(|other| other.holder != term.holder && term.from < other.until);
            let Some(other) = other else { continue };
            let role = |term: &Term<'_>| &pack.names.by_id[term.holder].roles[term.role];
            let message = format!(
                "{} ({}) and {} ({}) are both {title} of {}",
                pack.names.display(term.holder),
                dates(role(term)),
                pack.names.display(other.holder),
                dates(role(other)),
                pack.names.display(of),
            );
            let help = format!(
                "correct `from` or `until`, or the title of one: both answer to the {title} of that day"
            );
            let problem = Problem::lint("overlapping-offices", message).help(help);
            problems.push(match place(pack, sources, term) {
                Some(place) => problem.at(place),
                None => problem,
            });
        }
    }
}

fn dates(role: &Role) -> String {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    format!("{}–{}", day(role.from), day(role.until))
}

fn place(pack: &RulePack, sources: &Sources<'_>, term: &Term<'_>) -> Option<Place> {
    let name = &pack.names.by_id[term.holder].name;
    sources.of("names/").find_map(|file| {
        // Most files do not hold the name, and to open one costs as much as to read it.
        if !sources.holds(file, name) {
            return None;
        }
        let document = sources.document(file)?;
        let bytes = document.text.as_bytes();
        let (read, _) = yaml::load_trusted::<raw::NameFile>(&document.path, bytes).ok()?;
        let name = read.path_of(term.holder.as_str())?;
        sources.value(file, &format!("{name}.roles[{}]", term.role))
    })
}
