//! The command line, in both languages.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use engine::Lang;
use engine::database::Kind;

use crate::exit::Exit;
use crate::messages::{Message, Usage};
use crate::terminal;

/// Checks the labs of the course and says what to mend.
#[derive(Debug, Parser)]
#[command(name = "lab", bin_name = "cargo lab", version)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,

    /// Language of the messages; without it, that of the locale
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangName>,
}

/// What the command does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check labs
    Test(TestOptions),
    /// Check a lab again on every save, and move to the next one when it is done
    Watch(WatchOptions),
    /// Show a hint for the first check that fails; again for the next one
    Hint(HintOptions),
    /// Show how far you are
    Progress,
    /// Start the server of a lab, on port 5000 or $PORT
    Run(RunOptions),
    /// Start a lab anew; your version is kept aside
    Reset(ResetOptions),
}

/// Options of `test`.
#[derive(Clone, Debug, Default, Args)]
pub struct TestOptions {
    /// Labs, by number or name; none means every lab
    pub lab: Vec<String>,
    /// Check the reference solutions instead of the labs
    #[arg(long)]
    pub solutions: bool,
    /// Start this command as the server, in any language; PORT is in its environment
    #[arg(long, value_name = "COMMAND", conflicts_with_all = ["solutions", "url"])]
    pub cmd: Option<String>,
    /// Talk to a server that already runs
    #[arg(long, conflicts_with = "solutions")]
    pub url: Option<String>,
    /// Make this check alone
    #[arg(long, value_name = "CHECK")]
    pub only: Option<String>,
    /// Draw the values from this seed; the same seed gives the same run
    #[arg(long)]
    pub seed: Option<u64>,
    /// The database of the labs that have one; `all` checks on SQLite for the points, then on
    /// PostgreSQL. PGHOST, PGPORT, PGUSER and PGPASSWORD say where that is
    #[arg(long, value_enum, default_value_t)]
    pub database: DatabaseName,
    /// How many requests a check that generates some is to generate
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub requests: Option<u32>,
    /// Form of the report on standard output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The judge of the lab, compiled already: for programs that call this command often
    #[arg(long, value_name = "FILE", hide = true)]
    pub judge: Option<PathBuf>,
}

/// Options of `watch`.
#[derive(Debug, Args)]
pub struct WatchOptions {
    /// Lab, by number or name; without it, the first one that is not done
    pub lab: Option<String>,
    /// Look at the files every half second, for drives that announce no changes
    #[arg(long)]
    pub poll: bool,
}

/// Options of `hint`.
#[derive(Debug, Args)]
pub struct HintOptions {
    /// Lab, by number or name; without it, the first one that is not done
    pub lab: Option<String>,
    /// Check to give a hint for; without it, the first one that fails
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

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading
    #[default]
    Human,
    /// The contract's JSON document
    Json,
    /// JUnit's XML
    Junit,
}

/// The databases to check on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DatabaseName {
    /// A file
    #[default]
    Sqlite,
    /// A server
    Postgresql,
    /// Both
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
    given.map_or_else(locale, spoken)
}

/// The language of the locale.
pub fn locale() -> Lang {
    spoken(&sys_locale::get_locale().unwrap_or_default())
}

fn spoken(name: &str) -> Lang {
    if name.to_lowercase().starts_with("fr") { Lang::Fr } else { Lang::En }
}

/// The command line with its help in `lang`.
pub fn command(lang: Lang) -> clap::Command {
    let command = Cli::command();
    match lang {
        Lang::En => command,
        Lang::Fr => french(command, "lab"),
    }
}

/// Puts the French help of this command, its arguments and its subcommands in place.
fn french(mut command: clap::Command, path: &str) -> clap::Command {
    if let Some(about) = french_help(path) {
        command = command.about(about).long_about(None);
    }
    command = command
        .subcommand_help_heading("Commandes")
        .help_template("{about}\n\nUsage : {usage}\n\n{all-args}{after-help}")
        .disable_help_subcommand(true);
    let arguments: Vec<_> = command.get_arguments().map(|a| a.get_id().clone()).collect();
    for id in arguments {
        if let Some(help) = french_help(&format!("{path}.{id}")) {
            // clap would list values and defaults in English; the help names them.
            command = command.mut_arg(&id, |argument| {
                let argument = argument.help(help);
                if !argument.get_action().takes_values() {
                    return argument;
                }
                argument.hide_possible_values(true).hide_default_value(true)
            });
        }
    }
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command = command.disable_help_flag(true).arg(help.help("Affiche cette aide"));
    if path == "lab" {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.disable_version_flag(true).arg(version.help("Affiche la version"));
    }
    let names: Vec<_> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |sub| french(sub, &name));
    }
    command
}

