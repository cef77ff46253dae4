//! Findings as reports show them.
//!
//! Takes the fact graph and findings, gives views. Never changes what was decided.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use atodds::claim::{Claim, Modality};
use atodds::finding::past::Judged;
use atodds::finding::{Finding, describe_claim, ladder};
use atodds::graph::{ArticleRef, FactGraph};
use atodds::problem::ByteSpan;
use atodds::report::detail::{ClaimRow, NameRow, ValueRow};
use atodds::report::escape::shortened;
use atodds::report::{
    ArticleView, ClaimAt, ClaimView, FindingView, LadderLine, SaidView, SideView, StepView,
};
use atodds::rules::kind::{Domain, ScopeValue};
use atodds::rules::{NameId, RulePack};
use atodds::source::Article;
use atodds::value::Slots;
use rustc_hash::FxHashMap;

use super::Loaded;

/// Finds the sentence that a claim stands in.
pub(super) type SentenceOf<'l> = Box<dyn Fn(&Claim) -> ByteSpan + 'l>;
/// Tells who wrote a claim that names all of some names, among articles that are not in the graph.
pub(super) type Others<'l> = Box<dyn Fn(&BTreeSet<&NameId>) -> BTreeSet<String> + 'l>;

/// Turns findings of one run into views.
pub(super) struct Viewer<'l> {
    pack: &'l RulePack,
    graph: &'l FactGraph,
    articles: Vec<ArticleView>,
    /// The first articles are in focus: so many.
    in_focus: usize,
    /// Made when the first finding asks.
    subjects: OnceCell<Subjects<'l>>,
    sentence_of: SentenceOf<'l>,
    others: Others<'l>,
}

impl<'l> Viewer<'l> {
    /// `articles` are those of the graph as reports show them, those in focus first.
    pub(super) fn new(
        pack: &'l RulePack,
        graph: &'l FactGraph,
        articles: Vec<ArticleView>,
        in_focus: usize,
        sentence_of: SentenceOf<'l>,
    ) -> Self {
        Self {
            pack,
            graph,
            articles,
            in_focus,
            subjects: OnceCell::new(),
            sentence_of,
            others: Box::new(|_| BTreeSet::new()),
        }
    }

    /// The same, with what `others` know of who wrote about whom.
    pub(super) fn with_others(self, others: Others<'l>) -> Self {
        Self { others, ..self }
    }

    /// How many claims there are.
    pub(super) fn claims(&self) -> usize {
        self.graph.claims.len()
    }

    /// Facts that the focus speaks of and at least two origins.
    pub(super) fn shared_facts(&self) -> usize {
        let shared = |claims: &[usize]| {
            claims.len() > 1
                && claims.iter().any(|claim| self.is_in_focus(*claim))
                && self.graph.support(claims) > 1
        };
        let facts = self.graph.facts.iter();
        facts.filter(|fact| shared(&fact.claims)).count()
    }

    /// The articles as reports show them.
    pub(super) fn into_articles(self) -> Vec<ArticleView> {
        self.articles
    }

    /// True when the focus takes a side of the finding: see [`touches`].
    pub(super) fn touches_focus(&self, finding: &Finding) -> bool {
        touches(finding, self.graph, self.in_focus)
    }

    fn is_in_focus(&self, claim: usize) -> bool {
        (self.graph.claims[claim].article as usize) < self.in_focus
    }

