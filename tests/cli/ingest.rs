//! Files as people have them: what is read, what is passed over, and with which word.

use std::fs;
use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

const FILLING: &str = "The harbour office spoke of a calm night, with little wind from the north and a low sea \
    along the whole of the coast, and thanked the crews of both of the boats that had gone out to the cape.";

fn page(outlet: &str, told: &str) -> String {
    format!(
        "<!doctype html><html><head><title>x</title><meta property='og:site_name' content='{outlet}'>\
         <meta property='article:published_time' content='2026-02-12T08:00:00Z'></head><body><nav><a href=/>Home</a></nav>\
         <article><h1>A night at sea</h1><p>{FILLING}</p><p>{told}</p><p>{FILLING}</p></article></body></html>"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("memory takes every byte");
    packer.finish().expect("memory takes every byte")
}

fn write(folder: &Folder, name: &str, bytes: &[u8]) {
    let path = folder.0.join(name);
    fs::create_dir_all(path.parent().expect("it has one")).expect("the folder can be made");
    fs::write(path, bytes).expect("the file can be written");
}

/// A folder of everything that articles come in.
fn mixed() -> Folder {
    let folder = with_rules();
    write(
        &folder,
        "in/a.txt",
        article("harbor-post", "2026-02-12", "Nine people died in Arden.").as_bytes(),
    );
    write(
        &folder,
        "in/b.html",
        page("Page Post", "Six people died in Arden.").as_bytes(),
    );
    let record = r#"{"outlet": "line-post", "published": "2026-02-12", "text": "Seven people died in Arden."}"#;
    write(&folder, "in/c.jsonl.gz", &gzip(record.as_bytes()));
    let feed = "<rss version='2.0'><channel><title>Feed Post</title><link>https://feed.test</link><description/>\
        <item><title>t</title><link>https://feed.test/1</link><pubDate>Thu, 12 Feb 2026 08:00:00 GMT</pubDate>\
        <description>&lt;p&gt;11 people died in Arden.&lt;/p&gt;</description></item></channel></rss>";
    write(&folder, "in/d.xml", feed.as_bytes());
    let http = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}",
        page("Archive Post", "12 people died in Arden.")
    );
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://archive.test/1\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n\
         WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 26\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n\r\n\r\n",
        http.len()
    );
    write(&folder, "in/e.warc.gz", &gzip(warc.as_bytes()));
    write(&folder, "in/f.png", b"\x89PNG");
    write(&folder, "in/g.xml", b"<urlset/>");
    let feed = feed
        .split_once("<item>")
        .expect("it has entries")
        .0
        .to_owned()
        + "</channel></rss>";
    write(&folder, "in/i.xml", feed.as_bytes());
    write(
        &folder,
        "in/h.html",
        b"<html><body><p>Log in.</p></body></html>",
    );
    folder
}

