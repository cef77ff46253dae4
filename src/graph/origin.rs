//! Copies: which articles and claims go back to one origin.
//!
//! Takes the sketches of articles, gives the first article of each copied text. Never compares every article with every
//! other: nearly all hashes of a sketch stand in one text alone and are left out before anything is looked up.

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

use super::ArticleRef;
use super::sketch::FEWEST;
use crate::value::Period;

/// Origins looked up per hash. A phrase that more origins share is a commonplace, not a sign of a copy.
const POSTED: u32 = 16;
/// Cells of a [`Twice`] for each hash it has to take, and the most it may have.
const ROOM: usize = 12;
const MOST: usize = 1 << 28;
/// Hashes that are looked through at once: so many cells fit near the processor.
const AT_ONCE: usize = 1 << 18;

/// Some articles, ready to be asked which of them copy which.
pub(super) struct Copies<'a> {
    articles: &'a [ArticleRef],
    /// Of each sketch, one after the other, the hashes that may stand in a second text.
    shared: Vec<u32>,
    /// Where the hashes of each article end.
    ends: Vec<usize>,
    /// For each article an article of its kin: those that share a hash, directly or through others, name the same one.
    /// No article copies one that is not of its kin, and most are of no kin at all.
    kin: Vec<u32>,
}

impl<'a> Copies<'a> {
    pub(super) fn of(articles: &'a [ArticleRef]) -> Self {
        let sketches = articles.iter().map(|article| article.shingles.hashes());
        let repeated = Repeated::among(sketches.clone().flatten().copied());
        let (mut shared, mut place) = (Vec::new(), 0);
        let ends = sketches
            .map(|hashes| {
                let places = (place..).zip(hashes);
                let again = places.filter(|(place, _)| repeated.holds(*place));
                shared.extend(again.map(|(_, hash)| *hash));
                place += hashes.len();
                shared.len()
            })
            .collect();
        let mut copies = Self {
            articles,
            shared,
            ends,
            kin: Vec::new(),
        };
        copies.kin = copies.kin();
        copies
    }

    fn kin(&self) -> Vec<u32> {
        let mut sets = UnionFind::<u32>::new(self.articles.len());
        let mut first: FxHashMap<u32, u32> = FxHashMap::default();
        // Each stands in two articles or more.
        first.reserve(self.shared.len() / 2);
        for article in 0..self.articles.len() as u32 {
            for &hash in self.shared(article) {
                let other = *first.entry(hash).or_insert(article);
                if other != article {
                    sets.union(article, other);
                }
            }
        }
        sets.into_labeling()
    }

    /// Earlier articles first: by publication, then by id; those without a date come last.
    pub(super) fn age(&self, article: u32) -> Option<(bool, Option<Period>, &str)> {
        let article = self.articles.get(article as usize)?;
        let published = article.published;
        Some((published.is_none(), published, article.id.as_str()))
    }

    fn shared(&self, article: u32) -> &[u32] {
        let at = article as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.shared[start..self.ends[at]]
    }

    /// Of the articles of `among`, each once, those that copy another of them, with the first article with their text.
    ///
    /// Earlier is by publication, then by id; articles without a date come last. Each copy is compared with origins
    /// only, so a chain of ever more edited copies does not become one.
    pub(super) fn origins(&self, among: &[u32]) -> BTreeMap<u32, u32> {
        let mut origins = BTreeMap::new();
        let mut kin: Vec<(u32, u32)> = among
            .iter()
            .filter_map(|&article| Some((*self.kin.get(article as usize)?, article)))
            .collect();
        kin.sort_unstable();
        for kin in kin.chunk_by(|a, b| a.0 == b.0).filter(|kin| kin.len() > 1) {
            let among: Vec<u32> = kin.iter().map(|&(_, article)| article).collect();
            self.add_origins(&among, &mut origins);
        }
        origins
    }

