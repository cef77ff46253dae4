//! First drafts of pack files: a rule, a fact kind, an outlet or a story that loads and whose tests hold.
//!
//! Takes the files of a pack, the pack, a name and perhaps a sentence, gives the texts of new files. Never writes
//! them, and never gives one that it has not tried: a draft is built with the pack it is for, and its tests are run.
//!
//! No draft knows a language. Without a sentence, the words of the name make the pattern and names of the pack fill
//! it; with one, its own words and marks do.

mod pattern;
mod text;

use crate::problem::{Problem, nearest};
use crate::rules::kind::{Attribute, Domain, Kind, Slot};
use crate::rules::names::TypeId;
use crate::rules::pack::PackFile;
use crate::rules::raw::RuleTest;
use crate::rules::yaml::Many;
use crate::rules::{self, NameId, RulePack};
use crate::ruletest::{self, Outcome};
use crate::source::Article;

use pattern::Candidate;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Inside the pack, without its ending: `claims/harbour-closed.en`.
    pub pack: String,
    /// What it holds.
    pub text: String,
}

/// The sentence that becomes the first test.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// Its article.
    pub article: &'a Article,
    /// A byte of the article's text on the line that was named.
    pub line: crate::problem::ByteSpan,
}

/// A pack, and the files it was built from.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The files.
    pub files: &'a [PackFile],
    /// The pack.
    pub pack: &'a RulePack,
}

/// An outlet known by its host.
///
/// # Errors
/// When the id is taken or is none.
pub fn outlet(ground: &Ground<'_>, id: &str) -> Result<Vec<Draft>, Box<Problem>> {
    let names = ground.pack.outlets.iter().map(|one| one.id.as_str());
    free(id, "outlet", names)?;
    let draft = Draft {
        pack: format!("outlets/{id}"),
        text: text::outlet(id, &title(id)),
    };
    ground.tried(vec![draft]).map(|(drafts, _)| drafts)
}

/// A fact kind with one slot and the values yes and no.
///
/// # Errors
/// When the id is taken or is none.
pub fn fact(ground: &Ground<'_>, id: &str) -> Result<Vec<Draft>, Box<Problem>> {
    free(
        id,
        "fact kind",
        ground.pack.kinds.keys().map(String::as_str),
    )?;
    let kind = ground.plain_kind(id)?;
    let drafts = vec![fact_draft(&kind)];
    ground.tried(drafts).map(|(drafts, _)| drafts)
}

/// A rule that claims `kind`, or a kind of its own.
///
/// # Errors
/// When the id is taken or is none, the kind is unknown, or no sentence can be found that the rule reads.
pub fn rule(
    ground: &Ground<'_>,
    id: &str,
    kind: Option<&str>,
    sample: Option<Sample<'_>>,
) -> Result<Vec<Draft>, Box<Problem>> {
    ground.free_rule(id)?;
    let known = kind.or_else(|| ground.pack.kinds.contains_key(id).then_some(id));
    let Some(known) = known else {
        return ground.first_that_holds(id, None, ground.own_kinds(id, sample)?, &[]);
    };
    let Some(kind) = ground.pack.kinds.get(known) else {
        let problem = Problem::error("unknown-kind", format!("no fact kind is called `{known}`"));
        let near = nearest(known, ground.pack.kinds.keys().map(String::as_str));
        return Err(Box::new(match near {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("write one with `atodds new fact NAME`"),
        }));
    };
    let candidates = match sample {
        Some(sample) => pattern::of_sentence(ground.pack, kind, &sample),
        None => pattern::of_words(ground.pack, id, kind, None),
    };
    let candidates = candidates.into_iter().map(|one| (kind.clone(), one));
    ground.first_that_holds(id, Some(known), candidates.collect(), &[])
}

/// A name, a fact kind and a rule that reads them.
///
/// # Errors
/// When an id is taken or is none, or no sentence can be found that the rule reads.
pub fn story(
    ground: &Ground<'_>,
    id: &str,
    sample: Option<Sample<'_>>,
) -> Result<Vec<Draft>, Box<Problem>> {
    ground.free_rule(id)?;
    free(
        id,
        "fact kind",
        ground.pack.kinds.keys().map(String::as_str),
    )?;
    let own = format!("{id}-example");
    let kind = ground.plain_kind(id)?;
    let types: Vec<&TypeId> = kind.identity.iter().flat_map(|slot| &slot.types).collect();
    let names = Draft {
        pack: format!("names/{id}"),
        text: text::names(&own, &title(&own), types[0].as_str()),
    };
    let candidates = match sample {
        Some(_) => ground.own_kinds(id, sample)?,
        None => pattern::of_words(ground.pack, id, &kind, Some((&own, &title(&own))))
            .into_iter()
            .map(|one| (kind.clone(), one))
            .collect(),
    };
    ground.first_that_holds(id, None, candidates, &[names])
}

