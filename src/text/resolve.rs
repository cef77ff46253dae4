//! What a date phrase means: holes filled, day of publication known, gives the stretch of time.
//!
//! Takes the form of a phrase and what filled its holes, gives a reading. Never looks at words. The past reading is
//! the default; the coming one goes beside it where the words allow both.

use jiff::civil::Date;

use crate::rules::language::values::{CalendarUnit, Form, ValueWords};
use crate::value::time::{DAY, date_of, midnight};
use crate::value::{Interval, Minute, Period};

use super::calendar::{
    day, days_in, feast, monday, month, months, plus, plus_months, share, stretch, weekday_number,
    year,
};
use super::hole::Hole;
use super::{DateReading, Grain};

/// A day without a year lies in the coming time when it is at most this many days ahead and nearer than the last one.
const SOON: i64 = 60;

/// What a date is told from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'t> {
    pub(super) tables: &'t ValueWords,
    pub(super) published: Option<Period>,
    /// The date told before in the sentence, or in the sentences before it.
    pub(super) before: Option<Period>,
    /// How many date phrases this one stands in.
    pub(super) depth: u8,
}

impl Context<'_> {
    fn today(&self) -> Option<Date> {
        self.published.map(|period| date_of(period.start))
    }
}

fn at(period: Period, grain: Grain) -> DateReading {
    DateReading {
        period,
        grain,
        throughout: false,
        resolved: true,
        future: None,
        since: None,
        names: false,
    }
}

fn unresolved(grain: Grain) -> DateReading {
    DateReading {
        resolved: false,
        ..at(Period::ALWAYS, grain)
    }
}

/// The reading that `find` gives for the day of publication; unresolved when that is not known.
fn told_from(
    context: &Context<'_>,
    grain: Grain,
    find: impl FnOnce(Date) -> Option<(Period, Option<Period>)>,
) -> Option<DateReading> {
    let Some(today) = context.today() else {
        return Some(unresolved(grain));
    };
    let (period, future) = find(today)?;
    Some(DateReading {
        future,
        ..at(period, grain)
    })
}

/// Both readings of an inner date changed alike.
fn mapped(
    inner: DateReading,
    grain: Grain,
    change: impl Fn(Period) -> Option<Period>,
) -> Option<DateReading> {
    if !inner.resolved {
        return Some(unresolved(grain));
    }
    Some(DateReading {
        period: change(inner.period)?,
        future: inner.future.and_then(&change),
        grain,
        ..inner
    })
}

fn grain_of(unit: CalendarUnit) -> Grain {
    match unit {
        CalendarUnit::Minute | CalendarUnit::Hour | CalendarUnit::Day => Grain::Day,
        CalendarUnit::Week | CalendarUnit::Weekend => Grain::Week,
        CalendarUnit::Month => Grain::Month,
        CalendarUnit::Year | CalendarUnit::Decade => Grain::Year,
    }
}

/// What filled the holes, whatever their order in the template.
#[derive(Default)]
struct Holes {
    weekday: i8,
    month: i8,
    days: Vec<i8>,
    numbers: Vec<i8>,
    year: i16,
    many: Option<Interval>,
    unit: Option<CalendarUnit>,
    nth: i64,
    season: (i8, i8),
    index: u16,
    share: (f64, f64),
    clock: Minute,
    dates: Vec<DateReading>,
}

