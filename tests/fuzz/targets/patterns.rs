//! A template on the first line, a sentence after it: reading it, compiling it, and where it holds.
#![no_main]

use atodds::rules::pattern::{Element, parse};
use atodds::rules::{self};
use atodds::text;
use atodds_fuzz::{article, assert_worded, claims, head, with_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (template, sentence) = head(input);
    let (Ok(template), Ok(sentence)) = (str::from_utf8(template), str::from_utf8(sentence)) else {
        return;
    };
    match parse(template) {
        Ok(elements) => {
            let shown: Vec<String> = elements.iter().map(Element::to_string).collect();
            let shown = shown.join(" ");
            // A written word that is contracted twice is read as one that is contracted once, and stays so.
            if !template.contains(['\'', '’', '‘']) {
                assert_eq!(parse(&shown).as_ref(), Ok(&elements), "shown as {shown}");
            }
        }
        Err(error) => {
            assert!(!error.message.is_empty());
            let wrong = template.get(error.at..error.at + error.length);
            assert!(wrong.is_some(), "{error:?}");
            return;
        }
    }
    let quoted = serde_json::to_string(template).expect("a text is JSON");
    let rule =
        format!("rules: [{{id: met, fact: talks, match: [{quoted}], set: {{held: yes}}}}]\n");
    let files = with_file("claims/news.en", rule.as_bytes());
    let (pack, problems) = rules::build(&files);
    for problem in &problems {
        assert_worded(problem, &files[0].path, rule.as_bytes());
    }
    let article = article(sentence);
    claims(&article, &pack);
    let read = text::annotate(&article, &pack);
    for rule in &pack.rules {
        for (_, pattern) in &rule.patterns {
            for one in &read.sentences {
                let (shadow, whole) = (one.shadow(), 0..one.shadow().units.len());
                let found = shadow.matches(pattern);
                let plain = pattern.matches_plainly(shadow.present(), &whole);
                assert_eq!(found, plain, "in {:?}", one.sentence.lower);
                // Where all of it holds every beginning of it does.
                for count in 1..=pattern.elements.len() {
                    let begun = pattern.beginnings(count, shadow.present());
                    assert!(found.is_empty() || !begun.is_empty(), "{count} elements");
                }
            }
        }
    }
});