/// The id as people would write it: `Harbor Post`.
fn title(id: &str) -> String {
    rules::Names::default().display(&NameId::new(id))
}

/// An id must be one, and nobody's yet.
fn free<'a>(
    id: &str,
    what: &str,
    mut taken: impl Iterator<Item = &'a str>,
) -> Result<(), Box<Problem>> {
    let slug = NameId::from_text(id);
    if id.is_empty() || slug.as_str() != id {
        let problem = Problem::error(
            "bad-id",
            format!("`{id}` is no id: ids are in lower case with hyphens"),
        );
        return Err(Box::new(if slug.as_str().is_empty() {
            problem.help("write it as in `harbour-closed`")
        } else {
            problem.help(format!("write `{slug}`"))
        }));
    }
    if taken.any(|known| known == id) {
        let problem = Problem::error("taken", format!("there is a {what} `{id}` already"));
        return Err(Box::new(
            problem.help("choose another name; nothing is overwritten"),
        ));
    }
    Ok(())
}

fn fact_draft(kind: &Kind) -> Draft {
    Draft {
        pack: format!("facts/{}", kind.id),
        text: text::fact(kind),
    }
}

impl Ground<'_> {
    fn free_rule(&self, id: &str) -> Result<(), Box<Problem>> {
        free(
            id,
            "rule",
            self.pack.rules.iter().map(|rule| rule.id.as_str()),
        )
    }

    /// A kind with the values yes and no, for the type that most names of the pack have.
    fn plain_kind(&self, id: &str) -> Result<Kind, Box<Problem>> {
        let commonest = pattern::commonest_type(self.pack).ok_or_else(|| {
            let message = "the pack lists no name that a fact could be about";
            Box::new(Problem::error("no-names", message).help("list one under `names/`"))
        })?;
        Ok(kind_of(id, &commonest, yes_or_no()))
    }

    /// Kinds of the rule's own, each with a way to read one: those of the sentence, or the plainest.
    fn own_kinds(
        &self,
        id: &str,
        sample: Option<Sample<'_>>,
    ) -> Result<Vec<(Kind, Candidate)>, Box<Problem>> {
        let Some(sample) = sample else {
            let kind = self.plain_kind(id)?;
            let candidates = pattern::of_words(self.pack, id, &kind, None);
            return Ok(candidates
                .into_iter()
                .map(|one| (kind.clone(), one))
                .collect());
        };
        let mut all = Vec::new();
        for (kind, domain) in pattern::subjects(self.pack, &sample) {
            let kind = kind_of(id, &kind, domain);
            let candidates = pattern::of_sentence(self.pack, &kind, &sample);
            all.extend(candidates.into_iter().map(|one| (kind.clone(), one)));
        }
        Ok(all)
    }

    /// Builds the pack with these files as well.
    fn tried(&self, drafts: Vec<Draft>) -> Result<(Vec<Draft>, RulePack), Box<Problem>> {
        let mut files = self.files.to_vec();
        files.extend(drafts.iter().map(|draft| PackFile {
            path: format!("{}.yaml", draft.pack),
            pack: draft.pack.clone(),
            bytes: draft.text.clone().into_bytes(),
        }));
        // As a folder is read: sorted inside each part.
        files.sort_by(|a, b| a.pack.cmp(&b.pack));
        let (pack, problems) = rules::build(&files);
        match problems
            .into_iter()
            .find(|problem| problem.level == crate::problem::Level::Error)
        {
            Some(problem) => Err(Box::new(problem)),
            None => Ok((drafts, pack)),
        }
    }

    /// The first candidate whose rule reads its own sentence, with all files it needs.
    fn first_that_holds(
        &self,
        id: &str,
        known: Option<&str>,
        candidates: Vec<(Kind, Candidate)>,
        more: &[Draft],
    ) -> Result<Vec<Draft>, Box<Problem>> {
        /// Each costs a build of the whole pack.
        const TRIES: usize = 6;
        let mut last = None;
        for (kind, candidate) in candidates.into_iter().take(TRIES) {
            let mut drafts = more.to_vec();
            if known.is_none() {
                drafts.push(fact_draft(&kind));
            }
            let language = candidate.language.clone();
            let rule_file = |tests: &[RuleTest]| Draft {
                pack: format!("claims/{id}.{language}"),
                text: text::rule(id, &kind, &candidate, tests),
            };
            drafts.push(rule_file(&[]));
            let pack = match self.tried(drafts) {
                Ok((built, pack)) => {
                    drafts = built;
                    pack
                }
                Err(problem) => {
                    last = Some(problem);
                    continue;
                }
            };
            if let Some(tests) = tests(&pack, id, &candidate) {
                drafts.pop();
                drafts.push(rule_file(&tests));
                return Ok(drafts);
            }
        }
        Err(last.unwrap_or_else(|| {
            let message = format!("no sentence could be made that a rule `{id}` reads");
            let help = "name a sentence with `--from FILE:LINE` that holds a name and a value, or write the rule by hand";
            Box::new(Problem::error("no-example", message).help(help))
        }))
    }
}

