//! A rule pack: every file of a rules folder, checked, compiled and indexed by trigger word.
//!
//! Takes the bytes of the files, gives a pack and every problem of every file. Reading the folder is [`read_folder`];
//! everything else here is a function from bytes to data.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::check::{self, Offices, RuleContext};
use super::forge::{self, Forge};
use super::glossary::{Family, Glossary, Trigger};
use super::kind::Kind;
use super::language::{self, Language, LanguageFile};
use super::lexicon::Lexicon;
use super::names::Names;
use super::outlet::{self, Outlet};
use super::pattern::{Alphabet, COORDINATES, Compiler, Element, Memo};
use super::raw;
use super::rule::Rule;
use super::yaml::{self, Document};
use crate::problem::{Problem, nearest};

/// One file of a pack: its path for people, its path inside the pack without `.yaml`, its bytes.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// As the user would name it: `rules/claims/tolls.en.yaml`.
    pub path: String,
    /// Inside the pack: `claims/tolls.en`.
    pub pack: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Which of the pack's rules read an outlet.
#[derive(Debug, Clone, Default)]
pub struct Reads {
    /// Files it uses; empty for all.
    pub uses: Vec<String>,
    /// Shared rules turned off.
    pub disable: Vec<String>,
}

/// Word lists by their names, each entry read as a template.
pub type WordLists = BTreeMap<String, Vec<Vec<Element>>>;

/// A checked and compiled rule pack.
#[derive(Debug, Default)]
pub struct RulePack {
    /// All listed names.
    pub names: Names,
    /// Their spellings.
    pub lexicon: Lexicon,
    /// Which private-use character stands for which types.
    pub alphabet: Alphabet,
    /// Languages, in the order of their files.
    pub languages: Vec<Language>,
    /// Fact kinds by id.
    pub kinds: BTreeMap<String, Kind>,
    /// Claim rules, in the order of their files.
    pub rules: Vec<Rule>,
    /// Word lists by the file that holds them and their names, read as templates; those of a language stand there.
    pub words: BTreeMap<String, WordLists>,
    /// Outlets, in the order of their files.
    pub outlets: Vec<Outlet>,
    /// What each outlet reads with, in the same order.
    pub reads: Vec<Reads>,
    /// Shadow characters of value marks, in the order of `check::VALUE_TYPES`.
    pub value_letters: Vec<char>,
    /// blake3 of all files: equal packs read equal claims.
    pub hash: String,
}

/// Reads all YAML files of a rules folder, sorted by path.
///
/// # Errors
/// Never fails: a folder or file that cannot be read is a problem.
pub fn read_folder(folder: &Path) -> (Vec<PackFile>, Vec<Problem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for part in ["facts", "language", "names", "claims", "outlets"] {
        let Ok(entries) = std::fs::read_dir(folder.join(part)) else {
            continue;
        };
        let mut paths: Vec<_> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .collect();
        paths.sort();
        for path in paths {
            let Some(stem) = path
                .file_name()
                .and_then(|name| name.to_str())
                .and_then(|name| {
                    name.strip_suffix(".yaml")
                        .or_else(|| name.strip_suffix(".yml"))
                })
            else {
                continue;
            };
            let shown = path.to_string_lossy().replace('\\', "/");
            match std::fs::read(&path) {
                Ok(bytes) => files.push(PackFile {
                    path: shown,
                    pack: format!("{part}/{stem}"),
                    bytes,
                }),
                Err(error) => problems.push(Problem::error(
                    "unreadable-file",
                    format!("cannot read {shown}: {error}"),
                )),
            }
        }
    }
    if files.is_empty() && problems.is_empty() {
        let message = format!(
            "no rules in {}: it has no YAML file under facts, language, names, claims or outlets",
            folder.display()
        );
        problems
            .push(Problem::error("no-rules", message).help("name a rules folder with --rules DIR"));
    }
    (files, problems)
}

