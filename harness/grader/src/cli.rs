//! From the command line to one of the commands, and from how that ends to an exit status.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::FromArgMatches;
use engine::Lang;
use lab::course::Course;

use crate::commands::{doctor, final_grades, override_points, regrade, run, similar};
use crate::exit::{Exit, Usage};
use crate::help;
use crate::messages::{self, trouble, usage};
use crate::options::{Cli, Command};

/// The command.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().collect();
    let lang = lab::language(&arguments);
    let matches = help::command(lang).try_get_matches_from(arguments);
    let exit = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => dispatch(cli, lang).unwrap_or_else(|error| explain(&error, lang)),
        Err(error) => help::refused(&error, lang),
    };
    exit.into()
}

fn dispatch(cli: Cli, lang: Lang) -> Result<Exit> {
    if let Command::Doctor(options) = &cli.command {
        return doctor::run(options, lang);
    }
    let course = course(cli.course.as_deref())?;
    match cli.command {
        Command::Run(options) => run::run(&options, course, lang),
        Command::Regrade(options) => regrade::run(&options, course, lang),
        Command::Override(options) => override_points::run(&options, &course, lang),
        Command::Final(options) => final_grades::run(&options, &course),
        Command::Similar(options) => similar::run(&options, &course, lang),
        Command::Doctor(options) => doctor::run(&options, lang),
    }
}

/// The course around the current folder, as its own file or `file` declares it.
fn course(file: Option<&Path>) -> Result<Course> {
    let course = Course::find()?;
    let Some(file) = file else { return Ok(course) };
    Course::declared_by(&course.root, file)
        .map_err(|why| Usage(usage::bad_course(messages::path(file), why)).into())
}

/// Says on stderr why the command ends, and with which status.
fn explain(error: &anyhow::Error, lang: Lang) -> Exit {
    let (exit, sentence) = if let Some(Usage(message)) = error.downcast_ref() {
        (Exit::Usage, message.text(lang))
    } else {
        match error.downcast_ref::<lab::Refusal>() {
            Some(refusal @ lab::Refusal::Usage(_)) => (Exit::Usage, refusal.text(lang)),
            Some(refusal) => (Exit::Ours, refusal.text(lang)),
            None => (Exit::Ours, trouble::failed(format!("{error:#}")).text(lang)),
        }
    };
    eprintln!("{sentence}");
    exit
}
