//! Names: who and what can be talked about, with types that have parents and places that lie in others.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unicode_normalization::char::decompose_canonical;

use super::freezing::{self, Later, shared};
use super::types::{TypeId, Types};

/// So many letters of a text tell it from others.
const BEGINNING: usize = 2_000;
/// Stands before what tells the text that alone means a name.
const WITHIN: char = '~';
/// Stands there for what any text means.
const ANY: &str = "any";

/// The stable id of a name: a slug such as `st-petersburg`. Names found in no list get one made from their text.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NameId(#[serde(with = "shared")] pub Arc<str>);

impl NameId {
    /// The id for `slug`, taken as it is.
    pub fn new(slug: &str) -> Self {
        Self(Arc::from(slug))
    }

    /// The id made from running text: lower case without accents, everything but letters and digits as one hyphen.
    ///
    /// ```
    /// # use atodds::rules::NameId;
    /// assert_eq!(NameId::from_text("St. Petersburg").as_str(), "st-petersburg");
    /// assert_eq!(NameId::from_text("Raúl Reyes"), NameId::from_text("Raul Reyes"));
    /// ```
    pub fn from_text(text: &str) -> Self {
        let mut slug = String::with_capacity(text.len());
        let mut push = |c: char| {
            if c.is_alphanumeric() {
                slug.extend(c.to_lowercase());
            } else if !matches!(c, '\'' | '’' | '\u{300}'..='\u{36F}')
                && !slug.is_empty()
                && !slug.ends_with('-')
            {
                slug.push('-');
            }
        };
        for c in text.chars() {
            match c {
                '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => decompose_canonical(c, &mut push),
                _ => push(c),
            }
        }
        Self(Arc::from(slug.trim_end_matches('-')))
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that only one text means by these words, "the bill" or "rebels": the `beginning` of the text they stand
    /// in tells it from that of others. Copies of the text mean the same.
    ///
    /// ```
    /// # use atodds::rules::{Beginning, NameId};
    /// let bill = |text: &str| NameId::new("bill").within(Beginning::default().of(text));
    /// assert_eq!(bill("One text."), bill("One text."));
    /// assert_ne!(bill("One text."), bill("Another."));
    /// ```
    #[must_use]
    pub fn within(&self, beginning: &str) -> Self {
        Self(Arc::from(format!("{}{WITHIN}{beginning}", self.0)))
    }

    /// What any text means that says the same in words of its own: "give up its weapons". What the same words tell of
    /// something named goes before it.
    ///
    /// ```
    /// # use atodds::rules::NameId;
    /// let topic = NameId::new("give-up-arms").in_words();
    /// assert!(topic.is_told() && !topic.is_local());
    /// assert_eq!(topic.anywhere(), "give-up-arms");
    /// ```
    #[must_use]
    pub fn in_words(&self) -> Self {
        self.within(ANY)
    }

    /// True for a name that only one text means.
    pub fn is_local(&self) -> bool {
        self.0
            .split_once(WITHIN)
            .is_some_and(|(_, text)| text != ANY)
    }

    /// True for what is told in words, whether they are those of one text or of any.
    pub fn is_told(&self) -> bool {
        self.0.contains(WITHIN)
    }

    /// The slug without what tells the text that alone means it.
    pub fn anywhere(&self) -> &str {
        self.0.split_once(WITHIN).map_or(&*self.0, |(slug, _)| slug)
    }
}

/// What tells a text from others: a hash of its beginning, made once, when something asks for it.
#[derive(Debug, Clone, Default)]
pub struct Beginning(OnceLock<String>);

impl Beginning {
    /// The hash of the beginning of `text`, in hex; the same text is to be given each time.
    pub fn of(&self, text: &str) -> &str {
        self.0.get_or_init(|| {
            // However its lines are wrapped, it is one text.
            let letters = text.chars().filter(|letter| !letter.is_whitespace());
            let beginning: String = letters.take(BEGINNING).collect();
            blake3::hash(beginning.as_bytes()).to_hex()[..8].to_owned()
        })
    }
}

impl Borrow<str> for NameId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An office somebody held for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// The title as news gives it, without country: `president`, `foreign minister`.
    pub title: String,
    /// For whom.
    pub of: Option<NameId>,
    /// First day, when known.
    pub from: Option<Date>,
    /// Last day, when known.
    pub until: Option<Date>,
}

/// True when an office held from a day until another is held on some of the `days`, or may be; without days, when
/// nothing says that it ended.
pub(crate) fn lasts(
    (from, until): (Option<Date>, Option<Date>),
    days: Option<(Date, Date)>,
) -> bool {
    let Some((first, last)) = days else {
        return until.is_none();
    };
    from.is_none_or(|from| from <= last) && until.is_none_or(|until| first <= until)
}

impl Role {
    /// True when somebody held it on some day from the first to the last, or may have; without days, when nobody says
    /// that it ended.
    pub fn is_held(&self, days: Option<(Date, Date)>) -> bool {
        lasts((self.from, self.until), days)
    }

