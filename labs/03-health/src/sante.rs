//! `/api/sante`: the names, and each patient's parameters.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use crate::patients::Patients;

pub fn router() -> Router<Arc<Patients>> {
    Router::new()
        .route("/api/sante", get(noms))
        .route("/api/sante/{nom}", get(fiche).put(placer).delete(retirer))
}

/// The names, sorted by code point.
async fn noms(State(patients): State<Arc<Patients>>) -> Response {
    todo!("the names in {}", patients.fichier.display())
}

/// One patient's parameters, with `nom` and `imc`; as YAML for `Accept: application/yaml`.
async fn fiche() -> Response {
    todo!("the parameters of one patient")
}

/// Puts a patient: 201 when new, 200 when replaced.
async fn placer() -> Response {
    todo!("a patient put in the file")
}

/// Takes a patient out: 204.
async fn retirer() -> Response {
    todo!("a patient taken out of the file")
}
