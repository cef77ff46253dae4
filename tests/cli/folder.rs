//! A folder of files to run the program in, and the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes away with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "cli-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("the target folder can be written to");
        Self(path)
    }

    pub fn with(self, path: &str, text: &str) -> Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a path in a folder has a parent"))
            .expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The program in `folder`, deaf to the environment of whoever runs the tests.
pub fn atodds(folder: &Folder, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_atodds"));
    command
        .current_dir(&folder.0)
        .args(args)
        .stdin(Stdio::null());
    for name in [
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "TERM",
        "CI",
        "ATODDS_FORMAT",
        "SOURCE_DATE_EPOCH",
        "GITHUB_STEP_SUMMARY",
    ] {
        command.env_remove(name);
    }
    // Never that of whoever runs the tests; one for all of them, so that most answers are those of a kept pack.
    command.env(
        "ATODDS_CACHE_DIR",
        concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"),
    );
    command
}

pub fn run(folder: &Folder, args: &[&str]) -> Output {
    atodds(folder, args).output().expect("the program starts")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with the small invented rule pack of `tests/pack`, and an empty folder.
pub fn with_rules() -> Folder {
    let mut folder = Folder::new().with("empty/.keep", "");
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack");
    for part in ["facts", "language", "names", "claims", "outlets"] {
        let files = fs::read_dir(pack.join(part)).expect("the pack can be read");
        for file in files {
            let file = file.expect("the pack can be read");
            let text = fs::read_to_string(file.path()).expect("the pack is text");
            let name = format!("rules/{part}/{}", file.file_name().to_string_lossy());
            folder = folder.with(&name, &text);
        }
    }
    folder
}

/// An article with a head that names its outlet and date.
pub fn article(outlet: &str, published: &str, text: &str) -> String {
    format!("---\noutlet: {outlet}\npublished: {published}\n---\n{text}\n")
}
