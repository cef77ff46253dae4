//! A language: its common words, clause marks, inflections, cues, speakers, and how names are guessed.
//!
//! Takes `rules/language/*.yaml`, gives what `text` and `claim` ask. Another language is another file.

mod check;
mod file;
mod inflect;
mod ordinary;
mod phrases;
pub mod raw;
mod topics;
pub mod values;

pub use check::check;
pub use file::LanguageFile;
pub use inflect::forms;
pub use ordinary::Ordinary;
pub use topics::Topics;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use serde::{Deserialize, Serialize};

use super::freezing::{Later, shared};
use super::glossary::Glossary;
use super::names::NameId;
use super::pack::WordLists;
use super::pattern::{Alphabet, Compiler, Element, Letters, Memo, Pattern, Patterns};
use super::raw::Inflect;
use super::types::TypeId;

/// What turns a value into another, or a claim into a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CueKind {
    /// "not", "never".
    Negation,
    /// "refused to", "declined to".
    Refusal,
    /// "has yet to": not so until now.
    Yet,
    /// "is still doing": so all the time until now.
    Still,
    /// "if", "unless".
    Condition,
    /// "reportedly", "likely".
    Hedge,
    /// "may", "could".
    Possible,
    /// "will", "is set to".
    Future,
    /// "would have".
    Hypothetical,
    /// "whether", a question mark.
    Question,
    /// "only".
    Only,
    /// "denied that".
    Denial,
    /// "earlier", "another": not the event told before.
    Another,
    /// "at first", "initially": so before, and perhaps no more.
    Before,
    /// "has", "wants": so as the article is written, whatever day it has told of.
    Now,
    /// "the final toll": no more is to come.
    Final,
    /// "elsewhere", "across the border": not in the place that the text has told of.
    Elsewhere,
    /// "since March", "in three years": which one in a row, counted from then only.
    Within,
}

impl CueKind {
    /// All cues by their names in YAML.
    pub const ALL: [(&'static str, CueKind); 18] = [
        ("negation", CueKind::Negation),
        ("refusal", CueKind::Refusal),
        ("yet", CueKind::Yet),
        ("still", CueKind::Still),
        ("condition", CueKind::Condition),
        ("hedge", CueKind::Hedge),
        ("possible", CueKind::Possible),
        ("future", CueKind::Future),
        ("hypothetical", CueKind::Hypothetical),
        ("question", CueKind::Question),
        ("only", CueKind::Only),
        ("denial", CueKind::Denial),
        ("another", CueKind::Another),
        ("before", CueKind::Before),
        ("now", CueKind::Now),
        ("final", CueKind::Final),
        ("elsewhere", CueKind::Elsewhere),
        ("within", CueKind::Within),
    ];

    /// The cue called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, cue)| *cue)
    }

    /// Its name in YAML.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, cue)| *cue == self)
            .map_or("", |(name, _)| name)
    }
}

/// Where before a predicate a cue may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// Between the subject and the predicate.
    Predicate,
    /// Anywhere before the predicate in its clause.
    Clause,
    /// Anywhere in the sentence.
    Sentence,
    /// Just behind the predicate.
    After,
}

/// A compiled cue.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cue {
    /// What it does.
    pub kind: CueKind,
    /// Where it may stand.
    pub reach: Reach,
    /// Its patterns.
    pub patterns: Vec<Later<Pattern>>,
}

/// Which words a speaker answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Covers {
    /// What follows: "Putin said that …".
    After,
    /// What precedes: "…, Putin said".
    Before,
    /// All of it: "according to Putin".
    Around,
    /// None: they do not speak.
    Nothing,
}

/// A compiled way of naming a speaker.
#[derive(Debug, Serialize, Deserialize)]
pub struct Attribution {
    /// Its pattern.
    pub pattern: Later<Pattern>,
    /// What it covers.
    pub covers: Covers,
}

