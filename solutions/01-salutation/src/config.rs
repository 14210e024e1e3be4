//! What the service reads from its environment.

use std::env;
use std::io::{Error, ErrorKind};

/// The port when `PORT` is not set.
const DEFAULT_PORT: u16 = 5000;

/// The port to listen on: `PORT`, or 5000 when it is not set.
pub fn port() -> Result<u16, Error> {
    let Some(value) = env::var_os("PORT") else { return Ok(DEFAULT_PORT) };
    value
        .to_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Error::new(ErrorKind::InvalidInput, "PORT is not a valid port number"))
}
