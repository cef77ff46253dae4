//! The page as Markdown: the same facts in the same order, for a wiki, an issue or a pull request.
//!
//! Takes a page, gives Markdown that also reads well as plain text. Never lets a word of an article be markup:
//! `report::escape` puts a backslash before everything that could be.

use std::io::{self, Write};

use super::entry::{Aside, Cell, Entry, Side};
use super::quote::Quote;
use super::{Outlet, Page};
use crate::report::escape::markdown as text;
use crate::report::words::counted;
use crate::source::WRITTEN;

/// Rows of the overview; a longer table is read by nobody, and the sections hold the rest.
const ROWS: usize = 100;

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written to.
///
/// ```
/// use atodds::report::{Checked, page::{Page, Wishes, markdown, saved::Run}};
/// let page = Page::new(&Run::from(&Checked::default()), &Wishes::default()).expect("no topic is asked for");
/// let mut out = Vec::new();
/// markdown::write(&mut out, &page)?;
/// assert!(String::from_utf8_lossy(&out).starts_with("# Where outlets are at odds\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut dyn Write, page: &Page) -> io::Result<()> {
    writeln!(out, "# {}\n", text(&page.title))?;
    writeln!(out, "{}", text(&page.summary))?;
    if page.findings > 0 {
        writeln!(out, "This page does not say who is right.")?;
    }
    let made = [
        page.days
            .as_ref()
            .map(|days| format!("Articles of {days}.")),
        page.date.as_ref().map(|date| format!("Made on {date}.")),
        page.as_of
            .as_ref()
            .map(|date| format!("Read as of {date}.")),
    ];
    let made: Vec<String> = made.into_iter().flatten().collect();
    if !made.is_empty() {
        writeln!(out, "\n{}", made.join(" "))?;
    }
    if page.findings > 0 {
        overview(out, page)?;
    }
    for group in &page.groups {
        writeln!(out, "\n## {}\n\n{}", group.title, group.note)?;
        for entry in &group.entries {
            fact(out, entry)?;
        }
    }
    writeln!(
        out,
        "\n---\n\nMade by atodds {}. The first line of its ladder that applies to two claims decides how they relate.",
        page.version
    )?;
    for (n, what) in [
        (page.accepted, "accepted before and not shown"),
        (page.skipped, "left out of the run"),
    ] {
        if n > 0 {
            writeln!(out, "{n} {what}.")?;
        }
    }
    writeln!(out, "\n{WRITTEN}")
}

fn overview(out: &mut dyn Write, page: &Page) -> io::Result<()> {
    writeln!(
        out,
        "\n## Who says what\n\nLetters are the sides of each fact. `~` is vague, `–` is silent on this.\n"
    )?;
    let names: Vec<String> = page.outlets.iter().map(name_of).collect();
    writeln!(out, "| fact | {} |", names.join(" | "))?;
    writeln!(out, "|---|{}", ":-:|".repeat(names.len()))?;
    for entry in page.entries().take(ROWS) {
        let cells: Vec<String> = entry.row.iter().map(cell).collect();
        writeln!(out, "| {} | {} |", text(&entry.question), cells.join(" | "))?;
    }
    if page.findings > ROWS {
        writeln!(
            out,
            "\nAnd {} below.",
            counted(page.findings - ROWS, "more fact")
        )?;
    }
    if page.more_outlets > 0 {
        writeln!(
            out,
            "\n{} in few facts and without a column.",
            counted(page.more_outlets, "more outlet")
        )?;
    }
    Ok(())
}

fn name_of(outlet: &Outlet) -> String {
    text(&outlet.name)
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Sides { sides } => {
            let letters: Vec<&str> = sides.iter().map(|(letter, _)| letter.as_str()).collect();
            letters.join(" ")
        }
        Cell::Vague => "~".to_owned(),
        Cell::Silent => "–".to_owned(),
        Cell::Nothing => " ".to_owned(),
    }
}

