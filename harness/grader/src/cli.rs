//! The command line, and the exit statuses: 0 every submission has a verdict, 2 wrong usage, 3 some
//! submission could not be judged for a reason of our own.

mod help;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use engine::Lang;
use lab::course::Course;

use crate::words::Words;
use crate::{doctor, finals, likeness, regrade, run};

/// Grades a class: submissions in, safe verdicts and reports out.
#[derive(Debug, Parser)]
#[command(name = "grader", version)]
struct Cli {
    /// What to do
    #[command(subcommand)]
    command: Command,

    /// Language of the reports and messages; without it, that of the locale
    #[arg(long, global = true, value_enum)]
    lang: Option<LangName>,

    /// Course file instead of labs/course.toml: this year's deadlines and weights
    #[arg(long, global = true, value_name = "FILE")]
    course: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Grade submissions and write the reports
    Run(RunOptions),
    /// Judge again what a changed suite would judge otherwise; shows first whose grade changes
    Regrade(RegradeOptions),
    /// Change a student's points by hand, with a reason
    Override(OverrideOptions),
    /// Compute final grades: half the labs, half the examination, out of 20
    Final(FinalOptions),
    /// Compare the works of the gradebook, and write the pairs that share more than the starter explains
    Similar(SimilarOptions),
    /// Say what this machine offers for confining submissions
    Doctor(DoctorOptions),
}

/// Where the gradebook and the reports are, and what is graded.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// Folder of the gradebook and the reports
    #[arg(long, default_value = "grades")]
    pub out: PathBuf,
    /// Lab to grade, by number or name, several times for several; without it, all of them
    #[arg(long)]
    pub lab: Vec<String>,
    /// Submissions judged at once; without it, one for each core
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Judge although this machine cannot confine submissions: only for code that you trust
    #[arg(long)]
    pub unsafe_no_sandbox: bool,
    /// What the drawn values of a new gradebook come from
    #[arg(long)]
    pub seed: Option<u64>,
}

/// Options of `run`.
#[derive(Clone, Debug, Args)]
pub struct RunOptions {
    /// Folders of submissions, single submissions, or Moodle's bulk downloads
    #[arg(required = true)]
    pub path: Vec<PathBuf>,
    /// CSV of the class, as Moodle exports it or with a column `student`: who handed in nothing gets
    /// a row, whoever is not on it is told of. A column `lang` (fr or en) says who reads what
    #[arg(long, value_name = "FILE")]
    pub students: Option<PathBuf>,
    /// Try again what was set aside because we failed
    #[arg(long)]
    pub retry: bool,
    /// Where, what and how
    #[command(flatten)]
    pub place: Place,
}

/// Options of `regrade`.
#[derive(Clone, Debug, Args)]
pub struct RegradeOptions {
    /// Where, what and how
    #[command(flatten)]
    pub place: Place,
    /// Write the reports with the new grades; without it only the differences are shown
    #[arg(long)]
    pub apply: bool,
}

/// Options of `override`.
#[derive(Clone, Debug, Args)]
pub struct OverrideOptions {
    /// The student, as in `grades.csv`
    pub student: String,
    /// The lab, by number or name
    pub lab: String,
    /// The points instead, with at most two decimals
    pub points: String,
    /// Why
    #[arg(long)]
    pub reason: String,
    /// Who changes it
    #[arg(long)]
    pub who: String,
    /// Folder of the gradebook
    #[arg(long, default_value = "grades")]
    pub out: PathBuf,
}

/// Options of `final`.
#[derive(Clone, Debug, Args)]
pub struct FinalOptions {
    /// CSV of the examination: a header `student,grade` (or `;`), grades out of 20
    #[arg(long)]
    pub exam: PathBuf,
    /// Folder of the gradebook; `final.csv` is written there
    #[arg(long, default_value = "grades")]
    pub out: PathBuf,
}

/// Options of `similar`.
#[derive(Clone, Debug, Args)]
pub struct SimilarOptions {
    /// Folder of the gradebook; `similarity/index.html` is written there
    #[arg(long, default_value = "grades")]
    pub out: PathBuf,
}

/// Options of `doctor`.
#[derive(Clone, Debug, Args)]
pub struct DoctorOptions {
    /// Make every attack of the corpus here, and say of each whether it was held off: some minutes
    #[arg(long)]
    pub attacks: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangName {
    /// French
    Fr,
    /// English
    En,
}

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0
    Graded,
    /// 2
    Usage,
    /// 3
    Ours,
}

/// An error that is the user's to mend: its text says how.
#[derive(Debug)]
pub struct Usage(pub String);

impl std::fmt::Display for Usage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// The command.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().collect();
    let lang = lab::language(&arguments);
    let matches = help::command(lang).try_get_matches_from(arguments);
    let exit = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => dispatch(cli, lang).unwrap_or_else(|error| explain(&error, lang)),
        Err(error) => help::refused(&error, lang),
    };
    ExitCode::from(match exit {
        Exit::Graded => 0,
        Exit::Usage => 2,
        Exit::Ours => 3,
    })
}

fn dispatch(cli: Cli, lang: Lang) -> Result<Exit> {
    if let Command::Doctor(options) = &cli.command {
        return doctor::run(options, lang);
    }
    let course = course(cli.course.as_deref(), lang)?;
    match cli.command {
        Command::Run(options) => run::run(&options, course, lang),
        Command::Regrade(options) => regrade::run(&options, course, lang),
        Command::Override(options) => finals::change(&options, &course, lang),
        Command::Final(options) => finals::write(&options, &course, lang),
        Command::Similar(options) => likeness::write(&options, &course, lang),
        Command::Doctor(options) => doctor::run(&options, lang),
    }
}

/// The course around the current folder, as its own file or `file` declares it.
fn course(file: Option<&Path>, lang: Lang) -> Result<Course> {
    let course = Course::find()?;
    let Some(file) = file else { return Ok(course) };
    Course::declared_by(&course.root, file)
        .map_err(|why| Usage(Words(lang).bad_course(file, &why)).into())
}

/// Says on stderr why the command ends, and with which status.
fn explain(error: &anyhow::Error, lang: Lang) -> Exit {
    let (exit, sentence) = if let Some(Usage(sentence)) = error.downcast_ref() {
        (Exit::Usage, sentence.clone())
    } else {
        match error.downcast_ref::<lab::Refusal>() {
            Some(refusal @ lab::Refusal::Usage(_)) => (Exit::Usage, refusal.text(lang)),
            Some(refusal) => (Exit::Ours, refusal.text(lang)),
            None => (Exit::Ours, Words(lang).failed(&format!("{error:#}"))),
        }
    };
    eprintln!("{sentence}");
    exit
}
