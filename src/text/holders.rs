//! People named by their offices alone: "the presidents of France and Chile", "his German counterpart".
//!
//! Takes the office that a phrase tells and whose it is, gives those who held it when the article was published. Never
//! guesses: where nobody or more than one may be meant, the phrase is left to what else it may mean.

use std::ops::Range;

use super::discourse::Discourse;
use super::mark::{Mark, Named};
use crate::rules::RulePack;
use crate::rules::language::Office;
use crate::rules::names::{Name, NameId};
use crate::value::Period;

/// The mark of the phrase at `tokens` that names who holds an office of each of `owners`. The `marks` before it tell the
/// office where the phrase does not, and of several holders the one whom the text has named is meant.
pub(super) fn mark<'m>(
    office: &Office,
    owners: impl Iterator<Item = &'m NameId>,
    marks: &[Mark],
    tokens: Range<usize>,
    discourse: &Discourse,
    pack: &RulePack,
) -> Option<Mark> {
    let names = &pack.names;
    let days = discourse.published.map(Period::first_last);
    let owners: Vec<&NameId> = owners.collect();
    let titles = match office {
        // "Chinese leaders" are not one.
        Office::Titled(_) if owners.len() < 2 => return None,
        Office::Titled(titles) => titles,
        Office::LikeBefore(ranks) => {
            let mut before = marks.iter().rev();
            let peer = before.find_map(|mark| {
                let listed = names.by_id.get(&mark.named().first()?.id)?;
                (mark.tokens.end <= tokens.start && !listed.roles.is_empty()).then_some(listed)
            })?;
            let held = peer.roles.iter().filter(|role| role.is_held(days));
            let rank = |title: &String| ranks.iter().find(|titles| titles.contains(title));
            held.map(|role| &role.title).find_map(rank)?
        }
    };
    let holder = |of: &NameId| {
        let all: Vec<&Name> = names.holders(titles, of, days).collect();
        let only = |some: &[&Name]| match some {
            [one] => as_person(one),
            _ => None,
        };
        only(&all).or_else(|| {
            let met = |holder: &&Name| discourse.bearers.knows(&holder.id);
            only(&all.iter().copied().filter(met).collect::<Vec<&Name>>())
        })
    };
    let mut holders: Vec<Named> = owners.into_iter().map(holder).collect::<Option<_>>()?;
    holders.sort();
    holders.dedup();
    if holders.is_empty() {
        return None;
    }
    Mark::of_all(tokens, holders, pack)
}

fn as_person(holder: &Name) -> Option<Named> {
    Some(Named {
        id: holder.id.clone(),
        kind: holder.types.first()?.clone(),
        of: None,
    })
}
