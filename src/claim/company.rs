//! Company: whom and what an article names, by which two articles are known to tell of one thing.
//!
//! Takes an annotated article, gives its names. Never compares two: that is the graph's.

use std::sync::Arc;

use crate::rules::names::NameId;
use crate::text::{AnnotatedSentence, AnnotatedText};

/// Names kept of one article, the first ones: what it is about stands in its beginning.
const KEPT: usize = 40;

/// The names of an article in the order of the alphabet, each once. What only this text means by its words is none.
pub(super) fn of(text: &AnnotatedText) -> Arc<[NameId]> {
    let marks = text.sentences.iter().flat_map(AnnotatedSentence::marks);
    let named = marks.filter_map(|mark| mark.named().first());
    let mut kept: Vec<NameId> = Vec::with_capacity(KEPT);
    for named in named.filter(|named| !named.id.is_local()) {
        if kept.len() == KEPT {
            break;
        }
        if !kept.contains(&named.id) {
            kept.push(named.id.clone());
        }
    }
    kept.sort_unstable();
    kept.into()
}
