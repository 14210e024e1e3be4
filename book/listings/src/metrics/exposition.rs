//! The page that shows the metrics to Prometheus.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus::TEXT_FORMAT;
use serde::Deserialize;

use super::error::Error;
use super::state::AppState;

pub fn router() -> Router<AppState> {
    Router::new().route("/metrics", get(show))
}

#[derive(Deserialize)]
struct Selection {
    name: Option<String>,
}

async fn show(
    State(state): State<AppState>,
    Query(selection): Query<Selection>,
) -> Result<Response, Error> {
    let text = state.metrics.text(selection.name.as_deref()).map_err(|_| Error::Metrics)?;
    Ok(([(header::CONTENT_TYPE, TEXT_FORMAT)], text).into_response())
}
