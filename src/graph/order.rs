//! The order of claims: by what a claim says and where, never by the order of the run.
//!
//! Takes claims and their articles, gives the claims sorted by article and place. Never looks at a claim of another
//! article.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::ArticleRef;
use super::piles::Piles;
use crate::claim::Claim;

/// The claims sorted by the id of their article, then by place and content.
pub(super) fn sorted(claims: Vec<Claim>, articles: &[ArticleRef]) -> Vec<Claim> {
    // Claims are large, so their places are sorted, and each claim moves once.
    let from = by_article(&claims, articles);
    if from.is_sorted() {
        return claims;
    }
    let mut left: Vec<Option<Claim>> = claims.into_iter().map(Some).collect();
    from.into_iter()
        .filter_map(|place| left[place].take())
        .collect()
}

/// The articles sorted by id.
pub(super) fn by_id(articles: &[ArticleRef]) -> Vec<usize> {
    let mut by_id: Vec<usize> = (0..articles.len()).collect();
    by_id.par_sort_unstable_by_key(|&at| (articles[at].id.as_str(), at));
    by_id
}

/// For each place the claim that belongs there.
///
/// Dealt out by article, which takes one pass, and then sorted within each.
fn by_article(claims: &[Claim], articles: &[ArticleRef]) -> Vec<usize> {
    // Claims of no article come last.
    let mut rank = vec![articles.len(); articles.len()];
    for (at, article) in by_id(articles).into_iter().enumerate() {
        rank[article] = at;
    }
    let rank = |claim: &Claim| *rank.get(claim.article as usize).unwrap_or(&articles.len());
    let mut order = Piles::deal(articles.len() + 1, claims.iter().map(rank)).into_items();
    order
        .par_chunk_by_mut(|&a, &b| rank(&claims[a]) == rank(&claims[b]))
        .for_each(|of_one| of_one.sort_unstable_by(|&a, &b| by_place(&claims[a], &claims[b])));
    order
}

fn by_place(a: &Claim, b: &Claim) -> Ordering {
    a.span
        .cmp(&b.span)
        .then_with(|| a.kind.cmp(&b.kind))
        .then_with(|| a.attribute.cmp(&b.attribute))
        .then_with(|| a.identity.cmp(&b.identity))
        .then_with(|| (&a.holder, a.time, a.as_of).cmp(&(&b.holder, b.time, b.as_of)))
        // Whatever is left, such as two values read from one span; values hold floats, which have no order.
        .then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
}
