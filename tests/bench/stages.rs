//! How fast each stage is on one thread, in bytes of article text a second.
//!
//! `cargo bench` runs it over `../shared/corpus` when that is there, else over a small made-up corpus. Divan measures
//! wall time: on a shared machine look at the fastest run, and see `tests/bench/compare` for CPU time.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use atodds::claim::{self, Claim};
use atodds::finding;
use atodds::graph::{self, ArticleRef};
use atodds::rules::pack::PackFile;
use atodds::rules::{self, RulePack};
use atodds::source::{self, Article};
use atodds::text::{self, AnnotatedText};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

/// Articles taken from the corpus: enough to warm every pattern, few enough to run often.
const ARTICLES: usize = 400;

struct Fixture {
    /// The corpus as JSON lines.
    file: PathBuf,
    files: Vec<PackFile>,
    pack: RulePack,
    articles: Vec<Article>,
    texts: Vec<AnnotatedText>,
    claims: Vec<Claim>,
    references: Vec<ArticleRef>,
    bytes: usize,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lines = corpus(&root.join("../shared/corpus/news-3000.jsonl.gz")).unwrap_or_else(made_up);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench.jsonl");
    std::fs::write(&file, lines).expect("the target folder can be written to");
    let (files, _) = rules::read_folder(&root.join("rules"));
    let (pack, _) = rules::build(&files);
    let articles = load(&file, &pack);
    let texts: Vec<AnnotatedText> = articles
        .iter()
        .map(|one| text::annotate(one, &pack))
        .collect();
    let claims = extract(&articles, &texts, &pack);
    let references = articles.iter().map(reference).collect();
    Fixture {
        bytes: articles.iter().map(|article| article.text.len()).sum(),
        file,
        files,
        pack,
        articles,
        texts,
        claims,
        references,
    }
});

fn corpus(path: &Path) -> Option<String> {
    let unpacked = Command::new("gzip").arg("-dc").arg(path).output().ok()?;
    let text = String::from_utf8(unpacked.stdout).ok()?;
    let step = (text.lines().count() / ARTICLES).max(1);
    let some: Vec<&str> = text.lines().step_by(step).collect();
    (!some.is_empty()).then(|| some.join("\n"))
}

/// Articles of nobody, about meetings that never were.
fn made_up() -> String {
    let article = |n: usize| {
        let (day, hours, dead) = (n % 28 + 1, n % 7 + 1, n % 40 + 2);
        let story = format!(
            "The foreign ministers of Norway and Chile met in Geneva on Tuesday for more than {hours} hours. \
             At least {dead} people were killed in the storm, the mayor said. \
             \"We will sign nothing this week,\" she told reporters, according to two officials. "
        );
        let text = story.repeat(12);
        serde_json::json!({
            "outlet": format!("Harbor Post {}", n % 9),
            "published": format!("2026-02-{day:02}"),
            "title": format!("Ministers meet again, day {day}"),
            "text": text,
        })
        .to_string()
    };
    (0..ARTICLES).map(article).collect::<Vec<_>>().join("\n")
}

fn load(file: &Path, pack: &RulePack) -> Vec<Article> {
    source::load(&[file.to_owned()], &pack.outlets, &mut Cursor::new([])).articles
}

fn extract(articles: &[Article], texts: &[AnnotatedText], pack: &RulePack) -> Vec<Claim> {
    let read = articles
        .iter()
        .zip(texts)
        .zip(0..)
        .map(|((article, text), number)| {
            let outlet = article.outlet.as_ref().map(source::OutletId::as_str);
            claim::extract(article, number, text, pack, &pack.readers(outlet))
        });
    read.flatten().collect()
}

fn reference(article: &Article) -> ArticleRef {
    ArticleRef::from(article)
}

#[divan::bench]
fn rules_from_yaml(bencher: Bencher<'_, '_>) {
    let all = &FIXTURE.files;
    let bytes: usize = all.iter().map(|file| file.bytes.len()).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| rules::build(divan::black_box(all)));
}

#[divan::bench]
fn source(bencher: Bencher<'_, '_>) {
    let all = &*FIXTURE;
    bencher
        .counter(BytesCount::new(all.bytes))
        .bench(|| load(divan::black_box(&all.file), &all.pack));
}

#[divan::bench]
fn text(bencher: Bencher<'_, '_>) {
    let all = &*FIXTURE;
    bencher.counter(BytesCount::new(all.bytes)).bench(|| {
        all.articles
            .iter()
            .map(|article| {
                text::annotate(divan::black_box(article), &all.pack)
                    .sentences
                    .len()
            })
            .sum::<usize>()
    });
}

#[divan::bench]
fn claims(bencher: Bencher<'_, '_>) {
    let all = &*FIXTURE;
    bencher
        .counter(BytesCount::new(all.bytes))
        .bench(|| extract(&all.articles, divan::black_box(&all.texts), &all.pack));
}

#[divan::bench]
fn link(bencher: Bencher<'_, '_>) {
    let all = &*FIXTURE;
    bencher
        .counter(ItemsCount::new(all.claims.len()))
        .with_inputs(|| all.claims.clone())
        .bench_values(|claims| {
            graph::link(claims, &all.references, &all.pack.kinds, &all.pack.names)
        });
}

#[divan::bench]
fn compare(bencher: Bencher<'_, '_>) {
    let all = &*FIXTURE;
    let graph = graph::link(
        all.claims.clone(),
        &all.references,
        &all.pack.kinds,
        &all.pack.names,
    );
    bencher
        .counter(ItemsCount::new(all.claims.len()))
        .bench(|| finding::compare(divan::black_box(&graph), &all.pack.kinds, &all.pack.names));
}

fn main() {
    divan::main();
}
