//! What a template matches once it is compiled.

use super::super::Presence;
use super::super::parse;
use super::*;
use crate::rules::names::Names;

/// What `told` tells of a compiler that has compiled nothing yet.
fn with_compiler<T>(told: impl FnOnce(&Compiler<'_>) -> T) -> T {
    let mut alphabet = Alphabet::default();
    let names = Names::default();
    let person = TypeId::new("person");
    let date = TypeId::new("date");
    assert_eq!(
        alphabet.letter(&BTreeSet::from([person]), &names),
        '\u{E000}'
    );
    assert_eq!(
        alphabet.letter(&BTreeSet::from([date.clone()]), &names),
        '\u{E001}'
    );
    let lists = BTreeMap::from([
        (
            "meet".to_owned(),
            vec![parse("met").unwrap(), parse("held talks with").unwrap()],
        ),
        (
            "send".to_owned(),
            vec![parse("(send|sell) ..2").unwrap(), parse("stop").unwrap()],
        ),
        (
            "someone".to_owned(),
            vec![parse("{who:person} ..1").unwrap()],
        ),
        ("told".to_owned(), vec![parse("said {what:..3}").unwrap()]),
    ]);
    told(&Compiler {
        alphabet: &alphabet,
        letters: &Arc::default(),
        lists: &lists,
        forms: &|word| vec![word.to_owned(), format!("{word}s")],
        clause_marks: &BTreeSet::from(["but".to_owned()]),
        joiners: &["and".to_owned()],
        articles: &["the".to_owned()],
        common: &FxHashSet::from_iter(["with".to_owned()]),
        adjuncts: &[date],
        shared: &Memo::default(),
        own: (&BTreeMap::new(), Memo::default()),
    })
}

fn compiled(compiler: &Compiler<'_>, template: &str) -> Pattern {
    let elements = parse(template).unwrap();
    compiler.compile(template, &elements).unwrap()
}

fn matches(template: &str, shadow: &str) -> Vec<String> {
    with_compiler(|compiler| matches_of(compiler, template, shadow))
}

fn matches_of(compiler: &Compiler<'_>, template: &str, shadow: &str) -> Vec<String> {
    let pattern = compiled(compiler, template);
    let spelled: Vec<&str> = shadow.split_ascii_whitespace().collect();
    let letter = |unit: &&str| match unit.chars().next() {
        Some(letter) if Alphabet::is_mark(letter) => Code::mark(letter),
        _ => compiler.code(unit).unwrap(),
    };
    let row = spelled.iter().map(letter).collect();
    let present = Presence::new(row, &Arc::new(compiler.letters.holding()));
    let units = 0..present.len();
    let found = pattern.matches(&present, &units).into_iter();
    found.map(|found| spelled[found.units].join(" ")).collect()
}

#[test]
fn a_kept_list_at_the_end_runs_on_and_elsewhere_does_not() {
    let at_end = |shadow| matches("will {what:@send}", shadow);
    assert_eq!(
        at_end(" will send \u{E000} tanks today "),
        ["will send \u{E000} tanks"]
    );
    assert_eq!(at_end(" will sell "), ["will sell"]);
    assert_eq!(at_end(" will stop tanks "), ["will stop"]);
    assert_eq!(
        matches("{what:@send} now", " send tanks now now "),
        ["send tanks now"]
    );
    assert!(matches("{what:@send} now", " send \u{E000} now ").is_empty());
}

#[test]
fn what_a_list_becomes_hangs_on_where_it_stands_and_not_on_what_came_before() {
    let templates = [
        "@someone met",
        "(@someone)? met",
        "met @someone",
        "{what:@send}",
        "{what:@send} now",
        "@send",
        "@send (@someone)?",
        "met @told",
        "@told now",
    ];
    let parts = |pattern: &Pattern| {
        let parts = (pattern.spelled(), &pattern.parts.needs, &pattern.captures);
        format!("{parts:?}")
    };
    // Letters are given out in the order of asking: all are asked for first.
    let warm = |compiler: &Compiler<'_>| {
        for word in [
            "met", "send", "sell", "stop", "now", "said", "held", "talks", "with",
        ] {
            compiler.code(word).unwrap();
        }
    };
    let alone = templates.map(|template| {
        with_compiler(|compiler| {
            warm(compiler);
            parts(&compiled(compiler, template))
        })
    });
    with_compiler(|compiler| {
        warm(compiler);
        assert_eq!(templates.map(|one| parts(&compiled(compiler, one))), alone);
    });
    with_compiler(|compiler| {
        warm(compiler);
        for (template, alone) in templates.iter().zip(&alone).rev() {
            assert_eq!(parts(&compiled(compiler, template)), *alone, "{template}");
        }
    });
}

