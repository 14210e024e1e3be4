//! The judge: one process for the suite of one lab, started by a command and ended with it.
//!
//! It is a process of its own so that a lab's verdict needs nothing that another lab's suite is
//! made of, and so that whatever becomes of the command, somebody is left to end the servers.

mod stage;

pub use stage::Stage;

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};
use std::num::NonZero;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::check::{Check, Suite};
use crate::conversation::{Conversation, Failure, Stop};
use crate::draw;
use crate::fault::Fault;
use crate::process;
use crate::protocol::{Description, Event, Evidence, Task};
use crate::server::Printed;
use crate::text::Lang;
use crate::verdict::{CheckReport, Verdict};

/// The `main` of a judge: reads a [`Task`], writes [`Event`]s.
pub fn main(suite: &Suite) -> ExitCode {
    match run(suite) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let full = is_full(&error).then(std::env::temp_dir);
            let why = format!("{error:#}");
            // Nobody listens any more when even this fails.
            let _ = say(&Event::Broken { why, full });
            ExitCode::FAILURE
        }
    }
}

fn is_full(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|cause| {
        matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    })
}

fn run(suite: &Suite) -> Result<()> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("reading the task")?;
    let task: Task = serde_json::from_str(&line).context("understanding the task")?;
    match task {
        Task::Describe { lang } => say(&Event::Plan { checks: describe(suite.checks, lang) }),
        Task::Judge { subject, seed, only, lang } => {
            process::adopt_orphans();
            let stage = Stage::set(&subject)?;
            end_with_the_command(&stage);
            let chosen = |check: &&Check| only.as_ref().is_none_or(|only| only == check.id);
            let checks: Vec<Check> = suite.checks.iter().filter(chosen).copied().collect();
            say(&Event::Plan { checks: describe(&checks, lang) })?;
            let start = Instant::now();
            judge(suite, &checks, &stage, seed, lang, say)?;
            let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            // Before the last word: after it the command may hang up, and this process end at once.
            drop(stage);
            say(&Event::Done { milliseconds })
        }
    }
}

/// Ends every server, the stage and this process when the other end of standard input closes.
fn end_with_the_command(stage: &Stage) {
    let folder = stage.folder().to_owned();
    thread::spawn(move || {
        // Nothing more is ever sent; what is waited for is the end.
        let _ = io::stdin().lock().read_to_end(&mut Vec::new());
        process::kill_everything();
        // The system's temporary folder is cleaned by others if this fails.
        let _ = std::fs::remove_dir_all(folder);
        std::process::exit(1);
    });
}

fn say(event: &Event) -> Result<()> {
    let mut line = serde_json::to_string(event).context("writing an event")?;
    line.push('\n');
    let mut stdout = io::stdout().lock();
    stdout.write_all(line.as_bytes()).and_then(|()| stdout.flush()).context("writing an event")
}

fn describe(checks: &[Check], lang: Lang) -> Vec<Description> {
    checks
        .iter()
        .map(|check| Description {
            id: check.id.to_owned(),
            title: check.title.get(lang).to_owned(),
            points: check.points,
            nudge: check.nudge.get(lang).to_owned(),
            idea: check.idea.get(lang).to_owned(),
            chapter: check.chapter.to_owned(),
        })
        .collect()
}

/// A verdict, and what explains it when it is not a pass.
type Judged = (CheckReport, Option<Box<Evidence>>);

/// Judges `checks` in parallel, as many at once as there are cores, and tells each verdict in the
/// order of the checks as soon as it and those before it are known.
///
/// # Errors
/// When a verdict cannot be told.
pub fn judge(
    suite: &Suite,
    checks: &[Check],
    stage: &Stage,
    seed: u64,
    lang: Lang,
    mut tell: impl FnMut(&Event) -> Result<()>,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let dead = AtomicBool::new(false);
    let (sender, judged) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers(checks.len()) {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                while let Some((index, check)) = take(&next, checks) {
                    let verdict = judge_one(suite, check, stage, seed, lang, &dead);
                    if sender.send((index, verdict)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        in_order(judged, |(report, evidence)| tell(&Event::Checked { report, evidence }))
    })
}

fn workers(checks: usize) -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(checks)
}

fn take<'a>(next: &AtomicUsize, checks: &'a [Check]) -> Option<(usize, &'a Check)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    checks.get(index).map(|check| (index, check))
}

