//! The `full` format: one diagnostic per finding in rustc's look, with the words of every side underlined.
//!
//! Takes a check, gives text for people. Never shows a character of an article that a terminal would obey. The only
//! file that names `annotate_snippets`.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};

use super::escape::{shortened, visible};
use super::{ArticleView, Checked, ClaimView, FindingView, Paint, TextLook, words};
use crate::problem::{Level, Place, Problem};

/// Columns of a diagnostic. Fixed, so that a terminal's size never changes a byte.
const WIDTH: usize = 120;
/// Characters of article text kept on each side of a span in a long line.
const AROUND: usize = 45;
/// Characters of a line that need no trimming.
const SHORT_LINE: usize = 100;
/// Indents up to this width the renderer leaves as they are; only wider ones become an ellipsis.
const INDENT: usize = 26;
/// Lines of an article that one span may show.
const LINES_OF_A_SPAN: usize = 4;
/// Characters of a label or note.
const LABEL: usize = 160;
/// Articles shown beside each other in one diagnostic.
const SNIPPETS: usize = 5;

/// Writes problems, findings and the summary line.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, TextLook, full};
/// let mut out = Vec::new();
/// full::write(&mut out, &Checked::default(), TextLook::default())?;
/// assert!(String::from_utf8_lossy(&out).starts_with("checked 0 articles"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, checked: &Checked, look: TextLook) -> io::Result<()> {
    problems(out, &checked.problems, look.paint)?;
    let shown = look.max_shown.unwrap_or(usize::MAX);
    for finding in checked.findings.iter().take(shown) {
        write_finding(out, checked, finding, look.paint)?;
    }
    let printed = checked.findings.len().min(shown);
    let all = checked.counts.findings.max(checked.findings.len());
    if all > printed {
        let more = words::counted(all - printed, "more finding");
        writeln!(
            out,
            "{more} not shown; `--show note` and `--max-shown` decide\n"
        )?;
    }
    if look.quiet {
        return Ok(());
    }
    for line in words::stale(checked) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", words::summary(checked))
}

/// Writes problems alone, each followed by an empty line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn problems(out: &mut dyn Write, problems: &[Problem], paint: Paint) -> io::Result<()> {
    for problem in problems {
        let title = title_of(problem.level)
            .primary_title(shortened(&problem.message, words::LONG))
            .id(problem.code);
        let mut group = match &problem.place {
            Some(place) => at_place(title, place),
            None => Group::with_title(title),
        };
        if let Some(help) = &problem.help {
            group = group.element(Title::HELP.message(shortened(help, words::LONG)));
        }
        writeln!(out, "{}\n", renderer(paint).render(&[group]))?;
    }
    Ok(())
}

/// Writes one finding, followed by an empty line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_finding(
    out: &mut dyn Write,
    checked: &Checked,
    finding: &FindingView,
    paint: Paint,
) -> io::Result<()> {
    let title = words::headline(finding);
    let mut group = Group::with_title(
        title_of(finding.level)
            .primary_title(title)
            .id(visible(&finding.kind)),
    );
    for (n, claim) in finding
        .shown_claims()
        .into_iter()
        .take(SNIPPETS)
        .enumerate()
    {
        // A claim without its article would be a bug of the edge that built the views; the rest is still worth showing.
        if let Some(article) = checked.articles.get(claim.article) {
            let kind = if n == 0 {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            group = group.element(snippet(article, claim, kind));
        }
    }
    let note = |text: String| Title::NOTE.message(text);
    group = group
        .element(note(words::told(finding)))
        .element(note(words::support(finding)));
    if let Some(aside) = aside(finding) {
        group = group.element(note(aside));
    }
    group = group.element(Title::HELP.message(format!(
        "`{}` shows how every claim was read",
        words::explain_command(checked, finding)
    )));
    writeln!(out, "{}\n", renderer(paint).render(&[group]))
}

/// What else is known of the fact without belonging to a side.
fn aside(finding: &FindingView) -> Option<String> {
    let parts: Vec<String> = [
        (finding.compatible.len(), "vague claim", "fit several sides"),
        (finding.open.len(), "open claim", "were left out"),
        (finding.history.len(), "earlier claim", "are history"),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, noun, does)| {
        let does = match (n, does) {
            (1, "fit several sides") => "fits several sides",
            (1, "were left out") => "was left out",
            (1, _) => "is history",
            _ => does,
        };
        format!("{} {does}", words::counted(n, noun))
    })
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn renderer(paint: Paint) -> Renderer {
    match paint {
        Paint::Plain => Renderer::plain(),
        Paint::Styled => Renderer::styled(),
    }
    .term_width(WIDTH)
}

fn title_of(level: Level) -> Title<'static> {
    match level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    }
}

/// A problem with the line it complains about, when that line is not empty there.
fn at_place<'a>(title: annotate_snippets::Title<'a>, place: &'a Place) -> Group<'a> {
    let Some(window) = Window::of(
        &place.excerpt,
        byte_of_column(&place.excerpt, place.column),
        place.span.len(),
    ) else {
        return Group::with_title(title).element(
            Origin::path(visible(&place.path))
                .line(place.line)
                .char_column(place.column),
        );
    };
    Group::with_title(title).element(
        Snippet::source(window.text)
            .path(visible(&place.path))
            .line_start(place.line)
            .annotation(AnnotationKind::Primary.span(window.start..window.end)),
    )
}

