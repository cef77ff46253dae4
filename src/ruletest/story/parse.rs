//! From Markdown to a story: headings, fences and their attributes.
//!
//! Takes the text of a file and the pack its words must be of, gives a [`Story`] and problems with places. Never stops
//! at the first mistake, and never lets one pass: a fence that nobody reads would be a test that never fails.

use super::{Story, StoryTest, expect};
use crate::problem::{ByteSpan, Place, Problem, nearest};
use crate::rules::RulePack;
use crate::source::{self, Article, Metadata, Outlets, published};

/// What an `article` fence may say.
const ATTRIBUTES: [&str; 4] = ["outlet", "date", "title", "url"];
/// What a fence may hold.
const FENCES: [&str; 3] = ["article", "expect", "text"];
/// Articles of one story.
const MOST_ARTICLES: usize = 200;

/// Reads a story and checks its words against `pack`.
///
/// ```
/// let (pack, _) = atodds::rules::build(&[]);
/// let text = "# Nothing\n```article outlet=post date=2026-02-11\nNothing.\n```\n```expect\nfinding none\n```\n";
/// let (story, problems) = atodds::ruletest::story::parse("nothing", "nothing.md", text, &pack);
/// assert!(problems.is_empty());
/// assert_eq!((story.title.as_str(), story.tests.len()), ("Nothing", 1));
/// ```
pub fn parse(name: &str, path: &str, text: &str, pack: &RulePack) -> (Story, Vec<Problem>) {
    let mut reader = Reader {
        path,
        text,
        pack,
        outlets: Outlets::new(&pack.outlets),
        problems: Vec::new(),
        story: Story {
            name: name.to_owned(),
            path: path.to_owned(),
            title: name.to_owned(),
            shared: Vec::new(),
            tests: Vec::new(),
        },
        titled: false,
        in_section: false,
    };
    reader.read();
    let Reader {
        mut story,
        mut problems,
        ..
    } = reader;
    check_whole(&story, path, text, &mut problems);
    story.tests.retain(|test| !test.expects.is_empty());
    (story, problems)
}

/// What only the whole story shows.
fn check_whole(story: &Story, path: &str, text: &str, problems: &mut Vec<Problem>) {
    if !problems.is_empty() {
        // What is missing may stand in the part that could not be read.
        return;
    }
    let start = Place::new(path, text, ByteSpan::new(0, 0));
    let lacks = |message: String| {
        Problem::error("empty-story", message)
            .at(start.clone())
            .help("`atodds explain stories` shows the form of a story")
    };
    if story.tests.iter().all(|test| test.expects.is_empty()) {
        problems.push(lacks(format!("the story `{}` expects nothing", story.name)));
    }
    for test in &story.tests {
        if test.expects.is_empty() {
            problems.push(lacks(format!("the test “{}” expects nothing", test.title)));
        } else if test.articles.is_empty() && story.shared.is_empty() {
            problems.push(lacks(format!("the test “{}” has no article", test.title)));
        }
    }
    problems.dedup();
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    pack: &'a RulePack,
    outlets: Outlets,
    problems: Vec<Problem>,
    story: Story,
    /// Whether the story has its title.
    titled: bool,
    /// Whether a second-level heading stands above.
    in_section: bool,
}

/// One line with its place.
#[derive(Clone, Copy)]
struct Line<'a> {
    /// The first byte.
    start: usize,
    /// Number, from 1.
    number: usize,
    /// Without its end.
    text: &'a str,
}

