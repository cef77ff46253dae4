//! Which fact a hit speaks of: names in slots, and whom they stand for.

use std::ops::Range;

use super::fill::Filler;
use super::hit::{Reader, Slot};
use super::modality::none_in;
use crate::rules::TypeId;
use crate::rules::kind;
use crate::rules::names::NameId;
use crate::text::{Mark, Named, Reading, Sentence, ValueReading};
use crate::value::Slots;

/// How many words before a name may tell that it is where something was.
const BEFORE: usize = 3;
/// A required slot that nothing fills: the hit speaks of no fact.
pub(super) struct Missing;

impl Filler<'_> {
    /// What the match says of the identity slots: a coordination in a slot for one name is dealt out, one fact each.
    pub(super) fn identities(&self) -> Vec<Slots<Vec<NameId>>> {
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
    fn own_identity(&self) -> Slots<Vec<NameId>> {
        let mut identity: Slots<Vec<NameId>> = Slots::default();
        for wanted in &self.kind.identity {
            let mut ids: Vec<NameId> = Vec::new();
            for slot in self.slots_of(wanted) {
                let by_words = slot.types.is_empty() && wanted.takes_words();
                let by_name = wanted.takes_names();
                if let Some(told) = self.told_in_words(wanted, slot, &identity) {
                    ids.extend_from_slice(told);
                    continue;
                }
                // "Agreed to it" is about what was told before.
                if by_words && self.points_back(slot) {
                    continue;
                }
                // "Amenable to the truce": where the words are those of a name, it is meant.
                if by_words && by_name {
                    let named = self.named_by(slot, wanted);
                    if !named.is_empty() {
                        ids.extend(named);
                        continue;
                    }
                }
                if by_words && !self.tells_something(slot) {
                    continue;
                }
                if by_words && wanted.lemmas {
                    ids.extend(self.in_base_form(slot, wanted));
                    continue;
                }
                if by_words {
                    let id = wanted.synonym(NameId::from_text(&self.words(&slot.units)));
                    if by_name {
                        // Where names can fill the slot as well, words tell what only this text speaks of.
                        let told = Some(id).filter(|id| !id.as_str().is_empty());
                        ids.extend(
                            told.map(|id| self.topic(slot).unwrap_or_else(|| self.local(&id))),
                        );
                        continue;
                    }
                    ids.push(id);
                }
                for mark in self.shadow.marks_in(&slot.units) {
                    ids.extend(self.resolve(&self.marks[mark], &slot.types, wanted));
                }
            }
            if let Some(fixed) = self.hit.rule.set.get(&wanted.name) {
                ids.push(NameId::new(fixed));
            }
            if ids.is_empty() && self.means_all(wanted) {
                ids = self.just_named(wanted);
            }
            if wanted.many && (ids.len() == 1 || ids.is_empty() && !self.is_definite(wanted)) {
                ids.extend(self.unnamed(wanted));
            }
            if wanted.many && ids.iter().all(NameId::is_local) && self.are_counted(wanted) {
                ids.clear();
            }
            // "Rebels" are one of those who met only where nobody else is known to have met the other.
            if wanted.many && ids.iter().filter(|id| !id.is_local()).count() > 1 {
                ids.retain(|id| !id.is_local());
            }
            Self::put(&mut identity, wanted, ids);
        }
        if let Some(wanted) = self
            .kind
            .identity
            .iter()
            .find(|wanted| Some(&wanted.name) == self.hit.rule.subject.as_ref())
        {
            let start = self.shadow.tokens_of(&self.hit.units).start;
            // "A truce between Arden and Brul will hold, Lee said after meeting Stone": Lee met him.
            let sentence = self.sentence;
            let speaker = sentence.said.iter().find_map(|said| {
                let phrase = sentence.shadow().tokens_of(&said.phrase);
                let mark = sentence.shadow().marks_in(&said.speaker).next()?;
                let mark = &sentence.marks()[mark];
                let right_behind = mark.tokens.end < start && phrase.end == start;
                right_behind.then_some(mark)
            });
            let before = self.marks.iter().filter(|mark| {
                mark.tokens.end <= start && !self.is_dateline(&sentence.sentence, mark)
            });
            let subject = speaker
                .into_iter()
                .chain(before)
                .map(|mark| self.resolve(mark, &[], wanted))
                .find(|ids| !ids.is_empty());
            Self::put(&mut identity, wanted, subject.unwrap_or_default());
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

    /// The names of the one mark that all words of a slot belong to, where it is one that is known: "the truce", but not
    /// "sending troops".
    fn named_by(&self, slot: &Slot, wanted: &kind::Slot) -> Vec<NameId> {
        let tokens = self.shadow.tokens_of(&slot.units);
        let language = &self.reader.pack.languages[self.reader.text.language];
        let first = self.sentence.sentence.word(tokens.start);
        if !language.is_article(first) {
            return Vec::new();
        }
        let mut marks = self.shadow.marks_in(&slot.units);
        let whole = |mark: &usize| self.marks[*mark].tokens == tokens;
        let only = marks
            .next()
            .filter(whole)
            .filter(|_| marks.next().is_none());
        only.map_or_else(Vec::new, |mark| {
            self.resolve(&self.marks[mark], &[], wanted)
        })
    }

    /// What the words of a slot are in their base forms, or whom they name.
    fn in_base_form(&self, slot: &Slot, wanted: &kind::Slot) -> Vec<NameId> {
        let mut marks = self.shadow.marks_in(&slot.units);
        let last = marks.next_back().map(|mark| &self.marks[mark]);
        if last.is_some_and(Mark::is_value) {
            return Vec::new();
        }
        let named = last.map(|mark| self.resolve(mark, &[], wanted));
        if let Some(named) = named.filter(|named| !named.is_empty()) {
            return named;
        }
        let sentence = &self.sentence.sentence;
        let language = &self.reader.pack.languages[self.reader.text.language];
        let words = self
            .shadow
            .tokens_of(&slot.units)
            .map(|at| sentence.word(at));
        let lemmas = language.topics.lemmas(words);
        let id = lemmas.map(|lemmas| wanted.synonym(NameId::from_text(&lemmas)));
        id.into_iter().collect()
    }

    /// True for a slot whose words tell of a thing: "20 of" and "20 are" count none. Words of a list are as its author
    /// wants them.
    fn tells_something(&self, slot: &Slot) -> bool {
        let topics = &self.reader.pack.languages[self.reader.text.language].topics;
        let mut tokens = self.shadow.tokens_of(&slot.units);
        !slot.any || tokens.any(|at| topics.tells(self.sentence.sentence.word(at)))
    }

    /// True for a slot that holds nothing but words that point back at what was told.
    fn points_back(&self, slot: &Slot) -> bool {
        let language = &self.reader.pack.languages[self.reader.text.language];
        let (sentence, mut units) = (&self.sentence.sentence, slot.units.clone());
        units.all(|unit| {
            let word = self.shadow.word(unit, sentence);
            word.is_some_and(|word| language.pointing.contains(word))
        })
    }

    /// What the match caught for an identity slot.
    pub(super) fn slots_of(&self, wanted: &kind::Slot) -> impl Iterator<Item = &Slot> {
        self.hit
            .slots
            .iter()
            .filter(|slot| slot.name == wanted.name)
    }

    /// The tokens of a slot up to a day: "disarm on Monday" is to disarm.
    pub(super) fn before_days(&self, slot: &Slot) -> Range<usize> {
        let tokens = self.shadow.tokens_of(&slot.units);
        let date = self.shadow.marks_in(&slot.units).map(|at| &self.marks[at]);
        let date =
            date.filter(|mark| matches!(mark.reading, Reading::Value(ValueReading::Date(_))));
        let end = date.map(|mark| mark.tokens.start).min();
        tokens.start..end.unwrap_or(tokens.end)
    }

    /// What the words of a slot are about, where they tell enough for another text to mean the same.
    fn topic(&self, slot: &Slot) -> Option<NameId> {
        let sentence = &self.sentence.sentence;
        let language = &self.reader.pack.languages[self.reader.text.language];
        // "Will take no peacekeepers" refuses to take them.
        let none = none_in(self.hit, slot, self.shadow, sentence, self.reader);
        let words = self.before_days(slot).filter(|at| Some(*at) != none);
        let key = language.topics.key(words.map(|at| sentence.word(at)))?;
        Some(NameId::from_text(&key).in_words())
    }

    /// The name that only this text means by the words of `id`.
    pub(super) fn local(&self, id: &NameId) -> NameId {
        let Reader { article, text, .. } = self.reader;
        id.within(text.beginning.of(&article.text))
    }

    /// Those in a slot who speak for nobody in particular, as one side beside another: "rebels met the government".
    pub(super) fn unnamed(&self, wanted: &kind::Slot) -> Vec<NameId> {
        let names = &self.reader.pack.names;
        let marks = self.slots_of(wanted).flat_map(|slot| {
            let marks = self.shadow.marks_in(&slot.units);
            marks.map(|mark| &self.marks[mark])
        });
        let fits = |named: &&Named| {
            let is = |kind: &TypeId| names.is_a(&named.kind, kind);
            named.of.is_none()
                && !named.id.is_local()
                && !names.by_id.contains_key(&named.id)
                && wanted.via.iter().any(is)
                && wanted.types.iter().any(is)
        };
        marks
            .flat_map(|mark| match &mark.reading {
                Reading::Name(all) | Reading::Names(all) => all.as_slice(),
                Reading::Value(_) => &[],
            })
            .filter(fits)
            .map(|named| self.local(&named.id))
            .collect()
    }

    /// True when whoever fills a slot may be somebody the text has told of: "the ministers", but not "ministers".
    fn is_definite(&self, wanted: &kind::Slot) -> bool {
        let language = &self.reader.pack.languages[self.reader.text.language];
        let sentence = &self.sentence.sentence;
        let points = |slot: &Slot| {
            let first = sentence.word(self.shadow.tokens_of(&slot.units).start);
            language.is_article(first)
        };
        self.are_counted(wanted) || self.slots_of(wanted).any(points)
    }

    /// True when a number stands before whoever fills a slot: "the two ministers" are two of those who were named.
    pub(super) fn are_counted(&self, wanted: &kind::Slot) -> bool {
        let mut starts =
            (self.slots_of(wanted)).map(|slot| self.shadow.tokens_of(&slot.units).start);
        let counts = |mark: &Mark| matches!(mark.reading, Reading::Value(ValueReading::Count(_)));
        let counts = (self.sentence.plain_marks.iter()).filter(|mark| counts(mark));
        starts.any(|start| counts.clone().any(|mark| mark.tokens.end == start))
    }

    /// Gives each name of a mark to the first target slot whose type it has and that is still free.
    fn deal(
        &self,
        mark: &Mark,
        slot: &Slot,
        targets: &[String],
        identity: &mut Slots<Vec<NameId>>,
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
                    Self::put(identity, wanted, ids);
                    break;
                }
            }
        }
    }

    fn put(identity: &mut Slots<Vec<NameId>>, wanted: &kind::Slot, ids: Vec<NameId>) {
        if ids.is_empty() {
            return;
        }
        let held = identity.or_default(&wanted.name);
        held.extend(ids);
        if wanted.many {
            held.sort();
        }
        held.dedup();
    }

    /// The names a mark gives to an identity slot: the reading its pattern wants, then whom that speaks for.
    pub(super) fn resolve(
        &self,
        mark: &Mark,
        types: &[TypeId],
        wanted: &kind::Slot,
    ) -> Vec<NameId> {
        let ids = self.resolve_in(&self.sentence.sentence, mark, types, wanted);
        if ids.is_empty() {
            return ids;
        }
        let land = self.land_of_speaker(mark, wanted);
        land.map_or(ids, |land| vec![land])
    }

    /// The same of a mark in any `sentence` of the text.
    pub(super) fn resolve_in(
        &self,
        sentence: &Sentence,
        mark: &Mark,
        types: &[TypeId],
        wanted: &kind::Slot,
    ) -> Vec<NameId> {
        let names = &self.reader.pack.names;
        let where_it_was = self.told_as(sentence, mark);
        let pick = |named: &Named| -> Option<NameId> {
            let stands_for = wanted.via.iter().any(|kind| names.is_a(&named.kind, kind))
                && self.is_in_office(named);
            // "Met in Qatar and backed a truce": where they met takes no stand.
            if let Some(kind) = where_it_was.filter(|_| !stands_for)
                && names.is_a(&named.kind, kind)
                && !wanted.types.iter().any(|wanted| names.is_a(wanted, kind))
            {
                return None;
            }
            if stands_for {
                if let Some(of) = named.speaks_for(names) {
                    return Some(of.clone());
                }
                // "Officials" who speak for nobody in particular are not the officials of another text.
                if !named.id.is_local() {
                    names.by_id.get(&named.id)?;
                }
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

    /// False for somebody listed who holds no office of whom they once spoke for, or hope to, on the day of the article:
    /// a candidate's stand is not their country's.
    fn is_in_office(&self, named: &Named) -> bool {
        let listed = self.reader.pack.names.by_id.get(&named.id);
        let Some((name, day)) = listed.zip(self.reader.article.published) else {
            return true;
        };
        let day = Some(day.first_last());
        let mut dated = name.roles.iter().filter(|role| role.is_dated()).peekable();
        named.of.is_some()
            || dated.peek().is_none()
            || dated.any(|role| role.of == name.of && role.is_held(day))
    }

    /// What the word before a mark tells it is: a place, behind "in".
    fn told_as(&self, sentence: &Sentence, mark: &Mark) -> Option<&TypeId> {
        let before = mark.tokens.start.checked_sub(1)?;
        let language = &self.reader.pack.languages[self.reader.text.language];
        language.guess.before.get(sentence.word(before))
    }

    /// False where a slot wants a place and the mark may as well be who acts, unless a word before it tells that it is
    /// where: "in the east of Arden", but not "an Arden ship".
    pub(super) fn may_be_where(
        &self,
        sentence: &Sentence,
        mark: &Mark,
        wanted: &kind::Slot,
    ) -> bool {
        let names = &self.reader.pack.names;
        let language = &self.reader.pack.languages[self.reader.text.language];
        let readings = mark.named();
        let is_two = |one: &Named| names.types.parents(&one.kind).len() > 1;
        let acts = readings.len() > 1 || readings.iter().any(is_two);
        let start = mark.tokens.start;
        let mut before = (start.saturating_sub(BEFORE)..start).map(|at| sentence.word(at));
        // What of the words before tells a place comes first: the list of them is long.
        let is_place = |kind: &TypeId| wanted.types.iter().all(|one| names.is_a(one, kind));
        !acts
            || before.any(|word| {
                let told = language.guess.before.get(word);
                told.is_some_and(is_place) || language.struck.contains(word)
            })
            || !language.guess.before.values().any(is_place)
    }
}