#[test]
fn a_gap_is_counted_and_never_crosses_a_mark_or_clause() {
    assert_eq!(
        matches(
            "{person} ..1 @meet {person}",
            " \u{E000} briefly met \u{E000} "
        ),
        ["\u{E000} briefly met \u{E000}"]
    );
    assert!(matches("{person} ..1 @meet {person}", " \u{E000} a b met \u{E000} ").is_empty());
    assert!(matches("{person} ..4 @meet {person}", " \u{E000} but met \u{E000} ").is_empty());
    assert_eq!(
        matches(
            "{person} ..4 @meet {person}",
            " \u{E000} x \u{E000} met \u{E000} "
        )
        .len(),
        1
    );
    assert_eq!(
        matches("@meet ..2 {person}", " met on \u{E001} \u{E000} "),
        ["met on \u{E001} \u{E000}"]
    );
}

#[test]
fn a_coordination_is_one_slot() {
    let found = matches(
        "{a:person+} @meet",
        " \u{E000} , \u{E000} and \u{E000} met ",
    );
    assert_eq!(found, ["\u{E000} , \u{E000} and \u{E000} met"]);
}

#[test]
fn kept_words_run_across_names_to_the_end_of_the_clause() {
    assert_eq!(
        matches("met {what:..6}", " they met on \u{E000} plan , then left "),
        ["met on \u{E000} plan"]
    );
}

#[test]
fn a_failed_gap_does_not_hide_a_later_match() {
    assert_eq!(matches("x ..1 met", " x a b c x a met "), ["x a met"]);
}

#[test]
fn word_forms_and_optionals_hold() {
    assert_eq!(
        matches(
            "call~ on? {person}",
            " he calls on \u{E000} she call \u{E000} "
        )
        .len(),
        2
    );
}

#[test]
fn too_many_ways_are_refused_in_any_order() {
    let word = |at: usize| -> String {
        let letter = |at: usize| char::from(b'a' + (at % 26) as u8);
        [at, at / 26, at / 676].map(letter).iter().collect()
    };
    let list = |many: usize, before: &str| -> Vec<Vec<Element>> {
        let entry = |at| parse(&format!("{before} {}", word(at))).unwrap();
        (0..many).map(entry).collect()
    };
    let lists = BTreeMap::from([
        ("many".to_owned(), list(6_000, "{person}")),
        ("more".to_owned(), list(6_000, "{person} so")),
        // Plain phrases count too: 44 times 44 of each entry.
        ("plain".to_owned(), {
            let any = (0..44).map(word).collect::<Vec<_>>().join("|");
            list(12, &format!("({any}) ({any})"))
        }),
    ]);
    let refused = |templates: &[&str]| {
        with_compiler(|compiler| {
            let compiler = Compiler {
                lists: &lists,
                shared: &Memo::default(),
                own: (&BTreeMap::new(), Memo::default()),
                ..*compiler
            };
            let refused = templates.iter().map(|template| {
                let elements = parse(template).unwrap();
                compiler.compile(template, &elements).is_err()
            });
            refused.collect::<Vec<bool>>()
        })
    };
    assert_eq!(refused(&["@many @more met"]), [true]);
    assert_eq!(refused(&["met @many @more"]), [true]);
    assert_eq!(
        refused(&["@many met", "@more met", "@many @more met"]),
        [false, false, true]
    );
    assert_eq!(refused(&["met @plain"]), [true]);
}
