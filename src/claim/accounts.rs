//! Accounts: what one voice of a text tells and another says is not so, where no kind of its own reads what they differ on.
//!
//! Takes the claims of an article, finds for each denial in words of its own what it denies, by the words they share, and
//! drops what nobody answers. Never asks what the words mean: a denial of what is told three sentences before it, in the
//! words of whoever told it, needs no more.

use std::cmp::Reverse;
use std::ops::Range;

use super::answer::is_again;
use super::fill::Filler;
use super::{Claim, Holder, Value};
use crate::rules::kind::{Attribute, Kind};
use crate::rules::language::Language;
use crate::rules::names::{NameId, Names};
use crate::rules::rule::Rebuts;
use crate::rules::{RulePack, TypeId};
use crate::text::{AnnotatedText, Mark, TokenKind};

/// The type of people.
const PERSON: &str = "person";
/// How many sentences may lie between what is told and its denial.
const APART: u32 = 3;
/// So many words of a denial tell what it denies.
const TELLING: usize = 4;
/// So many bytes behind a denial what it denies may begin.
const BESIDE: usize = 6;
/// So many letters at least have two words in common that are forms of one: "agreed", "agreement".
const STEM: usize = 4;

/// True for a claim that stands only where another voice says the opposite.
pub(super) fn is_answered(claim: &Claim, pack: &RulePack) -> bool {
    let kind = pack.kinds.get(&claim.kind);
    kind.is_some_and(|kind| !kind.denied_by.is_empty())
}

/// True for what somebody is accused of.
pub(super) fn accuses(claim: &Claim, pack: &RulePack) -> bool {
    pack.rule(&claim.rule).is_some_and(|rule| rule.accuses)
}

/// Sets each denial among the `claims` of an article beside what it denies, and drops what nobody denies.
pub(super) fn settle(claims: &mut Vec<Claim>, reader: &Reader<'_>) {
    let pack = reader.pack;
    if !claims.iter().any(|claim| is_answered(claim, pack)) {
        return;
    }
    let mut stays: Vec<bool> = claims.iter().map(|one| !is_answered(one, pack)).collect();
    let is_told = |at: &usize| {
        let claim = &claims[*at];
        is_answered(claim, pack)
            && !claim.denied
            && !says_no(claim, pack)
            && reader.is_told_by_somebody(claim)
    };
    let told: Vec<usize> = (0..claims.len()).filter(is_told).collect();
    // What says of all before it that it is not so has the words of what it denies.
    for at in 0..claims.len() {
        let denial = &claims[at];
        if !is_answered(denial, pack) || !denial.denied {
            continue;
        }
        let mut told = told.iter();
        let told = told.find(|told| claims[**told].identity == denial.identity);
        if let Some(told) = told {
            (stays[at], stays[*told]) = (true, true);
        }
    }
    let mut more: Vec<Claim> = Vec::new();
    for at in 0..claims.len() {
        let Some(denial) = Denial::of(&claims[at], claims, reader) else {
            continue;
        };
        let near = told
            .iter()
            .filter(|told| denial.may_be_of(&claims[**told], reader));
        let meant = near.filter_map(|told| Some((denial.of_what(&claims[*told], reader)?, *told)));
        let meant = meant.max_by_key(|(shared, told)| {
            let told = &claims[*told];
            let apart = told.sentence.abs_diff(denial.by.sentence);
            // "A charge Norway denies" stands right behind it.
            let behind = (denial.back == 0).then_some(told.span);
            (*shared, Reverse(apart), behind, Reverse(told.span))
        });
        let Some((_, told)) = meant else { continue };
        if is_told_by_a_kind(&claims[told], denial.by, claims, pack) {
            continue;
        }
        let given = denial.gives(&claims[told]);
        let known = claims.iter().zip(&stays);
        let known = known.filter_map(|(claim, stays)| stays.then_some(claim));
        let mut known = known.chain(&more).filter(|other| other.denied);
        if !known.any(|other| is_again(other, &given)) {
            more.push(given);
        }
        stays[told] = true;
    }
    let mut stays = stays.into_iter();
    claims.retain(|_| stays.next().unwrap_or(true));
    claims.extend(more);
}

