//! `lab watch`: a verdict on every save. The next lab begins when the student asks for it.

mod files;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvError, Sender};
use std::time::Duration;

use anyhow::Result;
use console::style;
use engine::database::Kind;
use texts::Lang;

use crate::cli::WatchOptions;
use crate::compile;
use crate::course::{Course, Lab, Side};
use crate::exit::{Exit, Refusal, explain};
use crate::hint;
use crate::keys::{self, Command};
use crate::messages::{labels, trouble};
use crate::progress::Progress;
use crate::report::human::{Detail, Human};
use crate::subject::Source;
use crate::test::Run;
use Signal::Changed;
use files::{Change, Files};

/// Editors write a file in several steps; this long without another one is a save.
const QUIET: Duration = Duration::from_millis(5);

/// Like [`QUIET`], for whole folders: a reset, a branch that is switched, a sync tool.
const FOLDER_QUIET: Duration = Duration::from_millis(100);

/// What ends the waiting.
enum Signal {
    Changed(Change),
    Key(Command),
}

/// The signals that have arrived. Only changes of files are ever forgotten.
struct Inbox {
    receiver: Receiver<Signal>,
    held: VecDeque<Signal>,
}

impl Inbox {
    fn next(&mut self) -> Result<Signal, RecvError> {
        self.held.pop_front().map_or_else(|| self.receiver.recv(), Ok)
    }

    /// Forgets the changes until now. Returns whether folders have changed.
    fn forget_changes(&mut self) -> bool {
        self.held.extend(self.receiver.try_iter());
        let folders = self.held.iter().any(|signal| matches!(signal, Changed(Change::Folder)));
        self.held.retain(|signal| !matches!(signal, Changed(Change::File | Change::Folder)));
        folders
    }

    /// Waits until nothing has changed for a moment.
    fn settle(&mut self, first: Change) {
        let mut quiet = first.quiet();
        self.held.push_back(Changed(first));
        while let Ok(signal) = self.receiver.recv_timeout(quiet) {
            if let Changed(change) = &signal {
                quiet = quiet.max(change.quiet());
            }
            self.held.push_back(signal);
        }
    }
}

impl Change {
    /// How long nothing more must change.
    fn quiet(&self) -> Duration {
        match self {
            Self::Folder => FOLDER_QUIET,
            Self::File | Self::Lost(_) => QUIET,
        }
    }
}

/// What comes after a verdict.
enum Next {
    Again,
    /// the lab with this index
    Lab(usize),
}

/// Runs the command. It ends when `q` is pressed.
///
/// # Errors
/// Wrong usage, and failures of the harness.
pub fn run(course: &Course, options: &WatchOptions, lang: Lang) -> Result<Exit> {
    let first = match &options.lab {
        Some(given) => Some(course.lab(given)?),
        None => Progress::load(course, lang).current(course),
    };
    let Some(first) = first else { return Ok(Exit::Passed) };
    course.folder(first, Side::Lab)?;
    let (sender, receiver) = mpsc::channel();
    keys::listen(sender.clone(), Signal::Key);
    let inbox = Inbox { receiver, held: VecDeque::new() };
    let mut watch = Watch { course, inbox, sender, poll: options.poll, lang };
    let mut index = course.number(first) - 1;
    while let Some(lab) = course.labs.get(index) {
        index = watch.lab(lab)?;
    }
    Ok(Exit::Passed)
}

/// What is the same for every lab.
struct Watch<'a> {
    course: &'a Course,
    inbox: Inbox,
    sender: Sender<Signal>,
    poll: bool,
    lang: Lang,
}

