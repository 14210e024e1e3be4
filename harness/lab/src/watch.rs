//! `lab watch`: a verdict on every save, and the next lab when one is done.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvError, Sender};
use std::time::Duration;

use anyhow::Result;
use console::style;
use engine::Lang;
use engine::database::Kind;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::WatchOptions;
use crate::compile;
use crate::course::{Course, Lab, Side};
use crate::exit::{Exit, Refusal};
use crate::hint;
use crate::keys::{self, Command};
use crate::messages::{Label, Message, Trouble};
use crate::progress::Progress;
use crate::report::human::{Detail, Human};
use crate::subject::Source;
use crate::terminal;
use crate::test::Run;

/// Editors write a file in several steps; this long without another one is a save.
const QUIET: Duration = Duration::from_millis(5);

/// How often files are looked at where the system announces nothing.
const POLLING: Duration = Duration::from_millis(500);

/// What ends the waiting.
enum Signal {
    Saved,
    Key(Command),
    Lost(String),
}

/// The signals that have come; none but a save is ever dropped.
struct Inbox {
    receiver: Receiver<Signal>,
    held: VecDeque<Signal>,
}

impl Inbox {
    fn next(&mut self) -> Result<Signal, RecvError> {
        self.held.pop_front().map_or_else(|| self.receiver.recv(), Ok)
    }

    /// Forgets the saves until now: the verdict that begins includes them.
    fn forget_saves(&mut self) {
        self.held.extend(self.receiver.try_iter());
        self.held.retain(|signal| !matches!(signal, Signal::Saved));
    }

    /// Returns once nothing has been saved for a moment.
    fn settle(&mut self) {
        while let Ok(signal) = self.receiver.recv_timeout(QUIET) {
            if !matches!(signal, Signal::Saved) {
                return self.held.push_back(signal);
            }
        }
    }
}

/// What comes after a lab has been judged.
enum Next {
    Again,
    Lab(usize),
    End,
}

/// Runs the command.
///
/// # Errors
/// Wrong usage, and failures of the harness.
pub fn run(course: &Course, options: &WatchOptions, lang: Lang) -> Result<Exit> {
    let first = match &options.lab {
        Some(given) => Some(course.lab(given)?),
        None => Progress::load(course, lang).current(course),
    };
    let Some(first) = first else { return Ok(Exit::Passed) };
    let (sender, receiver) = mpsc::channel();
    let mut signals = Inbox { receiver, held: VecDeque::new() };
    keys::listen(sender.clone(), Signal::Key);
    let mut index = course.number(first) - 1;
    while let Some(lab) = course.labs.get(index) {
        let folder = course.folder(lab, Side::Lab)?;
        // Once: a second package would cost cargo a hundredth of a second at every save.
        let judge = compile::build(course, lab, None, None, lang)?.judge;
        let _watcher = watch(&folder, sender.clone(), options.poll, lang)?;
        loop {
            match round(course, lab, &judge, &mut signals, lang)? {
                Next::Again => {}
                Next::Lab(next) => {
                    index = next;
                    break;
                }
                Next::End => return Ok(Exit::Passed),
            }
        }
    }
    Ok(Exit::Passed)
}

/// One verdict, and what follows it.
fn round(
    course: &Course,
    lab: &Lab,
    judge: &Path,
    signals: &mut Inbox,
    lang: Lang,
) -> Result<Next> {
    signals.forget_saves();
    let seed = u64::from(fastrand::u32(..));
    let run = Run { course, seed, only: None, databases: vec![Kind::Sqlite], requests: None, lang };
    let source = Source::Package(Side::Lab);
    let mut human = Human::new(course, lang, true, Detail::FirstFailure);
    match run.lab(lab, Some(judge), &source, &mut human) {
        Ok(report) => {
            Progress::note(course, &report, lang);
            if report.passed() {
                return Ok(after(course, lab, lang));
            }
        }
        // The next save may mend what stood in the way: a half-written manifest, a full disk.
        Err(error) => {
            crate::exit::explain(&error, lang);
        }
    }
    invite(lab, lang);
    wait(course, lab, signals, lang)
}

/// The next lab that is not done, when this one is.
fn after(course: &Course, lab: &Lab, lang: Lang) -> Next {
    let progress = Progress::load(course, lang);
    let mut next = course.after(lab);
    while let Some(candidate) = next {
        if !progress.of(candidate).done() {
            let number = course.number(candidate);
            println!("\n{}", style(Label::WatchDone { number }.text(lang)).green().bold());
            return Next::Lab(number - 1);
        }
        next = course.after(candidate);
    }
    println!("\n{}", style(Label::WatchCourseDone.text(lang)).green().bold());
    Next::End
}

