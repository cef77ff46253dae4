//! `watch`: the real program beside somebody who edits.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::folder::{Folder, article, atodds, run, stderr, with_rules};

const PATIENCE: Duration = Duration::from_secs(30);
const RULES: &str = "rules/claims/news.en.yaml";

struct Watch {
    program: Child,
    lines: Receiver<String>,
    folder: Folder,
}

impl Watch {
    fn start(folder: Folder, args: &[&str]) -> Self {
        let mut program = atodds(&folder, args)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let out = BufReader::new(program.stdout.take().expect("its output is ours"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            program,
            lines,
            folder,
        }
    }

    /// All lines up to the first that holds `mark`.
    fn until(&self, mark: &str) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("no line with {mark:?} comes after {seen:#?}");
            };
            seen.push(line);
            if seen.last().is_some_and(|line| line.contains(mark)) {
                return seen;
            }
        }
    }

    fn rules(&self) -> String {
        fs::read_to_string(self.folder.0.join(RULES)).expect("the rules are there")
    }

    fn save(&self, text: &str) {
        fs::write(self.folder.0.join(RULES), text).expect("the rules can be saved");
    }

    /// As editors do that never leave half a file: beside it, then in its place.
    fn save_by_rename(&self, text: &str) {
        let beside = self.folder.0.join("rules/claims/.news.swp");
        fs::write(&beside, text).expect("a file can be written beside the rules");
        fs::rename(&beside, self.folder.0.join(RULES)).expect("it can take their place");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn folder() -> Folder {
    with_rules()
        .with(
            "in/a.txt",
            &article("Harbor Post", "2026-02-12", "Six people died in Arden."),
        )
        .with(
            "in/b.txt",
            &article(
                "Valley News",
                "2026-02-12",
                "Ann Lee met Ben Stone in Arden.",
            ),
        )
}

#[test]
fn a_save_is_answered_with_tests_and_changes() {
    let watch = Watch::start(folder(), &["watch", "in"]);
    let first = watch.until("watching rules: 2 rules and 2 articles");
    assert_eq!(first.len(), 1, "{first:?}");
    let text = watch.rules();

    watch.save(&text.replace("people died in", "people drowned in"));
    let said = watch.until("1 claim vanishes").join("\n");
    assert!(said.contains("saved rules/claims/news.en.yaml"), "{said}");
    assert!(said.contains("2 examples: all as they say"), "{said}");
    assert!(said.contains("- in/a.txt:5:1 toll/value"), "{said}");

    // By rename, and a failing example.
    watch.save_by_rename(&text.replace("Ann Lee waved at", "Ann Lee met"));
    let said = watch.until("1 claim appears").join("\n");
    assert!(said.contains("rule `met`, test 2: noisy"), "{said}");
    assert!(said.contains("2 examples: 1 not as they say"), "{said}");
}

#[test]
fn broken_rules_are_told_and_the_last_good_ones_stay_the_measure() {
    let watch = Watch::start(folder(), &["watch", "in"]);
    watch.until("watching rules");
    let text = watch.rules();
    watch.save(&text.replace("fact: toll", "fact: tol"));
    let said = watch
        .until("the rules are broken; those of before stay in use")
        .join("\n");
    assert!(said.contains("error[unknown-kind]"), "{said}");
    watch.save("rules: [\n  - {id: ");
    let said = watch.until("the rules are broken").join("\n");
    assert!(said.contains("error[yaml"), "{said}");
    // Mended: nothing differs from before the mistakes.
    watch.save_by_rename(&text);
    watch.until("no claim and no finding changes");
}

#[test]
fn a_saved_article_is_answered_too() {
    let watch = Watch::start(folder(), &["watch", "in/a.txt"]);
    watch.until("watching rules: 2 rules and 1 article");
    let text = article("Harbor Post", "2026-02-12", "Nine people died in Arden.");
    fs::write(watch.folder.0.join("in/a.txt"), text).expect("it can be saved");
    let said = watch.until("1 claim changes").join("\n");
    assert!(said.contains("now Arden: 9 people"), "{said}");
}

#[test]
fn rules_that_are_broken_at_first_are_waited_for() {
    let folder = folder();
    let good = fs::read_to_string(folder.0.join(RULES)).expect("there");
    let watch = Watch::start(folder.with(RULES, "rulse: []\n"), &["watch"]);
    watch.until("the rules are broken");
    watch.until("watching rules");
    watch.save(&good);
    watch.until("2 examples: all as they say");
}

#[test]
fn what_is_not_there_cannot_be_watched() {
    let output = run(&with_rules(), &["watch", "no-such-folder"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no-such-folder does not exist"));
}

const STORY: &str = "tests/rules/toll.md";

fn story(wanted: &str) -> String {
    format!(
        "# A toll\n\n```article outlet=harbor-post date=2026-02-12\nSix people died in Arden.\n```\n\n\
         ```expect\nclaims toll: {wanted}\n```\n"
    )
}

#[test]
fn stories_are_run_when_rules_or_they_themselves_are_saved() {
    let watch = Watch::start(folder().with(STORY, &story("1")), &["watch"]);
    watch.until("watching rules");
    let text = watch.rules();

    watch.save(&text.replace("people died in", "people drowned in"));
    let said = watch.until("1 story test:").join("\n");
    assert!(said.ends_with("1 story test: 1 not as they say"), "{said}");
    assert!(said.contains("tests/rules/toll.md:8"), "{said}");

    watch.save(&text);
    let said = watch.until("1 story test:").join("\n");
    assert!(said.ends_with("1 story test: all as they say"), "{said}");

    fs::write(watch.folder.0.join(STORY), story("2")).expect("the story can be saved");
    let said = watch.until("1 story test:").join("\n");
    assert!(said.ends_with("1 story test: 1 not as they say"), "{said}");
}

#[test]
fn names_kinds_and_languages_are_answered_with_every_example() {
    let watch = Watch::start(folder(), &["watch"]);
    watch.until("watching rules");
    for (file, from, to) in [
        (
            "names/all.yaml",
            "name: Ann Lee, type: person",
            "name: Ann Lee, type: city",
        ),
        (
            "names/all.yaml",
            "name: Ann Lee, type: city",
            "name: Ann Lee, type: person",
        ),
        ("language/en.yaml", "language: en", "language: en # English"),
        (
            "facts/talks.yaml",
            "place: {is: place}",
            "place: {is: names}",
        ),
    ] {
        let path = watch.folder.0.join("rules").join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(from), "{file}");
        fs::write(&path, text.replace(from, to)).expect("it can be saved");
        let said = watch.until("2 examples:").join("\n");
        let failed = said.contains("1 not as they say");
        assert_eq!(failed, to == "name: Ann Lee, type: city", "{file}: {said}");
    }
}