/// The reading of a phrase of `form`; `None` when its parts make no date.
pub(super) fn resolve(form: Form, filled: &[Hole], context: &Context<'_>) -> Option<DateReading> {
    let mut holes = Holes::default();
    for hole in filled {
        match *hole {
            Hole::Weekday(n) => holes.weekday = n,
            Hole::Month(n) => holes.month = n,
            Hole::Day(n) => holes.days.push(n),
            Hole::Number(n) => holes.numbers.push(n),
            Hole::Year(n) => holes.year = n,
            Hole::Many(range) => holes.many = Some(range),
            Hole::Unit(unit) => holes.unit = Some(unit),
            Hole::Units(unit) => {
                let [low, high] = context.tables.bare_plural;
                holes.unit = Some(unit);
                holes.many = Some(Interval::between(low, high));
            }
            Hole::Nth(n) => holes.nth = n,
            Hole::Season(first, last) => holes.season = (first, last),
            Hole::Feast(n) | Hole::Relative(n) => holes.index = n,
            Hole::Share(from, to) | Hole::Part(from, to) => holes.share = (from, to),
            Hole::Clock(minutes) => holes.clock = minutes,
            Hole::Date(date) => holes.dates.push(date),
        }
    }
    match form {
        Form::Weekday
        | Form::WeekdayLast
        | Form::WeekdayNext
        | Form::WeekdayThis
        | Form::WeekdayIn => weekday(form, &holes, context),
        Form::MonthDay
        | Form::MonthDayYear
        | Form::MonthDays
        | Form::MonthDaysYear
        | Form::Numeric => days(form, &holes, context),
        Form::Month
        | Form::MonthYear
        | Form::MonthLast
        | Form::MonthNext
        | Form::MonthThis
        | Form::MonthIn => whole_month(form, &holes, context),
        Form::Year => Some(at(year(holes.year), Grain::Year)),
        Form::Decade => (holes.year % 10 == 0).then(|| {
            at(
                year(holes.year).join(year(holes.year.saturating_add(9))),
                Grain::Year,
            )
        }),
        Form::UnitLast
        | Form::UnitThis
        | Form::UnitNext
        | Form::UnitLatest
        | Form::UnitEarlier
        | Form::UnitLater => unit(form, holes.unit?, context),
        Form::UnitLaterThat | Form::UnitThat | Form::UnitBefore | Form::UnitFollowing => {
            unit_of_before(form, holes.unit?, context)
        }
        Form::UnitsPast
        | Form::UnitsComing
        | Form::UnitsAgo
        | Form::UnitsEarlier
        | Form::UnitsAfter => {
            let unit = holes.unit?;
            // "the next day" is told from the date before, as `UnitFollowing`.
            if holes.many.is_none() && unit <= CalendarUnit::Day {
                return None;
            }
            let many = holes.many.unwrap_or(Interval::exactly(1.0));
            Some(span(form, many, unit, context))
        }
        Form::UnitNth => nth_unit(&holes),
        Form::SeasonYear | Form::SeasonLast | Form::SeasonThis | Form::SeasonNext => {
            season(form, &holes, context)
        }
        Form::Feast => {
            let rule = *context.tables.feasts.get(usize::from(holes.index))?;
            told_from(context, Grain::Day, |today| {
                nearest_year(today, |year| feast(rule, year))
            })
        }
        Form::FeastYear => {
            let rule = *context.tables.feasts.get(usize::from(holes.index))?;
            feast(rule, holes.year).map(|period| at(period, Grain::Day))
        }
        Form::Relative => relative(holes.index, context),
        Form::Share => {
            let inner = *holes.dates.first()?;
            let (from, to) = holes.share;
            mapped(inner, inner.grain, |period| Some(share(period, from, to)))
        }
        Form::DayPart => day_part(*holes.dates.first()?, holes.share),
        Form::PartThat => {
            let day = unit_of_before(Form::UnitThat, CalendarUnit::Day, context);
            day_part(day?, holes.share)
        }
        Form::PartBefore => {
            let day = unit_of_before(Form::UnitBefore, CalendarUnit::Day, context);
            day_part(day?, holes.share)
        }
        Form::Clock => {
            let inner = *holes.dates.first()?;
            mapped(inner, Grain::Minute, |period| {
                // "6 p.m." is the hour, "6:05 p.m." the minute.
                let length = if holes.clock % 60 == 0 { 60 } else { 1 };
                let start = period.start + holes.clock;
                (period.minutes() == DAY).then(|| Period::new(start, start + length))
            })
        }
        Form::Since => {
            let inner = *holes.dates.first()?;
            let published = context.published.filter(|_| inner.resolved);
            inner.until(published.unwrap_or(Period::ALWAYS).end)
        }
        Form::Through | Form::Between => through(form, &holes),
        Form::Around => {
            let inner = *holes.dates.first()?;
            let days = (holes.many?.high.min(1e6) * days_in(holes.unit?)).ceil() as Minute;
            mapped(inner, inner.grain, |period| {
                Some(Period::new(
                    period.start - days * DAY,
                    period.end + days * DAY,
                ))
            })
        }
    }
}

