//! What a sentence leaves unsaid of its fact, and others lend: "it lasted two hours", "Chad rejected that".
//!
//! Takes an identity with slots missing, gives it filled from the claims and names told before. Never changes what the
//! match says itself.

use std::collections::BTreeSet;

use super::Claim;
use super::fill::Filler;
use super::hit::Slot;
use super::identity::Missing;
use super::modality::Twists;
use crate::rules::TypeId;
use crate::rules::kind::{self, Domain};
use crate::rules::language::CueKind;
use crate::rules::names::NameId;
use crate::source::BlockKind;
use crate::text::{AnnotatedSentence, Mark, Said, Sentence, TokenKind};
use crate::value::{Modality, Slots};

/// How many earlier claims are asked for a missing slot.
const MOST_EARLIER: usize = 60;
/// How far back, in sentences, a missing identity slot is looked for.
pub(super) const INHERIT: usize = 6;

/// So many words behind a name what it did may stand: "'s long and bloody war".
const DEED: usize = 4;
/// Fewer letters are an abbreviation, and farther on a name stands in no dateline.
const DATELINE: usize = 4;
/// So many sentences back something may be told of that a phrase such as "the offer" means.
const FAR_BACK: usize = 2;
/// So many words before a place its part may stand: "the Poonch sector of Jammu and Kashmir".
const PART: usize = 4;

/// What is lent to a slot.
struct Lent<'c> {
    names: Vec<NameId>,
    /// The claim it is taken from, whose event is meant.
    source: Option<&'c Claim>,
}

impl Lent<'_> {
    /// Names that no claim of the same event lends.
    fn of(names: Vec<NameId>) -> Self {
        Self {
            names,
            source: None,
        }
    }
}

