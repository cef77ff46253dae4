//! Which tests a run of `test` is about.
//!
//! Takes the words of the command line, gives yes or no for every rule and story. A word that names nothing is a
//! problem: a mistyped test must not be green.

use std::collections::BTreeSet;

use atodds::problem::{Problem, nearest};
use atodds::rules::RulePack;
use atodds::rules::rule::Rule;
use atodds::ruletest::story::Story;
use regex::Regex;

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    /// Rules by id; `None` for all.
    rules: Option<BTreeSet<String>>,
    /// Stories by name; `None` for all.
    stories: Option<BTreeSet<String>>,
    filter: Option<Regex>,
}

impl Chosen {
    /// Reads the words: a rule, a fact kind, a story, a file of any of them, or a folder. A rule brings the stories that
    /// speak of it.
    pub(crate) fn new(
        words: &[String],
        filter: Option<&str>,
        pack: &RulePack,
        stories: &[Story],
    ) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let filter = filter.and_then(|text| match Regex::new(text) {
            Ok(regex) => Some(regex),
            Err(error) => {
                let message = format!("`--filter {text}` is no regular expression");
                // The library draws the place under several lines; its last says what is wrong.
                let why = error.to_string();
                let why = why.lines().last().unwrap_or_default();
                let why = why.trim_start_matches("error: ").to_owned();
                problems.push(Problem::error("bad-filter", message).help(why));
                None
            }
        });
        let mut chosen = Self {
            filter,
            ..Self::default()
        };
        if words.is_empty() {
            return (chosen, problems);
        }
        let mut rules = BTreeSet::new();
        let mut named = BTreeSet::new();
        for word in words {
            let mut found = false;
            for rule in pack.rules.iter().filter(|rule| is_of(rule, word, pack)) {
                found = true;
                rules.insert(rule.id.clone());
                let of_rule: Vec<String> = stories
                    .iter()
                    .filter(|one| one.speaks_of(&rule.id, &rule.kind))
                    .map(|story| story.name.clone())
                    .collect();
                if rule.id == *word && rule.tests.is_empty() && of_rule.is_empty() {
                    problems.push(untested(rule));
                }
                named.extend(of_rule);
            }
            for story in stories {
                let of_kind = pack.kinds.contains_key(word) && story.speaks_of("", word);
                if story.name == *word || is_at(&story.path, word) || of_kind {
                    found = true;
                    named.insert(story.name.clone());
                }
            }
            if !found {
                problems.push(unknown(word, pack, stories));
            }
        }
        chosen.rules = Some(rules);
        chosen.stories = Some(named);
        (chosen, problems)
    }

    /// True when nothing was left out.
    pub(crate) fn is_everything(&self) -> bool {
        self.rules.is_none() && self.filter.is_none()
    }

    /// True when the rule was asked for, whatever the filter says.
    pub(crate) fn names_rule(&self, rule: &Rule) -> bool {
        self.rules
            .as_ref()
            .is_none_or(|rules| rules.contains(&rule.id))
    }

    pub(crate) fn has_filter(&self) -> bool {
        self.filter.is_some()
    }

    pub(crate) fn has_example(&self, rule: &str, text: &str) -> bool {
        self.filter
            .as_ref()
            .is_none_or(|filter| filter.is_match(rule) || filter.is_match(text))
    }

    pub(crate) fn has_story(&self, story: &Story) -> bool {
        let named = self
            .stories
            .as_ref()
            .is_none_or(|names| names.contains(&story.name));
        named
            && self.filter.as_ref().is_none_or(|filter| {
                let titles = story.tests.iter().map(|test| &test.title);
                titles
                    .chain([&story.name, &story.title])
                    .any(|one| filter.is_match(one))
            })
    }
}

/// True for a rule that `word` names by its id, its kind, or a file or folder that holds the one or the other.
fn is_of(rule: &Rule, word: &str, pack: &RulePack) -> bool {
    let kind = || {
        // A kind's file is called after it, beside the folder of the rule's.
        let (root, _) = rule.spot.file().split_once(&rule.pack)?;
        Some(format!("{root}facts/{}.yaml", rule.kind))
    };
    rule.id == word
        || (rule.kind == word && pack.kinds.contains_key(word))
        || is_at(rule.spot.file(), word)
        || kind().is_some_and(|path| is_at(&path, word))
}

/// True when `path` is the file `word`, or lies in the folder `word`.
fn is_at(path: &str, word: &str) -> bool {
    let (path, word) = (plain(path), plain(word));
    let inside = path.strip_prefix(&word);
    inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn plain(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.trim_end_matches('/');
    path.trim_start_matches("./").to_owned()
}

/// What was asked for by name must have a test.
fn untested(rule: &Rule) -> Problem {
    let message = format!("the rule `{}` has no test", rule.id);
    Problem::error("nothing-checked", message)
        .at(rule.place())
        .help("write an example under `tests:` beside it, or a story that names it")
}

fn unknown(word: &str, pack: &RulePack, stories: &[Story]) -> Problem {
    let rules = pack.rules.iter().map(|rule| rule.id.as_str());
    if pack.kinds.contains_key(word) {
        let message = format!("no rule claims the fact kind `{word}`, and no story speaks of it");
        return Problem::error("nothing-checked", message).help(format!(
            "write one with `atodds new rule NAME --fact {word}`"
        ));
    }
    let known = rules
        .chain(pack.kinds.keys().map(String::as_str))
        .chain(stories.iter().map(|story| story.name.as_str()))
        .chain(pack.rules.iter().map(|rule| rule.spot.file()))
        .chain(stories.iter().map(|story| story.path.as_str()));
    let problem = Problem::error(
        "unknown-rule",
        format!("no rule, fact kind, story, file or folder of tests is called `{word}`"),
    );
    match nearest(word, known) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`atodds test` alone runs all tests; `-v` lists them"),
    }
}
