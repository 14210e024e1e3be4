//! A greenhouse that measures what it does, says whether it is well, and waters its plants through
//! the service of a pump.

pub mod crowded;
mod error;
mod exposition;
mod measure;
mod meters;
mod plantes;
mod pompe;
mod probes;
mod readiness;
mod state;
pub mod upstream;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::post;

pub use measure::method_label;
pub use meters::Metrics;
pub use pompe::Pompe;
pub use state::AppState;

use crowded::Crowded;
use upstream::Pump;

// ANCHOR: app
/// Every route of the greenhouse. What monitors it is not measured.
pub fn app(state: AppState) -> Router {
    let measured = plantes::router()
        .fallback(plantes::unknown)
        .layer(middleware::from_fn_with_state(state.clone(), measure::measure));
    measured.merge(exposition::router()).merge(probes::router()).with_state(state)
}
// ANCHOR_END: app

/// The levers of the chapter's experiments, and the counter with one series for each path.
///
/// # Errors
/// When this counter cannot be created.
pub fn workshop(state: AppState, pump: Pump) -> prometheus::Result<Router> {
    let crowded = Arc::new(Crowded::new()?);
    let broken = pump.clone();
    let restart = {
        let crowded = Arc::clone(&crowded);
        move || async move {
            state.metrics.reset();
            state.readiness.forget().await;
            crowded.reset();
            pump.reset();
            StatusCode::NO_CONTENT
        }
    };
    let break_down = move || async move {
        broken.break_down();
        StatusCode::NO_CONTENT
    };
    Ok(Router::new()
        .route("/redemarrage", post(restart))
        .route("/panne", post(break_down))
        .merge(crowded::router(crowded)))
}