fn in_order<T>(
    judged: mpsc::Receiver<(usize, T)>,
    mut tell: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (index, verdict) in judged {
        waiting.insert(index, verdict);
        while let Some(verdict) = waiting.remove(&next) {
            tell(verdict)?;
            next += 1;
        }
    }
    Ok(())
}

/// One check against a server of its own.
///
/// A server that never listens is waited for once: it is the same executable for every check, and
/// `dead` tells the others to wait no longer than a start takes.
fn judge_one(
    suite: &Suite,
    check: &Check,
    stage: &Stage,
    seed: u64,
    lang: Lang,
    dead: &AtomicBool,
) -> Judged {
    match hold(suite, check, stage, seed, lang, dead) {
        Ok(()) => (report(check, lang, Verdict::Passed), None),
        Err(stopped) => match *stopped {
            (Stop::Failed(failure), printed) => {
                if let Fault::NeverListened { .. } = failure.fault {
                    dead.store(true, Ordering::Relaxed);
                }
                failed(check, lang, *failure, printed)
            }
            (Stop::Harness(error), _) => {
                let sentence = format!("{error:#}");
                let mut report = report(check, lang, Verdict::Error);
                report.diff = Some(sentence.clone());
                (report, Some(Box::new(Evidence { sentence, ..Evidence::default() })))
            }
        },
    }
}

fn hold(
    suite: &Suite,
    check: &Check,
    stage: &Stage,
    seed: u64,
    lang: Lang,
    dead: &AtomicBool,
) -> Result<(), Box<(Stop, Printed)>> {
    let harness = |error| Box::new((Stop::Harness(error), Printed::default()));
    let expected = suite.expected(check).map_err(harness)?;
    let folder = stage.fresh(check.id).map_err(harness)?;
    let rng = draw::generator(seed, check.id);
    let mut talk = Conversation::new(stage.target(), folder.path(), Some(&expected), lang, rng);
    if dead.load(Ordering::Relaxed) {
        talk.hurry();
    }
    let outcome = (check.talk)(&mut talk);
    let held = talk.exchanges();
    let printed = talk.finish();
    outcome.map_err(|stop| Box::new((stop, printed)))?;
    if held < expected.len() {
        return Err(harness(anyhow::anyhow!(
            "check {} asks less than its snapshot holds: record it again with `cargo insta test \
             --review`",
            check.id
        )));
    }
    Ok(())
}

fn failed(check: &Check, lang: Lang, failure: Failure, printed: Printed) -> Judged {
    let sentence = failure.fault.sentence(lang);
    let mut report = report(check, lang, Verdict::Failed);
    report.reason = Some(failure.fault.reason());
    report.diff = Some(if failure.diff.is_empty() { sentence.clone() } else { failure.diff });
    if !failure.fault.at_start() {
        // What keeps a server from starting has nothing to do with the check that found it.
        report.hint = Some(check.nudge.get(lang).to_owned());
        report.chapter = Some(check.chapter.to_owned());
    }
    let evidence = Evidence {
        sentence,
        asked: failure.asked,
        printed: failure.printed.unwrap_or(printed),
        at_start: failure.fault.at_start(),
    };
    (report, Some(Box::new(evidence)))
}

fn report(check: &Check, lang: Lang, verdict: Verdict) -> CheckReport {
    CheckReport {
        id: check.id.to_owned(),
        title: check.title.get(lang).to_owned(),
        verdict,
        points: if verdict == Verdict::Passed { check.points } else { 0 },
        out_of: check.points,
        reason: None,
        diff: None,
        hint: None,
        chapter: None,
    }
}

/// What the reference server says to every check: the content of the snapshots, for the author's
/// tests.
///
/// # Errors
/// When the server fails a conversation, or the stage cannot be set.
pub fn record(suite: &Suite, stage: &Stage, seed: u64) -> Result<Vec<(&'static str, String)>> {
    suite
        .checks
        .iter()
        .map(|check| {
            let folder = stage.fresh(check.id)?;
            let rng = draw::generator(seed, check.id);
            let mut talk = Conversation::new(stage.target(), folder.path(), None, Lang::En, rng);
            match (check.talk)(&mut talk) {
                Ok(()) => Ok((check.id, talk.transcript())),
                Err(Stop::Harness(error)) => Err(error),
                Err(Stop::Failed(failure)) => {
                    anyhow::bail!("check {}: {}", check.id, failure.fault.sentence(Lang::En))
                }
            }
        })
        .collect()
}
