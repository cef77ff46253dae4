//! What git keeps: the bytes of its objects, and the rules of a folder at a ref.
//!
//! Takes a folder of a working tree and names or a ref, gives bytes or the files of a pack. Never checks anything out: it asks for the
//! list and the bytes alone, so that neither the index nor a file of anybody is touched.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::Context;
use atodds::problem::Problem;
use atodds::rules::pack::PackFile;

/// Files larger than this are no rules.
const LARGEST: usize = 4 * 1024 * 1024;

/// The files of the pack that `folder` was at `reference`.
pub(crate) fn pack_at(folder: &Path, reference: &str) -> Result<Vec<PackFile>, Box<Problem>> {
    let unknown = |why: &str| {
        let message = format!(
            "`{reference}` is neither a folder nor a ref of git at {}: {}",
            folder.display(),
            why.trim().lines().next().unwrap_or("git says no more")
        );
        let problem = Problem::error("unknown-rules", message);
        Box::new(problem.help("name a folder, a branch, a tag or a commit"))
    };
    // A ref that looks like a flag would be one.
    if reference.starts_with('-') {
        return Err(unknown("refs do not begin with a hyphen"));
    }
    let tree = format!("{reference}^{{tree}}");
    let listed = git(folder, ["ls-tree", "-r", "-z", &tree]).map_err(|why| unknown(&why))?;
    if !listed.status.success() {
        return Err(unknown(&String::from_utf8_lossy(&listed.stderr)));
    }
    let mut wanted: Vec<(String, String)> = Vec::new();
    for entry in String::from_utf8_lossy(&listed.stdout).split('\0') {
        // `mode type object<TAB>path`, the path as seen from the folder.
        let Some((head, path)) = entry.split_once('\t') else {
            continue;
        };
        let mut words = head.split(' ').skip(1);
        let (kind, object) = (words.next(), words.next());
        let stem = path.strip_suffix(".yaml").or(path.strip_suffix(".yml"));
        if let (Some("blob"), Some(object), Some(stem)) = (kind, object, stem)
            && atodds::rules::schema::File::at(stem).is_some()
            && stem.matches('/').count() == 1
        {
            wanted.push((stem.to_owned(), object.to_owned()));
        }
    }
    if wanted.is_empty() {
        let message = format!("{} holds no rules at `{reference}`", folder.display());
        return Err(Box::new(
            Problem::error("no-rules", message).help("name a ref that has the folder"),
        ));
    }
    wanted.sort();
    let shown = folder.to_string_lossy().replace('\\', "/");
    let mut files = Vec::new();
    blobs(folder, &wanted, |stem, bytes| {
        anyhow::ensure!(bytes.len() <= LARGEST, "{stem} is larger than 4 MiB");
        files.push(PackFile {
            path: format!("{reference}:{shown}/{stem}.yaml"),
            pack: stem.clone(),
            bytes,
        });
        Ok(())
    })
    .map_err(|error| unknown(&error.to_string()))?;
    Ok(files)
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).stderr(Stdio::piped());
    command
}

fn git(folder: &Path, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<Output, String> {
    command(folder)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("git does not start: {error}"))
}

/// Gives `take` the bytes of each object, in order, from one process.
pub(crate) fn blobs<K>(
    folder: &Path,
    wanted: &[(K, String)],
    mut take: impl FnMut(&K, Vec<u8>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut reader = command(folder)
        .args(["cat-file", "--batch", "--buffer"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot run git")?;
    let mut stdin = reader.stdin.take().context("git takes no input")?;
    let mut stdout = BufReader::new(reader.stdout.take().context("git gives no output")?);
    let names: String = wanted.iter().map(|(_, name)| format!("{name}\n")).collect();
    // Asked from beside: git would wait for us to read while we wait for it to take more names.
    let asking = std::thread::spawn(move || stdin.write_all(names.as_bytes()));
    for (key, _) in wanted {
        take(key, next_blob(&mut stdout)?)?;
    }
    // Every answer came, so every question was asked.
    let _ = asking.join();
    let _ = reader.wait();
    Ok(())
}

fn next_blob(from: &mut impl BufRead) -> anyhow::Result<Vec<u8>> {
    let mut head = String::new();
    from.read_line(&mut head).context("cannot read from git")?;
    let size = head
        .trim_end()
        .rsplit(' ')
        .next()
        .and_then(|size| size.parse().ok());
    let size: usize =
        size.with_context(|| format!("git does not give a file: {}", head.trim_end()))?;
    let mut bytes = vec![0; size + 1];
    from.read_exact(&mut bytes)
        .context("cannot read from git")?;
    bytes.truncate(size);
    Ok(bytes)
}
