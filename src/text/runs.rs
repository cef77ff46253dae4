//! Runs of capitals: how far a name that no list holds goes on.
//!
//! Takes a sentence and what listed names cover, gives the end of a run. Never says what it is a name of.

use std::ops::Range;

use super::references::is_capitalised;
use super::{Sentence, TokenKind};
use crate::rules::language::Guess;
use crate::rules::types::TypeId;

/// A run may be so long, in tokens.
pub(super) const LONGEST: usize = 7;
/// Half a given name has so many letters at most.
const HALF_A_NAME: usize = 6;

/// The token behind the run of capitals that begins at `start`, with the words that names have inside.
pub(super) fn end(sentence: &Sentence, start: usize, covered: &[bool], table: &Guess) -> usize {
    let count = sentence.tokens.len();
    let free = |at: usize| !covered[at] && is_capitalised(sentence, at);
    let mut end = start + 1;
    // "Ministry of National Defence" goes on where no name would.
    let body = is_body(sentence, start, table);
    while end < count && end - start < LONGEST {
        if table.beyond.contains(sentence.word(end)) && is_somebody(sentence, start..end, table) {
            break;
        }
        let inside = table.inside.contains(sentence.word(end))
            || sentence.word(end) == "-"
            || sentence.word(end) == ".";
        let goes_on = body && end > start + 2;
        if free(end) && (goes_on || !table.never.contains(sentence.word(end))) {
            end += 1;
        } else if inside
            && !covered[end]
            && end + 1 < count
            && free(end + 1)
            && touches(sentence, end)
        {
            end += 2;
        } else if table.inside.contains(sentence.word(end))
            && end + 2 < count
            && sentence.word(end + 1) == "-"
            && touches(sentence, end + 1)
            && free(end + 2)
        {
            // "Izzat al-Rishq".
            end += 3;
        } else if is_linked(sentence, end, table) && !covered[end + 1] && free(end + 3) {
            // "Anwar-ul-Hill".
            end += 4;
        } else if is_given(sentence, start, end, table) && !covered[end + 1] {
            // "Lee Won-shik".
            end += 2;
        } else {
            break;
        }
    }
    end
}

/// The end of those words of a run that only tell what an office is for: "Social Welfare" in "Social Welfare Minister" and in
/// "Minister of Social Welfare Ann Lee". They are words of the language.
pub(super) fn portfolio(sentence: &Sentence, run: &Range<usize>, table: &Guess) -> usize {
    let behind = sentence.tokens.get(run.end).map(|_| sentence.word(run.end));
    let heads = behind.is_some_and(|word| table.office.contains(word));
    let stands_before = |words: &Vec<String>| {
        let first = run.start.checked_sub(words.len());
        first.is_some_and(|first| {
            (first..)
                .zip(words)
                .all(|(at, word)| sentence.word(at) == word)
        })
    };
    if !heads && !table.office_of.iter().any(stands_before) {
        return run.start;
    }
    let is_word = |at: &usize| {
        let word = sentence.word(*at);
        table.ordinary.contains(word) || table.inside.contains(word)
    };
    let words = run.clone().take_while(is_word).count();
    run.start + words
}

/// True where the word at `start` ends names and begins one here: "Ministry of", "Bank of".
pub(super) fn is_body(sentence: &Sentence, start: usize, table: &Guess) -> bool {
    let next = start + 1;
    table.last.contains_key(sentence.word(start))
        && next < sentence.tokens.len()
        && sentence.tokens[next].kind == TokenKind::Word
        && !sentence.tokens[next].capital
        && table.inside.contains(sentence.word(next))
}

/// True where a title or a given name tells that the capitals so far are somebody: "Adm. Ann Lee".
fn is_somebody(sentence: &Sentence, run: Range<usize>, table: &Guess) -> bool {
    let is_short = |kind: Option<&TypeId>| kind.is_some_and(|kind| table.short.contains(kind));
    let is_title = |at: &usize| is_short(table.before.get(sentence.word(*at)));
    let named = run.clone().rev().take_while(|at| !is_title(at)).count();
    let first = sentence.word(run.end - named.max(1));
    let titled = named > 0 && named < run.len();
    titled || named > 1 && is_short(table.first.get(first))
}

/// True where a hyphen at `at` joins the second half of a given name, as short as the first and the second word of the
/// run that begins at `start`, titles aside: "Lee Won-shik".
fn is_given(sentence: &Sentence, start: usize, at: usize, table: &Guess) -> bool {
    let short = |at: usize| (2..=HALF_A_NAME).contains(&sentence.word(at).len());
    let behind = || sentence.tokens.get(at + 1);
    let is_title = |at: &usize| table.before.contains_key(sentence.word(*at));
    let named = || (start..at).rev().take_while(|at| !is_title(at)).count();
    sentence.word(at) == "-"
        && behind().is_some_and(|token| token.kind == TokenKind::Word && !token.capital)
        && touches(sentence, at)
        && named() == 2
        && short(at - 1)
        && short(at + 1)
        && !table.joined.contains(sentence.word(at + 1))
}

/// True where hyphens at `at` and behind a small word join two capitals: "Anwar-ul-Hill", "Arden-en-Brul".
fn is_linked(sentence: &Sentence, at: usize, table: &Guess) -> bool {
    let small = |at: usize| {
        let token = &sentence.tokens[at];
        token.kind == TokenKind::Word && !token.capital
    };
    at + 3 < sentence.tokens.len()
        && sentence.word(at) == "-"
        && sentence.word(at + 2) == "-"
        && small(at + 1)
        && !table.joined.contains(sentence.word(at + 1))
        && touches(sentence, at)
        && touches(sentence, at + 2)
}

/// True when a hyphen or full stop at `at` stands right between two words, as in "Jean-Noel" and "J.D.".
pub(super) fn touches(sentence: &Sentence, at: usize) -> bool {
    match sentence.word(at) {
        "-" => {
            sentence.tokens[at - 1].end == sentence.tokens[at].start
                && sentence.tokens[at].end == sentence.tokens[at + 1].start
        }
        // An initial's full stop, not a sentence's.
        "." => sentence.tokens[at - 1].end - sentence.tokens[at - 1].start == 1,
        _ => true,
    }
}
