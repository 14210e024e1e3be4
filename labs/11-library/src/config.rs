//! What the service reads from its environment.

use std::env::{self, VarError};

use clap::error::ContextKind;
use clap::{Arg, CommandFactory, Parser, ValueEnum};

/// The settings. Each is an environment variable, named like its field in capitals. The one without a
/// default value comes first, as clap requires.
#[derive(Parser)]
pub struct Config {
    /// Which of the three services this process is.
    #[arg(env)]
    pub service: Service,
    /// The port to listen on.
    #[arg(env, default_value_t = 5000)]
    pub port: u16,
    /// Where the service of the books is: `http://host:port`, without a final slash.
    #[arg(env, default_value = "http://127.0.0.1:5001")]
    pub livres_url: String,
    /// Where the service of the members is.
    #[arg(env, default_value = "http://127.0.0.1:5002")]
    pub membres_url: String,
    /// Where the service of the loans is.
    #[arg(env, default_value = "http://127.0.0.1:5003")]
    pub emprunts_url: String,
    /// The URL of the database, SQLite or PostgreSQL. Each service has its own.
    #[arg(env)]
    pub database_url: Option<String>,
}

/// One of the three services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Service {
    Livres,
    Membres,
    Emprunts,
}

/// A variable that is missing, or whose value cannot be used. The value itself is never shown: it may
/// hold a password.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {0} is missing, or does not have a valid value")]
pub struct InvalidVariable(String);

impl Config {
    /// Reads the environment. Arguments on the command line are ignored.
    pub fn from_env() -> Result<Self, InvalidVariable> {
        Self::try_parse_from([env!("CARGO_PKG_NAME")])
            .map_err(|error| InvalidVariable(variable(&error)))
    }

    /// The URL of the database: by default a file with the name of the service.
    pub fn database(&self) -> String {
        let default = || format!("sqlite://{}.db", self.service.name());
        self.database_url.clone().unwrap_or_else(default)
    }
}

impl Service {
    fn name(self) -> &'static str {
        match self {
            Self::Livres => "livres",
            Self::Membres => "membres",
            Self::Emprunts => "emprunts",
        }
    }
}

/// The variable that clap refuses, or the first one that it misses. clap calls it `[PORT]` or
/// `<SERVICE>`, and does not name it at all if its value is not UTF-8.
fn variable(error: &clap::Error) -> String {
    let Some(arguments) = error.get(ContextKind::InvalidArg) else {
        return not_utf8().unwrap_or_default();
    };
    let arguments = arguments.to_string();
    let first = arguments.split(',').next().unwrap_or_default();
    first.trim_matches(['[', ']', '<', '>']).to_owned()
}

fn not_utf8() -> Option<String> {
    let command = Config::command();
    let mut variables = command.get_arguments().filter_map(Arg::get_env);
    let found = variables.find(|name| matches!(env::var(name), Err(VarError::NotUnicode(_))))?;
    Some(found.to_string_lossy().into_owned())
}
