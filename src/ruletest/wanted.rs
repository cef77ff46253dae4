//! Whether a claim is what a test says, word by word as a rule author writes it.
//!
//! Takes a claim and the words of one slot or attribute, gives yes or no. The notation is that of the reports, so that
//! what a failing test found can be pasted as what it wants: `> 4 hours`, `at least 18 people`, `about 20`, `3 to 5`.
//! Never guesses: words that cannot be read as the attribute's domain hold for nothing.

use std::collections::BTreeMap;

use crate::claim::{Claim, Value};
use crate::finding::describe;
use crate::problem::nearest;
use crate::rules::kind::{Attribute, Domain, Kind, ScopeValue};
use crate::rules::{NameId, Names};
use crate::source::published;
use crate::value::{Amount, Interval, Period, Slots};

/// How firmly the claim is put.
const MODALITY: &str = "modality";
/// Who says it; `outlet` when the outlet does.
const SPEAKER: &str = "speaker";
/// When it holds, for kinds without an attribute of this name.
const DATE: &str = "date";

/// What a test says of one claim: slot or attribute → words.
pub(super) type Wanted = BTreeMap<String, Vec<String>>;

/// Claims of one kind that one sentence makes of one fact.
pub(super) struct Group<'c> {
    pub(super) claims: Vec<&'c Claim>,
}

impl Group<'_> {
    pub(super) fn has(&self, wanted: &Wanted, kind: &Kind, names: &Names) -> bool {
        wanted.iter().all(|(key, words)| {
            self.claims
                .iter()
                .any(|claim| holds(claim, key, words, kind, names))
        })
    }
}

/// Claims side by side that one sentence makes of one fact.
pub(super) fn groups<'c>(claims: &[&'c Claim]) -> Vec<Group<'c>> {
    type Key<'c> = (u32, u32, &'c Slots<Vec<NameId>>, &'c Slots<ScopeValue>);
    let mut groups: BTreeMap<Key<'c>, Vec<&'c Claim>> = BTreeMap::new();
    for &claim in claims {
        groups
            .entry((claim.article, claim.sentence, &claim.identity, &claim.scope))
            .or_default()
            .push(claim);
    }
    groups
        .into_values()
        .map(|claims| Group { claims })
        .collect()
}

/// A complaint when `key` is nothing that a claim of `kind` has.
pub(super) fn unknown(key: &str, kind: &Kind) -> Option<String> {
    let known: Vec<&str> = kind
        .identity
        .iter()
        .map(|slot| slot.name.as_str())
        .chain(kind.attributes.iter().map(|one| one.name.as_str()))
        .chain(kind.scope.iter().map(|one| one.name.as_str()))
        .chain([MODALITY, SPEAKER, DATE])
        .collect();
    if known.contains(&key) {
        return None;
    }
    let mut note = format!("`{key}` is no slot of `{}`", kind.id);
    if let Some(near) = nearest(key, known) {
        note.push_str("; did you mean `");
        note.push_str(near);
        note.push_str("`?");
    }
    Some(note)
}

/// True when `claim` says `words` of the slot, attribute or scope called `key`.
pub(super) fn holds(
    claim: &Claim,
    key: &str,
    words: &[String],
    kind: &Kind,
    names: &Names,
) -> bool {
    if let Some(attribute) = kind.attribute(key) {
        return claim.attribute == key && says(claim, attribute, words, names);
    }
    if kind.identity.iter().any(|slot| slot.name == key) {
        let held = claim.identity.get(key).map_or(&[][..], Vec::as_slice);
        return same_names(held, words, names);
    }
    match key {
        MODALITY => words == [claim.modality.name()],
        SPEAKER => match &claim.holder.speaker {
            Some(id) => same_names(std::slice::from_ref(id), words, names),
            None => words == ["outlet"],
        },
        DATE => words.iter().all(|word| is_period(claim.time.hull, word)),
        _ => match claim.scope.get(key) {
            Some(ScopeValue::Name(id)) => same_names(std::slice::from_ref(id), words, names),
            Some(ScopeValue::Word(word)) => words == [word.as_str()],
            None => words.is_empty(),
        },
    }
}

fn says(claim: &Claim, attribute: &Attribute, words: &[String], names: &Names) -> bool {
    let joined = words.join(" or ");
    match &claim.value {
        Value::Choice(mask) => {
            let Domain::Choice { of, .. } = &attribute.domain else {
                return false;
            };
            let all = ((1_u32 << of.len().min(16)) - 1) as u16;
            let said = if claim.denied { all & !mask } else { *mask };
            choice(&joined, of, all) == Some(said)
        }
        _ if claim.denied => joined
            .strip_prefix("not ")
            .is_some_and(|rest| is_value(&claim.value, attribute, &[rest.to_owned()], names)),
        _ => is_value(&claim.value, attribute, words, names),
    }
}

