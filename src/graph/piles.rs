//! Piles: items dealt out by number, in one pass and without a comparison.
//!
//! Takes the pile of each item, gives the items of each pile in their order.

/// Items on piles.
pub(super) struct Piles {
    /// The items of the first pile, then those of the next.
    items: Vec<usize>,
    /// Where each pile ends.
    ends: Vec<usize>,
}

impl Piles {
    /// Deals out `items`, each on the pile it names, on `count` piles.
    pub(super) fn deal(count: usize, items: impl Iterator<Item = usize> + Clone) -> Self {
        let mut next = vec![0; count + 1];
        for pile in items.clone() {
            next[pile + 1] += 1;
        }
        for pile in 0..count {
            next[pile + 1] += next[pile];
        }
        let mut dealt = vec![0; next[count]];
        for (item, pile) in items.enumerate() {
            dealt[next[pile]] = item;
            next[pile] += 1;
        }
        next.truncate(count);
        Self {
            items: dealt,
            ends: next,
        }
    }

    /// How many piles there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The items of one pile, in order.
    pub(super) fn pile(&self, pile: usize) -> &[usize] {
        let start = pile.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start..self.ends[pile]]
    }

    /// All items, pile after pile.
    pub(super) fn into_items(self) -> Vec<usize> {
        self.items
    }
}

#[cfg(test)]
mod tests {
    use super::Piles;

    #[test]
    fn items_keep_their_order_on_their_pile() {
        let piles = Piles::deal(4, [2, 0, 2, 3, 0].into_iter());
        let dealt: Vec<&[usize]> = (0..piles.len()).map(|at| piles.pile(at)).collect();
        assert_eq!(dealt, [&[1, 4][..], &[], &[0, 2], &[3]]);
        assert_eq!(piles.into_items(), [1, 4, 0, 2, 3]);
    }
}
