//! `/faussaire/{forgery}`: tokens that a service must refuse. None of them needs the secret: the
//! forger has a visitor's token, and one that has expired.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::errors::Error as JwtError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::Error;
use super::state::AppState;
use super::token::{Claims, Tokens};

/// The secret that the greenhouse with mistakes has, when nobody gives it another one.
pub const GUESSED: &str = "secret";

/// A token that must be refused.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forgery {
    /// the header says `none`, and there is no signature
    SansSignature,
    /// it is signed with a secret that was guessed
    AutreSecret,
    /// a visitor's token, whose role was changed
    ChampsModifies,
    /// its header holds the key with which it was signed
    CleJointe,
    /// it was right, two hours ago
    Expire,
}

impl Forgery {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::SansSignature,
        Self::AutreSecret,
        Self::ChampsModifies,
        Self::CleJointe,
        Self::Expire,
    ];
}

pub fn router() -> Router<AppState> {
    Router::new().route("/faussaire/{forgery}", get(show))
}

async fn show(
    Path(forgery): Path<Forgery>,
    State(tokens): State<Arc<Tokens>>,
) -> Result<String, Error> {
    Ok(forged(forgery, &tokens)?)
}

/// The text of a forgery. `tokens` has only signed the two tokens that the forger has found.
pub fn forged(forgery: Forgery, tokens: &Tokens) -> Result<String, JwtError> {
    let lea = Claims::new("lea".to_owned(), vec!["jardinier".to_owned()]);
    match forgery {
        Forgery::SansSignature => {
            Ok(format!("{}.{}.", encoded(&json!({ "alg": "none" })), encoded(&json!(lea))))
        }
        Forgery::AutreSecret => Tokens::new(&GUESSED.into())?.sign(&lea),
        Forgery::ChampsModifies => {
            let visitor = Claims::new("noe".to_owned(), vec!["visiteur".to_owned()]);
            let token = tokens.sign(&visitor)?;
            let (header, rest) = token.split_once('.').unwrap_or_default();
            let (_, signature) = rest.split_once('.').unwrap_or_default();
            let changed = encoded(&json!(Claims { roles: lea.roles, ..visitor }));
            Ok(format!("{header}.{changed}.{signature}"))
        }
        Forgery::CleJointe => with_key(&lea),
        Forgery::Expire => tokens.sign(&Claims { exp: lea.exp - 7_200, ..lea }),
    }
}

/// A token in whose header its key travels.
fn with_key(claims: &Claims) -> Result<String, JwtError> {
    let key = b"une cle que le faussaire a choisie";
    let jwk = json!({ "kty": "oct", "k": BASE64_URL_SAFE_NO_PAD.encode(key) });
    let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    header.jwk = serde_json::from_value(jwk).ok();
    jsonwebtoken::encode(&header, claims, &jsonwebtoken::EncodingKey::from_secret(key)?)
}

/// A part of a token.
fn encoded(part: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(part.to_string())
}
