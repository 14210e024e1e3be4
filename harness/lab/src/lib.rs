//! The student's command: builds a server, has it judged, and says what to fix.
//!
//! It owns no server. A judge, one executable per lab, boots and ends them; this command starts
//! the judge, listens to it, and shows what it says. What only instructors need is not in here.

mod cli;
pub mod compile;
pub mod course;
mod exit;
pub mod help;
mod hint;
pub mod judge;
mod kept;
mod keys;
mod messages;
mod pack;
mod preflight;
mod progress;
pub mod report;
pub mod reset;
mod restore;
mod serve;
mod standalone;
mod subject;
mod terminal;
mod test;
mod watch;

use std::ffi::OsString;

use anyhow::Result;
use texts::Lang;

use cli::{Cli, Command};
pub use cli::{language, locale};
use course::Course;
pub use exit::{Exit, Refusal};

/// Runs the command with these arguments, the program's name first.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.collect();
    let lang = language(&arguments);
    let cli = match cli::command(lang).try_get_matches_from(arguments) {
        Ok(matches) => match <Cli as clap::FromArgMatches>::from_arg_matches(&matches) {
            Ok(cli) => cli,
            Err(error) => return cli::refused(&error, lang),
        },
        Err(error) => return cli::refused(&error, lang),
    };
    match dispatch(cli, lang) {
        Ok(exit) => exit,
        Err(error) => exit::explain(&error, lang),
    }
}

fn dispatch(cli: Cli, lang: Lang) -> Result<Exit> {
    let course = Course::find()?;
    match cli.command {
        Command::Test(options) => test::run(&course, &options, lang),
        Command::Watch(options) => watch::run(&course, &options, lang),
        Command::Hint(options) => hint::run(&course, &options, lang),
        Command::Progress => progress::show(&course, lang),
        Command::Run(options) => serve::run(&course, &options, lang),
        Command::Reset(options) => reset::run(&course, &options, lang),
        Command::Restore(options) => restore::run(&course, &options, lang),
        Command::Pack(options) => pack::run(&course, &options, lang),
    }
}
