//! The sentence around a claim, found again for those claims that a report shows.
//!
//! Takes articles and claims, gives spans. Never annotates: the paragraph of a claim is split once, whatever it holds.

use std::cell::RefCell;
use std::collections::BTreeMap;

use atodds::claim::Claim;
use atodds::problem::ByteSpan;
use atodds::rules::RulePack;
use atodds::source::Article;
use atodds::text;

use super::outlet_of;

/// Sentences of the paragraphs asked for so far.
///
/// Keeping every sentence of every article would cost memory in proportion to the corpus; findings need few of them.
#[derive(Default)]
pub(super) struct Sentences {
    split: RefCell<BTreeMap<(u32, usize), Vec<ByteSpan>>>,
}

impl Sentences {
    /// The sentence that holds the claim's words; those words alone where cleaning left no paragraph around them.
    pub(super) fn of(&self, article: &Article, pack: &RulePack, claim: &Claim) -> ByteSpan {
        let holds = |span: ByteSpan| span.start <= claim.span.start && claim.span.end <= span.end;
        let Some(block) = article.blocks.iter().position(|block| holds(block.span)) else {
            return claim.span;
        };
        let mut split = self.split.borrow_mut();
        let sentences = split.entry((claim.article, block)).or_insert_with(|| {
            let language = pack.language(pack.language_of(outlet_of(article)));
            language.map_or_else(Vec::new, |(_, language)| {
                let span = article.blocks[block].span;
                text::split(&article.text, span, block as u32, &language.values)
                    .into_iter()
                    .map(|sentence| sentence.span)
                    .collect()
            })
        });
        let after = sentences.partition_point(|sentence| sentence.start <= claim.span.start);
        after
            .checked_sub(1)
            .map(|at| sentences[at])
            .filter(|sentence| holds(*sentence))
            .unwrap_or(claim.span)
    }
}
