//! The command line, and the exit statuses: 0 every submission has a verdict, 2 wrong usage, 3 some
//! submission could not be judged for a reason of our own.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};
use engine::Lang;

use crate::{doctor, finals, regrade, run, words};

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
    /// Say what this machine offers for confining submissions
    Doctor,
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
}

/// Options of `run`.
#[derive(Clone, Debug, Args)]
pub struct RunOptions {
    /// Folders of submissions, single submissions, or Moodle's bulk downloads
    #[arg(required = true)]
    pub path: Vec<PathBuf>,
    /// Where, what and how
    #[command(flatten)]
    pub place: Place,
    /// What the drawn values of a new gradebook come from
    #[arg(long)]
    pub seed: Option<u64>,
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
    /// CSV of the examination: a header `student,grade`, grades out of 20
    #[arg(long)]
    pub exam: PathBuf,
    /// Folder of the gradebook; `final.csv` is written there
    #[arg(long, default_value = "grades")]
    pub out: PathBuf,
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
    let cli = Cli::parse();
    let lang = match cli.lang {
        Some(LangName::Fr) => Lang::Fr,
        Some(LangName::En) => Lang::En,
        None => words::locale(),
    };
    let exit = dispatch(cli.command, lang).unwrap_or_else(|error| {
        eprintln!("{error:#}");
        let usage = error.chain().any(|cause| {
            cause.is::<Usage>() || matches!(cause.downcast_ref(), Some(lab::Refusal::Usage(_)))
        });
        if usage { Exit::Usage } else { Exit::Ours }
    });
    ExitCode::from(match exit {
        Exit::Graded => 0,
        Exit::Usage => 2,
        Exit::Ours => 3,
    })
}

fn dispatch(command: Command, lang: Lang) -> Result<Exit> {
    match command {
        Command::Run(options) => run::run(&options, lang),
        Command::Regrade(options) => regrade::run(&options, lang),
        Command::Override(options) => finals::change(&options, lang),
        Command::Final(options) => finals::write(&options, lang),
        Command::Doctor => doctor::run(lang),
    }
}
