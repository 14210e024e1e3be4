//! `/lecture`: what a token says. It needs no secret, and verifies nothing.

use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::caller::bearer;
use super::state::AppState;

pub fn router() -> Router<AppState> {
    Router::new().route("/lecture", get(show))
}

async fn show(headers: HeaderMap) -> Result<Json<Contents>, StatusCode> {
    bearer(&headers).and_then(read).map(Json).ok_or(StatusCode::BAD_REQUEST)
}

/// The contents of a token, which may be a forgery.
#[derive(Serialize)]
pub struct Contents {
    en_tete: Box<RawValue>,
    contenu: Box<RawValue>,
    octets_de_signature: usize,
}

// ANCHOR: read
/// Reads a token, which needs no secret.
pub fn read(token: &str) -> Option<Contents> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { return None };
    let decoded = |part| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
    Some(Contents {
        en_tete: serde_json::from_slice(&decoded(header)?).ok()?,
        contenu: serde_json::from_slice(&decoded(claims)?).ok()?,
        octets_de_signature: decoded(signature)?.len(),
    })
}
// ANCHOR_END: read

impl Contents {
    /// The algorithm that the header names.
    pub fn alg(&self) -> String {
        #[derive(Deserialize)]
        struct Header {
            alg: String,
        }
        let header = serde_json::from_str::<Header>(self.en_tete.get());
        header.map(|header| header.alg).unwrap_or_default()
    }
}
