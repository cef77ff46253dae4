//! The terminal: colour, progress, messages beside the results, and output that survives a closed pipe.
//!
//! Takes flags and the environment, gives writers. The only file that reads environment variables and the clock's day.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use anyhow::Context;
use atodds::problem::Problem;
use atodds::report::Paint;
use atodds::report::escape::visible;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::args::{Color, Global};

/// What a terminal and its user want, gathered once.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent yes-or-no answers of the surroundings"
)]
#[derive(Debug, Clone, Copy, Default)]
struct Wishes {
    no_color: bool,
    force_color: bool,
    dumb: bool,
    terminal: bool,
}

impl Wishes {
    fn gather(terminal: bool) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Self {
            no_color: set("NO_COLOR"),
            force_color: std::env::var_os("FORCE_COLOR")
                .is_some_and(|value| !value.is_empty() && value != "0"),
            dumb: std::env::var_os("TERM").is_some_and(|value| value == "dumb"),
            terminal,
        }
    }

    /// The flag first, then a refusal, then a demand, then what the terminal can do.
    fn paint(self, flag: Color) -> Paint {
        let styled = match flag {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if self.no_color => false,
            Color::Auto if self.force_color => true,
            Color::Auto => self.terminal && !self.dumb,
        };
        if styled { Paint::Styled } else { Paint::Plain }
    }
}

/// Whether results on standard output are coloured.
pub(crate) fn stdout_paint(flag: Color) -> Paint {
    Wishes::gather(io::stdout().is_terminal()).paint(flag)
}

/// Whether messages on standard error are coloured.
pub(crate) fn stderr_paint(flag: Color) -> Paint {
    Wishes::gather(io::stderr().is_terminal()).paint(flag)
}

/// Whether a build server runs this: nobody answers, and nothing is to be written beside the results.
pub(crate) fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// Whether somebody sits there who can read and press keys.
pub(crate) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal() && !in_ci()
}

fn choice(paint: Paint) -> ColorChoice {
    match paint {
        // The decision is made; anstream must not make it again from the environment.
        Paint::Styled => ColorChoice::AlwaysAnsi,
        Paint::Plain => ColorChoice::Never,
    }
}

/// Writes results to standard output. A reader that has gone away is no error: the verdict stands.
pub(crate) fn print(
    paint: Paint,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::new(AutoStream::new(io::stdout().lock(), choice(paint)));
    let written = write(&mut out).and_then(|()| out.flush());
    // What could not be written must not be tried again, as dropping the buffer would.
    drop(out.into_parts());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// Writes a stream of lines to standard output, as they come. A reader that has gone away ends it without an error.
pub(crate) fn stream(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    drop(out.into_parts());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// Says one line for people beside the results, unless they want results only.
pub(crate) fn aside(global: &Global, line: impl FnOnce() -> String) {
    if !global.quiet {
        say(Paint::Plain, |err| writeln!(err, "{}", line()));
    }
}

/// Writes messages to standard error. What cannot be said there cannot be said anywhere.
pub(crate) fn say(paint: Paint, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut err = AutoStream::new(io::stderr().lock(), choice(paint));
    let _ = write(&mut err).and_then(|()| err.flush());
}

/// Writes a report to the file at `path`.
pub(crate) fn save(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let failed = || format!("cannot write to `{}`", visible(&path.to_string_lossy()));
    let mut out = BufWriter::new(File::create(path).with_context(failed)?);
    write(&mut out)
        .and_then(|()| out.flush())
        .with_context(failed)
}

/// Today, by the clock of the world: a waiver runs out at one moment for everybody.
pub(crate) fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}

/// The file that GitHub shows as the summary of a step, where there is one.
pub(crate) fn step_summary() -> Option<PathBuf> {
    std::env::var_os("GITHUB_STEP_SUMMARY")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

/// Adds a report to the file at `path`; `write` is told how many bytes stand there.
pub(crate) fn append(
    path: &Path,
    write: impl FnOnce(&mut dyn Write, usize) -> io::Result<()>,
) -> anyhow::Result<()> {
    let failed = || format!("cannot write to `{}`", visible(&path.to_string_lossy()));
    let file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .with_context(failed)?;
    let there = file.metadata().with_context(failed)?.len() as usize;
    let mut out = BufWriter::new(file);
    write(&mut out, there)
        .and_then(|()| out.flush())
        .with_context(failed)
}

/// Prints an error of our own, with what caused it.
pub(crate) fn print_error(error: &anyhow::Error) {
    say(Paint::Plain, |err| {
        let causes: Vec<String> = error
            .chain()
            .map(|cause| visible(&cause.to_string()).into_owned())
            .collect();
        writeln!(err, "error: {}", causes.join(": "))
    });
}

/// The day that `SOURCE_DATE_EPOCH` names: equal input must give equal reports, so no clock is asked.
pub(crate) fn report_date() -> Result<Option<Date>, Box<Problem>> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty())
    else {
        return Ok(None);
    };
    let day = value
        .to_str()
        .and_then(|text| text.trim().parse().ok())
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .map(|instant| instant.to_zoned(TimeZone::UTC).date());
    day.map(Some).ok_or_else(|| {
        let value = value.to_string_lossy();
        let message = format!("`SOURCE_DATE_EPOCH` is `{value}`, which is no instant");
        Box::new(Problem::error("bad-environment", message).help(
            "set it to seconds since 1970, as `git log -1 --format=%ct` prints, or to nothing",
        ))
    })
}