/// A compiled pattern that names something.
#[derive(Debug, Serialize, Deserialize)]
pub struct NamePattern {
    /// Its pattern.
    pub pattern: Later<Pattern>,
    /// The type of what it names; beside `head`, the type of a head that no list holds.
    pub kind: Option<TypeId>,
    /// A fixed id.
    pub id: Option<NameId>,
    /// The slot it stands for.
    pub head: Option<String>,
    /// The slot it belongs to; beside `head`, whom a head that no list holds speaks for.
    pub of: Option<String>,
    /// True when it means the last name of its type, where the article has one.
    pub again: bool,
    /// True when what it names is no other text's.
    pub local: bool,
    /// True when what it names belongs to the land its article is about.
    pub home: bool,
    /// Words of one meaning: the first stands for each in an id made of words.
    pub alike: Vec<String>,
    /// The office by which it names those who hold it.
    pub office: Option<Office>,
    /// The shadow character, when `kind` is given.
    pub letter: char,
}

/// An office that a phrase names people by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Office {
    /// One of these titles: "the presidents of France and Chile".
    Titled(Vec<String>),
    /// A title of the rank of that of the person named before: "his German counterpart". Ranks are lists of titles.
    LikeBefore(Vec<Vec<String>>),
}

/// Words that point back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reference {
    /// The words, normalised, as units of a shadow.
    pub words: Vec<String>,
    /// The type of what they point at.
    pub kind: TypeId,
    /// How many names.
    pub count: usize,
    /// True when those count as named whom officials and leaders speak for.
    pub spoken_for: bool,
    /// The title that whom they point at bears.
    pub title: Option<Arc<Title>>,
    /// Given names of people whom they do not point at.
    #[serde(with = "shared")]
    pub unless_called: Arc<FxHashSet<String>>,
    /// Names that other words for one of the type are never used of: who bears one is surely meant.
    pub called: Arc<FxHashSet<String>>,
    /// Words right behind them that make them point at something else: "the president of".
    #[serde(with = "shared")]
    pub unless_before: Arc<[String]>,
}

/// A title by which a text points back at the only one who bears it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// As the roles of names have it, and texts before a name.
    pub name: String,
    /// Words right before it that make it another one.
    pub unless_after: Vec<String>,
}

/// How names found in no list are typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Guess {
    /// Word before a run → type.
    pub before: FxHashMap<String, TypeId>,
    /// First word of a run → type.
    pub first: FxHashMap<String, TypeId>,
    /// Last word of a run → type.
    pub last: FxHashMap<String, TypeId>,
    /// Word after a run → type.
    pub after: FxHashMap<String, TypeId>,
    /// Small words inside a run.
    pub inside: FxHashSet<String>,
    /// Those of them that no name of a type in `short` has: "Adm. Lee of the fleet".
    pub beyond: FxHashSet<String>,
    /// Small words that a hyphen joins to a run and that are no part of it. Others are: "Lee Won-shik".
    pub joined: FxHashSet<String>,
    /// Capitalised words that are no names.
    pub never: FxHashSet<String>,
    /// The type of a run of several words none of which is ordinary.
    pub uncommon: Option<TypeId>,
    /// Words before a thing: "the", behind which nobody is named.
    pub determiners: FxHashSet<String>,
    /// Words of the language: a name that holds one may be that of anything.
    pub ordinary: Ordinary,
    /// The type of what capitals in brackets spell: "Movement for Democracy in Arden (MDA)".
    pub abbreviated: Option<TypeId>,
    /// The type of a run that nothing gives one.
    pub otherwise: Option<TypeId>,
    /// Types whose last word alone means the same name further down.
    pub short: BTreeSet<TypeId>,
    /// Types of what may be called after such a name: "the Lee Foundation" is not Lee.
    pub called_after: BTreeSet<TypeId>,
    /// Words that make one name of a place and them, which is no place: "Arden University".
    pub with_place: FxHashSet<String>,
    /// Words behind which ordinary ones tell what an office is for: "Minister of Social Welfare".
    pub office_of: Vec<Vec<String>>,
    /// Words before which they do: "Social Welfare Minister".
    pub office: FxHashSet<String>,
}

/// A language of a pack: what its file says, which packs built one after the other share, and the words that the rules
/// of this pack ask for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Language {
    grammar: Arc<Grammar>,
    /// Every word that a pattern, a clause mark or a reference asks for; filled when the whole pack is read.
    pub glossary: Glossary,
}

