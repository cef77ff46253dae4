//! Claims of nobody, as many as wanted: what linking and judging are measured on.
//!
//! Takes how many, gives claims and their articles. The same numbers give the same claims.

use atodds::claim::{Claim, Modality, Value};
use atodds::graph::{ArticleRef, shingles};
use atodds::rules::names::NameId;
use atodds::source::OutletId;
use atodds::value::time::DAY;
use atodds::value::{Interval, Period, Time};

use super::support::{Said, about, at, claim, day, exactly, range};

/// Claims that stand in one article.
const PER_ARTICLE: usize = 20;
/// Words of an article: enough for a full sketch.
const WORDS: usize = 320;
/// Who publishes.
const OUTLETS: usize = 50;

/// What a fact is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum About {
    /// How many died: every claim another number, some of them vague.
    Amounts,
    /// Where somebody stands: five values and their mixtures.
    Choices,
    /// Meetings of two people, on many days and in several places.
    Events,
    /// Where one meeting was: ever other names.
    Places,
}

/// `facts` facts with `each` claims each, of all kinds in turn.
pub(crate) fn spread(facts: usize, each: usize) -> (Vec<Claim>, Vec<ArticleRef>) {
    let claims = (0..facts * each).map(|number| {
        let (fact, nth) = (number % facts, number / facts);
        let about = [About::Amounts, About::Choices, About::Events][fact % 3];
        let mut claim = told(about, nth % 7, nth);
        for names in claim.identity.values_mut() {
            names[0] = NameId::new(&format!("name-{fact}"));
        }
        placed(claim, number)
    });
    let claims: Vec<Claim> = claims.collect();
    let articles = articles(claims.len());
    (claims, articles)
}

/// `count` claims about one fact.
pub(crate) fn one_fact(about: About, count: usize) -> (Vec<Claim>, Vec<ArticleRef>) {
    let claims = (0..count).map(|number| placed(told(about, number, number), number));
    (claims.collect(), articles(count))
}

/// The `nth` claim about a fact, with value number `value`.
fn told(about_what: About, value: usize, nth: usize) -> Claim {
    let number = (value % 90_000 + 1) as f64;
    let claim = match about_what {
        About::Amounts => {
            let value = match nth % 5 {
                0 => about(number, "people"),
                1 => range(Interval::from(number, nth.is_multiple_of(2)), "people"),
                2 => range(Interval::up_to(number, false), "people"),
                _ => exactly(number, "people"),
            };
            claim("", "toll", "dead", value)
        }
        About::Choices => {
            let mask = if nth.is_multiple_of(4) { 0b11 } else { 1 };
            claim("", "stance", "value", Value::Choice(mask << (value % 4)))
        }
        About::Events => {
            let on = Period::new(day(3, 1).start, day(3, 2).start);
            let shift = (value / 8) as i64 * DAY * 4;
            let on = Period::new(on.start + shift, on.end + shift);
            let place = ["harbour", "mill", "quarry", "barn"][value % 4];
            let claim = match nth % 3 {
                0 => claim("", "talks", "place", at(place)),
                1 => claim("", "talks", "length", exactly(number, "minutes")),
                _ => claim("", "talks", "held", Value::Choice(1)),
            };
            let time = if nth.is_multiple_of(11) {
                Time::within(Period::new(on.start - 10 * DAY, on.end + 10 * DAY))
            } else {
                Time::surely(on)
            };
            return claim.when(time).told_on(on);
        }
        About::Places => claim("", "talks", "place", at(&format!("town-{value}"))),
    };
    let hour = day(3, 10).start + (nth % 96) as i64 * 60;
    let claim = claim.told_on(Period::new(hour, hour + 60));
    match nth % 13 {
        0 => claim.modal(Modality::Likely),
        1 => claim.modal(Modality::Planned),
        2 if matches!(about_what, About::Choices) => claim.denied(),
        _ => claim,
    }
}

/// The claim where it stands: its article, outlet, sentence, and sometimes a speaker.
fn placed(claim: Claim, number: usize) -> Claim {
    let article = number / PER_ARTICLE;
    let mut claim = claim
        .in_article(article as u32)
        .in_sentence((number % PER_ARTICLE) as u32);
    claim.holder.outlet = OutletId::new(&format!("outlet-{}", article % OUTLETS));
    if number.is_multiple_of(3) {
        claim = claim.by(&format!("speaker-{}", number % 40));
    }
    claim
}

/// The articles of so many claims, each tenth a copy of the one before.
fn articles(claims: usize) -> Vec<ArticleRef> {
    let text = |article: usize| {
        let words = (0..WORDS).map(|word| format!("a{article}w{word}"));
        words.collect::<Vec<String>>().join(" ")
    };
    (0..=claims / PER_ARTICLE)
        .map(|article| ArticleRef {
            // In another order than their numbers.
            id: format!(
                "article-{:08x}",
                (article as u32).wrapping_mul(2_654_435_761)
            ),
            outlet: Some(OutletId::new(&format!("outlet-{}", article % OUTLETS))),
            published: Some(day(3, 10)),
            shingles: shingles(&text(
                article - usize::from((article + 9).is_multiple_of(10)),
            )),
            ..ArticleRef::default()
        })
        .collect()
}
