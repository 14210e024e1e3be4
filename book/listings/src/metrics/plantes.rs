//! The plants, and their waterings.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::error::Error;
use super::pompe::Outcome;
use super::state::AppState;

/// The names of the plants.
const PLANTES: [&str; 3] = ["ficus", "basilic", "cactus"];

/// The most water at a time, in litres.
const MAX_LITRES: u32 = 20;

#[derive(Serialize)]
struct Plante {
    nom: String,
}

#[derive(Deserialize)]
struct Demande {
    litres: u32,
}

#[derive(Serialize)]
struct Arrosage {
    plante: String,
    litres: u32,
}

pub fn router() -> Router<AppState> {
    Router::new().route("/plantes/{nom}", get(read)).route("/plantes/{nom}/arrosages", post(water))
}

async fn read(Path(nom): Path<String>) -> Result<Json<Plante>, Error> {
    Ok(Json(Plante { nom: known(nom)? }))
}

// ANCHOR: water
async fn water(
    State(AppState { metrics, pompe, .. }): State<AppState>,
    Path(nom): Path<String>,
    Query(Demande { litres }): Query<Demande>,
) -> Result<(StatusCode, Json<Arrosage>), Error> {
    let plante = known(nom)?;
    if !(1..=MAX_LITRES).contains(&litres) {
        return Err(Error::Litres);
    }
    let drawn = pompe.draw(litres).await;
    metrics.arrosages.with_label_values(&[Outcome::of(&drawn).name()]).inc();
    metrics.cuve.set(drawn?);
    metrics.litres.with_label_values(&[&plante]).observe(litres.into());
    Ok((StatusCode::CREATED, Json(Arrosage { plante, litres })))
}
// ANCHOR_END: water

fn known(nom: String) -> Result<String, Error> {
    if PLANTES.contains(&nom.as_str()) { Ok(nom) } else { Err(Error::UnknownPlante) }
}

/// The response to a path that the greenhouse does not have.
pub async fn unknown() -> Error {
    Error::UnknownPath
}