/// Checks and compiles the files of a pack.
pub fn build(files: &[PackFile]) -> (RulePack, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        hasher
            .update(file.pack.as_bytes())
            .update(&(file.bytes.len() as u64).to_le_bytes())
            .update(&file.bytes);
    }
    let mut pack = RulePack {
        hash: hasher.finalize().to_hex()[..16].to_owned(),
        ..RulePack::default()
    };

    // Reading YAML is half of what a pack costs, and no file needs another for it.
    let ((languages, name_files), (kind_files, rule_files)) = rayon::join(
        || {
            let languages = || part::<LanguageFile>(files, "language/", yaml::load);
            // Four fifths of a pack are names.
            let names = || part::<raw::NameFile>(files, "names/", yaml::load_trusted);
            rayon::join(languages, names)
        },
        || {
            let kinds = || part::<raw::Kind>(files, "facts/", yaml::load);
            let rules = || part::<raw::RuleFile>(files, "claims/", yaml::load);
            rayon::join(kinds, rules)
        },
    );
    let (languages, name_files) = (
        languages.or_say(&mut problems),
        name_files.or_say(&mut problems),
    );

    let mut name_patterns: Vec<(Vec<raw::NamePattern>, Document)> = Vec::new();
    let mut listed: Vec<(raw::NameFile, Document, Option<String>)> = Vec::new();
    for (mut file, document, _) in name_files {
        // A document is as large as its file; most files of names have no patterns that could be wrong.
        if !file.patterns.is_empty() {
            name_patterns.push((std::mem::take(&mut file.patterns), document.clone()));
        }
        listed.push((file, document, None));
    }
    let mut outlet_files = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.pack.starts_with("outlets/"))
    {
        match outlet::load::<raw::Rule>(&file.path, &file.bytes) {
            Ok((outlet, extras, document)) => {
                let house = raw::NameFile {
                    names: extras.names,
                    ..raw::NameFile::default()
                };
                listed.push((house, document.clone(), Some(outlet.id.clone())));
                pack.reads.push(Reads {
                    uses: extras.uses,
                    disable: extras.disable,
                });
                outlet_files.push((
                    raw::RuleFile {
                        words: extras.words,
                        args: BTreeMap::new(),
                        rules: extras.rules,
                    },
                    outlet.id.clone(),
                    document,
                ));
                pack.outlets.push(outlet);
            }
            Err(more) => problems.extend(more),
        }
    }
    let mut offices = Offices::default();
    for (language, _, _) in &languages {
        offices.templates.extend(language.offices.0.iter().cloned());
        offices.titles.extend(
            language
                .titles
                .iter()
                .map(|(title, words)| (title.clone(), words.0.clone())),
        );
    }
    (pack.names, pack.lexicon, pack.alphabet) = check::names(&listed, &offices, &mut problems);
    for kind in check::VALUE_TYPES {
        let set = std::collections::BTreeSet::from([super::names::TypeId::new(kind)]);
        let letter = pack.alphabet.letter(&set, &pack.names);
        pack.value_letters.push(letter);
    }
    for (language, document, _) in &languages {
        let checked = language::check(
            language,
            document,
            &pack.names,
            &mut pack.alphabet,
            &name_patterns,
            &mut problems,
        );
        pack.languages.push(checked);
    }
    if pack.languages.is_empty() {
        problems.push(
            Problem::error("no-language", "the pack has no file under language/")
                .help("copy language/en.yaml and edit it"),
        );
    }

    let mut kinds: BTreeMap<String, (Kind, BTreeMap<String, String>)> = BTreeMap::new();
    for (raw, document, _) in kind_files.or_say(&mut problems) {
        if kinds.contains_key(&raw.kind) {
            problems.push(document.problem(
                "duplicate-kind",
                "kind",
                format!("the kind `{}` is there already", raw.kind),
            ));
            continue;
        }
        kinds.insert(
            raw.kind.clone(),
            (
                check::kind(&raw, &document, &pack.names, &mut problems),
                raw.shift,
            ),
        );
    }
    let shared = rule_files.or_say(&mut problems);
    let shared = shared
        .iter()
        .map(|(file, document, name)| (file, document, name.clone(), None));
    let own = outlet_files.iter().map(|(file, id, document)| {
        let outlet = Some(id.as_str());
        (file, document, format!("outlets/{id}"), outlet)
    });
    // Compiling is the other half of what a pack costs, and no file's rules need another's.
    let rule_files: Vec<_> = shared.chain(own).collect();
    let checked: Vec<_> = rule_files
        .par_iter()
        .map(|(file, document, name, outlet)| {
            rule_file(file, document, name, *outlet, &pack, &kinds)
        })
        .collect();
    let mut rules = Vec::new();
    for ((_, _, name, _), checked) in rule_files.iter().zip(checked) {
        problems.extend(checked.problems);
        rules.extend(checked.rules);
        pack.words.insert(name.clone(), checked.words);
    }
    pack.rules = told_apart(rules.into_iter(), &mut problems);
    check_outlets(&pack, files, &outlet_files, &mut problems);
    pack.kinds = kinds
        .into_iter()
        .map(|(id, (kind, _))| (id, kind))
        .collect();
    index(&mut pack);
    (pack, problems)
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

