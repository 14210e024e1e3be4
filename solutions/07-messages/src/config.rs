//! What the service reads from its environment.

use std::env::{self, VarError};

use clap::error::ContextKind;
use clap::{Arg, CommandFactory, Parser};
use lapin::uri::AMQPUri;

/// The settings. Each is an environment variable, named like its field in capitals.
#[derive(Parser)]
pub struct Config {
    /// The port to listen on.
    #[arg(env, default_value_t = 5000)]
    pub port: u16,
    /// Where the broker is, with user, password and virtual host.
    #[arg(env, default_value = "amqp://guest:guest@127.0.0.1:5672/%2f")]
    pub amqp_url: AMQPUri,
    /// The name of the queue of orders.
    #[arg(env, default_value = "commandes")]
    pub file_commandes: String,
    /// The URL of the database, SQLite or PostgreSQL.
    #[arg(env, default_value = "sqlite://commandes.db")]
    pub database_url: String,
}

/// A variable whose value cannot be used. The value itself is never shown: it may hold a password.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {0} does not have a valid value")]
pub struct InvalidVariable(String);

impl Config {
    /// Reads the environment. Arguments on the command line are ignored.
    pub fn from_env() -> Result<Self, InvalidVariable> {
        Self::try_parse_from([env!("CARGO_PKG_NAME")])
            .map_err(|error| InvalidVariable(variable(&error)))
    }
}

/// The variable that clap refuses. clap calls it `[PORT]`, and does not name it at all if its value
/// is not UTF-8.
fn variable(error: &clap::Error) -> String {
    match error.get(ContextKind::InvalidArg) {
        Some(argument) => argument.to_string().trim_matches(['[', ']']).to_owned(),
        None => not_utf8().unwrap_or_default(),
    }
}

fn not_utf8() -> Option<String> {
    let command = Config::command();
    let mut variables = command.get_arguments().filter_map(Arg::get_env);
    let found = variables.find(|name| matches!(env::var(name), Err(VarError::NotUnicode(_))))?;
    Some(found.to_string_lossy().into_owned())
}
