//! A template on the first line, a sentence after it: reading it, compiling it, and where it holds.
#![no_main]

use atodds::rules::pattern::{Capture, Element, Match, Pattern, parse};
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
            for count in 1..=pattern.elements.len() {
                let alone = pattern.element(count - 1);
                assert!(
                    pattern.regex().is_none() || pattern.prefix(count).is_some() && alone.is_some()
                );
            }
            for one in &read.sentences {
                let shadow = one.shadow();
                assert_eq!(
                    shadow.matches(pattern),
                    plainly(pattern, &shadow.text),
                    "in {:?}",
                    shadow.text
                );
            }
        }
    }
});

/// Where the expression holds, without the gates that save looking.
fn plainly(pattern: &Pattern, text: &str) -> Vec<Match> {
    let mut found = Vec::new();
    let Some(regex) = pattern.regex() else {
        return found;
    };
    let mut from = 0;
    while let Some(captures) = regex.captures_at(text, from) {
        let whole = captures.get(0).expect("a match has a whole");
        let groups: Vec<_> = (0..pattern.captures.len())
            .filter_map(|group| captures.get(group + 1).map(|span| (group, span.range())))
            .collect();
        let fits = groups
            .iter()
            .all(|(group, span)| match &pattern.captures[*group] {
                Capture::Gap { most, .. } => text[span.clone()].matches(' ').count() <= *most,
                _ => true,
            });
        if fits {
            from = (whole.end() - 1).max(whole.start() + 1);
            found.push(Match {
                whole: whole.start() + 1..whole.end(),
                groups,
            });
        } else {
            from = whole.start() + 1;
        }
        if from >= text.len() {
            break;
        }
    }
    found
}
