//! Folds phrases into marks: titles and appositions into the person, "Ukrainian officials" into one speaker.

use std::borrow::Cow;
use std::ops::Range;

use super::Sentence;
use super::discourse::Discourse;
use super::holders;
use super::mark::{Mark, Named, Reading};
use super::shadow::Shadow;
use crate::rules::glossary::Family;
use crate::rules::language::{Language, NamePattern};
use crate::rules::names::NameId;
use crate::rules::pattern::Capture;
use crate::rules::{RulePack, TypeId};

/// The type of a capital read as who sits there.
const GOVERNMENT: &str = "government";

/// Finds the mark that fills a slot, and the types its pattern wants.
type SlotMark<'s, 'p> = &'s dyn Fn(&str) -> Option<(usize, &'p Vec<TypeId>)>;

/// Phrases nest: "an aide to [President X]", then "[Y, an aide to …,]". Deeper is not news.
const MOST_PASSES: usize = 3;

/// Lays offices and references over the plain marks. An office right before a person is that person's title, and so is
/// one set off by commas: "Japan's prime minister, Shinzo Abe, said", if that is its holder, and "Shinzo Abe, Japan's
/// prime minister, said".
pub(super) fn lay_over(
    sentence: &Sentence,
    plain: &[Mark],
    extra: Vec<Mark>,
    language: &Language,
    pack: &RulePack,
) -> Vec<Mark> {
    let mut marks = plain.to_vec();
    let comma = |at: usize| at < sentence.tokens.len() && sentence.word(at) == ",";
    for new in extra {
        let after = new.tokens.end;
        let told = new.tokens.start.checked_sub(1);
        let told = told.filter(|at| comma(*at) && comma(after));
        let told = told.and_then(|comma| {
            // "Merkel, France's president, and Conte" are three, if Merkel is not France's president.
            let joined = joins(sentence, after + 1, language);
            marks.iter().position(|mark| {
                let apart = !joined && (is_alike(mark, &new, pack) || is_anybody(mark, language));
                mark.tokens.end == comma && (apart || is_same(mark, &new))
            })
        });
        if let Some(told) = told {
            let person = &mut marks[told];
            person.assume(&new, sentence, language, pack);
            person.tokens.end = after + 1;
            clear(&mut marks, told);
            continue;
        }
        let holder = comma(after)
            .then(|| {
                marks.iter().position(|mark| {
                    let apart = mark.tokens.start == after + 1 && comma(mark.tokens.end);
                    // "Norway's foreign minister, Ada Brown, said": whoever lists hold for it.
                    let unlisted = || {
                        !mark.is_listed(pack)
                            && (is_alike(mark, &new, pack) || is_anybody(mark, language))
                            && !joins(sentence, mark.tokens.end + 1, language)
                    };
                    apart && (is_same(mark, &new) || unlisted())
                })
            })
            .flatten();
        if let Some(holder) = holder {
            marks[holder].tokens.end += 1;
        }
        let next = holder.or_else(|| marks.iter().position(|mark| mark.tokens.start == after));
        if let Some(next) = next
            && is_alike(&marks[next], &new, pack)
        {
            let start = new.tokens.start;
            marks[next].assume(&new, sentence, language, pack);
            marks[next].tokens.start = start;
            clear(&mut marks, next);
            continue;
        }
        marks.retain(|mark| {
            mark.tokens.end <= new.tokens.start
                || new.tokens.end <= mark.tokens.start
                || mark.tokens.len() > new.tokens.len()
        });
        if marks
            .iter()
            .all(|mark| mark.tokens.end <= new.tokens.start || new.tokens.end <= mark.tokens.start)
        {
            marks.push(new);
        }
        marks.sort_by_key(|mark| mark.tokens.start);
    }
    marks.sort_by_key(|mark| mark.tokens.start);
    marks
}

