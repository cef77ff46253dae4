//! The command `dump`: what one stage gives.
//!
//! Takes its arguments, prints the stage, gives a verdict. Never judges what it prints.

use atodds::problem::{Problem, has_errors};
use atodds::report::detail::FindingRow;
use atodds::report::{concise, dump as rows_of, graphml, json, jsonld, record};

use crate::args::{Dump, Global, Stage};
use crate::pipeline;
use crate::run::{Verdict, no_rules, print_plain, refuse, request, say_problems};
use crate::term::Progress;

/// Runs the command.
pub(crate) fn dump(
    args: &Dump,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let drawn = [
        (args.dot, "--dot"),
        (args.graphml, "--graphml"),
        (args.jsonld, "--jsonld"),
    ];
    if let Some((_, flag)) = drawn.iter().find(|(asked, _)| *asked)
        && args.stage != Stage::Graph
    {
        let message = format!("`{flag}` is a form of the graph alone");
        let problem = Problem::error("wrong-stage", message).help(format!(
            "use `--stage graph {flag}`, or `--json` for this stage"
        ));
        return Ok(refuse(global, &[problem]));
    }
    let Some(request) = request(global, args.paths.clone(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    let loaded = pipeline::load(&request, progress);
    let mut problems = loaded.problems.clone();
    if loaded.counts.articles == 0 {
        problems.push(
            Problem::error("nothing-checked", "no article was found").help("check the paths"),
        );
    }
    match args.stage {
        Stage::Claims if args.json => {
            let rows = pipeline::claims(&loaded, progress);
            progress.clear();
            print_plain(|out| rows_of::lines(out, &rows))?;
        }
        Stage::Text | Stage::Marks | Stage::Claims => {
            let rows = pipeline::rows(&loaded, args.stage, progress);
            progress.clear();
            print_plain(|out| {
                if args.json {
                    rows_of::lines(out, &rows)
                } else {
                    rows_of::text(out, &rows)
                }
            })?;
        }
        Stage::Graph => {
            let graph = pipeline::graph(&loaded, progress);
            progress.clear();
            print_plain(|out| {
                if args.dot {
                    rows_of::dot(out, &graph)
                } else if args.graphml {
                    graphml::write(out, &graph)
                } else if args.jsonld {
                    jsonld::write(out, &graph)
                } else if args.json {
                    json::line(out, &graph)
                } else {
                    rows_of::graph_text(out, &graph)
                }
            })?;
        }
        Stage::Findings => {
            let (checked, details) = pipeline::findings(&loaded, progress);
            progress.clear();
            if args.json {
                let rows: Vec<FindingRow<'_>> = checked
                    .findings
                    .iter()
                    .zip(details)
                    .map(|(finding, (claims, pairs))| FindingRow {
                        finding: record::Finding::new(&checked.articles, finding),
                        claims,
                        pairs,
                    })
                    .collect();
                print_plain(|out| rows_of::lines(out, &rows))?;
            } else {
                print_plain(|out| concise::write_findings(out, &checked, None))?;
            }
        }
    }
    say_problems(global, &problems);
    Ok(if has_errors(&problems) {
        Verdict::CouldNotCheck
    } else {
        Verdict::Clean
    })
}
