//! Tongues: which language an article is written in.
//!
//! Takes an article, gives the language where there is no doubt. Never decides whether it is read: the rule pack does.

use std::collections::BTreeSet;

use whatlang::detect;

use crate::source::{Article, Tongue};

/// Bytes looked at: enough for no doubt, few enough to cost nothing.
const LOOKED_AT: usize = 1_200;
/// Letters without which nothing is said.
const FEWEST: usize = 120;
/// Different words without which nothing is said: one sentence over and over has the letters of its names.
const FEWEST_WORDS: usize = 25;

/// The language of `article`, unless it is short or doubtful.
pub(in crate::source) fn tongue(article: &Article) -> Option<Tongue> {
    let mut sample = String::with_capacity(LOOKED_AT + 256);
    // Titles are full of names.
    for block in article.blocks.iter().skip(1).chain(article.blocks.first()) {
        if sample.len() >= LOOKED_AT {
            break;
        }
        let text = block.span.of(&article.text);
        sample.extend(text.chars().take(LOOKED_AT));
        sample.push('\n');
    }
    if sample.chars().filter(|c| c.is_alphabetic()).count() < FEWEST {
        return None;
    }
    let words: BTreeSet<&str> = sample.split_whitespace().collect();
    if words.len() < FEWEST_WORDS {
        return None;
    }
    let found = detect(&sample).filter(whatlang::Info::is_reliable)?;
    Some(Tongue {
        code: found.lang().code(),
        name: found.lang().eng_name(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Metadata, Outlets};

    fn told(text: &str) -> Option<&'static str> {
        let article = crate::source::text(
            "a.txt",
            text,
            &Metadata::default(),
            &Outlets::default(),
            &mut Vec::new(),
        );
        tongue(&article).map(|tongue| tongue.code)
    }

    #[test]
    fn a_text_of_some_length_tells_its_language_and_a_short_one_nothing() {
        let english = "The north ferry resumed on Friday, the harbour office said, after nine days in the yard and two \
            in the open water off the cape. It carries forty cars and two hundred people on each of its six trips.";
        let portuguese = "A balsa do norte voltou na sexta-feira, disse a capitania do porto, depois de nove dias no \
            estaleiro e dois em mar aberto. Ela leva quarenta carros e duzentas pessoas em cada uma das seis viagens.";
        assert_eq!(told(english), Some("eng"));
        assert_eq!(told(portuguese), Some("por"));
        assert_eq!(told("A balsa voltou."), None);
        assert_eq!(told(&"12 34 ".repeat(300)), None);
        let lines = (0..8).map(|n| {
            format!("A balsa do norte voltou na sexta-feira, disse a capitania do porto {n}.\n")
        });
        assert_eq!(told(&lines.collect::<String>()), None);
    }
}