/// Leaves out of `marks` what number `at` of them covers.
fn clear(marks: &mut Vec<Mark>, at: usize) {
    let Mark { tokens, head, .. } = marks[at].clone();
    marks.retain(|mark| {
        mark.head == head || mark.tokens.end <= tokens.start || tokens.end <= mark.tokens.start
    });
}

/// True when both mean the same.
fn is_same(one: &Mark, other: &Mark) -> bool {
    let ids = (one.named().first(), other.named().first());
    matches!(ids, (Some(one), Some(other)) if one.id == other.id)
}

/// True when both can be one: a person and the office of one.
fn is_alike(one: &Mark, other: &Mark, pack: &RulePack) -> bool {
    let (Some(one), Some(other)) = (one.named().first(), other.named().first()) else {
        return false;
    };
    let types = &pack.names.types;
    let (one, other) = (types.ancestors(&one.kind), types.ancestors(&other.kind));
    one.intersection(&other).next().is_some()
}

/// True for a name that may be anybody's or anything's.
fn is_anybody(mark: &Mark, language: &Language) -> bool {
    let kind = mark.named().first().map(|named| &named.kind);
    kind.is_some() && kind == language.guess.otherwise.as_ref()
}

/// True when the words from token `at` on join the last of several names to the others.
fn joins(sentence: &Sentence, at: usize, language: &Language) -> bool {
    language.joiners.iter().any(|joiner| {
        let mut words = joiner.split(' ').enumerate();
        words.all(|(n, word)| at + n < sentence.tokens.len() && sentence.word(at + n) == word)
    })
}

impl Mark {
    /// Makes somebody whom no list holds the holder of `office`, which they have in the sentence: both speak for the same.
    fn assume(&mut self, office: &Self, sentence: &Sentence, language: &Language, pack: &RulePack) {
        if let (Some(person), Some(held)) = (self.named().first(), office.named().first())
            && is_in_office(sentence, office.tokens.start, language)
            && !pack.names.by_id.contains_key(&person.id)
            && let Some(letter) = pack.alphabet.known_one(&held.kind, &pack.names)
        {
            let (kind, of) = (held.kind.clone(), held.speaks_for(&pack.names).cloned());
            self.bear(kind, of, letter);
        }
    }
}

/// True when no word before the office that begins at token `at` says that it is held no more.
fn is_in_office(sentence: &Sentence, at: usize, language: &Language) -> bool {
    at.checked_sub(1)
        .is_none_or(|before| !language.out_of_office.contains(sentence.word(before)))
}

/// Folds until nothing changes; gives the marks and their shadow, `None` when nothing did.
pub(super) fn fold(
    sentence: &Sentence,
    text: &str,
    marks: &[Mark],
    shadow: &Shadow,
    language: &Language,
    pack: &RulePack,
    discourse: &Discourse,
) -> Option<(Vec<Mark>, Shadow)> {
    let mut folded: Option<(Vec<Mark>, Shadow)> = None;
    for _ in 0..MOST_PASSES {
        let (marks, shadow) = folded.as_ref().map_or((marks, shadow), |(marks, shadow)| {
            (marks.as_slice(), shadow)
        });
        let Some(next) = pass(sentence, text, marks, shadow, language, pack, discourse) else {
            break;
        };
        let next_shadow = shadow.with_marks(sentence, &next, language);
        folded = Some((next, next_shadow));
    }
    folded
}

