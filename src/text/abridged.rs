//! Shadows with something left out: "Lee, who had come from Oslo, greeted Stone and rejected the truce" holds "Lee greeted
//! Stone" and "Lee rejected the truce".
//!
//! Takes the shadow of a sentence, gives one more without what stands between two commas or dashes and tells more of a name,
//! or who says it, one for each verb that has its subject from the one before, one for each clause that a name is the subject
//! of ("Lee had come from Oslo"), and one without the days right behind verbs.

use std::ops::Range;

use super::shadow::Shadow;
use super::{Mark, Reading, Said, Sentence, ValueReading};
use crate::rules::glossary::Family;
use crate::rules::language::Language;
use crate::rules::pattern::Match;

/// An aside has so many units at most.
const LONGEST: usize = 30;
/// So many asides, and so many days, of a sentence are left out: no sentence that people write has more.
const MOST: usize = 8;
/// So many clauses of a sentence are read with the name that they tell of.
const MOST_CLAUSES: usize = 3;
/// So many verbs of a sentence may have their subject from the first.
const MOST_VERBS: usize = 2;
/// So many units back the subject of a verb may stand.
const FAR_BACK: usize = 60;
const COMMA: &str = ",";
const DASH: &str = "—";

/// A shadow with something left out.
#[derive(Debug, Clone)]
pub struct Abridged {
    /// What is left, with the marks of the whole.
    pub shadow: Shadow,
    /// Which units of the whole are left, in order.
    kept: Vec<usize>,
    /// True where what is left out is no less told of the same: "agreed [in May] to", "Lee [left on Monday,] rejecting it".
    same: bool,
}

impl Abridged {
    /// All of the shadow `whole` of a sentence.
    pub(super) fn all(
        whole: &Shadow,
        marks: &[Mark],
        sentence: &Sentence,
        said: &[Said],
        language: &Language,
    ) -> Vec<Self> {
        let row = Row {
            whole,
            marks,
            sentence,
            said,
            language,
        };
        let asides = row.asides();
        let rest = Row {
            whole: asides.as_ref().map_or(whole, |abridged| &abridged.shadow),
            ..row
        };
        let verbs = rest.first_verbs().into_iter();
        let verbs = verbs.map(|units| Self {
            // Behind a comma it is done in the same breath.
            same: rest.word(units.end - 1) == Some(COMMA) && asides.is_none(),
            ..rest.without(&[units])
        });
        let verbs: Vec<Self> = verbs.collect();
        let days = row.without_days();
        let clauses = row.clauses().into_iter();
        let clauses = clauses.map(|(name, units)| row.kept(std::iter::once(name).chain(units)));
        let alone = asides.into_iter().chain(verbs);
        alone.chain(clauses).chain(days).collect()
    }

    /// The units of the whole in which `found` holds; `None` where what is left out is told apart.
    pub fn in_whole(&self, found: &Match) -> Option<Match> {
        if !self.same {
            return None;
        }
        let kept = &self.kept;
        let last = |end: usize| end.checked_sub(1).map_or(0, |last| kept[last] + 1);
        let whole = |units: &Range<usize>| {
            if units.is_empty() {
                let at = last(units.start);
                at..at
            } else {
                kept[units.start]..last(units.end)
            }
        };
        let groups = found.groups.iter();
        Some(Match {
            units: whole(&found.units),
            groups: groups
                .map(|(group, units)| (*group, whole(units)))
                .collect(),
        })
    }

    /// True when something is left out inside `units`.
    pub fn passes_over(&self, units: &Range<usize>) -> bool {
        let kept = self.kept.get(units.clone()).unwrap_or_default();
        kept.windows(2).any(|pair| pair[0] + 1 != pair[1])
    }
}

/// What something may be left out of.
#[derive(Clone, Copy)]
struct Row<'a> {
    whole: &'a Shadow,
    marks: &'a [Mark],
    sentence: &'a Sentence,
    said: &'a [Said],
    language: &'a Language,
}