    /// Adds the copies among articles of one kin.
    fn add_origins(&self, among: &[u32], origins: &mut BTreeMap<u32, u32>) {
        let sketches = among.iter().map(|&article| self.shared(article));
        let count = sketches.clone().map(<[u32]>::len).sum();
        let twice = Twice::among(sketches.flatten().copied(), count);
        let telling = |article: u32| {
            let hashes = self.shared(article).iter().copied();
            hashes.filter(|&hash| twice.holds(hash))
        };
        let tells = |&&article: &&u32| telling(article).nth(FEWEST - 1).is_some();
        if among.iter().filter(tells).nth(1).is_none() {
            return;
        }
        let article = |at: usize| &self.articles[among[at] as usize];
        let mut order: Vec<usize> = (0..among.len()).collect();
        order.sort_by_key(|&at| self.age(among[at]));
        let mut posts = Posts::default();
        let mut met: Vec<u32> = Vec::new();
        for (rank, &at) in order.iter().enumerate() {
            met.clear();
            for hash in telling(among[at]) {
                met.extend(posts.of(hash));
            }
            met.sort_unstable();
            let first = met
                .chunk_by(|a, b| a == b)
                .filter(|same| same.len() >= FEWEST)
                .map(|same| order[same[0] as usize])
                .find(|&earlier| article(at).shingles.shares_half(&article(earlier).shingles));
            if let Some(earlier) = first {
                origins.insert(among[at], among[earlier]);
            } else {
                for hash in telling(among[at]) {
                    posts.add(hash, rank as u32);
                }
            }
        }
    }
}

/// At which places of a row of hashes one stands that stands at another place too, or may: a bit for each place.
struct Repeated(Vec<u64>);

impl Repeated {
    fn among(hashes: impl Iterator<Item = u32> + Clone) -> Self {
        let count = hashes.clone().count();
        let mut repeated = Self(vec![0; count.div_ceil(64)]);
        // Part by part: the cells of all would be more than fits near the processor. Kept hashes are small, so parts go by
        // their last bits.
        let parts = count.div_ceil(AT_ONCE).next_power_of_two();
        let room = count / parts * 9 / 8;
        let mut dealt: Vec<Vec<(u32, u32)>> =
            (0..parts).map(|_| Vec::with_capacity(room)).collect();
        for (place, hash) in (0..).zip(hashes) {
            dealt[hash as usize % parts].push((hash, place));
        }
        for part in dealt {
            let twice = Twice::among(part.iter().map(|(hash, _)| *hash), part.len());
            for (_, place) in part.iter().filter(|(hash, _)| twice.holds(*hash)) {
                repeated.0[*place as usize / 64] |= 1 << (place % 64);
            }
        }
        repeated
    }

    fn holds(&self, place: usize) -> bool {
        self.0[place / 64] & 1 << (place % 64) != 0
    }
}

/// Which hashes are seen twice among some, or may be: all that are, and a few that are not.
///
/// A cell of two bits for each of many more hashes than there are: seen, and seen again.
struct Twice {
    cells: Vec<u64>,
}

impl Twice {
    fn among(hashes: impl Iterator<Item = u32>, count: usize) -> Self {
        let cells = (count * ROOM).clamp(32, MOST).next_power_of_two();
        let mut twice = Self {
            cells: vec![0; cells / 32],
        };
        hashes.for_each(|hash| twice.add(hash));
        twice
    }

    fn add(&mut self, hash: u32) {
        let (word, seen) = self.place(hash);
        let word = &mut self.cells[word];
        *word |= (*word & seen) << 1 | seen;
    }

    fn holds(&self, hash: u32) -> bool {
        let (word, seen) = self.place(hash);
        self.cells[word] & (seen << 1) != 0
    }

    /// The word of a hash, and its first bit there.
    fn place(&self, hash: u32) -> (usize, u64) {
        let cell = (u64::from(spread(hash)) * (self.cells.len() as u64 * 32)) >> 32;
        ((cell / 32) as usize, 1 << (cell % 32 * 2))
    }
}

/// Kept hashes are the smallest of their text; the product spreads them.
fn spread(hash: u32) -> u32 {
    hash.wrapping_mul(0x9e37_79b1)
}

/// Under each hash the ranks of the origins that have it, [`POSTED`] at most.
#[derive(Default)]
struct Posts {
    /// The last post of a hash, and how many there are.
    last: FxHashMap<u32, (u32, u32)>,
    /// Ranks, each with the post before it under the same hash.
    posts: Vec<(u32, u32)>,
}

impl Posts {
    fn of(&self, hash: u32) -> impl Iterator<Item = u32> {
        let (mut at, count) = self.last.get(&hash).copied().unwrap_or_default();
        (0..count).map(move |_| {
            let (rank, before) = self.posts[at as usize];
            at = before;
            rank
        })
    }

