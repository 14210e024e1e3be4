//! Starts a judge, sends it a task, and receives what it reports.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;

use anyhow::{Context, Result};
use engine::outcome::{Cause, Outcome};
use engine::protocol::{Description, Event, Task};
use engine::{limits, process};

use crate::exit::Refusal;
use crate::messages::trouble;

/// What a judge reports, in this order.
pub enum Update<'a> {
    /// the checks that follow
    Planned(&'a [Description]),
    /// one check, and how it ended
    Checked(&'a Description, Outcome),
}

/// A running judge. Dropping it ends the process and every server that it started.
pub struct Judge {
    child: Child,
    /// The judge ends when this closes, which the system guarantees when this process ends.
    lifeline: Option<ChildStdin>,
    events: Receiver<Event>,
}

impl Judge {
    /// Starts the judge at `path`.
    ///
    /// # Errors
    /// When it cannot be started, or does not read its task.
    pub fn start(path: &Path, task: &Task) -> Result<Self> {
        Self::start_by(Command::new(path), task)
            .with_context(|| format!("starting {}", path.display()))
    }

    /// Starts a judge by this command.
    ///
    /// # Errors
    /// Those of [`Judge::start`].
    pub fn start_by(mut command: Command, task: &Task) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // Ctrl-C is sent to the terminal's process group. The judge must survive it, to clean up.
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

    /// Passes on what the judge reports, until it is done. Returns how many milliseconds the checks
    /// took.
    ///
    /// # Errors
    /// Those of [`Judge::next`], and those of `hear`.
    pub fn listen(&self, mut hear: impl FnMut(Update<'_>) -> Result<()>) -> Result<u64> {
        let died = || Refusal::harness(trouble::JUDGE_DIED);
        let Event::Plan { checks } = self.next()? else { return Err(died()) };
        hear(Update::Planned(&checks))?;
        let mut checks = checks.iter();
        loop {
            match self.next()? {
                Event::Checked { id, outcome } => {
                    let check = checks.next().filter(|check| check.id == id).ok_or_else(died)?;
                    hear(Update::Checked(check, outcome))?;
                }
                Event::Done { milliseconds } => return Ok(milliseconds),
                // There is only one plan, and `next` has turned the other into an error.
                Event::Plan { .. } | Event::Broken { .. } => return Err(died()),
            }
        }
    }

    /// The next event of the judge.
    ///
    /// # Errors
    /// When it is silent for longer than a check can take, ends too early, or fails.
    pub fn next(&self) -> Result<Event> {
        let patience = limits::CHECK * 2;
        match self.events.recv_timeout(patience) {
            Ok(Event::Broken { error, folder }) => Err(Refusal::harness(match error.cause {
                Cause::StorageFull => trouble::disk_full(folder.display().to_string()),
                Cause::AccessDenied | Cause::CannotStart | Cause::Other => {
                    trouble::harness_failed(error.why)
                }
            })),
            Ok(event) => Ok(event),
            Err(RecvTimeoutError::Timeout) => {
                Err(Refusal::harness(trouble::judge_silent(patience.as_secs())))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Refusal::harness(trouble::JUDGE_DIED)),
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        process::reap_helper(&mut self.child);
    }
}

/// The checks of the judge at `path`.
///
/// # Errors
/// Those of [`Judge::start`] and [`Judge::next`].
pub fn checks(path: &Path) -> Result<Vec<Description>> {
    let judge = Judge::start(path, &Task::Describe)?;
    match judge.next()? {
        Event::Plan { checks } => Ok(checks),
        _ => Err(Refusal::harness(trouble::JUDGE_DIED)),
    }
}
