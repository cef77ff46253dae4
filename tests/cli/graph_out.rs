//! The graph, read back by the tools that people would read it with.
//!
//! Where a tool is absent the test says so and ends; under `.ci/run`, which installs all of them and sets
//! `ATODDS_TOOLS=required`, absence fails.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::folder::{Folder, article, run, stderr, stdout, with_rules};

/// A name that every format has to escape.
const ODD: &str = "a & \"b\" <c>.txt";

fn folder() -> Folder {
    with_rules()
        .with(
            ODD,
            &article(
                "harbor-post",
                "2026-02-12",
                "Ann Lee met Ben Stone in Arden on Tuesday. Ben Stone said nine people died in Arden.",
            ),
        )
        .with(
            "b.txt",
            &article("valley-news", "2026-02-12", "Ann Lee met Ben Stone in North Harbour on Tuesday."),
        )
}

fn graph(flag: &str) -> String {
    let output = run(&folder(), &["dump", "--stage", "graph", ODD, "b.txt", flag]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

/// Nodes and edges, as our own JSON counts them.
fn counted() -> (usize, usize) {
    let graph: serde_json::Value = serde_json::from_str(&graph("--json")).expect("it is JSON");
    let length = |what: &str| graph[what].as_array().map_or(0, Vec::len);
    (length("nodes"), length("edges"))
}

/// What the tool prints when it reads `input`; `None` when there is no such tool here.
#[expect(clippy::print_stderr, reason = "a test that was skipped says so")]
fn piped(program: &str, args: &[&str], needs: &[&str], input: &str) -> Option<String> {
    let works = Command::new(program)
        .args(needs)
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| output.status.success());
    if !works {
        let required = env::var_os("ATODDS_TOOLS").is_some_and(|value| value == "required");
        let told = format!("`{program} {}` does not run here", needs.join(" "));
        assert!(!required, "{told}, and ATODDS_TOOLS=required");
        eprintln!("skipped: {told}; `.ci/run` installs it");
        return None;
    }
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it ran a moment ago");
    child
        .stdin
        .take()
        .expect("it is piped")
        .write_all(input.as_bytes())
        .expect("the tool reads its input");
    let output = child.wait_with_output().expect("the tool ends");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stderr(&output), "", "no complaint either");
    Some(stdout(&output))
}

fn python(needs: &str, script: &str, input: &str) -> Option<String> {
    let program = env::var("ATODDS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    piped(&program, &["-c", script], &["-c", needs], input)
}

#[test]
fn graphviz_reads_every_node_and_edge() {
    let dot = graph("--dot");
    let Some(plain) = piped("dot", &["-Tplain"], &["-V"], &dot) else {
        return;
    };
    let starting = |what: &str| plain.lines().filter(|line| line.starts_with(what)).count();
    assert_eq!((starting("node "), starting("edge ")), counted());
    assert!(plain.contains(r#"a & \"b\" <c>.txt"#), "{plain}");
}

#[test]
fn networkx_reads_every_node_and_edge_with_their_properties() {
    let script = r#"
import sys, networkx
graph = networkx.read_graphml(sys.stdin.buffer, force_multigraph=True)
print(graph.number_of_nodes(), graph.number_of_edges(), graph.is_directed())
claims = [data for _, data in graph.nodes(data=True) if data["kind"] == "claim"]
print(sorted(data["value"] for data in claims if data["attribute"] == "place"))
sides = [data["label"] for _, _, data in graph.edges(data=True) if data["kind"] == "verdict"]
print(sides)
print('article:a & "b" <c>.txt' in graph)
"#;
    let Some(said) = python("import networkx", script, &graph("--graphml")) else {
        return;
    };
    let (nodes, edges) = counted();
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            &format!("{nodes} {edges} True"),
            "['Arden', 'North Harbour']",
            "['conflict']",
            "True"
        ]
    );
}

#[test]
fn a_json_ld_processor_reads_claims_their_holders_and_what_contradicts() {
    // A loader that refuses shows that the context is all there.
    let script = r#"
import json, sys
from pyld import jsonld
def refuse(url, options): raise Exception("fetches " + url)
jsonld.set_document_loader(refuse)
document = json.load(sys.stdin)
nodes = {node["@id"]: node for node in jsonld.flatten(jsonld.expand(document))}
S, P = "https://schema.org/", "http://www.w3.org/ns/prov#"
claims = [node for node in nodes.values() if S + "Claim" in node["@type"]]
for claim in claims:
    for property in (S + "appearance", S + "about", P + "wasAttributedTo", P + "wasGeneratedBy"):
        for target in claim[property]:
            assert target["@id"] in nodes, (property, target)
print(len(claims), sorted({target["@id"] for claim in claims for target in claim[P + "wasAttributedTo"]}))
verdict, = [node for node in nodes.values() if "urn:atodds:Verdict" in node["@type"]]
print(verdict[S + "name"][0]["@value"], sorted(nodes[side["@id"]][S + "text"][0]["@value"] for side in verdict["urn:atodds:between"]))
quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
print(all(line.endswith(" .") for line in quads.strip().split("\n")), "_:b" in quads)
"#;
    let document = graph("--jsonld");
    let Some(said) = python("import pyld", script, &document) else {
        return;
    };
    let json: serde_json::Value = serde_json::from_str(&graph("--json")).expect("it is JSON");
    let claims = json["nodes"].as_array().map_or(0, |nodes| {
        nodes.iter().filter(|node| node["kind"] == "claim").count()
    });
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            &format!(
                "{claims} ['urn:atodds:name:ben-stone', 'urn:atodds:outlet:harbor-post', 'urn:atodds:outlet:valley-news']"
            ),
            "conflict ['Arden', 'North Harbour']",
            "True False"
        ]
    );
}

#[test]
fn the_graph_alone_has_these_forms_and_one_at_a_time() {
    let folder = folder();
    for flag in ["--dot", "--graphml", "--jsonld"] {
        let output = run(&folder, &["dump", "--stage", "claims", "b.txt", flag]);
        assert_eq!(output.status.code(), Some(2), "{flag}");
        assert!(stderr(&output).contains(&format!("`{flag}` is a form of the graph alone")));
        let both = run(
            &folder,
            &["dump", "--stage", "graph", "b.txt", flag, "--json"],
        );
        assert_eq!(both.status.code(), Some(2), "{flag}");
    }
}