    fn add(&mut self, hash: u32, rank: u32) {
        let (last, count) = self.last.entry(hash).or_default();
        if *count < POSTED {
            self.posts.push((rank, *last));
            (*last, *count) = (self.posts.len() as u32 - 1, *count + 1);
        }
    }
}

/// Counts groups of `items` items that share a key, directly or through others.
pub(super) fn count_origins<K: Eq + std::hash::Hash>(
    items: usize,
    keys: impl IntoIterator<Item = (usize, K)>,
) -> usize {
    let mut sets = UnionFind::<usize>::new(items);
    let mut first: FxHashMap<K, usize> = FxHashMap::default();
    let mut groups = items;
    for (at, key) in keys {
        let other = *first.entry(key).or_insert(at);
        groups -= usize::from(sets.union(at, other));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::super::shingles;
    use super::super::sketch::tests::words;
    use super::*;
    use crate::source::OutletId;
    use jiff::civil::date;

    fn article(id: &str, day: i8, text: &str) -> ArticleRef {
        ArticleRef {
            id: id.into(),
            outlet: Some(OutletId::new(id)),
            published: Some(Period::day(date(2026, 3, day))),
            shingles: shingles(text),
            ..ArticleRef::default()
        }
    }

    fn origins(articles: &[ArticleRef], among: &[u32]) -> Vec<u32> {
        let origins = Copies::of(articles).origins(among);
        let of = |article: &u32| origins.get(article).copied().unwrap_or(*article);
        among.iter().map(of).collect()
    }

    #[test]
    fn a_copy_goes_back_to_the_earlier_article() {
        let text = words(0, 60);
        let articles = [
            article("late", 3, &format!("{text} and more")),
            article("early", 2, &text),
            article("other", 1, &words(100, 160)),
        ];
        assert_eq!(origins(&articles, &[0, 1, 2]), [1, 1, 2]);
        assert_eq!(origins(&articles, &[0, 2]), [0, 2]);
    }

    #[test]
    fn the_order_of_articles_does_not_matter() {
        let text = words(0, 60);
        let mut articles = vec![
            article("a", 2, &text),
            article("b", 2, &text),
            article("c", 1, &text),
        ];
        let first: Vec<String> = origins(&articles, &[0, 1, 2])
            .iter()
            .map(|&at| articles[at as usize].id.clone())
            .collect();
        articles.reverse();
        let second: Vec<String> = origins(&articles, &[0, 1, 2])
            .iter()
            .map(|&at| articles[at as usize].id.clone())
            .collect();
        assert_eq!(first, ["c"; 3]);
        assert_eq!(second, ["c"; 3]);
    }

    #[test]
    fn shared_keys_join_origins_through_others() {
        let items = [(0, "a"), (0, "x"), (1, "b"), (1, "x"), (2, "b"), (3, "c")];
        assert_eq!(count_origins(4, items), 2);
    }

    #[test]
    fn a_hash_that_two_texts_share_is_never_taken_for_one_that_stands_alone() {
        let sketches: Vec<Vec<u32>> = (0..200)
            .map(|text| {
                (text * 90..text * 90 + 100)
                    .map(|n| n * 2_654_435)
                    .collect()
            })
            .collect();
        let hashes = sketches.concat();
        let repeated = Repeated::among(hashes.iter().copied());
        for (place, hash) in hashes.iter().enumerate() {
            let holders = sketches.iter().filter(|sketch| sketch.contains(hash));
            assert!(holders.count() < 2 || repeated.holds(place), "{hash}");
        }
        let alone = (0..hashes.len()).filter(|&place| !repeated.holds(place));
        assert!(
            alone.count() > 14_000,
            "what stands alone is mostly seen to"
        );
    }

    #[test]
    fn many_hashes_are_looked_through_part_by_part() {
        let count = 3 * AT_ONCE as u32;
        // Every thousandth stands a second time at the end.
        let again = (0..count).step_by(1000);
        let hashes = (0..count).chain(again.clone()).map(|n| n * 1_009);
        let repeated = Repeated::among(hashes);
        for (second, first) in (count as usize..).zip(again) {
            assert!(
                repeated.holds(first as usize) && repeated.holds(second),
                "{first}"
            );
        }
        let alone = (0..count as usize).filter(|&place| !repeated.holds(place));
        assert!(alone.count() > count as usize * 2 / 3);
    }
}
