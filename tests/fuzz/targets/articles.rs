//! Whatever comes in on standard input: a text with or without a head, JSON lines, a page, a feed, a web archive,
//! packed or not.
#![no_main]

use std::ops::ControlFlow;
use std::path::PathBuf;

use atodds::source::{self, Article, Loaded, Met};
use atodds::value::Period;
use atodds_fuzz::{SMALL_PACK, assert_worded, claims};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let outlets = &SMALL_PACK.outlets;
    let paths = [PathBuf::from("-")];
    let load = || source::load(&paths, outlets, &mut &*input);
    let loaded = load();
    assert_eq!(format!("{loaded:?}"), format!("{:?}", load()), "read twice");
    assert_whole(&loaded, input);
    for article in loaded.articles.iter().take(4) {
        article.tongue();
        claims(article, &SMALL_PACK);
    }

    // As a stream the same lines are the same articles, in their order.
    let mut streamed = Loaded::default();
    source::read(&paths, outlets, &mut &*input, &mut |met| {
        match met {
            Met::Article(article) => streamed.articles.push(*article),
            Met::Problem(problem) => streamed.problems.push(problem),
            Met::Skipped(skipped) => streamed.skipped.push(skipped),
        }
        ControlFlow::Continue(())
    });
    assert_whole(&streamed, input);
});

fn assert_whole(loaded: &Loaded, input: &[u8]) {
    // Nothing is lost in silence, and bytes that hold nothing are said to.
    let told = loaded.articles.len() + loaded.problems.len() + loaded.skipped.len();
    assert!(
        told > 0 || is_packed(input) || input.starts_with(b"WARC/"),
        "nothing said"
    );
    for problem in &loaded.problems {
        assert_worded(problem, "", &[]);
    }
    for skipped in &loaded.skipped {
        assert!(!skipped.id.is_empty() && !skipped.reason.is_empty());
    }
    for article in &loaded.articles {
        assert_read(article);
    }
}

/// Its blocks follow each other and stand in its text.
fn assert_read(article: &Article) {
    assert!(!article.id.is_empty() && !article.text.trim().is_empty());
    let mut before = 0;
    for block in &article.blocks {
        let words = article.text.get(block.span.start..block.span.end);
        assert!(
            words.is_some_and(|words| !words.trim().is_empty()),
            "{:?}",
            block.span
        );
        assert!(before <= block.span.start, "{:?}", article.blocks);
        before = block.span.end;
    }
    if let Some(published) = article.published
        && Period::ALWAYS.contains(published)
    {
        assert!(published.start < published.end);
        assert_eq!(source::published(&published.to_string()), Some(published));
    }
}

fn is_packed(input: &[u8]) -> bool {
    input.starts_with(&[0x1f, 0x8b]) || input.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}