impl Row<'_> {
    fn without(&self, left_out: &[Range<usize>]) -> Abridged {
        let is_left = |at: &usize| !left_out.iter().any(|units| units.contains(at));
        self.kept((0..self.whole.units.len()).filter(is_left))
    }

    fn kept(&self, kept: impl Iterator<Item = usize>) -> Abridged {
        let kept: Vec<usize> = kept.collect();
        Abridged {
            shadow: self.whole.only(&kept, self.language),
            kept,
            same: false,
        }
    }

    fn word(&self, at: usize) -> Option<&str> {
        self.whole.units.get(at)?;
        self.whole.word(at, self.sentence)
    }

    /// True for a mark that names somebody or something.
    fn names(&self, at: usize) -> bool {
        let mark = self.whole.units[at].mark;
        mark.is_some_and(|mark| !self.marks[mark].is_value())
    }

    fn is_day(&self, at: usize) -> bool {
        let mark = self.whole.units[at].mark;
        let reading = mark.map(|mark| &self.marks[mark].reading);
        matches!(reading, Some(Reading::Value(ValueReading::Date(_))))
    }

    /// True for a word that begins another item, or a phrase around one.
    fn begins_more(&self, word: &str) -> bool {
        let table = &self.language.guess;
        self.language.joins(word)
            || self.language.aside_openers.contains(word)
            || table.determiners.contains(word)
            || table.before.contains_key(word)
            || table.inside.contains(word)
    }

    /// The sentence without its asides; `None` when it has none.
    fn asides(&self) -> Option<Abridged> {
        let mut left_out: Vec<Range<usize>> = Vec::new();
        let mut at = 1;
        while at + 2 < self.whole.units.len() && left_out.len() < MOST {
            let aside = self.aside(at).or_else(|| self.who_said(at));
            at = aside.as_ref().map_or(at, |aside| aside.end) + 1;
            left_out.extend(aside);
        }
        (!left_out.is_empty()).then(|| self.without(&left_out))
    }

    /// The aside that the comma or dash at unit `at` opens, with both of its marks. Behind it the sentence goes on with a
    /// small word, or it was an item of a list: "Lee, who met Stone, Vale and Hill".
    fn aside(&self, at: usize) -> Option<Range<usize>> {
        let word = self.word(at)?;
        // "Arden's envoy, Lee, who had come from Oslo, met": the title has taken the comma.
        let bare = self.whole.units[at].parts_clauses && self.language.aside_openers.contains(word);
        let mark = if bare { COMMA } else { word };
        if !matches!(mark, COMMA | DASH) {
            return None;
        }
        let opener = self.word(at + usize::from(!bare)).unwrap_or_default();
        if mark == COMMA && !self.language.aside_openers.contains(opener) {
            return None;
        }
        // "The clashes, which began on Monday, killed nine."
        let is_word = self.whole.units[at - 1].mark.is_none();
        let tells = is_word && self.language.telling_of.contains(opener);
        if !tells && !self.names(at - 1) {
            return None;
        }
        let last = (at + 2 + LONGEST).min(self.whole.units.len());
        let close = (at + 2..last)
            .find(|close| self.word(*close) == Some(mark) && self.goes_on(close + 1))?;
        Some(at..close + 1)
    }

    /// True for a small word that is none with which another item begins.
    fn goes_on(&self, at: usize) -> bool {
        let unit = self.whole.units.get(at);
        unit.is_some_and(|unit| !unit.parts_clauses)
            && self.word(at).is_some_and(|word| !self.begins_more(word))
    }

    /// Who says it, from the comma at unit `at` to the next: "Lee[, Stone said,] has accepted the truce".
    fn who_said(&self, at: usize) -> Option<Range<usize>> {
        let is_comma = |at: usize| at < self.whole.units.len() && self.word(at) == Some(COMMA);
        let phrases = self.said.iter().map(|said| &said.phrase);
        let inside = phrases.filter(|phrase| {
            phrase.start + usize::from(is_comma(phrase.start)) == at + 1 && is_comma(at)
        });
        // "Said on Monday,".
        let on_a_day = |at: &usize| {
            let opens = |word: &str| self.language.before_days.contains(word);
            self.is_day(*at) || self.word(*at).is_some_and(opens)
        };
        let closes = inside.map(|phrase| {
            let days = (phrase.end..self.whole.units.len()).take_while(on_a_day);
            phrase.end + days.count()
        });
        let mut closes = closes.filter(|close| is_comma(*close) && self.goes_on(close + 1));
        Some(at..closes.next()? + 1)
    }

    /// Names with the clauses that they are the subject of: "Lee, who [had come from Oslo], met Stone".
    fn clauses(&self) -> Vec<(usize, Range<usize>)> {
        let units = &self.whole.units;
        let mut found = Vec::new();
        for who in 1..units.len().saturating_sub(1) {
            let stands_for = |word: &str| self.language.relatives.contains(word);
            if !self.word(who).is_some_and(stands_for) {
                continue;
            }
            let comma = who > 1 && self.word(who - 1) == Some(COMMA);
            let name = who - 1 - usize::from(comma);
            // "The senators who opposed it" are some of them; a quote between them ends what is told of the name.
            let (end, start) = (units[name].tokens.end, units[who].tokens.start);
            let is_next = end + usize::from(comma) == start;
            if !is_next || self.sentence.word(start - 1) != COMMA {
                continue;
            }
            // "Lee, whom Stone met", "who he said": whoever does it is somebody else.
            let next = &units[who + 1];
            let refers = self.whole.notes()[next.tokens.start].refers;
            if !self.names(name) || next.mark.is_some() || refers {
                continue;
            }
            let aside = self.aside(who - usize::from(comma));
            let end = aside.map_or(units.len(), |aside| aside.end - 1);
            found.push((name, who + 1..end));
            if found.len() == MOST_CLAUSES {
                break;
            }
        }
        found
    }

    /// The sentence without the days that stand between a verb and what it goes on with: "agreed [in May] to the plan".
    fn without_days(&self) -> Option<Abridged> {
        let units = &self.whole.units;
        let mut left_out: Vec<Range<usize>> = Vec::new();
        for at in 1..units.len().saturating_sub(1) {
            if !self.is_day(at) || units[at + 1].parts_clauses {
                continue;
            }
            let opens = |word: &str| self.language.before_days.contains(word);
            let start = (1..at)
                .rev()
                .take_while(|at| self.word(*at).is_some_and(opens))
                .last()
                .unwrap_or(at);
            let goes_on = self.word(at + 1).is_some_and(|word| {
                word.starts_with(char::is_alphabetic) && !self.language.joins(word)
            });
            if goes_on && self.is_verb(start - 1) {
                left_out.push(start..at + 1);
            }
            if left_out.len() == MOST {
                break;
            }
        }
        (!left_out.is_empty()).then(|| Abridged {
            same: true,
            ..self.without(&left_out)
        })
    }

    /// Where a verb stands with all that follows it up to the "and" or the comma before another verb of the same subject:
    /// "Lee [greeted Stone and] rejected the truce".
    fn first_verbs(&self) -> Vec<Range<usize>> {
        let units = &self.whole.units;
        let mut found = Vec::new();
        for and in 2..units.len().saturating_sub(1) {
            let joins = |word: &str| self.language.same_subject.contains(word);
            let joined = self.word(and).is_some_and(joins) || self.is_participle(and);
            if !joined || !self.is_verb(and + 1) {
                continue;
            }
            let far = and.saturating_sub(FAR_BACK);
            let start = (far..and)
                .rev()
                .find(|at| units[*at].parts_clauses)
                .map_or(far, |at| at + 1);
            let verb = (start..and).find_map(|at| self.verb_of(at, start, and));
            found.extend(
                verb.map(|verb| verb..and + 1)
                    .filter(|first| !self.is_turned(first)),
            );
            if found.len() == MOST_VERBS {
                break;
            }
        }
        found
    }

    /// True for a comma with a verb behind it in a form that tells of the same subject: "Lee left, rejecting the truce".
    fn is_participle(&self, comma: usize) -> bool {
        let ends = |word: &str| {
            let mut endings = self.language.participles.iter();
            endings.any(|ending| word.ends_with(ending))
        };
        self.word(comma) == Some(COMMA) && self.word(comma + 1).is_some_and(ends)
    }

    /// The unit behind the names that begin at `at`, where they open their clause or stand behind a comma and a verb
    /// follows them before `end`.
    fn verb_of(&self, at: usize, start: usize, end: usize) -> Option<usize> {
        let before = (start..at).rev().find(|before| {
            let word = self.word(*before);
            !word.is_some_and(|word| self.language.guess.determiners.contains(word))
        });
        let opens = before.is_none_or(|before| self.word(before) == Some(COMMA));
        if !opens || !self.names(at) {
            return None;
        }
        let joins = |at: usize| {
            let word = self.word(at);
            word.is_some_and(|word| word == COMMA || self.language.joins(word))
        };
        let mut last = at;
        while last + 2 < end && joins(last + 1) && self.names(last + 2) {
            last += 2;
        }
        let verb = last + 1;
        let word = self.word(verb).filter(|_| verb < end)?;
        let is_verb = word.starts_with(char::is_alphabetic)
            && !self.whole.units[verb].parts_clauses
            && !self.begins_more(word)
            && !self.language.saying.contains(word);
        is_verb.then_some(verb)
    }

    /// True for a small word that sets off a pattern, or stands right before one that does: "and has accepted".
    fn is_verb(&self, at: usize) -> bool {
        let is_plain = |at: usize| {
            let unit = self.whole.units.get(at);
            unit.is_some_and(|unit| unit.mark.is_none() && !unit.parts_clauses)
                && !self.sentence.tokens[self.whole.units[at].tokens.start].capital
                && self.word(at).is_some_and(|word| !self.begins_more(word))
        };
        let triggers = |at: usize| {
            let unit = self.whole.units.get(at).filter(|unit| unit.mark.is_none());
            unit.is_some_and(|unit| self.whole.notes()[unit.tokens.start].triggers())
        };
        // "And he rejected": whoever he is.
        let refers = || self.whole.notes()[self.whole.units[at].tokens.start].refers;
        is_plain(at) && (triggers(at) || triggers(at + 1)) && !refers()
    }

    /// True when a word among `units` turns what is told: "should stop and accept".
    fn is_turned(&self, units: &Range<usize>) -> bool {
        let glossary = &self.language.glossary;
        let mut cues = self.whole.triggered(glossary, Family::Cue);
        cues.any(|trigger| {
            let cue = &self.language.cues[trigger.owner as usize];
            let pattern = &cue.patterns[trigger.pattern as usize];
            !self.whole.matches_in(pattern, units).is_empty()
        })
    }
}

