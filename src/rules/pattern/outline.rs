//! The outline of a pattern: which units may follow each other, without what they are kept for.
//!
//! Takes the elements of a template, gives a row of steps. It may say yes where the pattern does not hold and never
//! says no where it does: most patterns whose words and marks are all there still hold nowhere, and a program takes ten
//! times as long to find that out.
//!
//! The steps are walked from the last to the first. All places of a sentence are bits of one number, so that a step
//! costs a few instructions however long the sentence is, and what is left behind the first step is where a match can
//! begin. All alternatives of one element are laid over each other place by place, so that a list of a hundred phrases
//! takes as many steps as its longest phrase has words.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::letters::{Code, SetId};
use super::presence::{Spots, Table};
use super::template::Element;
use super::{COMMA, Compiler, DEEPEST};

/// Steps of an outline. What a longer pattern asks for behind them is left to its program.
const MOST_STEPS: usize = 256;

/// One place of a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// What may stand there.
    codes: Vec<Code>,
    /// Whether any word of a gap may.
    gap: bool,
    /// Whether any mark may.
    mark: bool,
    /// Whether the place may be left out.
    optional: bool,
    /// Whether it may be filled several times.
    again: bool,
    /// Whether it is in front of all units, or behind them.
    edge: Option<Edge>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Edge {
    Start,
    End,
}

/// One place of a pattern as it is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    /// What may stand there, if anything is told.
    set: Option<SetId>,
    /// Whether any word of a gap may.
    gap: bool,
    /// Whether any mark may.
    mark: bool,
    optional: bool,
    /// How often it may be filled.
    times: u16,
    edge: Option<Edge>,
}

/// A pattern as a row of steps.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Outline {
    steps: Vec<Step>,
    /// Sets of which one member each must stand somewhere, what is rarest first.
    wanted: Vec<SetId>,
    /// Two sets of which a member of one must stand right before a member of the other: of all such pairs the rarest.
    side_by_side: Option<[SetId; 2]>,
}

impl Outline {
    /// Sets of which one member each must stand somewhere in a shadow with a match, what is rarest first.
    pub(super) fn wanted(&self) -> impl Iterator<Item = SetId> {
        self.wanted.iter().copied()
    }

    /// Where in the stretch of `units` a match can begin, as if nothing stood around them.
    pub(super) fn starts<const N: usize>(
        &self,
        standing: &Table<'_, N>,
        units: &Range<usize>,
    ) -> Spots<N> {
        let inside = Spots::range(units);
        // Most sentences that hold all words of a pattern hold these two apart, and are not walked.
        if let Some([first, second]) = self.side_by_side {
            let second = standing.spots(second) & inside;
            if (standing.spots(first) & inside & second.before()).is_empty() {
                return Spots::default();
            }
        }
        // A match ends somewhere in the stretch or right behind it.
        let end = Spots::range(&(units.end..units.end + 1));
        let mut live = Spots::range(units) | end;
        for step in self.steps.iter().rev() {
            if matches!(step.edge, Some(Edge::Start)) {
                live = live & Spots::range(&(units.start..units.start + 1));
                continue;
            }
            let mut fills = match step.set {
                Some(set) => standing.spots(set),
                None => Spots::default(),
            };
            if step.gap {
                fills = fills | standing.spots(SetId::GAP);
            }
            if step.mark {
                fills = fills | standing.spots(SetId::MARK);
            }
            fills = fills & inside;
            let mut filled = fills & live.before();
            for _ in 1..step.times {
                let more = filled | fills & filled.before();
                if more == filled {
                    break;
                }
                filled = more;
            }
            // The end takes no unit: what follows it begins there too.
            if matches!(step.edge, Some(Edge::End)) {
                filled = filled | live & end;
            }
            live = if step.optional { live | filled } else { filled };
            if live.is_empty() {
                return live;
            }
        }
        live & inside
    }
}

