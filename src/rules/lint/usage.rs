//! Lints that need claims over articles: somebody else has counted, here the counts become problems.

use std::collections::BTreeMap;

use crate::problem::Problem;
use crate::rules::RulePack;
use crate::rules::sources::Sources;

/// Fewer claims say nothing about how often a scope is filled.
const ENOUGH: usize = 50;
/// One claim in so many fills a scope that is worth having.
const ONE_IN: usize = 50;
/// Characters of a sentence that a message quotes.
const QUOTED: usize = 120;

/// What was counted over the pack's own examples, and over articles where some were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Articles given, examples not counted; with none, no rule can be said never to fire.
    pub articles: usize,
    /// For each rule of the pack, how many of those articles it reads, and how many claims it made in them.
    pub fired: Vec<(usize, usize)>,
    /// Kind and scope dimension → how often it is filled, examples counted.
    pub filled: BTreeMap<(String, String), Filled>,
    /// Sentences in which two rules contradict each other.
    pub clashes: Vec<Clash>,
    /// Kind → facts with too many dates or places.
    pub crowds: BTreeMap<String, Crowd>,
}

/// How often a scope dimension is filled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    /// Claims of the kind.
    pub claims: usize,
    /// Those that fill the dimension.
    pub filled: usize,
}

/// Two rules of one outlet that give values which cannot both be so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clash {
    /// Numbers of the two rules in the pack, the later first.
    pub rules: (usize, usize),
    /// What each makes of the sentence.
    pub readings: (String, String),
    /// The sentence.
    pub sentence: String,
    /// Where it stands: a file and line, or an example's number.
    pub at: String,
}

/// Facts of one kind that hold three or more dates or places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crowd {
    /// Facts of the kind.
    pub facts: usize,
    /// Those that are crowded.
    pub crowded: usize,
    /// The fact with most of them: its identity, and what it holds.
    pub worst: (String, Vec<String>),
}

/// `never-fired`, `disjoint-values`, `rare-scope`, `crowded-key`.
pub(super) fn lint(
    pack: &RulePack,
    usage: &Usage,
    sources: &Sources<'_>,
    problems: &mut Vec<Problem>,
) {
    for (rule, (read, claims)) in pack.rules.iter().zip(&usage.fired) {
        if *read > 0 && *claims == 0 {
            let message = format!(
                "`{}` claimed nothing in the {} it reads",
                rule.id,
                counted(*read, "article")
            );
            let help = "widen its patterns, or delete it; `atodds coverage PATHS` shows what no rule reads";
            let problem = Problem::lint("never-fired", message).at(rule.place());
            problems.push(problem.help(help));
        }
    }
    // One sentence is enough to go and look; the rest of a pair are counted.
    let mut pairs: BTreeMap<(usize, usize), Vec<&Clash>> = BTreeMap::new();
    for clash in &usage.clashes {
        pairs.entry(clash.rules).or_default().push(clash);
    }
    for ((one, other), clashes) in pairs {
        let (one, other) = (&pack.rules[one], &pack.rules[other]);
        let first = clashes[0];
        let more = match clashes.len() {
            1 => String::new(),
            n => format!(", and in {}", counted(n - 1, "more sentence")),
        };
        let sentence: String = first.sentence.chars().take(QUOTED).collect();
        let message = format!(
            "`{}` reads {} and `{}` reads {} in {}{more}: “{sentence}”",
            one.id, first.readings.0, other.id, first.readings.1, first.at
        );
        let problem = Problem::lint("disjoint-values", message).at(one.place());
        problems.push(problem.help("narrow the rule that is wrong"));
    }
    for ((kind, dimension), count) in &usage.filled {
        if count.claims >= ENOUGH && count.filled * ONE_IN < count.claims {
            let message = format!(
                "{} of {} of `{kind}` say their `{dimension}`",
                count.filled,
                counted(count.claims, "claim")
            );
            let problem = Problem::lint("rare-scope", message)
                .help("add patterns or `args:` that fill it, or take the dimension away");
            let place = sources.kind(kind, &format!("scope.{dimension}"));
            problems.extend(place.map(|place| problem.at(place)));
        }
    }
    for (kind, crowd) in &usage.crowds {
        if crowd.crowded == 0 {
            continue;
        }
        let message = format!(
            "{} of {} of `{kind}` hold three or more dates or places; {} has {}",
            crowd.crowded,
            counted(crowd.facts, "fact"),
            crowd.worst.0,
            crowd.worst.1.join(", ")
        );
        let problem = Problem::lint("crowded-key", message)
            .help("add a slot to `identify_by`, make the kind an `event`, or narrow its window");
        let place = sources.kind(kind, "identify_by");
        problems.extend(place.map(|place| problem.at(place)));
    }
}

fn counted(n: usize, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {what}{plural}")
}
