//! Normalised values in a few words: `> 4 hours`, `3 to 5`, `rejected`, `Moscow`, `2025-04-11`.
//!
//! Takes a value and its attribute, gives text that is the same in every report. Never quotes an article.

use crate::claim::{Claim, Value};
use crate::rules::Names;
use crate::rules::kind::{Attribute, Domain};
use crate::value::{Amount, Interval};

/// The unit in which durations are kept.
const MINUTES: &str = "minutes";
/// The unit in which ages are kept.
const YEARS: &str = "years";

/// The value in a few words.
///
/// ```
/// use atodds::claim::Value;
/// use atodds::finding::describe;
/// use atodds::rules::kind::{Attribute, Domain, Evolves};
/// use atodds::rules::Names;
/// use atodds::value::{Amount, Interval};
/// let length = Attribute {
///     name: "length".into(),
///     domain: Domain::Amount { unit: "minutes".into() },
///     functional: true,
///     evolves: Evolves::No,
///     persists: 0,
///     stands: 0,
///     once: None,
///     ended: None,
///     tolerance: 0.0,
///     via: vec![],
///     flows_to: vec![],
///     part_of: vec![],
/// };
/// let four = Interval::from(240.0, true);
/// let value = Value::Amount(Amount { hull: four, said: four, unit: "minutes".into() });
/// assert_eq!(describe(&value, &length, &Names::default()), "> 4 hours");
/// ```
pub fn describe(value: &Value, attribute: &Attribute, names: &Names) -> String {
    match value {
        Value::Choice(mask) => choice(*mask, attribute),
        Value::Amount(given) => amount(given),
        Value::Names(ids) if ids.is_empty() => "nobody".to_owned(),
        Value::Names(ids) => listed(ids.iter().map(|id| names.display(id)).collect(), "and"),
        Value::Period(period) => period.to_string(),
        Value::Text(text) => text.clone(),
    }
}

/// The claim's value in a few words, with "not" for a denial and "only" where the text says so.
pub fn describe_claim(claim: &Claim, attribute: &Attribute, names: &Names) -> String {
    let value = describe(&claim.value, attribute, names);
    match (claim.denied, claim.only) {
        (true, _) => format!("not {value}"),
        (false, true) => format!("only {value}"),
        (false, false) => value,
    }
}