fn weekday(form: Form, holes: &Holes, context: &Context<'_>) -> Option<DateReading> {
    let wanted = i64::from(holes.weekday) - 1;
    if form == Form::WeekdayIn {
        let inner = *holes.dates.first()?;
        // "Friday, April 11" is the 11th, whatever weekday the calendar gives it.
        return mapped(inner, Grain::Day, |period| {
            let (first, _) = period.first_last();
            match period.minutes() / DAY {
                0 | 1 => Some(period),
                2..=8 => {
                    let ahead = (wanted - weekday_number(first)).rem_euclid(7);
                    let found = Period::day(plus(first, ahead));
                    period.contains(found).then_some(found)
                }
                _ => None,
            }
        });
    }
    told_from(context, Grain::Day, |today| {
        let back = (weekday_number(today) - wanted).rem_euclid(7);
        Some(match form {
            Form::WeekdayLast => {
                let back = if back == 0 { 7 } else { back };
                (Period::day(plus(today, -back)), None)
            }
            Form::WeekdayNext => (Period::day(plus(monday(today), 7 + wanted)), None),
            Form::WeekdayThis => (Period::day(plus(monday(today), wanted)), None),
            _ => (
                Period::day(plus(today, -back)),
                Some(Period::day(plus(today, (7 - back) % 7))),
            ),
        })
    })
}

/// The nearest of a day that comes every year: the last one, or one that comes soon and is nearer. And the coming one.
fn nearest_year(
    today: Date,
    find: impl Fn(i16) -> Option<Period>,
) -> Option<(Period, Option<Period>)> {
    let now = midnight(today);
    let years = today.year().saturating_sub(9)..=today.year().saturating_add(9);
    let found: Vec<Period> = years.filter_map(find).collect();
    let past = found
        .iter()
        .copied()
        .filter(|period| period.start <= now)
        .max();
    let future = found
        .iter()
        .copied()
        .filter(|period| period.end > now)
        .min();
    let chosen = match (past, future) {
        (Some(past), Some(future)) => {
            let ahead = future.start - now;
            if ahead > 0 && ahead <= SOON * DAY && ahead < now - past.start {
                future
            } else {
                past
            }
        }
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => return None,
    };
    Some((chosen, future))
}

fn days(form: Form, holes: &Holes, context: &Context<'_>) -> Option<DateReading> {
    let (first, last) = (
        *holes.days.first().unwrap_or(&0),
        *holes.days.last().unwrap_or(&0),
    );
    let in_year = |year: i16| -> Option<Period> {
        let (from, to) = (
            day(year, holes.month, first)?,
            day(year, holes.month, last)?,
        );
        (from <= to).then(|| Period::days(from, to))
    };
    match form {
        Form::MonthDay | Form::MonthDays => {
            if form == Form::MonthDays && first >= last {
                return None;
            }
            // A leap year, so that no day of the calendar is refused for want of a publication date.
            in_year(2024)?;
            told_from(context, Grain::Day, |today| nearest_year(today, in_year))
        }
        Form::Numeric => {
            let [month, on] = holes.numbers.as_slice() else {
                return None;
            };
            day(holes.year, *month, *on).map(|date| at(Period::day(date), Grain::Day))
        }
        _ => in_year(holes.year).map(|period| at(period, Grain::Day)),
    }
}

fn whole_month(form: Form, holes: &Holes, context: &Context<'_>) -> Option<DateReading> {
    let wanted = holes.month;
    match form {
        Form::MonthYear => return Some(at(month(holes.year, wanted), Grain::Month)),
        Form::MonthIn => {
            let inner = *holes.dates.first()?;
            return mapped(inner, Grain::Month, |period| {
                let (first, last) = period.first_last();
                (first.year() == last.year() && period == year(first.year()))
                    .then(|| month(first.year(), wanted))
            })
            .filter(|_| inner.grain == Grain::Year);
        }
        _ => {}
    }
    told_from(context, Grain::Month, |today| {
        let back = i64::from((today.month() - wanted).rem_euclid(12));
        let months_from = |n: i64| stretch(plus_months(today, n), CalendarUnit::Month, 0);
        Some(match form {
            Form::MonthLast => (months_from(-if back == 0 { 12 } else { back }), None),
            Form::MonthNext => (months_from(12 - back), None),
            Form::MonthThis => (month(today.year(), wanted), None),
            _ => (months_from(-back), Some(months_from((12 - back) % 12))),
        })
    })
}

