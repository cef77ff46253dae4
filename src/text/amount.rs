//! Amounts: numbers with their bounds and units.
//!
//! Takes a sentence's words, gives counts, lengths of time, money, shares, places in a row, ages and how often. Numbers
//! that count nothing (scores, labels, names of things) are stepped over on purpose: a wrong value costs the
//! reader more than a missing one.

use crate::rules::language::values::{BoundKind, Flags, Meaning, UnitKind, UnitWord, ValueWords};
use crate::value::{Amount, Interval};

use super::number::{Number, NumberForm, Words};
use super::{TokenKind, ValueReading, uncounted};

/// Minutes in a day, as amounts count them.
const DAY: f64 = 1440.0;

/// What stands at a token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    /// A value.
    Value(ValueReading),
    /// A number that counts nothing.
    Nothing,
}

/// A number with its unit, before bounds.
pub(super) struct Quantity<'a> {
    pub(super) range: Interval,
    pub(super) end: usize,
    pub(super) form: NumberForm,
    pub(super) unit: Option<&'a UnitWord>,
    signed: bool,
    /// True for "a four-hour meeting": the compound rounds to whole units.
    compound: bool,
    pub(super) after: Option<BoundKind>,
}

/// The amount that starts at `at`, bounds included, with the token after it.
///
/// `rate` tells that a value ends right before: "a day" is then no length but "per day".
pub(super) fn amount(words: &Words<'_>, at: usize, rate: bool) -> Option<(usize, Found)> {
    let (start, bounds) = bounds_before(words, at);
    let bounded = !bounds.is_empty();
    let numeral = words.number(start, false);
    if !bounded
        && let Some((end, place)) = words.ordinal(start)
        && numeral.is_none_or(|number| number.end < end)
    {
        return Some(ordinal(words, end, place));
    }
    if let Some(found) = how_often(words, start, &bounds) {
        return Some(found);
    }
    if let Some(found) = lasting(words, start, &bounds) {
        return Some(found);
    }
    let quantity = match between(words, start) {
        Some(quantity) => quantity,
        None => range(words, at, quantity(words, start)?),
    };
    if bounded && quantity.form == NumberForm::Zero {
        return None;
    }
    let weak = quantity.form == NumberForm::Weak;
    if weak && words.has(start, Flags::ARTICLE) {
        // "a second meeting" is the next one, "five dollars a day" has no length, and in "a month-long truce" the
        // article belongs to the truce.
        if quantity.unit.is_none()
            || rate
            || words.ordinal(start + 1).is_some()
            || lasting(words, start + 1, &[]).is_some()
        {
            return None;
        }
    } else if weak
        && quantity.unit.is_none()
        && !bounded
        && !words.has(quantity.end, Flags::WEAK_BEFORE)
        && times(words, quantity.end).is_none()
    {
        return None;
    }
    if quantity.form == NumberForm::Zero
        && (quantity.unit.is_some()
            || words.kind(quantity.end) != Some(TokenKind::Word)
            || words.has(quantity.end, Flags::ZERO_NOT_BEFORE))
    {
        return None;
    }
    if let Some(found) = uncounted::found(words, start, &quantity, bounded) {
        return Some(found);
    }
    let during = bounds.iter().any(|(_, during)| *during);
    if during
        && quantity
            .unit
            .is_some_and(|unit| unit.kind == UnitKind::Duration && unit.factor >= DAY)
    {
        return None;
    }
    let mut kinds: Vec<BoundKind> = quantity.after.into_iter().collect();
    kinds.extend(bounds.iter().rev().map(|(kind, _)| *kind));
    let (end, reading) = read(words, &quantity, &kinds)?;
    Some((end, reading.map_or(Found::Nothing, Found::Value)))
}

/// The interval of a number that a date phrase counts with: "more than three" years ago.
pub(super) fn bounded_number(words: &Words<'_>, at: usize) -> Option<(usize, Interval)> {
    let (start, bounds) = bounds_before(words, at);
    let (end, range) = match words.number(start, false) {
        Some(number) if number.form != NumberForm::Zero => (number.end, number.range),
        _ => {
            let (end, share) = words.fraction(start)?;
            (words.skip_joiner(end), Interval::exactly(share))
        }
    };
    let mut hull = range;
    for (kind, _) in bounds.iter().rev() {
        hull = bound(hull, *kind, words.tables.tolerance);
    }
    Some((end, hull))
}

fn bounds_before(words: &Words<'_>, at: usize) -> (usize, Vec<(BoundKind, bool)>) {
    let (mut start, mut bounds) = (at, Vec::new());
    while bounds.len() < 3
        && !words.completes_verb(start)
        && let Some((end, bound)) = words.phrase(start, |meaning| match meaning {
            Meaning::Before(kind, during) => Some((*kind, *during)),
            _ => None,
        })
    {
        bounds.push(bound);
        start = end;
    }
    (start, bounds)
}