impl Compiler<'_> {
    /// The outline of a template that compiles.
    pub(super) fn outline(&self, elements: &[Element]) -> Result<Outline, String> {
        let mut places = Vec::new();
        for (at, element) in elements.iter().enumerate() {
            if at == 0 && *element == Element::Start {
                places.push(edge(Edge::Start));
            } else {
                let Some(more) = self.places(element, 0)? else {
                    return Ok(Outline::default());
                };
                places.extend(more);
            }
        }
        places.truncate(MOST_STEPS);
        let mut steps: Vec<Step> = Vec::with_capacity(places.len());
        let mut wanted: Vec<(bool, usize, SetId)> = Vec::new();
        let mut pairs = Vec::new();
        // What must stand right before the next place.
        let mut before: Option<(bool, usize, SetId)> = None;
        let mut last: Option<Place> = None;
        for place in places {
            // A gap is one step that may be taken several times.
            if let (Some(before), Some(step)) = (&last, steps.last_mut())
                && *before == place
                && place.optional
            {
                step.times = step.times.saturating_add(1);
                continue;
            }
            let step = self.step(&place);
            let whole = step.gap || step.mark || step.optional || step.edge.is_some();
            let only = step.set.filter(|_| !whole).map(|set| {
                let marks = place.codes.iter().any(|code| code.is_mark());
                (marks, place.codes.len(), set)
            });
            wanted.extend(only);
            pairs.extend(before.zip(only));
            before = only;
            steps.push(step);
            last = Some(place);
        }
        wanted.sort_unstable();
        let rarest = pairs.into_iter().min_by_key(|(first, second)| {
            let marks = usize::from(first.0) + usize::from(second.0);
            (marks, first.1.saturating_mul(second.1))
        });
        Ok(Outline {
            steps,
            wanted: wanted.into_iter().map(|(.., set)| set).collect(),
            side_by_side: rarest.map(|(first, second)| [first.2, second.2]),
        })
    }

    fn step(&self, place: &Place) -> Step {
        let told = !place.codes.is_empty();
        Step {
            set: told.then(|| self.letters.set(place.codes.clone())),
            gap: place.gap,
            mark: place.mark,
            optional: place.optional,
            times: if place.again { u16::MAX } else { 1 },
            edge: place.edge,
        }
    }

    /// The places of `element`; `None` when lists inside lists go too deep to follow.
    fn places(&self, element: &Element, depth: usize) -> Result<Option<Vec<Place>>, String> {
        if depth > DEEPEST {
            return Ok(None);
        }
        let all_of = |alternatives: &[Vec<Element>]| {
            let mut all = Vec::new();
            for (number, alternative) in alternatives.iter().enumerate() {
                let mut places = Vec::new();
                for element in alternative {
                    let Some(more) = self.places(element, depth + 1)? else {
                        return Ok(None);
                    };
                    places.extend(more);
                }
                overlay(&mut all, places, number == 0);
            }
            // A word stands in many phrases of a list.
            for place in &mut all {
                place.codes.sort_unstable();
                place.codes.dedup();
            }
            Ok(Some(all))
        };
        let places = match element {
            Element::Word(word) => vec![one(vec![self.code(word)?])],
            Element::Forms(word) => {
                let forms = self.forms_of(word);
                let codes = forms.iter().map(|form| self.code(form));
                vec![one(codes.collect::<Result<_, _>>()?)]
            }
            Element::List(list) | Element::Words { list, .. } => {
                let memo = self.memo(list);
                if let Some(known) = memo.places.of(list) {
                    return Ok(Some(known.to_vec()));
                }
                let phrases = self.lists.get(list).map_or(&[][..], Vec::as_slice);
                let Some(places) = all_of(phrases)? else {
                    return Ok(None);
                };
                memo.places.tell(list, Arc::from(places.as_slice()));
                places
            }
            Element::Any(alternatives) => return all_of(alternatives),
            Element::Optional(inner) => {
                let Some(mut places) = self.places(inner, depth + 1)? else {
                    return Ok(None);
                };
                for place in &mut places {
                    place.optional = true;
                }
                places
            }
            Element::Mark { types, many, .. } => {
                let letters = self.marks(types).letters;
                let mark = one(letters.chars().map(Code::mark).collect());
                if !many {
                    return Ok(Some(vec![mark]));
                }
                let phrases = self.joiners.iter().chain(self.articles);
                let between = phrases.flat_map(|phrase| phrase.split(' ')).chain([COMMA]);
                let between = between.map(|word| self.code(word));
                let mut codes = between.collect::<Result<Vec<_>, _>>()?;
                codes.extend(&mark.codes);
                let more = Place {
                    optional: true,
                    again: true,
                    ..one(codes)
                };
                vec![mark, more]
            }
            Element::Gap { slot, most } => {
                let adjuncts = self.marks(self.adjuncts).letters;
                let gap = Place {
                    gap: true,
                    // Words that are kept may name somebody.
                    mark: slot.is_some(),
                    optional: true,
                    ..one(adjuncts.chars().map(Code::mark).collect())
                };
                let mut places = vec![gap; (*most).min(MOST_STEPS)];
                // What a slot keeps is not nothing.
                if let (Some(_), Some(first)) = (slot, places.first_mut()) {
                    first.optional = false;
                }
                places
            }
            Element::End => vec![edge(Edge::End)],
            // Anywhere but in front it stands for nothing.
            Element::Start => Vec::new(),
        };
        Ok(Some(places))
    }
}