impl Language {
    /// The language that speaks as `grammar` says; nothing asks for a word of it yet.
    pub fn of(grammar: Arc<Grammar>) -> Self {
        Self {
            grammar,
            glossary: Glossary::default(),
        }
    }
}

impl std::ops::Deref for Language {
    type Target = Grammar;

    fn deref(&self) -> &Grammar {
        &self.grammar
    }
}

/// What the file of a language says, checked.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Grammar {
    /// Its code: `en`.
    pub id: String,
    /// The codes that language detection gives it (ISO 639-3): `eng`. None, and no article is told by its language.
    pub detected_as: Vec<String>,
    /// Words too common to trigger a pattern.
    pub common: FxHashSet<String>,
    /// Words that part clauses.
    pub clause_marks: BTreeSet<String>,
    /// Those of them behind which a clause tells on of the same: "killed when".
    pub telling_on: BTreeSet<String>,
    /// Words of saying, behind which a day is that of saying so: "said on Tuesday".
    pub saying: BTreeSet<String>,
    /// Words for an event of whichever kind: "it".
    pub any_event: BTreeSet<String>,
    /// Words that point back at what was just told: "rejected it".
    pub pointing: BTreeSet<String>,
    /// Words that say of what follows that it is not so: "no", "never".
    pub negators: BTreeSet<String>,
    /// Words that make a clause what is so or was done, beside the verbs of topics: "was", "had", "could".
    pub auxiliaries: BTreeSet<String>,
    /// Words before an office that its bearer holds no more: "former".
    pub out_of_office: BTreeSet<String>,
    /// Words behind which a clause tells more of what stands right before them: `which`.
    pub telling_of: BTreeSet<String>,
    /// Words that open an aside behind a name and a comma: "Lee, who had come from Oslo, met Stone".
    pub aside_openers: FxHashSet<String>,
    /// How verbs end that tell behind a comma of the same subject: "Lee left Oslo, rejecting the truce".
    pub participles: Vec<String>,
    /// Words that stand for the name before them as what a clause tells of: "Lee, who had come from Oslo".
    pub relatives: FxHashSet<String>,
    /// Words before a day: "late on" Monday.
    pub before_days: FxHashSet<String>,
    /// Words behind which a verb may have the subject of the one before: "Lee greeted Stone and left".
    pub same_subject: FxHashSet<String>,
    /// Words behind a comma that go on with what was just told: "attacked a market, killing 12 people".
    pub trailing: BTreeSet<String>,
    /// Words behind which a clause tells what happened at the place right before them: `where`.
    pub telling_where: BTreeSet<String>,
    /// Words right behind a name that something was done to: `was`.
    pub undergoing: BTreeSet<String>,
    /// What somebody does to others: "Israel's war" was not in Israel.
    pub deeds: BTreeSet<String>,
    /// Words that leave no trace between two commas: ", however,".
    pub asides: BTreeSet<String>,
    /// The same, where whoever spoke last goes on: ", it said,".
    pub speaking_asides: BTreeSet<String>,
    /// Words that stand for all whom the text has just named.
    pub together: BTreeSet<String>,
    /// Words with which a speaker tells of itself.
    pub oneself: BTreeSet<String>,
    /// Words behind which a country is where something happened, besides those that make a place of any name.
    pub struck: BTreeSet<String>,
    /// Words right before whoever the other side is: "clashes with Chad" does not tell where they were.
    pub facing: BTreeSet<String>,
    /// Words of saying something somewhere: "told", as in "told reporters in Brul".
    pub speaking: BTreeSet<String>,
    /// Words between those and where it was said: "reporters", "in".
    pub hearers: BTreeSet<String>,
    /// What joins names.
    pub joiners: Vec<String>,
    /// What may stand before each of several names.
    pub articles: Vec<String>,
    /// Words with which a phrase in front of the subject begins: "after meeting Smith, Jones left".
    pub openers: BTreeSet<String>,
    /// Types a gap may run across.
    pub adjuncts: Vec<TypeId>,
    /// Inflections.
    pub inflect: Inflect,
    /// The characters of the words that its templates ask for, those of rules too.
    #[serde(with = "shared")]
    pub letters: Arc<Letters>,
    /// Word lists, read as templates.
    pub lists: Later<WordLists>,
    /// Cues.
    pub cues: Vec<Cue>,
    /// Ways of naming a speaker.
    pub attribution: Vec<Attribution>,
    /// Names told by patterns.
    pub name_patterns: Vec<NamePattern>,
    /// What a proposal told in free words is about.
    pub topics: Topics,
    /// Words that point back, longest first.
    pub references: Vec<Reference>,
    /// The titles among them, by the type of whom they point at.
    pub referring_titles: BTreeMap<TypeId, Vec<Arc<Title>>>,
    /// The words that they begin with.
    pub title_words: FxHashSet<String>,
    /// How many words the longest of them has.
    pub longest_title: usize,
    /// First word of a reference → those that begin with it.
    pub reference_heads: FxHashMap<String, Heads>,
    /// How unlisted names are typed.
    pub guess: Guess,
    /// Optional phrases every rule knows: slot → patterns.
    pub args: BTreeMap<String, Patterns>,
    /// Words of sentences, numbers and dates.
    pub values: values::ValueWords,
}

