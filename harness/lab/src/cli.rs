//! The command line, in both languages.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use engine::database::Kind;
use texts::Lang;

use crate::exit::Exit;
use crate::help::Help;
use crate::messages::{HELP, usage};
use crate::terminal;

/// Checks the labs of the course and tells you what to fix.
#[derive(Debug, Parser)]
#[command(name = "lab", bin_name = "cargo lab", version)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,

    /// Language of the messages; by default, the language of your locale
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangName>,
}

/// What the command does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check labs
    Test(TestOptions),
    /// Check a lab on every save; press n to go on to the next one
    Watch(WatchOptions),
    /// Show a hint for the first check that fails; run it again for the next hint
    Hint(HintOptions),
    /// Show your progress
    Progress,
    /// Start the server of a lab, on port 5000 or on the one given in PORT
    Run(RunOptions),
    /// Go back to the starter of a lab; your version is kept
    Reset(ResetOptions),
    /// Bring back a version of a lab that `reset` kept; your current version is kept too
    Restore(RestoreOptions),
    /// Make the archive to hand in
    Pack(PackOptions),
}

/// Options of `test`.
#[derive(Clone, Debug, Default, Args)]
pub struct TestOptions {
    /// Labs to check, by number or name; by default, all labs
    pub lab: Vec<String>,
    /// Check the reference solutions instead of the labs
    #[arg(long)]
    pub solutions: bool,
    /// Start the server, in any language, with this command; PORT is in its environment
    #[arg(long, value_name = "COMMAND", conflicts_with_all = ["solutions", "url"])]
    pub cmd: Option<String>,
    /// Check a server that is already running
    #[arg(long, conflicts_with = "solutions")]
    pub url: Option<String>,
    /// Run only this check
    #[arg(long, value_name = "CHECK")]
    pub only: Option<String>,
    /// Seed for the random values; the same seed repeats the same run
    #[arg(long)]
    pub seed: Option<u64>,
    /// Database for the labs that use one. With `all`, the labs are checked on SQLite, which gives
    /// the points, then on PostgreSQL. PGHOST, PGPORT, PGUSER and PGPASSWORD set up the connection
    #[arg(long, value_enum, default_value_t)]
    pub database: DatabaseName,
    /// Number of requests to generate, for the checks that generate requests
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub requests: Option<u32>,
    /// Format of the report on standard output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Compiled judge of the lab, for programs that run this command often
    #[arg(long, value_name = "FILE", hide = true)]
    pub judge: Option<PathBuf>,
}

/// Options of `watch`.
#[derive(Debug, Args)]
pub struct WatchOptions {
    /// Lab, by number or name; by default, the first one that is not done
    pub lab: Option<String>,
    /// Check the files every half second, for drives that do not report changes
    #[arg(long)]
    pub poll: bool,
}

/// Options of `hint`.
#[derive(Debug, Args)]
pub struct HintOptions {
    /// Lab, by number or name; by default, the first one that is not done
    pub lab: Option<String>,
    /// Check to give a hint for; by default, the first one that fails
    #[arg(long, value_name = "CHECK")]
    pub only: Option<String>,
}

/// Options of `run`.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// Lab, by number or name
    pub lab: String,
    /// Start the reference solution instead of the lab
    #[arg(long)]
    pub solutions: bool,
}

/// Options of `reset`.
#[derive(Debug, Args)]
pub struct ResetOptions {
    /// Lab, by number or name
    pub lab: String,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub struct RestoreOptions {
    /// Lab, by number or name; by default, the one with the newest kept version
    pub lab: Option<String>,
    /// List the versions that are kept, the newest first
    #[arg(long, conflicts_with = "pick")]
    pub list: bool,
    /// Version to bring back, by its number in the list; by default, the newest
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = at_least_one)]
    pub pick: usize,
}

/// Options of `pack`.
#[derive(Debug, Args)]
pub struct PackOptions {
    /// Labs to hand in, by number or name; by default, all labs that you have worked on
    pub lab: Vec<String>,
    /// Archive to write; by default, `atelier.zip` in the folder of the course
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

fn at_least_one(given: &str) -> Result<usize, String> {
    given.parse().ok().filter(|number| *number > 0).ok_or_else(|| given.to_owned())
}

/// The format of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people
    #[default]
    Human,
    /// JSON, as described in the contract
    Json,
    /// JUnit XML
    Junit,
}