fn pass(
    sentence: &Sentence,
    text: &str,
    marks: &[Mark],
    shadow: &Shadow,
    language: &Language,
    pack: &RulePack,
    discourse: &Discourse,
) -> Option<Vec<Mark>> {
    let mut folds: Vec<(Range<usize>, usize, Mark)> = Vec::new();
    for trigger in shadow.triggered(&language.glossary, Family::Name) {
        let at = trigger.pattern as usize;
        let name = &language.name_patterns[at];
        for found in shadow.matches(&name.pattern) {
            let units = found.units.clone();
            // A phrase that is one mark already folds into itself.
            if units.is_empty() || (units.len() == 1 && shadow.units[units.start].mark.is_some()) {
                continue;
            }
            let slot = |wanted: &str| {
                found.groups.iter().find_map(|(group, units)| {
                    match &name.pattern.captures[*group] {
                        Capture::Marks {
                            slot: Some(slot),
                            types,
                        } if slot == wanted => {
                            shadow.marks_in(units).last().map(|mark| (mark, types))
                        }
                        _ => None,
                    }
                })
            };
            let owners = |wanted: &str| -> Vec<usize> {
                let of = found.groups.iter().filter(|(group, _)| {
                    matches!(&name.pattern.captures[*group], Capture::Marks { slot: Some(slot), .. } if slot == wanted)
                });
                of.flat_map(|(_, units)| shadow.marks_in(units).collect::<Vec<_>>())
                    .collect()
            };
            let tokens = shadow.tokens_of(&units);
            // "… the foreign minister," Lee said.
            if sentence.leaves_a_quote(&tokens) {
                continue;
            }
            if let Some(mark) = folded(
                name, &slot, &owners, tokens, sentence, text, marks, language, pack, discourse,
            ) {
                folds.push((units, at, mark));
            }
        }
    }
    if folds.is_empty() {
        return None;
    }
    // Longest first, then leftmost, then the order of the file.
    folds.sort_by_key(|(units, at, _)| (std::cmp::Reverse(units.len()), units.start, *at));
    let mut kept: Vec<Mark> = Vec::new();
    for (_, _, mark) in folds {
        if kept.iter().all(|other| {
            other.tokens.end <= mark.tokens.start || mark.tokens.end <= other.tokens.start
        }) {
            kept.push(mark);
        }
    }
    let rest = marks.iter().filter(|mark| {
        kept.iter().all(|fold| {
            fold.tokens.end <= mark.tokens.start || mark.tokens.end <= fold.tokens.start
        })
    });
    let mut all: Vec<Mark> = rest.cloned().chain(kept.iter().cloned()).collect();
    all.sort_by_key(|mark| mark.tokens.start);
    (all != marks).then_some(all)
}

/// Whom a mark in a slot that takes these `types` names as the owner of something: who sits in a capital speaks for the
/// country, "Arden's negotiators".
fn owner(mark: &Mark, types: &[TypeId], pack: &RulePack) -> Option<NameId> {
    let named = (mark.as_any(types, &pack.names)).or(mark.named().first())?;
    let sits = || pack.names.is_a(&named.kind, &TypeId::new(GOVERNMENT));
    let country = named.speaks_for(&pack.names).filter(|_| sits());
    Some(country.unwrap_or(&named.id).clone())
}

