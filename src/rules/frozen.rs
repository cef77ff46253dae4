//! A pack as bytes: what was checked and compiled once is read again in a tenth of the time.
//!
//! Takes a pack that was built without a problem, gives bytes; takes these and the files it was built of, gives the
//! pack. Bytes that are not whole give none; whether they belong to the files, whoever keeps them has to know.
//!
//! The text of the files is left out: whoever thaws a pack has read it anyway. What most runs do not ask for, such as
//! executed examples, is thawed [`Later`](super::freezing::Later).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::freezing::{freeze, thaw};
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
///     file("language/xx", "language: xx\nguess: {otherwise: thing}\n"),
///     file("names/all", "types: {thing: []}\nnames: []\n"),
///     file("facts/berths", "kind: berths\nquestion: How many?\nidentify_by: {}\nvalue: {is: amount, unit: berths}\n"),
///     file("claims/a.xx", "rules: [{id: has, fact: berths, match: 'zul {value:count}'}]\n"),
/// ];
/// let (pack, problems) = build(&files);
/// assert!(problems.is_empty());
/// let bytes = frozen::bytes(&pack, &files)?;
/// assert!(frozen::pack(bytes[1..].into(), &files).is_none());
/// let again = frozen::pack(bytes, &files).expect("it was frozen just now");
/// assert_eq!(again.rules[0].place(), pack.rules[0].place());
/// # Ok::<(), String>(())
/// ```
pub fn bytes(pack: &RulePack, files: &[PackFile]) -> Result<Vec<u8>, String> {
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    freeze(&(paths, pack))
}

/// The pack that was frozen as `bytes` after it was built of `files`, wherever these lay then; `None` when the bytes are
/// not all that was frozen. The files have to be those of the pack.
pub fn pack(bytes: Vec<u8>, files: &[PackFile]) -> Option<RulePack> {
    let (paths, mut pack) = thaw::<(Vec<String>, RulePack)>(bytes)?;
    if paths.len() != files.len() {
        return None;
    }
    // Where a path led when the pack was frozen.
    let now: BTreeMap<&str, &PackFile> = paths.iter().map(String::as_str).zip(files).collect();
    let mut documents: BTreeMap<&str, yaml::Document> = BTreeMap::new();
    for rule in &mut pack.rules {
        let spot = &mut Arc::get_mut(rule)?.spot;
        let (path, file) = now.get_key_value(spot.file())?;
        if !documents.contains_key(path) {
            documents.insert(path, yaml::unread(&file.path, &file.bytes)?);
        }
        spot.lay_in(documents.get(path)?);
    }
    Some(pack)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::rules::{build, read_folder};

    fn shipped() -> Vec<PackFile> {
        read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).0
    }

    #[test]
    fn a_pack_says_the_same_when_it_was_frozen() {
        let files = shipped();
        let (pack, problems) = build(&files);
        assert!(problems.is_empty(), "{problems:?}");
        let frozen = bytes(&pack, &files).expect("it can be frozen");
        // Somebody may have moved the folder since.
        let moved: Vec<PackFile> = (files.iter().cloned())
            .map(|file| PackFile {
                path: format!("moved/{}", file.path),
                ..file
            })
            .collect();
        let thawed = super::pack(frozen, &moved).expect("it can be thawed");
        let places = |pack: &RulePack| -> Vec<(String, usize)> {
            let places = pack.rules.iter().map(|rule| rule.place());
            places.map(|place| (place.path, place.line)).collect()
        };
        let wanted = places(&pack).into_iter();
        let wanted: Vec<_> = wanted
            .map(|(path, line)| (format!("moved/{path}"), line))
            .collect();
        assert!(wanted.len() > 100);
        assert_eq!(places(&thawed), wanted);
        // Tables come back in another order.
        let told = |pack: &RulePack| -> Vec<String> {
            let told = format!("{pack:?}").replace("moved/", "");
            let mut parts: Vec<String> = told
                .split([',', '{', '}', '[', ']'])
                .map(|part| part.trim().to_owned())
                .collect();
            parts.sort_unstable();
            parts
        };
        // Without a message: it would be some megabytes.
        assert!(told(&thawed) == told(&pack));
        // What many share is there once.
        let letters = &thawed.languages[0].letters;
        let rules = thawed.rules.iter().flat_map(|rule| &rule.patterns);
        assert!(rules.count() > 1_000);
        assert!(Arc::strong_count(letters) > 1_000);
    }

    #[test]
    fn spoilt_bytes_are_no_pack() {
        let file = |pack: &str, text: &str| PackFile {
            path: format!("{pack}.yaml"),
            pack: pack.to_owned(),
            bytes: text.into(),
        };
        let files = [
            file("language/xx", "language: xx\nguess: {otherwise: thing}\n"),
            file("names/all", "types: {thing: []}\nnames: []\n"),
            file(
                "facts/berths",
                "kind: berths\nquestion: How many?\nidentify_by: {}\nvalue: {is: amount, unit: berths}\n",
            ),
            file(
                "claims/a.xx",
                "rules: [{id: has, fact: berths, match: 'zul {value:count}', tests: [{text: Zul 3., gives: [{value: 3}]}]}]\n",
            ),
        ];
        let (pack, problems) = build(&files);
        assert!(problems.is_empty(), "{problems:?}");
        let frozen = bytes(&pack, &files).expect("it can be frozen");
        let thawed = super::pack(frozen.clone(), &files).expect("it can be thawed");
        assert_eq!(thawed.rules[0].tests.len(), 1);
        for at in 0..frozen.len() {
            assert!(super::pack(frozen[..at].to_vec(), &files).is_none(), "{at}");
            let mut spoilt = frozen.clone();
            spoilt[at] ^= 1;
            assert!(super::pack(spoilt, &files).is_none(), "{at}");
        }
        assert!(super::pack(frozen, &files[1..]).is_none());
    }
}
