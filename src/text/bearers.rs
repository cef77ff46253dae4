//! Who of those an article has named bears which title: "the president" is the only president it has named.
//!
//! Takes the names of a sentence, with the words around them and the roles that lists know, and remembers who bears what.
//! Never looks at what is said of them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Sentence;
use super::mark::{Mark, Named};
use crate::rules::language::{Language, Title};
use crate::rules::names::{NameId, Names};
use crate::rules::types::TypeId;
use crate::value::Period;

/// Whom an article has named so far.
#[derive(Debug, Default)]
pub(super) struct Bearers {
    named: FxHashSet<NameId>,
    /// By the name of the title.
    of: FxHashMap<String, Vec<Named>>,
}

impl Bearers {
    /// True when the text has named it, in whatever words.
    pub(super) fn knows(&self, id: &NameId) -> bool {
        self.named.contains(id)
    }

    /// The only one named so far who bears the title.
    pub(super) fn only(&self, title: &Title) -> Option<&Named> {
        match self.of.get(&title.name)?.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Remembers the names of a sentence.
    pub(super) fn note(
        &mut self,
        sentence: &Sentence,
        marks: &[Mark],
        published: Option<Period>,
        language: &Language,
        names: &Names,
    ) {
        for mark in marks {
            for named in mark.named() {
                let of_kind = |kind: &TypeId| names.is_a(&named.kind, kind);
                let mut bearing = language
                    .referring_titles
                    .iter()
                    .filter(|(kind, _)| of_kind(kind));
                let Some(first) = bearing.next() else {
                    continue;
                };
                // What lists know is asked once, what the text calls somebody each time it does.
                let is_new = !self.named.contains(&named.id);
                if !is_new && mark.head == mark.tokens {
                    continue;
                }
                if is_new {
                    self.named.insert(named.id.clone());
                }
                let listed = names.by_id.get(&named.id).filter(|_| is_new);
                let holds_any = listed.is_some_and(|name| !name.roles.is_empty());
                let is_called_any = is_called_any(sentence, mark, language);
                if !holds_any && !is_called_any {
                    continue;
                }
                for title in std::iter::once(first)
                    .chain(bearing)
                    .flat_map(|(_, titles)| titles)
                {
                    if holds_any && holds(title, &named.id, published, names)
                        || is_called_any && is_called(title, sentence, mark)
                    {
                        let of = self.of.entry(title.name.clone()).or_default();
                        if !of.iter().any(|known| known.id == named.id) {
                            of.push(named.clone());
                        }
                    }
                }
            }
        }
    }
}

/// True when a list says that they held the title on the day.
fn holds(title: &Title, id: &NameId, published: Option<Period>, names: &Names) -> bool {
    let day = published.map(Period::first_last);
    let listed = names.by_id.get(id);
    listed.is_some_and(|name| {
        name.roles
            .iter()
            .any(|role| role.title == title.name && role.is_held(day))
    })
}

/// True when a word around the name begins a title that texts refer to.
fn is_called_any(sentence: &Sentence, mark: &Mark, language: &Language) -> bool {
    let (first, last) = (mark.tokens.start, mark.tokens.end);
    let mut around =
        (first.saturating_sub(language.longest_title)..last).filter(|at| !mark.head.contains(at));
    around.any(|at| language.title_words.contains(sentence.word(at)))
}

/// True when the words around the name give it the title: "President", "the French president".
fn is_called(title: &Title, sentence: &Sentence, mark: &Mark) -> bool {
    let words = || title.name.split(' ');
    let count = words().count();
    let (first, last) = (mark.tokens.start, mark.tokens.end);
    (first.saturating_sub(count)..last).any(|at| {
        let end = at + count;
        let is_it = end <= last
            && (end <= mark.head.start || mark.head.end <= at)
            && words()
                .zip(at..end)
                .all(|(word, at)| sentence.word(at) == word);
        let other = |word: &str| title.unless_after.iter().any(|one| one == word);
        is_it && !(at > 0 && other(sentence.word(at - 1)))
    })
}