fn byte_of_column(line: &str, column: usize) -> usize {
    line.char_indices()
        .nth(column.saturating_sub(1))
        .map_or(line.len(), |(at, _)| at)
}

/// The lines of `article` that hold the claim's words, with the words marked.
fn snippet<'a>(
    article: &ArticleView,
    claim: &ClaimView,
    kind: AnnotationKind,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let place = article.place(claim.span);
    let text = article.text.as_str();
    let start = floor_boundary(text, claim.span.start);
    let end = floor_boundary(text, claim.span.end).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let label = shortened(&claim.reading, LABEL);
    let path = visible(&place.path).into_owned();

    let covered = text[start..end].trim_end();
    let lines = covered.matches('\n').count() + 1;
    if lines == 1 || lines > LINES_OF_A_SPAN {
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[line_start..line_end].trim_end();
        let len = covered.find('\n').unwrap_or(covered.len());
        if let Some(window) = Window::of(line, start - line_start, len) {
            return Snippet::source(window.text)
                .path(path)
                .line_start(place.line)
                .annotation(kind.span(window.start..window.end).label(label));
        }
    }
    // A few short lines, or a span on nothing: shown whole up to a bound.
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let mut source = String::new();
    let (mut from, mut to) = (None, 0);
    let mut at = line_start;
    for line in text[line_start..line_end].split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        for (offset, c) in body.char_indices().take(SHORT_LINE) {
            if (start..end.max(start + 1)).contains(&(at + offset)) {
                from.get_or_insert(source.len());
            }
            source.push_str(&visible(c.encode_utf8(&mut [0; 4])));
            if (start..end).contains(&(at + offset)) {
                to = source.len();
            }
        }
        source.push('\n');
        at += line.len();
    }
    let from = from.unwrap_or(0);
    Snippet::source(source)
        .path(path)
        .line_start(place.line)
        .annotation(kind.span(from..to.max(from)).label(label))
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// One line cut down to what stands around a span, safe to show.
///
/// Cut text to the left is replaced by as many spaces as it had characters, which the renderer takes off again: the
/// column it prints is the one in the file. A long span keeps its first words.
#[derive(Debug, PartialEq, Eq)]
struct Window {
    text: String,
    start: usize,
    end: usize,
}

