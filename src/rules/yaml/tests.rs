//! What goes wrong in YAML files, and where the complaint points.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::node::{Node, Step};
use super::{Document, Many, load};
use crate::problem::Problem;
use crate::rules::language::LanguageFile;
use crate::rules::raw::{Kind, NameFile, RuleFile};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pack {
    #[serde(default)]
    words: BTreeMap<String, Many<String>>,
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    #[serde(default, rename = "match")]
    patterns: Many<String>,
    #[serde(default)]
    evolves: Option<Evolves>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Evolves {
    Up,
    Down,
}

fn problems(text: &str) -> Vec<Problem> {
    load::<Pack>("p.yaml", text.as_bytes())
        .err()
        .unwrap_or_default()
}

/// Code and the words under the span, one line per problem.
fn shown(text: &str) -> Vec<String> {
    problems(text)
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref().expect("located");
            let words = place.span.of(text.trim_start_matches('\u{feff}'));
            format!("{}:{} {} {words}", place.line, place.column, problem.code)
        })
        .collect()
}

#[test]
fn every_value_and_key_has_a_span() {
    let text = "words:\n  meet: [meet~, \"hold talks\"]\nrules:\n- id: a\n  match: one\n- id: b\n";
    let (pack, document) = load::<Pack>("p.yaml", text.as_bytes()).unwrap();
    let under = |path: &str| document.span(path).map(|span| span.of(text).to_owned());
    assert_eq!(under("words.meet[1]").as_deref(), Some("\"hold talks\""));
    assert_eq!(under("rules[1].id").as_deref(), Some("b"));
    assert_eq!(under("rules[0]").as_deref(), Some("id: a\n  match: one"));
    assert_eq!(under("rules[7]"), None);
    assert_eq!(pack.rules[0].patterns.0, ["one"]);
    assert_eq!(pack.rules[1].id, "b");
    assert_eq!(pack.words["meet"].0.len(), 2);
    assert!(pack.rules[0].evolves.is_none());
    let key = document.key_place("rules[0].match");
    assert_eq!((key.line, key.column, key.span.of(text)), (5, 3, "match"));
    // What is not there is shown by the nearest thing around it, cut to one line.
    let place = document.place("rules[0].tests[3].text");
    assert_eq!((place.line, place.span.of(text)), (4, "id: a"));
}

#[test]
fn keys_with_dots_are_found() {
    let text = "words: {a.b: [x], a: [y]}";
    let (_, document) = load::<Pack>("p.yaml", text.as_bytes()).unwrap();
    assert_eq!(document.span("words.a.b[0]").unwrap().of(text), "x");
    assert_eq!(document.span("words.a[0]").unwrap().of(text), "y");
}

#[test]
fn all_mistakes_of_a_file_come_at_once() {
    let text = "wrods: {}\nrules:\n- id: a\n  mach: x\n- mtach: y\n- id: [b]\n- id: c\n  evolves: upp\nwords: 7\n";
    assert_eq!(
        shown(text),
        [
            "1:1 unknown-key wrods",
            "4:3 unknown-key mach",
            "5:3 unknown-key mtach",
            "6:7 wrong-type [b]",
            "8:12 unknown-value upp",
            "9:8 wrong-type 7",
        ]
    );
    assert_eq!(
        problems(text)
            .iter()
            .map(|problem| problem.help.clone().unwrap_or_default())
            .collect::<Vec<_>>(),
        [
            "did you mean `words`?",
            "did you mean `match`?",
            "did you mean `match`?",
            "",
            "did you mean `up`?",
            ""
        ]
    );
    assert_eq!(problems(text)[3].message, "expected text, found a list");
}

#[test]
fn a_missing_key_points_at_its_mapping() {
    assert_eq!(shown("rules:\n- match: x\n"), ["2:3 missing-key match: x"]);
    assert_eq!(
        problems("rules:\n- match: x\n")[0].message,
        "the key `id` is missing"
    );
}

#[test]
fn an_equal_key_is_refused_where_it_stands_again() {
    assert_eq!(
        shown("words:\n  a: [x]\n  a: [y]\n"),
        ["3:3 duplicate-key a"]
    );
}

