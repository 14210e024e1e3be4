//! Starts a judge, gives it its task, and listens.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;

use anyhow::{Context, Result};
use engine::protocol::{Description, Event, Task};
use engine::{Lang, limits, process};

use crate::exit::Refusal;
use crate::messages::Trouble;

/// A judge at work. Dropping it ends it and every server it started.
pub struct Judge {
    child: Child,
    /// The judge ends when this closes, which the system does whatever becomes of this process.
    lifeline: Option<ChildStdin>,
    events: Receiver<Event>,
}

impl Judge {
    /// Starts the judge at `path`.
    ///
    /// # Errors
    /// When it does not start or does not take its task.
    pub fn start(path: &Path, task: &Task) -> Result<Self> {
        Self::start_by(Command::new(path), task)
            .with_context(|| format!("starting {}", path.display()))
    }

    /// Starts the judge that this command starts.
    ///
    /// # Errors
    /// Those of [`Judge::start`].
    pub fn start_by(mut command: Command, task: &Task) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // Ctrl-C goes to the terminal's group: the judge must outlive it to clean up.
        let mut child = process::spawn_helper(command)?;
        let mut lifeline = child.stdin.take().context("the judge has no input")?;
        let stdout = child.stdout.take().context("the judge has no output")?;
        let mut line = serde_json::to_string(task).context("writing the task")?;
        line.push('\n');
        lifeline.write_all(line.as_bytes()).context("giving the judge its task")?;
        let (sender, events) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let Ok(event) = serde_json::from_str(&line) else { return };
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, lifeline: Some(lifeline), events })
    }

    /// What the judge says next.
    ///
    /// # Errors
    /// When it says nothing for longer than a check can take, ends too early, or cannot go on.
    pub fn next(&self) -> Result<Event> {
        let patience = limits::CHECK * 2;
        match self.events.recv_timeout(patience) {
            Ok(Event::Broken { why, full: None }) => {
                Err(Refusal::harness(Trouble::HarnessFailed { why }))
            }
            Ok(Event::Broken { full: Some(folder), .. }) => {
                Err(Refusal::harness(Trouble::DiskFull { path: folder.display().to_string() }))
            }
            Ok(event) => Ok(event),
            Err(RecvTimeoutError::Timeout) => {
                Err(Refusal::harness(Trouble::JudgeSilent { seconds: patience.as_secs() }))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Refusal::harness(Trouble::JudgeDied)),
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        process::bury_helper(&mut self.child);
    }
}

/// The checks that the judge at `path` makes.
///
/// # Errors
/// Those of [`Judge::start`] and [`Judge::next`].
pub fn checks(path: &Path, lang: Lang) -> Result<Vec<Description>> {
    let judge = Judge::start(path, &Task::Describe { lang })?;
    match judge.next()? {
        Event::Plan { checks } => Ok(checks),
        _ => Err(Refusal::harness(Trouble::JudgeDied)),
    }
}
