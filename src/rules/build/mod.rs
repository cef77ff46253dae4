//! From the files of a pack to the pack, and from one pack to the next.
//!
//! Takes the bytes of the files, gives a pack and every problem of every file. A [`Builder`] keeps what it made, so that
//! the next pack costs what was edited in between. Never keeps what had a problem: it has to be told again.
//!
//! | step | is done again when |
//! |---|---|
//! | `pages`: YAML into values | the file changed |
//! | `vocabulary`: names, their spellings, the letters of their types | a file of names changed, or how offices are said |
//! | `vocabulary`: what languages say | their files, a pattern of names, the types or their letters changed |
//! | fact kinds | always: they cost nothing |
//! | `compiled`: the rules of a file | it, the language or a kind it claims changed |
//! | outlets, the glossary of each language | always |

mod compiled;
mod pages;
mod vocabulary;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::check;
use super::forge;
use super::glossary::{Family, Glossary, Trigger};
use super::kind::Kind;
use super::language::{Language, LanguageFile};
use super::outlet::{self, Outlet};
use super::pack::{PackFile, Reads, RulePack, hash, read_folder};
use super::pattern::{COMMA, Memo};
use super::raw;
use super::rule::Rule;
use super::yaml::{self, Document};
use crate::problem::{Problem, nearest};

use compiled::{Compiled, Compiling};
use pages::{Page, Pages};
use vocabulary::Said;

/// An outlet file: the outlet, and what it adds to the pack.
#[derive(Debug)]
struct House {
    outlet: Outlet,
    reads: Reads,
    names: raw::NameFile,
    rules: raw::RuleFile,
}

/// Fact kinds by id, each with what cues do to its values and the page that says so.
type Kinds = BTreeMap<String, (Kind, BTreeMap<String, String>, Arc<Page<raw::Kind>>)>;

/// Builds packs one after the other, and keeps what an edit did not touch.
///
/// ```
/// use atodds::rules::{Builder, pack::PackFile};
/// let file = |text: &str| PackFile {
///     path: "language/xx.yaml".into(),
///     pack: "language/xx".into(),
///     bytes: text.into(),
/// };
/// let mut builder = Builder::default();
/// let (first, _) = builder.build(&[file("language: xx\n")]);
/// let (broken, problems) = builder.build(&[file("language: [xx\n")]);
/// let (again, _) = builder.build(&[file("language: xx\n")]);
/// assert!(broken.languages.is_empty() && !problems.is_empty());
/// assert_eq!(first.hash, again.hash);
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    languages: Pages<LanguageFile>,
    names: Pages<raw::NameFile>,
    kinds: Pages<raw::Kind>,
    rules: Pages<raw::RuleFile>,
    outlets: Pages<House>,
    said: Said,
    compiled: BTreeMap<String, Compiled>,
}

/// Checks and compiles the files of a pack.
pub fn build(files: &[PackFile]) -> (RulePack, Vec<Problem>) {
    Builder::default().build(files)
}

/// Reads a rules folder and builds its pack.
///
/// ```no_run
/// let (pack, problems) = atodds::rules::load(std::path::Path::new("rules"));
/// assert!(problems.is_empty());
/// assert!(!pack.rules.is_empty());
/// ```
pub fn load(folder: &Path) -> (RulePack, Vec<Problem>) {
    let (files, mut problems) = read_folder(folder);
    let (pack, more) = build(&files);
    // Without any file the reader has said so already.
    if !files.is_empty() {
        problems.extend(more);
    }
    (pack, problems)
}

