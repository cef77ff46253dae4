//! A shadow without asides: "Lee, who had come from Oslo, met Stone" holds "Lee met Stone".
//!
//! Takes the shadow of a sentence, gives one more that leaves out what stands between two commas or dashes behind a name
//! and tells more of it.

use std::ops::Range;

use super::shadow::Shadow;
use super::{Mark, Reading, Sentence};
use crate::rules::language::Language;

/// An aside has so many units at most.
const LONGEST: usize = 30;
const COMMA: &str = ",";
const DASH: &str = "—";

/// A shadow without asides.
#[derive(Debug, Clone)]
pub struct Abridged {
    /// What is left, with the marks of the whole.
    pub shadow: Shadow,
    /// Before which of its units something is left out, in order.
    cuts: Vec<usize>,
}

impl Abridged {
    /// The shadow `whole` of a sentence without its asides; `None` when it has none.
    pub(super) fn of(
        whole: &Shadow,
        marks: &[Mark],
        sentence: &Sentence,
        language: &Language,
    ) -> Option<Self> {
        let mut left_out: Vec<Range<usize>> = Vec::new();
        let mut at = 1;
        while at + 2 < whole.units.len() {
            let aside = aside(whole, marks, at, sentence, language);
            at = aside.as_ref().map_or(at, |aside| aside.end) + 1;
            left_out.extend(aside);
        }
        if left_out.is_empty() {
            return None;
        }
        let mut before = 0;
        let cuts = left_out.iter().map(|aside| {
            let cut = aside.start - before;
            before += aside.len();
            cut
        });
        Some(Self {
            cuts: cuts.collect(),
            shadow: whole.without(&left_out, language),
        })
    }

    /// True when something is left out inside `units`.
    pub fn passes_over(&self, units: &Range<usize>) -> bool {
        let mut cuts = self.cuts.iter();
        cuts.any(|cut| units.start < *cut && *cut < units.end)
    }
}

/// The aside that the comma or dash at unit `at` opens, with both of its marks. Behind it the sentence goes on with a small
/// word, or it was an item of a list: "Lee, who met Stone, Vale and Hill".
fn aside(
    whole: &Shadow,
    marks: &[Mark],
    at: usize,
    sentence: &Sentence,
    language: &Language,
) -> Option<Range<usize>> {
    let word = |at: usize| whole.word(at, sentence);
    let mark = word(at).filter(|word| matches!(*word, COMMA | DASH))?;
    let opener = word(at + 1).unwrap_or_default();
    if mark == COMMA && !language.aside_openers.contains(opener) {
        return None;
    }
    let is_name = |mark: usize| !matches!(marks[mark].reading, Reading::Value(_));
    // "The clashes, which began on Monday, killed nine."
    let tells = || language.telling_of.contains(opener);
    if !whole.units[at - 1].mark.map_or_else(tells, is_name) {
        return None;
    }
    let table = &language.guess;
    let begins_more = |word: &str| {
        language.joiners.iter().any(|joiner| joiner == word)
            || language.aside_openers.contains(word)
            || table.determiners.contains(word)
            || table.before.contains_key(word)
    };
    let goes_on = |at: usize| {
        let unit = whole.units.get(at);
        unit.is_some_and(|unit| !unit.parts_clauses)
            && word(at).is_some_and(|word| !begins_more(word))
    };
    let last = (at + 2 + LONGEST).min(whole.units.len());
    let close = (at + 2..last).find(|close| word(*close) == Some(mark) && goes_on(close + 1))?;
    Some(at..close + 1)
}

#[cfg(test)]
mod tests {
    use crate::rules::{build, read_folder};
    use crate::source::{Metadata, Outlets, text};

    /// What is left of a sentence, each name and value as `*`; nothing where it has no aside.
    fn left(sentence: &str) -> String {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack");
        let (pack, problems) = build(&read_folder(&folder).0);
        assert!(problems.is_empty(), "{problems:?}");
        let (head, outlets) = (Metadata::default(), Outlets::default());
        let article = text("a.txt", sentence, &head, &outlets, &mut Vec::new());
        let read = crate::text::annotate(&article, &pack);
        let sentence = &read.sentences[0];
        let Some(abridged) = &sentence.abridged else {
            return String::new();
        };
        let units = 0..abridged.shadow.units.len();
        let spelled = (abridged.shadow).spelled(&units, &sentence.sentence, sentence.marks());
        let starred = spelled
            .trim_end()
            .chars()
            .map(|c| if c < '\u{E000}' { c } else { '*' });
        starred.collect()
    }

    #[test]
    fn what_tells_more_of_a_name_is_left_out() {
        assert_eq!(
            left("Ann Lee, who had come on foot, met Ben Stone."),
            "* met *"
        );
        assert_eq!(
            left("Ann Lee — she came on foot — met Ben Stone."),
            "* met *"
        );
        assert_eq!(
            left("Ann Lee, who saw Cora Vale, the guest of Arden, met Ben Stone."),
            "* met *"
        );
        assert_eq!(
            left("Ann Lee, the guest, met Ben Stone, who ran, in Arden."),
            "* met * , who ran , in *"
        );
        assert_eq!(
            left("The rain, which fell on Monday, killed 9."),
            "the rain killed *"
        );
    }

    #[test]
    fn an_item_of_a_list_is_not() {
        for whole in [
            "Ann Lee, the guest, Cora Vale met Ben Stone.",
            "Ann Lee, the guest, and Cora Vale met Ben Stone.",
            "Ann Lee met Ben Stone, who ran.",
            "On Monday, the guest, tired, met Ben Stone.",
            "The rain, the wind, killed 9.",
        ] {
            assert_eq!(left(whole), "", "{whole}");
        }
    }
}