fn one(codes: Vec<Code>) -> Place {
    Place {
        codes,
        ..Place::default()
    }
}

fn edge(edge: Edge) -> Place {
    Place {
        edge: Some(edge),
        ..Place::default()
    }
}

/// Lays one more alternative over `all` before it: every way through one of them is a way through the whole.
fn overlay(all: &mut Vec<Place>, alternative: Vec<Place>, first: bool) {
    for place in all.iter_mut().skip(alternative.len()) {
        place.optional = true;
    }
    for (at, place) in alternative.into_iter().enumerate() {
        match all.get_mut(at) {
            Some(known) => {
                known.codes.extend(place.codes);
                known.gap |= place.gap;
                known.mark |= place.mark;
                known.optional |= place.optional;
                known.again |= place.again;
                known.edge = known.edge.or(place.edge);
            }
            None => all.push(Place {
                optional: place.optional || !first,
                ..place
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;

    use rustc_hash::FxHashSet;

    use super::*;
    use crate::rules::names::Names;
    use crate::rules::pattern::presence::Standing;
    use crate::rules::pattern::{Alphabet, Memo, Presence, parse};
    use crate::rules::types::TypeId;

    /// Whether the outline of `template` fits units in a row; `*` is a mark, `|` parts clauses.
    fn fits(template: &str, units: &str) -> bool {
        !starts(template, units).is_empty()
    }

    /// Where a match may begin.
    fn starts(template: &str, units: &str) -> Vec<usize> {
        let mut alphabet = Alphabet::default();
        alphabet.letter(&BTreeSet::from([TypeId::new("person")]), &Names::default());
        let talk = ["talked", "held talks with"].map(|phrase| parse(phrase).unwrap());
        let compiler = Compiler {
            alphabet: &alphabet,
            letters: &Arc::default(),
            lists: &BTreeMap::from([("talk".to_owned(), talk.to_vec())]),
            forms: &|word| vec![word.to_owned()],
            clause_marks: &BTreeSet::from(["|".to_owned()]),
            joiners: &["and".to_owned()],
            articles: &["the".to_owned()],
            common: &FxHashSet::default(),
            adjuncts: &[],
            shared: &Memo::default(),
            own: (&BTreeMap::new(), Memo::default()),
        };
        let elements = parse(template).unwrap();
        let outline = compiler.outline(&elements).unwrap();
        let codes = units.split(' ').map(|unit| match unit {
            "*" => Code::mark('\u{E000}'),
            _ => compiler.code(unit).unwrap(),
        });
        let present = Presence::new(codes.collect(), &Arc::new(compiler.letters.holding()));
        let units = 0..present.len();
        match present.standing() {
            Standing::Few(table) => outline.starts(&table, &units).places().collect(),
            Standing::More(table) => outline.starts(&table, &units).places().collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn neighbours_must_stand_together() {
        let met = "{a:person} (met|saw) the? {b:person}";
        assert!(fits(met, "* met *"));
        assert!(fits(met, "then * saw the * again"));
        assert!(!fits(met, "* then saw *"));
        assert!(!fits(met, "met * *"));
    }

    #[test]
    fn a_match_may_begin_wherever_the_rest_follows() {
        let met = "{person} ..2 met {person}";
        assert_eq!(starts(met, "* said * a met * met *"), [2, 5]);
        let far = "so ".repeat(70);
        assert_eq!(
            starts(met, &format!("{far}* met * {far}* a b met *")),
            [70, 143]
        );
        assert_eq!(starts("{person+} met", "* , * and * met"), [0, 2, 4]);
    }

    #[test]
    fn a_gap_is_as_long_as_the_template_says_and_stops_at_clauses() {
        let met = "{a:person} ..2 met ..1 {b:person}";
        assert!(fits(met, "* a b met a *"));
        assert!(!fits(met, "* a b c met *"));
        assert!(!fits(met, "* | met *"));
        assert!(!fits(met, "* , met *"));
        assert!(!fits(met, "* met a b *"));
    }

    #[test]
    fn every_phrase_of_a_list_fits() {
        assert!(fits("@talk {person}", "he talked *"));
        assert!(fits("@talk {person}", "he held talks with *"));
        assert!(!fits("@talk {person}", "talks with *"));
    }

    #[test]
    fn a_coordination_may_be_long() {
        assert!(fits("{a:person+} met", "* , * and the * met"));
        assert!(!fits("{a:person+} met", "* , * or * then met"));
    }

    #[test]
    fn anchors_hold_at_the_ends_alone() {
        assert!(fits("^ {person} met", "* met us"));
        assert!(!fits("^ {person} met", "then * met"));
        assert!(fits("{person} (,|$)", "we met *"));
        assert!(fits("{person} (,|$)", "* , we"));
        assert!(fits("{person} (,|$) (,|$) $", "we met *"));
        assert!(!fits("{person} (,|$)", "* met us"));
    }

    #[test]
    fn kept_words_are_at_least_one() {
        assert!(fits("said {what:..3} today", "said so today"));
        assert!(!fits("said {what:..3} today", "said today"));
    }

    #[test]
    fn kept_words_may_hold_names_and_passed_words_may_not() {
        assert!(fits("said {what:..3} today", "said * so today"));
        assert!(!fits("said ..3 today", "said * so today"));
    }

    #[test]
    fn lists_too_deep_to_follow_ask_for_nothing() {
        let deep = "((((((((((met)|x)|x)|x)|x)|x)|x)|x)|x)|x) {person}";
        assert!(fits(deep, "nothing of it"));
    }

    #[test]
    fn a_pattern_longer_than_the_outline_is_asked_for_its_head() {
        let long = format!("{{person}} ..4 met {} x", "..40 ".repeat(7));
        assert!(fits(&long, "* a met b c"));
        assert!(!fits(&long, "a met b x"));
    }

    #[test]
    fn what_may_be_left_out_may_be_left_out_of_a_long_pattern_too() {
        let phrase = "x ".repeat(300);
        assert!(fits(&format!("{{person}} (met|{phrase})"), "he * met us"));
        assert!(fits("{person} ..40 ..40 {person}", "he * * us"));
    }
}
