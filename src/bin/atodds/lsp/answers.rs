//! Answers about a place of a rule file: what a word means, where it comes from, what may be typed, what a rule reads.
//!
//! Takes the pack and a place, gives what editors show. A word is judged by what is before it and the keys it stands
//! under: `@ship` is a list, the `city` of `{port:city}` a type.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use atodds::rules::language::LanguageFile;
use atodds::rules::pack::PackFile;
use atodds::rules::schema::File;
use atodds::rules::types::TypeId;
use atodds::rules::{NameId, RulePack, raw, yaml};
use lsp_types::{
    CodeLens, CodeLensParams, Command, CompletionItem, CompletionItemKind, CompletionList,
    CompletionParams, GotoDefinitionParams, Hover, HoverContents, HoverParams, Location,
    MarkupContent, MarkupKind, TextDocumentPositionParams,
};

use super::cursor::{Cursor, cursor};
use super::shelf::Shelf;
use super::{outline, position, uri};

type Buffers = BTreeMap<PathBuf, String>;

/// Names of a type shown on hover, and names offered at once.
const SHOWN: usize = 12;
const OFFERED: usize = 200;

/// What a word of a rule file names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    List(String),
    Type(String),
    Kind(String),
    Rule(String),
    Name(String),
    Key(Vec<String>),
}

/// Where the editor's cursor is.
struct Spot<'b> {
    path: PathBuf,
    file: File,
    text: &'b str,
    cursor: Cursor<'b>,
}

fn spot<'b>(
    shelf: &Shelf,
    buffers: &'b Buffers,
    at: &TextDocumentPositionParams,
) -> Option<Spot<'b>> {
    let path = uri::to_path(&at.text_document.uri);
    let file = File::at(&shelf.pack_path(&path)?)?;
    let text = buffers.get(&path)?;
    let cursor = cursor(text, position::byte(text, at.position));
    Some(Spot {
        path,
        file,
        text,
        cursor,
    })
}

/// What `word` names where it stands, when it names anything.
fn meaning(pack: &RulePack, spot: &Spot<'_>) -> Option<Meaning> {
    let Cursor {
        word, before, keys, ..
    } = &spot.cursor;
    if word.is_empty() {
        return None;
    }
    let word = (*word).to_owned();
    if *before == '@' {
        return Some(Meaning::List(word));
    }
    if spot.cursor.is_key && !matches!(keys.last(), Some(&("words" | "types"))) {
        let mut way: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        way.push(word);
        return Some(Meaning::Key(way));
    }
    let is_type = pack.names.types.get(&word).is_some();
    let is_rule = pack.rule(&word).is_some();
    let is_kind = pack.kinds.contains_key(&word);
    match keys.last().copied() {
        Some("fact" | "kind") if is_kind => return Some(Meaning::Kind(word)),
        Some("id" | "disable") if is_rule => return Some(Meaning::Rule(word)),
        Some("words") if spot.cursor.is_key => return Some(Meaning::List(word)),
        _ => {}
    }
    if is_type {
        Some(Meaning::Type(word))
    } else if is_rule {
        Some(Meaning::Rule(word))
    } else if is_kind {
        Some(Meaning::Kind(word))
    } else {
        let is_name = pack.names.by_id.contains_key(&NameId::new(&word));
        is_name.then_some(Meaning::Name(word))
    }
}

/// What the word under the cursor means.
pub(super) fn hover(shelf: &mut Shelf, buffers: &Buffers, params: &HoverParams) -> Option<Hover> {
    let spot = spot(shelf, buffers, &params.text_document_position_params)?;
    let meaning = meaning(&shelf.pack, &spot)?;
    let value = match &meaning {
        Meaning::List(list) => list_doc(shelf, &spot, list)?,
        Meaning::Type(kind) => type_doc(&shelf.pack, kind),
        Meaning::Kind(kind) => kind_doc(&shelf.pack, kind)?,
        Meaning::Rule(rule) => rule_doc(shelf, rule)?,
        Meaning::Name(name) => name_doc(&shelf.pack, name)?,
        Meaning::Key(way) => {
            let (key, above) = way.split_last()?;
            let above: Vec<&str> = above.iter().map(String::as_str).collect();
            let keys = outline::keys(spot.file, &above);
            keys.into_iter()
                .find(|one| one.name == key)?
                .about
                .to_owned()
        }
    };
    let start = position::position(spot.text, spot.cursor.start);
    let end = position::position(spot.text, spot.cursor.start + spot.cursor.word.len());
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value,
        }),
        range: Some(lsp_types::Range { start, end }),
    })
}

