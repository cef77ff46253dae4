//! The expression of a pattern, compiled for the one way in which it is tried: at one place of a shadow, or nowhere.
//!
//! Takes an expression over one character a unit, gives where its groups lie. The engines are those of `regex`, put
//! together without what such a try has no use for: `regex` would also build an automaton that reads backwards and
//! literals to look for first, which is a good half of what the first use of a pattern costs, in time and in memory.

use std::ops::Range;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::LazyLock;

use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::pikevm::{self, PikeVM};
use regex_automata::nfa::thompson::{self, Compiler};
use regex_automata::util::pool::{Pool, PoolGuard};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};

use super::syntax;

/// The most bytes one compiled expression may take; a pattern from a stranger must not eat the machine.
pub(super) const SIZE_LIMIT: usize = 4 << 20;

/// A compiled expression.
pub struct Expression {
    /// Tells quickly whether it holds, and up to where.
    ends: DFA,
    /// Tells where its groups lie.
    groups: BoundedBacktracker,
    /// The same where the other would remember too much.
    long: PikeVM,
    scratch: Scratches,
}

type Made<T> = Box<dyn Fn() -> T + Send + Sync + UnwindSafe + RefUnwindSafe>;
type Scratches = Pool<Scratch, Made<Scratch>>;

/// What engines write down while they search.
struct Scratch {
    ends: dfa::Cache,
    groups: backtrack::Cache,
    long: Option<pikevm::Cache>,
    /// Where each group starts and ends, the whole first.
    slots: Vec<Option<NonMaxUsize>>,
}

/// An expression at work in one thread.
pub struct Trial<'e> {
    expression: &'e Expression,
    scratch: PoolGuard<'e, Scratch, Made<Scratch>>,
}

/// A compiler keeps what it needs for characters of several bytes: half a megabyte, which a new one would have to clear.
static COMPILERS: LazyLock<Pool<Compiler, Made<Compiler>>> = LazyLock::new(|| {
    Pool::new(Box::new(|| {
        let config = thompson::Config::new().nfa_size_limit(Some(SIZE_LIMIT));
        let mut compiler = Compiler::new();
        compiler.configure(config);
        compiler
    }))
});

impl Expression {
    /// Compiles the expression `source`; `None` when it grows over the size limit.
    pub fn new(source: &str) -> Option<Self> {
        let compiler = COMPILERS.get();
        let nfa = match syntax::tree(source) {
            Some(tree) => compiler.build_from_hir(&tree),
            None => compiler.build(source),
        };
        let nfa = nfa.ok()?;
        let lazy = dfa::Config::new().skip_cache_capacity_check(true);
        let ends = DFA::builder().configure(lazy).build_from_nfa(nfa.clone());
        let ends = ends.ok()?;
        let groups = BoundedBacktracker::builder().build_from_nfa(nfa.clone());
        let groups = groups.ok()?;
        let long = PikeVM::builder().build_from_nfa(nfa.clone()).ok()?;
        let (lazy, patient) = (ends.clone(), groups.clone());
        let scratch: Made<Scratch> = Box::new(move || Scratch {
            ends: lazy.create_cache(),
            groups: patient.create_cache(),
            long: None,
            slots: vec![None; nfa.group_info().slot_len()],
        });
        Some(Self {
            ends,
            groups,
            long,
            scratch: Pool::new(scratch),
        })
    }

    /// Readies it for trials in this thread.
    pub fn trial(&self) -> Trial<'_> {
        Trial {
            expression: self,
            scratch: self.scratch.get(),
        }
    }
}

impl Trial<'_> {
    /// Whether the expression holds at the start of `row`; [`Trial::group`] then tells where its groups lie.
    pub fn holds(&mut self, row: &str) -> bool {
        let Self {
            expression,
            scratch,
        } = self;
        let Scratch {
            ends,
            groups,
            long,
            slots,
        } = &mut **scratch;
        let input = Input::new(row).anchored(Anchored::Yes);
        let input = match expression.ends.try_search_fwd(ends, &input) {
            Ok(None) => return false,
            Ok(Some(end)) => input.range(..end.offset()),
            // It has given up: the others do not.
            Err(_) => input,
        };
        let quick = expression.groups.try_search_slots(groups, &input, slots);
        let found = quick.unwrap_or_else(|_| {
            let long = long.get_or_insert_with(|| expression.long.create_cache());
            expression.long.search_slots(long, &input, slots)
        });
        found.is_some()
    }

    /// The bytes of group `number`, 0 for the whole; `None` when it took no part.
    pub fn group(&self, number: usize) -> Option<Range<usize>> {
        let place = |at: usize| self.scratch.slots.get(at).copied().flatten();
        Some(place(number * 2)?.get()..place(number * 2 + 1)?.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_at_the_start_or_nowhere() {
        let expression = Expression::new("(a|ab)(c)?(b*)$").unwrap();
        let mut trial = expression.trial();
        assert!(trial.holds("abb"));
        assert_eq!(trial.group(0), Some(0..3));
        // What stands first in an alternative is tried first.
        assert_eq!(trial.group(1), Some(0..1));
        assert_eq!((trial.group(2), trial.group(3)), (None, Some(1..3)));
        assert!(!trial.holds("xabb") && !trial.holds("abbx"));
        assert!(trial.holds("abc") && trial.group(2) == Some(2..3));
    }

    #[test]
    fn a_row_too_long_for_the_quick_way_is_read_too() {
        let expression = Expression::new("((?:ab?){1,300}c*)*?(d)").unwrap();
        let row = "ab".repeat(20_000) + "d";
        let mut trial = expression.trial();
        assert!(expression.groups.max_haystack_len() < row.len());
        assert!(trial.holds(&row));
        assert_eq!(trial.group(2), Some(row.len() - 1..row.len()));
    }

    #[test]
    fn what_grows_too_large_is_not_compiled() {
        assert!(Expression::new("(?:a{1000}){1000}").is_none());
    }
}
