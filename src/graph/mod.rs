//! The fact graph: outlet → article → claim → side → fact, with names, speakers and verdicts as edges.
//!
//! Takes claims and what they need to know of their articles, gives facts: claims of one kind, identity and, for
//! events, one happening. The only module that names petgraph. Never judges values.
//!
//! Nodes and claims are kept in an order that comes from their content alone, so the order of the input never shows.

mod cast;
mod company;
mod draw;
mod event;
mod key;
mod order;
mod origin;
mod piles;
pub(crate) mod rare;
mod sketch;
mod subject;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::claim::Claim;
use crate::rules::kind::Kind;
use crate::rules::names::{NameId, Names};
use crate::source::{Article, OutletId};
use crate::value::{Period, Slots, Time};

pub use key::fact_key;
pub use sketch::{Shingles, shingles};

use draw::Drawing;
use origin::Copies;
use subject::Subjects;

/// What the graph needs to know of an article. Its place in the list is the number that claims give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleRef {
    /// Names the article in every output.
    pub id: String,
    /// Who published it.
    pub outlet: Option<OutletId>,
    /// The outlet's name for people.
    pub outlet_name: Option<String>,
    /// When.
    pub published: Option<Period>,
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The agency it credits, when it credits one.
    pub wire: Option<String>,
    /// The sketch of its text, from [`shingles`].
    pub shingles: Shingles,
}

impl From<&Article> for ArticleRef {
    fn from(article: &Article) -> Self {
        // What cleaning left out is no part of the sketch: a house's standing phrases do not make two articles copies.
        let body: Vec<&str> = article
            .blocks
            .iter()
            .map(|block| block.span.of(&article.text))
            .collect();
        Self {
            id: article.id.clone(),
            outlet: article.outlet.clone(),
            outlet_name: article.outlet_name.clone(),
            published: article.published,
            title: article.title.clone(),
            url: article.url.clone(),
            wire: article.wire.clone(),
            shingles: shingles(&body.join("\n")),
        }
    }
}

/// All claims with one kind, identity and, for events, happening.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// The fact kind's id.
    pub kind: String,
    /// Whom or what it is about.
    pub identity: Slots<Vec<NameId>>,
    /// For an event, its narrowest date.
    pub date: Option<Period>,
    /// Its claims, as indices into [`FactGraph::claims`], sorted.
    pub claims: Vec<usize>,
}

/// A node of the graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Node {
    /// Who publishes.
    Outlet(OutletId),
    /// An article, by number.
    Article(u32),
    /// A name that a fact is about, or a speaker.
    Name(NameId),
    /// A claim, by index.
    Claim(u32),
    /// A side of a fact, by its value in words.
    Side(String),
    /// A fact, by index.
    Fact(u32),
}

/// An edge of the graph, read from its source to its target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Edge {
    /// Outlet → article.
    Publishes,
    /// Article → the article whose text it copies.
    Copies,
    /// Article → claim.
    Carries,
    /// Name → claim: the speaker who stands behind it.
    Holds,
    /// Claim → fact.
    Tells,
    /// Fact → name, with the slot.
    Names(String),
    /// Claim → side.
    Takes,
    /// Side → fact.
    Answers,
    /// Side → side, with the verdict in one word.
    Verdict(String),
}

/// Claims linked by the facts they speak of.
#[derive(Debug)]
pub struct FactGraph {
    /// All claims, sorted by article and place; times of event reports may be narrowed, see [`FactGraph::told`].
    pub claims: Vec<Claim>,
    /// The articles, in the order given.
    pub articles: Vec<ArticleRef>,
    /// For each claim, the number of the article whose text its article copies, or its own article. Only articles that
    /// speak of the same [key](fact_key) are asked, so that facts can be judged one by one.
    pub origins: Vec<u32>,
    /// For each claim, the number of the first article with that origin in which its sentence stands word for word: of
    /// a copy that somebody edited, what they edited is its own.
    pub voices: Vec<u32>,
    /// All facts, sorted by kind, identity and date.
    pub facts: Vec<Fact>,
    /// Times as their claims told them, for the claims whose time an event narrowed.
    pub told: BTreeMap<usize, Time>,
    drawing: OnceLock<Drawing>,
}

/// Links claims about one fact.
///
/// Claims of a kind that is not in `kinds` become facts as if the kind were no event.
///
/// ```
/// use atodds::graph::link;
/// let graph = link(Vec::new(), Vec::new(), &Default::default(), &Default::default());
/// assert!(graph.facts.is_empty());
/// ```
pub fn link<'a>(
    claims: Vec<Claim>,
    articles: impl Into<Cow<'a, [ArticleRef]>>,
    kinds: &BTreeMap<String, Kind>,
    names: &Names,
) -> FactGraph {
    let articles = articles.into();
    let mut claims = order::sorted(claims, &articles);
    // What an article says twice in the same words of the same span it says once: a stream may deliver a line again.
    claims.dedup_by(|next, kept| next.span == kept.span && next == kept);
    let mut origins: Vec<u32> = claims.iter().map(|claim| claim.article).collect();
    let mut voices = origins.clone();
    let subjects = Subjects::of(&claims);
    let keys = subjects.by_key(kinds);
    let linking = Linking {
        claims: &claims,
        article_of: &origins,
        subjects: &subjects,
        copies: Copies::of(&articles),
        kinds,
        names,
    };
    let linked: Vec<Linked> = (0..keys.len())
        .into_par_iter()
        .map(|key| linking.link_alike(keys.pile(key)))
        .collect();
    drop(linking);
    let mut happenings = Vec::with_capacity(linked.len());
    let mut narrowed = Vec::new();
    for mut of_key in linked {
        happenings.append(&mut of_key.happenings);
        narrowed.append(&mut of_key.narrowed);
        for copied in of_key.copies {
            origins[copied.claim] = copied.origin;
            voices[copied.claim] = copied.voice;
        }
    }
    happenings.par_sort_unstable();
    let facts = happenings
        .into_iter()
        .map(|happening| happening.into_fact(&subjects))
        .collect();
    let mut told = BTreeMap::new();
    for (claim, time) in narrowed {
        told.insert(claim, claims[claim].time);
        claims[claim].time = time;
    }
    FactGraph {
        origins,
        voices,
        articles: articles.into_owned(),
        claims,
        facts,
        told,
        drawing: OnceLock::new(),
    }
}