fn after_bound(words: &Words<'_>, at: usize) -> Option<(usize, BoundKind)> {
    words.phrase(at, |meaning| match meaning {
        Meaning::After(kind) => Some(*kind),
        _ => None,
    })
}

pub(super) fn times(words: &Words<'_>, at: usize) -> Option<usize> {
    words
        .phrase(at, |meaning| {
            matches!(meaning, Meaning::Times).then_some(())
        })
        .map(|(end, ())| end)
}

fn unit_at<'a>(words: &Words<'a>, at: usize) -> Option<(usize, &'a UnitWord, bool)> {
    let tables: &'a ValueWords = words.tables;
    let (end, (id, many)) = words.phrase(at, |meaning| match meaning {
        Meaning::Unit(id, many) => Some((*id, *many)),
        _ => None,
    })?;
    let unit = tables.units.get(usize::from(id))?;
    (unit.kind != UnitKind::Span).then_some((end, unit, many))
}

/// A unit after a number, with or without a hyphen between.
fn unit_after<'a>(words: &Words<'a>, at: usize) -> Option<(usize, &'a UnitWord)> {
    let hyphen = usize::from(words.is(at, "-") && words.is_joined(at));
    let (mut end, unit, _) = unit_at(words, at + hyphen)?;
    // "hours-long", "two-week-long"
    if words.is(end, "-") && unit.lasting.contains(&words.id(end + 1)) {
        end += 2;
    }
    Some((end, unit))
}

fn quantity<'a>(words: &Words<'a>, at: usize) -> Option<Quantity<'a>> {
    if let Some((end, id)) = words.phrase(at, |meaning| match meaning {
        Meaning::Sign(id) => Some(*id),
        _ => None,
    }) {
        let number = words
            .number(end, true)
            .filter(|number| number.form != NumberForm::Zero)?;
        let unit = words.tables.units.get(usize::from(id));
        let (end, after) = match after_bound(words, number.end) {
            Some((end, kind)) => (end, Some(kind)),
            None => (number.end, None),
        };
        return Some(Quantity {
            range: number.range,
            end,
            form: number.form,
            unit,
            signed: true,
            compound: false,
            after,
        });
    }
    // "half an hour"; "half" alone is no amount.
    if let Some((end, share)) = words.fraction(at)
        && words
            .number(at, false)
            .is_none_or(|number| number.form == NumberForm::Weak || number.end < end)
        && let Some((end, unit)) = unit_after(words, words.skip_joiner(end))
    {
        return Some(Quantity {
            range: Interval::exactly(share),
            end,
            form: NumberForm::Words,
            unit: Some(unit),
            signed: false,
            compound: false,
            after: None,
        });
    }
    let number = words.number(at, false)?;
    Some(with_unit(words, number))
}

fn with_unit<'a>(words: &Words<'a>, number: Number) -> Quantity<'a> {
    let (mut end, mut after) = (number.end, None);
    if let Some((bound_end, kind)) = after_bound(words, end) {
        (end, after) = (bound_end, Some(kind));
    }
    let mut range = number.range;
    let compound = words.is(end, "-") && words.is_joined(end);
    let unit = match unit_after(words, end) {
        Some((unit_end, unit)) => {
            end = unit_end;
            // "an hour and a half"
            if let Some((more, share)) = words.added_fraction(end) {
                end = more;
                range = Interval::between(range.low + share, range.high + share);
            }
            // "two hours and 15 minutes"
            if let Some((more, rest)) = smaller_part(words, end, unit) {
                end = more;
                range = Interval::between(range.low + rest, range.high + rest);
            }
            Some(unit)
        }
        None => None,
    };
    if unit.is_some()
        && after.is_none()
        && let Some((bound_end, kind)) = after_bound(words, end)
    {
        (end, after) = (bound_end, Some(kind));
    }
    Quantity {
        range,
        end,
        form: number.form,
        unit,
        signed: false,
        compound,
        after,
    }
}

/// "and 15 minutes" after hours, as a share of the larger unit.
fn smaller_part(words: &Words<'_>, at: usize, larger: &UnitWord) -> Option<(usize, f64)> {
    if larger.kind != UnitKind::Duration {
        return None;
    }
    let joined = words.has(at, Flags::JOINER) || words.is(at, ",");
    let number = words.number(at + usize::from(joined), false)?;
    if !matches!(number.form, NumberForm::Digits | NumberForm::Words) {
        return None;
    }
    let (end, unit) = unit_after(words, number.end)?;
    let rest = number.range.low * unit.factor / larger.factor;
    (unit.kind == UnitKind::Duration && unit.factor < larger.factor && rest < 1.0)
        .then_some((end, rest))
}

