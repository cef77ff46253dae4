//! What is kept comes back: claims and articles as lines of a stream, and in an index, to the last bit.

mod support;

use atodds::claim::{Claim, Holder, Modality, Value};
use atodds::graph::{ArticleRef, shingles};
use atodds::problem::ByteSpan;
use atodds::rules::kind::ScopeValue;
use atodds::rules::names::NameId;
use atodds::source::OutletId;
use atodds::stream::{ClaimLine, SCHEMA, Words};
use atodds::value::{Amount, Interval, Period, Slots, Time};
use proptest::prelude::*;
use support::*;

/// Words that a format may take for its own.
const WORDS: &str = r#"([a-z]{1,4}|[\t\n\\"'{}|#,: ]|\PC|\p{Cc}){1,8}"#;
const ID: &str = "[a-z]{1,3}(-[a-z]{1,3})?";

fn name() -> impl Strategy<Value = NameId> {
    ID.prop_map(|id| NameId::new(&id))
}

fn period() -> impl Strategy<Value = Period> {
    (any::<i32>(), 1..100_000_i64)
        .prop_map(|(start, minutes)| Period::new(start.into(), i64::from(start) + minutes))
}

/// Both ends may be without bound, and no number is too odd.
fn interval() -> impl Strategy<Value = Interval> {
    use prop::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    let end = || prop::option::of(POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO);
    (end(), end(), any::<bool>(), any::<bool>()).prop_map(|(low, high, low_open, high_open)| {
        Interval {
            low: low.unwrap_or(f64::NEG_INFINITY),
            high: high.unwrap_or(f64::INFINITY),
            low_open,
            high_open,
        }
    })
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<u16>().prop_map(Value::Choice),
        (interval(), interval(), WORDS).prop_map(|(hull, said, unit)| Value::Amount(Amount {
            hull,
            said,
            unit
        })),
        prop::collection::vec(name(), 0..3).prop_map(Value::Names),
        period().prop_map(Value::Period),
        WORDS.prop_map(Value::Text),
    ]
}

fn modality() -> impl Strategy<Value = Modality> {
    prop::sample::select(Modality::ALL.map(|(_, modality)| modality).to_vec())
}

prop_compose! {
    fn any_claim()(
        (kind, attribute) in prop::sample::select(vec![
            ("toll", "dead"), ("talks", "place"), ("talks", "length"), ("stance", "value"),
        ]),
        value in value(),
        who in prop::collection::btree_set(name(), 1..3),
        (outlet, speaker) in (ID, prop::option::of(name())),
        (hull, core, anchor) in (period(), prop::option::of(period()), prop::option::of(any::<u32>())),
        as_of in prop::option::of(period()),
        modality in modality(),
        (denied, only) in any::<(bool, bool)>(),
        scope in prop::option::of((WORDS, any::<bool>())),
        (quote, wording) in any::<(Option<u64>, Option<u64>)>(),
        (start, length, sentence) in (0..9_000_usize, 1..99_usize, any::<u32>()),
        (rule, pattern) in (ID, any::<u32>()),
    ) -> Claim {
        let mut claim = claim(&outlet, kind, attribute, value);
        let who: Vec<NameId> = who.into_iter().collect();
        claim.identity.values_mut().for_each(|names| names.clone_from(&who));
        claim.holder = Holder { outlet: OutletId::new(&outlet), speaker };
        claim.time = Time { hull, core, anchor: anchor.map(|at| (0, at)) };
        (claim.as_of, claim.modality, claim.denied, claim.only) = (as_of, modality, denied, only);
        claim.scope = scope
            .map(|(word, named)| {
                let value = if named { ScopeValue::Name(NameId::new("arden")) } else { ScopeValue::Word(word) };
                Slots::from([("extent".to_owned(), value)])
            })
            .unwrap_or_default();
        claim.span = ByteSpan::new(start, start + length);
        (claim.sentence, claim.rule, claim.pattern) = (sentence, rule, pattern);
        (claim.quote, claim.wording) = (quote, wording);
        claim
    }
}

