//! First drafts of pack files: a rule, a fact kind, an outlet or a story that loads and whose tests hold.
//!
//! Takes the files of a pack, the pack, a name and perhaps a sentence, gives the texts of new files. Never writes
//! them, and never gives one that it has not tried: a draft is built with the pack it is for, and its tests are run.
//!
//! No draft knows a language. Without a sentence, the words of the name make the pattern and names of the pack fill
//! it; with one, its own words and marks do.

mod pattern;
mod text;

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::problem::{Problem, nearest};
use crate::rules::kind::{Attribute, Domain, Kind, Slot};
use crate::rules::pack::PackFile;
use crate::rules::raw::RuleTest;
use crate::rules::types::TypeId;
use crate::rules::yaml::Many;
use crate::rules::{self, Builder, NameId, RulePack};
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

/// A pack, and what drafts for it are tried with.
#[derive(Debug)]
pub struct Ground {
    /// The pack as it is.
    pub pack: RulePack,
    files: Vec<PackFile>,
    /// Builds the pack again with each draft; all else is kept.
    builder: RefCell<Builder>,
}

/// An outlet known by its host.
///
/// # Errors
/// When the id is taken or is none.
pub fn outlet(ground: &Ground, id: &str) -> Result<Vec<Draft>, Box<Problem>> {
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
pub fn fact(ground: &Ground, id: &str) -> Result<Vec<Draft>, Box<Problem>> {
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
    ground: &Ground,
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
        Some(sample) => {
            let candidates = pattern::of_sentence(&ground.pack, kind, &sample);
            if candidates.is_empty() {
                let why = format!(
                    "the sentence lacks a name or a value that `{known}` asks for, or they stand too far apart"
                );
                return Err(Box::new(no_example(id, &why)));
            }
            candidates
        }
        None => pattern::of_words(&ground.pack, id, kind, None),
    };
    let candidates = candidates.into_iter().map(|one| (kind.clone(), one));
    ground.first_that_holds(id, Some(known), candidates.collect(), &[])
}