impl Filler<'_> {
    /// What was just told of a slot that words can fill, where a word of the match points back at it: "Norway offered to
    /// disarm. Chad rejected that."
    fn pointed_at(&self, wanted: &kind::Slot) -> Option<&Vec<NameId>> {
        let language = &self.reader.pack.languages[self.reader.text.language];
        let points = self.says_any(&language.pointing, self.hit.predicate.start);
        let of_words = wanted.takes_words();
        if !points || !of_words {
            return None;
        }
        self.told_last(1)?.identity.get(&wanted.name)
    }

    /// What was told last of the kind, in this sentence or in so many before it.
    fn told_last(&self, back: usize) -> Option<&Claim> {
        let start = self.start();
        let beside = self.beside.iter().map(|filled| &filled.claim);
        beside
            .chain(self.before.iter().rev().take(MOST_EARLIER))
            .filter(|claim| claim.kind == self.kind.id && claim.span.start < start)
            .filter(|claim| claim.sentence as usize + back >= self.at)
            .filter(|claim| claim.modality <= Modality::Planned)
            .max_by_key(|claim| claim.span.start)
    }

    /// What was just told in words of somebody else than is `known` of the match, where the words of a slot do not tell what it
    /// is: "Norway offered to free the crew. Chad rejected the offer."
    pub(super) fn told_in_words(
        &self,
        wanted: &kind::Slot,
        slot: &Slot,
        known: &Slots<Vec<NameId>>,
    ) -> Option<&Vec<NameId>> {
        if !wanted.takes_words() {
            return None;
        }
        let words = self.before_days(slot);
        if words.is_empty() {
            return None;
        }
        let language = &self.reader.pack.languages[self.reader.text.language];
        let sentence = &self.sentence.sentence;
        let points = |at: usize| {
            let word = sentence.word(at);
            language.is_article(word) || language.pointing.contains(word)
        };
        // The pattern may have taken the article.
        let is_known = (words.start.saturating_sub(1)..=words.start).any(points);
        let said = words.clone().map(|at| sentence.word(at));
        if !is_known || !language.topics.tell_nothing(said) {
            return None;
        }
        let told = &self.told_last(FAR_BACK)?.identity;
        // Who agreed to take the crew, and later opposes the deal, has changed its mind.
        if known.iter().any(|(slot, ids)| told.get(slot) == Some(ids)) {
            return None;
        }
        let told = told.get(&wanted.name)?;
        let in_any_text = |id: &NameId| id.is_told() && !id.is_local();
        told.iter().all(in_any_text).then_some(told)
    }

    /// The byte at which the match begins.
    fn start(&self) -> usize {
        let tokens = self.shadow.tokens_of(&self.hit.units);
        self.sentence.sentence.bytes(&tokens).start
    }

    /// True when the match says one of `words` from unit `from` on.
    fn says_any(&self, words: &BTreeSet<String>, from: usize) -> bool {
        (from..self.hit.units.end).any(|unit| {
            let word = self.shadow.word(unit, &self.sentence.sentence);
            word.is_some_and(|word| words.contains(word))
        })
    }

    /// A dated claim of the same kind and identity: a second mention without a date tells of the same event.
    pub(super) fn told_before(&self, identity: &Slots<Vec<NameId>>) -> Option<&Claim> {
        self.earlier().find(|claim| {
            claim.kind == self.kind.id
                && claim.time.core.is_some()
                && claim.identity == *identity
                && claim.modality <= Modality::Likely
        })
    }

    /// True for a claim told a few sentences before the hit, or where the text begins: a long one goes on to tell of other
    /// places.
    fn is_near(&self, claim: &Claim) -> bool {
        let told = claim.sentence as usize;
        told + INHERIT >= self.at || told < INHERIT
    }

    /// Claims a missing slot may be taken from, nearest first.
    pub(super) fn earlier(&self) -> impl Iterator<Item = &Claim> {
        let beside = self.beside.iter().rev().map(|filled| &filled.claim);
        // "Norway offered to extend it" as a stand on extending it lends nothing to one on what "it" is, nor does what
        // somebody else was told to want three sentences ago.
        let named = |claim: &&Claim| !claim.is_told();
        beside
            .chain(self.before.iter().rev())
            .filter(named)
            .take(MOST_EARLIER)
    }

    /// Fills missing slots from earlier sentences; gives the claim they came from, if any.
    ///
    /// # Errors
    /// When a required slot stays missing.
    pub(super) fn complete(
        &self,
        identity: &mut Slots<Vec<NameId>>,
        twists: &Twists,
    ) -> Result<Option<&Claim>, Missing> {
        let mut source = None;
        for wanted in &self.kind.identity {
            if identity.contains_key(&wanted.name) {
                continue;
            }
            let mut found = self.lend(wanted, identity, twists)?;
            // Whose health ministry counts the dead, there they died.
            if let Some(land) = self.land_of_teller(wanted) {
                let names = &self.reader.pack.names;
                let there = |id: &NameId| id == land || id.is_local() || names.lies_in(id, land);
                found = found
                    .filter(|lent| lent.names.iter().all(there))
                    .or_else(|| Some(Lent::of(vec![land.clone()])));
            }
            // Who gives is not who is given to.
            let is_given = |id: &NameId| identity.values().flatten().any(|other| other == id);
            let found = found.filter(|lent| wanted.many || !lent.names.iter().any(is_given));
            // "The ministers met" where the text has told of none: who they are, it alone knows.
            let found = found.or_else(|| {
                let some = wanted.many && !self.are_counted(wanted);
                let unnamed = some.then(|| self.unnamed(wanted))?;
                (!unnamed.is_empty()).then(|| Lent::of(unnamed))
            });
            match found {
                Some(lent) => {
                    identity.insert(wanted.name.clone(), lent.names);
                    source = lent.source.or(source);
                }
                None if wanted.required => return Err(Missing),
                None => {}
            }
        }
        let enough = self.kind.identity.iter().all(|wanted| {
            !wanted.many
                || !wanted.required
                || identity
                    .get(&wanted.name)
                    .is_some_and(|names| names.len() > 1 || names.iter().any(NameId::is_local))
                || !self.needs_two()
        });
        if enough { Ok(source) } else { Err(Missing) }
    }

    /// What others lend to one slot that the match leaves open.
    ///
    /// # Errors
    /// When the words point at more than can be told.
    fn lend(
        &self,
        wanted: &kind::Slot,
        identity: &Slots<Vec<NameId>>,
        twists: &Twists,
    ) -> Result<Option<Lent<'_>>, Missing> {
        // What somebody wants who speaks for nobody known is not what the party named last wants.
        let told = |ids: &Vec<NameId>| ids.iter().any(NameId::is_told);
        if self.kind.loose || identity.iter().any(|(_, ids)| told(ids)) {
            let mut own = self.slots_of(wanted);
            if own.any(|slot| self.shadow.marks_in(&slot.units).next().is_some()) {
                return Err(Missing);
            }
        }
        // "They" were more than two, or nobody known.
        if self.means_all(wanted) {
            return Err(Missing);
        }
        if !wanted.inherit {
            return Ok(None);
        }
        if let Some(names) = self.pointed_at(wanted) {
            return Ok(Some(Lent::of(names.clone())));
        }
        // First whom the sentence has told the like of: "A fired 40 drones at B; 30 were shot down".
        if !wanted.many
            && let Some(names) = self.told_beside(wanted)
        {
            return Ok(Some(Lent::of(names.clone())));
        }
        // Then what the sentence itself names, whatever the pattern made of it.
        if !wanted.many
            && let Some(id) = self.mentioned_here(wanted)
        {
            return Ok(Some(Lent::of(vec![id])));
        }
        if twists.cues.contains(&CueKind::Elsewhere) && self.is_where(wanted) {
            return Ok(Some(Lent::of(vec![self.nowhere_told()])));
        }
        if wanted.many
            && self.begins_with_all()
            && let Some(names) = self.side_by_side(wanted)
        {
            return Ok(Some(Lent::of(names)));
        }
        // "It lasted two hours" speaks of the event told last, whichever kind that is; "the talks" do not.
        let kinds = &self.reader.pack.kinds;
        let is_event = |claim: &&Claim| {
            claim.identity.contains_key(&wanted.name)
                && (kinds.get(&claim.kind)).is_some_and(|kind| kind.event.is_some())
        };
        if wanted.many
            && self.kind.event.is_some()
            && self.means_any_event()
            && (self.earlier().find(is_event)).is_some_and(|claim| claim.kind != self.kind.id)
        {
            return Err(Missing);
        }
        // Then a claim of the same kind that agrees on everything the match says itself.
        // What is to come may be told further as well: "they will meet on Monday; the talks are to last a day".
        let planned = self.hit.rule.modality == Some(Modality::Planned);
        let agrees = |claim: &&Claim| {
            claim.kind == self.kind.id
                && identity
                    .iter()
                    .all(|(slot, names)| claim.identity.get(slot) == Some(names))
        };
        let named = |claim: &'_ &Claim| {
            agrees(claim)
                && (claim.modality <= Modality::Likely
                    || planned && claim.modality == Modality::Planned)
                && claim.identity.contains_key(&wanted.name)
                && (wanted.many || self.is_near(claim))
        };
        // One that is dated tells of the event itself; "the earlier meetings" are only spoken of.
        let dated = self
            .earlier()
            .find(|claim| named(claim) && claim.time.core.is_some());
        let same = dated
            .or_else(|| self.earlier().find(named))
            .and_then(|claim| Some((claim, claim.identity.get(&wanted.name)?)));
        if let Some((claim, names)) = same {
            return Ok(Some(Lent {
                names: names.clone(),
                source: Some(claim),
            }));
        }
        // Who was to meet and then did: whom, but not when.
        let hoped = |claim: &&Claim| claim.modality <= Modality::Possible && agrees(claim);
        if wanted.many
            && !self.means_any_event()
            && let Some(claim) = self.earlier().find(hoped)
            && let Some(names) = claim.identity.get(&wanted.name)
        {
            return Ok(Some(Lent::of(names.clone())));
        }
        if wanted.many || wanted.need_not_be(self.kind) {
            return Ok(None);
        }
        let told = self.mentioned_before(wanted);
        let told = told.or_else(|| self.filed_from(wanted));
        let told = told.or_else(|| self.spoken_of(wanted).filter(|_| self.is_where(wanted)));
        Ok(told.map(|id| Lent::of(vec![id])))
    }

    /// True of "it" and "they", that may mean any event told.
    fn means_any_event(&self) -> bool {
        let language = &self.reader.pack.languages[self.reader.text.language];
        self.says_any(&language.any_event, self.hit.units.start)
    }

    /// Where those belong who tell of what happened there, if the slot knows such tellers: a health ministry counts the
    /// dead of its own land.
    fn land_of_teller(&self, wanted: &kind::Slot) -> Option<&NameId> {
        let names = &self.reader.pack.names;
        let mut tellers =
            (self.marks.iter()).filter_map(|mark| mark.as_any(&wanted.told_by, names));
        tellers.find_map(|teller| teller.speaks_for(names))
    }

    /// True for a slot that takes places and nobody who acts.
    fn is_where(&self, wanted: &kind::Slot) -> bool {
        let (names, place) = (&self.reader.pack.names, TypeId::new("place"));
        wanted.types.iter().all(|kind| names.is_a(kind, &place))
    }

    /// A place that only this sentence speaks of: "three died elsewhere".
    pub(super) fn nowhere_told(&self) -> NameId {
        self.local(&NameId::from_text(&format!("elsewhere {}", self.at + 1)))
    }

    /// True when the match begins with "they" and tells what those who speak for somebody chose: whoever its first slot
    /// is about are all who were just named. Places and figures are not dealt out so.
    pub(super) fn means_all(&self, wanted: &kind::Slot) -> bool {
        let first = self.kind.identity.first();
        !wanted.many
            && !wanted.via.is_empty()
            && matches!(self.kind.base().domain, Domain::Choice { .. })
            && first.is_some_and(|first| first.name == wanted.name)
            && self.begins_with_all()
    }

    /// True when the match begins with a word that stands for all who were named: "they".
    fn begins_with_all(&self) -> bool {
        let language = &self.reader.pack.languages[self.reader.text.language];
        let word = (self.shadow).word(self.hit.units.start, &self.sentence.sentence);
        word.is_some_and(|word| language.together.contains(word))
    }

    /// The one or two names that the sentence has named before the match, or else the nearest before it that names any.
    pub(super) fn just_named(&self, wanted: &kind::Slot) -> Vec<NameId> {
        let start = self.shadow.tokens_of(&self.hit.units).start;
        let named = |sentence: &AnnotatedSentence, end: usize| {
            let marks = sentence.marks().iter();
            let marks = marks.filter(|mark| mark.tokens.end <= end);
            let names =
                marks.flat_map(|mark| self.resolve_in(&sentence.sentence, mark, &[], wanted));
            names.collect::<BTreeSet<NameId>>()
        };
        let here = std::iter::once(named(self.sentence, start));
        let earlier = self.reader.text.sentences[..self.at].iter().rev();
        let earlier = earlier.map(|sentence| named(sentence, usize::MAX));
        let mut all = here.chain(earlier.take(INHERIT));
        let nearest = all.find(|names| !names.is_empty()).unwrap_or_default();
        if nearest.len() > 2 {
            return Vec::new();
        }
        nearest.into_iter().collect()
    }

    /// An event that has happened needs two names, or there was nobody to meet.
    fn needs_two(&self) -> bool {
        self.kind.event.is_some() && self.hit.rule.modality != Some(Modality::Planned)
    }

    /// What another reading of this rule says of the slot in so many words, in this sentence and before the match.
    fn told_beside(&self, wanted: &kind::Slot) -> Option<&Vec<NameId>> {
        let start = self.start();
        self.beside
            .iter()
            .filter(|filled| {
                filled.rule == self.hit.number
                    && filled.claim.span.start < start
                    && !filled.lent.contains(&wanted.name)
            })
            .max_by_key(|filled| filled.claim.span.start)
            .and_then(|filled| filled.claim.identity.get(&wanted.name))
    }

    /// The name of the wanted type nearest to the match in its sentence, before it if there is one. Of what need not say
    /// who did it only one before it, and not whoever only tells of it: "40 drones were fired at Arden, Brul said".
    fn mentioned_here(&self, wanted: &kind::Slot) -> Option<NameId> {
        let start = self.shadow.tokens_of(&self.hit.units).start;
        let said = &self.hit.said;
        let said = (!said.is_empty()).then(|| self.shadow.tokens_of(said));
        let need_not_be = wanted.need_not_be(self.kind);
        let shadow = self.sentence.shadow();
        let sentence = &self.sentence.sentence;
        let language = &self.reader.pack.languages[self.reader.text.language];
        // "Arden said it had fired 40 drones": whoever speaks tells of itself.
        let of_itself = |from: usize| {
            let mut words = (from..start).map(|at| sentence.word(at));
            words.any(|word| language.oneself.contains(word))
        };
        let speaks = |mark: &&Mark| {
            let of_others = |said: &Said| !of_itself(shadow.tokens_of(&said.phrase).end);
            need_not_be && self.said_by(mark).any(of_others)
        };
        // "Arden was hit by 40 drones": whom it was done to did not do it.
        let undergoes = |mark: &&Mark| {
            let behind = sentence.tokens.get(mark.tokens.end);
            let word = behind.map(|_| sentence.word(mark.tokens.end));
            need_not_be && word.is_some_and(|word| language.undergoing.contains(word))
        };
        // "Israel's long war has killed 12": whoever's deed it is was not where.
        let does = |mark: &Mark| {
            let behind = mark.tokens.end..sentence.tokens.len().min(mark.tokens.end + DEED);
            let mut behind = behind.map(|at| sentence.word(at));
            behind.next() == Some(language.values.possessive.as_str())
                && behind.any(|word| language.deeds.contains(word))
                && self.is_where(wanted)
        };
        // "35 died in clashes with Chad": on which side is not told.
        let faces = |mark: &Mark| {
            let before = mark.tokens.start.checked_sub(1).map(|at| sentence.word(at));
            self.is_where(wanted) && before.is_some_and(|word| language.facing.contains(word))
        };
        let told_there = self
            .shadow
            .told_there(self.hit.units.start, sentence, language);
        let told_there = told_there.map_or(0..0, |units| self.shadow.tokens_of(&units));
        let nearest = |marks: &[Mark], surely: bool| {
            let before = marks.iter().rev().filter(|mark| mark.tokens.start < start);
            let behind = marks.iter().filter(|mark| mark.tokens.start >= start);
            let behind = behind.filter(|mark| {
                let start = mark.tokens.start;
                !said.as_ref().is_some_and(|said| said.contains(&start))
            });
            before
                .chain(behind.filter(|_| !need_not_be))
                .filter(|mark| !speaks(mark) && !undergoes(mark))
                .filter(|mark| !self.is_dateline(sentence, mark))
                .filter(|mark| !self.is_where(wanted) || !self.is_venue(sentence, marks, mark))
                .filter(|mark| !surely || self.may_be_where(sentence, mark, wanted))
                .filter(|mark| surely || !does(mark))
                .filter(|mark| !faces(mark))
                .filter(|mark| !told_there.contains(&mark.tokens.start))
                .find_map(|mark| {
                    let id = self.resolve(mark, &[], wanted).into_iter().next()?;
                    Some(self.part_before(sentence, marks, mark, id, wanted))
                })
        };
        // What is read over plain text may be told of by a phrase: "a 72-hour ceasefire".
        let folded = self.reader.text.sentences[self.at].marks();
        let mut tries = [true, false]
            .into_iter()
            .flat_map(|surely| [(self.marks, surely), (folded, surely)]);
        tries.find_map(|(marks, surely)| nearest(marks, surely))
    }

    /// The part of the place `id` that its sentence names right before it: "in Poonch, Kashmir" is in Poonch.
    fn part_before(
        &self,
        sentence: &Sentence,
        marks: &[Mark],
        mark: &Mark,
        id: NameId,
        wanted: &kind::Slot,
    ) -> NameId {
        let start = mark.tokens.start;
        // They stand in order, and a sentence may hold very many.
        let before = marks[..marks.partition_point(|other| other.tokens.end <= start)].iter();
        let before = before
            .rev()
            .take_while(|other| other.tokens.end + PART >= start);
        let mut parts = before.flat_map(|other| self.resolve_in(sentence, other, &[], wanted));
        let names = &self.reader.pack.names;
        let part = parts.find(|part| names.lies_in(part, &id));
        part.unwrap_or(id)
    }

    /// The name of the wanted type mentioned last in the sentences before, else the first one of the title.
    fn mentioned_before(&self, wanted: &kind::Slot) -> Option<NameId> {
        let of = |sentence: &AnnotatedSentence, mark: &Mark| {
            let (sentence, marks) = (&sentence.sentence, sentence.marks());
            let elsewhere = self.is_dateline(sentence, mark)
                || self.is_where(wanted) && self.is_venue(sentence, marks, mark);
            if elsewhere || !self.may_be_where(sentence, mark, wanted) {
                return None;
            }
            let id = self
                .resolve_in(sentence, mark, &[], wanted)
                .into_iter()
                .next()?;
            Some(self.part_before(sentence, marks, mark, id, wanted))
        };
        let earlier = &self.reader.text.sentences[..self.at];
        let back = earlier.iter().rev().take(INHERIT).find_map(|sentence| {
            let mut marks = sentence.marks().iter().rev();
            marks.find_map(|mark| of(sentence, mark))
        });
        back.or_else(|| {
            let title = earlier
                .iter()
                .find(|sentence| sentence.kind == BlockKind::Title)?;
            title.marks().iter().find_map(|mark| of(title, mark))
        })
    }

    /// Where the text was filed from: what nothing else tells happened there more often than not, or in the land that
    /// whoever says so speaks for.
    fn filed_from(&self, wanted: &kind::Slot) -> Option<NameId> {
        let near = &self.reader.text.sentences[self.at.saturating_sub(INHERIT)..=self.at];
        let mut filed = near.iter().flat_map(|sentence| {
            let marks = sentence.marks().iter();
            marks
                .filter(|mark| self.is_dateline(&sentence.sentence, mark))
                .flat_map(|mark| self.resolve_in(&sentence.sentence, mark, &[], wanted))
        });
        let filed = filed.next()?;
        let mut lands = self.sentence.marks().iter();
        let land = lands.find_map(|mark| self.land_of_speaker(mark, wanted));
        Some(land.unwrap_or(filed))
    }

    /// True for a name in a dateline, "ISTANBUL" or "GOMA, Chad (AP) -": nothing but capitals, in front of its sentence.
    pub(super) fn is_dateline(&self, sentence: &Sentence, mark: &Mark) -> bool {
        let text = sentence.bytes(&mark.tokens).of(&self.reader.article.text);
        let behind = sentence.tokens.get(mark.tokens.end);
        mark.tokens.start < DATELINE
            && text.chars().filter(|c| c.is_uppercase()).count() >= DATELINE
            && !text.chars().any(char::is_lowercase)
            && behind.is_none_or(|token| token.kind == TokenKind::Punct)
    }

    /// The phrases that tell what `mark` says.
    fn said_by(&self, mark: &Mark) -> impl Iterator<Item = &Said> {
        let (shadow, start) = (self.sentence.shadow(), mark.tokens.start);
        let said = self.sentence.said.iter();
        said.filter(move |said| shadow.tokens_of(&said.speaker).contains(&start))
    }

    /// Where whoever speaks tells of, if the slot takes places: of all the land that they speak for. "Kabul admits to 9
    /// dead."
    pub(super) fn land_of_speaker(&self, mark: &Mark, wanted: &kind::Slot) -> Option<NameId> {
        let names = &self.reader.pack.names;
        self.said_by(mark)
            .next()
            .filter(|_| self.is_where(wanted))?;
        let mut lands = mark.named().iter();
        lands.find_map(|named| named.speaks_for(names)).cloned()
    }
}
