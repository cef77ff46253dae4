//! The accepted file: what is read can be written, and every line that an edit is not about stays.
#![no_main]

use atodds::finding::accepted::{Accepted, Entry};
use atodds::problem::Problem;
use atodds_fuzz::assert_worded;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let path = "accepted.yaml";
    let accepted = match Accepted::read(path, input) {
        Ok(accepted) => accepted,
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in &problems {
                assert_worded(problem, path, input);
                let known = ["yaml-too-large"];
                assert!(
                    problem.place.is_some() || known.contains(&problem.code),
                    "{problem:?}"
                );
            }
            return;
        }
    };
    // A last line without an end is given one, and a text in a block may end in it.
    if !input.ends_with(b"\n") {
        return;
    }
    let again = |text: &str| Accepted::read(path, text.as_bytes()).map(|read| read.entries);

    // What an edit leaves may be no YAML, such as blanks below an entry that is gone: then it is refused in words.
    let worded = |edited: Result<String, Box<Problem>>| match edited {
        Ok(text) => Some(text),
        Err(problem) => {
            assert_worded(&problem, path, input);
            None
        }
    };

    // Nothing goes, nothing changes.
    let Some(text) = worded(accepted.without(|_| false)) else {
        return;
    };
    assert_eq!(
        again(&text).as_ref(),
        Ok(&accepted.entries),
        "without nothing: {text}"
    );
    if let Some(none) = worded(accepted.without(|_| true)) {
        assert_eq!(again(&none), Ok(Vec::new()), "without all: {none}");
    }

    // One more comes in, once, and can be taken out again.
    let one = Entry {
        fact: "toll/arden".to_owned(),
        finding: "0123456789abcdef".to_owned(),
        sides: None,
        reason: "one count: \"early\" # or late".to_owned(),
        until: None,
    };
    // A tab before a comment is nothing to a reader, until an entry follows it.
    let Some(text) = worded(accepted.with(std::slice::from_ref(&one))) else {
        return;
    };
    let with = Accepted::read(path, text.as_bytes()).expect("what was written is read");
    assert!(with.entries.contains(&one), "{text}");
    let others: Vec<&Entry> = accepted
        .entries
        .iter()
        .filter(|entry| entry.finding != one.finding)
        .collect();
    let kept: Vec<&Entry> = with
        .entries
        .iter()
        .filter(|entry| entry.finding != one.finding)
        .collect();
    assert_eq!(others, kept, "{text}");

    // All of them written anew say the same.
    let Some(text) = worded(accepted.with(&accepted.entries)) else {
        return;
    };
    let mut findings: Vec<&str> = accepted
        .entries
        .iter()
        .map(|entry| entry.finding.as_str())
        .collect();
    findings.sort_unstable();
    let twice = findings.windows(2).any(|pair| pair[0] == pair[1]);
    assert!(
        twice || again(&text).as_ref() == Ok(&accepted.entries),
        "{text}"
    );
});