/// Files of one folder of the pack, and what is wrong with the others.
struct Part<T> {
    loaded: Vec<(T, Document, String)>,
    problems: Vec<Problem>,
}

impl<T> Part<T> {
    /// What was loaded; what was not goes to `problems`.
    fn or_say(self, problems: &mut Vec<Problem>) -> Vec<(T, Document, String)> {
        problems.extend(self.problems);
        self.loaded
    }
}

/// A way to load a file: [`yaml::load`] or [`yaml::load_trusted`].
type Load<T> = fn(&str, &[u8]) -> Result<(T, Document), Vec<Problem>>;

/// The files under `folder`, loaded.
fn part<T: Send>(files: &[PackFile], folder: &str, load: Load<T>) -> Part<T> {
    let read: Vec<_> = files
        .par_iter()
        .filter(|file| file.pack.starts_with(folder))
        .map(|file| (file, load(&file.path, &file.bytes)))
        .collect();
    let mut part = Part {
        loaded: Vec::new(),
        problems: Vec::new(),
    };
    for (file, read) in read {
        match read {
            Ok((value, document)) => part.loaded.push((value, document, file.pack.clone())),
            Err(more) => part.problems.extend(more),
        }
    }
    part
}

/// The rules without those whose id is taken.
fn told_apart(rules: impl Iterator<Item = Rule>, problems: &mut Vec<Problem>) -> Vec<Rule> {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut apart = Vec::new();
    for rule in rules {
        if let Some(first) = first.get(&rule.id) {
            let message = format!("the rule id `{}` is taken; first in {first}", rule.id);
            problems.push(
                Problem::error("duplicate-rule", message)
                    .at(rule.place)
                    .help("give it another id"),
            );
        } else {
            first.insert(rule.id.clone(), rule.place.path.clone());
            apart.push(rule);
        }
    }
    apart
}

/// The rules of one file, compiled, with its word lists.
#[derive(Default)]
struct RuleFile {
    rules: Vec<Rule>,
    words: WordLists,
    problems: Vec<Problem>,
}

/// Checks and compiles the rules of one file.
fn rule_file(
    file: &raw::RuleFile,
    document: &Document,
    name: &str,
    outlet: Option<&str>,
    pack: &RulePack,
    kinds: &BTreeMap<String, (Kind, BTreeMap<String, String>)>,
) -> RuleFile {
    let mut problems = Vec::new();
    // `claims/tolls.en` reads English; without an ending a file reads the pack's first language.
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let Some(language) = pack
        .languages
        .iter()
        .find(|language| Some(language.id.as_str()) == ending)
        .or(pack.languages.first())
    else {
        return RuleFile::default();
    };
    let mut lists = language.lists.clone();
    let mut own = WordLists::new();
    for (list, words) in &file.words {
        let read = words.0.iter().enumerate();
        let entries = read.filter_map(|(at, word)| {
            forge::read(
                document,
                &format!("words.{list}[{at}]"),
                word,
                &mut problems,
            )
        });
        own.insert(list.clone(), entries.collect());
    }
    lists.extend(own.clone());
    let inflect = |word: &str| language::forms(word, &language.inflect);
    let compiler = Compiler {
        alphabet: &pack.alphabet,
        lists: &lists,
        forms: &inflect,
        clause_marks: &language.clause_marks,
        joiners: &language.joiners,
        common: &language.common,
        adjuncts: &language.adjuncts,
        memo: Memo::default(),
    };
    let forge = Forge {
        compiler: &compiler,
        names: &pack.names,
        document,
    };
    let context = RuleContext {
        kinds,
        args: &language.args,
        shared: &forge.args(&file.args, &mut problems),
        forge,
        language: &language.id,
        pack: name,
        outlet,
    };
    RuleFile {
        rules: check::rules(&file.rules, &context, &mut problems),
        words: own,
        problems,
    }
}

