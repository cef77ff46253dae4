//! From a hit to claims: slots become identity, values, time and scope.

use std::collections::BTreeSet;
use std::ops::Range;

use super::hit::{Hit, Reader, Slot};
use super::modality::{Twists, twists};
use super::time::{self, When};
use super::{Claim, Holder, Value, speaker};
use crate::problem::ByteSpan;
use crate::rules::kind::{Attribute, Dimension, Domain, Evolves, Kind, ScopeValue};
use crate::rules::language::CueKind;
use crate::rules::names::NameId;
use crate::rules::rule::Bound;
use crate::rules::{TypeId, kind};
use crate::source::OutletId;
use crate::text::{
    AnnotatedSentence, DateReading, Grain, Mark, Named, Reading, Shadow, ValueReading,
};
use crate::value::time::{DAY, HOUR};
use crate::value::{Amount, Minute, Modality, Period, Slots};

/// How many units behind a match may say since when it counts.
const BEHIND: usize = 4;
/// The slot that says when something was counted.
const AS_OF: &str = "as-of";

/// A claim with what settles its overlaps.
#[derive(Debug)]
pub(super) struct Filled {
    /// The claim.
    pub(super) claim: Claim,
    /// Identity slots that its match leaves open and other words of the text fill.
    pub(super) lent: BTreeSet<String>,
    /// How many units its match covers.
    pub(super) length: usize,
    /// The tokens of its match.
    pub(super) tokens: Range<usize>,
    /// The number of its rule.
    pub(super) rule: usize,
}

/// All claims of a hit; `before` are the claims of the sentences before, `beside` those of its own sentence so far.
pub(super) fn fill(
    hit: &Hit<'_>,
    at: usize,
    reader: &Reader<'_>,
    before: &[Claim],
    beside: &[Filled],
) -> Vec<Filled> {
    let sentence = &reader.text.sentences[at];
    let Some(kind) = reader.pack.kinds.get(&hit.rule.kind) else {
        return Vec::new();
    };
    let twists = twists(hit, sentence, reader);
    if twists.dropped {
        return Vec::new();
    }
    let (shadow, marks) = hit.view.of(sentence);
    let filler = Filler {
        hit,
        at,
        reader,
        sentence,
        kind,
        shadow,
        marks,
        before,
        beside,
    };
    filler.claims(&twists)
}

/// What turns one hit into claims.
pub(super) struct Filler<'a> {
    pub(super) hit: &'a Hit<'a>,
    pub(super) at: usize,
    pub(super) reader: &'a Reader<'a>,
    pub(super) sentence: &'a AnnotatedSentence,
    pub(super) kind: &'a Kind,
    pub(super) shadow: &'a Shadow,
    pub(super) marks: &'a [Mark],
    pub(super) before: &'a [Claim],
    pub(super) beside: &'a [Filled],
}

