//! Paths into articles: files, folders, standard input; text, JSON lines, pages, feeds, archives, packed or not.
//!
//! Takes paths as the user named them, gives articles in a fixed order, problems, and what was passed over and why.
//! The only module that opens files. Never stops at a bad file.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use rayon::prelude::*;

use crate::problem::{ByteSpan, Place, Problem};
use crate::rules::outlet::Outlet;

use super::article::Article;
use super::clean::Markup;
use super::format::{Format, Packing};
use super::ingest::{self, Record};
use super::metadata::{Metadata, Sidecar};
use super::outlets::Outlets;
use super::{records, texts};

/// Bytes of one article, and of one line of JSON lines.
const MAX_ARTICLE: u64 = 64 * 1024 * 1024;
/// Why a report of an earlier run is passed over.
const REPORT: &str = "a report that atodds wrote";
/// Lines of JSON lines, and bytes of them, that are read at once by all processors.
const BATCH: (usize, usize) = (256, 4 << 20);
/// Problems told about one file of JSON lines; the rest are counted.
const MAX_PROBLEMS: usize = 50;
/// Endings of files that a user may name and that hold no article we can read.
const OTHERS: [&str; 6] = [".json", ".pdf", ".docx", ".zip", ".gz.gz", ".xz"];
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

/// Loads the articles under `paths`. `-` is read from `stdin`, by what it begins with: JSON lines, a web page, a feed, a
/// web archive, any of them packed, else one text.
///
/// A text that is not UTF-8 is read in the charset it looks like, with a warning; where UTF-8 is only damaged, what is
/// broken is replaced. Files with NUL bytes are no text and a problem. A web page without an article, an entry without
/// text and the like are passed over with the reason.
pub fn load(paths: &[PathBuf], outlets: &[Outlet], stdin: &mut dyn BufRead) -> Loaded {
    let mut loaded = Loaded::default();
    let mut keep = |met| {
        match met {
            Met::Article(article) => loaded.articles.push(*article),
            Met::Problem(problem) => loaded.problems.push(problem),
            Met::Skipped(skipped) => loaded.skipped.push(skipped),
        }
        ControlFlow::Continue(())
    };
    walk(paths, outlets, stdin, None, &mut keep);
    // The id ends in the record, but `#10` comes after `#2`.
    loaded.articles.sort_by(|a, b| {
        (texts::id(&a.path), a.first_line, &a.id).cmp(&(texts::id(&b.path), b.first_line, &b.id))
    });
    loaded.problems.sort();
    loaded.problems.dedup();
    loaded.skipped.sort();
    loaded
}

/// Reads the same as [`load`], and hands over each thing as it is met until `sink` breaks off: a file of JSON lines of
/// any length needs the memory of a few hundred lines.
///
/// Here `-` is JSON lines, packed or not, whatever it begins with: of a stream that somebody cut in parts, a part that
/// begins with a broken line is still no article.
pub fn read(
    paths: &[PathBuf],
    outlets: &[Outlet],
    stdin: &mut dyn BufRead,
    sink: &mut dyn FnMut(Met) -> ControlFlow<()>,
) {
    walk(paths, outlets, stdin, Some(Format::JsonLines), sink);
}

