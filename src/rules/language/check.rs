//! Checks a language file and compiles its patterns.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::file::LanguageFile;
use super::phrases::{attribution, cues, named};
use super::topics::Topics;
use super::values::{ValueSections, ValueWords};
use super::{Grammar, Guess, Reference, Title, forms};
use crate::problem::{Problem, nearest};
use crate::rules::forge::{self, Forge, known_type};
use crate::rules::freezing::Later;
use crate::rules::names::Names;
use crate::rules::pattern::{Alphabet, Element, Memo};
use crate::rules::raw::{self, Words};
use crate::rules::types::TypeId;
use crate::rules::yaml::Document;

/// Checks `file`. Patterns of `extra` name files are compiled with the language's lists.
pub fn check(
    file: &LanguageFile,
    document: &Document,
    names: &Names,
    alphabet: &mut Alphabet,
    extra: &[(&[raw::NamePattern], &Document)],
    problems: &mut Vec<Problem>,
) -> Grammar {
    let values = value_words(file, document, problems);
    let mut lists: BTreeMap<String, Vec<Vec<Element>>> = BTreeMap::new();
    for (list, words) in &file.words {
        let read = (0..).zip(&words.0);
        let entries = read.filter_map(|(at, word)| {
            let path = format!("words.{list}[{at}]");
            forge::read(document, &path, word, &values, problems)
        });
        lists.insert(list.clone(), entries.collect());
    }
    let types = |words: &Words, path: &str, problems: &mut Vec<Problem>| -> Vec<TypeId> {
        words
            .0
            .iter()
            .enumerate()
            .filter_map(|(at, kind)| {
                known_type(
                    kind,
                    names,
                    document,
                    format_args!("{path}[{at}]"),
                    problems,
                )
            })
            .collect()
    };
    let mut language = Grammar {
        id: file.language.clone(),
        detected_as: file.detected_as.0.clone(),
        letters: Arc::default(),
        common: file.common.0.iter().cloned().collect(),
        clause_marks: file.clause_marks.0.iter().cloned().collect(),
        telling_on: file.telling_on.0.iter().cloned().collect(),
        trailing: file.trailing.0.iter().cloned().collect(),
        telling_where: file.telling_where.0.iter().cloned().collect(),
        undergoing: file.undergoing.0.iter().cloned().collect(),
        deeds: file.deeds.0.iter().cloned().collect(),
        saying: file.saying.0.iter().cloned().collect(),
        any_event: file.any_event.0.iter().cloned().collect(),
        pointing: file.pointing.0.iter().cloned().collect(),
        negators: file.negators.0.iter().cloned().collect(),
        auxiliaries: file.auxiliaries.0.iter().cloned().collect(),
        out_of_office: file.out_of_office.0.iter().cloned().collect(),
        telling_of: file.telling_of.0.iter().cloned().collect(),
        aside_openers: file.aside_openers.0.iter().cloned().collect(),
        participles: file.participles.0.clone(),
        relatives: file.relatives.0.iter().cloned().collect(),
        before_days: file.before_days.0.iter().cloned().collect(),
        same_subject: file.same_subject.0.iter().cloned().collect(),
        asides: file.asides.0.iter().cloned().collect(),
        speaking_asides: file.speaking_asides.0.iter().cloned().collect(),
        together: file.together.0.iter().cloned().collect(),
        oneself: file.oneself.0.iter().cloned().collect(),
        struck: file.struck.0.iter().cloned().collect(),
        speaking: file.speaking.0.iter().cloned().collect(),
        hearers: file.hearers.0.iter().cloned().collect(),
        facing: file.facing.0.iter().cloned().collect(),
        joiners: file.joiners.0.clone(),
        articles: file.articles.0.clone(),
        openers: file.openers.0.iter().cloned().collect(),
        adjuncts: types(&file.adjuncts, "adjuncts", problems),
        inflect: file.inflect.clone(),
        lists: Later::default(),
        cues: Vec::new(),
        attribution: Vec::new(),
        name_patterns: Vec::new(),
        references: Vec::new(),
        topics: Topics::new(&file.topics, &file.inflect),
        referring_titles: BTreeMap::new(),
        title_words: FxHashSet::default(),
        longest_title: 0,
        reference_heads: FxHashMap::default(),
        guess: guess(&file.guess, names, document, problems),
        args: BTreeMap::new(),
        values,
    };
    for (at, reference) in file.references.iter().enumerate() {
        let Some(kind) = known_type(
            &reference.kind,
            names,
            document,
            format_args!("references[{at}].type"),
            problems,
        ) else {
            continue;
        };
        if let Some(name) = &reference.title
            && !file.titles.contains_key(name)
        {
            let path = format!("references[{at}].title");
            let problem =
                document.problem("unknown-title", &path, format!("`titles:` has no `{name}`"));
            let problem = problem.help("add it under `titles:`, with the words for it");
            let known = nearest(name, file.titles.keys().map(String::as_str));
            problems.push(forge::suggest(problem, known.map(str::to_owned)));
            continue;
        }
        let title = reference.title.as_ref().map(|name| {
            Arc::new(Title {
                name: name.clone(),
                unless_after: reference.unless_after.0.clone(),
            })
        });
        if let Some(title) = &title {
            let titles = language.referring_titles.entry(kind.clone()).or_default();
            titles.push(Arc::clone(title));
            let words = title.name.split(' ');
            language.longest_title = language.longest_title.max(words.clone().count());
            language
                .title_words
                .extend(words.take(1).map(str::to_owned));
        }
        let lower = |called: &raw::Reference| -> Vec<String> {
            let names = called.unless_called.0.iter();
            names.map(|name| name.to_lowercase()).collect()
        };
        let unless_called = Arc::new(lower(reference).into_iter().collect());
        // What "he" is never said of "she" is surely said of.
        let others = file.references.iter().filter(|other| {
            let own = reference.unless_called.0.is_empty();
            !own && other.kind == reference.kind
                && other.unless_called.0 != reference.unless_called.0
        });
        let called = Arc::new(others.flat_map(lower).collect());
        let unless_before: Arc<[String]> = Arc::from(reference.unless_before.0.as_slice());
        for words in &reference.words.0 {
            let words = words
                .to_lowercase()
                .split_whitespace()
                .map(str::to_owned)
                .collect();
            language.references.push(Reference {
                words,
                kind: kind.clone(),
                count: reference.count,
                spoken_for: reference.spoken_for,
                title: title.clone(),
                unless_called: Arc::clone(&unless_called),
                called: Arc::clone(&called),
                unless_before: Arc::clone(&unless_before),
            });
        }
    }
    // Longest first, so that "the two leaders" is not read as "the leaders".
    language.references.sort_by(|a, b| {
        b.words
            .len()
            .cmp(&a.words.len())
            .then_with(|| a.words.cmp(&b.words))
    });
    for (at, reference) in language.references.iter().enumerate() {
        if let Some(head) = reference.words.first() {
            let heads = language.reference_heads.entry(head.clone()).or_default();
            match reference.words.get(1) {
                None => heads.alone.push(at),
                Some(second) => heads.with.entry(second.clone()).or_default().push(at),
            }
        }
    }
    for kind in file
        .names
        .iter()
        .chain(extra.iter().flat_map(|(patterns, _)| *patterns))
        .filter_map(|name| name.kind.as_deref())
    {
        alphabet.letter(&BTreeSet::from([TypeId::new(kind)]), names);
    }
    language.lists = lists.into();
    let inflect = |word: &str| forms(word, &language.inflect);
    let (none, memo) = (BTreeMap::new(), Memo::default());
    let compiler = language.compiler(alphabet, &language.lists, &none, &memo, &inflect);
    let forge = Forge {
        compiler: &compiler,
        words: &language.values,
        names,
        document,
    };
    let cues = cues(file, &forge, problems);
    let attribution = attribution(file, &forge, problems);
    let mut name_patterns = Vec::new();
    for (patterns, document) in extra {
        name_patterns.extend(named(
            patterns,
            "patterns",
            &Forge {
                compiler: &compiler,
                words: &language.values,
                names,
                document,
            },
            alphabet,
            problems,
        ));
    }
    name_patterns.extend(named(&file.names, "names", &forge, alphabet, problems));
    language.args = forge.args(&file.args, problems);
    language.cues = cues;
    language.attribution = attribution;
    language.name_patterns = name_patterns;
    language
}

