//! The help of the command line in the reader's language, and what is said of invalid arguments.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use lab::help::Help;
use texts::Lang;

use crate::exit::Exit;
use crate::messages::{HELP, usage};
use crate::options::Cli;

/// The help of the command and of its arguments.
const TEXTS: Help = Help(HELP);

/// The command line with its help in `lang`.
pub fn command(lang: Lang) -> clap::Command {
    TEXTS.localise(Cli::command(), "grader", lang)
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
    let argument = || context(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => usage::unknown_argument(argument()),
        ErrorKind::InvalidSubcommand => {
            usage::unknown_argument(context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let given = context(ContextKind::InvalidValue);
            match context(ContextKind::ValidValue) {
                possible if possible.is_empty() => usage::invalid_value(given, argument()),
                possible => usage::invalid_choice(given, argument(), possible),
            }
        }
        ErrorKind::MissingRequiredArgument => usage::missing_argument(argument()),
        ErrorKind::MissingSubcommand => usage::missing_argument("COMMAND"),
        _ => {
            let _ = error.print();
            return Exit::Usage;
        }
    };
    eprintln!("{}", message.text(lang));
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
        let mut paths = vec!["grader".to_owned(), "help".to_owned(), "version".to_owned()];
        let command = command(Lang::En);
        let path = |name: &str, argument: &clap::Arg| format!("{name}.{}", argument.get_id());
        paths.extend(command.get_arguments().map(|argument| path("grader", argument)));
        for sub in command.get_subcommands() {
            paths.push(sub.get_name().to_owned());
            paths.extend(sub.get_arguments().map(|argument| path(sub.get_name(), argument)));
        }
        let mut known: Vec<&str> = TEXTS.0.iter().map(|(path, _)| *path).collect();
        known.sort_unstable();
        paths.sort_unstable();
        assert_eq!(known, paths);
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
