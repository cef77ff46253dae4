//! Numbers: digits and number words as one value, or as a range of unsure ones.
//!
//! Takes a sentence's words as vocabulary numbers, gives numbers with the token after each. Never looks at what is
//! counted, nor at bounds: `amount` does.

use crate::rules::language::values::{Flags, Meaning, Promise, ValueWords, WordId};
use crate::value::Interval;

use super::{Sentence, TokenKind};

/// A sentence with the vocabulary number of each of its tokens.
pub(super) struct Words<'a> {
    pub(super) sentence: &'a Sentence,
    pub(super) tables: &'a ValueWords,
    pub(super) ids: Vec<WordId>,
    /// What each token promises.
    promises: Vec<Promise>,
    /// What all of them promise together.
    pub(super) together: Promise,
}

/// A number read from the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// Lowest and highest reading.
    pub(super) range: Interval,
    /// The token after it.
    pub(super) end: usize,
    /// How it was written.
    pub(super) form: NumberForm,
}

/// How a number was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberForm {
    /// In digits alone.
    Digits,
    /// In words, or in digits and words.
    Words,
    /// "a", "one": a number only in company.
    Weak,
    /// "no".
    Zero,
    /// "dozens".
    Vague,
}

fn starts_with_digit(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

impl<'a> Words<'a> {
    /// The sentence's tokens, with the vocabulary number of each; `None` when nothing in it can be a value.
    pub(super) fn new(
        sentence: &'a Sentence,
        tables: &'a ValueWords,
        ids: Vec<WordId>,
    ) -> Option<Self> {
        let mut together = Promise::default();
        let mut promises = Vec::with_capacity(ids.len());
        for (id, token) in ids.iter().zip(&sentence.tokens) {
            let mut own = tables.promises.get(usize::from(*id)).copied();
            if starts_with_digit(&sentence.lower[token.lower_start as usize..]) {
                own = Some(Promise(own.unwrap_or_default().0 | Promise::DIGITS.0));
            } else if token.kind == TokenKind::Number {
                together.0 |= Promise::VALUE.0;
            }
            let own = own.unwrap_or_default();
            together.0 |= own.0;
            promises.push(own);
        }
        together.has(Promise::VALUE).then_some(Self {
            sentence,
            tables,
            ids,
            promises,
            together,
        })
    }

    /// What the token promises.
    pub(super) fn promise(&self, at: usize) -> Promise {
        self.promises.get(at).copied().unwrap_or_default()
    }

    /// What can start at the token: a date, an amount.
    pub(super) fn can_start(&self, at: usize) -> (bool, bool) {
        let promise = self.promise(at);
        let (date, amount) = (promise.has(Promise::DATE), promise.has(Promise::AMOUNT));
        // An article before a word of no table carries nothing.
        if (date || amount) && self.has(at, Flags::ARTICLE) && self.id(at + 1) == 0 {
            return (false, false);
        }
        (date, amount)
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn id(&self, at: usize) -> WordId {
        self.ids.get(at).copied().unwrap_or(0)
    }

    /// The normalised form of a token; nothing past the end.
    pub(super) fn word(&self, at: usize) -> &'a str {
        if at < self.len() {
            self.sentence.word(at)
        } else {
            ""
        }
    }

    pub(super) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.sentence.tokens.get(at).map(|token| token.kind)
    }

    pub(super) fn has(&self, at: usize, flag: Flags) -> bool {
        at < self.len() && self.tables.vocabulary.flags(self.id(at)).has(flag)
    }

    pub(super) fn before_has(&self, at: usize, flag: Flags) -> bool {
        at > 0 && self.has(at - 1, flag)
    }

    /// True when the token is this mark.
    pub(super) fn is(&self, at: usize, mark: &str) -> bool {
        self.word(at) == mark
    }

    /// True when the article writes the token with a capital.
    pub(super) fn is_capital(&self, at: usize) -> bool {
        at < self.len() && self.sentence.tokens[at].capital
    }

    /// True when nothing stands between the token and the one before it.
    pub(super) fn is_joined(&self, at: usize) -> bool {
        at > 0
            && at < self.len()
            && self.sentence.tokens[at - 1].end == self.sentence.tokens[at].start
    }

    /// The longest phrase at `at` for which `wanted` finds something, and the token after it.
    pub(super) fn phrase<T>(
        &self,
        at: usize,
        wanted: impl Fn(&Meaning) -> Option<T>,
    ) -> Option<(usize, T)> {
        self.tables
            .vocabulary
            .starting(self.id(at))
            .iter()
            .find_map(|phrase| {
                // The first word is known to fit, and most phrases mean something else: no slice is compared.
                let found = wanted(&phrase.meaning)?;
                let fits = (1..phrase.words.len()).all(|n| self.id(at + n) == phrase.words[n]);
                fits.then_some((at + phrase.words.len(), found))
            })
    }

    /// True when the token ends a verb with the word before it, and bounds nothing: "handed over 12 captives".
    pub(super) fn completes_verb(&self, at: usize) -> bool {
        let verb = |meaning: &Meaning| matches!(meaning, Meaning::VerbAndParticle).then_some(());
        at > 0 && self.phrase(at - 1, verb).is_some_and(|(end, ())| end > at)
    }

    /// Digits and the letters after them: `6` and `pm`; both may be empty.
    pub(super) fn digits_and_letters(&self, at: usize) -> (&'a str, &'a str) {
        let word = self.word(at);
        if !word.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            return ("", word);
        }
        let split = word
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | ':')))
            .unwrap_or(word.len());
        word.split_at(split)
    }

    /// Digits with separators as a value.
    pub(super) fn digits(&self, digits: &str) -> Option<f64> {
        if digits.is_empty() || digits.len() > 24 {
            return None;
        }
        let (whole, decimals) = match self.tables.decimal.and_then(|mark| digits.split_once(mark)) {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (digits, None),
        };
        let mut plain = String::with_capacity(digits.len());
        match self.tables.group {
            Some(group) if whole.contains(group) => {
                for (at, part) in whole.split(group).enumerate() {
                    let fits = if at == 0 {
                        (1..=3).contains(&part.len())
                    } else {
                        part.len() == 3
                    };
                    if !fits {
                        return None;
                    }
                    plain.push_str(part);
                }
            }
            _ => plain.push_str(whole),
        }
        if let Some(decimals) = decimals {
            plain.push('.');
            plain.push_str(decimals);
        }
        if plain
            .bytes()
            .any(|byte| !byte.is_ascii_digit() && byte != b'.')
        {
            return None;
        }
        plain.parse().ok()
    }

    /// The number that starts at `at`. `money` also allows the short suffixes of money.
    pub(super) fn number(&self, at: usize, money: bool) -> Option<Number> {
        let (digits, letters) = self.digits_and_letters(at);
        if !digits.is_empty() {
            return self.number_in_digits(at, digits, letters, money);
        }
        if let Some((end, (low, high))) = self.phrase(at, |meaning| match meaning {
            Meaning::Vague(low, high) => Some((*low, *high)),
            _ => None,
        }) {
            // "several hundred", "a few dozen".
            let (end, factor) = self.multiplier(end).unwrap_or((end, 1.0));
            let form = if low.total_cmp(&high).is_eq() {
                NumberForm::Words
            } else {
                NumberForm::Vague
            };
            return Some(Number {
                range: Interval::between(low * factor, high * factor),
                end,
                form,
            });
        }
        if let Some((end, ())) =
            self.phrase(at, |meaning| matches!(meaning, Meaning::Zero).then_some(()))
        {
            return Some(Number {
                range: Interval::exactly(0.0),
                end,
                form: NumberForm::Zero,
            });
        }
        // "half a million"
        if let Some((end, share)) = self.fraction(at)
            && let Some((end, factor)) = self.multiplier(self.skip_joiner(end))
        {
            return Some(Number {
                range: Interval::exactly(share * factor),
                end,
                form: NumberForm::Words,
            });
        }
        self.number_in_words(at)
    }

    /// A part of one: "half", "three quarters".
    pub(super) fn fraction(&self, at: usize) -> Option<(usize, f64)> {
        self.phrase(at, |meaning| match meaning {
            Meaning::Fraction(share) => Some(*share),
            _ => None,
        })
    }

    /// "of an", "a" or nothing, between a fraction and its unit.
    pub(super) fn skip_joiner(&self, at: usize) -> usize {
        self.phrase(at, |meaning| {
            matches!(meaning, Meaning::FractionJoiner).then_some(())
        })
        .map_or(at, |(end, ())| end)
    }

    /// "and a half".
    pub(super) fn added_fraction(&self, at: usize) -> Option<(usize, f64)> {
        self.phrase(at, |meaning| match meaning {
            Meaning::AddedFraction(share) => Some(*share),
            _ => None,
        })
    }

    fn multiplier(&self, at: usize) -> Option<(usize, f64)> {
        self.phrase(at, |meaning| match meaning {
            Meaning::Multiplier(factor) => Some(*factor),
            _ => None,
        })
    }

    fn small(&self, at: usize) -> Option<(usize, f64)> {
        self.phrase(at, |meaning| match meaning {
            Meaning::Small(value) => Some(*value),
            _ => None,
        })
    }

    fn number_in_digits(
        &self,
        at: usize,
        digits: &str,
        letters: &str,
        money: bool,
    ) -> Option<Number> {
        let mut value = self.digits(digits)?;
        let (mut end, mut form) = (at + 1, NumberForm::Digits);
        if !letters.is_empty() {
            let tables = self.tables;
            let factor = tables
                .suffixes
                .get(letters)
                .or_else(|| tables.money_suffixes.get(letters).filter(|_| money))?;
            // "4½" adds, "5bn" multiplies.
            value = if *factor < 1.0 {
                value + factor
            } else {
                value * factor
            };
            form = NumberForm::Words;
        }
        if let Some((after, share)) = self.added_fraction(end) {
            (end, value, form) = (after, value + share, NumberForm::Words);
        }
        // "1.2 million", "$1.2-billion"
        let hyphen = usize::from(self.is(end, "-"));
        if let Some((after, factor)) = self.multiplier(end + hyphen) {
            (end, value, form) = (after, value * factor, NumberForm::Words);
        }
        Some(Number {
            range: Interval::exactly(value),
            end,
            form,
        })
    }

    /// "two hundred and five thousand", "a dozen", "four and a half".
    fn number_in_words(&self, start: usize) -> Option<Number> {
        let (mut total, mut group): (f64, f64) = (0.0, 0.0);
        // What may still be added below: tens under 100, units under 10.
        let (mut room, mut limit) = (100.0_f64, f64::INFINITY);
        let (mut at, mut end) = (start, start);
        let mut words = 0;
        if self.has(start, Flags::ARTICLE) {
            if self.multiplier(start + 1).is_none() {
                return Some(Number {
                    range: Interval::exactly(1.0),
                    end: start + 1,
                    form: NumberForm::Weak,
                });
            }
            at += 1;
        }
        loop {
            if let Some((after, value)) = self.small(at)
                && value < room
            {
                group += value;
                room = if value >= 20.0 && value % 10.0 == 0.0 {
                    10.0
                } else {
                    0.0
                };
                (at, end) = (after, after);
            } else if let Some((after, factor)) = self.multiplier(at)
                && (factor < 1000.0 && (group < factor || factor < 100.0) || factor < limit)
                && !(factor < 1000.0 && room >= 100.0 && words > 0)
            {
                if factor < 1000.0 {
                    group = group.max(1.0) * factor;
                    room = if factor >= 100.0 { 100.0 } else { 0.0 };
                    words += 1;
                    (at, end) = (after, after);
                    self.step_over_joiner(&mut at, room);
                    continue;
                }
                total += group.max(1.0) * factor;
                (group, room, limit, words) = (0.0, 100.0, factor, 0);
                (at, end) = (after, after);
                self.step_over_joiner(&mut at, room);
                continue;
            } else if let Some((after, share)) = self.added_fraction(at)
                && end > start
                && at == end
            {
                group += share;
                (at, end, room) = (after, after, 0.0);
            } else {
                break;
            }
            words += 1;
            // "twenty-five"
            if self.is(at, "-") && self.small(at + 1).is_some_and(|(_, value)| value < room) {
                at += 1;
            }
        }
        // "million" alone counts nothing, nor does the "Thousand" of a place's name.
        let counted = self.has(start, Flags::ARTICLE) || self.small(start).is_some();
        if end == start || !counted {
            return None;
        }
        let weak = end == start + 1 && self.has(start, Flags::WEAK);
        Some(Number {
            range: Interval::exactly(total + group),
            end,
            form: if weak {
                NumberForm::Weak
            } else {
                NumberForm::Words
            },
        })
    }

    /// "two hundred and five": the joiner counts only when the number goes on.
    fn step_over_joiner(&self, at: &mut usize, room: f64) {
        if self.has(*at, Flags::JOINER)
            && self.small(*at + 1).is_some_and(|(_, value)| value < room)
        {
            *at += 1;
        }
    }

    /// A place in a row: "third", "twenty-first", "2nd".
    pub(super) fn ordinal(&self, at: usize) -> Option<(usize, f64)> {
        let (digits, letters) = self.digits_and_letters(at);
        if !digits.is_empty() {
            return self
                .tables
                .ordinal_suffixes
                .iter()
                .any(|suffix| suffix == letters)
                .then(|| self.digits(digits))
                .flatten()
                .map(|value| (at + 1, value));
        }
        let word = |at: usize| {
            self.phrase(at, |meaning| match meaning {
                Meaning::Ordinal(value) => Some(*value),
                _ => None,
            })
        };
        if let Some((after, tens)) = self.small(at)
            && tens >= 20.0
        {
            let hyphen = usize::from(self.is(after, "-"));
            return word(after + hyphen)
                .filter(|(_, value)| *value < 10.0)
                .map(|(end, value)| (end, tens + value));
        }
        word(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ByteSpan;
    use crate::rules::language::values::english;
    use crate::text::split;

    fn read(text: &str, tables: &ValueWords) -> Option<(f64, usize)> {
        let sentences = split(text, ByteSpan::new(0, text.len()), 0, tables);
        let ids = crate::text::value_marks::ids(&sentences[0], tables);
        let words = Words::new(&sentences[0], tables, ids)?;
        let number = words.number(0, false)?;
        Some((number.range.low, number.end))
    }

    fn spell(n: u64) -> String {
        const UNITS: [&str; 20] = [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ];
        const TENS: [&str; 10] = [
            "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
        ];
        let joined = |high: String, rest: u64| {
            if rest == 0 {
                high
            } else if rest < 100 {
                format!("{high} and {}", spell(rest))
            } else {
                format!("{high} {}", spell(rest))
            }
        };
        match n {
            0..=19 => UNITS[n as usize].to_owned(),
            20..=99 if n.is_multiple_of(10) => TENS[(n / 10) as usize].to_owned(),
            20..=99 => format!("{}-{}", TENS[(n / 10) as usize], UNITS[(n % 10) as usize]),
            100..=999 => joined(format!("{} hundred", spell(n / 100)), n % 100),
            1000..=999_999 => joined(format!("{} thousand", spell(n / 1000)), n % 1000),
            _ => joined(format!("{} million", spell(n / 1_000_000)), n % 1_000_000),
        }
    }

    #[test]
    fn digits_and_words_read_as_written() {
        let tables = english();
        for (text, want) in [
            ("2,935 men", 2935.0),
            ("1.2 million men", 1_200_000.0),
            ("two hundred and five men", 205.0),
            ("twenty-five men", 25.0),
            ("twenty five men", 25.0),
            ("a dozen men", 12.0),
            ("two dozen men", 24.0),
            ("a hundred and fifty men", 150.0),
            ("half a million men", 500_000.0),
            ("half a dozen men", 6.0),
            ("two and a half million men", 2_500_000.0),
            ("one hundred thousand men", 100_000.0),
            ("nineteen hundred men", 1900.0),
            ("5bn men", 5_000_000_000.0),
            ("4½ men", 4.5),
        ] {
            let (value, end) = read(text, tables).expect(text);
            assert!((value - want).abs() < 1e-6, "{text}: {value}");
            assert_eq!(text.split_whitespace().next_back(), Some("men"));
            let sentences = split(text, ByteSpan::new(0, text.len()), 0, tables);
            assert_eq!(end + 1, sentences[0].tokens.len(), "{text}");
        }
    }

    #[test]
    fn malformed_digits_are_no_number() {
        let tables = english();
        for text in ["1,2,3 go", "1.2.3 go", "5G go", "12,34 go", "1:30 go"] {
            assert_eq!(read(text, tables), None, "{text}");
        }
    }

    #[test]
    fn two_numbers_side_by_side_stay_two() {
        let tables = english();
        assert_eq!(read("two three men", tables), Some((2.0, 1)));
        assert_eq!(read("two and three men", tables), Some((2.0, 1)));
    }

    proptest::proptest! {
        #[test]
        fn a_number_in_words_reads_back(n in 1_u64..1_000_000_000) {
            let tables = english();
            let text = format!("{} drones", spell(n));
            let (value, _) = read(&text, tables).expect("reads");
            proptest::prop_assert_eq!(value as u64, n, "{}", text);
        }

        #[test]
        fn a_number_in_digits_reads_back(n in 0_u64..1_000_000_000_000) {
            let tables = english();
            let digits = n.to_string();
            let mut grouped = String::new();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at).is_multiple_of(3) {
                    grouped.push(',');
                }
                grouped.push(digit);
            }
            for form in [digits, grouped] {
                let (value, _) = read(&form, tables).expect("reads");
                proptest::prop_assert_eq!(value as u64, n);
            }
        }
    }
}