fn fact(out: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    writeln!(out, "\n### {}\n", text(&entry.question))?;
    writeln!(
        out,
        "**{}**, {}: {} (line {} of the ladder, {})",
        entry.verdict,
        entry.between,
        text(&entry.why),
        entry.line,
        entry.id
    )?;
    if let Some(alone) = &entry.alone {
        writeln!(out, "{} is alone with what it says.", text(alone))?;
    }
    for one in &entry.sides {
        side(out, one)?;
    }
    if entry.more_sides > 0 {
        writeln!(out, "\nAnd {}.", counted(entry.more_sides, "more side"))?;
    }
    if !entry.steps.is_empty() {
        writeln!(out)?;
    }
    for step in &entry.steps {
        let said = |said: &super::entry::Said| {
            let day = said
                .day
                .as_ref()
                .map_or_else(String::new, |day| format!(", {day}"));
            format!("{} ({}{day})", text(&said.label), text(&said.outlet))
        };
        writeln!(
            out,
            "- {}: {}, then {}",
            step.verdict,
            said(&step.earlier),
            said(&step.later)
        )?;
    }
    if !entry.silent.is_empty() {
        let names: Vec<String> = entry.silent.iter().map(|name| text(name)).collect();
        writeln!(out, "\nSilent on this: {}", names.join(", "))?;
    }
    aside(out, "Too vague to take a side", &entry.compatible)?;
    aside(out, "Said, but not as a fact", &entry.open)?;
    aside(out, "Earlier claims", &entry.history)
}

fn side(out: &mut dyn Write, side: &Side) -> io::Result<()> {
    let names: Vec<String> = side.outlets.iter().map(|name| text(name)).collect();
    writeln!(
        out,
        "\n#### {}: {}\n\n{}, {}",
        side.letter,
        text(&side.label),
        names.join(", "),
        side.support
    )?;
    for one in side.quotes.iter().chain(&side.further) {
        quote(out, one)?;
    }
    if side.uncounted > 0 {
        writeln!(
            out,
            "\nAnd {} on this side.",
            counted(side.uncounted, "more claim")
        )?;
    }
    Ok(())
}

fn quote(out: &mut dyn Write, one: &Quote) -> io::Result<()> {
    // Emphasis must touch the words it holds.
    let mark = one.mark.trim();
    writeln!(
        out,
        "\n> {}**{}**{}\n>\n> {}",
        text(&one.before),
        text(mark),
        text(&one.after),
        source(one)
    )
}

fn source(one: &Quote) -> String {
    let mut words = vec![text(&one.outlet)];
    words.extend(one.date_words.as_deref().map(text));
    words.push(one.speaker.as_deref().map_or_else(
        || "in its own voice".to_owned(),
        |speaker| format!("quoting {}", text(speaker)),
    ));
    let title = one.title.as_deref().map(text);
    words.extend(match (&one.url, title) {
        // The address holds no bracket, space or quote that could end the link: see `web_address`.
        (Some(url), Some(title)) => Some(format!("[{title}](<{url}>)")),
        (Some(url), None) => Some(format!("<{url}>")),
        (None, title) => title,
    });
    words.push(text(&one.place));
    words.join(", ")
}

fn aside(out: &mut dyn Write, title: &str, list: &Aside) -> io::Result<()> {
    if list.quotes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}:\n")?;
    for one in &list.quotes {
        writeln!(
            out,
            "- {}: “{}”, {}",
            text(&one.reading),
            text(&one.mark),
            source(one)
        )?;
    }
    if list.more > 0 {
        writeln!(out, "- and {} more", list.more)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::page::Wishes;
    use crate::report::page::saved::Run;

    fn shown(run: &Run) -> String {
        let page = Page::new(run, &Wishes::default()).expect("no topic was asked for");
        let mut out = Vec::new();
        write(&mut out, &page).expect("memory takes every byte");
        String::from_utf8(out).expect("reports are UTF-8")
    }

    #[test]
    fn a_fact_has_its_sides_and_their_words() {
        let text = shown(&Run::from(&fixture::two_articles()));
        assert!(
            text.contains("> Officials said **nine** people had died by Wednesday evening\\."),
            "{text}"
        );
        insta::assert_snapshot!(
            "markdown_page",
            text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
        );
    }

    #[test]
    fn an_article_cannot_write_headings_links_tables_or_html() {
        let mut run = Run::from(&fixture::two_articles());
        let attack = "# x | y [a](http://evil.example) <script> `c` **b** ![i](j)\n# z";
        let finding = &mut run.findings[0];
        finding.question = attack.to_owned();
        finding.sides[0].claims[0].text = attack.to_owned();
        finding.sides[0].claims[0].title = Some(attack.to_owned());
        finding.sides[0].claims[0].url = Some("javascript:alert(1)".to_owned());
        let shown = shown(&run);
        for part in ["](http://evil", "<script>", "javascript:", "![i]"] {
            assert!(!shown.contains(part), "{part}: {shown}");
        }
        assert!(
            !shown.lines().any(|line| line.starts_with("# z")),
            "{shown}"
        );
    }
}
