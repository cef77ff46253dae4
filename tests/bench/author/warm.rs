//! Each step alone, in a process that has read the rules, as an editor or `watch` has.

use std::path::Path;
use std::sync::LazyLock;

use atodds::claim;
use atodds::problem::{ByteSpan, Place};
use atodds::report::json;
use atodds::rules::pack::PackFile;
use atodds::rules::schema::{self, File};
use atodds::rules::sources::Sources;
use atodds::rules::{self, Builder, RulePack};
use atodds::ruletest::shelf::Shelf;
use atodds::ruletest::{self, story};
use atodds::scaffold::{self, Ground, Sample};
use atodds::source::{self, Article, Metadata, Outlets};
use atodds::survey::{self, Survey};
use atodds::text;
use divan::Bencher;
use divan::counter::ItemsCount;
use rayon::prelude::*;

/// Articles that coverage goes over.
const ARTICLES: usize = 500;

struct Fixture {
    files: Vec<PackFile>,
    pack: RulePack,
    article: Article,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let (files, _) = rules::read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"));
    let (pack, _) = rules::build(&files);
    Fixture {
        article: article(0),
        files,
        pack,
    }
});

fn shelf() -> Shelf {
    Shelf::beside(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"))
}

/// An article of nobody about a meeting that never was.
fn article(n: usize) -> Article {
    let (day, hours, dead) = (n % 28 + 1, n % 7 + 2, n % 40 + 2);
    let story = format!(
        "The foreign ministers of Norway and Chile met in Geneva on Tuesday for more than {hours} hours. At least {dead} \
         people were killed in the storm, the mayor said. The Port of Arden has {hours} berths. Officials in Lima said \
         that nobody had signed. "
    );
    let text = format!(
        "---\noutlet: Harbor Post {}\npublished: 2026-02-{day:02}\n---\n{}",
        n % 9,
        story.repeat(12)
    );
    let head = Metadata::default();
    source::text("a.txt", &text, &head, &Outlets::default(), &mut Vec::new())
}

/// The pack after a rule file was edited, from what was kept of the last.
#[divan::bench]
fn rules_after_an_edit(bencher: Bencher<'_, '_>) {
    let mut builder = Builder::default();
    builder.build(&FIXTURE.files);
    let states: Vec<Vec<PackFile>> = ["", "\n# edited\n"].map(edited).into();
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        builder
            .build(divan::black_box(&states[turn % 2]))
            .0
            .rules
            .len()
    });
}

fn edited(with: &str) -> Vec<PackFile> {
    let mut files = FIXTURE.files.clone();
    let file = files
        .iter_mut()
        .find(|file| file.pack == "claims/diplomacy.en");
    file.expect("the pack has it").bytes.extend(with.bytes());
    files
}

/// A draft from a sentence: made, built with the pack, its tests run. Meant to take 50 ms.
#[divan::bench]
fn new_rule_from_a_sentence(bencher: Bencher<'_, '_>) {
    let (ground, _) = Ground::new(FIXTURE.files.clone());
    let text = "The Port of Arden has nine berths, the harbour master says.";
    let article = source::text(
        "a.txt",
        text,
        &Metadata::default(),
        &Outlets::default(),
        &mut Vec::new(),
    );
    bencher.bench_local(|| {
        let sample = Sample {
            article: &article,
            line: ByteSpan::new(0, text.len()),
        };
        scaffold::rule(&ground, "berths", None, Some(sample))
            .expect("it can be drafted")
            .len()
    });
}

/// The examples of one rule and the stories that name it. Meant to take 50 ms.
#[divan::bench]
fn tests_of_one_rule(bencher: Bencher<'_, '_>) {
    let pack = &FIXTURE.pack;
    bencher.bench(|| {
        let rule = &pack.rules[0];
        let tried = ruletest::run_some(divan::black_box(pack), |one| one.id == rule.id);
        let (stories, _) = ruletest::stories(&shelf(), pack);
        let concerned = stories
            .iter()
            .filter(|story| story.speaks_of(&rule.id, &rule.kind));
        let runs: Vec<_> = concerned.map(|one| story::run(one, pack)).collect();
        (tried.len(), runs.len())
    });
}

