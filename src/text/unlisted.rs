//! What kind of name a run of capitals is that no list holds.
//!
//! Takes a run and the sentence around it, gives a type or nothing. The words in and around it tell, what the article says of
//! it elsewhere, or that none of its words is one of the language.

use std::ops::Range;

use super::{Sentence, Token, TokenKind, runs};
use crate::rules::language::Guess;
use crate::rules::types::TypeId;

/// Another mention is looked for so many bytes before and behind a name: most articles are no longer.
const NEAR: usize = 1 << 12;
/// No word that tells a type has more bytes.
const LONGEST_WORD: usize = 32;

/// A run of capitals.
pub(super) struct Run {
    /// Where it starts, titles included.
    pub(super) start: usize,
    /// Its tokens without them.
    pub(super) name: Range<usize>,
    /// The type that a title in it gives.
    pub(super) given: Option<TypeId>,
}

/// The type of the name that `run` is; `None` where nothing tells it.
pub(super) fn kind(sentence: &Sentence, text: &str, run: &Run, table: &Guess) -> Option<TypeId> {
    let told = told(sentence, run, table);
    told.or_else(|| {
        if run.name.len() < 2 {
            return None;
        }
        elsewhere(sentence, text, &run.name, table)
            .or_else(|| uncommon(sentence, text, run, table))
            .cloned()
    })
}

/// The type that the words in and around a run give it.
fn told(sentence: &Sentence, run: &Run, table: &Guess) -> Option<TypeId> {
    let Run { start, name, given } = run;
    let (start, first, end) = (*start, name.start, name.end);
    let single = name.len() == 1;
    let opens = single && opens(sentence, start);
    let word_before = (start > 0 && start == first).then(|| sentence.word(start - 1));
    let title_before = || {
        let kind = word_before.and_then(|word| table.before.get(word))?;
        sentence.tokens[start - 1].capital.then_some(kind)
    };
    if given.is_some() {
        return given.clone();
    }
    let last = table.last.get(sentence.word(end - 1));
    let body = || {
        let kind = table.last.get(sentence.word(first));
        kind.filter(|_| runs::is_body(sentence, first, table))
    };
    let given_name = || table.first.get(sentence.word(first)).filter(|_| !single);
    let before = || {
        let word = word_before?;
        table
            .before
            .get(word)
            .or_else(|| is_a(sentence, start, table))
    };
    // "The North's" is nobody's.
    let thing = word_before.is_some_and(|word| table.determiners.contains(word));
    let behind = || {
        let word = (end < sentence.tokens.len()).then(|| sentence.word(end))?;
        let kind = table.after.get(word).filter(|_| !opens)?;
        (!thing || !table.short.contains(kind)).then_some(kind)
    };
    title_before()
        .or_else(|| last.filter(|_| !opens))
        .or_else(body)
        .or_else(|| called_so(sentence, end, table))
        .or_else(given_name)
        .or_else(before)
        .or_else(behind)
        .cloned()
}

/// The type that a small word at `end` gives to the name before it: "the Arden refinery".
pub(super) fn called_so<'l>(
    sentence: &Sentence,
    end: usize,
    table: &'l Guess,
) -> Option<&'l TypeId> {
    let small = sentence.tokens.get(end).is_some_and(|token| !token.capital);
    let kind = small.then(|| table.after.get(sentence.word(end))).flatten();
    kind.filter(|kind| !table.short.contains(*kind))
}

/// The type that two words before `start` give: "the town of Arden".
fn is_a<'l>(sentence: &Sentence, start: usize, table: &'l Guess) -> Option<&'l TypeId> {
    let before = start.checked_sub(2)?;
    let words = [sentence.word(before), sentence.word(before + 1)];
    table.before.get(words.join(" ").as_str())
}

/// The type that the word before another mention of the same name in the article gives it: a title, or "in".
fn elsewhere<'l>(
    sentence: &Sentence,
    text: &str,
    name: &Range<usize>,
    table: &'l Guess,
) -> Option<&'l TypeId> {
    let own = sentence.tokens[name.start].start as usize;
    let end = sentence.tokens[name.end - 1].end as usize;
    let surface = &text[own..end];
    let from = own.saturating_sub(NEAR);
    let near = &text.as_bytes()[from..text.len().min(end + NEAR)];
    memchr::memmem::find_iter(near, surface).find_map(|at| {
        let at = from + at;
        let goes_on = text[at + surface.len()..].starts_with(char::is_alphanumeric);
        let before = text[..at]
            .strip_suffix(' ')
            .filter(|_| at != own && !goes_on)?;
        let tail = &before.as_bytes()[before.len().saturating_sub(LONGEST_WORD)..];
        let space = tail
            .iter()
            .rposition(|byte| matches!(byte, b' ' | b'\n' | b'"' | b'('))?;
        let word = &before[before.len() - tail.len() + space + 1..];
        table.before.get(word.to_lowercase().as_str())
    })
}

