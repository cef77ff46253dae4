//! From a hit to claims: slots become identity, values, time and scope.

use std::collections::BTreeMap;
use std::ops::Range;

use super::extract::{Hit, Reader, Slot, reads_over, twists};
use super::modality::Twists;
use super::time::{self, When};
use super::{Claim, Holder, Value, speaker};
use crate::problem::ByteSpan;
use crate::rules::check::WORD;
use crate::rules::kind::{Attribute, Domain, Kind, ScopeValue};
use crate::rules::names::NameId;
use crate::rules::rule::Bound;
use crate::rules::{TypeId, kind};
use crate::source::{BlockKind, OutletId};
use crate::text::{AnnotatedSentence, Mark, Named, Reading, Shadow, ValueReading};
use crate::value::{Amount, Interval, Modality};

/// A claim with what settles its overlaps.
#[derive(Debug)]
pub(super) struct Filled {
    /// The claim.
    pub(super) claim: Claim,
    /// How many units its match covers.
    pub(super) length: usize,
    /// The number of its rule.
    pub(super) rule: usize,
}

/// How many earlier claims are asked for a missing slot.
const MOST_EARLIER: usize = 60;
/// How far back, in sentences, a missing identity slot is looked for.
const INHERIT: usize = 6;

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
    let (shadow, marks) = reads_over(sentence, hit.rule);
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

struct Filler<'a> {
    hit: &'a Hit<'a>,
    at: usize,
    reader: &'a Reader<'a>,
    sentence: &'a AnnotatedSentence,
    kind: &'a Kind,
    shadow: &'a Shadow,
    marks: &'a [Mark],
    before: &'a [Claim],
    beside: &'a [Filled],
}

