//! Rule packs kept from one run to the next: checking and compiling them takes longer than reading a few articles.
//!
//! Takes a rules folder, gives its pack, from the cache where this very program built one of these very files before.
//! Never changes an answer: a pack with a problem is not kept, and what cannot be read back is built again.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use atodds::problem::Problem;
use atodds::rules::pack::{self, PackFile};
use atodds::rules::{self, RulePack, frozen};
use blake3::{Hash, Hasher, OUT_LEN};
use etcetera::BaseStrategy as _;
use tempfile::Builder;

use crate::args::Global;

/// So many packs are kept; those that nobody asked for longest go first.
const MOST_PACKS: usize = 16;
/// How the names of our files begin, `atodds-<hash>.pack`: the folder may hold others.
const OURS: &str = "atodds-";
/// How those of packs end.
const PACK: &str = ".pack";
/// How those end that are being written.
const PART: &str = ".part";
/// Files of runs that were stopped while they wrote are left for so long.
const LEFT: Duration = Duration::from_secs(3600);

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
        // A variable that is set to nothing is as good as none.
        let named = global.cache_dir.as_ref();
        match named.filter(|folder| !folder.as_os_str().is_empty()) {
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
        if files.is_empty() {
            return (RulePack::default(), problems);
        }
        // A file that cannot be read is in no hash.
        let place = problems.is_empty().then(|| Place::of(&files, own));
        if let Some(pack) = place.as_ref().and_then(|place| place.kept(&files)) {
            return (pack, problems);
        }
        let (pack, more) = rules::build(&files);
        problems.extend(more);
        if let Some(place) = place.filter(|_| problems.is_empty()) {
            // Another run may have kept the same in the meantime, and be reading it.
            let kept = place.keep(&pack, &files);
            let kept = kept.or_else(|why| place.kept(&files).map(|_| ()).ok_or(why));
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

/// Where a pack is kept, and what it was made of and with.
struct Place {
    key: Hash,
    path: PathBuf,
}

impl Place {
    /// The place in the cache `folder` of a pack of these files, built by this program.
    fn of(files: &[PackFile], folder: &Path) -> Self {
        let program = concat!(env!("CARGO_PKG_VERSION"), " ", env!("ATODDS_SOURCES"));
        let mut hasher = Hasher::new();
        hasher
            .update(program.as_bytes())
            .update(pack::hash(files, "").as_bytes());
        let key = hasher.finalize();
        let path = folder.join(format!("{OURS}{}{PACK}", &key.to_hex()[..32]));
        Self { key, path }
    }

    /// The pack that is kept there, when it is whole.
    fn kept(&self, files: &[PackFile]) -> Option<RulePack> {
        let mut file = File::open(&self.path).ok()?;
        let mut key = [0; OUT_LEN];
        file.read_exact(&mut key).ok()?;
        if key != *self.key.as_bytes() {
            return None;
        }
        let mut frozen = Vec::new();
        file.read_to_end(&mut frozen).ok()?;
        let pack = frozen::pack(frozen, files)?;
        // It was asked for just now; where that cannot be noted it goes sooner.
        let _ = File::options()
            .append(true)
            .open(&self.path)
            .and_then(|file| file.set_modified(SystemTime::now()));
        Some(pack)
    }

    /// Keeps `pack` there, whole or not at all.
    fn keep(&self, pack: &RulePack, files: &[PackFile]) -> Result<(), String> {
        let frozen = frozen::bytes(pack, files)?;
        let folder = self.path.parent().unwrap_or(&self.path);
        let written = || {
            fs::create_dir_all(folder)?;
            let mut file = Builder::new()
                .prefix(OURS)
                .suffix(PART)
                .tempfile_in(folder)?;
            file.write_all(self.key.as_bytes())?;
            file.write_all(&frozen)?;
            file.persist(&self.path)?;
            Ok(())
        };
        written().map_err(|error: std::io::Error| error.to_string())?;
        forget_old(folder);
        Ok(())
    }
}

/// Leaves the packs that were asked for last, and all files of others. What cannot be removed stays.
fn forget_old(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let (mut packs, mut parts) = (Vec::new(), Vec::new());
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_str().and_then(|name| name.strip_prefix(OURS));
        let written = entry.metadata().and_then(|file| file.modified());
        match (name, written) {
            (Some(name), Ok(written)) if name.ends_with(PACK) => {
                packs.push((written, entry.path()));
            }
            (Some(name), Ok(written)) if name.ends_with(PART) => {
                parts.push((written, entry.path()));
            }
            _ => {}
        }
    }
    packs.sort_unstable();
    let more = packs.len().saturating_sub(MOST_PACKS);
    let is_left = |written: &SystemTime| written.elapsed().is_ok_and(|age| age > LEFT);
    let left = parts.iter().filter(|(written, _)| is_left(written));
    for (_, path) in packs[..more].iter().chain(left) {
        let _ = fs::remove_file(path);
    }
}
