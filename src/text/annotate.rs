//! From an article to annotated sentences: the order of the steps of this stage.

use std::ops::Range;
use std::sync::Arc;

use super::abridged::Abridged;
use super::discourse::Discourse;
use super::listed::{self, Listed};
use super::shadow::Shadow;
use super::value_marks::LastDate;
use super::{
    AnnotatedText, Mark, Said, Sentence, attribution, fold, home, names, quotes, references,
    value_marks,
};
use crate::rules::RulePack;
use crate::rules::glossary::Note;
use crate::rules::language::Language;
use crate::rules::names::{Beginning, NameId};
use crate::source::{Article, BlockKind, OutletId};

/// One sentence with everything read off it.
#[derive(Debug, Clone)]
pub struct AnnotatedSentence {
    /// Its tokens.
    pub sentence: Sentence,
    /// What block it stands in.
    pub kind: BlockKind,
    /// Listed and guessed names, and values, word by word.
    pub plain_marks: Vec<Mark>,
    /// The shadow of `plain_marks`.
    pub plain: Shadow,
    /// The marks with titles, offices and references folded in; `None` when that changed nothing.
    folded: Option<(Vec<Mark>, Shadow)>,
    /// The same shadow with something left out, in each of the ways there are.
    pub abridged: Vec<Abridged>,
    /// Who said what, as units of the folded shadow.
    pub said: Vec<Said>,
    /// Tokens inside quotes.
    pub quoted: Vec<Range<usize>>,
    /// Who speaks where the sentence itself does not say so: the quote goes on from before.
    pub speaking: Option<crate::rules::NameId>,
    /// True when that speaker answers for the whole sentence, quoted or not: ", it said,".
    pub says_on: bool,
}

impl AnnotatedSentence {
    /// The marks that patterns see by default.
    pub fn marks(&self) -> &[Mark] {
        self.folded
            .as_ref()
            .map_or(&self.plain_marks, |(marks, _)| marks)
    }

    /// The shadow that patterns see by default.
    pub fn shadow(&self) -> &Shadow {
        self.folded
            .as_ref()
            .map_or(&self.plain, |(_, shadow)| shadow)
    }
}

/// Reads an article in its outlet's language.
///
/// An article in no known language gives no sentences.
pub fn annotate(article: &Article, pack: &RulePack) -> AnnotatedText {
    let outlet = article.outlet.as_ref().map(OutletId::as_str);
    annotate_in(article, pack.language_of(outlet), pack)
}

/// Reads an article in the language with this id, or in the first of the pack.
pub fn annotate_in(article: &Article, language: Option<&str>, pack: &RulePack) -> AnnotatedText {
    let Some((number, language)) = pack.language(language) else {
        return AnnotatedText {
            language: 0,
            sentences: Vec::new(),
            beginning: Beginning::default(),
        };
    };
    // Step by step over the whole article where a step asks nothing of what comes after it: what takes a step stays near
    // the processor.
    let parts = (0..).zip(&article.blocks).flat_map(|(at, block)| {
        let split = super::split(&article.text, block.span, at, &language.values);
        split.into_iter().map(|sentence| (block.kind, sentence))
    });
    let split: Vec<(BlockKind, Sentence)> = parts.collect();
    let outlet = article.outlet.as_ref().map(OutletId::as_str);
    let mut last = LastDate::default();
    let measured = split.into_iter().map(|(kind, sentence)| {
        let notes: Arc<[Note]> = (0..sentence.tokens.len())
            .map(|at| language.glossary.note(sentence.word(at)))
            .collect();
        let values = value_marks::marks(
            &sentence,
            pack,
            language,
            &notes,
            article.published,
            &mut last,
        );
        Measured {
            kind,
            sentence,
            notes,
            values,
        }
    });
    let measured: Vec<Measured> = measured.collect();
    let listed = measured.iter().map(|Measured { sentence, .. }| {
        listed::find(sentence, &article.text, outlet, article.published, pack)
    });
    let listed: Vec<Vec<Listed<'_>>> = listed.collect();
    let mut discourse = Discourse::new(article.published);
    discourse.home = home::of(&listed, &pack.names);
    let mut sentences = Vec::with_capacity(measured.len());
    let (mut quote_open, mut block) = (false, 0);
    for (next, listed) in measured.into_iter().zip(listed) {
        // A quote ends with its paragraph.
        quote_open &= next.sentence.block == block;
        block = next.sentence.block;
        sentences.push(one(
            article,
            next,
            listed,
            language,
            pack,
            &mut discourse,
            &mut quote_open,
        ));
    }
    AnnotatedText {
        language: number,
        sentences,
        beginning: discourse.beginning,
    }
}

