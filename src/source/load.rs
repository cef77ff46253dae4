//! Paths into articles: files, folders, JSON lines, standard input.
//!
//! Takes paths as the user named them, gives articles in a fixed order, problems, and what was passed over and why.
//! The only module that opens files. Never stops at a bad file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::problem::{ByteSpan, Place, Problem};
use crate::rules::outlet::Outlet;

use super::article::Article;
use super::metadata::{Metadata, Sidecar};
use super::outlets::Outlets;
use super::{records, texts};

/// Bytes of one article, and of one line of JSON lines.
const MAX_ARTICLE: u64 = 64 * 1024 * 1024;
/// Problems told about one file of JSON lines; the rest are counted.
const MAX_PROBLEMS: usize = 50;
/// The file that speaks for those beside it.
const SIDECAR: &str = "articles.yaml";

/// What came of the paths.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The articles, by path, then by record.
    pub articles: Vec<Article>,
    /// What is wrong with the files.
    pub problems: Vec<Problem>,
    /// What was passed over without being wrong.
    pub skipped: Vec<Skipped>,
}

/// A file or record that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The file, or file and record: `news.jsonl#12`.
    pub id: String,
    /// Why, in a few words.
    pub reason: &'static str,
}

/// One thing that came of the paths, as it is met.
#[derive(Debug)]
pub enum Met {
    /// An article.
    Article(Box<Article>),
    /// Something that is wrong with the files.
    Problem(Problem),
    /// What was passed over without being wrong.
    Skipped(Skipped),
}

/// Loads the articles under `paths`. `-` is read from `stdin`: JSON lines when it begins with `{`, else one text.
///
/// Bytes that are not UTF-8 are replaced, with a warning at the first: the rest of the article is still worth
/// reading. Files with NUL bytes are no text and a problem.
pub fn load(paths: &[PathBuf], outlets: &[Outlet], stdin: &mut dyn BufRead) -> Loaded {
    let mut loaded = Loaded::default();
    read(paths, outlets, stdin, &mut |read| match read {
        Met::Article(article) => loaded.articles.push(*article),
        Met::Problem(problem) => loaded.problems.push(problem),
        Met::Skipped(skipped) => loaded.skipped.push(skipped),
    });
    // The id ends in the record, but `#10` comes after `#2`.
    loaded.articles.sort_by(|a, b| {
        (texts::id(&a.path), a.first_line, &a.id).cmp(&(texts::id(&b.path), b.first_line, &b.id))
    });
    loaded.problems.sort();
    loaded.problems.dedup();
    loaded.skipped.sort();
    loaded
}

/// Reads the same as [`load`], and hands over each thing as it is met: a file of JSON lines of any length needs the
/// memory of one line.
pub fn read(
    paths: &[PathBuf],
    outlets: &[Outlet],
    stdin: &mut dyn BufRead,
    sink: &mut dyn FnMut(Met),
) {
    let mut loader = Loader {
        outlets: Outlets::new(outlets),
        sidecars: BTreeMap::new(),
        seen: BTreeSet::new(),
        sink,
    };
    for path in paths {
        if path.as_os_str() == "-" {
            loader.stdin(stdin);
        } else {
            loader.path(path);
        }
    }
}

struct Loader<'s> {
    outlets: Outlets,
    /// By folder.
    sidecars: BTreeMap<PathBuf, Sidecar>,
    /// Ids of the files read, so that a file named twice is one article.
    seen: BTreeSet<String>,
    sink: &'s mut dyn FnMut(Met),
}