#[cfg(test)]
mod tests {
    /// What is left of a sentence, each name and value as `*`; nothing where all is one.
    fn left(sentence: &str) -> String {
        let read = crate::text::made_up::read(sentence);
        let sentence = &read.sentences[0];
        let left = sentence.abridged.iter().map(|abridged| {
            let units = 0..abridged.shadow.units.len();
            let spelled = (abridged.shadow).spelled(&units, &sentence.sentence, sentence.marks());
            let starred = |c| if c < '\u{E000}' { c } else { '*' };
            spelled.trim_end().chars().map(starred).collect::<String>()
        });
        left.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_tells_more_of_a_name_is_left_out() {
        assert_eq!(
            left("Ann Lee, who had come on foot, met Ben Stone."),
            "* met *; * had come on foot"
        );
        assert_eq!(
            left("Ann Lee — she came on foot — met Ben Stone."),
            "* met *"
        );
        assert_eq!(
            left("Ann Lee, who saw Cora Vale, the guest of Arden, met Ben Stone."),
            "* met *; * saw * , the guest of *"
        );
        assert_eq!(
            left("Ann Lee, the guest, met Ben Stone, who ran, in Arden."),
            "* met * , who ran , in *; * ran , in *"
        );
        assert_eq!(
            left("The rain, which fell on Monday, killed 9."),
            "the rain killed *"
        );
    }

    #[test]
    fn a_clause_is_read_with_the_name_it_tells_of() {
        assert_eq!(
            left("Ben Stone met Ann Lee, who had come on foot."),
            "* had come on foot"
        );
        assert_eq!(
            left("Ben Stone met the guest, Ann Lee, who had come on foot, in Arden."),
            "* had come on foot , in *"
        );
        for whole in [
            "Ben Stone met Ann Lee who had come on foot.",
            "Ben Stone met Ann Lee, who Cora Vale had seen.",
            "Ben Stone met the guest, who had come on foot.",
            "\"I met Ann Lee,\" who had come on foot.",
        ] {
            assert_eq!(left(whole), "", "{whole}");
        }
    }

    #[test]
    fn who_says_it_is_left_out_of_what_is_said() {
        assert_eq!(left("Ann Lee, Ben Stone said, met Cora Vale."), "* met *");
        assert_eq!(
            left("Ann Lee, Ben Stone said on Monday, met Cora Vale."),
            "* met *"
        );
        assert_eq!(left("Ann Lee, Ben Stone said, and Cora Vale met."), "");
    }

    #[test]
    fn an_item_of_a_list_is_not() {
        for whole in [
            "Ann Lee, the guest, Cora Vale met Ben Stone.",
            "Ann Lee, the guest, and Cora Vale met Ben Stone.",
            "On Monday, the guest, tired, met Ben Stone.",
            "The rain, the wind, killed 9.",
        ] {
            assert_eq!(left(whole), "", "{whole}");
        }
    }

    #[test]
    fn a_later_verb_has_the_subject_of_the_first() {
        assert_eq!(left("Ann Lee flew to Arden and met Ben Stone."), "* met *");
        assert_eq!(
            left("On Monday, Ann Lee, Ben Stone flew to Arden and met Cora Vale."),
            "on * , * , * met *"
        );
        assert_eq!(
            left("Ann Lee, who ran, flew to Arden and met Ben Stone."),
            "* flew to * and met *; * met *; * ran"
        );
        assert_eq!(
            left("Ann Lee flew to Arden, meeting Ben Stone."),
            "* meeting *"
        );
        for whole in [
            "Ann Lee flew to Arden, met Ben Stone.",
            "The guest flew to Arden, meeting Ben Stone.",
            "Ann Lee flew to Arden and Ben Stone met Cora Vale.",
            "Ann Lee may fly to Arden and met Ben Stone.",
            "Ann Lee said they ran and met Ben Stone.",
            "Aides of Ann Lee flew to Arden and met Ben Stone.",
            "Ann Lee of Arden and met Ben Stone.",
        ] {
            assert_eq!(left(whole), "", "{whole}");
        }
    }

    #[test]
    fn a_day_between_a_verb_and_its_object_is_passed_over() {
        assert_eq!(
            left("Ann Lee met on Monday with Ben Stone."),
            "* met with *"
        );
        assert_eq!(left("Ann Lee met with Ben Stone on Monday."), "");
        assert_eq!(left("Ann Lee met on Monday and left."), "");
    }
}
