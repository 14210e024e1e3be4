//! What the service reads from its environment.

use std::env::{self, VarError};
use std::io::{Error, ErrorKind};

/// Everything that can be set.
pub struct Config {
    /// where to listen: `PORT`, or 5000
    pub port: u16,
    /// the URL of the database: `DATABASE_URL`, or a file beside the service
    pub base: String,
}

impl Config {
    /// Reads the environment, once.
    pub fn from_env() -> Result<Self, Error> {
        let port = match variable("PORT")? {
            Some(text) => {
                text.parse().map_err(|_| invalid(format!("PORT is no port: {text:?}")))?
            }
            None => 5000,
        };
        let base = variable("DATABASE_URL")?.unwrap_or_else(|| "sqlite://produits.db".to_owned());
        Ok(Self { port, base })
    }
}

fn variable(name: &str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(text) => Ok(Some(text)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(invalid(format!("{name} is no UTF-8"))),
    }
}

fn invalid(why: String) -> Error {
    Error::new(ErrorKind::InvalidInput, why)
}
