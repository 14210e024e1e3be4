//! What the service reads from its environment.

use std::env::{self, VarError};
use std::io::{Error, ErrorKind};
use std::path::PathBuf;

/// Everything that can be set.
pub struct Config {
    /// where to listen: `PORT`, or 5000
    pub port: u16,
    /// the file of the patients: `PATIENTS`, or `patients.json`
    pub patients: PathBuf,
}

impl Config {
    /// Reads the environment, once.
    pub fn from_env() -> Result<Self, Error> {
        let patients = env::var_os("PATIENTS").unwrap_or_else(|| "patients.json".into());
        Ok(Self { port: port()?, patients: patients.into() })
    }
}

fn port() -> Result<u16, Error> {
    match env::var("PORT") {
        Ok(text) => text
            .parse()
            .map_err(|_| Error::new(ErrorKind::InvalidInput, format!("PORT is no port: {text:?}"))),
        Err(VarError::NotPresent) => Ok(5000),
        Err(error) => Err(Error::new(ErrorKind::InvalidInput, error)),
    }
}
