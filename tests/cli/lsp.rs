//! `lsp`: a session as an editor holds it, with the real program over its pipes.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::folder::{Folder, article, atodds, with_rules};

/// A wait longer than this is a failure.
const PATIENCE: Duration = Duration::from_secs(30);

/// An editor.
struct Editor {
    program: Child,
    to: Option<ChildStdin>,
    from: Receiver<Value>,
    asked: u64,
    folder: Folder,
}

/// Messages as they come, from a thread of their own, so that waiting can end.
fn listen(from: ChildStdout) -> Receiver<Value> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if from.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                if line.trim().is_empty() {
                    break;
                }
                if let Some(given) = line.strip_prefix("Content-Length: ") {
                    length = given.trim().parse().expect("a length is a number");
                }
            }
            let mut body = vec![0; length];
            from.read_exact(&mut body).expect("a message is whole");
            if sender
                .send(serde_json::from_slice(&body).expect("a message is JSON"))
                .is_err()
            {
                return;
            }
        }
    });
    receiver
}

impl Editor {
    fn open(folder: Folder, args: &[&str]) -> Self {
        let all: Vec<&str> = std::iter::once("lsp").chain(args.iter().copied()).collect();
        let mut program = atodds(&folder, &all)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let to = program.stdin.take();
        let from = listen(program.stdout.take().expect("its output is ours"));
        let mut editor = Self {
            program,
            to,
            from,
            asked: 0,
            folder,
        };
        let can = editor.ask("initialize", json!({"capabilities": {}}));
        assert_eq!(can["capabilities"]["hoverProvider"], true);
        editor.tell("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let to = self.to.as_mut().expect("the editor is still there");
        write!(to, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server listens");
        to.flush().expect("the server listens");
    }

    fn tell(&mut self, method: &str, params: impl Into<Value>) {
        let params: Value = params.into();
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The answer; what is published in between is dropped.
    fn ask(&mut self, method: &str, params: impl Into<Value>) -> Value {
        let params: Value = params.into();
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.from.recv_timeout(PATIENCE).expect("an answer comes");
            if message["id"] == id {
                assert!(message.get("error").is_none(), "{message}");
                return message["result"].clone();
            }
        }
    }

    /// What is published about a file, the first time that it is so.
    fn published(&self, path: &str, so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let start = Instant::now();
        let mut last = Value::Null;
        while start.elapsed() < PATIENCE {
            let Ok(message) = self.from.recv_timeout(PATIENCE) else {
                break;
            };
            let about = message["params"]["uri"].as_str().unwrap_or_default();
            if message["method"] == "textDocument/publishDiagnostics" && about.ends_with(path) {
                let found = message["params"]["diagnostics"]
                    .as_array()
                    .cloned()
                    .unwrap_or_default();
                if so(&found) {
                    return found;
                }
                last = message;
            }
        }
        panic!("nothing of that kind is published about {path}; the last was {last}");
    }

    fn uri(&self, path: &str) -> String {
        let folder = fs::canonicalize(&self.folder.0).expect("the folder is there");
        format!("file://{}/{path}", folder.display())
    }

    fn show(&mut self, path: &str, text: &str) {
        let uri = self.uri(path);
        self.tell(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}),
        );
    }

    fn edit(&mut self, path: &str, text: &str) {
        let uri = self.uri(path);
        self.tell(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": text}]}),
        );
    }

    /// Asks about the first place behind `mark` in `text`.
    fn at(&mut self, method: &str, path: &str, text: &str, mark: &str) -> Value {
        let end = text.find(mark).expect("the mark is in the text") + mark.len();
        let line = text[..end].matches('\n').count();
        let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
        let character = text[start..end].encode_utf16().count();
        let uri = self.uri(path);
        self.ask(
            method,
            json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}),
        )
    }

    fn quit(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        let status = self.program.wait().expect("the program ends");
        assert_eq!(status.code(), Some(0));
    }
}

fn rules(folder: &Folder) -> String {
    fs::read_to_string(folder.0.join("rules/claims/news.en.yaml")).expect("the rules are there")
}

const RULES: &str = "rules/claims/news.en.yaml";

