//! `extract` and `judge`: the pipeline cut in two where claims of one key come together.
//!
//! Takes a stream and a writer, gives what is to be said when it ends. Holds a batch of articles, or the claims of a few
//! keys; within a batch all processors work, and the output keeps the order of the input.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::ops::ControlFlow;

use atodds::claim::Claim;
use atodds::finding::{self, past::Judged};
use atodds::graph::{self, ArticleRef};
use atodds::problem::{ByteSpan, Level, Problem};
use atodds::report::{ArticleView, QuotedView, json, jsonl};
use atodds::rules::RulePack;
use atodds::source::{self, Article, Met, Tongue};
use atodds::stream::{ClaimLine, Facts, OneKey, SCHEMA, Words};
use rayon::prelude::*;

use super::sentences::Sentences;
use super::tongues::{self, Tongues};
use super::views::Viewer;
use super::{Request, as_read, is_later, outlet_of, place_of};
use crate::term::Progress;

/// Articles and bytes of text read at once.
pub(super) const BATCH: (usize, usize) = (512, 4 << 20);
/// Claims judged at once, unless one key has more.
const CLAIMS: usize = 4096;
/// Problems kept; the rest are counted.
const PROBLEMS: usize = 200;

/// What is to be said of a stream when it has ended.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// What was wrong.
    pub(crate) problems: Vec<Problem>,
    /// Articles read.
    pub(crate) articles: usize,
    /// Claims written or judged.
    pub(crate) claims: usize,
    /// Findings written.
    pub(crate) findings: usize,
    /// What was left out.
    pub(crate) skipped: usize,
}