    pub(super) fn finding(&self, finding: &Finding, judged: Judged) -> FindingView {
        let mut members: Vec<Vec<usize>> = finding
            .sides
            .iter()
            .map(|side| side.claims.clone())
            .collect();
        let mut sides: Vec<SideView> = finding
            .sides
            .iter()
            .map(|side| SideView {
                support: side.support,
                said: side.said.clone(),
                ..self.side(&side.value_label, &side.fingerprint, &side.claims)
            })
            .collect();
        // What a holder has moved on from takes no side, but a message that says "31, later 34" must show both.
        for claim in [finding.pair.0, finding.pair.1] {
            if !members.iter().any(|claims| claims.contains(&claim)) {
                let label = label(self.pack, &self.graph.claims[claim]);
                sides.push(self.side(&label, "", &[claim]));
                members.push(vec![claim]);
            }
        }
        let at = |claim: usize| {
            members
                .iter()
                .enumerate()
                .find_map(|(side, claims)| {
                    let claim = claims.iter().position(|known| *known == claim)?;
                    Some(ClaimAt { side, claim })
                })
                .unwrap_or(ClaimAt { side: 0, claim: 0 })
        };
        let (first, second) = self.newest_first(finding.pair);
        let shown: BTreeSet<usize> = members.iter().flatten().copied().collect();
        let earlier: BTreeSet<usize> = finding
            .history
            .iter()
            .flat_map(|(a, b, _)| [*a, *b])
            .filter(|claim| !shown.contains(claim))
            .collect();
        let alone = finding
            .alone
            .then(|| {
                sides
                    .iter()
                    .rev()
                    .find(|side| side.support == 1)
                    .and_then(|side| side.outlets.first().cloned())
            })
            .flatten();
        let views = |claims: &mut dyn Iterator<Item = usize>| -> Vec<ClaimView> {
            claims.map(|claim| self.claim(claim)).collect()
        };
        FindingView {
            id: finding.id.clone(),
            fingerprint: finding.fingerprint.clone(),
            rank: finding.rank.clone(),
            state: judged.state,
            accepted: judged.reason,
            level: finding.level,
            kind: finding.kind.clone(),
            attribute: finding.attribute.clone(),
            question: finding.question.clone(),
            fact: finding.fact_in_short(),
            verdict: finding.verdict,
            doubt: finding.doubt,
            line: LadderLine {
                number: finding.line,
                name: ladder::line_name(finding.line).to_owned(),
            },
            between: finding.between,
            why: finding.why.clone(),
            deciding: [at(first), at(second)],
            sides,
            alone,
            silent: self.silent(finding),
            history: views(&mut earlier.into_iter()),
            steps: self.steps(finding),
            compatible: finding
                .compatible
                .iter()
                .map(|one| ClaimView {
                    fits: one.sides.clone(),
                    ..self.claim(one.claim)
                })
                .collect(),
            open: views(&mut finding.open.iter().copied()),
        }
    }

    /// The claim to point at first: that of the focus, else the newer one.
    fn newest_first(&self, (a, b): (usize, usize)) -> (usize, usize) {
        let key = |claim: usize| {
            let published = self.graph.articles[self.graph.claims[claim].article as usize]
                .published
                .map(|period| period.start);
            (self.is_in_focus(claim), published)
        };
        if key(b) > key(a) { (b, a) } else { (a, b) }
    }

    fn side(&self, label: &str, fingerprint: &str, claims: &[usize]) -> SideView {
        let mut outlets: Vec<String> = Vec::new();
        for claim in claims {
            let name = self.outlet_name(&self.graph.claims[*claim]);
            if !outlets.contains(&name) {
                outlets.push(name);
            }
        }
        SideView {
            label: label.to_owned(),
            fingerprint: fingerprint.to_owned(),
            said: BTreeMap::new(),
            outlets,
            support: self.graph.support(claims),
            claims: claims.iter().map(|claim| self.claim(*claim)).collect(),
        }
    }

    fn outlet_name(&self, claim: &Claim) -> String {
        self.articles[claim.article as usize]
            .outlet_for_people()
            .to_owned()
    }

    pub(super) fn claim(&self, index: usize) -> ClaimView {
        let claim = &self.graph.claims[index];
        ClaimView {
            article: claim.article as usize,
            span: claim.span,
            reading: reading(self.pack, claim),
            label: label(self.pack, claim),
            as_of: claim.as_of.map(|as_of| as_of.to_string()),
            sentence: (self.sentence_of)(claim),
            fits: Vec::new(),
            outlet: claim.holder.outlet.to_string(),
            speaker: claim
                .holder
                .speaker
                .as_ref()
                .map(|speaker| self.pack.names.display(speaker)),
            rule: claim.rule.clone(),
            time: claim.time.hull.to_string(),
        }
    }

    /// What time tells apart, earlier claim first, in the order of time.
    fn steps(&self, finding: &Finding) -> Vec<StepView> {
        let said = |claim: usize| {
            let claim = &self.graph.claims[claim];
            SaidView {
                label: label(self.pack, claim),
                outlet: self.outlet_name(claim),
                as_of: claim.as_of.map(|as_of| as_of.to_string()),
            }
        };
        let when = |claim: usize| self.graph.claims[claim].as_of;
        let mut pairs: Vec<_> = finding
            .history
            .iter()
            .map(|&(a, b, verdict)| {
                if when(b) < when(a) {
                    (b, a, verdict)
                } else {
                    (a, b, verdict)
                }
            })
            .collect();
        pairs.sort_by_key(|&(earlier, later, _)| (when(earlier), when(later), earlier, later));
        let mut steps: Vec<StepView> = pairs
            .into_iter()
            .map(|(earlier, later, verdict)| StepView {
                verdict,
                earlier: said(earlier),
                later: said(later),
            })
            .collect();
        // A copy tells the same step again.
        steps.dedup();
        steps
    }

