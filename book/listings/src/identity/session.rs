//! `/connexion`, `/moi` and `/deconnexion`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::accounts::Accounts;
use super::caller::Caller;
use super::error::Error;
use super::extract::JsonBody;
use super::limit::Limiter;
use super::state::AppState;
use super::token::{Claims, DURATION_S, Tokens};

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/connexion", post(log_in))
        .route("/moi", get(me))
        .route("/deconnexion", post(log_out))
}

// ANCHOR: log_in
#[derive(Deserialize)]
struct Credentials {
    nom: String,
    mot_de_passe: SecretString,
}

#[derive(Serialize)]
struct Session {
    jeton: String,
    duree_s: u64,
}

async fn log_in(
    State(limiter): State<Arc<Limiter>>,
    State(accounts): State<Arc<Accounts>>,
    State(tokens): State<Arc<Tokens>>,
    JsonBody(Credentials { nom, mot_de_passe }): JsonBody<Credentials>,
) -> Result<impl IntoResponse, Error> {
    limiter.begin(&nom)?;
    let roles = accounts.roles(&nom, mot_de_passe).await?;
    limiter.succeeded(&nom);
    let jeton = tokens.sign(&Claims::new(nom, roles))?;
    let not_stored = [(header::CACHE_CONTROL, "no-store")];
    Ok((not_stored, Json(Session { jeton, duree_s: DURATION_S })))
}
// ANCHOR_END: log_in

/// What the service knows about whoever asks.
#[derive(Serialize)]
pub struct Me {
    pub nom: String,
    pub roles: Vec<String>,
}

async fn me(Caller(claims): Caller) -> Json<Me> {
    Json(Me { nom: claims.sub, roles: claims.roles })
}

// ANCHOR: log_out
async fn log_out(Caller(claims): Caller, State(tokens): State<Arc<Tokens>>) -> StatusCode {
    tokens.revoke(&claims);
    StatusCode::NO_CONTENT
}
// ANCHOR_END: log_out
