//! The program of an expression: steps for the one way in which a pattern is tried, at one place of a shadow or nowhere.
//!
//! Takes an expression as the compiler of templates writes it, over one character a unit, gives steps for
//! [`super::trial`]. A library's engines are made for any expression over any text: building them took thirty times as
//! long as this, which is most of what a run over a few articles did.

use std::iter::Peekable;
use std::ops::RangeInclusive;
use std::str::Chars;

use super::letters::Code;
use super::matches::Capture;

/// The deepest that groups stand in each other.
const DEEPEST: usize = 100;

/// An expression as steps.
#[derive(Debug, Default)]
pub struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) classes: Vec<Class>,
    pub(super) phrases: Vec<Phrases>,
    /// How many groups it has, the whole not counted.
    pub(super) groups: usize,
}

/// What is done at one unit, and with the next of the steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The unit is this one.
    One(Code),
    /// So many units are of the class with this number; `few` tries few of them first.
    Run {
        class: usize,
        least: usize,
        most: usize,
        few: bool,
    },
    /// The phrases with this number stand there, the first of them first.
    Phrases(usize),
    /// On with the next step, or else with the step that is so many behind it.
    OrElse(usize),
    /// On with the step that is so many behind the next.
    Ahead(usize),
    /// On with the step that is so many before this one.
    Back(usize),
    /// A group starts or ends here: twice its number, and one more for its end.
    Save(usize),
    /// There are no more units.
    End,
}

/// Units of which one may stand there.
#[derive(Debug, Default)]
pub(super) struct Class(Vec<RangeInclusive<Code>>);

impl Class {
    pub(super) fn holds(&self, code: Code) -> bool {
        self.0.iter().any(|range| range.contains(&code))
    }
}

/// Phrases of plain units, by how they begin.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// The first unit of each, and where the others of it are; of those with the same first unit the better first.
    begin: Vec<(Code, usize, usize)>,
    rest: Vec<Code>,
}

impl Phrases {
    /// The numbers of those that begin with `first`, best first.
    pub(super) fn beginning(&self, first: Code) -> std::ops::Range<usize> {
        let from = self.begin.partition_point(|(code, ..)| *code < first);
        let same = self.begin[from..].iter();
        from..from + same.take_while(|(code, ..)| *code == first).count()
    }

    /// What stands behind the first unit of phrase `number`.
    pub(super) fn rest(&self, number: usize) -> &[Code] {
        let (_, from, to) = self.begin[number];
        &self.rest[from..to]
    }
}

impl Program {
    /// The program of `source`, whose groups hold `captures`; `None` when it is written in any other way than the
    /// compiler of templates does.
    pub(super) fn new(source: &str, captures: &[Capture]) -> Option<Self> {
        let mut reader = Reader {
            rest: source.chars().peekable(),
            captures,
            program: Self::default(),
        };
        reader.program.steps = reader.alternation(0)?;
        reader.rest.next().is_none().then_some(reader.program)
    }
}

struct Reader<'s> {
    rest: Peekable<Chars<'s>>,
    captures: &'s [Capture],
    program: Program,
}

