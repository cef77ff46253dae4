//! Rule packs as their authors write them: the serde types of every file but outlets and values.
//!
//! Nothing is checked here beyond shape; `check` turns these into what runs.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use super::names::NameId;
use super::yaml::{self, Many};

mod claims;
mod slots;

pub use claims::{Alternatives, Rule, RuleFile, RuleTest};
pub(super) use slots::LongSlot;
pub use slots::SlotSpec;

/// A map that keeps the order of the file.
#[derive(Debug, Clone)]
pub struct Ordered<T>(pub Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
            type Value = Ordered<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, T>()? {
                    if pairs.iter().any(|(known, _)| *known == key) {
                        return Err(A::Error::custom("a key is given twice"));
                    }
                    pairs.push((key, value));
                }
                Ok(Ordered(pairs))
            }
        }
        deserializer.deserialize_map(Pairs(PhantomData))
    }
}

/// One word or a list of words.
pub type Words = Many<String>;

/// A file under `names/`.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameFile {
    /// Types and their parents.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub types: BTreeMap<String, Words>,
    /// The names.
    #[serde(default)]
    pub names: Vec<Name>,
    /// Names told by a pattern instead of a spelling.
    #[serde(default)]
    pub patterns: Vec<NamePattern>,
}

/// Its one map refuses equal keys, and all else are structs and lists.
impl yaml::NoTwice for NameFile {}

impl NameFile {
    /// Where the name with this `id` stands: `names[3]`, or `names[3].each[1]` in a row.
    pub fn path_of(&self, id: &str) -> Option<String> {
        let mut entries = self.names.iter().enumerate();
        entries.find_map(|(at, name)| {
            let nth = name.listed().position(|(own, _)| own.as_str() == id)?;
            Some(if name.each.is_empty() {
                format!("names[{at}]")
            } else {
                format!("names[{at}].each[{nth}]")
            })
        })
    }
}

/// One name, or several that have all but themselves in common.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Its id, lower case with hyphens: `st-petersburg`; left out, its name makes one.
    #[serde(default)]
    pub id: Option<String>,
    /// How reports print it.
    #[serde(default)]
    pub name: Option<String>,
    /// Instead of `name`: a row of names, each of its own, that share what else stands here.
    #[serde(default)]
    pub each: Vec<String>,
    /// Its types.
    #[serde(rename = "type", default)]
    pub types: Words,
    /// Other spellings.
    #[serde(default)]
    pub also: Words,
    /// Adjectives made from it: `Russian`.
    #[serde(default)]
    pub adjective: Words,
    /// Words for its people: `Russians`.
    #[serde(default)]
    pub people: Words,
    /// Whom it belongs to or speaks for.
    #[serde(default)]
    pub of: Option<String>,
    /// What it lies in.
    #[serde(default)]
    pub part_of: Words,
    /// Offices held.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// `false` when a person's last word is too common to stand alone.
    #[serde(default = "yes")]
    pub surname: bool,
    /// `true` when each article may mean another one by it: “the bill”.
    #[serde(default)]
    pub vague: bool,
}

impl Name {
    /// The names it lists: their ids, and how reports print them.
    pub fn listed(&self) -> impl Iterator<Item = (NameId, &str)> {
        let texts = self.name.iter().chain(&self.each).map(String::as_str);
        texts.map(|text| {
            let own = self.id.as_deref().map(NameId::new);
            (own.unwrap_or_else(|| NameId::from_text(text)), text)
        })
    }
}

fn yes() -> bool {
    true
}

/// An office.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The title, without country.
    pub title: String,
    /// For whom.
    #[serde(default)]
    pub of: Option<String>,
    /// First day.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day.
    #[serde(default)]
    pub until: Option<String>,
    /// `false` where another of the same place leads it: “the German leader” is not the president.
    #[serde(default = "yes")]
    pub leads: bool,
}

