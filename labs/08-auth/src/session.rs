//! `/api/login`, `/api/profil` and `/api/logout`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::accounts::Accounts;
use crate::attempts::Attempts;
use crate::error::Error;
use crate::extract::JsonBody;
use crate::identity::Identity;
use crate::state::AppState;
use crate::token::Tokens;

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/login", post(login))
        .route("/api/profil", get(profil))
        .route("/api/logout", post(logout))
}

/// What somebody says who wants a token. The password does not print itself.
#[derive(Deserialize)]
struct Login {
    username: String,
    password: SecretString,
}

#[derive(Serialize)]
struct Session {
    token: String,
    expire_dans: u64,
}

#[derive(Serialize)]
struct Profil {
    username: String,
    roles: Vec<String>,
}

/// Gives a token for the right password. Nobody on the way may keep the response.
async fn login(
    State(accounts): State<Arc<Accounts>>,
    State(attempts): State<Arc<Attempts>>,
    State(tokens): State<Arc<Tokens>>,
    JsonBody(Login { username, password }): JsonBody<Login>,
) -> Result<impl IntoResponse, Error> {
    let attempt = attempts.begin(&username).await?;
    let roles = accounts.log_in(&username, password).await;
    match &roles {
        Ok(_) => attempt.succeeded(),
        Err(Error::WrongPassword) => attempt.failed(),
        // Nothing is known of the password.
        Err(_) => drop(attempt),
    }
    let roles = roles?;
    let token = tokens.issue(username, roles)?;
    let session = Session { token, expire_dans: tokens.duration_s };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(session)))
}

async fn profil(Identity(claims): Identity) -> Json<Profil> {
    Json(Profil { username: claims.sub, roles: claims.roles })
}

async fn logout(State(tokens): State<Arc<Tokens>>, Identity(claims): Identity) -> StatusCode {
    tokens.revoke(claims);
    StatusCode::NO_CONTENT
}
