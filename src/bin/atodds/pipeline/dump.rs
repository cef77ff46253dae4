//! What each stage gives, as rows, records and a graph.
//!
//! Takes what was loaded, gives the views of `report::dump`. Never leaves anything out: a dump is for finding out why.

use std::collections::BTreeMap;

use atodds::claim::Claim;
use atodds::finding::Finding;
use atodds::finding::past::Judged;
use atodds::problem::ByteSpan;
use atodds::report::Checked;
use atodds::report::detail::{ClaimRow, PairRow};
use atodds::report::dump::Row;
use atodds::rules::NameId;
use atodds::source::{Article, BlockKind};
use atodds::text::{AnnotatedSentence, Mark, Reading, Sentence, Shadow, ValueReading};
use atodds::value::{Amount, Interval};

use super::{Loaded, place_of, views};
use crate::args::Stage;
use crate::selection::Selection;
use crate::term::Progress;

/// What `stage` gives, one row for each sentence, mark or claim.
pub(crate) fn rows(loaded: &Loaded, stage: Stage, progress: &mut Progress) -> Vec<Row> {
    let rows = progress.stage("reading articles", || {
        loaded.each(|at, text, claims| -> Vec<Row> {
            let article = &loaded.articles[at];
            match stage {
                Stage::Text => {
                    let mut counted = [0; 3];
                    let mut block = None;
                    text.sentences
                        .iter()
                        .map(|one| sentence_row(article, one, &mut block, &mut counted))
                        .collect()
                }
                Stage::Marks => text
                    .sentences
                    .iter()
                    .flat_map(|one| mark_rows(loaded, article, one))
                    .collect(),
                _ => claims
                    .iter()
                    .map(|claim| claim_line(loaded, claim))
                    .collect(),
            }
        })
    });
    rows.into_iter().flatten().collect()
}

/// Every claim in full, by article and place.
pub(crate) fn claims(loaded: &Loaded, progress: &mut Progress) -> Vec<ClaimRow> {
    let rows = progress.stage("reading claims", || {
        loaded.each(|_, _, claims| -> Vec<ClaimRow> {
            claims
                .iter()
                .map(|claim| views::claim_row(loaded, claim))
                .collect()
        })
    });
    rows.into_iter().flatten().collect()
}

/// The claims of a finding in full, and how they relate pair by pair.
pub(crate) type Detail = (Vec<ClaimRow>, Vec<PairRow>);

/// Every finding, and for each its claims in full and how they relate pair by pair.
pub(crate) fn findings(loaded: &Loaded, progress: &mut Progress) -> (Checked, Vec<Detail>) {
    let selection = Selection::default();
    let compared = loaded.compare(&selection, progress);
    let cited = BTreeMap::new();
    let viewer = super::viewer(loaded, &compared, &cited, &selection);
    let details = compared
        .findings
        .iter()
        .map(|finding| {
            let pack = &loaded.pack;
            let pairs = finding.pairs(&compared.graph, &pack.kinds, &pack.names);
            let mut named: Vec<usize> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
            named.sort_unstable();
            named.dedup();
            let place = |claim: usize| named.binary_search(&claim).unwrap_or_default();
            let pairs = pairs
                .iter()
                .map(|pair| PairRow {
                    a: place(pair.a),
                    b: place(pair.b),
                    sides: [side_of(finding, pair.a), side_of(finding, pair.b)],
                    verdict: pair.verdict,
                    doubt: pair.doubt,
                    line: pair.line,
                    between: pair.between,
                })
                .collect();
            let claims = named
                .iter()
                .map(|claim| views::claim_row(loaded, &compared.graph.claims[*claim]))
                .collect();
            (claims, pairs)
        })
        .collect();
    let shown = compared
        .findings
        .iter()
        .map(|finding| viewer.finding(finding, Judged::default()))
        .collect();
    (super::checked(loaded, viewer, shown), details)
}

fn side_of(finding: &Finding, claim: usize) -> Option<usize> {
    finding
        .sides
        .iter()
        .position(|side| side.claims.contains(&claim))
}

fn row(article: &Article, span: ByteSpan, what: String, reading: String) -> Row {
    let place = place_of(article, span);
    Row {
        path: place.path,
        line: place.line,
        column: place.column,
        what,
        text: span.of(&article.text).to_owned(),
        reading,
    }
}

fn sentence_row(
    article: &Article,
    one: &AnnotatedSentence,
    block: &mut Option<u32>,
    counted: &mut [usize; 3],
) -> Row {
    let (name, kind) = match one.kind {
        BlockKind::Title => ("title", 0),
        BlockKind::Heading => ("heading", 1),
        BlockKind::Paragraph => ("paragraph", 2),
    };
    if *block != Some(one.sentence.block) {
        *block = Some(one.sentence.block);
        counted[kind] += 1;
    }
    let what = format!("{name} {}", counted[kind]);
    row(article, one.sentence.span, what, String::new())
}

