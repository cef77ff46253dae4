//! The numbers and dates of a text, in the words of the English that ships. The first line is the day it is told from.
#![no_main]

use atodds::problem::ByteSpan;
use atodds::source::published;
use atodds::text::{self, Sentence, ValueMark, ValueReading};
use atodds::value::{Amount, Interval, Period, time};
use atodds_fuzz::{SHIPPED, head};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (day, text) = head(input);
    let (Ok(day), Ok(text)) = (str::from_utf8(day), str::from_utf8(text)) else {
        return;
    };
    // Beyond that a day is no day but the end of time.
    let day = published(day).filter(|day| Period::ALWAYS.contains(*day));
    if let Some(day) = day {
        assert!(day.start < day.end);
        assert_eq!(published(&day.to_string()), Some(day));
    }
    let words = &SHIPPED.languages[0].values;
    let sentences = text::split(text, ByteSpan::new(0, text.len()), 0, words);
    let mut before = 0;
    for sentence in &sentences {
        assert!(
            before <= sentence.span.start
                && text.get(sentence.span.start..sentence.span.end).is_some()
        );
        before = sentence.span.end;
        assert_tokens(sentence, text);
        let marks = text::read_values(sentence, words, day);
        assert_eq!(
            marks,
            text::read_values(sentence, words, day),
            "read twice"
        );
        assert_marks(&marks, sentence, day);
    }
});

fn assert_tokens(sentence: &Sentence, text: &str) {
    let mut before = sentence.span.start;
    for (at, token) in sentence.tokens.iter().enumerate() {
        assert!(before <= token.start as usize && token.start < token.end);
        before = token.end as usize;
        assert!(!sentence.word(at).is_empty() && !sentence.surface(text, at).is_empty());
    }
    assert!(before <= sentence.span.end);
}

fn assert_marks(marks: &[ValueMark], sentence: &Sentence, day: Option<Period>) {
    let mut before = 0;
    for mark in marks {
        assert!(
            before <= mark.tokens.start && !mark.tokens.is_empty(),
            "{mark:?}"
        );
        before = mark.tokens.end;
        match &mark.reading {
            ValueReading::Count(amount)
            | ValueReading::Duration(amount)
            | ValueReading::Money(amount)
            | ValueReading::Percent(amount)
            | ValueReading::Ordinal(amount)
            | ValueReading::Times(amount) => assert_amount(amount),
            ValueReading::Date(date) => {
                assert_period(date.period);
                date.future.into_iter().for_each(assert_period);
                assert!(date.resolved || date.period == Period::ALWAYS, "{date:?}");
                assert!(date.resolved || day.is_none(), "{date:?}");
            }
        }
    }
    assert!(before <= sentence.tokens.len());
}

fn assert_amount(amount: &Amount) {
    for Interval { low, high, .. } in [amount.hull, amount.said] {
        assert!(low <= high, "{amount:?}");
        assert!(
            low < f64::INFINITY && high > f64::NEG_INFINITY,
            "{amount:?}"
        );
    }
    assert!(amount.hull.contains(amount.said), "{amount:?}");
    let json = serde_json::to_string(amount).expect("an amount is plain data");
    let read: Amount = serde_json::from_str(&json).expect("what was written is read");
    assert_eq!(*amount, read);
}

fn assert_period(period: Period) {
    assert!(period.start < period.end, "{period:?}");
    assert!(!period.to_string().is_empty());
    time::date_of(period.start);
    let (first, last) = period.first_last();
    assert!(first <= last, "{period:?}");
}