/// What reads the words of an article.
pub(super) struct Reader<'a> {
    /// The article.
    pub(super) text: &'a AnnotatedText,
    /// Its language.
    pub(super) language: &'a Language,
    /// The rules.
    pub(super) pack: &'a RulePack,
}

/// True for a denial of a fact that is so or is not.
fn says_no(claim: &Claim, pack: &RulePack) -> bool {
    let kind = pack.kinds.get(&claim.kind);
    let attribute = kind.and_then(|kind| kind.attribute(&claim.attribute));
    attribute.is_some_and(|attribute| claim.says_no(attribute))
}

/// True for what is told inside its denial, or right behind it: "denied reports that it had".
fn stands_in(told: &Claim, denial: &Claim) -> bool {
    let (start, by) = (told.span.start, denial.span);
    by.start < start && start <= by.end + BESIDE
}

/// True when a kind of its own reads both in the same words, and says the one and the other of one fact; or the denial, where
/// what it denies stands in it.
fn is_told_by_a_kind(told: &Claim, denial: &Claim, claims: &[Claim], pack: &RulePack) -> bool {
    let is_beside = |one: &Claim, other: &Claim| {
        !is_answered(other, pack)
            && other.sentence == one.sentence
            && other.span.meets(one.span)
            && !matches!(other.value, Value::Text(_))
    };
    let is_read = |one: &Claim| is_beside(told, one) && (one.denied || says_no(one, pack));
    if stands_in(told, denial) && claims.iter().any(is_read) {
        return true;
    }
    let mut by_a_kind = claims.iter().filter(|one| is_beside(told, one));
    by_a_kind.any(|one| {
        let mut others = claims.iter().filter(|other| is_beside(denial, other));
        others.any(|other| {
            one.kind == other.kind
                && one.attribute == other.attribute
                && one.identity == other.identity
                && (&one.value, one.denied) != (&other.value, other.denied)
        })
    })
}

/// What somebody says is not so.
struct Denial<'c> {
    /// The claim that says so.
    by: &'c Claim,
    /// Who denies; `None` when the outlet does so itself.
    who: Option<NameId>,
    /// The base forms of its telling words, in their order.
    words: Vec<NameId>,
    /// True where it is of whoever denies alone: "he had not voted for it".
    own: bool,
    /// True where it is of what somebody has told, and needs no words of its own: "denied the claim", "denied involvement".
    of_told: bool,
    /// True where its rule says that it is of what was told: "denied the claim".
    rebuts: bool,
    /// How many sentences back at most that was told.
    back: u32,
}

impl<'c> Denial<'c> {
    /// The denial that a claim is, or a text of what somebody denies.
    fn of(claim: &'c Claim, claims: &'c [Claim], reader: &Reader<'_>) -> Option<Self> {
        let pack = reader.pack;
        // Few claims are texts, and there are many kinds.
        let is_text = matches!(claim.value, Value::Text(_));
        let mut kinds = pack.kinds.values().filter(|_| is_text);
        let denied = kinds.find(|kind| kind.denied_by.contains(&claim.kind));
        let (who, kind, told) = match (&claim.value, denied) {
            (Value::Text(told), Some(kind)) => {
                let named = claim.identity.values().flatten().next();
                (named.or(claim.holder.speaker.as_ref()), kind, told.as_str())
            }
            _ if is_answered(claim, pack) && !claim.denied && says_no(claim, pack) => {
                let kind = pack.kinds.get(&claim.kind)?;
                let told = claim.identity.values().flatten().next()?;
                (claim.holder.speaker.as_ref(), kind, told.as_str())
            }
            _ => return None,
        };
        let who = who.cloned();
        let mut words = reader.telling(told, kind);
        words.truncate(TELLING);
        let rebuts = pack.rule(&claim.rule).and_then(|rule| rule.rebuts);
        let is_own = rebuts == Some(Rebuts::Own);
        let is_of_told = matches!(rebuts, Some(Rebuts::Told | Rebuts::Here));
        // "Denied that it had": all of it.
        let mut whole = claims.iter().filter(|one| {
            let is_one = one.rule == claim.rule && one.sentence == claim.sentence;
            is_one && one.span.contains(claim.span)
        });
        Some(Self {
            by: whole.next().unwrap_or(claim),
            own: is_own
                || who
                    .as_ref()
                    .is_some_and(|who| reader.is_of_their_own(claim, who)),
            of_told: is_of_told || denied.is_some(),
            rebuts: is_of_told,
            back: u32::from(rebuts != Some(Rebuts::Here)),
            who,
            words,
        })
    }