/// Reads the articles of `request` and writes a line for each of their claims.
pub(crate) fn extract(
    request: &Request,
    out: &mut dyn Write,
    progress: &mut Progress,
) -> io::Result<Told> {
    let (pack, problems) = progress.stage("reading rules", || request.cache.load(&request.rules));
    let mut told = Told {
        problems,
        ..Told::default()
    };
    let mut batch = Batch {
        articles: Vec::new(),
        bytes: 0,
        unread: Tongues::default(),
        written: Ok(()),
    };
    let mut untold: Option<(usize, Level)> = None;
    let mut lacking = [0_usize; 2];
    progress.stage("reading articles", || {
        source::read(
            &request.focus,
            &pack.outlets,
            &mut io::stdin().lock(),
            &mut |met| {
                match met {
                    Met::Article(article) if is_later(&article, request.as_of) => {
                        told.skipped += 1;
                    }
                    Met::Article(article) => {
                        told.articles += 1;
                        lacking[0] += usize::from(article.outlet.is_none());
                        lacking[1] += usize::from(article.published.is_none());
                        batch.bytes += article.text.len();
                        batch.articles.push(*article);
                        if batch.articles.len() >= BATCH.0 || batch.bytes >= BATCH.1 {
                            told.claims += batch.write(request, &pack, out);
                        }
                    }
                    Met::Problem(problem) if told.problems.len() >= PROBLEMS => {
                        let (count, worst) = untold.unwrap_or((0, problem.level));
                        untold = Some((count + 1, worst.max(problem.level)));
                    }
                    Met::Problem(problem) => told.problems.push(problem),
                    Met::Skipped(_) => told.skipped += 1,
                }
                match batch.written {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            },
        );
    });
    told.claims += batch.write(request, &pack, out);
    batch.written?;
    told.problems.extend(batch.unread.problems());
    if let Some((count, level)) = untold {
        let message = format!("{count} more problems with articles");
        told.problems.push(Problem {
            level,
            ..Problem::warning("more-problems", message)
        });
    }
    told.problems.extend(lacks(lacking));
    Ok(told)
}

/// A warning for what articles lack: outlets, dates.
fn lacks([outlets, dates]: [usize; 2]) -> impl Iterator<Item = Problem> {
    let of = |count: usize, code, lack: &str, key: &str| {
        let what = if count == 1 {
            "article has"
        } else {
            "articles have"
        };
        let problem = Problem::warning(code, format!("{count} {what} no {lack}"));
        (count > 0).then(|| problem.help(format!("give it as `{key}`")))
    };
    let outlets = of(
        outlets,
        "unknown-outlet",
        "outlet: their claims stand for the article alone",
        "outlet",
    );
    let dates = of(
        dates,
        "unknown-date",
        "date: their days and their order stay open",
        "published",
    );
    outlets.into_iter().chain(dates)
}

/// Lines as bytes, and how many they are.
type Lines = io::Result<(Vec<u8>, usize)>;

/// Articles that wait to be read.
struct Batch {
    articles: Vec<Article>,
    bytes: usize,
    unread: Tongues,
    /// What came of writing. After a failure nothing is written any more.
    written: io::Result<()>,
}

impl Batch {
    /// Reads what waits, writes its claims, and counts them.
    fn write(&mut self, request: &Request, pack: &RulePack, out: &mut dyn Write) -> usize {
        let articles = std::mem::take(&mut self.articles);
        self.bytes = 0;
        if self.written.is_err() {
            return 0;
        }
        let read: Vec<Result<Lines, Tongue>> = articles
            .into_par_iter()
            .map(|article| match tongues::unread(&article, pack) {
                Some(tongue) => Err(tongue),
                None => Ok(lines(article, request, pack)),
            })
            .collect();
        let mut claims = 0;
        for lines in read {
            let lines = match lines {
                Ok(lines) => lines,
                Err(tongue) => {
                    self.unread.add(tongue);
                    continue;
                }
            };
            let written = lines.and_then(|(bytes, count)| {
                claims += count;
                out.write_all(&bytes)
            });
            if let Err(error) = written {
                self.written = Err(error);
                return claims;
            }
        }
        claims
    }
}

/// The lines of one article, and how many.
fn lines(mut article: Article, request: &Request, pack: &RulePack) -> Lines {
    name(&mut article);
    let text = atodds::text::annotate(&as_read(&article, request.as_of), pack);
    let readers = pack.readers(outlet_of(&article));
    let claims = atodds::claim::extract(&article, 0, &text, pack, &readers);
    let mut bytes = Vec::new();
    if claims.is_empty() {
        return Ok((bytes, 0));
    }
    let count = claims.len();
    let reference = ArticleRef::from(&article);
    let sentences = Sentences::default();
    for claim in claims {
        let place = place_of(&article, claim.span);
        let sentence = sentences.of(&article, pack, &claim);
        let key = graph::fact_key(&claim, &pack.kinds);
        // The second field is for people and engines; what could break a line is not in it.
        let shown = reference.id.replace(char::is_control, " ");
        write!(bytes, "{key}\t{shown}\t")?;
        let line = ClaimLine {
            schema: SCHEMA,
            article: reference.clone(),
            words: Words {
                line: place.line,
                column: place.column,
                text: claim.span.of(&article.text).to_owned(),
                sentence: sentence.of(&article.text).to_owned(),
                sentence_start: sentence.start,
            },
            claim,
        };
        json::line(&mut bytes, &line)?;
    }
    Ok((bytes, count))
}

/// A number in a stream names nothing when several processes each read a part of it: a record of a stream that has no
/// name gets one from its content.
pub(super) fn name(article: &mut Article) {
    if article.path == "-" && article.id == format!("-#{}", article.first_line) {
        let mut hash = blake3::Hasher::new();
        for part in [
            article.outlet.as_ref().map_or("", |outlet| outlet.as_str()),
            article.url.as_deref().unwrap_or(""),
            article.title.as_deref().unwrap_or(""),
            &article.text,
        ] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        article.id = format!("-#{}", &hash.finalize().to_hex()[..16]);
    }
}

/// Reads claims sorted by key and writes a line for each finding.
pub(crate) fn judge(
    request: &Request,
    reader: Box<dyn BufRead>,
    name: &str,
    out: &mut dyn Write,
    progress: &mut Progress,
) -> io::Result<Told> {
    let (pack, problems) = progress.stage("reading rules", || request.cache.load(&request.rules));
    let mut facts = Facts::new(reader, name, &pack);
    let mut told = Told {
        problems,
        ..Told::default()
    };
    progress
        .stage("judging facts", || {
            let mut waiting: Vec<OneKey> = Vec::new();
            let mut claims = 0;
            loop {
                let next = facts.next();
                let ended = next.is_none();
                claims += next.as_ref().map_or(0, |next| next.claims.len());
                waiting.extend(next);
                if ended || claims >= CLAIMS {
                    told.claims += claims;
                    claims = 0;
                    let found: Vec<io::Result<(Vec<u8>, usize)>> = std::mem::take(&mut waiting)
                        .into_par_iter()
                        .map(|one| findings(one, &pack))
                        .collect();
                    for found in found {
                        let (bytes, count) = found?;
                        told.findings += count;
                        out.write_all(&bytes)?;
                    }
                }
                if ended {
                    return Ok(());
                }
            }
        })
        .map(|()| {
            told.problems.extend(facts.problems());
            told
        })
}

/// The lines of the findings of one key, and how many.
fn findings(one: OneKey, pack: &RulePack) -> Lines {
    let mut quoted: Vec<BTreeMap<ByteSpan, QuotedView>> = vec![BTreeMap::new(); one.articles.len()];
    let mut sentences: BTreeMap<(u32, ByteSpan), ByteSpan> = BTreeMap::new();
    for (claim, words) in one.claims.iter().zip(one.words) {
        let (line, column) = (words.line, words.column);
        let view = |text| QuotedView { line, column, text };
        let start = words.sentence_start;
        let sentence = ByteSpan::new(start, start + words.sentence.len());
        sentences.insert((claim.article, claim.span), sentence);
        let quoted = &mut quoted[claim.article as usize];
        // Nobody asks where a sentence stands, and where it is all words of a claim, theirs is its place.
        quoted.entry(sentence).or_insert(view(words.sentence));
        quoted.insert(claim.span, view(words.text));
    }
    let sentence_of = move |claim: &Claim| {
        let found = sentences.get(&(claim.article, claim.span));
        found.copied().unwrap_or(claim.span)
    };
    let views: Vec<ArticleView> = one
        .articles
        .iter()
        .zip(quoted)
        .map(|(article, quoted)| ArticleView {
            id: article.id.clone(),
            path: article.id.clone(),
            outlet: article.outlet.as_ref().map(ToString::to_string),
            outlet_name: article.outlet_name.clone(),
            published: article.published.map(|period| period.to_string()),
            title: article.title.clone(),
            url: article.url.clone(),
            quoted,
            ..ArticleView::default()
        })
        .collect();
    let graph = graph::link(one.claims, &one.articles, &pack.kinds, &pack.names);
    let findings = finding::compare(&graph, &pack.kinds, &pack.names);
    let in_focus = views.len();
    let viewer = Viewer::new(pack, &graph, views, in_focus, Box::new(sentence_of));
    let found: Vec<_> = findings
        .iter()
        .map(|finding| viewer.finding(finding, Judged::default()))
        .collect();
    let articles = viewer.into_articles();
    let mut bytes = Vec::new();
    for finding in &found {
        jsonl::finding(&mut bytes, &articles, finding)?;
    }
    Ok((bytes, found.len()))
}
