//! Which tokens stand inside quotes.

use std::ops::Range;

use super::Sentence;

/// Token ranges inside quotes. `open` carries a quote from one sentence of a block into the next.
pub(super) fn find(sentence: &Sentence, open: &mut bool) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = open.then_some(0);
    for at in 0..sentence.tokens.len() {
        if sentence.word(at) != "\"" {
            continue;
        }
        match start.take() {
            Some(from) if from < at => ranges.push(from..at),
            Some(_) => {}
            None => start = Some(at + 1),
        }
    }
    *open = start.is_some();
    if let Some(from) = start.filter(|from| *from < sentence.tokens.len()) {
        ranges.push(from..sentence.tokens.len());
    }
    ranges
}
