//! `lint`: each code from a pack that has its mistake, with its place, and what the run answers.

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

/// The test pack with `files` beside its own.
fn folder(files: &[(&str, &str)]) -> Folder {
    files
        .iter()
        .fold(with_rules(), |folder, (path, text)| folder.with(path, text))
}

/// The lines that `lint` prints about the added files.
fn lint(files: &[(&str, &str)], args: &[&str]) -> Vec<String> {
    let folder = folder(files);
    let output = run(&folder, &[&["lint", "--format", "concise"], args].concat());
    assert_ne!(
        output.status.code(),
        Some(2),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let own = |line: &&str| files.iter().any(|(path, _)| line.starts_with(path));
    stdout(&output)
        .lines()
        .filter(own)
        .map(str::to_owned)
        .collect()
}

/// A file of one rule for meetings with two tests, of which this is what it matches.
fn rule(words: &str, patterns: &str) -> String {
    format!(
        "words: {{{words}}}\nrules:\n  - id: added\n    fact: talks\n    match:\n{patterns}    tests:\n      - {{text: Ann Lee saw Ben Stone., gives: [{{people: [ann-lee, ben-stone]}}]}}\n      - {{text: Ann Lee saw it., gives: []}}\n"
    )
}

const FILE: &str = "rules/claims/added.en.yaml";

/// What `lint` says of one added rule, without its place and help.
fn of_rule(words: &str, patterns: &str) -> Vec<String> {
    lint(&[(FILE, &rule(words, patterns))], &[])
}

#[track_caller]
fn assert_one(lines: &[String], start: &str) {
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with(start), "{lines:?}");
}

#[test]
fn a_sound_rule_gives_no_complaint() {
    let lines = of_rule("", "      - '{people:person} saw {people:person}'\n");
    assert_eq!(lines, [""; 0]);
}

#[test]
fn an_alternative_that_another_one_covers_is_dead() {
    let lines = of_rule(
        "",
        "      - '{people:person} (sees|saw|see~) {people:person}'\n",
    );
    assert_one(
        &lines,
        "rules/claims/added.en.yaml:6:27: warning[dead-alternative] `sees` adds nothing: what it matches, `see~` matches too",
    );
}

#[test]
fn an_entry_of_a_word_list_can_be_dead_too() {
    let lines = of_rule(
        "see: [saw, met with, saw]",
        "      - '{people:person} @see {people:person}'\n",
    );
    assert_one(
        &lines,
        "rules/claims/added.en.yaml:1:30: warning[dead-alternative] `saw` stands here twice",
    );
}

#[test]
fn at_the_end_of_a_pattern_the_shorter_alternative_ends_it() {
    let lines = of_rule(
        "",
        "      - '{people:person} saw {people:person} (there|there again)'\n",
    );
    assert_one(
        &lines,
        "rules/claims/added.en.yaml:6:53: warning[dead-alternative] `there again`",
    );
    let lines = of_rule(
        "",
        "      - '{people:person} (saw|saw again) {people:person}'\n",
    );
    assert_eq!(
        lines, [""; 0],
        "in the middle the longer one is tried as well"
    );
}

#[test]
fn a_pattern_that_an_earlier_one_covers_is_shadowed() {
    let lines = of_rule(
        "",
        "      - '{people:person+} ..2 see~ {people:person}'\n      - '{people:envoy} sees {people:person}'\n",
    );
    assert_one(
        &lines,
        "rules/claims/added.en.yaml:7:9: warning[shadowed-pattern]",
    );
}

#[test]
fn a_rule_that_an_earlier_one_covers_is_shadowed() {
    let later = "rules:\n  - id: later\n    fact: talks\n    match: '{people:person} sees {people:person}'\n    tests: [{text: Ann Lee sees Ben Stone., gives: [{held: 'yes'}]}, {text: Ann Lee sees it.}]\n";
    let first = rule("", "      - '{people:person+} ..2 see~ {people:person}'\n");
    let files = [
        (FILE, first.as_str()),
        ("rules/claims/later.en.yaml", later),
    ];
    assert_one(
        &lint(&files, &[]),
        "rules/claims/later.en.yaml:2:9: warning[shadowed-rule] `later` never reads anything: rule `added` reads it first",
    );
}

#[test]
fn a_rule_that_leaves_small_figures_out_shadows_none_that_reads_them() {
    let later = "rules:\n  - id: later\n    fact: talks\n    match: '{people:person} sees {people:person}'\n    tests: [{text: Ann Lee sees Ben Stone., gives: [{held: 'yes'}]}, {text: Ann Lee sees it.}]\n";
    let first = rule("", "      - '{people:person+} ..2 see~ {people:person}'\n");
    let first = first.replace("    fact: talks\n", "    fact: talks\n    least: 3\n");
    let files = [
        (FILE, first.as_str()),
        ("rules/claims/later.en.yaml", later),
    ];
    let lines = lint(&files, &[]);
    assert!(
        !lines.iter().any(|line| line.contains("shadowed")),
        "{lines:?}"
    );
}