#[test]
fn what_could_do_harm_is_refused_with_a_place() {
    assert_eq!(shown("words: {a: &a [x], b: *a}"), ["1:23 yaml-alias *a"]);
    assert_eq!(
        shown("words: {}\n---\nrules: []\n"),
        ["2:1 yaml-many-documents ---"]
    );
    assert_eq!(shown("words: !custom {}"), ["1:16 yaml-tag {"]);
    assert_eq!(shown("rules: [\n- x"), ["2:1 yaml-syntax "]);
    for text in ["", "   \n", "# only a comment\n"] {
        assert_eq!(problems(text)[0].code, "yaml-empty", "{text}");
    }
    let bad = load::<Pack>("p.yaml", b"words: {}\nrules: [\xff]\n").unwrap_err();
    assert_eq!(bad[0].code, "invalid-utf8");
    assert_eq!(
        bad[0]
            .place
            .as_ref()
            .map(|place| (place.line, place.column)),
        Some((2, 9))
    );
    assert!(problems("\u{feff}words: {}").is_empty());
    assert_eq!(
        load::<Pack>("p.yaml", &vec![b'a'; 5 << 20]).unwrap_err()[0].code,
        "yaml-too-large"
    );
}

#[test]
fn no_bomb_takes_long() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let last = level - 1;
        let line = format!("a{level}: &a{level} [*a{last}, *a{last}, *a{last}]\n");
        laughs.push_str(&line);
    }
    let anchor = format!(
        "a: &a [{}]\nb: [{}]\n",
        "x, ".repeat(5000),
        "*a, ".repeat(5000)
    );
    let blocks = (0..2000).fold(String::new(), |text, depth| {
        text + &" ".repeat(depth) + "a:\n"
    });
    for (text, code) in [
        (laughs.as_str(), "yaml-alias"),
        (&anchor, "yaml-alias"),
        (&"[".repeat(100_000), "yaml-too-deep"),
        (&"{a: ".repeat(10_000), "yaml-too-deep"),
        (&"- ".repeat(10_000), "yaml-too-deep"),
        (&blocks, "yaml-too-deep"),
        (&format!("words: {}", "a".repeat(1 << 20)), "wrong-type"),
        (
            &format!("words: \"{}\"", "a ".repeat(1 << 19)),
            "wrong-type",
        ),
        (&format!("{}: 1", "a".repeat(1 << 20)), "yaml-syntax"),
        (&format!("? {}\n: 1", "a".repeat(1 << 20)), "yaml-key"),
        (
            &format!("words: [{}]", "a,".repeat(1 << 20)),
            "yaml-too-large",
        ),
        (
            &format!("words: {{{}}}", "?,".repeat(1 << 20)),
            "duplicate-key",
        ),
    ] {
        let found = problems(text);
        let shown: String = text.chars().take(20).collect();
        assert_eq!(
            found.first().map(|problem| problem.code),
            Some(code),
            "{shown}"
        );
        assert!(found[0].place.is_some(), "{shown}");
    }
}

#[test]
fn no_bytes_panic() {
    // Every short string over an alphabet that YAML finds exciting.
    let letters = [
        "a", ":", " ", "\n", "-", "[", "]", "{", "}", "\"", "'", "|", "&a", "*a", "#", "?", "!",
        "%", ",", "é",
    ];
    for a in letters {
        for b in letters {
            for c in letters {
                for d in ["", "\n", ": ", "x", "]"] {
                    let text = format!("{a}{b}{c}{d}");
                    let _ = load::<Pack>("p.yaml", text.as_bytes());
                }
            }
        }
    }
}

/// As [`Pack`], with maps that refuse equal keys by themselves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[serde(default, deserialize_with = "super::unique")]
    words: BTreeMap<String, Many<String>>,
    #[serde(default)]
    rules: Vec<Rule>,
}

impl super::NoTwice for Strict {}