impl Reader<'_> {
    /// Alternatives, up to the end or a bracket that closes them.
    fn alternation(&mut self, depth: usize) -> Option<Vec<Step>> {
        if depth > DEEPEST {
            return None;
        }
        let mut all = vec![self.alternative(depth)?];
        while self.takes('|') {
            all.push(self.alternative(depth)?);
        }
        let mut steps = all.pop()?;
        for mut one in all.into_iter().rev() {
            one.push(Step::Ahead(steps.len()));
            one.insert(0, Step::OrElse(one.len()));
            one.append(&mut steps);
            steps = one;
        }
        Some(steps)
    }

    /// One alternative, or as many plain phrases in a row as there are.
    fn alternative(&mut self, depth: usize) -> Option<Vec<Step>> {
        match self.phrases() {
            Some(phrases) => {
                self.program.phrases.push(phrases);
                Some(vec![Step::Phrases(self.program.phrases.len() - 1)])
            }
            None => self.sequence(depth),
        }
    }

    /// Two or more alternatives of nothing but plain units, none of them empty.
    fn phrases(&mut self) -> Option<Phrases> {
        let mut phrases = Phrases::default();
        let mut ahead = self.rest.clone();
        loop {
            let from = phrases.rest.len();
            let is_plain = |c: &char| !"()[]{}|?*+^$.\\".contains(*c);
            let Some(first) = ahead.next_if(is_plain) else {
                break;
            };
            while let Some(unit) = ahead.next_if(is_plain) {
                phrases.rest.push(Code::of(unit));
            }
            if !matches!(ahead.peek(), None | Some('|' | ')')) {
                break;
            }
            let end = phrases.rest.len();
            phrases.begin.push((Code::of(first), from, end));
            self.rest = ahead.clone();
            if ahead.next_if_eq(&'|').is_none() {
                break;
            }
        }
        // A stable sort keeps the better first.
        phrases.begin.sort_by_key(|(first, ..)| *first);
        (!phrases.begin.is_empty()).then_some(phrases)
    }

    fn sequence(&mut self, depth: usize) -> Option<Vec<Step>> {
        let mut all = Vec::new();
        while let Some(next) = self.rest.next_if(|next| !matches!(next, '|' | ')')) {
            let one = match next {
                '(' => self.group(depth)?,
                '[' => self.class()?,
                '$' => vec![Step::End],
                '^' | '.' | '*' | '+' | '?' | '{' | '}' | '\\' | ']' => return None,
                next => vec![Step::One(Code::of(next))],
            };
            all.extend(self.repeated(one)?);
        }
        Some(all)
    }

    /// What stands behind an opened bracket, with the one that closes it.
    fn group(&mut self, depth: usize) -> Option<Vec<Step>> {
        if self.takes('?') {
            self.takes(':').then_some(())?;
            let steps = self.alternation(depth + 1)?;
            return self.takes(')').then_some(steps);
        }
        self.program.groups += 1;
        let number = self.program.groups;
        let mut steps = vec![Step::Save(2 * number)];
        steps.extend(self.alternation(depth + 1)?);
        self.takes(')').then_some(())?;
        // A gap is written as if it had no end.
        if let Some(Capture::Gap { most: gap, .. }) = self.captures.get(number - 1)
            && let Some(Step::Run { most, .. }) = steps.last_mut()
        {
            *most = *gap;
        }
        steps.push(Step::Save(2 * number + 1));
        Some(steps)
    }

    /// Units and stretches of them, up to the bracket that closes them.
    fn class(&mut self) -> Option<Vec<Step>> {
        let mut class = Class::default();
        loop {
            match self.rest.next()? {
                ']' if !class.0.is_empty() => break,
                ']' | '[' | '^' | '\\' | '&' | '~' | '-' => return None,
                start => {
                    let end = if self.takes('-') {
                        self.rest.next()?
                    } else {
                        start
                    };
                    class.0.push(Code::of(start)..=Code::of(end));
                }
            }
        }
        self.program.classes.push(class);
        Some(vec![Step::Run {
            class: self.program.classes.len() - 1,
            least: 1,
            most: 1,
            few: false,
        }])
    }

    /// How often `one` may stand there.
    fn repeated(&mut self, mut one: Vec<Step>) -> Option<Vec<Step>> {
        let (min, max) = match self.rest.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('{') => {
                self.rest.next();
                let min = self.count()?;
                let max = if self.takes(',') { self.count()? } else { min };
                // The bracket that closes it is taken below.
                (self.rest.peek() == Some(&'}')).then_some((min, max))?
            }
            _ => return Some(one),
        };
        self.rest.next();
        let lazy = self.takes('?');
        if let [
            Step::Run {
                least, most, few, ..
            },
        ] = one.as_mut_slice()
        {
            (*least, *most, *few) = (min, max, lazy);
            return Some(one);
        }
        match (min, max, lazy) {
            (0, 1, false) => {
                one.insert(0, Step::OrElse(one.len()));
                Some(one)
            }
            // Who goes round without taking a unit comes to where it was, and no farther.
            (0, usize::MAX, false) => {
                one.insert(0, Step::OrElse(one.len() + 1));
                one.push(Step::Back(one.len()));
                Some(one)
            }
            _ => None,
        }
    }

    fn count(&mut self) -> Option<usize> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(source: &str) -> Option<String> {
        let program = Program::new(source, &[])?;
        let steps = program.steps.iter();
        let told = steps.map(|step| match step {
            Step::One(code) => code.letter().to_string(),
            Step::Run {
                class,
                least,
                most,
                few,
            } => {
                let class = program.classes[*class].0.iter();
                let class = class
                    .map(|range| range.start().letter())
                    .collect::<String>();
                let most = Some(most).filter(|most| **most < usize::MAX);
                let most = most.map_or(String::new(), ToString::to_string);
                let few = if *few { " few" } else { "" };
                format!("[{class}]{least}..{most}{few}")
            }
            Step::Phrases(number) => {
                let phrases = &program.phrases[*number];
                let whole = |at: usize| {
                    let rest = phrases.rest(at).iter().map(|code| code.letter());
                    [phrases.begin[at].0.letter()]
                        .into_iter()
                        .chain(rest)
                        .collect()
                };
                (0..phrases.begin.len())
                    .map(whole)
                    .collect::<Vec<String>>()
                    .join("/")
            }
            Step::OrElse(by) => format!("else+{by}"),
            Step::Ahead(by) => format!("+{by}"),
            Step::Back(by) => format!("-{by}"),
            Step::Save(slot) => format!("save {slot}"),
            Step::End => "end".to_owned(),
        });
        Some(told.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn an_expression_is_a_row_of_steps() {
        for (source, wanted) in [
            ("", ""),
            ("ab?", "a, else+1, b"),
            ("(?:b|ac|ab)d", "ac/ab/b, d"),
            ("(?:a|b(?:c)|d)", "else+2, a, +5, else+3, b, c, +1, d"),
            ("([a-c]*?)d", "save 2, [a]0.. few, save 3, d"),
            ("x{0,3}(y){1,2}", "none"),
            ("[x]{0,3}$", "[x]0..3, end"),
            ("(?:a|)", "else+2, a, +0"),
            (
                "([ab](?:(?:c)[ab])*)",
                "save 2, [ab]1..1, else+3, c, [ab]1..1, -3, save 3",
            ),
        ] {
            assert_eq!(
                steps(source).as_deref().unwrap_or("none"),
                wanted,
                "{source}"
            );
        }
    }

    #[test]
    fn what_is_never_written_is_no_program() {
        for source in [
            r"\d", "a.c", "[^a]", "(?i)a", "(?P<n>a)", "a**", "(a", "a)", "[a", "a{", "[]", "^a",
        ] {
            assert_eq!(steps(source), None, "{source}");
        }
        assert_eq!(steps(&"(".repeat(100_000)), None);
    }

    #[test]
    fn a_gap_is_as_long_as_its_template_says() {
        let gap = Capture::Gap {
            slot: None,
            most: 4,
        };
        let program = Program::new("([a]*?)b", &[gap]).expect("it is one");
        let Step::Run { least, most, .. } = program.steps[1] else {
            panic!("a gap is a run: {:?}", program.steps);
        };
        assert_eq!((least, most), (0, 4));
    }
}
