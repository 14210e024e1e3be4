//! `lab test`: builds a server, has it judged, and reports.

use std::path::Path;

use anyhow::Result;
use engine::database::Kind;
use engine::fault::Fault;
use engine::outcome::{Cause, Failure, HarnessError, Outcome};
use engine::protocol::{Description, Subject, Task};
use engine::render::{self, Evidence};
use engine::verdict::{CheckReport, LabReport, Report, Timings, Verdict};
use texts::Lang;

use crate::cli::{Format, TestOptions};
use crate::compile::{self, Built};
use crate::course::{Course, Lab, Side, nearest, proposal};
use crate::exit::{Exit, Refusal};
use crate::judge::{self, Judge, Update};
use crate::messages::usage;
use crate::progress::Progress;
use crate::report::{Reporter, human::Detail, human::Human, json, junit};
use crate::subject::Source;

/// Runs the command.
///
/// # Errors
/// Wrong usage, and failures of the harness.
pub fn run(course: &Course, options: &TestOptions, lang: Lang) -> Result<Exit> {
    let labs = course.chosen(&options.lab)?;
    let source = Source::choose(options)?;
    if let Source::Package(side) = source {
        for lab in &labs {
            course.folder(lab, side)?;
        }
    }
    let only = options.only.as_deref();
    let labs = match only {
        Some(check) => having(course, labs, check)?,
        None => labs,
    };
    // The first 32 bits of a seed are easy to type, and enough.
    let seed = options.seed.unwrap_or_else(|| u64::from(fastrand::u32(..)));
    let databases = options.database.kinds();
    let on_sqlite = databases.contains(&Kind::Sqlite);
    let requests = options.requests;
    let run = Run { course, seed, only, databases, requests, lang };
    let mut human = Human::new(course, lang, options.url.is_none(), Detail::EveryFailure);
    let mut silent = Silent;
    let mut reports = Vec::new();
    for lab in labs {
        let reporter: &mut dyn Reporter = match options.format {
            Format::Human => &mut human,
            Format::Json | Format::Junit => &mut silent,
        };
        let judged = run.lab(lab, options.judge.as_deref(), &source, reporter)?;
        if let (Source::Package(Side::Lab), None, true) = (&source, only, on_sqlite) {
            Progress::note(course, &judged.report, judged.first.as_deref(), lang);
        }
        reports.push(judged.report);
    }
    let report = Report::new(seed, reports);
    match options.format {
        Format::Human => human.total(&report),
        Format::Json => json::print(&report)?,
        Format::Junit => junit::print(&report),
    }
    Ok(status(&report))
}

/// The labs that have a check of this name. The texts of a suite name its checks, so that nothing need
/// be compiled to know.
fn having<'a>(course: &Course, labs: Vec<&'a Lab>, check: &str) -> Result<Vec<&'a Lab>> {
    let mut known = Vec::new();
    let mut having = Vec::new();
    for lab in labs {
        let checks = course.check_ids(lab)?;
        if checks.iter().any(|id| id == base(check)) {
            having.push(lab);
        }
        known.extend(checks);
    }
    if having.is_empty() {
        let nearest = nearest(check, known.iter().map(String::as_str));
        let proposal = proposal(nearest, &known.join(", "));
        return Err(Refusal::usage(usage::unknown_check(check, proposal)));
    }
    Ok(having)
}

/// The name of a check without the suffix for the kind of database.
pub fn base(check: &str) -> &str {
    check.split_once('@').map_or(check, |(base, _)| base)
}

fn status(report: &Report) -> Exit {
    if report.has(Verdict::Error) {
        Exit::Harness
    } else if report.has(Verdict::Failed) {
        Exit::Failed
    } else {
        Exit::Passed
    }
}

/// What is the same for all labs of a run.
pub struct Run<'a> {
    /// the course
    pub course: &'a Course,
    /// determines the drawn values
    pub seed: u64,
    /// only this check
    pub only: Option<&'a str>,
    /// the kinds of database to use; all points are on the first
    pub databases: Vec<Kind>,
    /// how many requests to generate
    pub requests: Option<u32>,
    /// of the messages
    pub lang: Lang,
}

/// The result of one lab.
pub struct Judged {
    /// the verdicts
    pub report: LabReport,
    /// the id of the check to fix first, if one failed
    pub first: Option<String>,
}