#[test]
fn a_trusted_load_says_what_a_careful_one_says() {
    for text in [
        "words: {a: [x], b: 2025}\nrules: [{id: on, evolves: up}]",
        "words: {a: [x], a: [y]}",
        "rules: [{id: a, id: b}]",
        "rules: [{id: a, ix: b}, {id: c, evolves: upp}]",
        "words: {a: &x [b], c: *x}",
        "words: {a: !t b}",
        "words: {a: b}\n---\nwords: {}",
        "",
        "# nothing",
        "words: {a: [b",
    ] {
        let careful = load::<Strict>("p.yaml", text.as_bytes());
        let trusted = super::load_trusted::<Strict>("p.yaml", text.as_bytes());
        match (careful, trusted) {
            (Ok((one, at)), Ok((two, lazily))) => {
                assert_eq!(one.words, two.words, "{text}");
                assert_eq!(one.rules.len(), two.rules.len(), "{text}");
                assert_eq!(at.span("words.a"), lazily.span("words.a"), "{text}");
            }
            (Err(one), Err(two)) => assert_eq!(one, two, "{text}"),
            (one, two) => panic!("{text}: {:?} and {:?}", one.is_ok(), two.is_ok()),
        }
    }
}

#[test]
fn what_could_do_harm_is_not_trusted() {
    for text in [
        "a: *b",
        "a: &b c",
        "<<: {a: b}",
        "{a: !b c}",
        "a: ! c",
        "[*a]",
        "[\"a\",*b]",
        "{\"a\":*b}",
        "*a",
    ] {
        assert!(!super::harmless(text), "{text}");
    }
    assert!(super::harmless(r#"a: ["!", "&b", '*c']"#));
    assert!(!super::harmless(&"[".repeat(20_001)));
    assert!(!super::harmless(&"- ".repeat(20_001)));
    assert!(super::harmless(
        "name: R&D\nat: al-Assad, 5*4\nof: Johnson & Johnson"
    ));
}

/// What `path` says with the entry of `node` written twice; `None` where that takes more than a line.
fn doubled(document: &Document, node: &Node) -> Option<String> {
    let (text, key) = (&document.text, node.key?);
    let entry = &text[key.start..node.value.end];
    if entry.contains('\n') || node.value.end < key.end {
        return None;
    }
    let around = &document.nodes()[node.parent as usize];
    let again = if text[around.value.start..].starts_with('{') {
        format!(", {entry}")
    } else {
        let line = text[..key.start].rfind('\n').map_or(0, |at| at + 1);
        format!("\n{}{entry}", " ".repeat(key.start - line))
    };
    let (before, after) = text.split_at(node.value.end);
    Some(format!("{before}{again}{after}"))
}

/// All but outlets is loaded on trust: each mapping of these files has to refuse a second entry by itself.
#[test]
fn no_key_of_a_shipped_file_may_be_given_twice() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let (files, _) = crate::rules::read_folder(&root);
    let mut shapes = std::collections::BTreeSet::new();
    for file in &files {
        let folder = file.pack.split('/').next().unwrap_or_default();
        if folder == "outlets" {
            continue;
        }
        let document = super::places(&file.path, &file.bytes).expect("a shipped file is right");
        for (number, node) in document.nodes().iter().enumerate() {
            let shape: Vec<String> = (document.steps(number as u32).into_iter())
                .map(|step| match step {
                    Step::Key(key) => key.to_string(),
                    Step::At(_) | Step::Root => "-".to_owned(),
                })
                .collect();
            let Some(text) = doubled(&document, node) else {
                continue;
            };
            if !shapes.insert((folder, shape.join("."))) {
                continue;
            }
            let bytes = text.as_bytes();
            let problems = match folder {
                "names" => super::load_trusted::<NameFile>("d.yaml", bytes).err(),
                "facts" => super::load_trusted::<Kind>("d.yaml", bytes).err(),
                "language" => super::load_trusted::<LanguageFile>("d.yaml", bytes).err(),
                _ => super::load_trusted::<RuleFile>("d.yaml", bytes).err(),
            };
            let codes: Vec<&str> = (problems.iter().flatten())
                .map(|problem| problem.code)
                .collect();
            assert_eq!(codes, ["duplicate-key"], "{shape:?} of {}", file.path);
        }
    }
    assert!(shapes.len() > 200, "{shapes:?}");
}