fn choice(mask: u16, attribute: &Attribute) -> String {
    let Domain::Choice { of, .. } = &attribute.domain else {
        return "any of several".to_owned();
    };
    let chosen: Vec<String> = (0..of.len().min(16))
        .filter(|at| mask & (1 << at) != 0)
        .map(|at| of[at].clone())
        .collect();
    match chosen.len() {
        0 => "none of the listed".to_owned(),
        all if all == of.len() && all > 1 => "any".to_owned(),
        _ => listed(chosen, "or"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(mut words: Vec<String>, joint: &str) -> String {
    let Some(last) = words.pop() else {
        return String::new();
    };
    if words.is_empty() {
        last
    } else {
        format!("{} {joint} {last}", words.join(", "))
    }
}

fn amount(given: &Amount) -> String {
    // How old somebody is cannot be told more exactly.
    let is_loose = given.hull != given.said && given.unit != YEARS;
    let about = if is_loose && given.said.low.to_bits() == given.said.high.to_bits() {
        "about "
    } else {
        ""
    };
    let (said, unit) = if given.unit == MINUTES {
        scaled(given.said)
    } else {
        (given.said, given.unit.as_str())
    };
    let bounds = bounds(said);
    match unit {
        "" if about.is_empty() => bounds,
        "" => format!("{about}{bounds}"),
        "percent" => format!("{about}{bounds} %"),
        _ if bounds == "1" && (given.unit == MINUTES || given.unit == YEARS) => {
            format!("{about}1 {}", unit.trim_end_matches('s'))
        }
        _ => format!("{about}{bounds} {unit}"),
    }
}

/// Units that people use for long stretches, longest first, with the least that is told in them: a sentence of twenty
/// years is not 7,300 days. A month is the twelfth part of a year, so that twelve months are one.
const LONG: [(f64, f64, &str); 3] = [
    (525_600.0, 525_600.0, "years"),
    (43_800.0, 43_800.0, "months"),
    (1440.0, 2880.0, "days"),
];

/// Minutes under two hours stay minutes; whole years, months, and days from two on are those; the rest is hours.
fn scaled(minutes: Interval) -> (Interval, &'static str) {
    let ends: Vec<f64> = [minutes.low, minutes.high]
        .into_iter()
        .filter(|end| end.is_finite())
        .collect();
    let largest = ends.iter().copied().fold(0.0, f64::max);
    if largest < 120.0 {
        return (minutes, "minutes");
    }
    let whole = |unit: f64| ends.iter().all(|end| end % unit == 0.0);
    let long = LONG
        .into_iter()
        .find(|(unit, least, _)| largest >= *least && whole(*unit));
    match long {
        Some((unit, _, name)) => (minutes.scaled(1.0 / unit), name),
        None => (minutes.scaled(1.0 / 60.0), "hours"),
    }
}

fn bounds(said: Interval) -> String {
    let below = if said.high_open { "< " } else { "up to " };
    match (said.low.is_finite(), said.high.is_finite()) {
        (false, false) => "any number of".to_owned(),
        (true, false) if said.low_open => format!("> {}", number(said.low)),
        (true, false) => format!("at least {}", number(said.low)),
        (false, true) => format!("{below}{}", number(said.high)),
        (true, true) if said.low.to_bits() == said.high.to_bits() => number(said.low),
        (true, true) if said.low == 0.0 => format!("{below}{}", number(said.high)),
        (true, true) => format!("{} to {}", number(said.low), number(said.high)),
    }
}

/// At most two decimals, thousands in groups.
fn number(n: f64) -> String {
    let rounded = if n.fract() == 0.0 && n.abs() < 1e15 {
        // Nearly all are whole, and those are written ten times as fast.
        (n.abs() as u64).to_string()
    } else {
        format!("{:.2}", n.abs())
    };
    if rounded.len() < 4 && n >= 0.0 && !rounded.contains('.') {
        return rounded;
    }
    let (whole, decimals) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let mut shown = String::with_capacity(rounded.len() * 2);
    if n < 0.0 {
        shown.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    let decimals = decimals.trim_end_matches('0');
    if !decimals.is_empty() {
        shown.push('.');
        shown.push_str(decimals);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::NameId;
    use crate::rules::kind::Evolves;
    use crate::value::Period;

    fn attribute(domain: Domain) -> Attribute {
        Attribute {
            name: "value".into(),
            domain,
            functional: true,
            evolves: Evolves::No,
            persists: 0,
            stands: 0,
            once: None,
            ended: None,
            tolerance: 0.0,
            via: Vec::new(),
            flows_to: vec![],
            part_of: vec![],
        }
    }

    fn said(said: Interval, unit: &str) -> String {
        let given = Amount {
            hull: said,
            said,
            unit: unit.into(),
        };
        let domain = Domain::Amount { unit: unit.into() };
        describe(&Value::Amount(given), &attribute(domain), &Names::default())
    }

    #[test]
    fn durations_read_in_the_unit_that_people_use() {
        assert_eq!(said(Interval::exactly(90.0), "minutes"), "90 minutes");
        assert_eq!(said(Interval::exactly(270.0), "minutes"), "4.5 hours");
        assert_eq!(said(Interval::exactly(43_200.0), "minutes"), "30 days");
        assert_eq!(said(Interval::exactly(525_600.0), "minutes"), "1 year");
        assert_eq!(
            said(Interval::between(525_600.0, 1_051_200.0), "minutes"),
            "1 to 2 years"
        );
        assert_eq!(said(Interval::exactly(1_138_800.0), "minutes"), "26 months");
        assert_eq!(said(Interval::exactly(1.0), "minutes"), "1 minute");
    }

    #[test]
    fn bounds_read_as_words() {
        assert_eq!(
            said(Interval::from(18.0, false), "people"),
            "at least 18 people"
        );
        assert_eq!(said(Interval::between(3.0, 5.0), ""), "3 to 5");
        assert_eq!(said(Interval::between(0.0, 20.0), ""), "up to 20");
        assert_eq!(said(Interval::up_to(20.0, true), ""), "< 20");
        assert_eq!(
            said(Interval::exactly(1_234_567.5), "usd"),
            "1,234,567.5 usd"
        );
    }

    #[test]
    fn a_tolerance_reads_as_about() {
        let given = Amount {
            hull: Interval::between(18.0, 22.0),
            ..Amount::exactly(20.0, "")
        };
        let domain = Domain::Amount {
            unit: String::new(),
        };
        let text = describe(&Value::Amount(given), &attribute(domain), &Names::default());
        assert_eq!(text, "about 20");
    }

    #[test]
    fn choices_names_and_dates_read_plainly() {
        let domain = Domain::Choice {
            of: vec!["accepted".into(), "conditional".into(), "rejected".into()],
            together: vec![],
        };
        let names = Names::default();
        let choices = attribute(domain);
        assert_eq!(
            describe(&Value::Choice(0b100), &choices, &names),
            "rejected"
        );
        assert_eq!(
            describe(&Value::Choice(0b011), &choices, &names),
            "accepted or conditional"
        );
        let places = attribute(Domain::Place);
        let harbour = Value::Names(vec![NameId::new("north-harbour")]);
        assert_eq!(describe(&harbour, &places, &names), "North Harbour");
        let day = Value::Period(Period::day(jiff::civil::date(2025, 4, 11)));
        assert_eq!(
            describe(&day, &attribute(Domain::Date), &names),
            "2025-04-11"
        );
    }
}
