//! Where story tests and their snapshots lie: `tests/rules/*.md` and `tests/snapshots/rules/*.snap`, beside `rules/`.
//!
//! Takes the rules folder, gives the texts of stories and snapshots, and puts snapshots where they belong. The only
//! part of the tests that touches files. Never writes a file in place: a run that is cut off leaves the old one.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::snapshot::Snapshot;
use crate::problem::{Level, Problem};

/// Bytes of one story or snapshot.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// The folders of stories and snapshots of one rule pack.
#[derive(Debug, Clone)]
pub struct Shelf {
    root: PathBuf,
}

/// A story as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryFile {
    /// Its file name without the ending.
    pub name: String,
    /// Its path as seen from where the program runs, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// What lies there for one name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The `.snap`, as somebody accepted it.
    pub accepted: Option<Snapshot>,
    /// The `.snap.new`, waiting for somebody.
    pub pending: Option<Snapshot>,
}

impl Shelf {
    /// The shelf of the pack in the folder `rules`.
    ///
    /// ```
    /// use atodds::ruletest::shelf::Shelf;
    /// let shelf = Shelf::beside(std::path::Path::new("news/rules"));
    /// assert_eq!(shelf.snapshot_path("berths"), "news/tests/snapshots/rules/berths.snap");
    /// ```
    pub fn beside(rules: &Path) -> Self {
        let root = match rules.parent() {
            Some(root) if rules.file_name().is_some() => root.to_owned(),
            // `..` and `.` have no name; what lies beside them is reached through them.
            _ => rules.join(".."),
        };
        Self { root }
    }

    /// Where the stories lie.
    pub fn stories_folder(&self) -> PathBuf {
        self.root.join("tests/rules")
    }

    /// Where the snapshots lie.
    pub fn snapshots_folder(&self) -> PathBuf {
        self.root.join("tests/snapshots/rules")
    }

    /// Where the snapshot of a story lies, for people.
    pub fn snapshot_path(&self, name: &str) -> String {
        shown(&self.snapshots_folder().join(format!("{name}.snap")))
    }

    /// All stories by name, and what is wrong with the folder. A pack without a folder of stories has none.
    pub fn stories(&self) -> (Vec<StoryFile>, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut stories = Vec::new();
        for (path, file) in entries(&self.stories_folder(), &mut problems) {
            let Some(name) = file.strip_suffix(".md") else {
                problems.push(passed_over(&path, "a story ends in `.md`"));
                continue;
            };
            if !is_plain(name) {
                let problem = Problem::error(
                    "bad-name",
                    format!(
                        "{}: a story's name becomes that of its snapshot",
                        shown(&path)
                    ),
                );
                problems.push(problem.help("use small letters, digits and `-`"));
                continue;
            }
            match read(&path) {
                Ok(text) => stories.push(StoryFile {
                    name: name.to_owned(),
                    path: shown(&path),
                    text,
                }),
                Err(problem) => problems.push(*problem),
            }
        }
        (stories, problems)
    }

    /// All snapshots by the name of their story, and what is wrong with them.
    pub fn snapshots(&self) -> (BTreeMap<String, Kept>, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut kept: BTreeMap<String, Kept> = BTreeMap::new();
        for (path, file) in entries(&self.snapshots_folder(), &mut problems) {
            let (name, pending) = match (file.strip_suffix(".snap.new"), file.strip_suffix(".snap"))
            {
                (Some(name), _) => (name, true),
                (None, Some(name)) => (name, false),
                (None, None) => {
                    problems.push(passed_over(&path, "a snapshot ends in `.snap`"));
                    continue;
                }
            };
            let snapshot = read(&path).and_then(|text| {
                Snapshot::read(&text).ok_or_else(|| {
                    let message =
                        format!("{} has no head between two lines of `---`", shown(&path));
                    Problem::error("broken-snapshot", message)
                        .help("take the file away; `atodds test` writes it anew")
                        .into()
                })
            });
            match snapshot {
                Ok(snapshot) => {
                    let entry = kept.entry(name.to_owned()).or_default();
                    if pending {
                        entry.pending = Some(snapshot);
                    } else {
                        entry.accepted = Some(snapshot);
                    }
                }
                Err(problem) => problems.push(*problem),
            }
        }
        (kept, problems)
    }

