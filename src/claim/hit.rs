//! Where rules hold: patterns over the shadow of a sentence, with what fills their slots.
//!
//! Takes an annotated sentence and the pack, gives hits. Never decides what they claim.

use std::cell::LazyCell;
use std::ops::Range;

use super::venue::is_venue;
use crate::rules::RulePack;
use crate::rules::check::NONE;
use crate::rules::glossary::{Family, Filed};
use crate::rules::kind::Kind;
use crate::rules::language::Language;
use crate::rules::names::Names;
use crate::rules::pattern::{COMMA, Capture, Match, Pattern, Patterns};
use crate::rules::rule::Rule;
use crate::source::Article;
use crate::text::{
    AnnotatedSentence, AnnotatedText, DateReading, Grain, Mark, Reading, Shadow, ValueReading,
};

/// So many units from a match an optional phrase may begin or end; what stands farther off belongs to something else.
/// Clauses are shorter, but for texts without punctuation: there each match would search all of them.
const FAR: usize = 60;

/// So many units long may be what stands right before a match and makes it none.
const FAR_AROUND: usize = 6;

/// So many units behind what an event is called a clause may begin that tells more of it: "in Arden on Monday, which".
const BEHIND: usize = 6;

/// A place where a pattern of a rule held, with what fills its slots, in units of the shadow the rule reads.
#[derive(Debug, Clone)]
pub(super) struct Hit<'p> {
    /// The rule.
    pub(super) rule: &'p Rule,
    /// Its number in the pack.
    pub(super) number: usize,
    /// Its pattern.
    pub(super) pattern: u32,
    /// What it reads.
    pub(super) view: View,
    /// The whole match.
    pub(super) units: Range<usize>,
    /// The words that triggered it.
    pub(super) predicate: Range<usize>,
    /// The words it passed over.
    pub(super) gaps: Vec<Range<usize>>,
    /// Where somebody is told to have said it, behind it: "…, the mayor said in Arden". Empty when nobody is.
    pub(super) said: Range<usize>,
    /// True when it holds for none of those it counts without keeping how many: "has no troops in", read by a pattern for
    /// some.
    pub(super) of_none: bool,
    /// Slot → what fills it.
    pub(super) slots: Vec<Slot>,
}

/// One filled slot.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// Its name.
    pub(super) name: String,
    /// The units it was read from.
    pub(super) units: Range<usize>,
    /// The mark types its pattern wants; empty for words.
    pub(super) types: Vec<crate::rules::TypeId>,
    /// Whether its pattern takes any words there.
    pub(super) any: bool,
}

/// Where a sentence stands, and what reads it.
pub(super) struct Reader<'a> {
    /// The article.
    pub(super) article: &'a Article,
    /// Its number in the run.
    pub(super) number: u32,
    /// The rules.
    pub(super) pack: &'a RulePack,
    /// All sentences.
    pub(super) text: &'a AnnotatedText,
}

/// What a rule reads of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// Word by word.
    Plain,
    /// With titles, offices and references folded in.
    Folded,
    /// The same with something left out, in the way of this number.
    Abridged(usize),
}

impl View {
    /// What a rule reads first that asks for `plain` text, or does not.
    pub(super) fn over(plain: bool) -> Self {
        if plain { Self::Plain } else { Self::Folded }
    }

    /// The shadow and the marks of `sentence`.
    pub(super) fn of(self, sentence: &AnnotatedSentence) -> (&Shadow, &[Mark]) {
        match self {
            Self::Plain => (&sentence.plain, &sentence.plain_marks),
            Self::Folded => (sentence.shadow(), sentence.marks()),
            Self::Abridged(way) => (&sentence.abridged[way].shadow, sentence.marks()),
        }
    }
}