    /// True for what another voice tells not far from it.
    fn may_be_of(&self, told: &Claim, reader: &Reader<'_>) -> bool {
        let is_other = || match (&told.holder.speaker, &self.who) {
            (Some(teller), Some(who)) => are_two_voices(teller, who, &reader.pack.names),
            (teller, who) => teller != who,
        };
        // "Denied reports that it had": what is reported stands in the denial.
        let apart = !told.span.meets(self.by.span) || self.of_told && accuses(told, reader.pack);
        told.sentence.abs_diff(self.by.sentence) <= APART && apart && is_other()
    }

    /// How many of its words are among those of what is `told`; `None` where that is not what it denies.
    fn of_what(&self, told: &Claim, reader: &Reader<'_>) -> Option<usize> {
        // "Denied reports that it had": what is reported is what they deny.
        let by = self.by.span;
        if self.of_told && stands_in(told, self.by) && accuses(told, reader.pack) {
            return Some(TELLING);
        }
        let is_theirs = !self.own
            || self
                .who
                .as_ref()
                .is_some_and(|who| reader.names(told, who, true));
        let is_near = told.sentence.abs_diff(self.by.sentence) <= self.back;
        let said = reader.told(told);
        let Some(first) = self.words.first() else {
            // "Denied the claim", "denied holding them": what is told right before, of whoever denies where no word says that it
            // is a claim.
            let is_behind = by.start >= told.span.end && is_near && !said.is_empty();
            let names = |who: &NameId| reader.names(told, who, true);
            let is_meant =
                self.rebuts || accuses(told, reader.pack) || self.who.as_ref().is_some_and(names);
            let is_so = is_behind && is_meant && !reader.has_negator(told);
            return (is_so && self.of_told && is_theirs).then_some(0);
        };
        let is_said = |word: &NameId| said.iter().any(|said| are_forms_of_one(word, said));
        if !is_said(first) {
            return None;
        }
        let shared = self.words.iter().filter(|word| is_said(word)).count();
        // One word that they do not share may be what is denied of all others: "did not think that the fire was arson".
        let enough = shared * 4 >= self.words.len() * 3;
        // One word tells enough of what its sentence tells, or of what stands beside it and names whoever denies it if they
        // have a name.
        let names = |who: &NameId| who.is_local() || reader.names(told, who, true);
        let is_here = told.sentence == self.by.sentence;
        let is_one = is_theirs && is_near && (is_here || self.who.as_ref().is_none_or(names));
        (enough && (shared > 1 || is_one)).then_some(shared)
    }

    /// What it says of what is `told`.
    fn gives(&self, told: &Claim) -> Claim {
        let by = self.by;
        Claim {
            holder: Holder {
                speaker: self.who.clone(),
                ..by.holder.clone()
            },
            denied: true,
            modality: by.modality,
            span: by.span,
            sentence: by.sentence,
            rule: by.rule.clone(),
            pattern: by.pattern,
            quote: by.quote,
            wording: by.wording,
            ..told.clone()
        }
    }
}

impl Filler<'_> {
    /// The units that make the claim: of what somebody tells for others to answer what is told, and else all of the match.
    pub(super) fn told_in(&self, value: &Value, base: &Attribute) -> Range<usize> {
        let is_told = !self.kind.denied_by.is_empty() && !value.is_no(base);
        let told = self.kind.identity.first().filter(|_| is_told);
        let told = told.and_then(|slot| self.slot(&slot.name));
        told.map_or(self.hit.units.clone(), |slot| slot.units.clone())
    }
}

/// True for two who may differ: a ministry and its government are one; two people who speak for a land may not agree.
fn are_two_voices(one: &NameId, other: &NameId, names: &Names) -> bool {
    let person = TypeId::new(PERSON);
    let body = |name: &NameId| {
        let listed = names.by_id.get(name)?;
        let is_one = listed.types.iter().any(|kind| names.is_a(kind, &person));
        listed.of.clone().filter(|_| !is_one)
    };
    let side = |name: &NameId| body(name).unwrap_or_else(|| name.clone());
    one != other && side(one) != side(other)
}