fn unit(form: Form, unit: CalendarUnit, context: &Context<'_>) -> Option<DateReading> {
    let small = unit < CalendarUnit::Week;
    let fits = match form {
        Form::UnitLast | Form::UnitNext => !small,
        // "the month" alone says nothing; in "the end of the month" it is this one.
        Form::UnitLatest => unit == CalendarUnit::Weekend || (context.depth > 0 && !small),
        _ => unit >= CalendarUnit::Day,
    };
    if !fits {
        return None;
    }
    told_from(context, grain_of(unit), |today| {
        let this = stretch(today, unit, 0);
        let half_over = midnight(today) >= this.start.midpoint(this.end);
        let now = context.published?;
        Some(match form {
            Form::UnitLast => (stretch(today, unit, -1), None),
            Form::UnitNext => (stretch(today, unit, 1), None),
            Form::UnitEarlier => (Period::new(this.start, now.end.max(this.start + 1)), None),
            Form::UnitLater => (Period::new(now.start.min(this.end - 1), this.end), None),
            Form::UnitLatest
                if unit == CalendarUnit::Weekend && this.start >= midnight(today) + DAY =>
            {
                (stretch(today, unit, -1), Some(this))
            }
            Form::UnitLatest if half_over => (this, Some(stretch(today, unit, 1))),
            _ => (this, None),
        })
    })
}

/// "later that month", "the following day": told from the date before.
fn unit_of_before(form: Form, unit: CalendarUnit, context: &Context<'_>) -> Option<DateReading> {
    if unit < CalendarUnit::Day {
        return None;
    }
    let Some(before) = context.before else {
        // "the next year" without a date before is the coming one, as `UnitsComing`.
        let coming = form == Form::UnitFollowing && unit > CalendarUnit::Day;
        return (!coming).then(|| unresolved(grain_of(unit)));
    };
    let (first, last) = before.first_last();
    let that = stretch(first, unit, 0);
    let period = match form {
        Form::UnitThat => that,
        Form::UnitBefore => stretch(first, unit, -1),
        Form::UnitFollowing => stretch(last, unit, 1),
        // Later than the day told, unless the whole unit was told.
        _ if before.contains(that) || before.end >= that.end => that,
        _ => Period::new(before.start.max(that.start), that.end),
    };
    Some(at(period, grain_of(unit)))
}

/// "the past two weeks", "three days ago", "two days later".
fn span(form: Form, many: Interval, unit: CalendarUnit, context: &Context<'_>) -> DateReading {
    let grain = grain_of(unit);
    let length = days_in(unit) * DAY as f64;
    let low = many.low.max(0.0);
    // "more than three years ago" has no end; twice as long is as far as anybody would put it so.
    let high = if many.high.is_finite() {
        many.high
    } else {
        low * 2.0
    };
    let minutes = |n: f64| (n * length).round().clamp(0.0, 4e9) as Minute;
    let whole = |n: f64| minutes(n).div_euclid(DAY) * DAY;
    let by_day = |n: f64| {
        if unit < CalendarUnit::Day {
            minutes(n)
        } else {
            whole(n)
        }
    };
    // "two weeks ago" is good to half a week either way, "two days ago" is that day.
    let slack = if unit > CalendarUnit::Day {
        whole(0.5)
    } else {
        0
    };
    match form {
        Form::UnitsEarlier | Form::UnitsAfter => {
            let Some(before) = context.before else {
                return unresolved(grain);
            };
            // Hours before or after a whole day are mostly of that day.
            if unit < CalendarUnit::Day && before.minutes() >= DAY {
                return at(before, grain);
            }
            let (near, far) = (by_day(low) - slack, by_day(high) + slack);
            let period = if form == Form::UnitsEarlier {
                Period::new(before.start - far, before.end - near.max(0))
            } else {
                Period::new(before.start + near.max(0), before.end + far)
            };
            at(period, grain)
        }
        _ => {
            let Some(now) = context.published else {
                return unresolved(grain);
            };
            at(
                match form {
                    Form::UnitsPast => Period::new(now.start - by_day(high), now.end),
                    Form::UnitsComing => Period::new(now.start, now.end + by_day(high)),
                    _ => Period::new(
                        now.start - by_day(high) - slack,
                        now.end - (by_day(low) - slack).max(0),
                    ),
                },
                grain,
            )
        }
    }
}

