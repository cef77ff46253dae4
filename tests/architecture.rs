//! The shape of the source tree, held by a test: the direction of imports, who names which library, who may print.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The stages from left to right; nothing imports from its right. The first two may be used by all. `check` and what it
/// gives are the crate's own: the whole flow in one call, for tests of rules.
const ORDER: [&str; 16] = [
    "problem", "value", "rules", "source", "text", "claim", "graph", "stream", "index", "finding",
    "survey", "report", "check", "Compared", "ruletest", "scaffold",
];

/// Pairs that stand the other way round on purpose, with the reason.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// Libraries with a vocabulary of their own, each with the part of the tree that may name it.
const NAMED_IN: [(&str, &str); 12] = [
    ("rusqlite", "src/index/"),
    ("lsp_server", "src/bin/atodds/"),
    ("lsp_types", "src/bin/atodds/lsp/"),
    ("notify", "src/bin/atodds/command/watch.rs"),
    ("petgraph", "src/graph/"),
    ("clap", "src/bin/atodds/"),
    ("annotate_snippets", "src/report/full.rs"),
    ("serde_yaml", "src/rules/"),
    ("granit_parser", "src/rules/"),
    ("minijinja", "src/report/page/"),
    ("similar", "src/report/diff.rs"),
    ("console", "src/bin/atodds/keys.rs"),
];

/// Libraries that one file names.
const ONE_FILE: [&str; 2] = ["annotate_snippets", "serde_yaml"];

#[derive(Debug)]
struct SourceFile {
    /// From the crate's root, with `/`.
    path: String,
    /// Its code without comments, strings and tests.
    code: String,
}

impl SourceFile {
    fn is_binary(&self) -> bool {
        self.path.starts_with("src/bin/")
    }

    /// The stage it belongs to; `None` for `lib.rs` and the binary.
    fn stage(&self) -> Option<&str> {
        let rest = self.path.strip_prefix("src/")?;
        let name = rest.split('/').next()?.trim_end_matches(".rs");
        (!self.is_binary() && name != "lib").then_some(name)
    }

    /// The stages it names as `crate::stage`, also inside braces.
    fn imports(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (at, _) in self.code.match_indices("crate::") {
            let rest = &self.code[at + "crate::".len()..];
            let names = match rest.strip_prefix('{') {
                Some(group) => top_level_names(group),
                None => vec![leading_name(rest)],
            };
            found.extend(names);
        }
        found
    }

    fn names_library(&self, library: &str) -> bool {
        self.code.match_indices(library).any(|(at, _)| {
            let before = self.code[..at].chars().next_back();
            let after = &self.code[at + library.len()..];
            let word = |c: char| c.is_alphanumeric() || c == '_';
            !before.is_some_and(word) && (after.starts_with("::") || after.starts_with(';'))
        })
    }
}

fn leading_name(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// The first name of each entry of `a::b, c::{d, e}, f}`.
fn top_level_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut start = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && !c.is_whitespace() => {
                names.push(leading_name(&group[at..]));
                start = false;
            }
            _ => {}
        }
    }
    names
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the source folder can be read") {
        let path = entry.expect("the source folder can be read").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<SourceFile> {
    let files = rust_files(&root().join("src"));
    assert!(
        files.len() > 20,
        "the walk found only {} files",
        files.len()
    );
    files
        .into_iter()
        // Tests in a file of their own may do what tests do at the foot of a file.
        .filter(|file| {
            let path = file.to_string_lossy();
            path.contains("/bin/") || !path.ends_with("tests.rs")
        })
        .map(|file| SourceFile {
            path: file
                .strip_prefix(root())
                .expect("the walk starts at the root")
                .to_string_lossy()
                .replace('\\', "/"),
            code: bare_code(&fs::read_to_string(&file).expect("a source file is UTF-8")),
        })
        .collect()
}

/// The code of a file without line comments, without the text of string literals, and without the tests at its foot.
fn bare_code(source: &str) -> String {
    let source = source
        .split("\n#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let mut code = String::new();
    for line in source.lines() {
        let mut quoted = false;
        let mut letters = line.chars().peekable();
        while let Some(c) = letters.next() {
            match c {
                '/' if !quoted && letters.peek() == Some(&'/') => break,
                '\\' if quoted => {
                    letters.next();
                }
                // A quote as a character literal opens no string.
                '\'' if !quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                }
                '"' => quoted = !quoted,
                c if !quoted => code.push(c),
                _ => {}
            }
        }
        code.push('\n');
    }
    code
}

fn rank(stage: &str) -> usize {
    ORDER
        .iter()
        .position(|known| *known == stage)
        .unwrap_or_else(|| {
            panic!("`{stage}` has no place in the order of stages; give it one in this test")
        })
}