/// Every place in `sentence` where a rule that `reads` holds, of the rules that the glossary of the `language` knows.
pub(super) fn hits<'p>(
    sentence: &AnnotatedSentence,
    pack: &'p RulePack,
    language: &Language,
    reads: impl Fn(usize) -> bool,
) -> Vec<Hit<'p>> {
    let set_off = || sentence.plain.set_off(&language.glossary, Family::Rule);
    let held = |filed: &Filed, shadow: &Shadow| {
        let (number, pattern) = (filed.trigger.owner as usize, filed.trigger.pattern);
        if filed.may_hold(shadow.present()) && reads(number) {
            shadow.matches(&pack.rules[number].patterns[pattern as usize].1)
        } else {
            Vec::new()
        }
    };
    let read = |filed: &Filed, matches: &[Match], view: View| -> Vec<Hit<'p>> {
        // Most hold nowhere.
        if matches.is_empty() {
            return Vec::new();
        }
        let (number, pattern) = (filed.trigger.owner as usize, filed.trigger.pattern);
        let rule = &pack.rules[number];
        let (shadow, marks) = view.of(sentence);
        let around = Around {
            kind: pack.kinds.get(&rule.kind),
            view,
            shadow,
            marks,
            sentence,
            language,
        };
        let hits = matches
            .iter()
            .map(|hit| hit_of(rule, number, pattern, hit, &around));
        hits.filter(|hit| !around.is_of_anothers(hit, &pack.names) && !around.is_ruled_out(hit))
            .collect()
    };
    let mut found: Vec<Hit<'p>> = Vec::new();
    for filed in set_off() {
        let view = View::over(filed.plain);
        found.extend(read(filed, &held(filed, view.of(sentence).0), view));
    }
    // What holds with something left out is read where nothing of the kind holds as it stands.
    for (way, abridged) in sentence.abridged.iter().enumerate() {
        for filed in set_off().filter(|filed| !filed.plain) {
            let mut matches = held(filed, &abridged.shadow);
            matches.retain(|hit| abridged.passes_over(&hit.units));
            if matches.is_empty() {
                continue;
            }
            let whole: Option<Vec<Match>> =
                matches.iter().map(|hit| abridged.in_whole(hit)).collect();
            let more = match &whole {
                Some(whole) => read(filed, whole, View::Folded),
                None => read(filed, &matches, View::Abridged(way)),
            };
            let tokens = |hit: &Hit<'_>| hit.view.of(sentence).0.tokens_of(&hit.predicate);
            let is_read = |hit: &Hit<'_>| {
                let own = tokens(hit);
                found.iter().any(|other| {
                    let is_alike = other.rule.kind == hit.rule.kind
                        && (hit.rule.leftover || !other.rule.leftover);
                    let other = is_alike.then(|| tokens(other));
                    other.is_some_and(|other| other.start < own.end && own.start < other.end)
                })
            };
            let more: Vec<Hit<'p>> = more.into_iter().filter(|hit| !is_read(hit)).collect();
            found.extend(more);
        }
    }
    found
}

fn hit_of<'p>(
    rule: &'p Rule,
    number: usize,
    pattern: u32,
    hit: &Match,
    around: &Around<'_>,
) -> Hit<'p> {
    let shadow = around.shadow;
    let units = hit.units.clone();
    let compiled = &rule.patterns[pattern as usize].1;
    let mut predicate = units.clone();
    let (mut slots, mut gaps, mut of_none) = (Vec::new(), Vec::new(), false);
    for (group, here) in &hit.groups {
        let here = here.clone();
        // An end of the sentence alone fills nothing.
        if here.is_empty() {
            continue;
        }
        match &compiled.captures[*group] {
            Capture::Predicate => predicate = here,
            Capture::Marks {
                slot: Some(slot),
                types,
            } => {
                slots.push(Slot {
                    name: slot.clone(),
                    units: here,
                    types: types.clone(),
                    any: false,
                });
            }
            capture @ (Capture::Words { slot }
            | Capture::Gap {
                slot: Some(slot), ..
            }) => {
                slots.push(Slot {
                    name: slot.clone(),
                    units: here,
                    types: Vec::new(),
                    any: matches!(capture, Capture::Gap { .. }),
                });
            }
            Capture::Gap { slot: None, .. } => gaps.push(here),
            Capture::Marks { slot: None, types } => {
                let is_meant = types.iter().any(|kind| kind.as_str() == NONE);
                let mut marks = shadow.marks_in(&here).map(|mark| &around.marks[mark]);
                of_none |= !is_meant && marks.any(Mark::is_none);
            }
        }
    }
    let mut clause = shadow.clause(&units);
    let passed = shadow.told_there(units.start, &around.sentence.sentence, around.language);
    clause.start = clause.start.max(passed.map_or(0, |passed| passed.end));
    // "It will begin on Monday, Lee said after meeting Stone": the day is in what she said.
    let teller = (rule.subject.as_ref()).and_then(|_| around.said_right_before(&units));
    clause.start = clause.start.max(teller.map_or(0, |teller| teller.start));
    let near = clause.start.max(units.start.saturating_sub(FAR))..clause.end.min(units.end + FAR);
    // Asked once for all phrases that are missing.
    let on = LazyCell::new(|| around.told_on(&units, &clause));
    let said = around.said_behind(&units);
    for (slot, patterns) in &rule.args {
        if slots.iter().any(|filled| filled.name == *slot) {
            continue;
        }
        let found = around
            .nearest_phrase(slot, patterns, &units, &near, &said)
            .or_else(|| around.nearest_phrase(slot, patterns, &units, on.as_ref()?, &said));
        slots.extend(found);
    }
    Hit {
        rule,
        number,
        pattern,
        view: around.view,
        units,
        predicate,
        gaps,
        said,
        of_none,
        slots,
    }
}

