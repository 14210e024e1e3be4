//! Is the process alive, and can it serve requests?

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use super::error::Error;
use super::state::AppState;

pub fn router() -> Router<AppState> {
    Router::new().route("/livez", get(live)).route("/readyz", get(ready))
}

// ANCHOR: probes
async fn live() -> StatusCode {
    StatusCode::OK
}

async fn ready(State(state): State<AppState>) -> Result<StatusCode, Error> {
    if state.readiness.of(&state.pompe).await { Ok(StatusCode::OK) } else { Err(Error::NotReady) }
}
// ANCHOR_END: probes