impl Builder {
    /// Checks and compiles the files of a pack; what did not change since the last one is kept.
    pub fn build(&mut self, files: &[PackFile]) -> (RulePack, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut pack = RulePack {
            hash: name_of(files, ""),
            language_hash: name_of(files, "language/"),
            ..RulePack::default()
        };
        // Reading YAML is half of what a pack costs, and no file needs another for it.
        let (languages, (names, outlets)) = rayon::join(
            || self.languages.read(files, "language/", yaml::load_trusted),
            || {
                // Four fifths of a pack are names.
                let names = || self.names.read(files, "names/", yaml::load_trusted);
                rayon::join(names, || self.outlets.read(files, "outlets/", house))
            },
        );
        let languages = languages.or_say(&mut problems);
        let names = names.or_say(&mut problems);
        let outlets = outlets.or_say(&mut problems);
        for house in &outlets {
            pack.outlets.push(house.value.outlet.clone());
            pack.reads.push(house.value.reads.clone());
        }
        // All names go through one pair of hands; the other reads what is left meanwhile.
        let (kept, kinds, rules) = (&mut self.said, &mut self.kinds, &mut self.rules);
        let ((vocabulary, wording), (kinds, shared)) = rayon::join(
            || kept.say(&languages, &names, &outlets, &mut problems),
            || {
                let kinds = || kinds.read(files, "facts/", yaml::load_trusted);
                rayon::join(kinds, || rules.read(files, "claims/", yaml::load_trusted))
            },
        );
        pack.names = Arc::clone(&vocabulary.names);
        pack.lexicon = Arc::clone(&vocabulary.lexicon);
        pack.alphabet = Arc::clone(&wording.alphabet);
        pack.value_letters.clone_from(&wording.value_letters);
        let grammars = wording.grammars.iter();
        pack.languages = grammars
            .map(|grammar| Language::of(Arc::clone(grammar)))
            .collect();
        if pack.languages.is_empty() {
            problems.push(
                Problem::error("no-language", "the pack has no file under language/")
                    .help("copy language/en.yaml and edit it"),
            );
        }
        let kinds = checked_kinds(kinds.or_say(&mut problems), &pack, &mut problems);
        let shared = shared.or_say(&mut problems);
        let compiling = Compiling {
            pack: &pack,
            wording: &wording,
            kinds: &kinds,
            memos: (pack.languages.iter())
                .map(|language| (language.id.clone(), Memo::default()))
                .collect(),
        };
        // Compiling is the other half of what a pack costs, and no file's rules need another's.
        let old = std::mem::take(&mut self.compiled);
        let jobs: Vec<_> = (shared.iter().map(compiled::Source::Shared))
            .chain(outlets.iter().map(compiled::Source::House))
            .collect();
        let made: Vec<(Compiled, Vec<Problem>)> = jobs
            .par_iter()
            .map(|source| compiling.file(source, old.get(source.path())))
            .collect();
        let mut rules = Vec::new();
        let mut words = BTreeMap::new();
        for (source, (made, more)) in jobs.iter().zip(made) {
            let is_fine = more.is_empty();
            problems.extend(more);
            rules.extend(made.rules.iter().cloned());
            words.insert(source.name(), Arc::clone(&made.words).into());
            if is_fine {
                self.compiled.insert(source.path().to_owned(), made);
            }
        }
        pack.words = words;
        pack.rules = told_apart(rules, &mut problems);
        check_outlets(&pack, files, &outlets, &mut problems);
        pack.kinds = kinds
            .into_iter()
            .map(|(id, (kind, ..))| (id, kind))
            .collect();
        index(&mut pack);
        (pack, problems)
    }
}

/// A name for what the files under `folder` say: equal packs read equal claims.
fn name_of(files: &[PackFile], folder: &str) -> String {
    hash(files, folder).to_hex()[..16].to_owned()
}

fn house(path: &str, bytes: &[u8]) -> Result<(House, Document), Vec<Problem>> {
    let (outlet, extras, document) = outlet::load::<raw::Rule>(path, bytes)?;
    let house = House {
        outlet,
        reads: Reads {
            uses: extras.uses,
            disable: extras.disable,
        },
        names: raw::NameFile {
            names: extras.names,
            ..raw::NameFile::default()
        },
        rules: raw::RuleFile {
            words: extras.words,
            args: BTreeMap::new(),
            rules: extras.rules,
        },
    };
    Ok((house, document))
}

fn checked_kinds(
    pages: Vec<Arc<Page<raw::Kind>>>,
    pack: &RulePack,
    problems: &mut Vec<Problem>,
) -> Kinds {
    let mut kinds = Kinds::new();
    for page in pages {
        let (raw, document) = (&page.value, &page.document);
        if kinds.contains_key(&raw.kind) {
            problems.push(document.problem(
                "duplicate-kind",
                "kind",
                format!("the kind `{}` is there already", raw.kind),
            ));
            continue;
        }
        let kind = check::kind(raw, document, &pack.names, problems);
        let shift = raw.shift.clone();
        kinds.insert(raw.kind.clone(), (kind, shift, Arc::clone(&page)));
    }
    for (kind, _, page) in kinds.values() {
        for (key, others) in [
            ("yields_to", &kind.yields_to),
            ("denied_by", &kind.denied_by),
        ] {
            for (at, other) in others.iter().enumerate() {
                if !kinds.contains_key(other) {
                    let known = kinds.keys().map(String::as_str);
                    let path = format!("{key}[{at}]");
                    problems.push(forge::unknown_kind(other, known, &page.document, &path));
                }
            }
        }
    }
    kinds
}