#[test]
fn a_mistake_is_shown_where_it_is_typed_and_goes_when_it_is_mended() {
    let folder = with_rules();
    let text = rules(&folder);
    let mut editor = Editor::open(folder, &[]);
    // An emoji before the mistake: two UTF-16 units, four bytes, one character.
    let wrong = text.replace("fact: toll", "summary: \"😀城\" \n    fact: tol");
    let wrong = wrong.replace("    summary: So many died somewhere.\n", "");
    editor.show(RULES, &wrong);
    let found = editor.published(RULES, |found| !found.is_empty());
    assert_eq!(found[0]["code"], "unknown-kind");
    assert_eq!(found[0]["source"], "atodds");
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap_or("")
            .contains("did you mean `toll`?")
    );
    let line = wrong
        .lines()
        .position(|line| line.contains("fact: tol"))
        .expect("there");
    assert_eq!(found[0]["range"]["start"]["line"], line);
    assert_eq!(found[0]["range"]["start"]["character"], 10);
    assert_eq!(found[0]["range"]["end"]["character"], 13);

    // What is no YAML is told as well, and what is broken does not make the rest unknown.
    editor.edit(
        RULES,
        &text.replace("summary: So many", "sumary: 😀 So many"),
    );
    let found = editor.published(RULES, |found| {
        found.iter().any(|one| one["code"] == "unknown-key")
    });
    assert_eq!(found.len(), 1, "{found:?}");
    let hover = editor.at("textDocument/hover", RULES, &text, "fact: tol");
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap_or("")
            .contains("How many died"),
        "{hover}"
    );

    // Once nothing is wrong and nobody types, what is probably not meant is told.
    editor.edit(RULES, &text);
    editor.published(RULES, |found| found.iter().all(|one| one["severity"] != 1));
    let found = editor.published(RULES, |found| found.iter().any(|one| one["severity"] == 2));
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:?}");

    // An example that does not hold is a mistake too.
    editor.edit(
        RULES,
        &text.replace("Ann Lee waved at Ben Stone.", "Ann Lee met Ben Stone."),
    );
    editor.published(RULES, |found| {
        found.iter().any(|one| one["code"] == "test-noisy")
    });
    editor.quit();
}

#[test]
fn columns_count_utf_16_units() {
    let folder = with_rules();
    let mut editor = Editor::open(folder, &[]);
    let text =
        "kind: odd\nquestion: \"城市 😀?\"\nidentify_by: {\"😀城\": plcae}\nvalue: {is: date}\n";
    editor.show("rules/facts/odd.yaml", text);
    let found = editor.published("odd.yaml", |found| !found.is_empty());
    assert_eq!(found[0]["code"], "unknown-type");
    // `identify_by: {"` is 15 units, the key 3, `": ` 3; the value stands behind 21.
    let start = found[0]["range"]["start"]["character"]
        .as_u64()
        .unwrap_or(0);
    let whole = "identify_by: {\"😀城\": ".encode_utf16().count() as u64;
    assert_eq!(start, whole);
    editor.quit();
}

#[test]
fn words_are_explained_found_and_completed() {
    let folder = with_rules();
    let text = format!("words:\n  ship: [boat, ferry~]\n{}", rules(&folder)).replace(
        "{value:count} people died in {place}",
        "{value:count} people died ..2 @ship? in {place}",
    );
    let mut editor = Editor::open(folder, &[]);
    editor.show(RULES, &text);
    let value = |hover: &Value| hover["contents"]["value"].as_str().unwrap_or("").to_owned();

    let list = editor.at("textDocument/hover", RULES, &text, "..2 @shi");
    assert!(value(&list).contains("`boat`, `ferry~`"), "{list}");
    let kind = editor.at("textDocument/hover", RULES, &text, "fact: tol");
    assert!(value(&kind).contains("How many died in {place}?"), "{kind}");
    let of = editor.at("textDocument/hover", RULES, &text, "{people:per");
    assert!(
        value(&of).contains("3 listed: Ann Lee, Ben Stone, Cora Vale"),
        "{of}"
    );
    let rule = editor.at("textDocument/hover", RULES, &text, "id: death");
    assert!(value(&rule).contains("So many died somewhere."), "{rule}");
    let key = editor.at("textDocument/hover", RULES, &text, "    summ");
    assert_eq!(value(&key), "One sentence for people.");

    let target = |at: &Value| at["uri"].as_str().unwrap_or("").to_owned();
    let list = editor.at("textDocument/definition", RULES, &text, "..2 @shi");
    assert!(target(&list).ends_with(RULES));
    assert_eq!(list["range"]["start"], json!({"line": 1, "character": 2}));
    let kind = editor.at("textDocument/definition", RULES, &text, "fact: tol");
    assert!(target(&kind).ends_with("rules/facts/toll.yaml"), "{kind}");
    let of = editor.at("textDocument/definition", RULES, &text, "{people:per");
    assert!(target(&of).ends_with("rules/names/all.yaml"), "{of}");

    let labels = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().cloned().unwrap_or_default();
        items
            .iter()
            .map(|item| item["label"].as_str().unwrap_or("").to_owned())
            .collect()
    };
    let kinds = editor.at("textDocument/completion", RULES, &text, "fact: ");
    assert_eq!(labels(&kinds), ["talks", "toll"]);
    let lists = editor.at("textDocument/completion", RULES, &text, "..2 @");
    assert_eq!(labels(&lists), ["ship", "voice"]);
    let types = editor.at("textDocument/completion", RULES, &text, "{people:");
    assert!(labels(&types).contains(&"envoy".to_owned()), "{types}");
    let keys = editor.at("textDocument/completion", RULES, &text, "\n    summ");
    assert!(labels(&keys).contains(&"shift".to_owned()), "{keys}");
    assert!(!labels(&keys).contains(&"question".to_owned()), "{keys}");
    editor.quit();
}