/// The help of a command (`test`) or of one of its arguments (`test.seed`) in French.
fn french_help(path: &str) -> Option<&'static str> {
    Some(match path {
        "lab" => "Vérifie les labs du cours et dit quoi corriger.",
        "test" => "Vérifie des labs",
        "watch" => "Vérifie un lab à chaque enregistrement, et passe au suivant quand il est fini",
        "hint" => {
            "Donne un indice pour la première vérification en échec ; encore, pour le suivant"
        }
        "progress" => "Montre où vous en êtes",
        "run" => "Démarre le serveur d'un lab, sur le port 5000 ou $PORT",
        "reset" => "Recommence un lab ; votre version est mise de côté",
        "test.lab" => "Labs, par numéro ou par nom ; aucun : tous",
        "watch.lab" | "hint.lab" => {
            "Lab, par numéro ou par nom ; sans lui, le premier qui n'est pas fini"
        }
        "run.lab" | "reset.lab" => "Lab, par numéro ou par nom",
        "test.solutions" => "Vérifie les solutions de référence au lieu des labs",
        "run.solutions" => "Démarre la solution de référence au lieu du lab",
        "test.cmd" => {
            "Démarre cette commande comme serveur, dans n'importe quel langage ; PORT est dans son \
             environnement"
        }
        "test.url" => "Parle à un serveur qui tourne déjà",
        "test.only" => "Ne fait que cette vérification",
        "hint.only" => "Vérification qui demande un indice ; sans elle, la première en échec",
        "test.seed" => "Tire les valeurs de cette graine ; la même graine donne le même passage",
        "test.database" => {
            "Base des labs qui en ont une : sqlite (par défaut), postgresql, ou all, sur SQLite \
             pour les points puis sur PostgreSQL. PGHOST, PGPORT, PGUSER et PGPASSWORD disent où \
             il est"
        }
        "test.requests" => {
            "Nombre de requêtes à engendrer, pour les vérifications qui en engendrent"
        }
        "test.format" => {
            "Forme du rapport sur la sortie standard : human (par défaut), json ou junit"
        }
        "test.judge" => {
            "Le juge du lab, déjà compilé : pour les programmes qui lancent souvent cette commande"
        }
        "watch.poll" => {
            "Regarde les fichiers chaque demi-seconde, pour les disques qui n'annoncent rien"
        }
        "lab.lang" => "Langue des messages, fr ou en ; sans elle, celle de la locale",
        _ => return None,
    })
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
        ErrorKind::UnknownArgument => {
            Usage::UnknownArgument { given: context(ContextKind::InvalidArg) }
        }
        ErrorKind::InvalidSubcommand => {
            Usage::UnknownCommand { given: context(ContextKind::InvalidSubcommand) }
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Usage::InvalidValue {
            argument: context(ContextKind::InvalidArg),
            given: context(ContextKind::InvalidValue),
            possible: context(ContextKind::ValidValue),
        },
        ErrorKind::MissingRequiredArgument => {
            Usage::MissingArgument { argument: context(ContextKind::InvalidArg) }
        }
        ErrorKind::ArgumentConflict => Usage::Conflict {
            one: context(ContextKind::InvalidArg),
            other: context(ContextKind::PriorArg),
        },
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
    use super::{command, french_help};
    use engine::Lang;

    #[test]
    fn the_command_line_is_consistent() {
        command(Lang::En).debug_assert();
        command(Lang::Fr).debug_assert();
    }

    #[test]
    fn every_command_and_every_argument_has_its_help_in_french() {
        let english = command(Lang::En);
        for sub in english.get_subcommands() {
            assert!(french_help(sub.get_name()).is_some(), "{}", sub.get_name());
            for argument in sub.get_arguments() {
                let path = format!("{}.{}", sub.get_name(), argument.get_id());
                assert!(french_help(&path).is_some(), "{path}");
            }
        }
        for argument in english.get_arguments() {
            let path = format!("lab.{}", argument.get_id());
            assert!(french_help(&path).is_some(), "{path}");
        }
    }
}
