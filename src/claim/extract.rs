//! Runs the rules over an annotated article: hits, then what each claims, then one reading for each span.

use std::sync::Arc;

use super::fill::{self, Filled};
use super::hit::{Hit, Reader, hits};
use super::{
    Claim, accounts, answer, beside, company, coordination, ended, leftovers, overlap, speaker,
};
use crate::rules::RulePack;
use crate::source::Article;
use crate::text::AnnotatedText;

/// All claims of an article, in order of their place.
///
/// `readers` says for each rule of the pack whether it reads this article ([`RulePack::readers`]).
pub fn extract(
    article: &Article,
    number: u32,
    text: &AnnotatedText,
    pack: &RulePack,
    readers: &[bool],
) -> Vec<Claim> {
    observed(article, number, text, pack, readers, |_, _| ())
}

/// As [`extract`]; `observe` sees every hit with the number of its sentence, whatever comes of it.
pub(super) fn observed(
    article: &Article,
    number: u32,
    text: &AnnotatedText,
    pack: &RulePack,
    readers: &[bool],
    mut observe: impl FnMut(usize, &Hit<'_>),
) -> Vec<Claim> {
    let reader = Reader {
        article,
        number,
        pack,
        text,
    };
    let mut claims: Vec<Claim> = Vec::new();
    let Some(language) = pack.languages.get(text.language) else {
        return claims;
    };
    let accounts = accounts::Reader {
        text,
        language,
        pack,
    };
    // All are looked for before any is filled: what looks for them stays near the processor.
    let reads = |number: usize| readers[number];
    let found = text.sentences.iter().map(|sentence| {
        let mut found = hits(sentence, pack, language, reads);
        for hit in &mut found {
            coordination::keep_apart(hit, sentence, language);
        }
        beside::part(&mut found, pack);
        found
    });
    let found: Vec<Vec<Hit<'_>>> = found.collect();
    for (at, (sentence, found)) in text.sentences.iter().zip(found).enumerate() {
        let mut filled: Vec<Filled> = Vec::new();
        for hit in found {
            observe(at, &hit);
            let more = fill::fill(&hit, at, &reader, &claims, &filled);
            filled.extend(more);
        }
        let answers = answer::among(&filled, pack);
        let start = claims.len();
        claims.extend(overlap::settle(filled, pack));
        if !answers.is_empty() {
            answer::give(&answers, &mut claims, start, &accounts);
            overlap::in_order(&mut claims[start..]);
        }
        if start < claims.len() {
            let wording = speaker::stable_hash(&sentence.sentence.lower);
            for claim in &mut claims[start..] {
                claim.wording = Some(wording);
            }
        }
    }
    accounts::settle(&mut claims, &accounts);
    leftovers::drop_told_both_ways(&mut claims, pack);
    let mut names = None;
    for claim in &mut claims {
        let Some(kind) = pack.kinds.get(&claim.kind) else {
            continue;
        };
        if let Some(attribute) = kind.attribute(&claim.attribute) {
            ended::settle(claim, attribute, &pack.names, article.published);
        }
        if kind.company.is_some() {
            claim.company = Some(Arc::clone(names.get_or_insert_with(|| company::of(text))));
        }
    }
    claims
}
