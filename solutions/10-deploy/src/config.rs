//! What the service reads from its environment.

use std::env::{self, VarError};
// SOLUTION-BEGIN
use std::net::Ipv4Addr;
use std::time::Duration;
// SOLUTION-END

use clap::error::ContextKind;
use clap::{Arg, CommandFactory, Parser};
// SOLUTION-BEGIN

use crate::stop::Times;
// SOLUTION-END

/// The settings. Each is an environment variable, named like its field in capitals. `RUST_LOG` is read by
/// [`crate::logging`], which must work before anything else does.
#[derive(Parser)]
pub struct Config {
    // SOLUTION-BEGIN
    /// The address to listen on: in a container, 127.0.0.1 is reached by nobody else.
    #[arg(env, default_value_t = Ipv4Addr::LOCALHOST)]
    pub hote: Ipv4Addr,
    /// The port to listen on.
    #[arg(env, default_value_t = 5000, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: u16,
    /// How long the service still serves once it has been told to stop, in milliseconds.
    #[arg(env, default_value_t = 500)]
    pub preavis_ms: u64,
    /// How long a stop may take, in milliseconds, the notice included.
    #[arg(env, default_value_t = 5_000)]
    pub arret_ms: u64,
    // SOLUTION-ELSE
    // // Add `HOTE`, `PREAVIS_MS` and `ARRET_MS`, and refuse port 0.
    // /// The port to listen on.
    // #[arg(env, default_value_t = 5000)]
    // pub port: u16,
    // SOLUTION-END
    /// Where the catalogue is: `http://host:port`, perhaps with a path, without a final slash.
    #[arg(env, default_value = "http://127.0.0.1:5001")]
    pub catalogue_url: String,
    /// How long a call of the catalogue may take, in milliseconds, from connecting to the last byte.
    #[arg(env, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=600_000))]
    pub delai_ms: u64,
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
    // SOLUTION-BEGIN

    /// How long a stop takes.
    pub fn times(&self) -> Times {
        let [notice, limit] = [self.preavis_ms, self.arret_ms].map(Duration::from_millis);
        Times { notice, limit }
    }
    // SOLUTION-END
}

/// The variable that clap refuses. clap calls it `[PORT]`, and does not name it at all if its value is not
/// UTF-8.
fn variable(error: &clap::Error) -> String {
    let Some(arguments) = error.get(ContextKind::InvalidArg) else {
        return not_utf8().unwrap_or_default();
    };
    arguments.to_string().trim_matches(['[', ']']).to_owned()
}

fn not_utf8() -> Option<String> {
    let command = Config::command();
    let mut variables = command.get_arguments().filter_map(Arg::get_env);
    let found = variables.find(|name| matches!(env::var(name), Err(VarError::NotUnicode(_))))?;
    Some(found.to_string_lossy().into_owned())
}