/// The file that a language's rules and the files of the pack are looked up in, and the words of a list there.
fn list_of<'s>(
    shelf: &'s Shelf,
    spot: &Spot<'_>,
    list: &str,
) -> Option<(&'s PackFile, Vec<String>)> {
    let own = shelf
        .files()
        .iter()
        .find(|file| Path::new(&file.path) == spot.path);
    if let Some(file) = own {
        let words = match spot.file {
            File::Language => None,
            _ => yaml::load::<Words>(&file.path, &file.bytes)
                .ok()
                .and_then(|(mut file, _)| file.words.remove(list)),
        };
        if let Some(words) = words {
            return Some((file, words.0));
        }
    }
    let languages = shelf
        .files()
        .iter()
        .filter(|file| file.pack.starts_with("language/"));
    languages.into_iter().find_map(|file| {
        let (mut read, _) = yaml::load::<LanguageFile>(&file.path, &file.bytes).ok()?;
        Some((file, read.words.remove(list)?.0))
    })
}

/// The word lists of a file, whatever else it holds.
#[derive(serde::Deserialize)]
struct Words {
    #[serde(default)]
    words: BTreeMap<String, raw::Words>,
}

fn list_doc(shelf: &Shelf, spot: &Spot<'_>, list: &str) -> Option<String> {
    let (file, words) = list_of(shelf, spot, list)?;
    let shown: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    Some(format!(
        "**@{list}** ({})\n\n{}",
        file.pack,
        shown.join(", ")
    ))
}

fn type_doc(pack: &RulePack, kind: &str) -> String {
    let kind = TypeId::new(kind);
    let parents: Vec<&str> = pack
        .names
        .types
        .parents(&kind)
        .iter()
        .map(TypeId::as_str)
        .collect();
    let mut count = 0;
    let mut examples = Vec::new();
    for name in pack.names.by_id.values() {
        if name.types.iter().any(|one| pack.names.is_a(one, &kind)) {
            count += 1;
            if examples.len() < SHOWN {
                examples.push(name.name.clone());
            }
        }
    }
    let above = if parents.is_empty() {
        String::new()
    } else {
        format!(", a {}", parents.join(", a "))
    };
    let more = if count > examples.len() { ", …" } else { "" };
    format!(
        "**{kind}**: a type of names{above}\n\n{count} listed: {}{more}",
        examples.join(", ")
    )
}

fn kind_doc(pack: &RulePack, kind: &str) -> Option<String> {
    let kind = pack.kinds.get(kind)?;
    let slots: Vec<String> = kind
        .identity
        .iter()
        .map(|slot| {
            let types: Vec<&str> = slot.types.iter().map(TypeId::as_str).collect();
            format!("`{}` ({})", slot.name, types.join(", "))
        })
        .collect();
    let attributes: Vec<String> = kind
        .attributes
        .iter()
        .map(|one| format!("`{}`", one.name))
        .collect();
    let rules: Vec<String> = pack
        .rules
        .iter()
        .filter(|rule| rule.kind == kind.id)
        .map(|rule| format!("`{}`", rule.id))
        .collect();
    Some(format!(
        "**{}**: {}\n\n{}\n\n- identified by {}\n- says {}\n- read by {}",
        kind.id,
        kind.question,
        kind.summary,
        slots.join(", "),
        attributes.join(", "),
        if rules.is_empty() {
            "no rule".to_owned()
        } else {
            rules.join(", ")
        },
    ))
}

fn rule_doc(shelf: &mut Shelf, id: &str) -> Option<String> {
    let hits = shelf.hits().get(id).cloned().unwrap_or_default();
    let rule = shelf.pack.rule(id)?;
    let patterns: Vec<&str> = rule
        .patterns
        .iter()
        .map(|(_, pattern)| pattern.template.as_str())
        .collect();
    Some(format!(
        "**{id}** reads `{}`: {}\n\n```text\n{}\n```\n\n{}",
        rule.kind,
        if rule.summary.is_empty() {
            "no summary"
        } else {
            &rule.summary
        },
        patterns.join("\n"),
        hits.told(),
    ))
}

