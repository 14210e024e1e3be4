//! Is the process alive, and should it get requests?

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use super::error::Error;
use super::readiness::Readiness;

/// The routes of the probes.
pub fn router(readiness: Readiness) -> Router {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .with_state(readiness)
}

async fn live() -> StatusCode {
    StatusCode::OK
}

// ANCHOR: ready
async fn ready(State(readiness): State<Readiness>) -> Result<StatusCode, Error> {
    if readiness.is_stopping() { Err(Error::Stopping) } else { Ok(StatusCode::OK) }
}
// ANCHOR_END: ready
