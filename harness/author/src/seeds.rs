//! Tries many seeds: a solution must pass with all of them, and a starter must earn no points.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use engine::Lang;
use engine::database::Kind;
use engine::protocol::{Subject, Task};
use engine::render::{self, Evidence};
use engine::verdict::{CheckReport, Verdict};
use lab::course::{Course, Side};
use lab::judge::{Judge, Update};

use crate::cargo;

/// A report and its explanation.
pub type Judged = (CheckReport, Option<Evidence>);

/// Judges the solution and the starter of these labs, or of all labs if none is named, with `count`
/// seeds and every kind of database that the lab supports.
///
/// # Errors
/// At the first unexpected verdict, with its seed.
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
                Outcome::Skipped(why) => {
                    println!("{folder}: {why}");
                    match kind {
                        // Only a lab with a broker is skipped as a whole.
                        Kind::Sqlite => needs::RABBITMQ.skipped_by(folder)?,
                        Kind::Postgresql => needs::POSTGRESQL.skipped_by(folder)?,
                    }
                }
            }
        }
    }
    Ok(())
}

/// The result of many seeds.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// the sum of the solution's points; 0 for a lab that does not support the kind of database
    Points(u32),
    /// why the checks were skipped
    Skipped(String),
}

/// Judges the solution of `lab`, which must earn all points with each of `count` seeds, and its
/// starter, which must fail every check because something is not implemented yet.
///
/// # Errors
/// At the first unexpected verdict, with its seed.
pub fn both_sides(lab: &str, count: u64, kind: Kind) -> Result<Outcome> {
    let judge = cargo::executable(&format!("suite-{lab}"))?;
    let (solution, starter) = (Server::solution(lab)?, Server::starter(lab)?);
    let mut points = 0;
    for seed in 0..count {
        for (check, evidence) in judged(&judge, &solution, seed, kind)? {
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
        for (check, evidence) in judged(&judge, &starter, seed, kind)? {
            let unwritten = evidence.is_some_and(|evidence| is_unwritten(&evidence));
            let failed = check.verdict == Verdict::Failed && check.points == 0;
            ensure!(failed && unwritten, "{lab}: the starter, seed {seed}, {}", check.id);
        }
    }
    Ok(Outcome::Points(points))
}

/// Whether a check failed because the student has not written something yet: code that the server panicked
/// at, or a file, for which no server was started.
fn is_unwritten(evidence: &Evidence) -> bool {
    let mut panics = evidence.printed.panics.iter();
    evidence.only_reads_files
        || panics.any(|panic| panic.message.starts_with("not yet implemented"))
}

/// A compiled server, and the folder of its lab, in which some checks read files.
#[derive(Clone, Debug)]
pub struct Server {
    /// the executable
    pub program: PathBuf,
    /// the lab's folder
    pub files: PathBuf,
}

impl Server {
    /// The solution of a lab, compiled.
    ///
    /// # Errors
    /// When it does not compile, or there is no such lab.
    pub fn solution(lab: &str) -> Result<Self> {
        Self::of(lab, Side::Solution)
    }

    /// The starter of a lab, compiled.
    ///
    /// # Errors
    /// When it does not compile, or there is no such lab.
    pub fn starter(lab: &str) -> Result<Self> {
        Self::of(lab, Side::Lab)
    }

    fn of(lab: &str, side: Side) -> Result<Self> {
        let course = Course::find()?;
        let lab = course.lab(lab)?;
        let program = cargo::executable(&lab.package(side))?;
        Ok(Self { program, files: course.folder(lab, side)? })
    }

    /// The server as a judge is given it.
    pub fn subject(&self) -> Subject {
        let (path, files) = (self.program.clone(), Some(self.files.clone()));
        Subject::Executable { path, through: Vec::new(), files }
    }
}

/// The judge's reports on an executable, with one kind of database.
///
/// # Errors
/// When the judge itself fails.
pub fn judged(judge: &Path, server: &Server, seed: u64, kind: Kind) -> Result<Vec<Judged>> {
    let (subject, databases) = (server.subject(), vec![kind]);
    let task = Task::Judge { subject, seed, only: None, databases, requests: None };
    verdicts(judge, &task)
}

/// Runs one check that generates `requests` requests, and must pass.
///
/// # Errors
/// When the check does not pass.
pub fn generated(
    judge: &Path,
    server: &Server,
    seed: u64,
    check: &str,
    requests: u32,
) -> Result<()> {
    let task = Task::Judge {
        subject: server.subject(),
        seed,
        only: Some(check.to_owned()),
        databases: vec![Kind::Sqlite],
        requests: Some(requests),
    };
    let passed = |(report, _): &Judged| report.verdict == Verdict::Passed;
    ensure!(verdicts(judge, &task)?.iter().all(passed), "seed {seed} fails {check}");
    Ok(())
}

/// The judge's reports on a task, in order.
///
/// # Errors
/// When the judge itself fails.
pub fn verdicts(judge: &Path, task: &Task) -> Result<Vec<Judged>> {
    let judge = Judge::start(judge, task)?;
    let mut checks = Vec::new();
    judge.listen(|update| {
        if let Update::Checked(check, outcome) = update {
            let report = render::report(check, &outcome, Lang::En);
            checks.push((report, render::evidence(&outcome, Lang::En)));
        }
        Ok(())
    })?;
    Ok(checks)
}