/// The rules without those whose id is taken.
fn told_apart(rules: Vec<Arc<Rule>>, problems: &mut Vec<Problem>) -> Vec<Arc<Rule>> {
    let mut first: BTreeMap<String, Arc<Rule>> = BTreeMap::new();
    let mut apart = Vec::new();
    for rule in rules {
        if let Some(first) = first.get(&rule.id) {
            let message = format!(
                "the rule id `{}` is taken; first in {}",
                rule.id,
                first.spot.file()
            );
            problems.push(
                Problem::error("duplicate-rule", message)
                    .at(rule.place())
                    .help("give it another id"),
            );
        } else {
            first.insert(rule.id.clone(), Arc::clone(&rule));
            apart.push(rule);
        }
    }
    apart
}

/// Packs an outlet uses and rules it turns off must be there.
fn check_outlets(
    pack: &RulePack,
    files: &[PackFile],
    outlets: &[Arc<Page<House>>],
    problems: &mut Vec<Problem>,
) {
    for house in outlets {
        let (reads, id, document) = (&house.value.reads, &house.value.outlet.id, &house.document);
        for (at, used) in reads.uses.iter().enumerate() {
            if !files.iter().any(|file| file.pack == *used) {
                let known =
                    nearest(used, files.iter().map(|file| file.pack.as_str())).map(str::to_owned);
                let problem = Problem::error(
                    "unknown-pack",
                    format!("outlet `{id}` uses `{used}`, which is no file of the pack"),
                )
                .at(document.place(&format!("use[{at}]")));
                problems.push(forge::suggest(problem, known));
            }
        }
        for (at, rule) in reads.disable.iter().enumerate() {
            if !pack.rules.iter().any(|known| known.id == *rule) {
                let known = nearest(rule, pack.rules.iter().map(|rule| rule.id.as_str()))
                    .map(str::to_owned);
                let problem = Problem::error(
                    "unknown-rule",
                    format!("outlet `{id}` disables `{rule}`, which is no rule"),
                )
                .at(document.place(&format!("disable[{at}]")));
                problems.push(forge::suggest(problem, known));
            }
        }
    }
}