/// Names the variable behind a usage error: a value that nobody typed is hard to find.
pub(crate) fn name_environment(usage: &str) {
    if let Some(value) = std::env::var_os("ATODDS_FORMAT")
        && usage.contains("--format <FORMAT>")
    {
        let value = value.to_string_lossy().into_owned();
        say(Paint::Plain, |err| {
            writeln!(err, "note: `ATODDS_FORMAT` is `{}`", visible(&value))
        });
    }
}

/// What a panic says: where, and that it is ours to mend.
pub(crate) fn report_a_bug(panic: &PanicHookInfo<'_>) {
    say(Paint::Plain, |err| {
        let payload = panic.payload();
        let what = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        writeln!(
            err,
            "error: atodds {} has a bug and stopped",
            env!("CARGO_PKG_VERSION")
        )?;
        writeln!(err, "  = note: {}", visible(what))?;
        if let Some(at) = panic.location() {
            writeln!(err, "  = note: at {}:{}", at.file(), at.line())?;
        }
        writeln!(
            err,
            "  = help: please report it with this message, the command, and the smallest input that shows it"
        )
    });
}

/// Tells a waiting person which stage runs, and how long each took.
///
/// Only on a terminal, only after half a second, never under `CI` or `-q`.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: bool,
    started: Instant,
    dirty: bool,
    timings: Vec<(&'static str, Duration)>,
}

impl Progress {
    /// Before this much time nobody wonders.
    const PATIENCE: Duration = Duration::from_millis(500);

    pub(crate) fn new(global: &Global) -> Self {
        Self {
            shown: io::stderr().is_terminal() && !in_ci() && !global.quiet,
            started: Instant::now(),
            dirty: false,
            timings: Vec::new(),
        }
    }

    /// Progress that nobody is shown: the terminal belongs to somebody else.
    #[cfg(any(feature = "lsp", feature = "watch"))]
    pub(crate) fn silent() -> Self {
        Self {
            shown: false,
            started: Instant::now(),
            dirty: false,
            timings: Vec::new(),
        }
    }

    /// Runs one stage, named as what is being done: `reading articles`.
    pub(crate) fn stage<T>(&mut self, name: &'static str, stage: impl FnOnce() -> T) -> T {
        if self.shown && self.started.elapsed() > Self::PATIENCE {
            self.dirty = true;
            say(Paint::Plain, |err| write!(err, "\r{name:<40}"));
        }
        let start = Instant::now();
        let given = stage();
        self.timings.push((name, start.elapsed()));
        given
    }

    /// Takes the progress line away; to be called before anything else is printed.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.dirty) {
            say(Paint::Plain, |err| write!(err, "\r{:<40}\r", ""));
        }
    }

    /// Prints what each stage took.
    pub(crate) fn print_timings(&self) {
        say(Paint::Plain, |err| {
            for (name, took) in &self.timings {
                writeln!(err, "{:>9.1} ms  {name}", took.as_secs_f64() * 1000.0)?;
            }
            writeln!(
                err,
                "{:>9.1} ms  all",
                self.started.elapsed().as_secs_f64() * 1000.0
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_beats_the_environment_and_a_refusal_beats_a_demand() {
        let none = Wishes::default();
        let terminal = Wishes {
            terminal: true,
            ..none
        };
        let styled = |wishes: Wishes, flag| wishes.paint(flag) == Paint::Styled;
        assert!(styled(
            Wishes {
                no_color: true,
                ..none
            },
            Color::Always
        ));
        assert!(!styled(
            Wishes {
                force_color: true,
                ..terminal
            },
            Color::Never
        ));
        assert!(!styled(
            Wishes {
                no_color: true,
                force_color: true,
                ..terminal
            },
            Color::Auto
        ));
        assert!(styled(
            Wishes {
                force_color: true,
                dumb: true,
                ..none
            },
            Color::Auto
        ));
        assert!(styled(terminal, Color::Auto));
        assert!(!styled(none, Color::Auto));
        assert!(!styled(
            Wishes {
                dumb: true,
                ..terminal
            },
            Color::Auto
        ));
    }
}