/// The type of a name none of whose words is one of the language: "Adel Mansour".
fn uncommon<'l>(
    sentence: &Sentence,
    text: &str,
    run: &Run,
    table: &'l Guess,
) -> Option<&'l TypeId> {
    // "Iskander-M", "Fusion GPS" are things; a name's initial has its full stop.
    let is_letters = |at: usize| {
        let surface = sentence.surface(text, at);
        let stopped = || at + 1 < sentence.tokens.len() && sentence.word(at + 1) == ".";
        surface.chars().all(char::is_uppercase) && (surface.len() > 1 || !stopped())
    };
    let is_ordinary = |at: usize| {
        let word = sentence.word(at);
        sentence.tokens[at].capital
            && (table.ordinary.contains(word) || word.contains('\'') || is_letters(at))
    };
    let before = run.start.checked_sub(1);
    let determined = before.is_some_and(|at| {
        sentence.tokens[at].kind == TokenKind::Number
            || table.determiners.contains(sentence.word(at))
    });
    let capitals = run.name.clone().filter(|at| sentence.tokens[*at].capital);
    let told = !determined && capitals.count() > 1 && !run.name.clone().any(is_ordinary);
    table.uncommon.as_ref().filter(|_| told)
}

/// True where a word has a capital whatever it is: first in its sentence, in a quote, behind a colon, or behind the dash
/// of a dateline, before which no word is small: "ARDEN (AP) - Talks ended".
pub(super) fn opens(sentence: &Sentence, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return true;
    };
    let small = |token: &Token| token.kind == TokenKind::Word && !token.capital;
    let apart = sentence.tokens[before].end < sentence.tokens[at].start;
    match sentence.word(before) {
        ":" => true,
        "\"" => !apart,
        "-" | "—" => apart && !sentence.tokens[..before].iter().any(small),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::text::Mark;

    /// Each name of an article with its type.
    fn names(article: &str) -> String {
        let read = crate::text::made_up::read(article);
        let marks = read.sentences.iter().flat_map(|read| {
            let named = read.plain_marks.iter().flat_map(Mark::named);
            named.map(|named| format!("{} ({})", named.id.as_str(), named.kind.as_str()))
        });
        marks.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn who_has_no_word_of_the_language_in_the_name_is_somebody() {
        assert_eq!(names("They met Adel Mansur."), "adel-mansur (person)");
        assert_eq!(names("They met Adel al-Mansur."), "adel-al-mansur (person)");
        assert_eq!(names("They met Adel B. Mansur."), "adel-b-mansur (person)");
        for thing in [
            "They saw Big Bird.",
            "They saw Mansur River.",
            "They saw the Adel Mansur.",
            "They saw 2 Adel Mansur boats.",
            "They saw Adel GPS.",
            "They saw Adel-M boats.",
            "They saw Adel.",
        ] {
            assert!(names(thing).ends_with("(thing)"), "{thing}");
        }
    }

    #[test]
    fn what_stands_before_another_mention_tells_what_it_is() {
        let later = names("They left Adel Mansur. Nobody is in Adel Mansur today.");
        assert_eq!(later, "adel-mansur (place), adel-mansur (place)");
        let longer = names("They left Adel Mansur. Nobody is in Adel Mansurian today.");
        assert_eq!(longer, "adel-mansur (person), adel-mansurian (place)");
        let titled = names("They left Big Bird. They met Mr Big Bird.");
        assert_eq!(titled, "big-bird (person), big-bird (person)");
    }

    #[test]
    fn what_an_office_is_for_names_nobody() {
        assert_eq!(
            names("They met big Fleet minister Adel Mansur."),
            "adel-mansur (person)"
        );
        let of = names("They met the minister of Big River Adel Mansur.");
        assert_eq!(of, "adel-mansur (person)");
        assert_eq!(names("They saw Big Fleet."), "big-fleet (thing)");
    }

    #[test]
    fn what_somebody_is_of_is_no_part_of_the_name() {
        let admiral = names("They met Adm Adel Mansur of Central Fleet.");
        assert_eq!(admiral, "adel-mansur (person), central-fleet (thing)");
        let fleet = names("They met Fleet of Mansur.");
        assert_eq!(fleet, "fleet-of-mansur (thing)");
    }
}