prop_compose! {
    fn any_article()(
        id in WORDS,
        (outlet, outlet_name, title, url, wire) in (
            prop::option::of(ID), prop::option::of(WORDS), prop::option::of(WORDS),
            prop::option::of(WORDS), prop::option::of(WORDS),
        ),
        published in prop::option::of(period()),
        words in 0..300_u32,
    ) -> ArticleRef {
        let text: Vec<String> = (0..words).map(|at| format!("{id}{at}")).collect();
        ArticleRef {
            outlet: outlet.as_deref().map(OutletId::new),
            shingles: shingles(&text.join(" ")),
            id, outlet_name, published, title, url, wire,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_claim_written_as_a_line_is_read_as_it_was(
        claim in any_claim(),
        article in any_article(),
        (text, sentence) in (WORDS, WORDS),
        (line, column, sentence_start) in (1..9_999_usize, 1..999_usize, 0..9_999_usize),
    ) {
        let words = Words { line, column, text, sentence, sentence_start };
        let line = ClaimLine { schema: SCHEMA, article, words, claim };
        let written = serde_json::to_string(&line).expect("it is JSON");
        prop_assert!(!written.contains(['\n', '\t']), "{}", written);
        prop_assert_eq!(ClaimLine::read(&written), Ok(line));
    }
}

#[cfg(feature = "index")]
mod index {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    use atodds::graph::fact_key;
    use atodds::index::{Aside, Index, RuleSet, content};
    use atodds::rules::RulePack;
    use atodds::source::{Article, Block, BlockKind};
    use rusqlite::Connection;

    use super::*;

    static PACK: LazyLock<RulePack> = LazyLock::new(|| RulePack {
        kinds: kinds(),
        names: names().into(),
        ..RulePack::default()
    });

    /// A path of its own, taken away when the test is over.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new() -> Self {
            static NUMBER: AtomicU32 = AtomicU32::new(0);
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let name = format!("atodds-kept-{}-{number}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            std::fs::create_dir_all(&folder).expect("a folder can be made");
            Self(folder)
        }

        fn index(&self) -> PathBuf {
            self.0.join("news.index")
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn whole(about: &ArticleRef, path: &str, text: &str) -> Article {
        let end = text.len();
        Article {
            id: about.id.clone(),
            path: path.to_owned(),
            outlet: about.outlet.clone(),
            outlet_name: about.outlet_name.clone(),
            published: about.published,
            title: about.title.clone(),
            url: about.url.clone(),
            wire: about.wire.clone(),
            text: text.to_owned(),
            blocks: vec![Block {
                span: ByteSpan::new(0, end),
                kind: BlockKind::Paragraph,
            }],
            first_line: 1,
        }
    }

    fn put(path: &Path, articles: &[(Article, Vec<Claim>)]) {
        let index = Index::write(path).expect("it can be made");
        let mut writer = index.writer().expect("it is an index");
        writer.begin().expect("nobody else writes");
        let rules = writer.rules(&RuleSet::new(&PACK)).expect("there is room");
        for (article, claims) in articles {
            writer
                .put(article, content(article), claims, &PACK, rules)
                .expect("there is room");
        }
        writer.commit().expect("there is room");
    }

    fn flaws(path: &Path) -> Vec<String> {
        let index = Index::open(path).expect("it is an index");
        let verified = index.verify(&PACK, &RuleSet::new(&PACK));
        let flaws = verified.expect("it can be read").flaws;
        flaws.into_iter().map(|flaw| flaw.what).collect()
    }

    fn keys(claims: &[Claim]) -> BTreeSet<String> {
        claims
            .iter()
            .map(|claim| fact_key(claim, &PACK.kinds))
            .collect()
    }

    /// Claims as one text each, in an order of their own: an index gives them by key.
    fn shown(claims: &[Claim]) -> BTreeSet<String> {
        claims.iter().map(|claim| format!("{claim:?}")).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_index_gives_back_every_claim_and_article(
            articles in prop::collection::btree_map(
                WORDS,
                (any_article(), "[a-z]{1,3}/[a-z]", WORDS, prop::collection::vec(any_claim(), 0..5)),
                1..4,
            ),
            gone in 0..4_usize,
        ) {
            let scratch = Scratch::new();
            let path = scratch.index();
            let mut articles: Vec<(Article, Vec<Claim>)> = articles
                .into_iter()
                .map(|(id, (about, path, text, claims))| {
                    (whole(&ArticleRef { id, ..about }, &path, &text), claims)
                })
                .collect();
            // Twice, in two runs: what is put in again takes the place of what was there.
            put(&path, &articles);
            put(&path, &articles[..1]);
            if gone < articles.len() {
                let index = Index::write(&path).expect("it is an index");
                let mut writer = index.writer().expect("it is an index");
                writer.begin().expect("nobody else writes");
                let (article, _) = articles.remove(gone);
                let state = writer.state(&article.id).expect("it can be read").expect("it is there");
                prop_assert_eq!(&state.content, &content(&article));
                writer.remove(&state).expect("it can be taken out");
                writer.commit().expect("there is room");
            }
            prop_assert_eq!(flaws(&path), Vec::<String>::new());
            let index = Index::open(&path).expect("it is an index");
            let all: Vec<Claim> = articles.iter().flat_map(|(_, claims)| claims.clone()).collect();
            let found = index.look_up(&keys(&all), &Aside::default()).expect("it can be read");
            let mut seen = 0;
            for (place, about) in found.articles.iter().enumerate() {
                let (article, claims) =
                    articles.iter().find(|(article, _)| article.id == about.id).expect("it was put in");
                prop_assert_eq!(about, &ArticleRef::from(article));
                let read = index.article(&found, place).expect("it can be read");
                prop_assert_eq!(format!("{read:?}"), format!("{article:?}"));
                let of: Vec<Claim> =
                    found.claims.iter().filter(|claim| claim.article == place as u32).cloned().collect();
                let mut wanted = claims.clone();
                for claim in &mut wanted {
                    claim.set_article(place as u32);
                }
                prop_assert_eq!(shown(&of), shown(&wanted));
                seen += 1;
            }
            prop_assert_eq!(seen, articles.iter().filter(|(_, claims)| !claims.is_empty()).count());
        }
    }

    /// An index of one claim in which `sql` was done by another program.
    fn tampered(sql: &str) -> Vec<String> {
        let scratch = Scratch::new();
        let about = ArticleRef {
            id: "a.txt".to_owned(),
            ..ArticleRef::default()
        };
        let said = claim("courier", "toll", "dead", exactly(6.0, "people"));
        put(
            &scratch.index(),
            &[(whole(&about, "a.txt", "Six died."), vec![said])],
        );
        let db = Connection::open(scratch.index()).expect("it is a database");
        db.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}"))
            .expect("it can be done");
        drop(db);
        flaws(&scratch.index())
    }

    /// Found by fuzzing: claims that were numbered otherwise were whole, and came in another order.
    #[test]
    fn claims_come_in_the_order_of_their_articles_however_they_are_numbered() {
        let scratch = Scratch::new();
        let said = || claim("courier", "toll", "dead", exactly(6.0, "people"));
        let one = |id: &str| {
            let about = ArticleRef {
                id: id.to_owned(),
                ..ArticleRef::default()
            };
            (whole(&about, id, "Six died."), vec![said()])
        };
        put(&scratch.index(), &[one("a.txt"), one("b.txt")]);
        let db = Connection::open(scratch.index()).expect("it is a database");
        db.execute_batch("UPDATE claims SET number = -number")
            .expect("it can be done");
        drop(db);
        assert_eq!(flaws(&scratch.index()), Vec::<String>::new());
        let index = Index::open(&scratch.index()).expect("it is an index");
        let found = index.look_up(&keys(&[said()]), &Aside::default());
        let found = found.expect("it can be read");
        let ids: Vec<&str> = found.articles.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["a.txt", "b.txt"]);
    }

    #[test]
    fn a_name_that_leads_to_other_claims_is_a_flaw() {
        assert_eq!(tampered(""), Vec::<String>::new());
        let elsewhere = ["claims about ferry are found elsewhere"];
        assert_eq!(tampered("UPDATE named SET name = 'barge'"), elsewhere);
        assert_eq!(tampered("DELETE FROM named"), elsewhere);
    }

    #[test]
    fn a_rule_set_that_is_not_what_it_is_called_is_a_flaw() {
        let flaws =
            tampered("UPDATE rules SET parts = replace(parts, '\"rest\":\"', '\"rest\":\"0')");
        assert!(flaws[0].ends_with("is not what it was"), "{flaws:?}");
        assert_eq!(
            tampered("UPDATE rules SET hash = 'other'"),
            ["the rule set `other` is not what it was"]
        );
    }
}
