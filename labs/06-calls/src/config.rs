//! What the service reads from its environment.

use std::env::{self, VarError};

use clap::error::ContextKind;
use clap::{Arg, CommandFactory, Parser};

/// The settings. Each is an environment variable, named like its field in capitals. Those without a
/// default value come first, as clap requires.
#[derive(Parser)]
pub struct Config {
    /// Where the user service is: `http://host:port`, perhaps with a path, without a final slash.
    #[arg(env)]
    pub utilisateurs_url: String,
    /// Where the product service is.
    #[arg(env)]
    pub produits_url: String,
    /// The port to listen on.
    #[arg(env, default_value_t = 5000)]
    pub port: u16,
    /// How long one attempt of a call may take, from connecting to the last byte.
    #[arg(env, default_value_t = 500, value_parser = clap::value_parser!(u64).range(50..=5_000))]
    pub delai_ms: u64,
    /// How long an open circuit breaker lets no call through.
    #[arg(env, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(50..=600_000))]
    pub ouverture_ms: u64,
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
}

/// The variable that clap refuses, or the first one that it misses. clap calls it `[PORT]` or
/// `<PRODUITS_URL>`, and does not name it at all if its value is not UTF-8.
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
