//! A mistake: a counter with a label that clients choose, which creates a series for each value.

use std::sync::Arc;

use axum::Router;
use axum::extract::{OriginalUri, State};
use axum::http::StatusCode;
use axum::routing::get;
use prometheus::{IntCounterVec, Opts, Registry, TextEncoder};

// ANCHOR: crowded
/// Counts requests by their path.
pub struct Crowded {
    registry: Registry,
    requests: IntCounterVec,
}

async fn read(State(crowded): State<Arc<Crowded>>, OriginalUri(uri): OriginalUri) -> StatusCode {
    crowded.requests.with_label_values(&[uri.path()]).inc();
    StatusCode::NOT_FOUND
}
// ANCHOR_END: crowded

impl Crowded {
    /// The counter, without a series.
    ///
    /// # Errors
    /// When its name is not valid.
    pub fn new() -> prometheus::Result<Self> {
        let opts = Opts::new("passoire_requests_total", "Requests, with the path as a label.");
        let requests = IntCounterVec::new(opts, &["path"])?;
        let registry = Registry::new();
        registry.register(Box::new(requests.clone()))?;
        Ok(Self { registry, requests })
    }

    /// Removes all series.
    pub fn reset(&self) {
        self.requests.reset();
    }
}

/// Its routes, below `/passoire`.
pub fn router(crowded: Arc<Crowded>) -> Router {
    Router::new()
        .route("/passoire/plantes/{id}", get(read))
        .route("/passoire/metrics", get(show))
        .with_state(crowded)
}

async fn show(State(crowded): State<Arc<Crowded>>) -> String {
    TextEncoder::new().encode_to_string(&crowded.registry.gather()).unwrap_or_default()
}
