//! axum's `Json` in both directions, with axum's own rejections.

use axum::{Json, Router, routing::post};

use super::reading::Culture;

// ANCHOR: echo
async fn echo(Json(culture): Json<Culture>) -> Json<Culture> {
    Json(culture)
}
// ANCHOR_END: echo

/// `POST /echo`, the only route.
pub fn app() -> Router {
    Router::new().route("/echo", post(echo))
}
