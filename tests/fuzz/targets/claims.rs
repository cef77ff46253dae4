//! Lines of claims as `judge` takes them, with the rules that ship: reading, linking, comparing.
#![no_main]

use atodds::claim::Claim;
use atodds::finding::{self, Finding};
use atodds::graph::{self, ArticleRef};
use atodds::stream::{ClaimLine, Facts};
use atodds_fuzz::{SHIPPED, assert_worded};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    for line in input.split(|byte| *byte == b'\n') {
        let Some(json) = str::from_utf8(line)
            .ok()
            .and_then(|line| line.splitn(3, '\t').nth(2))
        else {
            continue;
        };
        match ClaimLine::read(json) {
            Ok(read) => {
                let written = serde_json::to_string(&read).expect("a claim is plain data");
                assert_eq!(ClaimLine::read(&written).as_ref(), Ok(&read));
            }
            Err((what, at)) => assert!(!what.is_empty() && at <= json.len()),
        }
    }
    let mut facts = Facts::new(input, "-", &SHIPPED);
    for one in facts.by_ref() {
        assert_eq!(one.claims.len(), one.words.len());
        let found = judged(one.claims.clone(), one.articles.clone());
        // In whichever order they come.
        let mut turned = one.claims;
        turned.reverse();
        assert_eq!(shown(&found), shown(&judged(turned, one.articles)));
    }
    for problem in facts.problems() {
        assert_worded(&problem, "-", input);
    }
});

fn judged(claims: Vec<Claim>, articles: Vec<ArticleRef>) -> Vec<Finding> {
    let graph = graph::link(claims, articles, &SHIPPED.kinds, &SHIPPED.names);
    finding::compare(&graph, &SHIPPED.kinds, &SHIPPED.names)
}

fn shown(findings: &[Finding]) -> String {
    format!("{findings:?}")
}
