//! Words of a language as they are written small: a capital that is none of them is part of somebody's name.
//!
//! Thousands of words are asked for seldom and loaded at every start, so they are one text and where each begins.

use serde::{Deserialize, Serialize};

/// A set of words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordinary {
    /// The words in order, one behind the other.
    text: Box<str>,
    /// Where each ends.
    ends: Box<[u32]>,
}

impl FromIterator<String> for Ordinary {
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> Self {
        let mut words: Vec<String> = words.into_iter().collect();
        words.sort_unstable();
        words.dedup();
        let ends = words.iter().scan(0, |end, word| {
            *end += word.len() as u32;
            Some(*end)
        });
        Self {
            ends: ends.collect(),
            text: words.concat().into(),
        }
    }
}

impl Ordinary {
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// True when `word`, in lower case, is one of them.
    ///
    /// ```
    /// use atodds::rules::language::Ordinary;
    ///
    /// let ordinary: Ordinary = ["bird", "big"].map(str::to_owned).into_iter().collect();
    /// assert!(ordinary.contains("big") && ordinary.contains("bird") && !ordinary.contains("bigbird"));
    /// ```
    pub fn contains(&self, word: &str) -> bool {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.word(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }

    fn word(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[number] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_piece_of_one() {
        let words = ["ash", "bay", "bays", "cedar", "é", "z"];
        let ordinary: Ordinary = words.iter().rev().map(|&word| word.to_owned()).collect();
        assert!(words.iter().all(|word| ordinary.contains(word)));
        assert!(
            ["", "as", "a", "ba", "ashbay", "zz"]
                .iter()
                .all(|word| !ordinary.contains(word))
        );
        let none = Ordinary::default();
        assert!(none.is_empty() && !none.contains("") && !ordinary.is_empty());
    }
}