/// `dash` is what standard input is; nothing, to go by what it begins with.
fn walk(
    paths: &[PathBuf],
    outlets: &[Outlet],
    stdin: &mut dyn BufRead,
    dash: Option<Format>,
    sink: &mut dyn FnMut(Met) -> ControlFlow<()>,
) {
    let mut loader = Loader {
        outlets: Outlets::new(outlets),
        sidecars: BTreeMap::new(),
        seen: BTreeSet::new(),
        sink,
        stopped: false,
    };
    for path in paths {
        if loader.stopped {
            return;
        }
        if path.as_os_str() == "-" {
            loader.stdin(stdin, dash);
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
    sink: &'s mut dyn FnMut(Met) -> ControlFlow<()>,
    /// Nobody wants more.
    stopped: bool,
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
            if self.stopped {
                return;
            }
            self.file(&file, false);
        }
    }

    /// Reads a file; `named` when the user named it himself rather than a folder around it.
    fn file(&mut self, path: &Path, named: bool) {
        let id = texts::id(&shown(path));
        if !self.seen.insert(id.clone()) {
            return;
        }
        let name = shown(path);
        if path.file_name().is_some_and(|name| name == SIDECAR) {
            self.sidecar(path);
            return;
        }
        let (packing, inner) = Packing::of_name(&name);
        let format = Format::of_name(inner);
        if format.is_none() && !named {
            self.skip(id, "not a kind of file that articles come in");
            return;
        }
        if named
            && OTHERS
                .iter()
                .any(|other| name.to_ascii_lowercase().ends_with(other))
        {
            self.fail(path, "unknown-format", "is of a kind that is not read");
            return;
        }
        match File::open(path) {
            Ok(file) => {
                let beside = self.beside(path);
                let mut reader = BufReader::with_capacity(1 << 16, file);
                self.open(&name, packing, format, &mut reader, &beside);
            }
            Err(error) => self.fail(path, "unreadable", &format!("cannot be read: {error}")),
        }
    }

    /// Reads a file that is open, or standard input.
    fn open(
        &mut self,
        name: &str,
        packing: Option<Packing>,
        format: Option<Format>,
        reader: &mut dyn BufRead,
        beside: &Metadata,
    ) {
        let Some(packing) = packing else {
            self.content(name, format, reader, beside);
            return;
        };
        match ingest::unpack(packing, reader) {
            Ok(mut unpacked) => self.content(name, format, &mut unpacked, beside),
            Err(error) => self.unreadable(name, &error),
        }
    }

    fn content(
        &mut self,
        name: &str,
        format: Option<Format>,
        reader: &mut dyn BufRead,
        beside: &Metadata,
    ) {
        let start = match reader.fill_buf() {
            Ok(start) => start,
            Err(error) => {
                self.unreadable(name, &error);
                return;
            }
        };
        let format = format.unwrap_or_else(|| Format::of_bytes(start));
        if format != Format::Text && format.is_report(start) {
            self.skip(texts::id(name), REPORT);
            return;
        }
        match format {
            Format::JsonLines => self.lines(name, reader, beside),
            Format::Archive => self.archive(name, reader, beside),
            Format::Text | Format::Page | Format::Feed => {
                let mut bytes = Vec::new();
                if let Err(error) = reader.take(MAX_ARTICLE + 1).read_to_end(&mut bytes) {
                    self.unreadable(name, &error);
                } else if bytes.len() as u64 > MAX_ARTICLE {
                    self.fail(Path::new(name), "too-large", "is larger than 64 MiB");
                } else if format == Format::Text && format.is_report(&bytes) {
                    self.skip(texts::id(name), REPORT);
                } else {
                    match format {
                        Format::Page => self.page(name, &bytes, beside),
                        Format::Feed => self.feed(name, &bytes, beside),
                        _ => self.text(name, &bytes, beside),
                    }
                }
            }
        }
    }

    fn page(&mut self, name: &str, bytes: &[u8], beside: &Metadata) {
        let place = texts::Place {
            id: texts::id(name),
            path: name.to_owned(),
            first_line: 1,
        };
        self.found(place, ingest::page(bytes, ""), beside);
    }

    fn feed(&mut self, name: &str, bytes: &[u8], beside: &Metadata) {
        if Format::of_bytes(bytes) != Format::Feed {
            self.skip(texts::id(name), "an XML file that is no feed");
            return;
        }
        match ingest::entries(bytes) {
            Ok(entries) if entries.is_empty() => {
                self.skip(texts::id(name), "a feed without entries");
            }
            Ok(entries) => {
                for (entry, number) in entries.into_iter().zip(1..) {
                    self.found(numbered(name, number), entry, beside);
                }
            }
            Err(what) => self.fail(Path::new(name), "bad-feed", &what),
        }
    }

    fn archive(&mut self, name: &str, reader: &mut dyn BufRead, beside: &Metadata) {
        for number in 1.. {
            if self.stopped {
                return;
            }
            match ingest::next_record(reader) {
                Ok(None) => return,
                Ok(Some(Record::About)) => {}
                Ok(Some(Record::Other(reason))) => self.skip(numbered(name, number).id, reason),
                Ok(Some(Record::Page(page))) => {
                    self.found(numbered(name, number), ingest::archived(&page), beside);
                }
                Err(error) => {
                    self.unreadable(&numbered(name, number).id, &error);
                    return;
                }
            }
        }
    }

    /// An article from the web, or why it is none. What people say of it comes before what it says of itself.
    fn found(
        &mut self,
        place: texts::Place,
        found: Result<(String, Metadata), &'static str>,
        beside: &Metadata,
    ) {
        match found {
            Ok((text, own)) => {
                let metadata = beside.clone().or(&own);
                let article = texts::article(place, text, metadata, Markup::Plain, &self.outlets);
                self.give(article);
            }
            Err(reason) => self.skip(place.id, reason),
        }
    }

    fn text(&mut self, name: &str, bytes: &[u8], beside: &Metadata) {
        let decoded = ingest::decode(bytes, None);
        let text = decoded.text;
        if memchr::memchr(0, text.as_bytes()).is_some() {
            let what = "holds NUL bytes, so it is no text";
            self.fail(Path::new(name), "not-text", what);
            return;
        }
        if let Some(at) = decoded.damage {
            self.complain(bad_bytes().at(Place::new(name, &text, ByteSpan::new(at, at))));
        } else if let Some(charset) = decoded.charset {
            let problem = Problem::warning("not-utf8", format!("{name} is read as {charset}"));
            self.complain(problem.help("save it as UTF-8"));
        }
        if text.trim().is_empty() {
            self.skip(texts::id(name), "empty");
            return;
        }
        let mut problems = Vec::new();
        let article = texts::text(name, &text, beside, &self.outlets, &mut problems);
        self.complain_all(problems);
        self.give(article);
    }

    fn give(&mut self, article: Article) {
        if article.text.trim().is_empty() {
            self.skip(article.id, "empty");
        } else {
            self.hand(Met::Article(Box::new(article)));
        }
    }

    fn lines(&mut self, name: &str, reader: &mut dyn BufRead, beside: &Metadata) {
        let mut problems = Vec::new();
        let mut before = 0;
        let mut filled = false;
        let mut ended = false;
        while !self.stopped && !ended {
            let (lines, rest) = next_lines(name, before, reader);
            ended = !matches!(rest, Rest::More);
            let outlets = &self.outlets;
            let read: Vec<Line> = lines
                .par_iter()
                .zip(before + 1..before + 1 + lines.len())
                .map(|(line, number)| read_line(name, number, line, beside, outlets))
                .collect();
            before += lines.len();
            for line in read {
                if self.stopped {
                    break;
                }
                filled |= !line.is_blank;
                problems.extend(line.problems);
                if let Some(article) = line.article {
                    self.give(article);
                }
            }
            if let Rest::Unread(problem) = rest {
                problems.push(problem);
            }
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

    fn stdin(&mut self, stdin: &mut dyn BufRead, format: Option<Format>) {
        if !self.seen.insert("-".to_owned()) {
            return;
        }
        let packing = stdin.fill_buf().ok().and_then(Packing::of_bytes);
        self.open("-", packing, format, stdin, &Metadata::default());
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

    fn unreadable(&mut self, name: &str, error: &io::Error) {
        let what = format!("cannot be read: {error}");
        self.fail(Path::new(name), "unreadable", &what);
    }

    fn skip(&mut self, id: String, reason: &'static str) {
        self.hand(Met::Skipped(Skipped { id, reason }));
    }

    fn hand(&mut self, met: Met) {
        self.stopped = self.stopped || (self.sink)(met).is_break();
    }

    fn complain(&mut self, problem: Problem) {
        self.hand(Met::Problem(problem));
    }

    fn complain_all(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            self.complain(problem);
        }
    }
}

/// What follows some lines.
enum Rest {
    /// More of them, perhaps.
    More,
    Nothing,
    /// Something that is not read, and why.
    Unread(Problem),
}

/// The next lines of JSON lines, of which `before` were read.
fn next_lines(name: &str, before: usize, reader: &mut dyn BufRead) -> (Vec<Vec<u8>>, Rest) {
    let mut lines = Vec::new();
    let mut bytes = 0;
    while lines.len() < BATCH.0 && bytes < BATCH.1 {
        let number = before + lines.len() + 1;
        let mut line = Vec::new();
        match reader.take(MAX_ARTICLE + 1).read_until(b'\n', &mut line) {
            Ok(0) => return (lines, Rest::Nothing),
            Ok(read) if read as u64 > MAX_ARTICLE => {
                let message =
                    format!("line {number} of {name} is longer than 64 MiB; the rest is not read");
                return (lines, Rest::Unread(Problem::error("too-large", message)));
            }
            Ok(read) => {
                bytes += read;
                lines.push(line);
            }
            Err(error) => {
                let message = format!("{name} cannot be read beyond line {number}: {error}");
                return (lines, Rest::Unread(Problem::error("unreadable", message)));
            }
        }
    }
    (lines, Rest::More)
}

/// What came of one line of JSON lines.
struct Line {
    is_blank: bool,
    article: Option<Article>,
    problems: Vec<Problem>,
}

fn read_line(name: &str, number: usize, line: &[u8], beside: &Metadata, outlets: &Outlets) -> Line {
    let mut problems = Vec::new();
    let text = match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let text = String::from_utf8_lossy(line);
            let at = error.valid_up_to();
            let mut place = Place::new(name, &text, ByteSpan::new(at, at));
            place.line = number;
            problems.push(bad_bytes().at(place));
            text
        }
    };
    let read = records::record(name, number, &text, beside, outlets, &mut problems);
    let is_blank = matches!(read, Ok(None));
    let article = read.unwrap_or_else(|problem| {
        problems.push(*problem);
        None
    });
    Line {
        is_blank,
        article,
        problems,
    }
}

fn bad_bytes() -> Problem {
    Problem::warning(
        "not-utf8",
        "bytes that are not UTF-8 begin here; they are read as `\u{fffd}`",
    )
    .help("save the file as UTF-8")
}

/// Where article `number` of several in a file stands.
fn numbered(name: &str, number: usize) -> texts::Place {
    texts::Place {
        id: format!("{}#{number}", texts::id(name)),
        path: name.to_owned(),
        first_line: number,
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
