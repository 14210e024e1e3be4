//! The judge: one process for the suite of one lab, started by a command and ended with it.
//!
//! It is a process of its own so that a lab's verdict needs nothing that another lab's suite is
//! made of, and so that whatever becomes of the command, somebody is left to end the servers.

mod stage;

pub use stage::Stage;

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::check::{Check, Suite};
use crate::conversation::{Conversation, Failure, Scene, Stop};
use crate::database::{self, Database, Databases, Kind};
use crate::draw;
use crate::fault::Fault;
use crate::process;
use crate::protocol::{Description, Event, Evidence, Task};
use crate::server::Printed;
use crate::text::{Lang, Text};
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
        Task::Describe { lang } => {
            let jobs = jobs(suite, None, &[Kind::Sqlite]);
            let checks = jobs.iter().map(|job| describe(job, lang)).collect();
            say(&Event::Plan { checks })
        }
        Task::Judge { subject, seed, only, databases, requests, lang } => {
            process::adopt_orphans();
            let stage = Stage::set(&subject)?;
            end_with_the_command(&stage, suite.databases);
            let jobs = jobs(suite, only.as_deref(), &databases);
            let plan = jobs.iter().map(|job| describe(job, lang)).collect();
            say(&Event::Plan { checks: plan })?;
            let start = Instant::now();
            judge(&Run { suite, stage: &stage, seed, requests, lang }, &jobs, say)?;
            let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            // Before the last word: after it the command may hang up, and this process end at once.
            drop(stage);
            say(&Event::Done { milliseconds })
        }
    }
}

/// One check to make on one kind of database.
#[derive(Clone, Copy)]
struct Job<'a> {
    check: &'a Check,
    kind: Kind,
    /// what the check is worth here
    points: u32,
}

impl Job<'_> {
    /// The name of the check, and of the kind of database when there is a choice.
    fn id(&self) -> String {
        format!("{}{}", self.check.id, self.kind.suffix())
    }

    fn title(&self, lang: Lang) -> String {
        let title = self.check.title.get(lang);
        match self.kind {
            Kind::Sqlite => title.to_owned(),
            Kind::Postgresql => format!("{title} ({})", self.kind.name()),
        }
    }
}

/// The checks of `suite` on every one of these databases that it has. All points are on the first.
fn jobs<'a>(suite: &'a Suite, only: Option<&str>, databases: &[Kind]) -> Vec<Job<'a>> {
    let known = suite.kinds();
    let first = databases.first().copied();
    databases
        .iter()
        .copied()
        .filter(|kind| known.contains(kind))
        .flat_map(|kind| {
            let points = move |check: &Check| if Some(kind) == first { check.points } else { 0 };
            suite.checks.iter().map(move |check| Job { check, kind, points: points(check) })
        })
        .filter(|job| only.is_none_or(|only| only == job.check.id || *only == job.id()))
        .collect()
}

