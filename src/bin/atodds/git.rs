//! The rules as git knows them: the files of a folder at a ref.
//!
//! Takes a folder of a working tree and a ref, gives the files of a pack. Never checks anything out: it asks for the
//! list and the bytes alone, so that neither the index nor a file of anybody is touched.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

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
    let blobs = blobs(folder, &wanted).map_err(|why| unknown(&why))?;
    let shown = folder.to_string_lossy().replace('\\', "/");
    Ok(wanted
        .into_iter()
        .zip(blobs)
        .map(|((stem, _), bytes)| PackFile {
            path: format!("{reference}:{shown}/{stem}.yaml"),
            pack: stem,
            bytes,
        })
        .collect())
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

/// The bytes of each object, from one process.
fn blobs(folder: &Path, wanted: &[(String, String)]) -> Result<Vec<Vec<u8>>, String> {
    let failed = |error: std::io::Error| format!("git does not answer: {error}");
    let mut child = command(folder)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut stdin = child.stdin.take().ok_or("git takes no question")?;
    let questions: String = wanted.iter().fold(String::new(), |mut all, (_, object)| {
        all.push_str(object);
        all.push('\n');
        all
    });
    // Git answers while it is asked: without a second hand both would wait for the other with full pipes.
    let asking = std::thread::spawn(move || stdin.write_all(questions.as_bytes()));
    let mut answers = Vec::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_end(&mut answers).map_err(failed)?;
    }
    let _ = asking.join();
    child.wait().map_err(failed)?;
    let mut blobs = Vec::new();
    let mut rest = answers.as_slice();
    for (path, _) in wanted {
        let broken = || format!("git does not give {path}");
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .ok_or_else(broken)?;
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size: usize = head
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse().ok())
            .ok_or_else(broken)?;
        let bytes = rest.get(end + 1..end + 1 + size).ok_or_else(broken)?;
        if size > LARGEST {
            return Err(format!("{path} is larger than 4 MiB"));
        }
        blobs.push(bytes.to_vec());
        rest = rest.get(end + 2 + size..).unwrap_or_default();
    }
    Ok(blobs)
}
