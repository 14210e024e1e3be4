//! `/passoire/…`: a greenhouse with five mistakes, each of which accepts some forgery. Do not copy
//! anything from this file.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::{Deserialize, Serialize};

use super::caller::bearer;
use super::error::Error;
use super::forger::GUESSED;
use super::reading::read;
use super::session::Me;
use super::state::AppState;
use super::token::{Claims, Tokens};

/// What the service does wrong.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mistake {
    /// it reads the claims, and does not verify the signature
    SansVerifier,
    /// it does what the `alg` of the token says
    AlgDuJeton,
    /// it takes the key from the token
    CleDuJeton,
    /// it has a default secret
    SecretConnu,
    /// it does not look at `exp`
    SansExp,
}

impl Mistake {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::SansVerifier, Self::AlgDuJeton, Self::CleDuJeton, Self::SecretConnu, Self::SansExp];
}

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/passoire/{mistake}/moi", get(me))
        .route("/passoire/connexion", post(log_in))
}

async fn me(
    Path(mistake): Path<Mistake>,
    State(tokens): State<Arc<Tokens>>,
    headers: HeaderMap,
) -> Result<Json<Me>, Error> {
    let token = bearer(&headers).ok_or(Error::NoToken)?;
    let claims = match mistake {
        Mistake::SansVerifier => without_verifying(token),
        Mistake::AlgDuJeton => with_the_tokens_alg(token, &tokens),
        Mistake::CleDuJeton => with_the_tokens_key(token, &tokens),
        Mistake::SecretConnu => with_a_known_secret(token),
        Mistake::SansExp => tokens.without_exp(token),
    };
    let claims = claims.ok_or(Error::InvalidToken)?;
    Ok(Json(Me { nom: claims.sub, roles: claims.roles }))
}

fn without_verifying(token: &str) -> Option<Claims> {
    insecure_decode_claims(token).ok()
}

// ANCHOR: alg
fn with_the_tokens_alg(token: &str, tokens: &Tokens) -> Option<Claims> {
    match read(token)?.alg().as_str() {
        "none" => insecure_decode_claims(token).ok(),
        _ => tokens.verify(token).ok(),
    }
}
// ANCHOR_END: alg

// ANCHOR: jwk
fn with_the_tokens_key(token: &str, tokens: &Tokens) -> Option<Claims> {
    let Some(jwk) = decode_header(token).ok()?.jwk else { return tokens.verify(token).ok() };
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    let rules = Validation::new(Algorithm::HS256);
    decode::<Claims>(token, &key, &rules).ok().map(|token| token.claims)
}
// ANCHOR_END: jwk

fn with_a_known_secret(token: &str) -> Option<Claims> {
    let secret = std::env::var("SECRET_DE_LA_PASSOIRE").unwrap_or(GUESSED.to_owned());
    Tokens::new(&secret.into()).ok()?.verify(token).ok()
}

/// What somebody says who wants to log in. The text is not a secret for the compiler.
#[derive(Deserialize)]
struct Credentials {
    nom: String,
    mot_de_passe: String,
}

/// A login with axum's own `Json`, whose errors quote what the client has sent. It lets nobody in.
async fn log_in(Json(credentials): Json<Credentials>) -> Error {
    drop((credentials.nom, credentials.mot_de_passe));
    Error::WrongPassword
}