    /// True when a list says since when or until when.
    pub fn is_dated(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }
}

/// One listed name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Its id.
    pub id: NameId,
    /// How reports print it.
    pub name: String,
    /// Its types as listed, without their parents.
    pub types: Vec<TypeId>,
    /// Other ways texts write it.
    pub also: Vec<String>,
    /// Whom it belongs to or speaks for: a leader's country, a ministry's state, an adjective's country.
    pub of: Option<NameId>,
    /// What it lies in, for places.
    pub part_of: Vec<NameId>,
    /// Offices held.
    pub roles: Vec<Role>,
}

/// How two places stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Containment {
    /// One and the same.
    Same,
    /// One lies in the other.
    Inside,
    /// Both lie in listed wholes and neither holds the other.
    Apart,
    /// Not known: at least one is in no list.
    Unknown,
}

/// All listed names, their types, and which place lies in which.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Names {
    /// Every listed name by id.
    #[serde(deserialize_with = "freezing::in_order")]
    pub by_id: BTreeMap<NameId, Later<Name>>,
    /// The types that names have, and those of values.
    pub types: Types,
    /// Those by which each article may mean another thing: "the bill".
    pub vague: BTreeSet<NameId>,
    /// Whoever holds or held an office of a name: [`Names::holders`] tells which and when.
    pub in_office: Later<BTreeMap<NameId, BTreeSet<NameId>>>,
}

impl Names {
    /// How reports print `id`: the listed name, or the slug with capitals and spaces.
    pub fn display(&self, id: &NameId) -> String {
        self.by_id.get(id).map_or_else(
            || {
                id.anywhere()
                    .split('-')
                    .map(|word| {
                        let mut letters = word.chars();
                        letters.next().map_or_else(String::new, |first| {
                            first.to_uppercase().chain(letters).collect()
                        })
                    })
                    .collect::<Vec<String>>()
                    .join(" ")
            },
            |name| name.name.clone(),
        )
    }

    /// True when `kind` is `wanted` or below it.
    pub fn is_a(&self, kind: &TypeId, wanted: &TypeId) -> bool {
        self.types.is_a(kind, wanted)
    }

    /// Whom a listed name speaks for.
    pub fn spoken_for(&self, name: &NameId) -> Option<&NameId> {
        self.by_id.get(name)?.of.as_ref()
    }

    /// How two places stand to each other.
    pub fn containment(&self, a: &NameId, b: &NameId) -> Containment {
        if a == b {
            return Containment::Same;
        }
        if self.lies_in(a, b) || self.lies_in(b, a) {
            Containment::Inside
        } else if self.by_id.contains_key(a) && self.by_id.contains_key(b) {
            // Two listed countries have no whole, yet are apart; two unlisted places may be anything.
            Containment::Apart
        } else {
            Containment::Unknown
        }
    }

    /// True when `place` surely lies in `whole`, near or far.
    pub fn lies_in(&self, place: &NameId, whole: &NameId) -> bool {
        let mut met = vec![place];
        let mut next = 0;
        while let Some(&place) = met.get(next) {
            let wholes = self.by_id.get(place).map(|name| name.part_of.as_slice());
            for near in wholes.unwrap_or_default() {
                if near == whole {
                    return true;
                }
                if !met.contains(&near) {
                    met.push(near);
                }
            }
            next += 1;
        }
        false
    }

    /// Who holds one of the offices `titles` of the name `of` on one of the `days`; without days, now.
    ///
    /// ```
    /// # let (pack, _) = atodds::rules::build(&atodds::rules::read_folder("rules".as_ref()).0);
    /// use atodds::rules::NameId;
    /// let (france, day) = (NameId::new("france"), jiff::civil::date(2025, 4, 17));
    /// let president = ["president".to_owned()];
    /// let mut holders = pack.names.holders(&president, &france, Some((day, day)));
    /// assert_eq!(holders.next().map(|name| name.id.as_str()), Some("emmanuel-macron"));
    /// assert_eq!(holders.next(), None);
    /// ```
    pub fn holders(
        &self,
        titles: &[String],
        of: &NameId,
        days: Option<(Date, Date)>,
    ) -> impl Iterator<Item = &Name> {
        let holds = move |name: &&Name| {
            name.roles.iter().any(|role| {
                role.of.as_ref() == Some(of) && titles.contains(&role.title) && role.is_held(days)
            })
        };
        let all = self.in_office.get(of).into_iter().flatten();
        let listed = all.filter_map(|id| self.by_id.get(id));
        listed.map(|name| &**name).filter(holds)
    }

    /// Everything `place` lies in, near and far.
    pub fn wholes(&self, place: &NameId) -> BTreeSet<NameId> {
        let mut found = BTreeSet::new();
        let mut open = vec![place.clone()];
        while let Some(next) = open.pop() {
            for whole in self
                .by_id
                .get(&next)
                .map(|name| name.part_of.as_slice())
                .unwrap_or_default()
            {
                if found.insert(whole.clone()) {
                    open.push(whole.clone());
                }
            }
        }
        found
    }
}
