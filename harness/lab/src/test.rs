//! `lab test`: builds, has judged, reports.

use std::path::{Path, PathBuf};

use anyhow::Result;
use engine::Lang;
use engine::database::Kind;
use engine::fault::Fault;
use engine::protocol::{Event, Evidence, Subject, Task};
use engine::verdict::{CheckReport, LabReport, Report, Timings, Verdict};

use crate::cli::{Format, TestOptions};
use crate::compile::{self, Built};
use crate::course::{Course, Lab, Side, nearest};
use crate::exit::{Exit, Refusal};
use crate::judge::{self, Judge};
use crate::messages::Usage;
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
    let known = options.judge.as_deref();
    let labs: Vec<(&Lab, Option<PathBuf>)> = match only {
        Some(check) => having(course, labs, check, known, lang)?,
        None => labs.into_iter().map(|lab| (lab, known.map(Path::to_owned))).collect(),
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
    for (lab, judge) in labs {
        let reporter: &mut dyn Reporter = match options.format {
            Format::Human => &mut human,
            Format::Json | Format::Junit => &mut silent,
        };
        let report = run.lab(lab, judge.as_deref(), &source, reporter)?;
        if let (Source::Package(Side::Lab), None, true) = (&source, only, on_sqlite) {
            Progress::note(course, &report, lang);
        }
        reports.push(report);
    }
    let report = Report::new(seed, reports);
    match options.format {
        Format::Human => human.total(&report),
        Format::Json => json::print(&report)?,
        Format::Junit => junit::print(&report),
    }
    Ok(status(&report))
}

/// Those of `labs` that have a check of this name, each with its judge, unless that is `given`,
/// compiled.
fn having<'a>(
    course: &Course,
    labs: Vec<&'a Lab>,
    check: &str,
    given: Option<&Path>,
    lang: Lang,
) -> Result<Vec<(&'a Lab, Option<PathBuf>)>> {
    let mut having = Vec::new();
    let mut known = Vec::new();
    for lab in labs {
        let judge = compile::build(course, lab, None, given, lang)?.judge;
        let checks: Vec<String> =
            judge::checks(&judge, lang)?.into_iter().map(|check| check.id).collect();
        if checks.iter().any(|id| id == base(check)) {
            having.push((lab, Some(judge)));
        }
        known.extend(checks);
    }
    if having.is_empty() {
        let nearest = nearest(check, known.iter().map(String::as_str));
        return Err(Refusal::usage(Usage::UnknownCheck {
            given: check.to_owned(),
            nearest,
            known,
        }));
    }
    Ok(having)
}

/// The name of a check without the database on which it is made.
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

/// One run over some labs: what is the same for all of them.
pub struct Run<'a> {
    /// the course
    pub course: &'a Course,
    /// of the drawn values
    pub seed: u64,
    /// one check alone
    pub only: Option<&'a str>,
    /// the databases to make the checks on; the points are on the first
    pub databases: Vec<Kind>,
    /// how many requests to generate
    pub requests: Option<u32>,
    /// of the messages
    pub lang: Lang,
}

impl Run<'_> {
    /// Builds what `source` says for `lab`, and has it judged, by `judge` when that is compiled
    /// already.
    ///
    /// # Errors
    /// Failures of the harness, and a check that does not exist.
    pub fn lab(
        &self,
        lab: &Lab,
        judge: Option<&Path>,
        source: &Source,
        reporter: &mut dyn Reporter,
    ) -> Result<LabReport> {
        let side = match source {
            Source::Package(side) => Some(*side),
            Source::Given(_) => None,
        };
        let built = compile::build(self.course, lab, side, judge, self.lang)?;
        reporter.begin(lab);
        let subject = match source {
            Source::Given(subject) => Some(subject.clone()),
            Source::Package(_) => built
                .server
                .as_ref()
                .map(|path| Subject::Executable { path: path.clone(), through: Vec::new() }),
        };
        let report = match subject {
            Some(subject) => self.judged(lab, &built, subject, reporter)?,
            None => self.unbuilt(lab, &built, reporter)?,
        };
        reporter.end(lab, &report);
        Ok(report)
    }

    fn judged(
        &self,
        lab: &Lab,
        built: &Built,
        subject: Subject,
        reporter: &mut dyn Reporter,
    ) -> Result<LabReport> {
        let task = Task::Judge {
            subject,
            seed: self.seed,
            only: self.only.map(str::to_owned),
            databases: self.databases.clone(),
            requests: self.requests,
            lang: self.lang,
        };
        let judge = Judge::start(&built.judge, &task)?;
        let mut checks = Vec::new();
        loop {
            match judge.next()? {
                Event::Plan { checks } if checks.is_empty() => {
                    return Err(Refusal::usage(Usage::NoDatabase { lab: lab.folder.clone() }));
                }
                Event::Plan { checks } => reporter.plan(lab, checks.len()),
                Event::Checked { report, evidence } => {
                    reporter.checked(&report, evidence.as_deref());
                    checks.push(report);
                }
                // `Judge::next` has made an error of it.
                Event::Broken { .. } => {}
                Event::Done { milliseconds } => {
                    let timings = timings(built, milliseconds);
                    return Ok(LabReport::new(&lab.name, timings, checks));
                }
            }
        }
    }

    /// Every check failed: there is no server.
    fn unbuilt(&self, lab: &Lab, built: &Built, reporter: &mut dyn Reporter) -> Result<LabReport> {
        let fault = Fault::BuildFailed;
        let sentence = fault.sentence(self.lang);
        let checks = judge::checks(&built.judge, self.lang)?;
        let chosen =
            checks.into_iter().filter(|check| self.only.is_none_or(|only| only == check.id));
        let reports = chosen
            .map(|check| {
                let report = CheckReport {
                    id: check.id,
                    title: check.title,
                    verdict: Verdict::Failed,
                    points: 0,
                    out_of: check.points,
                    reason: Some(fault.reason()),
                    diff: Some(sentence.clone()),
                    hint: None,
                    chapter: None,
                };
                let evidence =
                    Evidence { sentence: sentence.clone(), at_start: true, ..Evidence::default() };
                reporter.checked(&report, Some(&evidence));
                report
            })
            .collect();
        Ok(LabReport::new(&lab.name, timings(built, 0), reports))
    }
}

fn timings(built: &Built, checks: u64) -> Timings {
    Timings { build: u64::try_from(built.took.as_millis()).unwrap_or(u64::MAX), checks }
}

/// Listens and says nothing: machine-readable reports are printed whole, at the end.
struct Silent;

impl Reporter for Silent {}
