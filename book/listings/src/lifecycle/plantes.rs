//! The plants, and waterings that take their time.

use std::time::Duration;

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::error::Error;

/// The names of the plants.
const PLANTES: [&str; 3] = ["ficus", "basilic", "cactus"];

/// The longest watering, in seconds.
const MAX_SECONDES: u64 = 60;

#[derive(Serialize)]
struct Plante {
    nom: String,
}

#[derive(Deserialize)]
struct Demande {
    secondes: u64,
}

#[derive(Serialize)]
struct Arrosage {
    plante: String,
    secondes: u64,
}

pub fn router() -> Router {
    Router::new().route("/plantes/{nom}", get(read)).route("/plantes/{nom}/arrosages", post(water))
}

async fn read(Path(nom): Path<String>) -> Result<Json<Plante>, Error> {
    Ok(Json(Plante { nom: known(nom)? }))
}

// ANCHOR: water
/// Waters a plant: the response comes when the tap is closed again.
async fn water(
    Path(nom): Path<String>,
    Query(Demande { secondes }): Query<Demande>,
) -> Result<(StatusCode, Json<Arrosage>), Error> {
    let plante = known(nom)?;
    if secondes > MAX_SECONDES {
        return Err(Error::Duration);
    }
    tracing::info!(plante, secondes, "the tap is open");
    tokio::time::sleep(Duration::from_secs(secondes)).await;
    tracing::info!(plante, "the tap is closed");
    Ok((StatusCode::CREATED, Json(Arrosage { plante, secondes })))
}
// ANCHOR_END: water

fn known(nom: String) -> Result<String, Error> {
    if PLANTES.contains(&nom.as_str()) { Ok(nom) } else { Err(Error::UnknownPlante) }
}

/// The response to a path that the greenhouse does not have.
pub async fn unknown() -> Error {
    Error::UnknownPath
}
