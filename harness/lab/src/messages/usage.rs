//! What was asked makes no sense, and what to ask instead: exit status 2.

use super::Message;

/// What the user asked for and cannot have.
#[derive(Clone, Debug)]
pub enum Usage {
    UnknownArgument { given: String },
    UnknownCommand { given: String },
    InvalidValue { argument: String, given: String, possible: String },
    MissingArgument { argument: String },
    Conflict { one: String, other: String },
    UnknownLab { given: String, nearest: Option<String>, known: Vec<String> },
    UnknownCheck { given: String, nearest: Option<String>, known: Vec<String> },
    NoLabFolder { path: String, number: usize },
    NoSuchProgram { program: String },
    UnreadableCommand { command: String },
    BadUrl { url: String },
    SecureUrl { url: String },
    RefusedUrl { url: String, why: String },
    NoDatabase { lab: String },
    PortTaken { port: u16 },
    BadPort { given: String },
}

impl Message for Usage {
    fn french(&self) -> String {
        match self {
            Self::UnknownArgument { given } => {
                format!("L'argument {given} n'existe pas : `cargo lab --help` donne la liste.")
            }
            Self::UnknownCommand { given } => {
                format!("La commande {given} n'existe pas : `cargo lab --help` donne la liste.")
            }
            Self::InvalidValue { argument, given, possible } if possible.is_empty() => {
                format!("{argument} ne peut pas valoir « {given} ».")
            }
            Self::InvalidValue { argument, given, possible } => {
                format!("{argument} ne peut pas valoir « {given} » : choisissez parmi {possible}.")
            }
            Self::MissingArgument { argument } => {
                format!("Il manque {argument} : `cargo lab --help` montre l'usage.")
            }
            Self::Conflict { one, other } => {
                format!("{one} et {other} ne vont pas ensemble : gardez l'un des deux.")
            }
            Self::UnknownLab { given, nearest, known } => {
                unknown_fr("lab", given, nearest.as_deref(), known)
            }
            Self::UnknownCheck { given, nearest, known } => {
                unknown_fr("vérification", given, nearest.as_deref(), known)
            }
            Self::NoLabFolder { path, number } => format!(
                "Le dossier {path} est vide ou absent : `cargo lab reset {number}` le remet."
            ),
            Self::NoSuchProgram { program } => format!(
                "Le programme « {program} » de --cmd est introuvable : vérifiez son nom, et qu'il \
                 est installé."
            ),
            Self::UnreadableCommand { command } => format!(
                "La commande de --cmd ne se lit pas (guillemet non fermé, ou rien) : {command}"
            ),
            Self::BadUrl { url } => format!(
                "« {url} » n'est pas l'adresse d'un serveur : écrivez par exemple \
                 http://127.0.0.1:5000, sans chemin."
            ),
            Self::SecureUrl { url } => {
                format!("« {url} » : les labs parlent HTTP, pas HTTPS. Donnez une adresse http://.")
            }
            Self::RefusedUrl { url, why } => format!(
                "Rien ne répond à {url} ({why}) : démarrez d'abord le serveur, et vérifiez le port."
            ),
            Self::NoDatabase { lab } => {
                format!("{lab} n'a pas de base de données : enlevez --database.")
            }
            Self::PortTaken { port } => format!(
                "Le port {port} est déjà pris : arrêtez l'autre programme, ou choisissez un autre \
                 port, par exemple PORT={}.",
                port.saturating_add(1)
            ),
            Self::BadPort { given } => {
                format!("PORT vaut « {given} » : ce n'est pas un port, de 1 à 65535.")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            Self::UnknownArgument { given } => {
                format!("There is no argument {given}: `cargo lab --help` lists them.")
            }
            Self::UnknownCommand { given } => {
                format!("There is no command {given}: `cargo lab --help` lists them.")
            }
            Self::InvalidValue { argument, given, possible } if possible.is_empty() => {
                format!("{argument} cannot be “{given}”.")
            }
            Self::InvalidValue { argument, given, possible } => {
                format!("{argument} cannot be “{given}”: choose one of {possible}.")
            }
            Self::MissingArgument { argument } => {
                format!("{argument} is missing: `cargo lab --help` shows the usage.")
            }
            Self::Conflict { one, other } => {
                format!("{one} and {other} do not go together: keep one of them.")
            }
            Self::UnknownLab { given, nearest, known } => {
                unknown_en("lab", given, nearest.as_deref(), known)
            }
            Self::UnknownCheck { given, nearest, known } => {
                unknown_en("check", given, nearest.as_deref(), known)
            }
            Self::NoLabFolder { path, number } => format!(
                "The folder {path} is empty or gone: `cargo lab reset {number}` brings it back."
            ),
            Self::NoSuchProgram { program } => format!(
                "The program “{program}” of --cmd is nowhere to be found: check its name, and that \
                 it is installed."
            ),
            Self::UnreadableCommand { command } => format!(
                "The command of --cmd cannot be read (an open quotation mark, or nothing): {command}"
            ),
            Self::BadUrl { url } => format!(
                "“{url}” is not the address of a server: write http://127.0.0.1:5000 for instance, \
                 without a path."
            ),
            Self::SecureUrl { url } => {
                format!("“{url}”: the labs speak HTTP, not HTTPS. Give an http:// address.")
            }
            Self::RefusedUrl { url, why } => format!(
                "Nothing answers at {url} ({why}): start the server first, and check the port."
            ),
            Self::NoDatabase { lab } => format!("{lab} has no database: leave --database out."),
            Self::PortTaken { port } => format!(
                "Port {port} is taken: stop the other program, or choose another port, for \
                 instance PORT={}.",
                port.saturating_add(1)
            ),
            Self::BadPort { given } => {
                format!("PORT is “{given}”, which is no port from 1 to 65535.")
            }
        }
    }
}

fn unknown_fr(what: &str, given: &str, nearest: Option<&str>, known: &[String]) -> String {
    let proposal = match nearest {
        Some(nearest) => format!("vouliez-vous dire {nearest} ?"),
        None => format!("il y a {}.", known.join(", ")),
    };
    format!("« {given} » n'est le nom d'aucun{} {what} : {proposal}", feminine(what))
}

fn feminine(what: &str) -> &'static str {
    if what == "vérification" { "e" } else { "" }
}

fn unknown_en(what: &str, given: &str, nearest: Option<&str>, known: &[String]) -> String {
    let proposal = match nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => format!("there are {}.", known.join(", ")),
    };
    format!("No {what} is called “{given}”: {proposal}")
}
