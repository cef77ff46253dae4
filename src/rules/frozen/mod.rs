//! A pack as bytes: what was checked and compiled once is read again in a tenth of the time.
//!
//! Takes a pack that was built without a problem, gives bytes; takes these and the files it was built of, gives the
//! pack. Never says whether the bytes belong to the files: whoever keeps them knows what they were made of.
//!
//! Two things are left out. Executed examples, since nothing but running them asks for them; and the text of the files,
//! which whoever thaws a pack has read anyway.

pub(crate) mod shared;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pack::{PackFile, RulePack};
use super::yaml;

/// The bytes of `pack`, which was built of `files`.
///
/// # Errors
/// Says what cannot be written.
///
/// ```
/// use atodds::rules::{build, frozen, pack::PackFile};
/// let file = |pack: &str, text: &str| PackFile {
///     path: format!("{pack}.yaml"),
///     pack: pack.to_owned(),
///     bytes: text.into(),
/// };
/// let files = [
///     file("language/xx", "language: xx\n"),
///     file("facts/berths", "kind: berths\nquestion: How many?\nidentify_by: {}\nvalue: {is: amount, unit: berths}\n"),
///     file("claims/a.xx", "rules: [{id: has, fact: berths, match: 'zul {value:count}'}]\n"),
/// ];
/// let (pack, problems) = build(&files);
/// assert!(problems.is_empty());
/// let bytes = frozen::bytes(&pack, &files)?;
/// let again = frozen::pack(&bytes, &files).expect("it was frozen just now");
/// assert_eq!(again.rules[0].place(), pack.rules[0].place());
/// assert!(frozen::pack(&bytes[1..], &files).is_none());
/// # Ok::<(), String>(())
/// ```
pub fn bytes(pack: &RulePack, files: &[PackFile]) -> Result<Vec<u8>, String> {
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    shared::writing(|| postcard::to_stdvec(&(paths, pack))).map_err(|error| error.to_string())
}

/// The pack that was frozen as `bytes` after it was built of `files`, wherever these lay then; `None` when they are not
/// the bytes of a pack of these files that this program froze.
///
/// Its rules have no examples.
pub fn pack(bytes: &[u8], files: &[PackFile]) -> Option<RulePack> {
    type Frozen = (Vec<String>, RulePack);
    let read = shared::reading(|| postcard::take_from_bytes::<Frozen>(bytes));
    let ((paths, mut pack), rest) = read.ok()?;
    if !rest.is_empty() || paths.len() != files.len() {
        return None;
    }
    let texts = files
        .iter()
        .map(|file| yaml::unread(&file.path, &file.bytes));
    let documents: Option<BTreeMap<&str, yaml::Document>> = (paths.iter().zip(texts))
        .map(|(path, text)| Some((path.as_str(), text?)))
        .collect();
    let documents = documents?;
    for rule in &mut pack.rules {
        let rule = Arc::get_mut(rule)?;
        rule.spot.lay_in(documents.get(rule.spot.file())?);
    }
    Some(pack)
}
