//! Short forms of names: those in brackets behind what they abbreviate, "the Rapid Support Forces (RSF)", and last words.
//!
//! Takes the names of a sentence, folds the one in brackets into the one before it and remembers it. What capitals in
//! brackets spell is one name, whatever small words it holds: "Movement for Democracy in Arden (MDA)".

use super::discourse::Discourse;
use super::mark::{Mark, Named};
use super::{Sentence, TokenKind};
use crate::rules::RulePack;
use crate::rules::language::Language;
use crate::rules::types::TypeId;

/// No short form has more letters.
const LONGEST: usize = 16;
/// A spelled-out name has so many words for each letter of its short form at most, and so many more.
const WORDS: (usize, usize) = (2, 2);

/// Makes one name of this `kind` of the words that capitals in brackets behind them spell, and remembers what those stand
/// for.
fn spell_out(
    sentence: &Sentence,
    text: &str,
    kind: &TypeId,
    pack: &RulePack,
    discourse: &mut Discourse,
    marks: &mut Vec<Mark>,
) {
    for open in 1..sentence.tokens.len().saturating_sub(2) {
        if sentence.word(open) != "(" || sentence.word(open + 2) != ")" {
            continue;
        }
        let capitals = sentence.surface(text, open + 1);
        let is_short =
            (2..=LONGEST).contains(&capitals.len()) && capitals.chars().all(char::is_uppercase);
        let inside = |mark: &Mark| mark.tokens.contains(&(open + 1));
        if !is_short
            || marks
                .iter()
                .any(|mark| inside(mark) && mark.is_listed(pack))
        {
            continue;
        }
        let Some(start) = spelled(sentence, open, sentence.word(open + 1), marks) else {
            continue;
        };
        let Some(mut name) = Mark::run(sentence, text, start..open, kind.clone(), pack) else {
            continue;
        };
        let short = sentence.word(open + 1).to_owned();
        discourse
            .short
            .extend(name.named().first().map(|named| (short, named.clone())));
        name.tokens.end = open + 3;
        marks.retain(|mark| mark.tokens.end <= start || name.tokens.end <= mark.tokens.start);
        marks.push(name);
        marks.sort_by_key(|mark| mark.tokens.start);
    }
}

/// Where the words begin that end at `open` and that `short`, in lower case, spells; `None` where one name covers them
/// already.
fn spelled(sentence: &Sentence, open: usize, short: &str, marks: &[Mark]) -> Option<usize> {
    let most = WORDS.0 * short.len() + WORDS.1;
    let first = open.saturating_sub(most);
    let words =
        |start: usize| (start..open).map(|at| (sentence.word(at), sentence.tokens[at].capital));
    let is_word = |at: &usize| sentence.tokens[*at].kind == TokenKind::Word;
    let start = (first..open)
        .rev()
        .take_while(is_word)
        .filter(|start| sentence.tokens[*start].capital)
        .find(|start| spells(short, &words(*start).collect::<Vec<_>>()))?;
    let covered = |mark: &Mark| mark.tokens.start <= start && open <= mark.tokens.end;
    (open - start > 1 && !marks.iter().any(covered)).then_some(start)
}

/// True when each capitalised word gives its first letters to `short`, and each small one its first or none.
fn spells(short: &str, words: &[(&str, bool)]) -> bool {
    let short: Vec<char> = short.chars().collect();
    // A bit for each number of letters that the words so far may have given.
    let mut given: u32 = 1;
    for (word, capital) in words {
        let mut next = if *capital { 0 } else { given };
        for before in (0..=short.len()).filter(|before| given & 1 << before != 0) {
            let shared = word
                .chars()
                .zip(&short[before..])
                .take_while(|(a, b)| a == *b);
            let most = if *capital {
                shared.count()
            } else {
                shared.take(1).count()
            };
            next |= (1..=most).fold(0, |bits, letters| bits | 1 << (before + letters));
        }
        given = next;
    }
    given & 1 << short.len() != 0
}

/// A name in brackets right behind another is the same once more: "the Rapid Support Forces (RSF)". Capitals alone that
/// begin as the name does stand for it from there on, and so do those that spell the words before them.
pub(super) fn fold(
    sentence: &Sentence,
    text: &str,
    language: &Language,
    pack: &RulePack,
    discourse: &mut Discourse,
    marks: &mut Vec<Mark>,
) {
    if let Some(kind) = &language.guess.abbreviated {
        spell_out(sentence, text, kind, pack, discourse, marks);
    }
    let count = sentence.tokens.len();
    let mut at = 0;
    while at < marks.len() {
        let end = marks[at].tokens.end;
        // One word, or a listed name however long: "the Democratic Republic of the Congo (DR Congo)".
        let after = marks.get(at + 1).map(|mark| &mark.tokens);
        let close = after
            .filter(|tokens| tokens.start == end + 1)
            .map_or(end + 2, |tokens| tokens.end);
        let bracketed = close < count && sentence.word(end) == "(" && sentence.word(close) == ")";
        let Some(named) = marks[at].named().first().cloned().filter(|_| bracketed) else {
            at += 1;
            continue;
        };
        let inner = marks
            .get(at + 1)
            .filter(|mark| mark.tokens == (end + 1..close));
        let listed = inner
            .and_then(|mark| mark.named().first())
            .filter(|inner| pack.names.by_id.contains_key(&inner.id));
        let again = listed.map_or_else(
            || {
                close == end + 2
                    && !is_short(&named, language, pack)
                    && stands_for(
                        sentence.bytes(&(end + 1..end + 2)).of(text),
                        sentence.word(marks[at].head.start),
                    )
            },
            |inner| inner.id == named.id,
        );
        if again {
            if listed.is_none() {
                discourse
                    .short
                    .insert(sentence.word(end + 1).to_owned(), named);
            }
            if inner.is_some() {
                marks.remove(at + 1);
            }
            marks[at].tokens.end = close + 1;
        }
        at += 1;
    }
}

/// True for capitals that begin with the letter `first` begins with: "RSF" for "rapid".
fn stands_for(capitals: &str, first: &str) -> bool {
    capitals.len() > 1
        && capitals.chars().all(char::is_uppercase)
        && capitals.to_lowercase().chars().next() == first.chars().next()
}

/// True for a name that its last word stands for later on.
pub(super) fn is_short(named: &Named, language: &Language, pack: &RulePack) -> bool {
    let short = &language.guess.short;
    short.iter().any(|kind| pack.names.is_a(&named.kind, kind))
}

#[cfg(test)]
mod tests {
    use super::spells;

    fn is_short_for(short: &str, words: &str) -> bool {
        let lower: Vec<(String, bool)> = words
            .split(' ')
            .map(|word| (word.to_lowercase(), word.starts_with(char::is_uppercase)))
            .collect();
        let words: Vec<(&str, bool)> = lower
            .iter()
            .map(|(word, capital)| (word.as_str(), *capital))
            .collect();
        spells(&short.to_lowercase(), &words)
    }

    #[test]
    fn each_capital_gives_a_letter_and_small_words_may() {
        assert!(is_short_for("MDA", "Movement for Democracy in Arden"));
        assert!(is_short_for("MFDA", "Movement for Democracy in Arden"));
        assert!(is_short_for("MODEA", "Movement for Democracy in Arden"));
        assert!(is_short_for(
            "AURD",
            "Ardeners United for Reconciliation and Democracy"
        ));
        assert!(!is_short_for("MDA", "Movement for Democracy in Brul"));
        assert!(!is_short_for("MD", "Movement for Democracy in Arden"));
        assert!(!is_short_for("MDAX", "Movement for Democracy in Arden"));
    }
}