/// A fence: how many ticks close it, its kind, and what else its line says.
struct Fence<'a> {
    ticks: usize,
    kind: &'a str,
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        let mut lines = lines(self.text).into_iter();
        while let Some(line) = lines.next() {
            if let Some(fence) = fence(line.text) {
                let mut inside = Vec::new();
                let closed = loop {
                    match lines.next() {
                        Some(one) if closes(one.text, fence.ticks) => break true,
                        Some(one) => inside.push(one),
                        None => break false,
                    }
                };
                if closed {
                    self.block(line, &fence, &inside);
                } else {
                    self.complain(line, "unclosed-block", "this block is not closed", None);
                }
            } else if let Some(title) = line.text.strip_prefix("# ") {
                if !std::mem::replace(&mut self.titled, true) {
                    title.trim().clone_into(&mut self.story.title);
                }
            } else if let Some(title) = line.text.strip_prefix("## ") {
                self.in_section = true;
                self.begin(title.trim());
            }
        }
    }

    fn begin(&mut self, title: &str) {
        self.story.tests.push(StoryTest {
            title: title.to_owned(),
            articles: Vec::new(),
            expects: Vec::new(),
        });
    }

    fn block(&mut self, line: Line<'a>, fence: &Fence<'a>, inside: &[Line<'a>]) {
        match fence.kind {
            "article" => {
                if let Some(article) = self.article(line, fence.rest, inside) {
                    self.keep(line, article);
                }
            }
            "expect" => {
                if !self.in_section && self.story.tests.is_empty() {
                    let title = self.story.title.clone();
                    self.begin(&title);
                }
                for one in inside {
                    self.expect(*one);
                }
            }
            "text" => {}
            other => {
                let near = nearest(other, FENCES).map(|near| format!("did you mean `{near}`?"));
                let help = near.unwrap_or_else(|| "write `article`, `expect` or `text`".to_owned());
                let message = if other.is_empty() {
                    "a block without a kind is read by nobody".to_owned()
                } else {
                    format!("a block of kind `{other}` is read by nobody")
                };
                self.complain(line, "unknown-block", &message, Some(help));
            }
        }
    }

    /// Gives the article its name in records, and its place.
    fn keep(&mut self, line: Line<'a>, mut article: Article) {
        let tests = &self.story.tests;
        let in_all: usize = tests.iter().map(|test| test.articles.len()).sum();
        if in_all + self.story.shared.len() >= MOST_ARTICLES {
            let message = format!("a story has {MOST_ARTICLES} articles at most");
            return self.complain(line, "too-many-articles", &message, None);
        }
        // Tests never meet each other's articles.
        let beside = tests.last().filter(|_| self.in_section);
        let beside = beside.iter().flat_map(|test| &test.articles);
        let twins = self
            .story
            .shared
            .iter()
            .chain(beside)
            .filter(|other| base_of(&other.id) == article.id)
            .count();
        if twins > 0 {
            article.id = format!("{} #{}", article.id, twins + 1);
        }
        match self.story.tests.last_mut().filter(|_| self.in_section) {
            Some(test) => test.articles.push(article),
            None => self.story.shared.push(article),
        }
    }

    fn expect(&mut self, line: Line<'a>) {
        let text = line.text.trim();
        if text.is_empty() || text.starts_with('#') {
            return;
        }
        match expect::read(text, line.number, self.pack) {
            Ok(expect) => {
                // `begin` has run: an `expect` block opens a test where there is none.
                if let Some(test) = self.story.tests.last_mut() {
                    test.expects.push(expect);
                }
            }
            Err(wrong) => {
                self.complain(line, wrong.code, &wrong.message, wrong.help);
            }
        }
    }

    fn article(&mut self, line: Line<'a>, rest: &str, inside: &[Line<'a>]) -> Option<Article> {
        let before = self.problems.len();
        let mut given: [Option<String>; 4] = Default::default();
        for (key, value) in attributes(rest) {
            let Some(at) = ATTRIBUTES.iter().position(|known| *known == key) else {
                let near = nearest(key, ATTRIBUTES).map(|near| format!("did you mean `{near}`?"));
                let message = format!("an article has no `{key}`");
                let help = near.unwrap_or_else(|| format!("it has {}", ATTRIBUTES.join(", ")));
                self.complain(line, "unknown-attribute", &message, Some(help));
                continue;
            };
            match value {
                Some(_) if given[at].is_some() => {
                    let message = format!("`{key}` stands here twice");
                    self.complain(line, "duplicate-attribute", &message, None);
                }
                Some(value) if !value.trim().is_empty() => given[at] = Some(value),
                _ => {
                    let message = format!("`{key}` says nothing");
                    let help = format!("write `{key}=VALUE`, with quotes around several words");
                    self.complain(line, "bad-attribute", &message, Some(help));
                }
            }
        }
        let [outlet, date, title, url] = given;
        let day = self.date(line, date.as_deref());
        if outlet.is_none() {
            let help = Some("write `outlet=harbor-post`".to_owned());
            self.complain(
                line,
                "no-outlet",
                "an article of a story names its outlet",
                help,
            );
        }
        let body: Vec<&str> = inside.iter().map(|one| one.text).collect();
        let body = body.join("\n");
        if body.trim().is_empty() {
            self.complain(line, "empty-article", "this article says nothing", None);
        }
        if self.problems.len() > before {
            return None;
        }
        let metadata = Metadata {
            outlet,
            published: day,
            title,
            url,
            ..Metadata::default()
        };
        // Without an ending the text is read as plain text, as it stands in the block.
        let mut article = source::text(
            "article",
            &body,
            &metadata,
            &self.outlets,
            &mut self.problems,
        );
        article.first_line += line.number;
        self.path.clone_into(&mut article.path);
        let outlet = article.outlet.as_ref().map(ToString::to_string);
        article.id = format!(
            "{} {}",
            outlet.as_deref().unwrap_or("unknown"),
            date.as_deref().unwrap_or("unknown")
        );
        for problem in &mut self.problems[before..] {
            problem.place = Some(place(self.path, self.text, line));
        }
        Some(article)
    }

    /// The date that a fence gives; a problem when it gives none, unless it says that nobody knows it.
    fn date(&mut self, line: Line<'a>, given: Option<&str>) -> Option<crate::value::Period> {
        let help =
            Some("write `date=2026-02-11`, `date=2026-02-11T14:30` or `date=unknown`".into());
        match given {
            Some("unknown") => None,
            None => {
                self.complain(line, "no-date", "an article of a story has a date", help);
                None
            }
            Some(date) => {
                let day = published(date);
                if day.is_none() {
                    let message = format!("`{date}` is no date");
                    self.complain(line, "bad-date", &message, help);
                }
                day
            }
        }
    }

    fn complain(
        &mut self,
        line: Line<'a>,
        code: &'static str,
        message: &str,
        help: Option<String>,
    ) {
        let problem = Problem::error(code, message).at(place(self.path, self.text, line));
        self.problems.push(Problem { help, ..problem });
    }
}

