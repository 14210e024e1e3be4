//! The help of the command line in both languages, and what is said of arguments that make no sense.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory};
use engine::Lang;

use super::{Cli, Exit};
use crate::words::arguments::{self, Wrong};

/// The command line with its help in `lang`.
pub fn command(lang: Lang) -> clap::Command {
    match lang {
        Lang::En => Cli::command(),
        Lang::Fr => french(Cli::command(), "grader"),
    }
}

/// Puts the French help of this command, its arguments and its subcommands in place.
fn french(mut command: clap::Command, path: &str) -> clap::Command {
    if let Some(about) = arguments::french(path) {
        command = command.about(about).long_about(None);
    }
    command = command
        .subcommand_help_heading("Commandes")
        .help_template("{about}\n\nUsage\u{a0}: {usage}\n\n{all-args}{after-help}")
        .disable_help_subcommand(true);
    let ids: Vec<_> = command.get_arguments().map(|argument| argument.get_id().clone()).collect();
    for id in ids {
        if let Some(help) = arguments::french(&format!("{path}.{id}")) {
            // clap would list values and defaults in English; the help names them.
            command = command.mut_arg(&id, |argument| {
                let argument = argument.help(help);
                match argument.get_action().takes_values() {
                    true => argument.hide_possible_values(true).hide_default_value(true),
                    false => argument,
                }
            });
        }
    }
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command = command.disable_help_flag(true).arg(help.help("Affiche cette aide"));
    if path == "grader" {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.disable_version_flag(true).arg(version.help("Affiche la version"));
    }
    let names: Vec<_> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |sub| french(sub, &name));
    }
    command
}

/// Shows the help, or says what is wrong with the arguments.
pub fn refused(error: &clap::Error, lang: Lang) -> Exit {
    if !error.use_stderr() {
        // Help and version. A closed pipe is the reader's choice.
        let _ = error.print();
        return Exit::Graded;
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let wrong = match error.kind() {
        ErrorKind::UnknownArgument => Wrong::Unknown { given: context(ContextKind::InvalidArg) },
        ErrorKind::InvalidSubcommand => {
            Wrong::Unknown { given: context(ContextKind::InvalidSubcommand) }
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Wrong::Value {
            argument: context(ContextKind::InvalidArg),
            given: context(ContextKind::InvalidValue),
            possible: context(ContextKind::ValidValue),
        },
        ErrorKind::MissingRequiredArgument => {
            Wrong::Missing { argument: context(ContextKind::InvalidArg) }
        }
        ErrorKind::MissingSubcommand => Wrong::Missing { argument: "COMMAND".to_owned() },
        _ => {
            let _ = error.print();
            return Exit::Usage;
        }
    };
    eprintln!("{}", wrong.text(lang));
    Exit::Usage
}

#[cfg(test)]
mod tests {
    use super::command;
    use crate::words::arguments::french;
    use engine::Lang;

    #[test]
    fn the_command_line_is_consistent() {
        command(Lang::En).debug_assert();
        command(Lang::Fr).debug_assert();
    }

    #[test]
    fn every_command_and_every_argument_has_its_help_in_french() {
        let english = command(Lang::En);
        for argument in english.get_arguments() {
            let path = format!("grader.{}", argument.get_id());
            assert!(french(&path).is_some(), "{path}");
        }
        assert!(french("grader").is_some());
        for sub in english.get_subcommands() {
            assert!(french(sub.get_name()).is_some(), "{}", sub.get_name());
            for argument in sub.get_arguments() {
                let path = format!("{}.{}", sub.get_name(), argument.get_id());
                assert!(french(&path).is_some(), "{path}");
            }
        }
    }

    #[test]
    fn the_french_help_says_nothing_in_english() {
        let mut french = command(Lang::Fr);
        french.build();
        for sub in french.get_subcommands_mut() {
            let help = sub.render_help().to_string();
            for word in ["Usage:", "[default", "[possible", "Print", "Commands:"] {
                assert!(!help.contains(word), "{word} in {help}");
            }
        }
    }
}
