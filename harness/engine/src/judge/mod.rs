//! The judge: a process that runs the suite of one lab. A command starts it, and it ends with that
//! command.
//!
//! It is a process of its own for two reasons: a lab's verdict needs no dependency of another lab's
//! suite, and when the command is killed, the judge still ends the servers.

mod job;
mod run;
mod run_folder;

pub use run::record;
pub use run_folder::RunFolder;

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};
use std::num::NonZero;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};
use texts::Message;

use crate::check::Suite;
use crate::database::{DatabaseServer, Kind};
use crate::lab::Pace;
use crate::outcome::Outcome;
use crate::process;
use crate::protocol::{Event, Task};
use job::{Job, describe, jobs};
use run::Run;

/// The `main` of a judge: reads a [`Task`], writes [`Event`]s.
pub fn main(suite: &Suite) -> ExitCode {
    match run(suite) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If this fails too, nobody is listening any more.
            let _ = say(&Event::Broken { error: error.into(), folder: std::env::temp_dir() });
            ExitCode::FAILURE
        }
    }
}

fn run(suite: &Suite) -> Result<()> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("reading the task")?;
    let task: Task = serde_json::from_str(&line).context("parsing the task")?;
    match task {
        Task::Describe => {
            let checks = jobs(suite, None, &[Kind::Sqlite]);
            say(&Event::Plan { checks: checks.iter().map(|job| describe(suite, job)).collect() })
        }
        Task::Judge { subject, seed, only, databases, requests } => {
            process::adopt_orphans();
            let folder = RunFolder::prepare(&subject)?;
            end_with_the_command(&folder, suite.lab.databases.map(|databases| databases.server));
            let jobs = jobs(suite, only.as_deref(), &databases);
            say(&Event::Plan { checks: jobs.iter().map(|job| describe(suite, job)).collect() })?;
            let start = Instant::now();
            let run = Run::new(suite, &folder, seed, requests);
            judge(&run, &jobs, |id, outcome| say(&Event::Checked { id, outcome }))?;
            let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            // Before the last event: the command may close the pipe as soon as it has read it,
            // which ends this process at once.
            drop(folder);
            say(&Event::Done { milliseconds })
        }
    }
}

/// When standard input closes, ends every server, removes the folders and ends this process.
fn end_with_the_command(folder: &RunFolder, databases: Option<&'static dyn DatabaseServer>) {
    let folders = folder.folders();
    thread::spawn(move || {
        // Nothing more is sent: this waits for the end.
        let _ = io::stdin().lock().read_to_end(&mut Vec::new());
        process::kill_everything();
        if let Some(databases) = databases {
            databases.drop_all();
        }
        for folder in folders {
            // If this fails, the system cleans its temporary folder at some time.
            let _ = std::fs::remove_dir_all(folder);
        }
        std::process::exit(1);
    });
}

fn say(event: &Event) -> Result<()> {
    let mut line = serde_json::to_string(event).context("writing an event")?;
    line.push('\n');
    let mut stdout = io::stdout().lock();
    stdout.write_all(line.as_bytes()).and_then(|()| stdout.flush()).context("writing an event")
}

/// Judges in parallel, and reports the outcomes in the order of the jobs, each as early as this
/// order allows.
fn judge(
    run: &Run<'_>,
    jobs: &[Job<'_>],
    mut report: impl FnMut(String, Outcome) -> Result<()>,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let unavailable = unavailable(run.suite(), jobs);
    let (sender, judged) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers(run.suite().lab.pace, jobs.len()) {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                // Servers at once must not meet: in one network they share ports and the names of
                // sockets.
                let network = run.network();
                while let Some((index, job)) = take(&next, jobs) {
                    let outcome = match &unavailable {
                        Some(why) if job.kind == Kind::Postgresql => {
                            Outcome::Skipped { why: why.clone() }
                        }
                        _ => match &network {
                            Ok(()) => run.outcome(job),
                            Err(error) => Outcome::Error(error.clone()),
                        },
                    };
                    if sender.send((index, (job.id(), outcome))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        in_order(judged, |(id, outcome)| report(id, outcome))
    })
}

/// Why the database server cannot be used, if some job needs it.
fn unavailable(suite: &Suite, jobs: &[Job<'_>]) -> Option<Message> {
    let databases = suite.lab.databases?;
    let is_needed = jobs.iter().any(|job| job.kind == Kind::Postgresql);
    if is_needed { databases.server.unavailable() } else { None }
}

fn workers(pace: Pace, checks: usize) -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    pace.checks_at_once(cores).min(checks)
}

fn take<'a, T>(next: &AtomicUsize, jobs: &'a [T]) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    jobs.get(index).map(|job| (index, job))
}

fn in_order<T>(
    judged: mpsc::Receiver<(usize, T)>,
    mut report: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (index, outcome) in judged {
        waiting.insert(index, outcome);
        while let Some(outcome) = waiting.remove(&next) {
            report(outcome)?;
            next += 1;
        }
    }
    Ok(())
}