#[test]
fn a_wide_gap_is_placed_in_its_pattern() {
    let lines = of_rule("", "      - '{people:person} ..13 saw {people:person}'\n");
    assert_one(
        &lines,
        "rules/claims/added.en.yaml:6:26: warning[long-gap] the gap `..13`",
    );
}

#[test]
fn a_pattern_without_a_word_is_told() {
    let lines = of_rule("", "      - '{people:person} saw? {people:person}'\n");
    assert_one(
        &lines,
        "rules/claims/added.en.yaml:6:9: warning[no-trigger]",
    );
}

#[test]
fn a_rule_without_tests_lacks_an_example_and_a_near_miss() {
    let yaml = "rules:\n  - id: added\n    fact: talks\n    match: '{people:person} saw {people:person}'\n";
    let lines = lint(&[(FILE, yaml)], &[]);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("rules/claims/added.en.yaml:2:9: warning[no-example]"));
    assert!(lines[1].starts_with("rules/claims/added.en.yaml:2:9: warning[no-near-miss]"));
}

#[test]
fn lists_and_types_that_nobody_uses_are_told() {
    let lines = of_rule(
        "see: [saw]",
        "      - '{people:person} saw {people:person}'\n",
    );
    assert_one(
        &lines,
        "rules/claims/added.en.yaml:1:9: warning[unused-list]",
    );
    let types = [("rules/names/added.yaml", "types:\n  ship: []\n")];
    assert_one(
        &lint(&types, &[]),
        "rules/names/added.yaml:2:3: warning[unused-type] nothing has the type `ship`, and nothing asks for it",
    );
}

#[test]
fn two_holders_of_one_office_on_the_same_days_are_told() {
    let role = |from: &str, until: &str| {
        format!("roles: [{{title: mayor, of: arden, from: {from}, until: {until}}}]")
    };
    let yaml = |until: &str| {
        format!(
            "names:\n  - {{id: dan-fox, name: Dan Fox, type: person, {}}}\n  - {{id: eve-hale, name: Eve Hale, type: person, {}}}\n",
            role("2020-01-01", until),
            role("2023-01-01", "2026-01-01")
        )
    };
    let lines = lint(&[("rules/names/added.yaml", &yaml("2024-05-01"))], &[]);
    assert_one(
        &lines,
        "rules/names/added.yaml:3:58: warning[overlapping-offices] Eve Hale",
    );
    let lines = lint(&[("rules/names/added.yaml", &yaml("2023-01-01"))], &[]);
    assert_eq!(lines, [""; 0], "handing over takes a day");
}

#[test]
fn a_rule_that_no_article_sets_off_is_a_note() {
    let text = article("harbor-post", "2026-02-12", "Ann Lee met Ben Stone.");
    let yaml = rule("", "      - '{people:person} saw {people:person}'\n");
    let files = [(FILE, yaml.as_str()), ("a.txt", &text)];
    assert_one(
        &lint(&files, &["--in", "a.txt"]),
        "rules/claims/added.en.yaml:3:9: note[never-fired] `added` claimed nothing in the 1 article it reads",
    );
}

const TOLL: &str = "rules:\n  - id: children\n    fact: toll\n    subject: place\n    match: '{value:count} of them children'\n    tests:\n      - {text: 'Arden mourns, two of them children.', gives: [{value: 2}]}\n      - {text: 'In Arden, two were there.'}\n";

#[test]
fn two_rules_that_contradict_each_other_in_one_sentence_are_told() {
    let text = article(
        "harbor-post",
        "2026-02-12",
        "Nine people died in Arden, two of them children.",
    );
    let later = "rules/claims/zones.en.yaml";
    let lines = lint(&[(later, TOLL), ("a.txt", &text)], &["--in", "a.txt"]);
    assert_one(
        &lines,
        "rules/claims/zones.en.yaml:2:9: warning[disjoint-values] `children` reads 2 people and `death-toll` reads 9 people in a.txt:5",
    );
}

#[test]
fn a_scope_that_is_hardly_ever_said_is_a_note() {
    let kind = "kind: catch\nquestion: How many?\nidentify_by: {place: place}\nvalue: {is: amount, unit: fish}\nscope:\n  season: {open: true}\n";
    let yaml = "rules:\n  - id: landed\n    fact: catch\n    match: '{place:place} landed {value:count} fish (in {season:@season})?'\n    tests:\n      - {text: Arden landed six fish in summer., gives: [{value: 6}]}\n      - {text: Arden landed it.}\nwords: {season: [summer]}\n";
    let text = article(
        "harbor-post",
        "2026-02-12",
        &"Arden landed six fish. ".repeat(60),
    );
    let files = [
        ("rules/facts/catch.yaml", kind),
        (FILE, yaml),
        ("a.txt", &text),
    ];
    let lines = lint(&files, &["--in", "a.txt"]);
    assert_one(
        &lines,
        "rules/facts/catch.yaml:6:3: note[rare-scope] 1 of 61 claims of `catch` say their `season`",
    );
}