/// Packs an outlet uses and rules it turns off must be there.
fn check_outlets(
    pack: &RulePack,
    files: &[PackFile],
    outlets: &[(raw::RuleFile, String, Document)],
    problems: &mut Vec<Problem>,
) {
    for (reads, (_, id, document)) in pack.reads.iter().zip(outlets) {
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
        let mut glossary = Glossary::default();
        for word in &language.clause_marks {
            glossary.part_clauses(word);
        }
        for word in language
            .references
            .iter()
            .filter_map(|one| one.words.first())
        {
            glossary.entry(word).refers = true;
        }
        for (pattern, name) in (0..).zip(&language.name_patterns) {
            glossary.file(&name.pattern, Family::Name, Trigger { owner: 0, pattern });
        }
        for (pattern, one) in (0..).zip(&language.attribution) {
            glossary.file(
                &one.pattern,
                Family::Attribution,
                Trigger { owner: 0, pattern },
            );
        }
        let asked = language.cues.iter().flat_map(|cue| &cue.patterns);
        for word in asked.flat_map(|pattern| &pattern.literals) {
            glossary.entry(word);
        }
        // What stands between the names of a coordination is in no template.
        let between = language.joiners.iter().flat_map(|words| words.split(' '));
        for word in between.chain(COORDINATES) {
            glossary.entry(word);
        }
        for (owner, rule) in (0..).zip(&pack.rules) {
            if rule.language != language.id {
                continue;
            }
            for (pattern, (_, one)) in (0..).zip(&rule.patterns) {
                glossary.file(one, Family::Rule, Trigger { owner, pattern });
            }
            let phrases = rule.args.iter().flat_map(|(_, patterns)| patterns.iter());
            for word in phrases.flat_map(|pattern| &pattern.literals) {
                glossary.entry(word);
            }
        }
        language.glossary = glossary;
    }
}

impl RulePack {
    /// The language called `id`, or the first.
    pub fn language(&self, id: Option<&str>) -> Option<(usize, &Language)> {
        let wanted = id
            .and_then(|id| self.languages.iter().position(|language| language.id == id))
            .unwrap_or(0);
        self.languages
            .get(wanted)
            .map(|language| (wanted, language))
    }

    /// True for a language that an article was found to be in, by its code, and that no file of the pack reads.
    ///
    /// A pack in which some language does not say what it is detected as reads all.
    pub fn cannot_read(&self, code: &str) -> bool {
        let known = |language: &Language| !language.detected_as.is_empty();
        let reads = |language: &Language| language.detected_as.iter().any(|own| own == code);
        self.languages.iter().all(known) && !self.languages.iter().any(reads)
    }

    /// True for a text that surely is in a language of the pack.
    pub fn surely_reads(&self, text: &str) -> bool {
        self.languages
            .iter()
            .any(|language| language.is_plain_in(text))
    }

    /// The word list that patterns of `rule` mean by `@name`: that of their file, or of their language.
    pub fn list(&self, rule: &Rule, name: &str) -> Option<&[Vec<Element>]> {
        let own = self.words.get(&rule.pack).and_then(|lists| lists.get(name));
        let shared = || self.language_called(&rule.language)?.lists.get(name);
        own.or_else(shared).map(Vec::as_slice)
    }

    /// The language with this id.
    pub fn language_called(&self, id: &str) -> Option<&Language> {
        self.languages.iter().find(|language| language.id == id)
    }

    /// The language that `outlet` is read in, when its file says so: `use: [language/pt]`.
    pub fn language_of(&self, outlet: Option<&str>) -> Option<&str> {
        let at = self
            .outlets
            .iter()
            .position(|known| Some(known.id.as_str()) == outlet)?;
        self.reads[at]
            .uses
            .iter()
            .find_map(|used| used.strip_prefix("language/"))
    }

    /// For each rule, whether it reads articles of `outlet`.
    pub fn readers(&self, outlet: Option<&str>) -> Vec<bool> {
        let known = outlet.and_then(|id| self.outlets.iter().position(|outlet| outlet.id == id));
        let nothing = Reads::default();
        let reads = known.map_or(&nothing, |at| &self.reads[at]);
        self.rules
            .iter()
            .map(|rule| match &rule.outlet {
                Some(own) => outlet == Some(own),
                None => {
                    (reads.uses.is_empty() || reads.uses.contains(&rule.pack))
                        && !reads.disable.contains(&rule.id)
                }
            })
            .collect()
    }
}
