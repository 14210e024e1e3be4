//! `Idempotency-Key`: the same key on every attempt of one loan. It tells a loan that is asked for
//! again from a second loan.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::Error;

/// A key: 1 to 64 of `A-Z a-z 0-9 . _ -`, exactly one in a request.
#[derive(Clone, Debug)]
pub struct Cle(String);

impl Cle {
    const HEADER: &str = "idempotency-key";
    const MAX_LENGTH: usize = 64;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parse(key: &[u8]) -> Option<Self> {
        let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let valid = (1..=Self::MAX_LENGTH).contains(&key.len()) && key.iter().all(is_allowed);
        valid.then(|| Self(String::from_utf8_lossy(key).into_owned()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Cle {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Error> {
        let mut keys = parts.headers.get_all(Self::HEADER).iter();
        let (Some(key), None) = (keys.next(), keys.next()) else { return Err(Error::InvalidKey) };
        Self::parse(key.as_bytes()).ok_or(Error::InvalidKey)
    }
}