#[test]
fn a_fact_with_three_places_has_too_coarse_a_key() {
    let kind = "kind: mooring\nquestion: Where?\nidentify_by: {who: person}\nattributes:\n  moored: {one_of: [yes, no]}\n  place: {is: place}\n";
    let yaml = "rules:\n  - id: moored\n    fact: mooring\n    match: '{who:person} moored in {place:place}'\n    tests:\n      - {text: Ann Lee moored in Arden., gives: [{place: arden}]}\n      - {text: Ann Lee moored it.}\n";
    let names = "names: [{id: south-quay, name: South Quay, type: city}]\n";
    let text = article(
        "harbor-post",
        "2026-02-12",
        "Ann Lee moored in Arden. Ann Lee moored in North Harbour. Ann Lee moored in South Quay.",
    );
    let files = [
        ("rules/facts/mooring.yaml", kind),
        (FILE, yaml),
        ("rules/names/more.yaml", names),
        ("a.txt", &text),
    ];
    let lines = lint(&files, &["--in", "a.txt"]);
    assert_one(
        &lines,
        "rules/facts/mooring.yaml:3:1: note[crowded-key] 1 of 1 fact of `mooring` hold three or more dates or places; Ann Lee has Arden, North Harbour, South Quay",
    );
}

#[test]
fn a_comment_with_a_reason_allows_and_others_are_told() {
    let gap = |comment: &str| {
        of_rule(
            "",
            &format!("      - '{{people:person}} ..13 saw {{people:person}}' {comment}\n"),
        )
    };
    assert_eq!(gap("# allow long-gap: titles run on"), [""; 0]);
    assert!(gap("# allow long-gap")[1].contains("warning[unknown-allow] nothing says why"));
    assert!(gap("# allow long-gpa: typo")[1].contains("did you mean `long-gap`?"));
    let lines = of_rule(
        "",
        "      - '{people:person} saw {people:person}' # allow long-gap: no more\n",
    );
    assert_one(
        &lines,
        "rules/claims/added.en.yaml:6:47: warning[unused-allow]",
    );
}

fn code(files: &[(&str, &str)], args: &[&str]) -> Option<i32> {
    run(&folder(files), &[&["lint"], args].concat())
        .status
        .code()
}

#[test]
fn the_exit_code_follows_the_level_asked_for() {
    let dead = rule("", "      - '{people:person} (saw|saw) {people:person}'\n");
    let files = [(FILE, dead.as_str())];
    for (args, wanted) in [
        (&[][..], 1),
        (&["--fail-on", "error"], 0),
        (&["--fail-on", "never"], 0),
        (&["--fail-on", "note"], 1),
        (&["nowhere"], 2),
        (&["--in", "empty"], 2),
    ] {
        assert_eq!(code(&files, args), Some(wanted), "{args:?}");
    }
    assert_eq!(code(&[(FILE, "rules: 3\n")], &[]), Some(2));
}

#[test]
fn one_file_of_a_pack_can_be_linted_by_itself() {
    let dead = rule("", "      - '{people:person} (saw|saw) {people:person}'\n");
    let folder = folder(&[(FILE, &dead)]);
    let output = run(&folder, &["lint", FILE, "--format", "concise"]);
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stdout(&output));
    assert!(stderr(&output).contains("1 warning"), "{}", stderr(&output));
}

#[test]
fn every_format_tells_the_same_problem() {
    let dead = rule("", "      - '{people:person} (saw|saw) {people:person}'\n");
    let folder = folder(&[(FILE, &dead)]);
    for (format, part) in [
        ("full", "dead-alternative"),
        ("json", "\"code\": \"dead-alternative\""),
        ("github", "title=dead-alternative::"),
        ("sarif", "\"ruleId\": \"dead-alternative\""),
    ] {
        let output = run(&folder, &["lint", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(
            stdout(&output).contains(part),
            "{format}: {}",
            stdout(&output)
        );
    }
}

#[test]
fn a_code_is_explained_with_and_without_rules() {
    for folder in [with_rules(), Folder::new()] {
        let output = run(&folder, &["explain", "dead-alternative"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).contains("# allow dead-alternative: reason"));
    }
}

#[test]
fn the_shipped_rules_give_no_warning() {
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
    let output = run(&Folder::new(), &["lint", rules, "--format", "concise"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}