fn is_value(value: &Value, attribute: &Attribute, words: &[String], names: &Names) -> bool {
    match value {
        Value::Names(ids) => same_names(ids, words, names),
        Value::Amount(given) => {
            plain(&describe(value, attribute, names)) == plain(&words.join(" "))
                || is_amount(given, &words.join(" "))
        }
        Value::Period(period) => words.iter().all(|word| is_period(*period, word)),
        Value::Text(_) | Value::Choice(_) => {
            plain(&describe(value, attribute, names)) == plain(&words.join(" "))
        }
    }
}

/// Lower case, one blank between words.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// `a or b`, `not a`, `any` as a bit mask over `of`.
fn choice(words: &str, of: &[String], all: u16) -> Option<u16> {
    let words = words.trim();
    if words == "any" {
        return Some(all);
    }
    if let Some(rest) = words.strip_prefix("not ") {
        return choice(rest, of, all).map(|mask| all & !mask);
    }
    words
        .split(" or ")
        .flat_map(|part| part.split(", "))
        .map(|word| of.iter().position(|known| known == word.trim()))
        .try_fold(0, |mask, at| Some(mask | 1 << at?))
}

/// The same set of names, each by its id or as reports print it.
fn same_names(held: &[NameId], words: &[String], names: &Names) -> bool {
    let is = |id: &NameId, word: &str| {
        id.as_str() == word || names.display(id) == word || *id == NameId::from_text(word)
    };
    held.iter().all(|id| words.iter().any(|word| is(id, word)))
        && words.iter().all(|word| held.iter().any(|id| is(id, word)))
}

/// A day, a minute, or two days with `..` or `to` between them.
fn is_period(period: Period, words: &str) -> bool {
    let words = words.trim();
    if plain(&period.to_string()) == plain(words) || published(words) == Some(period) {
        return true;
    }
    let Some((first, last)) = words.split_once("..").or_else(|| words.split_once(" to ")) else {
        return false;
    };
    match (published(first), published(last)) {
        (Some(first), Some(last)) => Period::new(first.start, last.end) == period,
        _ => false,
    }
}

/// Signs and words for bounds, each with whether it opens the interval upwards or downwards and leaves the number out.
const BOUNDS: [(&str, bool, bool); 12] = [
    ("at least", true, false),
    ("≥", true, false),
    (">=", true, false),
    ("more than", true, true),
    (">", true, true),
    ("up to", false, false),
    ("at most", false, false),
    ("≤", false, false),
    ("<=", false, false),
    ("less than", false, true),
    ("fewer than", false, true),
    ("<", false, true),
];

/// Minutes in the units that durations may be written in.
const DURATIONS: [(&str, f64); 7] = [
    ("minute", 1.0),
    ("hour", 60.0),
    ("day", 1440.0),
    ("week", 10_080.0),
    ("month", 43_200.0),
    ("year", 525_600.0),
    ("second", 1.0 / 60.0),
];

fn is_amount(given: &Amount, words: &str) -> bool {
    let words = plain(words);
    let about = ["about ", "≈"]
        .iter()
        .find_map(|sign| words.strip_prefix(sign));
    let (about, words) = match about {
        Some(rest) => (true, rest.trim_start()),
        None => (false, words.as_str()),
    };
    let Some((wanted, unit)) = interval(words) else {
        return false;
    };
    let scale = DURATIONS
        .iter()
        .find(|(name, _)| unit == *name || unit.strip_suffix('s') == Some(name));
    let wanted = match scale {
        Some((_, minutes)) if given.unit == "minutes" => wanted.scaled(*minutes),
        _ if unit.is_empty() || unit == given.unit => wanted,
        _ if unit == "%" && given.unit == "percent" => wanted,
        _ => return false,
    };
    let exact = given.said.low.to_bits() == given.said.high.to_bits();
    let is_about = exact && given.hull != given.said;
    about == is_about && same_interval(wanted, given.said)
}

/// Ends that nobody sets are equal, whether they are zero or unbounded.
fn same_interval(a: Interval, b: Interval) -> bool {
    let near = |a: f64, b: f64| a.to_bits() == b.to_bits() || (a - b).abs() < 1e-6;
    let low = near(a.low, b.low) && a.low_open == b.low_open;
    let no_low = a.low <= 0.0 && b.low <= 0.0 && a.high > 0.0 && b.high > 0.0;
    let high = near(a.high, b.high) && a.high_open == b.high_open;
    let no_high = a.high.is_infinite() && b.high.is_infinite();
    (low || no_low) && (high || no_high)
}

