//! Rule packs kept from one run to the next: checking and compiling them takes longer than reading a few articles.
//!
//! Takes a rules folder, gives its pack, from the cache where this very program built one of these very files before.
//! Never changes an answer: a pack with a problem is not kept, and what cannot be read back is built again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use atodds::problem::Problem;
use atodds::rules::pack::PackFile;
use atodds::rules::{self, RulePack, frozen};
use blake3::{Hash, Hasher};
use etcetera::BaseStrategy as _;

use crate::args::Global;

/// So many packs are kept; those written first go first.
const MOST: usize = 16;
/// What their files are called: `<hash>.pack`.
const ENDING: &str = "pack";
/// Bytes of a hash.
const HASH: usize = blake3::OUT_LEN;

/// Where packs are kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cache {
    /// No folder, nothing is kept.
    folder: Option<PathBuf>,
    /// Whether somebody named the folder: then it matters that it can be written to.
    named: bool,
}

impl Cache {
    /// The cache that the command line asks for.
    pub(crate) fn new(global: &Global) -> Self {
        if global.no_cache {
            return Self::default();
        }
        match &global.cache_dir {
            Some(folder) => Self {
                folder: Some(folder.clone()),
                named: true,
            },
            None => Self {
                folder: etcetera::choose_base_strategy()
                    .ok()
                    .map(|own| own.cache_dir().join("atodds")),
                named: false,
            },
        }
    }

    /// The pack in `folder` and what is wrong with it.
    pub(crate) fn load(&self, folder: &Path) -> (RulePack, Vec<Problem>) {
        let Some(own) = &self.folder else {
            return rules::load(folder);
        };
        let (files, mut problems) = rules::read_folder(folder);
        // A file that cannot be read is in no hash.
        let key = problems.is_empty().then(|| key(&files)).flatten();
        let path = key.map(|key| own.join(format!("{}.{ENDING}", &key.to_hex()[..32])));
        if let (Some(key), Some(path)) = (key, &path)
            && let Some(pack) = read(path, key, &files)
        {
            return (pack, problems);
        }
        if files.is_empty() {
            return (RulePack::default(), problems);
        }
        let (pack, more) = rules::build(&files);
        problems.extend(more);
        if let (Some(key), Some(path)) = (key, path)
            && problems.is_empty()
        {
            let kept = keep(&path, key, &pack, &files);
            if let (Err(why), true) = (kept, self.named) {
                let message = format!("cannot keep the rules in {}: {why}", own.display());
                problems.push(
                    Problem::warning("cache-unwritable", message)
                        .help("name another folder with --cache-dir, or none with --no-cache"),
                );
            }
        }
        (pack, problems)
    }
}

/// What tells a pack of these files, built by this program, from all others.
fn key(files: &[PackFile]) -> Option<Hash> {
    let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let built = program.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let mut hasher = Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(env!("CARGO_PKG_VERSION").as_bytes());
    part(&program.len().to_le_bytes());
    part(&built.as_nanos().to_le_bytes());
    for file in files {
        part(file.pack.as_bytes());
        part(&file.bytes);
    }
    Some(hasher.finalize())
}

/// The pack kept at `path`, when it is whole and what `key` says.
fn read(path: &Path, key: Hash, files: &[PackFile]) -> Option<RulePack> {
    let bytes = fs::read(path).ok()?;
    let (head, frozen) = bytes.split_at_checked(2 * HASH)?;
    let (own, sum) = head.split_at(HASH);
    if own != key.as_bytes() || sum != blake3::hash(frozen).as_bytes() {
        return None;
    }
    frozen::pack(frozen, files)
}

/// Keeps `pack` at `path`, whole or not at all.
fn keep(path: &Path, key: Hash, pack: &RulePack, files: &[PackFile]) -> Result<(), String> {
    let frozen = frozen::bytes(pack, files)?;
    let sum = blake3::hash(&frozen);
    let bytes = [key.as_bytes(), sum.as_bytes(), frozen.as_slice()].concat();
    let said = |error: std::io::Error| error.to_string();
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(said)?;
    // Another run may be about the same: each writes a file of its own, and puts it there in one go.
    let part = path.with_extension(format!("{}.part", std::process::id()));
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written.map_err(said)?;
    forget_old(folder);
    Ok(())
}

/// Leaves the packs that were written last. What cannot be removed stays.
fn forget_old(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut packs: Vec<(SystemTime, PathBuf)> = entries
        .filter(|entry| entry.path().extension().is_some_and(|own| own == ENDING))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    packs.sort_unstable();
    let more = packs.len().saturating_sub(MOST);
    for (_, path) in &packs[..more] {
        let _ = fs::remove_file(path);
    }
}
