//! The command `watch`: on save, what is wrong with the rules, which examples and stories fail, and what changes in
//! articles.
//!
//! Takes its arguments, prints an answer for every save, until it is interrupted. While rules are broken the last good
//! ones stay the ones to compare with, so that the first good save shows all that happened since.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use atodds::problem::{Level, Problem, has_errors};
use atodds::report::words::counted;
use atodds::report::{changes, full};
use atodds::rules::pack::PackFile;
use atodds::rules::{self, Builder, RulePack};
use atodds::ruletest::settle::{Mode, settle};
use atodds::ruletest::shelf::{Kept, Shelf, StoryFile};
use atodds::ruletest::story::{self, StoryRun};
use atodds::ruletest::{self, Tried};
use notify::{RecursiveMode, Watcher};
use rayon::prelude::*;

use crate::args::{Global, Watch};
use crate::pipeline::{self, Loaded, Request};
use crate::run::{Verdict, no_rules, refuse, request};
use crate::term::{self, Progress};

/// A save is over when nothing happened for so long: editors write, rename and touch in one go.
const QUIET: Duration = Duration::from_millis(20);
/// Whatever goes on, an answer is given after so long.
const LONGEST: Duration = Duration::from_millis(200);

/// Runs the command.
pub(crate) fn watch(
    args: &Watch,
    global: &Global,
    progress: &mut Progress,
) -> anyhow::Result<Verdict> {
    let Some(request) = request(global, args.paths.clone(), Vec::new())? else {
        return Ok(refuse(global, &[no_rules()]));
    };
    if let Some(missing) = request
        .focus
        .iter()
        .chain([&request.rules])
        .find(|path| !path.exists())
    {
        let problem = Problem::error(
            "no-such-file",
            format!("{} does not exist", missing.display()),
        );
        return Ok(refuse(
            global,
            &[problem.help("name what is to be watched")],
        ));
    }
    let (sender, events) = channel();
    let mut watcher = notify::recommended_watcher(sender).context("cannot watch files")?;
    for path in watched(&request) {
        watcher
            .watch(&path, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch `{}`", path.display()))?;
    }
    let rules = request.rules.clone();
    let mut watch = Watched {
        global,
        request,
        builder: Builder::default(),
        files: Vec::new(),
        problems: Vec::new(),
        good: None,
        story_files: Shelf::beside(&rules).stories().0,
    };
    // Read once the watcher is set: what is saved in between is an event, not a loss.
    watch.first()?;
    progress.clear();
    while next_save(&events) {
        watch.saved()?;
    }
    Ok(Verdict::CouldNotCheck)
}

/// The folders to watch. An editor that saves by rename puts another file in place of the one that was watched.
fn watched(request: &Request) -> BTreeSet<PathBuf> {
    let folder = |path: &PathBuf| match path.parent() {
        _ if path.is_dir() => path.clone(),
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let stories = Shelf::beside(&request.rules).stories_folder();
    let stories = Some(stories).filter(|stories| stories.is_dir());
    request
        .focus
        .iter()
        .chain([&request.rules])
        .map(folder)
        .chain(stories)
        .collect()
}

/// Waits until something was saved; false when there is nothing left to wait for.
fn next_save(events: &Receiver<notify::Result<notify::Event>>) -> bool {
    let matters = |event: &notify::Result<notify::Event>| {
        event.as_ref().is_ok_and(|event| !event.kind.is_access())
    };
    loop {
        let Ok(event) = events.recv() else {
            return false;
        };
        if matters(&event) {
            break;
        }
    }
    let first = Instant::now();
    while first.elapsed() < LONGEST {
        match events.recv_timeout(QUIET) {
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

/// A state without errors.
struct Good {
    pack: Arc<RulePack>,
    files: Vec<PackFile>,
    loaded: Loaded,
    reading: changes::Reading,
}

struct Watched<'g> {
    global: &'g Global,
    request: Request,
    /// Keeps what a save leaves as it was.
    builder: Builder,
    /// As they were at the last answer, good or not.
    files: Vec<PackFile>,
    problems: Vec<Problem>,
    good: Option<Good>,
    story_files: Vec<StoryFile>,
}

impl Watched<'_> {
    fn first(&mut self) -> anyhow::Result<()> {
        let (files, problems) = rules::read_folder(&self.request.rules);
        let (pack, more) = self.builder.build(&files);
        self.problems = problems.into_iter().chain(more).collect();
        self.files = files;
        let rules = counted(pack.rules.len(), "rule");
        let mut articles = String::new();
        if has_errors(&self.problems) {
            self.say_broken()?;
        } else {
            let good = self.read(Arc::new(pack), None);
            if !self.request.focus.is_empty() {
                articles = format!(
                    " and {}: {}, {}",
                    counted(good.loaded.counts.articles, "article"),
                    counted(good.reading.claims.len(), "claim"),
                    counted(good.reading.findings.len(), "finding"),
                );
            }
            self.good = Some(good);
        }
        let folder = self.request.rules.display().to_string();
        self.print(|out| writeln!(out, "watching {folder}: {rules}{articles}"))
    }

    /// Reads the articles with a pack; those of `before` when no file of theirs can have changed.
    fn read(&self, pack: Arc<RulePack>, before: Option<&Good>) -> Good {
        let mut silent = Progress::silent();
        let same = before.and_then(|before| before.loaded.with_pack(&pack));
        let loaded = same.unwrap_or_else(|| {
            pipeline::load_with(Arc::clone(&pack), Vec::new(), &self.request, &mut silent)
        });
        let reading = pipeline::reading(&loaded, &mut silent);
        Good {
            pack,
            files: self.files.clone(),
            loaded,
            reading,
        }
    }

    /// Answers a save; says nothing when what was saved is as it was.
    fn saved(&mut self) -> anyhow::Result<()> {
        let (files, problems) = rules::read_folder(&self.request.rules);
        let edited = changed(&self.files, &files);
        if edited.is_empty() {
            self.stories_saved()?;
            return self.articles_saved();
        }
        for file in &edited {
            let path = self.request.rules.join(format!("{file}.yaml"));
            self.print(|out| writeln!(out, "saved {}", path.display()))?;
        }
        self.files = files;
        let (pack, more) = self.builder.build(&self.files);
        self.problems = problems.into_iter().chain(more).collect();
        if has_errors(&self.problems) {
            return self.say_broken();
        }
        self.say_problems()?;
        // What happened while the rules were broken counts as well.
        let since = self
            .good
            .as_ref()
            .map_or(&[][..], |good| good.files.as_slice());
        let all = changed(since, &self.files);
        let pack = Arc::new(pack);
        // Any rule can win over any other, and any name or word be read in any text: all tests are affected.
        self.say_tests(&ruletest::run(&pack))?;
        self.say_stories(&pack)?;
        // How outlets are told and cleaned decides what an article is.
        let kept = all.iter().all(|file| !file.starts_with("outlets/"));
        let good = self.read(pack, self.good.as_ref().filter(|_| kept));
        self.say_changes(good)?;
        self.say_lints(&edited)
    }

    /// What is probably not meant in the files that were saved; last, since it takes longest.
    fn say_lints(&self, edited: &BTreeSet<String>) -> anyhow::Result<()> {
        let Some(good) = &self.good else {
            return Ok(());
        };
        // What only a corpus tells, such as a rule that never fired on it, is a note, would drown the rest, and costs
        // another reading of all articles.
        let examples = pipeline::of_articles(Arc::clone(&good.pack), Vec::new(), None);
        let read = if self.global.verbose {
            &good.loaded
        } else {
            &examples
        };
        let lints = pipeline::lint(read, &self.files);
        let path_of = |pack: &String| {
            let file = self.files.iter().find(|file| file.pack == *pack)?;
            Some(file.path.as_str())
        };
        let paths: Vec<&str> = edited.iter().filter_map(path_of).collect();
        let own = |problem: &&Problem| {
            let place = problem.place.as_ref();
            place.is_some_and(|place| paths.contains(&place.path.as_str()))
        };
        let asked = |problem: &&Problem| self.global.verbose || problem.level > Level::Note;
        let shown: Vec<Problem> = lints.iter().filter(own).filter(asked).cloned().collect();
        let paint = term::stdout_paint(self.global.color);
        term::print(paint, |out| full::problems(out, &shown, paint))
    }

    /// Runs all stories with a pack: any rule can speak in any of them, and all take a few milliseconds.
    fn say_stories(&mut self, pack: &RulePack) -> anyhow::Result<()> {
        let place = Shelf::beside(&self.request.rules);
        let (stories, mut problems) = ruletest::stories(&place, pack);
        let (kept, more) = place.snapshots();
        problems.extend(more);
        let runs: Vec<StoryRun> = stories
            .par_iter()
            .map(|one| story::run(one, pack))
            .collect();
        let nothing = Kept::default();
        let settled = runs
            .iter()
            .map(|run| {
                settle(
                    run,
                    kept.get(&run.name).unwrap_or(&nothing),
                    Mode::Check,
                    &place,
                )
            })
            .collect::<Result<Vec<_>, _>>()
            .context("cannot read a snapshot")?;
        let changed: Vec<&str> = settled
            .iter()
            .filter(|one| !one.is_fine())
            .map(|one| one.name.as_str())
            .collect();
        let paint = term::stdout_paint(self.global.color);
        term::print(paint, |out| full::problems(out, &problems, paint))?;
        if runs.is_empty() {
            return Ok(());
        }
        self.print(|out| {
            let judged = runs.iter().flat_map(|run| &run.judged);
            for one in judged.filter(|one| !one.outcome.is_fine()) {
                writeln!(out, "{one}")?;
            }
            let failed = runs.iter().filter(|run| !run.is_fine()).count();
            let how = match failed {
                0 => "all as they say".to_owned(),
                failed => format!("{failed} not as they say"),
            };
            writeln!(out, "{}: {how}", counted(runs.len(), "story test"))?;
            for name in &changed {
                writeln!(
                    out,
                    "  {name}: its record changes; `atodds test {name}` shows how"
                )?;
            }
            Ok(())
        })
    }

    /// Answers a story that was saved.
    fn stories_saved(&mut self) -> anyhow::Result<()> {
        let (files, _) = Shelf::beside(&self.request.rules).stories();
        if files == self.story_files || has_errors(&self.problems) {
            return Ok(());
        }
        self.story_files = files;
        match self.good.as_ref().map(|good| Arc::clone(&good.pack)) {
            Some(pack) => self.say_stories(&pack),
            None => Ok(()),
        }
    }

    fn articles_saved(&mut self) -> anyhow::Result<()> {
        if self.request.focus.is_empty() || has_errors(&self.problems) {
            return Ok(());
        }
        let Some(pack) = self.good.as_ref().map(|good| Arc::clone(&good.pack)) else {
            return Ok(());
        };
        let good = self.read(pack, None);
        let same = self
            .good
            .as_ref()
            .is_some_and(|old| old.reading == good.reading);
        if same { Ok(()) } else { self.say_changes(good) }
    }

    fn say_broken(&self) -> anyhow::Result<()> {
        self.say_problems()?;
        self.print(|out| writeln!(out, "the rules are broken; those of before stay in use"))
    }

    fn say_problems(&self) -> anyhow::Result<()> {
        let shown: Vec<Problem> = self.problems.clone();
        let paint = term::stdout_paint(self.global.color);
        term::print(paint, |out| full::problems(out, &shown, paint))
    }

    fn say_tests(&self, tried: &[Tried]) -> anyhow::Result<()> {
        self.print(|out| {
            for one in tried.iter().filter(|one| !one.outcome.is_fine()) {
                writeln!(out, "{one}")?;
            }
            let failed = tried.iter().filter(|one| !one.outcome.is_fine()).count();
            let how = match failed {
                0 => "all as they say".to_owned(),
                failed => format!("{failed} not as they say"),
            };
            writeln!(out, "{}: {how}", counted(tried.len(), "example"))
        })
    }

    fn say_changes(&mut self, good: Good) -> anyhow::Result<()> {
        let nothing = changes::Reading::default();
        let old = self.good.as_ref().map_or(&nothing, |good| &good.reading);
        let diff = changes::diff(old, &good.reading);
        let asked = !self.request.focus.is_empty();
        self.good = Some(good);
        if asked {
            self.print(|out| changes::write(out, &diff))
        } else {
            Ok(())
        }
    }

    fn print(
        &self,
        write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> anyhow::Result<()> {
        term::print(term::stdout_paint(self.global.color), write)
    }
}

/// The files that are not as they were, by their path inside the pack.
fn changed(old: &[PackFile], new: &[PackFile]) -> BTreeSet<String> {
    let lacks = |files: &[PackFile], one: &PackFile| {
        !files
            .iter()
            .any(|file| file.pack == one.pack && file.bytes == one.bytes)
    };
    let gone = old.iter().filter(|file| lacks(new, file));
    let come = new.iter().filter(|file| lacks(old, file));
    gone.chain(come).map(|file| file.pack.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(pack: &str, text: &str) -> PackFile {
        PackFile {
            path: format!("rules/{pack}.yaml"),
            pack: pack.to_owned(),
            bytes: text.into(),
        }
    }

    #[test]
    fn what_is_edited_added_or_deleted_is_changed_and_a_touch_is_not() {
        let old = [
            file("claims/a", "1"),
            file("claims/b", "1"),
            file("facts/c", "1"),
        ];
        let new = [
            file("claims/a", "1"),
            file("claims/b", "2"),
            file("names/d", "1"),
        ];
        let all: Vec<String> = changed(&old, &new).into_iter().collect();
        assert_eq!(all, ["claims/b", "facts/c", "names/d"]);
        assert!(changed(&old, &old).is_empty());
    }
}