/// Names told by a pattern: "Ukrainian officials", "a 30-day ceasefire", "Russian President Vladimir Putin".
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamePattern {
    /// The type of what is named. Beside `head`, the type of a head that no list holds.
    #[serde(rename = "as", default)]
    pub kind: Option<String>,
    /// A fixed id; left out, the words themselves make one.
    #[serde(default)]
    pub id: Option<String>,
    /// How reports print the fixed id.
    #[serde(default)]
    pub name: Option<String>,
    /// The slot whose mark the whole phrase stands for.
    #[serde(default)]
    pub head: Option<String>,
    /// The slot whose name the phrase belongs to.
    #[serde(default)]
    pub of: Option<String>,
    /// True when the phrase means the last name of its type, where the article has one: "the truce".
    #[serde(default)]
    pub again: bool,
    /// True when the words tell too little for two texts to mean the same by them: "the bill".
    #[serde(default)]
    pub local: bool,
    /// True when it belongs to the land that its article is about, where the names in it leave no doubt: “the government”.
    #[serde(default)]
    pub home: bool,
    /// Words of one meaning, the first of which stands for each in the id: the Crimea agreement is the Crimea deal.
    #[serde(default)]
    pub alike: Words,
    /// Titles, as names have them among their `roles`: the phrase means who alone holds one of them for each of two
    /// or more names in `of`. Where nobody is known to, it is left to the patterns below.
    #[serde(default)]
    pub holds: Words,
    /// Lists of titles of one rank: the phrase means who holds for each name in `of` what the person named before it
    /// holds at home, "his German counterpart".
    #[serde(default)]
    pub peers: Vec<Words>,
    /// The patterns.
    #[serde(rename = "match")]
    pub patterns: Words,
}

/// Words that make something else of a claim: a negation, a condition, a hedge.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// The patterns.
    #[serde(rename = "match")]
    pub patterns: Words,
    /// `predicate`: between subject and verb. `clause`: anywhere before the verb. `sentence`: anywhere. `after`:
    /// just behind the verb.
    #[serde(default)]
    #[schemars(extend("enum" = ["predicate", "clause", "sentence", "after", null]))]
    pub reach: Option<String>,
}

/// How a speaker is named.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// The patterns; the slot `speaker` is who said it.
    #[serde(rename = "match")]
    pub patterns: Words,
    /// Which words the speaker answers for: those `after` the match, `before` it, or `around` it. `nothing` where they
    /// do not speak, though another pattern reads it so: "was accused".
    #[schemars(extend("enum" = ["after", "before", "around", "nothing"]))]
    pub covers: String,
}

/// Words that point back at names.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The words: "he", "the two presidents".
    pub words: Words,
    /// The type of what they point at.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many names.
    #[serde(default = "one")]
    pub count: usize,
    /// True when those count as named whom officials and leaders speak for: "the two countries" of two presidents.
    #[serde(default)]
    pub spoken_for: bool,
    /// The title that whom they point at bears, as one of `titles:`. "The president" is the only president whom the
    /// text has named, however long ago.
    pub title: Option<String>,
    /// Words right before a title that make it another one, or none any more: "vice", "former".
    #[serde(default)]
    pub unless_after: Words,
    /// Words right behind the reference that make it another's: "the president of the court".
    #[serde(default)]
    pub unless_before: Words,
    /// Given names of people whom it does not point at: "she" is no Peter.
    #[serde(default)]
    pub unless_called: Words,
}

fn one() -> usize {
    1
}