impl Filler<'_> {
    fn claims(&self, twists: &Twists) -> Vec<Filled> {
        self.identities()
            .into_iter()
            .flat_map(|identity| self.of_one(identity, twists))
            .collect()
    }

    /// An event on a day after that of the article has not happened yet, however it is told.
    fn to_come(&self, when: &When) -> Modality {
        let published = self.reader.article.published;
        let told = self.kind.event.is_some() && when.phrase.is_some();
        let ahead = told && published.is_some_and(|day| when.time.hull.start > day.end);
        if ahead {
            Modality::Planned
        } else {
            Modality::Actual
        }
    }

    /// The claims about one fact.
    fn of_one(&self, mut identity: Slots<Vec<NameId>>, twists: &Twists) -> Vec<Filled> {
        // What the sentence's subject lends is no more than likely.
        let subject = self.hit.rule.subject.as_ref();
        let own: BTreeSet<String> = identity
            .keys()
            .filter(|slot| Some(*slot) != subject)
            .cloned()
            .collect();
        let Ok(earlier) = self.complete(&mut identity, twists) else {
            return Vec::new();
        };
        let lent: BTreeSet<String> = identity
            .keys()
            .filter(|slot| !own.contains(*slot))
            .cloned()
            .collect();
        let earlier = earlier.or_else(|| self.told_before(&identity));
        let mut when = time::read(
            self.hit,
            twists,
            self.shadow,
            self.marks,
            self.reader,
            self.at,
            self.kind,
            earlier,
            self.is_told_here(&lent),
        );
        // "Had not talked to Smith" without saying who: somebody else may have, on any of those days.
        let mut several = self.kind.identity.iter().filter(|slot| slot.many);
        let alone =
            several.any(|slot| identity.get(&slot.name).is_none_or(|names| names.len() < 2));
        if alone && when.phrase.is_none() && time::never(self.hit, twists, self.kind) {
            when.time.core = None;
        }
        let scope = self.scope();
        let pattern_value = self.hit.rule.patterns[self.hit.pattern as usize].0;
        let mut filled = Vec::new();
        let base = self.kind.base();
        let base_slot = self.slot(&base.name);
        let mut denied = twists.denied && matches!(base.domain, Domain::Choice { .. });
        if let Some(value) = self.base_value(base, base_slot, pattern_value, twists, &identity) {
            // The first choice of an event is that there was one. What was to be has its place and day, held or not.
            let is_none = matches!(value, Value::Choice(mask) if mask & 1 == 0);
            let spans = self.told_in(&value, base);
            let held = self.claim(
                base,
                value,
                twists.denied,
                spans,
                &identity,
                &scope,
                &when,
                twists,
            );
            let is_told = held.claim.modality <= Modality::Likely;
            // So has what happens once, where it did not happen: a town that was held was not taken on that day.
            let is_once = self.kind.attributes.iter().any(|one| one.once.is_some());
            let is_whether = matches!(&base.domain, Domain::Choice { of, .. } if of.len() == 2);
            let passes = self.kind.event.is_some() || is_once && is_whether;
            denied |= passes && is_none && is_told;
            filled.push(held);
        }
        for attribute in &self.kind.attributes[1..] {
            // "They met again on Tuesday" dates another meeting than one told without the word.
            let another = twists.cues.contains(&CueKind::Another) && !time::is_ahead(twists);
            if another && attribute.domain == Domain::Date {
                continue;
            }
            let slot = self.slot(&attribute.name);
            let value = match slot {
                Some(slot) => self.value(attribute, slot, twists),
                None => match self.hit.rule.set.get(&attribute.name) {
                    Some(text) => self.fixed(attribute, text),
                    None if attribute.domain == Domain::Date => when
                        .phrase
                        .map(|(reading, _)| Value::Period(reading.period)),
                    None => None,
                },
            };
            let Some(value) = value else { continue };
            let units = match slot {
                Some(slot) => slot.units.clone(),
                None => when
                    .units
                    .clone()
                    .filter(|_| attribute.domain == Domain::Date)
                    .unwrap_or(self.hit.units.clone()),
            };
            // A denied event has no place, day or length to be at odds about.
            if denied {
                continue;
            }
            // Who denies that 12 were killed, three of them children, denies both figures.
            let figure = |domain: &Domain| matches!(domain, Domain::Amount { .. });
            let denied = twists.denied && figure(&base.domain) && figure(&attribute.domain);
            filled.push(self.claim(
                attribute, value, denied, units, &identity, &scope, &when, twists,
            ));
        }
        for one in &mut filled {
            one.lent.clone_from(&lent);
        }
        filled
    }

    /// True when an event is surely the one its paragraph tells of: it names whose deed it was, or only lacks the place.
    fn is_told_here(&self, lent: &BTreeSet<String>) -> bool {
        let place = TypeId::new("place");
        self.kind.event.is_none()
            || self
                .kind
                .identity
                .iter()
                .filter(|slot| lent.contains(&slot.name))
                .flat_map(|slot| &slot.types)
                .all(|kind| self.reader.pack.names.is_a(kind, &place))
    }

    pub(super) fn slot(&self, name: &str) -> Option<&Slot> {
        self.hit.slots.iter().find(|slot| slot.name == name)
    }

    #[expect(clippy::too_many_arguments, reason = "what a claim is made of")]
    fn claim(
        &self,
        attribute: &Attribute,
        value: Value,
        denied: bool,
        units: Range<usize>,
        identity: &Slots<Vec<NameId>>,
        scope: &Slots<ScopeValue>,
        when: &When,
        twists: &Twists,
    ) -> Filled {
        let article = self.reader.article;
        let tokens = self.shadow.tokens_of(&units);
        let span = self.sentence.sentence.bytes(&tokens);
        let quote = speaker::quote(self.sentence, &tokens, &article.text);
        let own = self.hit.rule.aside && quote.is_none();
        let says_no = denied || value.is_no(attribute);
        let spoken = || self.spoken(twists.denies, says_no);
        let outlet = article
            .outlet
            .clone()
            .unwrap_or_else(|| OutletId::new(&article.id));
        let claim = Claim {
            article: self.reader.number,
            holder: Holder {
                outlet,
                speaker: if own { None } else { spoken() },
            },
            kind: self.kind.id.clone(),
            identity: identity.clone(),
            attribute: attribute.name.clone(),
            value,
            denied,
            only: twists.only || twists.last && grows(attribute),
            time: when.time,
            as_of: self.counted().or(article.published),
            modality: twists.modality.max(self.to_come(when)),
            scope: scope.clone(),
            span,
            sentence: self.at as u32,
            rule: self.hit.rule.id.clone(),
            pattern: self.hit.pattern,
            quote,
            // All claims of a sentence have one: told when they are together.
            wording: None,
            company: None,
        };
        Filled {
            claim,
            lent: BTreeSet::new(),
            length: self.hit.units.len(),
            tokens: self.shadow.tokens_of(&self.hit.units),
            rule: self.hit.number,
        }
    }

    /// When the text says that it was counted.
    fn counted(&self) -> Option<Period> {
        let slot = self.slot(AS_OF)?;
        let tokens = self.shadow.tokens_of(&slot.units);
        let within =
            |mark: &&Mark| tokens.start <= mark.tokens.start && mark.tokens.end <= tokens.end;
        let mut dates = self.sentence.plain_marks.iter().filter(within);
        let counted = dates.find_map(|mark| match &mark.reading {
            Reading::Value(ValueReading::Date(reading)) if reading.resolved => Some(reading.period),
            _ => None,
        })?;
        let published = self.reader.article.published?;
        (counted.start < published.end)
            .then(|| Period::new(counted.start, counted.end.min(published.end)))
    }

    fn scope(&self) -> Slots<ScopeValue> {
        let mut scope = self.hit.rule.scope.clone();
        for dimension in &self.kind.scope {
            let Some(slot) = self.slot(&dimension.name) else {
                let of = dimension.of.as_deref().and_then(|slot| self.slot(slot));
                let told = of.and_then(|slot| self.tells(slot, dimension));
                if let Some(told) = told {
                    scope.insert(dimension.name.clone(), told);
                }
                continue;
            };
            let value = if dimension.types.is_empty() {
                Some(ScopeValue::Word(self.words(&slot.units)))
            } else {
                let wanted = kind::Slot {
                    name: dimension.name.clone(),
                    types: dimension.types.clone(),
                    via: Vec::new(),
                    told_by: Vec::new(),
                    synonyms: std::collections::BTreeMap::new(),
                    many: false,
                    required: false,
                    inherit: false,
                    lemmas: false,
                };
                self.shadow.marks_in(&slot.units).find_map(|mark| {
                    // "Russian forces" act for Russia: what a name belongs to stands for it.
                    let direct = self
                        .resolve(&self.marks[mark], &slot.types, &wanted)
                        .into_iter()
                        .next();
                    direct.map(ScopeValue::Name)
                })
            };
            if let Some(value) = value {
                scope.insert(dimension.name.clone(), value);
            }
        }
        scope
    }

    /// What the name in a slot tells of a dimension by itself: how long "the 30-day truce" is, or where it belongs.
    fn tells(&self, slot: &Slot, dimension: &Dimension) -> Option<ScopeValue> {
        if dimension.spans() {
            return self.span_of(slot).map(ScopeValue::Word);
        }
        self.belongs_to(slot, dimension).map(ScopeValue::Name)
    }

    /// The one length that the words of a name give: 30-day for "a ceasefire of a month" and "the 30-day truce".
    fn span_of(&self, slot: &Slot) -> Option<String> {
        let tokens = self.shadow.tokens_of(&slot.units);
        let named =
            |mark: &&Mark| tokens.start <= mark.tokens.start && mark.tokens.end <= tokens.end;
        let lengths = self.sentence.plain_marks.iter().filter(named);
        let mut lengths = lengths.filter_map(|mark| match &mark.reading {
            Reading::Value(ValueReading::Duration(length)) => Some(length.said),
            _ => None,
        });
        let length = lengths.next().filter(|_| lengths.next().is_none())?;
        let exact = length.low.total_cmp(&length.high).is_eq() && length.low > 0.0;
        // A month is no whole number of days.
        exact.then(|| match length.low as Minute {
            minutes if minutes >= 2 * DAY => format!("{}-day", (minutes + DAY / 2) / DAY),
            minutes if minutes % HOUR == 0 => format!("{}-hour", minutes / HOUR),
            minutes => format!("{minutes}-minute"),
        })
    }

    /// What the name in a slot belongs to, as the text says, when the dimension takes it.
    fn belongs_to(&self, slot: &Slot, dimension: &Dimension) -> Option<NameId> {
        let names = &self.reader.pack.names;
        let fits = |of: &&NameId| {
            let types = names.by_id.get(*of).map(|name| name.types.as_slice());
            let is = |kind: &TypeId| {
                dimension
                    .types
                    .iter()
                    .any(|wanted| names.is_a(kind, wanted))
            };
            types.unwrap_or_default().iter().any(is)
        };
        let mut marks = self.shadow.marks_in(&slot.units);
        marks.find_map(|mark| {
            let of = self.marks[mark].named().first()?.of.as_ref();
            of.filter(fits).cloned()
        })
    }

    fn base_value(
        &self,
        base: &Attribute,
        slot: Option<&Slot>,
        of_pattern: Option<u16>,
        twists: &Twists,
        identity: &Slots<Vec<NameId>>,
    ) -> Option<Value> {
        if let Some(slot) = slot {
            return self.value(base, slot, twists);
        }
        if let Some(mask) = twists.value.or(of_pattern) {
            return Some(Value::Choice(mask));
        }
        if let Some(text) = self.hit.rule.set.get(&base.name) {
            return self.fixed(base, text);
        }
        if self.hit.rule.home.contains_key(&base.name) {
            return self.home(base, identity);
        }
        match &base.domain {
            // The first value of a choice is what a match says by itself: held, so, true.
            Domain::Choice { .. } => Some(Value::Choice(1)),
            _ => None,
        }
    }

    fn fixed(&self, attribute: &Attribute, text: &str) -> Option<Value> {
        match &attribute.domain {
            Domain::Choice { of, .. } => of
                .iter()
                .position(|value| value == text)
                .map(|at| Value::Choice(1 << at)),
            Domain::Amount { unit } => text
                .parse()
                .ok()
                .map(|n| self.bounded(Amount::exactly(n, unit)))
                .map(Value::Amount),
            Domain::Place | Domain::Names => Some(Value::Names(vec![NameId::new(text)])),
            Domain::Text => Some(Value::Text(text.to_owned())),
            Domain::Date => None,
        }
    }

    /// Whom a name in a value stands for: "Norwegian troops" for Norway.
    fn side_of(&self, named: &Named, attribute: &Attribute) -> NameId {
        let side = named.speaks_for(&self.reader.pack.names);
        let side = side.filter(|_| attribute.via.contains(&named.kind));
        side.unwrap_or(&named.id).clone()
    }

    /// The one whole of a type that the fact's place lies in: a place that two countries claim has none.
    fn home(&self, attribute: &Attribute, identity: &Slots<Vec<NameId>>) -> Option<Value> {
        let (names, kind) = (
            &self.reader.pack.names,
            self.hit.rule.home.get(&attribute.name)?,
        );
        let wholes = (identity.values().flatten()).flat_map(|place| names.wholes(place));
        let of_kind = |name: &NameId| {
            let listed = names.by_id.get(name);
            listed.is_some_and(|one| one.types.contains(kind))
        };
        let homes: BTreeSet<NameId> = wholes.filter(of_kind).collect();
        (homes.len() == 1).then(|| Value::Names(homes.into_iter().collect()))
    }

    fn value(&self, attribute: &Attribute, slot: &Slot, twists: &Twists) -> Option<Value> {
        match &attribute.domain {
            Domain::Choice { of, .. } => {
                let words = self.words(&slot.units).to_lowercase();
                of.iter()
                    .position(|value| *value == words)
                    .map(|at| Value::Choice(1 << at))
            }
            Domain::Amount { unit } => {
                self.shadow
                    .marks_in(&slot.units)
                    .find_map(|mark| match &self.marks[mark].reading {
                        Reading::Value(
                            ValueReading::Count(amount)
                            | ValueReading::Duration(amount)
                            | ValueReading::Money(amount)
                            | ValueReading::Percent(amount)
                            | ValueReading::Ordinal(amount)
                            | ValueReading::Times(amount)
                            | ValueReading::Age(amount),
                        ) => {
                            let least = self.hit.rule.least;
                            if least.is_some_and(|least| amount.said.high < least) {
                                return None;
                            }
                            let unit = if amount.unit.is_empty() {
                                unit.clone()
                            } else {
                                amount.unit.clone()
                            };
                            let amount = Amount {
                                unit,
                                ..amount.clone()
                            };
                            let nth = matches!(
                                self.marks[mark].reading,
                                Reading::Value(ValueReading::Ordinal(_))
                            );
                            if nth && (twists.within || self.is_of_this_stretch(slot)) {
                                return Some(Value::Amount(amount.at_least()));
                            }
                            Some(Value::Amount(self.bounded(amount)))
                        }
                        _ => None,
                    })
            }
            Domain::Place | Domain::Names => {
                let names: Vec<NameId> = self
                    .shadow
                    .marks_in(&slot.units)
                    .filter_map(|mark| {
                        let types = if slot.types.is_empty() {
                            vec![TypeId::new("place")]
                        } else {
                            slot.types.clone()
                        };
                        self.marks[mark]
                            .as_any(&types, &self.reader.pack.names)
                            .filter(|named| !named.id.is_local())
                            .map(|named| self.side_of(named, attribute))
                    })
                    .collect();
                (!names.is_empty()).then_some(Value::Names(names))
            }
            Domain::Date => self.date(slot, twists),
            Domain::Text => Some(Value::Text(self.words(&slot.units))),
        }
    }

    /// The days a date slot names: those to come, where the claim is about what lies ahead.
    fn date(&self, slot: &Slot, twists: &Twists) -> Option<Value> {
        let said =
            || time::dates_a_statement(&slot.units, self.hit, self.shadow, self.reader, self.at);
        if time::dates_the_deed(self.hit, twists, &slot.units)
            || self.kind.event.is_some() && said()
        {
            return None;
        }
        self.shadow
            .marks_in(&slot.units)
            .find_map(|mark| match &self.marks[mark].reading {
                Reading::Value(ValueReading::Date(reading))
                    if reading.resolved && self.since_when(reading, &slot.units).is_none() =>
                {
                    let reading = time::chosen(*reading, time::is_ahead(twists));
                    Some(Value::Period(reading.period))
                }
                _ => None,
            })
    }

    /// Where the clause begins that tells since when the hit has been so, if the date at `units` stands in one.
    fn since_when(&self, date: &DateReading, units: &Range<usize>) -> Option<usize> {
        let language = &self.reader.pack.languages[self.reader.text.language];
        let (own, sentence) = (self.hit.predicate.start, &self.sentence.sentence);
        self.shadow.since_when(date, units, own, sentence, language)
    }

    /// True for "their third meeting this year": counted from its beginning.
    fn is_of_this_stretch(&self, slot: &Slot) -> bool {
        let end = self.hit.units.end.max(slot.units.end) + BEHIND;
        let units = slot.units.end..end.min(self.shadow.units.len());
        let mut marks = self.shadow.marks_in(&units).map(|mark| &self.marks[mark]);
        let day = self.reader.article.published;
        marks.any(|mark| match &mark.reading {
            Reading::Value(ValueReading::Date(date)) => {
                date.grain >= Grain::Month && day.is_some_and(|day| date.period.contains(day))
            }
            _ => false,
        })
    }

    /// The amount as the rule says it is meant.
    fn bounded(&self, amount: Amount) -> Amount {
        match self.hit.rule.bound {
            None => amount,
            Some(Bound::AtLeast) => amount.at_least(),
            Some(Bound::AtMost) => amount.at_most(),
        }
    }

    /// The words of `units` as the article writes them, white space as single spaces.
    pub(super) fn words(&self, units: &Range<usize>) -> String {
        if units.is_empty() {
            return String::new();
        }
        let span: ByteSpan = self.sentence.sentence.bytes(&self.shadow.tokens_of(units));
        span.of(&self.reader.article.text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// True for a figure that grows until it is final.
fn grows(attribute: &Attribute) -> bool {
    attribute.functional && attribute.evolves == Evolves::Up
}