/// A sentence with its values.
struct Measured {
    kind: BlockKind,
    sentence: Sentence,
    notes: Arc<[Note]>,
    values: Vec<Mark>,
}

fn one(
    article: &Article,
    measured: Measured,
    listed: Vec<Listed<'_>>,
    language: &Language,
    pack: &RulePack,
    discourse: &mut Discourse,
    quote_open: &mut bool,
) -> AnnotatedSentence {
    let text = article.text.as_str();
    let Measured {
        kind,
        sentence,
        notes,
        values,
    } = measured;
    let found = names::find(&sentence, text, kind, listed, pack, language, discourse);
    let plain_marks = merge(found.marks, values);
    let plain = Shadow::new(&sentence, &plain_marks, language, notes);

    // Offices first, then the phrases around names, then the words that point back at what is left.
    let mut folded: Option<(Vec<Mark>, Shadow)> = None;
    let lay = |marks: Vec<Mark>| {
        let shadow = plain.with_marks(&sentence, &marks, language);
        Some((marks, shadow))
    };
    if !found.offices.is_empty() {
        folded = lay(fold::lay_over(
            &sentence,
            &plain_marks,
            found.offices,
            language,
            pack,
        ));
    }
    let (marks, shadow) = folded
        .as_ref()
        .map_or((&plain_marks, &plain), |(marks, shadow)| (marks, shadow));
    if let Some(both) = fold::fold(&sentence, text, marks, shadow, language, pack, discourse) {
        names::remember(&sentence, &both.0, language, pack, discourse);
        folded = Some(both);
    }
    let (marks, shadow) = folded
        .as_ref()
        .map_or((&plain_marks, &plain), |(marks, shadow)| (marks, shadow));
    let starts_quoted = *quote_open;
    let quoted = quotes::find(&sentence, quote_open);
    let referring = references::find(&sentence, &quoted, marks, shadow, language, pack, discourse);
    if !referring.is_empty() {
        folded = lay(fold::lay_over(&sentence, marks, referring, language, pack));
    }
    let (marks, shadow) = folded
        .as_ref()
        .map_or((&plain_marks, &plain), |(marks, shadow)| (marks, shadow));
    let published = discourse.published;
    discourse
        .bearers
        .note(&sentence, marks, published, language, &pack.names);
    let here = |id: NameId| id.within(discourse.beginning.of(text));
    let said = attribution::find(&quoted, &sentence, shadow, marks, language, pack, here);
    let abridged = Abridged::all(shadow, marks, &sentence, &said, language);
    // A quote without a speaker of its own goes on from the one before it.
    let goes_on = starts_quoted || quoted.first().is_some_and(|range| range.start == 0);
    let aside = plain.goes_on_speaking.filter(|_| said.is_empty());
    let says_on = aside.is_some();
    let speaking = match aside {
        Some(aside) => references::teller(&sentence, aside, marks, language, pack, discourse),
        None if said.is_empty() && goes_on => discourse.speaker.clone(),
        None => None,
    };
    discourse.end_sentence(marks, &said, &pack.names.types);
    if says_on && speaking.is_some() {
        discourse.speaker.clone_from(&speaking);
    }
    AnnotatedSentence {
        sentence,
        kind,
        plain_marks,
        plain,
        folded,
        abridged,
        said,
        quoted,
        speaking,
        says_on,
    }
}

/// Names and values in one order. Where two overlap the longer stays; of two equally long ones the name.
fn merge(names: Vec<Mark>, values: Vec<Mark>) -> Vec<Mark> {
    if values.is_empty() {
        return names;
    }
    let mut all: Vec<Mark> = names.into_iter().chain(values).collect();
    all.sort_by(|a, b| {
        b.tokens
            .len()
            .cmp(&a.tokens.len())
            .then(a.is_value().cmp(&b.is_value()))
            .then(a.tokens.start.cmp(&b.tokens.start))
    });
    let mut kept: Vec<Mark> = Vec::with_capacity(all.len());
    for mark in all {
        if kept.iter().all(|other| {
            other.tokens.end <= mark.tokens.start || mark.tokens.end <= other.tokens.start
        }) {
            kept.push(mark);
        }
    }
    kept.sort_by_key(|mark| mark.tokens.start);
    kept
}
