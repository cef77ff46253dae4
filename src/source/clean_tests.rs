//! What is left of pages after cleaning. All texts are invented.

use std::time::{Duration, Instant};

use super::super::article::BlockKind;
use super::super::lines::{lines, unwrapped};
use super::super::outlets::Outlets;
use super::{Markup, blocks};
use crate::rules::outlet;

const BUGLE: &str = "
outlet: bugle
clean:
  drop_lines: [News, '*/Wire Photos', 'More: *', picture]
  drop_after: [\"What's your view?\"]
  headings: ['Why it counts:', 'What he’s after:', Background]
";

/// One line per block: T, H or P, and its words.
fn read(text: &str, markup: Markup, title: Option<&str>) -> Vec<String> {
    let outlets = Outlets::new(&[outlet::load::<()>("b.yaml", BUGLE.as_bytes()).unwrap().0]);
    let (flat, lines) = match markup {
        Markup::Plain => unwrapped(text),
        Markup::Markdown => (text.into(), lines(text)),
    };
    blocks(&flat, &lines, markup, outlets.named("bugle"), title)
        .iter()
        .map(|block| {
            let letter = match block.kind {
                BlockKind::Title => 'T',
                BlockKind::Heading => 'H',
                BlockKind::Paragraph => 'P',
            };
            format!("{letter} {}", block.span.of(text))
        })
        .collect()
}

fn plain(text: &str) -> Vec<String> {
    read(text, Markup::Plain, None)
}

#[test]
fn labels_credits_counters_and_the_tail_are_left_out() {
    let text = "News\n\nFerry line to the islands is back\n\n  0\n  12\n\n  The ferry resumed on Friday after six weeks without a boat between the islands.\n\
                JO DOE/Wire Photos\n  The mayor thanked the crew.\n\nWhat’s your view?\n\nHappy\n0\nThe ferry sank.\n";
    assert_eq!(
        plain(text),
        [
            "T Ferry line to the islands is back",
            "P The ferry resumed on Friday after six weeks without a boat between the islands.",
            "P The mayor thanked the crew."
        ]
    );
}

#[test]
fn run_in_headings_are_cut_off_even_when_glued() {
    let text = "The ferry resumed last week.Why it counts: Six villages have no road. He said \"at last.\"What he’s after: A bridge. \
                The minister explained Why it counts: because of the votes.\n";
    assert_eq!(
        plain(text),
        [
            "P The ferry resumed last week.",
            "P Six villages have no road. He said \"at last.\"",
            "P A bridge. The minister explained Why it counts: because of the votes."
        ]
    );
}

#[test]
fn glued_sentences_are_parted_and_abbreviations_are_not() {
    let text = "The talks ended in St. Petersburg.Doe left for the U.S. on Friday.U.S. officials met at 5 p.m. near Ph.D. halls, see news.Bugle.example for more.\n";
    assert_eq!(
        plain(text),
        [
            "P The talks ended in St. Petersburg.",
            "P Doe left for the U.S. on Friday.",
            "P U.S. officials met at 5 p.m. near Ph.D. halls, see news.Bugle.example for more."
        ]
    );
    // Quotes go to the side they belong to.
    assert_eq!(
        plain(
            "He called from the U.K.\"We sail today,\" she said. It was the end of the \"war.\"The crew cheered on the pier.\n"
        ),
        [
            "P He called from the U.K.",
            "P \"We sail today,\" she said. It was the end of the \"war.\"",
            "P The crew cheered on the pier."
        ]
    );
}

#[test]
fn headings_stand_alone_and_lists_are_no_headings() {
    let text = "The ferry resumed on Friday.\nHope for a bridge?\nThe minister promised one.\nBackground\nIt was promised before.\n\
                Oats\nBarley\nRye\nThe cargo was small.\nThe end\n";
    assert_eq!(
        plain(text),
        [
            "P The ferry resumed on Friday.",
            "H Hope for a bridge?",
            "P The minister promised one.",
            "H Background",
            "P It was promised before.",
            "P Oats",
            "P Barley",
            "P Rye",
            "P The cargo was small.",
            "P The end"
        ]
    );
}

#[test]
fn a_title_may_end_in_initials_but_not_in_a_full_stop() {
    assert_eq!(
        plain("Minister to visit the U.S.\n\nHe leaves on Friday.\n")[0],
        "T Minister to visit the U.S."
    );
    assert_eq!(
        plain("He leaves on Friday.\n\nShe stays.\n")[0],
        "P He leaves on Friday."
    );
    assert_eq!(plain("A title alone\n"), ["P A title alone"]);
}

#[test]
fn a_title_in_metadata_is_found_again_and_none_other_taken() {
    let text = "By Jo Doe\n\nThe ferry resumed on Friday.\n";
    assert_eq!(
        read(text, Markup::Plain, Some("Ferry back"))[0],
        "H By Jo Doe"
    );
    let text = "FERRY ‘BACK’\n\nThe ferry resumed on Friday.\n";
    assert_eq!(
        read(text, Markup::Plain, Some("Ferry “back”"))[0],
        "T FERRY ‘BACK’"
    );
}

#[test]
fn wrapped_lines_are_one_block() {
    let text = "Ferry line is back\n\nThe ferry line between the islands resumed on\nFriday after six weeks without a boat, killing\n34.\n\
                \nThe mayor thanked the crew.\nShe sails today.\n";
    assert_eq!(
        plain(text),
        [
            "T Ferry line is back",
            "P The ferry line between the islands resumed on\nFriday after six weeks without a boat, killing\n34.",
            "P The mayor thanked the crew.",
            "P She sails today."
        ]
    );
}

#[test]
fn a_heading_that_a_wrap_tore_is_still_a_heading() {
    let text = "The ferry between the old islands resumed last week.Why it\r\ncounts: Six villages of the bay have no road at\r\nall.\r\n";
    assert_eq!(
        plain(text),
        [
            "P The ferry between the old islands resumed last week.",
            "P Six villages of the bay have no road at\r\nall."
        ]
    );
}

#[test]
fn markdown_marks_are_left_out() {
    let text = "# Ferry *back*\n\nThe ferry resumed\non Friday.\n\n## Why it\n\n> We waited,\n> she said.\n\n- Oats\n- Rye\n\n1. One\n\n```\ncode here\n```\n\
                Setext\n---\n\n---\nThe end is near.\n";
    assert_eq!(
        read(text, Markup::Markdown, None),
        [
            "T Ferry *back*",
            "P The ferry resumed\non Friday.",
            "H Why it",
            "P We waited,\n> she said.",
            "P Oats",
            "P Rye",
            "P One",
            "H Setext",
            "P The end is near."
        ]
    );
}

#[test]
fn blocks_lie_in_order_on_character_boundaries() {
    let letters = [
        "a",
        "É",
        ".",
        " ",
        "\n",
        "“",
        "”",
        "\"",
        "#",
        "-",
        "Why it counts:",
        "Ab",
        "News",
        "\r\n",
        "9",
        "\u{a0}",
        "Oh.",
    ];
    let outlets = Outlets::new(&[outlet::load::<()>("b.yaml", BUGLE.as_bytes()).unwrap().0]);
    // A fixed walk through combinations: every run the same.
    let mut state = 1_u64;
    for _ in 0..3_000 {
        let mut text = String::new();
        for _ in 0..24 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(letters[(state >> 33) as usize % letters.len()]);
        }
        for markup in [Markup::Plain, Markup::Markdown] {
            let mut last = 0;
            for block in blocks(&text, &lines(&text), markup, outlets.named("bugle"), None) {
                assert!(block.span.start >= last && !block.span.is_empty(), "{text}");
                assert!(
                    text.is_char_boundary(block.span.start)
                        && text.is_char_boundary(block.span.end)
                );
                last = block.span.end;
            }
        }
    }
}

#[test]
fn one_letter_for_ever_take_no_longer() {
    let start = Instant::now();
    for unit in [
        "a",
        "A.",
        "\"A.\"",
        "a\n",
        "Why it counts:",
        "# a\n",
        "é",
        "a.\n\n",
        "*",
        ". ",
    ] {
        let text = unit.repeat(300_000 / unit.len());
        plain(&text);
        read(&text, Markup::Markdown, None);
    }
    assert!(start.elapsed() < Duration::from_secs(30));
}