/// The mark that a name pattern makes of `tokens`.
#[expect(
    clippy::too_many_arguments,
    reason = "all of it is what one match is made of"
)]
fn folded<'p>(
    name: &NamePattern,
    slot: SlotMark<'_, 'p>,
    owners: &dyn Fn(&str) -> Vec<usize>,
    tokens: Range<usize>,
    sentence: &Sentence,
    text: &str,
    marks: &[Mark],
    language: &Language,
    pack: &RulePack,
    discourse: &Discourse,
) -> Option<Mark> {
    if let Some(head) = &name.head {
        let (mark, types) = slot(head)?;
        let head = &marks[mark];
        // The phrase settles which reading is meant: a president is a person.
        let mut reading = head.reading.clone();
        if let Reading::Name(named) = &mut reading {
            named.sort_by_key(|named| !types.iter().any(|kind| pack.names.is_a(&named.kind, kind)));
        }
        let mut mark = Mark {
            tokens,
            head: head.head.clone(),
            letter: head.letter,
            reading,
        };
        // Who bears an office is a person, though no list holds the name, and speaks for whom it is an office of.
        if let (Some(kind), [only]) = (&name.kind, mark.named())
            && !pack.names.by_id.contains_key(&only.id)
            && (is_anybody(&mark, language)
                || (name.of.is_some() && pack.names.is_a(kind, &only.kind)))
            && (name.of.is_none() || is_in_office(sentence, mark.tokens.start, language))
        {
            let owner = name.of.as_deref().and_then(|of| owners(of).pop());
            let owner = owner.and_then(|owner| marks[owner].named().first());
            let of = owner.map(|owner| owner.speaks_for(&pack.names).unwrap_or(&owner.id).clone());
            mark.bear(kind.clone(), of, name.letter);
        }
        return Some(mark);
    }
    let kind = name.kind.clone()?;
    if name.again
        && let Some(last) = discourse.latest.get(&kind)
    {
        let own = pack.alphabet.known_one(&last.kind, &pack.names);
        return Some(Mark {
            tokens: tokens.clone(),
            head: tokens,
            letter: own.unwrap_or(name.letter),
            reading: Reading::Name(vec![last.clone()]),
        });
    }
    let owners: Vec<(Range<usize>, NameId)> = name.of.as_deref().map_or_else(Vec::new, |of| {
        let types = slot(of).map(|(_, types)| types);
        let owner = |mark: usize| {
            Some((
                marks[mark].tokens.clone(),
                owner(&marks[mark], types?, pack)?,
            ))
        };
        owners(of).into_iter().filter_map(owner).collect()
    });
    if let Some(office) = &name.office {
        let owners = owners.iter().map(|(_, of)| of);
        return holders::mark(office, owners, marks, tokens, discourse, pack);
    }
    // "Russian and Ukrainian officials" are two groups of speakers.
    if owners.len() > 1 {
        let last = sentence.surface(text, tokens.end - 1);
        let named = owners
            .into_iter()
            .map(|(own, of)| {
                let words = format!("{} {last}", sentence.bytes(&own).of(text));
                Named {
                    id: NameId::from_text(&words),
                    kind: kind.clone(),
                    of: Some(of),
                }
            })
            .collect();
        return Some(Mark {
            tokens: tokens.clone(),
            head: tokens,
            letter: name.letter,
            reading: Reading::Names(named),
        });
    }
    let of = owners.into_iter().next().map(|(_, of)| of);
    // "The government" is that of the land the text is about.
    let of = of.or_else(|| discourse.home.clone().filter(|_| name.home));
    // What belongs to something keeps to it until the text says otherwise: "the truce in Gaza", then "a truce".
    let of = of.or_else(|| {
        let last = discourse.latest.get(&kind)?;
        last.of
            .clone()
            .filter(|_| name.id.as_ref() == Some(&last.id))
    });
    let id = name.id.clone().unwrap_or_else(|| {
        let first = tokens
            .clone()
            .find(|at| !language.common.contains(sentence.word(*at)))
            .unwrap_or(tokens.start);
        let id = NameId::from_text(&worded(name, sentence, &(first..tokens.end), text));
        if name.local {
            id.within(discourse.beginning.of(text))
        } else {
            id
        }
    });
    if id.as_str().is_empty() {
        return None;
    }
    Some(Mark {
        tokens: tokens.clone(),
        head: tokens,
        letter: name.letter,
        reading: Reading::Name(vec![Named { id, kind, of }]),
    })
}

/// The words at `tokens`, one for all of a meaning.
fn worded<'t>(
    name: &NamePattern,
    sentence: &Sentence,
    tokens: &Range<usize>,
    text: &'t str,
) -> Cow<'t, str> {
    let whole = sentence.bytes(tokens).of(text);
    let Some((first, others)) = name.alike.split_first() else {
        return Cow::Borrowed(whole);
    };
    let mut worded = String::with_capacity(whole.len());
    for at in tokens.clone() {
        let apart = at > tokens.start && sentence.tokens[at - 1].end < sentence.tokens[at].start;
        if apart {
            worded.push(' ');
        }
        let is_other = others.iter().any(|other| other == sentence.word(at));
        worded.push_str(if is_other {
            first
        } else {
            sentence.surface(text, at)
        });
    }
    Cow::Owned(worded)
}
