//! Tries many seeds: a solution passes with every one, and a starter earns nothing with any.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use engine::Lang;
use engine::database::Kind;
use engine::protocol::{Event, Evidence, Subject, Task};
use engine::verdict::{CheckReport, Verdict};
use lab::course::Course;

use crate::{cargo, check};

/// A verdict and what explains it.
pub type Judged = (CheckReport, Option<Box<Evidence>>);

/// Runs both sides of these labs, or of every lab when none is named, with so many seeds, on every
/// kind of database that each has.
///
/// # Errors
/// At the first verdict that is not the intended one, with its seed.
pub fn run(count: u64, labs: &[String]) -> Result<()> {
    let course = Course::find()?;
    for lab in course.chosen(labs)? {
        for kind in [Kind::Sqlite, Kind::Postgresql] {
            let folder = &lab.folder;
            match both_sides(&lab.name, count, kind)? {
                Outcome::Points(0) => {}
                Outcome::Points(points) => {
                    let on = kind.name();
                    println!("{folder}: {count} seeds, {on}, solution {points} points, starter 0");
                }
                Outcome::Skipped(why) => check::skip(&format!("{folder}, {why}"))?,
            }
        }
    }
    Ok(())
}

/// What came of many seeds.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// the points of the solution over all of them; 0 for a lab without a database of the kind
    Points(u32),
    /// why the checks cannot be made here
    Skipped(String),
}

/// The points of the solution of `lab` over so many seeds, all of them earned; its starter fails
/// every check because something is not implemented yet.
///
/// # Errors
/// At the first verdict that is not the intended one, with its seed.
pub fn both_sides(lab: &str, count: u64, kind: Kind) -> Result<Outcome> {
    let trial = Trial::of(lab)?;
    let mut points = 0;
    for seed in 0..count {
        for (check, evidence) in judged(&trial.judge, &trial.solution, seed, kind)? {
            if check.verdict == Verdict::Skipped {
                return Ok(Outcome::Skipped(check.diff.unwrap_or_default()));
            }
            let why = evidence.map(|evidence| evidence.sentence).unwrap_or_default();
            let diff = check.diff.unwrap_or_default();
            ensure!(
                check.verdict == Verdict::Passed && check.points == check.out_of,
                "{lab}: seed {seed} fails {}: {why}\n{diff}",
                check.id
            );
            points += check.points;
        }
        for (check, evidence) in judged(&trial.judge, &trial.starter, seed, kind)? {
            let unwritten = evidence.is_some_and(|evidence| {
                let mut panics = evidence.printed.panics.iter();
                panics.any(|panic| panic.message.starts_with("not yet implemented"))
            });
            let failed = check.verdict == Verdict::Failed && check.points == 0;
            ensure!(failed && unwritten, "{lab}: the starter, seed {seed}, {}", check.id);
        }
    }
    Ok(Outcome::Points(points))
}

/// The executables of a lab.
struct Trial {
    judge: PathBuf,
    solution: PathBuf,
    starter: PathBuf,
}

impl Trial {
    fn of(lab: &str) -> Result<Self> {
        Ok(Self {
            judge: cargo::executable(&format!("suite-{lab}"))?,
            solution: cargo::executable(&format!("solution-{lab}"))?,
            starter: cargo::executable(lab)?,
        })
    }
}

/// What the judge of a lab says of an executable, on one kind of database.
///
/// # Errors
/// When the judge itself fails.
pub fn judged(judge: &Path, server: &Path, seed: u64, kind: Kind) -> Result<Vec<Judged>> {
    let subject = Subject::Executable { path: server.to_owned(), through: Vec::new() };
    let databases = vec![kind];
    let lang = Lang::En;
    let task = Task::Judge { subject, seed, only: None, databases, requests: None, lang };
    verdicts(judge, &task)
}

/// Has one check made that generates so many requests, all of which must go well.
///
/// # Errors
/// When the check does not pass.
pub fn generated(judge: &Path, server: &Path, seed: u64, check: &str, requests: u32) -> Result<()> {
    let task = Task::Judge {
        subject: Subject::Executable { path: server.to_owned(), through: Vec::new() },
        seed,
        only: Some(check.to_owned()),
        databases: vec![Kind::Sqlite],
        requests: Some(requests),
        lang: Lang::En,
    };
    let passed = |(report, _): &Judged| report.verdict == Verdict::Passed;
    ensure!(verdicts(judge, &task)?.iter().all(passed), "seed {seed} fails {check}");
    Ok(())
}

/// What a judge says of a task, in order.
///
/// # Errors
/// When the judge itself fails.
pub fn verdicts(judge: &Path, task: &Task) -> Result<Vec<Judged>> {
    let judge = lab::judge::Judge::start(judge, task)?;
    let mut checks = Vec::new();
    loop {
        match judge.next()? {
            Event::Plan { .. } | Event::Broken { .. } => {}
            Event::Checked { report, evidence } => checks.push((report, evidence)),
            Event::Done { .. } => return Ok(checks),
        }
    }
}