/// What stands around a match.
struct Around<'a> {
    kind: Option<&'a Kind>,
    view: View,
    shadow: &'a Shadow,
    marks: &'a [Mark],
    sentence: &'a AnnotatedSentence,
    language: &'a Language,
}

impl Around<'_> {
    /// The clause behind `clause`, where it tells on of the same: "killed when a bomb went off on Monday" of events that
    /// are counted, "talks, which took an hour" of others, right behind what they are called. "Is to meet him when" tells
    /// of another.
    fn told_on(&self, units: &Range<usize>, clause: &Range<usize>) -> Option<Range<usize>> {
        let mark = self.shadow.units.get(clause.end)?;
        let word = self.sentence.sentence.word(mark.tokens.start);
        let words = if self.kind.is_some_and(Kind::grows) {
            &self.language.telling_on
        } else if self.kind.is_some_and(Kind::passes) && clause.end - units.end <= BEHIND {
            &self.language.telling_of
        } else {
            return None;
        };
        if !mark.parts_clauses || !words.contains(word) {
            return None;
        }
        let next = clause.end + 1;
        let clause = self
            .shadow
            .clause(&(next..(next + 1).min(self.shadow.units.len())));
        Some(clause.start..clause.end.min(next + FAR))
    }

    /// True when whoever came is somebody else's: "met Ann Lee's envoy", "Ann Lee's brother met". Patterns that mean
    /// those who come together spell what makes it theirs: "Ann Lee's talks with".
    fn is_of_anothers(&self, hit: &Hit<'_>, names: &Names) -> bool {
        let event = self
            .kind
            .and_then(|kind| Some((kind, kind.event.as_ref()?)));
        let Some((kind, event)) = event.filter(|(_, event)| !event.once.is_empty()) else {
            return false;
        };
        hit.slots.iter().any(|slot| {
            let end = slot.units.end;
            let owns = self.shadow.units.get(end).is_some_and(|unit| {
                let word = self.sentence.sentence.word(unit.tokens.start);
                word == self.language.values.possessive
            });
            let is_spelled =
                hit.units.contains(&end) && !hit.gaps.iter().any(|gap| gap.contains(&end));
            let comes = || {
                let last = self.shadow.marks_in(&slot.units).last();
                last.is_some_and(|mark| self.marks[mark].as_any(&event.once, names).is_some())
            };
            owns && !is_spelled && kind.identity.iter().any(|own| own.name == slot.name) && comes()
        })
    }

    /// True where right before or behind the match stands what its rule says makes it none, and where words that are read
    /// one by one run out of a quote: "… the foreign minister," Lee said.
    fn is_ruled_out(&self, hit: &Hit<'_>) -> bool {
        let tokens = self.shadow.tokens_of(&hit.units);
        if hit.rule.plain && self.sentence.sentence.leaves_a_quote(&tokens) {
            return true;
        }
        let Range { start, end } = hit.units;
        // "Who is friends with Lee and opposed it": not Lee.
        let joins = |at: usize| {
            let unit = self.shadow.units.get(at);
            let word = unit.and_then(|_| self.shadow.word(at, &self.sentence.sentence));
            word.is_some_and(|word| self.language.joins(word))
        };
        let begins = self.shadow.units[start].mark.is_some();
        if begins && self.faced_by(start).is_some() && joins(start + 1) {
            return true;
        }
        let behind = end..self.shadow.units.len();
        let opens = |pattern: &Pattern| {
            let found = self.shadow.matches_in(pattern, &behind);
            found.first().is_some_and(|found| found.units.start == end)
        };
        let ends = |pattern: &Pattern| {
            (start.saturating_sub(FAR_AROUND)..start).any(|from| {
                let found = self.shadow.matches_in(pattern, &(from..start));
                found.iter().any(|found| found.units == (from..start))
            })
        };
        let (behind, before) = (&hit.rule.unless_before, &hit.rule.unless_after);
        behind.iter().any(|pattern| opens(pattern)) || before.iter().any(|pattern| ends(pattern))
    }

    /// The word right before unit `at` that makes of what follows the other side: "with".
    fn faced_by(&self, at: usize) -> Option<&str> {
        let word = (self.shadow).word(at.checked_sub(1)?, &self.sentence.sentence)?;
        self.language.facing.contains(word).then_some(word)
    }

    /// The words that name a speaker right before the match, which is none of what they say: "Lee said after meeting".
    fn said_right_before(&self, units: &Range<usize>) -> Option<Range<usize>> {
        let start = self.shadow.tokens_of(units).start;
        let folded = self.sentence.shadow();
        let mut phrases = self
            .sentence
            .said
            .iter()
            .map(|said| folded.tokens_of(&said.phrase));
        let phrase = phrases.find(|phrase| phrase.end == start)?;
        let unit = |token: usize| self.shadow.unit_at(token);
        Some(unit(phrase.start)?..units.start)
    }

    /// Behind the words that tell who said what the match tells: what is named there is where they said it. Up to the
    /// next comma: "three died, the mayor said, in Arden".
    fn said_behind(&self, units: &Range<usize>) -> Range<usize> {
        let own = self.shadow.tokens_of(units);
        let folded = self.sentence.shadow();
        let phrases = self
            .sentence
            .said
            .iter()
            .map(|said| folded.tokens_of(&said.phrase));
        let next = phrases
            .filter(|phrase| phrase.end > own.end)
            .min_by_key(|phrase| phrase.start);
        let all = self.shadow.units.len();
        let unit = |token: usize| self.shadow.unit_at(token).unwrap_or(all);
        next.map_or(all..all, |phrase| {
            let ends = |at: &usize| {
                let unit = &self.shadow.units[*at];
                unit.parts_clauses || self.sentence.sentence.word(unit.tokens.start) == COMMA
            };
            let start = unit(phrase.end);
            let end = (start..all).find(ends).unwrap_or(all);
            start..end
        })
    }

    /// The optional phrase nearest to the match in the stretch `near` it: inside it, then behind it, then before it. A day
    /// may stand where the match is `said`, no name.
    fn nearest_phrase(
        &self,
        slot: &str,
        patterns: &Patterns,
        units: &Range<usize>,
        near: &Range<usize>,
        said: &Range<usize>,
    ) -> Option<Slot> {
        let names = |here: &Range<usize>| {
            let mut marks = self.shadow.marks_in(here);
            marks.any(|mark| !self.marks[mark].is_value())
        };
        // "In clashes with Chad" is not where they were, if the pattern passes over "with".
        let faces = |pattern: &Pattern, at: usize| {
            let word = self.faced_by(at);
            word.is_some_and(|word| !pattern.says_word(word))
        };
        // "Told reporters in Arden that 12 had died": nor is where somebody spoke, of what is keyed by its place.
        let keyed = |kind: &Kind| kind.identity.iter().any(|own| own.name == slot);
        let keyed = self.kind.is_some_and(keyed);
        let spoken = |here: &Range<usize>| {
            let start = self.shadow.tokens_of(here).start;
            keyed && is_venue(&self.sentence.sentence, self.marks, start, self.language)
        };
        let mut best: Option<((u8, usize, usize), Slot)> = None;
        for pattern in patterns.iter() {
            for found in self.shadow.matches_in(pattern, near) {
                for (group, here) in &found.groups {
                    let elsewhere =
                        said.contains(&here.start) || faces(pattern, here.start) || spoken(here);
                    if elsewhere && names(here) {
                        continue;
                    }
                    let distance = if here.start >= units.end {
                        here.start - units.end + 1
                    } else if here.end <= units.start {
                        // A phrase before the match is as near as one a few words further behind it.
                        units.start - here.end + 4
                    } else {
                        0
                    };
                    let place = (self.looseness(here, units.start), distance, here.start);
                    if best.as_ref().is_some_and(|(known, _)| *known <= place) {
                        continue;
                    }
                    let (types, wanted) = match &pattern.captures[*group] {
                        Capture::Marks { slot: own, types } => (
                            types.as_slice(),
                            own.as_deref().is_none_or(|own| own == slot),
                        ),
                        Capture::Words { slot: own }
                        | Capture::Gap {
                            slot: Some(own), ..
                        } => (&[][..], own == slot),
                        Capture::Gap { slot: None, .. } | Capture::Predicate => (&[][..], false),
                    };
                    if wanted {
                        let slot = Slot {
                            name: slot.to_owned(),
                            units: here.clone(),
                            types: types.to_vec(),
                            any: matches!(pattern.captures[*group], Capture::Gap { .. }),
                        };
                        best = Some((place, slot));
                    }
                }
            }
        }
        best.map(|(_, slot)| slot)
    }

    /// Where the clause begins that tells since when what unit `own` says has been so, if the date at `units` stands in one.
    fn since_when(&self, date: &DateReading, units: &Range<usize>, own: usize) -> Option<usize> {
        let sentence = &self.sentence.sentence;
        self.shadow
            .since_when(date, units, own, sentence, self.language)
    }

    /// How loosely a date tells when an event was that is over once it has happened, and told from unit `own` on: a day
    /// before a month, and that before "since January": "resumed their talks, broken off in 2022, on May 16".
    fn looseness(&self, units: &Range<usize>, own: usize) -> u8 {
        if !self.kind.is_some_and(Kind::passes) {
            return 0;
        }
        let dates = self
            .shadow
            .marks_in(units)
            .map(|mark| match &self.marks[mark].reading {
                Reading::Value(ValueReading::Date(date))
                    if date.throughout || self.since_when(date, units, own).is_some() =>
                {
                    2
                }
                Reading::Value(ValueReading::Date(date)) => u8::from(date.grain >= Grain::Month),
                _ => 0,
            });
        dates.max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::build;
    use crate::rules::pack::PackFile;
    use crate::text::made_up;

    #[test]
    fn a_slot_that_the_end_of_a_sentence_alone_fills_is_empty() {
        let mut files = made_up::files();
        let rule = "words: {last: ['(soon|$)']}\nrules:\n  - id: died\n    fact: deaths\n    summary: Somebody died.\n    match: \
                    {'yes': [\"{who:person} died {when:@last}\"]}\n    tests: []\n";
        let fact = "kind: deaths\nquestion: \"Did {who} die?\"\nidentify_by: {who: person, when: {is: [place, word]}}\nvalue: {one_of: [\"yes\"]}\n";
        for (path, text) in [("claims/died.en.yaml", rule), ("facts/deaths.yaml", fact)] {
            files.push(PackFile {
                path: path.into(),
                pack: path.trim_end_matches(".yaml").into(),
                bytes: text.into(),
            });
        }
        // The pack is refused, and `atodds test` runs what is left of it.
        let (pack, problems) = build(&files);
        assert!(!problems.is_empty());
        let claims = |told: &str| {
            let article = made_up::article(told);
            let read = crate::text::annotate(&article, &pack);
            crate::claim::extract(&article, 0, &read, &pack, &pack.readers(None)).len()
        };
        assert_eq!(claims("Ann Lee died soon.\n"), 0);
        assert_eq!(claims("Ann Lee died.\n"), 0);
    }
}