#[test]
fn every_stage_imports_only_from_its_left() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(own) = file.stage().map(str::to_owned) else {
            continue;
        };
        for import in file.imports().into_iter().filter(|import| *import != own) {
            let excepted = EXCEPTIONS.contains(&(own.as_str(), import.as_str()));
            if rank(&import) > rank(&own) && !excepted {
                wrong.push(format!("{}: `{own}` imports from `{import}`", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn problem_stands_alone() {
    for file in sources()
        .iter()
        .filter(|file| file.stage() == Some("problem"))
    {
        assert!(
            file.imports().iter().all(|import| import == "problem"),
            "{}",
            file.path
        );
    }
}

#[test]
fn a_library_with_its_own_words_is_named_in_one_place() {
    let sources = sources();
    for (library, home) in NAMED_IN {
        for file in sources.iter().filter(|file| file.names_library(library)) {
            assert!(
                file.path.starts_with(home),
                "{} names {library}, whose home is {home}",
                file.path
            );
        }
    }
    for library in ONE_FILE {
        let homes: Vec<&str> = sources
            .iter()
            .filter(|file| file.names_library(library))
            .map(|file| file.path.as_str())
            .collect();
        assert!(
            homes.len() <= 1,
            "{library} is named in {}",
            homes.join(", ")
        );
    }
}

#[test]
fn the_library_neither_prints_nor_ends_the_process_nor_asks_the_environment() {
    let forbidden = [
        "println!",
        "eprintln!",
        "print!(",
        "eprint!(",
        "dbg!",
        "process::exit",
        "env::var",
        "SystemTime::now",
        "Instant::now",
        "Zoned::now",
    ];
    for file in sources().iter().filter(|file| !file.is_binary()) {
        for what in forbidden {
            assert!(!file.code.contains(what), "{} has `{what}`", file.path);
        }
    }
}

#[test]
fn nobody_ends_the_process_and_only_the_binary_names_anyhow() {
    for file in sources() {
        assert!(!file.code.contains("process::exit"), "{}", file.path);
        assert!(
            file.is_binary() || !file.names_library("anyhow"),
            "{} names anyhow",
            file.path
        );
    }
}

#[test]
fn only_the_source_stage_the_rule_loader_and_the_shelf_of_tests_open_files() {
    for file in sources().iter().filter(|file| !file.is_binary()) {
        let opens = ["std::fs", "fs::read", "File::open", "File::create"]
            .iter()
            .any(|what| file.code.contains(what));
        let may = matches!(file.stage(), Some("source" | "rules"))
            || file.path == "src/ruletest/shelf.rs";
        assert!(!opens || may, "{} opens files", file.path);
    }
}

/// The codes that a file gives problems: a kebab-case literal as the first or second argument of what makes one.
fn codes_in(source: &str) -> BTreeSet<String> {
    let source = source
        .split("\n#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let mut found = BTreeSet::new();
    for maker in [
        "error(",
        "warning(",
        "problem(",
        "complain(",
        "lint(",
        "stop(",
        "code: ",
    ] {
        for (at, _) in source.match_indices(maker) {
            let given = source[at + maker.len()..].trim_start();
            let second = given.split_once(',').map(|(first, rest)| {
                let is_name = first.chars().all(|c| c.is_alphanumeric() || c == '_');
                if is_name { rest.trim_start() } else { "" }
            });
            let literal = given
                .strip_prefix('"')
                .or(second.and_then(|rest| rest.strip_prefix('"')));
            let word = literal
                .and_then(|rest| rest.split_once('"'))
                .map(|(word, _)| word);
            found.extend(word.filter(|word| is_code(word)).map(str::to_owned));
        }
    }
    found
}

fn is_code(word: &str) -> bool {
    word.split('-').all(|part| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    })
}

#[test]
fn every_code_of_a_problem_stands_in_the_table() {
    let mut missing = Vec::new();
    for file in rust_files(&root().join("src")) {
        let path = file.to_string_lossy();
        // Their problems are made up.
        if path.ends_with("tests.rs") || path.ends_with("fixture.rs") {
            continue;
        }
        let source = fs::read_to_string(&file).expect("a source file is UTF-8");
        for code in codes_in(&source) {
            if atodds::problem::codes::find(&code).is_none() {
                missing.push(format!("{path}: add `{code}` to src/problem/codes.rs"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn files_stay_readable() {
    for file in rust_files(&root().join("src")) {
        let lines = fs::read_to_string(&file)
            .expect("a source file is UTF-8")
            .lines()
            .count();
        assert!(lines <= 600, "{} has {lines} lines", file.display());
    }
}

mod the_checks_themselves {
    use super::*;

    fn file(path: &str, source: &str) -> SourceFile {
        SourceFile {
            path: path.into(),
            code: bare_code(source),
        }
    }

    #[test]
    fn see_imports_in_braces_and_paths_in_code() {
        let file = file(
            "src/graph/mod.rs",
            "use crate::{claim::Claim, value::{self, Time}};\nfn f() -> crate::report::Checked {}\n",
        );
        let imports: Vec<String> = file.imports().into_iter().collect();
        assert_eq!(imports, ["claim", "report", "value"]);
        assert_eq!(file.stage(), Some("graph"));
    }

    #[test]
    fn overlook_comments_strings_and_tests() {
        let file = file(
            "src/text/mod.rs",
            "//! crate::report\nlet a = \"crate::report println!\"; // dbg!\nlet q = '\"';\nuse crate::value;\n\n#[cfg(test)]\nmod tests {\n use crate::finding;\n}\n",
        );
        assert_eq!(file.imports().into_iter().collect::<Vec<_>>(), ["value"]);
        assert!(!file.code.contains("println!") && !file.code.contains("dbg!"));
    }

    #[test]
    fn see_the_codes_that_problems_are_given() {
        let source = "Problem::error(\n  \"bad-date\", x); self.complain(line, \"no-date\", y); code: \"odd\"; error(\"not a code\")";
        let found: Vec<String> = codes_in(source).into_iter().collect();
        assert_eq!(found, ["bad-date", "no-date", "odd"]);
    }

    #[test]
    fn tell_a_library_from_a_word_that_ends_like_it() {
        assert!(file("a", "use clap::Parser;").names_library("clap"));
        assert!(!file("a", "use thunderclap::Parser;").names_library("clap"));
        assert!(!file("a", "let clap = 1;").names_library("clap"));
    }
}
