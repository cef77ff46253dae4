//! The articles and rules of an earlier git revision, in a folder of their own for the time of one run.
//!
//! Takes a revision and a request, gives the same request over the earlier files. Reads with git's plumbing alone:
//! neither the work tree nor the index is touched, so that it can run beside anything. What lies outside the repository
//! has no earlier state and is read as it is.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;
use atodds::problem::Problem;
use atodds::report::escape::visible;

use crate::git;
use crate::pipeline::Request;

/// The file that speaks for the articles beside it.
const SIDECAR: &str = "articles.yaml";

/// Earlier files on disk; gone when dropped.
#[derive(Debug)]
pub(crate) struct Base {
    folder: PathBuf,
    /// What to read.
    pub(crate) request: Request,
}

impl Drop for Base {
    fn drop(&mut self) {
        // What cannot be removed from the folder for temporary files is the system's to remove.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The request over the files of `revision`.
///
/// The outer error is ours: no git, no place to write. The inner is the user's: no such revision.
pub(crate) fn at(revision: &str, request: &Request) -> anyhow::Result<Result<Base, Box<Problem>>> {
    let Some(top) = asked(&["rev-parse", "--show-toplevel"])? else {
        let problem = Problem::error(
            "no-repository",
            "`--since` was given outside a git repository",
        );
        let problem = problem.help("run it in the repository that holds the articles");
        return Ok(Err(Box::new(problem)));
    };
    let top =
        fs::canonicalize(text(&top)).context("cannot find the top folder of the repository")?;
    let named = format!("{revision}^{{tree}}");
    let Some(tree) = asked(&[
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &named,
    ])?
    else {
        let message = format!("`--since {}` names no revision here", visible(revision));
        let problem = Problem::error("no-such-revision", message);
        let problem = problem
            .help("in CI fetch the history first: `fetch-depth: 0`, or `git fetch origin BRANCH`");
        return Ok(Err(Box::new(problem)));
    };
    let here = fs::canonicalize(".").context("cannot tell the current folder")?;
    let folder = new_folder()?;
    let mut wanted = Vec::new();
    let mut earlier = |path: &Path| match inside(&top, &here.join(path)) {
        Some(inner) => {
            let moved = folder.join(&inner);
            if let Some(parent) = inner.parent() {
                wanted.push(parent.join(SIDECAR));
            }
            wanted.push(inner);
            moved
        }
        None => path.to_owned(),
    };
    let rules = earlier(&request.rules);
    let mut moved = |paths: &[PathBuf]| -> Vec<PathBuf> {
        let files = paths.iter().filter(|path| path.as_os_str() != "-");
        files.map(|path| earlier(path)).collect()
    };
    let (focus, against) = (moved(&request.focus), moved(&request.against));
    let mut base = Base {
        folder,
        request: Request {
            rules,
            cache: request.cache.clone(),
            focus,
            against,
            // An archive is kept as it is now; what the drafts were then is compared with that.
            indexes: request.indexes.clone(),
            as_of: request.as_of,
        },
    };
    extract(&top, &text(&tree), &wanted, &base.folder)?;
    // An article that is new since then is no mistake.
    base.request.focus.retain(|path| path.exists());
    base.request.against.retain(|path| path.exists());
    Ok(Ok(base))
}

/// What git prints, or nothing when it says no.
fn asked(words: &[&str]) -> anyhow::Result<Option<Vec<u8>>> {
    let output = Command::new("git")
        .args(words)
        .stdin(Stdio::null())
        .output()
        .context("cannot run git")?;
    Ok(output.status.success().then_some(output.stdout))
}

fn text(printed: &[u8]) -> String {
    String::from_utf8_lossy(printed).trim_end().to_owned()
}

/// A new folder among the temporary files that nobody else can have.
fn new_folder() -> anyhow::Result<PathBuf> {
    let all = std::env::temp_dir();
    for attempt in 0..1000 {
        let folder = all.join(format!("atodds-since-{}-{attempt}", std::process::id()));
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            made => {
                made.with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
                return fs::canonicalize(&folder).context("cannot find a folder just made");
            }
        }
    }
    anyhow::bail!("cannot make a folder in `{}`", all.display())
}

/// `path` as seen from `top`, when it lies there. It need not exist.
fn inside(top: &Path, path: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in real.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain.strip_prefix(top).ok().map(Path::to_owned)
}

/// Writes the files of `tree` that lie under one of `wanted` into `folder`.
fn extract(top: &Path, tree: &str, wanted: &[PathBuf], folder: &Path) -> anyhow::Result<()> {
    let list = Command::new("git")
        .current_dir(top)
        .args(["ls-tree", "-r", "-z", "--full-tree", tree])
        .stdin(Stdio::null())
        .output()
        .context("cannot run git")?;
    anyhow::ensure!(
        list.status.success(),
        "git cannot list the files: {}",
        text(&list.stderr)
    );
    let files: Vec<(PathBuf, String)> = list
        .stdout
        .split(|byte| *byte == 0)
        .filter_map(blob)
        .filter(|(path, _)| wanted.iter().any(|one| path.starts_with(one)))
        .collect();
    git::blobs(top, &files, |path, bytes| {
        let to = folder.join(path);
        let made = to.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&to, bytes))
            .with_context(|| format!("cannot write `{}`", to.display()))
    })
}

/// Path and name of a line of `ls-tree`; only plain files, and no path that leads out of a folder.
fn blob(line: &[u8]) -> Option<(PathBuf, String)> {
    let line = std::str::from_utf8(line).ok()?;
    let (head, path) = line.split_once('\t')?;
    let mut head = head.split(' ');
    let mode = head.next()?;
    let (kind, name) = (head.next()?, head.next()?);
    let path = PathBuf::from(path);
    let plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    (kind == "blob" && mode.starts_with("100") && plain).then(|| (path, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_files_within_the_tree_are_taken() {
        let blob = |line: &str| blob(line.as_bytes()).map(|(path, _)| path);
        assert_eq!(blob("100644 blob abc\ta b.txt"), Some("a b.txt".into()));
        for line in [
            "120000 blob abc\tlink",
            "160000 commit abc\tmodule",
            "100644 blob abc\t../out",
            "100644 blob abc\t/etc/passwd",
            "",
        ] {
            assert_eq!(blob(line), None, "{line}");
        }
    }

    #[test]
    fn a_path_is_seen_from_the_top_whether_it_exists_or_not() {
        let top = fs::canonicalize(env!("CARGO_MANIFEST_DIR")).expect("the crate is there");
        assert_eq!(
            inside(&top, &top.join("src/../no/such.txt")),
            Some("no/such.txt".into())
        );
        assert_eq!(
            inside(&top, &top.join("src/lib.rs")),
            Some("src/lib.rs".into())
        );
        assert_eq!(inside(&top, &top.join("../x")), None);
    }
}