/// All examples and stories. Meant to take 400 ms.
#[divan::bench]
fn all_tests(bencher: Bencher<'_, '_>) {
    let pack = &FIXTURE.pack;
    bencher.bench(|| {
        let tried = ruletest::run(divan::black_box(pack));
        let (stories, _) = ruletest::stories(&shelf(), pack);
        let runs: Vec<_> = stories
            .par_iter()
            .map(|one| story::run(one, pack))
            .collect();
        (tried.len(), runs.len())
    });
}

/// All lints, over the rules' own examples too. Meant to take 100 ms.
#[divan::bench]
fn lint(bencher: Bencher<'_, '_>) {
    let all = &*FIXTURE;
    bencher.bench(|| {
        let usage = || {
            let examples = ruletest::examples(&all.pack);
            let sheets = examples.par_iter().enumerate().map(|(at, one)| {
                survey::read(
                    &one.article,
                    at as u32,
                    &one.text,
                    &all.pack,
                    one.readers.clone(),
                )
            });
            let survey = Survey {
                sheets: sheets.collect(),
            };
            let nowhere = |_: bool, _: u32, _: ByteSpan, _: u32| (String::new(), String::new());
            survey::usage(&all.pack, &survey, &Survey::default(), &[], &nowhere)
        };
        rules::lint::lint(divan::black_box(&all.pack), &all.files, &usage).len()
    });
}

/// What every rule tried on the longest sentence of an article, read first. Meant to take 100 ms.
#[divan::bench]
fn explain_a_line(bencher: Bencher<'_, '_>) {
    let all = &*FIXTURE;
    let readers = all.pack.readers(None);
    bencher.bench(|| {
        let text = text::annotate(divan::black_box(&all.article), &all.pack);
        let claims = claim::extract(&all.article, 0, &text, &all.pack, &readers);
        let length = |at: &usize| text.sentences[*at].sentence.span.len();
        let longest = (0..text.sentences.len()).max_by_key(length).unwrap_or(0);
        claim::explain::tries(
            &all.article,
            0,
            &text,
            longest,
            &all.pack,
            &readers,
            &claims,
        )
        .len()
    });
}

/// From 500 articles to what of the rules never held, on all processors. Meant to take 500 ms.
#[divan::bench(sample_count = 10)]
fn coverage(bencher: Bencher<'_, '_>) {
    let all = &*FIXTURE;
    let articles: Vec<Article> = (0..ARTICLES).map(article).collect();
    let library = Library(&articles);
    bencher.counter(ItemsCount::new(articles.len())).bench(|| {
        let sheets = articles.par_iter().enumerate().map(|(at, article)| {
            let text = text::annotate(article, &all.pack);
            let readers = all.pack.readers(None);
            survey::read(article, at as u32, &text, &all.pack, readers)
        });
        let survey = Survey {
            sheets: sheets.collect(),
        };
        let sources = Sources::new(&all.files, &all.pack);
        survey::coverage(&all.pack, &sources, &survey, &library)
            .never
            .len()
    });
}

struct Library<'a>(&'a [Article]);

impl survey::Library for Library<'_> {
    fn outlet(&self, _: u32) -> &'static str {
        ""
    }
    fn words(&self, article: u32, span: ByteSpan) -> &str {
        span.of(&self.0[article as usize].text)
    }
    fn place(&self, article: u32, span: ByteSpan) -> Place {
        let article = &self.0[article as usize];
        Place::new(&article.path, &article.text, span)
    }
}

/// The schema of a rule file, printed. Meant to take 20 ms.
#[divan::bench]
fn schema_of_a_rule_file() -> usize {
    let mut out = Vec::new();
    json::pretty(&mut out, &schema::of(File::Rules)).expect("memory takes every byte");
    out.len()
}
