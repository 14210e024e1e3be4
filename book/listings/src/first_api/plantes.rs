//! `/plantes`: plants are added, listed and removed; they live in memory.

// ANCHOR: adding
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, get};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
struct Plante {
    espece: String,
    hauteur_cm: u32,
}

#[derive(Clone, Default)]
struct Plantes(Arc<Mutex<Vec<Plante>>>);

async fn create(
    State(plantes): State<Plantes>,
    Json(plante): Json<Plante>,
) -> (StatusCode, Json<Plante>) {
    let mut plantes = plantes.0.lock().expect("no handler panics with the lock held");
    plantes.push(plante.clone());
    (StatusCode::CREATED, Json(plante))
}
// ANCHOR_END: adding

async fn list(State(plantes): State<Plantes>) -> Json<Vec<Plante>> {
    let plantes = plantes.0.lock().expect("no handler panics with the lock held");
    Json(plantes.clone())
}

// ANCHOR: removing
async fn remove(
    State(plantes): State<Plantes>,
    Path(espece): Path<String>,
) -> Result<String, StatusCode> {
    let mut plantes = plantes.0.lock().expect("no handler panics with the lock held");
    let position = plantes.iter().position(|plante| plante.espece == espece);
    let plante = plantes.remove(position.ok_or(StatusCode::NOT_FOUND)?);
    Ok(format!("{} a quitté la serre", plante.espece))
}
// ANCHOR_END: removing

// ANCHOR: router
pub fn router() -> Router {
    Router::new()
        .route("/plantes", get(list).post(create))
        .route("/plantes/{espece}", delete(remove))
        .with_state(Plantes::default())
}
// ANCHOR_END: router