/// "between 20 and 30".
fn between<'a>(words: &Words<'a>, at: usize) -> Option<Quantity<'a>> {
    let (_, close) = *words
        .tables
        .around
        .iter()
        .find(|(open, _)| *open != 0 && *open == words.id(at))?;
    let low = quantity(words, at + 1)?;
    if words.id(low.end) != close || low.form == NumberForm::Zero {
        return None;
    }
    let high = quantity(words, low.end + 1)?;
    joined(words, at + 1, &low, &high)
}

/// The quantity, and the upper end of its range when one follows: "20 to 30".
fn range<'a>(words: &Words<'a>, start: usize, low: Quantity<'a>) -> Quantity<'a> {
    if low.after.is_some()
        || !words.has(low.end, Flags::TO)
        || words.before_has(start, Flags::CHANGE)
        || matches!(low.form, NumberForm::Zero | NumberForm::Weak)
        || (words.is(low.end, "-")
            && words.kind(low.end + 1) == Some(TokenKind::Word)
            && low.form == NumberForm::Digits)
    {
        return low;
    }
    let at = low.end;
    let Some(high) = quantity(words, at + 1) else {
        return low;
    };
    if matches!(high.form, NumberForm::Zero | NumberForm::Weak)
        // A third number after another hyphen: a telephone number, a date.
        || (words.is(at, "-") && words.is(high.end, "-") && words.kind(high.end + 1) == Some(TokenKind::Number))
    {
        return low;
    }
    joined(words, start, &low, &high).unwrap_or(low)
}

/// One range of two quantities; the lower takes unit and multiplier of the upper when it has none.
fn joined<'a>(
    words: &Words<'a>,
    low_at: usize,
    low: &Quantity<'a>,
    high: &Quantity<'a>,
) -> Option<Quantity<'a>> {
    let unit = match (low.unit, high.unit) {
        (Some(low), Some(high)) if low.unit != high.unit => return None,
        (low, high) => high.or(low),
    };
    let mut from = low.range;
    // "5 to 10 million"
    if low.form == NumberForm::Digits && high.form == NumberForm::Words {
        let bare = (low_at..high.end)
            .rev()
            .find_map(|at| words.digits(words.digits_and_letters(at).0));
        if let Some(bare) = bare.filter(|bare| *bare > 0.0) {
            let factor = high.range.low / bare;
            if factor >= 1000.0 && from.high < bare {
                from = from.scaled(factor);
            }
        }
    }
    // "50 minutes to two hours"
    let to = high.range;
    if let (Some(a), Some(b)) = (low.unit, high.unit) {
        from = from.scaled(a.factor / b.factor);
    }
    (from.low < to.high && from.high <= to.high).then_some(Quantity {
        range: Interval::between(from.low, to.high),
        end: high.end,
        form: if high.form == NumberForm::Digits {
            NumberForm::Digits
        } else {
            NumberForm::Words
        },
        unit,
        signed: low.signed || high.signed,
        compound: false,
        after: high.after,
    })
}

fn ordinal(words: &Words<'_>, end: usize, place: f64) -> (usize, Found) {
    if words.is(end, "-") && words.is_joined(end) {
        return (end, Found::Nothing);
    }
    (
        end,
        Found::Value(ValueReading::Ordinal(Amount::exactly(place, ""))),
    )
}

/// "twice", "at least once".
fn how_often(words: &Words<'_>, at: usize, bounds: &[(BoundKind, bool)]) -> Option<(usize, Found)> {
    let (end, count) = words.phrase(at, |meaning| match meaning {
        Meaning::Often(count) => Some(*count),
        _ => None,
    })?;
    let start = at == 0;
    // "once" is mostly "as soon as" or "at one time".
    if words.has(at, Flags::WEAK)
        && (words.has(end, Flags::OFTEN_NOT_BEFORE)
            || (bounds.is_empty() && (start || words.before_has(at, Flags::OFTEN_NOT_AFTER))))
    {
        return None;
    }
    let kinds: Vec<BoundKind> = bounds.iter().rev().map(|(kind, _)| *kind).collect();
    let amount = bounded(Interval::exactly(count), &kinds, "", words.tables.tolerance);
    Some((end, Found::Value(ValueReading::Times(amount))))
}

