//! The schemas against every file that is there: what loads is valid, and what is valid has the shape that loads.

use std::fs;
use std::path::{Path, PathBuf};

use atodds::rules::schema::{self, File};
use atodds::rules::{raw, yaml};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every YAML file of the shipped pack and of the one for tests, with its kind.
fn files() -> Vec<(PathBuf, File)> {
    let mut found = Vec::new();
    for pack in ["rules", "tests/pack"] {
        for (folder, file) in File::FOLDERS {
            let entries = fs::read_dir(root().join(pack).join(folder)).expect("the pack has it");
            for entry in entries {
                found.push((entry.expect("the pack can be read").path(), file));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.len() > 50, "only {} files", found.len());
    found
}

fn value(path: &Path) -> Value {
    let bytes = fs::read(path).expect("the file can be read");
    let loaded = yaml::load(&path.to_string_lossy(), &bytes);
    loaded.unwrap_or_else(|problems| panic!("{problems:?}")).0
}

#[test]
fn every_file_of_a_pack_is_valid() {
    let mut wrong = Vec::new();
    for (path, file) in files() {
        let schema = schema::of(file);
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        for error in validator.iter_errors(&value(&path)).take(3) {
            let at = error.instance_path().to_string();
            wrong.push(format!("{}: {at}: {error}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_shipped_file_names_its_schema_which_is_the_one_of_this_version() {
    for (path, file) in files() {
        if !path.starts_with(root().join("rules")) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("the file can be read");
        let named = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
        let named = named.unwrap_or_else(|| panic!("{} names no schema", path.display()));
        assert_eq!(
            named,
            format!("../schema/{}.json", file.name()),
            "{}",
            path.display()
        );
        let schema = path.parent().expect("it is in a folder").join(named);
        let schema = fs::read(&schema).unwrap_or_else(|_| panic!("{named} is not there"));
        let schema: Value = serde_json::from_slice(&schema).expect("a schema is JSON");
        // `atodds schema NAME > rules/schema/NAME.json` brings it up to date.
        assert_eq!(schema, schema::of(file), "{named}");
    }
}

#[test]
fn a_key_that_the_loader_refuses_is_refused() {
    for (path, file) in files() {
        let schema = schema::of(file);
        let mut broken = value(&path);
        broken["no-such-key"] = Value::Null;
        assert!(
            !jsonschema::is_valid(&schema, &broken),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_tests_beside_rules_are_valid_by_themselves() {
    let schema = schema::of(File::Tests);
    let mut checked = 0;
    for (path, file) in files() {
        if file != File::Rules {
            continue;
        }
        let pack = value(&path);
        for rule in pack["rules"].as_array().into_iter().flatten() {
            if let Some(tests) = rule.get("tests") {
                assert!(jsonschema::is_valid(&schema, tests), "{}", path.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 20, "only {checked} rules have tests");
    let typo = serde_json::json!([{"text": "a", "give": []}]);
    assert!(!jsonschema::is_valid(&schema, &typo));
    // What the schema says is what the loader does.
    assert!(yaml::load::<Vec<raw::RuleTest>>("t.yaml", b"[{text: a, give: []}]").is_err());
}

#[test]
fn the_schema_of_the_accepted_file_says_what_its_loader_does() {
    let schema = atodds::finding::accepted::schema();
    let whole = "- fact: toll/arden\n  finding: F-0123456789abcdef\n  sides: {six: a1f0}\n  reason: early\n  until: 2026-03-01\n";
    for (text, fine) in [
        (whole.to_owned(), true),
        (whole.replace("  reason: early\n", ""), false),
        (whole.replace("until", "untill"), false),
    ] {
        let value: Value = yaml::load("a.yaml", text.as_bytes()).expect("it is YAML").0;
        assert_eq!(jsonschema::is_valid(&schema, &value), fine, "{text}");
        let refused = |problems: Vec<atodds::problem::Problem>| {
            let shape = ["missing-key", "unknown-key"];
            problems.iter().any(|problem| shape.contains(&problem.code))
        };
        let read = atodds::finding::accepted::Accepted::read("a.yaml", text.as_bytes());
        assert_eq!(!read.err().is_some_and(refused), fine, "{text}");
    }
}