    /// Outlets that speak of the fact, or in some claim name everybody it is about, and say nothing of this.
    fn silent(&self, finding: &Finding) -> Vec<String> {
        let names: BTreeSet<&NameId> = finding.identity.values().flatten().collect();
        let of_fact = || {
            let claims = self.graph.facts[finding.fact].claims.iter();
            claims.map(|&claim| &self.graph.claims[claim])
        };
        let mut wrote: BTreeSet<String> = of_fact().map(|claim| self.outlet_name(claim)).collect();
        let subjects = self.subjects.get_or_init(|| Subjects::new(self.graph));
        let articles = subjects.naming_all(&names).into_iter();
        let names_of = articles.map(|article| self.articles[article as usize].outlet_for_people());
        wrote.extend(names_of.map(str::to_owned));
        wrote.extend((self.others)(&names));
        let spoke: BTreeSet<String> = of_fact()
            .filter(|claim| claim.attribute == finding.attribute)
            .map(|claim| self.outlet_name(claim))
            .collect();
        wrote.difference(&spoke).cloned().collect()
    }
}

/// Names by slot.
type Identity = Slots<Vec<NameId>>;

/// Whom claims are about, and the articles they stand in.
struct Subjects<'l> {
    articles: Vec<(&'l Identity, Vec<u32>)>,
    /// For each name the places in `articles` that hold it.
    about: FxHashMap<&'l NameId, Vec<usize>>,
}

impl<'l> Subjects<'l> {
    fn new(graph: &'l FactGraph) -> Self {
        let mut places: FxHashMap<&Identity, usize> = FxHashMap::default();
        let mut all = Self {
            articles: Vec::new(),
            about: FxHashMap::default(),
        };
        for claim in &graph.claims {
            let at = *places.entry(&claim.identity).or_insert(all.articles.len());
            if at == all.articles.len() {
                all.articles.push((&claim.identity, Vec::new()));
                for name in claim.identity.values().flatten() {
                    all.about.entry(name).or_default().push(at);
                }
            }
            // Claims stand by article.
            let articles = &mut all.articles[at].1;
            if articles.last() != Some(&claim.article) {
                articles.push(claim.article);
            }
        }
        all
    }

    /// Articles with a claim that names all of `names`.
    fn naming_all(&self, names: &BTreeSet<&NameId>) -> BTreeSet<u32> {
        let lists: Option<Vec<&Vec<usize>>> =
            names.iter().map(|name| self.about.get(*name)).collect();
        let shortest = lists
            .into_iter()
            .flatten()
            .min_by_key(|places| places.len());
        let some = shortest.into_iter().flatten().map(|at| &self.articles[*at]);
        let all = some.filter(|(identity, _)| {
            let own: BTreeSet<&NameId> = identity.values().flatten().collect();
            names.is_subset(&own)
        });
        all.flat_map(|(_, articles)| articles.iter().copied())
            .collect()
    }
}

/// True when an article of the focus, the first so many of the graph, takes a side or is one of the two that decided.
///
/// A claim of the focus that is open, or fits every side, is not at odds with anybody.
pub(super) fn touches(finding: &Finding, graph: &FactGraph, in_focus: usize) -> bool {
    let mut claims = finding
        .sides
        .iter()
        .flat_map(|side| &side.claims)
        .chain([&finding.pair.0, &finding.pair.1]);
    claims.any(|claim| (graph.claims[*claim].article as usize) < in_focus)
}

/// The value of a claim in a few words.
pub(super) fn label(pack: &RulePack, claim: &Claim) -> String {
    pack.kinds
        .get(&claim.kind)
        .and_then(|kind| kind.attribute(&claim.attribute))
        .map_or_else(String::new, |attribute| {
            describe_claim(claim, attribute, &pack.names)
        })
}

/// How a claim was read: `9, likely, as of 2026-02-11, said by Ann Lee`.
pub(super) fn reading(pack: &RulePack, claim: &Claim) -> String {
    let mut words = vec![label(pack, claim)];
    if claim.modality != Modality::Actual {
        words.push(claim.modality.name().to_owned());
    }
    words.extend(claim.as_of.map(|as_of| format!("as of {as_of}")));
    let speaker = claim.holder.speaker.as_ref();
    words.extend(speaker.map(|id| format!("said by {}", pack.names.display(id))));
    words.join(", ")
}