/// "month-long", "hours-long".
fn lasting(words: &Words<'_>, at: usize, bounds: &[(BoundKind, bool)]) -> Option<(usize, Found)> {
    let (end, unit, many) = unit_at(words, at)?;
    if unit.kind != UnitKind::Duration
        || !words.is(end, "-")
        || !unit.lasting.contains(&words.id(end + 1))
    {
        return None;
    }
    let range = if many {
        Interval::from(2.0, false)
    } else {
        Interval::exactly(1.0)
    };
    let kinds: Vec<BoundKind> = bounds.iter().rev().map(|(kind, _)| *kind).collect();
    let tolerance = words.tables.tolerance;
    let amount = bounded(range.scaled(unit.factor), &kinds, &unit.unit, tolerance);
    Some((end + 2, Found::Value(ValueReading::Duration(amount))))
}

/// The value of a quantity; `None` inside for a ratio such as "three times as many".
fn read(
    words: &Words<'_>,
    quantity: &Quantity<'_>,
    kinds: &[BoundKind],
) -> Option<(usize, Option<ValueReading>)> {
    let tolerance = words.tables.tolerance;
    let Some(unit) = quantity.unit else {
        if let Some(end) = times(words, quantity.end) {
            let ratio = words.has(end, Flags::TIMES_NOT_BEFORE);
            let amount = bounded(quantity.range, kinds, "", tolerance);
            return Some((end, (!ratio).then_some(ValueReading::Times(amount))));
        }
        let amount = bounded(quantity.range, kinds, "", tolerance);
        return Some((quantity.end, Some(ValueReading::Count(amount))));
    };
    let mut end = quantity.end;
    // "$5 million dollars"
    if quantity.signed
        && let Some((after, same)) = unit_after(words, end)
        && same.unit == unit.unit
    {
        end = after;
    }
    let range = quantity.range.scaled(unit.factor);
    let mut amount = bounded(range, kinds, &unit.unit, tolerance);
    if quantity.compound
        && kinds.is_empty()
        && unit.kind == UnitKind::Duration
        && amount.hull == amount.said
    {
        // Half a unit either way rounds to the same compound; of a number of twenty digits it is nothing.
        let half = unit.factor / 2.0;
        amount.hull.low -= half;
        amount.hull.high += half;
        amount.hull.low_open = false;
        amount.hull.high_open = amount.hull.high > amount.said.high;
    }
    // "About an hour" is no closer than a third of one: an hour and 40 minutes are about two hours.
    if unit.kind == UnitKind::Duration && kinds.contains(&BoundKind::About) {
        let third = unit.factor / 3.0;
        amount.hull.low = amount.hull.low.min(range.low - third).max(0.0);
        amount.hull.high = amount.hull.high.max(range.high + third);
    }
    let reading = match unit.kind {
        UnitKind::Duration => ValueReading::Duration(amount),
        UnitKind::Money => ValueReading::Money(amount),
        UnitKind::Percent => ValueReading::Percent(amount),
        UnitKind::Measure => ValueReading::Count(amount),
        UnitKind::Span => return None,
    };
    Some((end, Some(reading)))
}

/// An amount with its bounds, innermost first.
fn bounded(range: Interval, kinds: &[BoundKind], unit: &str, tolerance: f64) -> Amount {
    let (mut hull, mut said) = (range, range);
    for kind in kinds {
        hull = bound(hull, *kind, tolerance);
        if *kind != BoundKind::About {
            said = bound(said, *kind, tolerance);
        }
    }
    Amount {
        hull,
        said,
        unit: unit.to_owned(),
    }
}

fn bound(of: Interval, kind: BoundKind, tolerance: f64) -> Interval {
    match kind {
        BoundKind::MoreThan => Interval::from(of.low, true),
        BoundKind::AtLeast => Interval::from(of.low, of.low_open),
        BoundKind::LessThan => Interval {
            high_open: true,
            ..Interval::between(0.0, of.high)
        },
        BoundKind::AtMost => Interval::between(0.0, of.high),
        BoundKind::Nearly => Interval {
            high_open: true,
            ..Interval::between(of.low * (1.0 - tolerance), of.high)
        },
        BoundKind::JustOver => Interval {
            low_open: true,
            ..Interval::between(of.low, of.high * (1.0 + tolerance))
        },
        BoundKind::About => {
            Interval::between(of.low * (1.0 - tolerance), of.high * (1.0 + tolerance))
        }
        BoundKind::Exactly => of,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_widens_the_hull_and_keeps_what_was_said() {
        let amount = bounded(Interval::exactly(20.0), &[BoundKind::About], "", 0.1);
        assert_eq!(amount.hull, Interval::between(18.0, 22.0));
        assert_eq!(amount.said, Interval::exactly(20.0));
    }

    #[test]
    fn bounds_apply_from_the_inside() {
        let kinds = [BoundKind::About, BoundKind::AtLeast];
        let amount = bounded(Interval::exactly(20.0), &kinds, "", 0.1);
        assert_eq!(amount.hull, Interval::from(18.0, false));
        assert_eq!(amount.said, Interval::from(20.0, false));
    }
}
