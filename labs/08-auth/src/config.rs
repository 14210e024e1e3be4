//! What the service reads from its environment.

use std::env::{self, VarError};
use std::path::PathBuf;

use clap::error::ContextKind;
use clap::{Arg, CommandFactory, Parser};
use secrecy::{ExposeSecret, SecretString};

/// The settings. Each is an environment variable, named like its field in capitals. The one without a
/// default value comes first, as clap requires.
#[derive(Parser)]
pub struct Config {
    /// The key of every token's signature: at least 32 bytes.
    #[arg(env, value_parser = secret)]
    pub jwt_secret: SecretString,
    /// The port to listen on.
    #[arg(env, default_value_t = 5000)]
    pub port: u16,
    /// The file with the accounts.
    #[arg(env, default_value = "comptes.json")]
    pub comptes: PathBuf,
    /// How long a token holds, in seconds.
    #[arg(env, default_value_t = 900, value_parser = clap::value_parser!(u64).range(60..=86_400))]
    pub duree_s: u64,
    /// The certificate for HTTPS, with those that lead from it to a known one: a PEM file.
    #[arg(env)]
    pub tls_cert: Option<PathBuf>,
    /// Its private key: a PEM file.
    #[arg(env)]
    pub tls_key: Option<PathBuf>,
}

/// HS256 needs a key as long as its hash, which is 32 bytes. (RFC 7518, section 3.2)
const SECRET_BYTES: usize = 32;

fn secret(value: &str) -> Result<SecretString, &'static str> {
    let secret = SecretString::from(value);
    let is_long_enough = secret.expose_secret().len() >= SECRET_BYTES;
    is_long_enough.then_some(secret).ok_or("too short")
}

/// A variable that is missing, or whose value cannot be used. The value itself is never shown: it may
/// be a secret.
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

/// The variable that clap refuses, or the one that it misses. clap calls it `[PORT]` or `<JWT_SECRET>`,
/// and does not name it at all if its value is not UTF-8.
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
