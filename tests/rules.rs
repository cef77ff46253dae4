//! Every example that stands beside a shipped rule and every story under `tests/rules/`, run; whether every rule has
//! examples worth the name; and whether the snapshots of stories are insta's to the byte.
//!
//! `atodds test --accept` or `cargo insta review` accepts what an edit changes in a story.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use atodds::rules::{self, RulePack};
use atodds::ruletest::shelf::Shelf;
use atodds::ruletest::story::{self, StoryRun};
use atodds::ruletest::{self, Tried};
use atodds::source::{self, Metadata, Outlets};
use atodds::text;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

static SHIPPED: LazyLock<RulePack> = LazyLock::new(|| {
    let folder = Path::new(ROOT).join("rules");
    let (pack, problems) = rules::load(&folder);
    let said: Vec<String> = problems
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref();
            let (path, line) = place.map_or(("", 0), |place| (place.path.as_str(), place.line));
            format!("{path}:{line}: {}", problem.message)
        })
        .collect();
    assert!(
        said.is_empty(),
        "the shipped rules have problems:\n{}",
        said.join("\n")
    );
    pack
});

fn told(failed: &[&Tried]) -> String {
    failed
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What saves trying an expression says no only where the expression itself holds nowhere.
#[test]
fn a_frozen_pack_reads_the_examples_as_before() {
    let (files, _) = rules::read_folder(&Path::new(ROOT).join("rules"));
    let frozen = rules::frozen::bytes(&SHIPPED, &files).expect("it can be frozen");
    let thawed = rules::frozen::pack(frozen, &files).expect("it can be thawed");
    let told = |pack| -> Vec<_> {
        let tried = ruletest::run(pack);
        tried.iter().map(|one| format!("{one:?}")).collect()
    };
    // Which character stands for which word is seen by what is read alone.
    let (before, after) = (told(&SHIPPED), told(&thawed));
    assert!(before.len() > 1_000);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(after, before);
    }
    assert_eq!(after.len(), before.len());
}

#[test]
fn gates_and_outlines_lose_no_match_of_a_shipped_pattern() {
    let examples = SHIPPED.rules.iter().flat_map(|rule| rule.tests.iter());
    let texts: Vec<&str> = examples.map(|test| test.text.as_str()).collect();
    let head = Metadata {
        published: source::published("2025-04-17"),
        ..Metadata::default()
    };
    let outlets = Outlets::default();
    let article = source::text(
        "a.txt",
        &texts.join("\n\n"),
        &head,
        &outlets,
        &mut Vec::new(),
    );
    let read = text::annotate(&article, &SHIPPED);
    let cues = SHIPPED.languages.iter().flat_map(|one| &one.cues);
    let cues = cues.flat_map(|cue| cue.patterns.iter());
    let patterns = SHIPPED.rules.iter().flat_map(|rule| &rule.patterns);
    let patterns: Vec<_> = patterns.map(|(_, one)| one).chain(cues).collect();
    let mut matched = 0;
    for sentence in &read.sentences {
        let shadow = sentence.shadow();
        for pattern in &patterns {
            let found = shadow.matches(pattern);
            let plain = pattern.matches_plainly(shadow.present(), &(0..shadow.units.len()));
            assert_eq!(
                found, plain,
                "{} in {}",
                pattern.template, sentence.sentence.lower
            );
            matched += found.len();
        }
    }
    assert!(
        matched > texts.len(),
        "{matched} matches in {} examples",
        texts.len()
    );
}

#[test]
fn every_example_beside_a_shipped_rule_holds() {
    let tried = ruletest::run(&SHIPPED);
    let failed: Vec<&Tried> = tried.iter().filter(|one| !one.outcome.is_fine()).collect();
    assert!(
        failed.is_empty(),
        "{} of {} rule tests fail:\n\n{}",
        failed.len(),
        tried.len(),
        told(&failed)
    );
}

#[test]
fn every_shipped_rule_has_an_example_and_a_near_miss() {
    let pack = &*SHIPPED;
    let mut has: BTreeMap<&str, (bool, bool)> = pack
        .rules
        .iter()
        .map(|rule| (rule.id.as_str(), (false, false)))
        .collect();
    let tried = ruletest::run(pack);
    for one in &tried {
        let (hit, miss) = has.entry(&one.rule).or_default();
        *hit |= !one.is_near_miss();
        *miss |= one.is_near_miss();
    }
    let lacking: Vec<String> = pack
        .rules
        .iter()
        .filter_map(|rule| {
            let what = match has[rule.id.as_str()] {
                (true, true) => return None,
                (true, false) => "a near miss (`gives: []`)",
                (false, true) => "an example that gives a claim",
                (false, false) => "an example and a near miss",
            };
            let (path, line) = (rule.spot.file(), rule.place().line);
            Some(format!("{path}:{line}: rule `{}` lacks {what}", rule.id))
        })
        .collect();
    assert!(
        lacking.is_empty(),
        "{} of {} rules lack tests:\n{}",
        lacking.len(),
        pack.rules.len(),
        lacking.join("\n")
    );
}

