//! `/metrics`: what Prometheus reads every few seconds.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use prometheus::TEXT_FORMAT;

use crate::metrics::Metrics;
use crate::state::AppState;

pub fn router() -> Router<AppState> {
    Router::new().route("/metrics", get(read))
}

async fn read(State(metrics): State<Arc<Metrics>>) -> impl IntoResponse {
    metrics.text().map(|text| ([(header::CONTENT_TYPE, TEXT_FORMAT)], text)).map_err(|error| {
        tracing::error!(%error, "the metrics cannot be written");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}