fn invite(lab: &Lab, lang: Lang) {
    let folder = format!("{}/{}", Side::Lab.folder(), lab.folder);
    println!("\n{}", style(Label::Watching { folder }.text(lang)).dim());
    println!("{}", style(Label::WatchKeys.text(lang)).dim());
}

/// Waits for a save or a key. This wait alone has no deadline: it is the student's.
fn wait(course: &Course, lab: &Lab, signals: &mut Inbox, lang: Lang) -> Result<Next> {
    loop {
        match signals.next() {
            Ok(Signal::Saved) => {
                signals.settle();
                return Ok(Next::Again);
            }
            Ok(Signal::Key(Command::Hint)) => hint::show(course, lab, None, lang)?,
            Ok(Signal::Key(Command::Next)) => return Ok(Next::Lab(course.number(lab))),
            Ok(Signal::Key(Command::Quit)) => return Ok(Next::End),
            Ok(Signal::Lost(why)) => {
                return Err(Refusal::harness(Trouble::WatchLost { why }));
            }
            Err(_) => return Ok(Next::End),
        }
    }
}

/// Watches the files of a lab: by the system's events, else by looking at them.
fn watch(
    folder: &Path,
    sender: Sender<Signal>,
    poll: bool,
    lang: Lang,
) -> Result<Box<dyn Watcher>> {
    let heard = {
        let folder = folder.to_owned();
        move |event: notify::Result<Event>| tell(&folder, event, &sender)
    };
    if !poll {
        let native =
            RecommendedWatcher::new(heard.clone(), Config::default()).and_then(|mut watcher| {
                watcher.watch(folder, RecursiveMode::Recursive)?;
                Ok(watcher)
            });
        match native {
            Ok(watcher) => return Ok(Box::new(watcher)),
            Err(error) => {
                let why = error.to_string();
                terminal::complain(&Trouble::WatchPolling { why }.text(lang));
            }
        }
    }
    let config = Config::default().with_poll_interval(POLLING).with_compare_contents(true);
    let lost =
        |error: notify::Error| Refusal::harness(Trouble::WatchLost { why: error.to_string() });
    let mut watcher = PollWatcher::new(heard, config).map_err(lost)?;
    watcher.watch(folder, RecursiveMode::Recursive).map_err(lost)?;
    Ok(Box::new(watcher))
}

fn tell(folder: &Path, event: notify::Result<Event>, sender: &Sender<Signal>) {
    let signal = match event {
        Ok(event) if is_save(folder, &event) => Signal::Saved,
        Ok(_) => return,
        Err(error) => Signal::Lost(error.to_string()),
    };
    // Nobody listens any more at the end of the command.
    let _ = sender.send(signal);
}

/// Whether something that the build depends on has changed: not an access, a lock, a swap file.
fn is_save(folder: &Path, event: &Event) -> bool {
    let counts = matches!(
        event.kind,
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Any
    );
    counts && event.paths.iter().any(|path| is_source(folder, path))
}

fn is_source(folder: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(folder) else { return false };
    let parts: Vec<&OsStr> = inside.iter().collect();
    let hidden = |part: &&OsStr| part.to_string_lossy().starts_with('.');
    let build_product = parts.first().is_some_and(|part| *part == "target");
    let extension = inside.extension().map(OsStr::to_string_lossy).unwrap_or_default();
    let known = ["rs", "toml", "html", "sql", "json", "txt", "css", "js"];
    !build_product && !parts.iter().any(hidden) && known.contains(&extension.as_ref())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::is_source;

    #[test]
    fn saves_of_sources_count_and_those_of_editors_do_not() {
        let counts = |path: &str| is_source(Path::new("/lab"), Path::new(path));
        assert!(counts("/lab/src/app.rs"));
        assert!(counts("/lab/templates/hello.html"));
        assert!(counts("/lab/Cargo.toml"));
        assert!(!counts("/lab/src/.app.rs.swp"));
        assert!(!counts("/lab/src/app.rs~"));
        assert!(!counts("/lab/target/debug/x.rs"));
        assert!(!counts("/elsewhere/src/app.rs"));
    }
}