/// What a proposal told in free words is about.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topics {
    /// Words that say nothing of it: articles, prepositions.
    #[serde(default)]
    pub drop: Words,
    /// Words with which another thought begins: "if", "before".
    #[serde(default)]
    pub until: Words,
    /// Words that do not tell which: "plan", "hold". Two that are not among them make two texts speak of one thing.
    #[serde(default)]
    pub vague: Words,
    /// Words that tell enough alone: "disarm".
    #[serde(default)]
    pub enough: Words,
    /// Words that are nothing something is done to: "him", "out", "what".
    #[serde(default)]
    pub no_thing: Words,
    /// Words that tell nothing without what they bear on: “carry” out a strike, “make” a payment. Base forms.
    #[serde(default)]
    pub light: Words,
    /// Verbs that are one in all their forms: "attacking tankers" and "had attacked tankers".
    #[serde(default)]
    pub verbs: Words,
    /// Endings of plurals, each with what stands there for one: `ies: y`. The longest that fits, where three letters are
    /// left.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub singular: std::collections::BTreeMap<String, String>,
    /// What stands for several ways to say the same: `arms: [weapons, weaponry]`.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub same: std::collections::BTreeMap<String, Words>,
}

/// Inflection by ending.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// Endings of the base form; empty for all others.
    #[serde(default)]
    pub ends: Words,
    /// What is added; each leading `<` takes one letter off first.
    pub forms: Words,
}

/// Inflections.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Inflect {
    /// First rule whose ending fits.
    #[serde(default)]
    pub regular: Vec<Ending>,
    /// Words that follow none.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub irregular: BTreeMap<String, Words>,
}

/// A file under `facts/`.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its id.
    pub kind: String,
    /// The question it answers, with `{slot}` where a name goes.
    pub question: String,
    /// One sentence for people.
    #[serde(default)]
    pub summary: String,
    /// `false` when a claim holds as of its article, whatever dates stand beside it: who holds an office.
    #[serde(default = "yes")]
    pub dated: bool,
    /// `true` for a kind that takes only the amounts that no other kind reads.
    #[serde(default)]
    pub leftover: bool,
    /// `true` for a kind that tells of a thing by a word or two: an article that has both "shelled the town" and "did not
    /// shell the town" in one voice means two things.
    #[serde(default)]
    pub loose: bool,
    /// Kinds that tell who denies what, of a kind whose claims stand only where another voice of their text says that it is not
    /// so: their first slot names who, their text says what.
    #[serde(default)]
    pub denied_by: Words,
    /// Kinds that tell of the same with more about it: what one of them reads in the same words is none of this one.
    #[serde(default)]
    pub yields_to: Words,
    /// Identity slots.
    pub identify_by: Ordered<SlotSpec>,
    /// How far apart two articles may be, as `10d`, whose claims are of one fact because they name the same people and
    /// places: for what its words alone do not tell, as how long "the talks" took.
    #[serde(default)]
    pub company: Option<String>,
    /// When the figures of two speakers are no stages of one count, of what is no event.
    #[serde(default)]
    pub contested: Option<Contested>,
    /// Set for events.
    #[serde(default)]
    pub event: Option<Event>,
    /// Days an undated report may lie back.
    #[serde(default)]
    pub undated: Option<Undated>,
    /// The only attribute, called `value`.
    #[serde(default)]
    pub value: Option<Attribute>,
    /// The attributes; the first is the base.
    #[serde(default)]
    pub attributes: Ordered<Attribute>,
    /// Scope dimensions.
    #[serde(default)]
    pub scope: Ordered<Dimension>,
    /// Whether only one value can hold, for all attributes that say nothing else.
    #[serde(default)]
    pub functional: Option<bool>,
    /// How values may move in peace, for all attributes that say nothing else.
    #[serde(default)]
    #[schemars(extend("enum" = ["no", "up", "down", "free", null]))]
    pub evolves: Option<String>,
    /// How long a report possibly speaks on, as `3d`, for all attributes that say nothing else.
    #[serde(default)]
    pub persists: Option<String>,
    /// How long a report surely speaks for, as `3d`, for all attributes that say nothing else.
    #[serde(default)]
    pub stands: Option<String>,
    /// What cues turn values into, for all rules that say nothing else.
    #[serde(default, deserialize_with = "yaml::unique")]
    pub shift: BTreeMap<String, String>,
}