impl Filler<'_> {
    fn claims(&self, twists: &Twists) -> Vec<Filled> {
        self.identities()
            .into_iter()
            .flat_map(|identity| self.of_one(identity, twists))
            .collect()
    }

    /// The claims about one fact.
    fn of_one(&self, mut identity: BTreeMap<String, Vec<NameId>>, twists: &Twists) -> Vec<Filled> {
        let Some(earlier) = self.complete(&mut identity) else {
            return Vec::new();
        };
        let earlier = earlier.or_else(|| self.told_before(&identity));
        let when = time::read(
            self.hit,
            twists,
            self.shadow,
            self.marks,
            self.reader,
            self.at,
            self.kind,
            earlier,
        );
        let scope = self.scope();
        let pattern_value = self.hit.rule.patterns[self.hit.pattern as usize].0;
        let mut filled = Vec::new();
        let base = self.kind.base();
        let base_slot = self.slot(&base.name);
        if let Some(value) = self.base_value(base, base_slot, pattern_value, twists) {
            let spans = if base_slot.is_some() && matches!(base.domain, Domain::Amount { .. }) {
                self.hit.units.clone()
            } else {
                self.hit.units.clone()
            };
            filled.push(self.claim(
                base,
                value,
                twists.denied,
                spans,
                &identity,
                &scope,
                &when,
                twists,
            ));
        }
        for attribute in &self.kind.attributes[1..] {
            let slot = self.slot(&attribute.name);
            let value = match slot {
                Some(slot) => self.value(attribute, slot),
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
            // A denied event has no place or length to be at odds about.
            if twists.denied
                && self.kind.attributes.len() > 1
                && matches!(base.domain, Domain::Choice { .. })
            {
                continue;
            }
            filled.push(self.claim(
                attribute, value, false, units, &identity, &scope, &when, twists,
            ));
        }
        filled
    }

    fn slot(&self, name: &str) -> Option<&Slot> {
        self.hit.slots.iter().find(|slot| slot.name == name)
    }

    #[expect(clippy::too_many_arguments, reason = "what a claim is made of")]
    fn claim(
        &self,
        attribute: &Attribute,
        value: Value,
        denied: bool,
        units: Range<usize>,
        identity: &BTreeMap<String, Vec<NameId>>,
        scope: &BTreeMap<String, ScopeValue>,
        when: &When,
        twists: &Twists,
    ) -> Filled {
        let article = self.reader.article;
        let tokens = self.shadow.tokens_of(&units);
        let span = self.sentence.sentence.bytes(&tokens);
        let spoken = speaker::of(
            self.sentence,
            &self.shadow.tokens_of(&self.hit.predicate),
            self.hit.rule.plain,
        );
        let outlet = article
            .outlet
            .clone()
            .unwrap_or_else(|| OutletId::new(&article.id));
        let rule = self
            .reader
            .pack
            .rules
            .iter()
            .position(|rule| std::ptr::eq(rule, self.hit.rule))
            .unwrap_or(usize::MAX);
        let claim = Claim {
            article: self.reader.number,
            holder: Holder {
                outlet,
                speaker: spoken,
            },
            kind: self.kind.id.clone(),
            identity: identity.clone(),
            attribute: attribute.name.clone(),
            value,
            denied,
            only: twists.only,
            time: when.time,
            as_of: article.published,
            modality: twists.modality,
            scope: scope.clone(),
            span,
            sentence: self.at as u32,
            rule: self.hit.rule.id.clone(),
            pattern: self.hit.pattern,
            quote: speaker::quote(self.sentence, &tokens, &article.text),
        };
        Filled {
            claim,
            length: self.hit.units.len(),
            rule,
        }
    }

    /// What the match says of the identity slots: a coordination in a slot for one name is dealt out, one fact each.
    fn identities(&self) -> Vec<BTreeMap<String, Vec<NameId>>> {
        let mut all = vec![self.own_identity()];
        for wanted in self.kind.identity.iter().filter(|wanted| !wanted.many) {
            all = all
                .into_iter()
                .flat_map(|identity| {
                    let names = identity.get(&wanted.name).cloned().unwrap_or_default();
                    if names.len() < 2 {
                        return vec![identity];
                    }
                    let one = |name: NameId| {
                        let mut one = identity.clone();
                        one.insert(wanted.name.clone(), vec![name]);
                        one
                    };
                    names.into_iter().map(one).collect()
                })
                .collect();
        }
        all
    }

    /// What the match itself says of the identity slots.
    fn own_identity(&self) -> BTreeMap<String, Vec<NameId>> {
        let mut identity: BTreeMap<String, Vec<NameId>> = BTreeMap::new();
        for wanted in &self.kind.identity {
            let mut ids: Vec<NameId> = Vec::new();
            for slot in self
                .hit
                .slots
                .iter()
                .filter(|slot| slot.name == wanted.name)
            {
                for mark in self.shadow.marks_in(&slot.units) {
                    ids.extend(self.resolve(&self.marks[mark], &slot.types, wanted));
                }
                if slot.types.is_empty() && wanted.types.iter().any(|kind| kind.as_str() == WORD) {
                    ids.push(NameId::from_text(&self.words(&slot.units)));
                }
            }
            if let Some(fixed) = self.hit.rule.set.get(&wanted.name) {
                ids.push(NameId::new(fixed));
            }
            self.put(&mut identity, wanted, ids);
        }
        if let Some(wanted) = self
            .kind
            .identity
            .iter()
            .find(|wanted| Some(&wanted.name) == self.hit.rule.subject.as_ref())
        {
            let start = self.shadow.tokens_of(&self.hit.units).start;
            let before = self.marks.iter().filter(|mark| mark.tokens.end <= start);
            let subject = before
                .map(|mark| self.resolve(mark, &[], wanted))
                .find(|ids| !ids.is_empty());
            self.put(&mut identity, wanted, subject.unwrap_or_default());
        }
        for (name, targets) in &self.hit.rule.assign {
            for slot in self.hit.slots.iter().filter(|slot| slot.name == *name) {
                for mark in self.shadow.marks_in(&slot.units) {
                    self.deal(&self.marks[mark], slot, targets, &mut identity);
                }
            }
        }
        identity
    }

    /// Gives each name of a mark to the first target slot whose type it has and that is still free.
    fn deal(
        &self,
        mark: &Mark,
        slot: &Slot,
        targets: &[String],
        identity: &mut BTreeMap<String, Vec<NameId>>,
    ) {
        let each: Vec<Mark> = match &mark.reading {
            Reading::Names(all) => all
                .iter()
                .map(|one| Mark {
                    reading: Reading::Name(vec![one.clone()]),
                    ..mark.clone()
                })
                .collect(),
            _ => vec![mark.clone()],
        };
        for one in each {
            for target in targets {
                let Some(wanted) = self
                    .kind
                    .identity
                    .iter()
                    .find(|known| known.name == *target)
                else {
                    continue;
                };
                if !wanted.many && identity.contains_key(target) {
                    continue;
                }
                let fits = one.as_any(&wanted.types, &self.reader.pack.names).is_some()
                    || one.as_any(&wanted.via, &self.reader.pack.names).is_some();
                if fits {
                    let ids = self.resolve(&one, &slot.types, wanted);
                    self.put(identity, wanted, ids);
                    break;
                }
            }
        }
    }

    fn put(
        &self,
        identity: &mut BTreeMap<String, Vec<NameId>>,
        wanted: &kind::Slot,
        ids: Vec<NameId>,
    ) {
        if ids.is_empty() {
            return;
        }
        let held = identity.entry(wanted.name.clone()).or_default();
        held.extend(ids);
        if wanted.many {
            held.sort();
        }
        held.dedup();
    }

    /// The names a mark gives to an identity slot: the reading its pattern wants, then whom that speaks for.
    fn resolve(&self, mark: &Mark, types: &[TypeId], wanted: &kind::Slot) -> Vec<NameId> {
        let names = &self.reader.pack.names;
        let pick = |named: &Named| -> Option<NameId> {
            let stands_for = wanted.via.iter().any(|kind| names.is_a(&named.kind, kind));
            if stands_for {
                let listed = names.by_id.get(&named.id);
                if let Some(of) = named
                    .of
                    .clone()
                    .or_else(|| listed.and_then(|name| name.of.clone()))
                {
                    return Some(of);
                }
                // "Officials" who speak for nobody in particular are not the officials of another text.
                listed?;
            }
            wanted
                .types
                .iter()
                .any(|kind| names.is_a(&named.kind, kind))
                .then(|| named.id.clone())
        };
        match &mark.reading {
            Reading::Names(all) => all.iter().filter_map(pick).collect(),
            Reading::Name(all) => {
                let fits = |named: &&Named| {
                    types.is_empty() || types.iter().any(|kind| names.is_a(&named.kind, kind))
                };
                let best = wanted
                    .types
                    .iter()
                    .find_map(|kind| {
                        all.iter()
                            .filter(fits)
                            .find(|named| names.is_a(&named.kind, kind))
                    })
                    .or_else(|| all.iter().find(fits));
                best.and_then(pick).into_iter().collect()
            }
            Reading::Value(_) => Vec::new(),
        }
    }

    /// A dated claim of the same kind and identity: a second mention without a date tells of the same event.
    fn told_before(&self, identity: &BTreeMap<String, Vec<NameId>>) -> Option<&Claim> {
        self.earlier().find(|claim| {
            claim.kind == self.kind.id
                && claim.time.core.is_some()
                && claim.identity == *identity
                && claim.modality <= Modality::Likely
        })
    }

    /// Claims a missing slot may be taken from, nearest first.
    fn earlier(&self) -> impl Iterator<Item = &Claim> {
        let beside = self.beside.iter().rev().map(|filled| &filled.claim);
        beside.chain(self.before.iter().rev()).take(MOST_EARLIER)
    }

    /// Fills missing slots from earlier sentences; gives the claim they came from, or `None` when a required one stays
    /// missing.
    fn complete(&self, identity: &mut BTreeMap<String, Vec<NameId>>) -> Option<Option<&Claim>> {
        let mut source = None;
        for wanted in &self.kind.identity {
            if identity.contains_key(&wanted.name) {
                continue;
            }
            if wanted.inherit {
                // First what the sentence itself names, whatever the pattern made of it.
                if !wanted.many
                    && let Some(id) = self.mentioned_here(wanted)
                {
                    identity.insert(wanted.name.clone(), vec![id]);
                    continue;
                }
                // "It lasted two hours" speaks of the event told last, whichever kind that is.
                let last_event = self.earlier().find(|claim| {
                    claim.identity.contains_key(&wanted.name)
                        && self
                            .reader
                            .pack
                            .kinds
                            .get(&claim.kind)
                            .is_some_and(|kind| kind.event.is_some())
                });
                if wanted.many
                    && self.kind.event.is_some()
                    && last_event.is_some_and(|claim| claim.kind != self.kind.id)
                {
                    return None;
                }
                // Then a claim of the same kind that agrees on everything the match says itself.
                let agrees = |claim: &&Claim| {
                    claim.kind == self.kind.id
                        && claim.modality <= Modality::Likely
                        && identity
                            .iter()
                            .all(|(slot, names)| claim.identity.get(slot) == Some(names))
                };
                let named =
                    |claim: &'_ &Claim| agrees(claim) && claim.identity.contains_key(&wanted.name);
                // One that is dated tells of the event itself; "the earlier meetings" are only spoken of.
                let dated = self
                    .earlier()
                    .find(|claim| named(claim) && claim.time.core.is_some());
                let same = dated
                    .or_else(|| self.earlier().find(named))
                    .and_then(|claim| Some((claim, claim.identity.get(&wanted.name)?)));
                if let Some((claim, names)) = same {
                    identity.insert(wanted.name.clone(), names.clone());
                    source = Some(claim);
                    continue;
                }
                if !wanted.many
                    && let Some(id) = self.mentioned_before(wanted)
                {
                    identity.insert(wanted.name.clone(), vec![id]);
                    continue;
                }
            }
            if wanted.required {
                return None;
            }
        }
        let enough = self.kind.identity.iter().all(|wanted| {
            !wanted.many
                || !wanted.required
                || identity
                    .get(&wanted.name)
                    .is_some_and(|names| names.len() > 1)
                || !self.pairs(wanted)
        });
        enough.then_some(source)
    }

    /// A slot that takes several names of events needs two, or the event has nobody to meet.
    fn pairs(&self, _wanted: &kind::Slot) -> bool {
        self.kind.event.is_some() && self.hit.rule.modality != Some(Modality::Planned)
    }

    /// The name of the wanted type nearest to the match in its sentence, before it if there is one.
    fn mentioned_here(&self, wanted: &kind::Slot) -> Option<NameId> {
        let start = self.shadow.tokens_of(&self.hit.units).start;
        let before = self
            .marks
            .iter()
            .rev()
            .filter(|mark| mark.tokens.start < start);
        let behind = self.marks.iter().filter(|mark| mark.tokens.start >= start);
        before
            .chain(behind)
            .find_map(|mark| self.resolve(mark, &[], wanted).into_iter().next())
    }

    /// The name of the wanted type mentioned last in the sentences before, else the first one of the title.
    fn mentioned_before(&self, wanted: &kind::Slot) -> Option<NameId> {
        let of = |mark: &Mark| self.resolve(mark, &[], wanted).into_iter().next();
        let earlier = &self.reader.text.sentences[..self.at];
        let back = earlier
            .iter()
            .rev()
            .take(INHERIT)
            .find_map(|sentence| sentence.marks().iter().rev().find_map(of));
        back.or_else(|| {
            earlier
                .iter()
                .find(|sentence| sentence.kind == BlockKind::Title)?
                .marks()
                .iter()
                .find_map(of)
        })
    }

    fn scope(&self) -> BTreeMap<String, ScopeValue> {
        let mut scope = self.hit.rule.scope.clone();
        for dimension in &self.kind.scope {
            let Some(slot) = self.slot(&dimension.name) else {
                continue;
            };
            let value = if dimension.types.is_empty() {
                Some(ScopeValue::Word(self.words(&slot.units)))
            } else {
                let wanted = kind::Slot {
                    name: dimension.name.clone(),
                    types: dimension.types.clone(),
                    via: Vec::new(),
                    many: false,
                    required: false,
                    inherit: false,
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

    fn base_value(
        &self,
        base: &Attribute,
        slot: Option<&Slot>,
        of_pattern: Option<u16>,
        twists: &Twists,
    ) -> Option<Value> {
        if let Some(slot) = slot {
            return self.value(base, slot);
        }
        if let Some(mask) = twists.value.or(of_pattern) {
            return Some(Value::Choice(mask));
        }
        if let Some(text) = self.hit.rule.set.get(&base.name) {
            return self.fixed(base, text);
        }
        match &base.domain {
            // The first value of a choice is what a match says by itself: held, so, true.
            Domain::Choice { .. } => Some(Value::Choice(1)),
            Domain::Date => None,
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

    fn value(&self, attribute: &Attribute, slot: &Slot) -> Option<Value> {
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
                            | ValueReading::Times(amount),
                        ) => {
                            let unit = if amount.unit.is_empty() {
                                unit.clone()
                            } else {
                                amount.unit.clone()
                            };
                            Some(Value::Amount(self.bounded(Amount {
                                unit,
                                ..amount.clone()
                            })))
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
                            .map(|named| named.id.clone())
                    })
                    .collect();
                (!names.is_empty()).then_some(Value::Names(names))
            }
            Domain::Date => {
                self.shadow
                    .marks_in(&slot.units)
                    .find_map(|mark| match &self.marks[mark].reading {
                        Reading::Value(ValueReading::Date(reading)) if reading.resolved => {
                            Some(Value::Period(reading.period))
                        }
                        _ => None,
                    })
            }
            Domain::Text => Some(Value::Text(self.words(&slot.units))),
        }
    }

    /// The amount as the rule says it is meant.
    fn bounded(&self, amount: Amount) -> Amount {
        let meant = |interval: Interval| match self.hit.rule.bound {
            None => interval,
            Some(Bound::AtLeast) => Interval {
                high: f64::INFINITY,
                high_open: false,
                ..interval
            },
            Some(Bound::AtMost) => Interval {
                low: f64::NEG_INFINITY,
                low_open: false,
                ..interval
            },
        };
        Amount {
            hull: meant(amount.hull),
            said: meant(amount.said),
            unit: amount.unit,
        }
    }

    /// The words of `units` as the article writes them, white space as single spaces.
    fn words(&self, units: &Range<usize>) -> String {
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
