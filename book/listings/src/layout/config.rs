//! What the service reads from its environment.

use std::env::{self, VarError};
use std::io::{Error, ErrorKind};

// ANCHOR: port
/// The port to listen on: `PORT`, or 5000 when it is not set.
pub fn port() -> Result<u16, Error> {
    match env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| {
            Error::new(
                ErrorKind::InvalidInput,
                format!("PORT is not a valid port number: {text:?}"),
            )
        }),
        Err(VarError::NotPresent) => Ok(5000),
        Err(error) => Err(Error::new(ErrorKind::InvalidInput, error)),
    }
}
// ANCHOR_END: port