/// All its maps refuse equal keys.
impl yaml::NoTwice for Kind {}

/// How events are told apart.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// As `1d`, `36h`.
    pub window: String,
    /// Types of names that do not come together twice within the window: two dates of their event are at odds.
    #[serde(default)]
    pub once: Words,
    /// So long after it nobody's figures change any more within a day: `0d` for what is over once it has happened.
    #[serde(default)]
    pub closes: Option<String>,
    /// When the figures of two speakers are no stages of one count.
    #[serde(default)]
    pub contested: Option<Contested>,
    /// A figure so high that two reports of it from one place tell of one happening, though one of them gives no day.
    #[serde(default)]
    pub rare: Option<Rare>,
}

/// How far apart two speakers' figures of one event are more than a count that goes on.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contested {
    /// The one is so many times the other.
    pub times: f64,
    /// Both are told so long after the event; without it at any time.
    #[serde(default)]
    pub after: Option<String>,
}

/// What hardly happens twice within weeks.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rare {
    /// The attribute that is counted.
    pub attribute: String,
    /// The figure from which on it is rare.
    pub from: f64,
    /// Types of the places it is rare in.
    pub of: Words,
}

/// How far an undated report may lie back.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Undated {
    /// In the lead.
    pub lead: String,
    /// Further down.
    pub body: String,
    /// Where it is said not to have happened: so far back it surely did not.
    #[serde(default)]
    pub denied: Option<String>,
}

/// An attribute.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// The values of a choice.
    #[serde(default)]
    pub one_of: Vec<String>,
    /// Or a type: `place`, `names`, `date`, `text`, `amount`.
    #[serde(default)]
    #[schemars(extend("enum" = ["amount", "place", "names", "date", "text", null]))]
    pub is: Option<String>,
    /// The unit of an amount.
    #[serde(default)]
    pub unit: String,
    /// Values that may be said of one moment.
    #[serde(default)]
    pub together: Vec<Vec<String>>,
    /// Whether only one value can hold.
    #[serde(default)]
    pub functional: Option<bool>,
    /// `no`, `up`, `down`, `free`.
    #[serde(default)]
    #[schemars(extend("enum" = ["no", "up", "down", "free", null]))]
    pub evolves: Option<String>,
    /// How long a report possibly speaks on.
    #[serde(default)]
    pub persists: Option<String>,
    /// How long a report surely speaks for, either way.
    #[serde(default)]
    pub stands: Option<String>,
    /// Within what length of time what a date tells of happens no more than once, as `7d`: two dates so near are at odds.
    #[serde(default)]
    pub once: Option<String>,
    /// The value that is meant instead of the first where lists say that whoever held it no longer does, as `once`.
    #[serde(default)]
    pub ended: Option<String>,
    /// A share, 0.1 for a tenth.
    #[serde(default)]
    pub tolerance: Option<f64>,
    /// Types of names, not counting those below them, that stand for whom they belong to: “Norwegian troops” for Norway.
    #[serde(default)]
    pub via: Words,
    /// Attributes it may lose to.
    #[serde(default)]
    pub flows_to: Words,
    /// Attributes it is part of.
    #[serde(default)]
    pub part_of: Words,
}

/// A scope dimension.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Types of names it takes.
    #[serde(default)]
    pub is: Words,
    /// The largest difference it may explain.
    #[serde(default)]
    pub offset: Option<f64>,
    /// Whether it may explain any difference.
    #[serde(default)]
    pub open: bool,
    /// Whether who says that it was not so, and leaves it open, says so of all: “denied using them” is nowhere.
    #[serde(default)]
    pub nowhere: bool,
    /// The identity slot whose name tells it where no slot of its own does: what that name belongs to, the place of "the
    /// truce in Gaza", or with `is: duration` how long it is, "the 30-day truce".
    #[serde(default)]
    pub of: Option<String>,
}
