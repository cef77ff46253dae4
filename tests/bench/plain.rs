//! What a thrifty user of plain regular expressions pays for the phrasings that `made.py phrasings` writes as rules:
//! trigger words first, then the expressions of those triggers over the sentence.
//!
//!     cargo bench --bench plain -- regexes.tsv news.jsonl
//!
//! Prints megabytes of JSON lines a second of its own CPU time, without compiling the expressions. No names are known
//! here, no dates, speakers or numbers: it is the floor, not a rival.
#![expect(clippy::print_stdout, reason = "what it measured is what it is for")]

use std::fs;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

fn main() {
    let given: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let [phrasings, news] = given.as_slice() else {
        // `cargo bench` without more runs every bench.
        return;
    };
    let phrasings = fs::read_to_string(phrasings).expect("the phrasings can be read");
    let (triggers, regexes): (Vec<&str>, Vec<Regex>) = phrasings
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(trigger, regex)| (trigger, Regex::new(regex).expect("the expression is one")))
        .unzip();
    let gate = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(&triggers)
        .expect("the triggers are few");
    let started = cpu();
    let news = fs::read_to_string(news).expect("the articles can be read");
    let mut found = 0;
    for line in news.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
        let text = record["text"].as_str().unwrap_or_default();
        found += text
            .split_inclusive(['.', '!', '?', '\n'])
            .map(|sentence| held(sentence, &gate, &regexes))
            .sum::<usize>();
    }
    let took = cpu() - started;
    println!("{:.1} {found}", news.len() as f64 / 1e6 / took);
}

/// How often the phrasings of the triggers in a sentence hold.
fn held(sentence: &str, gate: &AhoCorasick, regexes: &[Regex]) -> usize {
    let mut open: Vec<usize> = gate
        .find_overlapping_iter(sentence)
        .map(|trigger| trigger.pattern().as_usize())
        .collect();
    open.sort_unstable();
    open.dedup();
    let tried = open.into_iter().map(|at| &regexes[at]);
    tried
        .map(|regex| regex.captures_iter(sentence).count())
        .sum()
}

/// Seconds that this thread has run.
fn cpu() -> f64 {
    let ran = fs::read_to_string("/proc/self/schedstat").expect("Linux has it");
    let nanoseconds = ran
        .split(' ')
        .next()
        .and_then(|ran| ran.parse::<f64>().ok());
    nanoseconds.expect("it tells the time") / 1e9
}