/// One fact to be: sorted as facts are, by kind and identity, date and claims.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Happening {
    /// The subject of the claim that opened it.
    subject: u32,
    /// Its narrowest date, if it is an event and not all its reports are vague.
    date: Option<Period>,
    /// Its claims, sorted.
    claims: Vec<usize>,
}

/// What came of the claims of one key.
struct Linked {
    happenings: Vec<Happening>,
    /// Claims in copied articles.
    copies: Vec<Copied>,
    /// Claims whose time their event narrows.
    narrowed: Vec<(usize, Time)>,
}

/// A claim in an article that copies another.
struct Copied {
    claim: usize,
    /// The article that its article copies.
    origin: u32,
    /// The first of the articles with that text that has its sentence.
    voice: u32,
}

/// What it takes to link the claims of one key.
struct Linking<'l> {
    claims: &'l [Claim],
    /// For each claim its article: asked far more often than the rest of a claim.
    article_of: &'l [u32],
    subjects: &'l Subjects<'l>,
    copies: Copies<'l>,
    kinds: &'l BTreeMap<String, Kind>,
    names: &'l Names,
}

impl Linking<'_> {
    /// Links the claims of one key. Looks at nothing else, so that keys can be linked apart.
    fn link_alike(&self, alike: &[usize]) -> Linked {
        let subject = self.subjects.of[alike[0]];
        let kind = self.kinds.get(&self.subjects.claim(subject).kind);
        let groups = match kind.and_then(|kind| kind.company) {
            Some(within) => company::groups(alike, self.claims, within),
            None => vec![alike.to_vec()],
        };
        let mut linked = Linked {
            happenings: Vec::new(),
            copies: self.copied(alike),
            narrowed: Vec::new(),
        };
        for claims in groups {
            if let Some((kind, event)) = kind.and_then(|kind| Some((kind, kind.event.as_ref()?))) {
                let (happenings, narrowed) =
                    event::happenings(&claims, self.claims, self.subjects, kind, event, self.names);
                linked.happenings.extend(happenings);
                linked.narrowed.extend(narrowed);
            } else {
                linked.happenings.push(Happening {
                    subject,
                    date: None,
                    claims,
                });
            }
        }
        linked
    }

    /// The claims of `alike` in articles that copy another.
    fn copied(&self, alike: &[usize]) -> Vec<Copied> {
        let mut among: Vec<u32> = alike.iter().map(|&claim| self.article_of[claim]).collect();
        among.sort_unstable();
        among.dedup();
        let origins = self.copies.origins(&among);
        if origins.is_empty() {
            return Vec::new();
        }
        let origin = |claim: usize| {
            let article = self.article_of[claim];
            *origins.get(&article).unwrap_or(&article)
        };
        let mut first: BTreeMap<(u32, Option<u64>), u32> = BTreeMap::new();
        for &claim in alike {
            let article = self.article_of[claim];
            let known = first
                .entry((origin(claim), self.claims[claim].wording))
                .or_insert(article);
            if self.copies.age(article) < self.copies.age(*known) {
                *known = article;
            }
        }
        alike
            .iter()
            .filter(|&&claim| origins.contains_key(&self.article_of[claim]))
            .map(|&claim| Copied {
                claim,
                origin: origin(claim),
                voice: first[&(origin(claim), self.claims[claim].wording)],
            })
            .collect()
    }
}

impl Happening {
    fn into_fact(self, subjects: &Subjects<'_>) -> Fact {
        let claim = subjects.claim(self.subject);
        Fact {
            kind: claim.kind.clone(),
            identity: claim.identity.clone(),
            date: self.date,
            claims: self.claims,
        }
    }
}

impl FactGraph {
    /// True when the two claims stand in two articles with one text, and neither in a sentence of its own.
    pub fn is_copy(&self, a: usize, b: usize) -> bool {
        self.claims[a].article != self.claims[b].article
            && self.origins[a] == self.origins[b]
            && self.voices[a] == self.voices[b]
    }

    /// How many origins stand behind `claims`: one outlet, one text, one wire or one quote counts once.
    pub fn support(&self, claims: &[usize]) -> usize {
        #[derive(PartialEq, Eq, Hash)]
        enum Key<'g> {
            Outlet(&'g OutletId),
            Text(u32),
            Wire(&'g str),
            Quote(Option<&'g NameId>, u64),
        }
        let keys = claims.iter().enumerate().flat_map(|(at, &index)| {
            let claim = &self.claims[index];
            let article = self.articles.get(claim.article as usize);
            let wire = article.and_then(|article| article.wire.as_deref());
            let speaker = claim.holder.speaker.as_ref();
            [
                Some(Key::Outlet(&claim.holder.outlet)),
                Some(Key::Text(self.origins[index])),
                wire.map(Key::Wire),
                claim.quote.map(|quote| Key::Quote(speaker, quote)),
            ]
            .into_iter()
            .flatten()
            .map(move |key| (at, key))
        });
        origin::count_origins(claims.len(), keys)
    }
}