/// The databases to check on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DatabaseName {
    /// SQLite, in a file
    #[default]
    Sqlite,
    /// PostgreSQL, on a server
    Postgresql,
    /// SQLite, then PostgreSQL
    All,
}

impl DatabaseName {
    /// The kinds that it stands for; the points are on the first.
    pub fn kinds(self) -> Vec<Kind> {
        match self {
            Self::Sqlite => vec![Kind::Sqlite],
            Self::Postgresql => vec![Kind::Postgresql],
            Self::All => vec![Kind::Sqlite, Kind::Postgresql],
        }
    }
}

/// A language by its code.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangName {
    /// French
    Fr,
    /// English
    En,
}

/// The language of the messages: `--lang`, else the locale's, else English.
///
/// It is read before anything else, so that a refusal of the arguments speaks it too.
pub fn language(arguments: &[OsString]) -> Lang {
    let given = arguments.iter().enumerate().find_map(|(index, argument)| {
        let argument = argument.to_str()?;
        match argument.strip_prefix("--lang") {
            Some("") => arguments.get(index + 1)?.to_str(),
            Some(value) => value.strip_prefix('='),
            None => None,
        }
    });
    given.map_or_else(locale, Lang::named)
}

/// The language of the locale.
pub fn locale() -> Lang {
    Lang::named(&sys_locale::get_locale().unwrap_or_default())
}

/// The help of the command and of its arguments.
const TEXTS: Help = Help(HELP);

/// The command line with its help in `lang`.
pub fn command(lang: Lang) -> clap::Command {
    TEXTS.localise(Cli::command(), "lab", lang)
}

/// Shows the help, or says what is wrong with the arguments.
pub fn refused(error: &clap::Error, lang: Lang) -> Exit {
    if !error.use_stderr() {
        // Help and version. A closed pipe is the reader's choice.
        let _ = error.print();
        return Exit::Passed;
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let message = match error.kind() {
        ErrorKind::UnknownArgument => usage::unknown_argument(context(ContextKind::InvalidArg)),
        ErrorKind::InvalidSubcommand => {
            usage::unknown_command(context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let argument = context(ContextKind::InvalidArg);
            let given = context(ContextKind::InvalidValue);
            match context(ContextKind::ValidValue) {
                possible if possible.is_empty() => usage::invalid_value(given, argument),
                possible => usage::invalid_choice(given, argument, possible),
            }
        }
        ErrorKind::MissingRequiredArgument => {
            usage::missing_argument(context(ContextKind::InvalidArg))
        }
        ErrorKind::ArgumentConflict => {
            usage::conflict(context(ContextKind::InvalidArg), context(ContextKind::PriorArg))
        }
        _ => {
            // No command at all: the help, as an error.
            let _ = error.print();
            return Exit::Usage;
        }
    };
    terminal::complain(&message.text(lang));
    Exit::Usage
}

#[cfg(test)]
mod tests {
    use super::{TEXTS, command};
    use texts::Lang;

    #[test]
    fn the_command_line_is_consistent() {
        command(Lang::En).debug_assert();
        command(Lang::Fr).debug_assert();
    }

    #[test]
    fn every_help_belongs_to_an_argument_and_every_argument_has_one() {
        let mut paths = vec!["lab".to_owned(), "help".to_owned(), "version".to_owned()];
        let command = command(Lang::En);
        paths.extend(command.get_arguments().map(|argument| format!("lab.{}", argument.get_id())));
        for sub in command.get_subcommands() {
            let name = sub.get_name();
            paths.push(name.to_owned());
            paths.extend(
                sub.get_arguments().map(|argument| format!("{name}.{}", argument.get_id())),
            );
        }
        let mut known: Vec<&str> = TEXTS.0.iter().map(|(path, _)| *path).collect();
        known.sort_unstable();
        paths.sort_unstable();
        assert_eq!(known, paths);
    }
}