fn name_doc(pack: &RulePack, id: &str) -> Option<String> {
    let name = pack.names.by_id.get(&NameId::new(id))?;
    let types: Vec<&str> = name.types.iter().map(TypeId::as_str).collect();
    let also = if name.also.is_empty() {
        String::new()
    } else {
        format!("\n\nalso {}", name.also.join(", "))
    };
    Some(format!("**{}** ({}){also}", name.name, types.join(", ")))
}

/// Where the word under the cursor is defined.
pub(super) fn definition(
    shelf: &mut Shelf,
    buffers: &Buffers,
    params: &GotoDefinitionParams,
) -> Option<Location> {
    let spot = spot(shelf, buffers, &params.text_document_position_params)?;
    match meaning(&shelf.pack, &spot)? {
        Meaning::List(list) => {
            let (file, _) = list_of(shelf, &spot, &list)?;
            place_in(file, &format!("words.{list}"))
        }
        Meaning::Type(kind) => in_folder(shelf, "names/", &format!("types.{kind}")),
        Meaning::Kind(kind) => {
            let file = shelf.files().iter().find(|file| {
                file.pack.starts_with("facts/")
                    && yaml::load::<KindId>(&file.path, &file.bytes)
                        .is_ok_and(|(one, _)| one.kind == kind)
            })?;
            place_in(file, "kind")
        }
        Meaning::Rule(id) => {
            let rule = shelf.pack.rule(&id)?;
            let path = PathBuf::from(rule.spot.file());
            Some(Location::new(
                uri::of_path(&path)?,
                position::range(shelf.text(&path)?, rule.place().span),
            ))
        }
        Meaning::Name(id) => {
            let files = shelf
                .files()
                .iter()
                .filter(|file| file.pack.starts_with("names/"));
            files.into_iter().find_map(|file| {
                // A look for the bytes first: most files do not hold the name, and some are large.
                let name = &shelf.pack.names.by_id.get(id.as_str())?.name;
                memchr::memmem::find(&file.bytes, name.as_bytes())?;
                let (read, _) =
                    yaml::load_trusted::<raw::NameFile>(&file.path, &file.bytes).ok()?;
                place_in(file, &read.path_of(&id)?)
            })
        }
        Meaning::Key(_) => None,
    }
}

/// The id of a fact kind, whatever else its file holds.
#[derive(serde::Deserialize)]
struct KindId {
    kind: String,
}

fn in_folder(shelf: &Shelf, folder: &str, way: &str) -> Option<Location> {
    let files = shelf
        .files()
        .iter()
        .filter(|file| file.pack.starts_with(folder));
    files.into_iter().find_map(|file| place_in(file, way))
}

/// The place of the value at `way` in `file`; `None` when there is none.
fn place_in(file: &PackFile, way: &str) -> Option<Location> {
    let (_, document) = yaml::load::<serde_json::Value>(&file.path, &file.bytes).ok()?;
    document.span(way)?;
    let place = if way.ends_with(']') || way == "kind" {
        document.place(way)
    } else {
        document.key_place(way)
    };
    let range = position::range(&document.text, place.span);
    Some(Location::new(uri::of_path(Path::new(&file.path))?, range))
}

