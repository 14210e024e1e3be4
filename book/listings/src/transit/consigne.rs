//! `/serre/consigne`: the temperature that the heating keeps.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

/// The temperature of a new greenhouse.
const INITIAL: Consigne = Consigne { temperature_c: 21 };

pub fn router() -> Router {
    let state = AppState(Arc::new(Mutex::new(INITIAL)));
    Router::new().route("/serre/consigne", get(show).put(set)).with_state(state)
}

#[derive(Clone)]
struct AppState(Arc<Mutex<Consigne>>);

impl AppState {
    fn lock(&self) -> MutexGuard<'_, Consigne> {
        // A panic leaves the temperature valid, so a poisoned mutex can still be used.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone, Copy, Deserialize, Serialize)]
struct Consigne {
    temperature_c: i32,
}

async fn show(State(state): State<AppState>) -> Json<Consigne> {
    Json(*state.lock())
}

async fn set(State(state): State<AppState>, Json(consigne): Json<Consigne>) -> Json<Consigne> {
    *state.lock() = consigne;
    Json(consigne)
}
