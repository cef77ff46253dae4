//! A file that may be an index, of any bytes: opened, asked and verified, then written to.
#![no_main]

use atodds_fuzz::archive::{ARTICLES, asked, forget, path, put_in};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let path = path("index");
    forget(&path);
    std::fs::write(&path, input).expect("there is room for a small file");
    let answers = asked(&path);
    // What is called whole can be read.
    assert!(
        !(answers.is_whole && answers.is_damaged),
        "{}",
        answers.said
    );
    let put = put_in(&path, &ARTICLES[..1]);
    if answers.is_whole {
        assert!(put.is_ok(), "{put:?}");
        assert!(asked(&path).is_whole);
    }
    forget(&path);
});
