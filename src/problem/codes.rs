//! The one table of problem codes: what each is called, how bad it is, what it means and what to do about it.
//!
//! Takes a code, gives its entry; `atodds explain CODE` prints it. Never says where a problem lies.
//!
//! A code is never reused for something else: people write codes into comments and CI scripts.

use serde::Serialize;

use super::Level;

/// One code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Code {
    /// Its name, kebab-case.
    pub name: &'static str,
    /// How bad a problem of this code is.
    pub level: Level,
    /// True for what `atodds lint` finds in files that can be loaded, and a comment may allow.
    pub lint: bool,
    /// What it means.
    pub about: &'static str,
    /// What to do about it.
    pub help: &'static str,
}

/// The entry called `name`.
///
/// ```
/// use atodds::problem::codes;
/// assert!(codes::find("long-gap").is_some_and(|code| code.lint));
/// assert_eq!(codes::find("no-such-code"), None);
/// ```
pub fn find(name: &str) -> Option<&'static Code> {
    CODES
        .binary_search_by(|code| code.name.cmp(name))
        .ok()
        .map(|at| &CODES[at])
}

/// A code that says a file or a command is wrong.
const fn error(name: &'static str, about: &'static str, help: &'static str) -> Code {
    Code {
        name,
        level: Level::Error,
        lint: false,
        about,
        help,
    }
}

/// A code of something that is probably not what was meant.
const fn warning(name: &'static str, about: &'static str, help: &'static str) -> Code {
    Code {
        level: Level::Warning,
        ..error(name, about, help)
    }
}

/// A code of `atodds lint`.
const fn lint(name: &'static str, level: Level, about: &'static str, help: &'static str) -> Code {
    Code {
        level,
        lint: true,
        ..error(name, about, help)
    }
}