/// Fills the glossary of each language.
fn index(pack: &mut RulePack) {
    for language in &mut pack.languages {
        let mut glossary = Glossary::new(&language.letters);
        for word in &language.clause_marks {
            glossary.part_clauses(word);
        }
        for (word, id) in language.values.vocabulary.words() {
            glossary.tells(word, id);
        }
        for reference in &language.references {
            if let Some(first) = reference.words.first() {
                glossary.entry(first).refers = true;
            }
            if let Some(second) = reference.words.get(1) {
                glossary.entry(second).refers_on = true;
            }
        }
        for (pattern, name) in (0..).zip(&language.name_patterns) {
            let trigger = Trigger { owner: 0, pattern };
            glossary.file(&name.pattern, Family::Name, trigger, false);
        }
        for (pattern, one) in (0..).zip(&language.attribution) {
            let trigger = Trigger { owner: 0, pattern };
            glossary.file(&one.pattern, Family::Attribution, trigger, false);
        }
        for (owner, cue) in (0..).zip(&language.cues) {
            for (pattern, one) in (0..).zip(&cue.patterns) {
                glossary.file(one, Family::Cue, Trigger { owner, pattern }, false);
            }
        }
        // What stands between the names of a coordination is in no template.
        let phrases = language.joiners.iter().chain(&language.articles);
        let between = phrases.flat_map(|words| words.split(' '));
        for word in between.chain([COMMA]) {
            glossary.entry(word);
        }
        for (owner, rule) in (0..).zip(&pack.rules) {
            if rule.language != language.id {
                continue;
            }
            for (pattern, (_, one)) in (0..).zip(&rule.patterns) {
                glossary.file(one, Family::Rule, Trigger { owner, pattern }, rule.plain);
            }
            for phrase in rule.around().flat_map(|(_, patterns)| patterns.iter()) {
                glossary.note_words(phrase);
            }
        }
        language.glossary = glossary;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(pack: &str, yaml: &str) -> PackFile {
        PackFile {
            path: format!("{pack}.yaml"),
            pack: pack.to_owned(),
            bytes: yaml.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_kind_that_names_none_of_the_pack_is_told_where_it_stands_and_what_is_meant() {
        let kind = |id: &str, more: &str| {
            let yaml = format!(
                "kind: {id}\nquestion: How many?\nidentify_by: {{port: place}}\nvalue: {{is: amount, unit: berths}}\n{more}"
            );
            file(&format!("facts/{id}"), &yaml)
        };
        let language = file("language/xx", "language: xx\n");
        let problems =
            |more: &str| build(&[language.clone(), kind("berths", ""), kind("docks", more)]).1;
        let unknown = |problems: Vec<Problem>| {
            let mut unknown = problems
                .into_iter()
                .filter(|problem| problem.code == "unknown-kind");
            unknown.next().map(|problem| format!("{problem:?}"))
        };
        for key in ["yields_to", "denied_by"] {
            assert_eq!(unknown(problems(&format!("{key}: [berths]\n"))), None);
            let told = unknown(problems(&format!("{key}: [berth]\n"))).expect("a problem");
            assert!(told.contains("no fact kind is called `berth`"), "{told}");
            assert!(told.contains("did you mean `berths`?"), "{told}");
        }
    }

    /// Files of every kind, each in two states; what is built of any mixture must not depend on what came before.
    fn states() -> Vec<[PackFile; 2]> {
        let both = |pack: &str, one: &str, other: &str| [file(pack, one), file(pack, other)];
        let language = "language: xx\nguess: {otherwise: thing}\nnumbers: {small: {nul: 9}}\n";
        let names = "types: {thing: [], place: [], town: [place]}\nnames: [{id: arden, name: Arden, type: town}]\n";
        let kind = "kind: berths\nquestion: How many?\nidentify_by: {port: place}\nvalue: {is: amount, unit: berths}\n";
        let rule = "rules: [{id: has, fact: berths, match: '{port:place} zul {value:count}'}]\n";
        let outlet = "outlet: post\nname: Post\n";
        vec![
            both(
                "language/xx",
                language,
                &format!("{language}words: {{gra: [krim]}}\n"),
            ),
            both(
                "names/all",
                names,
                &format!("{names}patterns: [{{match: '{{is:town}} plok', as: place}}]\n"),
            ),
            both(
                "names/more",
                "names: []\n",
                "names: [{id: brul, name: Brul, type: [town, thing]}]\n",
            ),
            both("facts/berths", kind, &kind.replace("berths}", "piers}")),
            both("claims/a.xx", rule, &rule.replace("zul", "@gra")),
            both(
                "claims/b.xx",
                "rules: []\n",
                &rule.replace("id: has", "id: had"),
            ),
            both(
                "outlets/post",
                outlet,
                &format!("{outlet}names: [{{id: quay, name: Quay, type: town}}]\n"),
            ),
        ]
    }

    #[test]
    fn a_pack_is_the_same_whatever_was_built_before() {
        let states = states();
        let mut builder = Builder::default();
        // A walk through the states in which every file changes beside every state of the others.
        for step in 0..200_usize {
            let mixed = step.wrapping_mul(2_654_435_761) >> 7;
            let files: Vec<PackFile> = states
                .iter()
                .enumerate()
                .map(|(at, both)| both[mixed >> at & 1].clone())
                .collect();
            let (kept, kept_problems) = builder.build(&files);
            let (fresh, fresh_problems) = build(&files);
            assert_eq!(format!("{kept_problems:?}"), format!("{fresh_problems:?}"));
            assert_eq!(format!("{kept:?}"), format!("{fresh:?}"), "step {step}");
        }
    }

    #[test]
    fn rules_that_an_edit_does_not_touch_are_kept() {
        let mut files: Vec<PackFile> = states().into_iter().map(|[one, _]| one).collect();
        let mut builder = Builder::default();
        let (first, _) = builder.build(&files);
        files[5] = states()[5][1].clone();
        files[2] = states()[2][1].clone();
        files[2].bytes = b"names: [{id: brul, name: Brul, type: town}]\n".to_vec();
        let (second, problems) = builder.build(&files);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(second.rules.len(), 2);
        assert!(Arc::ptr_eq(&first.rules[0], &second.rules[0]));
        assert!(second.names.by_id.len() > first.names.by_id.len());
    }
}