impl Window {
    /// The window around `len` bytes from byte `start` of `line`; `None` when there is nothing to point at.
    fn of(line: &str, start: usize, len: usize) -> Option<Self> {
        let start = floor_boundary(line, start);
        let end = floor_boundary(line, start.saturating_add(len));
        if start >= line.len() {
            return None;
        }
        let end = if end > start {
            end
        } else {
            start + line[start..].chars().next()?.len_utf8()
        };
        let long = line.char_indices().nth(SHORT_LINE).is_some();
        let cut_left = if long {
            line[..start]
                .char_indices()
                .rev()
                .nth(AROUND)
                .map(|(at, c)| at + c.len_utf8())
                .filter(|cut| line[..*cut].chars().count() > INDENT)
                .unwrap_or(0)
        } else {
            0
        };
        let span_end = line[start..end]
            .char_indices()
            .nth(SHORT_LINE)
            .map_or(end, |(at, _)| start + at);
        let cut_right = if long {
            line[span_end..]
                .char_indices()
                .nth(AROUND)
                .map_or(line.len(), |(at, _)| span_end + at)
        } else {
            line.len()
        };

        let mut text = String::new();
        text.extend(std::iter::repeat_n(' ', line[..cut_left].chars().count()));
        text.push_str(&visible(&line[cut_left..start]));
        let shown_start = text.len();
        text.push_str(&visible(&line[start..span_end]));
        let shown_end = text.len();
        text.push_str(&visible(&line[span_end..cut_right]));
        if cut_right < line.len() {
            text.push_str("...");
        }
        Some(Self {
            text,
            start: shown_start,
            end: shown_end,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ByteSpan;
    use crate::report::fixture;

    fn shown(checked: &Checked) -> String {
        let mut out = Vec::new();
        write(&mut out, checked, TextLook::default()).expect("memory takes every byte");
        String::from_utf8(out).expect("reports are UTF-8")
    }

    #[test]
    fn both_articles_stand_in_one_diagnostic_with_their_places() {
        let text = shown(&fixture::two_articles());
        assert!(
            text.contains("--> harbor-post/2026-02-12-bridge.txt:4:16"),
            "{text}"
        );
        assert!(
            text.contains("::: valley-news/2026-02-11-bridge.txt:2:1"),
            "{text}"
        );
        assert!(
            text.contains("^^^^ 9, as of 2026-02-11, said by officials"),
            "{text}"
        );
        assert!(text.contains("--- 6, as of 2026-02-11"), "{text}");
        insta::assert_snapshot!("full_two_articles", text);
    }

    #[test]
    fn nothing_found_is_one_summary_line() {
        let text = shown(&fixture::nothing_at_odds());
        assert_eq!(text.lines().count(), 1);
        assert!(text.ends_with("0 findings\n"), "{text}");
    }

    #[test]
    fn hostile_text_reaches_no_terminal() {
        let text = shown(&fixture::hostile());
        assert!(
            !text
                .chars()
                .any(|c| c != '\n' && crate::report::escape::is_hostile(c)),
            "{text}"
        );
        assert!(
            !text
                .lines()
                .any(|line| line.trim_start().starts_with("::error")),
            "{text}"
        );
        assert!(
            !text
                .lines()
                .any(|line| line.trim_start().starts_with("::warning")),
            "{text}"
        );
        insta::assert_snapshot!("full_hostile", text);
    }

    #[test]
    fn a_long_line_is_cut_to_a_window_and_keeps_its_column() {
        let checked = fixture::long_unicode();
        let text = shown(&checked);
        // 50 times 20 characters, then "У мосту загинуло ", then the span.
        assert!(text.contains("bridge.txt:1:1018"), "{text}");
        assert!(text.contains("дев’ять людей"), "{text}");
        assert!(text.contains("| ...") && text.contains("...\n"), "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 200),
            "{text}"
        );
        insta::assert_snapshot!("full_long_unicode", text);
    }

    #[test]
    fn a_span_over_two_lines_is_shown_on_both() {
        let mut checked = fixture::two_articles();
        checked.articles[0].text = "At dawn nine\r\npeople died.\n".to_owned();
        checked.findings[0].sides[0].claims[0].span = ByteSpan::new(8, 20);
        let text = shown(&checked);
        assert!(text.contains("At dawn nine"), "{text}");
        assert!(text.contains("people died."), "{text}");
    }

    #[test]
    fn spans_outside_the_text_or_inside_a_letter_do_not_panic() {
        let mut checked = fixture::long_unicode();
        for span in [
            (0, 0),
            (1, 3),
            (5, 2),
            (9_999_999, 10_000_000),
            (0, 9_999_999),
        ] {
            checked.findings[0].sides[0].claims[0].span = ByteSpan::new(span.0, span.1);
            assert!(shown(&checked).contains("error[casualties]"));
        }
        checked.articles.clear();
        assert!(shown(&checked).contains("error[casualties]"));
    }

    #[test]
    fn a_problem_points_at_its_line() {
        let mut checked = fixture::nothing_at_odds();
        let yaml = "rules:\n  - id: met\n    verb: meet\n";
        checked.problems = vec![
            Problem::error("unknown-key", "unknown key `verb` in rule `met`")
                .at(Place::new(
                    "rules/claims/a.yaml",
                    yaml,
                    ByteSpan::new(23, 27),
                ))
                .help("did you mean `words`?"),
            Problem::error("nothing-checked", "no article was found"),
        ];
        let text = shown(&checked);
        assert!(
            text.contains("error[unknown-key]: unknown key `verb` in rule `met`"),
            "{text}"
        );
        assert!(text.contains("--> rules/claims/a.yaml:3:5"), "{text}");
        assert!(text.contains("^^^^"), "{text}");
        insta::assert_snapshot!("full_problems", text);
    }

    #[test]
    fn max_shown_counts_what_it_hides() {
        let mut checked = fixture::two_articles();
        for _ in 0..4 {
            checked.findings.push(checked.findings[0].clone());
        }
        let mut out = Vec::new();
        let look = TextLook {
            max_shown: Some(2),
            ..TextLook::default()
        };
        write(&mut out, &checked, look).expect("memory takes every byte");
        let text = String::from_utf8_lossy(&out);
        assert_eq!(text.matches("error[casualties]").count(), 2);
        assert!(text.contains("3 more findings not shown"));
    }

    #[test]
    fn only_styled_output_has_escape_sequences() {
        let mut out = Vec::new();
        let look = TextLook {
            paint: Paint::Styled,
            max_shown: None,
            quiet: false,
        };
        write(&mut out, &fixture::two_articles(), look).expect("memory takes every byte");
        assert!(String::from_utf8_lossy(&out).contains("\u{1b}["));
        assert!(!shown(&fixture::two_articles()).contains('\u{1b}'));
    }

    proptest::proptest! {
        #[test]
        fn no_text_and_no_span_panics_or_gets_through(
            text in "(?s)[\\x00-\\x{2fff}\\u{202e}a-z \n\r\t]{0,400}",
            start in 0_usize..500,
            len in 0_usize..300,
            excerpt in "(?s).{0,210}",
            column in 0_usize..250,
        ) {
            let mut checked = fixture::two_articles();
            checked.articles[0].text = text;
            checked.findings[0].sides[0].claims[0].span = ByteSpan::new(start, start + len);
            let mut place = Place::new("a.yaml", &excerpt, ByteSpan::new(start, start + len));
            place.column = column;
            checked.problems = vec![Problem::error("odd", excerpt).at(place)];
            let text = shown(&checked);
            proptest::prop_assert!(!text.chars().any(|c| c != '\n' && crate::report::escape::is_hostile(c)));
        }
    }
}
