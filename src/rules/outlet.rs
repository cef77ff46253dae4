//! Outlet files: who publishes, how its articles are known, and what on its pages is not the article.
//!
//! Takes the YAML under `rules/outlets/`, gives a checked [`Outlet`] and what the rule loader needs of the file
//! ([`Extras`]). Never looks at articles.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

use super::names::NameId;
use super::raw;
use super::yaml::{self, Document, Many};

/// An outlet, checked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outlet {
    /// Its id, kebab-case; the file is named after it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Other names metadata may give it.
    pub also: Vec<String>,
    /// How an article without metadata is known to be its own.
    pub identify: Identify,
    /// What to leave out of its articles.
    pub clean: Clean,
}

/// What makes an article known: a host or a closing line alone, or the whole layout together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Identify {
    /// Hosts of its addresses; subdomains count.
    pub host: Vec<String>,
    /// Lines that only its articles hold.
    pub closing_line: Vec<LinePattern>,
    /// What the first lines look like, one pattern per line, blank lines not counted.
    pub opening: Vec<LinePattern>,
    /// Whole lines that tell its layout.
    pub lines: Vec<LinePattern>,
    /// Words anywhere in the text that tell its layout.
    pub phrases: Vec<String>,
    /// How many of `lines` and `phrases` must be there.
    pub at_least: usize,
    /// Lines with which its articles credit an agency, by agency: articles that credit one are one origin.
    pub wire: BTreeMap<String, Vec<LinePattern>>,
}

/// What to leave out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Clean {
    /// Lines that are not the article: labels, credits, captions.
    pub drop_lines: Vec<LinePattern>,
    /// Lines at which the article is over.
    pub drop_after: Vec<LinePattern>,
    /// Section headings: cut off where they lead into a sentence, a heading where they stand alone.
    pub headings: Vec<String>,
}

/// What else an outlet file holds, for the rule loader: `R` is its type for one rule as written.
#[derive(Debug, Clone)]
pub struct Extras<R> {
    /// Files of the pack this outlet is read with; empty for all.
    pub uses: Vec<String>,
    /// House style names, as written.
    pub names: Vec<raw::Name>,
    /// Named word lists, as written.
    pub words: BTreeMap<String, Many<String>>,
    /// Rules of this outlet alone, as written.
    pub rules: Vec<R>,
    /// Ids of shared rules that do not hold for this outlet.
    pub disable: Vec<String>,
}

/// A file under `outlets/`.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "Outlet")]
#[serde(deny_unknown_fields, bound = "R: serde::de::DeserializeOwned")]
pub(super) struct RawOutlet<R> {
    /// Its id, lower case with hyphens.
    outlet: String,
    /// Its name for people.
    #[serde(default)]
    name: Option<String>,
    /// Other names that articles may give it.
    #[serde(default)]
    also: Many<String>,
    /// How an article without a head is known to be its own.
    #[serde(default)]
    identify: Option<RawIdentify>,
    /// What on its pages is not the article.
    #[serde(default)]
    clean: Option<RawClean>,
    /// The files of the pack it is read with, as `claims/tolls.en`; all when left out.
    #[serde(default, rename = "use")]
    uses: Many<String>,
    /// Names of its house style.
    #[serde(default)]
    names: Option<Vec<raw::Name>>,
    /// Word lists of its own rules.
    #[serde(default)]
    words: Option<BTreeMap<String, Many<String>>>,
    /// Rules that read this outlet alone.
    #[serde(default)]
    rules: Option<Vec<R>>,
    /// Ids of shared rules that do not read it.
    #[serde(default)]
    disable: Many<String>,
}

/// How an article without a head is known to be its own: by a host or closing line alone, or by the layout together.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Identify")]
struct RawIdentify {
    /// Hosts of its addresses, as `news.example.com`; subdomains count.
    #[serde(default)]
    host: Many<String>,
    /// Lines that only its articles hold; `*` stands for any text, `#` for a number.
    #[serde(default)]
    closing_line: Many<String>,
    /// What the first lines look like, one pattern for each.
    #[serde(default)]
    opening: Many<String>,
    /// Whole lines that tell its layout.
    #[serde(default)]
    lines: Many<String>,
    /// Words anywhere that tell its layout.
    #[serde(default)]
    phrases: Many<String>,
    /// How many of `lines` and `phrases` must be there; all when left out.
    #[serde(default)]
    at_least: Option<usize>,
    /// Lines with which its articles credit an agency, by agency, as in `{coast-wire: ["(CW)*"]}`.
    #[serde(default)]
    wire: BTreeMap<String, Many<String>>,
}

