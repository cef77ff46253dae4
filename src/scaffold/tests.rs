//! What drafts hold, and that none is given that does not work.

use super::*;
use crate::problem::ByteSpan;
use crate::source::{self, Metadata, Outlets};

fn file(pack: &str, yaml: &str) -> PackFile {
    PackFile {
        path: format!("rules/{pack}.yaml"),
        pack: pack.to_owned(),
        bytes: yaml.as_bytes().to_vec(),
    }
}

/// A pack in a language that is none, so that nothing in a draft can come from English.
fn files() -> Vec<PackFile> {
    let names = "types: {thing: [], place: [], town: [place], person: []}\nnames:\n  \
        - {id: arden, name: Arden, type: town}\n  - {id: brul, name: Brul, type: town}\n  \
        - {id: ann-lee, name: Ann Lee, type: person}\n";
    let kind = "kind: pact\nquestion: Do they?\nidentify_by: {who: {is: person}, where: place}\n\
        value: {one_of: [signed, broken]}\n";
    vec![
        file(
            "language/xx",
            "language: xx\nguess: {otherwise: thing}\nnumbers: {small: {nul: 9}}\n",
        ),
        file("names/all", names),
        file("facts/pact", kind),
        file(
            "claims/pact.xx",
            "rules: [{id: pacted, fact: pact, match: '{who:person} zul {where:place}', set: {value: broken}}]\n",
        ),
    ]
}

/// What is in the files after `make`, with how the tests of the new rule came out.
fn made(
    files: &[PackFile],
    make: impl Fn(&Ground) -> Result<Vec<Draft>, Box<Problem>>,
) -> (Vec<Draft>, Vec<Outcome>) {
    let (ground, problems) = Ground::new(files.to_vec());
    assert!(problems.is_empty(), "{problems:?}");
    let drafts = make(&ground).expect("a draft can be made");
    let mut all = files.to_vec();
    all.extend(drafts.iter().map(|draft| file(&draft.pack, &draft.text)));
    let (pack, problems) = rules::build(&all);
    assert!(problems.is_empty(), "{problems:?}");
    let outcomes = ruletest::run(&pack).iter().map(|one| one.outcome).collect();
    (drafts, outcomes)
}

fn article(text: &str) -> Article {
    let head = Metadata::default();
    source::text("a.txt", text, &head, &Outlets::default(), &mut Vec::new())
}

fn sample(article: &Article) -> Sample<'_> {
    Sample {
        article,
        line: ByteSpan::new(0, article.text.len()),
    }
}

#[test]
fn a_rule_brings_its_kind_and_its_words_are_those_of_its_name() {
    let (drafts, outcomes) = made(&files(), |ground| {
        rule(ground, "harbour-closed", None, None)
    });
    let packs: Vec<&str> = drafts.iter().map(|draft| draft.pack.as_str()).collect();
    assert_eq!(packs, ["facts/harbour-closed", "claims/harbour-closed.xx"]);
    assert!(
        drafts[1]
            .text
            .starts_with("# yaml-language-server: $schema=../schema/rule.json\n")
    );
    assert!(drafts[1].text.contains("- \"{town:town} harbour closed\""));
    assert!(
        drafts[1]
            .text
            .contains("gives: [{town: arden, value: yes}]")
    );
    assert_eq!(outcomes, [Outcome::Ok, Outcome::Ok], "{}", drafts[1].text);
}

#[test]
fn a_sentence_becomes_the_first_test_with_what_it_gives() {
    let article = article("---\npublished: 2026-02-11\n---\nGra, Brul  krim nul  plok.");
    let (drafts, outcomes) = made(&files(), |ground| {
        rule(ground, "plok-count", None, Some(sample(&article)))
    });
    let text = &drafts[1].text;
    assert!(
        text.contains("- \"{town:town} krim {value:count} plok\""),
        "{text}"
    );
    assert!(
        text.contains("text: \"Gra, Brul krim nul plok.\""),
        "{text}"
    );
    assert!(text.contains("published: \"2026-02-11\""), "{text}");
    assert!(
        text.contains("gives: [{town: brul, value: \"9 plok\"}]"),
        "{text}"
    );
    assert!(
        drafts[0].text.contains("unit: \"plok\""),
        "{}",
        drafts[0].text
    );
    assert_eq!(outcomes, [Outcome::Ok, Outcome::Ok]);
}

#[test]
fn a_rule_for_a_known_kind_fills_all_its_slots() {
    let (drafts, outcomes) = made(&files(), |ground| {
        rule(ground, "re-pact", Some("pact"), None)
    });
    assert_eq!(drafts.len(), 1);
    let text = &drafts[0].text;
    assert!(
        text.contains("\"{who:person} re pact {where:place}\""),
        "{text}"
    );
    assert!(text.contains("set: {value: signed}"), "{text}");
    assert_eq!(outcomes, [Outcome::Ok, Outcome::Ok]);
}

#[test]
fn a_story_brings_a_name_that_its_rule_reads() {
    let (drafts, outcomes) = made(&files(), |ground| story(ground, "grulm", None));
    let packs: Vec<&str> = drafts.iter().map(|draft| draft.pack.as_str()).collect();
    assert_eq!(packs, ["names/grulm", "facts/grulm", "claims/grulm.xx"]);
    assert!(
        drafts[2].text.contains("Grulm Example grulm."),
        "{}",
        drafts[2].text
    );
    assert_eq!(outcomes, [Outcome::Ok, Outcome::Ok]);
}

#[test]
fn a_fact_and_an_outlet_load() {
    let (drafts, _) = made(&files(), |ground| fact(ground, "closing"));
    assert_eq!(drafts[0].pack, "facts/closing");
    let (drafts, _) = made(&files(), |ground| outlet(ground, "harbor-post"));
    assert!(drafts[0].text.contains("name: \"Harbor Post\""));
}

#[test]
fn what_cannot_be_made_is_told() {
    let (ground, _) = Ground::new(files());
    let code = |made: Result<Vec<Draft>, Box<Problem>>| made.err().map(|problem| problem.code);
    assert_eq!(code(rule(&ground, "pacted", None, None)), Some("taken"));
    assert_eq!(code(fact(&ground, "pact")), Some("taken"));
    assert_eq!(code(outlet(&ground, "Harbor Post")), Some("bad-id"));
    let unknown = rule(&ground, "x", Some("pcat"), None).expect_err("no such kind");
    assert_eq!(unknown.help.as_deref(), Some("did you mean `pact`?"));
    let nameless = article("krim nul plok.");
    assert_eq!(
        code(rule(&ground, "x", None, Some(sample(&nameless)))),
        Some("no-example")
    );
}

#[test]
fn a_pack_without_names_has_nothing_to_be_about() {
    let files: Vec<PackFile> = files()
        .into_iter()
        .filter(|file| file.pack.starts_with("language"))
        .collect();
    let (ground, _) = Ground::new(files);
    assert_eq!(fact(&ground, "x").expect_err("no name").code, "no-names");
}

#[test]
fn a_hostile_sentence_stays_one_string() {
    let article = article("Brul \"krim\" nul: {plok} #no 'a' \\ \u{7}\u{1b}[31m end.");
    let (drafts, outcomes) = made(&files(), |ground| {
        rule(ground, "odd", None, Some(sample(&article)))
    });
    assert_eq!(outcomes[0], Outcome::Ok, "{}", drafts[1].text);
    assert!(!drafts[1].text.contains('\u{1b}'));
}