impl Loader<'_> {
    fn path(&mut self, path: &Path) {
        match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => self.folder(path),
            Ok(found) if found.is_file() => self.file(path, true),
            Ok(_) => self.fail(path, "not-a-file", "is neither a file nor a folder"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let broken = path.symlink_metadata().is_ok();
                let what = if broken {
                    "is a link to nothing"
                } else {
                    "does not exist"
                };
                self.fail(path, "no-such-file", what);
            }
            Err(error) => self.fail(path, "unreadable", &format!("cannot be read: {error}")),
        }
    }

    fn folder(&mut self, folder: &Path) {
        let mut files = Vec::new();
        for entry in WalkBuilder::new(folder).require_git(false).build() {
            match entry {
                Ok(entry) => {
                    // A link is judged by what it leads to; links to folders are not followed.
                    let path = entry.path();
                    match std::fs::metadata(path) {
                        Ok(found) if found.is_file() => files.push(path.to_path_buf()),
                        Ok(_) => {}
                        Err(_) => self.fail(path, "no-such-file", "is a link to nothing"),
                    }
                }
                Err(error) => {
                    let message = format!("a file in {} cannot be read: {error}", shown(folder));
                    self.complain(Problem::error("unreadable", message));
                }
            }
        }
        files.sort();
        for file in files {
            self.file(&file, false);
        }
    }

    /// Reads a file; `named` when the user named it himself rather than a folder around it.
    fn file(&mut self, path: &Path, named: bool) {
        let id = texts::id(&shown(path));
        if !self.seen.insert(id.clone()) {
            return;
        }
        let extension = path
            .extension()
            .map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("jsonl" | "ndjson") => self.json_lines(path),
            Some("txt" | "md" | "markdown" | "text") => self.text(path),
            Some("yaml" | "yml") if path.file_name().is_some_and(|name| name == SIDECAR) => {
                self.sidecar(path);
            }
            Some("html" | "htm" | "json" | "pdf" | "docx" | "gz" | "zip") if named => {
                self.fail(path, "unknown-format", "is of a kind that is not read");
            }
            _ if named => self.text(path),
            _ => self.skip(id, "not a text, Markdown or JSON lines file"),
        }
    }

    fn text(&mut self, path: &Path) {
        let name = shown(path);
        let mut bytes = Vec::new();
        let read =
            File::open(path).and_then(|file| file.take(MAX_ARTICLE + 1).read_to_end(&mut bytes));
        if let Err(error) = read {
            self.fail(path, "unreadable", &format!("cannot be read: {error}"));
            return;
        }
        let beside = self.beside(path);
        self.bytes(&name, bytes, &beside);
    }

    fn bytes(&mut self, name: &str, bytes: Vec<u8>, beside: &Metadata) {
        if bytes.len() as u64 > MAX_ARTICLE {
            self.fail(Path::new(name), "too-large", "is larger than 64 MiB");
            return;
        }
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            let problem = Problem::error("not-utf8", format!("{name} is in UTF-16"));
            self.complain(problem.help("save it as UTF-8"));
            return;
        }
        if memchr::memchr(0, &bytes).is_some() {
            self.fail(
                Path::new(name),
                "not-text",
                "holds NUL bytes, so it is no text",
            );
            return;
        }
        let text = self.decode(name, bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if text.trim().is_empty() {
            self.skip(texts::id(name), "empty");
            return;
        }
        let mut problems = Vec::new();
        let article = texts::text(name, text, beside, &self.outlets, &mut problems);
        self.complain_all(problems);
        self.give(article);
    }

    fn give(&mut self, article: Article) {
        if article.text.trim().is_empty() {
            self.skip(article.id, "empty");
        } else {
            (self.sink)(Met::Article(Box::new(article)));
        }
    }

    /// The text; bytes that are none are replaced, and the first is told.
    fn decode(&mut self, name: &str, bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap_or_else(|error| {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let place = Place::new(name, &text, ByteSpan::new(at, at));
            self.complain(bad_bytes().at(place));
            text
        })
    }

    fn json_lines(&mut self, path: &Path) {
        let name = shown(path);
        let beside = self.beside(path);
        match File::open(path) {
            Ok(file) => self.lines(&name, &mut BufReader::with_capacity(1 << 16, file), &beside),
            Err(error) => self.fail(path, "unreadable", &format!("cannot be read: {error}")),
        }
    }

    fn lines(&mut self, name: &str, reader: &mut dyn BufRead, beside: &Metadata) {
        let mut line = Vec::new();
        let mut problems = Vec::new();
        let mut number = 0;
        let mut filled = false;
        loop {
            line.clear();
            number += 1;
            match reader.take(MAX_ARTICLE + 1).read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(read) if read as u64 > MAX_ARTICLE => {
                    problems.push(Problem::error(
                        "too-large",
                        format!(
                            "line {number} of {name} is longer than 64 MiB; the rest is not read"
                        ),
                    ));
                    break;
                }
                Ok(_) => {}
                Err(error) => {
                    let message = format!("{name} cannot be read beyond line {number}: {error}");
                    problems.push(Problem::error("unreadable", message));
                    break;
                }
            }
            filled |= self.line(name, number, &line, beside, &mut problems);
        }
        if problems.len() > MAX_PROBLEMS {
            let more = problems.len() - MAX_PROBLEMS;
            problems.truncate(MAX_PROBLEMS);
            problems.push(Problem::error(
                "bad-record",
                format!("{name} has {more} more problems like these"),
            ));
        }
        if !filled && problems.is_empty() {
            self.skip(texts::id(name), "empty");
        }
        self.complain_all(problems);
    }

    /// Reads a line; false when it is blank.
    fn line(
        &mut self,
        name: &str,
        number: usize,
        line: &[u8],
        beside: &Metadata,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let text = match std::str::from_utf8(line) {
            Ok(text) => std::borrow::Cow::Borrowed(text),
            Err(error) => {
                let text = String::from_utf8_lossy(line);
                let at = error.valid_up_to();
                let mut place = Place::new(name, &text, ByteSpan::new(at, at));
                place.line = number;
                problems.push(bad_bytes().at(place));
                text
            }
        };
        match records::record(name, number, &text, beside, &self.outlets, problems) {
            Ok(Some(article)) => self.give(article),
            Ok(None) => return false,
            Err(problem) => problems.push(*problem),
        }
        true
    }

    fn stdin(&mut self, stdin: &mut dyn BufRead) {
        if !self.seen.insert("-".to_owned()) {
            return;
        }
        let json = match stdin.fill_buf() {
            Ok(start) => {
                start
                    .iter()
                    .find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte))
                    == Some(&b'{')
            }
            Err(_) => false,
        };
        if json {
            self.lines("-", stdin, &Metadata::default());
            return;
        }
        let mut bytes = Vec::new();
        match stdin.take(MAX_ARTICLE + 1).read_to_end(&mut bytes) {
            Ok(_) => self.bytes("-", bytes, &Metadata::default()),
            Err(error) => self.fail(
                Path::new("-"),
                "unreadable",
                &format!("cannot be read: {error}"),
            ),
        }
    }

    /// What the sidecar in the folder of `path` says of it.
    fn beside(&mut self, path: &Path) -> Metadata {
        let folder = path.parent().unwrap_or(Path::new(""));
        self.sidecar(&folder.join(SIDECAR));
        let name = path.file_name().map(|name| name.to_string_lossy());
        self.sidecars
            .get(folder)
            .and_then(|sidecar| sidecar.by_file.get(&*name?))
            .cloned()
            .unwrap_or_default()
    }

    fn sidecar(&mut self, path: &Path) {
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        if self.sidecars.contains_key(&folder) {
            return;
        }
        let sidecar = match std::fs::read(path) {
            Ok(bytes) => {
                let mut problems = Vec::new();
                let sidecar = Sidecar::read(&shown(path), &bytes, &mut problems);
                for file in sidecar.by_file.keys() {
                    if !folder.join(file).is_file() {
                        problems.extend(sidecar.missing(file));
                    }
                }
                self.complain_all(problems);
                sidecar
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Sidecar::default(),
            Err(error) => {
                self.fail(path, "unreadable", &format!("cannot be read: {error}"));
                Sidecar::default()
            }
        };
        self.sidecars.insert(folder, sidecar);
    }

    fn fail(&mut self, path: &Path, code: &'static str, what: &str) {
        let message = format!("{} {what}", shown(path));
        self.complain(Problem::error(code, message));
    }

    fn skip(&mut self, id: String, reason: &'static str) {
        (self.sink)(Met::Skipped(Skipped { id, reason }));
    }

    fn complain(&mut self, problem: Problem) {
        (self.sink)(Met::Problem(problem));
    }

    fn complain_all(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            self.complain(problem);
        }
    }
}

fn bad_bytes() -> Problem {
    Problem::warning(
        "not-utf8",
        "bytes that are not UTF-8 begin here; they are read as `\u{fffd}`",
    )
    .help("save the file as UTF-8")
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
