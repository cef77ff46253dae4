//! What happens to the files a user names, good and bad.

use std::fs;
use std::io::{BufRead, Cursor};
use std::path::PathBuf;

use super::{Loaded, load};

/// A folder of its own under the system's temporary one, gone with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("atodds-load-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Ids without the folder.
    fn ids(&self, loaded: &Loaded) -> Vec<String> {
        let before = format!("{}/", self.0.to_string_lossy());
        loaded
            .articles
            .iter()
            .map(|article| article.id.replace(&before, ""))
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn read(paths: &[PathBuf]) -> Loaded {
    load(paths, &[], &mut Cursor::new(""))
}

fn codes(loaded: &Loaded) -> Vec<&'static str> {
    loaded.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn a_folder_is_read_in_order_and_once() {
    let folder = Folder::new("order");
    let b = folder.file("b.txt", "The ferry resumed.");
    folder.file("a/c.md", "# Ferry\n\nIt resumed.");
    let lines: Vec<String> = (1..12)
        .map(|at| format!("{{\"text\": \"Ferry {at}.\"}}"))
        .collect();
    let lines = lines.join("\n");
    folder.file("a.jsonl", lines);
    folder.file("picture.png", [0, 1]);
    folder.file(".hidden.txt", "Not read.");
    folder.file("left-out.txt", "Not read.");
    folder.file(".gitignore", "left-out.txt\n");
    let loaded = read(&[b, folder.0.clone(), folder.0.clone()]);
    let ids = folder.ids(&loaded);
    assert_eq!(ids[0], "a.jsonl#1");
    assert_eq!(ids[1], "a.jsonl#2");
    assert_eq!(ids[10..], ["a.jsonl#11", "a/c.md", "b.txt"]);
    assert!(loaded.problems.is_empty());
    assert_eq!(loaded.skipped.len(), 1);
    assert!(loaded.skipped[0].id.ends_with("picture.png"));
}

#[test]
fn a_sidecar_beside_the_file_gives_metadata() {
    let folder = Folder::new("sidecar");
    let a = folder.file("a.txt", "The ferry resumed.");
    folder.file("b.txt", "---\noutlet: gazette\n---\nThe ferry resumed.");
    folder.file(
        "articles.yaml",
        "a.txt: {outlet: The Bugle, published: 2025-04-13, url: 'https://b.test/'}\nb.txt: {outlet: bugle, published: 2025-04-14}\nc.txt: {outlet: x}\n",
    );
    let loaded = read(&[a]);
    assert_eq!(
        loaded.articles[0].outlet.as_ref().unwrap().as_str(),
        "the-bugle"
    );
    assert_eq!(loaded.articles[0].url.as_deref(), Some("https://b.test/"));
    assert_eq!(codes(&loaded), ["no-such-file"]);
    assert_eq!(loaded.problems[0].place.as_ref().unwrap().line, 3);
    // The head of a file says more than the sidecar, which fills the rest.
    let loaded = read(std::slice::from_ref(&folder.0));
    let b = &loaded.articles[1];
    assert_eq!(b.outlet.as_ref().unwrap().as_str(), "gazette");
    assert_eq!(b.published.unwrap().to_string(), "2025-04-14");
    assert_eq!(codes(&loaded), ["no-such-file"]);
}

#[test]
fn bad_files_are_problems_and_empty_ones_are_skipped() {
    let folder = Folder::new("bad");
    folder.file("empty.txt", " \n");
    folder.file("empty.jsonl", "\n\n");
    folder.file("head.txt", "---\noutlet: x\n---\n \n");
    folder.file("nul.txt", b"a\0b");
    folder.file("wide.txt", b"\xff\xfea\0");
    folder.file("latin.txt", b"The caf\xe9 opened.\n");
    folder.file("bad.jsonl", b"{\"text\": \"Ferry.\"}\nnot json\n{\"text\": \"caf\xe9 \\u0000 it is.\"}\n{\"text\": \"\"}\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere.txt", folder.0.join("link.txt")).unwrap();
    let loaded = read(&[
        folder.0.clone(),
        folder.0.join("missing.txt"),
        folder.0.join("page.html"),
    ]);
    let wide = usize::from(cfg!(feature = "ingest"));
    let ids = ["bad.jsonl#1", "bad.jsonl#3", "latin.txt", "wide.txt"];
    assert_eq!(folder.ids(&loaded), ids[..3 + wide]);
    let mut found = codes(&loaded);
    found.sort_unstable();
    let links = usize::from(cfg!(unix));
    assert_eq!(
        found.iter().filter(|code| **code == "no-such-file").count(),
        2 + links
    );
    found.retain(|code| *code != "no-such-file");
    assert_eq!(
        found,
        ["bad-record", "not-text", "not-utf8", "not-utf8", "not-utf8"]
    );
    let skipped: Vec<&str> = loaded
        .skipped
        .iter()
        .map(|skipped| skipped.reason)
        .collect();
    assert_eq!(skipped, ["empty"; 4]);
    if cfg!(feature = "ingest") {
        let latin = &loaded.articles[2];
        assert_eq!(latin.text, "The café opened.\n");
        let said = |name: &str, charset: &str| {
            let read = format!("{name} is read as {charset}");
            loaded
                .problems
                .iter()
                .any(|problem| problem.message.ends_with(&read))
        };
        assert!(said("latin.txt", "windows-1252") && said("wide.txt", "UTF-16LE"));
    }
}

#[test]
fn standard_input_is_json_lines_or_one_text() {
    let dash = [PathBuf::from("-"), PathBuf::from("-")];
    let read = |bytes: &str| {
        let mut reader: Box<dyn BufRead> = Box::new(Cursor::new(bytes.to_owned()));
        load(&dash, &[], &mut *reader)
    };
    let loaded = read("\u{feff} {\"text\": \"Ferry.\"}\n{\"text\": \"Boat.\"}");
    let ids: Vec<&str> = loaded
        .articles
        .iter()
        .map(|article| article.id.as_str())
        .collect();
    assert_eq!(ids, ["-#1", "-#2"]);
    assert_eq!(read("The ferry resumed.\n").articles[0].id, "-");
    assert_eq!(read("").skipped[0].reason, "empty");
}

#[test]
fn many_bad_lines_are_counted_not_listed() {
    let folder = Folder::new("many");
    let path = folder.file("a.jsonl", "x\n".repeat(10_000));
    let loaded = read(&[path]);
    assert_eq!(loaded.problems.len(), 51);
    assert!(loaded.problems.iter().any(|problem| {
        problem
            .message
            .ends_with("has 9950 more problems like these")
    }));
}

#[test]
fn more_lines_than_are_read_at_once_keep_their_order_and_their_numbers() {
    let folder = Folder::new("batches");
    let line = |at: usize| match at {
        300 => "{broken".to_owned(),
        400 => String::new(),
        _ => format!("{{\"article\": \"{at}\", \"text\": \"Ferry {at}.\"}}"),
    };
    let lines: Vec<String> = (1..=700).map(line).collect();
    let file = folder.file("many.jsonl", lines.join("\n"));
    let mut told = Vec::new();
    super::read(
        std::slice::from_ref(&file),
        &[],
        &mut Cursor::new(""),
        &mut |met| {
            told.push(match met {
                super::Met::Article(article) => format!("{} {}", article.id, article.first_line),
                super::Met::Problem(problem) => {
                    format!("{} {}", problem.code, problem.place.unwrap().line)
                }
                super::Met::Skipped(skipped) => skipped.id,
            });
            if told.len() == 650 {
                std::ops::ControlFlow::Break(())
            } else {
                std::ops::ControlFlow::Continue(())
            }
        },
    );
    let expected = (1..=700).filter(|at| ![300, 400].contains(at));
    let expected: Vec<String> = expected.map(|at| format!("{at} {at}")).collect();
    assert_eq!(told, expected[..650]);
    let loaded = read(&[file]);
    assert_eq!(loaded.articles.len(), 698);
    let place = loaded.problems[0].place.as_ref().unwrap();
    assert_eq!((loaded.problems[0].code, place.line), ("bad-record", 300));
}
