//! A server for editors: what is wrong with a rule file as it is typed, what its words mean, and what the rules make of
//! an open article.
//!
//! Takes messages of the Language Server Protocol, gives messages. Open buffers count before files on disk; files are
//! read again when one is saved. Never writes a file, and never dies of a message it does not understand.

mod answers;
mod articles;
mod cursor;
mod outline;
mod position;
mod shelf;
mod uri;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use atodds::problem::{Level, Problem};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::{
    CodeLensOptions, CompletionOptions, Diagnostic, DiagnosticSeverity,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, HoverProviderCapability, NumberOrString, OneOf,
    PublishDiagnosticsParams, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::pipeline;
use articles::Desk;
use shelf::Shelf;

/// Nobody types when no message came for so long.
const PAUSE: Duration = Duration::from_millis(150);

/// How the editor left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// It said goodbye.
    Politely,
    /// Its pipe closed.
    Vanished,
}

/// Serves an editor until it leaves.
pub(crate) fn serve(connection: &Connection, request: &pipeline::Request) -> anyhow::Result<Left> {
    let capabilities =
        serde_json::to_value(capabilities()).context("cannot write what the server can do")?;
    if connection.initialize(capabilities).is_err() {
        return Ok(Left::Vanished);
    }
    let mut server = Server {
        connection,
        buffers: BTreeMap::new(),
        shelf: Shelf::read(&request.rules),
        desk: Desk::new(request.against.clone()),
        published: BTreeMap::new(),
        stale: Stale::default(),
    };
    server.stale.rules = true;
    while let Some(message) = server.next() {
        if let Message::Request(request) = &message
            && connection.handle_shutdown(request).unwrap_or(true)
        {
            return Ok(Left::Politely);
        }
        server.take(message);
        // Whoever types fast is answered for the last letter only.
        if connection.receiver.is_empty() {
            server.catch_up();
        }
    }
    Ok(Left::Vanished)
}

fn capabilities() -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::FULL),
        save: Some(TextDocumentSyncSaveOptions::Supported(true)),
        ..TextDocumentSyncOptions::default()
    };
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(["@", ":", "{", " "].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(false),
        }),
        inlay_hint_provider: Some(OneOf::Left(true)),
        ..ServerCapabilities::default()
    }
}

/// What has to be done again before the next answer.
#[derive(Debug, Clone, Copy, Default)]
struct Stale {
    rules: bool,
    findings: bool,
}

struct Server<'c> {
    connection: &'c Connection,
    /// Open texts by path.
    buffers: BTreeMap<PathBuf, String>,
    shelf: Shelf,
    desk: Desk,
    /// What the editor shows, so that only changes are sent.
    published: BTreeMap<PathBuf, Vec<Diagnostic>>,
    stale: Stale,
}