impl Run<'_> {
    /// Builds the server of `lab` if `source` says so, and has it judged. Compiles the judge too,
    /// unless it is given.
    ///
    /// # Errors
    /// Failures of the harness, and a check that does not exist.
    pub fn lab(
        &self,
        lab: &Lab,
        judge: Option<&Path>,
        source: &Source,
        reporter: &mut dyn Reporter,
    ) -> Result<Judged> {
        let side = match source {
            Source::Package(side) => Some(*side),
            Source::Given(_) => None,
        };
        let built = compile::build(self.course, lab, side, judge, self.lang)?;
        let subject = match source {
            Source::Given(subject) => Some(subject.clone()),
            Source::Package(_) => built
                .server
                .as_ref()
                .zip(side)
                .map(|(path, side)| self.executable(lab, path, side))
                .transpose()?,
        };
        let Some(subject) = subject else {
            reporter.unbuilt(lab, built.error.as_deref());
            return self.unbuilt(lab, &built);
        };
        reporter.begin(lab);
        let judged = self.judged(lab, &built, subject, reporter)?;
        reporter.end(lab, &judged.report, judged.first.as_deref());
        Ok(judged)
    }

    fn executable(&self, lab: &Lab, path: &Path, side: Side) -> Result<Subject> {
        let files = Some(self.course.folder(lab, side)?);
        Ok(Subject::Executable { path: path.to_owned(), through: Vec::new(), files })
    }

    fn judged(
        &self,
        lab: &Lab,
        built: &Built,
        subject: Subject,
        reporter: &mut dyn Reporter,
    ) -> Result<Judged> {
        let task = Task::Judge {
            subject,
            seed: self.seed,
            only: self.only.map(str::to_owned),
            databases: self.databases.clone(),
            requests: self.requests,
        };
        let judge = Judge::start(&built.judge, &task)?;
        let mut reports = Vec::new();
        let mut causes = Vec::new();
        let milliseconds = judge.listen(|update| {
            match update {
                Update::Planned([]) => {
                    return Err(Refusal::usage(usage::no_database(lab.folder.clone())));
                }
                Update::Planned(checks) => reporter.plan(lab, checks.len()),
                Update::Checked(check, outcome) => {
                    refuse_command(&task, &outcome)?;
                    let (report, evidence) = self.report(check, &outcome, reporter);
                    let failed = evidence.filter(|_| report.verdict == Verdict::Failed);
                    causes.extend(failed.map(|told| (report.id.clone(), told.cause)));
                    reports.push(report);
                }
            }
            Ok(())
        })?;
        let known: Vec<_> = causes.iter().map(|(id, cause)| (id.as_str(), cause)).collect();
        let first = render::first(&known).map(|first| causes[first].0.clone());
        let report = LabReport::new(&lab.name, timings(built, milliseconds), reports);
        Ok(Judged { report, first })
    }

    /// Puts an outcome into words, and has it reported.
    fn report(
        &self,
        check: &Description,
        outcome: &Outcome,
        reporter: &mut dyn Reporter,
    ) -> (CheckReport, Option<Evidence>) {
        let report = render::report(check, outcome, self.lang);
        let evidence = render::evidence(outcome, self.lang);
        reporter.checked(&report, evidence.as_ref());
        (report, evidence)
    }

    /// Every check failed: there is no server.
    fn unbuilt(&self, lab: &Lab, built: &Built) -> Result<Judged> {
        let outcome = Outcome::Failed(Box::new(Failure::at_once(Fault::BuildFailed)));
        let checks = judge::checks(&built.judge)?;
        let chosen = checks.iter().filter(|check| self.only.is_none_or(|only| only == check.id));
        let reports: Vec<CheckReport> =
            chosen.map(|check| render::report(check, &outcome, self.lang)).collect();
        let first = reports.first().map(|report| report.id.clone());
        Ok(Judged { report: LabReport::new(&lab.name, timings(built, 0), reports), first })
    }
}

/// Ends a run whose command the system refuses to start: whoever typed it can change it.
fn refuse_command(task: &Task, outcome: &Outcome) -> Result<()> {
    match (task, outcome) {
        (
            Task::Judge { subject: Subject::Command { words, .. }, .. },
            Outcome::Error(HarnessError { why, cause: Cause::CannotStart, .. }),
        ) => Err(Refusal::usage(usage::cannot_start(words.join(" "), why))),
        _ => Ok(()),
    }
}

fn timings(built: &Built, checks: u64) -> Timings {
    Timings { build: u64::try_from(built.took.as_millis()).unwrap_or(u64::MAX), checks }
}

/// Prints nothing: reports for machines are printed at the end.
struct Silent;

impl Reporter for Silent {}
