//! What linking and judging cost as claims grow, in CPU time: every thread's, since others may use the machine.
//!
//! `tests/bench/compare` runs it and prints the ratios; by hand: `cargo bench --bench linking`. CPU time is read from
//! `/proc`, so Linux only.
#![expect(clippy::print_stdout, reason = "what it measured is what it is for")]

#[path = "claims.rs"]
mod claims;
#[path = "../support/mod.rs"]
mod support;

use std::fs;

use atodds::claim::Claim;
use atodds::finding;
use atodds::graph::{self, ArticleRef};

use claims::About;

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Made = (Vec<Claim>, Vec<ArticleRef>);
type Case = (&'static str, fn() -> Made);

fn main() {
    let only = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let wanted = |name: &str| only.as_ref().is_none_or(|only| name.contains(only));
    let many: [Case; 3] = [
        ("10,000 facts of 10 claims", || claims::spread(10_000, 10)),
        ("100,000 facts of 10 claims", || claims::spread(100_000, 10)),
        ("10 facts of 10,000 claims", || claims::spread(10, 10_000)),
    ];
    for (name, make) in many {
        if wanted(name) {
            measure(name, make());
        }
    }
    for (name, about) in [
        ("amounts", About::Amounts),
        ("choices", About::Choices),
        ("events", About::Events),
        ("places", About::Places),
    ] {
        for (count, shown) in [(10_000, "10,000"), (100_000, "100,000")] {
            let name = format!("one fact, {shown} claims: {name}");
            if wanted(&name) {
                measure(&name, claims::one_fact(about, count));
            }
        }
    }
}

fn measure(name: &str, (claims, articles): Made) {
    let (kinds, names) = (support::kinds(), support::names());
    let count = claims.len();
    let started = cpu();
    let graph = graph::link(claims, &articles, &kinds, &names);
    let linked = cpu();
    let findings = finding::compare(&graph, &kinds, &names);
    let judged = cpu();
    let nodes = graph.nodes().count();
    let drawn = cpu();
    println!(
        "{name:40} {:7.3} s link {:7.3} s judge {:7.3} s in all {:6} facts {:6} findings ({count} claims); {:7.3} s to draw {nodes} nodes",
        linked - started,
        judged - linked,
        judged - started,
        graph.facts.len(),
        findings.len(),
        drawn - judged,
    );
    // Freeing is no part of either.
    std::mem::forget((graph, findings));
}

/// Seconds that the threads of this process have run its own code. What the system needs to hand out memory is left out:
/// it depends more on the machine than on the program.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux has it");
    let (_, fields) = stat.rsplit_once(") ").expect("it names the program");
    let ticks = fields
        .split(' ')
        .nth(11)
        .and_then(|ticks| ticks.parse::<f64>().ok());
    // A tick is a hundredth of a second wherever Linux runs.
    ticks.expect("it tells the time") / 100.0
}