/// What the rule reads in the candidate's sentence as its first test, and a near miss; `None` when it reads nothing.
fn tests(pack: &RulePack, id: &str, candidate: &Candidate) -> Option<Vec<RuleTest>> {
    let rule = pack.rules.iter().find(|rule| rule.id == id)?;
    let kind = pack.kinds.get(&rule.kind)?;
    let mut test = RuleTest {
        text: candidate.text.clone(),
        published: candidate.published.clone(),
        gives: Vec::new(),
        todo: None,
    };
    for claim in ruletest::read(pack, rule, &test) {
        if claim.rule != id {
            continue;
        }
        let attribute = kind.attribute(&claim.attribute)?;
        let mut gives: std::collections::BTreeMap<String, Many<String>> = claim
            .identity
            .iter()
            .map(|(slot, ids)| {
                let ids = ids.iter().map(|id| id.as_str().to_owned()).collect();
                (slot.clone(), Many(ids))
            })
            .collect();
        let value = match &claim.value {
            crate::claim::Value::Names(ids) => {
                ids.iter().map(|id| id.as_str().to_owned()).collect()
            }
            _ => vec![crate::finding::describe_claim(
                &claim,
                attribute,
                &pack.names,
            )],
        };
        gives.insert(claim.attribute.clone(), Many(value));
        if claim.modality != crate::claim::Modality::Actual {
            let modality = claim.modality.name().to_owned();
            gives.insert("modality".to_owned(), Many(vec![modality]));
        }
        test.gives.push(gives);
    }
    let holds = |test: &RuleTest| ruletest::try_one(pack, rule, 1, test).outcome == Outcome::Ok;
    if test.gives.is_empty() || !holds(&test) {
        return None;
    }
    let miss = RuleTest {
        text: candidate.near_miss.clone(),
        published: candidate.published.clone(),
        gives: Vec::new(),
        todo: None,
    };
    let mut all = vec![test];
    if !miss.text.is_empty() && holds(&miss) {
        all.push(miss);
    }
    Some(all)
}

fn yes_or_no() -> Domain {
    Domain::Choice {
        of: vec!["yes".to_owned(), "no".to_owned()],
        together: Vec::new(),
    }
}

fn kind_of(id: &str, of: &TypeId, domain: Domain) -> Kind {
    Kind {
        id: id.to_owned(),
        question: format!("What of {} and {{{of}}}?", id.replace('-', " ")),
        summary: String::new(),
        leftover: false,
        dated: true,
        identity: vec![Slot {
            name: of.to_string(),
            types: vec![of.clone()],
            via: Vec::new(),
            many: false,
            required: true,
            inherit: false,
        }],
        event: None,
        attributes: vec![Attribute {
            name: "value".to_owned(),
            domain,
            functional: true,
            evolves: crate::rules::kind::Evolves::Free,
            persists: 0,
            stands: 0,
            tolerance: 0.0,
            flows_to: Vec::new(),
            part_of: Vec::new(),
        }],
        scope: Vec::new(),
        undated: crate::rules::kind::Undated { lead: 0, body: 0 },
    }
}

#[cfg(test)]
mod tests;