fn guess(
    raw: &super::raw::Guess,
    names: &Names,
    document: &Document,
    problems: &mut Vec<Problem>,
) -> Guess {
    let mut known = |part: &str, kind: &str| {
        known_type(
            kind,
            names,
            document,
            format_args!("guess.{part}"),
            problems,
        )
    };
    let mut table = |part: &str, words: &BTreeMap<String, Words>| -> FxHashMap<String, TypeId> {
        let mut all = FxHashMap::default();
        for (kind, words) in words {
            if let Some(kind) = known(&format!("{part}.{kind}"), kind) {
                let words = words.0.iter().map(|word| word.to_lowercase());
                all.extend(words.map(|word| (word, kind.clone())));
            }
        }
        all
    };
    let (before, first) = (table("before", &raw.before), table("first", &raw.first));
    let (last, after) = (table("last", &raw.last), table("after", &raw.after));
    let (uncommon, abbreviated) = (raw.uncommon.as_deref(), raw.abbreviated.as_deref());
    let lower = |words: &Words| words.0.iter().map(|word| word.to_lowercase()).collect();
    Guess {
        before,
        first,
        last,
        after,
        inside: lower(&raw.inside),
        joined: lower(&raw.joined),
        never: lower(&raw.never),
        beyond: lower(&raw.beyond),
        uncommon: uncommon.and_then(|kind| known("uncommon", kind)),
        abbreviated: abbreviated.and_then(|kind| known("abbreviated", kind)),
        determiners: lower(&raw.determiners),
        ordinary: raw
            .ordinary
            .split_whitespace()
            .map(str::to_lowercase)
            .collect(),
        otherwise: known("otherwise", &raw.otherwise),
        short: raw.short.0.iter().map(|kind| TypeId::new(kind)).collect(),
        with_place: lower(&raw.with_place),
        office_of: (raw.office_of.0.iter())
            .map(|words| words.split_whitespace().map(str::to_lowercase).collect())
            .collect(),
        office: lower(&raw.office),
        called_after: raw
            .called_after
            .0
            .iter()
            .map(|kind| TypeId::new(kind))
            .collect(),
    }
}

