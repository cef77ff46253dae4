//! The programs that stay beside somebody who edits: from a save, or a letter, to the answer.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::Duration;

use divan::Bencher;
use serde_json::{Value, json};

use super::program::{RULE, atodds, folder};

/// What follows an answer, lints above all, is over by then.
const AFTERWARDS: Duration = Duration::from_millis(600);

/// The two states of the rule file between which it is saved: another gap, and as it is.
fn states(folder: &std::path::Path) -> [String; 2] {
    let text = fs::read_to_string(folder.join(RULE)).expect("the rules are there");
    let edited = format!("{text}\n# one more line\n").replacen("..4", "..5", 1);
    assert_ne!(edited, text);
    [edited, text]
}

/// Ends the program with the bench.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// From the save to what changes in an article, tests run; meant to take 150 ms, of which it waits 20 for the save to be
/// over.
#[divan::bench(sample_count = 20)]
fn watch_answers_a_save(bencher: Bencher<'_, '_>) {
    let folder = folder("watch");
    let mut command = atodds(&folder, &["watch", "archive"]);
    let mut program = command.stdout(Stdio::piped()).spawn().expect("it runs");
    let mut lines = BufReader::new(program.stdout.take().expect("its output is ours")).lines();
    let _running = Running(program);
    let mut until = |mark: &str| {
        let all = lines.by_ref().map_while(Result::ok);
        let found = all.into_iter().any(|line| line.contains(mark));
        assert!(found, "no line holds {mark:?}");
    };
    until("watching");
    let states = states(&folder);
    let mut turn = 0;
    bencher
        .with_inputs(|| std::thread::sleep(AFTERWARDS))
        .bench_local_values(|()| {
            fs::write(folder.join(RULE), &states[turn % 2]).expect("a file can be saved");
            turn += 1;
            until("no claim and no finding changes");
        });
}

/// From a letter typed in a rule file to what is wrong with it; meant to take 50 ms.
#[divan::bench(sample_count = 20)]
fn lsp_answers_a_letter(bencher: Bencher<'_, '_>) {
    let folder = folder("lsp");
    let folder = folder.canonicalize().expect("the folder is there");
    let text = fs::read_to_string(folder.join(RULE)).expect("the rules are there");
    let mut editor = Editor::open(&folder, &text);
    // A type that is none, in one pattern of many: found when the pack has been built again.
    let broken = text.replacen("{participants:person+}", "{participants:persn+}", 1);
    assert_ne!(broken, text);
    let mut turn = 0;
    bencher
        .with_inputs(|| std::thread::sleep(AFTERWARDS))
        .bench_local_values(|()| {
            let typed = [&broken, &text][turn % 2];
            turn += 1;
            editor.change(typed);
            editor.diagnosed(turn % 2 == 1);
        });
}

/// An editor with one rule file open.
struct Editor {
    _program: Running,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    uri: String,
    version: u32,
}

impl Editor {
    fn open(folder: &std::path::Path, text: &str) -> Self {
        let mut command = atodds(folder, &["lsp"]);
        let mut program = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let path: PathBuf = folder.join(RULE);
        let mut editor = Self {
            to: program.stdin.take().expect("its input is ours"),
            from: BufReader::new(program.stdout.take().expect("its output is ours")),
            _program: Running(program),
            uri: format!("file://{}", path.display()),
            version: 1,
        };
        editor.send(&json!({"id": 1, "method": "initialize", "params": {"capabilities": {}}}));
        while editor.next()["id"] != 1 {}
        editor.send(&json!({"method": "initialized", "params": {}}));
        let document = json!({"uri": editor.uri, "languageId": "yaml", "version": 1, "text": text});
        editor
            .send(&json!({"method": "textDocument/didOpen", "params": {"textDocument": document}}));
        // Answered once all is read.
        let document = json!({"uri": editor.uri});
        editor.send(&json!({"id": 2, "method": "textDocument/codeLens", "params": {"textDocument": document}}));
        while editor.next()["id"] != 2 {}
        editor
    }

    fn send(&mut self, message: &Value) {
        let mut message = message.clone();
        message["jsonrpc"] = json!("2.0");
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("it listens");
        self.to.flush().expect("it listens");
    }

    fn next(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.from.read_line(&mut line).expect("it answers");
            match line.trim().split_once(": ") {
                Some(("Content-Length", given)) => length = given.parse().expect("a number"),
                _ if line.trim().is_empty() => break,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).expect("a message is whole");
        serde_json::from_slice(&body).expect("a message is JSON")
    }

    fn change(&mut self, text: &str) {
        self.version += 1;
        let params = json!({
            "textDocument": {"uri": self.uri, "version": self.version},
            "contentChanges": [{"text": text}],
        });
        self.send(&json!({"method": "textDocument/didChange", "params": params}));
    }

    /// Waits until the file is told to have a mistake, or none.
    fn diagnosed(&mut self, wrong: bool) {
        loop {
            let message = self.next();
            let of_file = message["params"]["uri"] == self.uri.as_str();
            if message["method"] == "textDocument/publishDiagnostics" && of_file {
                let told = message["params"]["diagnostics"].as_array();
                let errors = told.into_iter().flatten().any(|one| one["severity"] == 1);
                if errors == wrong {
                    return;
                }
            }
        }
    }
}
