//! Tokens: who somebody is and what they may do, signed, so that nobody can change it.
//!
//! A token is a JWT (RFC 7519): a header, the claims and a signature, each in base64url, with a point
//! between them. Everybody can read it; only who has the secret can sign it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use jsonwebtoken::{decode, decode_header, encode, get_current_timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Error, InternalError};

/// Who issues the tokens.
const ISSUER: &str = "atelier";

/// What a token says.
#[derive(Clone, Deserialize, Serialize)]
pub struct Claims {
    /// who has issued it
    iss: String,
    /// the user's name
    pub sub: String,
    /// what the user may do
    pub roles: Vec<String>,
    /// when it was issued, in seconds since 1970
    iat: u64,
    /// when it expires, in seconds since 1970
    exp: u64,
    /// its id
    jti: String,
}

/// Issues tokens and checks them.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    /// how long a token holds, in seconds
    pub duration_s: u64,
    /// the tokens that were given up: when they expire, by their id
    revoked: Mutex<HashMap<String, u64>>,
}

impl Tokens {
    pub fn new(secret: &SecretString, duration_s: u64) -> Result<Self, InternalError> {
        let secret = secret.expose_secret().as_bytes();
        // The algorithm is ours to choose, never the token's.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        validation.set_issuer(&[ISSUER]);
        validation.validate_nbf = true;
        Ok(Self {
            encoding: EncodingKey::from_secret(secret).map_err(InternalError::Signature)?,
            decoding: DecodingKey::from_secret(secret).map_err(InternalError::Signature)?,
            validation,
            duration_s,
            revoked: Mutex::default(),
        })
    }

    /// A new token for a user.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn issue(&self, username: String, roles: Vec<String>) -> Result<String, InternalError> {
        let issued = get_current_timestamp();
        todo!("sign what {username} may do, {roles:?}, from {issued} on for {} s", self.duration_s)
    }

    /// What a token says, if this service has signed it, it has not expired, and it was not given up.
    ///
    /// # Errors
    /// [`Error::InvalidToken`], without saying what is wrong with it.
    pub fn check(&self, token: &str) -> Result<Claims, Error> {
        todo!("check a token of {} bytes", token.len())
    }

    /// Gives up a token: from now on it is refused.
    pub fn revoke(&self, claims: Claims) {
        let mut revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        // Those that have expired are refused anyway.
        let oldest = get_current_timestamp().saturating_sub(self.validation.leeway);
        revoked.retain(|_, exp| *exp >= oldest);
        revoked.insert(claims.jti, claims.exp);
    }

    fn is_revoked(&self, claims: &Claims) -> bool {
        let revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        revoked.contains_key(&claims.jti)
    }
}