fn value_words(
    file: &LanguageFile,
    document: &Document,
    problems: &mut Vec<Problem>,
) -> ValueWords {
    let sections = ValueSections {
        sentences: file.sentences.clone(),
        tokens: file.tokens.clone(),
        numbers: file.numbers.clone(),
        bounds: file.bounds.clone(),
        units: file.units.clone(),
        calendar: file.calendar.clone(),
    };
    let (words, complaints) = ValueWords::new(&sections);
    for complaint in complaints {
        problems.push(complaint.problem.at(document.place(&complaint.path)));
    }
    words
}

#[cfg(test)]
mod tests {
    use crate::rules::build;
    use crate::rules::pack::PackFile;

    fn file(pack: &str, text: &str) -> PackFile {
        PackFile {
            path: pack.into(),
            pack: pack.into(),
            bytes: text.into(),
        }
    }

    #[test]
    fn a_title_without_words_is_told_with_the_nearest() {
        let text = "language: en\n\
                    titles: {president: [president]}\n\
                    references:\n  \
                    - {words: [the president], type: person, title: presidnt}\n";
        let types = "types: {person: []}\nnames: []";
        let (pack, problems) = build(&[file("names/types", types), file("language/en", text)]);
        let told = problems.iter().find(|one| one.code == "unknown-title");
        let help = told.and_then(|one| one.help.as_deref());
        assert_eq!(help, Some("did you mean `president`?"), "{problems:?}");
        assert!(pack.languages[0].references.is_empty());
    }

    #[test]
    fn a_title_that_nobody_bears_is_told_with_the_nearest() {
        let text = "language: en\n\
                    names:\n  \
                    - {as: person, of: of, holds: [mayor, mayr], match: [\"mayors of {of:place}\"]}\n";
        let types = "types: {person: [], place: []}\nnames:\n  \
                     - {name: Ann Lee, type: person, roles: [{title: mayor, of: arden}]}\n  \
                     - {name: Arden, type: place}\n";
        let (_, problems) = build(&[file("names/types", types), file("language/en", text)]);
        let told: Vec<_> = (problems.iter().filter(|one| one.code == "unknown-title"))
            .map(|one| {
                (
                    one.place.as_ref().map(|place| place.line),
                    one.help.as_deref(),
                )
            })
            .collect();
        let wanted = (Some(3), Some("did you mean `mayor`?"));
        assert_eq!(told, [wanted], "{problems:?}");
    }
}
