//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use reports::Dialect;

/// Grades a class: submissions in, safe verdicts and reports out.
#[derive(Debug, Parser)]
#[command(name = "grader", version)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,

    /// Language of the reports and messages; without it, that of the locale
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangName>,

    /// Form of the CSV files for people; without it, `excel-fr` for reports in French
    #[arg(long, global = true, value_enum, value_name = "FORM")]
    pub csv: Option<CsvName>,

    /// Course file instead of labs/course.toml: this year's deadlines and weights
    #[arg(long, global = true, value_name = "FILE")]
    pub course: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Grade submissions and write the reports
    Run(RunOptions),
    /// Judge again what a changed suite would judge otherwise; shows first whose grade changes
    Regrade(RegradeOptions),
    /// Change a student's points by hand, with a reason
    Override(OverrideOptions),
    /// Give a student more time for a lab, with a reason
    Extend(ExtendOptions),
    /// Set the owner of a submission whose name matches several students
    Identify(IdentifyOptions),
    /// Compute final grades: half the labs, half the examination, out of 20
    Final(FinalOptions),
    /// Compare the submissions of the gradebook, and write the pairs that share more than the starter explains
    Similar(SimilarOptions),
    /// Make the archive of an autograder for Gradescope
    Gradescope(GradescopeOptions),
    /// Say what this machine offers for confining submissions
    Doctor(DoctorOptions),
}

/// Where the gradebook and the reports are, and what is graded.
#[derive(Clone, Debug, Args)]
pub struct GradingOptions {
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
    /// CSV of the class, as Moodle or GitHub Classroom exports it or with a column `student`: who handed in nothing
    /// gets a row, whoever is not on it is told of. A column `lang` (fr or en) says who reads what
    #[arg(long, value_name = "FILE")]
    pub students: Option<PathBuf>,
    /// Maximum grade of Moodle's assignments; without it, what each lab is worth
    #[arg(long, value_name = "POINTS")]
    pub moodle_max: Option<String>,
    /// Where the book is published: the chapters in the feedback become links
    #[arg(long, value_name = "URL")]
    pub book_url: Option<String>,
    /// Write the reports even if grades that were already given go down
    #[arg(long)]
    pub yes: bool,
    /// Try again what was set aside because we failed
    #[arg(long)]
    pub retry: bool,
    /// Where, what and how
    #[command(flatten)]
    pub grading: GradingOptions,
}

/// Options of `regrade`.
#[derive(Clone, Debug, Args)]
pub struct RegradeOptions {
    /// Where, what and how
    #[command(flatten)]
    pub grading: GradingOptions,
    /// Write the reports with the new grades; without it only the differences are shown
    #[arg(long)]
    pub apply: bool,
    /// Apply even if grades that were already given go down
    #[arg(long)]
    pub yes: bool,
}

/// Options of `override`.
#[derive(Clone, Debug, Args)]
pub struct OverrideOptions {
    /// The student, as in `grades.csv`
    pub student: String,
    /// The lab, by number or name
    pub lab: String,
    /// The points instead, with at most two decimals, or ABI or ABJ for an absence
    #[arg(required_unless_present = "cancel")]
    pub points: Option<String>,
    /// Why
    #[arg(long)]
    pub reason: String,
    /// Who decides it
    #[arg(long)]
    pub who: String,
    /// Cancel the change: what was earned, less what lateness takes, counts again
    #[arg(long, conflicts_with = "points")]
    pub cancel: bool,
    /// Folder of the gradebook
    #[arg(long, default_value = "grades")]
    pub out: PathBuf,
}

/// Options of `extend`.
#[derive(Clone, Debug, Args)]
pub struct ExtendOptions {
    /// The student, as in `grades.csv`
    #[arg(required_unless_present = "from")]
    pub student: Option<String>,
    /// The lab, by number or name
    #[arg(required_unless_present = "from")]
    pub lab: Option<String>,
    /// The deadline instead: 2026-10-15, 2026-10-15T18:00, or with an offset
    #[arg(required_unless_present = "from")]
    pub until: Option<String>,
    /// Why
    #[arg(long, required_unless_present = "from")]
    pub reason: Option<String>,
    /// Who decides it
    #[arg(long)]
    pub who: String,
    /// CSV of several, with columns `student`, `lab`, `until` and `reason`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["student", "reason"])]
    pub from: Option<PathBuf>,
    /// Folder of the gradebook
    #[arg(long, default_value = "grades")]
    pub out: PathBuf,
}

/// Options of `identify`.
#[derive(Clone, Debug, Args)]
pub struct IdentifyOptions {
    /// The name of the submission, as `run` shows it
    pub name: String,
    /// The student: number, e-mail address, login, name or folder
    pub student: String,
    /// Folder of the gradebook
    #[arg(long, default_value = "grades")]
    pub out: PathBuf,
}

/// Options of `final`.
#[derive(Clone, Debug, Args)]
pub struct FinalOptions {
    /// CSV of the examination with columns `student` and `grade`, grades out of 20; blank, ABI and ABJ are no grades
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

/// Options of `gradescope`.
#[derive(Clone, Debug, Args)]
pub struct GradescopeOptions {
    /// The archive to write
    #[arg(default_value = "autograder.zip")]
    pub file: PathBuf,
    /// Lab to grade, by number or name, several times for several; without it, all of them
    #[arg(long)]
    pub lab: Vec<String>,
    /// Folder of a gradebook whose settings are used, if there is one
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

/// A form of CSV files on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum CsvName {
    /// Commas and decimal points
    Plain,
    /// Semicolons, decimal commas, and a byte order mark
    ExcelFr,
}

impl From<CsvName> for Dialect {
    fn from(name: CsvName) -> Self {
        match name {
            CsvName::Plain => Self::Plain,
            CsvName::ExcelFr => Self::ExcelFr,
        }
    }
}

/// A language on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangName {
    /// French
    Fr,
    /// English
    En,
}