/// What on its pages is not the article.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Clean")]
struct RawClean {
    /// Lines that are not the article: labels, credits, captions.
    #[serde(default)]
    drop_lines: Many<String>,
    /// Lines at which the article is over.
    #[serde(default)]
    drop_after: Many<String>,
    /// Section headings: cut off where they lead into a sentence.
    #[serde(default)]
    headings: Many<String>,
}

/// An outlet file as its author writes it, with rules as rules are written.
pub(super) type AsWritten = RawOutlet<raw::Rule>;

/// Loads the outlet file called `path` from its `bytes`; `R` is the type of one rule as written.
///
/// # Errors
///
/// Gives every mistake of the file, with its place.
///
/// ```
/// use atodds::rules::outlet;
/// let yaml = "outlet: gazette\nidentify: {host: gazette.example}\nclean: {drop_lines: ['Read more: *']}\n";
/// let (outlet, extras, _) = outlet::load::<()>("gazette.yaml", yaml.as_bytes()).expect("it is valid");
/// assert_eq!((outlet.name.as_str(), extras.rules.len()), ("Gazette", 0));
/// assert!(outlet.clean.drop_lines[0].matches("  Read more: Ten things"));
/// ```
pub fn load<R: DeserializeOwned>(
    path: &str,
    bytes: &[u8],
) -> Result<(Outlet, Extras<R>, Document), Vec<Problem>> {
    let (raw, document) = yaml::load::<RawOutlet<R>>(path, bytes)?;
    let mut check = Check {
        document: &document,
        problems: Vec::new(),
    };
    let outlet = check.outlet(&raw);
    if !check.problems.is_empty() {
        return Err(check.problems);
    }
    let extras = Extras {
        uses: raw.uses.0,
        names: raw.names.unwrap_or_default(),
        words: raw.words.unwrap_or_default(),
        rules: raw.rules.unwrap_or_default(),
        disable: raw.disable.0,
    };
    Ok((outlet, extras, document))
}

struct Check<'d> {
    document: &'d Document,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn outlet<R>(&mut self, raw: &RawOutlet<R>) -> Outlet {
        let slug = NameId::from_text(&raw.outlet);
        if raw.outlet.is_empty() || slug.as_str() != raw.outlet {
            let problem = self.document.problem(
                "bad-id",
                "outlet",
                format!(
                    "the outlet id `{}` is not in lower case with hyphens",
                    raw.outlet
                ),
            );
            self.problems.push(if slug.as_str().is_empty() {
                problem
            } else {
                problem.help(format!("write `{slug}`"))
            });
        }
        Outlet {
            id: raw.outlet.clone(),
            name: raw
                .name
                .clone()
                .unwrap_or_else(|| super::Names::default().display(&slug)),
            also: raw.also.0.clone(),
            identify: raw
                .identify
                .as_ref()
                .map(|raw| self.identify(raw))
                .unwrap_or_default(),
            clean: raw
                .clean
                .as_ref()
                .map(|raw| Clean {
                    drop_lines: self.patterns("clean.drop_lines", &raw.drop_lines),
                    drop_after: self.patterns("clean.drop_after", &raw.drop_after),
                    headings: self.words("clean.headings", &raw.headings),
                })
                .unwrap_or_default(),
        }
    }

    fn identify(&mut self, raw: &RawIdentify) -> Identify {
        let signs = raw.lines.0.len() + raw.phrases.0.len();
        if let Some(at_least) = raw.at_least
            && (at_least == 0 || at_least > signs)
        {
            self.problems.push(
                self.document
                    .problem(
                        "wrong-value",
                        "identify.at_least",
                        format!("`at_least` is {at_least}, with {signs} lines and phrases to find"),
                    )
                    .help("give a number from 1 to the count of lines and phrases"),
            );
        }
        let mut host = Vec::new();
        for (at, given) in raw.host.0.iter().enumerate() {
            if given.contains(['/', ':', ' ']) || !given.contains('.') {
                let path = self.path("identify.host", at);
                self.problems.push(
                    self.document
                        .problem("wrong-value", &path, format!("`{given}` is not a host"))
                        .help("write it without scheme and path, such as `news.example.com`"),
                );
            }
            let lower = given.to_lowercase();
            host.push(lower.strip_prefix("www.").unwrap_or(&lower).to_owned());
        }
        Identify {
            host,
            closing_line: self.patterns("identify.closing_line", &raw.closing_line),
            opening: self.patterns("identify.opening", &raw.opening),
            lines: self.patterns("identify.lines", &raw.lines),
            phrases: self.words("identify.phrases", &raw.phrases),
            at_least: raw.at_least.unwrap_or(signs),
            wire: raw
                .wire
                .iter()
                .map(|(agency, lines)| {
                    let path = format!("identify.wire.{agency}");
                    (agency.clone(), self.patterns(&path, lines))
                })
                .collect(),
        }
    }

    fn words(&mut self, path: &str, given: &Many<String>) -> Vec<String> {
        for (at, words) in given.0.iter().enumerate() {
            if !words.chars().any(char::is_alphanumeric) {
                self.problems.push(self.document.problem(
                    "wrong-value",
                    &self.path(path, at),
                    "this holds no letter or digit",
                ));
            }
        }
        given.0.iter().map(|words| straight(words.trim())).collect()
    }

    fn patterns(&mut self, path: &str, given: &Many<String>) -> Vec<LinePattern> {
        let mut patterns = Vec::new();
        for (at, pattern) in given.0.iter().enumerate() {
            if pattern.trim().is_empty() {
                self.problems.push(self.document.problem(
                    "wrong-value",
                    &self.path(path, at),
                    "an empty pattern would match blank lines, which are never read anyway",
                ));
            }
            patterns.push(LinePattern::new(pattern));
        }
        patterns
    }

    /// The path of entry `at`, also when one value stands for a list of one.
    fn path(&self, path: &str, at: usize) -> String {
        let entry = format!("{path}[{at}]");
        if self.document.span(&entry).is_some() {
            entry
        } else {
            path.to_owned()
        }
    }
}