/// A name, a fact kind and a rule that reads them.
///
/// # Errors
/// When an id is taken or is none, or no sentence can be found that the rule reads.
pub fn story(
    ground: &Ground,
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
        None => pattern::of_words(&ground.pack, id, &kind, Some((&own, &title(&own))))
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

impl Ground {
    /// The pack of `files`, and what is wrong with them.
    pub fn new(files: Vec<PackFile>) -> (Self, Vec<Problem>) {
        let mut builder = Builder::default();
        let (pack, problems) = builder.build(&files);
        let ground = Self {
            pack,
            files,
            builder: RefCell::new(builder),
        };
        (ground, problems)
    }

    /// The pack with `drafts` in it, and what is wrong with that.
    pub fn with(&self, drafts: &[Draft]) -> (RulePack, Vec<Problem>) {
        let mut files = self.files.clone();
        files.extend(drafts.iter().map(|draft| PackFile {
            path: format!("{}.yaml", draft.pack),
            pack: draft.pack.clone(),
            bytes: draft.text.clone().into_bytes(),
        }));
        // As a folder is read: sorted inside each part.
        files.sort_by(|a, b| a.pack.cmp(&b.pack));
        self.builder.borrow_mut().build(&files)
    }

    fn free_rule(&self, id: &str) -> Result<(), Box<Problem>> {
        free(
            id,
            "rule",
            self.pack.rules.iter().map(|rule| rule.id.as_str()),
        )
    }

    /// A kind with the values yes and no, for the type that most names of the pack have.
    fn plain_kind(&self, id: &str) -> Result<Kind, Box<Problem>> {
        let commonest = pattern::commonest_type(&self.pack).ok_or_else(|| {
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
            let candidates = pattern::of_words(&self.pack, id, &kind, None);
            return Ok(candidates
                .into_iter()
                .map(|one| (kind.clone(), one))
                .collect());
        };
        let mut all = Vec::new();
        for (kind, domain) in pattern::subjects(&self.pack, &sample) {
            let kind = kind_of(id, &kind, domain);
            let candidates = pattern::of_sentence(&self.pack, &kind, &sample);
            all.extend(candidates.into_iter().map(|one| (kind.clone(), one)));
        }
        if all.is_empty() {
            return Err(Box::new(no_example(
                id,
                pattern::why_none(&self.pack, &sample),
            )));
        }
        Ok(all)
    }

    /// Builds the pack with these files as well.
    fn tried(&self, drafts: Vec<Draft>) -> Result<(Vec<Draft>, RulePack), Box<Problem>> {
        let (pack, problems) = self.with(&drafts);
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
        /// More would make nobody wiser.
        const TRIES: usize = 6;
        let mut last = None;
        for (kind, candidate) in candidates.into_iter().take(TRIES) {
            let mut others = more.to_vec();
            if known.is_none() {
                others.push(fact_draft(&kind));
            }
            let language = candidate.language.clone();
            let with = |tests: &[RuleTest]| {
                let rule = Draft {
                    pack: format!("claims/{id}.{language}"),
                    text: text::rule(id, &kind, &candidate, tests),
                };
                let mut drafts = others.clone();
                drafts.push(rule);
                self.tried(drafts)
            };
            let tests = with(&[]).and_then(|(_, pack)| tests(&pack, id, &candidate));
            // What is handed over has been read back and run as it stands.
            let held = tests
                .and_then(|tests| with(&tests))
                .and_then(|(drafts, pack)| {
                    let tried = ruletest::run_some(&pack, |rule| rule.id == id);
                    match tried.iter().find(|one| one.outcome != Outcome::Ok) {
                        Some(failed) => Err(Box::new(no_example(id, &failed.to_string()))),
                        None => Ok(drafts),
                    }
                });
            match held {
                Ok(drafts) => return Ok(drafts),
                Err(problem) => last = last.or(Some(problem)),
            }
        }
        Err(last.unwrap_or_else(|| {
            let why = "no two listed names fit what the kind is about";
            Box::new(no_example(id, why))
        }))
    }
}

fn no_example(id: &str, why: &str) -> Problem {
    let message = format!("no draft of a rule `{id}` reads a sentence: {why}");
    let help = "name another sentence with `--from FILE:LINE`, or write the rule by hand; `atodds explain rules` tells how";
    Problem::error("no-example", message).help(help)
}

/// What the rule reads in the candidate's sentence as its first test, and a near miss.
///
/// # Errors
/// Why the rule does not read it.
fn tests(pack: &RulePack, id: &str, candidate: &Candidate) -> Result<Vec<RuleTest>, Box<Problem>> {
    let failed = |why: &str| Box::new(no_example(id, why));
    let rule = pack
        .rule(id)
        .ok_or_else(|| failed("it is no rule of the pack"))?;
    let kind = pack.kinds.get(&rule.kind);
    let kind = kind.ok_or_else(|| failed("its fact kind is none of the pack"))?;
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
        let Some(attribute) = kind.attribute(&claim.attribute) else {
            continue;
        };
        let mut gives: BTreeMap<String, Many<String>> = claim
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
    let tried = |test: &RuleTest| ruletest::try_one(pack, rule, 1, test);
    let first = tried(&test);
    if test.gives.is_empty() || first.outcome != Outcome::Ok {
        // What the pattern wants, and where it stopped.
        let wanted = RuleTest {
            gives: vec![BTreeMap::new()],
            ..test.clone()
        };
        let near = tried(&wanted).near.map_or_else(
            || "another rule reads it already".to_owned(),
            |near| near.to_string(),
        );
        return Err(failed(&format!(
            "`{}` does not read “{}”; {near}",
            candidate.pattern, candidate.text
        )));
    }
    let misses = candidate.near_misses.iter().map(|text| RuleTest {
        text: text.clone(),
        gives: Vec::new(),
        ..test.clone()
    });
    // Its words stand there, and yet it gives nothing: whoever loosens the pattern too far will see.
    let near = misses
        .filter(|miss| ruletest::sets_off(pack, rule, miss) && tried(miss).outcome == Outcome::Ok)
        .take(1);
    let all = std::iter::once(test.clone()).chain(near).collect();
    Ok(all)
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
        loose: false,
        denied_by: Vec::new(),
        yields_to: Vec::new(),
        company: None,
        contested: None,
        dated: true,
        identity: vec![Slot {
            name: of.to_string(),
            types: vec![of.clone()],
            via: Vec::new(),
            told_by: Vec::new(),
            synonyms: std::collections::BTreeMap::new(),
            many: false,
            required: true,
            inherit: false,
            lemmas: false,
        }],
        event: None,
        attributes: vec![Attribute {
            name: "value".to_owned(),
            domain,
            functional: true,
            evolves: crate::rules::kind::Evolves::Free,
            persists: 0,
            stands: 0,
            once: None,
            ended: None,
            tolerance: 0.0,
            via: Vec::new(),
            flows_to: Vec::new(),
            part_of: Vec::new(),
        }],
        scope: Vec::new(),
        undated: crate::rules::kind::Undated {
            lead: 0,
            body: 0,
            denied: 0,
        },
    }
}

#[cfg(test)]
mod tests;