/// The references that begin with one word, by their numbers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Heads {
    /// Those of several words, by the second.
    pub with: FxHashMap<String, Vec<usize>>,
    /// Those of this word alone.
    pub alone: Vec<usize>,
}

/// Words of a text looked at to tell its language.
const LOOKED_AT: usize = 120;
/// The fewest words that tell it.
const FEWEST: usize = 40;

impl Grammar {
    /// True for a word that joins names by itself: "and".
    pub fn joins(&self, word: &str) -> bool {
        self.joiners.iter().any(|joiner| joiner == word)
    }

    /// True for a word that makes a clause what is so or was done: "was", "shelled".
    pub fn tells_of_deeds(&self, word: &str) -> bool {
        self.auxiliaries.contains(word) || self.topics.is_verb(word)
    }

    /// True for a word before somebody or something that the text has told of: "the".
    pub fn is_article(&self, word: &str) -> bool {
        self.articles.iter().any(|article| article == word)
    }

    /// Compiles templates in this language, which may name `lists`, of which some are the file's `own`,
    /// and inflect words by `forms`; `shared` keeps what became of the others.
    pub(super) fn compiler<'p>(
        &'p self,
        alphabet: &'p Alphabet,
        lists: &'p BTreeMap<String, Vec<Vec<Element>>>,
        own: &'p BTreeMap<String, Vec<Vec<Element>>>,
        shared: &'p Memo,
        forms: &'p dyn Fn(&str) -> Vec<String>,
    ) -> Compiler<'p> {
        Compiler {
            alphabet,
            letters: &self.letters,
            lists,
            forms,
            clause_marks: &self.clause_marks,
            joiners: &self.joiners,
            articles: &self.articles,
            common: &self.common,
            adjuncts: &self.adjuncts,
            shared,
            own: (own, Memo::default()),
        }
    }

    /// True when `text` surely is in this language: a quarter of its first words are the language's commonest, which
    /// make up two fifths of any text in it and a twentieth of one in another. Costs a hundredth of telling the
    /// language by its letters; false says nothing.
    pub fn is_plain_in(&self, text: &str) -> bool {
        let words = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(LOOKED_AT);
        let (mut all, mut common) = (0, 0);
        for word in words {
            all += 1;
            common += usize::from(self.common.contains(word));
        }
        all >= FEWEST && common * 4 >= all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_tell_a_language_and_rare_ones_nothing() {
        let language = Grammar {
            common: ["the", "of", "on"].map(str::to_owned).into_iter().collect(),
            ..Grammar::default()
        };
        let often = "the ferry of the north sailed on ".repeat(10);
        assert!(language.is_plain_in(&often));
        assert!(!language.is_plain_in("the ferry of the north sailed on"));
        assert!(!language.is_plain_in(&"la balsa do norte voltou na sexta ".repeat(10)));
    }
}