/// What may be typed at the cursor.
pub(super) fn completion(
    shelf: &mut Shelf,
    buffers: &Buffers,
    params: &CompletionParams,
) -> Option<CompletionList> {
    let spot = spot(shelf, buffers, &params.text_document_position)?;
    let pack = &shelf.pack;
    let cursor = &spot.cursor;
    let keys = cursor.keys.as_slice();
    let item = |label: &str, kind, detail: &str| CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        detail: (!detail.is_empty()).then(|| detail.to_owned()),
        ..CompletionItem::default()
    };
    let mut items: Vec<CompletionItem> = Vec::new();
    let types = || {
        pack.names
            .types
            .names()
            .map(|kind| item(kind, CompletionItemKind::CLASS, "type"))
    };
    let in_braces = spot.text[..cursor.start]
        .rfind(['{', '}', '\n'])
        .is_some_and(|at| {
            spot.text[at..].starts_with('{') && spot.text[at..cursor.start].contains(':')
        });
    match (cursor.before, keys.last().copied()) {
        ('@', _) => items.extend(
            lists(shelf, &spot)
                .iter()
                .map(|list| item(list, CompletionItemKind::ENUM, "word list")),
        ),
        (':' | '|', Some("match" | "args" | "words")) if in_braces => {
            items.extend(types());
            let values = [
                "count", "none", "times", "ordinal", "duration", "money", "percent", "age", "date",
            ];
            items.extend(values.map(|value| item(value, CompletionItemKind::CLASS, "value")));
        }
        _ if cursor.is_key => {
            items.extend(
                outline::keys(spot.file, keys)
                    .into_iter()
                    .map(|key| CompletionItem {
                        insert_text: Some(format!("{}: ", key.name)),
                        ..item(key.name, CompletionItemKind::PROPERTY, key.about)
                    }),
            );
        }
        (_, Some("fact")) => items.extend(
            pack.kinds
                .values()
                .map(|kind| item(&kind.id, CompletionItemKind::INTERFACE, &kind.question)),
        ),
        (_, Some("type" | "is" | "via" | "as" | "otherwise" | "adjuncts")) => items.extend(types()),
        (_, Some("use")) => items.extend(
            shelf
                .files()
                .iter()
                .map(|file| item(&file.pack, CompletionItemKind::FILE, "")),
        ),
        (_, Some("disable")) => items.extend(
            pack.rules
                .iter()
                .map(|rule| item(&rule.id, CompletionItemKind::FUNCTION, &rule.summary)),
        ),
        (_, Some(last)) => {
            if spot.file == File::Fact && keys.first() == Some(&"identify_by") {
                items.extend(types());
            }
            let known = outline::keys(spot.file, &keys[..keys.len() - 1]);
            let words = known
                .into_iter()
                .filter(|key| key.name == last)
                .flat_map(|key| key.words);
            items.extend(words.map(|word| item(word, CompletionItemKind::ENUM_MEMBER, "")));
            let holds_names = matches!(last, "of" | "part_of") || keys.contains(&"gives");
            if items.is_empty() && holds_names {
                let names = pack.names.by_id.values();
                let begun = names.filter(|name| name.id.as_str().starts_with(cursor.typed));
                items.extend(
                    begun.take(OFFERED).map(|name| {
                        item(name.id.as_str(), CompletionItemKind::CONSTANT, &name.name)
                    }),
                );
            }
        }
        (_, None) => {}
    }
    Some(CompletionList {
        is_incomplete: items.len() >= OFFERED,
        items,
    })
}

/// The word lists a pattern of the file can name.
fn lists(shelf: &Shelf, spot: &Spot<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for file in shelf.files() {
        if Path::new(&file.path) == spot.path || file.pack.starts_with("language/") {
            // While a pattern is typed its file is still YAML; where it is not, the language's lists remain.
            let read = yaml::load::<Words>(&file.path, &file.bytes);
            all.extend(
                read.into_iter()
                    .flat_map(|(file, _)| file.words.into_keys()),
            );
        }
    }
    all.sort();
    all.dedup();
    all
}

/// Above each rule, what it reads in the examples and stories of the pack.
pub(super) fn lenses(
    shelf: &mut Shelf,
    buffers: &Buffers,
    params: &CodeLensParams,
) -> Vec<CodeLens> {
    let path = uri::to_path(&params.text_document.uri);
    let (Some(inside), Some(text)) = (shelf.pack_path(&path), buffers.get(&path)) else {
        return Vec::new();
    };
    let hits = shelf.hits().clone();
    let rules = shelf.pack.rules.iter();
    rules
        .filter(|rule| rule.spot.file() == path.to_string_lossy() || rule.pack == inside)
        .map(|rule| {
            let found = hits.get(&rule.id).cloned().unwrap_or_default();
            CodeLens {
                range: position::range(text, rule.place().span),
                command: Some(Command::new(found.told(), String::new(), None)),
                data: None,
            }
        })
        .collect()
}