/// Bytes of the longest line that a pattern is tried on: labels and credits are short.
const MAX_LINE: usize = 1000;

/// What a whole line looks like: `*` stands for any text, `#` for a number, `\` makes the next one plain.
///
/// Blanks around the line do not count, unless the pattern begins with a blank; curly quotes equal straight ones.
///
/// ```
/// use atodds::rules::outlet::LinePattern;
/// assert!(LinePattern::new("*/Wire Photos").matches("Jo Doe/Wire Photos"));
/// assert!(LinePattern::new("# comments").matches(" 14 comments"));
/// assert!(!LinePattern::new("Read on").matches("Read on here"));
/// assert!(!LinePattern::new("    *").matches("  not deep enough"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinePattern {
    indent: usize,
    parts: Vec<Part>,
    /// Bytes of the shortest line that can match.
    shortest: usize,
    /// The longest run of plain characters, which every matching line holds as it is.
    needle: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Part {
    Char(char),
    Any,
    Number,
}

impl LinePattern {
    /// The pattern as written.
    pub fn new(pattern: &str) -> Self {
        let body = pattern.trim_start_matches(' ');
        let mut parts = Vec::new();
        let mut plain = false;
        for c in straight(body.trim()).chars() {
            match c {
                '\\' if !plain => {
                    plain = true;
                    continue;
                }
                '*' if !plain => {
                    if parts.last() != Some(&Part::Any) {
                        parts.push(Part::Any);
                    }
                }
                '#' if !plain => parts.push(Part::Number),
                _ => parts.push(Part::Char(c)),
            }
            plain = false;
        }
        // Blanks and quotes may be set otherwise in the line.
        let needle = parts
            .split(|part| !matches!(part, Part::Char(c) if !matches!(c, ' ' | '"' | '\'')))
            .max_by_key(|run| run.len())
            .unwrap_or_default()
            .iter()
            .filter_map(|part| match part {
                Part::Char(c) => Some(*c),
                _ => None,
            })
            .collect();
        Self {
            indent: pattern.len() - body.len(),
            needle,
            shortest: parts.iter().filter(|part| **part != Part::Any).count(),
            parts,
        }
    }