/// Every code, sorted by name.
#[rustfmt::skip]
pub const CODES: &[Code] = &[
    error("accepted-form", "The file of accepted findings is not in the form that can be edited.", "Write it as `atodds accept` does: one entry on each line that begins with `- `."),
    error("bad-attribute", "The first line of a block in a story has an attribute that says nothing.", "Write `key=VALUE`, with quotes around several words."),
    error("bad-date", "A date could not be read.", "Write it as 2024-01-31."),
    error("bad-environment", "A variable of the environment has a value that means nothing.", "Correct it, or unset it."),
    error("bad-expectation", "A line of an `expect` block cannot be read.", "`atodds explain stories` lists the lines."),
    error("bad-feast", "A feast day of a language file has no month and day, or no rule to find them.", "Write it as the feast days beside it."),
    error("bad-feed", "A file that begins like a feed cannot be read as one.", "Fetch it again, or leave it out."),
    error("bad-filter", "`--filter` is no regular expression.", "Quote what is meant as it stands: `\\(`."),
    error("bad-fingerprint", "An accepted finding has a fingerprint that is none.", "Copy it from the report, or let `atodds accept` write the entry."),
    error("bad-id", "An id is not in lower case with hyphens.", "Write it as `harbor-post`."),
    error("bad-length", "A length of time could not be read.", "Write `3d`, `36h`, `90m` or `2w`."),
    error("bad-line", "A line of a stream of claims has not the form that `atodds extract` writes.", "Give `judge` what `extract` wrote, sorted and otherwise as it is."),
    error("bad-month", "A language file lists a month that is none.", "List twelve months, each with its spellings."),
    error("bad-name", "A story's file has a name that its snapshot cannot have.", "Use small letters, digits and `-`."),
    error("bad-number", "A number of a language file is out of range.", "Write the number that the word means."),
    error("bad-pattern", "A pattern cannot be read or cannot run.", "Compare it with the pattern language in the README: `{slot:type}`, `(a|b)`, `word~`, `@list`, `..4`."),
    error("bad-record", "A line of a JSONL file is no article.", "Write one object per line with at least `text`."),
    error("bad-share", "A share is not between 0 and 1.", "Write 0.1 for a tenth."),
    warning("broken-base", "Articles at the base revision could not all be read, so that old findings may look new.", "Look at the files that the message names."),
    error("broken-snapshot", "A snapshot has no head between two lines of `---`.", "Take the file away; `atodds test` writes it anew."),
    warning("cache-unwritable", "The folder that --cache-dir or ATODDS_CACHE_DIR names cannot be written to: every run checks and compiles all rules again.", "Name another folder, or keep nothing with --no-cache."),
    lint("crowded-key", Level::Note, "One fact of this kind holds three or more dates or places that cannot all be its own: its identity is too coarse, so different happenings are compared as one.", "Add a slot to `identify_by`, make the kind an `event`, or narrow its `window`."),
    lint("dead-alternative", Level::Warning, "Whatever this alternative of a group or word list matches, another one matches first: it can go, and nothing changes.", "Delete it, or put the longer wording before the shorter one."),
    lint("disjoint-values", Level::Warning, "Two rules that read the same outlet give values that cannot both be so, for one fact, in one sentence: at least one of them misreads it.", "Look at the sentence with `atodds explain FILE:LINE`, and narrow the rule that is wrong."),
    error("duplicate-attribute", "The first line of a block in a story has one attribute twice.", "Keep one of them."),
    error("duplicate-key", "A YAML map has one key twice.", "Keep one of them."),
    error("duplicate-kind", "Two files define one fact kind.", "Give one of them another id."),
    error("duplicate-name", "A name's id is listed twice.", "Merge the two entries."),
    error("duplicate-rule", "Two rules have one id.", "Give one of them another id."),
    error("empty-article", "An article of a story says nothing.", "Write its text, or take the block away."),
    error("empty-phrase", "A phrase of a language file has no words.", "Write its words, or take the entry away."),
    error("empty-range", "A range of a language file ends before it begins.", "Swap the two numbers."),
    error("empty-reason", "An accepted finding has no reason.", "Say why it is fine."),
    error("empty-story", "A story, or a test of it, has no article or expects nothing.", "`atodds explain stories` shows the form of a story."),
    error("index-busy", "Another process goes on writing to an index.", "Try again when it is done; reading goes on meanwhile."),
    error("index-damaged", "An index holds what no version of this program has written.", "Make it anew from the articles, or take a copy."),
    error("index-full", "There is no room to write to an index.", "Make room and run the command again: it goes on where it stopped."),
    error("index-stale", "Articles of an index were read with other rules than those of the run.", "Run `atodds index add` over them again: it reads what the change can touch."),
    error("index-unwritable", "An index, or the folder around it, cannot be written to.", "Check permissions, the disk and its quota."),
    error("index-version", "An index was made by another version of this program.", "Make a new one from the articles, or use the version that made it."),
    error("invalid-utf8", "A YAML file is not valid UTF-8.", "Save it as UTF-8."),
    lint("long-gap", Level::Warning, "A gap of more than twelve words joins parts of a sentence that rarely belong together.", "Shorten the gap, or name the words that stand in it."),
    error("missing-key", "A map lacks a key that it needs.", "Add the key."),
    warning("more-problems", "A run met more problems than it tells.", "Mend those that are told and run again."),
    lint("never-fired", Level::Note, "The rule reads outlets of the given articles and claimed nothing in any of them.", "Widen its patterns, or delete the rule; `atodds coverage PATHS` shows what no rule reads."),
    error("no-date", "An article of a story has no date.", "Write `date=2026-02-11`, or `date=unknown`."),
    lint("no-example", Level::Warning, "A rule has no test that says what it gives: nothing would notice when it stops working.", "Add an example under `tests:`, with `gives:`."),
    error("no-index", "There is no index at the path.", "`atodds index add INDEX PATHS` makes one."),
    error("no-language", "The pack has no language.", "Copy language/en.yaml and edit it."),
    error("no-names", "The pack lists no name of the type that a scaffold needs.", "List one under names/."),
    lint("no-near-miss", Level::Warning, "A rule has no test that gives nothing: nothing would notice when it reads too much.", "Add a sentence that is nearly read, with `gives: []`."),
    error("no-outlet", "An article of a story has no outlet.", "Write `outlet=harbor-post`."),
    error("no-pattern", "A rule, or a value of one, has no pattern: it would never be read.", "Write one under `match:`, or take the key away."),
    error("no-repository", "A base revision was named, but this is no git repository.", "Run it inside one, or leave the base out."),
    error("no-rules", "There is no rule pack, or it has no file.", "Name a rules folder with `--rules DIR`."),
    error("no-such-article", "The path is no article that could be read.", "Check the path."),
    warning("no-such-file", "A sidecar names a file that is not beside it.", "Correct the name, or take the entry away."),
    error("no-such-line", "An article has fewer lines than were asked for.", "`atodds dump --stage text` prints the lines."),
    error("no-such-revision", "Git knows no revision of this name.", "Check it with `git rev-parse`."),
    error("no-terminal", "`review` asks for keys where nobody can press one.", "Use `--list`, `--accept` or `--reject`."),
    error("no-text", "A record of a JSONL file has no text.", "Give it `text`."),
    lint("no-trigger", Level::Warning, "Neither a word nor a value of the pattern must stand in a sentence, so that it is tried on every one: slow, and rarely what was meant.", "Add a word, a `word~` or an `@list` that every match holds."),
    error("not-an-index", "The file is something else than an index.", "Name the index first: `atodds index add news.index archive/`."),
    error("not-one-word", "A language file needs one word here.", "Write one word without spaces."),
    error("not-sorted", "The lines of a stream of claims are not in the order of their keys.", "Sort them by their first field as bytes: `LC_ALL=C sort`."),
    warning("not-text", "A file is no text and was left out.", "Name text files, JSON lines or folders of them."),
    error("not-utf8", "An article is not valid UTF-8.", "Save it as UTF-8."),
    error("nothing-checked", "There was nothing to do the job on: no article, no rule, no claim or no example.", "Check the paths and `--rules`; `--allow-empty` says that this is expected."),
    error("nothing-pending", "No snapshot of this story is pending.", "`atodds review --list` shows what is."),
    error("once-without-date", "`once` stands on an attribute that takes no dates.", "Give it `is: date`, or take `once` away."),
    error("other-rules", "A line of claims was read with other rules than it is judged with.", "Give `judge` the rules that `extract` had."),
    lint("overlapping-offices", Level::Warning, "Two people hold one office on the same days, so that \"the Ruritanian president\" means both.", "Correct `from` and `until` of their roles, or tell the offices apart by title."),
    warning("passed-over", "A file in a folder of the tests is neither a story nor a snapshot.", "Move it, or give it the ending that it should have."),
    lint("rare-scope", Level::Note, "Claims of this kind hardly ever fill a scope dimension that it declares: what tells two extents apart is seldom read.", "Add patterns or `args:` that fill it, or take the dimension away."),
    error("same-name", "Two articles of a stream of claims have one name.", "Give each record a name of its own as `article`."),
    lint("shadowed-pattern", Level::Warning, "An earlier pattern of the same fact kind reads every sentence that this one reads, and wins.", "Delete it, or narrow the earlier one."),
    lint("shadowed-rule", Level::Warning, "Earlier rules of the same fact kind read every sentence that this rule reads, and win.", "Delete the rule, or narrow the earlier ones."),
    error("taken", "Something of this name is there already.", "Choose another name."),
    error("test-missing", "A rule gives less than its example says.", "`atodds test RULE` shows what is wanted and what is found."),
    error("test-noisy", "A rule gives more than its example says.", "List the claim under `gives:`, or narrow the rule."),
    error("test-ok", "An example holds.", "Nothing."),
    error("test-pending", "A snapshot is new, changed, pending or without its story, or a rule that must have a test has none.", "`atodds test` shows the difference, `atodds review` settles it."),
    error("test-stale", "An example holds although its `todo` says that it fails.", "Take the `todo` away."),
    error("test-todo", "An example fails, as its `todo` says.", "Nothing now."),
    error("test-wrong", "A rule gives something else than its example says.", "`atodds test RULE` shows what is wanted and what is found."),
    error("too-large", "A file is too large to be an article.", "Split it."),
    error("too-long", "A phrase of a language file has too many words.", "Shorten it."),
    error("too-many-articles", "A story has more articles than one can have.", "Split it."),
    error("too-many-values", "A choice has more than sixteen values.", "Split the kind, or merge values."),
    error("unclosed-block", "A block of a story is not closed.", "Write the line of backticks that closes it."),
    lint("unknown-allow", Level::Warning, "A comment `# allow CODE: reason` names no code of `lint`, or gives no reason.", "Write the code of the line it stands on or above, a colon, and why."),
    error("unknown-attribute", "The first line of a block in a story has an attribute that nothing reads.", "An article has outlet, date, title and url."),
    error("unknown-block", "A story has a block of a kind that nothing reads.", "Write `article`, `expect` or `text`."),
    error("unknown-command", "There is no such command.", "`atodds --help` lists them."),
    error("unknown-covers", "`covers:` says nothing known.", "One of after, before, around."),
    error("unknown-cue", "No cue has this name.", "See `cues:` of the language file."),
    warning("unknown-date", "Nobody knows when an article was published, so that its days and its order stay open.", "Write `published: YYYY-MM-DD` at its head or in `articles.yaml`."),
    error("unknown-direction", "`evolves:` says nothing known.", "One of no, up, down, free."),
    error("unknown-domain", "`is:` names no domain of values.", "One of amount, place, names, date, text."),
    error("unknown-finding", "No finding, or more than one, has this id.", "Name the articles of the run that printed it with `--in PATH`."),
    error("unknown-key", "A file has a key that nothing reads.", "Correct its spelling, or take it away."),
    error("unknown-kind", "No fact kind has this id.", "Add a file under facts/, or correct the id."),
    error("unknown-list", "No word list has this name.", "Add it under `words:`, or correct the name."),
    error("unknown-modality", "No modality has this name.", "One of actual, likely, planned, possible, conditional, question."),
    error("unknown-name", "No listed name has this id.", "Add the name, or correct the id."),
    warning("unknown-outlet", "Nobody knows who published an article: its claims stand for it alone.", "Write `outlet: NAME` at its head or in `articles.yaml`."),
    error("unknown-pack", "An outlet uses a file that the pack does not have.", "Correct the path, as in `claims/tolls.en`."),
    error("unknown-reach", "`reach:` says nothing known.", "One of predicate, clause, sentence, after."),
    error("unknown-rule", "No rule has this id.", "`atodds explain RULE` shows a rule; ids stand beside `id:`."),
    error("unknown-rules", "`diff --rules` names neither a folder nor a revision of git.", "Name a folder, a branch, a tag or a commit."),
    error("unknown-selection", "`--only` or `--skip` names no rule, fact kind or outlet of the run.", "Correct the name."),
    error("unknown-slot", "A fact kind has no such slot.", "Use one of its identity slots, attributes or scope dimensions, or `date` or `speaker`."),
    error("unknown-target", "Nothing that can be explained has this name.", "Write a finding as F-…, a line as FILE:LINE, a rule or a problem's code by its id."),
    error("unknown-title", "A reference points back by a title that the language has no words for, or a pattern names who holds one that no name bears.", "Add it under `titles:` or to the `roles:` of a name, or correct its spelling."),
    error("unknown-topic", "`--topic` asks for words that no finding speaks of.", "Correct the words, or leave `--topic` out."),
    error("unknown-type", "No type of mark has this name.", "Declare it under `types:`, or correct the name."),
    error("unknown-value", "The value is none of those that can stand here.", "Use one of the values in the message."),
    warning("unread-language", "Articles are in a language that no file of the pack reads; they are left out.", "Write a file under `language/`, with the code it is detected as under `detected_as:`."),
    error("unreadable", "An article could not be opened.", "Check the path and its permissions."),
    error("unreadable-file", "A file of the pack could not be opened.", "Check its permissions."),
    error("unreadable-findings", "A file of findings is not what `atodds check --format json` writes.", "Make it again with this version of atodds."),
    lint("unused-allow", Level::Warning, "A comment `# allow CODE: reason` stands beside nothing that the code complains about.", "Take the comment away."),
    lint("unused-list", Level::Warning, "No pattern names this word list.", "Delete it, or write `@list` where it is meant."),
    warning("unused-rule", "A line of an outlet's `clean:` matched nothing.", "Correct it, or take it away."),
    lint("unused-type", Level::Warning, "Nothing has this type, or nothing asks for it: it tells nothing apart.", "Delete it, give it to names, or ask for it in a pattern or a fact kind."),
    error("wrong-flag", "Two flags do not go together.", "Leave one out."),
    error("wrong-length", "A table of a language file has the wrong number of entries.", "Compare it with language/en.yaml."),
    error("wrong-slots", "A pattern of a language file lacks a slot, or has one too many.", "Compare it with language/en.yaml."),
    error("wrong-stage", "The stage has no such form.", "Only `graph` has the forms `--dot`, `--graphml` and `--jsonld`; every stage has `--json`."),
    error("wrong-target", "Only two lines can be compared.", "Write both as FILE:LINE."),
    error("wrong-type", "A value has another shape than is needed here.", "Write the shape that the message names."),
    error("wrong-value", "A value cannot stand here.", "Write what the message asks for."),
    error("yaml-alias", "YAML aliases are not allowed: a short file can unfold into a huge one.", "Write the value out."),
    error("yaml-empty", "A YAML file is empty.", "Fill it, or delete it."),
    error("yaml-key", "A YAML key is no plain text.", "Write a short word."),
    error("yaml-many-documents", "A YAML file holds more than one document.", "Split the file."),
    error("yaml-syntax", "A file is no YAML.", "Check quotes, colons and indents where the message points."),
    error("yaml-tag", "YAML tags are not allowed.", "Take the tag away."),
    error("yaml-too-deep", "YAML collections nest too deep.", "Flatten the file."),
    error("yaml-too-large", "A YAML file is too large.", "Split the file."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_sorted_and_kebab_case() {
        assert!(CODES.is_sorted_by(|a, b| a.name < b.name));
        for code in CODES {
            let plain = code
                .name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(plain && !code.name.contains("--"), "{}", code.name);
        }
    }

    #[test]
    fn every_code_says_what_it_means_and_what_to_do() {
        for code in CODES {
            for words in [code.about, code.help] {
                assert!(words.ends_with('.'), "{}: {words}", code.name);
                assert!(
                    words.starts_with(|c: char| !c.is_ascii_lowercase()),
                    "{words}"
                );
            }
        }
    }
}
