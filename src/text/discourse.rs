//! What an article has mentioned so far: short forms, people to point back at, and who spoke last.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::bearers::Bearers;
use super::mark::{Mark, Named, Reading, Said};
use crate::rules::names::{Beginning, NameId};
use crate::rules::types::{TypeId, Types};
use crate::value::Period;

/// How many sentences back a reference may point.
const MEMORY: usize = 3;

/// The running memory of one article.
#[derive(Debug, Default)]
pub(super) struct Discourse {
    /// What tells the article from others.
    pub(super) beginning: Beginning,
    /// When the article was published.
    pub(super) published: Option<Period>,
    /// Last word of a full name → the name, latest mention.
    pub(super) short: FxHashMap<String, Named>,
    /// First word of a name → the only person whose name begins so; `None` where several do.
    pub(super) given: FxHashMap<String, Option<Named>>,
    /// Names of the last sentences, oldest first; in each, in order of mention.
    pub(super) recent: VecDeque<Vec<Named>>,
    /// The last name of each type, and of those right above it.
    pub(super) latest: FxHashMap<TypeId, Named>,
    /// Who spoke last.
    pub(super) speaker: Option<NameId>,
    /// Who spoke in the last sentence, when somebody did.
    pub(super) last_said: Option<NameId>,
    /// Whom the last sentence began with.
    pub(super) began: Option<NameId>,
    /// The land that the text is about.
    pub(super) home: Option<NameId>,
    /// Whom the text has named, by the titles they bear.
    pub(super) bearers: Bearers,
}

impl Discourse {
    pub(super) fn new(published: Option<Period>) -> Self {
        Self {
            published,
            ..Self::default()
        }
    }

    /// Remembers a sentence.
    pub(super) fn end_sentence(&mut self, marks: &[Mark], said: &[Said], types: &Types) {
        let mut names: Vec<Named> = Vec::with_capacity(marks.len());
        for mark in marks {
            match &mark.reading {
                Reading::Name(one) => names.extend(one.first().cloned()),
                Reading::Names(all) => names.extend(all.iter().cloned()),
                Reading::Value(_) => {}
            }
        }
        for named in &names {
            // A truce is the last proposal as well.
            for kind in std::iter::once(&named.kind).chain(types.parents(&named.kind)) {
                if self.latest.get(kind) != Some(named) {
                    self.latest.insert(kind.clone(), named.clone());
                }
            }
        }
        let first = marks.first().filter(|mark| mark.tokens.start == 0);
        self.began = first
            .and_then(|mark| mark.named().first())
            .map(|named| named.id.clone());
        self.recent.push_back(names);
        if self.recent.len() > MEMORY {
            self.recent.pop_front();
        }
        self.last_said = said.last().map(|said| said.id.clone());
        if self.last_said.is_some() {
            self.speaker.clone_from(&self.last_said);
        }
    }
}
