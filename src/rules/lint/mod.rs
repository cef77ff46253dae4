//! Lints: what is probably not what a rule author meant, in a pack that can be loaded.
//!
//! Takes a pack, its files, and what a survey of articles counted; gives located problems whose codes stand in
//! [`codes`](crate::problem::codes). Never reads an article, and never says what the loader says.
//!
//! One file for each family of lints; `usage` words what others have counted. A comment `# allow CODE: reason` on the
//! line of a problem, or right above it, takes the problem away: `allow` sees to that, and to comments that allow
//! nothing.

mod allow;
mod alternatives;
mod cover;
mod examples;
mod offices;
mod patterns;
mod shadowed;
mod unused;
mod usage;

use rayon::prelude::*;

use super::RulePack;
use super::pack::PackFile;
use super::sources::Sources;
use crate::problem::Problem;

pub use usage::{Clash, Crowd, Filled, Usage};

/// Everything the lints say of `pack`, which was built from `files`, in the order of files and lines.
///
/// `count` says what there is over the pack's own examples, and over articles where some were given; it is asked while
/// the other lints look.
///
/// ```
/// use atodds::rules::lint::{Usage, lint};
/// use atodds::rules::{build, pack::PackFile};
/// let files = [PackFile {
///     path: "names.yaml".into(),
///     pack: "names/all".into(),
///     bytes: b"types: {ship: []}\n".to_vec(),
/// }];
/// let (pack, _) = build(&files);
/// let problems = lint(&pack, &files, &Usage::default);
/// assert_eq!(problems[0].code, "unused-type");
/// assert_eq!(problems[0].place.as_ref().map(|place| place.line), Some(1));
/// ```
pub fn lint(
    pack: &RulePack,
    files: &[PackFile],
    count: &(dyn Fn() -> Usage + Sync),
) -> Vec<Problem> {
    let sources = Sources::new(files, pack);
    let families: [fn(&RulePack, &Sources<'_>, &mut Vec<Problem>); 6] = [
        alternatives::lint,
        patterns::lint,
        shadowed::lint,
        examples::lint,
        unused::lint,
        offices::lint,
    ];
    let look = || {
        let found = families.par_iter().flat_map_iter(|family| {
            let mut problems = Vec::new();
            family(pack, &sources, &mut problems);
            problems
        });
        found.collect::<Vec<Problem>>()
    };
    let (mut problems, usage) = rayon::join(look, count);
    usage::lint(pack, &usage, &sources, &mut problems);
    // A shared phrase is compiled into every rule that knows its slot, and complained about once.
    problems.sort();
    problems.dedup();
    allow::apply(files, &mut problems);
    problems
}
