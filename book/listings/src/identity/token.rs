//! The tokens: issued at login, verified at every request, revoked at logout.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jsonwebtoken::errors::Error as JwtError;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, get_current_timestamp,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::Error;

/// Who issues the tokens.
pub const ISSUER: &str = "serres";

/// How long a token is valid, in seconds.
pub const DURATION_S: u64 = 900;

// ANCHOR: claims
/// What a token says.
#[derive(Clone, Deserialize, Serialize)]
pub struct Claims {
    /// who has issued the token
    pub iss: String,
    /// whom the token is about
    pub sub: String,
    /// what this person may do
    pub roles: Vec<String>,
    /// when it was issued, in seconds since 1970
    pub iat: u64,
    /// when it expires, in seconds since 1970
    pub exp: u64,
    /// the id of the token
    pub jti: Uuid,
}
// ANCHOR_END: claims

impl Claims {
    /// The claims of a new token.
    pub fn new(nom: String, roles: Vec<String>) -> Self {
        let iat = get_current_timestamp();
        let (iss, exp, jti) = (ISSUER.to_owned(), iat + DURATION_S, Uuid::new_v4());
        Self { iss, sub: nom, roles, iat, exp, jti }
    }
}

/// Signs tokens and verifies them.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    /// the tokens of those who have logged out: when each expires, by its id
    revoked: Mutex<HashMap<Uuid, u64>>,
}

impl Tokens {
    // ANCHOR: tokens
    /// With the secret of the service.
    ///
    /// # Errors
    /// When the secret is empty.
    pub fn new(secret: &SecretString) -> Result<Self, JwtError> {
        let secret = secret.expose_secret().as_bytes();
        // The service chooses the algorithm, never the token.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        validation.validate_nbf = true;
        Ok(Self {
            encoding: EncodingKey::from_secret(secret)?,
            decoding: DecodingKey::from_secret(secret)?,
            validation,
            revoked: Mutex::default(),
        })
    }
    // ANCHOR_END: tokens
}

impl Tokens {
    /// The signed token with these claims.
    pub fn sign(&self, claims: &Claims) -> Result<String, JwtError> {
        encode(&Header::new(Algorithm::HS256), claims, &self.encoding)
    }
}

// ANCHOR: verify
impl Tokens {
    /// The claims of a token, if this service accepts it. Why it does not is nobody's business.
    pub fn verify(&self, token: &str) -> Result<Claims, Error> {
        let verified = decode::<Claims>(token, &self.decoding, &self.validation);
        let claims = verified.map_err(|_| Error::InvalidToken)?.claims;
        if self.is_revoked(claims.jti) { Err(Error::InvalidToken) } else { Ok(claims) }
    }
}
// ANCHOR_END: verify

// ANCHOR: revoke
impl Tokens {
    /// From now on, this token is refused.
    pub fn revoke(&self, claims: &Claims) {
        let mut revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        // `verify` refuses those that have expired, so they can be forgotten.
        let now = get_current_timestamp();
        revoked.retain(|_, exp| *exp + self.validation.leeway >= now);
        revoked.insert(claims.jti, claims.exp);
    }

    fn is_revoked(&self, jti: Uuid) -> bool {
        self.revoked.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&jti)
    }
}
// ANCHOR_END: revoke

impl Tokens {
    /// One of the mistakes of the greenhouse in `broken.rs`.
    pub fn without_exp(&self, token: &str) -> Option<Claims> {
        let mut validation = self.validation.clone();
        validation.validate_exp = false;
        decode::<Claims>(token, &self.decoding, &validation).ok().map(|token| token.claims)
    }
}
