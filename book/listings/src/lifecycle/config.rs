//! What the service reads from its environment, once, when it starts.

use std::env::{self, VarError};
use std::net::Ipv4Addr;
use std::str::FromStr;
use std::time::Duration;

// ANCHOR: config
/// The settings. Each is an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// `HOTE`: the address to listen on.
    pub host: Ipv4Addr,
    /// `PORT`: the port to listen on; 0 is any free port.
    pub port: u16,
    /// `PREAVIS_MS`: for how long it still accepts connections after a signal.
    pub notice: Duration,
    /// `ARRET_MS`: how long a stop may take, from the signal on, the notice included.
    pub stop: Duration,
}
// ANCHOR_END: config

// ANCHOR: invalid
/// A variable whose value cannot be used. The value is not shown: it may be a secret
/// that was put into the wrong variable.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {0} does not have a valid value")]
pub struct InvalidVariable(pub &'static str);
// ANCHOR_END: invalid

// ANCHOR: read
impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// At the first variable whose value is not valid.
    pub fn from_env() -> Result<Self, InvalidVariable> {
        Ok(Self {
            host: read("HOTE", Ipv4Addr::LOCALHOST)?,
            port: read("PORT", 5000)?,
            notice: Duration::from_millis(read("PREAVIS_MS", 500)?),
            stop: Duration::from_millis(read("ARRET_MS", 5000)?),
        })
    }
}

/// The value of a variable, or the default if the variable is not set.
fn read<T: FromStr>(name: &'static str, default: T) -> Result<T, InvalidVariable> {
    match env::var(name) {
        Ok(text) => text.parse().map_err(|_| InvalidVariable(name)),
        Err(VarError::NotPresent) => Ok(default),
        Err(VarError::NotUnicode(_)) => Err(InvalidVariable(name)),
    }
}
// ANCHOR_END: read
