//! `/plantes` and `/doses`: what the greenhouse does without calling anybody.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::error::Error;
use super::station::Station;

pub fn router() -> Router<Station> {
    Router::new()
        .route("/plantes", post(create))
        .route("/plantes/{nom}", get(find))
        .route("/doses/{litres}/{plantes}", get(dose))
}

/// A plant, as it is received and returned.
#[derive(Deserialize, Serialize)]
pub struct Plante {
    pub nom: String,
}

// ANCHOR: create
async fn create(Json(plante): Json<Plante>) -> Result<(StatusCode, Json<Plante>), Error> {
    if !(1..=60).contains(&plante.nom.chars().count()) {
        return Err(Error::InvalidNom);
    }
    tracing::info!(nom = plante.nom, "plante ajoutée");
    Ok((StatusCode::CREATED, Json(plante)))
}
// ANCHOR_END: create

async fn find(Path(nom): Path<String>) -> Result<Json<Plante>, Error> {
    let known = ["Basilic", "Menthe", "Thym"].contains(&nom.as_str());
    if known { Ok(Json(Plante { nom })) } else { Err(Error::UnknownPlante) }
}

// ANCHOR: dose
/// Litres for each plant. The bug is the division.
async fn dose(Path((litres, plantes)): Path<(u32, u32)>) -> String {
    format!("{} l\n", litres / plantes)
}
// ANCHOR_END: dose
