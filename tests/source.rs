//! The outlet files that come with the tool: they load, and know and clean pages of their layout. All texts are
//! invented lookalikes.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use atodds::rules::outlet::{self, Outlet};
use atodds::source::{Article, BlockKind, Metadata, Outlets, load, text};

/// Every file under `rules/outlets`, with the name that its id must have.
fn files() -> Vec<(String, Outlet)> {
    let mut paths: Vec<PathBuf> = fs::read_dir("rules/outlets")
        .expect("the folder is part of the crate")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let bytes = fs::read(path).expect("it can be read");
            let name = path.to_string_lossy().into_owned();
            let stem = path.file_stem().expect("it has a name").to_string_lossy();
            // The rules of a file are another loader's to read; here they may be anything.
            match outlet::load::<serde::de::IgnoredAny>(&name, &bytes) {
                Ok((outlet, ..)) => (stem.into_owned(), outlet),
                Err(problems) => panic!("{name}: {}", problems[0].message),
            }
        })
        .collect()
}

fn outlets() -> Vec<Outlet> {
    files().into_iter().map(|(_, outlet)| outlet).collect()
}

fn read(page: &str) -> Article {
    let outlets = Outlets::new(&outlets());
    let mut problems = Vec::new();
    let article = text("a.txt", page, &Metadata::default(), &outlets, &mut problems);
    assert!(problems.is_empty());
    article
}

/// The outlet, then one line per block: T, H or P, and its words.
fn shown(page: &str) -> Vec<String> {
    let article = read(page);
    let outlet = article.outlet.as_ref().map_or("", |outlet| outlet.as_str());
    let mut shown = vec![outlet.to_owned()];
    for block in &article.blocks {
        let letter = match block.kind {
            BlockKind::Title => 'T',
            BlockKind::Heading => 'H',
            BlockKind::Paragraph => 'P',
        };
        shown.push(format!("{letter} {}", block.span.of(&article.text)));
    }
    shown
}

#[test]
fn every_outlet_file_loads_and_is_named_after_its_id() {
    let files = files();
    assert!(files.len() >= 5);
    for (stem, outlet) in files {
        assert_eq!(stem, outlet.id);
    }
}

#[test]
fn a_page_with_run_in_labels_given_twice_is_read_once() {
    let body = "The ferry talks dragged on without a word from the island.Why it matters: The U.K. needs the pier. \
                \"We sail this week.\"Driving the news: The harbour master met the mayor for three hours.The mayor said little.\
                What to watch: The next ferry leaves on Sunday.";
    let torn = "The ferry talks dragged on without a word from the island.Why it matters: The U.\n\n\
                K. needs the pier. \"We sail this week.\"Driving the news: The harbour master met the mayor for three hours.\n\n\
                The mayor said little.\n\nWhat to watch: The next ferry leaves on Sunday.\n\n.";
    assert_eq!(
        shown(&format!(
            "Ferry talks drag on\n\nfeatured-image\n\n{body}\n\n{torn}"
        )),
        [
            "axios",
            "T Ferry talks drag on",
            "P The ferry talks dragged on without a word from the island.",
            "P The U.K. needs the pier. \"We sail this week.\"",
            "P The harbour master met the mayor for three hours.",
            "P The mayor said little.",
            "P The next ferry leaves on Sunday.",
        ]
    );
}

#[test]
fn a_syndicated_page_ends_before_its_reaction_widget() {
    let page = "News\n\nIsland and harbour to hold talks\n\nThe mayor is set to meet the harbour master on Thursday.\n\n\
                A ‘pier’ proves elusive\n\nThe pier was promised long ago.\n\nThis post appeared first on cnn.com\n\n\
                What's your reaction?\n\nExcited\n0\nHappy\n0\n\nYou may also like\n\nMore in:News\n";
    assert_eq!(
        shown(page),
        [
            "cnn",
            "T Island and harbour to hold talks",
            "P The mayor is set to meet the harbour master on Thursday.",
            "H A ‘pier’ proves elusive",
            "P The pier was promised long ago.",
        ]
    );
}

#[test]
fn fixed_sections_and_photo_credits_are_left_out() {
    let page = "\nThe mayor will meet the harbour master in time, the island said on Sunday.\nWhy It Matters\n\
                The pier is old.\nJO DOE/POOL/AFP via Getty Images\nWhat To Know\nThe talks lasted roughly two hours.\n\
                What Happens Next\nIt remains to be seen.";
    assert_eq!(
        shown(page),
        [
            "newsweek",
            "P The mayor will meet the harbour master in time, the island said on Sunday.",
            "P The pier is old.",
            "P The talks lasted roughly two hours.",
            "P It remains to be seen.",
        ]
    );
}

#[test]
fn pages_that_name_no_outlet_are_known_by_their_layout() {
    let page = "Harbour Master to Discuss the Pier\n\n    0\n    17\n\n    The harbour master met the mayor to discuss the pier.\n\n    The island was glad.\n";
    assert_eq!(
        shown(page),
        [
            "counters-page",
            "T Harbour Master to Discuss the Pier",
            "P The harbour master met the mayor to discuss the pier.",
            "P The island was glad.",
        ]
    );
    let page = "Mayor and Island Set for Talks\nThe mayor and the island are expected to hold talks this week, officials said on Sunday.\n\
                Hope for a Pier?\nThe envoy was hopeful.\nMayor Calls Out the Island\nThe mayor was not.\nThe Island’s Response\nThe island said nothing.\n";
    assert_eq!(
        shown(page)[..4],
        [
            "subheads-page",
            "T Mayor and Island Set for Talks",
            "P The mayor and the island are expected to hold talks this week, officials said on Sunday.",
            "H Hope for a Pier?",
        ]
    );
}

#[test]
fn an_unknown_page_has_no_outlet() {
    assert_eq!(
        shown("The ferry resumed on Friday.\n"),
        ["", "P The ferry resumed on Friday."]
    );
}

#[test]
fn metadata_finds_the_outlet_by_name_or_address() {
    let lines = "{\"source\": \"CNN (Web News)\", \"text\": \"Ferry.\"}\n\
                 {\"url\": \"https://www.newsweek.com/a\", \"text\": \"Ferry.\"}\n\
                 {\"outlet\": \"The Island Post\", \"text\": \"Ferry.\"}\n";
    let loaded = load(&["-".into()], &outlets(), &mut Cursor::new(lines));
    let known: Vec<(&str, &str)> = loaded
        .articles
        .iter()
        .map(|article| {
            let id = article.outlet.as_ref().expect("it is known").as_str();
            (id, article.outlet_name.as_deref().expect("it has a name"))
        })
        .collect();
    assert_eq!(
        known,
        [
            ("cnn", "CNN"),
            ("newsweek", "Newsweek"),
            ("the-island-post", "The Island Post")
        ]
    );
}
