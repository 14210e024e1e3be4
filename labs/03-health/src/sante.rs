//! `/api/sante`: the names, and the parameters of each patient.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use crate::patients::Patients;

pub fn router() -> Router<Arc<Patients>> {
    Router::new()
        .route("/api/sante", get(list))
        .route("/api/sante/{nom}", get(read).put(put).delete(remove))
}

/// The names, sorted by code point.
async fn list(State(patients): State<Arc<Patients>>) -> Response {
    todo!("the names in {}", patients.path.display())
}

/// The parameters of one patient, with `nom` and `imc`; as YAML if `Accept` prefers
/// `application/yaml` to JSON.
async fn read() -> Response {
    todo!("the parameters of one patient")
}

/// Adds a patient, 201, or replaces one, 200.
async fn put() -> Response {
    todo!("a patient added or replaced")
}

/// Removes a patient, 204.
async fn remove() -> Response {
    todo!("a patient removed")
}