impl Server<'_> {
    /// The next message; `None` when the editor has gone. While nobody types, what takes longer is done.
    fn next(&mut self) -> Option<Message> {
        if self.shelf.is_lint_due() {
            match self.connection.receiver.recv_timeout(PAUSE) {
                Ok(message) => return Some(message),
                Err(error) if error.is_timeout() => {
                    self.shelf.lint(&self.buffers);
                    self.publish();
                }
                Err(_) => return None,
            }
        }
        self.connection.receiver.recv().ok()
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Request(request) => {
                self.catch_up();
                let response = self.answer(request);
                self.send(Message::Response(response));
            }
            Message::Notification(note) => self.note(note),
            // This server asks nothing.
            Message::Response(_) => {}
        }
    }

    /// A client that has gone is noticed by the next read.
    fn send(&self, message: Message) {
        let _ = self.connection.sender.send(message);
    }

    fn note(&mut self, note: Notification) {
        match note.method.as_str() {
            "textDocument/didOpen" => {
                if let Ok(params) = serde_json::from_value::<DidOpenTextDocumentParams>(note.params)
                {
                    let document = params.text_document;
                    self.changed(&uri::to_path(&document.uri), Some(document.text));
                    self.stale.findings = true;
                }
            }
            "textDocument/didChange" => {
                if let Ok(params) =
                    serde_json::from_value::<DidChangeTextDocumentParams>(note.params)
                    && let Some(last) = params.content_changes.into_iter().last()
                {
                    self.changed(&uri::to_path(&params.text_document.uri), Some(last.text));
                }
            }
            "textDocument/didClose" => {
                if let Ok(params) =
                    serde_json::from_value::<DidCloseTextDocumentParams>(note.params)
                {
                    self.changed(&uri::to_path(&params.text_document.uri), None);
                    self.stale.findings = true;
                }
            }
            "textDocument/didSave" => {
                if let Ok(params) = serde_json::from_value::<DidSaveTextDocumentParams>(note.params)
                {
                    let path = uri::to_path(&params.text_document.uri);
                    self.reload(self.shelf.holds(&path));
                }
            }
            "workspace/didChangeWatchedFiles" => self.reload(true),
            _ => {}
        }
    }

    fn changed(&mut self, path: &std::path::Path, text: Option<String>) {
        self.stale.rules |= self.shelf.holds(path);
        match text {
            Some(text) => self.buffers.insert(path.to_owned(), text),
            None => self.buffers.remove(path),
        };
    }

    fn reload(&mut self, rules: bool) {
        if rules {
            self.shelf.reload();
            self.stale.rules = true;
        }
        self.desk.forget();
        self.stale.findings = true;
    }

    /// Does again what is stale, and tells the editor what is wrong now.
    fn catch_up(&mut self) {
        let stale = std::mem::take(&mut self.stale);
        if !(stale.rules || stale.findings) {
            return;
        }
        if stale.rules {
            self.shelf.refresh(&self.buffers);
        }
        if stale.findings {
            let open = self.open_articles();
            self.desk.refresh(&self.shelf.pack, &open);
        }
        self.publish();
    }

    /// Open texts that are no rules.
    fn open_articles(&self) -> Vec<(PathBuf, String)> {
        self.buffers
            .iter()
            .filter(|(path, _)| articles::is_article(path) && !self.shelf.holds(path))
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect()
    }

    fn publish(&mut self) {
        let mut told: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
        for problem in &self.shelf.problems {
            let Some(place) = &problem.place else {
                continue;
            };
            let path = PathBuf::from(&place.path);
            let text = self.shelf.text(&path).unwrap_or_default();
            let found = diagnostic(problem, position::range(text, place.span));
            told.entry(path).or_default().push(found);
        }
        for (path, found) in &self.desk.diagnostics {
            told.entry(path.clone())
                .or_default()
                .extend(found.iter().cloned());
        }
        let paths: BTreeSet<PathBuf> = self.published.keys().chain(told.keys()).cloned().collect();
        for path in paths {
            let now = told.remove(&path).unwrap_or_default();
            if self.published.get(&path) == Some(&now) {
                continue;
            }
            let Some(address) = uri::of_path(&path) else {
                continue;
            };
            let params = PublishDiagnosticsParams::new(address, now.clone(), None);
            self.send(Message::Notification(Notification::new(
                "textDocument/publishDiagnostics".to_owned(),
                params,
            )));
            // An empty list stays: a file that was opened is told once that it is fine.
            self.published.insert(path, now);
        }
    }

    fn answer(&mut self, request: Request) -> Response {
        let Request { id, method, params } = request;
        let answered = match method.as_str() {
            "textDocument/hover" => self.with(params, answers::hover),
            "textDocument/definition" => self.with(params, answers::definition),
            "textDocument/completion" => self.with(params, answers::completion),
            "textDocument/codeLens" => self.with(params, answers::lenses),
            "textDocument/inlayHint" => self.with(params, articles::hints),
            _ => {
                let message = format!("the method {method} is not known");
                return Response::new_err(id, ErrorCode::MethodNotFound as i32, message);
            }
        };
        match answered {
            Ok(value) => Response::new_ok(id, value),
            Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
        }
    }

    fn with<P: DeserializeOwned, A: Serialize>(
        &mut self,
        params: serde_json::Value,
        answer: impl FnOnce(&mut Shelf, &BTreeMap<PathBuf, String>, &P) -> A,
    ) -> serde_json::Result<serde_json::Value> {
        let params: P = serde_json::from_value(params)?;
        serde_json::to_value(answer(&mut self.shelf, &self.buffers, &params))
    }
}

/// A problem as editors show it.
fn diagnostic(problem: &Problem, range: lsp_types::Range) -> Diagnostic {
    let message = match &problem.help {
        Some(help) => format!("{}\n{help}", problem.message),
        None => problem.message.clone(),
    };
    Diagnostic {
        range,
        severity: Some(severity(problem.level)),
        code: Some(NumberOrString::String(problem.code.to_owned())),
        source: Some("atodds".to_owned()),
        message,
        ..Diagnostic::default()
    }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Note => DiagnosticSeverity::INFORMATION,
    }
}
