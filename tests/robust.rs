//! Hostile and broken input to the real program: a bounded time, no panic, the right exit code.
//!
//! Articles come from strangers, rules from colleagues; both can be anything.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// A run that takes longer hangs, for whoever waits for it.
const LIMIT: Duration = Duration::from_secs(10);
/// Unoptimised code is this many times slower.
const SLOWER: u32 = if cfg!(debug_assertions) { 10 } else { 1 };

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("robust-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("the target folder can be written to");
        Self(path)
    }

    fn with(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a path in a folder has a parent"))
            .expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
        self
    }

    /// With the small pack of the tests as its rules.
    fn with_pack(mut self) -> Self {
        let pack = Path::new(ROOT).join("tests/pack");
        for part in ["claims", "facts", "language", "names", "outlets"] {
            for entry in fs::read_dir(pack.join(part)).expect("the pack can be read") {
                let path = entry.expect("the pack can be read").path();
                let name = path.file_name().expect("a file has a name");
                let bytes = fs::read(&path).expect("the pack can be read");
                self = self.with(&format!("rules/{part}/{}", name.to_string_lossy()), bytes);
            }
        }
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// Runs the program in `folder`, and stops it when it takes too long.
#[track_caller]
fn atodds(folder: &Folder, args: &[&str]) -> Ran {
    let started = Instant::now();
    let (out, err) = (folder.0.join(".out"), folder.0.join(".err"));
    let file = |path: &Path| fs::File::create(path).expect("the folder can be written to");
    let mut child = Command::new(env!("CARGO_BIN_EXE_atodds"))
        .current_dir(&folder.0)
        .args(args)
        .args(["--color", "never"])
        .env_remove("ATODDS_FORMAT")
        .env(
            "ATODDS_CACHE_DIR",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"),
        )
        .stdin(Stdio::null())
        .stdout(file(&out))
        .stderr(file(&err))
        .spawn()
        .expect("the program starts");
    let status = loop {
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            break status;
        }
        if started.elapsed() > LIMIT * SLOWER {
            child.kill().expect("the program can be stopped");
            panic!("{args:?} is still running after {:?}", LIMIT * SLOWER);
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |path: &Path| {
        String::from_utf8_lossy(&fs::read(path).expect("the output can be read")).into_owned()
    };
    let ran = Ran {
        code: status.code(),
        out: read(&out),
        err: read(&err),
    };
    assert!(
        !ran.err.contains("panicked") && matches!(ran.code, Some(0..=2)),
        "{args:?} ends with {status}: {}",
        ran.err
    );
    ran
}

/// One claim, so that a run is not about nothing.
const GOOD: &str =
    "---\noutlet: harbor-post\npublished: 2026-02-12\n---\nNine people died in Arden on Tuesday.\n";

fn with_shipped_rules(article: impl AsRef<[u8]>) -> Ran {
    let folder = Folder::new().with("in/a.txt", article);
    let rules = Path::new(ROOT).join("rules");
    atodds(
        &folder,
        &[
            "check",
            "in",
            "--allow-empty",
            "--rules",
            &rules.to_string_lossy(),
        ],
    )
}

#[test]
fn ten_megabytes_of_one_letter() {
    assert_eq!(with_shipped_rules("a".repeat(10_000_000)).code, Some(0));
}

#[test]
fn ten_megabytes_without_a_full_stop() {
    let phrase = "Marta Ruiz met Omar Bello in Geneva for more than four hours on Friday and ";
    let text = phrase.repeat(10_000_000 / phrase.len());
    assert_ne!(with_shipped_rules(text).code, Some(2));
}

#[test]
fn a_megabyte_of_quotes_within_quotes() {
    assert_eq!(with_shipped_rules("“‘".repeat(170_000)).code, Some(0));
    assert_eq!(with_shipped_rules("\"".repeat(1_000_000)).code, Some(0));
    let said = "“He said ‘she said ".repeat(50_000);
    assert_eq!(with_shipped_rules(said).code, Some(0));
}

#[test]
fn a_megabyte_of_numbers_dates_and_commas() {
    for part in [
        "1,",
        "9",
        "on Friday ",
        "more than ",
        "Mr. ",
        ", and ",
        "(",
        "-",
    ] {
        let ran = with_shipped_rules(part.repeat(1_000_000 / part.len()));
        assert_eq!(ran.code, Some(0), "{part}: {}", ran.err);
    }
}

#[test]
fn bytes_that_are_no_utf8_are_read_in_a_charset_that_is_named() {
    let folder = Folder::new()
        .with_pack()
        .with("in/good.txt", GOOD)
        .with("in/bad.txt", b"Nine people \xff\xfe died in Arden.\n");
    let ran = atodds(&folder, &["check", "in"]);
    // The rest of the article can be read, so the run goes on.
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.said().contains("in/bad.txt is read as windows-"),
        "{}",
        ran.said()
    );
}

#[test]
fn nul_bytes_end_no_run() {
    let text = format!("{GOOD}Nine\0 people\0 died in Arden.\0\n");
    let folder = Folder::new().with_pack().with("in/a.txt", text);
    let ran = atodds(&folder, &["check", "in"]);
    assert!(!ran.out.contains('\0') && !ran.err.contains('\0'));
}

#[test]
fn an_empty_file_is_nothing_to_check() {
    let folder = Folder::new().with_pack().with("in/a.txt", "");
    assert_eq!(atodds(&folder, &["check", "in"]).code, Some(2));
    assert_eq!(
        atodds(&folder, &["check", "in", "--allow-empty"]).code,
        Some(0)
    );
}

#[test]
fn an_empty_folder_and_a_missing_path_are_nothing_to_check() {
    let folder = Folder::new().with_pack();
    fs::create_dir_all(folder.0.join("in/deep")).expect("the folder can be made");
    assert_eq!(atodds(&folder, &["check", "in"]).code, Some(2));
    assert_eq!(atodds(&folder, &["check", "nowhere"]).code, Some(2));
}

#[test]
fn a_folder_named_like_an_article_is_a_folder() {
    let folder = Folder::new().with_pack().with("in/a.txt/b.txt", GOOD);
    assert_eq!(atodds(&folder, &["check", "in"]).code, Some(0));
    let ran = atodds(&folder, &["explain", "in/a.txt:1", "--in", "in"]);
    assert_eq!(ran.code, Some(2));
}

#[cfg(unix)]
#[test]
fn a_broken_link_and_a_circle_of_links_hide_no_article() {
    let folder = Folder::new().with_pack().with("in/a.txt", GOOD);
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(to, folder.0.join("in").join(name)).expect("a link can be made");
    };
    link("nowhere.txt", "broken.txt");
    link("../in", "circle");
    let ran = atodds(&folder, &["check", "in"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.said().contains("in/broken.txt"), "{}", ran.said());
    assert!(ran.said().contains("checked 1 article"), "{}", ran.said());
}

/// The rules of the small pack with one more claim file.
fn with_claims(yaml: impl AsRef<[u8]>) -> Ran {
    let folder = Folder::new()
        .with_pack()
        .with("rules/claims/more.en.yaml", yaml)
        .with("in/a.txt", GOOD);
    atodds(&folder, &["check", "in"])
}

#[track_caller]
fn refused(yaml: impl AsRef<[u8]>) -> Ran {
    let ran = with_claims(yaml);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    let said = ran.said();
    assert!(said.contains("rules/claims/more.en.yaml"), "{said}");
    assert!(said.len() < 100_000, "{} bytes of complaint", said.len());
    ran
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut yaml = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (name, of) in "bcdefghi".chars().zip("abcdefgh".chars()) {
        let nine = vec![format!("*{of}"); 9].join(", ");
        for part in [
            name.to_string(),
            format!(": &{name} ["),
            nine,
            "]\n".to_owned(),
        ] {
            yaml.push_str(&part);
        }
    }
    refused(yaml);
}

#[test]
fn yaml_ten_thousand_deep_is_refused() {
    refused(format!(
        "rules: {}{}",
        "[".repeat(10_000),
        "]".repeat(10_000)
    ));
    refused(
        "a:\n".to_owned()
            + &(0..10_000)
                .map(|n| " ".repeat(n.min(300)) + "- \n")
                .collect::<String>(),
    );
    refused("{a: ".repeat(10_000));
}

#[test]
fn a_pattern_of_a_megabyte_is_refused() {
    let rule = |pattern: &str| {
        format!("rules:\n  - id: long\n    fact: toll\n    match: [\"{pattern}\"]\n")
    };
    refused(rule(&"die ".repeat(250_000)));
    refused(rule(&"(".repeat(1_000_000)));
    let wide = format!("({})", vec!["word"; 200_000].join("|"));
    let ran = with_claims(rule(&wide));
    assert!(ran.code.is_some());
}

#[test]
fn nested_optional_parts_do_not_blow_up() {
    let mut pattern = String::from("die~");
    for _ in 0..12 {
        pattern = format!("({pattern}|{pattern} ..4)?");
    }
    let rule = format!(
        "rules:\n  - id: wide\n    fact: toll\n    match: [\"{{value:count}} {pattern}\"]\n"
    );
    let ran = with_claims(rule);
    assert!(ran.code.is_some());
}

#[test]
fn rules_that_are_no_text_or_no_yaml_are_refused() {
    refused(b"rules: \xff\xfe");
    refused("rules: [\0]");
    refused("\u{feff}rules: 7");
    refused("- - - -");
    refused("%YAML 9.9\n---\n");
    refused("rules: !!binary aGVsbG8=\n");
}

/// A small generator of its own, so that every run tries the same cuts.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

#[test]
fn articles_cut_at_random_bytes_are_read_or_refused() {
    let parts = [
        "Ministerpräsidentin Ana Åkesson said ",
        "“we met – twice – in São Paulo”",
        "on 3 March",
        "more than 2,935 times, ",
        "\u{202e}reversed\u{202c} ",
        "é\u{301}\u{301} ",
        "👩‍👩‍👧 ",
        "U.S.",
        " 10:30 p.m.",
        "Nine people died in Arden. ",
        "He denied it.\n\n",
        "# Head\n",
        "---\n",
        "outlet: a\n",
        "<script>",
        "\r\n",
    ];
    let mut dice = Dice(0x5eed);
    let mut folder = Folder::new();
    for at in 0..200 {
        let whole: String = (0..40).map(|_| parts[dice.next(parts.len())]).collect();
        let cut = dice.next(whole.len());
        let end = if at % 2 == 0 {
            (0..=cut)
                .rev()
                .find(|end| whole.is_char_boundary(*end))
                .unwrap_or(0)
        } else {
            cut
        };
        let ending = ["txt", "md", "html", "jsonl"][at % 4];
        folder = folder.with(&format!("in/{at:03}.{ending}"), &whole.as_bytes()[..end]);
    }
    let rules = Path::new(ROOT).join("rules");
    let rules = rules.to_string_lossy();
    for args in [
        &["check", "in", "--allow-empty"][..],
        &["dump", "in", "--stage", "marks"],
        &["dump", "in", "--stage", "graph", "--dot"],
    ] {
        atodds(&folder, &[args, &["--rules", &rules]].concat());
    }
}
