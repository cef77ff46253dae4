//! One file of a pack, whatever it holds, among the files of a small one. The first line says which: `claims`, `facts`,
//! `language`, `names` or `outlets`.
#![no_main]

use atodds::rules::{self, Builder};
use atodds_fuzz::{SMALL, article, assert_worded, claims, head, with_file};
use libfuzzer_sys::fuzz_target;

const TEXT: &str = "Ann Lee met Ben Stone in Arden on Tuesday for more than two hours, Cora Vale said. \
                    About nine people died in North Harbour, but not in Arden.";

fuzz_target!(|input: &[u8]| {
    let (which, bytes) = head(input);
    let name = match which {
        b"facts" => "facts/toll",
        b"language" => "language/en",
        b"names" => "names/all",
        b"outlets" => "outlets/harbor-post",
        _ => "claims/news.en",
    };
    let files = with_file(name, bytes);
    let (pack, problems) = rules::build(&files);
    for problem in &problems {
        assert_worded(problem, &files[0].path, bytes);
    }
    let article = article(TEXT);
    let read = claims(&article, &pack);

    // A builder that made another pack before makes the same of it.
    let mut builder = Builder::default();
    builder.build(&SMALL);
    let (again, told) = builder.build(&files);
    assert_eq!(problems, told);
    assert_eq!(pack.hash, again.hash);
    assert_eq!(read, claims(&article, &again));
});