impl Reader<'_> {
    /// The base forms of the words of a text that tell something, up to where it tells of another thing.
    fn telling(&self, told: &str, kind: &Kind) -> Vec<NameId> {
        let told = told.to_lowercase();
        let words = told.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        // No "on": "an attack on the mill" is none on the harbour.
        let ends = |word: &str| {
            let joins = self.language.joiners.iter().any(|joiner| joiner == word);
            joins || self.language.clause_marks.contains(word)
        };
        let mut telling = Vec::new();
        for word in words {
            if !telling.is_empty() && ends(word) {
                break;
            }
            telling.extend(self.base(word, kind));
        }
        telling
    }

    /// The base forms of the words of what a claim tells that none before them denies.
    fn told(&self, claim: &Claim) -> Vec<NameId> {
        let Some(kind) = self.pack.kinds.get(&claim.kind) else {
            return Vec::new();
        };
        let words = self.words_of(claim);
        let words = words.take_while(|word| !self.language.negators.contains(*word));
        let words = words.filter_map(|word| self.base(word, kind));
        words.collect()
    }

    /// True when a word of what a claim tells says that it is not so.
    pub(super) fn has_negator(&self, claim: &Claim) -> bool {
        let mut words = self.words_of(claim);
        words.any(|word| self.language.negators.contains(word))
    }

    /// The words of a claim in its sentence.
    fn words_of(&self, claim: &Claim) -> impl Iterator<Item = &str> {
        let sentence = &self.text.sentences[claim.sentence as usize].sentence;
        let span = claim.span;
        let tokens = sentence.tokens.iter().enumerate();
        let inside = tokens.filter(move |(_, token)| {
            span.start <= token.start as usize && token.end as usize <= span.end
        });
        let words = inside.filter(|(_, token)| token.kind == TokenKind::Word);
        words.map(|(at, _)| sentence.word(at))
    }

    /// The word that stands for `word` in all its forms and all that mean the same; `None` where it tells nothing.
    fn base(&self, word: &str, kind: &Kind) -> Option<NameId> {
        let word = NameId::from_text(&self.language.topics.telling(word)?);
        Some(kind.identity.first()?.synonym(word))
    }

    /// True when the text says who tells it, or whom it accuses, and it tells that something was done or is so.
    fn is_told_by_somebody(&self, claim: &Claim) -> bool {
        let accuses = accuses(claim, self.pack);
        let mut words = claim.identity.values().flatten();
        let mut words = words
            .next()
            .into_iter()
            .flat_map(|words| words.as_str().split('-'));
        let tells = |word: &str| self.language.tells_of_deeds(word);
        accuses || claim.holder.speaker.is_some() && words.any(tells)
    }

    /// True when the words of a denial before the one that says no name whoever denies: "Lee said he had not".
    fn is_of_their_own(&self, claim: &Claim, who: &NameId) -> bool {
        let read = &self.text.sentences[claim.sentence as usize];
        let sentence = &read.sentence;
        let tokens = sentence.tokens.iter().enumerate();
        let says_no = tokens
            .filter(|(_, token)| claim.span.start <= token.start as usize)
            .find(|(at, _)| self.language.negators.contains(sentence.word(*at)));
        let Some((_, says_no)) = says_no else {
            return false;
        };
        let mut before = read.marks().iter().filter(|mark| {
            let start = sentence.tokens[mark.tokens.start].start;
            // The words begin with whoever says them.
            claim.span.start < start as usize && start < says_no.start
        });
        before.any(|mark| mark.named().iter().any(|named| &named.id == who))
    }

    /// True when the sentence of a claim names somebody, or whom they speak for; `told` where the claim itself must.
    pub(super) fn names(&self, claim: &Claim, who: &NameId, told: bool) -> bool {
        let names = &self.pack.names;
        let side = names.spoken_for(who).unwrap_or(who);
        let read = &self.text.sentences[claim.sentence as usize];
        let inside = |mark: &&Mark| !told || claim.span.meets(read.sentence.bytes(&mark.tokens));
        let mut all = read.marks().iter().filter(inside).flat_map(Mark::named);
        all.any(|named| {
            let of = named.of.as_ref().or(names.spoken_for(&named.id));
            &named.id == who || &named.id == side || of == Some(side) || of == Some(who)
        })
    }
}

