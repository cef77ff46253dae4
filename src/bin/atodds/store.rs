//! The accepted file on disk: where it lies, how it is read, how it is replaced.
//!
//! Takes paths, gives what the file says or its problems. Never leaves half a file: the new one is written beside the
//! old and takes its name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use atodds::finding::accepted::Accepted;
use atodds::problem::Problem;
use atodds::report::escape::visible;

/// Its name in the rules folder.
const NAME: &str = "accepted.yaml";

/// Where the file lies: as named, else in the rules folder.
pub(crate) fn path(rules: &Path, named: Option<&Path>) -> PathBuf {
    named.map_or_else(|| rules.join(NAME), Path::to_owned)
}

/// What the file says; one that is not there says nothing.
pub(crate) fn read(path: &Path) -> Result<Accepted, Vec<Problem>> {
    let shown = path.to_string_lossy().replace('\\', "/");
    match fs::read(path) {
        Ok(bytes) => Accepted::read(&shown, &bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Accepted::default()),
        Err(error) => {
            let message = format!("{shown} cannot be read: {error}");
            Err(vec![Problem::error("unreadable", message)])
        }
    }
}

/// The same, where the user named the file: then it must be there.
pub(crate) fn read_named(path: &Path) -> Result<Accepted, Vec<Problem>> {
    if path.exists() {
        return read(path);
    }
    let message = format!("{} does not exist", path.display());
    let problem = Problem::error("no-such-file", message);
    Err(vec![
        problem.help("`atodds accept --accepted FILE` makes it"),
    ])
}

/// Replaces the file.
pub(crate) fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    let failed = || format!("cannot write to `{}`", visible(&path.to_string_lossy()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(failed)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = PathBuf::from(beside);
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&beside);
        })
        .with_context(failed)
}
