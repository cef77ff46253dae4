//! Bodies given twice and paragraphs repeated: each kept once.
//!
//! Takes blocks, gives the first copies. Compares letters and digits only, so that a second copy whose sentences are
//! torn apart by blank lines is still seen. Time is linear in the text: each block is compared with a few places.

use std::collections::{HashMap, HashSet};

use crate::problem::ByteSpan;

/// Letters by which a place in the text is found again.
const KEY: usize = 32;
/// Letters of a paragraph short enough to be said twice on purpose.
const SHORT: usize = 24;
/// Places that are tried for one block.
const MAX_PLACES: usize = 4;

/// The blocks of `text` that say something for the first time, in order.
pub(super) fn first_copies(text: &str, blocks: Vec<ByteSpan>) -> Vec<ByteSpan> {
    let mut seen = Seen::default();
    let mut letters = Vec::new();
    blocks
        .into_iter()
        .filter(|block| {
            letters.clear();
            let starts = fold(block.of(text), &mut letters);
            let again = seen.again(&letters);
            if !again {
                seen.add(&letters, &starts);
            }
            !again
        })
        .collect()
}

/// All letters and digits of the blocks kept so far, and where in them a sentence may begin.
#[derive(Default)]
struct Seen {
    letters: Vec<u8>,
    whole: HashSet<blake3::Hash>,
    places: HashMap<[u8; KEY], Vec<usize>>,
    /// Beginnings too near the end to have a whole key yet.
    waiting: Vec<usize>,
    /// Where in `letters` the last repeated block ended, when the block before was one.
    copying: Option<usize>,
}

impl Seen {
    fn again(&mut self, block: &[u8]) -> bool {
        let end = self.place_of(block);
        self.copying = end;
        end.is_some()
    }

    /// Where in the letters seen a copy of `block` ends.
    fn place_of(&self, block: &[u8]) -> Option<usize> {
        let copy_at = |at: usize| {
            self.letters
                .get(at..at + block.len())
                .is_some_and(|there| there == block)
                .then_some(at + block.len())
        };
        // In the middle of a copy even a scrap such as "S." belongs to it.
        if let Some(end) = self.copying.and_then(copy_at) {
            return Some(end);
        }
        if let Some(key) = block.first_chunk::<KEY>() {
            let found = self.places.get(key)?.iter().copied().find_map(copy_at);
            if found.is_some() {
                return found;
            }
        }
        (block.len() >= SHORT && self.whole.contains(&blake3::hash(block)))
            .then_some(self.letters.len() + 1)
    }

    fn add(&mut self, block: &[u8], starts: &[usize]) {
        let base = self.letters.len();
        self.letters.extend_from_slice(block);
        if block.len() >= SHORT && block.len() < KEY {
            self.whole.insert(blake3::hash(block));
        }
        let mut still_waiting = Vec::new();
        let waiting = std::mem::take(&mut self.waiting);
        for at in waiting
            .into_iter()
            .chain(starts.iter().map(|start| base + start))
        {
            match self.letters[at..].first_chunk::<KEY>() {
                Some(key) => {
                    let places = self.places.entry(*key).or_default();
                    if places.len() < MAX_PLACES {
                        places.push(at);
                    }
                }
                None => still_waiting.push(at),
            }
        }
        self.waiting = still_waiting;
    }
}

/// Adds the letters and digits of `block` to `letters`; gives the places where a sentence may begin.
fn fold(block: &str, letters: &mut Vec<u8>) -> Vec<usize> {
    let mut starts = vec![0];
    let mut stopped = false;
    for c in block.chars() {
        if c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric()) {
            if stopped && starts.last() != Some(&letters.len()) {
                starts.push(letters.len());
            }
            stopped = false;
            if c.is_ascii() {
                letters.push(c.to_ascii_lowercase() as u8);
            } else {
                letters.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        } else if matches!(c, '.' | '!' | '?') {
            stopped = true;
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn kept(lines: &[&str]) -> Vec<String> {
        let text = lines.join("\n");
        let mut at = 0;
        let blocks = lines
            .iter()
            .map(|line| {
                at += line.len() + 1;
                ByteSpan::new(at - line.len() - 1, at - 1)
            })
            .collect();
        first_copies(&text, blocks)
            .iter()
            .map(|block| block.of(&text).to_owned())
            .collect()
    }

    #[test]
    fn a_second_copy_torn_apart_is_left_out() {
        let body = "The ferry line between the U.K. islands resumed on Monday after six weeks. \"We waited long,\" \
                    the harbour master said.The mayor of the old town thanked the crew of the first boat.";
        assert_eq!(
            kept(&[
                body,
                "The ferry line between the U.",
                "K. islands resumed on Monday after six weeks.",
                "\"We waited long,\" the harbour master said.",
                "The mayor of the old town thanked the crew of the first boat.",
                "A new line is planned."
            ]),
            [body, "A new line is planned."]
        );
    }

    #[test]
    fn a_whole_copy_of_torn_paragraphs_is_left_out() {
        let first = "The ferry line between the islands resumed on Monday.";
        let second = "The mayor of the old town thanked the crew of the first boat.";
        assert_eq!(
            kept(&[first, second, &format!("{first} {second}")]),
            [first, second]
        );
    }

    #[test]
    fn short_lines_may_return_and_long_ones_may_not() {
        let pull = "\"We waited very long\", he said";
        assert_eq!(kept(&["Yes.", pull, "Yes.", pull]), ["Yes.", pull, "Yes."]);
    }

    #[test]
    fn a_paragraph_that_says_more_is_kept() {
        let first = "The ferry line between the islands resumed on Monday.";
        let longer = "The ferry line between the islands resumed on Monday. It stopped again.";
        assert_eq!(kept(&[first, longer]), [first, longer]);
    }

    #[test]
    fn one_letter_for_ever_takes_no_longer() {
        let start = Instant::now();
        let line = "a".repeat(5_000_000);
        let dots = "a.".repeat(1_000_000);
        assert_eq!(kept(&[&line, &dots, &line, &dots]).len(), 2);
        let many: Vec<String> = (0..20_000)
            .map(|at| format!("{}{at}", "a".repeat(40)))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(kept(&many).len(), 20_000);
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
