//! Open articles: the claims the rules read in them, and the findings they take part in.
//!
//! Takes open texts and the paths they are compared with, gives hints and diagnostics. Findings are reckoned when a
//! file is opened or saved, not at every letter: they ask for every other article as well.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use atodds::finding::Past;
use atodds::report::{Checked, ClaimView, words};
use atodds::rules::RulePack;
use atodds::source::{self, Article, Metadata, Outlets};
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, InlayHint, InlayHintLabel, InlayHintParams, Location,
    NumberOrString, Range,
};

use super::shelf::Shelf;
use super::{position, severity, uri};
use crate::pipeline;
use crate::selection::Selection;
use crate::term::Progress;

/// True when a file of this name may hold one article.
pub(super) fn is_article(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("txt" | "md" | "markdown" | "text"))
}

/// Articles that are open, and what they are compared with.
pub(super) struct Desk {
    paths: Vec<PathBuf>,
    /// Of the pack with this hash; outlets say how articles are read.
    others: Option<(String, Vec<Article>)>,
    /// What the findings say, by file.
    pub(super) diagnostics: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

impl Desk {
    pub(super) fn new(paths: Vec<PathBuf>) -> Self {
        let absolute = |path: PathBuf| path.canonicalize().unwrap_or(path);
        Self {
            paths: paths.into_iter().map(absolute).collect(),
            others: None,
            diagnostics: BTreeMap::new(),
        }
    }

    /// Reads the articles on disk again, next time.
    pub(super) fn forget(&mut self) {
        self.others = None;
    }

    /// Compares what is open with each other and with all others.
    pub(super) fn refresh(&mut self, pack: &Arc<RulePack>, open: &[(PathBuf, String)]) {
        self.diagnostics.clear();
        if open.is_empty() {
            return;
        }
        let fresh = self.others.as_ref().is_some_and(|(of, _)| *of == pack.hash);
        if !fresh {
            let loaded = source::load(&self.paths, &pack.outlets, &mut std::io::empty());
            self.others = Some((pack.hash.clone(), loaded.articles));
        }
        let outlets = Outlets::new(&pack.outlets);
        let focus: Vec<Article> = open
            .iter()
            .map(|(path, text)| article(path, text, pack, &outlets))
            .collect();
        let ids: Vec<String> = focus.iter().map(|one| one.id.clone()).collect();
        let others = self.others.iter().flat_map(|(_, others)| others);
        let others = others.filter(|one| !ids.contains(&one.id)).cloned();
        let loaded = pipeline::of_articles(Arc::clone(pack), focus, others);
        let checked = pipeline::check(
            &loaded,
            &Selection::default(),
            &Past::default(),
            &mut Progress::silent(),
        );
        for (at, (path, _)) in open.iter().enumerate() {
            let found = diagnostics(&checked, at);
            self.diagnostics.insert(path.clone(), found);
        }
    }
}

/// An open text as an article. What its head does not say, its sidecar on disk may.
fn article(path: &Path, text: &str, pack: &RulePack, outlets: &Outlets) -> Article {
    let name = path.to_string_lossy();
    let mut article = source::text(&name, text, &Metadata::default(), outlets, &mut Vec::new());
    if article.outlet.is_none() || article.published.is_none() {
        let paths = [path.to_owned()];
        let on_disk = source::load(&paths, &pack.outlets, &mut std::io::empty()).articles;
        if let Some(saved) = on_disk.into_iter().next() {
            article.outlet_name = article.outlet_name.or(saved.outlet_name);
            article.outlet = article.outlet.or(saved.outlet);
            article.published = article.published.or(saved.published);
        }
    }
    article
}

/// One diagnostic for each claim of article `at` that takes a side in a finding.
fn diagnostics(checked: &Checked, at: usize) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for finding in &checked.findings {
        let claims = || finding.sides.iter().flat_map(|side| &side.claims);
        for claim in claims().filter(|claim| claim.article == at) {
            let related: Vec<DiagnosticRelatedInformation> = claims()
                .filter(|other| !std::ptr::eq(*other, claim))
                .filter_map(|other| {
                    Some(DiagnosticRelatedInformation {
                        location: location(checked, other)?,
                        message: format!("{}: {}", other.outlet, other.reading),
                    })
                })
                .collect();
            all.push(Diagnostic {
                range: range(checked, claim),
                severity: Some(severity(finding.level)),
                code: Some(NumberOrString::String(finding.kind.clone())),
                source: Some("atodds".to_owned()),
                message: format!(
                    "{}\n{}, {}: {}\n{}",
                    finding.question,
                    words::verdict(finding.verdict, finding.doubt),
                    words::between(finding.between),
                    words::sides(&finding.sides),
                    finding.id,
                ),
                related_information: Some(related),
                ..Diagnostic::default()
            });
        }
    }
    all
}

fn range(checked: &Checked, claim: &ClaimView) -> Range {
    let article = &checked.articles[claim.article];
    below(
        position::range(&article.text, claim.span),
        article.first_line,
    )
}

/// The text of an article begins below its head.
fn below(mut range: Range, first_line: usize) -> Range {
    let head = first_line.saturating_sub(1) as u32;
    range.start.line += head;
    range.end.line += head;
    range
}

fn location(checked: &Checked, claim: &ClaimView) -> Option<Location> {
    let article = checked.articles.get(claim.article)?;
    Some(Location::new(
        uri::of_path(Path::new(&article.path))?,
        range(checked, claim),
    ))
}

/// What the rules read in an open article, behind the words they read it from.
pub(super) fn hints(
    shelf: &mut Shelf,
    buffers: &BTreeMap<PathBuf, String>,
    params: &InlayHintParams,
) -> Vec<InlayHint> {
    let path = uri::to_path(&params.text_document.uri);
    let Some(text) = buffers
        .get(&path)
        .filter(|_| is_article(&path) && !shelf.holds(&path))
    else {
        return Vec::new();
    };
    let outlets = Outlets::new(&shelf.pack.outlets);
    let article = article(&path, text, &shelf.pack, &outlets);
    let (body, first_line) = (article.text.clone(), article.first_line);
    let loaded = pipeline::of_articles(Arc::clone(&shelf.pack), vec![article], None);
    let claims = pipeline::claims(&loaded, &mut Progress::silent());
    claims
        .iter()
        .map(|claim| {
            let span = atodds::problem::ByteSpan::new(claim.start, claim.end);
            let range = below(position::range(&body, span), first_line);
            InlayHint {
                position: range.end,
                label: InlayHintLabel::String(format!(
                    "{}/{} = {} [{}]",
                    claim.kind, claim.attribute, claim.label, claim.rule
                )),
                kind: None,
                text_edits: None,
                tooltip: None,
                padding_left: Some(true),
                padding_right: Some(true),
                data: None,
            }
        })
        .filter(|hint| hint.position >= params.range.start && hint.position <= params.range.end)
        .collect()
}
