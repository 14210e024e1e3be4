//! `/portes/{serre}`: a code opens the door of a greenhouse.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;

use super::error::Error;
use super::station::Station;

/// The code of every door.
pub const CODE: &str = "4711";

/// What opens a door.
#[derive(Debug, Deserialize)]
pub struct Ouverture {
    pub code: String,
}

pub fn router() -> Router<Station> {
    Router::new().route("/portes/{serre}", post(handle))
}

async fn handle(
    Path(serre): Path<String>,
    Json(ouverture): Json<Ouverture>,
) -> Result<StatusCode, Error> {
    open(&serre, &ouverture)
}

// ANCHOR: open
#[tracing::instrument(skip_all, fields(serre = serre))]
fn open(serre: &str, ouverture: &Ouverture) -> Result<StatusCode, Error> {
    if ouverture.code != CODE {
        tracing::warn!("mauvais code");
        return Err(Error::WrongCode);
    }
    tracing::info!("porte ouverte");
    Ok(StatusCode::NO_CONTENT)
}
// ANCHOR_END: open