fn place(path: &str, text: &str, line: Line<'_>) -> Place {
    let skipped = line.text.len() - line.text.trim_start().len();
    let start = line.start + skipped;
    Place::new(
        path,
        text,
        ByteSpan::new(start, line.start + line.text.len()),
    )
}

/// The name of an article without the number that tells it from its twins.
fn base_of(id: &str) -> &str {
    id.split_once(" #").map_or(id, |(base, _)| base)
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut found = Vec::new();
    for (at, line) in text.split_inclusive('\n').enumerate() {
        found.push(Line {
            start,
            number: at + 1,
            text: line.trim_end_matches(['\n', '\r']),
        });
        start += line.len();
    }
    found
}

fn fence(line: &str) -> Option<Fence<'_>> {
    let ticks = line.bytes().take_while(|byte| *byte == b'`').count();
    if ticks < 3 {
        return None;
    }
    let rest = line[ticks..].trim();
    let (kind, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Some(Fence { ticks, kind, rest })
}

fn closes(line: &str, ticks: usize) -> bool {
    let line = line.trim_end();
    line.len() >= ticks && line.bytes().all(|byte| byte == b'`')
}

/// `key=value` and `key="several words"`; without a value where no `=` stands.
fn attributes(rest: &str) -> Vec<(&str, Option<String>)> {
    let mut found = Vec::new();
    let mut left = rest.trim_start();
    while !left.is_empty() {
        let end = left
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(left.len());
        let key = &left[..end];
        left = &left[end..];
        let Some(value) = left.strip_prefix('=') else {
            found.push((key, None));
            left = left.trim_start();
            continue;
        };
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => value
                .find(char::is_whitespace)
                .map_or((value, ""), |end| value.split_at(end)),
        };
        found.push((key, Some(value.to_owned())));
        left = after.trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Story, Vec<Problem>) {
        parse("a", "tests/rules/a.md", text, &RulePack::default())
    }

    fn told(text: &str) -> Vec<(usize, &'static str, String)> {
        let (_, problems) = read(text);
        problems
            .into_iter()
            .map(|problem| {
                let line = problem.place.as_ref().map_or(0, |place| place.line);
                let help = problem.help.unwrap_or_default();
                (line, problem.code, format!("{}; {help}", problem.message))
            })
            .collect()
    }

    const ARTICLE: &str = "```article outlet=post date=2026-02-11\nNothing.\n```\n";
    const EXPECT: &str = "```expect\nfinding none\n```\n";

    #[test]
    fn articles_above_the_first_section_belong_to_every_test() {
        let text = format!("# Title\n{ARTICLE}## One\n{EXPECT}## Two\n{ARTICLE}{EXPECT}");
        let (story, problems) = read(&text);
        assert!(problems.is_empty(), "{:?}", problems[0].message);
        assert_eq!(story.title, "Title");
        assert_eq!(story.shared.len(), 1);
        let titles: Vec<&str> = story.tests.iter().map(|test| test.title.as_str()).collect();
        assert_eq!(titles, ["One", "Two"]);
        // Two articles of one outlet and day are told apart.
        assert_eq!(story.tests[1].articles[0].id, "post 2026-02-11 #2");
    }

    #[test]
    fn an_article_knows_its_outlet_its_day_and_its_line() {
        let text = format!(
            "# T\n\n```article outlet=\"Valley News\" date=2026-02-11T14:30 title=\"A day\"\nOne.\n\nTwo.\n```\n{EXPECT}"
        );
        let (story, problems) = read(&text);
        assert!(problems.is_empty(), "{:?}", problems[0].message);
        let article = &story.shared[0];
        assert_eq!(
            article.outlet.as_ref().expect("named").as_str(),
            "valley-news"
        );
        assert_eq!(
            article.published.expect("dated").to_string(),
            "2026-02-11T14:30"
        );
        assert_eq!(article.title.as_deref(), Some("A day"));
        assert_eq!(
            (article.first_line, article.text.as_str()),
            (4, "One.\n\nTwo.")
        );
    }

    #[test]
    fn a_date_that_nobody_knows_is_said_so() {
        let (story, problems) = read(&format!(
            "```article outlet=post date=unknown\nNothing.\n```\n{EXPECT}"
        ));
        assert!(problems.is_empty());
        assert_eq!(story.shared[0].published, None);
    }

    #[test]
    fn mistakes_in_a_fence_are_told_with_their_line() {
        let wrong =
            "```article outlt=post date=2026-02-30\nNothing.\n```\n```artcle\n```\n```\n```\n";
        let told = told(wrong);
        let codes: Vec<(usize, &str)> = told.iter().map(|(line, code, _)| (*line, *code)).collect();
        assert_eq!(
            codes,
            [
                (1, "unknown-attribute"),
                (1, "bad-date"),
                (1, "no-outlet"),
                (4, "unknown-block"),
                (6, "unknown-block"),
            ]
        );
        assert!(
            told[0].2.contains("did you mean `outlet`?"),
            "{}",
            told[0].2
        );
        assert!(
            told[3].2.contains("did you mean `article`?"),
            "{}",
            told[3].2
        );
    }

    #[test]
    fn an_attribute_twice_or_without_a_value_is_told() {
        let wrong = "```article outlet=a outlet=b date title=\"\"\nNothing.\n```\n";
        let codes: Vec<&str> = told(wrong).into_iter().map(|(_, code, _)| code).collect();
        assert_eq!(
            codes,
            [
                "duplicate-attribute",
                "bad-attribute",
                "bad-attribute",
                "no-date"
            ]
        );
    }

    #[test]
    fn what_is_empty_or_open_is_told() {
        assert_eq!(
            told("```article outlet=a date=unknown\n\n```\n")[0].1,
            "empty-article"
        );
        assert_eq!(
            told("# T\n```expect\nfinding none\n")[0].1,
            "unclosed-block"
        );
        assert_eq!(told("# T\nprose\n")[0].1, "empty-story");
        assert_eq!(told(EXPECT)[0].1, "empty-story");
        let half = format!("{ARTICLE}## One\n{EXPECT}## Two\n");
        assert!(told(&half)[0].2.contains("“Two” expects nothing"));
    }

    #[test]
    fn a_longer_fence_may_hold_a_shorter_one() {
        let text = format!("````article outlet=a date=unknown\nOne.\n```\nTwo.\n````\n{EXPECT}");
        let (story, problems) = read(&text);
        assert!(problems.is_empty());
        assert!(story.shared[0].text.contains("```\nTwo."));
    }

    #[test]
    fn line_ends_of_windows_change_nothing() {
        let text = format!("# T\n{ARTICLE}{EXPECT}").replace('\n', "\r\n");
        let (story, problems) = read(&text);
        assert!(problems.is_empty());
        assert_eq!(
            (story.title.as_str(), story.shared[0].text.as_str()),
            ("T", "Nothing.")
        );
    }
}