#[test]
fn a_lens_tells_what_a_rule_reads_and_follows_the_buffer() {
    let story = "# Flood\n\n```article outlet=harbor-post date=2026-02-12\nSix people died in Arden.\n```\n\n\
        ```expect\nclaims toll: 1\n```\n";
    let folder = with_rules().with("tests/rules/flood.md", story);
    let text = rules(&folder);
    let mut editor = Editor::open(folder, &[]);
    editor.show(RULES, &text);
    let uri = editor.uri(RULES);
    let params = json!({"textDocument": {"uri": uri}});
    let lenses = editor.ask("textDocument/codeLens", params.clone());
    let titles = |lenses: &Value| -> Vec<String> {
        let all = lenses.as_array().cloned().unwrap_or_default();
        all.iter()
            .map(|lens| lens["command"]["title"].as_str().unwrap_or("").to_owned())
            .collect()
    };
    let before = titles(&lenses);
    assert!(
        before[0].ends_with(" in 1 example and 0 story articles"),
        "{before:?}"
    );
    assert_eq!(before[1], "1 hit in 0 examples and 1 story article");

    // Nothing is saved: the buffer counts.
    let more = format!(
        "{text}    tests:\n      - text: Six people died in Arden.\n        gives: [{{place: arden, value: 6 people}}]\n"
    );
    editor.edit(RULES, &more);
    let after = titles(&editor.ask("textDocument/codeLens", params));
    assert_eq!(after[1], "2 hits in 1 example and 1 story article");
    editor.quit();
}

#[test]
fn an_open_article_shows_its_claims_and_what_it_is_at_odds_with() {
    let old = article(
        "Harbor Post",
        "2026-02-11",
        "Ann Lee met Ben Stone in Arden on Monday.",
    );
    let folder = with_rules().with("archive/a.txt", &old);
    let mut editor = Editor::open(folder, &["archive"]);
    let new = article(
        "Valley News",
        "2026-02-12",
        "😀城 Cora. Ann Lee met Ben Stone in North Harbour on Monday.",
    );
    editor.show("drafts/b.txt", &new);
    let found = editor.published("drafts/b.txt", |found| !found.is_empty());
    assert_eq!(found[0]["code"], "talks");
    assert_eq!(found[0]["severity"], 1);
    // Four lines of head, then: `😀城 Cora. Ann Lee met Ben Stone in ` in UTF-16.
    assert_eq!(found[0]["range"]["start"]["line"], 4);
    let before = "😀城 Cora. Ann Lee met Ben Stone in "
        .encode_utf16()
        .count();
    assert_eq!(found[0]["range"]["start"]["character"], before);
    let other = &found[0]["relatedInformation"][0]["location"];
    assert!(
        other["uri"]
            .as_str()
            .unwrap_or("")
            .ends_with("archive/a.txt"),
        "{other}"
    );
    assert_eq!(other["range"]["start"]["line"], 4);

    let uri = editor.uri("drafts/b.txt");
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let hints = editor.ask(
        "textDocument/inlayHint",
        json!({"textDocument": {"uri": uri}, "range": whole}),
    );
    let labels: Vec<&str> = hints
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|hint| hint["label"].as_str())
        .collect();
    assert!(
        labels.contains(&"talks/place = North Harbour [met]"),
        "{labels:?}"
    );

    // Saving the other article mends it.
    fs::write(
        editor.folder.0.join("archive/a.txt"),
        old.replace("Arden", "North Harbour"),
    )
    .expect("it can be saved");
    let uri = editor.uri("archive/a.txt");
    editor.tell(
        "textDocument/didSave",
        json!({"textDocument": {"uri": uri}}),
    );
    editor.published("drafts/b.txt", <[Value]>::is_empty);
    editor.quit();
}

#[test]
fn odd_messages_are_answered_and_survived() {
    let mut editor = Editor::open(with_rules(), &[]);
    editor.send(&json!({"jsonrpc": "2.0", "id": 77, "method": "no/such", "params": null}));
    editor.tell("textDocument/didOpen", json!({"textDocument": 7}));
    editor.tell("textDocument/didChange", Value::Null);
    editor.send(&json!({"jsonrpc": "2.0", "id": 78, "method": "textDocument/hover", "params": {"position": -1}}));
    let mut codes = Vec::new();
    while codes.len() < 2 {
        let message = editor.from.recv_timeout(PATIENCE).expect("an answer comes");
        if let Some(error) = message.get("error") {
            codes.push(error["code"].as_i64().unwrap_or(0));
        }
    }
    assert_eq!(codes, [-32601, -32602]);
    editor.show("untitled.txt", "\u{0} 😀 \u{202e}");
    let uri = editor.uri("never-opened.yaml");
    let nothing = editor.ask(
        "textDocument/hover",
        json!({"textDocument": {"uri": uri}, "position": {"line": 9, "character": 9}}),
    );
    assert_eq!(nothing, Value::Null);
    editor.quit();
}

#[test]
fn an_editor_that_vanishes_ends_the_server() {
    let mut editor = Editor::open(with_rules(), &[]);
    editor.to = None;
    let status = editor.program.wait().expect("the program ends");
    assert_eq!(status.code(), Some(2));
}