/// An interval and what is left behind its numbers: the unit.
fn interval(words: &str) -> Option<(Interval, &str)> {
    for (sign, upwards, open) in BOUNDS {
        if let Some(rest) = words.strip_prefix(sign) {
            let (n, unit) = number(rest)?;
            let interval = if upwards {
                Interval::from(n, open)
            } else {
                Interval::up_to(n, open)
            };
            return Some((interval, unit));
        }
    }
    let (low, rest) = number(words)?;
    for joint in ["to ", "–", "-"] {
        if let Some((high, unit)) = rest.strip_prefix(joint).and_then(number) {
            return Some((Interval::between(low, high), unit));
        }
    }
    Some((Interval::exactly(low), rest))
}

/// A number with grouped thousands, and what follows it.
fn number(words: &str) -> Option<(f64, &str)> {
    let words = words.trim_start();
    let end = words
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .unwrap_or(words.len());
    let n = words[..end].replace(',', "").parse().ok()?;
    Some((n, words[end..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(said: Interval, unit: &str) -> Amount {
        Amount {
            hull: said,
            said,
            unit: unit.into(),
        }
    }

    #[test]
    fn a_bound_may_be_a_sign_or_a_word() {
        let given = amount(Interval::from(18.0, false), "people");
        for words in ["≥ 18 people", "at least 18 people", ">= 18", "≥18"] {
            assert!(is_amount(&given, words), "{words}");
        }
        for words in [
            "18 people",
            "> 18 people",
            "≥ 18 drones",
            "≥ 19",
            "about 18",
        ] {
            assert!(!is_amount(&given, words), "{words}");
        }
    }

    #[test]
    fn a_duration_reads_in_any_unit() {
        let given = amount(Interval::exactly(270.0), "minutes");
        assert!(is_amount(&given, "4.5 hours") && is_amount(&given, "270 minutes"));
        assert!(!is_amount(&given, "4 hours") && !is_amount(&given, "4.5 days"));
        let open = amount(Interval::from(240.0, true), "minutes");
        assert!(is_amount(&open, "> 4 hours") && !is_amount(&open, "4 hours"));
    }

    #[test]
    fn about_is_part_of_the_value() {
        let exact = amount(Interval::exactly(20.0), "");
        let about = Amount {
            hull: Interval::between(18.0, 22.0),
            ..exact.clone()
        };
        assert!(
            is_amount(&about, "about 20") && is_amount(&about, "≈ 20") && !is_amount(&about, "20")
        );
        assert!(is_amount(&exact, "20") && !is_amount(&exact, "about 20"));
    }

    #[test]
    fn ranges_and_upper_bounds_read() {
        assert!(is_amount(
            &amount(Interval::between(3.0, 5.0), ""),
            "3 to 5"
        ));
        let up_to = amount(Interval::between(0.0, 2000.0), "people");
        assert!(is_amount(&up_to, "up to 2,000 people") && is_amount(&up_to, "≤ 2000"));
        assert!(!is_amount(&up_to, "2,000 people"));
        assert!(!is_amount(&amount(Interval::exactly(0.0), ""), "up to 20"));
    }

    #[test]
    fn a_choice_may_be_several_or_all_but_one() {
        let of = ["yes", "no", "maybe"].map(String::from);
        assert_eq!(choice("yes", &of, 0b111), Some(0b001));
        assert_eq!(choice("yes or maybe", &of, 0b111), Some(0b101));
        assert_eq!(choice("not yes", &of, 0b111), Some(0b110));
        assert_eq!(choice("perhaps", &of, 0b111), None);
    }

    #[test]
    fn a_set_of_names_wants_all_of_them_and_no_other() {
        let names = Names::default();
        let held = [NameId::new("ana-bo"), NameId::new("cy")];
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(same_names(&held, &words(&["cy", "Ana Bo"]), &names));
        assert!(!same_names(&held, &words(&["cy"]), &names));
        assert!(!same_names(&held, &words(&["cy", "ana-bo", "dee"]), &names));
    }

    #[test]
    fn a_date_is_a_day_or_a_stretch() {
        let day = published("2025-04-11").expect("a day");
        assert!(is_period(day, "2025-04-11") && !is_period(day, "2025-04-12"));
        let days = Period::new(day.start, day.end + 1440);
        assert!(is_period(days, "2025-04-11..2025-04-12"));
        assert!(is_period(days, "2025-04-11 to 2025-04-12") && !is_period(days, "2025-04-11"));
    }
}
