//! The header `Idempotency-Key`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::error::Error;

// ANCHOR: cle
/// The key of an order: 1 to 64 letters, digits, points, underscores and hyphens. The client
/// chooses one for each order, and sends it again with each attempt.
#[derive(Clone, Debug)]
pub struct Cle(String);

impl<S: Send + Sync> FromRequestParts<S> for Cle {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let value = parts.headers.get("idempotency-key").ok_or(Error::InvalidKey)?;
        let text = value.to_str().map_err(|_| Error::InvalidKey)?;
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if !(1..=64).contains(&text.len()) || !text.chars().all(is_allowed) {
            return Err(Error::InvalidKey);
        }
        Ok(Self(text.to_owned()))
    }
}
// ANCHOR_END: cle

impl Cle {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
