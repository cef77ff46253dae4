//! Several names in a row that are none of one list: "According to Smith, Jones met Brown".
//!
//! Takes a hit, gives it with the names that a comma alone parts from the others left out of its slots. A pattern
//! cannot tell: "Smith, Jones meet" of a headline is a list with the very same comma.

use std::ops::Range;

use super::hit::Hit;
use crate::rules::language::Language;
use crate::rules::pattern::COMMA;
use crate::text::{AnnotatedSentence, Shadow};

/// Leaves names out of the slots of `hit` that belong to a phrase in front of its subject, or to whoever is quoted.
pub(super) fn keep_apart(hit: &mut Hit<'_>, sentence: &AnnotatedSentence, language: &Language) {
    let (shadow, _) = hit.view.of(sentence);
    let row = Row { shadow, sentence };
    // Attributions are told in units of the shadow that most rules read.
    let said = if std::ptr::eq(shadow, sentence.shadow()) {
        sentence.said.as_slice()
    } else {
        &[]
    };
    for at in 0..hit.slots.len() {
        let slot = &hit.slots[at];
        if slot.units.len() < 3 || slot.types.is_empty() {
            continue;
        }
        let mut units = slot.units.clone();
        let opener = row.opener(&units, language);
        for one in said {
            let phrase = &one.phrase;
            if phrase.start < units.start && row.ends_at_comma(phrase.end, &units) {
                units.start = phrase.end + 1;
            }
            // "At a meeting with Smith, Jones said": whoever speaks behind such a phrase was there.
            if phrase.end > units.end
                && opener.is_none()
                && let Some(comma) = row.comma_before(phrase.start, &units)
            {
                units.end = comma;
            }
        }
        if units.end <= hit.predicate.start
            && let Some(comma) = opener.and_then(|opener| row.front(opener, &units))
        {
            units.start = comma + 1;
        }
        if units == slot.units {
            continue;
        }
        let old = std::mem::replace(&mut hit.slots[at].units, units.clone());
        if hit.units.start == old.start {
            hit.units.start = units.start;
        }
        if hit.units.end == old.end {
            hit.units.end = units.end;
        }
    }
}

/// The units of a sentence, one by one.
struct Row<'s> {
    shadow: &'s Shadow,
    sentence: &'s AnnotatedSentence,
}

impl Row<'_> {
    fn is_comma(&self, at: usize) -> bool {
        at < self.shadow.units.len() && self.shadow.word(at, &self.sentence.sentence) == Some(COMMA)
    }

    fn is_name(&self, at: usize) -> bool {
        self.shadow
            .units
            .get(at)
            .is_some_and(|unit| unit.mark.is_some())
    }

    /// True when a comma alone parts what ends at `end` from a name behind it, all within `units`.
    fn ends_at_comma(&self, end: usize, units: &Range<usize>) -> bool {
        end > units.start && end + 1 < units.end && self.is_comma(end) && self.is_name(end + 1)
    }

    /// The comma that alone parts what begins at `start`, with it or behind it, from a name before it, all within `units`.
    fn comma_before(&self, start: usize, units: &Range<usize>) -> Option<usize> {
        let comma = start - usize::from(start > 0 && !self.is_comma(start));
        let inside = units.start < comma && comma + 1 < units.end;
        (inside && self.is_comma(comma) && self.is_name(comma - 1)).then_some(comma)
    }

    /// The first word of the clause around `units` where a phrase in front of its subject begins with it.
    fn opener(&self, units: &Range<usize>, language: &Language) -> Option<usize> {
        let start = self.shadow.clause(units).start;
        // Such a word may part clauses itself.
        (start.saturating_sub(1)..=start).find(|at| {
            let unit = self.shadow.units.get(*at);
            let word = unit.and_then(|_| self.shadow.word(*at, &self.sentence.sentence));
            word.is_some_and(|word| language.openers.contains(word))
        })
    }

    /// The comma within `units` that ends the phrase which begins with `opener`: the first there is.
    ///
    /// "After Smith, Jones and Brown met" names three: such a phrase says something of its names.
    fn front(&self, opener: usize, units: &Range<usize>) -> Option<usize> {
        let comma = (opener..units.end).find(|at| self.is_comma(*at))?;
        let says = opener + 1 < units.start;
        (says && self.ends_at_comma(comma, units)).then_some(comma)
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{RulePack, build};
    use crate::text::made_up;

    /// The pack of the command line's tests, whose English gets words that begin a phrase and another attribution.
    fn pack() -> RulePack {
        let mut files = made_up::files();
        for file in &mut files {
            if file.pack == "language/en" {
                let told = String::from_utf8(file.bytes.clone()).unwrap();
                let told = told
                    .replace("joiners: [and]", "joiners: [and]\nopeners: [after, at]")
                    .replace(
                        "attribution:",
                        "attribution:\n  - {match: [\"according to {speaker:person}\"], covers: after}\n  - \
                         {match: [\", the mayor {speaker:person} told\"], covers: around}",
                    );
                file.bytes = told.into_bytes();
            }
        }
        let (pack, problems) = build(&files);
        assert!(problems.is_empty(), "{:?}", problems[0].message);
        pack
    }

    /// Who met, by the first claim of the sentence, and the words it stands on.
    fn met(sentence: &str) -> String {
        let pack = pack();
        let article = made_up::article(&format!("{sentence}\n"));
        let read = crate::text::annotate(&article, &pack);
        let claims = crate::claim::extract(&article, 0, &read, &pack, &pack.readers(None));
        let Some(claim) = claims.first() else {
            return String::new();
        };
        let names: Vec<&str> = (claim.identity.values().flatten())
            .map(crate::rules::NameId::as_str)
            .collect();
        format!("{}: {}", names.join("+"), claim.span.of(&article.text))
    }

    #[test]
    fn who_is_quoted_is_not_of_those_who_met() {
        assert_eq!(
            met("According to Cora Vale, Ann Lee met Ben Stone."),
            "ann-lee+ben-stone: Ann Lee met Ben Stone"
        );
        assert_eq!(
            met("Ann Lee met Ben Stone, Cora Vale said."),
            "ann-lee+ben-stone: Ann Lee met Ben Stone"
        );
        // The phrase may begin with the comma.
        assert_eq!(
            met("Ann Lee met Ben Stone, the mayor Cora Vale told."),
            "ann-lee+ben-stone: Ann Lee met Ben Stone"
        );
    }

    #[test]
    fn names_of_a_phrase_in_front_are_not_of_those_who_met() {
        assert_eq!(
            met("After calling Cora Vale, Ann Lee met Ben Stone."),
            "ann-lee+ben-stone: Ann Lee met Ben Stone"
        );
        assert_eq!(
            met("After Cora Vale, Ann Lee met Ben Stone."),
            "ann-lee+ben-stone+cora-vale: Cora Vale, Ann Lee met Ben Stone"
        );
    }

    #[test]
    fn a_comma_of_a_headline_joins() {
        assert_eq!(
            met("Cora Vale, Ann Lee met Ben Stone"),
            "ann-lee+ben-stone+cora-vale: Cora Vale, Ann Lee met Ben Stone"
        );
    }
}