/// "the first week of April".
fn nth_unit(holes: &Holes) -> Option<DateReading> {
    let inner = *holes.dates.first()?;
    let (nth, unit) = (holes.nth.clamp(0, 400) - 1, holes.unit?);
    mapped(inner, grain_of(unit), |period| {
        let (first, _) = period.first_last();
        let found = match unit {
            CalendarUnit::Day => Period::day(plus(first, nth)),
            CalendarUnit::Week => Period::days(plus(first, nth * 7), plus(first, nth * 7 + 6)),
            CalendarUnit::Month | CalendarUnit::Year => stretch(first, unit, 0)
                .contains(period)
                .then(|| stretch(plus_months(first, 0), unit, nth))
                .or_else(|| Some(stretch(first, unit, nth)))?,
            _ => return None,
        };
        (nth >= 0 && period.minutes() > DAY)
            .then(|| found.overlap(period))
            .flatten()
    })
}

fn season(form: Form, holes: &Holes, context: &Context<'_>) -> Option<DateReading> {
    let (first, last) = holes.season;
    if form == Form::SeasonYear {
        return Some(at(months(holes.year, first, last), Grain::Month));
    }
    told_from(context, Grain::Month, |today| {
        let of = |n: i16| months(today.year().saturating_add(n), first, last);
        let now = midnight(today);
        let period = match form {
            Form::SeasonLast => (-2..=0).rev().map(of).find(|period| period.end <= now)?,
            Form::SeasonNext => (0..=1).map(of).find(|period| period.start > now)?,
            _ => (-1..=0)
                .map(of)
                .find(|period| period.start <= now && now < period.end)
                .unwrap_or(of(0)),
        };
        Some((period, None))
    })
}

fn relative(index: u16, context: &Context<'_>) -> Option<DateReading> {
    let rule = context.tables.relative.get(usize::from(index))?;
    let grain = rule.grain.map_or(Grain::Day, grain_of);
    told_from(context, grain, |today| {
        let first = midnight(plus(today, i64::from(rule.days[0])));
        let last = midnight(plus(today, i64::from(rule.days[1])));
        let period = match rule.hours {
            None => Period::new(first, last + DAY),
            Some([from, to]) => Period::new(
                first + (from * 60.0) as Minute,
                last + (to * 60.0) as Minute,
            ),
        };
        (period.start < period.end).then_some((period, None))
    })
}

/// "Tuesday night", "the night of 23-24 April".
fn day_part(inner: DateReading, (from, to): (f64, f64)) -> Option<DateReading> {
    mapped(inner, Grain::Day, |period| {
        if inner.grain > Grain::Day || period.minutes() > 2 * DAY {
            return None;
        }
        let (first, last) = period.first_last();
        // A night told by its two days ends on the second.
        let past_midnight = first != last && to > 24.0;
        let to = if past_midnight { to - 24.0 } else { to };
        let found = Period::new(
            midnight(first) + (from * 60.0) as Minute,
            midnight(last) + (to * 60.0) as Minute,
        );
        (found.start < found.end).then_some(found)
    })
}

fn through(form: Form, holes: &Holes) -> Option<DateReading> {
    let [from, to] = *holes.dates.as_slice() else {
        return None;
    };
    let grain = from.grain.max(to.grain);
    let throughout = form == Form::Through;
    if !from.resolved || !to.resolved {
        return Some(DateReading {
            throughout,
            ..unresolved(grain)
        });
    }
    // "until midnight on May 11" ends as that minute begins.
    let end = |period: Period| {
        if to.grain == Grain::Minute {
            period.start
        } else {
            period.end
        }
    };
    let joined = |a: Period, b: Period| (a.start < end(b)).then(|| Period::new(a.start, end(b)));
    let future = from
        .future
        .and_then(|a| joined(a, to.future.unwrap_or(to.period)));
    // "from Saturday to Monday", told on Sunday: the Monday to come.
    let period = joined(from.period, to.period)
        .or_else(|| to.future.and_then(|b| joined(from.period, b)))
        .or(future)?;
    Some(DateReading {
        throughout,
        future,
        ..at(period, grain)
    })
}
