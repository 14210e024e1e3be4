//! The secret that signs the tokens.

use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// HS256 needs a key that is as long as its signature. (RFC 7518, section 3.2)
const MIN_BYTES: usize = 32;

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// nobody has set it
    #[error("SECRET_JETONS is missing")]
    Missing,
    /// it could be guessed
    #[error("SECRET_JETONS has fewer than {MIN_BYTES} bytes")]
    TooShort,
}

// ANCHOR: secret
/// The secret, from the value of `SECRET_JETONS`, which has no default and is never shown.
pub fn secret(value: Option<String>) -> Result<SecretString, SecretError> {
    let secret = SecretString::from(value.ok_or(SecretError::Missing)?);
    let is_long_enough = secret.expose_secret().len() >= MIN_BYTES;
    if is_long_enough { Ok(secret) } else { Err(SecretError::TooShort) }
}
// ANCHOR_END: secret

/// A secret that nobody knows, until the program ends.
pub fn random_secret() -> SecretString {
    let (first, second) = (Uuid::new_v4().simple(), Uuid::new_v4().simple());
    SecretString::from(format!("{first}{second}"))
}