/// Ends every server, the stage and this process when the other end of standard input closes.
fn end_with_the_command(stage: &Stage, databases: Option<&'static dyn Databases>) {
    let folders = stage.folders();
    thread::spawn(move || {
        // Nothing more is ever sent; what is waited for is the end.
        let _ = io::stdin().lock().read_to_end(&mut Vec::new());
        process::kill_everything();
        if let Some(databases) = databases {
            databases.clear();
        }
        for folder in folders {
            // The system's temporary folder is cleaned by others if this fails.
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

fn describe(job: &Job<'_>, lang: Lang) -> Description {
    Description {
        id: job.id(),
        title: job.title(lang),
        points: job.points,
        nudge: job.check.nudge.get(lang).to_owned(),
        idea: job.check.idea.get(lang).to_owned(),
        chapter: job.check.chapter.to_owned(),
    }
}

/// A verdict, and what explains it when it is not a pass.
type Judged = (CheckReport, Option<Box<Evidence>>);

/// What is the same for every check of a run.
struct Run<'a> {
    suite: &'a Suite,
    stage: &'a Stage,
    seed: u64,
    requests: Option<u32>,
    lang: Lang,
}

/// Judges in parallel, and tells each verdict in the order of the jobs as soon as it and those before
/// it are known.
fn judge(
    run: &Run<'_>,
    jobs: &[Job<'_>],
    mut tell: impl FnMut(&Event) -> Result<()>,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let dead = AtomicBool::new(false);
    let beside = jobs.iter().any(|job| job.kind == Kind::Postgresql);
    let absent =
        run.suite.databases.filter(|_| beside).and_then(|databases| databases.absent(run.lang));
    let (sender, judged) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers(jobs.len()) {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                while let Some((index, job)) = take(&next, jobs) {
                    let verdict = match &absent {
                        Some(why) if job.kind == Kind::Postgresql => skipped(run, job, why.clone()),
                        _ => judge_one(run, job, &dead),
                    };
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

/// Checks held at once: half as many again as there are cores, because a check waits for its server
/// about a third of its time.
fn workers(checks: usize) -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    (cores + cores / 2).min(checks)
}

fn take<'a, T>(next: &AtomicUsize, jobs: &'a [T]) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    jobs.get(index).map(|job| (index, job))
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
fn judge_one(run: &Run<'_>, job: &Job<'_>, dead: &AtomicBool) -> Judged {
    match hold(run, job, dead) {
        Ok(()) => (report(run, job, Verdict::Passed), None),
        Err(stopped) => match *stopped {
            (Stop::Failed(failure), printed) => {
                if let Fault::NeverListened { .. } = failure.fault {
                    dead.store(true, Ordering::Relaxed);
                }
                failed(run, job, *failure, printed)
            }
            (Stop::Skipped(why), _) => skipped(run, job, why),
            (Stop::Harness(error), _) => {
                let sentence = format!("{error:#}");
                let mut report = report(run, job, Verdict::Error);
                report.diff = Some(sentence.clone());
                (report, Some(Box::new(Evidence { sentence, ..Evidence::default() })))
            }
        },
    }
}

fn hold(run: &Run<'_>, job: &Job<'_>, dead: &AtomicBool) -> Result<(), Box<(Stop, Printed)>> {
    let harness = |error| Box::new((Stop::Harness(error), Printed::default()));
    let expected = run.suite.expected(job.check).map_err(harness)?;
    let folder = run.stage.fresh(job.check.id).map_err(harness)?;
    let database = database(run.suite, job.kind, folder.path()).map_err(harness)?;
    let another = || another(run.suite, job.kind, folder.path());
    let mut talk = Conversation::new(Scene {
        target: run.stage.target(),
        folder: folder.path(),
        settings: database.iter().map(|database| ("DATABASE_URL", database.url().into())).collect(),
        expected: Some(&expected),
        lang: run.lang,
        rng: draw::generator(run.seed, job.check.id),
        requests: run.requests,
        another_database: &another,
    });
    if dead.load(Ordering::Relaxed) {
        talk.hurry();
    }
    let outcome = (job.check.talk)(&mut talk);
    let held = talk.exchanges();
    // Before the database goes, and with it the server's connections to it.
    let printed = talk.finish();
    outcome.map_err(|stop| Box::new((stop, printed)))?;
    if held < expected.len() {
        return Err(harness(anyhow::anyhow!(
            "check {} asks less than its snapshot holds: record it again with `cargo insta test \
             --review`",
            job.check.id
        )));
    }
    Ok(())
}

/// What the SQLite databases of a check are called.
const DATABASE: &str = "catalogue.db";
const ANOTHER: &str = "autre.db";

/// A database for one check, when the lab has one.
fn database(suite: &Suite, kind: Kind, folder: &Path) -> Result<Option<Box<dyn Database>>> {
    let Some(databases) = suite.databases else { return Ok(None) };
    match kind {
        Kind::Sqlite => Ok(Some(Box::new(database::Sqlite::new(folder, DATABASE)))),
        Kind::Postgresql => databases.make().map(Some),
    }
}

/// One more, which the server has to make.
fn another(suite: &Suite, kind: Kind, folder: &Path) -> Result<Box<dyn Database>> {
    let databases = suite.databases.context("the lab has no database")?;
    Ok(match kind {
        Kind::Sqlite => Box::new(database::Sqlite::new(folder, ANOTHER)),
        Kind::Postgresql => databases.name(),
    })
}

fn failed(run: &Run<'_>, job: &Job<'_>, failure: Failure, printed: Printed) -> Judged {
    let sentence = failure.fault.sentence(run.lang);
    let mut report = report(run, job, Verdict::Failed);
    report.reason = Some(failure.fault.reason());
    report.diff = Some(if failure.diff.is_empty() { sentence.clone() } else { failure.diff });
    let at_start = failure.fault.at_start() && !asked_anything(&failure.asked);
    // What keeps a server from starting has nothing to do with the check that found it.
    let start = (START.get(run.lang), START_CHAPTER);
    let (hint, chapter) =
        if at_start { start } else { (job.check.nudge.get(run.lang), job.check.chapter) };
    report.hint = Some(hint.to_owned());
    report.chapter = Some(chapter.to_owned());
    let evidence = Evidence { sentence, asked: failure.asked, printed, at_start };
    (report, Some(Box::new(evidence)))
}

/// Whether a server has answered before: it knows how to start then.
fn asked_anything(asked: &[String]) -> bool {
    asked.iter().any(|line| line.starts_with("curl "))
}

/// Of a server that does not start.
const START: Text = Text {
    fr: "Les vérifications donnent au serveur PORT et les autres variables que nomme le README du \
         lab : les lit-il, ou cherche-t-il un port, un fichier ou une base qui n'est que chez vous ?",
    en: "The checks give the server PORT and the other variables that the README of the lab names: \
         does it read them, or does it look for a port, a file or a database that only your machine \
         has?",
};

/// Where the book shows how a server starts.
const START_CHAPTER: &str = "1-apis/rust.md#layout";

fn skipped(run: &Run<'_>, job: &Job<'_>, why: String) -> Judged {
    let mut report = report(run, job, Verdict::Skipped);
    report.diff = Some(why);
    (report, None)
}

fn report(run: &Run<'_>, job: &Job<'_>, verdict: Verdict) -> CheckReport {
    CheckReport {
        id: job.id(),
        title: job.title(run.lang),
        verdict,
        points: if verdict == Verdict::Passed { job.points } else { 0 },
        out_of: job.points,
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
            let database = database(suite, Kind::Sqlite, folder.path())?;
            let another = || another(suite, Kind::Sqlite, folder.path());
            let mut talk = Conversation::new(Scene {
                target: stage.target(),
                folder: folder.path(),
                settings: database.iter().map(|base| ("DATABASE_URL", base.url().into())).collect(),
                expected: None,
                lang: Lang::En,
                rng: draw::generator(seed, check.id),
                requests: None,
                another_database: &another,
            });
            match (check.talk)(&mut talk) {
                Ok(()) => Ok((check.id, talk.transcript())),
                Err(Stop::Harness(error)) => Err(error),
                Err(Stop::Skipped(why)) => anyhow::bail!("check {}: {why}", check.id),
                Err(Stop::Failed(failure)) => {
                    let sentence = failure.fault.sentence(Lang::En);
                    anyhow::bail!("check {}: {sentence}\n{}", check.id, failure.diff)
                }
            }
        })
        .collect()
}