impl Watch<'_> {
    /// Watches a lab, until another one is asked for: its index.
    fn lab(&mut self, lab: &Lab) -> Result<usize> {
        // Once: a second package would cost cargo a hundredth of a second at every save.
        let judge = compile::build(self.course, lab, None, None, self.lang)?.judge;
        let sender = self.sender.clone();
        // Nobody listens any more at the end of the command.
        let tell = Arc::new(move |change| drop(sender.send(Changed(change))));
        let mut files = Files::watch(self.course, lab, self.poll, tell, self.lang)?;
        let mut is_missing = false;
        loop {
            // The verdict that begins includes what has changed until now.
            if self.inbox.forget_changes() {
                files.watch_again()?;
            }
            match self.course.folder(lab, Side::Lab) {
                Ok(_) => {
                    is_missing = false;
                    let is_done = self.verdict(lab, &judge);
                    self.invite(lab, is_done);
                }
                // Said once, however many files come or go one after the other.
                Err(_) if is_missing => {}
                Err(error) => {
                    is_missing = true;
                    explain(&error, self.lang);
                    self.invite(lab, false);
                }
            }
            if let Next::Lab(next) = self.wait(lab)? {
                return Ok(next);
            }
        }
    }

    /// One verdict. Returns whether the lab is done.
    fn verdict(&self, lab: &Lab, judge: &Path) -> bool {
        let run = Run {
            course: self.course,
            seed: u64::from(fastrand::u32(..)),
            only: None,
            databases: vec![Kind::Sqlite],
            requests: None,
            lang: self.lang,
        };
        let source = Source::Package(Side::Lab);
        let mut human = Human::new(self.course, self.lang, true, Detail::FirstFailure);
        match run.lab(lab, Some(judge), &source, &mut human) {
            Ok(judged) => {
                let first = judged.first.as_deref();
                Progress::note(self.course, &judged.report, first, self.lang);
                judged.report.passed()
            }
            // The next save may fix the cause: a half-written manifest, a full disk.
            Err(error) => {
                explain(&error, self.lang);
                false
            }
        }
    }

    /// The lab that `n` goes to: the next one that is not done, else the next one.
    fn next(&self, lab: &Lab) -> Option<&Lab> {
        let progress = Progress::load(self.course, self.lang);
        let later = &self.course.labs[self.course.number(lab)..];
        later.iter().find(|lab| !progress.of(lab).done()).or(later.first())
    }

    /// Says what is waited for, and which keys there are.
    fn invite(&self, lab: &Lab, is_done: bool) {
        let progress = Progress::load(self.course, self.lang);
        let next = self.next(lab);
        if is_done {
            let message = match next.filter(|next| !progress.of(next).done()) {
                Some(next) => labels::watch_done(self.course.number(next)),
                None => labels::WATCH_COURSE_DONE.clone(),
            };
            println!("\n{}", style(message.text(self.lang)).green().bold());
        }
        let folder = format!("{}/{}", Side::Lab.folder(), lab.folder);
        println!("\n{}", style(labels::watching(folder).text(self.lang)).dim());
        let hint = (!is_done).then(|| labels::KEY_HINT.text(self.lang));
        let next = next.map(|next| labels::key_next(self.course.number(next)).text(self.lang));
        let keys: Vec<String> =
            hint.into_iter().chain(next).chain([labels::KEY_QUIT.text(self.lang)]).collect();
        println!("{}", style(keys.join(" · ")).dim());
    }

    /// Waits for a save or a key. This wait alone has no deadline: it is the student's.
    fn wait(&mut self, lab: &Lab) -> Result<Next> {
        loop {
            match self.inbox.next()? {
                Changed(Change::Lost(why)) => {
                    return Err(Refusal::harness(trouble::watch_lost(why)));
                }
                Changed(change) => {
                    self.inbox.settle(change);
                    return Ok(Next::Again);
                }
                Signal::Key(Command::Hint) => hint::show(self.course, lab, None, self.lang)?,
                Signal::Key(Command::Next) => {
                    if let Some(next) = self.next(lab) {
                        return Ok(Next::Lab(self.course.number(next) - 1));
                    }
                }
            }
        }
    }
}
