//! `/health`: what the platform asks. `live` says that the process runs; `ready`, that it is of use now.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::state::AppState;

#[derive(Serialize)]
struct Health {
    etat: &'static str,
}

pub fn router() -> Router<AppState> {
    Router::new().route("/health/live", get(live)).route("/health/ready", get(ready))
}

/// Calls nobody: a restart would not help against a catalogue that is away.
async fn live() -> Json<Health> {
    Json(Health { etat: "vivant" })
}

// Once the service is stopping, it is not ready, whatever the catalogue says.
async fn ready(State(catalogue): State<Arc<Catalogue>>) -> Result<Json<Health>, Error> {
    if catalogue.is_live().await {
        Ok(Json(Health { etat: "prêt" }))
    } else {
        Err(Error::NotReady)
    }
}
