//! The help of a command line in the reader's language.

use clap::{Arg, ArgAction, Command};
use texts::{Lang, Text};

/// The texts of a command line by the path of the command (`test`) or argument (`test.seed`).
#[derive(Clone, Copy)]
pub struct Help(pub &'static [(&'static str, Text)]);

impl Help {
    /// The text of `path`.
    pub fn get(self, path: &str, lang: Lang) -> Option<&'static str> {
        let found = self.0.iter().find(|(known, _)| *known == path);
        found.map(|(_, text)| text.get(lang))
    }

    /// Puts the help of this command, its arguments and its subcommands in place. `name` is the
    /// command's own.
    pub fn localise(self, mut command: Command, name: &str, lang: Lang) -> Command {
        command = self.describe(command, name, lang);
        if lang == Lang::Fr {
            command = self.replace_what_clap_says(command);
            command = command.disable_version_flag(true).arg(self.flag(
                "version",
                'V',
                ArgAction::Version,
                lang,
            ));
        }
        command
    }

    fn describe(self, mut command: Command, path: &str, lang: Lang) -> Command {
        if let Some(about) = self.get(path, lang) {
            command = command.about(about).long_about(None);
        }
        let arguments: Vec<_> = command.get_arguments().map(|a| a.get_id().clone()).collect();
        for id in arguments {
            let Some(help) = self.get(&format!("{path}.{id}"), lang) else { continue };
            command = command.mut_arg(&id, |argument| {
                let argument = argument.help(help).long_help(None);
                // clap lists values and defaults in English; the French help names them.
                let lists = lang == Lang::Fr && argument.get_action().takes_values();
                argument.hide_possible_values(lists).hide_default_value(lists)
            });
        }
        let names: Vec<_> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
        for name in names {
            command = command.mut_subcommand(&name, |sub| self.describe(sub, &name, lang));
        }
        command
    }

    /// Headings and the help flag, which clap has in English only.
    fn replace_what_clap_says(self, mut command: Command) -> Command {
        command = command
            .subcommand_help_heading("Commandes")
            .help_template("{about}\n\nUsage : {usage}\n\n{all-args}{after-help}")
            .disable_help_subcommand(true)
            .disable_help_flag(true)
            .arg(self.flag("help", 'h', ArgAction::Help, Lang::Fr));
        let names: Vec<_> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
        for name in names {
            command = command.mut_subcommand(&name, |sub| self.replace_what_clap_says(sub));
        }
        command
    }

    fn flag(self, name: &'static str, short: char, action: ArgAction, lang: Lang) -> Arg {
        let help = self.get(name, lang).unwrap_or_default();
        Arg::new(name).short(short).long(name).action(action).help(help)
    }
}