/// One claim in full.
pub(super) fn claim_row(loaded: &Loaded, claim: &Claim) -> ClaimRow {
    let names = &loaded.pack.names;
    let name = |id: &NameId| NameRow {
        id: id.to_string(),
        name: names.display(id),
    };
    let article = &loaded.articles[claim.article as usize];
    let kind = loaded.pack.kinds.get(&claim.kind);
    let place = super::place_of(article, claim.span);
    let chars = |text: Option<&str>| text.map_or(0, |text| text.chars().count());
    let char_start = chars(article.text.get(..claim.span.start));
    let text = claim.span.of(&article.text);
    let value = match &claim.value {
        atodds::claim::Value::Choice(mask) => {
            let domain = kind
                .and_then(|kind| kind.attribute(&claim.attribute))
                .map(|attribute| &attribute.domain);
            let of = match domain {
                Some(Domain::Choice { of, .. }) => of.as_slice(),
                _ => &[],
            };
            let chosen = (0..of.len().min(16)).filter(|at| mask & (1 << at) != 0);
            ValueRow::Choice(chosen.map(|at| of[at].clone()).collect())
        }
        atodds::claim::Value::Amount(amount) => ValueRow::Amount(amount.clone()),
        atodds::claim::Value::Names(ids) => ValueRow::Names(ids.iter().map(name).collect()),
        atodds::claim::Value::Period(period) => ValueRow::Period((*period).into()),
        atodds::claim::Value::Text(text) => ValueRow::Text(text.clone()),
    };
    ClaimRow {
        article: article.id.clone(),
        path: place.path,
        line: place.line,
        column: place.column,
        start: claim.span.start,
        end: claim.span.end,
        char_start,
        char_end: char_start + text.chars().count(),
        text: text.to_owned(),
        sentence: claim.sentence,
        outlet: claim.holder.outlet.to_string(),
        published: article.published.map(|period| period.to_string()),
        speaker: claim.holder.speaker.as_ref().map(name),
        kind: claim.kind.clone(),
        identity: claim
            .identity
            .iter()
            .map(|(slot, ids)| (slot.clone(), ids.iter().map(name).collect()))
            .collect(),
        attribute: claim.attribute.clone(),
        base: kind.is_some_and(|kind| kind.base().name == claim.attribute),
        value,
        label: label(&loaded.pack, claim),
        denied: claim.denied,
        only: claim.only,
        modality: claim.modality.name(),
        time: claim.time.into(),
        as_of: claim.as_of.map(Into::into),
        scope: claim
            .scope
            .iter()
            .map(|(dimension, value)| {
                let value = match value {
                    ScopeValue::Name(id) => names.display(id),
                    ScopeValue::Word(word) => word.clone(),
                };
                (dimension.clone(), value)
            })
            .collect(),
        quoted: claim.quote.is_some(),
        rule: claim.rule.clone(),
        pattern: claim.pattern,
    }
}

/// Characters of an outlet's name or a title: a megabyte of it, said again with every claim, is no title.
const NAME: usize = 500;

/// `text` as it came while it is short.
fn bounded(text: &str) -> String {
    if text.chars().nth(NAME).is_some() {
        shortened(text, NAME)
    } else {
        text.to_owned()
    }
}

/// An article that no finding quotes.
pub(super) fn of_reference(one: &ArticleRef) -> ArticleView {
    ArticleView {
        id: one.id.clone(),
        outlet: one.outlet.as_ref().map(|outlet| bounded(outlet.as_str())),
        outlet_name: one.outlet_name.as_deref().map(bounded),
        ..ArticleView::default()
    }
}

/// An article as reports show it.
pub(super) fn of_article(article: &Article) -> ArticleView {
    ArticleView {
        id: article.id.clone(),
        path: article.path.clone(),
        outlet: article
            .outlet
            .as_ref()
            .map(|outlet| bounded(outlet.as_str())),
        outlet_name: article.outlet_name.as_deref().map(bounded),
        published: article.published.map(|period| period.to_string()),
        title: article.title.as_deref().map(bounded),
        url: article.url.clone(),
        text: article.text.clone(),
        quoted: BTreeMap::new(),
        first_line: article.first_line,
    }
}