    /// True when the whole line looks like this.
    pub fn matches(&self, line: &str) -> bool {
        let body = line.trim();
        if body.len() > MAX_LINE || body.is_empty() {
            return false;
        }
        let indent = line.len() - line.trim_start().len();
        if indent < self.indent {
            return false;
        }
        // Most lines fail at their first or last letter, or are too short.
        let differs = |part: Option<&Part>, given: Option<char>| matches!((part, given), (Some(Part::Char(c)), Some(given)) if straight_char(given) != *c);
        if body.len() < self.shortest
            || differs(self.parts.first(), body.chars().next())
            || differs(self.parts.last(), body.chars().next_back())
            || !body.contains(&self.needle)
        {
            return false;
        }
        let line: Vec<char> = body.chars().map(straight_char).collect();
        // The ends that the parts so far can reach in the line.
        let mut reached = vec![false; line.len() + 1];
        reached[0] = true;
        for part in &self.parts {
            let mut next = vec![false; line.len() + 1];
            let mut open = false;
            for at in 0..=line.len() {
                match part {
                    Part::Char(c) => {
                        if at > 0 && reached[at - 1] && line[at - 1] == *c {
                            next[at] = true;
                        }
                    }
                    Part::Any => {
                        open |= reached[at];
                        next[at] = open;
                    }
                    Part::Number => {
                        let digit = at > 0 && line[at - 1].is_ascii_digit();
                        next[at] = digit && (reached[at - 1] || next[at - 1]);
                    }
                }
            }
            reached = next;
        }
        reached[line.len()]
    }
}

/// Curly quotes and apostrophes made straight: pages differ in them, people type straight ones.
pub fn straight(text: &str) -> String {
    text.chars().map(straight_char).collect()
}

fn straight_char(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' => '\'',
        '“' | '”' => '"',
        '\u{a0}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<Problem> {
        load::<()>("o.yaml", text.as_bytes())
            .err()
            .unwrap_or_default()
    }

    #[test]
    fn a_full_file_loads() {
        let text = "outlet: daily-bugle\nname: The Daily Bugle\nalso: Bugle Online\n\
            identify:\n  host: [www.bugle.example, bugle.test]\n  closing_line: 'First in bugle.example'\n  \
            lines: [\"What’s new\", Outlook]\n  at_least: 1\n  wire: {coast-wire: ['(CW)*']}\n\
            clean:\n  drop_lines: ['*/Bugle Photos']\n  drop_after: \"What's your take?\"\n  headings: ['Why it counts:']\n\
            use: [claims/a, names/b]\nnames:\n- {id: jj, name: J. J., type: person, also: Jonah, roles: [{title: editor, from: 1962-01-01}]}\n\
            rules: [null]\ndisable: met\n";
        let (outlet, extras, _) = load::<()>("o.yaml", text.as_bytes()).unwrap();
        assert_eq!(outlet.identify.host, ["bugle.example", "bugle.test"]);
        assert_eq!(outlet.also, ["Bugle Online"]);
        assert!(outlet.identify.lines[0].matches("What's new"));
        assert!(outlet.clean.drop_after[0].matches("What’s your take?"));
        assert_eq!(outlet.identify.at_least, 1);
        assert!(outlet.identify.wire["coast-wire"][0].matches("(CW) The ferry is back."));
        assert_eq!(extras.uses, ["claims/a", "names/b"]);
        assert_eq!(extras.names[0].roles[0].from.as_deref(), Some("1962-01-01"));
        assert_eq!((extras.rules.len(), extras.disable.len()), (1, 1));
    }

    #[test]
    fn wrong_values_are_located() {
        let text = "outlet: Daily Bugle\nidentify:\n  host: 'https://bugle.example/'\n  lines: [a, '']\n  at_least: 3\n";
        let found: Vec<(usize, &str)> = problems(text)
            .iter()
            .map(|problem| (problem.place.as_ref().unwrap().line, problem.code))
            .collect();
        assert_eq!(
            found,
            [
                (1, "bad-id"),
                (5, "wrong-value"),
                (3, "wrong-value"),
                (4, "wrong-value")
            ]
        );
        assert_eq!(
            problems(text)[0].help.as_deref(),
            Some("write `daily-bugle`")
        );
    }

    #[test]
    fn patterns_match_whole_lines() {
        for (pattern, line, wanted) in [
            ("More in:*", "More in:News", true),
            ("More in:*", "See More in:News", false),
            ("*(AP)*", "KYIV (AP) - A", true),
            ("#", "  120 ", true),
            ("#", "12a", false),
            ("# of #", "3 of 10", true),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("*a*a*a*", "xaxaxa", true),
            ("*a*a*a*", "xaxax", false),
            ("*", "", false),
        ] {
            assert_eq!(
                LinePattern::new(pattern).matches(line),
                wanted,
                "{pattern} on {line}"
            );
        }
    }
}
