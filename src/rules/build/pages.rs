//! Files as they were read: a file that did not change is not read again.
//!
//! Takes the files of a pack, gives each with its value and the places in it. Never keeps a file with a problem: it has to
//! be told again.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::problem::Problem;
use crate::rules::pack::PackFile;
use crate::rules::yaml::Document;

/// A file, read.
#[derive(Debug)]
pub(super) struct Page<T> {
    /// What it is called inside the pack.
    pub(super) pack: String,
    /// What it says.
    pub(super) value: T,
    /// Where it says it.
    pub(super) document: Document,
}

/// A way to read a file.
pub(super) type Read<T> = fn(&str, &[u8]) -> Result<(T, Document), Vec<Problem>>;

/// The files of one folder of a pack, as they were last read, by their paths.
#[derive(Debug)]
pub(super) struct Pages<T> {
    kept: BTreeMap<String, Arc<Page<T>>>,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self {
            kept: BTreeMap::new(),
        }
    }
}

/// The files of one folder that could be read, in their order, and what is wrong with the others.
pub(super) struct Part<T> {
    pages: Vec<Arc<Page<T>>>,
    problems: Vec<Problem>,
}

impl<T> Part<T> {
    /// What was read; what was not goes to `problems`.
    pub(super) fn or_say(self, problems: &mut Vec<Problem>) -> Vec<Arc<Page<T>>> {
        problems.extend(self.problems);
        self.pages
    }
}

impl<T: Send + Sync> Pages<T> {
    /// The files under `folder`, read or kept.
    pub(super) fn read(&mut self, files: &[PackFile], folder: &str, read: Read<T>) -> Part<T> {
        let old = std::mem::take(&mut self.kept);
        let pages: Vec<_> = files
            .par_iter()
            .filter(|file| file.pack.starts_with(folder))
            .map(|file| match old.get(&file.path) {
                Some(page) if page.is_of(file) => Ok(Arc::clone(page)),
                _ => read(&file.path, &file.bytes).map(|(value, document)| {
                    Arc::new(Page {
                        pack: file.pack.clone(),
                        value,
                        document,
                    })
                }),
            })
            .collect();
        let mut part = Part {
            pages: Vec::new(),
            problems: Vec::new(),
        };
        for page in pages {
            match page {
                Ok(page) => {
                    self.kept
                        .insert(page.document.path.clone(), Arc::clone(&page));
                    part.pages.push(page);
                }
                Err(more) => part.problems.extend(more),
            }
        }
        part
    }
}

impl<T> Page<T> {
    /// True when the file is as it was. One with a byte-order mark, which its text lacks, is read anew.
    fn is_of(&self, file: &PackFile) -> bool {
        self.pack == file.pack && self.document.text.as_bytes() == file.bytes
    }
}

/// True when both are the very same pages.
pub(super) fn are_same<T>(some: &[Arc<T>], others: &[Arc<T>]) -> bool {
    some.len() == others.len()
        && some
            .iter()
            .zip(others)
            .all(|(one, other)| Arc::ptr_eq(one, other))
}
