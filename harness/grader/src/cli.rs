//! From the command line to one of the commands, and from how that ends to an exit status.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::FromArgMatches;
use engine::Lang;
use reports::Dialect;

use crate::commands::{
    doctor, extend, final_grades, gradescope, identify, override_points, regrade, run, similar,
};
use crate::exit::{Exit, Usage};
use crate::help;
use crate::messages::trouble;
use crate::options::{Cli, Command};
use crate::reporting::Reader;
use crate::settings::Settings;

/// The command.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().collect();
    let mut lang = lab::language(&arguments);
    let matches = help::command(lang).try_get_matches_from(arguments);
    let exit = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        // What goes wrong is told in the language of the gradebook too.
        Ok(cli) => dispatch(cli, &mut lang).unwrap_or_else(|error| explain(&error, lang)),
        Err(error) => help::refused(&error, lang),
    };
    exit.into()
}

/// Does what was asked for. Without a language on the command line, `lang` becomes that of the gradebook.
fn dispatch(cli: Cli, lang: &mut Lang) -> Result<Exit> {
    if let Command::Doctor(options) = &cli.command {
        return doctor::run(options, *lang);
    }
    let mut settings = Settings::of(folder(&cli.command))?;
    if cli.lang.is_none() {
        *lang = settings.lang.unwrap_or(*lang);
    }
    let lang = *lang;
    settings.lang = Some(lang);
    settings.dialect = cli.csv.map(Dialect::from).or(settings.dialect);
    let dialect = settings.dialect.unwrap_or(Dialect::of(lang));
    let reader = Reader { lang, dialect };
    let course = settings.course(cli.course.as_deref())?;
    match cli.command {
        Command::Run(mut options) => {
            options.grading.lab = settings.labs(&course, &options.grading.lab)?;
            run::run(&options, course, settings, reader)
        }
        Command::Regrade(mut options) => {
            options.grading.lab = settings.labs(&course, &options.grading.lab)?;
            regrade::run(&options, course, &settings, reader)
        }
        Command::Override(options) => override_points::run(&options, &course, lang),
        Command::Extend(options) => extend::run(&options, &course, lang),
        Command::Identify(options) => identify::run(&options, settings, lang),
        Command::Final(options) => final_grades::run(&options, &settings.graded(course), dialect),
        Command::Gradescope(mut options) => {
            options.lab = settings.labs(&course, &options.lab)?;
            gradescope::run(&options, &course, &settings, lang)
        }
        Command::Similar(options) => similar::run(&options, &course, lang),
        Command::Doctor(options) => doctor::run(&options, lang),
    }
}

/// The folder of the gradebook that a command works on.
fn folder(command: &Command) -> &Path {
    match command {
        Command::Run(options) => &options.grading.out,
        Command::Regrade(options) => &options.grading.out,
        Command::Override(options) => &options.out,
        Command::Extend(options) => &options.out,
        Command::Identify(options) => &options.out,
        Command::Final(options) => &options.out,
        Command::Similar(options) => &options.out,
        Command::Gradescope(options) => &options.out,
        // It has none.
        Command::Doctor(_) => Path::new(""),
    }
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