/// The marks of a sentence word by word, what folding made of them, who said what, and the shadows patterns run over.
fn mark_rows(loaded: &Loaded, article: &Article, one: &AnnotatedSentence) -> Vec<Row> {
    let of = |mark: &Mark, how: &str| {
        let (what, reading) = mark_reading(mark);
        let span = one.sentence.bytes(&mark.tokens);
        row(article, span, format!("{how}{what}"), reading)
    };
    let mut rows: Vec<Row> = one.plain_marks.iter().map(|mark| of(mark, "")).collect();
    rows.extend(
        one.marks()
            .iter()
            .filter(|mark| !one.plain_marks.contains(mark))
            .map(|mark| of(mark, "folded ")),
    );
    let shadow = one.shadow();
    for said in &one.said {
        let bytes = |units: &std::ops::Range<usize>| {
            (!units.is_empty()).then(|| one.sentence.bytes(&shadow.tokens_of(units)))
        };
        let phrase = bytes(&said.phrase).unwrap_or(one.sentence.span);
        let covers = bytes(&said.covers).map_or("", |span| span.of(&article.text));
        let speaker = loaded.pack.names.display(&said.id);
        rows.push(row(
            article,
            phrase,
            "said".to_owned(),
            format!("{speaker}: {covers}"),
        ));
    }
    if let Some(id) = &one.speaking {
        let speaker = loaded.pack.names.display(id);
        rows.push(row(
            article,
            one.sentence.span,
            "speaking".to_owned(),
            speaker,
        ));
    }
    let mut shadows = vec![("shadow", &one.plain, one.plain_marks.as_slice())];
    if one.plain != *shadow {
        shadows.push(("folded shadow", shadow, one.marks()));
    }
    for abridged in &one.abridged {
        shadows.push(("abridged shadow", &abridged.shadow, one.marks()));
    }
    for (what, shadow, marks) in shadows {
        rows.push(Row {
            text: shadow_text(shadow, marks, &one.sentence),
            ..row(article, one.sentence.span, what.to_owned(), String::new())
        });
    }
    rows
}

/// A shadow that people can read: marks as `{type}`, clause marks behind `|`.
fn shadow_text(shadow: &Shadow, marks: &[Mark], sentence: &Sentence) -> String {
    let units: Vec<String> = shadow
        .units
        .iter()
        .map(|unit| match unit.mark {
            Some(mark) => format!("{{{}}}", marks[mark].type_name()),
            None if unit.parts_clauses => format!("|{}", sentence.word(unit.tokens.start)),
            None => sentence.word(unit.tokens.start).to_owned(),
        })
        .collect();
    units.join(" ")
}

fn mark_reading(mark: &Mark) -> (String, String) {
    let one = |named: &atodds::text::Named| {
        let of = named.of.as_ref().map(|of| format!(" of {of}"));
        format!("{} ({}){}", named.id, named.kind, of.unwrap_or_default())
    };
    let reading = match &mark.reading {
        Reading::Name(named) => {
            let all: Vec<String> = named.iter().map(one).collect();
            all.join(" or ")
        }
        Reading::Names(named) => {
            let all: Vec<String> = named.iter().map(one).collect();
            all.join(" and ")
        }
        Reading::Value(value) => match value {
            ValueReading::Date(date) if !date.resolved => "no day without a date".to_owned(),
            ValueReading::Date(date) => {
                let all = if date.throughout { ", all through" } else { "" };
                let future = date.future.map(|period| format!(", or {period} ahead"));
                format!("{}{all}{}", date.period, future.unwrap_or_default())
            }
            ValueReading::Count(amount)
            | ValueReading::Duration(amount)
            | ValueReading::Money(amount)
            | ValueReading::Percent(amount)
            | ValueReading::Ordinal(amount)
            | ValueReading::Times(amount)
            | ValueReading::Age(amount) => amount_text(amount),
        },
    };
    (mark.type_name().to_owned(), reading)
}

/// Both readings of an amount in interval notation: `20 people, at most [16, 24]`.
fn amount_text(amount: &Amount) -> String {
    let interval = |interval: Interval| {
        let end = |n: f64| {
            if n.is_finite() {
                n.to_string()
            } else if n > 0.0 {
                "∞".to_owned()
            } else {
                "-∞".to_owned()
            }
        };
        if interval.low.to_bits() == interval.high.to_bits() {
            return end(interval.low);
        }
        format!(
            "{}{}, {}{}",
            if interval.low_open || interval.low.is_infinite() {
                '('
            } else {
                '['
            },
            end(interval.low),
            end(interval.high),
            if interval.high_open || interval.high.is_infinite() {
                ')'
            } else {
                ']'
            },
        )
    };
    let unit = if amount.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", amount.unit)
    };
    let hull = if amount.hull == amount.said {
        String::new()
    } else {
        format!(", at most {}", interval(amount.hull))
    };
    format!("{}{unit}{hull}", interval(amount.said))
}

/// One claim in one line: kind and rule, the words, then holder, identity, value, time and modality.
fn claim_line(loaded: &Loaded, claim: &Claim) -> Row {
    let names = &loaded.pack.names;
    let article = &loaded.articles[claim.article as usize];
    let about: Vec<String> = claim
        .identity
        .iter()
        .map(|(slot, ids)| {
            let ids: Vec<&str> = ids.iter().map(NameId::as_str).collect();
            format!("{slot}={}", ids.join("+"))
        })
        .collect();
    let holder = match &claim.holder.speaker {
        Some(speaker) => format!("{} ▸ {}", claim.holder.outlet, names.display(speaker)),
        None => claim.holder.outlet.to_string(),
    };
    let scope: Vec<String> = views::claim_row(loaded, claim)
        .scope
        .iter()
        .map(|(name, value)| format!("; {name} {value}"))
        .collect();
    let sure = if claim.time.core.is_some() {
        ""
    } else {
        "within "
    };
    let reading = format!(
        "{}={}; {}; {sure}{}; {}{}; {holder}",
        claim.attribute,
        views::label(&loaded.pack, claim),
        about.join(", "),
        claim.time.hull,
        claim.modality.name(),
        scope.concat(),
    );
    row(
        article,
        claim.span,
        format!("{} [{}]", claim.kind, claim.rule),
        reading,
    )
}
