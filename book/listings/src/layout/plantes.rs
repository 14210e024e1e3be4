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
        .route("/plantes", get(lister).post(ajouter))
        .route("/plantes/{espece}", get(lire).put(placer).patch(modifier).delete(enlever))
        .route("/plantes/{espece}/arrosages", post(arroser))
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
    fn toutes(&self) -> MutexGuard<'_, BTreeMap<String, Plante>> {
        self.0.lock().expect("no handler panics with the lock held")
    }
}

#[derive(Clone, Copy, Deserialize, Serialize)]
struct Plante {
    hauteur_cm: u32,
    arrosages: u32,
}

#[derive(Deserialize)]
struct Nouvelle {
    espece: String,
    hauteur_cm: u32,
}

#[derive(Deserialize)]
struct Changement {
    hauteur_cm: Option<u32>,
    arrosages: Option<u32>,
}

async fn lister(State(plantes): State<Plantes>) -> Json<Vec<String>> {
    Json(plantes.toutes().keys().cloned().collect())
}

async fn ajouter(
    State(plantes): State<Plantes>,
    Json(Nouvelle { espece, hauteur_cm }): Json<Nouvelle>,
) -> Result<(StatusCode, Json<Plante>), StatusCode> {
    match plantes.toutes().entry(espece) {
        Entry::Occupied(_) => Err(StatusCode::CONFLICT),
        Entry::Vacant(place) => {
            let plante = *place.insert(Plante { hauteur_cm, arrosages: 0 });
            Ok((StatusCode::CREATED, Json(plante)))
        }
    }
}

async fn lire(
    State(plantes): State<Plantes>,
    Path(espece): Path<String>,
) -> Result<Json<Plante>, StatusCode> {
    plantes.toutes().get(&espece).copied().map(Json).ok_or(StatusCode::NOT_FOUND)
}

async fn placer(
    State(plantes): State<Plantes>,
    Path(espece): Path<String>,
    Json(plante): Json<Plante>,
) -> (StatusCode, Json<Plante>) {
    let remplacee = plantes.toutes().insert(espece, plante);
    let status = if remplacee.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    (status, Json(plante))
}

async fn modifier(
    State(plantes): State<Plantes>,
    Path(espece): Path<String>,
    Json(changement): Json<Changement>,
) -> Result<Json<Plante>, StatusCode> {
    let mut toutes = plantes.toutes();
    let plante = toutes.get_mut(&espece).ok_or(StatusCode::NOT_FOUND)?;
    plante.hauteur_cm = changement.hauteur_cm.unwrap_or(plante.hauteur_cm);
    plante.arrosages = changement.arrosages.unwrap_or(plante.arrosages);
    Ok(Json(*plante))
}

async fn enlever(State(plantes): State<Plantes>, Path(espece): Path<String>) -> StatusCode {
    match plantes.toutes().remove(&espece) {
        Some(_) => StatusCode::NO_CONTENT,
        None => StatusCode::NOT_FOUND,
    }
}

async fn arroser(
    State(plantes): State<Plantes>,
    Path(espece): Path<String>,
) -> Result<Json<Plante>, StatusCode> {
    let mut toutes = plantes.toutes();
    let plante = toutes.get_mut(&espece).ok_or(StatusCode::NOT_FOUND)?;
    plante.arrosages += 1;
    Ok(Json(*plante))
}
