//! Paths as editors name them: `file:` addresses with escapes.
//!
//! Takes a path, gives its address, and back. Never looks whether it is there.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;

/// The address of an absolute path.
pub(super) fn of_path(path: &Path) -> Option<Uri> {
    let mut uri = "file://".to_owned();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(byte as char);
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    Uri::from_str(&uri).ok()
}

/// The path of a `file:` address; of any other, the address itself, so that an unsaved buffer has a name.
pub(super) fn to_path(uri: &Uri) -> PathBuf {
    let text = uri.as_str();
    let Some(path) = text.strip_prefix("file://") else {
        return PathBuf::from(text);
    };
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| path.get(path.len() - after.len()..path.len() - after.len() + 2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = escaped {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_comes_back_whatever_it_holds() {
        for path in ["/a/b c/ü.yaml", "/100%/x#y?.txt", "/城/😀.yaml", "/a+b(c)"] {
            let uri = of_path(Path::new(path)).expect("it has an address");
            assert!(uri.as_str().is_ascii());
            assert_eq!(to_path(&uri), PathBuf::from(path));
        }
    }

    #[test]
    fn editors_may_escape_more_than_we_do_and_buffers_have_names_of_their_own() {
        let uri = Uri::from_str("file:///a%2Db/c%3A.yaml").expect("it is an address");
        assert_eq!(to_path(&uri), PathBuf::from("/a-b/c:.yaml"));
        let uri = Uri::from_str("untitled:Untitled-1").expect("it is an address");
        assert_eq!(to_path(&uri), PathBuf::from("untitled:Untitled-1"));
    }
}