    /// Lays a snapshot down for review.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_pending(&self, name: &str, snapshot: &Snapshot) -> io::Result<()> {
        self.put(&format!("{name}.snap.new"), snapshot)
    }

    /// Keeps a snapshot, and takes away what was pending.
    ///
    /// # Errors
    /// When a file cannot be written or taken away.
    pub fn accept(&self, name: &str, snapshot: &Snapshot) -> io::Result<()> {
        self.put(&format!("{name}.snap"), &snapshot.clone().settled())?;
        self.drop_pending(name)
    }

    /// Takes away what is pending; no error when nothing is.
    ///
    /// # Errors
    /// When the file cannot be taken away.
    pub fn drop_pending(&self, name: &str) -> io::Result<()> {
        self.take_away(&format!("{name}.snap.new"))
    }

    /// Takes away a snapshot whose story is gone, and what is pending for it.
    ///
    /// # Errors
    /// When a file cannot be taken away.
    pub fn forget(&self, name: &str) -> io::Result<()> {
        self.take_away(&format!("{name}.snap"))?;
        self.drop_pending(name)
    }

    fn put(&self, file: &str, snapshot: &Snapshot) -> io::Result<()> {
        let folder = self.snapshots_folder();
        fs::create_dir_all(&folder)?;
        // A name that no reader of the folder looks at, in the same folder: a rename within one disk is whole.
        let half = folder.join(format!(".{file}.half"));
        fs::write(&half, snapshot.to_string())?;
        fs::rename(&half, folder.join(file))
    }

    fn take_away(&self, file: &str) -> io::Result<()> {
        match fs::remove_file(self.snapshots_folder().join(file)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Files of a folder with their names, sorted; hidden ones left out. A folder that is not there is empty.
fn entries(folder: &Path, problems: &mut Vec<Problem>) -> Vec<(PathBuf, String)> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            problems.push(unreadable(folder, &error));
            return Vec::new();
        }
    };
    let mut files: Vec<(PathBuf, String)> = listed
        .filter_map(Result::ok)
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (entry.path(), name)
        })
        .filter(|(_, name)| !name.starts_with('.'))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> Result<String, Box<Problem>> {
    let unread = |error: io::Error| Box::new(unreadable(path, &error));
    let size = fs::metadata(path).map_err(unread)?;
    if size.is_file() && size.len() > MOST_BYTES {
        let message = format!("{} is larger than 4 MiB", shown(path));
        return Err(Box::new(Problem::error("too-large", message)));
    }
    fs::read_to_string(path).map_err(unread)
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::error(
        "unreadable",
        format!("cannot read {}: {error}", shown(path)),
    )
}

fn passed_over(path: &Path, why: &str) -> Problem {
    Problem {
        level: Level::Warning,
        ..Problem::error("passed-over", format!("{} is passed over", shown(path)))
    }
    .help(why)
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shelf_stands_beside_the_rules_wherever_they_are() {
        for (rules, root) in [
            ("rules", ""),
            ("../rules", "../"),
            ("/news/rules", "/news/"),
            ("..", "../../"),
        ] {
            let path = Shelf::beside(Path::new(rules)).snapshot_path("a");
            assert_eq!(path, format!("{root}tests/snapshots/rules/a.snap"));
        }
    }

    #[test]
    fn names_that_no_file_system_agrees_on_are_refused() {
        assert!(is_plain("an-update-2"));
        for name in ["", "An-Update", "a b", "a.b", "ä", "../a"] {
            assert!(!is_plain(name), "{name}");
        }
    }
}
