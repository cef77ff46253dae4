//! Bodies given twice and paragraphs repeated: each kept once.
//!
//! Takes blocks, gives the first copies. Compares letters and digits only, so that a second copy whose sentences are
//! torn apart by blank lines is still seen. Time is linear in the text: each block is compared with a few places.

use std::collections::HashMap;

use crate::problem::ByteSpan;

/// Letters by which a place in the text is found again; shorter lines may be said twice on purpose.
const KEY: usize = 16;
/// Places that are tried for one block.
const MAX_PLACES: usize = 4;

/// The blocks of `text` that say something for the first time, in order.
pub(super) fn first_copies(text: &str, blocks: Vec<ByteSpan>) -> Vec<ByteSpan> {
    let mut seen = Seen::default();
    let (mut letters, mut starts) = (Vec::new(), Vec::new());
    blocks
        .into_iter()
        .filter(|block| {
            fold(block.of(text), &mut letters, &mut starts);
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
    places: HashMap<[u8; KEY], Places>,
    /// Beginnings too near the end to have a whole key yet.
    waiting: Vec<usize>,
    /// Where in `letters` the copied block ended, when the block before was a copy.
    copying: Option<usize>,
}

/// The first places that share a key.
#[derive(Default)]
struct Places {
    at: [usize; MAX_PLACES],
    count: usize,
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
        let places = self.places.get(block.first_chunk::<KEY>()?)?;
        places.at[..places.count].iter().find_map(|at| copy_at(*at))
    }

    fn add(&mut self, block: &[u8], starts: &[usize]) {
        let base = self.letters.len();
        self.letters.extend_from_slice(block);
        let waiting = std::mem::take(&mut self.waiting);
        for at in waiting
            .into_iter()
            .chain(starts.iter().map(|start| base + start))
        {
            let Some(key) = self.letters[at..].first_chunk::<KEY>() else {
                self.waiting.push(at);
                continue;
            };
            let places = self.places.entry(*key).or_default();
            if places.count < MAX_PLACES {
                places.at[places.count] = at;
                places.count += 1;
            }
        }
    }
}

/// Adds the letters and digits of `block` to `letters`, in lower case; `starts` becomes the places where a sentence
/// may begin.
fn fold(block: &str, letters: &mut Vec<u8>, starts: &mut Vec<usize>) {
    starts.clear();
    // Folding never makes a text longer; filled here and cut below, since a push per byte costs twice the time.
    letters.clear();
    letters.resize(block.len(), 0);
    let bytes = block.as_bytes();
    let (mut at, mut end) = (0, 0);
    let mut stopped = true;
    while at < bytes.len() {
        let byte = bytes[at];
        let letter = LETTERS[byte as usize];
        if letter > WIDE {
            if stopped {
                starts.push(end);
                stopped = false;
            }
            letters[end] = letter;
            end += 1;
        } else if letter == STOP {
            stopped = true;
        } else if letter == WIDE {
            let c = block[at..].chars().next().unwrap_or(' ');
            let width = c.len_utf8();
            if c.is_alphanumeric() {
                if stopped {
                    starts.push(end);
                    stopped = false;
                }
                letters[end..end + width].copy_from_slice(&bytes[at..at + width]);
                end += width;
            }
            at += width;
            continue;
        }
        at += 1;
    }
    letters.truncate(end);
}

const STOP: u8 = 1;
const WIDE: u8 = 2;

/// What each byte is: a letter in lower case or a digit, the end of a sentence, part of a wider character, or nothing.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        letters[byte] = match byte as u8 {
            b'.' | b'!' | b'?' => STOP,
            wide if wide >= 0x80 => WIDE,
            other if other.is_ascii_alphanumeric() => other.to_ascii_lowercase(),
            _ => 0,
        };
        byte += 1;
    }
    letters
};

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
        // Even the dotted line says no letter that is not there already.
        assert_eq!(kept(&[&line, &dots, &line, &dots]).len(), 1);
        assert_eq!(kept(&[&dots, &line]).len(), 2);
        let many: Vec<String> = (0..20_000)
            .map(|at| format!("{}{at}", "a".repeat(40)))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(kept(&many).len(), 20_000);
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
