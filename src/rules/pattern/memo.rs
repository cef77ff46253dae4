//! What became of word lists while templates were compiled: most stand in many patterns, and in those of many files.
//!
//! Keeps what a list alone decides, by its name. Threads may ask and tell at once; whoever comes first, what is told
//! is the same.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::letters::Code;
use super::matches::Capture;
use super::outline::Place;
use super::program::{Class, Phrases, Step};

/// Word lists that were compiled already.
#[derive(Debug, Default)]
pub struct Memo {
    pub(super) triggers: Known<Option<Arc<Triggers>>>,
    /// `None` of a list that is no list of phrases.
    pub(super) phrases: Known<Option<Arc<[Phrase]>>>,
    pub(super) lists: Lists,
    pub(super) places: Known<Arc<[Place]>>,
    /// Inflections by word, not by list.
    pub(super) forms: Known<Arc<[String]>>,
    /// The marks that can be of some types, by the types.
    pub(super) classes: Known<Marks>,
    /// What a gap may run across.
    pub(super) gap: OnceLock<Arc<Class>>,
    /// What a gap may run across whose words are kept.
    pub(super) kept: OnceLock<Arc<Class>>,
    /// What may stand between coordinated names.
    pub(super) between: OnceLock<Arc<[Step]>>,
}

/// The marks that can be of some types.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    /// Their characters.
    pub(super) letters: Arc<str>,
    /// One of them.
    pub(super) class: Arc<Class>,
}

/// Words of which one must stand somewhere.
#[derive(Debug)]
pub(super) struct Triggers {
    pub(super) words: Vec<String>,
    /// How little they tell: how many there are, and a thousand times how many of them are common.
    pub(super) weight: usize,
}

/// The most ways a template's lists may multiply out before it is refused.
const MOST_BRANCHES: usize = 20_000;

/// Plain words in a row.
pub(super) type Phrase = Vec<Code>;

/// A program so far, of a list or of a whole template.
#[derive(Debug, Default)]
pub(super) struct Building {
    pub(super) steps: Vec<Step>,
    /// True while the last element is compiled.
    pub(super) at_end: bool,
    /// True inside a slot of words at the end of the pattern: a gap there is kept, as long as it may be.
    pub(super) keeps: bool,
    pub(super) literals: Vec<Code>,
    pub(super) captures: Vec<Capture>,
    pub(super) needs: Vec<String>,
    pub(super) branches: usize,
}

impl Building {
    /// What `build` adds to the steps, as a group that holds `capture`.
    pub(super) fn group(
        &mut self,
        capture: Capture,
        build: impl FnOnce(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        let group = self.captures.len();
        self.captures.push(capture);
        self.steps.push(Step::Open(group));
        build(self)?;
        self.steps.push(Step::Close(group));
        Ok(())
    }

    /// The steps that `build` adds, taken off again.
    pub(super) fn apart(
        &mut self,
        build: impl FnOnce(&mut Self) -> Result<(), String>,
    ) -> Result<Vec<Step>, String> {
        let before = self.steps.len();
        build(self)?;
        Ok(self.steps.split_off(before))
    }

    /// Adds `phrases`, best first, to alternatives.
    pub(super) fn phrases(&mut self, phrases: &[Phrase], all: &mut Vec<Vec<Step>>) {
        self.literals.extend(phrases.iter().flatten());
        // An empty one is a way of its own.
        for (number, some) in phrases.split(Vec::is_empty).enumerate() {
            if number > 0 {
                all.push(Vec::new());
            }
            match some {
                [] => {}
                [one] => all.push(one.iter().copied().map(Step::One).collect()),
                some => all.push(vec![Step::Phrases(Phrases::new(some).into())]),
            }
        }
    }

    /// Counts so many ways more.
    ///
    /// # Errors
    /// When there are too many of them.
    pub(super) fn branch(&mut self, more: usize) -> Result<(), String> {
        self.branches += more;
        if self.branches > MOST_BRANCHES {
            return Err(format!(
                "its lists multiply out to more than {MOST_BRANCHES} branches"
            ));
        }
        Ok(())
    }

    /// The whole, its words in order.
    pub(super) fn finished(mut self) -> Self {
        self.literals.sort_unstable();
        self.literals.dedup();
        self
    }

    /// Adds all of `list`.
    ///
    /// # Errors
    /// When both have too many ways together.
    pub(super) fn add(&mut self, list: &Self) -> Result<(), String> {
        let groups = self.captures.len();
        self.steps
            .extend(list.steps.iter().map(|step| step.behind(groups)));
        self.literals.extend_from_slice(&list.literals);
        self.captures.extend_from_slice(&list.captures);
        self.needs.extend_from_slice(&list.needs);
        self.branch(list.branches)
    }
}

/// Where in its template a list stands, as far as its program depends on that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stands {
    /// In the last element.
    pub(super) at_end: bool,
    /// In a slot of words there.
    pub(super) keeps: bool,
    /// Where something has to be.
    pub(super) required: bool,
}

/// The programs of lists, for each place where one may stand.
#[derive(Debug, Default)]
pub(super) struct Lists([Known<Arc<Building>>; 8]);

impl Lists {
    /// Those of lists that stand in `place`.
    pub(super) fn at(&self, place: Stands) -> &Known<Arc<Building>> {
        let bit = |set: bool, bit: usize| if set { bit } else { 0 };
        &self.0[bit(place.at_end, 1) + bit(place.keeps, 2) + bit(place.required, 4)]
    }
}

/// One thing that is known of some lists.
#[derive(Debug)]
pub(super) struct Known<V>(Mutex<FxHashMap<String, V>>);

impl<V> Default for Known<V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<V: Clone> Known<V> {
    pub(super) fn of(&self, name: &str) -> Option<V> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(name).cloned()
    }

    pub(super) fn tell(&self, name: &str, value: V) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(name.to_owned(), value);
    }
}
