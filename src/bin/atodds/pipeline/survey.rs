//! From loaded articles, or the rules' own examples, to a survey, and from it to lints and coverage.
//!
//! Takes what was loaded, gives problems or a coverage. Never prints.

use atodds::graph::ArticleRef;
use atodds::problem::{ByteSpan, Place, Problem};
use atodds::rules::RulePack;
use atodds::rules::lint::{self, Usage};
use atodds::rules::pack::PackFile;
use atodds::rules::sources::Sources;
use atodds::ruletest::{self, Example};
use atodds::source::Article;
use atodds::survey::{self, Coverage, Library, Sheet, Survey};
use rayon::prelude::*;

use super::{Loaded, outlet_of, place_of};

/// What the lints say of the rules, over their own examples and the articles that were loaded.
pub(crate) fn lint(loaded: &Loaded, files: &[PackFile]) -> Vec<Problem> {
    lint::lint(&loaded.pack, files, &|| usage(loaded))
}

/// What is counted over the rules' own examples and the articles that were loaded.
fn usage(loaded: &Loaded) -> Usage {
    let examples = ruletest::examples(&loaded.pack);
    let of_examples = of_examples(&loaded.pack, &examples);
    let given = of_articles(loaded);
    let references: Vec<ArticleRef> = loaded.articles.par_iter().map(ArticleRef::from).collect();
    let at = |is_example: bool, article: u32, span: ByteSpan, sentence: u32| {
        let (article, text) = if is_example {
            let example = &examples[article as usize];
            let rule = &loaded.pack.rules[example.rule];
            let place = format!("test {} of `{}`", example.number, rule.id);
            (place, (&example.article, Some(&example.text)))
        } else {
            let article = &loaded.articles[article as usize];
            let place = place_of(article, span);
            (format!("{}:{}", place.path, place.line), (article, None))
        };
        (article, sentence_of(loaded, text.0, text.1, sentence))
    };
    survey::usage(&loaded.pack, &of_examples, &given, &references, &at)
}

/// The words of a sentence. Clashes are rare: reading the article once more is cheaper than keeping all texts.
fn sentence_of(
    loaded: &Loaded,
    article: &Article,
    read: Option<&atodds::text::AnnotatedText>,
    sentence: u32,
) -> String {
    let again;
    let text = if let Some(text) = read {
        text
    } else {
        again = loaded.annotate(article);
        &again
    };
    let sentence = text.sentences.get(sentence as usize);
    sentence.map_or_else(String::new, |one| {
        let words = one.sentence.span.of(&article.text).split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    })
}

/// Coverage by the articles that were loaded.
pub(crate) fn coverage(loaded: &Loaded, files: &[PackFile]) -> Coverage {
    let sources = Sources::new(files, &loaded.pack);
    let library = Articles(&loaded.articles);
    survey::coverage(&loaded.pack, &sources, &of_articles(loaded), &library)
}

/// Coverage by the rules' own examples: what they reach of the rules, and nothing about their texts.
pub(crate) fn coverage_of_examples(loaded: &Loaded, files: &[PackFile]) -> Coverage {
    let pack = &loaded.pack;
    let examples = ruletest::examples(pack);
    let sources = Sources::new(files, pack);
    let survey = of_examples(pack, &examples);
    let articles: Vec<Article> = examples.into_iter().map(|one| one.article).collect();
    let coverage = survey::coverage(pack, &sources, &survey, &Articles(&articles));
    Coverage {
        sentences: survey::Share::default(),
        unread: Vec::new(),
        unlisted: Vec::new(),
        ..coverage
    }
}

fn of_articles(loaded: &Loaded) -> Survey {
    let readers = loaded.readers();
    let sheets: Vec<Sheet> = loaded
        .articles
        .par_iter()
        .enumerate()
        .map(|(at, article)| {
            let text = loaded.annotate(article);
            let readers = readers[&outlet_of(article)].clone();
            survey::read(article, at as u32, &text, &loaded.pack, readers)
        })
        .collect();
    Survey { sheets }
}

fn of_examples(pack: &RulePack, examples: &[Example]) -> Survey {
    let sheets: Vec<Sheet> = examples
        .par_iter()
        .enumerate()
        .map(|(at, one)| {
            let readers = one.readers.clone();
            survey::read(&one.article, at as u32, &one.text, pack, readers)
        })
        .collect();
    Survey { sheets }
}

struct Articles<'a>(&'a [Article]);

impl Library for Articles<'_> {
    fn outlet(&self, article: u32) -> &str {
        outlet_of(&self.0[article as usize]).unwrap_or_default()
    }

    fn words(&self, article: u32, span: ByteSpan) -> &str {
        span.of(&self.0[article as usize].text)
    }

    fn place(&self, article: u32, span: ByteSpan) -> Place {
        place_of(&self.0[article as usize], span)
    }
}