/// Asserts the record of a story as insta does: the same file as `atodds test` writes.
fn recorded(run: &StoryRun, root: &Path) {
    let mut settings = insta::Settings::clone_current();
    settings.remove_snapshot_suffix();
    settings.set_snapshot_path(root.join("tests/snapshots/rules"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_input_file(root.join(format!("tests/rules/{}.md", run.name)));
    settings.bind(|| insta::assert_snapshot!(run.name.as_str(), run.record));
}

#[test]
fn every_story_gives_what_people_expect_and_what_is_recorded() {
    let shelf = Shelf::beside(&Path::new(ROOT).join("rules"));
    let (stories, problems) = ruletest::stories(&shelf, &SHIPPED);
    let said: Vec<&str> = problems.iter().map(|one| one.message.as_str()).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    let mut seen = 0;
    insta::glob!("rules/*.md", |path| {
        let name = path.file_stem().map(|name| name.to_string_lossy());
        let story = stories
            .iter()
            .find(|story| Some(&*story.name) == name.as_deref())
            .expect("the shelf has every file");
        let run = story::run(story, &SHIPPED);
        let failed = run.judged.iter().filter(|one| !one.outcome.is_fine());
        let failed: Vec<String> = failed.map(ToString::to_string).collect();
        assert!(failed.is_empty(), "{}", failed.join("\n"));
        recorded(&run, Path::new(ROOT));
        seen += 1;
    });
    assert_eq!(seen, stories.len());
}

#[test]
fn every_snapshot_has_its_story() {
    let shelf = Shelf::beside(&Path::new(ROOT).join("rules"));
    let (kept, problems) = shelf.snapshots();
    assert!(problems.is_empty(), "{}", problems[0].message);
    for name in kept.keys() {
        let story = shelf.stories_folder().join(format!("{name}.md"));
        assert!(story.exists(), "the story of {name} is gone");
    }
}

/// A folder with the small pack of the tests and one story, gone when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("stories-{name}-{}", std::process::id());
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        for part in ["facts", "language", "names", "claims", "outlets"] {
            let to = root.join("rules").join(part);
            fs::create_dir_all(&to).expect("the target folder can be written to");
            let from = Path::new(ROOT).join("tests/pack").join(part);
            for file in fs::read_dir(from).expect("the pack can be read") {
                let file = file.expect("the pack can be read");
                fs::copy(file.path(), to.join(file.file_name())).expect("a file can be copied");
            }
        }
        let stories = root.join("tests/rules");
        fs::create_dir_all(&stories).expect("the target folder can be written to");
        let story = "# Flood\n```article outlet=harbor-post date=2026-02-12\nNine people died in Arden.\n```\n```expect\nclaims toll: 1\n```\n";
        fs::write(stories.join("flood.md"), story).expect("the folder can be written to");
        Self(root)
    }

    fn snapshot(&self) -> Vec<u8> {
        fs::read(self.0.join("tests/snapshots/rules/flood.snap")).expect("it was accepted")
    }

    fn is_pending(&self) -> bool {
        self.0.join("tests/snapshots/rules/flood.snap.new").exists()
    }

    /// The exit code of the binary.
    fn atodds(&self, args: &[&str]) -> i32 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_atodds"));
        command
            .args(args)
            .env(
                "ATODDS_CACHE_DIR",
                concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"),
            )
            .env_remove("CI");
        self.code(command)
    }

    /// Whether insta's own assertion passes, with what it may write.
    fn insta_passes(&self, update: &str) -> bool {
        let this = env::current_exe().expect("a test is a program");
        let mut command = Command::new(this);
        command
            .args(["--exact", "insta_alone", "--ignored"])
            .env("ATODDS_SCRATCH", &self.0)
            .env("INSTA_WORKSPACE_ROOT", &self.0)
            .env("INSTA_UPDATE", update)
            .env_remove("INSTA_FORCE_PASS")
            .env_remove("CI");
        self.code(command) == 0
    }

    fn code(&self, mut command: Command) -> i32 {
        command
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
            .status
            .code()
            .expect("the program ends by itself")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
#[ignore = "the other side of the test below, in a process of its own"]
fn insta_alone() {
    let root = PathBuf::from(env::var_os("ATODDS_SCRATCH").expect("the test below sets it"));
    let (pack, _) = rules::load(&root.join("rules"));
    let (stories, _) = ruletest::stories(&Shelf::beside(&root.join("rules")), &pack);
    assert_eq!(stories.len(), 1);
    recorded(&story::run(&stories[0], &pack), &root);
}

#[test]
fn insta_and_the_binary_take_turns_with_equal_bytes() {
    // Recorded and accepted by the binary, held by insta.
    let ours = Scratch::new("ours");
    assert!(!ours.insta_passes("no"), "nothing is recorded yet");
    assert_eq!(ours.atodds(&["test"]), 1);
    assert!(ours.is_pending());
    assert_eq!(ours.atodds(&["review", "--accept"]), 0);
    assert!(!ours.is_pending() && ours.insta_passes("no"));

    // Recorded by insta, accepted by the binary.
    let turns = Scratch::new("turns");
    assert!(!turns.insta_passes("new") && turns.is_pending());
    assert_eq!(turns.atodds(&["test", "--check"]), 1);
    assert_eq!(turns.atodds(&["review", "--accept"]), 0);
    assert!(!turns.is_pending() && turns.insta_passes("no"));
    assert_eq!(turns.atodds(&["test", "--check"]), 0);

    // Recorded and accepted by insta, held by the binary.
    let theirs = Scratch::new("theirs");
    theirs.insta_passes("always");
    assert_eq!(theirs.atodds(&["test", "--check"]), 0);

    assert_eq!(ours.snapshot(), turns.snapshot());
    assert_eq!(ours.snapshot(), theirs.snapshot());
}