#[test]
fn a_folder_of_mixed_files_is_one_archive_and_what_is_passed_over_says_why() {
    let folder = mixed();
    let output = run(&folder, &["check", "in", "-v", "--fail-on", "never"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let said = stdout(&output);
    for outlet in ["Page Post", "line-post", "Feed Post", "Archive Post"] {
        assert!(said.contains(outlet), "{outlet}: {said}");
    }
    assert!(said.contains("checked 5 articles"), "{said}");
    let aside = stderr(&output);
    for passed in [
        "left out in/e.warc.gz#2: an answer other than 200",
        "left out in/f.png: not a kind of file that articles come in",
        "left out in/g.xml: an XML file that is no feed",
        "left out in/h.html: a web page without an article",
        "left out in/i.xml: a feed without entries",
    ] {
        assert!(aside.contains(passed), "{passed}: {aside}");
    }
}

#[test]
fn a_line_of_a_page_is_a_line_of_its_text_and_can_be_explained() {
    let folder = mixed();
    let claims = stdout(&run(&folder, &["dump", "--stage", "claims", "in/b.html"]));
    let place = claims
        .split_whitespace()
        .next()
        .expect("a claim")
        .trim_end_matches(':')
        .to_owned();
    assert!(place.starts_with("in/b.html:"), "{claims}");
    let explained = run(&folder, &["explain", &place]);
    let said = stdout(&explained);
    assert!(
        said.contains("Six people died in Arden.") && said.contains("claim  death-toll"),
        "{place}: {said}"
    );
}

#[test]
fn standard_input_may_be_a_page_or_packed() {
    let folder = with_rules();
    for bytes in [
        page("Page Post", "Six people died in Arden.").into_bytes(),
        gzip(page("Page Post", "Six people died in Arden.").as_bytes()),
        gzip(b"{\"outlet\": \"Page Post\", \"published\": \"2026-02-12\", \"text\": \"Six people died in Arden.\"}"),
    ] {
        write(&folder, "input", &bytes);
        let stdin = fs::File::open(folder.0.join("input")).expect("it is there");
        let output = crate::folder::atodds(&folder, &["dump", "--stage", "claims", "--json", "-"])
            .stdin(stdin)
            .output()
            .expect("the program starts");
        let said = stdout(&output);
        assert!(said.contains("\"outlet\":\"page-post\"") && said.contains("death-toll"), "{said}{}", stderr(&output));
    }
}

#[test]
fn a_bomb_and_a_cut_archive_are_problems_and_the_rest_is_read() {
    let folder = mixed();
    write(&folder, "in/bomb.jsonl.gz", &gzip(&vec![b' '; 40 << 20]));
    let whole = fs::read(folder.0.join("in/e.warc.gz")).expect("it is there");
    write(&folder, "in/cut.warc.gz", &whole[..whole.len() - 30]);
    write(&folder, "in/twice.jsonl.gz", &gzip(&gzip(b"{}")));
    let output = run(&folder, &["check", "in", "--show", "note"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stdout(&output) + &stderr(&output);
    for problem in [
        "more than 100 times its size",
        "in/cut.warc.gz",
        "it is packed twice",
    ] {
        assert!(said.contains(problem), "{problem}: {said}");
    }
    assert!(said.contains("Archive Post"), "{said}");
}

#[test]
fn an_article_in_another_language_is_counted_and_named() {
    let folder = with_rules();
    let language =
        fs::read_to_string(folder.0.join("rules/language/en.yaml")).expect("it is there");
    write(
        &folder,
        "rules/language/en.yaml",
        language
            .replace("language: en\n", "language: en\ndetected_as: eng\n")
            .as_bytes(),
    );
    let portuguese = "A balsa do norte voltou na sexta-feira, disse a capitania do porto, depois de nove dias no \
        estaleiro e dois em mar aberto. Ela leva quarenta carros e duzentas pessoas em cada uma das seis viagens.";
    write(
        &folder,
        "in/a.txt",
        article("a", "2026-02-12", "Nine people died in Arden.").as_bytes(),
    );
    write(
        &folder,
        "in/b.txt",
        article("b", "2026-02-12", portuguese).as_bytes(),
    );
    let output = run(&folder, &["check", "in", "-v"]);
    let said = stdout(&output) + &stderr(&output);
    assert!(
        said.contains("1 article is in Portuguese, which the rules do not read"),
        "{said}"
    );
    assert!(said.contains("left out in/b.txt: in Portuguese"), "{said}");
    assert!(said.contains("checked 1 article"), "{said}");
}

#[test]
fn one_wire_is_one_origin() {
    let folder = with_rules();
    let support = |head: &str| {
        for (at, n) in ["Nine", "Nine", "Six"].iter().enumerate() {
            let head = if at < 2 { head } else { "" };
            let text = format!(
                "---\noutlet: paper-{at}\npublished: 2026-02-12\n{head}---\n{n} people died in Arden.\n"
            );
            write(&folder, &format!("in/{at}.txt"), text.as_bytes());
        }
        stdout(&run(&folder, &["check", "in", "--show", "note"]))
    };
    assert!(support("").contains("2 origins say 9"), "{}", support(""));
    assert!(
        support("wire: Coast Wire\n").contains("1 origin says 9"),
        "{}",
        support("wire: Coast Wire\n")
    );
}

#[test]
fn equal_bytes_on_every_format_for_any_number_of_jobs() {
    let folder = mixed();
    let help = stderr(&run(
        &folder,
        &["check", "in", "--format", "no-such-format"],
    ));
    let formats = help.split("[possible values: ").nth(1).unwrap_or_default();
    let formats = formats.split(']').next().unwrap_or_default();
    let formats: Vec<&str> = formats.split(',').map(str::trim).collect();
    assert!(formats.len() >= 4, "{help}");
    for format in formats {
        let args = ["check", "in", "--show", "note", "--format", format];
        let one = run(&folder, &[&args[..], &["-j", "1"]].concat());
        let two = run(&folder, &[&args[..], &["-j", "2"]].concat());
        assert!(
            !one.stdout.is_empty() && one.stdout == two.stdout,
            "{format}"
        );
    }
}
