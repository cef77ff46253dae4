//! Value marks: every amount and date of a sentence, each word in at most one.
//!
//! Takes a sentence and the day of publication, gives marks in order. From left to right the longest reading wins,
//! a date before an amount. Never marks names or what is counted.

use crate::rules::language::values::{ValueWords, WordId};
use crate::value::Period;

use super::amount::{Found, amount};
use super::date::Dates;
use super::number::Words;
use super::{Sentence, ValueMark, ValueReading};

/// The values of `sentence`, whose tokens have these vocabulary numbers, told from the day it
/// was `published` and the date told `before`.
pub(super) fn read(
    sentence: &Sentence,
    words: &ValueWords,
    ids: Vec<WordId>,
    published: Option<Period>,
    before: Option<Period>,
) -> Vec<ValueMark> {
    let mut marks: Vec<ValueMark> = Vec::new();
    let Some(words) = Words::new(sentence, words, ids) else {
        return marks;
    };
    let mut dates = Dates::new(&words, published, before);
    let mut at = 0;
    while at < words.len() {
        let (may_date, may_count) = words.can_start(at);
        if !may_date && !may_count {
            at += 1;
            continue;
        }
        let rate = marks.last().is_some_and(|mark| mark.tokens.end == at);
        let date = if may_date { dates.date(at) } else { None };
        let number = if may_count {
            amount(&words, at, rate)
        } else {
            None
        };
        let (end, found) = match (date, number) {
            (Some((date_end, date)), Some((end, _))) if date_end >= end => {
                (date_end, Found::Value(ValueReading::Date(date)))
            }
            (Some((end, date)), None) => (end, Found::Value(ValueReading::Date(date))),
            (_, Some(found)) => found,
            (None, None) => {
                at = dates.clock(at).unwrap_or(at + 1);
                continue;
            }
        };
        // A time of day alone is no count: "6 p.m.".
        if let Some(clock_end) = dates.clock(at)
            && clock_end > end
        {
            at = clock_end;
            continue;
        }
        let end = end.max(at + 1);
        if let Found::Value(reading) = found {
            if let ValueReading::Date(date) = &reading {
                dates.remember(date, end);
            }
            marks.push(ValueMark {
                tokens: at..end,
                reading,
            });
        }
        at = end;
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ByteSpan;
    use crate::rules::language::values::english;
    use crate::text::{read_values, split};
    use crate::value::{Amount, Interval};
    use jiff::civil::{Date, date};

    fn number(n: f64) -> String {
        let rounded = (n * 100.0).round() / 100.0;
        format!("{rounded}")
    }

    fn interval(of: Interval) -> String {
        if of.low.total_cmp(&of.high).is_eq() {
            return number(of.low);
        }
        format!(
            "{}{}, {}{}",
            if of.low_open { '(' } else { '[' },
            number(of.low),
            number(of.high),
            if of.high_open { ')' } else { ']' }
        )
    }

    fn amount_text(kind: &str, amount: &Amount) -> String {
        let mut text = format!("{kind} {}", interval(amount.hull));
        if amount.hull != amount.said {
            text = format!("{text} said {}", interval(amount.said));
        }
        if !amount.unit.is_empty()
            && !matches!(amount.unit.as_str(), "minutes" | "percent" | "years")
        {
            text = format!("{text} {}", amount.unit);
        }
        text
    }

    /// Every mark as `words = reading`, joined by ` | `.
    fn marks(text: &str, published: Option<Period>) -> String {
        let mut found = Vec::new();
        for sentence in split(text, ByteSpan::new(0, text.len()), 0, english()) {
            for mark in read_values(&sentence, english(), published) {
                let reading = match &mark.reading {
                    ValueReading::Count(amount) => amount_text("count", amount),
                    ValueReading::Duration(amount) => amount_text("minutes", amount),
                    ValueReading::Money(amount) => amount_text("money", amount),
                    ValueReading::Percent(amount) => amount_text("percent", amount),
                    ValueReading::Ordinal(amount) => amount_text("place", amount),
                    ValueReading::Times(amount) => amount_text("times", amount),
                    ValueReading::Age(amount) => amount_text("age", amount),
                    ValueReading::Date(date) if !date.resolved => "unresolved".to_owned(),
                    ValueReading::Date(date) => format!(
                        "{}{}",
                        date.period,
                        if date.throughout { " throughout" } else { "" }
                    ),
                };
                found.push(format!(
                    "{} = {reading}",
                    sentence.bytes(&mark.tokens).of(text)
                ));
            }
        }
        found.join(" | ")
    }

    fn told_on(day: Date, text: &str) -> String {
        marks(text, Some(Period::day(day)))
    }

    fn check(cases: &[(&str, &str)], read: impl Fn(&str) -> String) {
        let wrong: Vec<String> = cases
            .iter()
            .filter_map(|(text, want)| {
                let got = read(text);
                (got != *want).then(|| format!("{text}\n  want {want}\n  got  {got}"))
            })
            .collect();
        assert!(
            wrong.is_empty(),
            "{} wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }

    #[test]
    fn amounts_read_as_news_means_them() {
        let cases = [
            ("killed 34 people", "34 = count 34"),
            ("killed 2,935 people", "2,935 = count 2935"),
            (
                "some 1.2 million people",
                "some 1.2 million = count [1080000, 1320000] said 1200000",
            ),
            (
                "two hundred and five men",
                "two hundred and five = count 205",
            ),
            ("a dozen men", "a dozen = count 12"),
            ("dozens of men", "dozens = count [24, 99]"),
            (
                "hundreds of thousands of men",
                "hundreds of thousands = count [200000, 999999]",
            ),
            ("several men", "several = count [3, 9]"),
            ("several hundred men", "several hundred = count [300, 900]"),
            ("a couple of men", "a couple of = count [2, 3]"),
            ("no casualties were seen", "no = count 0"),
            ("it is no longer so", ""),
            ("he said no.", ""),
            ("a man and one of them", ""),
            ("one person died", "one = count 1"),
            ("at least one of them", "at least one = count [1, inf]"),
            ("at least 18 men", "at least 18 = count [18, inf]"),
            ("more than 20 men", "more than 20 = count (20, inf]"),
            ("over 20 men", "over 20 = count (20, inf]"),
            ("handed over 20 men", "20 = count 20"),
            ("nearly 20 men", "nearly 20 = count [18, 20)"),
            (
                "close to five hours",
                "close to five hours = minutes [270, 300)",
            ),
            ("about 20 men", "about 20 = count [18, 22] said 20"),
            ("some 26 men", "some 26 = count [23.4, 28.6] said 26"),
            ("up to 20 men", "up to 20 = count [0, 20]"),
            ("as many as 20 men", "as many as 20 = count [0, 20]"),
            ("fewer than 20 men", "fewer than 20 = count [0, 20)"),
            ("no more than 20 men", "no more than 20 = count [0, 20]"),
            ("no fewer than 20 men", "no fewer than 20 = count [20, inf]"),
            (
                "between 20 and 30 men",
                "between 20 and 30 = count [20, 30]",
            ),
            ("20 to 30 men", "20 to 30 = count [20, 30]"),
            ("20-30 men", "20-30 = count [20, 30]"),
            ("it rose from 31 to 34 now", "31 = count 31 | 34 = count 34"),
            ("20 or more men", "20 or more = count [20, inf]"),
            ("only 20 men", "20 = count 20"),
            ("just over 20 men", "just over 20 = count (20, 22]"),
            (
                "at least about 20 men",
                "at least about 20 = count [18, inf] said [20, inf]",
            ),
            (
                "5 to 10 million men",
                "5 to 10 million = count [5000000, 10000000]",
            ),
            (
                "millions of men in Million town",
                "millions = count [2000000, 99999999]",
            ),
            ("two or three men", "two or three = count [2, 3]"),
            (
                "for more than four hours",
                "more than four hours = minutes (240, inf]",
            ),
            (
                "for four and a half hours",
                "four and a half hours = minutes 270",
            ),
            (
                "roughly four and a half hours",
                "roughly four and a half hours = minutes [243, 297] said 270",
            ),
            ("an hour and a half", "an hour and a half = minutes 90"),
            ("half an hour", "half an hour = minutes 30"),
            (
                "three quarters of an hour",
                "three quarters of an hour = minutes 45",
            ),
            (
                "a 90-minute call",
                "90-minute = minutes [89.5, 90.5) said 90",
            ),
            (
                "a 30-day truce",
                "30-day = minutes [42480, 43920) said 43200",
            ),
            ("a month-long truce", "month-long = minutes 43800"),
            ("an hours-long call", "hours-long = minutes [120, inf]"),
            ("for two weeks", "two weeks = minutes 20160"),
            ("over two weeks", "two weeks = minutes 20160"),
            ("over two hours", "over two hours = minutes (120, inf]"),
            (
                "two hours and 15 minutes",
                "two hours and 15 minutes = minutes 135",
            ),
            ("two to 3 hours", "two to 3 hours = minutes [120, 180]"),
            ("4 hours or more", "4 hours or more = minutes [240, inf]"),
            (
                "a one-month truce",
                "one-month = minutes [21900, 65700) said 43800",
            ),
            ("worth $5 million now", "$5 million = money 5000000 usd"),
            (
                "worth more than $1.5bn now",
                "more than $1.5bn = money (1500000000, inf] usd",
            ),
            ("worth 500 euros now", "500 euros = money 500 eur"),
            (
                "worth $5-10 million now",
                "$5-10 million = money [5000000, 10000000] usd",
            ),
            ("about 20% of it", "about 20% = percent [18, 22] said 20"),
            ("by 20 per cent", "20 per cent = percent 20"),
            ("for a third time", "third = place 3"),
            (
                "his third visit and the 2nd call",
                "third = place 3 | 2nd = place 2",
            ),
            ("the twenty-first day", "twenty-first = place 21"),
            ("he went twice", "twice = times 2"),
            ("he went three times", "three times = times 3"),
            ("broke it 2,935 times", "2,935 times = times 2935"),
            ("three times as many men", ""),
            ("at least twice", "at least twice = times [2, inf]"),
            ("once the deal is done", ""),
            ("a 34-year-old man", "34-year-old = age (33, 35) said 34"),
            ("34 years old", "34 years old = age (33, 35) said 34"),
            ("a 6-month-old girl", "6-month-old = age [0, 1.5) said 0.5"),
            ("aged 7 and 9", "7 = age (6, 8) said 7 | 9 = count 9"),
            ("Roe, 34, said so", "34 = age (33, 35) said 34"),
            ("they are over 60 years old", ""),
            ("a 400-year-old church", ""),
            ("it won 3-1 there", ""),
            ("a KN-23 missile and an F-16 jet", ""),
            ("the G7 and Covid-19 and Article 5 of it", ""),
            ("call 202-555-0143 now", ""),
            ("two-thirds of them", ""),
            ("a two-state plan", ""),
            ("it is 24/7 there", ""),
            ("at 06:00 or 6 p.m. there", ""),
            ("he went twice a day", "twice = times 2"),
            ("five km off", "five km = count 5 kilometers"),
            ("No. 10 said so", ""),
        ];
        check(&cases, |text| marks(text, None));
    }

    #[test]
    fn dates_are_told_from_a_thursday() {
        let cases = [
            ("on Friday", "Friday = 2025-04-11"),
            ("Thursday", "Thursday = 2025-04-17"),
            ("last Friday", "last Friday = 2025-04-11"),
            ("last Thursday", "last Thursday = 2025-04-10"),
            ("next Thursday", "next Thursday = 2025-04-24"),
            ("today", "today = 2025-04-17"),
            ("he left yesterday", "yesterday = 2025-04-16"),
            ("tomorrow", "tomorrow = 2025-04-18"),
            ("overnight", "overnight = 2025-04-16T18:00..12:00"),
            (
                "on Tuesday night",
                "Tuesday night = 2025-04-15T18:00..06:00",
            ),
            (
                "on Tuesday morning",
                "Tuesday morning = 2025-04-15T00:00..12:00",
            ),
            ("last week", "last week = 2025-04-07..2025-04-13"),
            ("last month", "last month = 2025-03-01..2025-03-31"),
            ("last year", "last year = 2024-01-01..2024-12-31"),
            ("this week", "this week = 2025-04-14..2025-04-20"),
            ("next week", "next week = 2025-04-21..2025-04-27"),
            (
                "earlier this month",
                "earlier this month = 2025-04-01..2025-04-17",
            ),
            (
                "earlier this week",
                "earlier this week = 2025-04-14..2025-04-17",
            ),
            ("over the weekend", "the weekend = 2025-04-12..2025-04-13"),
            ("Friday last week", "Friday last week = 2025-04-11"),
            ("in March", "March = 2025-03-01..2025-03-31"),
            ("in December", "December = 2024-12-01..2024-12-31"),
            ("in early March", "early March = 2025-03-01..2025-03-10"),
            ("in mid-February", "mid-February = 2025-02-09..2025-02-18"),
            ("late March", "late March = 2025-03-20..2025-03-31"),
            (
                "by the end of April",
                "the end of April = 2025-04-25..2025-04-30",
            ),
            (
                "an end-of-April deadline",
                "end-of-April = 2025-04-25..2025-04-30",
            ),
            (
                "by the end of the month",
                "the end of the month = 2025-04-25..2025-04-30",
            ),
            ("on April 13", "April 13 = 2025-04-13"),
            ("on 13 April", "13 April = 2025-04-13"),
            ("on April 13th", "April 13th = 2025-04-13"),
            ("on the 13th of April", "the 13th of April = 2025-04-13"),
            ("on Feb. 28 there", "Feb. 28 = 2025-02-28"),
            ("on May 9", "May 9 = 2025-05-09"),
            ("on June 30", "June 30 = 2024-06-30"),
            ("on March 11, 2025, he", "March 11, 2025 = 2025-03-11"),
            ("on 2025-03-11 there", "2025-03-11 = 2025-03-11"),
            ("on Friday, April 11, he", "Friday, April 11 = 2025-04-11"),
            ("in April 2022", "April 2022 = 2022-04-01..2022-04-30"),
            ("in 2014", "2014 = 2014-01-01..2014-12-31"),
            ("the 1990s", "the 1990s = 1990-01-01..1999-12-31"),
            (
                "from 2014 to 2022",
                "from 2014 to 2022 = 2014-01-01..2022-12-31 throughout",
            ),
            ("2000 soldiers left", "2000 = count 2000"),
            (
                "in March last year",
                "March last year = 2024-03-01..2024-03-31",
            ),
            (
                "in the night of 23-24 April",
                "the night of 23-24 April = 2025-04-23T18:00..06:00",
            ),
            (
                "between May 8 and May 11",
                "between May 8 and May 11 = 2025-05-08..2025-05-11",
            ),
            (
                "between May 8 and 11",
                "between May 8 and 11 = 2025-05-08..2025-05-11",
            ),
            (
                "from midnight on May 8 until midnight on May 11",
                "from midnight on May 8 until midnight on May 11 = 2025-05-08..2025-05-10 throughout",
            ),
            (
                "three days either side of May 9",
                "three days either side of May 9 = 2025-05-06..2025-05-12",
            ),
            (
                "since January",
                "since January = 2025-01-01..2025-04-17 throughout",
            ),
            (
                "since last Friday",
                "since last Friday = 2025-04-11..2025-04-17 throughout",
            ),
            (
                "from Saturday to Sunday",
                "from Saturday to Sunday = 2025-04-12..2025-04-13 throughout",
            ),
            ("two weeks ago", "two weeks ago = 2025-03-31..2025-04-06"),
            ("three days ago", "three days ago = 2025-04-14"),
            ("days ago", "days ago = 2025-04-07..2025-04-15"),
            (
                "more than three years ago",
                "more than three years ago = 2018-10-18..2022-10-17",
            ),
            (
                "in the past two weeks",
                "the past two weeks = 2025-04-03..2025-04-17",
            ),
            ("in recent days", "recent days = 2025-04-10..2025-04-17"),
            ("at Easter", "Easter = 2025-04-20"),
            ("on Easter Sunday 2024", "Easter Sunday 2024 = 2024-03-31"),
            ("at Christmas", "Christmas = 2024-12-25"),
            (
                "at 6pm on Friday",
                "6pm on Friday = 2025-04-11T18:00..19:00",
            ),
            ("on Friday at 06:05", "Friday at 06:05 = 2025-04-11T06:05"),
            (
                "at 1:30 a.m. on Friday",
                "1:30 a.m. on Friday = 2025-04-11T01:30",
            ),
            (
                "at noon on April 13",
                "noon on April 13 = 2025-04-13T12:00..13:00",
            ),
            (
                "he left on March 3 and later that month",
                "March 3 = 2025-03-03 | later that month = 2025-03-03..2025-03-31",
            ),
            ("later that month", "later that month = unresolved"),
            (
                "met on March 3 and two days later",
                "March 3 = 2025-03-03 | two days later = 2025-03-05",
            ),
            (
                "met on March 3 and hours later",
                "March 3 = 2025-03-03 | hours later = 2025-03-03",
            ),
            (
                "the first week of April",
                "the first week of April = 2025-04-01..2025-04-07",
            ),
            ("in spring 2022", "spring 2022 = 2022-03-01..2022-05-31"),
            ("last summer", "last summer = 2024-06-01..2024-08-31"),
            ("he may march in may", ""),
            ("in May 2024", "May 2024 = 2024-05-01..2024-05-31"),
            (
                "since the end of March",
                "since the end of March = 2025-03-26..2025-04-17 throughout",
            ),
            ("this weekend", "this weekend = 2025-04-19..2025-04-20"),
            (
                "on February 30",
                "February = 2025-02-01..2025-02-28 | 30 = count 30",
            ),
        ];
        check(&cases, |text| told_on(date(2025, 4, 17), text));
    }

    #[test]
    fn weekdays_are_told_from_the_day_itself() {
        let cases = [
            ("last Friday", "last Friday = 2025-04-11"),
            ("on Friday", "Friday = 2025-04-18"),
            ("next week", "next week = 2025-04-21..2025-04-27"),
            ("last week", "last week = 2025-04-07..2025-04-13"),
            ("next Thursday", "next Thursday = 2025-04-24"),
        ];
        check(&cases, |text| told_on(date(2025, 4, 18), text));
        let sunday = [
            ("over the weekend", "the weekend = 2025-04-19..2025-04-20"),
            ("last weekend", "last weekend = 2025-04-12..2025-04-13"),
            (
                "from Saturday to Monday",
                "from Saturday to Monday = 2025-04-19..2025-04-21 throughout",
            ),
            ("next Monday", "next Monday = 2025-04-21"),
            ("they quit the 2015 deal", "2015 = 2015-01-01..2025-04-20"),
            ("the 2015 Accord", "2015 = 2015-01-01..2015-12-31"),
            ("they quit in 2015", "2015 = 2015-01-01..2015-12-31"),
        ];
        check(&sunday, |text| told_on(date(2025, 4, 20), text));
    }

    #[test]
    fn without_a_publication_date_only_absolute_dates_resolve() {
        let cases = [
            ("on Friday", "Friday = unresolved"),
            ("on April 13", "April 13 = unresolved"),
            ("last week", "last week = unresolved"),
            ("on April 13, 2025, he", "April 13, 2025 = 2025-04-13"),
            ("since 2014", "since 2014 = from 2014-01-01 throughout"),
        ];
        check(&cases, |text| marks(text, None));
    }

    fn future(text: &str) -> Option<String> {
        let sentences = split(text, ByteSpan::new(0, text.len()), 0, english());
        let published = Some(Period::day(date(2025, 4, 17)));
        let marks = read_values(&sentences[0], english(), published);
        match &marks.first()?.reading {
            ValueReading::Date(date) => date.future.map(|period| period.to_string()),
            _ => None,
        }
    }

    #[test]
    fn the_coming_reading_stands_beside_the_past_one() {
        assert_eq!(future("on Friday").as_deref(), Some("2025-04-18"));
        assert_eq!(future("on Thursday").as_deref(), Some("2025-04-17"));
        assert_eq!(
            future("in March").as_deref(),
            Some("2026-03-01..2026-03-31")
        );
        assert_eq!(future("on April 13").as_deref(), Some("2026-04-13"));
        assert_eq!(
            future("on Friday night").as_deref(),
            Some("2025-04-18T18:00..06:00")
        );
        assert_eq!(future("last week"), None);
    }

    #[test]
    fn a_word_such_as_upcoming_chooses_the_coming_reading() {
        assert_eq!(
            told_on(date(2025, 4, 17), "the upcoming Saturday"),
            "Saturday = 2025-04-19"
        );
        assert_eq!(
            told_on(date(2025, 4, 17), "by Saturday"),
            "Saturday = 2025-04-12"
        );
    }

    proptest::proptest! {
        #[test]
        fn marks_never_overlap_and_nothing_panics(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "from", "to", "between", "and", "since", "the", "a", "half", "of", "May", "9", "2025", "last", "week",
                    "Friday", "-", "two", "hundred", "million", "more", "than", "$", "%", "hours", "night", "at", "noon",
                    "6", "p.m.", "31", "ago", "early", "Easter", "later", "that", "99999999999", "decades", "first", ",",
                    "0", "over", "the past", "years", "next", "day", "mid-", "1990s", "9990s", "either side of",
                    "times", "99999999999999999999999.5-hour",
                ]),
                0..30,
            ),
        ) {
            let text = words.join(" ");
            for sentence in split(&text, ByteSpan::new(0, text.len()), 0, english()) {
                let mut last = 0;
                for published in [None, Some(Period::day(date(2025, 4, 17))), Some(Period::ALWAYS)] {
                    for mark in read_values(&sentence, english(), published) {
                        proptest::prop_assert!(published != Some(Period::ALWAYS) || mark.tokens.end > 0);
                        proptest::prop_assert!(mark.tokens.start < mark.tokens.end);
                        proptest::prop_assert!(mark.tokens.end <= sentence.tokens.len());
                        if let ValueReading::Duration(of) = &mark.reading {
                            proptest::prop_assert!(of.hull.contains(of.said), "{:?}", of);
                        }
                        if let ValueReading::Date(date) = &mark.reading {
                            proptest::prop_assert!(date.period.start < date.period.end);
                        }
                        last = last.max(mark.tokens.end);
                    }
                }
            }
        }
    }
}
