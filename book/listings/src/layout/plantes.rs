//! `/plantes`: the plants by their species, in memory.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

// ANCHOR: router
/// The routes of this resource.
pub fn router(plantes: Plantes) -> Router {
    Router::new()
        .route("/plantes", get(list).post(create))
        .route("/plantes/{espece}", get(read).put(put).patch(update).delete(remove))
        .route("/plantes/{espece}/arrosages", post(water))
        .with_state(plantes)
}
// ANCHOR_END: router

/// The plants. Every handler holds a clone, and all clones share one map.
#[derive(Clone)]
pub struct Plantes(Arc<Mutex<BTreeMap<String, Plante>>>);

impl Default for Plantes {
    fn default() -> Self {
        let ficus = ("Ficus".to_owned(), Plante { hauteur_cm: 120, arrosages: 3 });
        Self(Arc::new(Mutex::new(BTreeMap::from([ficus]))))
    }
}

impl Plantes {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Plante>> {
        self.0.lock().expect("no handler panics with the lock held")
    }
}

#[derive(Clone, Copy, Deserialize, Serialize)]
struct Plante {
    hauteur_cm: u32,
    arrosages: u32,
}

#[derive(Deserialize)]
struct NewPlante {
    espece: String,
    hauteur_cm: u32,
}

#[derive(Deserialize)]
struct PlanteChange {
    hauteur_cm: Option<u32>,
    arrosages: Option<u32>,
}

async fn list(State(plantes): State<Plantes>) -> Json<Vec<String>> {
    Json(plantes.lock().keys().cloned().collect())
}

async fn create(
    State(plantes): State<Plantes>,
    Json(NewPlante { espece, hauteur_cm }): Json<NewPlante>,
) -> Result<(StatusCode, Json<Plante>), StatusCode> {
    match plantes.lock().entry(espece) {
        Entry::Occupied(_) => Err(StatusCode::CONFLICT),
        Entry::Vacant(vacant) => {
            let plante = *vacant.insert(Plante { hauteur_cm, arrosages: 0 });
            Ok((StatusCode::CREATED, Json(plante)))
        }
    }
}

async fn read(
    State(plantes): State<Plantes>,
    Path(espece): Path<String>,
) -> Result<Json<Plante>, StatusCode> {
    plantes.lock().get(&espece).copied().map(Json).ok_or(StatusCode::NOT_FOUND)
}

async fn put(
    State(plantes): State<Plantes>,
    Path(espece): Path<String>,
    Json(plante): Json<Plante>,
) -> (StatusCode, Json<Plante>) {
    let replaced = plantes.lock().insert(espece, plante);
    let status = if replaced.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    (status, Json(plante))
}

async fn update(
    State(plantes): State<Plantes>,
    Path(espece): Path<String>,
    Json(change): Json<PlanteChange>,
) -> Result<Json<Plante>, StatusCode> {
    let mut plantes = plantes.lock();
    let plante = plantes.get_mut(&espece).ok_or(StatusCode::NOT_FOUND)?;
    plante.hauteur_cm = change.hauteur_cm.unwrap_or(plante.hauteur_cm);
    plante.arrosages = change.arrosages.unwrap_or(plante.arrosages);
    Ok(Json(*plante))
}

async fn remove(State(plantes): State<Plantes>, Path(espece): Path<String>) -> StatusCode {
    match plantes.lock().remove(&espece) {
        Some(_) => StatusCode::NO_CONTENT,
        None => StatusCode::NOT_FOUND,
    }
}

async fn water(
    State(plantes): State<Plantes>,
    Path(espece): Path<String>,
) -> Result<Json<Plante>, StatusCode> {
    let mut plantes = plantes.lock();
    let plante = plantes.get_mut(&espece).ok_or(StatusCode::NOT_FOUND)?;
    plante.arrosages += 1;
    Ok(Json(*plante))
}