/// True for two words of which one is the other, or begins with it.
fn are_forms_of_one(one: &NameId, other: &NameId) -> bool {
    let (one, other) = (one.as_str(), other.as_str());
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    one == other || short.chars().count() >= STEM && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::are_forms_of_one;
    use crate::rules::build;
    use crate::rules::names::NameId;
    use crate::rules::pack::PackFile;
    use crate::text::made_up;

    const KIND: &str = "kind: tale\nquestion: \"Is it so ({what})?\"\ndated: false\nloose: true\ndenied_by: refusal\nidentify_by: {what: {is: word}}\nattributes: {so: {one_of: [\"yes\", \"no\"]}}\nshift: {negation: keep}\n";
    const DENIAL: &str = "kind: refusal\nquestion: \"Did {who} deny it?\"\nidentify_by: {who: person}\nattributes: {denies: {one_of: [\"yes\", \"no\"], functional: false}, what: {is: text}}\nshift: {negation: keep}\n";
    const RULES: &str = "rules:
  - {id: told, fact: tale, summary: Somebody tells it., set: {so: 'yes'}, match: ['{speaker:person} said that {what:..9}'], tests: []}
  - {id: not-so, fact: tale, summary: Somebody says that it is not so., set: {so: 'no'}, match: ['{speaker:person} swore that it was never {what:..4}'], tests: []}
  - {id: denied, fact: refusal, summary: Somebody denies it., match: ['{who:person} denied {what:..6}'], tests: []}
";

    /// Who says so, and who says no, of what these words tell.
    fn told(words: &str) -> Vec<(String, bool)> {
        let mut files = made_up::files();
        for (path, text) in [
            ("facts/tale.yaml", KIND),
            ("facts/refusal.yaml", DENIAL),
            ("claims/tales.en.yaml", RULES),
        ] {
            files.push(PackFile {
                path: path.into(),
                pack: path.trim_end_matches(".yaml").into(),
                bytes: text.into(),
            });
        }
        let (mut pack, _) = build(&files);
        pack.kinds
            .retain(|kind, _| kind == "tale" || kind == "refusal");
        let article = made_up::article(words);
        let read = crate::text::annotate(&article, &pack);
        let claims = crate::claim::extract(&article, 0, &read, &pack, &pack.readers(None));
        let tales = claims.iter().filter(|claim| claim.kind == "tale");
        let told = tales.map(|claim| {
            let speaker = claim.holder.speaker.as_ref().expect("a speaker");
            (speaker.to_string(), !claim.denied)
        });
        told.collect()
    }

    #[test]
    fn what_nobody_denies_is_none_and_what_somebody_denies_in_its_words_is_told_by_both() {
        assert_eq!(told("Ann Lee said that the harbour had burned."), []);
        let both = [
            ("ann-lee".to_owned(), true),
            ("ben-stone".to_owned(), false),
        ];
        let words = "Ann Lee said that the harbour had burned.";
        assert_eq!(
            told(&format!(
                "{words} Ben Stone swore that it was never burned harbour."
            )),
            both
        );
        // One word of it tells too little of somebody whom nothing names there.
        assert_eq!(
            told(&format!(
                "{words} Ben Stone swore that it was never burned."
            )),
            []
        );
        assert_eq!(
            told(&format!("{words} Ben Stone denied the harbour burned.")),
            both
        );
        // Of something else, and by the same voice.
        assert_eq!(
            told(&format!("{words} Ben Stone denied the mill flooded.")),
            []
        );
        assert_eq!(
            told(&format!("{words} Ann Lee denied the harbour burned.")),
            []
        );
        // Too far behind.
        let far = "It rained. It snowed. It rained. It snowed.";
        assert_eq!(
            told(&format!(
                "{words} {far} Ben Stone denied the harbour burned."
            )),
            []
        );
    }

    #[test]
    fn words_of_one_stem_are_forms_of_one() {
        let alike =
            |one: &str, other: &str| are_forms_of_one(&NameId::new(one), &NameId::new(other));
        assert!(alike("agree", "agreement") && alike("agreement", "agree"));
        assert!(alike("war", "war"));
        assert!(!alike("contain", "contaminate") && !alike("war", "warn"));
    }
}
