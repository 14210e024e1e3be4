//! JSON Web Tokens as a check needs them: right ones, and every [forgery](forgeries) that a server must
//! refuse.
//!
//! ```
//! use serde_json::json;
//! use tokens::Token;
//!
//! let token = Token::new(json!({ "sub": "ada", "exp": 2_000_000_000 }));
//! let text = token.signed(b"a secret of at least thirty-two bytes");
//! assert_eq!(Token::read(&text), Some(token));
//! ```
//!
//! A library that issues tokens refuses to write wrong ones, so they are written here, by RFC 7515 (JWS),
//! RFC 7518 (its algorithms) and RFC 7519 (JWT).

pub mod forgeries;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Sha256, Sha384, Sha512};

/// A token, before it is signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// the first part: a JSON object
    pub header: Value,
    /// the second part: a JSON object
    pub claims: Value,
}

/// With which hash the third part is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// of `HS256`
    Sha256,
    /// of `HS384`
    Sha384,
    /// of `HS512`
    Sha512,
}

impl Token {
    /// A token with the header of `HS256`.
    pub fn new(claims: Value) -> Self {
        Self { header: json!({ "alg": "HS256", "typ": "JWT" }), claims }
    }

    /// Reads a token without looking at its signature; nothing when it is no token. Padding is ignored.
    pub fn read(text: &str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        BASE64_URL_SAFE_NO_PAD.decode(signature.trim_end_matches('=')).ok()?;
        Some(Self { header: object(header)?, claims: object(claims)? })
    }

    /// What is signed: the first two parts with a point between them.
    pub fn content(&self) -> String {
        let [header, claims] = [&self.header, &self.claims].map(|part| encoded(&part.to_string()));
        format!("{header}.{claims}")
    }

    /// The token signed by `HS256`, whatever its header says.
    pub fn signed(&self, secret: &[u8]) -> String {
        self.signed_with(secret, Hash::Sha256)
    }

    /// The token signed by HMAC with another hash.
    pub fn signed_with(&self, secret: &[u8], hash: Hash) -> String {
        let content = self.content();
        let signature = signature(&content, secret, hash);
        format!("{content}.{signature}")
    }

    /// Replaces a claim, or adds it.
    #[must_use]
    pub fn with(mut self, claim: &str, value: Value) -> Self {
        self.claims[claim] = value;
        self
    }

    /// Removes a claim.
    #[must_use]
    pub fn without(mut self, claim: &str) -> Self {
        if let Some(claims) = self.claims.as_object_mut() {
            claims.remove(claim);
        }
        self
    }

    /// Replaces a parameter of the header, or adds it.
    #[must_use]
    pub fn with_header(mut self, parameter: &str, value: Value) -> Self {
        self.header[parameter] = value;
        self
    }
}

/// Whether `text` is signed by `HS256` with this secret.
pub fn is_signed(text: &str, secret: &[u8]) -> bool {
    let Some((content, found)) = text.rsplit_once('.') else { return false };
    found.trim_end_matches('=') == signature(content, secret, Hash::Sha256)
}

/// The third part, for the first two. (RFC 7518, section 3.2)
fn signature(content: &str, secret: &[u8], hash: Hash) -> String {
    let (key, content) = (secret, content.as_bytes());
    let mac = match hash {
        Hash::Sha256 => authenticated::<Hmac<Sha256>>(key, content),
        Hash::Sha384 => authenticated::<Hmac<Sha384>>(key, content),
        Hash::Sha512 => authenticated::<Hmac<Sha512>>(key, content),
    };
    BASE64_URL_SAFE_NO_PAD.encode(mac)
}

fn authenticated<M: Mac + KeyInit>(key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut mac = M::new_from_slice(key).unwrap_or_else(|_| unreachable!("a key of any length"));
    mac.update(content);
    mac.finalize().into_bytes().to_vec()
}

/// A text in base64url, without padding. (RFC 7515, section 2)
pub fn encoded(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

fn object(part: &str) -> Option<Value> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object)
}
